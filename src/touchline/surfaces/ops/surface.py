"""`/livez`, `/readyz` and `/metrics`, without keys."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from touchline.surfaces import errors
from touchline.surfaces.answers import JSON_TYPE, NO_STORE, Answer, Headers
from touchline.surfaces.ops.metrics import CONTENT_TYPE, Metrics
from touchline.surfaces.ops.ready import ready
from touchline.surfaces.ops.report import Report
from touchline.surfaces.shape import answer_method

_LIVEZ: Final = "/livez"
_READYZ: Final = "/readyz"
_METRICS: Final = "/metrics"


class Ops:
    """Answers those who watch the server.

    Metrics name sources and count what they do, and are therefore only where `metrics` are given:
    on a port that no other machine reaches. Only there is told in words what fails.
    """

    def __init__(self, report: Callable[[], Report], metrics: Metrics | None) -> None:
        """Tell how a server stands."""
        self.prefixes = (_LIVEZ, _READYZ) if metrics is None else (_LIVEZ, _READYZ, _METRICS)
        self._report = report
        self._metrics = metrics

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], now: int
    ) -> Answer:
        """Answer one request."""
        if path not in self.prefixes:
            return self.failure(404, f"There are {', '.join(self.prefixes)}.", [])
        decided = answer_method(method, self.failure)
        if decided is not None:
            return decided
        if path == _METRICS and self._metrics is not None:
            return Answer(200, [(b"content-type", CONTENT_TYPE), NO_STORE], self._metrics.text())
        report = self._report()
        if path == _LIVEZ:
            status = "alive" if report.is_alive else "stalled"
            return _answer(200 if report.is_alive else 503, {"status": status})
        said = ready(report, is_private=self._metrics is not None)
        return _answer(503 if said.status == "starting" else 200, said)

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error about these paths."""
        return errors.failure(status, message, headers)


def _answer(status: int, body: object) -> Answer:
    return Answer(status, [JSON_TYPE, NO_STORE], msgspec.json.encode(body))
