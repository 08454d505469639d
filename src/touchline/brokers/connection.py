"""A connection to a broker over AMQP 0-9-1, with refusals in our words."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator
from typing import Any, Final

import aiormq
from aiormq.abc import AbstractConnection
from aiormq.exceptions import AMQPError, InvalidFrameError, ProbableAuthenticationError
from pamqp.commands import Connection

from touchline.base.errors import SourceError
from touchline.brokers.address import BrokerAddress

_CONNECT_SECONDS: Final = 10
_CLOSE_SECONDS: Final = 1
_BEAT_SECONDS: Final = 10
"""How often the broker and we show each other that the connection lives."""

# What it would log reaches us as exceptions, and is told once.
logging.getLogger("aiormq").setLevel(logging.CRITICAL)
_closing: set["asyncio.Future[None]"] = set()


@contextlib.asynccontextmanager
async def connected(address: BrokerAddress) -> AsyncGenerator[AbstractConnection]:
    """Give a connection. Raises SourceError (source-unreachable, source-refused)."""
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
    """Say why a broker is not there, or does not let us; raise SourceError."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            yield
    except TimeoutError:
        raise SourceError(
            "source-unreachable",
            f"the broker does not answer within {_CONNECT_SECONDS} s", where=address.where,
        ) from None  # fmt: skip
    except ConnectionError as error:
        if isinstance(error, ProbableAuthenticationError):
            raise _refused(address, error) from None
        raise SourceError(
            "source-unreachable", error.strerror or reason_of(error), where=address.where
        ) from None
    except InvalidFrameError as error:
        if Connection.OpenOk.name not in str(error):
            raise _refused(address, error) from None
        # The client takes no notice of the reason that the broker gives here.
        raise SourceError(
            "source-refused", "there is no such virtual host, or the user may not use it",
            where=address.where, expected="another one in the path of the address",
        ) from None  # fmt: skip
    except (AMQPError, RuntimeError, ValueError, LookupError) as error:
        raise _refused(address, error) from None
    except OSError as error:
        raise SourceError(
            "source-unreachable", error.strerror or reason_of(error), where=address.where
        ) from None


def _refused(address: BrokerAddress, error: Exception) -> SourceError:
    return SourceError(
        "source-refused", reason_of(error), where=address.where,
        expected="a virtual host and a queue that are there, and a user who may use them",
    )  # fmt: skip


def reason_of(error: BaseException) -> str:
    """Return what an error says, in one line."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def end_of(ended: "asyncio.Future[Any]") -> str:
    """Return why a connection or a channel ended."""
    error = None if ended.cancelled() else ended.exception()
    return "the connection was closed" if error is None else reason_of(error)


async def _close(connection: AbstractConnection) -> None:
    """Close a connection; one that does not react is left to end by itself."""
    task = asyncio.ensure_future(_closed(connection))
    _closing.add(task)
    task.add_done_callback(_closing.discard)
    await asyncio.wait([task], timeout=_CLOSE_SECONDS)


async def _closed(connection: AbstractConnection) -> None:
    with contextlib.suppress(Exception):
        await connection.close()
