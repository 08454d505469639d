"""Tags, ages and packing, over the real v1 surface."""

import zlib

import pytest
import zstandard

from tests.surfaces.v1.pictures import FIXTURE, Match
from touchline.surfaces.answers import Answer
from touchline.surfaces.negotiation import Made, Packer, accepted_encoding, content_tag, finish

LIST = "/api/v1/live/events"


@pytest.fixture
def match() -> Match:
    match = Match()
    for number in range(5):
        match.fixture(FIXTURE + number)
    match.livescore(10, 600, Clock={"Status": 1, "Seconds": 600})
    return match


def ask(match: Match, path: str = LIST, **headers: str) -> Answer:
    sent = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return match.v1.answer("GET", path, "", sent, match.now)


def header(answer: Answer, name: str) -> str | None:
    found = [value.decode() for key, value in answer.headers if key == name.encode()]
    return found[0] if found else None


def tag(match: Match, path: str = LIST) -> str:
    found = header(ask(match, path), "etag")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "path", [LIST, "/api/v1/live/sports", f"/api/v1/live/event/{FIXTURE}", "/api/v1/sports"]
)
def test_who_has_the_newest_answer_gets_304_without_a_body(match: Match, path: str) -> None:
    again = ask(match, path, if_none_match=tag(match, path))
    assert (again.status, again.body) == (304, b"")
    assert header(again, "etag") == tag(match, path)
    assert header(again, "content-type") is None


@pytest.mark.parametrize(
    "sent",
    ["*", " * ", "{}", "W/{}", '"other", {}', 'W/"other",W/{},"more"', '"", {}', '"a,b" , {}'],
)
def test_if_none_match_in_its_forms(match: Match, sent: str) -> None:
    found = ask(match, if_none_match=sent.format(tag(match)))
    assert (found.status, found.body) == (304, b"")
    said = {name for name, _ in ask(match).headers} - {b"content-type"}
    assert {name for name, _ in found.headers} == said
    assert {b"etag", b"cache-control", b"vary", b"age"} <= said


@pytest.mark.parametrize("sent", ["", '"other"', 'W/"other"', '"*"', '"a, {}, b"', "{}x", '"', ","])
def test_what_names_another_tag_is_answered_whole(match: Match, sent: str) -> None:
    assert ask(match, if_none_match=sent.format(tag(match).strip('"'))).status == 200


def test_a_tag_changes_when_the_clock_shows_another_second_and_not_before(match: Match) -> None:
    before = tag(match)
    match.now += 400
    assert tag(match) == before
    match.now += 600
    assert tag(match) != before


def test_a_tag_changes_with_content_and_with_what_is_listed(match: Match) -> None:
    seen = {tag(match)}
    match.now += 100
    match.livescore(10, 600, (1, 0), Clock={"Status": 1, "Seconds": 600})
    seen.add(tag(match))
    match.fixture(FIXTURE + 4, Status=3)
    seen.add(tag(match))
    assert len(seen) == 3


def test_equal_pictures_have_equal_tags_across_restarts(match: Match) -> None:
    other = Match()
    for number in reversed(range(5)):
        other.fixture(FIXTURE + number)
    other.livescore(10, 600, Clock={"Status": 1, "Seconds": 600})
    assert tag(other) == tag(match)
    assert ask(other).body == ask(match).body


def test_age_tells_how_long_the_feed_was_silent(match: Match) -> None:
    assert header(ask(match), "age") == "0"
    match.now += 3_400
    answer = ask(match)
    assert header(answer, "x-data-age-ms") == "3400"
    assert header(answer, "age") == "3"
    match.now += 60_000
    assert header(ask(match), "cache-control") == "private, max-age=0"


@pytest.mark.parametrize(
    ("age_ms", "age", "left"),
    [
        (0, 0, 10),
        (1, 0, 9),
        (999, 0, 9),
        (1_000, 1, 9),
        (3_640, 3, 6),
        (9_001, 9, 0),
        (10_001, 10, 0),
    ],
)
def test_nothing_may_be_shown_longer_than_its_time_to_live(
    age_ms: int, age: int, left: int
) -> None:
    answer = finish(Made(b"{}", "tag", 10, age_ms), {}, Packer())
    assert header(answer, "age") == str(age)
    assert header(answer, "x-data-age-ms") == str(age_ms)
    assert header(answer, "cache-control") == f"private, max-age={left}"


def test_bodies_are_packed_for_who_takes_it(match: Match) -> None:
    plain = ask(match)
    gzip = ask(match, accept_encoding="gzip")
    zstd = ask(match, accept_encoding="gzip, zstd")
    assert zlib.decompress(gzip.body, 31) == plain.body
    assert zstandard.ZstdDecompressor().decompress(zstd.body) == plain.body
    tags = {header(answer, "etag") for answer in (plain, gzip, zstd)}
    assert len(tags) == 3
    for packed in tags:
        assert packed is not None
        assert ask(match, accept_encoding="gzip", if_none_match=packed).status == 304
    assert header(plain, "vary") == "Accept-Encoding, Authorization, x-api-key"


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("*", "zstd"),
        ("gzip;q=0", None),
        ("gzip;q=0.5, zstd;q=0.1", "gzip"),
        ("br, deflate", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("gzip;q=nonsense", None),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("identity;q=0, *;q=0", None),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("gzip;q=0, zstd;q=0", None),
        ("gzip;q=0, *", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("*;q=0.1, gzip;q=0.2", "gzip"),
        ("*;q=0.5, identity", None),
        ("gzip, zstd;q=0.9", "gzip"),
        ("gzip;q=0.9, zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("GZIP ; Q=0.5", "gzip"),
        ("gzip;q=nan, zstd;q=0", None),
        ("zstd;q=nan, gzip", "gzip"),
        ("zstd;q=2, gzip;q=0.1", "gzip"),
        ("zstd;q=-1, gzip;q=1e9", None),
        ("gzip;level=1;q=0", None),
        (";;;,,,=;q", None),
        ("gzip" * 4_000, None),
    ],
)
def test_accepted_encoding(said: str, chosen: str | None) -> None:
    assert accepted_encoding(said) == chosen


def test_packed_bodies_are_kept_within_bounds() -> None:
    packer = Packer(max_bytes=1_000)
    bodies = [bytes([number]) * 50_000 for number in range(60)]
    for body in bodies:
        packed = packer.pack(Made(body, content_tag(body), 1), "gzip")
        assert zlib.decompress(packed, 31) == body
    assert packer.held_bytes <= 1_000
