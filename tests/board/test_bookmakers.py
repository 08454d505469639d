"""Who the bookmakers are, by which texts they go, and when they come and go."""

import pytest

from tests.board.builders import (
    MATCH,
    OTHER,
    T,
    at,
    bet,
    bets,
    events,
    fixture,
    heartbeat,
    market_part,
    new_board,
    race,
)
from touchline.board.bookmakers import (
    LISTED,
    SLUG_CHARACTERS,
    Bookmaker,
    Bookmakers,
    bookmaker,
    bookmakers_of,
)
from touchline.board.picture import Picture
from touchline.model.message import EventUpdate, Message

DAY = 24 * 3_600


def picture_of(*messages: Message) -> Picture:
    picture = Picture(new_board(), lambda: T)
    tell(picture, *messages)
    return picture


def tell(picture: Picture, *messages: Message) -> None:
    for message in messages:
        picture.apply(message, message.header.server_timestamp or T)


def odds(
    book: int | None, name: str | None = None, *, seconds: float = 1, event: int = MATCH
) -> Message:
    return bets(seconds, bet(1), book=book, book_name=name, event=event)


@pytest.mark.parametrize(
    ("provider", "name", "slug"),
    [
        (8, "Bet365", "bet365"),
        (145, "  William Hill (UK) ", "william-hill-uk"),
        (7, "Straße", "strasse"),
        (7, "", "7"),
        (7, None, "7"),
        (7, "???", "7"),
        (None, None, "calculated"),
        (7, "x" * 10_000, "x" * SLUG_CHARACTERS),
    ],
)
def test_a_slug_is_the_name_as_addresses_write_it(
    provider: int | None, name: str | None, slug: str
) -> None:
    assert bookmaker(provider, name).slug == slug


@pytest.mark.parametrize("text", ["bet365", "BET365", " bet365 ", "8"])
def test_a_bookmaker_goes_by_slug_and_number(text: str) -> None:
    known = Bookmakers(picture_of(fixture(), odds(8, "Bet365")))
    assert known.named(text, T) == Bookmaker("bet365", 8, "Bet365")


@pytest.mark.parametrize("text", ["", "08", "-8", "9", "bet", "calculated", "0"])
def test_nobody_goes_by_another_text(text: str) -> None:
    known = Bookmakers(picture_of(fixture(), odds(8, "Bet365")))
    assert known.named(text, T) is None


@pytest.mark.parametrize("text", ["0", "calculated", "Calculated"])
def test_calculated_odds_go_by_their_name_and_0(text: str) -> None:
    known = Bookmakers(picture_of(fixture(), odds(None), odds(8, "Calculated"), odds(9, "0")))
    assert known.named(text, T) == Bookmaker("calculated", None, "Calculated")
    assert known.named("8", T) == Bookmaker("calculated", 8, "Calculated")


def test_of_two_with_one_name_the_lower_number_goes_by_it() -> None:
    known = Bookmakers(picture_of(fixture(), odds(31, "Book"), odds(8, "book"), odds(5, "31")))
    for text, provider in (("book", 8), ("8", 8), ("31", 31), ("5", 5)):
        found = known.named(text, T)
        assert found is not None
        assert found.provider == provider


def test_a_bookmaker_without_a_name_takes_it_from_where_it_has_one() -> None:
    picture = picture_of(fixture(), odds(8), odds(8, "Bet365", seconds=2, event=OTHER))
    tell(picture, fixture(3, event=OTHER))
    known = Bookmakers(picture)
    assert known.named("8", T) == Bookmaker("bet365", 8, "Bet365")
    assert bookmakers_of(picture.board.events[MATCH]) == {8: Bookmaker("8", 8, "")}
    tell(picture, odds(31, seconds=4))
    assert known.named("31", T) == Bookmaker("31", 31, "")
    tell(picture, bets(5, bet(2), book=31, book_name="Book", market=2))
    assert known.named("31", T) == known.named("book", T) == Bookmaker("book", 31, "Book")


def test_who_comes_is_known_at_once() -> None:
    picture = picture_of(fixture())
    known = Bookmakers(picture)
    assert known.listing(T) == "none: nobody has odds"
    tell(picture, odds(8, "Bet365"))
    assert known.listing(T) == "bet365"
    # With a match that comes into sight with its odds, or waited for its fixture with them.
    tell(picture, odds(31, seconds=2, event=OTHER))
    assert known.listing(T) == "bet365"
    tell(picture, fixture(3, event=OTHER))
    assert known.listing(T) == "31, bet365"
    part = market_part(bet(1), book=5)
    tell(picture, events(3, 4, EventUpdate(fixture_id=MATCH, markets=[part])), heartbeat(5))
    assert known.listing(T) == "31, 5, bet365"


def test_odds_of_outrights_are_nobodys() -> None:
    picture = picture_of(race(), odds(8, "Bet365"))
    known = Bookmakers(picture)
    assert known.named("8", T) is None
    tell(picture, odds(9, seconds=2))
    assert known.named("9", T) is None


def test_who_has_gone_is_forgotten_within_a_minute() -> None:
    picture = picture_of(fixture(0, status=3), odds(8, "Bet365"), fixture(1, event=OTHER))
    tell(picture, odds(31, "Book", seconds=2, event=OTHER))
    known = Bookmakers(picture)
    assert known.listing(at(DAY - 1)) == "bet365, book"
    picture.advance(at(DAY + 1))
    assert MATCH not in picture.board.events
    assert known.listing(at(DAY + 59)) == "book"


def test_another_board_has_its_own() -> None:
    picture = picture_of(fixture(), odds(8, "Bet365"))
    known = Bookmakers(picture)
    assert known.listing(T) == "bet365"
    picture.restart(new_board())
    assert known.named("8", T) is None
    tell(picture, fixture(), odds(31))
    assert known.listing(T) == "31"


def test_a_long_listing_is_cut_short() -> None:
    most = LISTED
    picture = picture_of(fixture())
    for number in range(most):
        tell(picture, odds(100 + number, seconds=number))
    known = Bookmakers(picture)
    whole = ", ".join(str(100 + number) for number in range(most))
    assert known.listing(T) == whole
    tell(picture, odds(900, seconds=most), odds(901, seconds=most))
    assert known.listing(T) == f"{whole} and 2 more"
