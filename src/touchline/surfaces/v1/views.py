"""Events of the picture as v1 shows them (seed 000, DECISIONS 16-20)."""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from touchline.base.clock import format_time
from touchline.board.board import Board
from touchline.board.facts import extra, is_live, number, pair, participant, score_of, statistics_of
from touchline.board.match_clock import Anchor, anchor_of, last_played
from touchline.board.parts import sport_of
from touchline.board.shown_odds import Books, bets_of, books_of
from touchline.model.catalogue import Sport
from touchline.model.enums import FixtureStatus, PeriodType
from touchline.model.event import Event
from touchline.model.feed_struct import Named
from touchline.model.fixture import Fixture, Participant, Venue
from touchline.model.instants import milliseconds
from touchline.model.line import plain_line
from touchline.model.livescore import Livescore
from touchline.surfaces.v1 import structs
from touchline.surfaces.v1.odds import OddsView, odds_of

CALCULATED: Final = (0, "Calculated")
_WITHOUT_PREFIX: Final = frozenset({"", "international"})


def clock_of(event: Event) -> Anchor | None:
    """Return the anchor of the event's match clock."""
    return anchor_of(event, sport_of(event))


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


def current_event(event: Event, lens: Lens, now: int) -> structs.CurrentEvent:
    """Return the event as lists of live and coming events show it at a feed time."""
    play = _live(event, now, clock_of(event)) if is_live(event) else {}
    return structs.CurrentEvent(**_common(event, lens, now, _odds(event, lens, now)), **play)


def live_event(
    event: Event, lens: Lens, now: int, anchor: Anchor | None, odds: OddsView
) -> structs.LiveEvent:
    """Return the event as the live list shows it, with its clock and odds at that time."""
    return structs.LiveEvent(**_common(event, lens, now, odds), **_live(event, now, anchor))


def main_odds(event: Event, lens: Lens, now: int) -> OddsView:
    """Return the odds that lists show of an event."""
    return _odds(event, lens, now)


def league_event(event: Event, lens: Lens, now: int) -> structs.LeagueEvent:
    """Return the event as a league's list shows it, with statistics."""
    return structs.LeagueEvent(
        **_common(event, lens, now, _odds(event, lens, now)),
        **_live(event, now, clock_of(event)),
        stats=_stats(event),
    )


def event_detail(event: Event, lens: Lens, now: int) -> structs.EventDetail:
    """Return the event with every line of its odds and every market of every bookmaker."""
    return structs.EventDetail(
        **_common(event, lens, now, _odds(event, lens, now, all_lines=True)),
        **_live(event, now, clock_of(event)),
        stats=_stats(event),
        markets=_markets(event, lens.board, now),
    )


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
        "info": _info(event, sport, start, now),
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


def _info(event: Event, sport: Sport, start: int | None, now: int) -> str | None:
    """Return what is special: an unusual status, a late start, the score of the shoot-out."""
    said = _UNUSUAL.get(event.status)
    if said is not None:
        return said
    if event.status == FixtureStatus.NOT_STARTED:
        late = start is not None and now > start * 1000 + _LATE_MS
        return "Delayed" if late else None
    livescore = event.livescore.value
    for period in (livescore.periods if livescore is not None else None) or ():
        if period.type is not None and sport.period(period.type).kind == "penalties":
            home, away = pair(period.results)
            return f"Penalties {number(home)}-{number(away)}"
    return None


_LATE_MS: Final = 60_000
_UNUSUAL: Final = {
    int(FixtureStatus.CANCELLED): "Cancelled",
    int(FixtureStatus.POSTPONED): "Postponed",
    int(FixtureStatus.INTERRUPTED): "Interrupted",
    int(FixtureStatus.ABANDONED): "Abandoned",
    int(FixtureStatus.LOST_COVERAGE): "Coverage lost",
}


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
