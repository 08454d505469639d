"""What bad input costs: memory in proportion to its bytes, and time that the system can bound."""

import os
import subprocess
import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

from tests.wire.hostile import SHAPES
from touchline.base.errors import WireError
from touchline.wire import decode

MIB = 1024**2
MEMORY_PER_BYTE = 64
"""An object of JSON takes three bytes, and its struct up to 150."""


@pytest.mark.parametrize("name", SHAPES)
def test_memory_stays_in_proportion(name: str) -> None:
    body = SHAPES[name](MIB // 8).encode()
    tracemalloc.start()
    with suppress(WireError):
        decode(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEMORY_PER_BYTE * len(body) + MIB // 4


def test_memory_of_a_large_body_of_nothing_but_objects_is_not_taken() -> None:
    body = b'{"FixtureId": 1, "Fixture": {"Participants": [' + b"{}," * 4_000_000 + b"{}]}}"
    tracemalloc.start()
    with pytest.raises(WireError, match="wire-too-many-elements"):
        decode(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MIB


@pytest.mark.skipif(os.name != "posix", reason="NOT TESTED: limits on a process need POSIX")
def test_time_and_memory_stay_within_what_the_system_grants() -> None:
    # Quadratic work on any of these shapes takes longer than the five seconds each is granted.
    root = Path(__file__).parents[2]
    granted = (str(MIB), "5", str(2048 * MIB))
    done = subprocess.run(
        [sys.executable, "-m", "tests.wire.hostile", *granted],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    found = dict(line.split("\t") for line in done.stdout.splitlines())
    unfinished = next((name for name in SHAPES if name not in found), None)
    assert (done.returncode, unfinished) == (0, None), done.stderr
    assert found["a billion laughs"] == "wire-doctype"
    assert found["text between elements"] == "decoded"
