"""The parameters of the endpoints of v2, and what they take."""

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from touchline.model.catalogue import LOCALES, SPORTS, Sport, sport_by_slug
from touchline.surfaces.named_odds import PROVIDER
from touchline.surfaces.routing import Refused, takes
from touchline.surfaces.v2.days import day_range, zone_names, zone_of
from touchline.surfaces.v2.schedule import STATUSES, Chosen
from touchline.surfaces.v2.structs import Status

Value = TypeVar("Value")

_SLUGS: Final = tuple(sport.slug for sport in SPORTS)
_ALIASES: Final = {"pt-br": "pt"}
_PRIORITIZE: Final = {"true": True, "false": False}


def _meta(
    description: str,
    takes_what: str,
    example: object | None = None,
    choices: Sequence[str] | None = None,
    title: str | None = None,
) -> Meta:
    return Meta(
        title=title,
        description=description,
        examples=None if example is None else [example],
        extra={"takes": takes_what},
        extra_json_schema=None if choices is None else {"enum": list(choices)},
    )


def _sport(name: str) -> Meta:
    return _meta(
        "Only matches of this sport; hyphens or underscores",
        f"{name} is one of {', '.join(_SLUGS)}.",
        "soccer",
        _SLUGS,
        "SportName",
    )


_LOCALE: Final = _meta(
    "Language of names and captions",
    "locale is en, es or pt (pt-BR is pt).",
    "en",
    (*LOCALES, "pt-BR"),
    "Locale",
)
_STATUS: Final = _meta(
    "Only matches of these statuses; repeated, or separated by commas",
    "status is upcoming, live or completed, one or several of them.",
    ["upcoming", "live"],
)
_DATE: Final = _meta(
    "Only matches that start on this day of the time zone",
    "date is a day such as 2025-11-14, with neither startDate nor endDate beside it.",
    "2025-11-14",
)
# A request as the examples make it has a date, which excludes both of these.
_START_DATE: Final = _meta(
    "Only matches that start on this day or later",
    "startDate is a day such as 2025-11-14, not after endDate.",
)
_END_DATE: Final = _meta(
    "Only matches that start on this day or earlier",
    "endDate is a day such as 2025-11-15, not before startDate.",
)
_TIMEZONE: Final = _meta(
    "The time zone in which days begin and end",
    "timezone is the IANA name of a time zone such as Europe/London.",
    "Europe/London",
    sorted(zone_names()),
    "TimeZone",
)
_DATA_SOURCE: Final = _meta(
    "Another name of provider; the same bookmaker where both are given. `shown` and `novibet` "
    "stand for the bookmakers that are shown without it",
    "dataSource is the name or number of a bookmaker.",
    "bet365",
)
_REGION: Final = _meta("Only this region", "regionId is the number of a region.", 6)

CURRENT: Final[tuple[Status, ...]] = ("upcoming", "live")
OptionalText = str | None
OptionalNumber = Annotated[int, Meta(ge=0, le=10**18)] | None
Statuses = tuple[Status, ...]
Day = datetime.date | None
DataSource = Annotated[OptionalText, _DATA_SOURCE]
Provider = Annotated[OptionalText, PROVIDER]


