"""The tables of this folder: what they hold, and reading them."""

import tomllib
from importlib import resources
from typing import Final, TypeVar

import msgspec

Shape = TypeVar("Shape")


class SportStats(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the stats of a sport hold beside its score and the catalogue's statistics.

    `counts` and `flags` map the key in the stats to the name of an extra datum of the livescore.
    """

    period_scores: str | None = None
    winners: bool = False
    points: bool = False
    serves: bool = False
    counts: dict[str, str] = {}
    flags: dict[str, str] = {}


class IncidentType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an incident is called: `named` ones say when no player is known."""

    type: str
    goals: str | None = None
    named: bool = False


class _Timeline(msgspec.Struct, forbid_unknown_fields=True):
    types: dict[int, IncidentType]


def read_table(name: str, shape: type[Shape]) -> Shape:
    """Return the content of a TOML file beside this module.

    Raises msgspec.ValidationError: the file does not have the shape.
    """
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), shape, str_keys=True)


SPORT_STATS: Final = read_table("stats.toml", dict[str, SportStats])
"""By the slug of the sport."""
NO_STATS: Final = SportStats()
INCIDENT_TYPES: Final = read_table("timeline.toml", _Timeline).types
"""By the feed's number."""
