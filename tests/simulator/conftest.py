"""What holds for all tests of the simulator."""

import gc
from collections.abc import Iterator

import pytest

_SELDOM = 20_000


@pytest.fixture(scope="session", autouse=True)
def garbage_is_looked_for_seldom() -> Iterator[None]:
    """Save a fifth of the time: made-up matches make many objects, and hardly any cycles."""
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    yield
    gc.set_threshold(*before)
