"""What a provider tells wrongly of one match for a while, and then puts right."""

from collections.abc import Iterator, Mapping
from enum import Enum
from random import Random
from typing import Final, NamedTuple, Protocol

from msgspec.structs import replace

from touchline.model.enums import FixtureStatus, PeriodType, StatisticType
from touchline.model.livescore import Incident, Livescore, Period, Result, Statistic
from touchline.simulator.faults import Faults
from touchline.simulator.match import Happened

_GOAL_SPORTS: Final = frozenset({"soccer", "ice-hockey", "handball"})
_UNKNOWN_NUMBER: Final = 990_001
_STRANGE_RESULTS: Final = [Result(position="1", value="1"), Result(position="2", value="2")]


class Telling(Protocol):
    """Turns what is true into what is told."""

    def __call__(self, livescore: Livescore) -> Livescore:
        """Return what is told while the upset lasts."""
        ...


class Upset(NamedTuple):
    """Something that is told wrongly until a feed time (unix ms).

    `begins` and `ends` are what bookmakers are told of its beginning and its end. While a check
    lasts, play stands still and nobody takes bets; of it nothing wrong is told.
    """

    until: int
    tell: Telling
    begins: Happened = Happened.NOTHING
    ends: Happened = Happened.NOTHING
    is_check: bool = False


class Unknown(Enum):
    """What may have a number that nobody knows."""

    STATUS = "status"
    PERIOD = "period"


class _Cause(NamedTuple):
    """After which happenings a fault may take hold, how often, and for how long (ms)."""

    after: frozenset[Happened]
    share: float
    shortest: int
    longest: int


_CAUSES: Final[Mapping[str, _Cause]] = {
    "reverted": _Cause(frozenset({Happened.NOTHING}), 0.03, 15_000, 60_000),
    "var": _Cause(frozenset({Happened.NOTHING}), 0.03, 60_000, 600_000),
    "late-incidents": _Cause(frozenset({Happened.CARD, Happened.NOTHING}), 0.05, 60_000, 300_000),
    "unconfirmed": _Cause(frozenset({Happened.PERIOD, Happened.END}), 0.5, 60_000, 150_000),
    "unknown": _Cause(frozenset({Happened.NOTHING, Happened.POINT}), 0.1, 10_000, 60_000),
}


def upsets(
    faults: Faults, sport: str, happened: Happened, livescore: Livescore, now: int, random: Random
) -> Iterator[Upset]:
    """Yield what goes wrong after a moment of a match."""
    for name, cause in _CAUSES.items():
        if (
            faults.has(name, now)
            and happened in cause.after
            and random.random() < cause.share
            and (upset := _upset(name, sport, livescore, now, random)) is not None
        ):
            yield upset


def _upset(name: str, sport: str, livescore: Livescore, now: int, random: Random) -> Upset | None:
    cause = _CAUSES[name]
    until = now + random.randrange(cause.shortest, cause.longest)
    if name == "reverted":
        if sport not in _GOAL_SPORTS or not is_played(livescore):
            return None
        side = random.randrange(2)
        return Upset(until, lambda true: with_goal(true, side), Happened.SCORE, Happened.REVERTED)
    if name == "var":
        if sport not in _GOAL_SPORTS or not is_played(livescore):
            return None
        return Upset(until, as_it_is, is_check=True)
    if name == "late-incidents":
        count = _incidents(livescore)
        return Upset(until, lambda true: without_incident(true, count)) if count else None
    if name == "unconfirmed":
        return Upset(until, unconfirmed)
    what = random.choice(list(Unknown))
    return Upset(until, lambda true: with_unknown(true, what))


def is_played(livescore: Livescore) -> bool:
    """Tell whether a period is being played, neither a break nor a result."""
    board = livescore.scoreboard
    return (
        board is not None
        and board.current_period is not None
        and 0 < board.current_period < PeriodType.BREAK
    )


def as_it_is(livescore: Livescore) -> Livescore:
    """Return a livescore as it is."""
    return livescore


def with_goal(livescore: Livescore, side: int) -> Livescore:
    """Return a livescore with one goal more than there are."""
    board = livescore.scoreboard
    if board is None or not is_played(livescore):
        return livescore
    results = _one_more(board.results, side)
    goal = Incident(
        period=board.current_period,
        incident_type=int(StatisticType.GOAL),
        seconds=int(board.time or -1),
        participant_position=str(side + 1),
        results=results,
    )
    periods = [
        replace(
            period,
            results=_one_more(period.results, side),
            incidents=[*(period.incidents or ()), goal],
        )
        if period.type == board.current_period
        else period
        for period in livescore.periods or ()
    ]
    return replace(livescore, scoreboard=replace(board, results=results), periods=periods)


def _one_more(results: list[Result] | None, side: int) -> list[Result]:
    return [
        replace(result, value=str(int(result.value or 0) + 1))
        if result.position == str(side + 1)
        else result
        for result in results or ()
    ]


def _incidents(livescore: Livescore) -> int:
    return sum(len(period.incidents or ()) for period in livescore.periods or ())


def without_incident(livescore: Livescore, number: int) -> Livescore:
    """Return a livescore without the incident of a number, counted from 1 over all periods."""
    seen = 0
    periods: list[Period] = []
    for period in livescore.periods or ():
        incidents = period.incidents or []
        first, seen = seen, seen + len(incidents)
        if first < number <= seen:
            left = incidents[: number - first - 1] + incidents[number - first :]
            periods.append(replace(period, incidents=left or None))
        else:
            periods.append(period)
    return replace(livescore, periods=periods)


def unconfirmed(livescore: Livescore) -> Livescore:
    """Return a livescore whose last finished period is not yet confirmed."""
    periods = list(livescore.periods or ())
    for index in reversed(range(len(periods))):
        if periods[index].is_finished:
            periods[index] = replace(periods[index], is_confirmed=False)
            break
    return replace(livescore, periods=periods)


def with_unknown(livescore: Livescore, what: Unknown) -> Livescore:
    """Return a livescore with a statistic, a description and something else that nobody knows.

    Of a match that is not in progress nothing is: it would hide that coverage is lost, and stay.
    """
    board = livescore.scoreboard
    if board is None or board.status != FixtureStatus.IN_PROGRESS:
        return livescore
    strange = Statistic(type=_UNKNOWN_NUMBER, results=_STRANGE_RESULTS)
    told = replace(livescore, statistics=[*(livescore.statistics or ()), strange])
    board = replace(board, description=_UNKNOWN_NUMBER)
    if what is Unknown.STATUS:
        return replace(told, scoreboard=replace(board, status=_UNKNOWN_NUMBER))
    period = Period(type=_UNKNOWN_NUMBER, results=_STRANGE_RESULTS)
    return replace(
        told,
        scoreboard=replace(board, current_period=_UNKNOWN_NUMBER),
        periods=[*(livescore.periods or ()), period],
    )
