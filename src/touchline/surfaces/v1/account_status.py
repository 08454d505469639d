"""/status: who asks and what was asked today (reference rest-apis 1.2, sample v5_status)."""

from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from touchline import __version__
from touchline.access.ledger import Caller
from touchline.base.clock import Clock, format_time
from touchline.surfaces.door import key_of
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.routing import Asked, Refused
from touchline.surfaces.v1.structs import Account, Status, Usage

DAY_MS: Final = 86_400_000


class StatusAnswers(Protocol):
    """Who answers /status."""

    def count(self) -> None:
        """Note a request of v1."""
        ...

    def answer(self, asked: Asked) -> Made:
        """Answer /status."""
        ...


class OpenStatus:
    """The status without accounts: everyone is the same caller, without a limit."""

    def __init__(self, wall_clock: Clock) -> None:
        """Count from now, by wall time."""
        self._wall_clock = wall_clock
        self._since = wall_clock()
        self._day = -1
        self._today = 0

    def count(self) -> None:
        """Note a request of v1."""
        day = self._wall_clock() // DAY_MS
        if day != self._day:
            self._day, self._today = day, 0
        self._today += 1

    def answer(self, asked: Asked) -> Made:
        """Answer /status."""
        midnight = (self._wall_clock() // DAY_MS + 1) * DAY_MS
        return _made(
            Account(
                email="", name="open access", plan="Open", member_since=format_time(self._since)
            ),
            Usage(
                daily_limit=None,
                remaining=None,
                requests_today=self._today,
                reset_at=format_time(midnight),
            ),
        )


class AccountStatus:
    """The status of the account whose key asks."""

    def __init__(self, find: Callable[[str], Caller | None]) -> None:
        """Ask `find` who shows a key; `Ledger.caller`."""
        self._find = find

    def count(self) -> None:
        """Leave it to the door, which counts by account."""

    def answer(self, asked: Asked) -> Made:
        """Answer /status; this request counts already. Raises Refused without a key."""
        key = key_of(asked.headers, "v1")
        caller = None if key is None else self._find(key)
        if caller is None:
            raise Refused(401, "Missing API Key")
        account, day, resets_at = caller
        return _made(
            Account(
                email="",
                name=account.name,
                plan=account.tier,
                member_since=format_time(account.created_at),
            ),
            Usage(
                daily_limit=day.limit,
                remaining=day.remaining,
                requests_today=day.limit - day.remaining,
                reset_at=format_time(resets_at),
            ),
        )


def _made(account: Account, usage: Usage) -> Made:
    body = msgspec.json.encode(
        Status(success=True, api="Touchline v1", version=__version__, account=account, usage=usage)
    )
    return Made(body, content_tag(body), 0)
