"""The flat statistics of a match (seed 002, DECISIONS 22-24; reference rest-apis 2.5)."""

from typing import Any, Final, NamedTuple

from touchline.base.clock import format_time
from touchline.board.facts import (
    extra,
    is_live,
    number,
    pair,
    score_of,
    statistics_of,
)
from touchline.model.catalogue import Period, Sport, caption
from touchline.model.enums import FixtureStatus, PeriodType
from touchline.model.event import Event
from touchline.model.livescore import Livescore
from touchline.model.livescore import Period as PlayedPeriod
from touchline.surfaces.v2.clock import MatchClock
from touchline.surfaces.v2.phase import phase_of
from touchline.surfaces.v2.stats_struct import LiveBetItem, LiveData, PartScore, Stats
from touchline.surfaces.v2.tables import NO_STATS, SPORT_STATS

_TURNS: Final = {"1": True, "2": False}


class Moment(NamedTuple):
    """What the clock of a match shows: seconds of play, as text, and when it showed them."""

    elapsed: int | None
    caption: str | None
    reference: int | None


def moment_of(clock: MatchClock | None, phase_caption: str | None, now: int) -> Moment:
    """Return what a clock shows at a feed time (unix ms); without one the phase's caption."""
    if clock is None:
        return Moment(None, phase_caption, None)
    elapsed = clock.elapsed_at(now)
    return Moment(elapsed, f"{elapsed // 60:02d}:{elapsed % 60:02d}", clock.reference_at(now))


def stats_of(
    event: Event,
    sport: Sport,
    locale: str,
    *,
    public_id: int,
    moment: Moment,
    is_in_play: bool,
    bets: list[LiveBetItem],
) -> Stats:
    """Return the statistics of an event that is live or over."""
    phase = phase_of(event, sport)
    home, away = score_of(event)
    named = None if phase is None else caption(phase.caption, locale)
    return Stats(
        id=f"stats_{public_id}",
        home_goals=home,
        away_goals=away,
        elapsed_seconds=moment.elapsed,
        phase=None if phase is None else phase.name,
        phase_sysname=None if phase is None else phase.sysname,
        phase_caption=moment.caption if event.status == FixtureStatus.IN_PROGRESS else named,
        phase_caption_long=None if phase is None else caption(phase.caption, locale, short=True),
        reference_time=None if moment.reference is None else format_time(moment.reference),
        is_live=is_live(event),
        is_in_play=is_in_play,
        live_bet_items=bets,
        **sport_stats(event, sport, locale),
    )


def live_data_of(
    event: Event, sport: Sport, locale: str, *, moment: Moment, is_in_play: bool
) -> LiveData:
    """Return the statistics of an event under the names of its sport alone."""
    phase = phase_of(event, sport)
    words = sport.v2.sysname.split("_")
    own = sport_stats(event, sport, locale)
    if sport.score_unit == "goals":
        own["homeGoals"], own["awayGoals"] = score_of(event)
    return LiveData(
        discriminator="".join(word.capitalize() for word in words) + "LiveDataModel",
        event_sysname=sport.v2.sysname,
        is_live=is_live(event),
        is_in_play=is_in_play,
        phase_sysname=None if phase is None else phase.sysname,
        elapsed_seconds=moment.elapsed,
        reference_time=None if moment.reference is None else format_time(moment.reference),
        reference_time_unix=None if moment.reference is None else moment.reference // 1000,
        **own,
    )


def sport_stats(event: Event, sport: Sport, locale: str) -> dict[str, Any]:
    """Return what the sport itself counts, by field; what the feed lacks is left out."""
    livescore = event.livescore.value
    own = SPORT_STATS.get(sport.slug, NO_STATS)
    sides = sport.v2.sides
    found: dict[str, Any] = {}
    unit = sport.score_unit.title()
    if unit != "Goals":
        for side, score in zip(sides, score_of(event), strict=True):
            found[f"{side}{unit}"] = score
    said = statistics_of(livescore)
    for kind in sport.v2_statistics:
        for side, text in zip(sides, said.get(kind.feed_id, (None, None)), strict=True):
            if text is not None or kind.always:
                found[kind.key_of(side)] = number(text)
    name = sport.v2.period_scores or own.period_scores
    if name is not None:
        found[name] = _period_scores(event, sport, locale, winners=own.winners)
    if livescore is not None:
        found.update(_extras(livescore, sport))
    return found


def _extras(livescore: Livescore, sport: Sport) -> dict[str, Any]:
    own = SPORT_STATS.get(sport.slug, NO_STATS)
    data = livescore.livescore_extra_data
    found: dict[str, Any] = {}
    if own.points:
        game = next((p for p in livescore.periods or () if p.type == PeriodType.GAME), None)
        texts = pair(game.results if game is not None else None)
        for side, text in zip(sport.v2.sides, texts, strict=True):
            if text is not None:
                found[f"{side}GamePointsText"] = text
    turn = _TURNS.get(extra(data, "Turn") or "")
    if own.serves and turn is not None:
        found[f"{sport.v2.sides[0]}Serves"] = turn
    for key, name in own.counts.items():
        text = extra(data, name)
        if text is not None and text.strip().isdecimal():
            found[key] = int(text)
    for key, name in own.flags.items():
        text = extra(data, name)
        if text is not None:
            found[key] = [flag.strip() not in {"", "0"} for flag in text.split("/")]
    return found


def _period_scores(event: Event, sport: Sport, locale: str, *, winners: bool) -> list[PartScore]:
    livescore = event.livescore.value
    played = [
        (sport.period(period.type), period)
        for period in (livescore.periods if livescore is not None else None) or ()
        if period.type is not None
    ]
    shown = [(known, period) for known, period in played if known.v1 is not None]
    shown.sort(key=lambda item: (item[0].v1 or 0, item[0].number))
    return [_period_score(event, sport, known, period, locale, winners) for known, period in shown]


def _period_score(
    event: Event, sport: Sport, known: Period, period: PlayedPeriod, locale: str, winners: bool
) -> PartScore:
    first, second = sport.v2.sides
    home, away = (number(text) for text in pair(period.results))
    scores: dict[str, Any] = {f"{first}_score": home, f"{second}_score": away}
    if winners:
        scoreboard = event.livescore.value.scoreboard if event.livescore.value is not None else None
        current = scoreboard.current_period if scoreboard is not None else None
        if is_live(event) and current == period.type and not period.is_finished:
            scores["in_play"] = True
        elif home != away:
            scores[f"{first if home > away else second}_winner"] = True
    return PartScore(
        caption=caption(known.caption, locale),
        sysname=caption(known.caption, short=True),
        **scores,
    )
