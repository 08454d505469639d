"""`touchline packages`: making, listing, showing, switching and closing packages of the feed."""

import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
import typer

from touchline.access.packages import (
    FORM_NAMES,
    MOST_ID,
    ODDS_NAMES,
    FormName,
    KeptFilters,
    NewPackage,
    OddsName,
    StoredPackage,
)
from touchline.base.clock import format_time
from touchline.base.errors import UsageError
from touchline.cli.account_store import StateDir, with_store
from touchline.cli.config import ConfigPath
from touchline.cli.printing import AsJson, print_fields, print_json, print_table

if TYPE_CHECKING:
    from touchline.access.package_store import PackageStore
    from touchline.access.store import AccountStore

_PASSWORD_BYTES: Final = 4_096
_ID: Final = re.compile("[0-9]{1,10}", re.ASCII)
_IDS: Final = re.compile(r"[0-9]{1,18}(,[0-9]{1,18})*", re.ASCII)

app = typer.Typer(
    name="packages",
    help="Make, list, show, start, stop and close packages: what customers of the feed get, as a "
    "provider sends it.",
    no_args_is_help=True,
    add_completion=False,
)


def _number(said: str) -> int:
    """Return the id of a package. Raises UsageError."""
    if _ID.fullmatch(said) and 0 < int(said) <= MOST_ID:
        return int(said)
    raise UsageError(
        "usage", f"{said[:64]!r} is no id of a package",
        where="ID", expected=f"a whole number from 1 to {MOST_ID}, such as 7",
    )  # fmt: skip


Which = Annotated[int, typer.Argument(metavar="ID", parser=_number, help="The id of the package.")]
Ids = Annotated[str | None, typer.Option(metavar="I,J,…", help="Only these ids; all without it.")]


Password = Annotated[
    str | None,
    typer.Option(metavar="P", help="The password; others on this machine may see it here."),
]
PasswordFile = Annotated[
    Path | None, typer.Option(metavar="F", help="The file that holds the password.")
]


class SuspensionBody(msgspec.Struct, rename="camel"):
    """What a package suspends by hand, as JSON; without markets everything that is meant."""

    filters: dict[str, tuple[int, ...]]
    markets: tuple[tuple[int, str | None], ...]
    created_at: str


class PackageBody(msgspec.Struct, rename="camel"):
    """A package as JSON."""

    id: int
    user: str
    format: FormName
    odds: OddsName
    queue: str
    status: str
    is_distributed: bool
    filters: dict[str, tuple[int, ...]]
    ordered: dict[str, tuple[Any, ...]]
    suspensions: tuple[SuspensionBody, ...]
    created_at: str
    closed_at: str | None


