"""Pictures of one match, made by hand from messages, for the tests of v1."""

from typing import Any

import msgspec

from touchline.base.clock import format_time
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.surfaces.v1.surface import V1
from touchline.wire import decode

KICK_OFF = 1_768_057_200_000
"""2026-01-10T15:00:00Z."""
FIXTURE = 90_000_001
LEAGUE = 70_001


class Match:
    """A picture that is told of one match, and the v1 surface over it."""

    def __init__(self, **surface_options: Any) -> None:
        self.now = KICK_OFF
        self.board = Board("test")
        self.picture = Picture(self.board, lambda: self.now)
        self.v1 = V1(self.picture, **surface_options)
        self._sequence = 0

    def tell(self, kind: int, parts: dict[str, Any], fixture_id: int = FIXTURE) -> None:
        """Apply one message about a fixture, sent now."""
        self._sequence += 1
        header = {"Type": kind, "MsgSeq": self._sequence, "ServerTimestamp": self.now}
        body = {"Events": [{"FixtureId": fixture_id, **parts}]}
        self.say({"Header": header, "Body": body})

    def say(self, message: dict[str, Any]) -> None:
        """Apply any message, received now."""
        self.picture.apply(decode(msgspec.json.encode(message)).message, self.now)

    def fixture(self, fixture_id: int = FIXTURE, **changes: Any) -> None:
        """Tell of the fixture, live unless said otherwise."""
        fixture = {
            "Sport": {"Id": 6046, "Name": "Football"},
            "Location": {"Id": 243, "Name": "England"},
            "League": {"Id": LEAGUE, "Name": "Test League"},
            "StartDate": format_time(KICK_OFF),
            "Status": 2,
            "Participants": [
                {"Id": 81001, "Name": "Alpha", "Position": "1"},
                {"Id": 81002, "Name": "Beta", "Position": "2"},
            ],
        }
        self.tell(1, {"Fixture": fixture | changes}, fixture_id)

    def livescore(
        self,
        period: int = 10,
        seconds: int = 600,
        score: tuple[int, int] = (0, 0),
        periods: dict[int, tuple[int, int]] | None = None,
        statistics: dict[int, tuple[int, int]] | None = None,
        **scoreboard: Any,
    ) -> None:
        """Tell of the state of play."""
        self.tell(
            2,
            {
                "Livescore": {
                    "Scoreboard": {
                        "Status": 2,
                        "CurrentPeriod": period,
                        "Time": str(seconds),
                        "Results": _results(score),
                        **scoreboard,
                    },
                    "Periods": [
                        {"Type": kind, "Results": _results(pair)}
                        for kind, pair in (periods or {10: score}).items()
                    ],
                    "Statistics": [
                        {"Type": kind, "Results": _results(pair)}
                        for kind, pair in (statistics or {}).items()
                    ],
                }
            },
        )

    def odds(
        self,
        prices: dict[str, str],
        status: int = 1,
        provider: int = 8,
        market: tuple[int, str] = (1, "1X2"),
        **bet: Any,
    ) -> None:
        """Tell of one bookmaker's prices by name of bet."""
        bets = [
            {
                "Id": provider * 10**17 + market[0] * 10**10 + number,
                "Name": name,
                "Status": status,
                "Price": price,
                "LastUpdate": format_time(self.now),
                **bet,
            }
            for number, (name, price) in enumerate(prices.items())
        ]
        books = [{"Id": provider, "Name": f"Book {provider}", "Bets": bets}]
        self.tell(3, {"Markets": [{"Id": market[0], "Name": market[1], "ProviderMarkets": books}]})

    def get(self, path: str, query: str = "") -> Any:
        """Return the decoded body of a successful answer."""
        answer = self.v1.answer("GET", path, query, {}, self.now)
        assert answer.status == 200, answer.body
        return msgspec.json.decode(answer.body)

    def event(self) -> Any:
        """Return the match as the list of its sport shows it."""
        return self.get("/api/v1/live/events", "sport=1")["data"][0]


def _results(pair: tuple[int, int]) -> list[dict[str, str]]:
    return [
        {"Position": str(position), "Value": str(value)}
        for position, value in enumerate(pair, start=1)
    ]
