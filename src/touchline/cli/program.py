"""Where the program begins: it loads what it needs, and may be ended while it does."""

import signal
from typing import NoReturn


def run() -> NoReturn:
    """Load the commands and run them; Ctrl-C while they load ends the program without a word.

    A library that catches everything while it is imported would take Ctrl-C for its own failure.
    """
    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from touchline.cli.main import run as run_commands

    if is_heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run_commands()