@app.command()
def create(
    number: Annotated[
        int,
        typer.Option(
            "--id", metavar="ID", parser=_number, help="Its id; the queue is called _ID_."
        ),
    ],
    user: Annotated[str, typer.Option(metavar="U", help="The user name of its customer.")],
    password: Password = None,
    password_file: PasswordFile = None,
    form: Annotated[
        FormName,
        typer.Option(
            "--format",
            help="How its messages are written: json is today's, legacy-json and xml the older "
            "generation's.",
        ),
    ] = FORM_NAMES[0],
    odds: Annotated[
        OddsName,
        typer.Option(help="Bookmakers' odds, the calculated ones (average), or both."),
    ] = ODDS_NAMES[-1],
    sports: Ids = None,
    locations: Ids = None,
    leagues: Ids = None,
    fixtures: Ids = None,
    markets: Ids = None,
    is_off: Annotated[
        bool, typer.Option("--off", help="Leave its distribution off until somebody starts it.")
    ] = False,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Make a package; a server that runs with --publish knows it within a second.

    For example: touchline packages create --id 7 --user acme --password-file acme.txt
    --format json --odds both --sports 6046,48242
    """
    wanted = NewPackage(
        id=number,
        user=user,
        password=_password(password, password_file),
        form=form,
        odds=odds,
        filters=KeptFilters(
            sports=_ids(sports, "--sports"),
            locations=_ids(locations, "--locations"),
            leagues=_ids(leagues, "--leagues"),
            fixtures=_ids(fixtures, "--fixtures"),
            markets=_ids(markets, "--markets"),
        ),
        is_distributed=not is_off,
    )
    body = _with_packages(config, state_dir, lambda packages: packages.create(wanted))
    _say(f"Package {body.id} of {body.user!r} is there; its queue is {body.queue}.", body, as_json)


@app.command("list")
def list_packages(
    state_dir: StateDir = None, config: ConfigPath = None, as_json: AsJson = False
) -> None:
    """List every package, closed ones too.

    For example: touchline packages list --json
    """

    async def work(store: "AccountStore", _tariff: object) -> list[PackageBody]:
        return [_body(package) for package in await store.packages.packages()]

    bodies = with_store(config, state_dir, work)
    if as_json:
        print_json(bodies)
        return
    print_table(
        ("Id", "User", "Format", "Odds", "Status", "Distribution", "Filters", "Created"),
        [
            (
                body.id, body.user, body.format, body.odds, body.status,
                "on" if body.is_distributed else "off", _filters(body.filters), body.created_at,
            )
            for body in bodies
        ],
    )  # fmt: skip


@app.command()
def show(
    which: Which, state_dir: StateDir = None, config: ConfigPath = None, as_json: AsJson = False
) -> None:
    """Show a package.

    For example: touchline packages show 7
    """
    body = _with_packages(config, state_dir, lambda packages: packages.package(which))
    if as_json:
        print_json(body)
        return
    print_fields(
        {
            "Id": body.id,
            "User": body.user,
            "Format": body.format,
            "Odds": body.odds,
            "Queue": body.queue,
            "Status": body.status,
            "Distribution": "on" if body.is_distributed else "off",
            "Filters": _filters(body.filters),
            "Ordered": _filters(body.ordered),
            "Suspends": " | ".join(map(_suspends, body.suspensions)) or "nothing",
            "Created": body.created_at,
            "Closed": body.closed_at,
        }
    )


@app.command()
def start(
    which: Which, state_dir: StateDir = None, config: ConfigPath = None, as_json: AsJson = False
) -> None:
    """Switch the distribution of a package on, as its customer can.

    For example: touchline packages start 7
    """
    body = _switched(which, True, state_dir, config)
    _say(f"The distribution of package {body.id} is on.", body, as_json)


@app.command()
def stop(
    which: Which, state_dir: StateDir = None, config: ConfigPath = None, as_json: AsJson = False
) -> None:
    """Switch the distribution of a package off; what is in its queue stays there.

    For example: touchline packages stop 7
    """
    body = _switched(which, False, state_dir, config)
    _say(f"The distribution of package {body.id} is off.", body, as_json)


@app.command()
def lift(
    which: Which, state_dir: StateDir = None, config: ConfigPath = None, as_json: AsJson = False
) -> None:
    """Lift everything that the customer of a package suspended by hand.

    For example: touchline packages lift 7
    """
    body = _with_packages(config, state_dir, lambda packages: packages.set_suspensions(which, ()))
    _say(f"Package {body.id} suspends nothing.", body, as_json)


@app.command()
def password(
    which: Which,
    password: Password = None,
    password_file: PasswordFile = None,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Let a package have another password; the one before stays good for a second at most.

    For example: touchline packages password 7 --password-file acme.txt
    """
    said = _password(password, password_file)
    body = _with_packages(config, state_dir, lambda packages: packages.set_password(which, said))
    _say(f"Package {body.id} has another password.", body, as_json)


@app.command()
def close(
    which: Which, state_dir: StateDir = None, config: ConfigPath = None, as_json: AsJson = False
) -> None:
    """Close a package, for ever; what it suspended is lifted. Its queue stays at the broker.

    For example: touchline packages close 7
    """
    body = _with_packages(config, state_dir, lambda packages: packages.close(which))
    _say(f"Package {body.id} is closed.", body, as_json)


def _switched(
    which: int, is_distributed: bool, state_dir: Path | None, config: Path | None
) -> PackageBody:
    async def change(packages: "PackageStore") -> StoredPackage:
        await packages.set_distributed(which, is_distributed=is_distributed)
        return await packages.package(which)

    return _with_packages(config, state_dir, change)


def _with_packages(
    config: Path | None,
    state_dir: Path | None,
    change: "Callable[[PackageStore], Coroutine[Any, Any, StoredPackage]]",
) -> PackageBody:
    async def work(store: "AccountStore", _tariff: object) -> PackageBody:
        return _body(await change(store.packages))

    return with_store(config, state_dir, work)


def _body(package: StoredPackage) -> PackageBody:
    return PackageBody(
        id=package.id,
        user=package.user,
        format=package.form,
        odds=package.odds,
        queue=f"_{package.id}_",
        status="Open" if package.is_open else "Closed",
        is_distributed=package.is_distributed,
        filters=_said(package.filters),
        ordered=_said(package.ordered),
        suspensions=tuple(
            SuspensionBody(_said(one.filters), one.lines, format_time(one.made_at))
            for one in package.suspensions
        ),
        created_at=format_time(package.created_at),
        closed_at=None if package.closed_at is None else format_time(package.closed_at),
    )


def _said(ids: msgspec.Struct) -> dict[str, tuple[Any, ...]]:
    """Return the lists of ids that hold any."""
    return {name: found for name, found in msgspec.structs.asdict(ids).items() if found}


def _filters(ids: dict[str, tuple[Any, ...]]) -> str:
    return "; ".join(f"{name} {','.join(map(_id, found))}" for name, found in ids.items()) or "none"


def _id(one: object) -> str:
    """Return an id; those of a league stand with slashes: sport, location and league."""
    return "/".join(map(str, one)) if isinstance(one, tuple) else str(one)


def _suspends(one: SuspensionBody) -> str:
    markets = ", ".join(
        f"market {market}" + ("" if line is None else f" line {line}")
        for market, line in one.markets
    )
    meant = _filters(one.filters) if one.filters else "everywhere"
    return f"{meant}: {markets or 'everything'} (since {one.created_at})"


def _ids(said: str | None, option: str) -> tuple[int, ...]:
    if said is None:
        return ()
    if not _IDS.fullmatch(said):
        raise UsageError(
            "usage", f"{said[:64]!r} is no list of ids",
            where=option, expected="whole numbers with commas between them, such as 6046,48242",
        )  # fmt: skip
    return tuple(sorted({int(one) for one in said.split(",")}))


def _password(said: str | None, path: Path | None) -> str:
    if (said is None) == (path is None):
        wrong = "no password is given" if said is None else "two passwords are given"
        raise UsageError("usage", wrong, expected="--password P or --password-file F")
    if path is None:
        return said or ""
    try:
        with path.expanduser().open("rb") as file:
            return file.read(_PASSWORD_BYTES).decode().rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not text"
        raise UsageError(
            "usage", f"{path}: {reason}",
            where="--password-file", expected="a file with the password in it",
        ) from None  # fmt: skip


def _say(sentence: str, body: PackageBody, as_json: bool) -> None:
    if as_json:
        print_json(body)
    else:
        typer.echo(sentence)
