"""The page at /docs: complete, harmless, and written as requests and answers are."""

import re
from base64 import b64encode
from collections import Counter
from copy import deepcopy
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from shlex import split
from typing import Any

import msgspec
import pytest

from tests.surfaces.whole import application, documented, filled
from touchline.surfaces.answers import Answer
from touchline.surfaces.docs_page import page
from touchline.surfaces.openapi import document
from touchline.surfaces.v2.days import zone_names

APPLICATION = application(filled())
WHOLE: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document(documented())))
KEYED = page(WHOLE, {}).decode()
EMPTY_TAGS = {"meta", "input", "option"}


def get(path: str = "/docs", **headers: str) -> Answer:
    sent = {name.replace("_", "-").encode(): text.encode() for name, text in headers.items()}
    return APPLICATION.answer("GET", path, "", sent)


OPEN = get().body.decode()


class Reader(HTMLParser):
    """Reads a page: tags that are not closed in order, ids, links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.ids += [said["id"] or ""] if "id" in said else []
        self.links |= {said["href"] or ""} if "href" in said else set()
        if tag not in EMPTY_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY_TAGS and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


def article(text: str, name: str) -> str:
    """Return the part of a page that tells of an operation or a type."""
    return text.partition(f"<article id='{name}'>")[2].partition("</article>")[0]


def plain(text: str) -> str:
    """Return what is read of a part of a page."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", text)).split())


@pytest.mark.parametrize("text", [OPEN, KEYED], ids=["open", "keyed"])
def test_the_page_is_whole(text: str) -> None:
    reader = Reader(text)
    assert (reader.wrong, reader.open) == ([], [])
    assert [name for name, count in Counter(reader.ids).items() if count > 1] == []
    inside = {link.removeprefix("#") for link in reader.links if link.startswith("#")}
    assert inside - set(reader.ids) == set()
    operations = {item["get"]["operationId"] for item in WHOLE["paths"].values()}
    assert operations <= inside


@pytest.mark.parametrize("path", ["/docs", "/docs/", "/"])
def test_the_page_needs_no_other_host_and_runs_nothing_but_its_own(path: str) -> None:
    answer = get(path)
    assert answer.status == 200
    headers = dict(answer.headers)
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    policy = headers[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    text = answer.body.decode()
    for tag in ("style", "script"):
        (own,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        hashed = b64encode(sha256(own.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{hashed}'" in policy
    assert not [link for link in Reader(text).links if not link.startswith(("#", "/"))]
    assert not re.search(r" (style|on\w+|src)=", text)


def test_the_page_is_tagged_packed_and_kept_as_other_answers_are() -> None:
    packed = get(accept_encoding="gzip")
    headers = dict(packed.headers)
    assert headers[b"content-encoding"] == b"gzip"
    assert len(packed.body) < len(OPEN) / 4
    assert headers[b"cache-control"] == b"private, max-age=300"
    again = get(if_none_match=headers[b"etag"].decode())
    assert (again.status, again.body) == (304, b"")


def test_every_operation_is_told_with_all_that_belongs_to_it() -> None:
    for path, item in WHOLE["paths"].items():
        operation = item["get"]
        told = plain(article(KEYED, operation["operationId"]))
        assert told.startswith(f"GET {path} {operation['summary']}.")
        assert operation["description"].replace("`", " ").split()[-1] in told
        for parameter in operation["parameters"]:
            assert f"{parameter['name']} " in told
        for status, answer in operation["responses"].items():
            assert f" {status} " in told
            if "$ref" not in answer and status != "200":
                message = answer["content"]["application/json"]["example"]
                assert message.get("message", message.get("error")) is not None
        assert f"curl -s{'' if not operation['security'] else ' -H '}" in told


def test_values_are_written_as_requests_have_them() -> None:
    matches = plain(article(OPEN, "v2Matches"))
    assert "Default upcoming,live,completed ." in matches
    assert "One of completed , live , upcoming ." in matches
    assert "limit integer from 1 to 100 optional" in matches
    assert "Default 100 ." in matches
    live = plain(article(OPEN, "v2LiveMatches"))
    assert "One of true , false . Default false ." in live
    for text in (OPEN, KEYED):
        assert not re.search(r"(Default|Example) (None|True|False|\(|\[)", plain(text))


def test_time_zones_are_listed_once_for_all_who_take_one() -> None:
    count = f"One of the {len(zone_names())} of TimeZone ."
    assert plain(article(OPEN, "v2Regions")).count(count) == 1
    assert set(plain(article(OPEN, "schema-TimeZone")).split(" , ")) >= {"UTC", "Europe/London"}
    assert OPEN.count("<datalist id='list-TimeZone'>") == 1


def test_the_fields_of_answers_are_told_with_type_and_meaning() -> None:
    events = plain(article(OPEN, "v1LiveEvents"))
    assert "data[].homeTeam string Name of the home side" in events
    assert "data[].timerSeconds integer or null Seconds played." in events
    assert "href='#schema-PeriodScore'" in article(OPEN, "v1LiveEvents")
    match = plain(article(OPEN, "schema-LiveMatch"))
    assert "homeTeamId integer or null deprecated" in match
    assert "One of abandoned , cancelled , delayed" in match
    assert "liveEventData array of LiveEventData not always there" in match
    assert '"homeTeam": "Kairat"' in events


def test_ids_are_found_where_links_say() -> None:
    told = article(OPEN, "v1LiveEvent")
    (sources,) = re.findall("data-from='([^']*)'", told)
    assert sources.split() == [
        "/api/v1/live/events?count=1#/data/0/id",
        "/api/v1/events/top?count=1#/data/0/id",
    ]


def test_keys_are_asked_for_where_they_are_needed() -> None:
    assert "id='key'" in KEYED
    assert "id='key'" not in OPEN
    assert "YOUR_KEY" not in OPEN
    assert "-H 'x-api-key: YOUR_KEY'" in plain(article(KEYED, "v1LiveEvents"))
    assert "-H 'Authorization: Bearer YOUR_KEY'" in plain(article(KEYED, "v2Match"))
    health = plain(article(KEYED, "v2Health"))
    assert "Needs no key and costs nothing." in health
    assert "YOUR_KEY" not in health


def test_operations_that_change_something_show_their_body_and_are_not_tried() -> None:
    whole = deepcopy(WHOLE)
    taken = whole["paths"]["/v2/teams"]["get"]
    posted = deepcopy(taken) | {
        "operationId": "post",
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Team"},
                    "example": {"id": 1, "name": "it's"},
                }
            }
        },
    }
    posted["responses"]["201"] = posted["responses"].pop("200")
    whole["paths"]["/v2/teams"]["post"] = posted
    told = article(page(whole, {}).decode(), "post")
    assert "-X POST" in told
    (curl,) = re.findall("<code>(curl .*?)</code>", told)
    assert '{"id":1,"name":"it\'s"}' in split(unescape(curl))
    assert "Body Team id integer Id of the team" in plain(told)
    assert "Answer 201" in plain(told)
    assert "<button" not in told


def test_text_of_a_document_is_text_on_the_page() -> None:
    whole = deepcopy(WHOLE)
    evil = "</p><script>alert(1)</script>'\"&"
    whole["info"]["title"] = whole["info"]["description"] = evil
    operation = whole["paths"]["/v2/teams"]["get"]
    operation["summary"] = operation["description"] = evil
    operation["parameters"][0] |= {"description": evil, "example": evil}
    text = page(whole, {}).decode()
    assert text.count("<script>") == 1
    assert Reader(text).wrong == []
