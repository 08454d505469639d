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
PRICE_RUN_KEYS: Final = Limit(
    1, 16, 256, "statements", "How many re-statements of one price a bet remembers"
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
CLOCK_EXTRAPOLATION_MS: Final = Limit(
    0, _MINUTE, 10 * _MINUTE, "ms", "How far a match clock runs on without news of it"
)
QUARANTINE_BYTES: Final = Limit(
    _MIB, _GIB, 100 * _GIB, "bytes", "How much of what could not be decoded is kept on disk"
)
LINE_BYTES: Final = Limit(64 * _KIB, 128 * _MIB, _GIB, "bytes", "The longest line of a recording")
HTTP_HEADER_BYTES: Final = Limit(
    4 * _KIB, 16 * _KIB, 256 * _KIB, "bytes", "The longest head of a request"
)
HTTP_KEEP_ALIVE_MS: Final = Limit(
    _SECOND, 5 * _SECOND, 10 * _MINUTE, "ms", "How long an idle connection is kept open"
)
PACKED_BYTES: Final = Limit(
    _MIB, 64 * _MIB, 4 * _GIB, "bytes", "How much of packed answers is kept for the next to ask"
)
QUERY_PARAMETERS: Final = Limit(8, 64, 1_000, "parameters", "The most parameters of a request")
V1_COUNT: Final = Limit(1, 100, 500, "events", "How many events a v1 list has unless it says")
V1_DETAILS: Final = Limit(
    1, 2_000, 1_000_000, "events", "How many event details v1 keeps made for the next to ask"
)
V1_TOP_LEAGUES: Final = Limit(1, 15, 100, "leagues", "How many leagues v1 lists as live leagues")
V2_ROWS: Final = Limit(
    1, 4_096, 1_000_000, "rows", "How many matches v2 keeps written for the next to ask"
)
V2_DIRECTORIES: Final = Limit(
    1, 256, 100_000, "answers", "How many lists of regions, competitions and teams v2 keeps made"
)
V2_VIEWED: Final = Limit(1, 50_000, 5_000_000, "events", "How many matches v2 counts the views of")
NAMED_LISTS: Final = Limit(
    1,
    32,
    10_000,
    "lists",
    "How many lists with the odds of one named bookmaker a surface keeps up to date; each holds "
    "every live event, and the one not asked for longest goes",
)
BOOKMAKERS_LISTED: Final = Limit(
    1, 50, 1_000, "names", "How many bookmakers the refusal of an unknown one lists"
)
BOOKMAKER_CHARACTERS: Final = Limit(
    8, 100, 1_000, "characters", "How much of its own name a bookmaker goes by in requests"
)
METRIC_LABELS: Final = Limit(
    10, 1_000, 100_000, "labels", "How many labels a counter tells apart; the rest are `other`"
)
METRIC_LABEL_CHARACTERS: Final = Limit(
    8, 100, 1_000, "characters", "How much of a label a counter keeps"
)
SIMULATED_LIVE: Final = Limit(
    1, 40, 300, "matches", "How many simulated matches are live at a time"
)

LIMITS: Final[dict[str, Limit]] = {
    name.lower(): value for name, value in list(globals().items()) if isinstance(value, Limit)
}
"""Every limit by the name that settings give it."""
