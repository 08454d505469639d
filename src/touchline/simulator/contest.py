"""Who meets whom, under which rules."""

import msgspec


class Contest(msgspec.Struct, frozen=True, kw_only=True):
    """A match as it is drawn up: everything that its course depends on, but chance.

    Ratings are in standard deviations of the strengths in the league, 0 for an average side.
    `sport` is the slug of the catalogue. `variant` names rules that differ within a sport (each
    game lists its own, "" is the usual one); a match that must be decided has extra time and a
    shoot-out where its sport knows them.
    """

    sport: str
    home: float = 0.0
    away: float = 0.0
    variant: str = ""
    must_be_decided: bool = False
    has_home_side: bool = True
