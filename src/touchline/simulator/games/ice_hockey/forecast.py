"""The chances of an ice hockey match: Poisson goals by strength, then the closing minutes."""

from collections import defaultdict
from collections.abc import Sequence
from math import exp
from typing import Final

from touchline.model.part import Part
from touchline.simulator.forecast import Forecast
from touchline.simulator.games.distributions import Distribution, mixed, scaled, shifted
from touchline.simulator.games.goal_grid import (
    Pair,
    decided_by_one,
    goals,
    independent,
    margin_of,
    settled,
)
from touchline.simulator.games.ice_hockey import rates
from touchline.simulator.games.ice_hockey.closing import FAR, Closing, Closings, nearest
from touchline.simulator.games.ice_hockey.course import OVERTIME, Course
from touchline.simulator.games.ice_hockey.rates import CLOSING_SECONDS, PERIODS
from touchline.simulator.games.ice_hockey.strength import (
    Schedule,
    factors,
    later,
    seconds_at_even,
)
from touchline.simulator.match import AWAY, HOME, Score

_LAST: Final = PERIODS - 1
_SMALL: Final = 1e-6
"""Chances of a score that are left out."""


def parts(
    course: Course, periods: Sequence[Score], *, must_be_decided: bool
) -> dict[Part, Forecast]:
    """Forecast every part of a match that is in regular time or overtime, or in a break.

    `periods` are the goals of each period of regular time up to the current one.
    """
    score = sum(home for home, _ in periods), sum(away for _, away in periods)
    times = course.schedule()
    if course.period == OVERTIME:
        home = _overtime(course.goals, times, course.left, must_be_decided)
        return {"whole": Forecast(decided_by_one(home).margin, {sum(score) + 1: 1.0})}
    means: dict[int, Pair] = {}
    ahead = 0.0
    for period in range(course.period, PERIODS):
        length = course.left if period == course.period else rates.PERIOD_SECONDS
        is_open = max(0.0, length - CLOSING_SECONDS) if period == _LAST else length
        even = seconds_at_even(course.goals, times, ahead, is_open)
        means[period] = _times(course.goals, even)
        ahead += length
    closings = _closings(course.goals, times, ahead)
    found = {
        f"period:{period + 1}": independent(
            mean, periods[period] if period < len(periods) else (0, 0)
        )
        for period, mean in means.items()
        if period != _LAST
    }
    all_means = sum(home for home, _ in means.values()), sum(away for _, away in means.values())
    found["match"], level = _match(all_means, score, closings)
    if course.period == _LAST:
        found[f"period:{PERIODS}"] = _without(found["match"], score, periods[_LAST])
    else:
        last = means.pop(_LAST)
        before = sum(home for home, _ in means.values()), sum(away for _, away in means.values())
        leads = margin_of(goals(before[HOME]), goals(before[AWAY]), score[HOME] - score[AWAY])
        found[f"period:{PERIODS}"] = _last_period(leads, last, closings)
    overtime = float("inf") if must_be_decided else rates.SHORT_OVERTIME
    home = _overtime(course.goals, (), overtime, must_be_decided)
    found["whole"] = settled(found["match"], level, decided_by_one(home))
    return found


def _closings(each_second: Pair, times: Schedule, ahead: float) -> Closings:
    """Return what the last seconds bring; the match ends so many seconds ahead."""
    seconds = min(ahead, CLOSING_SECONDS)
    begins = ahead - seconds
    at_even = seconds_at_even(each_second, (), begins, seconds)
    even = (1.0, 1.0) if not seconds else (at_even[HOME] / seconds, at_even[AWAY] / seconds)
    return Closings(each_second, seconds, later(times, begins), even)


def _match(means: Pair, score: Score, closings: Closings) -> tuple[Forecast, Distribution]:
    """Forecast the match, and the chances of each total together with a level score."""
    home, away = goals(means[HOME]), goals(means[AWAY])
    margin: defaultdict[int, float] = defaultdict(float)
    total: defaultdict[int, float] = defaultdict(float)
    level: defaultdict[int, float] = defaultdict(float)
    leads = margin_of(home, away, score[HOME] - score[AWAY])
    for lead, chance in leads.items():
        for more, share in closings[lead].margin.items():
            margin[lead + more] += chance * share
    blank = 0.0
    for scored, own in enumerate(home, score[HOME]):
        for conceded, other in enumerate(away, score[AWAY]):
            chance = own * other
            if chance < _SMALL:
                continue
            then = closings[scored - conceded]
            for more, share in then.total.items():
                total[scored + conceded + more] += chance * share
            if abs(scored - conceded) <= FAR:
                for more, share in then.level.items():
                    level[scored + conceded + more] += chance * share
            if not scored or not conceded:
                blank += chance * _blank(then, scored, conceded)
    return Forecast(scaled(margin), scaled(total), max(0.0, 1 - blank)), level


def _blank(then: Closing, scored: int, conceded: int) -> float:
    """Return the chance that a side without a goal stays so."""
    if scored:
        return then.away_blank
    if conceded:
        return then.home_blank
    return then.home_blank + then.away_blank - then.blank


def _last_period(leads: Distribution, means: Pair, closings: Closings) -> Forecast:
    """Forecast the last period alone, from the chances of the lead at its start."""
    home, away = goals(means[HOME]), goals(means[AWAY])
    likely = [(lead, chance) for lead, chance in leads.items() if chance > _SMALL]
    totals: dict[int, Distribution] = {}
    margin: defaultdict[int, float] = defaultdict(float)
    for gained, chance in margin_of(home, away, 0).items():
        if chance < _SMALL:
            continue
        reached: defaultdict[int, float] = defaultdict(float)
        for lead, share in likely:
            reached[nearest(lead + gained)] += share
        totals[gained] = mixed((share, closings[lead].total) for lead, share in reached.items())
        for lead, share in reached.items():
            both = chance * share
            for more, also in closings[lead].margin.items():
                margin[gained + more] += both * also
    total: defaultdict[int, float] = defaultdict(float)
    for scored, own in enumerate(home):
        for conceded, other in enumerate(away):
            both = own * other
            if both > _SMALL:
                for more, share in totals[scored - conceded].items():
                    total[scored + conceded + more] += both * share
    return Forecast(scaled(margin), scaled(total))


def _without(match: Forecast, score: Score, period: Score) -> Forecast:
    """Return the forecast of the period that is played last, from that of the match."""
    before = score[HOME] - period[HOME], score[AWAY] - period[AWAY]
    return Forecast(
        shifted(match.margin, before[AWAY] - before[HOME]), shifted(match.total, -sum(before))
    )


def _overtime(each_second: Pair, times: Schedule, left: float, must_be_decided: bool) -> float:
    """Return how likely the home side wins what the next goal decides.

    A league's overtime is followed by a shoot-out that is open; a long one by another.
    """
    more_goals = 1.0 if must_be_decided else rates.THREE_SKATERS
    home, undecided, begin = 0.0, 1.0, 0.0
    ends = [*times, (left, 0)]
    for end, more in ends:
        length = min(end, left) - begin
        if length <= 0:
            continue
        begin = end
        own, other = _times(each_second, factors(more))
        goal = 1 - exp(-(own + other) * length * more_goals)
        home += undecided * goal * own / (own + other)
        undecided *= 1 - goal
    if must_be_decided:
        own, other = each_second
        return home + undecided * own / (own + other)
    return home + undecided / 2


def _times(one: Pair, other: Pair) -> Pair:
    return one[HOME] * other[HOME], one[AWAY] * other[AWAY]
