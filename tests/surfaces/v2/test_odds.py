"""Odds in v2: captions in three languages, lines, price changes, the bookmaker that is shown."""

from typing import Any

import pytest

from tests.surfaces.v2.scenes import FIXTURE, KICK_OFF, LIVE, SPORTS, Scene
from touchline.board.shown_odds import ShownBooks

TOTALS = (2, "Under/Over")
ASIAN = (3, "Asian Handicap")


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.fixture()
    scene.livescore()
    return scene


def captions(scene: Scene, locale: str = "en") -> list[str]:
    return [item["caption"] for item in scene.bets(f"locale={locale}")]


@pytest.mark.parametrize(
    ("locale", "draw", "over", "market"),
    [
        ("en", "Draw", "Over 2.5", "Match Result"),
        ("es", "Empate", "Más de 2,5", "Resultado del partido"),
        ("pt", "Empate", "Mais de 2,5", "Resultado da partida"),
        ("pt-BR", "Empate", "Mais de 2,5", "Resultado da partida"),
        ("PT-br", "Empate", "Mais de 2,5", "Resultado da partida"),
    ],
)
def test_captions_are_in_the_language(
    scene: Scene, locale: str, draw: str, over: str, market: str
) -> None:
    scene.odds({"1": "1.5", "X": "4", "2": "6"})
    scene.odds({"Under": "1.8", "Over": "2"}, market=TOTALS, Line="2.5", BaseLine="2.5")
    bets = scene.bets(f"locale={locale}")
    assert [bet["caption"] for bet in bets[:4]] == ["Alpha", draw, "Beta", over]
    assert bets[0]["marketCaption"] == market
    assert bets[3]["instanceCaption"] == over.split()[-1]
    assert [bet["code"] for bet in bets] == ["1", "X", "2", "O", "U"]
    assert "instanceCaption" not in bets[0]


def test_each_line_is_a_market_of_its_own(scene: Scene) -> None:
    for line in ("10.5", "2.5", "3"):
        scene.now += 1
        scene.tell(
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
                                        "Id": 100 * len(line) + place,
                                        "Name": name,
                                        "Line": line,
                                        "BaseLine": line,
                                        "Status": 1,
                                        "Price": "1.9",
                                    }
                                    for place, name in enumerate(("Over", "Under"))
                                ],
                            }
                        ],
                    }
                ]
            },
        )
    scene.odds({"1": "1.5", "X": "4", "2": "6"})
    markets = scene.live()["markets"]
    assert [market["displayName"] for market in markets] == [
        "Match Result",
        "Over/Under 2.5",
        "Over/Under 3",
        "Over/Under 10.5",
    ]
    assert [market["id"] for market in markets] == [
        f"{FIXTURE}:1:",
        f"{FIXTURE}:2:2.5",
        f"{FIXTURE}:2:3",
        f"{FIXTURE}:2:10.5",
    ]
    assert {market["betTypeSysname"] for market in markets[1:]} == {"SOCCER_UNDER_OVER"}


def handicap(scene: Scene, number: int, score: str, status: int = 1) -> None:
    """Tell of both sides of an Asian line."""
    bets = [
        {
            "Id": 10 * number + place,
            "Name": name,
            "Line": f"{line} ({score})",
            "BaseLine": f"-0.75 ({score})",
            "Status": status,
            "Price": "1.9",
            "LastUpdate": f"2026-01-10T15:00:{number:02d}Z",
        }
        for place, (name, line) in enumerate((("1", "-0.75"), ("2", "0.75")))
    ]
    books = [{"Id": 8, "Name": "Book 8", "Bets": bets}]
    scene.tell(3, {"Markets": [{"Id": 3, "Name": "Asian Handicap", "ProviderMarkets": books}]})


