"""Baseball, plate appearance by plate appearance: nine innings, and more until it is decided."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

from touchline.base.durations import SECOND_MS
from touchline.model.enums import Description, PeriodType, StatisticType
from touchline.model.part import Part
from touchline.simulator.contest import Contest
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.baseball.forecast import Outlook, Standing
from touchline.simulator.games.baseball.innings import batting, scored
from touchline.simulator.games.baseball.rules import (
    ADVANTAGE,
    APPEARANCE,
    BATTERS,
    BETWEEN_HALVES,
    COUNT_SHOWN,
    EXTRA_INNINGS,
    FIRST_FIVE,
    HITS,
    INNINGS,
    ON_SECOND,
    OPENNESS,
    OUTS,
    STRENGTH,
    Inning,
    Plate,
    Play,
)
from touchline.simulator.games.scoring import finish, open_statistics
from touchline.simulator.match import AWAY, HOME, Happened, MatchState, Moment, Shirt

_HALVES: Final = {AWAY: Description.TOP, HOME: Description.BOTTOM}
"""The scoreboard's description of an inning's top, where the away side bats, and its bottom."""
_COUNTS: Final = [
    (balls, strikes) for balls in range(4) for strikes in range(3) if balls or strikes
]
"""Balls and strikes that a plate appearance passes through."""


class BaseballGame:
    """A baseball match, in the only variant ""; it is always decided."""

    def __init__(self, contest: Contest, random: Random) -> None:
        """Take a contest, and the randomness of its course."""
        self.state = MatchState()
        self._random = random
        openness = max(-2.0, min(2.0, random.gauss(0, 1))) * OPENNESS
        better = STRENGTH * (contest.home - contest.away)
        if contest.has_home_side:
            better += ADVANTAGE
        self._batting = (batting(openness + better), batting(openness - better))
        self._outlook = Outlook(*self._batting)
        self._inning = 1
        self._side = AWAY
        self._half = Inning()
        self._batters = [0, 0]
        self._seen: tuple[Standing, Mapping[Part, Forecast]] | None = None

    def play(self) -> Iterator[Moment]:
        """Play the match from its start to its end."""
        state = self.state
        open_statistics(
            state,
            (
                StatisticType.RUNS,
                StatisticType.HITS,
                StatisticType.HOME_RUNS,
                StatisticType.STRIKEOUTS,
            ),
        )
        while True:
            yield from self._play_half(AWAY)
            if not self._is_won:
                yield self._pause(Happened.NOTHING)
                yield from self._play_half(HOME)
            if self._is_last and state.score[HOME] != state.score[AWAY]:
                break
            yield self._end_inning()
        state.extra.clear()
        finish(state, self._results())
        yield Moment(Happened.END, 0)

    def forecast(self) -> Mapping[Part, Forecast]:
        """Return the chances of every part that is not over."""
        if int(PeriodType.FULL_TIME) in self.state.periods:
            return {}
        standing = self._standing()
        if self._seen is None or self._seen[0] != standing:
            self._seen = (standing, self._outlook.forecast(standing))
        return self._seen[1]

    def _play_half(self, side: int) -> Iterator[Moment]:
        """Play a half of an inning until it or the match is over."""
        self._side = side
        self._half = self._fresh
        self.state.begin(self._number, description=_HALVES[side])
        happened = Happened.PERIOD
        while self._half.outs < OUTS and not (side == HOME and self._is_won):
            self._tell()
            yield from self._pitch(happened)
            happened = self._bat()
        self._tell()

    def _pitch(self, happened: Happened) -> Iterator[Moment]:
        """Let a batter be pitched to, telling the balls and strikes on the way or not."""
        random = self._random
        seconds = random.randint(*APPEARANCE)
        if random.random() < COUNT_SHOWN:
            until_count = random.randint(1, seconds - 1)
            yield Moment(happened, until_count * SECOND_MS)
            balls, strikes = random.choice(_COUNTS)
            self._tell(balls, strikes)
            happened = Happened.NOTHING
            seconds -= until_count
        yield Moment(happened, seconds * SECOND_MS)

    def _bat(self) -> Happened:
        """End a plate appearance."""
        side = self._side
        batter = Shirt(side, self._batters[side] % BATTERS)
        self._batters[side] += 1
        plays = self._batting[side].plays(self._half)
        play = self._random.choices(plays, [play.chance for play in plays])[0]
        runs = self._counted(play)
        self._half = play.after
        if play.plate in HITS:
            self.state.count(StatisticType.HITS, side)
        if play.plate is Plate.HOMER:
            self.state.count(StatisticType.HOME_RUNS, side)
        if play.plate is Plate.STRIKEOUT:
            self.state.count(StatisticType.STRIKEOUTS, side)
        if not runs:
            return Happened.NOTHING
        self.state.score[side] += runs
        self.state.periods[self._number].score[side] += runs
        self.state.count(StatisticType.RUNS, side, runs)
        self.state.note(StatisticType.SCORE, side, player=batter)
        return Happened.SCORE

    def _counted(self, play: Play) -> int:
        home, away = self.state.score
        if self._is_last and self._side == HOME:
            return scored(play, away - home)
        return play.runs

    def _tell(self, balls: int = 0, strikes: int = 0) -> None:
        """Say who bats, the count, and who is out and on base."""
        self.state.extra.update(
            Turn=str(self._side + 1),
            Balls=str(balls),
            Strikes=str(strikes),
            Outs=str(self._half.outs),
            Bases="/".join(str(int(base)) for base in self._half.bases),
        )

    def _end_inning(self) -> Moment:
        """End an inning after which the match goes on; the next one is awaited."""
        if self._number != EXTRA_INNINGS:
            self._confirm()
        self._inning += 1
        self._side = AWAY
        self._half = self._fresh
        return self._pause(Happened.PERIOD)

    def _confirm(self) -> None:
        period = self.state.periods[self._number]
        period.is_finished = period.is_confirmed = True

    def _pause(self, happened: Happened) -> Moment:
        return Moment(happened, self._random.randint(*BETWEEN_HALVES) * SECOND_MS)

    def _results(self) -> list[tuple[PeriodType, tuple[int, int]]]:
        self._confirm()
        results = [(PeriodType.FULL_TIME, self._score_after(INNINGS))]
        if self._inning > INNINGS:
            home, away = self.state.score
            results.append((PeriodType.AFTER_OVERTIME, (home, away)))
        return results

    def _score_after(self, innings: int) -> tuple[int, int]:
        played = [
            period.score for number, period in self.state.periods.items() if number <= innings
        ]
        return sum(score[HOME] for score in played), sum(score[AWAY] for score in played)

    def _standing(self) -> Standing:
        home, away = self.state.score
        period = self.state.periods.get(self._number)
        mine = (period.score[HOME], period.score[AWAY]) if period is not None else (0, 0)
        five = self._score_after(FIRST_FIVE)
        return Standing(self._inning, self._side, self._half, (home, away), mine, five)

    @property
    def _number(self) -> int:
        """The feed's number of the current inning."""
        return self._inning if self._inning <= INNINGS else EXTRA_INNINGS

    @property
    def _fresh(self) -> Inning:
        """How a half of the current inning begins."""
        return Inning(0, ON_SECOND) if self._inning > INNINGS else Inning()

    @property
    def _is_last(self) -> bool:
        return self._inning >= INNINGS

    @property
    def _is_won(self) -> bool:
        """Tell whether the home side leads where it need not bat on."""
        home, away = self.state.score
        return self._is_last and home > away
