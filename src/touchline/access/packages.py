"""What packages of the feed are in the store; times are unix ms."""

import re
from typing import Final, Literal, get_args

import msgspec

from touchline.access.accounts import AccessError
from touchline.base.text import one_line

MOST_ID: Final = 2**31 - 1
"""The greatest id of a package and of what its filters name: clients of the feed read int32s."""

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
    check_password(package.password)
    for name in package.filters.__struct_fields__:
        wrong = [one for one in getattr(package.filters, name) if not 0 < one <= MOST_ID]
        if wrong:
            raise AccessError(
                "package-refused", f"{wrong[0]} is no id of the feed",
                where=name, expected=f"whole numbers from 1 to {MOST_ID}",
            )  # fmt: skip


def check_password(password: str) -> None:
    """Raise AccessError where a package cannot have this password."""
    _check_text(password, "password", PASSWORD_CHARACTERS)


def _check_text(text: str, where: str, most: int) -> None:
    wrong = _wrong_with(text, most)
    if wrong is not None:
        is_shown = text and where != "password"
        shown = f" {one_line(text)[:64]!r}" if is_shown else ""
        raise AccessError(
            "package-refused", f"the {where}{shown} {wrong}",
            where=where, expected=f"1 to {most} printable characters, without spaces around them",
        )  # fmt: skip


def _wrong_with(text: str, most: int) -> str | None:
    """Return what is wrong with a text, None where nothing is."""
    if not text:
        return "is empty"
    if len(text) > most:
        return f"has {len(text)} characters"
    if text != text.strip():
        return "begins or ends with a space"
    return "holds a control character" if _UNPRINTABLE.search(text) else None
