"""The trading of a match that is over when the simulator begins."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

from touchline.model.part import Part
from touchline.simulator.forecast import Forecast, Game
from touchline.simulator.games.registry import new_game
from touchline.simulator.match import MatchState, Moment
from touchline.simulator.schedule import Planned
from touchline.simulator.trader import Trader

_QUOTED_BEFORE_MS: Final = 60_000


def past_trading(planned: Planned, game: Game, status: int, now: int, random: Random) -> Trader:
    """Return the trader of a match with what was quoted just before it began, settled by its end.

    `game` is the match as it was played and `status` how it ended, before the feed time `now`
    (unix ms). What is not settled yet by then is still due.
    """
    replayed = _Replayed(new_game(planned.contest, random))
    begins = min(planned.starts_at, now)
    trader = Trader(
        planned.fixture_id,
        planned.contest,
        replayed,
        random,
        opens_at=begins - _QUOTED_BEFORE_MS,
        starts_at=planned.starts_at,
    )
    _work(trader, begins)
    replayed.state = game.state
    trader.heed_status(status, game.state.now or planned.fate_at)
    _work(trader, now)
    return trader


def _work(trader: Trader, until: int) -> None:
    while trader.due() <= until:
        trader.work(trader.due())


class _Replayed:
    """A match of which only the forecast before its start and the end are known."""

    def __init__(self, before: Game) -> None:
        self.state: MatchState = before.state
        self._before = before

    def forecast(self) -> Mapping[Part, Forecast]:
        return self._before.forecast()

    def play(self) -> Iterator[Moment]:
        return iter(())
