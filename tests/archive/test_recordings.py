"""Recordings: what is written is what is read, and what is broken is told, not lost."""

import gzip
import json
import logging
import struct
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from touchline.archive.recordings import Kind, Recorded, RecordingWriter, read_recording
from touchline.base.errors import RecordingError

SUFFIXES = ("jsonl", "jsonl.gz", "jsonl.zst")
every_packing = pytest.mark.parametrize("suffix", SUFFIXES)

MESSAGES = [
    Recorded(1_000, {"MessageType": "32"}, b'{"Header":{"Type":32}}', Kind.BODY),
    Recorded(1_000, {}, b'{ "Id" : 743634282222500091, "x": 1.50 }', Kind.BODY),
    Recorded(2_000, {"n": {"a": [None, 1]}}, "<Message>é</Message>".encode(), Kind.XML),
    Recorded(1_500, {}, b'{"Header":{"Ty', Kind.RAW),
    Recorded(3_000, {}, b"\xff\xfe\x00", Kind.RAW),
    Recorded(4_000, {}, b"", Kind.RAW),
]  # fmt: skip


def write(path: Path, messages: list[Recorded]) -> Path:
    with RecordingWriter(path) as writer:
        for message in messages:
            writer.write(message)
    return path


def lines(path: Path, *texts: str) -> Path:
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return path


# Writing and reading


@every_packing
def test_what_is_written_is_read_back_byte_for_byte(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.{suffix}", MESSAGES)
    assert list(read_recording(path)) == MESSAGES


def _json_values() -> st.SearchStrategy[object]:
    text = st.text(st.characters(exclude_categories=["Cs"]))
    leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | text
    return st.recursive(
        leaves, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=8
    )


@st.composite
def _messages(draw: st.DrawFn) -> Recorded:
    kind = draw(st.sampled_from(Kind))
    if kind is Kind.BODY:
        value = draw(st.lists(_json_values()) | st.dictionaries(st.text("abc"), _json_values()))
        body = json.dumps(value, ensure_ascii=draw(st.booleans())).encode()
    elif kind is Kind.XML:
        body = draw(st.text(st.characters(exclude_categories=["Cs"]))).encode()
    else:
        body = draw(st.binary())
    at = draw(st.integers(0, 253_402_300_799_999))
    headers = draw(st.dictionaries(st.text("abc"), st.text("abc") | st.integers(0, 9)))
    return Recorded(at, headers, body, kind)


@given(messages=st.lists(_messages()), suffix=st.sampled_from(SUFFIXES))
def test_writing_then_reading_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, messages: list[Recorded], suffix: str
) -> None:
    path = write(tmp_path_factory.mktemp("written") / f"a.{suffix}", messages)
    assert list(read_recording(path)) == messages


@every_packing
def test_the_packing_is_told_by_content_not_by_name(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.{suffix}", MESSAGES)
    renamed = path.rename(tmp_path / "recording.bin")
    assert list(read_recording(renamed)) == MESSAGES


@every_packing
def test_the_same_messages_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    first = write(tmp_path / f"a.{suffix}", MESSAGES)
    second = write(tmp_path / f"b.{suffix}", MESSAGES)
    assert first.read_bytes() == second.read_bytes()


def test_lines_are_those_that_other_tools_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", MESSAGES)
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert found[0] == {
        "at": 1_000,
        "headers": {"MessageType": "32"},
        "body": {"Header": {"Type": 32}},
        "version": 1,
    }
    assert found[1] == {
        "at": 1_000,
        "headers": {},
        "body": {"Id": 743634282222500091, "x": 1.5},
    }
    assert found[2]["xml"] == "<Message>é</Message>"
    assert found[3]["raw"] == '{"Header":{"Ty'
    assert found[4]["raw_base64"] == "//4A"


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b'{"Header":{}}', "body"),
        (b"[1]", "body"),
        (b'{\n "Header": {}\r\n}\n', "body"),
        (b" <Message/>", "xml"),
        (b"{", "raw"),
        (b'{"a":"\xff"}', "raw_base64"),
        (b"<Message>\xe9</Message>", "raw_base64"),
        (b"null", "raw"),
        (b"", "raw"),
    ],
)
def test_the_writer_finds_out_what_a_body_is(tmp_path: Path, body: bytes, key: str) -> None:
    path = write(tmp_path / "a.jsonl", [Recorded(1, {}, body)])
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert key in json.loads(line)
    (recorded,) = read_recording(path)
    if key == "body":
        assert json.loads(recorded.body) == json.loads(body)
    else:
        assert recorded.body == body


