"""Answers without HTTP, of 200 live matches with one market each."""

import statistics
import time
from collections.abc import Callable

from benchmarks.http_server import KEY, LIST, V2_DETAIL, V2_LIST, application, door
from benchmarks.messages import START, goal, live_football
from benchmarks.rows import RUNS, Row, rate
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.surfaces.http import Application
from touchline.surfaces.v1.surface import V1
from touchline.surfaces.v2.surface import V2
from touchline.wire import decode

MATCHES = 200
SECONDS = 50
"""How long the clocks run in a run of v2; less than they go on without news."""


def v1_answers() -> list[Row]:
    """Measure the live list of 200 events: unchanged, and with one event changed."""
    board = Board("bench")
    picture = Picture(board, lambda: START)
    surface = V1(picture)
    for body in live_football(MATCHES):
        picture.apply(decode(body).message, START)
    first = surface.answer("GET", "/api/v1/live/events", "count=500", {}, START)
    goals = [decode(goal(index % MATCHES, index, index + 1)).message for index in range(1_000)]

    def unchanged() -> None:
        for _ in range(10_000):
            surface.answer("GET", "/api/v1/live/events", "count=500", {}, START)

    def changed() -> None:
        spent = 0
        for message in goals:
            picture.apply(message, START + 2_000)
            began = time.perf_counter_ns()
            surface.answer("GET", "/api/v1/live/events", "count=500", {}, START)
            spent += time.perf_counter_ns() - began
        costs.append(spent / len(goals) / 1_000)

    costs: list[float] = []
    rows = [rate(f"v1 list of 200 events, unchanged ({len(first.body):,} B)", 10_000, unchanged)]
    for run in range(RUNS):
        goals = [
            decode(goal(index % MATCHES, index, (run + 1) * 10_000 + index)).message
            for index in range(1_000)
        ]
        changed()
    rows.append(
        {
            "what": "v1 list of 200 events after a goal in one of them",
            "value": statistics.median(costs),
            "unit": "us",
        }
    )
    return rows


def v2_answers() -> list[Row]:
    """Measure the live list of 200 running matches, its first match alone, and a match.

    Each second one of them scores and all clocks go on.
    """
    picture = Picture(Board("bench"), lambda: START)
    surface = V2(picture)
    for body in live_football(MATCHES):
        picture.apply(decode(body).message, START)
    first = surface.answer("GET", V2_LIST, "", {}, START)
    rows = [
        rate(f"v2 list of 200 events, unchanged ({len(first.body):,} B)", 10_000, _asks(surface)),
        rate("v2 list, limit=1, unchanged", 10_000, _asks(surface, query="limit=1")),
        rate("v2 event detail, unchanged", 10_000, _asks(surface, V2_DETAIL)),
    ]
    changes = {
        "v2 list of 200 events after a goal in one and a second for all": (V2_LIST, ""),
        "v2 list, limit=1, after the same": (V2_LIST, "limit=1"),
        "v2 event detail, after the same": (V2_DETAIL, ""),
    }
    for place, (what, (path, query)) in enumerate(changes.items()):
        costs = []
        for run in range(RUNS):
            begin = (place * RUNS + run + 1) * 60_000
            for index in range(MATCHES):
                picture.apply(decode(goal(index, 0, begin, running=True)).message, START + begin)
            _ask(surface, path, query, START + begin)
            spent = 0
            for second in range(1, SECONDS + 1):
                now = START + begin + second * 1_000
                scored = goal(second % MATCHES, second, now - START, running=True)
                picture.apply(decode(scored).message, now)
                spent += _ask(surface, path, query, now)
            costs.append(spent / SECONDS / 1_000)
        rows.append({"what": what, "value": statistics.median(costs), "unit": "us"})
    return rows


def _asks(surface: V2, path: str = V2_LIST, query: str = "") -> Callable[[], None]:
    def ask() -> None:
        for _ in range(10_000):
            surface.answer("GET", path, query, {}, START)

    return ask


def _ask(surface: V2, path: str, query: str, now: int) -> int:
    """Ask once; return how many ns that took."""
    began = time.perf_counter_ns()
    surface.answer("GET", path, query, {}, now)
    return time.perf_counter_ns() - began


def door_cost() -> Row:
    """Measure what keys add to a 304 of the live list, without HTTP."""
    path, _, query = LIST.partition("?")
    opened, keyed = application(), application(door())
    tag = dict(opened.answer("GET", path, query, {}).headers)[b"etag"]
    headers = [(b"if-none-match", tag), (b"x-api-key", KEY.encode())]

    def took(served: Application) -> float:
        began = time.perf_counter()
        for _ in range(10_000):
            served.answer_at_once("GET", path.encode(), query.encode(), headers)
        return (time.perf_counter() - began) / 10_000 * 1e6

    added = statistics.median(took(keyed) - took(opened) for _ in range(RUNS))
    return {"what": "what keys add to an answer", "value": added, "unit": "us"}
