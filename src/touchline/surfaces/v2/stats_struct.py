"""The flat statistics of a match: one struct for all sports, its fields from the catalogue.

What a sport does not have, or the feed does not say, is absent.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import UNSET, Meta, UnsetType

from touchline.model.catalogue import SPORTS, Sport
from touchline.surfaces.v2.tables import NO_STATS, SPORT_STATS
from touchline.surfaces.v2.wire import (
    Available,
    BetItemId,
    Caption,
    Code,
    Elapsed,
    InPlay,
    InstanceCaption,
    Live,
    MarketCaption,
    MarketSysname,
    PhaseSysname,
    Price,
    PriceChange,
    ReferenceTime,
    V2Struct,
)

_SCORED: Final = Meta(description="What this side made in the part")
_WON: Final = Meta(description="True where this side won the part, else absent")
_SIDES: Final = {
    "home": "the home side",
    "away": "the away side",
    "player1": "the first player",
    "player2": "the second player",
}


class PartScore(V2Struct, kw_only=True):
    """The score of one part of a match, under the names that the sport has for its sides."""

    caption: Annotated[str, Meta(description="Name of the part in the language")]
    sysname: Annotated[str, Meta(description="The part's code in every language: Q1, S2")]
    home_score: Annotated[int | UnsetType, _SCORED] = UNSET
    away_score: Annotated[int | UnsetType, _SCORED] = UNSET
    player1_score: Annotated[int | UnsetType, _SCORED] = UNSET
    player2_score: Annotated[int | UnsetType, _SCORED] = UNSET
    home_winner: Annotated[bool | UnsetType, _WON] = UNSET
    away_winner: Annotated[bool | UnsetType, _WON] = UNSET
    player1_winner: Annotated[bool | UnsetType, _WON] = UNSET
    player2_winner: Annotated[bool | UnsetType, _WON] = UNSET
    in_play: Annotated[
        bool | UnsetType, Meta(description="True in the part that is played, else absent")
    ] = UNSET


class LiveBetItem(V2Struct, kw_only=True):
    """A bet with live odds and the change of its price."""

    bet_item_id: BetItemId
    market_sysname: MarketSysname
    market_caption: MarketCaption
    code: Code
    caption: Caption
    instance_caption: InstanceCaption = UNSET
    price: Price
    price_change: PriceChange
    is_available: Available
    timestamp: Annotated[str, Meta(description="When this price was set, unix ms")]


class Incident(V2Struct):
    """Something that happened in a match."""

    type: Annotated[str, Meta(description="What happened: Goal, YellowCard, Corner")]
    context: Annotated[str | None, Meta(description="H home, A away, null for neither")]
    captions: Annotated[list[str], Meta(description="The minute, then player and side if known")]
    phase_code: Annotated[str, Meta(description="The phase in short: 1H, Q3")]
    time_offset: Annotated[int | None, Meta(description="Minutes of play, null where unknown")]


class _Field(NamedTuple):
    """A field that some sports have, and what it tells."""

    name: str
    kind: Any
    tells: str


def _fields_of(sport: Sport) -> Iterator[_Field]:
    """Yield what a sport has beside the rest: its score, statistics and parts."""
    own = SPORT_STATS.get(sport.slug, NO_STATS)
    for side in sport.v2.sides:
        if (side, sport.score_unit) not in {("home", "goals"), ("away", "goals")}:
            unit = sport.score_unit.title()
            yield _Field(f"{side}{unit}", int, f"{unit} of {_SIDES[side]}")
    for statistic in sport.v2_statistics:
        for side in sport.v2.sides:
            yield _Field(statistic.key_of(side), int, f"{_words(statistic.key)} of {_SIDES[side]}")
    for name in (sport.v2.period_scores, own.period_scores):
        if name is not None:
            part = name.removesuffix("Scores")
            yield _Field(name, list[PartScore], f"The score of each {part}")
    if own.points:
        for side in sport.v2.sides:
            tells = f"What {_SIDES[side]} has in the current game: 0, 15, 30, 40 or AD"
            yield _Field(f"{side}GamePointsText", str, tells)
    if own.serves:
        side = sport.v2.sides[0]
        yield _Field(f"{side}Serves", bool, f"Whether {_SIDES[side]} serves")
    for name in own.counts:
        yield _Field(name, int, f"{_words(name)} at the moment")
    for name in own.flags:
        yield _Field(name, list[bool], f"{_words(name)} at the moment: whether each is taken")


def _words(name: str) -> str:
    """Return "Yellow cards" for "yellowCards"."""
    return re.sub("[A-Z]", lambda found: f" {found[0].lower()}", name).capitalize()


def _described() -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields that depend on the sport, each once, with the sports that have it."""
    sports: dict[_Field, list[str]] = {}
    for sport in SPORTS:
        for field in _fields_of(sport):
            sports.setdefault(field, []).append(sport.slug)
    for field, slugs in sports.items():
        meta = Meta(description=f"{field.tells} ({', '.join(slugs)})")
        yield field.name, Annotated[field.kind | UnsetType, meta], UNSET


_FIELDS: Final = list(_described())
_GOALS_OF: Final = {
    side: f"Goals of {_SIDES[side]}, in sports that count goals" for side in ("home", "away")
}


class _Head(V2Struct):
    id: Annotated[str, Meta(description="stats_ and the id of the match")]
    home_goals: Annotated[int, Meta(description="The score of the home side, in every sport")]
    away_goals: Annotated[int, Meta(description="The score of the away side, in every sport")]


_SportStats: Any = msgspec.defstruct(
    "SportStats", _FIELDS, bases=(_Head,), kw_only=True, module=__name__
)
_SportData: Any = msgspec.defstruct(
    "SportData",
    [
        (f"{side}Goals", Annotated[int | UnsetType, Meta(description=_GOALS_OF[side])], UNSET)
        for side in _GOALS_OF
    ]
    + _FIELDS,
    bases=(V2Struct,),
    kw_only=True,
    module=__name__,
)


# The catalogue says which fields there are, so their types are made when it is read.
class Stats(_SportStats, kw_only=True):  # type: ignore[call-arg, misc]
    """The live statistics of a match; without a clock its fields are null."""

    elapsed_seconds: Elapsed
    phase: Annotated[
        str | None,
        Meta(
            description="The period or break, how the match ended, or INTERRUPTED, ABANDONED, "
            "CANCELLED, LOST_COVERAGE"
        ),
    ]
    phase_sysname: PhaseSysname
    phase_caption: Annotated[
        str | None,
        Meta(
            description="The clock as minutes and seconds while the match goes on, else, and "
            "without a clock, the phase's name"
        ),
    ]
    phase_caption_long: Annotated[str | None, Meta(description="The phase in short: 2H, Q3, HT")]
    reference_time: ReferenceTime
    is_live: Live
    is_in_play: InPlay
    live_bet_items: list[LiveBetItem] | UnsetType = UNSET
    timeline: list[Incident] | UnsetType = UNSET


class LiveData(_SportData, kw_only=True):  # type: ignore[call-arg, misc]
    """The statistics of a match under the names of its sport alone."""

    discriminator: Annotated[str, Meta(description="Kind of live data: SoccerMatchLiveDataModel")]
    event_sysname: Annotated[str, Meta(description="System name of the sport's matches")]
    is_live: Live
    is_in_play: InPlay
    phase_sysname: PhaseSysname
    elapsed_seconds: Elapsed
    reference_time: ReferenceTime
    reference_time_unix: Annotated[
        int | None, Meta(description="The same as referenceTime in unix seconds")
    ]
