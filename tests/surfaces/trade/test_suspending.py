"""What packages suspend by hand: what is asked and answered, and what it means for bets."""

from typing import Any

import pytest

from tests.surfaces.trade.customers import Customer
from tests.surfaces.trade.test_snapshots import filled, outrights
from tests.surfaces.v1.pictures import FIXTURE, LEAGUE

SUSPEND = "/Markets/ManualSuspension/Activate"
LIFT = "/Markets/ManualSuspension/Deactivate"
SUSPENDED = "/Markets/ManualSuspension/GetAll"


def available(customer: Customer) -> set[bool]:
    """Return whether v1 says that bets of the first match can be placed."""
    detail = customer.match.get(f"/api/v1/live/event/{FIXTURE}")["data"]
    books = [book for market in detail["markets"] for book in market["providers"]]
    return {bet["available"] for book in books for bet in book["bets"]}


@pytest.mark.parametrize(
    ("selector", "suspended"),
    [
        ({"FixtureId": FIXTURE}, 2),
        ({"SportId": 6046, "CompetitionId": LEAGUE}, 2),
        ({"LocationId": 243, "Markets": [{"MarketId": 1}]}, 2),
        ({"FixtureId": FIXTURE, "Markets": [{"MarketId": 2, "Line": None}]}, 0),
        ({"SportId": 1}, 0),
    ],
)
def test_a_manual_suspension_holds_at_once_everywhere_until_it_is_lifted(
    selector: dict[str, Any], suspended: int
) -> None:
    customer = filled((2,))

    def reasons() -> list[int]:
        (event,) = customer.ask("/Inplay/GetEvents")
        books = [book for market in event["Markets"] for book in market["ProviderMarkets"]]
        return [
            bet["SuspensionReason"] for book in books for bet in book["Bets"] if bet["Status"] == 2
        ]

    told = customer.ask(SUSPEND, Suspensions=[selector])
    assert told["Succeeded"] is True
    (row,) = told["Suspensions"]
    assert row["CreationDate"] == "2026-01-10T15:00:00.000Z"
    assert {key: row[key] for key in selector if key != "Markets"} == {
        key: value for key, value in selector.items() if key != "Markets"
    }
    assert reasons() == [18] * suspended
    assert available(customer) == {not suspended}
    assert customer.ask(SUSPENDED)["Suspensions"] == [row]
    assert customer.ask(LIFT, suspensions=[selector])["Succeeded"] is True
    assert reasons() == []
    assert available(customer) == {True}
    assert customer.ask(SUSPENDED)["Suspensions"] == []


@pytest.mark.parametrize("around", [67, 2001])
def test_the_league_of_an_outright_suspends_what_is_in_it(around: int) -> None:
    customer = outrights()

    def statuses() -> list[int]:
        (tree,) = customer.ask("/Prematch/GetOutrightLeagueMarkets")
        (league,) = tree["Competition"]
        return [
            bet["Status"]
            for season in league["Competitions"]
            for event in season["Events"]
            for one in event["Markets"]
            for bet in one["Bets"]
        ]

    assert statuses() == [1, 1]
    assert customer.ask(SUSPEND, Suspensions=[{"CompetitionId": around}])["Succeeded"] is True
    assert statuses() == ([2, 2] if around == 67 else [2, 1])
    assert customer.ask(LIFT, Suspensions=[{"CompetitionId": around}])["Succeeded"] is True
    assert statuses() == [1, 1]


def test_who_cannot_leave_out_a_market_sends_0_and_means_the_whole_match() -> None:
    customer = filled((2,))
    asked = [{"FixtureId": FIXTURE, "SportId": 0, "Markets": [{"MarketId": 0}]}]
    assert customer.ask(SUSPEND, Suspensions=asked)["Succeeded"] is True
    assert available(customer) == {False}
    assert customer.ask(LIFT, Suspensions=[{"FixtureId": FIXTURE}])["Succeeded"] is True
    assert available(customer) == {True}


def test_what_is_suspended_again_or_lifted_shows_when_it_was_first_suspended() -> None:
    customer = filled((2,))
    (first,) = customer.ask(SUSPEND, Suspensions=[{"FixtureId": FIXTURE}])["Suspensions"]
    customer.match.now += 1_000
    assert customer.ask(SUSPEND, Suspensions=[{"FixtureId": FIXTURE}])["Suspensions"] == [first]
    # However soon that is.
    for path in (LIFT, SUSPEND, LIFT):
        answer = customer.post(path, hurried=True, Suspensions=[{"FixtureId": FIXTURE}])
        assert answer.json()["Body"]["Succeeded"] is True
    (row,) = customer.ask(LIFT, Suspensions=[{"FixtureId": FIXTURE}])["Suspensions"]
    assert "CreationDate" not in row


