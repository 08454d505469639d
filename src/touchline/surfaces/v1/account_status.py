"""/status: who asks and what was asked today (reference rest-apis 1.2, sample v5_status)."""

from typing import Final, Protocol

import msgspec

from touchline import __version__
from touchline.base.clock import Clock, format_time
from touchline.surfaces.negotiation import Made, content_tag
from touchline.surfaces.routing import Asked
from touchline.surfaces.v1.structs import Account, Status, Usage

DAY_MS: Final = 86_400_000


class Counted(Protocol):
    """Where requests are counted."""

    @property
    def requests(self) -> int:
        """Requests since the start."""
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
        body = msgspec.json.encode(
            Status(
                success=True,
                api="Touchline v1",
                version=__version__,
                account=Account(
                    email="", name="open access", plan="Open", member_since=format_time(self._since)
                ),
                usage=Usage(
                    daily_limit=None,
                    remaining=None,
                    requests_today=self._today,
                    reset_at=format_time(midnight),
                ),
            )
        )
        return Made(body, content_tag(body), 0)
