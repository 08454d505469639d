"""Tiers, scopes and costs."""

from typing import Any
from unittest.mock import Mock

import msgspec
import pytest

from touchline.access.accounts import AccessError
from touchline.access.tariff import (
    FAMILIES,
    LIVE_SCOPE,
    OPERATOR_SCOPE,
    QUOTA_OPERATIONS,
    READ_SCOPES,
    SCOPES,
    WRITE_SCOPE,
    Tariff,
    check_tariff,
    default_tariff,
    scope_of,
)
from touchline.surfaces.routing import Operation
from touchline.surfaces.v1 import operations as of_v1
from touchline.surfaces.v2 import operations as of_v2

TARIFF = default_tariff()


def operations() -> list[Operation]:
    """Return every endpoint of v1 and v2; nobody answers them."""
    return [*of_v1.operations(Mock(), Mock(), Mock()), *of_v2.operations(Mock(), Mock())]


def test_the_tiers_are_those_that_are_documented() -> None:
    assert list(TARIFF.tiers) == ["FREE", "PRO", "ENTERPRISE"]
    assert TARIFF.tier("PRO").requests_a_minute == 1_000
    assert [tier.requests_a_day for tier in TARIFF.tiers.values()] == [100, 7_500, 150_000]
    assert set(SCOPES) - set(TARIFF.tier("FREE").scopes) == {LIVE_SCOPE} == {"read:live-events"}
    assert set(TARIFF.tier("PRO").scopes) == set(TARIFF.tier("ENTERPRISE").scopes) == set(SCOPES)


def test_a_higher_tier_allows_no_less() -> None:
    rows = [
        (tier.requests_a_minute, tier.requests_a_day, tier.connections, tier.streams)
        for tier in TARIFF.tiers.values()
    ]
    for numbers in zip(*rows, strict=True):
        assert list(numbers) == sorted(numbers)


def test_every_endpoint_has_a_cost_and_every_cost_an_endpoint() -> None:
    assert set(TARIFF.costs) == {operation.id for operation in operations()}


def test_the_quota_of_a_day_pays_for_v1_and_nothing_else() -> None:
    assert set(QUOTA_OPERATIONS) == {
        operation.id for operation in of_v1.operations(Mock(), Mock(), Mock())
    }
    assert all(TARIFF.cost(operation) == 0 for operation in QUOTA_OPERATIONS)


def test_every_family_that_needs_a_key_has_a_scope() -> None:
    asked = {operation.family for operation in operations() if operation.needs_key}
    assert asked <= set(FAMILIES)
    assert {scope_of(family) for family in FAMILIES} == set(READ_SCOPES)


@pytest.mark.parametrize(
    ("operation", "cost"),
    [
        ("v2LiveMatches", 2),
        ("v2TrendingMatches", 2),
        ("v2LiveOdds", 2),
        ("v2Matches", 1),
        ("v2Match", 1),
        ("v2Teams", 1),
        ("v2Stats", 0),
        ("v2Health", 0),
        ("v2Regions", 0),
        ("v1LiveEvents", 0),
        ("not yet known", 1),
    ],
)
def test_costs_are_those_that_are_documented(operation: str, cost: int) -> None:
    assert TARIFF.cost(operation) == cost


def test_a_key_holds_its_own_scopes_as_far_as_its_tier_goes() -> None:
    assert TARIFF.scopes_held("PRO", None) == set(READ_SCOPES)
    assert TARIFF.scopes_held("PRO", ["read:odds"]) == {"read:odds"}
    assert TARIFF.scopes_held("FREE", ["read:odds", LIVE_SCOPE]) == {"read:odds"}
    assert TARIFF.scopes_held("PRO", []) == set()
    assert TARIFF.scopes_held("GONE", None) == set()


def test_only_a_key_that_names_it_holds_the_operators_scope() -> None:
    assert OPERATOR_SCOPE not in TARIFF.scopes_held("ENTERPRISE", None)
    assert TARIFF.scopes_held("FREE", [OPERATOR_SCOPE]) == {OPERATOR_SCOPE}


def test_only_a_key_that_names_it_may_make_keys() -> None:
    assert WRITE_SCOPE not in TARIFF.scopes_held("ENTERPRISE", None)
    assert TARIFF.scopes_held("FREE", [WRITE_SCOPE]) == {WRITE_SCOPE}
    assert TARIFF.scopes_held("GONE", [WRITE_SCOPE]) == set()


def test_scopes_of_a_new_key_are_checked() -> None:
    TARIFF.check_scopes("PRO", SCOPES)
    TARIFF.check_scopes("FREE", [OPERATOR_SCOPE], is_admin=True)
    for tier, scope, code in (
        ("FREE", LIVE_SCOPE, "scope-refused"),
        ("PRO", OPERATOR_SCOPE, "scope-refused"),
        ("PRO", "read:everything", "scope-unknown"),
        ("GOLD", "read:odds", "tier-unknown"),
    ):
        with pytest.raises(AccessError) as refused:
            TARIFF.check_scopes(tier, [scope])
        assert refused.value.code == code


def test_an_unknown_tier_is_refused_with_those_there_are() -> None:
    with pytest.raises(AccessError, match="FREE, PRO, ENTERPRISE"):
        TARIFF.tier("gold")


def test_the_default_is_right() -> None:
    assert check_tariff(TARIFF) is TARIFF


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"tiers": {}}, "tariff.tiers"),
        ({"tiers": {"": TARIFF.tier("PRO")}}, "tariff.tiers"),
        ({"costs": {"v2Match": -1}}, "tariff.costs.v2Match"),
        ({"costs": {"v2Match": 2**53}}, "tariff.costs.v2Match"),
        ({"other_cost": -1}, "tariff.other_cost"),
    ],
)
def test_a_wrong_tariff_is_refused_where_it_is_wrong(changed: dict[str, Any], place: str) -> None:
    with pytest.raises(AccessError) as refused:
        check_tariff(msgspec.structs.replace(TARIFF, **changed))
    assert refused.value.code == "tariff-wrong"
    assert refused.value.where == place


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("requests_a_minute", 0),
        ("requests_a_day", 0),
        ("connections", -1),
        ("streams", 2**53),
        ("scopes", ("read:everything",)),
        ("scopes", (OPERATOR_SCOPE,)),
    ],
)
def test_a_wrong_tier_is_refused_where_it_is_wrong(field: str, value: object) -> None:
    tier = msgspec.structs.replace(TARIFF.tier("PRO"), **{field: value})
    with pytest.raises(AccessError) as refused:
        check_tariff(msgspec.structs.replace(TARIFF, tiers={"A": tier}))
    assert refused.value.where == f"tariff.tiers.A.{field}"


def test_a_tariff_reads_as_it_was_written() -> None:
    assert msgspec.json.decode(msgspec.json.encode(TARIFF), type=Tariff) == TARIFF
