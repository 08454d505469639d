"""The plan of matches: how many are live, when they are told, who plays, what becomes of them."""

from collections import Counter, defaultdict
from functools import cache
from itertools import islice, pairwise, takewhile
from random import Random
from statistics import fmean

import pytest

from tests.sizes import examples
from touchline.simulator.fates import CALLED_OFF, DAY_MS, HOUR_MS, MINUTE_MS, Fate
from touchline.simulator.schedule import GRID_MS, Planned, Schedule
from touchline.simulator.world import Team, World

WORLD = World()
START = 1_790_000_123_000
WEEK_MS = 7 * DAY_MS
HELD_FOR_HOURS = 80
"""More than the longest time for which a match is announced."""


def by_lot(planned: Planned) -> Team:
    """Let one of the two go on."""
    return planned.home if planned.fixture_id % 3 else planned.away


def new_schedule(live: int, *, seed: int = 1, sports: tuple[str, ...] = WORLD.sports) -> Schedule:
    return Schedule(WORLD, Random(seed), sports, live=live, start_at=START, winner_of=by_lot)


@cache
def week(live: int, seed: int = 1) -> tuple[Planned, ...]:
    """Return the matches that are announced before the end of the first week."""
    schedule = new_schedule(live, seed=seed)
    return tuple(takewhile(lambda planned: planned.announced_at < START + WEEK_MS, schedule))


def play_of(planned: Planned) -> tuple[int, int] | None:
    """Return when a match begins and about when it ends, None if it is never played."""
    if planned.fate is Fate.CANCELLED:
        return None
    later = planned.fate_lasts if planned.fate is Fate.POSTPONED else 0
    begins = planned.starts_at + later
    return begins, begins + planned.league.lasts


def live_at(matches: tuple[Planned, ...], at: int) -> Counter[str]:
    """Count the matches of each sport that are under way at a time."""
    return Counter(
        planned.contest.sport
        for planned in matches
        if (play := play_of(planned)) is not None and play[0] <= at < play[1]
    )


def moments() -> range:
    """Return times over the week, but for its last hour, whose matches are not all announced."""
    return range(START, START + WEEK_MS - HOUR_MS, 5 * HOUR_MS + 7 * MINUTE_MS)


@cache
def live_over_week(live: int) -> tuple[Counter[str], ...]:
    """Count the matches of each sport that are under way, at times over the week."""
    return tuple(live_at(week(live), at) for at in moments())


@pytest.mark.parametrize("live", [8, 40, 300])
def test_about_as_many_are_live_as_asked(live: int) -> None:
    counts = [count.total() for count in live_over_week(live)]
    assert fmean(counts) == pytest.approx(live, rel=0.06)
    assert min(counts) >= live * 0.6
    assert max(counts) <= live * 1.4


@pytest.mark.parametrize(("live", "least"), [(24, 1), (40, 3), (300, 20)])
def test_several_are_live_in_each_sport(live: int, least: int) -> None:
    counts = live_over_week(live)
    assert min(count[sport] for count in counts for sport in WORLD.sports) >= least
    means = [fmean(count[sport] for count in counts) for sport in WORLD.sports]
    assert means == pytest.approx([live / len(WORLD.sports)] * len(WORLD.sports), rel=0.15)


def test_with_few_live_each_sport_has_one_most_of_the_time() -> None:
    counts = live_over_week(8)
    assert fmean(count[sport] > 0 for count in counts for sport in WORLD.sports) > 0.75


@pytest.mark.parametrize("sports", [("tennis",), ("soccer", "horse-racing", "handball")])
def test_only_the_sports_that_are_asked_for_are_planned(sports: tuple[str, ...]) -> None:
    matches = tuple(islice(new_schedule(20, sports=sports), 400))
    played = set(sports) & set(WORLD.sports)
    assert {planned.contest.sport for planned in matches} == played
    assert live_at(matches, START).total() == pytest.approx(20, abs=6)


def test_without_a_sport_that_has_leagues_nothing_is_planned() -> None:
    assert list(new_schedule(8, sports=("horse-racing",))) == []


@pytest.mark.parametrize("live", [8, 40, 300])
def test_matches_come_in_the_order_in_which_they_are_announced(live: int) -> None:
    assert all(a.announced_at <= b.announced_at for a, b in pairwise(week(live)))
    assert len({planned.fixture_id for planned in week(live)}) == len(week(live))
    assert min(planned.fixture_id for planned in week(live)) >= 70_000_001


