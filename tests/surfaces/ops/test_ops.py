"""What a server tells those who watch it."""

from typing import Any

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from touchline.surfaces.answers import Answer
from touchline.surfaces.ops.metrics import Metrics
from touchline.surfaces.ops.report import (
    Failure,
    JournalReport,
    PublishingReport,
    Report,
    SourceReport,
)
from touchline.surfaces.ops.surface import Ops

FULL = Failure("journal-unwritable", "/var/state/journal: No space left [journal-unwritable]")
REFUSED = Failure("source-refused", "amqp://broker:5672/v?queue=_7_: no queue [source-refused]")


def source(
    state: str = "up",
    cause: str | None = None,
    name: str = "feed",
    failure: Failure | None = None,
) -> SourceReport:
    return SourceReport(name, state, cause, 1_500, True, 2_000, 250, failure)


def publishing(failure: Failure | None = None) -> PublishingReport:
    return PublishingReport(2, 17, 40, 99.5, 1, failure)


def ask(report: Report, path: str, method: str = "GET", *, is_private: bool = True) -> Answer:
    ops = Ops(lambda: report, Metrics(lambda: report) if is_private else None)
    return ops.answer(method, path, "", {}, 0)


def ready(report: Report) -> tuple[int, Any]:
    answer = ask(report, "/readyz")
    return answer.status, msgspec.json.decode(answer.body)


def test_it_is_alive_while_time_passes_in_the_picture() -> None:
    assert ask(Report(ticked_ms=9_999), "/livez").status == 200
    stalled = ask(Report(ticked_ms=10_000), "/livez")
    assert (stalled.status, stalled.body) == (503, b'{"status":"stalled"}')


def test_it_is_alive_while_it_restores() -> None:
    assert ask(Report(is_restored=False, ticked_ms=60_000), "/livez").status == 200


@pytest.mark.parametrize(
    ("report", "status", "word"),
    [
        (Report(sources=(source(),)), 200, "ready"),
        (Report(sources=(source("late", "late"),)), 200, "ready"),
        (Report(is_restored=False), 503, "starting"),
        (Report(sources=(source(), source("starting", "start", "b"))), 503, "starting"),
        (Report(sources=(source("recovering", "start"),)), 503, "starting"),
        (Report(sources=(source("recovering", "reconnected"),)), 200, "degraded"),
        (Report(sources=(source("down", "heartbeat-silent"),)), 200, "degraded"),
        (Report(journal=JournalReport(7, 5, FULL)), 200, "degraded"),
        (Report(journal=JournalReport(7, 5, None)), 200, "ready"),
        (Report(store="down"), 200, "degraded"),
        (Report(publishing=publishing()), 200, "ready"),
        (Report(publishing=publishing(REFUSED)), 200, "degraded"),
        (Report(ticked_ms=20_000), 200, "degraded"),
    ],
)
def test_it_says_what_is_missing(report: Report, status: int, word: str) -> None:
    told, body = ready(report)
    assert (told, body["status"]) == (status, word)


def test_it_tells_each_source_and_the_journal() -> None:
    report = Report(sources=(source("down", "not-connected"),), journal=JournalReport(7, 5, None))
    _, body = ready(report)
    assert body["sources"] == [
        {
            "name": "feed", "state": "down", "cause": "not-connected", "sinceMs": 1_500,
            "isConnected": True, "heardMs": 2_000, "lagMs": 250, "failure": None,
        }
    ]  # fmt: skip
    assert body["journal"] == {"last": 7, "applied": 5, "failure": None}


@pytest.mark.parametrize("is_private", [True, False])
def test_what_fails_is_a_code_to_others_and_whole_to_the_operator(is_private: bool) -> None:
    failing = source("down", "not-connected", failure=REFUSED)
    report = Report(
        sources=(failing,), journal=JournalReport(7, 5, FULL), publishing=publishing(REFUSED)
    )
    body = msgspec.json.decode(ask(report, "/readyz", is_private=is_private).body)
    assert body["sources"] == [
        {
            "name": "feed", "state": "down", "cause": "not-connected", "sinceMs": 1_500,
            "isConnected": True, "heardMs": 2_000, "lagMs": 250,
            "failure": REFUSED.text if is_private else "source-refused",
        }
    ]  # fmt: skip
    assert body["journal"] == {
        "last": 7, "applied": 5, "failure": FULL.text if is_private else "journal-unwritable",
    }  # fmt: skip
    assert body["publishing"] == {
        "packages": 2, "waiting": 17, "failure": REFUSED.text if is_private else "source-refused",
    }  # fmt: skip


def test_metrics_are_in_the_format_of_prometheus() -> None:
    report = Report(
        sources=(source("late", "late"),),
        messages={"3": 12},
        refused={"wire-empty": 2},
        counted={"repeated-guid": {"": 4}},
        journal=JournalReport(7, 5, None),
        publishing=publishing(REFUSED),
    )
    text = ask(report, "/metrics").body.decode()
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["touchline_messages_total", "3"] == 12
    assert samples["touchline_refused_messages_total", "wire-empty"] == 2
    assert samples["touchline_noticed_total", "repeated-guid", ""] == 4
    assert samples["touchline_source_state", "feed", "late"] == 1
    assert samples["touchline_source_state", "feed", "up"] == 0
    assert samples["touchline_source_lag_seconds", "feed"] == 0.25
    assert samples["touchline_journal_last",] == 7
    assert samples["touchline_packages_on",] == 2
    assert samples["touchline_packages_waiting",] == 17
    assert samples["touchline_packages_queued",] == 40
    assert samples["touchline_packages_switched_off_total",] == 1
    assert samples["touchline_publishing_failing",] == 1
    assert samples["process_resident_memory_bytes",] > 1_000_000


def test_metrics_are_only_where_nobody_else_asks() -> None:
    assert ask(Report(), "/metrics", is_private=False).status == 404


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_nothing_is_kept_and_nothing_is_changed(path: str) -> None:
    assert (b"cache-control", b"no-store") in ask(Report(), path).headers
    refused = ask(Report(), path, "POST")
    assert (refused.status, dict(refused.headers)[b"allow"]) == (405, b"GET, HEAD, OPTIONS")
    assert ask(Report(), f"{path}/more").status == 404
