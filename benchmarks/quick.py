"""The quick benchmark: `make bench-quick`. Rates on one core, and bytes a bet.

Each rate is the median of five runs; the machine is named beside them, since the numbers mean
nothing without it.
"""

import argparse
import gc
import json
import platform
import subprocess
import sys
import time
from itertools import takewhile
from pathlib import Path

from benchmarks.answers import door_cost, v1_answers, v2_answers
from benchmarks.http_load import measure
from benchmarks.messages import (
    BETS_A_MESSAGE,
    START,
    market_messages,
)
from benchmarks.publishing import publishing
from benchmarks.rows import Row, rate
from touchline.board.board import Board
from touchline.simulator.engine import Simulator
from touchline.wire import Form, decode, encode

MESSAGES = 2_000
MADE_UP_MS = 600_000


def main() -> None:
    """Measure and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--bets", type=int, default=1_000_000, help="bets held for bytes a bet")
    parser.add_argument("--measure-memory", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure_memory:
        print(json.dumps(bytes_a_bet(chosen.bets)))
        return
    rows = [
        *decode_and_apply(),
        *made_up(),
        *v1_answers(),
        *v2_answers(),
        door_cost(),
        *over_http(),
        *publishing(),
        *memory(chosen.bets),
    ]
    machine = f"{platform.processor() or platform.machine()}, Python {platform.python_version()}"
    if chosen.json:
        print(json.dumps({"machine": machine, "rows": [dict(row) for row in rows]}))
        return
    print(machine)
    for row in rows:
        print(f"  {row['what']:<58} {row['value']:>12,.1f} {row['unit']}")


def decode_and_apply() -> list[Row]:
    """Measure market messages of 90 bets, a few fixtures (in cache) and many."""
    rows: list[Row] = []
    busy = list(market_messages(MESSAGES, fixtures=200, change_rate=0.56))
    few = list(market_messages(MESSAGES, fixtures=10, change_rate=0.56))
    xml = [encode(decode(body).message, Form.XML) for body in busy[:500]]
    rows.append(rate("decode JSON, 90 bets", len(busy), lambda: _decode_all(busy)))
    rows.append(rate("decode XML, 90 bets", len(xml), lambda: _decode_all(xml)))
    rows.append(
        rate("decode and apply JSON, 90 bets, 10 fixtures", len(few), lambda: _apply_all(few))
    )
    rows.append(
        rate("decode and apply JSON, 90 bets, 200 fixtures", len(busy), lambda: _apply_all(busy))
    )
    messages = [decode(body).message for body in busy]
    rows.append(
        rate(
            "apply alone, 90 bets, 200 fixtures",
            len(messages),
            lambda: _apply_decoded(Board("bench"), messages),
        )
    )
    return rows


def made_up() -> list[Row]:
    """Measure the simulator: how soon its first picture is told, and what follows."""
    began = time.perf_counter()
    messages = Simulator(START).messages(START + MADE_UP_MS)
    opening = sum(1 for _ in takewhile(lambda message: message.at < START, messages))
    opened = time.perf_counter()
    following = sum(1 for _ in messages)
    made = following / (time.perf_counter() - opened)
    return [
        {
            "what": f"simulator, 40 live: first picture ({opening:,} messages)",
            "value": (opened - began) * 1_000,
            "unit": "ms",
        },
        {"what": "simulator, 40 live: messages made", "value": made, "unit": "/s"},
    ]


def _decode_all(bodies: list[bytes]) -> None:
    for body in bodies:
        decode(body)


def _apply_all(bodies: list[bytes]) -> None:
    board = Board("bench")
    for index, body in enumerate(bodies):
        board.apply(decode(body).message, START + index * 50)


def _apply_decoded(board: Board, messages: list) -> None:  # type: ignore[type-arg]
    for index, message in enumerate(messages):
        board.apply(message, START + index * 50)


def over_http() -> list[Row]:
    """Measure answers over real sockets; the load and the server have a core each at best."""
    rows: list[Row] = []
    for what, servers in measure().items():
        for name, measured in servers.items():
            rows.append({"what": f"{what}, {name}", "value": measured.rate, "unit": "requests/s"})
            rows.append(
                {"what": f"{what}, {name}, server CPU", "value": measured.cpu_us, "unit": "us"}
            )
    return rows


def memory(bets: int) -> list[Row]:
    """Measure memory in a process of its own, so that nothing else counts."""
    printed = subprocess.run(
        [sys.executable, "-m", "benchmarks.quick", "--measure-memory", "--bets", str(bets)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = json.loads(printed)
    return [
        {"what": f"memory a bet at {found['bets']:,} bets", "value": found["new"], "unit": "B"},
        {
            "what": "memory a bet once every price has changed",
            "value": found["changed"],
            "unit": "B",
        },
    ]


def bytes_a_bet(bets: int) -> dict[str, float]:
    """Return resident bytes a bet, newly held and after each price changed once."""
    board = Board("bench")
    count = max(bets // BETS_A_MESSAGE, 1)
    _hold(board, 50, 90_000_000, START)
    gc.collect()
    before = _resident()
    _hold(board, count, 20_000_000, START)
    gc.collect()
    held = count * BETS_A_MESSAGE
    new = (_resident() - before) / held
    for index, body in enumerate(
        market_messages(count * 2, fixtures=count, change_rate=1.0, first_fixture=20_000_000)
    ):
        if index >= count:
            board.apply(decode(body).message, START + 10**9)
            board.tidy()
    gc.collect()
    return {"bets": held, "new": new, "changed": (_resident() - before) / held}


def _hold(board: Board, count: int, first: int, now: int) -> None:
    for body in market_messages(count, fixtures=count, change_rate=1.0, first_fixture=first):
        board.apply(decode(body).message, now + 10**9)
        board.tidy()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


if __name__ == "__main__":
    main()
