"""The tariff as settings give it: tables of what differs from the default, and every number."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from touchline.access.accounts import AccessError
from touchline.access.tariff import SCOPES, Tariff, Tier, check_tariff, default_tariff

TIERS: Final = "tariff.tiers"
COSTS: Final = "tariff.costs"

_MEANINGS: Final = {
    "requests_a_minute": "Requests of a key in any 60 s",
    "requests_a_day": "Requests of an account to v1, from 00:00 UTC",
    "connections": "Connections for push of a key at a time",
    "streams": "Subscriptions of one connection",
    "scopes": "What its keys may do",
}
_SHOWN_CHARACTERS: Final = 80


class TariffEntry(NamedTuple):
    """One number of the tariff, or the scopes of a tier, under its name in the table."""

    name: str
    value: int | tuple[str, ...]
    is_given: bool
    meaning: str


def read_tariff(tiers: Mapping[str, Mapping[str, object]], costs: Mapping[str, object]) -> Tariff:
    """Return the default tariff with what tables of the settings change in it.

    A tier of the default takes what it is given and keeps the rest; another one says everything.
    Raises AccessError naming the key that is wrong.
    """
    default = default_tariff()
    return check_tariff(
        Tariff(
            tiers={
                **default.tiers,
                **{
                    name: _tier(name, said, default.tiers.get(name)) for name, said in tiers.items()
                },
            },
            costs={**default.costs, **dict(_costs(costs, default.costs))},
        )
    )


def tariff_entries(
    tiers: Mapping[str, Mapping[str, object]], costs: Mapping[str, object]
) -> Mapping[str, Sequence[TariffEntry]]:
    """Return everything that the tariff of these tables says, by the key of the table.

    Raises AccessError naming the key that is wrong.
    """
    tariff = read_tariff(tiers, costs)
    return {
        TIERS: [
            TariffEntry(f"{name}.{field}", value, field in tiers.get(name, {}), _MEANINGS[field])
            for name, tier in tariff.tiers.items()
            for field, value in msgspec.structs.asdict(tier).items()
        ],
        COSTS: [
            TariffEntry(operation, cost, operation in costs, "Credits of a successful request")
            for operation, cost in tariff.costs.items()
        ],
    }


def _tier(name: str, said: Mapping[str, object], default: Tier | None) -> Tier:
    place = f"{TIERS}.{name}"
    values: dict[str, Any] = {} if default is None else msgspec.structs.asdict(default)
    for field, value in said.items():
        if field not in _MEANINGS:
            raise _unknown(place, field, _MEANINGS)
        values[field] = (
            _scopes(f"{place}.{field}", value)
            if field == "scopes"
            else _number(f"{place}.{field}", value)
        )
    missing = [field for field in _MEANINGS if field not in values]
    if missing:
        expected = f"{', '.join(_MEANINGS)}, since there is no such tier by default"
        raise _wrong(place, f"lacks {', '.join(missing)}", expected)
    return Tier(**values)


def _costs(said: Mapping[str, object], default: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for operation, cost in said.items():
        if operation not in default:
            raise _unknown(COSTS, operation, default)
        yield operation, _number(f"{COSTS}.{operation}", cost)


def _number(place: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(place, f"is {_shown(value)}", "a whole number")
    return value


def _scopes(place: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(scope, str) for scope in value):
        raise _wrong(place, f"is {_shown(value)}", f"a list of {', '.join(SCOPES)}")
    return tuple(value)


def _unknown(place: str, name: str, known: Iterable[str]) -> AccessError:
    close = difflib.get_close_matches(name, list(known), n=1)
    hint = f", did you mean {close[0]}?" if close else ""
    return _wrong(f"{place}.{name}", f"is not known{hint}", ", ".join(known))


def _wrong(place: str, reason: str, expected: str) -> AccessError:
    return AccessError("tariff-wrong", reason, where=place, expected=expected)


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN_CHARACTERS else shown[:_SHOWN_CHARACTERS] + "..."