def test_what_cannot_be_suspended_or_lifted_is_told_beside_what_can() -> None:
    customer = filled((2,))
    many = [{"MarketId": number} for number in range(1, 102)]
    told = customer.ask(SUSPEND, Suspensions=[{"Markets": many}, {"Markets": [{"MarketId": 0}]}])
    assert "Suspensions[0] names 101 markets; it takes at most 100" in told["Reason"]
    assert "Suspensions[1] names nothing" in told["Reason"]
    line = {"MarketId": 0, "Line": "1"}
    told = customer.ask(SUSPEND, Suspensions=[{"FixtureId": FIXTURE, "Markets": [line]}])
    assert "names a Line without its MarketId" in told["Reason"]
    empty = {"FixtureId": FIXTURE, "Markets": [{"MarketId": 1, "Line": " "}]}
    asked = [{"Markets": [{"MarketId": 1, "Line": "0.5"}]}, {}, {"FixtureId": FIXTURE}, empty]
    told = customer.ask(SUSPEND, Suspensions=asked)
    assert [one["Succeeded"] for one in told["Suspensions"]] == [False, False, True, False]
    assert ["Reason" in one for one in told["Suspensions"]] == [True, True, False, True]
    assert told["Succeeded"] is False
    assert "Suspensions[0] names a Line without its FixtureId" in told["Reason"]
    assert "Suspensions[1] names nothing" in told["Reason"]
    assert "Suspensions[3] has an empty Line" in told["Reason"]
    told = customer.ask(LIFT, Suspensions=[{"SportId": 1}])
    assert "is not suspended by exactly these ids" in told["Reason"]
    told = customer.ask(SUSPEND, Suspensions=[{"FixtureId": number} for number in range(1, 102)])
    assert "one too many" in told["Reason"]
    assert len(customer.ask(SUSPENDED)["Suspensions"]) == 100


def test_a_suspended_line_is_both_sides_of_it_and_is_lifted_however_it_is_written() -> None:
    customer = filled((2,))
    match, market = customer.match, (3, "Asian Handicap")
    match.odds({"1": "1.9"}, market=market, Line="-0.75 (0-0)", BaseLine="-0.75 (0-0)")
    match.odds({"2": "1.9"}, 1, 9, market, Line="0.75 (0-0)", BaseLine="-0.75 (0-0)")

    def statuses() -> list[int]:
        (event,) = customer.ask("/Inplay/GetEvents")
        (said,) = [one for one in event["Markets"] if one["Id"] == 3]
        return [bet["Status"] for book in said["ProviderMarkets"] for bet in book["Bets"]]

    def line_of(line: str) -> dict[str, Any]:
        return {"FixtureId": FIXTURE, "Markets": [{"MarketId": 3, "Line": line}]}

    assert customer.ask(SUSPEND, Suspensions=[line_of("0.75 (0-0)")])["Succeeded"] is True
    assert statuses() == [2, 2]
    assert customer.ask(SUSPEND, Suspensions=[line_of("-0.75")])["Succeeded"] is True
    (row,) = customer.ask(SUSPENDED)["Suspensions"]
    assert row["Markets"] == [{"MarketId": 3, "Line": "0.75 (0-0)"}], "it is as it was said"
    assert customer.ask(LIFT, Suspensions=[line_of("-0.750")])["Succeeded"] is True
    assert statuses() == [1, 1]
    # It is not there yet.
    assert customer.ask(SUSPEND, Suspensions=[line_of("-0.25")])["Succeeded"] is True
    assert statuses() == [1, 1]
    match.odds({"1": "1.9"}, 1, 10, market, Line="-0.25 (1-0)", BaseLine="-0.25 (1-0)")
    assert statuses() == [1, 1, 2]


@pytest.mark.parametrize(
    ("selector", "place"),
    [
        ({"SportId": -3}, "Suspensions[0].SportId"),
        ({"LocationId": -1}, "Suspensions[0].LocationId"),
        ({"CompetitionId": -1}, "Suspensions[0].CompetitionId"),
        ({"FixtureId": -1}, "Suspensions[0].FixtureId"),
        ({"Markets": [{"MarketId": -1}]}, "Suspensions[0].Markets[0].MarketId"),
    ],
)
def test_a_suspension_of_a_negative_id_is_refused(selector: dict[str, Any], place: str) -> None:
    message = filled((2,)).refused(SUSPEND, 400, Suspensions=[selector])
    assert message.startswith(place)
    assert ">= 0" in message


def test_what_one_package_suspends_is_not_the_others_to_lift() -> None:
    customer = filled((2,))
    customer.ask(SUSPEND, Suspensions=[{"FixtureId": FIXTURE}])
    assert customer.ask(SUSPENDED, PackageId=8)["Suspensions"] == []
    assert customer.ask(LIFT, PackageId=8, Suspensions=[{"FixtureId": FIXTURE}])["Reason"]
    assert len(customer.ask(SUSPENDED)["Suspensions"]) == 1
