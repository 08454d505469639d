"""The shared test data, and saying so when it is absent."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(os.environ.get("TOUCHLINE_SHARED") or Path(__file__).parents[2] / "shared")
ABSENT = f"NOT TESTED: shared data absent ({SHARED}); set TOUCHLINE_SHARED to its folder"

# How long one example takes says more about a busy machine than about the code.
settings.register_profile("touchline", deadline=None)
settings.load_profile("touchline")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of samples and recordings; skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(ABSENT)
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested where nobody overlooks it."""
    if not SHARED.is_dir():
        terminalreporter.write_sep("!", red=True, bold=True)
        terminalreporter.write_line(ABSENT, red=True, bold=True)
        terminalreporter.write_sep("!", red=True, bold=True)
