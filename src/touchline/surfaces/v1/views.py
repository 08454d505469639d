"""Events of the picture as v1 shows them (seed 000, DECISIONS 16-20)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from touchline.base.clock import format_time
from touchline.board.board import Board
from touchline.board.facts import (
    StatusReason,
    extra,
    is_completed,
    is_live,
    number,
    pair,
    participant,
    score_of,
    scoreboard_of,
    statistics_of,
    status_reason,
    status_reason_until,
)
from touchline.board.match_clock import Anchor, anchor_of, last_played
from touchline.board.parts import sport_of
from touchline.board.shown_odds import Books, bets_of, books_of
from touchline.model.catalogue import Sport
from touchline.model.enums import RESULT_PERIODS, PeriodType
from touchline.model.event import Event
from touchline.model.feed_struct import Named
from touchline.model.fixture import Fixture, Participant, Venue
from touchline.model.instants import milliseconds
from touchline.model.line import plain_line
from touchline.model.livescore import Livescore
from touchline.surfaces.fragments import earliest, end_of_second
from touchline.surfaces.v1 import structs
from touchline.surfaces.v1.odds import OddsView, odds_of

CALCULATED: Final = (0, "Calculated")
_WITHOUT_PREFIX: Final = frozenset({"", "international"})
_INFO: Final[Mapping[StatusReason, str]] = {
    "postponed": "Postponed",
    "cancelled": "Cancelled",
    "interrupted": "Interrupted",
    "abandoned": "Abandoned",
    "lost_coverage": "Coverage lost",
    "delayed": "Delayed",
}


def clock_of(event: Event) -> Anchor | None:
    """Return the anchor of the event's match clock.

    A clock that starts anew in each period tells nothing of a match that is over.
    """
    sport = sport_of(event)
    scoreboard = scoreboard_of(event)
    is_over = is_completed(event) or (
        scoreboard is not None and scoreboard.current_period in RESULT_PERIODS
    )
    return None if is_over and not sport.clock.cumulative else anchor_of(event, sport)


def league_name(fixture: Fixture | None) -> str:
    """Return "<Location>. <League>", the league alone where the location says nothing."""
    league = fixture.league.name if fixture is not None and fixture.league is not None else None
    location = (
        fixture.location.name if fixture is not None and fixture.location is not None else None
    )
    if (location or "").strip().lower() in _WITHOUT_PREFIX:
        return league or ""
    return f"{location}. {league or ''}"


class Lens(NamedTuple):
    """Through what events are looked at: their board, who chooses bookmakers, and public ids."""

    board: Board
    books: Books
    id_offset: int = 0


def current_row(event: Event, lens: Lens, now: int) -> tuple[structs.CurrentEvent, int | None]:
    """Return the event as lists of live and coming events show it, and until when at most."""
    anchor = clock_of(event) if is_live(event) else None
    odds = main_odds(event, lens, now)
    play = _live(event, now, anchor) if is_live(event) else {}
    row = structs.CurrentEvent(**_common(event, lens, now, odds), **play)
    return row, _until(event, now, anchor, odds)


def live_row(
    event: Event, lens: Lens, now: int, odds: OddsView
) -> tuple[structs.LiveEvent, int | None]:
    """Return the event as the live list shows it with these odds, and until when at most."""
    anchor = clock_of(event)
    row = structs.LiveEvent(**_common(event, lens, now, odds), **_live(event, now, anchor))
    return row, _until(event, now, anchor, odds)


def league_row(event: Event, lens: Lens, now: int) -> tuple[structs.LeagueEvent, int | None]:
    """Return the event as a league's list shows it, with statistics, and until when at most."""
    anchor, odds = clock_of(event), main_odds(event, lens, now)
    row = structs.LeagueEvent(
        **_common(event, lens, now, odds), **_live(event, now, anchor), stats=_stats(event)
    )
    return row, _until(event, now, anchor, odds)


def detail_row(event: Event, lens: Lens, now: int) -> tuple[structs.EventDetail, int | None]:
    """Return the event with everything, and until when at most it looks so."""
    anchor, odds = clock_of(event), _odds(event, lens, now, all_lines=True)
    row = structs.EventDetail(
        **_common(event, lens, now, odds),
        **_live(event, now, anchor),
        stats=_stats(event),
        markets=_markets(event, lens.board, now),
    )
    return row, _until(event, now, anchor, odds)


def event_detail(event: Event, lens: Lens, now: int) -> structs.EventDetail:
    """Return the event with every line of its odds and every market of every bookmaker."""
    return detail_row(event, lens, now)[0]


def main_odds(event: Event, lens: Lens, now: int) -> OddsView:
    """Return the odds that lists show of an event."""
    return _odds(event, lens, now)


def _until(event: Event, now: int, anchor: Anchor | None, odds: OddsView) -> int | None:
    """Return from when the event may look different although nothing changes."""
    second = end_of_second(now) if anchor is not None and anchor.is_moving(now) else None
    return earliest(odds.until, second, status_reason_until(event, now))


def _odds(event: Event, lens: Lens, now: int, *, all_lines: bool = False) -> OddsView:
    source = lens.board.source_of(event)
    return odds_of(event, source, sport_of(event), lens.books, now, all_lines=all_lines)


