"""Both read APIs behind a door whose ledger is told of accounts by hand."""

from typing import Any

import msgspec

from tests.access.ledgers import Hand, tariff
from tests.surfaces.v1.pictures import FIXTURE, Match
from tests.surfaces.whole import filled
from touchline.access.accounts import Kind
from touchline.access.ledger import Demand, Ledger, Outcome
from touchline.access.tariff import QUOTA_OPERATIONS, Tariff
from touchline.surfaces.answers import Answer
from touchline.surfaces.documents import Documents
from touchline.surfaces.door import Door
from touchline.surfaces.http import Application
from touchline.surfaces.negotiation import Packer
from touchline.surfaces.v1.account_status import AccountStatus
from touchline.surfaces.v1.surface import V1
from touchline.surfaces.v2.surface import V2

V1_LIVE = "/api/v1/live/events"
V1_EVENT = f"/api/v1/live/event/{FIXTURE}"
V2_LIVE = "/v2/matches/live"
V2_MATCHES = "/v2/matches"
CREDITS = ("x-credits-remaining", "x-credits-consumed", "x-auto-recharge")
QUOTA = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
STANDARD = ("ratelimit-policy", "ratelimit")


class Got:
    """An answer with its headers by name, each of which is there once."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.headers = {name.decode(): value.decode() for name, value in answer.headers}
        assert len(self.headers) == len(answer.headers)
        self.body = answer.body

    def said(self) -> Any:
        return msgspec.json.decode(self.body)

    def credits(self) -> tuple[int, int]:
        """Return the credits that are left, and those that it cost."""
        return int(self.headers[CREDITS[0]]), int(self.headers[CREDITS[1]])

    def quota(self) -> tuple[int, int]:
        """Return the requests of the day, and how many are left of them."""
        return int(self.headers[QUOTA[0]]), int(self.headers[QUOTA[1]])


class House:
    """Both APIs behind a door whose ledger is told of accounts by hand."""

    def __init__(
        self, *, terms: Tariff | None = None, is_test: bool = True, match: Match | None = None
    ) -> None:
        self.terms = terms or tariff()
        self.hand = Hand(self.terms)
        self.hand.ledger = Ledger(self.terms, QUOTA_OPERATIONS, self.hand.wall, self.hand.monotonic)
        self.match = match or filled()
        self.asked: list[Demand] = []
        picture = self.match.picture
        v1 = V1(picture, status=AccountStatus(self.hand.ledger.caller))
        v2 = V2(picture, wall_clock=self.hand.wall)
        self.door = Door(self.hand.ledger, self.terms, self.ask_store, is_test=is_test)
        self.application = Application(
            [v1, v2, Documents([v1.documented(), v2.documented()], Packer())],
            lambda: self.match.now,
            door=self.door,
            cross_origin=["*"],
        )

    async def ask_store(self, key: str | None, demand: Demand) -> Outcome:
        """Play the keeper of a store that has 7 credits."""
        if self.asked:
            self.hand.ledger.grant(1, demand.cost, None, self.hand.monotonic.now)
        else:
            self.hand.lease(7)
        self.asked.append(demand)
        return self.hand.ledger.admit(key, demand)

    def customer(self, credits: int = 1_000, *, kind: Kind = "test", **account: Any) -> str:
        """Open an account with credits that are leased, and return its key."""
        self.hand.account(credits=credits, **account)
        if credits:
            self.hand.lease(credits)
        return self.hand.key(kind=kind)

    def ask(self, path: str, key: str | None = None, method: str = "GET", **headers: str) -> Got:
        """Make a request with a key as Bearer."""
        sent = {name.replace("_", "-").encode(): said.encode() for name, said in headers.items()}
        if key is not None:
            sent[b"authorization"] = f"Bearer {key}".encode()
        plain, _, query = path.partition("?")
        return Got(self.application.answer(method, plain, query, sent))
