"""The door of the surfaces that ask for keys: who may pass, what it costs, what answers say of it.

A request is decided from memory. It waits for the store of accounts only where it would else be
refused for credits that the store may still have.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NamedTuple, Protocol, runtime_checkable

from touchline.access.headers import CHALLENGE, access_headers
from touchline.access.ledger import Demand, Ledger, Outcome
from touchline.access.refusals import Dialect, Reason, Refusal, wording
from touchline.access.tariff import Tariff, scope_of
from touchline.surfaces import errors
from touchline.surfaces.answers import READING, Answer, Failure, Headers
from touchline.surfaces.routing import Found, Operation

AskStore = Callable[[str | None, Demand], Awaitable[Outcome]]
"""Decides on a request after asking the store for credits; `Keeper.admit`."""

_OF_NO_NAMESPACE: Final = frozenset({"account", "health"})
_UNASKED: Final = Demand("", "", needs_key=False)
"""Unknown paths, and methods that ask for no body."""


@runtime_checkable
class Keyed(Protocol):
    """A surface that asks for keys."""

    @property
    def dialect(self) -> Dialect:
        """How it speaks of keys."""
        ...

    def find(self, path: str) -> Found[Operation] | None:
        """Return the operation of a path."""
        ...

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error in the shape of this surface."""
        ...


class Door:
    """Lets requests pass as one ledger and one tariff say."""

    def __init__(
        self, ledger: Ledger, tariff: Tariff, ask_store: AskStore, *, is_test: bool
    ) -> None:
        """Stand before surfaces; `is_test` tells whether they show the namespace `test`."""
        self.ledger = ledger
        self.ask_store = ask_store
        self._tariff = tariff
        self._is_test = is_test
        self._demands: dict[str, Demand] = {}

    def visit(
        self, surface: Keyed, method: str, path: str, headers: Mapping[bytes, bytes]
    ) -> "Visit":
        """Decide on a request from memory; where it `needs_lease`, `Visit.decided` decides."""
        found = surface.find(path) if method in READING else None
        demand = _UNASKED if found is None else self._demand(found.operation)
        key = key_of(headers, surface.dialect)
        return Visit(self, surface, key, demand, self.ledger.admit(key, demand))

    def _demand(self, operation: Operation) -> Demand:
        demand = self._demands.get(operation.id)
        if demand is None:
            demand = self._demands[operation.id] = Demand(
                operation.id,
                scope_of(operation.family),
                self._tariff.cost(operation.id),
                operation.needs_key,
                None if operation.family in _OF_NO_NAMESPACE else self._is_test,
            )
        return demand


class Visit(NamedTuple):
    """A request at the door."""

    door: Door
    surface: Keyed
    key: str | None
    demand: Demand
    outcome: Outcome

    @property
    def needs_lease(self) -> bool:
        """Tell whether it can only be decided after the store was asked for credits."""
        return isinstance(self.outcome, Refusal) and self.outcome.needs_lease

    async def decided(self) -> "Visit":
        """Return the visit as it is decided once the store was asked for credits."""
        return self._replace(outcome=await self.door.ask_store(self.key, self.demand))

    def answer(self, make: Callable[[], Answer]) -> Answer:
        """Refuse, or make the answer and charge for it; say in both where the account stands."""
        outcome, ledger = self.outcome, self.door.ledger
        consumed, retry_after = 0, None
        if isinstance(outcome, Refusal):
            retry_after = outcome.retry_after
            answer = refused(outcome, self.surface.dialect, self.surface.failure)
        else:
            status = 0
            try:
                answer = make()
                status = answer.status
            finally:
                consumed = ledger.charge(outcome, status)
        return self.told(answer, consumed, retry_after)

    def told(self, answer: Answer, consumed: int = 0, retry_after: int | None = None) -> Answer:
        """Return an answer that cost so many credits, with where the account stands."""
        dialect = self.surface.dialect
        standings = self.door.ledger.standings(self.outcome, with_day=dialect == "v1")
        said = access_headers(dialect, standings, consumed, retry_after)
        return Answer(answer.status, [*answer.headers, *said], answer.body)


def key_of(headers: Mapping[bytes, bytes], dialect: Dialect) -> str | None:
    """Return the key that a request shows, None for none.

    v2 takes `Authorization: Bearer`, v1 also `x-api-key`, which goes first.
    """
    if dialect == "v1":
        key = headers.get(b"x-api-key", b"").strip()
        if key:
            return key.decode("latin-1")
    scheme, _, key = headers.get(b"authorization", b"").strip().partition(b" ")
    if scheme.lower() != b"bearer":
        return None
    return key.strip().decode("latin-1") or None


def refused(refusal: Refusal, dialect: Dialect, failure: Failure) -> Answer:
    """Return what a dialect answers to who may not pass, in the shape of its errors."""
    status, message = wording(refusal, dialect)
    headers: Headers = [CHALLENGE] if status == 401 else []
    if refusal.reason is Reason.CREDITS and dialect == "v2":
        return errors.credits_lacking(message, refusal.required, refusal.remaining, headers)
    return failure(status, message, headers)
