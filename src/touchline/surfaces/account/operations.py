"""The endpoints of the account API as data."""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta

from touchline.access.tariff import WRITE_SCOPE, scope_of
from touchline.surfaces import account_examples as examples
from touchline.surfaces import accounts
from touchline.surfaces.account import structs
from touchline.surfaces.account.endpoints import MORE_SCOPES, AccountEndpoints
from touchline.surfaces.stored import WITH_BODY, StoreOperation
from touchline.surfaces.usage import TOO_MANY_ROWS

_READ: Final = scope_of("account")
_WRITES: Final = f"Needs a key that holds {WRITE_SCOPE}."
_KEY: Final = {"id": Annotated[int, Meta(ge=1, description="Id of the key", examples=[12])]}
_OWN: Final = {
    **examples.ONE_ACCOUNT,
    "requestsPerMinute": 1_000,
    "requestsPerDay": 7_500,
    "key": examples.ONE_KEY,
}


def operations(endpoints: AccountEndpoints) -> Sequence[StoreOperation]:
    """Return the endpoints of the account API, answered by these."""
    return [*_reading(endpoints), *_writing(endpoints)]


def _reading(endpoints: AccountEndpoints) -> list[StoreOperation]:
    return [
        StoreOperation(
            id="account",
            path="/account",
            summary="The own account",
            description="The account of the key that asks, with its credits and limits.",
            returns=structs.OwnAccountBody,
            handler=endpoints.account,
            scope=_READ,
            family="account",
            example=_OWN,
        ),
        StoreOperation(
            id="accountCredits",
            path="/account/credits",
            summary="The own credits",
            description="The credits that are left, and what was given and taken back.",
            returns=accounts.CreditsBody,
            handler=endpoints.credits,
            scope=_READ,
            family="account",
            example=examples.CREDITS,
        ),
        StoreOperation(
            id="accountUsage",
            path="/account/usage",
            summary="The own usage by hour and endpoint",
            description="Requests that were answered with 2xx and what they cost, told apart as "
            "asked for, at most 10000 rows. What was used in the last second may be missing.",
            returns=accounts.UsageBody,
            handler=endpoints.usage,
            query=structs.OwnUsageQuery,
            scope=_READ,
            family="account",
            errors={400: TOO_MANY_ROWS},
            example=examples.USAGE,
        ),
        StoreOperation(
            id="accountKeys",
            path="/account/keys",
            summary="The own keys",
            description="Every key of the account, inactive ones too.",
            returns=accounts.KeysBody,
            handler=endpoints.keys,
            scope=_READ,
            family="account",
            example={"data": [examples.ONE_KEY], "count": 1},
        ),
    ]


def _writing(endpoints: AccountEndpoints) -> list[StoreOperation]:
    return [
        StoreOperation(
            id="accountCreateKey",
            method="POST",
            path="/account/keys",
            summary="Make a key",
            description="The answer tells the key, once: only a digest of it is kept. A key can "
            "do no more than the one that makes it, and a test key makes test keys only. It works "
            f"within a second. At most 10 keys are active. {_WRITES}",
            returns=accounts.NewKeyBody,
            handler=endpoints.create_key,
            body=structs.NewKey,
            body_example={
                "name": "website",
                "kind": "live",
                "scopes": ["read:live-events", "read:matches"],
            },
            status=201,
            scope=WRITE_SCOPE,
            family="account",
            errors={
                **WITH_BODY,
                403: MORE_SCOPES.format(held="read:odds, write:account"),
                409: "The account has an active key 'website'.",
            },
            example=examples.NEW_KEY,
        ),
        StoreOperation(
            id="accountRenameKey",
            method="PATCH",
            path="/account/keys/{id}",
            summary="Rename a key",
            description=f"Gives an active key another name; it stays the same key. {_WRITES}",
            returns=accounts.KeyBody,
            handler=endpoints.rename_key,
            body=accounts.KeyName,
            body_example={"name": "website"},
            path_parameters=_KEY,
            scope=WRITE_SCOPE,
            family="account",
            errors={
                **WITH_BODY,
                404: "The account has no key 12.",
                409: "The account has an active key 'website'.",
            },
            example=examples.ONE_KEY,
        ),
        StoreOperation(
            id="accountDeactivateKey",
            method="POST",
            path="/account/keys/{id}/deactivate",
            summary="Deactivate a key",
            description="The key is refused within a second, for ever; it may be the one that "
            f"asks. Doing it again changes nothing. {_WRITES}",
            returns=accounts.KeyBody,
            handler=endpoints.deactivate_key,
            path_parameters=_KEY,
            scope=WRITE_SCOPE,
            family="account",
            errors={404: "The account has no key 12."},
            example=examples.INACTIVE_KEY,
        ),
    ]