class Query(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """The parameter that all lists take."""

    locale: Annotated[str, _LOCALE] = "en"

    def language(self) -> str:
        """Return the locale as the catalogue names it. Raises Refused 400."""
        said = self.locale.casefold()
        found = _ALIASES.get(said, said)
        return found if found in LOCALES else _refuse(self, "locale")


class OddsQuery(Query, frozen=True, kw_only=True):
    """The parameters of /v2/matches/{id} and its live-odds."""

    data_source: DataSource = None
    provider: Provider = None


class LiveQuery(OddsQuery, frozen=True, kw_only=True):
    """The parameters of /v2/matches/live."""

    sport: Annotated[OptionalText, _sport("sport")] = None
    limit: Annotated[
        Annotated[int, Meta(ge=1, le=100)] | None,
        _meta(
            "At most so many matches; all without it", "limit is a whole number from 1 to 100.", 20
        ),
    ] = None
    prioritize: Annotated[
        str,
        _meta(
            "Whether popular leagues come first; else by start",
            "prioritize is true or false.",
            "true",
            tuple(_PRIORITIZE),
        ),
    ] = "false"
    include: Annotated[
        tuple[Literal["liveEventData"], ...],
        _meta("What is added to each match", "include is liveEventData.", ["liveEventData"]),
    ] = ()

    def is_prioritized(self) -> bool:
        """Tell whether popular leagues come first. Raises Refused 400."""
        said = _PRIORITIZE.get(self.prioritize.casefold())
        return said if said is not None else bool(_refuse(self, "prioritize"))

    def slug(self) -> str | None:
        """Return the slug of the sport. Raises Refused 400."""
        return _slug(self, "sport", self.sport)


class DaysQuery(Query, frozen=True, kw_only=True):
    """The parameters that choose statuses and days."""

    status: Annotated[Statuses, _STATUS] = STATUSES
    date: Annotated[Day, _DATE] = None
    start_date: Annotated[Day, _START_DATE] = None
    end_date: Annotated[Day, _END_DATE] = None
    timezone: Annotated[str, _TIMEZONE] = "UTC"

    def zone(self) -> ZoneInfo:
        """Return the time zone. Raises Refused 400."""
        return zone_of(self.timezone) or _refuse(self, "timezone")

    def starts(self) -> tuple[int, int] | None:
        """Return the range of starts as unix ms, None for any. Raises Refused 400."""
        zone = self.zone()
        first, last = self.start_date, self.end_date
        if self.date is not None:
            if first is not None or last is not None:
                _refuse(self, "date")
            first = last = self.date
        if first is not None and last is not None and first > last:
            _refuse(self, "startDate")
        return None if first is None and last is None else day_range(first, last, zone)


class DirectoryQuery(DaysQuery, frozen=True, kw_only=True):
    """The parameters of /v2/regions: matches to come and live ones count unless told."""

    status: Annotated[Statuses, _STATUS] = CURRENT

    def statuses(self) -> frozenset[Status]:
        """Return the statuses that are wanted."""
        return frozenset(self.status)


class CompetitionsQuery(DirectoryQuery, frozen=True, kw_only=True):
    """The parameters of /v2/competitions."""

    region_id: Annotated[OptionalNumber, _REGION] = None


class MatchesQuery(DaysQuery, frozen=True, kw_only=True):
    """The parameters of /v2/matches."""

    competition_id: Annotated[
        OptionalNumber,
        _meta("Only this competition", "competitionId is the number of a competition.", 847),
    ] = None
    region_id: Annotated[OptionalNumber, _REGION] = None
    sport_name: Annotated[OptionalText, _sport("sportName")] = None
    sport: Annotated[OptionalText, _sport("sport")] = None
    limit: Annotated[
        int,
        Meta(ge=1, le=100),
        _meta("Matches of a page", "limit is a whole number from 1 to 100.", 20),
    ] = 100
    page: Annotated[
        int,
        Meta(ge=1, le=2**53),
        _meta("Which page, counted from 1", f"page is a whole number from 1 to {2**53}.", 1),
    ] = 1
    data_source: DataSource = None
    provider: Provider = None

    def chosen(self, id_offset: int) -> Chosen:
        """Return which events are wanted. Raises Refused 400."""
        by_name = _slug(self, "sportName", self.sport_name)
        by_alias = _slug(self, "sport", self.sport)
        if by_name is not None and by_alias is not None and by_name != by_alias:
            raise Refused(400, "sport is the same sport as sportName where both are given.")
        return Chosen(
            statuses=frozenset(self.status),
            sport=by_name or by_alias,
            league=None if self.competition_id is None else self.competition_id - id_offset,
            location=None if self.region_id is None else self.region_id - id_offset,
            starts=self.starts(),
        )


class TrendingQuery(OddsQuery, frozen=True, kw_only=True):
    """The parameters of /v2/matches/trending: matches to come and live ones unless told."""

    status: Annotated[Statuses, _STATUS] = CURRENT
    sport: Annotated[OptionalText, _sport("sport")] = None
    timezone: Annotated[str, _TIMEZONE] = "UTC"

    def slug(self) -> str | None:
        """Return the slug of the sport. Raises Refused 400."""
        return _slug(self, "sport", self.sport)

    def statuses(self) -> frozenset[Status]:
        """Return the statuses that are wanted."""
        return frozenset(self.status)

    def zone(self) -> ZoneInfo:
        """Return the time zone. Raises Refused 400."""
        return zone_of(self.timezone) or _refuse(self, "timezone")


class TeamsQuery(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """The parameters of /v2/teams."""

    search: Annotated[
        str,
        Meta(max_length=100),
        _meta(
            "A part of the name, in any case",
            "search is a text of at most 100 characters.",
            "arsenal",
        ),
    ] = ""
    limit: Annotated[
        int,
        Meta(ge=1, le=200),
        _meta("At most so many teams", "limit is a whole number from 1 to 200.", 50),
    ] = 50


def named_in(query: OddsQuery | MatchesQuery) -> list[tuple[str, str]]:
    """Return the parameters that name a bookmaker, with what they say."""
    said = (("dataSource", query.data_source), ("provider", query.provider))
    return [(name, text) for name, text in said if text is not None]


def _slug(query: Any, name: str, said: str | None) -> str | None:
    """Return the slug of a sport of the catalogue, None where none is wanted."""
    if said is None:
        return None
    found: Sport | None = sport_by_slug(said.strip().casefold())
    return _refuse(query, name) if found is None else found.slug


def _refuse(query: Any, name: str) -> Any:
    raise Refused(400, takes(type(query), name) or f"{name} is wrong.")
