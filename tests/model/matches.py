"""Livescores of matches as far as settlement reads them."""

from collections.abc import Mapping, Sequence

from touchline.model.catalogue import SPORTS, Sport
from touchline.model.catalogue.markets import MARKETS
from touchline.model.livescore import Incident, Livescore, Period, Result, Scoreboard, Statistic
from touchline.model.outcome import Outcome, outcome_of
from touchline.model.settlement import settle

Score = tuple[int, int]
IN_PLAY, FINISHED, CANCELLED, POSTPONED, INTERRUPTED, ABANDONED = 2, 3, 4, 5, 6, 7
BREAK, FULL_TIME, AFTER_OVERTIME = 80, 100, 101


def sport(slug: str) -> Sport:
    return next(sport for sport in SPORTS if sport.slug == slug)


def results(score: Score | None) -> list[Result] | None:
    if score is None:
        return None
    return [Result(position="1", value=str(score[0])), Result(position="2", value=str(score[1]))]


def incident(kind: int, side: int, period: int, score: Score | None = None) -> Incident:
    return Incident(
        incident_type=kind,
        participant_position=str(side + 1),
        period=period,
        results=results(score),
    )


def livescore(
    periods: Mapping[int, Score] | None = None,
    *,
    current: int | None = None,
    open_periods: Sequence[int] = (),
    total: Score | None = None,
    status: int | None = None,
    description: int | None = None,
    statistics: Mapping[int, Score] | None = None,
    incidents: Sequence[Incident] = (),
) -> Livescore:
    """Make a livescore; periods are finished unless they are open or the current one."""
    return Livescore(
        scoreboard=Scoreboard(
            status=status,
            current_period=current,
            description=description,
            results=results(total),
        ),
        periods=[
            Period(
                type=number,
                is_finished=number != current and number not in open_periods,
                results=results(score),
                incidents=[one for one in incidents if one.period == number],
            )
            for number, score in (periods or {}).items()
        ],
        statistics=[
            Statistic(type=number, results=results(score))
            for number, score in (statistics or {}).items()
        ],
    )


def ended(slug: str, periods: Mapping[int, Score], total: Score | None = None) -> Outcome:
    """Return the outcome of a match that was played to its end."""
    said = livescore(periods, current=FULL_TIME, total=total, status=FINISHED)
    return outcome_of(sport(slug), FINISHED, said)


def settled(
    outcome: Outcome, key: str, name: str, line: str | None = None, base_line: str | None = None
) -> int | None:
    """Settle a bet of the market of a key."""
    return settle(outcome, MARKETS[key], name, line, base_line)
