"""`touchline keys`: making, listing, renaming and deactivating the keys of an account."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from touchline.access.accounts import Kind
from touchline.access.administration import make_key
from touchline.access.tariff import (
    OPERATOR_SCOPE,
    READ_SCOPES,
    WRITE_SCOPE,
    Tariff,
)
from touchline.cli.account_store import StateDir, WhichAccount, the_account, the_key, with_store
from touchline.cli.config import ConfigPath
from touchline.cli.printing import AsJson, print_json, print_table
from touchline.surfaces.accounts import KeyBody, NewKeyBody, key_body, new_key_body

if TYPE_CHECKING:
    from touchline.access.store import AccountStore

app = typer.Typer(
    name="keys",
    help="Make, list, rename and deactivate the keys of an account, at most 10 active ones.",
    no_args_is_help=True,
    add_completion=False,
)

WhichKey = Annotated[
    str, typer.Option("--key", metavar="K", help="The key, by its name or its id.")
]


@app.command()
def create(
    account: WhichAccount,
    name: Annotated[str, typer.Option(metavar="K", help="A name for it, such as website.")],
    kind: Annotated[
        Kind,
        typer.Option(
            help="A live key sees what real sources bring, a test key the simulator and recordings."
        ),
    ],
    scopes: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            metavar="S",
            help="What it may do, once for each scope; without any, all that its tier lets keys "
            f"read: {', '.join(READ_SCOPES)}.",
        ),
    ] = None,
    manages_keys: Annotated[
        bool,
        typer.Option(
            "--manage-keys",
            help=f"Let it also make and deactivate keys of its account ({WRITE_SCOPE}); they can "
            "do no more than it can.",
        ),
    ] = False,
    is_operator: Annotated[
        bool,
        typer.Option(
            "--operator",
            help="Make a key of the operator's API, of an administrator's account; it can do "
            "nothing else but what --scope says.",
        ),
    ] = False,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it, once: only a digest of it is kept.

    On stdout stands the key alone, so that a script can take it from there.

    For example: touchline keys create --account acme --name website --kind live
    """

    async def work(store: "AccountStore", tariff: Tariff) -> NewKeyBody:
        owner = await the_account(store, account)
        wanted = None if scopes is None else set(scopes)
        if manages_keys:
            reading = tariff.scopes_held(owner.tier, None) if wanted is None else wanted
            wanted = {*reading, WRITE_SCOPE}
        if is_operator:
            wanted = {*(wanted or ()), OPERATOR_SCOPE}
        return new_key_body(await make_key(store, tariff, owner, name, kind, wanted), owner, tariff)

    body = with_store(config, state_dir, work)
    if as_json:
        print_json(body)
        return
    typer.echo(f"{_named(body)} holds {', '.join(body.scopes)}. It is shown only now:", err=True)
    typer.echo(body.key)


@app.command("list")
def list_keys(
    account: WhichAccount,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """List the keys of an account, inactive ones too.

    For example: touchline keys list --account acme
    """

    async def work(store: "AccountStore", tariff: Tariff) -> list[KeyBody]:
        owner = await the_account(store, account)
        return [key_body(key, owner, tariff) for key in await store.keys(owner.id)]

    bodies = with_store(config, state_dir, work)
    if as_json:
        print_json(bodies)
    else:
        print_keys(bodies)


@app.command()
def rename(
    account: WhichAccount,
    key: WhichKey,
    name: Annotated[str, typer.Option(metavar="K", help="Its new name.")],
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Give a key another name; it stays the same key.

    For example: touchline keys rename --account acme --key website --name old-website
    """

    async def work(store: "AccountStore", tariff: Tariff) -> KeyBody:
        owner = await the_account(store, account)
        found = await the_key(store, owner, key)
        return key_body(await store.rename_key(owner.id, found.id, name), owner, tariff)

    body = with_store(config, state_dir, work)
    if as_json:
        print_json(body)
    else:
        typer.echo(f"{_named(body)} has this name now.")


@app.command()
def deactivate(
    account: WhichAccount,
    key: WhichKey,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Let a key never be used again: running servers refuse it within a second.

    For example: touchline keys deactivate --account acme --key website
    """

    async def work(store: "AccountStore", tariff: Tariff) -> KeyBody:
        owner = await the_account(store, account)
        found = await the_key(store, owner, key)
        return key_body(await store.deactivate_key(owner.id, found.id), owner, tariff)

    body = with_store(config, state_dir, work)
    if as_json:
        print_json(body)
    else:
        typer.echo(f"{_named(body)} is inactive.")


def print_keys(bodies: Sequence[KeyBody]) -> None:
    """Print keys as a table."""
    print_table(
        ("Name", "Id", "Key", "Status", "Created", "Last used", "Scopes"),
        [
            (
                body.name, body.id, body.preview, body.status, body.created_at,
                body.last_used_at, " ".join(body.scopes),
            )
            for body in bodies
        ],
    )  # fmt: skip


def _named(body: KeyBody) -> str:
    return f"Key {body.id}, {body.name!r}, of account {body.account_id}"
