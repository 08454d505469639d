"""The program may be ended while it loads."""

import builtins
import signal
import sys
from typing import Any

import pytest

from touchline.cli.program import run


@pytest.mark.parametrize(
    ("handler", "while_loading"),
    [(signal.default_int_handler, signal.SIG_DFL), (signal.SIG_IGN, signal.SIG_IGN)],
)
def test_ctrl_c_ends_the_program_while_it_loads_and_is_heard_afterwards(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    handler: Any,
    while_loading: Any,
) -> None:
    load = builtins.__import__
    handlers: list[Any] = []

    def loading(name: str, *arguments: Any) -> Any:
        if name == "touchline.cli.main":
            handlers.append(signal.getsignal(signal.SIGINT))
        return load(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", loading)
    monkeypatch.setattr(sys, "argv", ["touchline", "--version"])
    terminate, interrupt = signal.getsignal(signal.SIGTERM), signal.signal(signal.SIGINT, handler)
    try:
        with pytest.raises(SystemExit) as ended:
            run()
        assert signal.getsignal(signal.SIGINT) is handler
    finally:
        signal.signal(signal.SIGTERM, terminate)
        signal.signal(signal.SIGINT, interrupt)
    assert ended.value.code == 0
    assert handlers == [while_loading]
    assert capfd.readouterr().out.strip()