def test_a_handicap_carries_the_sign_of_its_side(scene: Scene) -> None:
    handicap(scene, 1, "0-0")
    (market,) = scene.live("locale=es")["markets"]
    assert market["displayName"] == "Hándicap asiático 0,75"
    assert [item["caption"] for item in market["betItems"]] == ["Alpha -0,75", "Beta +0,75"]
    assert [item["instanceCaption"] for item in market["betItems"]] == ["-0,75", "+0,75"]


def test_bets_that_others_replaced_after_a_goal_are_not_shown_twice(scene: Scene) -> None:
    handicap(scene, 1, "0-0")
    handicap(scene, 2, "0-0", status=2)
    handicap(scene, 3, "1-0")
    (market,) = scene.live()["markets"]
    assert market["id"] == f"{FIXTURE}:3:0.75"
    assert [(item["id"][-2:], item["isAvailable"]) for item in market["betItems"]] == [
        ("30", True),
        ("31", True),
    ]


def test_other_sports_have_their_own_market_names() -> None:
    scene = Scene()
    scene.fixture(Sport=SPORTS["tennis"])
    scene.odds({"1": "1.2", "2": "4.5"}, market=(52, "12"))
    assert {bet["marketSysname"] for bet in scene.bets()} == {"TENNIS_SINGLES_MATCH_WINNER"}


def test_unknown_markets_and_bets_go_under_their_own_names(scene: Scene) -> None:
    scene.odds({"First": "3.3"}, market=(98765, "Who Kicks Off"))
    (bet,) = scene.bets("locale=pt")
    assert (bet["marketSysname"], bet["marketCaption"]) == ("SOCCER_WHO_KICKS_OFF", "Who Kicks Off")
    assert (bet["code"], bet["caption"]) == ("First", "First")


def test_the_price_change_is_decimal_and_null_before_the_first(scene: Scene) -> None:
    scene.odds({"1": "1.50", "X": "4.1"})
    assert [bet["priceChange"] for bet in scene.bets()] == [None, None]
    assert [bet["timestamp"] for bet in scene.bets()] == [str(KICK_OFF)] * 2
    scene.restate({"1": "1.45", "X": "4.10"})
    assert [bet["priceChange"] for bet in scene.bets()] == [-0.05, None]
    assert [bet["timestamp"] for bet in scene.bets()] == [str(KICK_OFF + 1_000), str(KICK_OFF)]
    scene.restate({"1": "1.45", "X": "4.3"}, status=2)
    assert [bet["priceChange"] for bet in scene.bets()] == [-0.05, 0.2]
    assert scene.bets()[0]["timestamp"] == str(KICK_OFF + 1_000)


@pytest.mark.parametrize(
    ("price", "number", "text"),
    [
        ("1.005", 1.005, "1.01"),
        ("5", 5.0, "5.00"),
        ("1.333", 1.333, "1.33"),
        ("", None, None),
        ("NaN", None, None),
        ("sNaN", None, None),
        ("Infinity", None, None),
        ("-1", None, None),
        ("evens", None, None),
    ],
)
def test_prices_are_numbers_and_text_with_two_decimals(
    scene: Scene, price: str, number: float | None, text: str | None
) -> None:
    scene.odds({"1": price})
    (item,) = scene.live()["markets"][0]["betItems"]
    assert (item["price"], item["oddsText"]) == (number, text)
    assert item["isAvailable"] is (number is not None)


def test_settled_lines_leave(scene: Scene) -> None:
    scene.odds({"1": "1.5"})
    assert scene.bets()
    scene.restate({"1": "1.5"}, status=3, Settlement=2)
    assert scene.bets() == scene.live()["markets"] == []


# The bookmaker that is shown (DECISIONS 14)


def providers(scene: Scene) -> list[str]:
    """Return the bookmakers of the shown bets, each once."""
    return sorted({bet["betItemId"].split(":")[3] for bet in scene.bets()})


