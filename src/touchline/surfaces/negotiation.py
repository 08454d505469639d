"""What HTTP adds to a body: its tag, its age, whether the client has it, how it is packed."""

import re
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Final

import msgspec
import zstandard

from touchline.base import limits
from touchline.surfaces.answers import JSON_TYPE, NO_STORE, Answer, Headers

VARY: Final = (b"vary", b"Accept-Encoding, Authorization, x-api-key")
_SECOND: Final = 1_000
_SMALLEST_PACKED: Final = 256
_LEAST_WEIGHT: Final = 0.001
_WEIGHT: Final = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_TAG: Final = re.compile(r'"([^"]*)"')


class Made(msgspec.Struct, frozen=True):
    """A body that is already made.

    `tag` tells it from every other body of its path; `ttl` is how long it may be shown, in
    seconds, and `data_age_ms` how long ago its source was last heard, in feed time. `described`
    are the headers that tell how to read it.
    """

    body: bytes
    tag: str
    ttl: int
    data_age_ms: int = 0
    described: Sequence[tuple[bytes, bytes]] = (JSON_TYPE,)


def content_tag(body: bytes) -> str:
    """Return a tag that is the same for the same bytes, in every run and on every machine."""
    return blake2b(body, digest_size=9).hexdigest()


class Packer:
    """Packs bodies once for all who ask for the same one; keeps the newest, bounded in bytes."""

    def __init__(self, max_bytes: int = limits.PACKED_BYTES.default) -> None:
        """Keep at most `max_bytes` of packed bodies."""
        self._max_bytes = max_bytes
        self.held_bytes = 0
        self._packed: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def pack(self, made: Made, encoding: str) -> bytes:
        """Return the body in an encoding of `ENCODINGS`."""
        key = (made.tag, encoding)
        packed = self._packed.get(key)
        if packed is None:
            packed = self._packed[key] = ENCODINGS[encoding](made.body)
            self.held_bytes += len(packed)
            while self.held_bytes > self._max_bytes and len(self._packed) > 1:
                self.held_bytes -= len(self._packed.popitem(last=False)[1])
        return packed


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


_zstd: Final = zstandard.ZstdCompressor(level=1)

ENCODINGS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "zstd": _zstd.compress,
    "gzip": _gzip,
}
"""The encodings that are offered, the preferred first."""


def finish(made: Made, request: Mapping[bytes, bytes], packer: Packer) -> Answer:
    """Return the answer with which a body goes out: whole, packed, or 304 to who has it.

    `Age` and `X-Data-Age-Ms` say how old the data is, `Cache-Control` how long it may still be
    shown (DECISIONS 23), in whole seconds that are left.
    """
    encoding = accepted_encoding(request.get(b"accept-encoding", b"").decode("latin-1"))
    if len(made.body) < _SMALLEST_PACKED:
        encoding = None
    tag = f'"{made.tag}"' if encoding is None else f'"{made.tag}-{encoding}"'
    left_ms = max(made.ttl * _SECOND - made.data_age_ms, 0)
    headers: Headers = [
        (b"etag", tag.encode()),
        (b"cache-control", b"private, max-age=%d" % (left_ms // _SECOND)),
        (b"age", b"%d" % (made.data_age_ms // _SECOND)),
        (b"x-data-age-ms", b"%d" % made.data_age_ms),
        VARY,
    ]
    if _has(request.get(b"if-none-match", b"").decode("latin-1"), made.tag):
        return Answer(304, headers, b"")
    headers.extend(made.described)
    if encoding is None:
        return Answer(200, headers, made.body)
    headers.append((b"content-encoding", encoding.encode()))
    return Answer(200, headers, packer.pack(made, encoding))


def unkept(made: Made) -> Answer:
    """Return the answer with which a body goes out that is old at once, such as a health check."""
    return Answer(200, [NO_STORE, *made.described], made.body)


def accepted_encoding(header: str) -> str | None:
    """Return the best offered encoding that an Accept-Encoding header takes, None for as it is.

    As it is goes out too where a header takes nothing of what is offered.
    """
    if not header:
        return None
    weights: dict[str, float] = {}
    for item in header.split(",")[:16]:
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        weights[name] = _weight(parameters)
    rest = weights.get("*", 0.0)
    plain = weights.get("identity", _LEAST_WEIGHT)
    best = max(ENCODINGS, key=lambda name: weights.get(name, rest))
    return best if weights.get(best, rest) >= max(plain, _LEAST_WEIGHT) else None


def _weight(parameters: Sequence[str]) -> float:
    """Return how much an encoding is wanted; a weight that is none takes the encoding out."""
    for parameter in parameters:
        if parameter.startswith("q="):
            said = _WEIGHT.fullmatch(parameter)
            return float(said[1]) if said is not None else 0.0
    return 1.0


def _has(header: str, tag: str) -> bool:
    """Tell whether If-None-Match names the tag, in any packing; weak marks do not matter."""
    if not header:
        return False
    if header.strip() == "*":
        return True
    names = {tag, *(f"{tag}-{encoding}" for encoding in ENCODINGS)}
    return not names.isdisjoint(_TAG.findall(header))
