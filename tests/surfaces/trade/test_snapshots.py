"""Snapshots hold what is so now: whole, in their shapes, limited by each filter."""

import asyncio
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import msgspec
import pytest

from tests.recordings.playing import play, truth_of
from tests.recordings.test_truth import bets_of, final_of
from tests.surfaces.trade.customers import Customer, Locked
from tests.surfaces.v1.pictures import FIXTURE, KICK_OFF, LEAGUE, Match
from touchline.base.clock import format_time
from touchline.board.board import Board
from touchline.sources.feed_address import parse_feed_address
from touchline.sources.provider_api import ProviderApi
from touchline.surfaces.trade.package import Filters, OddsMode, Package
from touchline.wire import Form, decode

MINUTE = 60_000
EVENTS = "/Inplay/GetEvents"


def ids(events: list[dict[str, Any]]) -> set[int]:
    return {event["FixtureId"] for event in events}


def bets(event: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        bet
        for market in event.get("Markets") or ()
        for book in market["ProviderMarkets"]
        for bet in book["Bets"]
    ]


def filled(statuses: tuple[int, ...] = (1, 2)) -> Customer:
    """Return a customer of matches of these statuses, the first with one market."""
    customer = Customer()
    match = customer.match
    for number, status in enumerate(statuses):
        match.fixture(FIXTURE + number, Status=status)
    match.livescore(10, 600)
    match.odds({"1": "1.3", "2": "9"})
    return customer


def outrights() -> Customer:
    """Return a customer of two seasons of one league, and of a race."""
    customer = Customer()
    market = {
        "Id": 274,
        "Name": "Outright Winner",
        "Bets": [{"Id": 5 * 10**17 + 1, "Name": "Alpha", "Status": 1, "Price": "2.5",
                  "ParticipantId": 81, "LastUpdate": format_time(KICK_OFF)}],
    }  # fmt: skip
    said = {"Sport": {"Id": 6046, "Name": "Football"}, "Status": 1, "Location": {"Id": 243}}
    for number in (1, 2):
        season = {
            "Id": 2000 + number, "Name": f"Season {number}", "Type": 4,
            "Events": [{"FixtureId": number, "OutrightLeague": said, "Markets": [market]}],
        }  # fmt: skip
        league = {"Id": 67, "Name": "League", "Type": 3, "Competitions": [season],
                  "NextFixtureStartTime": "2026-05-29T14:44:55Z"}  # fmt: skip
        customer.match.say({"Header": {"Type": 38}, "Body": {"Competition": league}})
    race = {
        "FixtureId": 3,
        "OutrightFixture": said | {"Sport": {"Id": 687888}},
        "OutrightScore": {"ParticipantResults": [{"ParticipantId": 81, "Result": 1}], "Status": 3},
        "Markets": [market],
    }
    track = {"Id": 9, "Name": "Track", "Type": 1, "Events": [race]}
    customer.match.say({"Header": {"Type": 37}, "Body": {"Competition": track}})
    return customer


@pytest.mark.parametrize(
    ("name", "form"),
    [("nfl-2016-09-11", Form.JSON), ("nba-3-games", Form.JSON), ("nba-3-games", Form.XML)],
)
def test_a_board_that_reads_the_snapshots_of_a_matchday_equals_its_truth(
    shared: Path, name: str, form: Form
) -> None:
    first = play(shared, name).board
    match = Match()
    match.picture.restart(first)
    match.now = first.now
    directory = Locked(match.picture, {7: Package(7, form, OddsMode.PROVIDER)})
    customer = Customer(match, directory)
    second = Board("second")
    answer = customer.post(EVENTS)
    assert answer.status_code == 200
    second.apply(decode(answer.content).message, first.now)
    fixtures = truth_of(shared, name)["fixtures"]
    for number, said in fixtures.items():
        event = second.events[int(number)]
        assert final_of(event) == said["final"]
        assert bets_of(event) == said["bets"]
    assert fixtures


def test_a_package_in_xml_gets_its_snapshots_in_xml_unless_it_asks_for_json() -> None:
    match = filled((2,)).match
    package = Package(7, Form.XML, OddsMode.PROVIDER)
    customer = Customer(match, Locked(match.picture, {7: package}))
    answer = customer.post(EVENTS)
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.text)
    assert root.tag == "Feed"
    assert [one.tag for one in root] == ["Header", "Body"]
    assert root.findtext("Header/Type") == "36"
    assert root.findtext("Header/ServerTimestamp") == str(match.now)
    (event,) = root.findall("Body/Events/Event")
    assert event.get("FixtureId") == str(FIXTURE)
    assert [one.get("Price") for one in event.iter("Bet")] == ["1.3", "9"]
    customer.monotonic.advance(20_000)
    body = {"PackageId": 7, "UserName": "user", "Password": "right"}
    answer = customer.send("POST", EVENTS, json=body, headers={"Accept": "application/json"})
    assert answer.json()["Body"][0]["FixtureId"] == FIXTURE
    assert customer.refused("/Inplay/GetEvents", 401, Password="wrong")


