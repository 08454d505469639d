"""An event of the picture in the snapshot form of the feed, as it was said."""

from typing import Any

from touchline.model.event import Event
from touchline.surfaces.trade.package import OddsMode
from touchline.surfaces.trade.parts import whole_market


def trade_event(event: Event) -> dict[str, Any]:
    """Return `{FixtureId, Fixture, Livescore, Markets}` with message structs as values.

    Status and time are as said; StartPrice is the first price (DECISIONS 6). Outrights have their
    own parts in place of Fixture.
    """
    shown: dict[str, Any] = {"FixtureId": event.id}
    if event.fixture_name.value is not None:
        shown["FixtureName"] = event.fixture_name.value
    if event.outright.value is not None:
        shown["OutrightLeague" if event.is_outright_league else "OutrightFixture"] = (
            event.outright.value
        )
        if event.score.value is not None:
            shown["OutrightScore"] = event.score.value
    else:
        shown["Fixture"] = event.fixture
    shown["Livescore"] = event.livescore.value
    shown["Markets"] = [
        whole_market(market, OddsMode.BOTH) for market in event.markets.values()
    ] or None
    return shown
