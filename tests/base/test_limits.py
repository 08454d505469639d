"""The limits: in order, and told apart by settings."""

import pytest

from touchline.base import limits
from touchline.base.limits import LIMITS


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
    assert limits.V1_COUNT[:3] == (1, 100, 500)
    assert limits.V1_TOP_LEAGUES[:3] == (1, 15, 100)