@pytest.mark.parametrize("form", [Form.JSON, Form.LEGACY_JSON, Form.XML])
def test_the_stamp_of_a_snapshot_is_as_fine_as_those_on_the_queue(form: Form) -> None:
    match = filled((2,)).match
    match.now += 999
    customer = Customer(match, Locked(match.picture, {7: Package(7, form)}))
    stamp = decode(customer.post(EVENTS).content).message.header.server_timestamp
    assert stamp == (match.now if form is Form.JSON else match.now - 999)


def test_outrights_are_in_their_trees_in_xml_too() -> None:
    said = outrights()
    package = Package(7, Form.XML, OddsMode.BOTH)
    customer = Customer(said.match, Locked(said.picture, {7: package}))
    answer = customer.post("/Prematch/GetOutrightLeagueEvents")
    root = ElementTree.fromstring(answer.text)
    (league,) = root.findall("Body/Competitions/Competition")
    seasons = league.findall("Competitions/Competition")
    assert [one.get("Id") for one in seasons] == ["2001", "2002"]
    assert [one.get("FixtureId") for one in league.iter("Event")] == ["1", "2"]
    second = Board("second")
    second.apply(decode(answer.content).message, said.match.now)
    assert [len(event.markets) for event in second.events.values()] == [1, 1]


def test_a_flow_has_what_is_played_or_to_come_and_both_have_what_is_over() -> None:
    customer = filled((1, 2, 3, 4, 5, 6, 7, 8, 9))
    by_status = {status: FIXTURE + status - 1 for status in range(1, 10)}
    in_play = {by_status[one] for one in (2, 6, 8, 9, 3, 4, 7)}
    prematch = {by_status[one] for one in (1, 5, 9, 3, 4, 7)}
    # The livescore says of the first that it is played.
    in_play.add(by_status[1])
    prematch.discard(by_status[1])
    assert ids(customer.ask("/Inplay/GetFixtures")) == in_play
    assert ids(customer.ask("/Prematch/GetFixtures")) == prematch


def test_each_path_of_matches_holds_its_parts_and_no_others() -> None:
    customer = filled((2,))
    holds = {
        "GetEvents": {"FixtureId", "Fixture", "Livescore", "Markets"},
        "GetFixtures": {"FixtureId", "Fixture"},
        "GetScores": {"FixtureId", "Fixture", "Livescore"},
        "GetFixtureMarkets": {"FixtureId", "Markets"},
    }
    for path, keys in holds.items():
        answer = customer.post(f"/Inplay/{path}")
        header = answer.json()["Header"]
        assert set(header) == {"Type", "MsgGuid", "ServerTimestamp"}
        assert header["ServerTimestamp"] == customer.match.now
        (event,) = msgspec.json.decode(answer.content)["Body"]
        assert set(event) == keys


def test_outrights_stand_in_their_competitions_and_each_competition_once() -> None:
    customer = outrights()
    (league,) = customer.ask("/Prematch/GetOutrightLeagues")
    assert (league["Id"], league["Type"]) == (67, 3)
    seasons = league["Competitions"]
    assert [season["Id"] for season in seasons] == [2001, 2002]
    assert [set(event) for season in seasons for event in season["Events"]] == [
        {"FixtureId", "OutrightLeague"}
    ] * 2
    (race,) = customer.ask("/Prematch/GetOutrightFixture")
    assert set(race["Events"][0]) == {"FixtureId", "OutrightFixture"}
    (race,) = customer.ask("/Prematch/GetOutrightScores")
    assert set(race["Events"][0]) == {"FixtureId", "OutrightScore"}
    (race,) = customer.ask("/Prematch/GetOutrightFixtureMarkets")
    assert set(race["Events"][0]) == {"FixtureId", "Markets"}
    (race,) = customer.ask("/Prematch/GetOutrightEvents")
    keys = {"FixtureId", "OutrightFixture", "OutrightScore", "Markets"}
    assert set(race["Events"][0]) == keys


