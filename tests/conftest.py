"""The shared test data, and saying so when it is absent."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import rabbitmq
from tests.sizes import SOAK

SHARED = Path(os.environ.get("TOUCHLINE_SHARED") or Path(__file__).parents[2] / "shared")
ABSENT = f"NOT TESTED: shared data absent ({SHARED}); set TOUCHLINE_SHARED to its folder"
STARTED = "RabbitMQ is installed and did not run: it was started for the tests that need it"

# How long one example takes says more about a busy machine than about the code.
# `make test` says the same twice; what is searched anew each time belongs to `make soak`.
settings.register_profile("touchline", deadline=None, derandomize=SOAK == 1)
settings.load_profile("touchline")


@pytest.fixture(autouse=True)
def logging_ends_with_its_test() -> Iterator[None]:
    """Take away what a command configured: its stream is closed when the test is over."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)
    for handler in root.handlers[:]:
        if type(handler) is logging.StreamHandler:
            root.removeHandler(handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of samples and recordings; skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(ABSENT)
    return SHARED


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a RabbitMQ, started where it is only installed; skip where it is not."""
    if rabbitmq.is_running(rabbitmq.RUNNING):
        yield rabbitmq.RUNNING
    elif rabbitmq.program() is not None:
        with rabbitmq.own_broker(tmp_path_factory.mktemp("rabbitmq")) as own:
            yield own.url
    else:
        pytest.skip(rabbitmq.ABSENT)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested where nobody overlooks it."""
    reasons = {str(one.longrepr[2]) for one in terminalreporter.stats.get("skipped", [])}
    told = {reason.removeprefix("Skipped: ") for reason in reasons if "NOT TESTED" in reason}
    if not SHARED.is_dir():
        told.add(ABSENT)
    if not rabbitmq.is_running(rabbitmq.RUNNING) and rabbitmq.program() is not None:
        told.add(STARTED)
    for line in sorted(told):
        terminalreporter.write_sep("!", red=True, bold=True)
        terminalreporter.write_line(line, red=True, bold=True)
        terminalreporter.write_sep("!", red=True, bold=True)
