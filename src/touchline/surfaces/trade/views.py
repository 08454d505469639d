"""An event of the picture in the snapshot form of the feed, as it was said."""

from typing import Any

import msgspec

from touchline.model.event import Book, Event, Market
from touchline.model.market import Bet, MarketUpdate, ProviderMarket


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
    shown["Markets"] = [_market(market) for market in event.markets.values()] or None
    return shown


def _market(market: Market) -> MarketUpdate:
    return MarketUpdate(
        id=market.id,
        name=market.name.value,
        main_line=market.main_line.value,
        status=market.status.value,
        bets=None if market.average is None else _bets(market.average),
        provider_markets=[
            ProviderMarket(
                id=provider_id,
                name=book.name,
                last_update=book.last_update,
                market_status=book.status,
                provider_fixture_id=book.provider_fixture_id,
                provider_league_id=book.provider_league_id,
                provider_market_id=book.provider_market_id,
                bets=_bets(book),
            )
            for provider_id, book in market.providers.items()
        ]
        or None,
    )


def _bets(book: Book) -> list[Bet]:
    return [
        msgspec.structs.replace(quote.bet, start_price=quote.first_price)
        for quote in book.bets.values()
    ]