def test_several_gzip_members_and_zstd_frames_are_one_recording(tmp_path: Path) -> None:
    for suffix in SUFFIXES[1:]:
        first = write(tmp_path / f"a.{suffix}", MESSAGES[:2])
        second = write(tmp_path / f"b.{suffix}", MESSAGES[2:])
        both = tmp_path / f"both.{suffix}"
        both.write_bytes(first.read_bytes() + second.read_bytes())
        assert list(read_recording(both)) == MESSAGES


def test_padding_after_gzip_and_frames_that_zstd_skips_are_no_content(tmp_path: Path) -> None:
    packed = write(tmp_path / "a.gz", MESSAGES)
    packed.write_bytes(packed.read_bytes() + bytes(1_000))
    assert list(read_recording(packed)) == MESSAGES
    skipped = b"\x50\x2a\x4d\x18" + struct.pack("<I", 5) + b"hello"
    packed = write(tmp_path / "a.zst", MESSAGES)
    packed.write_bytes(skipped + packed.read_bytes() + skipped)
    assert list(read_recording(packed)) == MESSAGES


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", MESSAGES)
    told: list[tuple[int, int]] = []
    list(read_recording(path, progress=lambda read, total: told.append((read, total))))
    size = path.stat().st_size
    assert told[-1] == (size, size)


# What is not a recording


def test_an_empty_file_and_blank_lines_have_no_messages(tmp_path: Path) -> None:
    assert list(read_recording(lines(tmp_path / "a"))) == []
    assert list(read_recording(lines(tmp_path / "b", "", "  ", "\r"))) == []


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_what_is_not_a_file_is_refused_at_once(tmp_path: Path, what: str) -> None:
    path = tmp_path / "nothing" if what == "missing" else tmp_path
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert caught.value.code == "recording-missing"
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("start", [b"BZh91", b"PK\x03\x04..", b"\xfd7zXZ\x00", b"\xff\xfe{\x00"])
def test_other_packings_are_named(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(start)
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert caught.value.code == "recording-unsupported"


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = lines(tmp_path / "a", '{"at":1,"raw":"x","version":2}')
    with pytest.raises(RecordingError, match="version 2") as caught:
        list(read_recording(path, malformed=lambda _line, _error: None))
    assert caught.value.code == "recording-unsupported"


MALFORMED = [
    "{",
    "nothing",
    "[]",
    "{}",
    '{"at":1}',
    '{"at":"1","raw":""}',
    '{"at":-1,"raw":""}',
    '{"at":1.5,"raw":""}',
    '{"at":1,"body":null}',
    '{"at":1,"body":{},"xml":""}',
    '{"at":1,"raw":1}',
    '{"at":1,"raw_base64":"*"}',
    '{"at":1,"headers":[],"raw":""}',
    '{"at":1,"raw":"\\ud800"}',
    '{"at":1,"body":' + "[" * 100_000 + "]" * 100_000 + "}",
]


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: text[:30])
def test_a_malformed_line_is_named_by_file_and_number(tmp_path: Path, text: str) -> None:
    path = lines(tmp_path / "a.jsonl", '{"at":1,"raw":"x"}', "", text, '{"at":2,"raw":"y"}')
    with pytest.raises(RecordingError) as caught:
        list(read_recording(path))
    assert caught.value.code == "recording-malformed"
    assert str(caught.value).startswith(f"{path}:3: ")
    assert "\n" not in str(caught.value)


