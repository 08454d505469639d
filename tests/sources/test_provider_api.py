"""The provider's APIs over real HTTP: what is asked, how often, and what becomes of any answer."""

import asyncio
import gzip
import html
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

import httpx
import msgspec
import pytest

from tests.sources.provider import EVENTS, START, STATUS, Answer, Provider
from touchline.base.errors import SourceError
from touchline.board.board import Board
from touchline.model.message import Message
from touchline.sources.feed_address import FeedAddress, parse_feed_address
from touchline.sources.provider_api import ProviderApi
from touchline.wire import decode

Result = TypeVar("Result")
OUTRIGHTS = "/Inplay/GetOutrightLeagueEvents"
SECRET = "s3cret"


class Bench:
    """An API on a provider that is there, with time that passes only in sleeps."""

    def __init__(self, provider: Provider, client: httpx.AsyncClient, **options: Any) -> None:
        self.now = 0
        self.asked_at: list[int] = []
        self.slept: list[float] = []
        self.address = address_of(provider.url, options.pop("flow", "inplay"))
        provider.on_snapshot = lambda: self.asked_at.append(self.now)
        self.api = ProviderApi(
            self.address, client, monotonic=lambda: self.now, sleep=self._sleep, **options
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += round(seconds * 1_000)

    async def snapshot(self, *arguments: Any) -> list[bytes]:
        return [message async for message in self.api.snapshot(*arguments)]


def address_of(url: str, flow: str = "inplay") -> FeedAddress:
    return parse_feed_address(
        f"amqp://me:{SECRET}@host?package=7&flow={flow}&snapshot={url}&distribution={url}/"
    )


def run(provider: Provider, act: Callable[[Bench], Awaitable[Result]], **options: Any) -> Result:
    async def go() -> Result:
        async with provider.serving(), httpx.AsyncClient(timeout=5, verify=False) as client:
            return await act(Bench(provider, client, **options))

    return asyncio.run(go())


def refused(provider: Provider, act: Callable[[Bench], Awaitable[object]], **options: Any) -> str:
    async def go(bench: Bench) -> SourceError:
        with pytest.raises(SourceError) as caught:
            await act(bench)
        return caught.value

    error = run(provider, go, **options)
    assert error.where is not None
    assert error.where.startswith(provider.url)
    assert SECRET not in error.for_log()
    return error.for_log()


# The distribution


def test_a_distribution_that_is_on_is_left_alone() -> None:
    provider = Provider()
    run(provider, lambda bench: bench.api.start_distribution())
    assert provider.asked == [(STATUS, {"PackageId": 7, "UserName": "me", "Password": SECRET})]


def test_a_distribution_that_is_off_is_started_until_it_is_on() -> None:
    async def start(bench: Bench) -> list[float]:
        await bench.api.start_distribution()
        return bench.slept

    provider = Provider()
    provider.is_on, provider.starts_needed = False, 3
    assert run(provider, start) == [2, 4, 8]
    assert provider.paths() == [STATUS, START] * 3 + [STATUS]


def test_a_distribution_that_stays_off_is_told() -> None:
    provider = Provider()
    provider.is_on, provider.starts_needed = False, 99
    error = refused(provider, lambda bench: bench.api.start_distribution())
    assert "stays off" in error
    assert provider.paths().count(START) == 5


def test_a_distribution_api_that_says_nothing_is_given_up() -> None:
    async def go(url: str) -> SourceError:
        async with httpx.AsyncClient(timeout=60, verify=False) as client:
            api = ProviderApi(address_of(url), client, distribution_ms=50)
            with pytest.raises(SourceError) as caught:
                await api.start_distribution()
            return caught.value

    # The system takes connections that nobody answers.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        error = asyncio.run(go(url))
    assert (error.code, error.where) == ("source-unreachable", url + STATUS)
    assert "no answer within 50 ms" in str(error)


def test_without_addresses_nothing_is_asked() -> None:
    async def go() -> list[bytes]:
        async with httpx.AsyncClient(verify=False) as client:
            api = ProviderApi(parse_feed_address("amqp://host?queue=q"), client)
            await api.start_distribution()
            assert not api.has_snapshots
            return [message async for message in api.snapshot()]

    assert asyncio.run(go()) == []


# Snapshots


def snapshot_of(*bodies: object) -> Answer:
    header = {"Type": 36, "ServerTimestamp": 1_768_046_400_123}
    return Answer(msgspec.json.encode({"Header": header, "Body": list(bodies)}))


def ids_of(message: Message) -> list[int | None]:
    assert message.body is not None
    return [one.fixture_id for one in message.body.events or ()]


def event(number: int) -> dict[str, Any]:
    return {"FixtureId": number, "Fixture": {"Status": 2}, "Livescore": None, "Markets": []}


def test_a_snapshot_is_split_into_one_message_an_event() -> None:
    provider = Provider()
    provider.script[EVENTS] = [snapshot_of(event(1), event(2))]
    messages = run(provider, lambda bench: bench.snapshot())
    decoded = [decode(message).message for message in messages]
    assert [ids_of(message) for message in decoded] == [[1], [2]]
    assert {message.header.server_timestamp for message in decoded} == {1_768_046_400_123}


def test_what_is_asked_for_stands_in_the_body() -> None:
    provider = Provider()
    run(provider, lambda bench: bench.snapshot(1_768_046_400_000, [5, 6]))
    account = {"PackageId": 7, "UserName": "me", "Password": SECRET}
    filters = {"Timestamp": 1_768_046_400_000, "Fixtures": [5, 6]}
    assert provider.asked == [(EVENTS, account | filters), (OUTRIGHTS, account | filters)]


def test_without_filters_none_is_sent() -> None:
    provider = Provider()
    run(provider, lambda bench: bench.snapshot())
    assert provider.snapshots() == [{"PackageId": 7, "UserName": "me", "Password": SECRET}]


@pytest.mark.parametrize(("flow", "count"), [("inplay", 2), ("prematch", 3), ("both", 5)])
def test_a_flow_has_its_snapshots(flow: str, count: int) -> None:
    provider = Provider()
    run(provider, lambda bench: bench.snapshot(), flow=flow)
    assert len(provider.paths()) == len(set(provider.paths())) == count
    assert ({path.split("/")[1].lower() for path in provider.paths()}) == (
        {"inplay", "prematch"} if flow == "both" else {flow}
    )


def test_outrights_as_the_provider_nests_them_decode_and_are_applied(shared: Path) -> None:
    samples = shared / "samples" / "feed"
    body = msgspec.json.decode(
        (samples / "snapshot_outright_league_markets_body_only.json").read_bytes()
    )
    provider = Provider()
    provider.script[OUTRIGHTS] = [snapshot_of(*body)]
    messages = run(provider, lambda bench: bench.snapshot())
    assert len(messages) == len(body)
    board = Board("epoch")
    for message in messages:
        decoded = decode(message)
        assert decoded.unknown == {}
        board.apply(decoded.message, 1_768_046_400_123)
    assert 26721036 in board.events
    assert 274 in board.events[26721036].markets


@pytest.mark.parametrize("body", [b'{"Header":{"Type":36},"Body":null}', b'{"Header":{}}', b"{}"])
def test_nothing_is_no_mistake(body: bytes) -> None:
    provider = Provider()
    provider.script[EVENTS] = [Answer(body)]
    assert run(provider, lambda bench: bench.snapshot()) == []


def test_a_snapshot_in_xml_is_one_message() -> None:
    content = b"\n<Feed><MessageHeader/><Body/></Feed>"
    provider = Provider()
    provider.script[EVENTS] = [Answer(content)]
    assert run(provider, lambda bench: bench.snapshot()) == [content]


def test_a_packed_answer_is_unpacked() -> None:
    provider = Provider()
    packed = gzip.compress(snapshot_of(event(1)).body)
    provider.script[EVENTS] = [Answer(packed, headers=((b"content-encoding", b"gzip"),))]
    assert len(run(provider, lambda bench: bench.snapshot())) == 1


# Rates


async def three_snapshots(bench: Bench) -> list[int]:
    for _ in range(3):
        await bench.snapshot()
    return bench.asked_at


def test_snapshots_keep_the_gap_that_the_provider_asks_for() -> None:
    assert run(Provider(), three_snapshots, gap_ms=15_000) == [0, 15_000, 30_000]


def test_snapshots_of_chosen_fixtures_wait_only_for_the_calls() -> None:
    async def act(bench: Bench) -> list[int]:
        await bench.snapshot()
        await bench.snapshot(None, [1])
        await bench.snapshot(None, [2])
        return bench.asked_at

    # Each asks two paths, a second apart.
    assert run(Provider(), act, gap_ms=15_000) == [0, 2_000, 4_000]


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        (((b"retry-after", b"40"),), 40_000),
        ((), 15_000),
        (((b"retry-after", b"soon"),), 15_000),
        (((b"retry-after", b"99999"),), 15_000),
    ],
)
def test_who_asked_too_often_waits_as_long_as_it_is_told(
    headers: tuple[tuple[bytes, bytes], ...], waits: int
) -> None:
    async def act(bench: Bench) -> int:
        with pytest.raises(SourceError, match="429"):
            await bench.snapshot()
        await bench.snapshot()
        return bench.asked_at[0]

    provider = Provider()
    provider.script[EVENTS] = [Answer(b"", 429, headers)]
    assert run(provider, act, gap_ms=15_000) == waits


