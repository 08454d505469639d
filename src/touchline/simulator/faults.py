"""What goes wrong with a feed on its way: messages repeated, late, broken, unknown, silenced."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final, NamedTuple

from touchline.archive.recordings import Kind, Recorded
from touchline.model.enums import MessageType

FAULTS: Final[Mapping[str, str]] = {
    "duplicates": "some messages come twice, the second up to 5 s later",
    "reordering": "some messages come up to 3 s late, after newer ones",
    "broken": "bodies that are cut off come beside the whole ones",
    "unknown": "unknown types of messages, statistics, statuses, periods and settlements",
    "silence": "now and then no heartbeat and no keep-alive for 30 s",
    "reverted": "goals that are told and taken back",
    "var": "long checks, with everything suspended until play goes on",
    "coverage": "coverage of a match is lost for some minutes",
    "late-incidents": "incidents that are told minutes late, after the end too",
    "unconfirmed": "periods that are finished but not yet confirmed",
    "settlements": "wrong settlements that are corrected, some of them cancelled first",
    "provider": "a bookmaker that stops for some minutes",
    "burst": "ten times as many prices and more for 20 s",
}
"""Every fault by the name that switches it on."""

DUPLICATE_WITHIN_MS: Final = 5_000
LATE_WITHIN_MS: Final = 3_000
SILENCE_MS: Final = 30_000
_SILENCE_EVERY_MS: Final = 600_000
_SHARES: Final = {"duplicates": 0.02, "reordering": 0.05, "broken": 0.002, "unknown": 0.002}
"""Of how many messages a fault takes hold."""
_UNKNOWN_TYPE: Final = 999
_BEATS: Final = frozenset({str(int(MessageType.HEARTBEAT)), str(int(MessageType.KEEP_ALIVE))})


class Faults(NamedTuple):
    """Which faults are on, and until when (feed time, unix ms; None for ever)."""

    names: frozenset[str] = frozenset()
    until: int | None = None

    def has(self, name: str, now: int) -> bool:
        """Tell whether a fault may take hold at a feed time."""
        return name in self.names and (self.until is None or now < self.until)


NO_FAULTS: Final = Faults()


def disturb(messages: Iterable[Recorded], faults: Faults, random: Random) -> Iterator[Recorded]:
    """Yield messages with what goes wrong on their way, in the order in which they are received.

    Nothing is lost but heartbeats: what is broken comes whole as well.
    """
    waiting: list[tuple[int, int, Recorded]] = []
    order = 0
    for message in messages:
        while waiting and waiting[0][0] <= message.at:
            yield heapq.heappop(waiting)[2]
        for disturbed in _disturbed(message, faults, random):
            order += 1
            heapq.heappush(waiting, (disturbed.at, order, disturbed))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _disturbed(message: Recorded, faults: Faults, random: Random) -> Iterator[Recorded]:
    now = message.at
    if _is_silenced(message, faults):
        return

    def takes_hold(name: str) -> bool:
        return faults.has(name, now) and random.random() < _SHARES[name]

    late = random.randrange(LATE_WITHIN_MS) if takes_hold("reordering") else 0
    yield _at(message, now + late)
    if takes_hold("duplicates"):
        yield _at(message, now + late + random.randrange(DUPLICATE_WITHIN_MS))
    if takes_hold("broken"):
        cut = message.body[: random.randrange(1, len(message.body))]
        yield Recorded(now, message.headers, cut, Kind.RAW)
    if takes_hold("unknown"):
        headers = message.headers | {"MessageType": str(_UNKNOWN_TYPE)}
        yield Recorded(now, headers, b'{"Header":{"Type":%d},"Body":{}}' % _UNKNOWN_TYPE)


def _at(message: Recorded, at: int) -> Recorded:
    return Recorded(at, message.headers, message.body, message.kind)


def _is_silenced(message: Recorded, faults: Faults) -> bool:
    """Tell whether this is a beat of the 30 s in every ten minutes in which there are none."""
    return (
        faults.has("silence", message.at)
        and message.headers["MessageType"] in _BEATS
        and message.at % _SILENCE_EVERY_MS < SILENCE_MS
    )
