"""Pictures for the tests of v2: those of v1's tests, with the v2 surface over them."""

from pathlib import Path
from typing import Any

import msgspec

from tests.surfaces.v1.pictures import FIXTURE, KICK_OFF, LEAGUE, Match
from touchline.base.clock import ManualClock
from touchline.surfaces.answers import Answer
from touchline.surfaces.v2.surface import V2

__all__ = ["FIXTURE", "KICK_OFF", "LEAGUE", "SPORTS", "Scene", "assert_same_shape", "sample"]

LIVE = "/v2/matches/live"
WALL = 1_800_000_000_000
"""2027-01-15T08:00:00Z, far from the feed time of the pictures."""
SPORTS = {
    "soccer": {"Id": 6046, "Name": "Football"},
    "basketball": {"Id": 48242, "Name": "Basketball"},
    "tennis": {"Id": 54094, "Name": "Tennis"},
    "baseball": {"Id": 154914, "Name": "Baseball"},
    "volleyball": {"Id": 154830, "Name": "Volleyball"},
    "american-football": {"Id": 131506, "Name": "American Football"},
    "ice-hockey": {"Id": 35232, "Name": "Ice Hockey"},
    "handball": {"Id": 35709, "Name": "Handball"},
}


class Scene(Match):
    """A picture that is told of matches, and the v2 surface over it."""

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self.wall = ManualClock(WALL)
        self.v2 = V2(self.picture, wall_clock=self.wall, **options)

    def ask(self, path: str, query: str = "", **headers: str) -> Answer:
        """Return an answer; headers are named with underscores."""
        sent = {name.replace("_", "-").encode(): text.encode() for name, text in headers.items()}
        return self.v2.answer("GET", path, query, sent, self.now)

    def body(self, path: str, query: str = "") -> Any:
        """Return the decoded body of a successful answer."""
        answer = self.ask(path, query)
        assert answer.status == 200, answer.body
        return msgspec.json.decode(answer.body)

    def live(self, query: str = "") -> Any:
        """Return the first row of the live list."""
        return self.body(LIVE, query)["data"][0]

    def stats(self, query: str = "") -> Any:
        """Return the stats of the first row of the live list."""
        return self.live(query)["stats"]

    def bets(self, query: str = "") -> Any:
        """Return the live bets of the first row of the live list."""
        return self.stats(query)["liveBetItems"]

    def detail(self, query: str = "", fixture_id: int = FIXTURE) -> Any:
        """Return a match alone."""
        return self.body(f"/v2/matches/{fixture_id}", query)["data"]

    def tag(self, path: str = LIVE, query: str = "") -> str:
        """Return the entity tag of an answer."""
        return dict(self.ask(path, query).headers)[b"etag"].decode()

    def refusal(self, path: str, query: str = "") -> Any:
        """Return the body of an answer that is an error."""
        answer = self.ask(path, query)
        assert answer.status >= 400, answer.body
        body = msgspec.json.decode(answer.body)
        assert body["statusCode"] == answer.status
        return body

    def restate(self, prices: dict[str, str], **more: Any) -> None:
        """Tell of prices a second later."""
        self.now += 1_000
        self.odds(prices, **more)

    def wait(self, ms: int) -> None:
        """Let feed time pass."""
        self.now += ms
        self.picture.advance(self.now)

    def heartbeat(self) -> None:
        """Say that the source is there."""
        self.say({"Header": {"Type": 32, "ServerTimestamp": self.now}})


def sample(shared: Path, name: str) -> Any:
    """Return a sample body of the reference."""
    return msgspec.json.decode((shared / "samples" / "rest" / f"{name}.json").read_bytes())


def assert_same_shape(ours: Any, example: Any, where: str = "$") -> None:
    """Every key of the example is there with the same nesting and type (DECISIONS 29)."""
    if isinstance(example, dict):
        assert isinstance(ours, dict), where
        assert example.keys() <= ours.keys(), f"{where} lacks {example.keys() - ours.keys()}"
        for key, value in example.items():
            assert_same_shape(ours[key], value, f"{where}.{key}")
    elif isinstance(example, list):
        assert isinstance(ours, list), where
        assert ours or not example, f"{where} is empty"
        for item in ours:
            if example:
                assert_same_shape(item, example[0], f"{where}[]")
    elif isinstance(example, bool) or example is None:
        assert ours is None or isinstance(ours, bool), where
    elif isinstance(example, int | float):
        assert type(ours) in (int, float), where
    else:
        assert isinstance(ours, str), where
