"""What is known of how a match went, part by part: what bets are settled by."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Final, NamedTuple

import msgspec

from touchline.model.catalogue import Sport
from touchline.model.catalogue.sport import LAST_ORDINAL
from touchline.model.enums import Ending, FixtureStatus, Settlement, StatisticType
from touchline.model.livescore import Incident, Livescore, Period, Result, Scoreboard
from touchline.model.part import Part

_GOALS: Final = frozenset(
    {
        StatisticType.GOAL,
        StatisticType.OWN_GOAL,
        StatisticType.PENALTY_GOAL,
        StatisticType.SCORE,
    }
)
_COUNTED: Final[Mapping[Part, int]] = {
    "corners": StatisticType.CORNERS,
    "yellow_cards": StatisticType.YELLOW_CARDS,
}
_CALLED_OFF: Final = frozenset({FixtureStatus.CANCELLED, FixtureStatus.POSTPONED})
_BROKEN_OFF: Final = _CALLED_OFF | {FixtureStatus.ABANDONED}
_GIVEN_UP: Final = frozenset(Ending)
_ORDER: Final = {"regular": 0, "overtime": 1, "penalties": 2, "result": 3}
_FIRST_INNINGS: Final = 5

Score = tuple[int, int]
"""Home and away."""


class Standing(Enum):
    """How far a part of a match has come."""

    OPEN = "open"
    OVER = "over"
    UNPLAYED = "unplayed"
    """The match ended without it: the fifth set of three."""


class Tally(NamedTuple):
    """The score of one part of a match so far."""

    home: int
    away: int
    standing: Standing = Standing.OPEN

    @property
    def is_over(self) -> bool:
        """Whether the score is final."""
        return self.standing is Standing.OVER

    @property
    def total(self) -> int:
        """Both sides together."""
        return self.home + self.away

    @property
    def margin(self) -> int:
        """Home minus away."""
        return self.home - self.away


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a match: its sport by slug, and the tally of each part that is known.

    `goals` is the side (0 home, 1 away) of each goal of the regular time in order, None where
    that is not known. `undecided` is what becomes of bets that were not decided by what was
    played, None while play may go on: a match that was called off before it began cancels them,
    one that broke off or was given up refunds them (reference feed-protocol 3: an abandoned
    match is settled by its last known score).
    """

    sport: str
    tallies: Mapping[Part, Tally]
    goals: Sequence[int] | None = None
    undecided: Settlement | None = None


def outcome_of(sport: Sport, status: int, livescore: Livescore | None) -> Outcome:
    """Return what is known of a match from its status and its livescore.

    A match is over when both its status and its scoreboard say so, whichever comes first.
    """
    course = _Course(sport, status, livescore or Livescore())
    return Outcome(
        sport=sport.slug,
        tallies=course.tallies(),
        goals=course.goals() if sport.score_unit == "goals" else None,
        undecided=course.undecided(),
    )


