"""The snapshot and package APIs off the wire: paths, methods, bodies of every bad kind, packing."""

import contextlib
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.raw_http import Client, Got, ask, served
from tests.surfaces.trade.customers import Customer, refusal
from tests.surfaces.trade.test_snapshots import filled
from tests.surfaces.v1.pictures import FIXTURE
from touchline.base import limits
from touchline.cli.http_protocol import HttpConfig, HttpLimits
from touchline.surfaces.routing import Refused
from touchline.surfaces.trade.operations import OPERATIONS, snapshot_operations
from touchline.surfaces.trade.requests import STRUCTS, Request, SnapshotRequest, read_body

EVENTS = "/Inplay/GetEvents"
WHO = {"packageId": 7, "username": "u", "password": "p"}


@pytest.fixture(scope="module")
def customer() -> Customer:
    return filled((2,))


@pytest.fixture(scope="module")
def port(customer: Customer) -> Iterator[int]:
    with served(HttpConfig(customer.application, HttpLimits())) as found:
        yield found


@pytest.fixture(autouse=True)
def later(customer: Customer) -> None:
    """Let no limit of another test hold."""
    customer.monotonic.advance(60_000)


def post(port: int, path: str, body: bytes, kind: str = "application/json", **more: str) -> Got:
    headers = {"host": "here", "content-type": kind, "content-length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in more.items()
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    with Client(port) as client:
        client.write("\r\n".join([*lines, "", ""]).encode() + body)
        return client.answer()


def said(port: int, path: str, body: bytes, status: int, kind: str = "application/json") -> str:
    got = post(port, path, body, kind)
    told = got.said()
    assert got.status == status == told["Header"]["HttpStatusCode"], told
    assert told["Body"] is None
    message: str = told["Header"]["Errors"][0]["Message"]
    return message


@pytest.mark.parametrize("path", [EVENTS, "/inplay/getevents", "/INPLAY/GETEVENTS", EVENTS + "/"])
@pytest.mark.parametrize("fold", [str, str.lower, str.upper])
def test_paths_and_names_are_taken_in_any_case(
    port: int, customer: Customer, path: str, fold: Any
) -> None:
    body = {fold(name): value for name, value in (WHO | {"Fixtures": [FIXTURE]}).items()}
    got = post(port, path, json.dumps(body).encode(), "Text/JSON; charset=utf-8")
    assert got.status == 200
    assert msgspec.json.decode(got.body)["Body"][0]["FixtureId"] == FIXTURE


def test_numbers_of_bets_beyond_what_floats_hold_stay_whole(port: int, customer: Customer) -> None:
    got = post(port, "/Inplay/GetFixtureMarkets", json.dumps(WHO).encode())
    held = customer.picture.board.events[FIXTURE].markets[1].providers[8].bets
    assert min(held) > 2**53
    assert all(b'"Id":%d,' % number in got.body for number in held)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_told_which_one_is_right(port: int, method: str) -> None:
    got = ask(port, EVENTS, method)
    assert (got.status, got.headers["allow"]) == (405, "POST, OPTIONS")
    assert method == "HEAD" or got.said()["Header"]["HttpStatusCode"] == 405
    got = ask(port, EVENTS, "OPTIONS")
    assert (got.status, got.headers["allow"]) == (204, "POST, OPTIONS")
    if method == "PUT":
        got = ask(port, "/Fixtures/GetSubscribedMetadata", method)
        assert (got.status, got.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_head_of_what_is_got_has_no_body(port: int) -> None:
    got = ask(port, "/Fixtures/GetSubscribedMetadata?packageId=7", "HEAD")
    assert got.status == 200
    assert int(got.headers["content-length"]) > 0


@pytest.mark.parametrize(
    ("path", "near"), [("/Inplay/GetAll", "/Inplay/GetEvents"), ("/sports", "/Sports/Get")]
)
def test_a_path_that_is_not_there_is_told_those_beside_it(port: int, path: str, near: str) -> None:
    assert near in said(port, path, b"{}", 404)


def test_paths_of_others_stay_as_they_are(port: int) -> None:
    assert ask(port, "/api/v1/live/sports").status == 200
    assert ask(port, "/API/v1/live/sports").status == 404
    other = ask(port, "/nothing").said()
    assert "/inplay" in other["message"]


DEEP = b'{"packageId":7,"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "The body is a JSON object such as"),
        (b"[]", "The body is a JSON object such as"),
        (b"7", "The body is a JSON object such as"),
        (b"{", "not the JSON that is due"),
        (b"<Message/>", "The body is a JSON object such as"),
        (b"\xff\xfe", "The body is a JSON object such as"),
        (b'{"packageId":7,"password":"\xff"}', "not the JSON that is due"),
        (b'{"packageId":7,"password":"\\ud800"}', "not the JSON that is due"),
        (b'{"packageId":NaN}', "not the JSON that is due"),
        (b'{"packageId":' + b"9" * 5_000 + b"}", "not the JSON that is due"),
        (DEEP, "nested deeper than 16 levels"),
        (b"{}", "missing required field `PackageId`"),
        (b'{"packageId":0}', "PackageId: Expected `int` >= 1."),
        (b'{"packageId":"x"}', "PackageId: Expected `int`, got `str`."),
        (b'{"packageId":7.5}', "PackageId: Expected `int`"),
        (b'{"packageId":1e999}', "PackageId: Expected `int`"),
        (b'{"packageId":true}', "PackageId: Expected `int`, got `bool`."),
        (b'{"packageId":4294967296}', "PackageId: Expected `int` <= 2147483647."),
        (b'{"packageId":7,"PackageId":7}', "PackageId is given twice; give it once."),
        (b'{"packageId":7,"packageId":7}', "PackageId is given twice; give it once."),
        (b'{"packageId":7,"sports":[1],"SportsId":[2]}', "Sports is given twice"),
        (b'{"packageId":7,"sports":[null]}', "Sports[0]: Expected `int`, got `null`; leave out"),
        (b'{"packageId":7,"sports":6046}', "Sports: Expected `array`, got `int`."),
        (b'{"packageId":7,"fixtures":[1,[2]]}', "Fixtures[1]: Expected `int`, got `array`."),
        (b'{"packageId":7,"markets":[9223372036854775808]}', "Markets[0]: "),
        (b'{"packageId":7,"fromDate":"today"}', "FromDate: Expected `int`, got `str`."),
        (b'{"packageId":7,"toDate":-1}', "ToDate: Expected `int` >= 0."),
        (b'{"packageId":7,"username":{}}', "UserName: Expected `str`, got `object`."),
        (b'{"packageId":7,"password":"' + b"x" * 2_000 + b'"}', "Password: Expected `str` of len"),
    ],
)
def test_a_bad_body_is_told_what_is_wrong_and_where(
    port: int, customer: Customer, body: bytes, expected: str
) -> None:
    message = said(port, EVENTS, body, 400)
    assert expected in message
    assert len(message) < 500
    assert customer.post(EVENTS).status_code == 200


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"packageId":7,"suspensions":[{"markets":[{}]}]}',
         "Suspensions[0].Markets[0]: Object missing required field `MarketId`."),
        (b'{"packageId":7,"suspensions":[{"sportId":"x"}]}', "Suspensions[0].SportId: "),
        (b'{"packageId":7}', 'field `Suspensions`, as in {"PackageId":7,"UserName":"user",'
         '"Password":"password","Suspensions":[{"FixtureId":90000001}]}.'),
    ],
)  # fmt: skip
def test_a_field_within_a_field_is_named_by_its_path(port: int, body: bytes, expected: str) -> None:
    assert expected in said(port, "/Markets/ManualSuspension/Activate", body, 400)


