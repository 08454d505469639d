"""Bodies of the provider's customers API: package quota and manual suspensions."""

from typing import Any

from touchline.base.errors import WireError
from touchline.model.feed_struct import FeedStruct, Integer
from touchline.wire.bounds import Bounds
from touchline.wire.encoding import unmarked
from touchline.wire.json_reader import read_json
from touchline.wire.tree import Built, Reader, convert


class SuspendedMarket(FeedStruct, gc=False):
    """A market, or one line of it, of a manual suspension."""

    market_id: Integer
    line: str | None = None


class Suspension(FeedStruct):
    """A manual suspension of a sport, location, competition, fixture or of markets."""

    succeeded: bool | None = None
    sport_id: Integer | None = None
    location_id: Integer | None = None
    competition_id: Integer | None = None
    fixture_id: Integer | None = None
    creation_date: str | None = None
    markets: list[SuspendedMarket] | None = None


class ManualSuspensionRequest(FeedStruct):
    """What is posted to activate or deactivate suspensions."""

    user_name: str
    password: str
    package_id: Integer
    suspensions: list[Suspension]


class ManualSuspensions(FeedStruct):
    """The answer about suspensions."""

    succeeded: bool
    reason: str | None = None
    suspensions: list[Suspension] | None = None


class PackageQuota(FeedStruct, gc=False):
    """The credit of a package; dates are ISO 8601 text."""

    credit_remaining: Integer
    credit_limit: Integer
    used_credit: Integer
    current_period_start_date: str
    current_period_end_date: str


CustomersBody = ManualSuspensionRequest | ManualSuspensions | PackageQuota


def decode_customers(body: bytes) -> CustomersBody:
    """Decode a body of the customers API, names in any case; raise WireError for any other body."""
    bounds = Bounds()
    if len(body) > bounds.size:
        raise bounds.too_large(body)
    body = unmarked(body)
    if body.lstrip()[:1] != b"{":
        raise _not_customers()
    bounds.check_json(body)
    tree = read_json(body, bounds)
    named = {name.lower(): value for name, value in tree.items()}
    if "header" not in named and "suspensions" in named:
        return _built(ManualSuspensionRequest, tree, "$")
    answer = named.get("body")
    if isinstance(answer, dict):
        names = {name.lower() for name in answer}
        if "creditremaining" in names:
            return _built(PackageQuota, answer, "$.Body")
        if "succeeded" in names:
            return _built(ManualSuspensions, answer, "$.Body")
    raise _not_customers()


def _built(struct: type[Built], tree: dict[str, Any], path: str) -> Built:
    return convert(Reader().build(struct, tree, path), struct, path)


def _not_customers() -> WireError:
    return WireError("wire-not-a-message", "not a body of the customers API", position="$")
