"""`touchline credits`: giving credits to an account, taking them back, and showing them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from touchline.access.accounts import Balance
from touchline.access.tariff import Tariff
from touchline.base.errors import UsageError
from touchline.cli.account_store import StateDir, WhichAccount, the_account, with_store
from touchline.cli.config import ConfigPath
from touchline.cli.printing import AsJson, print_json, print_table
from touchline.surfaces.accounts import CreditsBody, balance_body, credits_body

if TYPE_CHECKING:
    from touchline.access.store import AccountStore

app = typer.Typer(
    name="credits",
    help="Give credits to an account, take them back, and show what it has and was given.",
    no_args_is_help=True,
    add_completion=False,
)

Reason = Annotated[
    str, typer.Option(metavar="TEXT", help="Why, for the account's list of credits.")
]


@app.command(context_settings={"ignore_unknown_options": True})
def add(
    account: WhichAccount,
    amount: Annotated[int, typer.Argument(metavar="AMOUNT", help="How many, 1 or more.")],
    reason: Reason = "added",
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Give an account credits; running servers know of them within a second.

    For example: touchline credits add --account acme 5000 --reason "invoice 17"
    """
    _change(account, _checked(amount), reason, state_dir, config, as_json=as_json)


@app.command(context_settings={"ignore_unknown_options": True})
def take(
    account: WhichAccount,
    amount: Annotated[int, typer.Argument(metavar="AMOUNT", help="How many, 1 or more.")],
    reason: Reason = "taken back",
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Take credits back from an account, as many as it has and no server holds.

    For example: touchline credits take --account acme 500 --reason "added twice"
    """
    _change(account, -_checked(amount), reason, state_dir, config, as_json=as_json)


@app.command()
def show(
    account: WhichAccount,
    state_dir: StateDir = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show the credits that an account has, and those that it was given.

    For example: touchline credits show --account acme
    """

    async def work(store: "AccountStore", _tariff: Tariff) -> CreditsBody:
        found = await the_account(store, account)
        return credits_body(await store.balance(found.id), await store.credit_entries(found.id))

    body = with_store(config, state_dir, work)
    if as_json:
        print_json(body)
        return
    typer.echo(f"{body.remaining} credits, {body.held} of them held by servers\n")
    print_table(
        ("Given", "Credits", "Reason"),
        [(entry.at, entry.amount, entry.reason) for entry in body.entries],
    )


def _change(
    account: str,
    amount: int,
    reason: str,
    state_dir: Path | None,
    config: Path | None,
    *,
    as_json: bool,
) -> None:
    async def work(store: "AccountStore", _tariff: Tariff) -> Balance:
        found = await the_account(store, account)
        return await store.add_credits(found.id, amount, reason)

    balance = with_store(config, state_dir, work)
    if as_json:
        print_json(balance_body(balance))
    else:
        typer.echo(f"{balance.remaining} credits now, {balance.leased} of them held by servers")


def _checked(amount: int) -> int:
    if amount < 1:
        raise UsageError(
            "usage", f"{amount} is no number of credits", where="AMOUNT", expected="1 or more"
        )
    return amount
