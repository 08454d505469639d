"""The endpoints of the operator's API as data."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final

from msgspec import Meta

from touchline.access.tariff import OPERATOR_SCOPE
from touchline.surfaces import account_examples as examples
from touchline.surfaces import accounts
from touchline.surfaces.admin import structs
from touchline.surfaces.admin.endpoints import AdminEndpoints
from touchline.surfaces.stored import WITH_BODY, StoreOperation
from touchline.surfaces.usage import TOO_MANY_ROWS

_ACCOUNT: Final = {"id": Annotated[int, Meta(ge=1, description="Id of the account", examples=[7])]}
_KEY: Final = {
    **_ACCOUNT,
    "keyId": Annotated[int, Meta(ge=1, description="Id of the key", examples=[12])],
}
_NO_ACCOUNT: Final = {404: "There is no account 7."}
_NO_KEY: Final = {404: "The account has no key 12."}
_CLOSED: Final = {409: "The account 'acme' is closed."}
_NAME_TAKEN: Final = {409: "The account has an active key 'website'."}
_operation: Final = partial(StoreOperation, scope=OPERATOR_SCOPE, family="operator")


def operations(endpoints: AdminEndpoints) -> Sequence[StoreOperation]:
    """Return the endpoints of the operator's API, answered by these."""
    return [*_of_accounts(endpoints), *_of_keys(endpoints), *_of_credits(endpoints)]


def _of_accounts(endpoints: AdminEndpoints) -> list[StoreOperation]:
    return [
        _operation(
            id="adminAccounts",
            path="/admin/accounts",
            summary="Every account",
            description="Accounts with their credits, closed ones too, or the one of a name.",
            returns=structs.Accounts,
            handler=endpoints.accounts,
            query=structs.AccountsQuery,
            example={"data": [examples.ONE_ACCOUNT], "count": 1},
        ),
        _operation(
            id="adminCreateAccount",
            method="POST",
            path="/admin/accounts",
            summary="Open an account",
            description="Opens an account of a tier, with credits to begin with.",
            returns=accounts.AccountBody,
            handler=endpoints.create_account,
            body=structs.NewAccount,
            body_example={"name": "acme", "tier": "PRO", "credits": 10_000},
            status=201,
            errors={**WITH_BODY, 409: "There is an account 'acme'."},
            example=examples.ONE_ACCOUNT,
        ),
        _operation(
            id="adminAccount",
            path="/admin/accounts/{id}",
            summary="One account",
            description="An account with its credits and its keys.",
            returns=accounts.WholeAccountBody,
            handler=endpoints.account,
            path_parameters=_ACCOUNT,
            errors=_NO_ACCOUNT,
            example=examples.WHOLE_ACCOUNT,
        ),
        _operation(
            id="adminSetTier",
            method="PATCH",
            path="/admin/accounts/{id}",
            summary="Move an account to another tier",
            description="Its keys may do what that tier allows within a second.",
            returns=accounts.AccountBody,
            handler=endpoints.set_tier,
            body=structs.AccountTier,
            body_example={"tier": "PRO"},
            path_parameters=_ACCOUNT,
            errors={**WITH_BODY, **_NO_ACCOUNT, **_CLOSED},
            example=examples.ONE_ACCOUNT,
        ),
        _operation(
            id="adminCloseAccount",
            method="POST",
            path="/admin/accounts/{id}/close",
            summary="Close an account",
            description="Closes it and deactivates its keys, for ever. Its credits and bills stay. "
            "Doing it again changes nothing.",
            returns=accounts.AccountBody,
            handler=endpoints.close_account,
            path_parameters=_ACCOUNT,
            errors=_NO_ACCOUNT,
            example=examples.CLOSED_ACCOUNT,
        ),
    ]


def _of_keys(endpoints: AdminEndpoints) -> list[StoreOperation]:
    return [
        _operation(
            id="adminKeys",
            path="/admin/accounts/{id}/keys",
            summary="The keys of an account",
            description="Every key of the account, inactive ones too.",
            returns=accounts.KeysBody,
            handler=endpoints.keys,
            path_parameters=_ACCOUNT,
            errors=_NO_ACCOUNT,
            example={"data": [examples.ONE_KEY], "count": 1},
        ),
        _operation(
            id="adminCreateKey",
            method="POST",
            path="/admin/accounts/{id}/keys",
            summary="Make a key",
            description="The answer tells the key, once: only a digest of it is kept. It works "
            "within a second. At most 10 keys of an account are active.",
            returns=accounts.NewKeyBody,
            handler=endpoints.create_key,
            body=structs.NewKey,
            body_example={
                "name": "website",
                "kind": "live",
                "scopes": ["read:live-events", "read:matches"],
            },
            path_parameters=_ACCOUNT,
            status=201,
            errors={**WITH_BODY, **_NO_ACCOUNT, **_NAME_TAKEN},
            example=examples.NEW_KEY,
        ),
        _operation(
            id="adminRenameKey",
            method="PATCH",
            path="/admin/accounts/{id}/keys/{keyId}",
            summary="Rename a key",
            description="Gives an active key another name; it stays the same key.",
            returns=accounts.KeyBody,
            handler=endpoints.rename_key,
            body=accounts.KeyName,
            body_example={"name": "website"},
            path_parameters=_KEY,
            errors={**WITH_BODY, **_NO_KEY, **_NAME_TAKEN},
            example=examples.ONE_KEY,
        ),
        _operation(
            id="adminDeactivateKey",
            method="POST",
            path="/admin/accounts/{id}/keys/{keyId}/deactivate",
            summary="Deactivate a key",
            description="The key is refused within a second, for ever. Doing it again changes "
            "nothing.",
            returns=accounts.KeyBody,
            handler=endpoints.deactivate_key,
            path_parameters=_KEY,
            errors=_NO_KEY,
            example=examples.INACTIVE_KEY,
        ),
    ]


def _of_credits(endpoints: AdminEndpoints) -> list[StoreOperation]:
    return [
        _operation(
            id="adminCredits",
            path="/admin/accounts/{id}/credits",
            summary="The credits of an account",
            description="The credits that are left, and what was given and taken back.",
            returns=accounts.CreditsBody,
            handler=endpoints.credits,
            path_parameters=_ACCOUNT,
            errors=_NO_ACCOUNT,
            example=examples.CREDITS,
        ),
        _operation(
            id="adminAddCredits",
            method="POST",
            path="/admin/accounts/{id}/credits",
            summary="Give credits, or take them back",
            description="Below 0 they are taken back, as many as the account has and no server "
            "holds. Running servers know of them within a second.",
            returns=accounts.BalanceBody,
            handler=endpoints.add_credits,
            body=structs.NewCredits,
            body_example={"amount": 5_000, "reason": "invoice 17"},
            path_parameters=_ACCOUNT,
            errors={**WITH_BODY, **_NO_ACCOUNT, **_CLOSED},
            example=examples.ONE_BALANCE,
        ),
        _operation(
            id="adminUsage",
            path="/admin/usage",
            summary="Usage of one account or all",
            description="Requests that were answered with 2xx and what they cost, told apart as "
            "asked for, at most 10000 rows. What was used in the last second may be missing.",
            returns=accounts.UsageBody,
            handler=endpoints.usage,
            query=structs.AllUsageQuery,
            errors={400: TOO_MANY_ROWS, 404: "There is no account 7."},
            example=examples.USAGE,
        ),
    ]
