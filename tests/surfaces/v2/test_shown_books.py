"""Which bookmaker a line shows, from quotes alone and a feed clock (DECISIONS 14)."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.surfaces.v2.scenes import FIXTURE, KICK_OFF, Scene
from touchline.board.shown_odds import PATIENCE_MS, NamedBook, ShownBooks
from touchline.model.event import Event


def scene_of(*providers: int) -> Scene:
    scene = Scene()
    scene.fixture()
    for provider in providers:
        scene.odds({"1": "1.5"}, provider=provider)
    return scene


def shown(books: ShownBooks, scene: Scene) -> tuple[list[int | None], int | None]:
    event = scene.board.events[FIXTURE]
    lines, until = books.lines(event, scene.board.source_of(event), scene.now)
    return [line.provider for line in lines], until


def test_who_closed_while_nobody_looked_is_judged_by_when_it_said_so() -> None:
    scene = scene_of(8, 31)
    books = ShownBooks([8])
    assert shown(books, scene) == ([8], None)
    scene.restate({"1": "1.5"}, provider=8, status=2)
    closed_at = scene.now
    scene.now += 10_000
    assert shown(books, scene) == ([8], closed_at + PATIENCE_MS)
    scene.now = closed_at + PATIENCE_MS
    assert shown(books, scene) == ([31], None)


def test_what_a_closed_bookmaker_says_meanwhile_does_not_keep_the_line() -> None:
    scene = scene_of(8, 31)
    books = ShownBooks([8])
    shown(books, scene)
    scene.restate({"1": "1.5"}, provider=8, status=2)
    closed_at = scene.now
    shown(books, scene)
    for price in ("1.6", "1.7", "1.8"):
        scene.now += 10_000
        scene.odds({"1": price}, provider=8, status=2)
        found, _ = shown(books, scene)
    assert (found, scene.now) == ([31], closed_at + 30_000)


def test_who_opens_again_in_time_keeps_the_line() -> None:
    scene = scene_of(8, 31)
    books = ShownBooks([8])
    shown(books, scene)
    scene.restate({"1": "1.5"}, provider=8, status=2)
    shown(books, scene)
    scene.now += 20_000
    scene.odds({"1": "1.4"}, provider=8)
    assert shown(books, scene) == ([8], None)
    scene.now += 60_000
    assert shown(books, scene) == ([8], None)


def test_a_line_that_is_forgotten_is_chosen_anew() -> None:
    scene = scene_of(31)
    books = ShownBooks([8])
    assert shown(books, scene)[0] == [31]
    scene.odds({"1": "1.5"}, provider=8)
    assert shown(books, scene)[0] == [31]
    books.forget(FIXTURE)
    assert shown(books, scene)[0] == [8]
    books.clear()
    assert shown(books, scene)[0] == [8]


def test_a_bookmaker_may_be_named() -> None:
    scene = scene_of(8, 31)
    event = scene.board.events[FIXTURE]
    source = scene.board.source_of(event)
    for provider, found in ((8, 1), (31, 1), (5, 0), (None, 0)):
        lines, until = NamedBook(provider).lines(event, source, KICK_OFF)
        assert until is None
        assert [line.provider for line in lines] == [provider] * found


@given(
    st.lists(
        st.tuples(st.sampled_from([5, 8, 31]), st.sampled_from([1, 2, 3]), st.integers(0, 40_000)),
        max_size=12,
    )
)
def test_an_open_line_never_shows_a_closed_bookmaker_for_longer_than_patience(
    steps: list[tuple[int, int, int]],
) -> None:
    scene = scene_of(5, 8, 31)
    books = ShownBooks([31, 8])
    closed_since: int | None = None
    for provider, status, wait in steps:
        scene.now += wait
        scene.odds({"1": "1.5"}, provider=provider, status=status)
        event = scene.board.events[FIXTURE]
        lines, until = books.lines(event, scene.board.source_of(event), scene.now)
        statuses = {
            number: quote.bet.status
            for number, book in event.markets[1].providers.items()
            for quote in book.bets.values()
        }
        if all(said == 3 for said in statuses.values()):
            assert lines == []
            continue
        (line,) = lines
        assert statuses[line.provider or 0] != 3
        is_open = statuses[line.provider or 0] == 1
        if is_open or 1 not in statuses.values():
            closed_since = None
        else:
            closed_since = scene.now if closed_since is None else closed_since
            assert scene.now - closed_since < PATIENCE_MS
            assert until is not None
            assert scene.now < until <= scene.now + PATIENCE_MS


def test_every_language_shows_the_same_bookmakers_found_once() -> None:
    found: list[int] = []

    class Counted(ShownBooks):
        def lines(self, event: Event, *rest: Any) -> Any:
            found.append(event.id)
            return super().lines(event, *rest)

    scene = Scene(books=Counted())
    scene.fixture()
    scene.odds({"1": "1.5"})
    for query in ("", "locale=es", "include=liveEventData"):
        assert scene.bets(query)[0]["price"] == 1.5
    scene.detail("locale=pt")
    assert found == [FIXTURE]
    scene.restate({"1": "1.6"})
    assert [scene.bets(query)[0]["price"] for query in ("locale=pt", "")] == [1.6, 1.6]
    assert found == [FIXTURE, FIXTURE]
    scene.now += 31_000
    assert not any(bet["isAvailable"] for query in ("", "locale=es") for bet in scene.bets(query))
