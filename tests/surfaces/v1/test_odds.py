"""The six odds forms of v1, and which line a list shows."""

import pytest

from tests.surfaces.v1.pictures import FIXTURE, Match


@pytest.fixture
def match() -> Match:
    match = Match()
    match.fixture()
    return match


def test_all_six_forms(match: Match) -> None:
    match.odds({"1": "1.107", "X": "11.8", "2": "36"})
    match.odds({"1X": "1.001", "X2": "1.063", "12": "8.1"}, market=(7, "Double Chance"))
    match.odds(
        {"Over": "3.02", "Under": "1.42"}, market=(2, "Under/Over"), Line="2.5", BaseLine="2.5"
    )
    match.odds({"Yes": "1.44", "No": "2.75"}, market=(17, "Both Teams To Score"))
    match.odds({"1": "1.375", "2": "3.1"}, market=(999, "Draw No Bet"))
    match.odds(
        {"1": "1.782"}, market=(3, "Asian Handicap"), Line="-2.5 (1-0)", BaseLine="-2.5 (1-0)"
    )
    match.odds(
        {"1": "1.782", "2": "2.1"},
        market=(3, "Asian Handicap"),
        Line="-2.5 (1-0)",
        BaseLine="-2.5 (1-0)",
    )
    assert match.event()["odds"] == {
        "1x2": {"home": 1.107, "draw": 11.8, "away": 36.0},
        "double_chance": {"1X": 1.001, "X2": 1.063, "12": 8.1},
        "totals": {"over_2.5": 3.02, "under_2.5": 1.42},
        "btts": {"yes": 1.44, "no": 2.75},
        "draw_no_bet": {"home": 1.375, "away": 3.1},
        "handicap": [
            {"type": "away", "line": -2.5, "odds": 2.1},
            {"type": "home", "line": -2.5, "odds": 1.782},
        ],
    }


def _totals(match: Match, line: str, over: str, under: str, first: int, **bet: int) -> None:
    match.tell(
        3,
        {
            "Markets": [
                {
                    "Id": 2,
                    "Name": "Under/Over",
                    "ProviderMarkets": [
                        {
                            "Id": 8,
                            "Bets": [
                                {
                                    "Id": first + number,
                                    "Name": name,
                                    "Line": line,
                                    "BaseLine": line,
                                    "Status": 1,
                                    "Price": price,
                                    **bet,
                                }
                                for number, (name, price) in enumerate(
                                    {"Over": over, "Under": under}.items()
                                )
                            ],
                        }
                    ],
                }
            ]
        },
    )


def test_lists_show_the_line_with_the_closest_prices_and_details_show_all(match: Match) -> None:
    _totals(match, "1.5", "1.2", "4.5", 10)
    _totals(match, "2.5", "1.9", "1.95", 20)
    _totals(match, "3.50", "3", "1.4", 30)
    assert match.event()["odds"]["totals"] == {"over_2.5": 1.9, "under_2.5": 1.95}
    detail = match.get(f"/api/v1/live/event/{FIXTURE}")["data"]
    assert detail["odds"]["totals"] == {
        "over_1.5": 1.2,
        "under_1.5": 4.5,
        "over_2.5": 1.9,
        "under_2.5": 1.95,
        "over_3.5": 3.0,
        "under_3.5": 1.4,
    }


def test_a_said_main_line_goes_before_the_closest_prices(match: Match) -> None:
    _totals(match, "2.5", "1.9", "1.95", 20)
    _totals(match, "3.5", "3", "1.4", 30)
    match.tell(3, {"Markets": [{"Id": 2, "MainLine": "3.5", "Bets": []}]})
    assert match.event()["odds"]["totals"] == {"over_3.5": 3.0, "under_3.5": 1.4}


def test_a_closed_line_is_not_the_main_one(match: Match) -> None:
    _totals(match, "2.5", "1.9", "1.95", 20, Status=2)
    _totals(match, "3.5", "3", "1.4", 30)
    assert match.event()["odds"]["totals"] == {"over_3.5": 3.0, "under_3.5": 1.4}


def test_chances_are_those_of_the_odds_without_margin(match: Match) -> None:
    match.odds({"1": "2", "X": "4", "2": "4"})
    assert match.event()["winProbability"] == {"P1": 0.5, "PX": 0.25, "P2": 0.25}
    match.now += 1
    match.odds({"X": "4"}, status=2, Id=800000010000000001)
    assert match.event()["winProbability"] is None


def test_unreadable_prices_are_not_shown(match: Match) -> None:
    match.odds({"1": "NaN", "X": "-3", "2": "2.5"})
    assert match.event()["odds"] == {"1x2": {"away": 2.5}}
