"""Requests that name a bookmaker, in v1 (DECISIONS 14)."""

from typing import Any

import msgspec
import pytest

from tests.surfaces.v1.pictures import FIXTURE, LEAGUE, Match
from touchline.board.shown_odds import ShownBooks
from touchline.surfaces.memo import Kept

LISTS = (
    "/api/v1/live/events",
    f"/api/v1/live/leagues/{LEAGUE}",
    f"/api/v1/leagues/{LEAGUE}/events",
    "/api/v1/events/top",
)
DETAILS = (f"/api/v1/live/event/{FIXTURE}", f"/api/v1/event/{FIXTURE}")
PATHS = (*LISTS, *DETAILS)
EIGHT = {"1": "1.3", "X": "5.5", "2": "9"}
OTHER = {"1": "1.4", "X": "5", "2": "8"}
CALCULATED = {"home": 1.35}


@pytest.fixture
def match() -> Match:
    match = Match(books=ShownBooks([8]))
    match.fixture()
    match.livescore(Clock={"Status": 0, "Seconds": 600})
    match.odds(EIGHT)
    match.odds(OTHER, provider=31)
    bets = [{"Id": 5, "Name": "1", "Status": 1, "Price": "1.35"}]
    match.tell(3, {"Markets": [{"Id": 1, "Name": "1X2", "Bets": bets}]})
    return match


def first(match: Match, path: str, query: str = "") -> Any:
    """Return the first event of a list, or the event of a detail."""
    data = match.get(path, query)["data"]
    return data[0] if isinstance(data, list) else data


def sides(prices: dict[str, str]) -> dict[str, float]:
    names = {"1": "home", "X": "draw", "2": "away"}
    return {names[name]: float(price) for name, price in prices.items()}


@pytest.mark.parametrize("path", PATHS)
def test_the_odds_are_those_of_the_named_bookmaker(match: Match, path: str) -> None:
    plain = first(match, path)
    assert plain["odds"] == {"1x2": sides(EIGHT)}
    for name in ("31", "book-31", "BOOK-31", "Book-31"):
        assert first(match, path, f"provider={name}")["odds"] == {"1x2": sides(OTHER)}
    for name in ("0", "calculated"):
        assert first(match, path, f"provider={name}")["odds"] == {"1x2": CALCULATED}
    assert first(match, path) == plain


@pytest.mark.parametrize("path", PATHS)
def test_only_what_derives_from_the_odds_differs(match: Match, path: str) -> None:
    plain, named = first(match, path), first(match, path, "provider=31")
    assert plain["winProbability"] != named["winProbability"]
    for event in (plain, named):
        del event["odds"], event["winProbability"]
    assert plain == named


@pytest.mark.parametrize("path", PATHS)
def test_an_event_that_the_bookmaker_lacks_has_no_odds(match: Match, path: str) -> None:
    match.fixture(FIXTURE + 1)
    market = {"Id": 1, "Name": "1X2", "ProviderMarkets": [{"Id": 5, "Name": "Five", "Bets": []}]}
    match.tell(3, {"Markets": [market]}, FIXTURE + 1)
    event = first(match, path, "provider=five")
    assert (event["odds"], event["winProbability"]) == ({}, None)


@pytest.mark.parametrize("path", [*PATHS, "/1xbet/live/events"])
def test_an_unknown_bookmaker_is_refused_with_those_there_are(match: Match, path: str) -> None:
    for query in ("provider=nobody", "provider=", "provider=-31", "sport=999&provider=x"):
        answer = match.v1.answer("GET", path, query, {}, match.now)
        assert answer.status == 400
        assert msgspec.json.decode(answer.body) == {
            "success": False,
            "error": {
                "code": "BAD_REQUEST",
                "message": "provider is one of book-31, book-8, calculated.",
            },
        }


def test_a_list_of_nothing_stays_empty(match: Match) -> None:
    body = match.get("/api/v1/live/events", "sport=4&provider=31")
    assert body == {"data": [], "sport": "tennis", "count": 0}


@pytest.mark.parametrize("path", PATHS)
def test_a_line_of_a_named_bookmaker_is_never_taken_over(match: Match, path: str) -> None:
    match.now += 1_000
    match.odds(OTHER, provider=31, status=2)
    for _ in range(4):
        assert first(match, path, "provider=31")["odds"] == {}
        match.now += 20_000
        match.say({"Header": {"Type": 32, "ServerTimestamp": match.now}})
    match.odds(OTHER | {"1": "1.45"}, provider=31)
    assert first(match, path, "provider=31")["odds"]["1x2"]["home"] == 1.45
    assert first(match, path, "provider=8")["odds"] == {"1x2": sides(EIGHT)}


def test_answers_by_different_bookmakers_have_different_tags(match: Match) -> None:
    for path in PATHS:
        queries = ("", "provider=31", "provider=0")
        answers = [match.v1.answer("GET", path, query, {}, match.now) for query in queries]
        assert len({dict(answer.headers)[b"etag"] for answer in answers}) == 3


def test_more_bookmakers_than_are_kept_are_all_shown() -> None:
    match = Match(books=ShownBooks([8]), kept=Kept(named_lists=3))
    match.fixture()
    match.odds(EIGHT)
    providers = range(40, 47)
    for whole in (1, 2):
        for number in providers:
            match.odds({"1": f"{whole}.{number}"}, provider=number)
        for number in providers:
            event = first(match, "/api/v1/live/events", f"provider={number}")
            assert event["odds"] == {"1x2": {"home": float(f"{whole}.{number}")}}
        match.now += 1_000
    assert match.event()["odds"] == {"1x2": sides(EIGHT)}