def _common(event: Event, lens: Lens, now: int, odds: OddsView) -> dict[str, Any]:
    fixture = event.fixture
    sport = sport_of(event)
    start, start_iso = _start(fixture.start_date if fixture is not None else None)
    league = fixture.league if fixture is not None else None
    home, away = participant(fixture, "1"), participant(fixture, "2")
    id_offset = lens.id_offset
    return {
        "id": event.id + id_offset,
        "sport_id": sport.v1.id,
        "league_id": None if league is None else league.id + id_offset,
        "league_name": league_name(fixture),
        "home_team": _name(home),
        "away_team": _name(away),
        "home_team_id": _public_id(home, id_offset),
        "away_team_id": _public_id(away, id_offset),
        "home_image": None,
        "away_image": None,
        "start_time": start,
        "start_time_iso": start_iso,
        "is_live": is_live(event),
        "market_count": len(event.markets),
        "win_probability": odds.chances,
        "venue": _named(fixture.venue if fixture is not None else None),
        "round": _named(fixture.round if fixture is not None else None),
        "info": _info(event, sport, now),
        "odds": odds.odds,
    }


def _live(event: Event, now: int, anchor: Anchor | None) -> dict[str, Any]:
    fixture = event.fixture
    sport = sport_of(event)
    livescore = event.livescore.value
    timer = None if anchor is None else anchor.seconds_at(now)
    video = extra(fixture.fixture_extra_data if fixture is not None else None, "VideoId")
    period, name = _current_period(livescore, sport)
    home, away = score_of(event)
    return {
        "score": structs.Score(home=home, away=away),
        "period_scores": _period_scores(livescore, sport),
        "current_period": period,
        "current_period_name": name,
        "timer_seconds": timer,
        "timer_minutes": None if timer is None else timer // 60,
        "has_video": video is not None,
        "video_id": video,
    }


@lru_cache(maxsize=8_192)
def _start(text: str | None) -> tuple[int | None, str | None]:
    """Return a start as unix seconds and as text."""
    ms = milliseconds(text)
    return (None, None) if ms is None else (ms // 1000, format_time(ms))


def _name(side: Participant | None) -> str:
    return "" if side is None else side.name or ""


def _public_id(side: Participant | None, id_offset: int) -> int | None:
    return None if side is None or side.id is None else side.id + id_offset


def _named(thing: Named | Venue | None) -> str | None:
    return None if thing is None else thing.name


def _info(event: Event, sport: Sport, now: int) -> str | None:
    """Return what is special: an unusual status, a late start, the score of the shoot-out."""
    reason = status_reason(event, now)
    if reason is not None:
        return _INFO[reason]
    livescore = event.livescore.value
    for period in (livescore.periods if livescore is not None else None) or ():
        if period.type is not None and sport.period(period.type).kind == "penalties":
            home, away = pair(period.results)
            return f"Penalties {number(home)}-{number(away)}"
    return None


def _period_scores(livescore: Livescore | None, sport: Sport) -> list[structs.PeriodScore]:
    shown = []
    for period in (livescore.periods if livescore is not None else None) or ():
        known = None if period.type is None else sport.period(period.type)
        if known is None or known.v1 is None:
            continue
        home, away = pair(period.results)
        shown.append(
            structs.PeriodScore(
                period=known.v1, name=known.name, home=number(home), away=number(away)
            )
        )
    return sorted(shown, key=lambda score: score.period)


def _current_period(livescore: Livescore | None, sport: Sport) -> tuple[int | None, str | None]:
    """Return number and name; in a break the last played, named by the break (DECISIONS 16)."""
    scoreboard = livescore.scoreboard if livescore is not None else None
    if scoreboard is None or scoreboard.current_period is None:
        return None, None
    period = sport.period(scoreboard.current_period)
    last = last_played(livescore, sport)
    if scoreboard.current_period == PeriodType.BREAK:
        name = sport.break_for(scoreboard.description, None if last is None else last.number).name
    else:
        name = period.name
    if period.v1 is not None:
        return period.v1, name
    return (None if last is None else last.v1), name


def _stats(event: Event) -> list[structs.Stat]:
    said = statistics_of(event.livescore.value)
    shown = []
    for kind in sport_of(event).v1_statistics:
        home, away = said.get(kind.feed_id, (None, None))
        if home is not None and away is not None:
            shown.append(structs.Stat(id=kind.id, name=kind.name, home=home, away=away))
    return shown


def _markets(event: Event, board: Board, now: int) -> list[structs.MarketView]:
    source = board.source_of(event)
    return [
        structs.MarketView(
            id=held.id,
            name=held.name.value or "",
            providers=[
                structs.ProviderView(
                    id=CALCULATED[0] if provider_id is None else provider_id,
                    name=CALCULATED[1] if provider_id is None else book.name or "",
                    bets=[
                        structs.BetView(
                            id=str(bet.quote.bet.id),
                            name=bet.quote.bet.name or "",
                            line=plain_line(bet.quote.bet.line or bet.quote.bet.base_line),
                            odds=bet.odds,
                            available=bet.is_available,
                            updated_at=format_time(bet.quote.updated_at),
                        )
                        for bet in bets_of(event, source, now, held, book)
                    ],
                )
                for provider_id, book in books_of(held)
            ],
        )
        for held in event.markets.values()
    ]