# What goes wrong


def test_a_refusal_is_told_in_the_words_of_the_provider() -> None:
    said = b'{"Header":{"HttpStatusCode":401,"Errors":[{"Message":"Incorrect user name"}]}}'
    provider = Provider()
    provider.script[EVENTS] = [Answer(said, 401)]
    error = refused(provider, lambda bench: bench.snapshot())
    assert "answered 401 Unauthorized" in error
    assert "source-refused" in error
    assert error.endswith("told: Incorrect user name")


def test_a_refusal_that_repeats_the_password_is_told_without_it() -> None:
    provider = Provider()
    said = b'{"Header":{"Errors":[{"Message":"no package for me/s3cret"}]}}'
    provider.script[EVENTS] = [Answer(said, 401), Answer(b"<p>user=me&pass=s3cret</p>", 500)]
    assert "no package for me/[redacted]" in refused(provider, lambda bench: bench.snapshot())
    assert "user=me&pass=[redacted]" in refused(provider, lambda bench: bench.snapshot())


HARD = 'Tr0ub"dor\\é&3 +\U0001f511'
"""A password with what JSON, URLs and HTML escape, and what other encodings spell differently."""


def echoes() -> list[bytes]:
    """Return refusals that repeat the request, as they are and in the errors of an API."""
    as_text = json.dumps({"Password": HARD, "UserName": "me"}, ensure_ascii=False)
    as_ascii = json.dumps({"Password": HARD, "UserName": "me"})
    spelled = [
        HARD,
        as_text,
        as_ascii,
        as_ascii.replace("&", "\\u0026").replace('\\"', "\\u0022"),
        json.dumps(as_text),
        json.dumps(json.dumps(as_ascii)),
        f"password {quote(HARD)}",
        f"password {quote(HARD, safe='').lower()}",
        f"password {quote_plus(HARD)}",
        f"password {quote(quote(HARD))}",
        f"?{quote(as_ascii)}",
        html.escape(as_text),
        html.escape(HARD).encode("ascii", "xmlcharrefreplace").decode(),
        HARD.encode().decode("latin-1"),
        # Half of it stands beyond what is shown.
        "x" * 190 + HARD,
    ]
    errors = [json.dumps({"Header": {"Errors": [{"Message": one}]}}) for one in spelled]
    return [one.encode() for one in (*spelled, *errors)]