def test_in_two_bodies_the_competition_is_an_array_of_one() -> None:
    customer = outrights()
    (entry,) = customer.ask("/Prematch/GetOutrightLeagueMarkets")
    (league,) = entry["Competition"]
    assert league["NextFixtureStartTime"] == "2026-05-29T14:44:55Z"
    event = league["Competitions"][0]["Events"][0]
    assert set(event) == {"FixtureId", "Markets"}
    # What few bets have stands beside the rest of the bet.
    assert event["Markets"][0]["Bets"][0]["ParticipantId"] == 81
    (entry,) = customer.ask("/Prematch/GetOutrightLeagueEvents")
    event = entry["Competition"][0]["Competitions"][0]["Events"][0]
    assert set(event) == {"FixtureId", "OutrightLeague", "Markets"}
    assert customer.ask("/Inplay/GetOutrightLeagueEvents") == []


def test_a_board_reads_outright_snapshots_back() -> None:
    customer = outrights()
    board = Board("second")
    for path in ("GetOutrightLeagueEvents", "GetOutrightEvents"):
        board.apply(decode(customer.post(f"/Prematch/{path}").content).message, KICK_OFF)
    assert set(board.events) == {1, 2, 3}
    assert [event.competition.value for event in board.events.values()] == [
        event.competition.value for event in customer.picture.board.events.values()
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"Sports": [6046]}, True),
        ({"Sports": [1]}, False),
        ({"sportsid": [6046]}, True),
        ({"Locations": [243, 5]}, True),
        ({"Locations": [5]}, False),
        ({"Leagues": [LEAGUE]}, True),
        ({"Leagues": [LEAGUE], "Sports": [1]}, False),
        ({"Fixtures": [str(FIXTURE)]}, True),
        ({"Fixtures": [5]}, False),
        ({"Fixtures": []}, True),
        ({"FromDate": KICK_OFF}, True),
        ({"FromDate": KICK_OFF // 1000}, True),
        ({"FromDate": KICK_OFF // 1000 + 1}, False),
        ({"ToDate": KICK_OFF - 1}, False),
        ({"FromDate": KICK_OFF - 1, "toDate": KICK_OFF}, True),
    ],
)
def test_filters_limit_which_fixtures_a_snapshot_has(
    filters: dict[str, Any], expected: bool
) -> None:
    customer = filled((2,))
    assert ids(customer.ask(EVENTS, **filters)) == ({FIXTURE} if expected else set())


def test_markets_limit_the_markets_and_not_the_fixtures() -> None:
    customer = filled((2,))
    (event,) = customer.ask(EVENTS, markets=[5])
    assert "Markets" not in event
    (event,) = customer.ask(EVENTS, Markets=[1, 5])
    assert len(bets(event)) == 2


@pytest.mark.parametrize("asked", [[67], [2001], [5]])
def test_leagues_and_tournaments_mean_any_competition_around_an_outright(asked: list[int]) -> None:
    customer = outrights()
    found = customer.ask("/Prematch/GetOutrightLeagues", leagues=asked)
    held = [event["FixtureId"] for tree in found for one in tree["Competitions"]
            for event in one["Events"]]  # fmt: skip
    assert held == {67: [1, 2], 2001: [1], 5: []}[asked[0]]
    assert bool(customer.ask("/Prematch/GetOutrightFixture", tournaments=[9])) is True
    assert customer.ask("/Prematch/GetOutrightFixture", tournaments=[8]) == []


def test_since_a_moment_come_the_markets_received_since_whatever_they_are_stamped() -> None:
    customer = filled((2,))
    lost_at = customer.match.now + 5_000
    customer.match.now += 10_000
    # Stamped before the moment, received after it.
    customer.match.odds({"Over": "1.9"}, market=(2, "Under/Over"), LastUpdate=format_time(KICK_OFF))
    (event,) = customer.ask(EVENTS, timestamp=lost_at)
    assert [market["Id"] for market in event["Markets"]] == [2]
    assert set(event) >= {"Fixture", "Livescore"}
    (event,) = customer.ask(EVENTS, timestamp=customer.match.now + 1)
    assert set(event) == {"FixtureId", "Fixture", "Livescore"}
    (event,) = customer.ask(EVENTS, timestamp=lost_at // 1_000)
    assert [market["Id"] for market in event["Markets"]] == [2]


def test_since_a_moment_come_the_bets_that_were_suspended_or_opened_since() -> None:
    customer = filled((2,))
    customer.match.now += 5_000
    lost_at = customer.match.now
    customer.picture.hold("feed", held=True, now=customer.match.now)
    (event,) = customer.ask(EVENTS, timestamp=lost_at)
    assert {(bet["Status"], bet["SuspensionReason"]) for bet in bets(event)} == {(2, 20)}
    assert {bet["LastUpdate"] for bet in bets(event)} == {format_time(lost_at)}
    customer.match.now += 5_000
    lost_at = customer.match.now
    customer.picture.hold("feed", held=False, now=customer.match.now)
    (event,) = customer.ask(EVENTS, timestamp=lost_at)
    assert {bet["Status"] for bet in bets(event)} == {1}
    assert {bet["LastUpdate"] for bet in bets(event)} == {format_time(lost_at)}


@pytest.mark.parametrize("mode", list(OddsMode))
def test_a_package_gets_its_kind_of_odds_and_what_its_filters_meet(mode: OddsMode) -> None:
    match = Match()
    match.fixture()
    match.fixture(FIXTURE + 1)
    match.odds({"1": "1.3"})
    average = {"Id": 1, "Bets": [{"Id": 1, "Name": "1", "Status": 1, "Price": "1.4"}]}
    match.tell(3, {"Markets": [average]})
    filters = Filters(fixtures=frozenset({FIXTURE}))
    package = Package(7, Form.JSON, mode, filters)
    customer = Customer(match, Locked(match.picture, {7: package}))
    (event,) = customer.ask(EVENTS)
    (market,) = event["Markets"]
    kinds = {key for key in ("Bets", "ProviderMarkets") if key in market}
    assert (
        kinds
        == {
            OddsMode.PROVIDER: {"ProviderMarkets"},
            OddsMode.AVERAGE: {"Bets"},
            OddsMode.BOTH: {"Bets", "ProviderMarkets"},
        }[mode]
    )


def test_a_market_without_bets_of_the_kind_of_the_package_is_not_there() -> None:
    match = Match()
    match.fixture()
    match.odds({"1": "1.3"})
    package = Package(7, Form.JSON, OddsMode.AVERAGE)
    customer = Customer(match, Locked(match.picture, {7: package}))
    (event,) = customer.ask(EVENTS)
    assert "Markets" not in event


def test_what_is_over_stays_in_snapshots_until_it_leaves_the_picture() -> None:
    customer = filled((3,))
    customer.match.fixture(Status=3)
    customer.match.tell(2, {"Livescore": {"Scoreboard": {"Status": 3, "CurrentPeriod": 100}}})
    assert ids(customer.ask(EVENTS)) == {FIXTURE}
    customer.match.now += 25 * 60 * MINUTE
    customer.picture.advance(customer.match.now)
    assert customer.ask(EVENTS) == []


def test_after_another_picture_took_its_place_what_is_new_counts_from_its_messages() -> None:
    customer = filled((2,))
    board = Board("restored")
    customer.match.now += 10_000
    held = customer.picture.board.events
    for event in held.values():
        board.events[event.id] = event
    customer.picture.restart(board)
    (event,) = customer.ask(EVENTS, timestamp=customer.match.now)
    assert "Markets" not in event
    (event,) = customer.ask(EVENTS, timestamp=KICK_OFF)
    assert len(bets(event)) == 2


def test_our_own_client_of_such_an_api_reads_it_and_keeps_to_its_limits() -> None:
    customer = outrights()
    for number, status in enumerate((1, 2, 3)):
        customer.match.fixture(FIXTURE + number, Status=status)
    customer.match.odds({"1": "1.3", "2": "9"})
    address = parse_feed_address(
        "amqp://u:p@localhost/?package=7&flow=both&snapshot=http://here&distribution=http://here/"
    )
    board = Board("second")

    async def sleep(seconds: float) -> None:
        customer.monotonic.advance(int(seconds * 1_000))

    async def read() -> None:
        transport = httpx.ASGITransport(customer.application)
        async with httpx.AsyncClient(transport=transport) as client:
            api = ProviderApi(address, client, monotonic=customer.monotonic, sleep=sleep)
            await api.start_distribution()
            # One after the other, whole and since a moment and of one fixture.
            for since, fixtures in ((None, ()), (KICK_OFF, ()), (None, (FIXTURE,))):
                async for body in api.snapshot(since, fixtures):
                    board.apply(decode(body).message, KICK_OFF)

    asyncio.run(read())
    assert 7 in customer.queues.on
    first = customer.picture.board.events
    assert set(board.events) == set(first) == {1, 2, 3, FIXTURE, FIXTURE + 1, FIXTURE + 2}
    for event in first.values():
        assert board.events[event.id].status == event.status
        assert board.events[event.id].markets.keys() == event.markets.keys()