def test_preferred_bookmakers_come_first_then_calculated_odds_then_ids() -> None:
    scene = Scene(books=ShownBooks([31, 8]))
    scene.fixture()
    scene.odds({"1": "1.5"}, provider=5)
    assert providers(scene) == ["5"]
    other = Scene(books=ShownBooks([31, 8]))
    other.fixture()
    for provider in (5, 8, 31):
        other.odds({"1": "1.5"}, provider=provider)
    assert providers(other) == ["31"]
    bets = [{"Id": 5, "Name": "1", "Status": 1, "Price": "1.55"}]
    calculated = Scene()
    calculated.fixture()
    calculated.odds({"1": "1.5"}, provider=5)
    calculated.tell(3, {"Markets": [{"Id": 1, "Name": "1X2", "Bets": bets}]})
    assert providers(calculated) == ["c"]


def test_a_line_stays_with_its_bookmaker_for_30_s_without_an_open_bet() -> None:
    scene = Scene(books=ShownBooks([31]))
    scene.fixture()
    scene.odds({"1": "1.5"}, provider=31)
    scene.odds({"1": "1.6"}, provider=8)
    assert providers(scene) == ["31"]
    scene.restate({"1": "1.5"}, provider=31, status=2)
    closed_at = scene.now
    assert (providers(scene), scene.bets()[0]["isAvailable"]) == (["31"], False)
    scene.heartbeat()
    scene.now = closed_at + 29_999
    scene.heartbeat()
    assert providers(scene) == ["31"]
    scene.now = closed_at + 30_000
    assert (providers(scene), scene.bets()[0]["isAvailable"]) == (["8"], True)
    # Once it is open again, the preferred one has to wait until the other has closed as long.
    scene.restate({"1": "1.5"}, provider=31)
    assert providers(scene) == ["8"]


def test_a_line_that_closes_everywhere_stays_where_it_is() -> None:
    scene = Scene(books=ShownBooks([31, 8]))
    scene.fixture()
    for provider in (31, 8):
        scene.odds({"1": "1.5"}, provider=provider)
    assert providers(scene) == ["31"]
    for provider in (31, 8):
        scene.restate({"1": "1.5"}, provider=provider, status=2)
    for _ in range(20):
        scene.wait(5_000)
        scene.heartbeat()
    assert providers(scene) == ["31"]
    scene.restate({"1": "1.7"}, provider=8)
    assert (providers(scene), scene.bets()[0]["isAvailable"]) == (["8"], True)


def test_each_line_has_its_own_bookmaker(scene: Scene) -> None:
    scene.odds({"1": "1.5"}, provider=8)
    scene.odds({"Over": "1.9"}, provider=31, market=TOTALS, Line="2.5", BaseLine="2.5")
    assert providers(scene) == ["31", "8"]


def test_a_bookmaker_that_settled_a_line_has_left_it() -> None:
    scene = Scene(books=ShownBooks([31]))
    scene.fixture()
    scene.odds({"1": "1.5"}, provider=31)
    scene.odds({"1": "1.6"}, provider=8)
    assert providers(scene) == ["31"]
    scene.restate({"1": "1.5"}, provider=31, status=3, Settlement=1)
    assert providers(scene) == ["8"]


def test_the_order_of_bets_does_not_depend_on_that_of_messages() -> None:
    bodies = []
    for names in (("1", "X", "2"), ("2", "X", "1")):
        scene = Scene()
        scene.fixture()
        prices: dict[str, Any] = {"1": (1, "1.5"), "X": (2, "4"), "2": (3, "6")}
        for name in names:
            number, price = prices[name]
            bets = [{"Id": number, "Name": name, "Status": 1, "Price": price}]
            books = [{"Id": 8, "Name": "Book 8", "Bets": bets}]
            scene.tell(3, {"Markets": [{"Id": 1, "Name": "1X2", "ProviderMarkets": books}]})
        bodies.append((scene.body(LIVE), scene.tag()))
    assert bodies[0] == bodies[1]
