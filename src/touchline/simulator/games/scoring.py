"""Goals in the state of a match: scored, taken back, read, and at the end."""

from collections.abc import Iterable

from touchline.model.enums import PeriodType
from touchline.simulator.match import AWAY, HOME, MatchState, PeriodState, Score, Shirt


def open_statistics(state: MatchState, kinds: Iterable[int]) -> None:
    """Begin to count: what nothing was counted of yet is listed as 0."""
    for kind in kinds:
        state.statistics.setdefault(kind, [0, 0])


def score_of(state: MatchState) -> Score:
    """Return the score of a match without a shoot-out."""
    return state.score[HOME], state.score[AWAY]


def score_in(state: MatchState, number: int) -> Score:
    """Return the score of a period alone, also of one that has not begun."""
    period = state.periods.get(number)
    return (0, 0) if period is None else (period.score[HOME], period.score[AWAY])


def is_level(state: MatchState) -> bool:
    """Tell whether nobody is ahead."""
    return state.score[HOME] == state.score[AWAY]


def score(state: MatchState, side: int, kind: int, player: Shirt) -> None:
    """Count a goal for a side in the match and its current period, and note it."""
    state.score[side] += 1
    state.periods[state.period].score[side] += 1
    state.note(kind, side, player=player)


def take_back(state: MatchState, side: int) -> None:
    """Undo the goal of a side that was noted last."""
    state.score[side] -= 1
    period = state.periods[state.period]
    period.score[side] -= 1
    period.incidents.pop()


def finish(state: MatchState, results: Iterable[tuple[PeriodType, Score]]) -> None:
    """End the match by the last of its results; those before it stay listed with their scores."""
    *earlier, (last, _) = results
    for number, reached in earlier:
        state.periods[int(number)] = PeriodState(int(number), list(reached), True, True)
    state.finish(int(last))
