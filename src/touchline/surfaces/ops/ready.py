"""What /readyz says of a report: failures as a code, and to the operator as their whole text."""

import msgspec

from touchline.surfaces.ops.report import (
    Failure,
    JournalReport,
    PublishingReport,
    Readiness,
    Report,
    SourceReport,
)


class _Source(msgspec.Struct, rename="camel"):
    name: str
    state: str
    cause: str | None
    since_ms: int
    is_connected: bool
    heard_ms: int | None
    lag_ms: int
    failure: str | None


class _Journal(msgspec.Struct, rename="camel"):
    last: int
    applied: int
    failure: str | None


class _Publishing(msgspec.Struct, rename="camel"):
    packages: int
    waiting: int
    failure: str | None


class Ready(msgspec.Struct, rename="camel", omit_defaults=True):
    """What /readyz says."""

    status: Readiness
    sources: list[_Source]
    waiting: int
    journal: _Journal | None = None
    store: str | None = None
    publishing: _Publishing | None = None


def ready(report: Report, *, is_private: bool) -> Ready:
    """Return what is said of a report, where other machines ask or where they do not."""
    return Ready(
        status=report.readiness,
        sources=[_source(one, is_private) for one in report.sources],
        waiting=report.waiting,
        journal=None if report.journal is None else _journal(report.journal, is_private),
        store=report.store,
        publishing=(
            None if report.publishing is None else _publishing(report.publishing, is_private)
        ),
    )


def _source(source: SourceReport, is_private: bool) -> _Source:
    said = msgspec.structs.asdict(source)
    return _Source(**said | {"failure": _failure(source.failure, is_private)})


def _journal(journal: JournalReport, is_private: bool) -> _Journal:
    return _Journal(journal.last, journal.applied, _failure(journal.failure, is_private))


def _publishing(publishing: PublishingReport, is_private: bool) -> _Publishing:
    failure = _failure(publishing.failure, is_private)
    return _Publishing(publishing.packages, publishing.waiting, failure)


def _failure(failure: Failure | None, is_private: bool) -> str | None:
    """Return a failure: its text names brokers, queues and folders, which others need not know."""
    if failure is None:
        return None
    return failure.text if is_private else failure.code