class _Course:
    """A livescore as it is read: which periods were played, and how far the match has come."""

    def __init__(self, sport: Sport, status: int, livescore: Livescore) -> None:
        scoreboard = livescore.scoreboard or Scoreboard()
        self.sport = sport
        self.status = status
        self.statistics = livescore.statistics or ()
        self.total = _score(scoreboard.results)
        self.current = scoreboard.current_period or 0
        is_finished = status == (scoreboard.status or status) == FixtureStatus.FINISHED
        is_given_up = is_finished and scoreboard.description in _GIVEN_UP
        self.is_complete = is_finished and not is_given_up
        self.is_broken_off = is_given_up or status in _BROKEN_OFF
        self.periods: dict[int, Period] = {}
        self.scores: dict[int, Score] = {}
        for period in livescore.periods or ():
            number, score = period.type or 0, _score(period.results)
            if score is not None and self._rank(number) is not None:
                self.periods[number], self.scores[number] = period, score
        listed = self._listed()
        self.regular = listed or self._played("regular")
        self.overtime = self._played("overtime")
        self.shoot_out = self._played("penalties")
        here = sport.period(self.current).kind
        self.is_beyond = bool(self.overtime or self.shoot_out) or here in ("overtime", "penalties")
        self.is_regular_over = self.is_beyond or (
            self._is_over(listed[-1]) if listed else self.is_complete
        )

    def undecided(self) -> Settlement | None:
        """Return what becomes of bets that were not decided, None while play may go on."""
        if self.status in _CALLED_OFF and not self.periods:
            return Settlement.CANCELLED
        return Settlement.REFUND if self.is_broken_off else None

    def tallies(self) -> dict[Part, Tally]:
        """Return the tally of each part that is known."""
        found: dict[Part, Tally | None] = {
            f"period:{count}": self._together((number,))
            for count, number in enumerate(self.regular, 1)
        }
        if self.sport.score_unit == "sets":
            found["sets"] = _tally(self.total, self.is_complete)
            found["points"] = _tally(self._regular_sum(), self.is_complete)
        else:
            found["match"] = _tally(self._regular_score(), self.is_regular_over)
            found["whole"] = _tally(self._whole_score(), self.is_complete)
        if self.sport.unit == "inning":
            found["first_five"] = self._together(self.regular[:_FIRST_INNINGS])
        if not self.sport.open_ended and self.regular and len(self.regular) % 2 == 0:
            found["half"] = self._together(self.regular[: len(self.regular) // 2])
        for part, statistic in _COUNTED.items():
            found[part] = self._counted(statistic)
        return {part: tally for part, tally in found.items() if tally is not None}

    def goals(self) -> tuple[int, ...] | None:
        """Return the side of each goal of regular time in order, None where it is not known."""
        score = self._regular_score()
        if score is None:
            return None
        if 0 in score:
            return (0,) * score[0] + (1,) * score[1]
        scorers = [
            side
            for number in self.regular
            if number in self.periods
            for side in _scorers(self.periods[number].incidents or ())
        ]
        return tuple(scorers) if (scorers.count(0), scorers.count(1)) == score else None

    def _listed(self) -> tuple[int, ...]:
        """Return the numbers of the periods of regular time as the catalogue lists them, in order.

        A sport that counts its parts may also list halves, for competitions that play so.
        """
        counted = tuple(range(1, self.sport.regular + 1))
        named = tuple(
            number
            for number, period in sorted(self.sport.periods.items())
            if period.kind == "regular" and number not in counted
        )
        is_named = any(number in self.periods or number == self.current for number in named)
        return counted if counted and not is_named else named

    def _rank(self, number: int) -> tuple[int, int] | None:
        """Return where a period stands in the course of a match, None for what is none."""
        sport = self.sport
        is_known = (
            number in sport.periods
            or (sport.open_ended and 1 <= number <= LAST_ORDINAL)
            or sport.generic
        )
        kind = _ORDER.get(sport.period(number).kind)
        return (kind, number) if is_known and kind is not None else None

    def _played(self, kind: str) -> tuple[int, ...]:
        return tuple(sorted(n for n in self.periods if self.sport.period(n).kind == kind))

    def _is_past(self, number: int) -> bool:
        """Tell whether the match has gone beyond a period.

        That the scoreboard names the result says nothing of a match that broke off.
        """
        here, there = self._rank(self.current), self._rank(number)
        if here is None or there is None or (self.is_broken_off and here[0] == _ORDER["result"]):
            return self.is_complete
        return self.is_complete or here > there

    def _is_over(self, number: int) -> bool:
        period = self.periods.get(number)
        return self._is_past(number) or (period is not None and bool(period.is_finished))

    def _sum(self, numbers: Iterable[int]) -> Score:
        scores = [self.scores[number] for number in numbers if number in self.scores]
        return sum(home for home, _ in scores), sum(away for _, away in scores)

    def _together(self, numbers: Sequence[int]) -> Tally | None:
        missing = [number for number in numbers if number not in self.scores]
        if any(map(self._is_past, missing)):
            # Where matches may end early, what was not played is left out.
            is_unplayed = self.is_complete and self.sport.open_ended and self.scores
            return Tally(0, 0, Standing.UNPLAYED) if is_unplayed else None
        if len(missing) == len(numbers):
            return None
        return _tally(self._sum(numbers), not missing and all(map(self._is_over, numbers)))

    def _regular_score(self) -> Score | None:
        if not self.is_beyond and self.total is not None:
            return self.total
        return self._regular_sum()

    def _regular_sum(self) -> Score | None:
        known = any(number in self.scores for number in self.regular)
        return self._sum(self.regular) if known else None

    def _whole_score(self) -> Score | None:
        if self.total is not None and not self.shoot_out:
            return self.total
        regular, overtime = self._regular_score(), self._sum(self.overtime)
        if regular is None:
            return None
        home, away = self._sum(self.shoot_out) if self.is_complete else (0, 0)
        return regular[0] + overtime[0] + (home > away), regular[1] + overtime[1] + (away > home)

    def _counted(self, statistic: int) -> Tally | None:
        """Return what was counted in regular time; after it that takes the list of incidents."""
        said = next((one for one in self.statistics if one.type == statistic), None)
        score = None if said is None else _score(said.results)
        if said is None or not self.is_beyond:
            return _tally(score, self.is_regular_over)
        noted = said.incidents or [
            incident
            for period in self.periods.values()
            for incident in period.incidents or ()
            if incident.incident_type == statistic
        ]
        if _count(noted) != score:
            return None
        return _tally(_count(one for one in noted if one.period in self.regular), True)


def _tally(score: Score | None, is_over: bool) -> Tally | None:
    return None if score is None else Tally(*score, Standing.OVER if is_over else Standing.OPEN)


def _score(results: Iterable[Result] | None) -> Score | None:
    values = {result.position: result.value or "" for result in results or ()}
    home, away = values.get("1", ""), values.get("2", "")
    if not (home.isdecimal() and away.isdecimal()):
        return None
    return int(home), int(away)


def _side(incident: Incident) -> int | None:
    return {"1": 0, "2": 1}.get(incident.participant_position or "")


def _count(incidents: Iterable[Incident]) -> Score:
    sides = [_side(incident) for incident in incidents]
    return sides.count(0), sides.count(1)


def _scorers(incidents: Iterable[Incident]) -> list[int]:
    goals = [incident for incident in incidents if incident.incident_type in _GOALS]
    running = [_score(goal.results) for goal in goals]
    if None not in running:
        goals.sort(key=lambda goal: sum(_score(goal.results) or ()))
    return [side for side in map(_side, goals) if side is not None]
