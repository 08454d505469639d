"""Logs: their fields, and that no secret and no forged line gets into them."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from touchline.base import log
from touchline.base.redaction import redact

LOGGER = logging.getLogger("touchline.test")


@pytest.fixture(autouse=True)
def _root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def configured(format: Literal["text", "json"], level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    log.configure(level, format, stream)
    return stream


def only_object(stream: io.StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def test_json_has_the_fields() -> None:
    stream = configured("json")
    source = log.source.set("replay")
    request = log.request_id.set("abc")
    LOGGER.warning("took %d ms", 7, extra={"fixture": 10**30, "parts": (1, "\ud800"), "x": None})
    log.source.reset(source)
    log.request_id.reset(request)
    found = only_object(stream)
    assert found.pop("ts").endswith("Z")
    assert found == {
        "level": "warning",
        "logger": "touchline.test",
        "message": "took 7 ms",
        "source": "replay",
        "request_id": "abc",
        "fixture": str(10**30),
        "parts": [1, "\\ud800"],
    }


@pytest.mark.parametrize(("level", "told"), [("debug", ["W"]), ("info", ["W"]), ("error", [])])
def test_calls_of_apis_are_not_told_one_by_one(level: str, told: list[str]) -> None:
    stream = configured("json", level)
    logging.getLogger("httpx").info("HTTP Request: POST http://host/path")
    logging.getLogger("httpx").warning("W")
    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == told


def test_json_leaves_out_what_is_unknown() -> None:
    stream = configured("json")
    LOGGER.info("up")
    assert set(only_object(stream)) == {"ts", "level", "logger", "message"}


def test_text_is_one_line() -> None:
    stream = configured("text")
    LOGGER.info("a\nb \x1b[31m", extra={"fixture": "1\n2"})
    (line,) = stream.getvalue().splitlines()
    assert line.endswith(r"info    touchline.test: a\nb \x1b[31m fixture=1\n2")


@pytest.mark.parametrize("format", ["text", "json"])
def test_an_exception_comes_with_its_traceback(format: Literal["text", "json"]) -> None:
    stream = configured(format)
    try:
        raise RuntimeError("password=hunter")
    except RuntimeError:
        LOGGER.exception("failed", stack_info=True)
    written = stream.getvalue()
    assert "Traceback" in written
    assert "Stack" in written
    assert "RuntimeError: password=[redacted]" in written
    assert "hunter" not in written


def test_levels_and_configuring_again() -> None:
    first = configured("text")
    others = logging.NullHandler()
    logging.getLogger().addHandler(others)
    second = configured("text", "error")
    LOGGER.warning("quiet")
    LOGGER.error("loud")
    assert first.getvalue() == ""
    assert second.getvalue().count("\n") == 1
    assert others in logging.getLogger().handlers
    with pytest.raises(ValueError, match="LOUD"):
        log.configure("loud", "text")


def test_stderr_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("info", "text")
    LOGGER.info("here")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "here" in captured.err


@pytest.mark.parametrize("format", ["text", "json"])
def test_no_secret_is_logged(format: Literal["text", "json"]) -> None:
    stream = configured(format)
    LOGGER.info("got x-api-key: %s", "hidden1")
    LOGGER.info(
        "got",
        extra={
            "headers": {"X-Api-Key": "hidden2", "deep": [{"password": ["hidden3"]}]},
            "pairs": [(b"authorization", b"hidden4"), (b"host", b"seen")],
            "x_api_key": "hidden5",
            "note": "sk_live_hidden6",
            "address": "amqp://user:hidden7@host/",
        },
    )
    assert "hidden" not in stream.getvalue()
    assert "seen" in stream.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x-api-key: hidden", "x-api-key: [redacted]"),
        ("?X-API-Key=hidden&count=1", "?X-API-Key=[redacted]&count=1"),
        ("Authorization: Bearer hidden.a-b", "Authorization: [redacted]"),
        ('Authorization: Digest user="hidden", x="hidden"', "Authorization: [redacted]"),
        ("Authorization Bearer hidden1", "Authorization [redacted]"),
        ("{'authorization': 'hidden x', 'a': 'b'}", "{'authorization': [redacted], 'a': 'b'}"),
        (
            "[(b'x-api-key', b'hidden'), (b'a', b'b')]",
            "[(b'x-api-key', b[redacted]), (b'a', b'b')]",
        ),
        ('{"password": "hidden \' x", "a": ""}', '{"password": [redacted], "a": ""}'),
        (r"{\"password\": \"hidden x\", 1}", r"{\"password\": [redacted], 1}"),
        (r'{"password": "hidden\"hidden\\", "a": ""}', '{"password": [redacted], "a": ""}'),
        (r"{\"password\": \"hidden\\\"hidden\\\\\", \"a\"}", r"{\"password\": [redacted], \"a\"}"),
        (r"{'password': 'hidden\'hidden'}", "{'password': [redacted]}"),
        ("password='hidden without end", "password=[redacted]"),
        ("password hidden2", "password [redacted]"),
        ("bearer hiddenhidden", "bearer [redacted]"),
        ("key sk_test_hidden-1_2, next", "key sk_test_[redacted], next"),
        ("amqps://user:hidden@host:5671/v", "amqps://user:[redacted]@host:5671/v"),
        ("amqp://user:hid/den@hid?den@host/v a@b", "amqp://user:[redacted]@host/v a@b"),
    ],
)
def test_secrets_are_redacted(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Missing x-api-key, Authorization or password",
        "the x-api-key header is missing",
        "password reset in 5 minutes",
        "http://host:80/a@b",
        "http://[::1]:80/a@b",
        "a basic error",
    ],
)
def test_sentences_are_left_alone(text: str) -> None:
    assert redact(text) == text
