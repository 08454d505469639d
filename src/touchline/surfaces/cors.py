"""Cross-origin requests: which web pages may ask, by setting."""

from collections.abc import Mapping, Sequence
from typing import Final

from touchline.surfaces.answers import ALL_METHODS, Answer, Headers

_ASKED_HEADERS: Final = b"Authorization, x-api-key, If-None-Match, Last-Event-ID, Content-Type"
_SHOWN_HEADERS: Final = (
    b"ETag, Age, X-Data-Age-Ms, X-Credits-Remaining, X-Credits-Consumed, X-Auto-Recharge, "
    b"X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, RateLimit, RateLimit-Policy, "
    b"Retry-After, X-Touchline-Access"
)
_PREFLIGHT_SECONDS: Final = b"600"


class CrossOrigin:
    """Adds what browsers need; `origins` are exact, or `*` for every page."""

    def __init__(self, origins: Sequence[str]) -> None:
        """Allow pages of these origins."""
        self._all = "*" in origins
        self._origins = frozenset(origin.encode() for origin in origins)

    def preflight(self, method: str, headers: Mapping[bytes, bytes]) -> Answer | None:
        """Answer the request that a browser sends ahead, None for any other request.

        What `headers` returns belongs to it too.
        """
        if method != "OPTIONS" or b"access-control-request-method" not in headers:
            return None
        if self._allowed(headers) is None:
            return None
        return Answer(
            204,
            [
                (b"access-control-allow-methods", ALL_METHODS.encode()),
                (b"access-control-allow-headers", _ASKED_HEADERS),
                (b"access-control-max-age", _PREFLIGHT_SECONDS),
            ],
            b"",
        )

    def headers(self, headers: Mapping[bytes, bytes]) -> Headers:
        """Return what an answer says to the page that asked."""
        if not self._origins:
            return []
        allowed = self._allowed(headers)
        vary: Headers = [] if self._all else [(b"vary", b"Origin")]
        if allowed is None:
            return vary
        return [
            *vary,
            (b"access-control-allow-origin", allowed),
            (b"access-control-expose-headers", _SHOWN_HEADERS),
        ]

    def _allowed(self, headers: Mapping[bytes, bytes]) -> bytes | None:
        if self._all:
            return b"*"
        origin = headers.get(b"origin")
        return origin if origin in self._origins else None