@pytest.mark.parametrize("body", echoes())
def test_a_password_is_found_however_an_api_spells_it(body: bytes) -> None:
    async def go() -> SourceError:
        provider = Provider()
        provider.script[EVENTS] = [Answer(body, 500)]
        async with provider.serving(), httpx.AsyncClient(timeout=5, verify=False) as client:
            address = msgspec.structs.replace(address_of(provider.url), password=HARD)
            with pytest.raises(SourceError) as caught:
                _ = [one async for one in ProviderApi(address, client).snapshot()]
            return caught.value

    error = asyncio.run(go())
    assert error.told
    assert len(error.told) <= 200
    assert not any(part in error.for_log() for part in ("Tr0", "tr0", "dor", "3 ", "3+", "3%"))
    # What an API says stands in nothing that others than the log show.
    assert error.reason == "answered 500 Internal Server Error"
    assert "told" not in str(error)


def test_what_is_no_http_is_quoted_for_the_log_alone() -> None:
    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(f"no http, {SECRET}\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async def go() -> SourceError:
        async with await asyncio.start_server(garbage, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with httpx.AsyncClient(timeout=5, verify=False) as client:
                api = ProviderApi(address_of(f"http://127.0.0.1:{port}"), client)
                with pytest.raises(SourceError) as caught:
                    _ = [one async for one in api.snapshot()]
                return caught.value

    error = asyncio.run(go())
    assert error.reason == "RemoteProtocolError"
    assert "no http, [redacted]" in error.told


DEEP = b"[" * 200_000


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"Body":{}}', b"\xff\xfe", DEEP])
@pytest.mark.parametrize("status", [200, 500])
def test_garbage_is_told_and_breaks_nothing(body: bytes, status: int) -> None:
    provider = Provider()
    provider.script[EVENTS] = [Answer(body, status)]
    error = refused(provider, lambda bench: bench.snapshot())
    assert EVENTS in error
    assert len(error) < 1_000
    assert str(status) in error if status != 200 else "not one of this API" in error


@pytest.mark.parametrize("body", [b"", b"not json", b'{"Body":{"IsDistributionOn":7}}', DEEP])
def test_garbage_about_the_distribution_is_told(body: bytes) -> None:
    provider = Provider()
    provider.script[STATUS] = [Answer(body)]
    assert "not one of this API" in refused(provider, lambda bench: bench.api.start_distribution())


def test_an_answer_that_is_too_long_is_not_taken() -> None:
    provider = Provider()
    packed = gzip.compress(b" " * 5_000_000)
    provider.script[EVENTS] = [Answer(packed, headers=((b"content-encoding", b"gzip"),))]
    error = refused(provider, lambda bench: bench.snapshot(), most_bytes=1_000_000)
    assert "longer than 1000000 bytes" in error


def test_an_answer_that_breaks_off_is_told_and_can_be_asked_for_again() -> None:
    async def act(bench: Bench) -> list[bytes]:
        with pytest.raises(SourceError) as caught:
            await bench.snapshot()
        assert caught.value.code == "source-unreachable"
        return await bench.snapshot()

    provider = Provider()
    provider.script[EVENTS] = [
        Answer(snapshot_of(event(1)).body, cut=True),
        snapshot_of(event(1), event(2)),
    ]
    assert len(run(provider, act)) == 2


def test_a_provider_that_is_not_there_is_told() -> None:
    async def go() -> SourceError:
        async with httpx.AsyncClient(timeout=5, verify=False) as client:
            api = ProviderApi(address_of("http://127.0.0.1:9"), client)
            with pytest.raises(SourceError) as caught:
                await api.start_distribution()
            return caught.value

    error = asyncio.run(go())
    assert error.code == "source-unreachable"
    assert error.where == "http://127.0.0.1:9/Package/GetDistributionStatus"
