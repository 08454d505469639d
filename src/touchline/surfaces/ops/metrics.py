"""Metrics in the text format of Prometheus."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from touchline.surfaces.ops.report import PublishingReport, Report, SourceReport

CONTENT_TYPE: Final = b"text/plain; version=0.0.4; charset=utf-8"
STATES: Final = ("starting", "recovering", "up", "late", "down")
_MS: Final = 1_000


class Metrics:
    """Writes what is counted, read at each request."""

    def __init__(self, report: Callable[[], Report]) -> None:
        """Write reports, and what the process takes of the machine."""
        self._registry = CollectorRegistry()
        self._registry.register(_Reports(report))
        ProcessCollector(registry=self._registry)

    def text(self) -> bytes:
        """Return all metrics now."""
        return generate_latest(self._registry)


class _Reports(Collector):
    def __init__(self, report: Callable[[], Report]) -> None:
        self._report = report

    def describe(self) -> Iterator[Metric]:
        """Describe nothing beforehand, so that no report is made for it."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield one family after the other."""
        report = self._report()
        yield _gauge("events", "Events in the picture", report.events)
        yield _gauge("live_events", "Live events in the picture", report.live_events)
        yield _gauge("messages_waiting", "Messages that are not in the picture yet", report.waiting)
        yield _gauge("ready", "1 where /readyz says ready", int(report.readiness == "ready"))
        yield _counter("messages", "Messages applied, by type", "type", report.messages)
        yield _counter("refused_messages", "Messages refused, by code", "code", report.refused)
        yield CounterMetricFamily(
            "touchline_quarantined_messages",
            "Messages that this run put into the quarantine",
            value=report.quarantined,
        )
        noticed = CounterMetricFamily(
            "touchline_noticed", "What was noticed in messages", labels=["what", "which"]
        )
        for name, counts in report.counted.items():
            for label, count in counts.items():
                noticed.add_metric([name, label], count)
        yield noticed
        yield from _sources(report.sources)
        if report.journal is not None:
            yield _gauge("journal_last", "Number of the last message", report.journal.last)
            yield _gauge(
                "journal_applied", "Number up to which all is applied", report.journal.applied
            )
            failing = int(report.journal.failure is not None)
            yield _gauge("journal_failing", "1 while the journal cannot be written", failing)
        if report.publishing is not None:
            yield from _publishing(report.publishing)
        if report.store is not None:
            yield _gauge(
                "store_up", "1 while the store of accounts answers", int(report.store == "up")
            )


def _sources(sources: tuple[SourceReport, ...]) -> Iterator[Metric]:
    state = GaugeMetricFamily(
        "touchline_source_state", "1 for the state of each source", labels=["source", "state"]
    )
    lag = GaugeMetricFamily(
        "touchline_source_lag_seconds", "How far a source is behind", labels=["source"]
    )
    silence = GaugeMetricFamily(
        "touchline_source_silence_seconds", "How long ago a source was heard", labels=["source"]
    )
    for source in sources:
        for name in STATES:
            state.add_metric([source.name, name], int(source.state == name))
        lag.add_metric([source.name], source.lag_ms / _MS)
        if source.heard_ms is not None:
            silence.add_metric([source.name], source.heard_ms / _MS)
    yield from (state, lag, silence)


def _publishing(publishing: PublishingReport) -> Iterator[Metric]:
    yield _gauge("packages_on", "Packages whose distribution is on", publishing.packages)
    yield _gauge("packages_waiting", "Messages that wait for the broker", publishing.waiting)
    yield _gauge("packages_queued", "Messages in the queues of packages", publishing.queued)
    yield CounterMetricFamily(
        "touchline_packages_switched_off",
        "Distributions that the server switched off by itself",
        value=publishing.switched_off,
    )
    failing = int(publishing.failure is not None)
    yield _gauge("publishing_failing", "1 while the broker cannot be reached", failing)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"touchline_{name}", meaning, value=value)


def _counter(name: str, meaning: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(f"touchline_{name}", meaning, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family