@pytest.mark.parametrize("struct", [one for one in STRUCTS if issubclass(one, Request)])
def test_the_example_of_what_is_missing_is_a_request_that_is_right(struct: type[Request]) -> None:
    with pytest.raises(Refused) as refused:
        read_body(b"{}", struct)
    example = refused.value.message.partition("as in ")[2].removesuffix(".")
    assert read_body(example.encode(), struct).package_id == 7


def test_a_body_that_is_too_long_is_refused_before_it_is_whole(port: int) -> None:
    most = limits.PACKAGE_BODY_BYTES.default
    with Client(port) as client:
        client.write(
            b"POST /Inplay/GetEvents HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n"
            b"content-length: 999999999\r\n\r\n" + b" " * (most + 1)
        )
        got = client.answer()
    assert got.status == 413
    assert f"at most {most} bytes" in got.said()["Header"]["Errors"][0]["Message"]


def test_a_list_as_long_as_a_body_holds_is_taken(port: int) -> None:
    body = WHO | {"fixtures": [FIXTURE, *range(10_000, 40_000)]}
    got = post(port, EVENTS, json.dumps(body, separators=(",", ":")).encode())
    assert got.status == 200
    assert len(msgspec.json.decode(got.body)["Body"]) == 1


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_says_that_it_is_json(port: int, kind: str) -> None:
    message = said(port, EVENTS, json.dumps(WHO).encode(), 415, kind)
    assert message == "The body is JSON; say so: Content-Type: application/json."


