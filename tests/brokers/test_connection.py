"""Connections that are not made, or end: whatever a broker does, it is told in our words."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from tests.brokers.door import Door
from tests.sources.feeds import queue
from touchline.base.errors import SourceError
from touchline.brokers.address import BrokerAddress, parse_address
from touchline.brokers.connection import connected, reason_of, refusals, unexpected
from touchline.brokers.publisher import check

HEADER_1_0 = b"AMQP\x00\x01\x00\x00"


def refusal(address: BrokerAddress, its: str = "touchline-test-no-such-queue") -> SourceError:
    with pytest.raises(SourceError) as caught:
        asyncio.run(check(address, its))
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("is_reset", [False, True])
def test_who_accepts_and_closes_is_not_reachable(is_reset: bool) -> None:
    door = Door(is_reset=is_reset)
    # What the client raises depends on how far it is when the end comes.
    for _ in range(30):
        error = refusal(parse_address(door.url, "url"))
        assert error.code == "source-unreachable"
        assert "Error" not in error.reason
    door.close()


def test_what_is_not_such_a_broker_is_refused() -> None:
    def other(connection: socket.socket) -> None:
        connection.recv(8)
        connection.sendall(HEADER_1_0)

    door = Door(other)
    error = refusal(parse_address(door.url, "url"))
    door.close()
    assert (error.code, error.reason) == (
        "source-refused",
        "what answers there is not such a broker",
    )
    assert error.expected == "AMQP 0-9-1"


@pytest.fixture
def cut(broker: str) -> Iterator[Callable[[int], Door]]:
    """Give a way to a broker that ends after so many bytes of what the broker says."""
    parts = urlsplit(broker)
    made: list[Door] = []

    def after(count: int) -> Door:
        def forward(connection: socket.socket) -> None:
            left = count
            with (
                contextlib.suppress(OSError),
                socket.create_connection((parts.hostname, parts.port)) as there,
            ):
                asking = threading.Thread(target=_copy, args=(connection, there), daemon=True)
                asking.start()
                while left and (data := there.recv(left)):
                    connection.sendall(data)
                    left -= len(data)
                # Who waits for more in the other thread keeps it open otherwise.
                connection.shutdown(socket.SHUT_RDWR)
                there.shutdown(socket.SHUT_RDWR)

        door = Door(forward)
        made.append(door)
        return door

    yield after
    for door in made:
        door.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)


def test_a_connection_may_end_at_any_byte(broker: str, cut: Callable[[int], Door]) -> None:
    async def run() -> set[str]:
        reasons: set[str] = set()
        async with queue(broker) as its:
            for count in range(0, 100_000, 7):
                try:
                    await check(parse_address(cut(count).url, "url"), its)
                except SourceError as error:
                    reasons.add(f"{error.code}: {error.reason}")
                else:
                    # That was all of it.
                    return reasons
        raise AssertionError("it never came to an end")

    assert asyncio.run(run()) <= {
        "source-unreachable: the connection was closed",
        "source-unreachable: Connection reset by peer",
    }


@pytest.mark.parametrize(
    ("change", "reason", "expected"),
    [
        (("guest@", "wrong@"), "the broker does not let this user in with this", "password"),
        (("5672/", "5672/nowhere"), "no such virtual host, or the user", "path of the address"),
        (("", ""), "there is no queue touchline", "a queue that is there"),
    ],
)
def test_the_broker_refuses_in_our_words(
    broker: str, change: tuple[str, str], reason: str, expected: str
) -> None:
    host = f"{urlsplit(broker).port}/"
    before, after = (part.replace("5672/", host) for part in change)
    error = refusal(parse_address(broker.replace(before, after), "url"))
    assert error.code == "source-refused"
    assert reason in error.reason
    assert expected in (error.expected or "")


def test_what_is_asked_of_a_connection_that_ended_is_told_so(broker: str) -> None:
    async def run() -> list[str]:
        address, said = parse_address(broker, "url"), []
        async with connected(address) as connection:
            channel = await connection.channel()
            await channel.close()
            for ask in (channel.basic_qos, connection.channel):
                with pytest.raises(SourceError) as caught:
                    async with refusals(address):
                        await ask()
                said.append(caught.value.reason)
                await connection.close()
        return said

    assert asyncio.run(run()) == ["the connection was closed"] * 2


def test_what_nobody_thought_of_is_kept_as_the_cause() -> None:
    address, error = parse_address("amqp://u:s3cret@host", "url"), KeyError("x")
    told = unexpected(address, error)
    assert str(told) == "amqp://host:5672/: failed unexpectedly: KeyError: 'x' [source-unreachable]"
    assert told.__cause__ is error
    assert reason_of(error) == "KeyError: 'x'"

    async def run() -> None:
        async with refusals(address):
            raise error

    with pytest.raises(SourceError) as caught:
        asyncio.run(run())
    assert caught.value.__cause__ is error
