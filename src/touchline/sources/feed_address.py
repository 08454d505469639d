"""Where a provider's feed is, and how it is taken: read from one address, or from settings."""

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from touchline.base import limits
from touchline.board.board import DEFAULT_SOURCE
from touchline.brokers.address import (
    QUEUE_NAME,
    QUEUE_NAMES,
    BrokerAddress,
    read_address,
    wrong_address,
)

EXPECTED: Final = "amqp://user:password@host:port/vhost?queue=_7_&package=7"
_PREFETCH: Final = limits.AMQP_PREFETCH
_MOST_PACKAGE: Final = 2**63 - 1
_WEB: Final = r"\Ahttps?://[^\s/?#@]+[^\s?#@]*\Z"


def _means(expected: str) -> Meta:
    return Meta(extra={"expected": expected})


_Web = Annotated[
    Annotated[str, Meta(pattern=_WEB)] | None,
    _means("http:// or https:// with a host, without credentials and without a query"),
]


class FeedAddress(BrokerAddress, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A queue of a provider's broker, and the provider's APIs beside it.

    `snapshot` and `distribution` are the roots of the snapshot API and of the customers' API, whose
    credentials are those of the broker. `flow` says which snapshots hold what the queue brings.
    With `clock` messages, feed time is what the messages say of when they were sent: that of a
    recording which is played into a broker.
    """

    queue: Annotated[str, Meta(pattern=QUEUE_NAME), _means(QUEUE_NAMES)] = ""
    package: Annotated[
        Annotated[int, Meta(ge=0, le=_MOST_PACKAGE)] | None,
        _means("the number of a package, such as 7"),
    ] = None
    name: Annotated[
        str,
        Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,31}\Z"),
        _means("up to 32 of a-z, 0-9 and -, such as inplay"),
    ] = DEFAULT_SOURCE
    prefetch: Annotated[
        int,
        Meta(ge=_PREFETCH.minimum, le=_PREFETCH.maximum),
        _means(f"a whole number from {_PREFETCH.minimum} to {_PREFETCH.maximum}"),
    ] = _PREFETCH.default
    snapshot: _Web = None
    distribution: _Web = None
    flow: Annotated[Literal["inplay", "prematch", "both"], _means("inplay, prematch or both")] = (
        "inplay"
    )
    clock: Annotated[Literal["wall", "messages"], _means("wall or messages")] = "wall"

    @property
    def where(self) -> str:
        """The address for people and logs."""
        return f"{super().where}?queue={self.queue}"


def parse_feed_address(text: str, where: str = "--source") -> FeedAddress:
    """Return the feed that an address names, `amqp://user:password@host:port/vhost?queue=_7_`.

    The query takes the other fields of FeedAddress; the queue is `_<package>_` unless it is named.
    Raises UsageError, which shows no password.
    """
    return _read({"url": text}, where)


def feed_addresses(tables: dict[str, dict[str, Any]]) -> list[FeedAddress]:
    """Return the feeds that the settings name, as [feed.sources.NAME].

    Raises UsageError for a table that is wrong, and for tables that do not go together.
    """
    found = []
    for name, table in tables.items():
        where = f"feed.sources.{name}"
        if "name" in table:
            raise wrong_address("has a name already, that of its table", where, "no name in it")
        found.append(_read({"name": name} | table, where))
    return together(found, "feed.sources", "in each table")


def together(
    addresses: list[FeedAddress], where: str = "--source", each: str = "in the address of each"
) -> list[FeedAddress]:
    """Return feeds that fill one picture. Raises UsageError where they cannot."""
    names = [address.name for address in addresses]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise wrong_address(f"two feeds are named {twice!r}", where, f"another name=NAME {each}")
    taken: dict[str, FeedAddress] = {}
    for address in addresses:
        other = taken.setdefault(address.where.partition("://")[2], address)
        if other is not address:
            raise wrong_address(
                f"{other.name!r} and {address.name!r} take the same queue, {address.where}", where,
                "a queue for one feed alone: a broker shares its messages among all who take it",
            )  # fmt: skip
    if len({address.clock for address in addresses}) > 1:
        raise wrong_address("feeds of one picture have one time", where, f"the same clock {each}")
    return addresses


def _read(given: dict[str, Any], where: str) -> FeedAddress:
    address = read_address(given, FeedAddress, where, EXPECTED)
    queue = address.queue
    if not queue:
        if address.package is None:
            raise wrong_address("names neither a queue nor a package", where, EXPECTED)
        queue = f"_{address.package}_"
    if (address.snapshot or address.distribution) and address.package is None:
        raise wrong_address("names no package, which the provider's APIs ask for", where, EXPECTED)
    return msgspec.structs.replace(address, queue=queue)
