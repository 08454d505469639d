"""What the snapshot and package APIs are asked: the fields of each request, and reading them."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import UNSET, Meta, UnsetType

from touchline.base import limits
from touchline.base.errors import WireError
from touchline.model.instants import milliseconds
from touchline.surfaces.routing import Refused
from touchline.wire.bounds import Bounds
from touchline.wire.json_reader import read_json

Id = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Ids = frozenset[Id]
NaturalId = Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""An id, 0 where a client cannot leave it out."""
Moment = Annotated[int, Meta(ge=0, le=2**53)]
"""Unix seconds or milliseconds (reference feed-protocol 5)."""
Short = Annotated[str, Meta(max_length=256)]

_DEPTH: Final = 16
_SPACE: Final = b" \t\r\n"
_DAY_MS: Final = 86_400_000
_DAY_LENGTH: Final = len("2026-01-31")
_AMERICAN: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ T](.+))?", re.ASCII)
_MOST_PARAMETERS: Final = 64
_WORD: Final = re.compile("[a-z]+")
_MISSING: Final = re.compile("missing required field `([a-z]+)`")


def _folded(name: str) -> str:
    return name.replace("_", "")


class Request(msgspec.Struct, frozen=True, kw_only=True, rename=_folded):
    """Who asks. Names are in lower case here, for they are taken in any case."""

    package_id: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    user_name: Short = ""
    password: Annotated[str, Meta(max_length=1024)] = ""


class SnapshotRequest(Request, frozen=True):
    """Which fixtures and markets a snapshot is of; what is empty does not limit."""

    timestamp: Moment | UnsetType = UNSET
    from_date: Moment | UnsetType = UNSET
    to_date: Moment | UnsetType = UNSET
    sports: Ids = frozenset()
    locations: Ids = frozenset()
    leagues: Ids = frozenset()
    tournaments: Ids = frozenset()
    fixtures: Ids = frozenset()
    markets: Ids = frozenset()

    @property
    def is_filtered(self) -> bool:
        """Whether anything limits it."""
        said = (self.timestamp, self.from_date, self.to_date)
        lists = (self.sports, self.locations, self.leagues, self.tournaments, self.fixtures)
        return any(one is not UNSET and one for one in said) or any((*lists, self.markets))


class ScheduleRequest(Request, frozen=True):
    """Which fixtures are listed."""

    sport_ids: Ids = frozenset()
    location_ids: Ids = frozenset()
    league_ids: Ids = frozenset()
    subscription_status: Annotated[int, Meta(ge=0, le=2)] = 0
    language_id: int | None = None


class FixturesRequest(Request, frozen=True):
    """Fixtures that are ordered, or no longer."""

    fixtures: list[Id]


class MetadataRequest(Request, frozen=True):
    """Which ordered fixtures are listed: those that start between two days."""

    from_date: Short | None = None
    to_date: Short | None = None


class League(msgspec.Struct, frozen=True, rename=_folded):
    """A league that is ordered, or no longer."""

    league_id: Id
    sport_id: Id | None = None
    location_id: Id | None = None


class LeaguesRequest(Request, frozen=True):
    """Leagues that are ordered, or no longer."""

    subscriptions: list[League]


class OutrightCompetition(msgspec.Struct, frozen=True, rename=_folded):
    """A competition whose outrights are ordered, or no longer; clients call its id either name."""

    league_id: Id | None = None
    competition_id: Id | None = None
    sport_id: Id | None = None
    location_id: Id | None = None


class OutrightsRequest(Request, frozen=True):
    """Competitions whose outrights are ordered, or no longer."""

    subscriptions: list[OutrightCompetition]


class MarketsRequest(Request, frozen=True):
    """Which markets are listed; type 1 are those of matches, 2 those of outrights."""

    sport_ids: Ids = frozenset()
    location_ids: Ids = frozenset()
    league_ids: Ids = frozenset()
    market_ids: Ids = frozenset()
    is_settleable: bool | None = None
    market_type: Annotated[int, Meta(ge=0, le=2)] | None = None
    language_id: int | None = None


class TranslationRequest(Request, frozen=True):
    """What is named in which languages."""

    languages: list[int]
    sport_ids: Ids = frozenset()
    location_ids: Ids = frozenset()
    league_ids: Ids = frozenset()
    market_ids: Ids = frozenset()
    participant_ids: Ids = frozenset()


class SuspendedMarket(msgspec.Struct, frozen=True, rename=_folded):
    """A market, or one line of it."""

    market_id: NaturalId
    line: Short | None = None


class SuspensionAsked(msgspec.Struct, frozen=True, rename=_folded):
    """What is suspended by hand, or no longer."""

    sport_id: NaturalId | None = None
    location_id: NaturalId | None = None
    competition_id: NaturalId | None = None
    fixture_id: NaturalId | None = None
    markets: list[SuspendedMarket] | None = None


class SuspensionsRequest(Request, frozen=True):
    """What is suspended by hand, or no longer."""

    suspensions: list[SuspensionAsked]


class ListFilter(msgspec.Struct, frozen=True, rename=_folded):
    """Which incidents, places or participants are listed."""

    ids: Ids | None = None
    sports: Ids | None = None
    sport_ids: Ids | None = None
    location_ids: Ids | None = None
    venue_ids: Ids | None = None
    country_ids: Ids | None = None
    state_ids: Ids | None = None
    city_ids: Ids | None = None
    search_text: list[Short] | None = None
    from_: Short | None = msgspec.field(name="from", default=None)
    name: Short | None = None
    gender: int | None = None
    age_category: int | None = None
    type: int | None = None


