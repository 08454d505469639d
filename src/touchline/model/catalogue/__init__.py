"""The sport catalogue: what sports, periods, markets and statistics are called, and their rules.

All of it is data in the TOML files beside this module. Whatever a feed sends finds an answer:
unknown numbers get names of their own, never an error.
"""

from touchline.model.catalogue.captions import DEFAULT_LOCALE, LOCALES, caption
from touchline.model.catalogue.files import CatalogueError
from touchline.model.catalogue.leagues import league_priority
from touchline.model.catalogue.lookup import (
    SPORTS,
    sport_by_feed_id,
    sport_by_slug,
    sport_by_v1_id,
)
from touchline.model.catalogue.markets import market, offered_markets
from touchline.model.catalogue.sport import Sport
from touchline.model.catalogue.statuses import (
    description,
    description_name,
    statistic,
    statistic_name,
    status_name,
)
from touchline.model.catalogue.types import (
    BetKind,
    BetRole,
    Break,
    Description,
    MarketKind,
    MarketRole,
    MatchClock,
    Period,
    Statistic,
    StatusPhase,
    V1Sport,
    V1Statistic,
    V2Sport,
    V2Statistic,
)

__all__ = [
    "DEFAULT_LOCALE",
    "LOCALES",
    "SPORTS",
    "BetKind",
    "BetRole",
    "Break",
    "CatalogueError",
    "Description",
    "MarketKind",
    "MarketRole",
    "MatchClock",
    "Period",
    "Sport",
    "Statistic",
    "StatusPhase",
    "V1Sport",
    "V1Statistic",
    "V2Sport",
    "V2Statistic",
    "caption",
    "description",
    "description_name",
    "league_priority",
    "market",
    "offered_markets",
    "sport_by_feed_id",
    "sport_by_slug",
    "sport_by_v1_id",
    "statistic",
    "statistic_name",
    "status_name",
]
