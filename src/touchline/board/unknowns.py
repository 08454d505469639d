"""Counting what the catalogue does not know; all of it passes through."""

from typing import Final

from touchline.board.context import Count
from touchline.model.catalogue import Sport, sport_by_feed_id
from touchline.model.catalogue.sport import LAST_ORDINAL
from touchline.model.catalogue.statuses import STATISTICS
from touchline.model.enums import FixtureStatus
from touchline.model.feed_struct import Named
from touchline.model.livescore import Livescore
from touchline.model.message import EventUpdate

_STATUSES: Final = frozenset(int(status) for status in FixtureStatus)


def count_unknown(update: EventUpdate, sport: Sport, count: Count) -> None:
    """Count the unknown sports, statuses, periods and statistics of an update by number."""
    for said in (update.fixture, update.outright_fixture, update.outright_league):
        if said is not None:
            _count_status(said.status, count)
            _count_sport(said.sport, count)
    if update.livescore is not None:
        _count_livescore(update.livescore, sport, count)


def _count_status(status: int | None, count: Count) -> None:
    if status is not None and status not in _STATUSES:
        count("unknown-status", str(status))


def _count_sport(said: Named | None, count: Count) -> None:
    if said is not None and sport_by_feed_id(said.id, said.name or "").generic:
        count("unknown-sport", str(said.id))


def _count_livescore(livescore: Livescore, sport: Sport, count: Count) -> None:
    periods = {period.type for period in livescore.periods or ()}
    if livescore.scoreboard is not None:
        _count_status(livescore.scoreboard.status, count)
        periods.add(livescore.scoreboard.current_period)
    # Of an unknown sport every period would be unknown, which says nothing more.
    if not sport.generic:
        for number in periods:
            if number is not None and not _is_known_period(number, sport):
                count("unknown-period", f"{sport.slug}:{number}")
    for statistic in livescore.statistics or ():
        if statistic.type is not None and statistic.type not in STATISTICS:
            count("unknown-statistic", str(statistic.type))


def _is_known_period(number: int, sport: Sport) -> bool:
    return number in sport.periods or (sport.open_ended and 1 <= number <= LAST_ORDINAL)
