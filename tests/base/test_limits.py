"""The limits: in order, and told apart by settings."""

import re
from pathlib import Path
from typing import Final

import pytest

import touchline
from touchline.base import limits
from touchline.base.limits import LIMITS

SOURCES: Final = Path(touchline.__path__[0])
ASKED: Final = re.compile(r"\.limit\(\s*limits\.([A-Z0-9_]+)\s*\)")
"""How the value in use is read: `settings.limit(limits.NAME)`."""
NOT_SERVED_YET: Final = re.compile("journal_.*|checkpoint_.*|feed_.*|amqp_.*|snapshot_.*")
"""Limits of the journal and of brokers, which `touchline serve` does not run yet."""


def test_every_limit_that_can_be_set_is_read() -> None:
    asked = {
        name.lower() for path in SOURCES.rglob("*.py") for name in ASKED.findall(path.read_text())
    }
    assert asked <= LIMITS.keys()
    without_effect = LIMITS.keys() - asked
    assert [name for name in without_effect if not NOT_SERVED_YET.fullmatch(name)] == []


@pytest.mark.parametrize("name", LIMITS)
def test_the_default_is_between_the_least_and_the_most(name: str) -> None:
    limit = LIMITS[name]
    assert 0 <= limit.minimum <= limit.default <= limit.maximum
    assert limit.unit
    assert limit.why
    assert name.endswith("_ms") == (limit.unit == "ms")
    assert name.endswith("_bytes") == (limit.unit == "bytes")


def test_no_two_limits_are_equal() -> None:
    assert len(set(LIMITS.values())) == len(LIMITS)


def test_defaults_that_the_outside_relies_on() -> None:
    assert limits.MESSAGE_BYTES.default == 16 * 1024**2
    assert limits.MESSAGE_BYTES.maximum == 64 * 1024**2
    assert limits.MESSAGE_DEPTH[:3] == (8, 32, 64)
    assert limits.FUTURE_STAMP_MS.default == 60_000
    assert limits.RETENTION_MS.default == 24 * 3_600_000
