"""What packages of the feed are in the store; times are unix ms."""

import re
from typing import Final, Literal, get_args

import msgspec

from touchline.access.accounts import AccessError
from touchline.base.text import one_line

MOST_ID: Final = 2**31 - 1
"""The greatest id of a package: clients of the feed read it as an int32."""

USER_CHARACTERS: Final = 128
PASSWORD_CHARACTERS: Final = 256

FormName = Literal["json", "legacy-json", "xml"]
OddsName = Literal["provider", "average", "both"]
FORM_NAMES: Final[tuple[FormName, ...]] = get_args(FormName)
ODDS_NAMES: Final[tuple[OddsName, ...]] = get_args(OddsName)

_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]")


class KeptFilters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which events and markets are meant, by ids in order; what is empty does not limit."""

    sports: tuple[int, ...] = ()
    locations: tuple[int, ...] = ()
    leagues: tuple[int, ...] = ()
    fixtures: tuple[int, ...] = ()
    markets: tuple[int, ...] = ()


class Ordered(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a package ordered one by one; leagues are (sport, location, league)."""

    fixtures: tuple[int, ...] = ()
    leagues: tuple[tuple[int, int, int], ...] = ()
    outrights: tuple[int, ...] = ()


class KeptSuspension(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a package suspended by hand; `lines` are (market, line) pairs."""

    made_at: int
    filters: KeptFilters = KeptFilters()
    lines: tuple[tuple[int, str | None], ...] = ()


class NewPackage(msgspec.Struct, frozen=True, kw_only=True):
    """A package that is to be made."""

    id: int
    user: str
    password: str
    form: FormName
    odds: OddsName
    filters: KeptFilters = KeptFilters()
    is_distributed: bool = True


class StoredPackage(msgspec.Struct, frozen=True, kw_only=True):
    """A package as the store has it; of its password only a slow digest."""

    id: int
    user: str
    password: bytes
    form: FormName
    odds: OddsName
    filters: KeptFilters
    ordered: Ordered
    suspensions: tuple[KeptSuspension, ...]
    is_distributed: bool
    created_at: int
    closed_at: int | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it may be used."""
        return self.closed_at is None


def check(package: NewPackage) -> None:
    """Raise AccessError where a package cannot be made like this."""
    if not 0 < package.id <= MOST_ID:
        raise AccessError(
            "package-refused", f"{package.id} is no id of a package",
            where="id", expected=f"1 to {MOST_ID}",
        )  # fmt: skip
    _check_text(package.user, "user", USER_CHARACTERS)
    _check_text(package.password, "password", PASSWORD_CHARACTERS)
    for name in package.filters.__struct_fields__:
        wrong = [one for one in getattr(package.filters, name) if not 0 < one < 2**63]
        if wrong:
            raise AccessError(
                "package-refused", f"{wrong[0]} is no id of the feed",
                where=name, expected="whole numbers above 0",
            )  # fmt: skip


def _check_text(text: str, where: str, most: int) -> None:
    if not text or len(text) > most or text != text.strip() or _UNPRINTABLE.search(text):
        shown = "" if where == "password" else f" {one_line(text)[:64]!r}"
        raise AccessError(
            "package-refused", f"the {where}{shown} is empty, too long or not plain text",
            where=where, expected=f"1 to {most} printable characters, without spaces around them",
        )  # fmt: skip
