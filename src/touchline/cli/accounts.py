"""`touchline accounts`: opening, listing, showing, moving and closing accounts."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from touchline.access.accounts import Account
from touchline.access.administration import open_account
from touchline.access.tariff import Tariff, default_tariff
from touchline.base.errors import UsageError
from touchline.cli.account_store import StateDir, the_account, with_store
from touchline.cli.config import ConfigPath
from touchline.cli.keys import print_keys
from touchline.cli.printing import AsJson, print_fields, print_json, print_table
from touchline.surfaces.accounts import (
    AccountBody,
    WholeAccountBody,
    account_body,
    whole_account_body,
)

if TYPE_CHECKING:
    from touchline.access.store import AccountStore

_TIERS: Final = ", ".join(default_tariff().tiers)

app = typer.Typer(
    name="accounts",
    help="Open, list, show, move and close accounts. An account has a tier, credits and keys.",
    no_args_is_help=True,
    add_completion=False,
)

Which = Annotated[
    str | None, typer.Argument(metavar="N", help="The account, by its name or its id.")
]
WhichToo = Annotated[
    str | None, typer.Option("--account", metavar="N", help="The same, as other commands take it.")
]
TierName = Annotated[str, typer.Option(metavar="T", help=f"What its keys may do: {_TIERS}.")]


@app.command()
def create(
    name: Annotated[str, typer.Option(metavar="N", help="A name that no other account has.")],
    tier: TierName,
    credits: Annotated[int, typer.Option(metavar="C", help="The credits that it begins with.")] = 0,
    is_admin: Annotated[
        bool,
        typer.Option(
            "--admin", help="Let its keys be operator's keys, as touchline keys create makes them."
        ),
    ] = False,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Open an account.

    For example: touchline accounts create --name acme --tier PRO --credits 10000

    Then make a key for it: touchline keys create --account acme --name website --kind live
    """

    async def work(store: "AccountStore", tariff: Tariff) -> AccountBody:
        account = await open_account(store, tariff, name, tier, credits=credits, is_admin=is_admin)
        return account_body(account, await store.balance(account.id))

    body = with_store(config, state_dir, work)
    _say(f"Account {body.id}, {body.name!r}, is open: {tier}, {credits} credits.", body, as_json)


@app.command("list")
def list_accounts(
    state_dir: StateDir = None, config: ConfigPath = None, as_json: AsJson = False
) -> None:
    """List every account, closed ones too.

    For example: touchline accounts list --json
    """

    async def work(store: "AccountStore", _tariff: Tariff) -> list[AccountBody]:
        everything = await store.changes()
        balances = {balance.account_id: balance for balance in everything.balances}
        return [account_body(account, balances[account.id]) for account in everything.accounts]

    bodies = with_store(config, state_dir, work)
    if as_json:
        print_json(bodies)
        return
    print_table(
        ("Name", "Id", "Tier", "Status", "Credits", "Administrator", "Created"),
        [
            (
                body.name, body.id, body.tier, body.status, body.credits,
                "yes" if body.is_admin else "no", body.created_at,
            )
            for body in bodies
        ],
    )  # fmt: skip


@app.command()
def show(
    which: Which = None,
    account: WhichToo = None,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show an account with its keys.

    For example: touchline accounts show acme
    """

    async def work(store: "AccountStore", tariff: Tariff) -> WholeAccountBody:
        found = await the_account(store, _one(which, account))
        return whole_account_body(
            found, await store.balance(found.id), await store.keys(found.id), tariff
        )

    body = with_store(config, state_dir, work)
    if as_json:
        print_json(body)
        return
    print_fields(
        {
            "Name": body.name,
            "Id": body.id,
            "Tier": body.tier,
            "Status": body.status,
            "Credits": body.credits,
            "Administrator": "yes" if body.is_admin else "no",
            "Created": body.created_at,
            "Closed": body.closed_at,
        }
    )
    typer.echo()
    print_keys(body.keys)


@app.command("set-tier")
def set_tier(
    tier: TierName,
    which: Which = None,
    account: WhichToo = None,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Move an account to another tier; its keys may do what that allows within a second.

    For example: touchline accounts set-tier acme --tier ENTERPRISE
    """

    async def change(store: "AccountStore", found: Account, tariff: Tariff) -> Account:
        tariff.tier(tier)
        return await store.set_tier(found.id, tier)

    body = _changed(_one(which, account), change, state_dir, config)
    _say(f"Account {body.id}, {body.name!r}, is of the tier {body.tier} now.", body, as_json)


@app.command()
def close(
    which: Which = None,
    account: WhichToo = None,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Close an account and deactivate its keys, for ever. Its credits and bills stay.

    For example: touchline accounts close acme
    """

    async def change(store: "AccountStore", found: Account, _tariff: Tariff) -> Account:
        return await store.close_account(found.id)

    body = _changed(_one(which, account), change, state_dir, config)
    _say(f"Account {body.id}, {body.name!r}, is closed.", body, as_json)


def _changed(
    said: str,
    change: "Callable[[AccountStore, Account, Tariff], Coroutine[Any, Any, Account]]",
    state_dir: Path | None,
    config: Path | None,
) -> AccountBody:
    async def work(store: "AccountStore", tariff: Tariff) -> AccountBody:
        found = await the_account(store, said)
        changed = await change(store, found, tariff)
        return account_body(changed, await store.balance(found.id))

    return with_store(config, state_dir, work)


def _one(which: str | None, account: str | None) -> str:
    if which is not None and account is None:
        return which
    if account is not None and which is None:
        return account
    said = "no account is named" if which is None else "two accounts are named"
    raise UsageError("usage", said, expected="one, by its name or its id")


def _say(sentence: str, body: AccountBody, as_json: bool) -> None:
    if as_json:
        print_json(body)
    else:
        typer.echo(sentence)
