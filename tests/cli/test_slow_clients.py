"""Clients that are slow or many: nobody keeps a connection that does nothing with it."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.cli.raw_http import SECONDS, Client, ask, head, is_cut, served
from tests.surfaces.whole import application, filled
from touchline.cli.http_protocol import HttpConfig, HttpLimits

SLOW_MS = 300
PAUSE = 0.05
HEALTH = head("/v2/health")
BODY = head("/v2/health", content_length="1000000")
DOCUMENT = head("/openapi.json")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Give the port of a server that waits 0.3 s for a request, and long between two."""
    limits = HttpLimits(request_ms=SLOW_MS, keep_alive_ms=1_000 * SECONDS)
    with served(HttpConfig(application(filled()), limits), send_bytes=1_024) as found:
        yield found


def drips(client: Client, sent: bytes) -> Callable[[], None]:
    """Return what writes a little and takes its time."""

    def drip() -> None:
        client.write(sent)
        time.sleep(PAUSE)

    return drip


def test_who_says_nothing_is_cut(port: int) -> None:
    with Client(port) as client:
        assert client.is_at_end()


@pytest.mark.parametrize("begun", [b"G", b"GET /v2/he", HEALTH[:-1], HEALTH[:-2] + b"x: "])
@pytest.mark.parametrize("before", [b"", HEALTH], ids=["first", "second"])
def test_half_a_head_is_408_and_the_end(port: int, before: bytes, begun: bytes) -> None:
    with Client(port) as client:
        if before:
            client.write(before)
            assert client.answer().status == 200
        client.write(begun)
        got = client.answer()
        assert (got.status, got.headers["connection"]) == (408, "close")
        assert got.said() == {
            "statusCode": 408,
            "message": "The request was not whole after 0.3 s.",
            "error": "Request Timeout",
        }
        assert client.is_at_end()


def test_a_head_that_drips_is_cut(port: int) -> None:
    with Client(port) as client:
        client.write(HEALTH[:-2] + b"x: ")
        assert is_cut(drips(client, b"a"))


def test_a_body_that_drips_is_cut_and_was_answered(port: int) -> None:
    with Client(port) as client:
        client.write(BODY)
        assert client.answer().status == 200
        assert is_cut(drips(client, b"a"))


def test_empty_lines_that_drip_are_cut(port: int) -> None:
    for before in (b"", HEALTH):
        with Client(port) as client:
            client.write(before)
            if before:
                assert client.answer().status == 200
            assert is_cut(drips(client, b"\r\n"))


def test_who_takes_no_answer_is_cut(port: int) -> None:
    with Client(port, receive_bytes=1_024) as client:
        assert is_cut(lambda: client.write(DOCUMENT))


def test_who_takes_no_last_answer_is_cut(port: int) -> None:
    packed = head("/openapi.json", connection="close", accept_encoding="gzip")
    with Client(port) as client:
        client.write(packed)
        whole = len(client.answer().body)
    with Client(port, receive_bytes=1_024) as client:
        client.write(packed)
        time.sleep(4 * SLOW_MS / 1_000)
        assert 0 < len(client.rest()) < whole < 65_536


def test_the_next_client_is_not_kept_waiting_by_many_slow_ones(port: int) -> None:
    slow = [Client(port) for _ in range(50)]
    for client in slow:
        client.write(HEALTH[:-1])
    assert ask(port, "/v2/health").status == 200
    for client in slow:
        with client:
            assert client.answer().status == 408


def test_one_connection_too_many_is_503_until_another_ends() -> None:
    with served(HttpConfig(application(filled()), HttpLimits(connections=3))) as port:
        held = [Client(port) for _ in range(3)]
        for client in held:
            client.write(HEALTH)
            assert client.answer().status == 200
        with Client(port) as client:
            got = client.answer()
            assert (got.status, got.headers["retry-after"]) == (503, "1")
            assert got.said()["message"] == "There are too many connections. Try again in a second."
            assert client.is_at_end()
        held[0].write(HEALTH)
        assert held[0].answer().status == 200
        held.pop().__exit__()
        until = time.monotonic() + SECONDS
        while ask(port, "/v2/health").status != 200:
            assert time.monotonic() < until
        for client in held:
            client.__exit__()
