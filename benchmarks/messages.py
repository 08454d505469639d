"""Messages to measure with, always the same."""

import random
from collections.abc import Iterator

import msgspec

from touchline.base.clock import format_time

START = 1_768_046_400_000
PROVIDERS = ((8, "First Book"), (31, "Second Book"), (7, "Third Book"))
BETS_A_BOOK = 30
BETS_A_MESSAGE = len(PROVIDERS) * BETS_A_BOOK


def market_messages(
    count: int, *, fixtures: int, change_rate: float, first_fixture: int = 10_000_000
) -> Iterator[bytes]:
    """Yield today's JSON market messages of 90 bets, turn by turn over `fixtures` fixtures.

    Every bet is stated anew; `change_rate` of them have another price than before.
    """
    dice = random.Random(1)
    prices: dict[tuple[int, int, int], str] = {}
    for index in range(count):
        fixture = first_fixture + index % fixtures
        stamp = format_time(START + index * 50)
        books = []
        for provider, name in PROVIDERS:
            bets = []
            for number in range(BETS_A_BOOK):
                price = str(dice.randint(101, 999) / 100)
                if change_rate < 1:
                    key = (fixture, provider, number)
                    price = prices.get(key, price) if dice.random() >= change_rate else price
                    prices[key] = price
                bets.append(
                    {
                        "Id": (provider * 1000 + number) * 10**11 + fixture,
                        "Name": "Over" if number % 2 else "Under",
                        "Line": f"{number // 2}.5",
                        "BaseLine": f"{number // 2}.5",
                        "Status": 1,
                        "StartPrice": "1.0",
                        "Price": price,
                        "LastUpdate": stamp,
                    }
                )
            books.append({"Id": provider, "Name": name, "LastUpdate": stamp, "Bets": bets})
        yield msgspec.json.encode(
            {
                "Header": {
                    "Type": 3,
                    "MsgSeq": index,
                    "MsgGuid": f"market-{first_fixture}-{index}",
                    "ServerTimestamp": START + index * 50,
                },
                "Body": {
                    "Events": [
                        {
                            "FixtureId": fixture,
                            "Livescore": None,
                            "Markets": [{"Id": 2, "Name": "Under/Over", "ProviderMarkets": books}],
                        }
                    ]
                },
            }
        )


def live_football(count: int) -> Iterator[bytes]:
    """Yield fixture, livescore and 1X2 messages of `count` live football matches."""
    for index in range(count):
        yield _event(
            index,
            1,
            {
                "Fixture": {
                    "Sport": {"Id": 6046, "Name": "Football"},
                    "Location": {"Id": 243, "Name": "England"},
                    "League": {"Id": 70_000 + index % 15, "Name": f"League {index % 15}"},
                    "StartDate": "2026-01-10T12:00:00Z",
                    "Status": 2,
                    "Participants": [
                        {"Id": 2 * index, "Name": f"Home {index}", "Position": "1"},
                        {"Id": 2 * index + 1, "Name": f"Away {index}", "Position": "2"},
                    ],
                }
            },
        )
        yield goal(index, 0, 0)
        yield match_odds(index, "2.10", 0)


def goal(index: int, home: int, after_ms: int, *, running: bool = False) -> bytes:
    """Return a livescore of one match, its clock stopped or `running`."""
    score = [{"Position": "1", "Value": str(home)}, {"Position": "2", "Value": "0"}]
    return _event(
        index,
        2,
        {
            "Livescore": {
                "Scoreboard": {
                    "Status": 2,
                    "CurrentPeriod": 10,
                    "Time": "1200",
                    "Results": score,
                    "Clock": {"Status": int(running), "Seconds": 1200},
                },
                "Periods": [
                    {"Type": 10, "IsFinished": False, "IsConfirmed": False, "Results": score}
                ],
                "Statistics": [],
            }
        },
        after_ms,
    )


def match_odds(index: int, price: str, after_ms: int) -> bytes:
    """Return the 1X2 odds of one match."""
    stamp = format_time(START + after_ms)
    bets = [
        {"Id": number, "Name": name, "Status": 1, "Price": price, "LastUpdate": stamp}
        for number, name in enumerate(("1", "X", "2"), start=index * 10)
    ]
    return _event(
        index,
        3,
        {
            "Markets": [
                {
                    "Id": 1,
                    "Name": "1X2",
                    "ProviderMarkets": [{"Id": 8, "Name": "First Book", "Bets": bets}],
                }
            ]
        },
        after_ms,
    )


def _event(index: int, kind: int, parts: dict[str, object], after_ms: int = 0) -> bytes:
    return msgspec.json.encode(
        {
            "Header": {"Type": kind, "MsgSeq": after_ms, "ServerTimestamp": START + after_ms},
            "Body": {"Events": [{"FixtureId": 500_000 + index, **parts}]},
        }
    )
