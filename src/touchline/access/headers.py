"""The headers that tell where an account stands, on every answer of a surface with keys.

The names are those of reference rest-apis 1.8 and 2.3; the standard ones are of
draft-ietf-httpapi-ratelimit-headers-10. v1 is paid by the quota of a day, v2 by credits; a limit a
minute holds for both.
"""

from functools import lru_cache
from typing import Final

from touchline.access.ledger import Standings
from touchline.access.rate import DAY_MS, MINUTE_MS, Standing
from touchline.access.refusals import Dialect
from touchline.base.clock import format_time

Headers = list[tuple[bytes, bytes]]

NAMES: Final = {
    "v1": (
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
        "RateLimit-Policy",
        "RateLimit",
    ),
    "v2": (
        "X-Credits-Remaining",
        "X-Credits-Consumed",
        "X-Auto-Recharge",
        "RateLimit-Policy",
        "RateLimit",
    ),
}
"""The headers of each dialect where the key is known."""

RETRY_AFTER: Final = "Retry-After"
CHALLENGE: Final = (b"www-authenticate", b"Bearer")
"""What a refused key is answered with besides (RFC 9110, 11.6.1)."""

_SECOND_MS: Final = 1_000


def access_headers(
    dialect: Dialect,
    standings: Standings | None,
    consumed: int = 0,
    retry_after: int | None = None,
) -> Headers:
    """Return the headers of an answer that cost so many credits; `retry_after` is in seconds.

    Without a known key there are no standings, and nothing is said of an account or a limit.
    """
    said = _of_v1(standings) if dialect == "v1" else _of_v2(standings, consumed)
    if standings is not None:
        day = standings.day if dialect == "v1" else None
        said.append((b"ratelimit-policy", _policy(standings.minute.limit, day and day.limit)))
        said.append((b"ratelimit", _left(standings.minute, day)))
    if retry_after is not None:
        said.append((b"retry-after", b"%d" % retry_after))
    return said


def _of_v1(standings: Standings | None) -> Headers:
    if standings is None or standings.day is None:
        return []
    return [
        (b"x-ratelimit-limit", b"%d" % standings.day.limit),
        (b"x-ratelimit-remaining", b"%d" % standings.day.remaining),
        (b"x-ratelimit-reset", _time(standings.day_resets_at)),
    ]


def _of_v2(standings: Standings | None, consumed: int) -> Headers:
    said = [(b"x-credits-consumed", b"%d" % consumed), (b"x-auto-recharge", b"false")]
    if standings is not None:
        said.insert(0, (b"x-credits-remaining", b"%d" % standings.credits))
    return said


@lru_cache(maxsize=64)
def _policy(minute: int, day: int | None) -> bytes:
    said = b'"minute";q=%d;w=%d' % (minute, MINUTE_MS // _SECOND_MS)
    return said if day is None else b'%s, "day";q=%d;w=%d' % (said, day, DAY_MS // _SECOND_MS)


def _left(minute: Standing, day: Standing | None) -> bytes:
    said = b'"minute";r=%d;t=%d' % (minute.remaining, _seconds(minute.reset))
    if day is None:
        return said
    return b'%s, "day";r=%d;t=%d' % (said, day.remaining, _seconds(day.reset))


def _seconds(ms: int) -> int:
    return -(-ms // _SECOND_MS)


@lru_cache(maxsize=64)
def _time(ms: int) -> bytes:
    return format_time(ms).encode()
