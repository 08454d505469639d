"""How often a package may ask (reference feed-protocol 5, Limits)."""

from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec

from touchline.base import limits
from touchline.base.clock import Clock, monotonic_clock

_GRACE: int = 20
"""The part of a gap that may lack: networks bring calls nearer together than they were sent."""


class CallRates(NamedTuple):
    """The limits in use: gaps in ms, and how many calls of a package are answered at once."""

    repeat_ms: int = limits.PACKAGE_REPEAT_MS.default
    at_once: int = limits.PACKAGE_CALLS_AT_ONCE.default
    snapshot_ms: int = limits.PACKAGE_SNAPSHOT_GAP_MS.default
    call_ms: int = limits.PACKAGE_SNAPSHOT_CALL_MS.default


class TooSoonError(Exception):
    """A call that comes too soon: what the limit is, and when it would pass (ms from now)."""

    def __init__(self, message: str, retry_ms: int) -> None:
        super().__init__(message)
        self.message = message
        self.retry_ms = retry_ms


class Kind(NamedTuple):
    """What a call is, as far as limits go.

    `content` is the same for the same request, None for one that may be repeated at will.
    """

    path: str
    content: bytes | None
    is_snapshot: bool = False
    is_filtered: bool = False


class _Calls(msgspec.Struct):
    """The calls of one package; times are ms of a monotonic clock."""

    last: int
    at_once: int = 0
    snapshot: int | None = None
    whole: dict[str, int] = {}
    same: dict[tuple[str, bytes], int] = {}


class CallLimits:
    """Lets calls pass, or tells when they may come again.

    Only calls that pass count, and what fails may be asked for again at once.
    """

    def __init__(self, rates: CallRates | None = None, monotonic: Clock = monotonic_clock) -> None:
        """Begin without calls."""
        self._rates = rates or CallRates()
        self._monotonic = monotonic
        self._packages: OrderedDict[int, _Calls] = OrderedDict()
        self._longest = max(
            self._rates.repeat_ms, self._rates.snapshot_ms, self._rates.call_ms
        )  # fmt: skip

    @contextmanager
    def passing(self, package: int, kind: Kind) -> Generator[None]:
        """Let one call of a package pass. Raises TooSoonError."""
        now = self._monotonic()
        self._forget(now)
        calls = self._packages.get(package)
        if calls is None:
            calls = self._packages[package] = _Calls(now)
        self._check(calls, kind, now)
        calls.last = now
        self._packages.move_to_end(package)
        if kind.content is not None:
            calls.same.pop((kind.path, kind.content), None)
            calls.same[kind.path, kind.content] = now
        if kind.is_snapshot:
            calls.snapshot = now
            if not kind.is_filtered:
                calls.whole[kind.path] = now
        calls.at_once += 1
        try:
            yield
        except Exception:
            if kind.content is not None:
                calls.same.pop((kind.path, kind.content), None)
            raise
        finally:
            calls.at_once -= 1

    @property
    def packages(self) -> int:
        """How many packages are remembered."""
        return len(self._packages)

    def _check(self, calls: _Calls, kind: Kind, now: int) -> None:
        rates = self._rates
        if calls.at_once >= rates.at_once:
            raise TooSoonError(f"At most {rates.at_once} requests are answered at once.", 1)
        if kind.is_snapshot:
            _check_gap(
                calls.snapshot, now, rates.call_ms,
                "Snapshots can be asked for once every {seconds} s, over all of their types.",
            )  # fmt: skip
            if not kind.is_filtered:
                _check_gap(
                    calls.whole.get(kind.path), now, rates.snapshot_ms,
                    "A snapshot without a filter can be asked for once every {seconds} s.",
                )  # fmt: skip
        if kind.content is not None:
            _forget_old(calls.same, now - rates.repeat_ms)
            _check_gap(
                calls.same.get((kind.path, kind.content)), now, rates.repeat_ms,
                "The same request can be made once every {seconds} s.",
            )  # fmt: skip

    def _forget(self, now: int) -> None:
        """Drop packages that no limit remembers any more."""
        while self._packages:
            package, calls = next(iter(self._packages.items()))
            if calls.at_once or now - calls.last < self._longest:
                return
            del self._packages[package]


def _forget_old(same: dict[tuple[str, bytes], int], moment: int) -> None:
    """Drop requests that were made until a moment; they stand in the order of time."""
    while same and next(iter(same.values())) <= moment:
        del same[next(iter(same))]


def _check_gap(last: int | None, now: int, gap: int, message: str) -> None:
    if last is not None and now - last < gap - gap // _GRACE:
        raise TooSoonError(message.format(seconds=f"{gap / 1_000:g}"), last + gap - now)
