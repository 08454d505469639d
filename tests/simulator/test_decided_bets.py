"""Nobody takes bets on what the livescores decided that were told so far."""

from collections.abc import Iterator

import pytest

from tests.simulator.trading import Traded, books_of, cup_tie, markets_of, offer_of, trade, traded
from tests.sizes import SOAK
from touchline.model.catalogue import Sport, sport_by_slug
from touchline.model.enums import BetStatus, FixtureStatus
from touchline.model.livescore import Livescore
from touchline.model.market import Bet
from touchline.model.outcome import outcome_of
from touchline.model.settlement import settle
from touchline.simulator.contest import Contest
from touchline.simulator.envelope import Said
from touchline.simulator.faults import FAULTS, Faults
from touchline.simulator.games.registry import GAMES

ALL_FAULTS = Faults(frozenset(FAULTS))
VARIANTS = [(sport, "") for sport in sorted(GAMES)] + [("basketball", "college")]
DISTURBED = sorted(GAMES) if SOAK > 1 else ["handball", "soccer", "tennis"]


class Public:
    """A match as the public knows it: its status, its livescore and its open bets."""

    def __init__(self, sport: Sport) -> None:
        """Begin before anything is told."""
        self.decided = 0
        self._sport = sport
        self._open: dict[tuple[int, int, int], Bet] = {}
        self._livescore: Livescore | None = None
        self._status = int(FixtureStatus.NOT_STARTED)
        self._outcome = outcome_of(sport, self._status, None)

    def take(self, said: Said) -> list[str]:
        """Take a message; return which open bets are decided after it."""
        was_open = len(self._open)
        named = self._take_bets(said)
        for event in (said.body.events if said.body is not None else None) or ():
            if event.fixture is not None and event.fixture.status is not None:
                self._status = event.fixture.status
            if event.livescore is not None:
                self._livescore = event.livescore
            if event.fixture is not None or event.livescore is not None:
                self._outcome = outcome_of(self._sport, self._status, self._livescore)
                named = list(self._open)
        self.decided += max(0, was_open - len(self._open))
        return [f"{said.type.name}: {text}" for key in named for text in self._wrong(key)]

    def _take_bets(self, said: Said) -> list[tuple[int, int, int]]:
        named = []
        for _, update in markets_of([said]):
            for provider, bets in books_of(update):
                for bet in bets:
                    key = (update.id, provider or 0, bet.id or 0)
                    named.append(key)
                    if bet.status == BetStatus.OPEN:
                        self._open[key] = bet
                    else:
                        self._open.pop(key, None)
        return named

    def _wrong(self, key: tuple[int, int, int]) -> Iterator[str]:
        bet = self._open.get(key)
        if bet is None:
            return
        kind = offer_of(self._sport.slug, key[0]).kind
        settlement = settle(self._outcome, kind, bet.name or "", bet.line, bet.base_line)
        if settlement is not None:
            yield f"{kind.key} {bet.name} {bet.line} is open, but {settlement!r}"


def check(match: Traded, slug: str) -> int:
    """Check every message of a match; return how many bets were closed in it."""
    sport = sport_by_slug(slug)
    assert sport is not None
    public = Public(sport)
    assert [text for _, said in match.told for text in public.take(said)] == []
    return public.decided


@pytest.mark.parametrize(("sport", "variant"), VARIANTS)
def test_no_open_bet_is_decided_by_what_was_told(sport: str, variant: str) -> None:
    assert check(traded(sport, variant), sport) > 200


def test_none_is_in_extra_time_and_shoot_out() -> None:
    check(cup_tie(), "soccer")


@pytest.mark.parametrize("sport", DISTURBED)
def test_none_is_while_things_go_wrong(sport: str) -> None:
    match = trade(Contest(sport=sport, must_be_decided=True), faults=ALL_FAULTS)
    assert check(match, sport) > 200


def test_one_that_is_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("touchline.simulator.trader.Trader.see", lambda *_: None)
    match = trade(Contest(sport="handball"))
    with pytest.raises(AssertionError, match="is open, but"):
        check(match, "handball")