class ListRequest(Request, frozen=True):
    """A list, a page of it where pages are counted from 1."""

    filter: ListFilter | None = None
    page: Annotated[int, Meta(ge=1, le=2**31)] | None = None
    page_size: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    season_id: Id | None = None
    tour_id: Id | None = None
    sport_id: Id | None = None
    language_id: int | None = None


STRUCTS: Final = (
    SnapshotRequest, ScheduleRequest, FixturesRequest, MetadataRequest, League, LeaguesRequest,
    OutrightCompetition, OutrightsRequest, MarketsRequest, TranslationRequest, SuspendedMarket,
    SuspensionAsked, SuspensionsRequest, ListFilter, ListRequest,
)  # fmt: skip
"""All that is read here."""

_SHOWN: Final = {
    _folded(name): "".join(word.capitalize() for word in name.split("_"))
    for struct in STRUCTS
    for name in struct.__struct_fields__
}
"""Names as documents write them."""
_OTHER_NAMES: Final = {
    "sportsid": ("sports", "sportids"),
    "locationsid": ("locations", "locationids"),
    "leaguesid": ("leagues", "leagueids"),
}
"""What one client calls lists of ids (reference feed-protocol 5)."""

Some = TypeVar("Some", bound=Request)


def read_body(body: bytes, kind: type[Some]) -> Some:
    """Return a body as a request, names in any case. Raises Refused 400 naming what is wrong."""
    if body.lstrip(_SPACE)[:1] != b"{":
        raise Refused(400, f"The body is a JSON object such as {_EXAMPLE}")
    try:
        # It tells best what is wrong and where, and takes neither NaN nor what is too deep.
        read_json(body, Bounds(limits.PACKAGE_BODY_BYTES.maximum, _DEPTH))
        said = json.loads(body, object_pairs_hook=_object)
    except WireError as error:
        raise Refused(400, f"The body is not the JSON that is due: {error}") from None
    except ValueError as error:
        raise Refused(400, f"The body is not JSON: {error}.") from None
    return _request(said, kind)


def read_query(query: str, kind: type[Some]) -> Some:
    """Return the parameters of a GET as a request. Raises Refused 400 naming what is wrong."""
    try:
        pairs = parse_qsl(query, max_num_fields=_MOST_PARAMETERS, errors="strict")
    except UnicodeDecodeError:
        raise Refused(400, "The query is not UTF-8.") from None
    except ValueError:
        raise Refused(400, f"There are more than {_MOST_PARAMETERS} parameters.") from None
    return _request(_object(pairs), kind)


def read_day(text: str, name: str) -> tuple[int, int]:
    """Return the first and last unix ms of what a request says: a day, or a date and time.

    Raises Refused 400.
    """
    said = text.strip()
    american = _AMERICAN.fullmatch(said)
    if american is not None:
        month, day, year, time = american.groups()
        said = f"{year}-{month:0>2}-{day:0>2}{'' if time is None else f'T{time}'}"
    is_day = len(said) <= _DAY_LENGTH
    found = milliseconds(f"{said}T00:00:00" if is_day else said)
    if found is None:
        raise Refused(400, f"{name}: {text[:64]!r} is no date; write 01/31/2026 or 2026-01-31.")
    return found, found + _DAY_MS - 1 if is_day else found


_WHO: Final = '"PackageId":7,"UserName":"user","Password":"password"'
_EXAMPLE: Final = f"{{{_WHO}}}."
_EXAMPLES: Final[dict[type[Request], str]] = {
    FixturesRequest: '"Fixtures":[90000001]',
    LeaguesRequest: '"Subscriptions":[{"LeagueId":67}]',
    OutrightsRequest: '"Subscriptions":[{"LeagueId":67}]',
    TranslationRequest: '"Languages":[1],"SportIds":[6046]',
    SuspensionsRequest: '"Suspensions":[{"FixtureId":90000001}]',
}
"""What bodies hold beside who asks, where something else is due."""


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, names in lower case, without what clients cannot leave out but empty."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        folded = name.lower()
        if folded in found:
            raise Refused(400, f"{_shown(folded[:64])} is given twice; give it once.")
        found[folded] = value
    return {name: value for name, value in found.items() if not _is_left_out(name, value)}


def _is_left_out(name: str, value: object) -> bool:
    # A line without a text would mean the whole market.
    return value is None or (value == "" and name != "line")


def _request(said: Mapping[str, Any], kind: type[Some]) -> Some:
    fields = kind.__struct_encode_fields__
    renamed: dict[str, Any] = {}
    for name, value in said.items():
        meant = next((one for one in _OTHER_NAMES.get(name, ()) if one in fields), name)
        if meant in renamed:
            raise Refused(400, f"{_shown(meant)} is given twice; give it once.")
        renamed[meant] = value
    try:
        return msgspec.convert(renamed, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Refused(400, _wrong(str(error), kind)) from None


def _wrong(text: str, kind: type[Request]) -> str:
    """Return what is wrong with a field, its name as documents write it."""
    reason, _, place = text.partition(" - at ")
    reason = _MISSING.sub(lambda found: f"missing required field `{_shown(found[1])}`", reason)
    where = _WORD.sub(lambda found: _shown(found[0]), place.strip("`").removeprefix("$."))
    if "got `null`" in reason:
        reason += "; leave out what does not limit"
    if where and where != "$":
        return f"{where}: {reason}."
    return f"{reason}, as in {_example(kind)}"


def _example(kind: type[Request]) -> str:
    """Return a body that is right."""
    more = _EXAMPLES.get(kind)
    return _EXAMPLE if more is None else f"{{{_WHO},{more}}}."


def _shown(folded: str) -> str:
    return _SHOWN.get(folded, folded)
