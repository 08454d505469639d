"""The provider's own APIs: snapshots of what is so now, and whether the queue is being filled."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any, Final

import httpx
import msgspec

from touchline.base import limits
from touchline.base.clock import Clock, monotonic_clock
from touchline.base.errors import SourceError
from touchline.base.redaction import redact_secret
from touchline.sources.feed_address import FeedAddress

_CALL_GAP_MS: Final = 1_000
"""One call a second over all snapshot types (reference feed-protocol, 5)."""
_START_TRIES: Final = 5
_START_SECONDS: Final = 2
_DISTRIBUTION_MS: Final = 5_000
"""How long an answer about the distribution may take: the queue is not consumed meanwhile."""
_SHOWN: Final = 200
_READ: Final = 32_768
"""How much of a refusal is looked through for the password: far more than is shown of it."""

_PATHS: Final = {
    "inplay": ("/Inplay/GetEvents", "/Inplay/GetOutrightLeagueEvents"),
    "prematch": (
        "/Prematch/GetEvents",
        "/Prematch/GetOutrightLeagueEvents",
        "/Prematch/GetOutrightEvents",
    ),
}
_FLOWS: Final = {
    "inplay": _PATHS["inplay"],
    "prematch": _PATHS["prematch"],
    "both": _PATHS["inplay"] + _PATHS["prematch"],
}


class _Snapshot(msgspec.Struct):
    header: msgspec.Raw = msgspec.field(name="Header", default=msgspec.Raw(b"{}"))
    body: list[msgspec.Raw] | None = msgspec.field(name="Body", default=None)


class _Error(msgspec.Struct):
    message: str = msgspec.field(name="Message", default="")


class _ErrorHeader(msgspec.Struct):
    errors: list[_Error] = msgspec.field(name="Errors", default_factory=list)


class _Refusal(msgspec.Struct):
    header: _ErrorHeader | None = msgspec.field(name="Header", default=None)


class _Status(msgspec.Struct):
    is_on: bool = msgspec.field(name="IsDistributionOn", default=False)


class _StatusAnswer(msgspec.Struct):
    body: _Status | None = msgspec.field(name="Body", default=None)


_snapshots = msgspec.json.Decoder(_Snapshot)
_refusals = msgspec.json.Decoder(_Refusal)
_statuses = msgspec.json.Decoder(_StatusAnswer)


class ProviderApi:
    """Asks the APIs of one feed, and never more often than the provider allows."""

    def __init__(
        self,
        address: FeedAddress,
        client: httpx.AsyncClient,
        *,
        gap_ms: int = limits.SNAPSHOT_GAP_MS.default,
        most_bytes: int = limits.SNAPSHOT_BYTES.default,
        distribution_ms: int = _DISTRIBUTION_MS,
        monotonic: Clock = monotonic_clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Ask with a client, whose timeouts count; of the distribution for `distribution_ms`."""
        self._address = address
        self._client = client
        self._gap_ms = gap_ms
        self._most_bytes = most_bytes
        self._distribution_ms = distribution_ms
        self._monotonic = monotonic
        self._sleep = sleep
        self._next_call = monotonic()
        self._next_whole: dict[str, int] = {}

    @property
    def has_snapshots(self) -> bool:
        """Whether there is a snapshot API."""
        return self._address.snapshot is not None

    async def start_distribution(self) -> None:
        """See to it that the queue is being filled. Raises SourceError."""
        if self._address.distribution is None:
            return
        for attempt in range(_START_TRIES):
            if await self._is_distribution_on():
                return
            await self._ask_distribution("/Distribution/Start")
            await self._sleep(_START_SECONDS * 2**attempt)
        if not await self._is_distribution_on():
            raise SourceError(
                "source-refused", "the distribution stays off though it was started",
                where=self._address.distribution, expected="a package that is active",
            )  # fmt: skip

    async def snapshot(
        self, since: int | None = None, fixtures: Sequence[int] = ()
    ) -> AsyncGenerator[bytes]:
        """Yield what is so now, one event or competition a message, in the API form.

        Markets and settlements only that changed `since` (unix ms), or all; only these `fixtures`,
        or all. Raises SourceError.
        """
        root = self._address.snapshot
        if root is None:
            return
        filters: dict[str, Any] = {}
        if since is not None:
            filters["Timestamp"] = since
        if fixtures:
            filters["Fixtures"] = list(fixtures)
        for path in _FLOWS[self._address.flow]:
            whole = 0 if fixtures else self._next_whole.get(path, 0)
            await self._wait_until(max(self._next_call, whole))
            try:
                content = await self._ask(root, path, filters)
            finally:
                # From the answer on: how long a request is on its way is not known.
                now = self._monotonic()
                self._next_call = max(self._next_call, now + _CALL_GAP_MS)
                if not fixtures:
                    self._next_whole[path] = now + self._gap_ms
            for message in _messages(content, _where(root, path)):
                yield message

    async def _is_distribution_on(self) -> bool:
        assert self._address.distribution is not None
        path = "/Package/GetDistributionStatus"
        content = await self._ask_distribution(path)
        try:
            body = _statuses.decode(content).body
        except (msgspec.DecodeError, RecursionError) as error:
            raise _not_understood(_where(self._address.distribution, path), error) from None
        return body is not None and body.is_on

    async def _ask_distribution(self, path: str) -> bytes:
        """Ask for so long only as the queue can do without us. Raises SourceError."""
        assert self._address.distribution is not None
        try:
            async with asyncio.timeout(self._distribution_ms / 1_000):
                return await self._ask(self._address.distribution, path, {})
        except TimeoutError:
            raise SourceError(
                "source-unreachable", f"no answer within {self._distribution_ms} ms",
                where=_where(self._address.distribution, path),
                expected="the root of the provider's customers' API",
            ) from None  # fmt: skip

    async def _wait_until(self, moment: int) -> None:
        if (wait := moment - self._monotonic()) > 0:
            await self._sleep(wait / 1_000)

    async def _ask(self, root: str, path: str, fields: dict[str, Any]) -> bytes:
        address = self._address
        where = _where(root, path)
        content = {
            "PackageId": address.package,
            "UserName": address.user,
            "Password": address.password,
        } | fields
        try:
            async with self._client.stream("POST", where, json=content) as answer:
                body = await self._read(answer, where)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = str(error)
            # It quotes what the other side sent.
            told = said if isinstance(error, httpx.RemoteProtocolError) else ""
            raise SourceError(
                "source-unreachable",
                f"{type(error).__name__} {'' if told else said}".strip(),
                where=where,
                told=redact_secret(told, address.password)[:_SHOWN],
            ) from None
        if answer.status_code != httpx.codes.OK:
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                self._next_call = self._monotonic() + _retry_ms(answer.headers, self._gap_ms)
            status = answer.status_code
            raise SourceError(
                "source-refused",
                f"answered {status} {httpx.codes.get_reason_phrase(status)}".strip(),
                where=where,
                told=_told(body, address.password),
            )
        return body

    async def _read(self, answer: httpx.Response, where: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in answer.aiter_bytes():
            size += len(part)
            if size > self._most_bytes:
                raise SourceError(
                    "source-refused", f"the answer is longer than {self._most_bytes} bytes",
                    where=where, expected="a higher limits.snapshot_bytes, if it is trusted",
                )  # fmt: skip
            parts.append(part)
        return b"".join(parts)


def _where(root: str, path: str) -> str:
    return root.rstrip("/") + path


def _messages(content: bytes, where: str) -> list[bytes]:
    """Return a snapshot in parts: each is decoded, kept and applied for itself."""
    if content.lstrip()[:1] == b"<":
        return [content]
    try:
        said = _snapshots.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _not_understood(where, error) from None
    header = _without_guid(said.header)
    return [b'{"Header":%b,"Body":[%b]}' % (header, bytes(entry)) for entry in said.body or ()]


def _without_guid(header: msgspec.Raw) -> bytes:
    """Return the header for each part of a snapshot: of one guid only the first would count."""
    said = msgspec.json.decode(header)
    names = said if isinstance(said, dict) else {}
    return msgspec.json.encode({key: names[key] for key in names if key.lower() != "msgguid"})


def _not_understood(where: str, error: Exception) -> SourceError:
    return SourceError(
        "source-refused", f"the answer is not one of this API: {error}", where=where,
        expected="the root of the provider's API",
    )  # fmt: skip


def _told(body: bytes, password: str) -> str:
    """Return what an API says of its refusal, without the password that it was asked with."""
    try:
        header = _refusals.decode(body).header
    except (msgspec.DecodeError, RecursionError):
        header = None
    if header is not None and header.errors:
        told = "; ".join(error.message for error in header.errors)[:_READ]
    else:
        told = body[:_READ].decode(errors="replace")
    # Cut last: half a password would not be found.
    return redact_secret(told, password)[:_SHOWN]


def _retry_ms(headers: httpx.Headers, otherwise: int) -> int:
    said = headers.get("retry-after", "")
    return int(said) * 1_000 if said.isascii() and said.isdigit() and len(said) < 5 else otherwise
