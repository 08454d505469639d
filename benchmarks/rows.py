"""What a benchmark prints: a row for each thing that is measured."""

import gc
import statistics
import time
from collections.abc import Callable

RUNS = 5

Row = dict[str, str | float]


def rate(what: str, count: int, run: Callable[[], None]) -> Row:
    """Return the median of five runs of something that does `count` things, a second."""
    rates = []
    for _ in range(RUNS):
        gc.collect()
        began = time.perf_counter()
        run()
        rates.append(count / (time.perf_counter() - began))
    return {"what": what, "value": statistics.median(rates), "unit": "/s"}