def test_every_match_is_announced_before_anything_else_is_told_of_it() -> None:
    for planned in week(300):
        told = planned.fate_at if planned.fate in CALLED_OFF else planned.starts_at
        assert planned.announced_at < told
        assert planned.starts_at - planned.announced_at <= 3 * DAY_MS
        assert planned.announced_at < planned.starts_at - planned.early_ms
        assert planned.starts_at % GRID_MS == 0


def test_at_the_start_matches_are_over_under_way_and_to_come() -> None:
    for live in (8, 40, 300):
        known = [planned for planned in week(live) if planned.announced_at <= START]
        plays = [play for planned in known if (play := play_of(planned)) is not None]
        assert sum(end <= START for _, end in plays) >= live * 0.3
        assert sum(end <= START for _, end in plays) <= live * 1.5
        assert sum(begin > START for begin, _ in plays) >= live
        assert max(begin for begin, _ in plays) > START + DAY_MS
        shares = [(START - begin) / (end - begin) for begin, end in plays if begin <= START < end]
        quarters = {int(share * 4) for share in shares}
        assert quarters == {0, 1, 2, 3} if live > 8 else len(quarters) > 1


@pytest.mark.parametrize("live", [8, 40, 300])
def test_there_are_more_to_come_than_live_but_not_many_more(live: int) -> None:
    upcoming = [
        sum(
            planned.announced_at <= at < play[0]
            for planned in week(live)
            if (play := play_of(planned)) is not None
        )
        for at in moments()
    ]
    assert live <= fmean(upcoming) <= 3 * live


@pytest.mark.parametrize("seed", range(1, 1 + examples(2)))
@pytest.mark.parametrize("live", [8, 300])
def test_nobody_plays_twice_within_some_hours(live: int, seed: int) -> None:
    begins = defaultdict(list)
    for planned in week(live, seed):
        play = play_of(planned)
        if play is not None:
            begins[planned.home.id].append(play)
            begins[planned.away.id].append(play)
    for plays in begins.values():
        for (_, end), (begin, _) in pairwise(sorted(plays)):
            assert begin >= end + 2 * HOUR_MS


def test_two_teams_of_the_league_meet() -> None:
    for planned in week(40):
        assert planned.home is not planned.away
        assert planned.home in planned.league.teams
        assert planned.away in planned.league.teams
        assert planned.contest == planned.league.contest(planned.home, planned.away)
        assert planned.season == planned.league.season_of(planned.starts_at)
        assert planned.round_name == planned.league.round_name(planned.round)


@pytest.mark.parametrize("seed", range(1, 1 + examples(4)))
def test_fates_come_as_often_as_they_should(seed: int) -> None:
    fates = Counter(planned.fate for planned in week(300, seed))
    share = {fate: fates[fate] / fates.total() for fate in Fate}
    assert share[Fate.PLAYED] == pytest.approx(0.96, abs=0.005)
    for fate in (Fate.POSTPONED, Fate.INTERRUPTED, Fate.LOST_COVERAGE):
        assert share[fate] == pytest.approx(0.01, abs=0.002)
    for fate in (Fate.CANCELLED, Fate.ABANDONED):
        assert share[fate] == pytest.approx(0.005, abs=0.002)


@pytest.mark.parametrize("seed", range(1, 1 + examples(10)))
def test_a_newcomer_sees_every_fate_within_some_hours(seed: int) -> None:
    seen = {
        planned.fate
        for planned in week(16, seed)
        if planned.starts_at >= START and planned.fate_at <= START + 5 * HOUR_MS
    }
    assert seen == set(Fate)


def test_what_comes_in_between_has_its_time() -> None:
    for planned in week(300):
        length = planned.league.lasts
        match planned.fate:
            case Fate.PLAYED:
                assert (planned.fate_at, planned.fate_lasts) == (0, 0)
            case Fate.POSTPONED | Fate.CANCELLED:
                before = planned.starts_at - planned.fate_at
                assert 30 * MINUTE_MS <= before <= 4 * HOUR_MS
                assert planned.fate_lasts in (
                    (DAY_MS, 2 * DAY_MS) if planned.fate is Fate.POSTPONED else (0,)
                )
            case _:
                share = (planned.fate_at - planned.starts_at) / length
                assert 0.099 <= share <= 0.55
                assert 3 * MINUTE_MS <= planned.fate_lasts <= 50 * MINUTE_MS


