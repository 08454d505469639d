"""Every limit of Touchline: the least, the default and the most, the unit, and why it is there.

A limit is set as `limits.<name in lower case>`; `Settings.limit` gives the value in use.
"""

from typing import Final, NamedTuple

_SECOND: Final = 1_000
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_KIB: Final = 1024
_MIB: Final = 1024 * _KIB
_GIB: Final = 1024 * _MIB


class Limit(NamedTuple):
    """The range of a limit and its default, in its unit."""

    minimum: int
    default: int
    maximum: int
    unit: str
    why: str


MESSAGE_BYTES: Final = Limit(
    _KIB, 16 * _MIB, 64 * _MIB, "bytes", "The longest feed message that is decoded"
)
MESSAGE_DEPTH: Final = Limit(
    8, 32, 64, "levels", "The deepest nesting of a feed message, far below what exhausts a stack"
)
XML_ELEMENTS: Final = Limit(
    1_000, 1_000_000, 10_000_000, "elements", "The most elements in one XML message"
)
GUIDS_REMEMBERED: Final = Limit(
    1_000, 200_000, 5_000_000, "guids", "How many applied messages are known again when repeated"
)
TEXTS_SHARED: Final = Limit(
    1_000, 200_000, 5_000_000, "texts", "How many names and lines of bets are kept once for all"
)
FUTURE_STAMP_MS: Final = Limit(
    0, _MINUTE, _HOUR, "ms", "How far a stamp may be ahead of its receipt before it is cut back"
)
HEARTBEAT_SILENCE_MS: Final = Limit(
    5 * _SECOND,
    15 * _SECOND,
    10 * _MINUTE,
    "ms",
    "How long a source's heartbeat may be silent before the source counts as down",
)
MESSAGE_SILENCE_MS: Final = Limit(
    5 * _SECOND,
    30 * _SECOND,
    10 * _MINUTE,
    "ms",
    "How long a source without heartbeats may be silent before it counts as down",
)
KEEP_ALIVE_SILENCE_MS: Final = Limit(
    10 * _SECOND,
    90 * _SECOND,
    30 * _MINUTE,
    "ms",
    "How long keep-alives may be missing before the fixtures they list are no longer covered",
)
RETENTION_MS: Final = Limit(
    _MINUTE, _DAY, 30 * _DAY, "ms", "How long an event stays in the picture after its final status"
)
SILENT_EVENT_MS: Final = Limit(
    _HOUR,
    14 * _DAY,
    365 * _DAY,
    "ms",
    "How long an event that never reaches a final status may be silent before it is dropped",
)
ANNOUNCED_EVENT_MS: Final = Limit(
    _DAY,
    1_000 * _DAY,
    10_000 * _DAY,
    "ms",
    "How far ahead an event may be announced and still wait in silence for its start",
)
FEED_LATE_MS: Final = Limit(
    500,
    5 * _SECOND,
    10 * _MINUTE,
    "ms",
    "How far a source may be behind before it counts as late",
)
FEED_BEHIND_MS: Final = Limit(
    _SECOND,
    15 * _SECOND,
    30 * _MINUTE,
    "ms",
    "How far a source may be behind before it counts as down, since its prices are as old",
)
FEED_REBUILD_MS: Final = Limit(
    10 * _SECOND,
    30 * _SECOND,
    30 * _MINUTE,
    "ms",
    "How long an open connection may bring nothing before it is given up and made anew",
)
FEED_HELD_BYTES: Final = Limit(
    _MIB,
    256 * _MIB,
    64 * _GIB,
    "bytes",
    "How much is taken from brokers ahead of what is in the picture",
)
AMQP_PREFETCH: Final = Limit(
    1, 500, 65_535, "messages", "How many messages a broker sends ahead of our acknowledgement"
)
PACKAGE_QUEUE: Final = Limit(
    100,
    10_000,
    1_000_000,
    "messages",
    "How many messages a package's queue may hold before its distribution is switched off",
)
PACKAGE_WAITING: Final = Limit(
    100,
    10_000,
    1_000_000,
    "messages",
    "How many messages of a package may wait for the broker before its distribution is switched "
    "off",
)
PACKAGE_BODY_BYTES: Final = Limit(
    _KIB, 256 * _KIB, 16 * _MIB, "bytes", "The longest body of a request to the package APIs"
)
PACKAGE_REPEAT_MS: Final = Limit(
    0, 5 * _SECOND, 10 * _MINUTE, "ms", "How soon a package may make the same request again"
)
PACKAGE_CALLS_AT_ONCE: Final = Limit(
    1, 5, 1_000, "requests", "How many requests of a package are answered at once"
)
PACKAGE_SNAPSHOT_GAP_MS: Final = Limit(
    0,
    15 * _SECOND,
    10 * _MINUTE,
    "ms",
    "How soon a package may ask again for a snapshot of one type that no filter limits",
)
PACKAGE_SNAPSHOT_CALL_MS: Final = Limit(
    0, _SECOND, 10 * _MINUTE, "ms", "How soon a package may ask for a snapshot of any type again"
)
SNAPSHOT_GAP_MS: Final = Limit(
    _SECOND,
    15 * _SECOND,
    _HOUR,
    "ms",
    "How long to wait between two snapshots, as the provider asks for",
)
SNAPSHOT_TIMEOUT_MS: Final = Limit(
    _SECOND, _MINUTE, _HOUR, "ms", "How long a provider's API may take to answer"
)
SNAPSHOT_BYTES: Final = Limit(
    _MIB, 512 * _MIB, 16 * _GIB, "bytes", "The longest snapshot that is taken"
)
CHECKPOINT_MS: Final = Limit(
    _SECOND,
    10 * _SECOND,
    _HOUR,
    "ms",
    "How often what changed is written, so that a restart reads only the journal since",
)
QUARANTINE_BYTES: Final = Limit(
    _MIB, _GIB, 100 * _GIB, "bytes", "How much of what could not be decoded is kept on disk"
)
JOURNAL_SEGMENT_BYTES: Final = Limit(
    64 * _KIB, 64 * _MIB, _GIB, "bytes", "How large a file of the journal gets"
)
JOURNAL_BYTES: Final = Limit(
    _MIB, 2 * _GIB, 1_024 * _GIB, "bytes", "How much of the journal is kept on disk"
)
JOURNAL_AGE_MS: Final = Limit(_MINUTE, _DAY, 30 * _DAY, "ms", "How long the journal is kept")
JOURNAL_SYNC_MS: Final = Limit(
    0,
    _SECOND,
    _MINUTE,
    "ms",
    "How much a loss of power may cost of the journal; 0 syncs each write",
)
LINE_BYTES: Final = Limit(64 * _KIB, 128 * _MIB, _GIB, "bytes", "The longest line of a recording")
HTTP_HEADER_BYTES: Final = Limit(
    4 * _KIB, 16 * _KIB, 256 * _KIB, "bytes", "The longest head of a request"
)
HTTP_BODY_BYTES: Final = Limit(
    _KIB, 16 * _KIB, _MIB, "bytes", "The longest body of a request to /account and /admin"
)
HTTP_REQUEST_MS: Final = Limit(
    _SECOND,
    10 * _SECOND,
    10 * _MINUTE,
    "ms",
    "How long a request may take to arrive, and a client to take what it was answered",
)
HTTP_CONNECTIONS: Final = Limit(
    8, 4_096, 1_000_000, "connections", "The most connections that are open at a time"
)
HTTP_KEEP_ALIVE_MS: Final = Limit(
    _SECOND, 5 * _SECOND, 10 * _MINUTE, "ms", "How long an idle connection is kept open"
)
PACKED_BYTES: Final = Limit(
    _MIB, 64 * _MIB, 4 * _GIB, "bytes", "How much of packed answers is kept for the next to ask"
)
ROWS_KEPT_BYTES: Final = Limit(
    _MIB,
    64 * _MIB,
    16 * _GIB,
    "bytes",
    "How much of written events is kept for the next to ask: v1 keeps as much of rows, and of "
    "details, v2 of both together",
)
BODIES_KEPT_BYTES: Final = Limit(
    _MIB,
    16 * _MIB,
    4 * _GIB,
    "bytes",
    "How much of lists of sports, leagues, regions, competitions and teams is kept for the next to "
    "ask; v1 keeps as much of live sports, and of all sports, v2 of the rest",
)
NAMED_LISTS: Final = Limit(
    1,
    32,
    10_000,
    "lists",
    "How many lists with the odds of one named bookmaker a surface keeps up to date; each holds "
    "every live event, and the one not asked for longest goes",
)
NAMED_LISTS_BYTES: Final = Limit(
    _MIB, 256 * _MIB, 64 * _GIB, "bytes", "How much of such lists a surface keeps"
)
CREDIT_LEASE_MS: Final = Limit(
    10 * _SECOND,
    30 * _SECOND,
    10 * _MINUTE,
    "ms",
    "How long a server may spend credits that it took from the store: how long it goes on without "
    "the store, and how long the credits of one that was killed are held back",
)
CREDIT_BLOCK: Final = Limit(
    1, 50, 1_000_000, "credits", "How many credits a server takes from the store at once at least"
)
STORE_ROUND_MS: Final = Limit(
    50,
    500,
    900,
    "ms",
    "How often a server writes what was used and reads news of keys; a key that is deactivated "
    "stops after one, and a server that is killed loses one",
)
STORE_TIMEOUT_MS: Final = Limit(
    500, 5 * _SECOND, _MINUTE, "ms", "How long the store of accounts may take to answer"
)
USAGE_ROWS: Final = Limit(
    1_000,
    100_000,
    10_000_000,
    "rows",
    "How many sums of usage, by key, endpoint and hour, wait for the store while it is away",
)

LIMITS: Final[dict[str, Limit]] = {
    name.lower(): value for name, value in list(globals().items()) if isinstance(value, Limit)
}
"""Every limit by the name that settings give it."""
