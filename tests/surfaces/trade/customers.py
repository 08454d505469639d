"""A customer of the feed, who asks the APIs of a server over a small picture."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from tests.surfaces.v1.pictures import Match
from touchline.base.clock import ManualClock
from touchline.board.picture import Picture
from touchline.surfaces.http import Application
from touchline.surfaces.trade.call_limits import CallLimits
from touchline.surfaces.trade.directory import (
    Credentials,
    DistributionStatus,
    PackageDirectory,
    Subscriptions,
)
from touchline.surfaces.trade.open_packages import OpenPackages
from touchline.surfaces.trade.package import Package
from touchline.surfaces.trade.surface import TradeSurface

NOW = 5_000_000
Json = dict[str, Any]


class Queues:
    """The distribution of packages, without a broker."""

    def __init__(self) -> None:
        self.on: dict[int, Subscriptions] = {}

    def switch_on(self, package: Package, subscriptions: Subscriptions) -> bool:
        is_new = package.id not in self.on
        self.on[package.id] = subscriptions
        return is_new

    def switch_off(self, package_id: int) -> bool:
        return self.on.pop(package_id, None) is not None

    def order(self, package_id: int, subscriptions: Subscriptions) -> None:
        if package_id in self.on:
            self.on[package_id] = subscriptions

    async def look(self, package_id: int) -> DistributionStatus:
        return DistributionStatus(package_id in self.on, 2, 17, 3.14159)

    async def prepare(self, package_id: int) -> None:
        """Say that the broker is there, and the queue."""


class Locked(OpenPackages):
    """Packages of which one user of each knows the password; `made` by id."""

    def __init__(self, picture: Picture, made: Mapping[int, Package]) -> None:
        super().__init__(picture)
        self.made = made

    async def find(self, credentials: Credentials) -> Package | None:
        is_right = (credentials.user, credentials.password) == ("user", "right")
        return self.made.get(credentials.package) if is_right else None

    def is_closed(self, package: int) -> bool:
        return False


class Customer:
    """Asks a server over a picture; each call comes when no limit forbids it, unless `hurried`."""

    def __init__(
        self, match: Match | None = None, directory: PackageDirectory | None = None
    ) -> None:
        self.match = match or Match()
        self.picture = self.match.picture
        self.queues = Queues()
        self.monotonic = ManualClock(NOW)
        self.directory = directory or OpenPackages(self.picture, self.queues)
        self.surface = TradeSurface(
            self.picture, self.directory, call_limits=CallLimits(monotonic=self.monotonic)
        )
        self.application = Application([self.match.v1, self.surface], lambda: self.match.now)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send any request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.application)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())

    def post(self, path: str, *, hurried: bool = False, **fields: Any) -> httpx.Response:
        """Post fields with the credentials of package 7, which fields may replace."""
        if not hurried:
            self.monotonic.advance(20_000)
        body = {"PackageId": 7, "UserName": "user", "Password": "right"} | fields
        return self.send("POST", path, json=body)

    def ask(self, path: str, **fields: Any) -> Any:
        """Return the body of an answer that is right."""
        answer = self.post(path, **fields)
        assert answer.status_code == 200, answer.text
        said = msgspec.json.decode(answer.content)
        assert set(said) == {"Header", "Body"}
        return said["Body"]

    def refused(self, path: str, status: int, **fields: Any) -> str:
        """Return what a request is refused with."""
        return refusal(self.post(path, **fields), status)


def refusal(answer: httpx.Response, status: int) -> str:
    """Return what an answer refuses, in the shape of the feed's errors."""
    said = answer.json()
    assert answer.status_code == status, said
    assert said["Body"] is None
    assert said["Header"]["HttpStatusCode"] == status
    (error,) = said["Header"]["Errors"]
    message: str = error["Message"]
    return message
