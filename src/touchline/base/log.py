"""Structured logs on stderr, as text for people or one JSON object a line for machines.

Wall time only. What is logged while a message or a request is handled carries its `source` or
`request_id`. Secrets are taken out at the last moment, whoever logged them.
"""

import logging
import sys
from contextvars import ContextVar
from typing import Final, Literal, TextIO

import msgspec

from touchline.base.clock import format_time
from touchline.base.redaction import redact, redact_value
from touchline.base.text import one_line

source: Final[ContextVar[str | None]] = ContextVar("source", default=None)
"""The source whose message is handled."""
request_id: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)
"""The request that is handled."""

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_LARGEST_JSON_INTEGER: Final = 2**63 - 1


def configure(level: str, format: Literal["text", "json"], stream: TextIO | None = None) -> None:
    """Send all logs from a level up to stderr (or a stream), in place of what was configured here.

    Handlers of others are left alone. Raises ValueError for an unknown level.
    """
    root = logging.getLogger()
    root.setLevel(level.upper())
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, _Formatter):
            root.removeHandler(handler)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonFormatter() if format == "json" else _TextFormatter())
    root.addHandler(handler)
    # It tells every call at info; what fails of them is told by who made them.
    logging.getLogger("httpx").setLevel(max(root.level, logging.WARNING))


class _Formatter(logging.Formatter):
    """Takes a record apart into its fields, without secrets."""

    def fields(self, record: logging.LogRecord) -> dict[str, object]:
        """Return ts, level, logger, message, what is known of source and request, and the rest."""
        context = {"source": source.get(), "request_id": request_id.get()}
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        fields = {
            "ts": format_time(int(record.created * 1_000)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        return fields | {
            name: redact_value(name, value)
            for name, value in (context | extra).items()
            if value is not None and name not in fields
        }

    def trace(self, record: logging.LogRecord) -> str:
        """Return the traceback and the stack of a record, empty where it has none."""
        parts = [self.formatException(record.exc_info)] if record.exc_info else []
        parts += [self.formatStack(record.stack_info)] if record.stack_info else []
        return redact("\n".join(parts))


class _JsonFormatter(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        trace = self.trace(record)
        if trace:
            fields["exception"] = trace
        return msgspec.json.encode(_encodable(fields)).decode()


class _TextFormatter(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        ts, level, logger, message = (
            str(fields.pop(name)) for name in ("ts", "level", "logger", "message")
        )
        extra = "".join(f" {name}={value}" for name, value in fields.items())
        line = one_line(f"{ts} {level:<7} {logger}: {message}{extra}")
        trace = self.trace(record)
        return f"{line}\n{trace}" if trace else line


def _encodable(value: object) -> object:
    """Return what JSON can hold: no lone surrogates, no integers beyond 64 bits."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, int) and abs(value) > _LARGEST_JSON_INTEGER:
        return str(value)
    if isinstance(value, list):
        return [_encodable(entry) for entry in value]
    if isinstance(value, dict):
        return {_encodable(key): _encodable(entry) for key, entry in value.items()}
    return value
