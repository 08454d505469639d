"""For every recording, settling its bets by its last livescore gives what the feed settled."""

from pathlib import Path

import pytest

from tests.recordings.playing import NAMES, XML, play, truth_of
from touchline.board.parts import sport_of
from touchline.model.catalogue import market
from touchline.model.event import Event
from touchline.model.outcome import Outcome, outcome_of
from touchline.model.settlement import settle


# The picture of the XML recording is that of its twin (test_twin).
@pytest.mark.parametrize("name", [name for name in NAMES if name != XML])
def test_bets_end_as_the_feed_settled_them(shared: Path, name: str) -> None:
    truth = truth_of(shared, name)["fixtures"]
    events = play(shared, name).board.events
    assert {str(event) for event in events} == set(truth)
    for event in events.values():
        said = truth[str(event.id)]
        outcome = outcome_of(sport_of(event), event.status, event.livescore.value)
        check_tallies(outcome, said["final"]["period_scores"])
        endings = settlements(event, outcome)
        assert endings == {number: bet["settlement"] for number, bet in said["bets"].items()}


def settlements(event: Event, outcome: Outcome) -> dict[str, int | None]:
    """Settle every bet of an event."""
    return {
        str(number): settle(
            outcome,
            market(held.id, held.name.value),
            quote.bet.name or "",
            quote.bet.line,
            quote.bet.base_line,
        )
        for held in event.markets.values()
        for book in held.providers.values()
        for number, quote in book.bets.items()
    }


def check_tallies(outcome: Outcome, period_scores: dict[str, list[int]]) -> None:
    """Compare what is read from the parts of a match with what the feed says of the whole."""
    regular = outcome.tallies["sets" if "sets" in outcome.tallies else "match"]
    assert [regular.home, regular.away] == period_scores["100"]
    whole = outcome.tallies.get("whole", regular)
    assert [whole.home, whole.away] == period_scores.get("101", period_scores["100"])
