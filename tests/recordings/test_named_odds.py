"""Named bookmakers at moments of real matchdays: what is shown of them is what their book holds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.recordings.playing import CHAOS, play, truth_of
from tests.recordings.test_surfaces import moments_of
from touchline.board.availability import event_reason
from touchline.board.board import Board
from touchline.board.bookmakers import bookmakers_of
from touchline.board.facts import is_silent
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.model.enums import BetStatus
from touchline.model.event import Quote
from touchline.surfaces.v1.surface import V1
from touchline.surfaces.v2.surface import V2

RESULTS = {"1X2", "12", "12 Including Overtime"}
SIDES = {"1": "home", "X": "draw", "2": "away"}


class Asked:
    """Both surfaces at one moment."""

    def __init__(self, board: Board, moment: int) -> None:
        picture = Picture(board, lambda: moment)
        books = ShownBooks([31])
        self._board = board
        self._now = moment
        self._v1 = V1(picture, books=books)
        self._v2 = V2(picture, books=books, wall_clock=lambda: moment)

    def get(self, path: str, query: str) -> Any:
        """Return the data of an answer."""
        surface = self._v2 if path.startswith("/v2") else self._v1
        answer = surface.answer("GET", path, query, {}, self._now)
        assert answer.status == 200, (path, query, answer.body)
        return msgspec.json.decode(answer.body)["data"]

    def live_by_v1(self, provider: int) -> dict[int, Any]:
        """Return the live events of every sport by id."""
        return {
            row["id"]: row
            for sport in self.get("/api/v1/live/sports", "")
            for row in self.get(
                "/api/v1/live/events", f"sport={sport['id']}&count=500&provider={provider}"
            )
        }

    def check(self, provider: int) -> int:
        """Hold what is shown of a bookmaker against its book; return how many bets that were."""
        by_v1 = self.live_by_v1(provider)
        rows = self.get("/v2/matches/live", f"dataSource={provider}")
        by_v2 = {int(row["id"]): row for row in rows}
        assert by_v1.keys() == by_v2.keys()
        for number in by_v1:
            self.check_details(number, provider, by_v1[number], by_v2[number])
        return sum(
            compare(self.open_bets(number, provider), by_v1[number], by_v2[number], provider)
            for number in by_v1
        )

    def check_details(self, number: int, provider: int, by_v1: Any, by_v2: Any) -> None:
        """Check that an event alone shows the odds of its rows."""
        named = f"provider={provider}"
        detail = self.get(f"/api/v1/live/event/{number}", named)
        assert detail["odds"].get("1x2") == by_v1["odds"].get("1x2")
        assert detail["winProbability"] == by_v1["winProbability"]
        assert detail["markets"] == self.get(f"/api/v1/live/event/{number}", "")["markets"]
        match = self.get(f"/v2/matches/{number}", named)
        assert match["markets"] == by_v2["markets"]
        assert match["stats"]["liveBetItems"] == by_v2["stats"]["liveBetItems"]
        odds = self.get(f"/v2/matches/{number}/live-odds", named)
        assert odds["liveMarkets"] == match["liveMarkets"]

    def open_bets(self, number: int, provider: int) -> list[tuple[str | None, Quote]]:
        """Return the bets that can be placed at a bookmaker, each with the name of its market."""
        event = self._board.events[number]
        source = self._board.source_of(event)
        if event_reason(event, source) is not None or is_silent(source, self._now):
            return []
        return [
            (market.name.value, quote)
            for market in event.markets.values()
            if provider in market.providers
            for quote in market.providers[provider].bets.values()
            if quote.bet.status == BetStatus.OPEN
        ]


def compare(bets: list[tuple[str | None, Quote]], by_v1: Any, by_v2: Any, provider: int) -> int:
    """Compare the live rows of an event with the open bets of a bookmaker; return their number."""
    items = by_v2["stats"]["liveBetItems"]
    assert {item["betItemId"].split(":")[3] for item in items} <= {str(provider)}
    available = {item["betItemId"].split(":")[4]: item for item in items if item["isAvailable"]}
    assert {number: item["price"] for number, item in available.items()} == {
        str(quote.bet.id): float(quote.price or 0) for _, quote in bets
    }
    assert by_v1["odds"].get("1x2", {}) == {
        SIDES[quote.bet.name or ""]: float(quote.price or 0)
        for name, quote in bets
        if name in RESULTS
    }
    return len(bets)


@pytest.mark.parametrize("name", [CHAOS, "epl-2018-05-13", "nba-3-games"])
def test_a_named_bookmaker_is_shown_as_its_book_stands(shared: Path, name: str) -> None:
    compared = {"bookmakers": 0, "bets": 0}

    def probe(moment: int) -> Callable[[Board], None]:
        def look(board: Board) -> None:
            asked = Asked(board, moment)
            known = {
                provider for event in board.events.values() for provider in bookmakers_of(event)
            }
            for provider in known:
                assert provider is not None
                compared["bets"] += asked.check(provider)
            compared["bookmakers"] = max(compared["bookmakers"], len(known))

        return look

    moments = moments_of(truth_of(shared, name))
    play(shared, name, [(moment, probe(moment)) for moment in moments])
    assert compared["bookmakers"] >= 2
    assert compared["bets"] > 50
