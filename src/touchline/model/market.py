"""What is said of markets and bets: calculated odds beside those of each bookmaker."""

import msgspec

from touchline.model.feed_struct import FeedStruct, Finite, Integer


class PredictionData(FeedStruct, gc=False):
    """Volume of a prediction market."""

    volume: str | None = None
    liquidity: str | None = None
    start_date: str | None = None
    end_date: str | None = None


class BetMore(FeedStruct, gc=False):
    """The attributes that few bets have: of outrights, players, exchanges and other price formats.

    They stand apart from the others so that a million plain bets stay small; on the wire they are
    attributes of the bet like all others.
    """

    participant_id: Integer | None = None
    player_id: str | None = None
    player_name: str | None = None
    price_volume: str | None = None
    lay_price: Finite | None = None
    lay_price_volume: Finite | None = None
    calculated_margin: Finite | None = None
    order: Integer | None = None
    is_changed: Integer | None = None
    price_us: str | None = msgspec.field(default=None, name="PriceUS")
    price_uk: str | None = msgspec.field(default=None, name="PriceUK")
    price_in: str | None = msgspec.field(default=None, name="PriceIN")
    price_ma: str | None = msgspec.field(default=None, name="PriceMA")
    price_hk: str | None = msgspec.field(default=None, name="PriceHK")
    prediction_data: PredictionData | None = None
    serialized_last_update: str | None = None


class Bet(FeedStruct, gc=False):
    """One bet as it was said: all of its attributes (seed 004, Bet).

    Prices are decimal odds as text, exactly as sent. `last_update` is ISO 8601 or unix
    milliseconds, as text. Ids exceed 2^53. `probability` is -1 where there is none.
    """

    id: Integer
    name: str | None = None
    line: str | None = None
    base_line: str | None = None
    status: Integer | None = None
    start_price: str | None = None
    price: str | None = None
    settlement: Integer | None = None
    suspension_reason: Integer | None = None
    last_update: str | None = None
    provider_bet_id: str | None = None
    probability: Finite | None = None
    # No feed has a field of this name, so that it never comes from outside.
    more: BetMore | None = msgspec.field(default=None, name="~more")

    @property
    def participant_id(self) -> int | None:
        """The participant of an outright that the bet is on."""
        return None if self.more is None else self.more.participant_id


class ProviderMarket(FeedStruct):
    """The bets of one bookmaker in a market (seed 004, Provider)."""

    id: Integer
    name: str | None = None
    last_update: str | None = None
    market_status: Integer | None = None
    provider_fixture_id: str | None = None
    provider_league_id: str | None = None
    provider_market_id: str | None = None
    bets: list[Bet] | None = None
    serialized_last_update: str | None = None


class MarketUpdate(FeedStruct):
    """What a message says of a market: calculated odds in `bets`, bookmakers' beside them.

    Bets that a message leaves out are unchanged. `main_line` is "suspended" when no line is open.
    """

    id: Integer
    name: str | None = None
    main_line: str | None = None
    status: Integer | None = None
    bets: list[Bet] | None = None
    provider_markets: list[ProviderMarket] | None = None
