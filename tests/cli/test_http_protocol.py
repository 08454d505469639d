"""HTTP over a real socket, with the bytes of clients that are right, wrong, or none at all."""

import json
import threading
import zlib
from collections import deque
from collections.abc import Iterator
from itertools import repeat

import pytest
from uvicorn.protocols.http import httptools_impl

from tests.cli.raw_http import Client, ask, head, served
from tests.surfaces.whole import application, filled
from touchline.base import limits
from touchline.cli.http_protocol import HttpConfig, HttpLimits, HttpProtocol
from touchline.surfaces.http import OPEN

LIVE = "/v2/matches/live"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Give the port of a server over a small picture."""
    with served(HttpConfig(application(filled()), HttpLimits(), [OPEN])) as found:
        yield found


NO_METHOD = "The method is not known; the methods are GET, HEAD, OPTIONS, POST, PATCH, in capitals."
NO_PATH = "a space as %20, ñ as %C3%B1."
NO_REQUESTS = {
    "an unknown method": (head("/v2/health", "BREW"), NO_METHOD),
    "a method in lower case": (head("/v2/health", "get"), NO_METHOD),
    "a path with a space": (b"GET /v2/a b HTTP/1.1\r\n\r\n", "a space is written %20"),
    "a path with a tab": (b"GET /v2/a\tb HTTP/1.1\r\n\r\n", NO_PATH),
    "a path without a slash": (head("v2/health"), NO_PATH),
    "a tunnel": (head("example.com:443", "CONNECT"), NO_PATH),
    "a header without a colon": (
        b"GET /v2/health HTTP/1.1\r\nhost here\r\n\r\n",
        "This is not HTTP/1.1 (Invalid header token). A request is ",
    ),
    "a header with a space in its name": (
        b"GET /v2/health HTTP/1.1\r\nho st: here\r\n\r\n",
        "Invalid header token",
    ),
    "a length that is none": (
        head("/v2/health", content_length="-5"),
        "Invalid character in Content-Length",
    ),
    "two ends of a body": (
        head("/v2/health", content_length="5", transfer_encoding="chunked"),
        "Transfer-Encoding can't be present with Content-Length",
    ),
    "another version": (b"GET /v2/health HTTP/7.1\r\n\r\n", "Invalid HTTP version"),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "This is not HTTP/1.1 ("),
    "TLS": (bytes.fromhex("160301020001"), NO_METHOD),
    "nothing known": (b"\0\0\0\0", NO_METHOD),
}


@pytest.mark.parametrize(("sent", "reason"), NO_REQUESTS.values(), ids=NO_REQUESTS.keys())
def test_what_is_no_request_is_one_error_in_json_and_the_end(
    port: int, sent: bytes, reason: str
) -> None:
    with Client(port) as client:
        client.write(sent)
        got = client.answer()
        assert got.status == 400
        assert got.headers["connection"] == "close"
        assert got.headers["cache-control"] == "no-store"
        said = got.said()
        assert (said["statusCode"], said["error"]) == (400, "Bad Request")
        assert reason in said["message"]
        assert client.is_at_end()


RAW = {
    "a query": ("/v2/teams?search=ñ", "/v2/teams?search=%C3%B1"),
    "a query among others": ("/v2/teams?search=Ñ&limit=5", "/v2/teams?search=%C3%91&limit=5"),
    "a path": ("/v2/ñ", "/v2/%C3%B1"),
}


@pytest.mark.parametrize(("raw", "encoded"), RAW.values(), ids=RAW.keys())
def test_characters_beyond_ascii_may_stand_as_they_are(port: int, raw: str, encoded: str) -> None:
    plain = ask(port, encoded)
    sent = f"GET {raw} HTTP/1.1\r\nhost: here\r\n\r\n".encode()
    with Client(port) as client:
        for byte in range(len(sent)):
            client.write(sent[byte : byte + 1])
        one_by_one = client.answer()
        client.write(b"\r\n" + head("/v2/health"))
        assert client.answer().status == 200
        client.write(sent)
        assert client.answer() == one_by_one
    assert (one_by_one.status, one_by_one.body) == (plain.status, plain.body)


def test_bytes_that_are_no_utf_8_are_named(port: int) -> None:
    with Client(port) as client:
        client.write(b"GET /v2/teams?search=\xff HTTP/1.1\r\nhost: here\r\n\r\n")
        assert client.answer().said()["message"] == "search is not UTF-8."
        client.write(b"GET /v2/\xff HTTP/1.1\r\nhost: here\r\n\r\n")
        assert client.answer().status == 404


def test_bytes_beyond_ascii_outside_the_first_line_stay_as_they_are(port: int) -> None:
    tag = ask(port, LIVE).headers["etag"]
    for sent in (head(LIVE, if_none_match=f'"ñ", {tag}'), head("/v2/health", "BREWñ")):
        with Client(port) as client:
            client.write(sent)
            assert client.answer().status == (304 if LIVE.encode() in sent else 400)
    body = "ñ\nGET /v2/ñ".encode()
    with Client(port) as client:
        client.write(head("/v2/health", content_length=str(len(body))))
        assert client.answer().status == 200
        client.write(body + head("/v2/stats"))
        assert client.answer().said()["totalEvents"] == 3


def test_a_second_request_at_once_is_told_to_encode(port: int) -> None:
    with Client(port) as client:
        client.write(head("/v2/health") + "GET /v2/ñ HTTP/1.1\r\n\r\n".encode())
        assert client.answer().said()["status"] == "healthy"
        assert NO_PATH in client.answer().said()["message"]
        assert client.is_at_end()
    with Client(port) as client:
        client.write(head("/v2/health"))
        assert client.answer().status == 200
        client.write(b"\r\n" + "GET /v2/ñ HTTP/1.1\r\n\r\n".encode())
        assert NO_PATH in client.answer().said()["message"]


def test_a_request_before_what_is_none_is_answered_and_is_the_last(port: int) -> None:
    with Client(port) as client:
        client.write(head(LIVE) + head("/v2/health") + head("/v2/health", "BREW"))
        assert client.answer().said()["count"] == 2
        last = client.answer()
        assert last.said()["status"] == "healthy"
        assert last.headers["connection"] == "close"
        assert client.is_at_end()


def test_what_is_none_after_an_answer_is_an_error_of_its_own(port: int) -> None:
    with Client(port) as client:
        client.write(head("/v2/health"))
        assert client.answer().status == 200
        client.write(head("/v2/health", "BREW"))
        assert client.answer().said()["statusCode"] == 400
        assert client.is_at_end()


def test_a_head_beyond_every_setting_is_431_and_the_end(port: int) -> None:
    most = limits.HTTP_HEADER_BYTES.maximum
    begun = head("/v2/health").removesuffix(b"\r\n") + b"x: "
    with Client(port) as client:
        client.write(begun.ljust(most + 1, b"a"))
        got = client.answer()
        allowed = limits.HTTP_HEADER_BYTES.default
        assert got.said()["message"] == f"The head of a request has at most {allowed} bytes."
        assert (got.status, got.headers["connection"]) == (431, "close")
        assert client.is_at_end()


@pytest.mark.parametrize("path", ["/v2/{}", "/v2/teams?search={}", "/v2/health?{}"])
def test_a_path_that_no_parser_splits_is_431(port: int, path: str) -> None:
    got = ask(port, path.format("a" * 80_000))
    assert got.said() == {
        "statusCode": 431,
        "message": f"A path with its query has at most {limits.HTTP_HEADER_BYTES.default} bytes.",
        "error": "Request Header Fields Too Large",
    }
    assert (got.status, got.headers["connection"]) == (431, "close")


def test_a_long_path_is_431_and_the_connection_goes_on(port: int) -> None:
    with Client(port) as client:
        client.write(head("/v2/" + "a" * 60_000))
        assert client.answer().status == 431
        client.write(head("/v2/health"))
        assert client.answer().status == 200


def test_a_head_without_end_is_not_read_without_end(port: int) -> None:
    with Client(port) as client:
        client.write(head("/v2/health").removesuffix(b"\r\n") + b"x: ")
        more = b"a" * limits.HTTP_HEADER_BYTES.maximum
        with pytest.raises(ConnectionError):
            deque(map(client.write, repeat(more, 1_000)), maxlen=0)


def test_a_long_head_is_431_and_the_connection_goes_on(port: int) -> None:
    with Client(port) as client:
        client.write(head("/v2/health", x="a" * limits.HTTP_HEADER_BYTES.default))
        assert client.answer().said()["error"] == "Request Header Fields Too Large"
        client.write(head("/v2/health"))
        assert client.answer().status == 200


def test_many_requests_at_once_are_no_long_head(port: int) -> None:
    padded = head("/v2/health", x="a" * 10_000)
    count = 3 * limits.HTTP_HEADER_BYTES.maximum // len(padded)
    with Client(port) as client:
        writing = threading.Thread(target=client.write, args=[padded * count])
        writing.start()
        assert [client.answer().status for _ in range(count)] == [200] * count
        writing.join()


def test_a_body_is_no_long_head(port: int) -> None:
    body = b"a" * (2 * limits.HTTP_HEADER_BYTES.maximum)
    with Client(port) as client:
        client.write(head("/v2/health", content_length=str(len(body))))
        assert client.answer().status == 200
        client.write(body + head("/v2/stats"))
        assert client.answer().said()["totalEvents"] == 3


@pytest.mark.parametrize("path", ["/v2/health", LIVE, "/status", "/docs", "/openapi.json"])
def test_methods(port: int, path: str) -> None:
    options = ask(port, path, "OPTIONS")
    assert (options.status, options.body) == (204, b"")
    assert "content-length" not in options.headers
    posted = ask(port, path, "POST")
    assert posted.status == 405
    assert options.headers["allow"] == posted.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path", ["/nothing", "/v2%2Fhealth", "/v2/matches%2Flive", "/v2/matches/live%00", "/v2/none"]
)
def test_unknown_paths(port: int, path: str) -> None:
    got = ask(port, path)
    assert (got.status, got.said()["error"]) == (404, "Not Found")
    assert got.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "query", ["count=1.0", "count=%2B5", "count=%205", "count=%EF%BC%95", "count=%FF"]
)
def test_wrong_numbers(port: int, query: str) -> None:
    got = ask(port, f"/api/v1/live/events?{query}")
    assert (got.status, got.said()["error"]["code"]) == (400, "BAD_REQUEST")
    assert got.said()["error"]["message"].startswith("count is ")


def test_a_value_given_twice(port: int) -> None:
    got = ask(port, "/v2/matches/live?limit=1&limit=2&status=live&status=upcoming")
    assert got.said()["message"] == "limit is given twice; give it once."
    assert ask(port, "/v2/matches?status=live&status=upcoming&x=1&x=2").status == 200


@pytest.mark.parametrize(
    "path", [LIVE, "/api/v1/live/events", "/status", "/v2/none", "/none", "/docs", "/openapi.json"]
)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_says_what_get_says(port: int, path: str, encoding: str) -> None:
    whole = ask(port, path, accept_encoding=encoding)
    alone = ask(port, path, "HEAD", accept_encoding=encoding)
    assert alone.status == whole.status
    assert alone.headers | {"date": ""} == whole.headers | {"date": ""}
    assert int(alone.headers["content-length"]) == len(whole.body) > 0


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("sent", ["*", "{}", "W/{}", '"other", W/{}'])
def test_who_has_it_gets_304(port: int, method: str, sent: str) -> None:
    whole = ask(port, LIVE)
    with Client(port) as client:
        client.write(head(LIVE, method, if_none_match=sent.format(whole.headers["etag"])))
        got = client.answer()
        assert (got.status, got.body) == (304, b"")
        for name in ("etag", "cache-control", "vary", "age"):
            assert got.headers[name] == whole.headers[name]
        assert "content-length" not in got.headers
        # The connection is still in step.
        client.write(head(LIVE))
        assert client.answer().body == whole.body


def test_headers_on_several_lines_are_one_list(port: int) -> None:
    tag = ask(port, LIVE).headers["etag"]
    lines = f'if-none-match: "other"\r\nif-none-match: {tag}\r\nif-none-match: "more"\r\n\r\n'
    with Client(port) as client:
        client.write(head(LIVE).removesuffix(b"\r\n") + lines.encode())
        assert client.answer().status == 304


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("identity;q=0", None),
        ("*;q=0", None),
        ("gzip;q=0, *;q=0", None),
        ("zstd;q=0.1, gzip", "gzip"),
    ],
)
def test_packing(port: int, said: str, chosen: str | None) -> None:
    got = ask(port, LIVE, accept_encoding=said)
    assert got.status == 200
    assert got.headers.get("content-encoding") == chosen
    body = got.body if chosen is None else zlib.decompress(got.body, 31)
    assert json.loads(body)["count"] == 2


def test_an_upgrade_that_is_not_offered_is_not_taken(port: int) -> None:
    with Client(port) as client:
        client.write(head("/v2/health", connection="Upgrade", upgrade="h2c"))
        assert client.answer().status == 200
        client.write(head("/v2/health"))
        assert client.answer().status == 200


def test_what_is_overridden_of_the_protocol_is_there() -> None:
    base = httptools_impl.HttpToolsProtocol
    overridden = {name for name in vars(HttpProtocol) if callable(vars(HttpProtocol)[name])}
    own = {"_refuse", "_write", "_wait", "_wait_no_more", "_later", "_is_late", "_give_up_body"}
    assert own <= overridden
    assert not [name for name in own if hasattr(base, name)]
    for name in overridden - own:
        assert callable(getattr(base, name))


NOWHERE = {
    "an answer": (head(LIVE), 200),
    "no change": (head(LIVE, if_none_match="*"), 304),
    "a wrong parameter": (head(f"{LIVE}?limit=no"), 400),
    "an unknown path": (head("/nothing"), 404),
    "an unknown method": (head(LIVE, "POST"), 405),
    "methods": (head(LIVE, "OPTIONS"), 204),
    "documents": (head("/docs"), 200),
    "a long head": (head(LIVE, x="a" * limits.HTTP_HEADER_BYTES.default), 431),
    "no request": (b"GET\r\n\r\n", 400),
}


@pytest.mark.parametrize(("sent", "status"), NOWHERE.values(), ids=NOWHERE.keys())
def test_without_keys_every_answer_says_so(port: int, sent: bytes, status: int) -> None:
    with Client(port) as client:
        client.write(sent)
        got = client.answer()
        assert got.status == status
        assert got.headers["x-touchline-access"] == "open"
