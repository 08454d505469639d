"""A connection to a broker over AMQP 0-9-1, with refusals in our words."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator
from typing import Any, Final

import aiormq
from aiormq.abc import AbstractConnection
from aiormq.exceptions import (
    AMQPError,
    AuthenticationError,
    ChannelClosed,
    ConnectionClosed,
    DeliveryError,
    InvalidFrameError,
    ProbableAuthenticationError,
    ProtocolSyntaxError,
    PublishError,
)
from pamqp.commands import Connection

from touchline.base.errors import SourceError
from touchline.brokers.address import BrokerAddress

_CONNECT_SECONDS: Final = 10
_CLOSE_SECONDS: Final = 1
_BEAT_SECONDS: Final = 10
"""How often the broker and we show each other that the connection lives."""
_CLOSED: Final = "the connection was closed"

# What it would log reaches us as exceptions, and is told once.
logging.getLogger("aiormq").setLevel(logging.CRITICAL)
_closing: set["asyncio.Future[None]"] = set()


@contextlib.asynccontextmanager
async def connected(address: BrokerAddress) -> AsyncGenerator[AbstractConnection]:
    """Give a connection. Raises SourceError (source-unreachable, source-refused)."""
    async with refusals(address):
        connection = aiormq.Connection(
            f"{address.with_credentials()}?heartbeat={_BEAT_SECONDS}", context=address.tls()
        )
    try:
        async with refusals(address):
            await connection.connect({"product": "Touchline"})
        yield connection
    finally:
        await _close(connection)


@contextlib.asynccontextmanager
async def refusals(address: BrokerAddress) -> AsyncGenerator[None]:
    """Say why a broker is not there, or does not let us: raise no exception but SourceError."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            yield
    except SourceError:
        raise
    except TimeoutError:
        raise SourceError(
            "source-unreachable",
            f"the broker does not answer within {_CONNECT_SECONDS} s", where=address.where,
        ) from None  # fmt: skip
    except asyncio.CancelledError:
        if is_cancelled():
            raise
        raise SourceError("source-unreachable", _CLOSED, where=address.where) from None
    except Exception as error:
        told = _told(address, error)
        raise told from told.__cause__


def is_cancelled() -> bool:
    """Tell whether somebody cancels this task: the broker's client raises the same by itself."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def unexpected(address: BrokerAddress, error: BaseException) -> SourceError:
    """Return what nobody thought of, for who tries again; its cause is for the log."""
    told = SourceError(
        "source-unreachable", f"failed unexpectedly: {type(error).__name__}: {error}",
        where=address.where,
    )  # fmt: skip
    told.__cause__ = error
    return told


def _told(address: BrokerAddress, error: Exception) -> SourceError:
    """Return what the client of the broker raises in our words."""
    if isinstance(error, ProbableAuthenticationError):
        return _refused(
            address, "the broker does not let this user in with this password",
            "a user whom the broker knows, and the password of that user",
        )  # fmt: skip
    if isinstance(error, AuthenticationError):
        return _refused(
            address, "the broker lets nobody in by a password",
            "a broker with the mechanism PLAIN",
        )  # fmt: skip
    if isinstance(error, InvalidFrameError) and Connection.OpenOk.name in str(error):
        # The client takes no notice of the reason that the broker gives here.
        return _refused(
            address, "there is no such virtual host, or the user may not use it",
            "another one in the path of the address",
        )  # fmt: skip
    if isinstance(error, ProtocolSyntaxError):
        return _refused(address, "what answers there is not such a broker", "AMQP 0-9-1")
    # The client ends what waits for an answer by these when the connection ends.
    is_closed = isinstance(error, RuntimeError | StopAsyncIteration) or type(error) is Exception
    if is_closed or isinstance(error, OSError):
        reason = _CLOSED if is_closed else reason_of(error)
        return SourceError("source-unreachable", reason, where=address.where)
    if isinstance(error, AMQPError):
        return _refused(
            address, reason_of(error), "a queue that is there, and a user who may use it"
        )
    return unexpected(address, error)


def _refused(address: BrokerAddress, reason: str, expected: str) -> SourceError:
    return SourceError("source-refused", reason, where=address.where, expected=expected)


def reason_of(error: BaseException) -> str:
    """Return what ended a connection, a channel or the sending of a message, in one line."""
    if isinstance(error, PublishError):
        return "there is no such queue"
    if isinstance(error, DeliveryError):
        return "the queue is full"
    if isinstance(error, TimeoutError):
        return "the broker does not answer in time"
    if isinstance(error, ChannelClosed | ConnectionClosed):
        said = error.args[-1] if error.args else None
        return f"the broker says: {said}" if said else _CLOSED
    if isinstance(error, OSError):
        if isinstance(error.__cause__, OSError):
            return reason_of(error.__cause__)
        is_cut = isinstance(error.__cause__, EOFError) or not str(error)
        return _CLOSED if is_cut else error.strerror or str(error)
    if isinstance(error, RuntimeError | asyncio.CancelledError) or type(error) is Exception:
        return _CLOSED
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def end_of(ended: "asyncio.Future[Any]") -> str:
    """Return why a connection or a channel ended."""
    error = None if ended.cancelled() else ended.exception()
    return _CLOSED if error is None else reason_of(error)


async def _close(connection: AbstractConnection) -> None:
    """Close a connection; one that does not react is left to end by itself."""
    task = asyncio.ensure_future(_closed(connection))
    _closing.add(task)
    task.add_done_callback(_closing.discard)
    await asyncio.wait([task], timeout=_CLOSE_SECONDS)


async def _closed(connection: AbstractConnection) -> None:
    with contextlib.suppress(Exception):
        await connection.close()
