"""The package APIs: what a package orders, starts, stops and suspends, and what there is."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.surfaces.trade.customers import Customer, Locked, refusal
from tests.surfaces.trade.test_snapshots import filled, outrights
from tests.surfaces.v1.pictures import FIXTURE, KICK_OFF, LEAGUE, Match
from touchline.access.accounts import StoreError
from touchline.base.clock import ManualClock
from touchline.surfaces.trade.call_limits import CallLimits, CallRates, Kind, TooSoonError
from touchline.surfaces.trade.directory import Credentials, Subscriptions
from touchline.surfaces.trade.open_packages import MadePackages, OpenPackages
from touchline.surfaces.trade.operations import OPERATIONS
from touchline.surfaces.trade.package import Filters, OddsMode, Package
from touchline.wire import Form

SUSPEND = "/Markets/ManualSuspension/Activate"
ONE = Filters(fixtures=frozenset({FIXTURE}))


def narrow() -> Customer:
    """Return a customer of two matches, whose package gets nothing unless it is ordered."""
    match = Match()
    match.fixture(FIXTURE)
    match.fixture(FIXTURE + 1, League={"Id": LEAGUE + 1, "Name": "Other"}, Status=1)
    package = Package(7, Form.JSON, OddsMode.BOTH, Filters(fixtures=frozenset({1})))
    return Customer(match, Locked(match.picture, {7: package}))


def test_distribution_starts_and_stops_and_says_so() -> None:
    customer = Customer()
    assert customer.ask("/Package/GetDistributionStatus") == {
        "IsDistributionOn": False,
        "Consumers": ["2"],
        "NumberMessagesInQueue": 17,
        "MessagesPerSecond": 3.14,
    }
    for path, messages in {
        "/Distribution/Start": ["Distribution is: Active", "Distribution is already Active"],
        "/Distribution/Stop": ["Distribution is: Inactive", "Distribution is already Inactive"],
    }.items():
        for message in messages:
            assert customer.ask(path) == {"Message": message}
            is_on = customer.ask("/package/getdistributionstatus")["IsDistributionOn"]
            assert is_on == path.endswith("Start")


def test_where_nothing_is_published_starting_is_refused() -> None:
    match = Match()
    customer = Customer(match, OpenPackages(match.picture))
    message = customer.refused("/Distribution/Start", 503)
    assert "--publish" in message


def test_who_does_not_know_the_password_is_told_so_and_nothing_else() -> None:
    match = Match()
    customer = Customer(match, Locked(match.picture, {7: Package(7)}))
    wrong = "Incorrect user name or password for requested package"
    for fields in ({"Password": "wrong"}, {"UserName": "other"}, {"PackageId": 8}):
        for path in ("/Distribution/Start", "/Prematch/GetEvents", SUSPEND):
            extra: dict[str, Any] = {"Suspensions": []} if path == SUSPEND else {}
            assert customer.refused(path, 401, **fields, **extra) == wrong
    assert customer.ask("/package/GetProviderOddsType", PackageId="7") == {"ProviderOddsType": 3}


@pytest.mark.parametrize(
    ("mode", "number"), [(OddsMode.AVERAGE, 1), (OddsMode.PROVIDER, 2), (OddsMode.BOTH, 3)]
)
def test_the_kind_of_odds_is_told_by_number(mode: OddsMode, number: int) -> None:
    match = Match()
    customer = Customer(match, Locked(match.picture, {7: Package(7, odds=mode)}))
    assert customer.ask("/Package/GetProviderOddsType")["ProviderOddsType"] == number


def test_a_fixture_that_is_ordered_is_got_until_it_is_given_back() -> None:
    customer = narrow()
    listed = "/Fixtures/Get"
    assert customer.ask(listed) == {"Fixtures": []}
    assert customer.ask("/Fixtures/Subscribe", fixtures=[FIXTURE, 5]) == {
        "Fixtures": [
            {"FixtureId": FIXTURE, "Success": True},
            {"FixtureId": 5, "Success": False, "ErrorMessage": "There is no such fixture."},
        ]
    }
    assert customer.ask(listed) == {"Fixtures": [FIXTURE]}
    assert [one["FixtureId"] for one in customer.ask("/Inplay/GetFixtures")] == [FIXTURE]
    quota = customer.ask("/Package/GetPackageQuota")
    assert quota["UsedCredit"] == 1 == quota["CreditLimit"] - quota["CreditRemaining"]
    (told,) = customer.ask("/Fixtures/UnSubscribe", Fixtures=[FIXTURE])["Fixtures"]
    assert told["Success"]
    (told,) = customer.ask("/Fixtures/Unsubscribe", Fixtures=[FIXTURE])["Fixtures"]
    assert told["ErrorMessage"] == "The fixture is not subscribed."
    assert customer.ask(listed) == {"Fixtures": []}


def test_a_league_is_ordered_with_or_without_its_sport_and_location() -> None:
    customer = narrow()
    asked = [{"leagueId": LEAGUE}, {"LeagueId": LEAGUE + 1, "SportId": 6046, "LocationId": 243}]
    told = customer.ask("/Leagues/Subscribe", Subscriptions=asked)["Subscription"]
    assert [(one["LeagueId"], one["Success"]) for one in told] == [
        (LEAGUE, True),
        (LEAGUE + 1, True),
    ]
    assert customer.ask("/Fixtures/Get") == {"Fixtures": [FIXTURE, FIXTURE + 1]}
    (told,) = customer.ask("/Leagues/Subscribe", Subscriptions=[{"LeagueId": 5}])["Subscription"]
    assert (told["Success"], told["Message"]) == (False, "There is no such league.")
    customer.ask("/Leagues/UnSubscribe", Subscriptions=asked[:1])
    assert customer.ask("/Fixtures/Get") == {"Fixtures": [FIXTURE + 1]}


def test_leagues_are_listed_by_whether_the_package_gets_them() -> None:
    customer = narrow()
    customer.ask("/Leagues/Subscribe", Subscriptions=[{"LeagueId": LEAGUE}])
    found = [
        [one["Id"] for one in customer.ask("/Leagues/Get", subscriptionStatus=status)["Leagues"]]
        for status in (0, 1, 2)
    ]
    assert found == [[LEAGUE, LEAGUE + 1], [LEAGUE + 1], [LEAGUE]]


def test_outrights_are_ordered_by_competition_as_a_client_sends_it() -> None:
    customer = outrights()
    package = Package(7, Form.JSON, OddsMode.BOTH, Filters(fixtures=frozenset({1_000})))
    customer = Customer(customer.match, Locked(customer.picture, {7: package}))
    asked = [{"leagueId": 2001}, {"leagueId": 5}, {"CompetitionId": 2001}, {"SportId": 1}]
    told = customer.ask("/Outright/Subscribe", subscriptions=asked)["Subscription"]
    assert [one["Success"] for one in told] == [True, False, True, False]
    assert told[0] == {"leagueId": 2001, "CompetitionId": 2001, "Success": True}
    (league,) = customer.ask("/Prematch/GetOutrightLeagues")
    assert [one["Id"] for one in league["Competitions"]] == [2001]
    got = customer.ask("/Outright/GetCompetitions", subscriptionStatus=2)["Competitions"]
    assert [(one["Id"], one["Type"]) for one in got] == [(67, 3), (2001, 4)]
    customer.ask("/Outright/UnSubscribe", subscriptions=asked[:1])
    assert customer.ask("/Prematch/GetOutrightLeagues") == []
    assert customer.ask("/Outright/GetAllTracks") == {"Tracks": [{"Id": 9, "Name": "Track"}]}


def test_what_is_ordered_at_once_is_all_kept() -> None:
    class Slow(Locked):
        async def subscriptions(self, package: int) -> Subscriptions:
            found = await super().subscriptions(package)
            await asyncio.sleep(0)
            return found

    match = Match()
    for number in range(4):
        match.fixture(FIXTURE + number)
    customer = Customer(match, Slow(match.picture, {7: Package(7)}))

    async def order() -> None:
        transport = httpx.ASGITransport(customer.application)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            who = {"PackageId": 7, "UserName": "user", "Password": "right"}
            bodies = [who | {"Fixtures": [FIXTURE + number]} for number in range(4)]
            told = await asyncio.gather(
                *(client.post("/Fixtures/Subscribe", json=body) for body in bodies)
            )
            assert {one.status_code for one in told} == {200}

    asyncio.run(order())
    assert customer.ask("/Package/GetPackageQuota")["UsedCredit"] == 4


def test_fixtures_that_a_package_gets_are_listed_with_what_is_known_of_them() -> None:
    customer = filled((2, 1))
    query = {"packageId": "7", "username": "u", "password": "p", "fromDate": "01/10/2026"}
    answer = customer.send("GET", "/fixtures/getSubscribedMetaData", params=query)
    rows = answer.json()["Body"]["SubscribedFixtures"]
    assert [row["FixtureId"] for row in rows] == [FIXTURE, FIXTURE + 1]
    assert rows[0] == {
        "FixtureId": FIXTURE, "StartDate": "2026-01-10T15:00:00.000Z", "SportId": 6046,
        "LocationId": 243, "LeagueId": LEAGUE, "FixtureStatus": 2, "Participants": [
            {"ParticipantId": 81001, "ParticipantName": "Alpha"},
            {"ParticipantId": 81002, "ParticipantName": "Beta"},
        ],
    }  # fmt: skip
    for last, found in {
        "01/10/2026": 2,
        "01/09/2026": 0,
        "2026-01-10T14:00:00Z": 0,
        "2026-01-10T00:00:00": 0,
        "2026-01-10": 2,
        "1/10/2026": 2,
        "1/9/2026": 0,
        "01/10/2026 14:00:00": 0,
        "01/10/2026T16:00:00Z": 2,
    }.items():
        customer.monotonic.advance(5_000)
        answer = customer.send("GET", "/Fixtures/GetSubscribedMetadata",
                               params=query | {"toDate": last})  # fmt: skip
        assert len(answer.json()["Body"]["SubscribedFixtures"]) == found, last
    answer = customer.send(
        "GET", "/Fixtures/GetSubscribedMetadata", params=query | {"toDate": "31/01/2026"}
    )
    assert "ToDate: '31/01/2026' is no date" in refusal(answer, 400)


def test_the_schedule_lists_what_is_not_over() -> None:
    customer = filled((2, 1, 3))
    found = customer.ask("/Fixtures/InPlaySchedule", sportIds=[6046])["Fixtures"]
    assert [one["FixtureId"] for one in found] == [FIXTURE, FIXTURE + 1]
    assert set(found[0]) == {
        "FixtureId", "Sport", "Location", "League", "StartDate", "Status", "Participants",
    }  # fmt: skip
    assert customer.ask("/Fixtures/InPlaySchedule", sportIds=[1])["Fixtures"] == []


def test_what_clients_cannot_leave_out_limits_nothing() -> None:
    customer = narrow()
    asked = {"LeagueId": LEAGUE, "SportId": 0, "LocationId": 0}
    (row,) = customer.ask("/Leagues/Subscribe", Subscriptions=[asked])["Subscription"]
    assert (row["Success"], row["SportId"], row["LocationId"]) == (True, 6046, 243)
    nothing: dict[str, Any] = {"Sports": None, "Timestamp": None, "FromDate": 0, "Markets": []}
    (event,) = customer.ask("/Prematch/GetFixtures", **nothing) or customer.ask(
        "/Inplay/GetFixtures", **nothing
    )
    assert event["FixtureId"] == FIXTURE
    assert "missing required field `Fixtures`" in customer.refused(
        "/Fixtures/Subscribe", 400, Fixtures=None
    )


def test_the_outrights_of_a_league_are_ordered_by_it_or_by_a_season() -> None:
    for number, ordered in ((67, {1, 2}), (2001, {1}), (9, {3})):
        said = outrights()
        package = Package(7, Form.JSON, OddsMode.BOTH, Filters(fixtures=frozenset({99})))
        customer = Customer(said.match, Locked(said.picture, {7: package}))
        asked = [{"leagueId": number, "SportId": ""}, {"competitionId": 0}]
        told = customer.ask("/Outright/Subscribe", Subscriptions=asked)["Subscription"]
        assert [one["Success"] for one in told] == [True, False]
        subscriptions = asyncio.run(customer.directory.subscriptions(7))
        nodes = said.picture.board.competitions
        events = said.picture.board.seen_events()
        assert {one.id for one in events if subscriptions.take(one, nodes)} == ordered
        (told,) = customer.ask("/Outright/UnSubscribe", Subscriptions=asked[:1])["Subscription"]
        assert told["Success"] is True


def test_what_failed_may_be_asked_for_again_at_once() -> None:
    match = Match()
    match.fixture(FIXTURE)
    customer = Customer(match, Away(match.picture))
    asked = {"Fixtures": [FIXTURE]}
    for _ in range(2):
        answer = customer.post("/Fixtures/Subscribe", hurried=True, **asked)
        assert answer.status_code == 503


class Away(OpenPackages):
    """Packages whose store is away."""

    async def subscribe(self, package: int, subscriptions: Subscriptions) -> None:
        raise StoreError("store-unreachable", "it is away")


def test_the_schedule_lists_what_may_be_ordered_as_well() -> None:
    customer = narrow()
    assert customer.ask("/Fixtures/Get")["Fixtures"] == []
    assert len(customer.ask("/Fixtures/InPlaySchedule")["Fixtures"]) == 2


def test_names_come_in_the_languages_that_are_asked_for() -> None:
    customer = filled((2,))
    asked = {"languages": [1, 9, 3], "sportIds": [6046], "marketIds": [1], "leagueIds": [LEAGUE],
             "locationIds": [243], "participantIds": [81001, 5]}  # fmt: skip
    told = customer.ask("/Translation/Get", **asked)
    assert told["Sports"]["6046"] == [
        {"LanguageId": 1, "Value": "Football"},
        {"LanguageId": 9, "Value": "Fútbol"},
        {"LanguageId": 3, "Value": "Football"},
    ]
    assert told["Markets"]["1"][1]["Value"] == "Resultado del partido"
    assert {one["Value"] for one in told["Leagues"][str(LEAGUE)]} == {"Test League"}
    assert {one["Value"] for one in told["Locations"]["243"]} == {"England"}
    assert set(told["Participants"]) == {"81001"}
    assert customer.ask("/Translation/Get", languages=[1])["Sports"] == {}
    unknown: dict[str, dict[str, Any]] = {
        "/Translation/Get": {"languages": [2]},
        "/Sports/Get": {"languageId": 2},
        "/Markets/Get": {"LanguageId": 0},
    }
    for path, fields in unknown.items():
        assert "is not known; there are 1, 3," in customer.refused(path, 400, **fields)
    assert "Languages" in customer.refused("/Translation/Get", 400)
    names = {one["Id"]: one["Name"] for one in customer.ask("/sports/get", languageId=29)["Sports"]}
    assert names[6046] == "Futebol"


def test_markets_are_those_of_the_catalogue_and_of_the_picture() -> None:
    customer = outrights()
    customer.match.fixture()
    customer.match.odds({"Yes": "2"}, market=(999_999, "Snow"))

    def found(**fields: Any) -> set[int]:
        return {one["Id"] for one in customer.ask("/Markets/Get", **fields)["Markets"]}

    assert {1, 2, 274, 999_999} <= found()
    assert found(marketType=2) == {274}
    assert 999_999 in found(marketType=1)
    assert found(sportIds=[6046], marketType=1) == {999_999}
    assert found(marketIds=[999_999, 1]) == {999_999, 1}
    assert found(isSettleable=False) == set()


def test_places_and_people_are_those_of_the_picture() -> None:
    customer = Customer()
    venue = {"Id": 4, "Name": "Ground", "Country": {"Id": 1, "Name": "Land"},
             "State": {"Id": 2, "Name": "State"}, "City": {"Id": 3, "Name": "Town"}}  # fmt: skip
    customer.match.fixture(Venue=venue, Season={"Id": 5, "Name": "2026"},
                           League={"Id": LEAGUE, "Name": "Test League", "Tour": 6})  # fmt: skip
    land, state, town = venue["Country"], venue["State"], venue["City"]
    assert customer.ask("/Venues/Get")["Data"] == [
        {"VenueId": 4, "Name": "Ground", "Country": land, "State": state, "City": town}
    ]
    assert customer.ask("/Cities/Get")["Data"] == [
        {"CityId": 3, "Name": "Town", "Country": land, "State": state}
    ]
    assert customer.ask("/States/Get")["Data"] == [{"StateId": 2, "Name": "State", "Country": land}]
    for filters, found in (({"countryIds": [1]}, 1), ({"CityIds": [9]}, 0)):
        assert len(customer.ask("/Venues/Get", filter=filters)["Data"]) == found
    people = customer.ask("/Participants/Get", filter={"name": "alph"})
    assert [one["Name"] for one in people["Data"]] == ["Alpha"]
    page = customer.ask("/Participants/Get", page=2, pageSize=1)
    assert ([one["Name"] for one in page["Data"]], page["TotalItems"]) == (["Beta"], 2)
    assert customer.ask("/Seasons/Get", seasonId=5) == {
        "Seasons": [{"SeasonId": 5, "SeasonName": "2026"}]
    }
    assert customer.ask("/Seasons/Get", seasonId=4) == {"Seasons": []}
    (tour,) = customer.ask("/Tours/Get")["Tours"]
    assert (tour["TourId"], tour["SportId"]) == (6, 6046)
    corners = customer.ask("/Incidents/Get", filter={"sports": [6046], "searchText": ["corner"]})
    assert (1, "Corners") in {(one["IncidentId"], one["IncidentName"]) for one in corners["Data"]}
    assert {one["SportId"] for one in corners["Data"]} == {6046}
    wrong = customer.refused("/Incidents/Get", 400, filter={"From": "yesterday"})
    assert wrong.startswith("Filter.From: 'yesterday' is no date")


def test_every_path_answers_over_an_empty_picture() -> None:
    customer = Customer()
    needed = {"fixtures": [], "subscriptions": [], "suspensions": [], "languages": [1]}
    for operation in OPERATIONS:
        if operation.method == "POST":
            assert customer.ask(operation.path, **needed) is not None, operation.path


# How often a package may ask.


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(KICK_OFF)


def refused_for(customer: Customer, path: str, **fields: Any) -> int:
    """Return for how long a hurried call is refused, in seconds, 0 where it is not."""
    answer = customer.post(path, hurried=True, **fields)
    if answer.status_code == 200:
        return 0
    refusal(answer, 429)
    return int(answer.headers["retry-after"])


def test_the_same_request_is_answered_once_in_five_seconds() -> None:
    customer = filled((2,))
    assert refused_for(customer, "/Sports/Get") == 0
    customer.monotonic.advance(1_000)
    assert refused_for(customer, "/sports/GET") == 4
    assert refused_for(customer, "/Sports/Get", languageId=1) == 0
    assert refused_for(customer, "/Locations/Get") == 0
    assert refused_for(customer, "/Sports/Get", PackageId=8) == 0
    customer.monotonic.advance(4_000)
    assert refused_for(customer, "/Sports/Get") == 0


def test_a_request_is_the_same_however_it_is_written() -> None:
    customer = filled((2,))
    written = (
        b'{"PackageId":7,"SportIds":[1,6046]}',
        b'{ "PackageId":7,"SportIds":[1,6046]}',
        b'{"sportids":["6046",1,1],"packageid":"7","else":5}',
    )
    for body, status in zip(written, (200, 429, 429), strict=True):
        headers = {"content-type": "application/json"}
        answer = customer.send("POST", "/Markets/Get", content=body, headers=headers)
        assert answer.status_code == status, answer.text
    query = "/Fixtures/GetSubscribedMetadata?packageId=7&fromDate=01/10/2026"
    assert customer.send("GET", query).status_code == 200
    assert customer.send("GET", query.replace("/10/", "%2F10%2F")).status_code == 429


def test_clients_may_ask_again_and_again_whether_the_distribution_is_on() -> None:
    customer = Customer()
    for path in ("/Package/GetDistributionStatus", "/Distribution/Start", "/Distribution/Stop"):
        assert [refused_for(customer, path) for _ in range(3)] == [0, 0, 0]


def test_a_whole_snapshot_is_answered_once_in_fifteen_seconds_and_any_once_a_second() -> None:
    customer = filled((2,))
    assert refused_for(customer, "/Inplay/GetEvents") == 0
    assert refused_for(customer, "/Inplay/GetScores", fixtures=[1]) == 1
    # What was sent a second later may come a little nearer.
    customer.monotonic.advance(960)
    assert refused_for(customer, "/Inplay/GetScores") == 0
    customer.monotonic.advance(1_000)
    assert refused_for(customer, "/Inplay/GetEvents") == 14
    assert refused_for(customer, "/Inplay/GetEvents", fixtures=[1]) == 0
    customer.monotonic.advance(1_000)
    assert refused_for(customer, "/Inplay/GetEvents", fixtures=[2]) == 0
    customer.monotonic.advance(1_000)
    assert refused_for(customer, "/Inplay/GetEvents", fixtures=[], timestamp=0) == 12
    customer.monotonic.advance(12_000)
    assert refused_for(customer, "/Inplay/GetEvents") == 0


def test_so_many_requests_of_a_package_are_answered_at_once(clock: ManualClock) -> None:
    calls = CallLimits(CallRates(at_once=2), clock)
    with calls.passing(7, Kind("/a", b"a")), calls.passing(7, Kind("/b", b"b")):
        with pytest.raises(TooSoonError), calls.passing(7, Kind("/c", b"c")):
            pass
        with calls.passing(8, Kind("/c", b"c")):
            pass
    with calls.passing(7, Kind("/c", b"c")):
        pass


def test_packages_that_asked_long_ago_are_forgotten(clock: ManualClock) -> None:
    calls = CallLimits(monotonic=clock)
    for package in range(1_000):
        clock.advance(100)
        with calls.passing(package, Kind("/a", b"a")):
            pass
    assert calls.packages <= 151


def test_open_packages_hand_on_those_that_were_made() -> None:
    match = Match()
    kept: MadePackages = Locked(match.picture, {7: Package(7, odds=OddsMode.AVERAGE)})
    customer = Customer(match, OpenPackages(match.picture, None, kept))
    assert customer.ask("/Package/GetProviderOddsType")["ProviderOddsType"] == 1
    assert customer.ask("/Package/GetProviderOddsType", PackageId=8)["ProviderOddsType"] == 3
    customer.ask(SUSPEND, Suspensions=[{"SportId": 1}])
    assert len(kept.suspensions(7)) == 1
    assert asyncio.run(customer.directory.find(Credentials(9, "", ""))) == Package(9)


def test_no_answer_says_null_where_a_client_expects_a_number() -> None:
    customer = outrights()
    customer.match.fixture(Location=None, League=None, Season=None, StartDate=None)
    needed: dict[str, Any] = {"fixtures": [5], "subscriptions": [{"leagueId": 5}], "languages": [1]}
    needed |= {"suspensions": [{"fixtureId": 5}], "sportIds": []}
    for operation in OPERATIONS:
        if operation.method == "POST":
            customer.monotonic.advance(20_000)
            answer = customer.post(operation.path, **needed)
            assert answer.status_code == 200
            assert b"null" not in answer.content, operation.path
