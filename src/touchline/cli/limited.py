"""What works under limits, with those that the settings give."""

from collections.abc import Callable
from functools import partial

from touchline.base import limits
from touchline.base.settings import Settings
from touchline.board.board import BoardLimits
from touchline.board.liveness import Thresholds
from touchline.wire import Decoded, decode


def board_limits(settings: Settings) -> BoardLimits:
    """Return the limits of a board."""
    return BoardLimits(
        future_stamp=settings.limit(limits.FUTURE_STAMP_MS),
        retention=settings.limit(limits.RETENTION_MS),
        forgotten_after=settings.limit(limits.SILENT_EVENT_MS),
        announced=settings.limit(limits.ANNOUNCED_EVENT_MS),
        guids=settings.limit(limits.GUIDS_REMEMBERED),
        shared_texts=settings.limit(limits.TEXTS_SHARED),
        thresholds=Thresholds(
            heartbeat=settings.limit(limits.HEARTBEAT_SILENCE_MS),
            messages=settings.limit(limits.MESSAGE_SILENCE_MS),
            keep_alive=settings.limit(limits.KEEP_ALIVE_SILENCE_MS),
        ),
    )


def limited_decode(settings: Settings) -> Callable[[bytes], Decoded]:
    """Return what decodes a message."""
    return partial(
        decode,
        max_bytes=settings.limit(limits.MESSAGE_BYTES),
        max_depth=settings.limit(limits.MESSAGE_DEPTH),
        max_elements=settings.limit(limits.XML_ELEMENTS),
    )
