"""`touchline usage`: requests and credits by key, endpoint and hour, for bills and charts."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from touchline.access.accounts import HOUR_MS, UsageField, UsageTotal
from touchline.access.tariff import Tariff
from touchline.base.clock import format_time, parse_time, wall_clock
from touchline.base.errors import UsageError
from touchline.cli.account_store import StateDir, the_account, with_store
from touchline.cli.config import ConfigPath
from touchline.cli.printing import AsJson, Cell, print_csv, print_json, print_table
from touchline.cli.times import read_duration
from touchline.surfaces.accounts import usage_body

if TYPE_CHECKING:
    from touchline.access.store import AccountStore

_DEFAULT_SINCE: Final = "30d"


class By(StrEnum):
    """What usage is told apart by."""

    ACCOUNT = "account"
    KEY = "key"
    ENDPOINT = "endpoint"
    HOUR = "hour"
    DAY = "day"


_FIELDS: Final[dict[By, UsageField]] = {
    By.ACCOUNT: "account",
    By.KEY: "key",
    By.ENDPOINT: "operation",
    By.HOUR: "hour",
    By.DAY: "day",
}


class _Report(NamedTuple):
    """Usage, and the names of what it names by id."""

    totals: Sequence[UsageTotal]
    accounts: dict[int, str]
    keys: dict[int, str]


def usage(
    account: Annotated[
        str | None,
        typer.Option(metavar="N", help="Only this account, by its name or its id; else all."),
    ] = None,
    by: Annotated[
        list[By] | None,
        typer.Option(
            help="What to tell apart, once for each; else account and endpoint. The rest is added "
            "up."
        ),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            metavar="T",
            help="From this hour on: 2026-03-01T00:00:00Z, unix milliseconds, or how long ago: "
            "24h, 30d.",
        ),
    ] = _DEFAULT_SINCE,
    until: Annotated[
        str | None,
        typer.Option(metavar="T", help="Only hours that begin before this, likewise; else now."),
    ] = None,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV, for spreadsheets and bills.")
    ] = False,
) -> None:
    """Show how many requests were answered and what they cost.

    Only answers with 2xx count. Usage is kept by the hour: the hour that
    --since falls into counts whole. Endpoints are named as at /docs.

    For example: touchline usage --account acme --since 24h --by hour

    A bill: touchline usage --since 30d --by account --by endpoint --csv
    """
    now = wall_clock()
    begins = _time(since, "--since", now)
    begins -= begins % HOUR_MS
    ends = now + 1 if until is None else _time(until, "--until", now)
    if ends <= begins:
        raise UsageError("usage", "is not after --since", where="--until", expected="a later time")
    if as_json and as_csv:
        raise UsageError("usage", "cannot be given with --csv", where="--json", expected="one")
    fields = {_FIELDS[one] for one in by or (By.ACCOUNT, By.ENDPOINT)}
    if "hour" in fields:
        # Hours are told apart by their day too.
        fields.discard("day")

    async def work(store: "AccountStore", _tariff: Tariff) -> _Report:
        one = None if account is None else (await the_account(store, account)).id
        totals = await store.usage(one, begins, ends, fields)
        known = await store.changes()
        return _Report(
            totals,
            {found.id: found.name for found in known.accounts},
            {key.id: key.name for key in known.keys},
        )

    report = with_store(config, state_dir, work)
    body = usage_body(begins, ends, report.totals)
    columns = [column for field in _COLUMNS if field in fields for column in _COLUMNS[field]]
    columns += _NUMBERS
    header = [name for name, _ in columns]
    rows = [[cell(total, report) for _, cell in columns] for total in report.totals]
    if as_json:
        print_json(body)
    elif as_csv:
        print_csv(header, rows)
    else:
        print_table(header, rows)
        typer.echo(
            f"\n{body.requests} requests, {body.credits} credits from {body.since} to {body.until}"
        )


def _time(text: str, option: str, now: int) -> int:
    """Return a time, or how long ago, as unix ms; raise UsageError."""
    try:
        return max(now - read_duration(text, option), 0)
    except UsageError:
        pass
    try:
        return parse_time(text)
    except UsageError as error:
        raise UsageError(
            error.code,
            error.reason,
            where=option,
            expected=f"{error.expected}; or how long ago, such as 24h",
        ) from None


def _at(total: UsageTotal, _known: _Report) -> Cell:
    return None if total.at is None else format_time(total.at)


_Column = tuple[str, Callable[[UsageTotal, _Report], Cell]]
_COLUMNS: Final[dict[UsageField, list[_Column]]] = {
    "account": [
        ("Account", lambda total, known: known.accounts.get(total.account_id or 0)),
        ("Account id", lambda total, _: total.account_id),
    ],
    "key": [
        ("Key", lambda total, known: known.keys.get(total.key_id or 0)),
        ("Key id", lambda total, _: total.key_id),
    ],
    "operation": [("Endpoint", lambda total, _: total.operation)],
    "hour": [("Hour", _at)],
    "day": [("Day", _at)],
}
_NUMBERS: Final[list[_Column]] = [
    ("Requests", lambda total, _: total.requests),
    ("Credits", lambda total, _: total.credits),
]