def test_some_have_pictures_and_some_are_about_to_start_early() -> None:
    matches = week(300)
    with_video = [planned for planned in matches if planned.video_id is not None]
    early = [planned for planned in matches if planned.early_ms]
    assert 0.3 < len(with_video) / len(matches) < 0.5
    assert len({planned.video_id for planned in with_video}) == len(with_video)
    assert 0.2 < len(early) / len(matches) < 0.3
    assert all(planned.early_ms <= 30 * MINUTE_MS for planned in early)


def test_play_begins_some_minutes_late_now_and_then() -> None:
    late = [planned for planned in week(300) if planned.late_ms]
    assert 0.1 < len(late) / len(week(300)) < 0.2
    assert max(planned.late_ms for planned in late) <= 8 * MINUTE_MS
    for planned in late:
        if planned.fate not in {Fate.PLAYED, *CALLED_OFF}:
            assert planned.fate_at > planned.starts_at + planned.late_ms


def rests_of(live: int) -> list[int]:
    """Return how long (ms) teams rest between the ends of their matches and the next."""
    begins = defaultdict(list)
    for planned in week(live):
        play = play_of(planned)
        if play is not None:
            begins[planned.home.id].append(play)
            begins[planned.away.id].append(play)
    return [
        begin - end for plays in begins.values() for (_, end), (begin, _) in pairwise(sorted(plays))
    ]


@pytest.mark.parametrize(("live", "hours"), [(8, 20), (40, 20), (300, 4)])
def test_teams_rest_for_a_day_or_more_unless_very_many_are_live(live: int, hours: int) -> None:
    assert min(rests_of(live)) >= hours * HOUR_MS


def test_teams_of_a_sport_rest_as_long_as_it_needs() -> None:
    plays: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for planned in islice(new_schedule(5, sports=("soccer",)), 1_500):
        play = play_of(planned)
        if play is not None:
            plays[planned.home.id].append(play)
            plays[planned.away.id].append(play)
    rests = [
        begin - end for ends in plays.values() for (_, end), (begin, _) in pairwise(sorted(ends))
    ]
    assert len(rests) > 100
    assert min(rests) >= WORLD.leagues_of("soccer")[0].rests >= 2.5 * DAY_MS


def test_most_begin_by_day_where_they_are_played() -> None:
    hours = Counter(
        (planned.starts_at // HOUR_MS + planned.league.location.hours) % 24
        for planned in week(8)
        if planned.league.location.hours is not None
    )
    by_day = sum(count for hour, count in hours.items() if 11 <= hour < 22)
    assert by_day / hours.total() > 0.75


def test_leagues_take_turns() -> None:
    leagues = Counter(planned.league.id for planned in week(300))
    assert set(leagues) == {league.id for league in WORLD.leagues}


def test_the_same_seed_gives_the_same_plan() -> None:
    assert list(islice(new_schedule(40), 1_000)) == list(islice(new_schedule(40), 1_000))
    other = list(islice(new_schedule(40, seed=2), 1_000))
    assert list(islice(new_schedule(40), 1_000)) != other


def test_a_schedule_goes_on_where_it_was_left() -> None:
    whole = list(islice(new_schedule(8), 60))
    schedule = new_schedule(8)
    assert [*islice(schedule, 25), *islice(schedule, 35)] == whole


@pytest.mark.parametrize("live", [8, 300])
def test_no_more_is_held_than_the_coming_days_need(live: int) -> None:
    schedule = new_schedule(live)
    held = [
        schedule.held
        for planned in takewhile(lambda p: p.announced_at < START + WEEK_MS, schedule)
        if planned.announced_at > START
    ]
    shortest = min(league.lasts for league in WORLD.leagues)
    assert max(held) <= live * HELD_FOR_HOURS * HOUR_MS / shortest
    assert max(held[len(held) // 2 :]) <= max(held[: len(held) // 2]) * 1.1


def test_a_season_of_a_league_is_home_and_away_against_everybody() -> None:
    sport = "handball"
    meetings: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    for planned in islice(new_schedule(30, sports=(sport,)), 3_000):
        meetings[planned.league.id][planned.home.id, planned.away.id] += 1
    for league in WORLD.leagues_of(sport):
        if not league.is_knock_out:
            assert max(meetings[league.id].values()) <= 2