def test_the_lenient_reader_hands_malformed_lines_over_and_goes_on(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", *MALFORMED, '{"at":2,"raw":"y"}')
    refused: list[tuple[bytes, str | None]] = []
    found = list(
        read_recording(path, malformed=lambda line, error: refused.append((line, error.where)))
    )
    assert [recorded.body for recorded in found] == [b"y"]
    assert refused == [
        (text.encode(), f"{path}:{number}") for number, text in enumerate(MALFORMED, 1)
    ]


@every_packing
def test_a_too_long_line_is_refused_and_not_held(tmp_path: Path, suffix: str) -> None:
    long = Recorded(2, {}, b"x" * 1_000_000, Kind.RAW)
    path = write(tmp_path / f"a.{suffix}", [MESSAGES[0], long, MESSAGES[0], long])
    with pytest.raises(RecordingError, match=":2: is longer than 100000 bytes"):
        list(read_recording(path, line_bytes=100_000))
    refused: list[bytes] = []
    found = list(
        read_recording(
            path, line_bytes=100_000, malformed=lambda line, _error: refused.append(line)
        )
    )
    assert found == [MESSAGES[0], MESSAGES[0]]
    assert len(refused) == 2
    assert all(len(line) <= 100_000 for line in refused)


def test_a_line_may_be_as_long_as_the_limit(tmp_path: Path) -> None:
    text = '{"at":1,"raw":"' + "x" * 100 + '"}'
    path = lines(tmp_path / "a", text, text)
    assert len(list(read_recording(path, line_bytes=len(text)))) == 2
    with pytest.raises(RecordingError):
        list(read_recording(path, line_bytes=len(text) - 1))


# Torn files


def many(count: int) -> list[Recorded]:
    return [
        Recorded(number, {}, b'{"Id":%d}' % (number * 7_919_777_777), Kind.BODY)
        for number in range(count)
    ]


@pytest.mark.parametrize("suffix", SUFFIXES[1:])
def test_a_torn_tail_is_told_once_and_the_rest_stays(tmp_path: Path, suffix: str) -> None:
    messages = many(20_000)
    path = write(tmp_path / f"a.{suffix}", messages)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 3 // 4])
    told: list[str] = []
    found = list(read_recording(path, torn=told.append))
    assert 0 < len(found) < len(messages)
    assert found == messages[: len(found)]
    assert told == [f"the file is cut off after byte {len(whole) * 3 // 4}; what was read stays"]


@pytest.mark.parametrize("suffix", SUFFIXES[1:])
def test_any_cut_of_a_file_gives_a_beginning_of_it(tmp_path: Path, suffix: str) -> None:
    messages = many(30)
    path = write(tmp_path / f"a.{suffix}", messages)
    whole = path.read_bytes()
    # With less than its first bytes a file cannot be told from plain text.
    for length in range(4, len(whole)):
        path.write_bytes(whole[:length])
        told: list[str] = []
        found = list(read_recording(path, torn=told.append))
        assert found == messages[: len(found)]
        assert len(told) == 1


def test_without_a_callback_a_torn_tail_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path / "a.gz", many(10))
    path.write_bytes(path.read_bytes()[:-9])
    with caplog.at_level(logging.WARNING):
        assert len(list(read_recording(path))) == 10
    (record,) = caplog.records
    assert "cut off" in record.getMessage()
    assert str(path) in record.getMessage()


@pytest.mark.parametrize("suffix", SUFFIXES[1:])
def test_damage_is_told_and_what_was_before_stays(tmp_path: Path, suffix: str) -> None:
    messages = many(60_000)
    path = write(tmp_path / f"a.{suffix}", messages)
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 64] = bytes(64)
    path.write_bytes(whole)
    told: list[str] = []
    found: list[Recorded] = []
    for recorded in read_recording(path, torn=told.append, malformed=lambda _line, _error: None):
        found.append(recorded)
    assert len(told) == 1
    assert found[:100] == messages[:100]


def test_a_bomb_is_not_held_whole(tmp_path: Path) -> None:
    told: list[tuple[bytes, str]] = []
    for packed in (
        gzip.compress(bytes(50_000_000)),
        zstandard.ZstdCompressor().compress(bytes(50_000_000)),
    ):
        path = tmp_path / "bomb"
        path.write_bytes(packed)
        found = list(
            read_recording(
                path,
                line_bytes=100_000,
                malformed=lambda line, error: told.append((line, error.reason)),
            )
        )
        assert found == []
    assert [reason for _, reason in told] == ["is longer than 100000 bytes"] * 2
    assert all(len(line) <= 100_000 for line, _ in told)


# Real recordings


def test_a_shared_recording_is_read_whole(shared: Path) -> None:
    found = list(read_recording(shared / "recordings" / "bundesliga-2018-04-28-chaos.jsonl.gz"))
    assert len(found) == 17_041
    assert sum(recorded.kind is Kind.RAW for recorded in found) == 2
    assert all(before.at <= after.at for before, after in pairwise(found))
