"""Whatever a feed says: every endpoint answers in its type, and what is kept is up to date."""

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.board.builders import at
from tests.board.strategies import MATCHES, Said, everything, from_somewhere
from tests.sizes import examples
from tests.surfaces.v2.scenes import LIVE
from touchline.base.clock import ManualClock
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.board.shown_odds import ShownBooks
from touchline.surfaces.v2.surface import V2

STEPS = st.lists(st.tuples(from_somewhere(everything), st.integers(0, 20)), max_size=20)


def body(surface: V2, now: int, path: str, query: str = "") -> Any:
    """Return the decoded body, checked to be all that the type of the endpoint says."""
    answer = surface.answer("GET", path, query, {}, now)
    assert answer.status in (200, 404), answer.body
    decoded = msgspec.json.decode(answer.body)
    if answer.status == 404:
        return None
    item = next(
        item
        for item in surface.operations
        if path == item.path or (path.count("/") == 3 and item.path == "/v2/matches/{id}")
    )
    typed = msgspec.json.decode(answer.body, type=item.returns)
    assert msgspec.to_builtins(typed) == decoded
    return decoded


def assert_consistent(surface: V2, now: int, locale: str) -> None:
    """A live row says what the match alone says, although they are made and kept apart."""
    rows = body(surface, now, LIVE, f"locale={locale}")["data"]
    for row in rows:
        alone = body(surface, now, f"/v2/matches/{row['id']}", f"locale={locale}")["data"]
        del alone["stats"]["timeline"], alone["sport"]["sysname"], alone["sport"]["caption"]
        for name in ("liveMarkets", "analysisInsight", "eventNews"):
            del alone[name]
        assert row == alone
    prioritized = body(surface, now, LIVE, f"locale={locale}&prioritize=true")["data"]
    assert sorted(row["id"] for row in prioritized) == sorted(row["id"] for row in rows)


def without_odds(rows: list[Any]) -> list[Any]:
    """Leave out what depends on which bookmaker was shown before."""
    for row in rows:
        row.pop("markets")
        row["stats"].pop("liveBetItems")
        row["stats"].pop("isInPlay")
    return rows


@given(STEPS)
@settings(max_examples=examples(150))
def test_any_feed_is_answered_and_what_is_kept_is_up_to_date(steps: list[tuple[Said, int]]) -> None:
    now = at(0)
    picture = Picture(Board("test"), lambda: now)
    surface = V2(picture, books=ShownBooks([31]), wall_clock=ManualClock())
    for (source, message), wait in steps:
        now += wait * 1000
        picture.apply(message, now, source)
        assert_consistent(surface, now, "en")
        assert_consistent(surface, now, "pt")
    for item in surface.operations:
        if "{" not in item.path:
            body(surface, now, item.path)
    for match in MATCHES:
        body(surface, now, f"/v2/matches/{match}", "locale=es")
        assert surface.answer("GET", f"/v2/matches/{match}/live-odds", "", {}, now).status in (
            200,
            404,
        )
    fresh = V2(picture, books=ShownBooks([31]), wall_clock=ManualClock())
    kept, anew = (body(shown, now, LIVE)["data"] for shown in (surface, fresh))
    assert without_odds(kept) == without_odds(anew)