def test_a_query_is_told_what_is_wrong_with_it(customer: Customer) -> None:
    path = "/Fixtures/GetSubscribedMetadata"
    for query, expected in {
        "": "missing required field `PackageId`",
        "packageId=x": "PackageId: Expected `int`",
        "packageId=7&PackageId=8": "PackageId is given twice",
        "packageId=7&username=%ff": "The query is not UTF-8.",
        "&".join(f"a{number}=1" for number in range(65)): "There are more than 64 parameters.",
    }.items():
        assert expected in refusal(customer.send("GET", f"{path}?{query}"), 400)


def test_long_answers_are_packed_for_clients_that_take_it(port: int) -> None:
    body = json.dumps(WHO).encode()
    got = post(port, "/Incidents/Get", body, accept_encoding="gzip, deflate")
    assert got.headers["content-encoding"] == "gzip"
    assert msgspec.json.decode(gzip.decompress(got.body))["Body"]["TotalItems"] > 100
    got = post(port, "/Incidents/Get", b'{"packageId":7}', accept_encoding="zstd")
    assert msgspec.json.decode(zstandard.decompress(got.body))["Body"]["TotalItems"] > 100
    got = post(port, "/Package/GetProviderOddsType", body, accept_encoding="gzip, deflate")
    assert "content-encoding" not in got.headers


def test_what_fails_here_is_told_in_the_shape_of_these_apis(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(customer.directory, "find", broken)
    assert refusal(customer.post(EVENTS), 500).startswith("Internal error; request ")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
names = sorted({name for one in STRUCTS for name in one.__struct_encode_fields__})


@given(
    st.dictionaries(st.sampled_from(names) | st.text(max_size=6), json_values, max_size=8),
    st.sampled_from([one for one in STRUCTS if issubclass(one, SnapshotRequest.__mro__[1])]),
)
def test_any_object_is_a_request_or_is_refused(said: dict[str, Any], kind: Any) -> None:
    body = json.dumps(said | {"packageId": 7}).encode()
    with contextlib.suppress(Refused):
        assert read_body(body, kind).package_id == 7


@given(st.binary(max_size=64))
def test_any_bytes_are_a_request_or_are_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        read_body(body, SnapshotRequest)


def test_every_path_is_in_the_documents() -> None:
    text = (Path(__file__).parents[3] / "docs" / "feed-apis.md").read_text(encoding="utf-8")
    paths = [one.path for one in OPERATIONS] + [one.path for one in snapshot_operations()]
    assert [path for path in paths if f"`{path}`" not in text] == []
