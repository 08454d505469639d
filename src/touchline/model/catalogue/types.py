"""What the catalogue says of a sport, a period, a market, a statistic: frozen structs, no data."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

PeriodKind = Literal["regular", "overtime", "penalties", "game", "result", "break", "not_started"]
ClockKind = Literal["none", "up", "down", "either"]
ScoreUnit = Literal["goals", "points", "runs", "sets"]
DescriptionKind = Literal["none", "break", "stoppage", "play", "result", "notice"]
MarketRole = Literal[
    "match_result",
    "double_chance",
    "totals",
    "both_teams_to_score",
    "draw_no_bet",
    "handicap",
]
BetRole = Literal[
    "home",
    "draw",
    "away",
    "over",
    "under",
    "yes",
    "no",
    "home_or_draw",
    "home_or_away",
    "draw_or_away",
    "odd",
    "even",
    "no_goal",
    "other",
]


class V1Sport(Struct, frozen=True, kw_only=True):
    """A sport as v1 names it: number, slug in kebab case, English name."""

    id: int
    slug: str
    name: str


class V2Sport(Struct, frozen=True, kw_only=True):
    """A sport as v2 names it; its name there is the slug of the sport.

    `sysname` starts the long names of phases ("SOCCER_MATCH"), `prefix` those of markets and of
    numbered periods ("SOCCER"). `sides` start the names of statistics, and `period_scores` names
    the list of period scores ("quarterScores"), None where no such list is known.
    """

    id: int
    sysname: str
    prefix: str
    sides: tuple[str, str] = ("home", "away")
    period_scores: str | None = None


class Period(Struct, frozen=True, kw_only=True):
    """A period by its feed number, with its names in every dialect.

    `v1` is the number that v1 shows, None for a period it never shows (DECISIONS 16). `name` is
    English, for v1; `phase` and `sysname` are v2's short and long names; `caption` is a key for
    `caption()`. Times are seconds of the clock as the sport counts it: a running clock starts at
    `starts_at_seconds` and is not extrapolated past `limit_seconds`; `fixed_seconds` is what is
    shown whatever was sent; `length_seconds` is None where it depends on the competition.
    """

    number: int
    v1: int | None
    name: str
    phase: str
    sysname: str
    caption: str
    kind: PeriodKind
    length_seconds: int | None = None
    starts_at_seconds: int | None = None
    limit_seconds: int | None = None
    fixed_seconds: int | None = None


class Break(Struct, frozen=True, kw_only=True):
    """How a break (period 80) is named; the fields are those of `Period`.

    `fixed_seconds` is the time that is shown during the break, None to show what was sent.
    """

    key: str
    name: str
    phase: str
    sysname: str
    caption: str
    fixed_seconds: int | None = None


class StatusPhase(Struct, frozen=True, kw_only=True):
    """The phase of a match whose status says more than its period; fields as in `Period`."""

    status: int
    phase: str
    sysname: str
    caption: str


class MatchClock(Struct, frozen=True, kw_only=True):
    """How the match clock of a sport goes.

    `cumulative` clocks go on through the match, others start anew in each period. Of `either`
    the provider decides. Lengths are the possible seconds of a period, shortest first.
    """

    kind: ClockKind = "none"
    cumulative: bool = False
    extrapolate_ms: int = 0
    period_lengths: tuple[int, ...] = ()
    overtime_lengths: tuple[int, ...] = ()


class V1Statistic(Struct, frozen=True, kw_only=True):
    """A statistic that v1 shows: the feed's number, v1's number and English name."""

    feed_id: int
    id: int
    name: str


class V2Statistic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A statistic that v2 shows under `homeCorners` and `awayCorners` when `key` is "corners".

    With `always` it is given as 0 when the feed lacks it (seed 002, DECISIONS 22).
    """

    feed_id: int
    key: str
    always: bool = False

    def key_of(self, side: str) -> str:
        """Return the name of the field of a side ("home" or "away")."""
        return side + self.key[0].upper() + self.key[1:]


class Statistic(Struct, frozen=True, kw_only=True):
    """A statistic or kind of incident; both share the feed's numbers."""

    id: int
    name: str
    caption: str


class Description(Struct, frozen=True, kw_only=True):
    """What a scoreboard says of the moment.

    `break_key` names the break that it stands for, and `after_period` or `after_overtime` count
    the period that a break follows, from 1.
    """

    code: int
    name: str
    kind: DescriptionKind = "notice"
    break_key: str | None = None
    after_period: int | None = None
    after_overtime: int | None = None

    @property
    def stops_play(self) -> bool:
        """Tell whether nothing is in play while the scoreboard says this."""
        return self.kind in {"break", "stoppage", "result"}


class BetKind(Struct, frozen=True, kw_only=True):
    """What a bet of a market stands for: role, v2 code, and a key for `caption()`.

    A bet of no known role has its own name as code and caption.
    """

    role: BetRole
    code: str
    caption: str


class MarketKind(Struct, frozen=True, kw_only=True):
    """What a market is; `key` is "" for a market outside the catalogue.

    `asian` markets compare base lines by absolute value and without the score suffix.
    `sysname` may hold `{period}`; `Sport.market_sysname` fills it in. `period` counts the period
    that the market is about, from 1; `half` says that it is about the first half of a sport
    that plays in smaller parts.
    """

    id: int
    name: str
    key: str
    sysname: str
    caption: str
    three_way: bool = False
    asian: bool = False
    overtime: bool = False
    period: int | None = None
    half: bool = False
    bets: Mapping[str, BetKind]

    def bet(self, name: str) -> BetKind:
        """Return what the bet of a name stands for, whatever the name."""
        known = self.bets.get(name) or self.bets.get(name.strip().casefold())
        return known or BetKind(role="other", code=name, caption=name)
