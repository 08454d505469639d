"""The rules of tennis hold in every match, and matches are as on tour."""

from collections import Counter
from itertools import pairwise
from statistics import fmean, stdev

import pytest

from tests.simulator.games.playing import play
from tests.simulator.games.set_courses import Course, courses, game_of, played, sets_of
from tests.sizes import examples
from touchline.model.enums import Description, FixtureStatus, PeriodType, StatisticType
from touchline.simulator.games.set_break import BREAK_AFTER
from touchline.simulator.games.tennis.game import RETIRED, TennisGame
from touchline.simulator.games.tennis.rules import VARIANTS
from touchline.simulator.games.tennis.score import TennisScore, Won
from touchline.simulator.match import AWAY, HOME, TURN, Happened, MatchState

GAME = int(PeriodType.GAME)
BREAK = int(PeriodType.BREAK)
LEGAL_SETS = {(6, 0), (6, 1), (6, 2), (6, 3), (6, 4), (7, 5), (7, 6)}
CALLS = ["0", "15", "30", "40", "A"]

GAMES_MEAN, GAMES_SPREAD = 23.3, 5.76
STRAIGHT_SETS, MINUTES = 0.65, 99.3
"""Of 288 completed best-of-three matches of the ATP tour in four stretches of 2019.

J. Sackmann, Tennis Abstract, tennis_atp.
"""
FAVOURITES = 0.665
"""63 % at tournaments of category 250, 70 % at those of 500 and 1000, about as many matches.

D. Weston, "Favourites success based on tournament categories", tennisratings.co.uk.
"""
SLAM_SETS, SLAM_STRAIGHT_SETS = 3.69, 0.50
"""Of 8,253 matches of men's grand slams 2000 to 2016.

"An analysis of scorelines at tennis majors from 2000-2016", purefreedom.com.
"""
RETIREMENTS = 0.0257
"""K. Breznik, V. Batagelj, as cited in the code."""


def is_retired(state: MatchState) -> bool:
    return state.description in RETIRED


def completed(variant: str) -> list[Course]:
    return [course for course in courses("tennis", variant) if not is_retired(course.state)]


def tennis(seed: str, variant: str = "") -> TennisGame:
    game = game_of("tennis", seed, variant)
    assert isinstance(game, TennisGame)
    return game


@pytest.mark.parametrize("variant", VARIANTS)
def test_sets_end_as_the_rules_say(variant: str) -> None:
    needed = VARIANTS[variant].sets_needed
    for course in completed(variant):
        state = course.state
        sets = sets_of(state)
        assert all((max(score), min(score)) in LEGAL_SETS for score in sets)
        won = [sum(score[side] > score[1 - side] for score in sets) for side in (HOME, AWAY)]
        assert state.score == won
        assert max(won) == needed > min(won)
        # Nothing is played after the match is decided.
        assert (sets[-1][HOME] > sets[-1][AWAY]) == (won[HOME] == needed)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_match_ends_with_its_result_and_without_a_game(variant: str) -> None:
    for course in courses("tennis", variant):
        state = course.state
        assert state.status == FixtureStatus.FINISHED
        assert state.period == PeriodType.FULL_TIME
        *sets, result = sorted(state.periods)
        assert sets == list(range(1, len(sets) + 1))
        assert state.periods[result].score == state.score
        assert GAME not in state.periods
        assert TURN not in state.extra
        assert state.time is None
        assert course.minutes > 0


def test_a_match_that_is_given_up_stays_where_it_was() -> None:
    given_up = [course.state for course in courses("tennis", "") if is_retired(course.state)]
    assert given_up
    needed = VARIANTS[""].sets_needed
    for state in given_up:
        *finished, last = [period for n, period in sorted(state.periods.items()) if n < GAME]
        assert all(period.is_finished and period.is_confirmed for period in finished)
        assert not last.is_finished
        assert not last.is_confirmed
        assert max(state.score) < needed
    assert {state.description for state in given_up} == set(RETIRED)


@pytest.mark.parametrize("variant", VARIANTS)
def test_service_goes_round(variant: str) -> None:
    for seed in range(examples(20)):
        check_service(tennis(f"service {seed}", variant))


def check_service(game: TennisGame) -> None:
    """Follow who serves by what is shown alone."""
    begins: dict[int, int] = {}
    for moment in play(game):
        state = game.state
        if moment.happened is Happened.END:
            break
        shown = state.periods[GAME]
        number = sum(map(sum, sets_of(state)))
        current = max(n for n in state.periods if n < GAME)
        is_tie_break = state.periods[current].score == [6, 6]
        turn = int(state.extra[TURN]) - 1
        if sum(shown.score) == 0:
            begins.setdefault(number, turn)
        # In a tie-break one serves first, then each serves two points.
        expected = begins[number] ^ (is_tie_break and sum(shown.score) % 4 in (1, 2))
        assert turn == expected
    assert list(begins) == list(range(len(begins)))
    assert all(one != other for one, other in pairwise(begins.values()))


@pytest.mark.parametrize("variant", VARIANTS)
def test_points_are_called_as_they_are_won(variant: str) -> None:
    for seed in range(examples(20)):
        game = tennis(f"calls {seed}", variant)
        before = [0, 0]
        for moment in play(game):
            if moment.happened is Happened.END:
                break
            shown = game.state.periods[GAME]
            if sum(shown.score) and moment.happened is Happened.POINT:
                assert sum(shown.score) - sum(before) in (0, 1)
                check_calls(game.state)
            before = list(shown.score)


def check_calls(state: MatchState) -> None:
    shown = state.periods[GAME]
    texts = shown.texts
    assert texts is not None
    if state.periods[state.period].score == [6, 6]:
        assert texts == (str(shown.score[HOME]), str(shown.score[AWAY]))
        return
    places = [CALLS.index(text) for text in texts]
    assert places != [4, 4]
    ahead = shown.score[HOME] - shown.score[AWAY]
    assert (places[HOME] - places[AWAY] > 0) == (ahead > 0)
    if max(shown.score) <= 3:
        assert places == shown.score
    else:
        assert sum(places) == 6 + abs(ahead)


@pytest.mark.parametrize(("variant", "points"), [("", 7), ("wta", 7), ("grand_slam", 10)])
def test_the_last_tie_break_goes_to_its_own_target(variant: str, points: int) -> None:
    score = TennisScore(VARIANTS[variant], HOME)
    while len(score.played) < 2 * (VARIANTS[variant].sets_needed - 1):
        assert play_set_to_tie_break(score, AWAY if len(score.played) % 2 else HOME) == 7
    last = len(score.played)
    assert play_set_to_tie_break(score, HOME) == points
    assert len(score.played) == last + 1
    assert max(score.sets) == VARIANTS[variant].sets_needed


def play_set_to_tie_break(score: TennisScore, winner: int) -> int:
    """Let every game go to its server, then a tie-break to one side; return how long it took."""
    while not score.is_tie_break:
        score.point(score.server)
    points = 1
    while score.point(winner) not in (Won.SET, Won.MATCH):
        points += 1
    return points


def test_deuce_goes_on_until_a_side_is_two_ahead() -> None:
    score = TennisScore(VARIANTS[""], HOME)
    for side in (HOME, AWAY) * 3:
        assert score.point(side) is Won.POINT
    for _ in range(5):
        assert score.texts() == ("40", "40")
        assert score.point(AWAY) is Won.POINT
        assert score.texts() == ("40", "A")
        assert score.is_break_point
        assert score.point(HOME) is Won.POINT
        assert not score.is_break_point
    score.point(HOME)
    assert score.texts() == ("A", "40")
    assert score.point(HOME) is Won.GAME
    assert score.texts() == ("0", "0")


def test_moments_say_what_was_won() -> None:
    for seed in range(examples(20)):
        game = tennis(f"moments {seed}")
        before: list[tuple[int, int]] = []
        for moment in play(game):
            sets = sets_of(game.state)
            if moment.happened is Happened.SCORE:
                assert sum(map(sum, sets)) == sum(map(sum, before)) + 1
            elif moment.happened in (Happened.POINT, Happened.NOTHING):
                assert sets == before
            before = sets
        assert moment.happened is Happened.END
        assert game.forecast() == {}


def test_sets_are_followed_by_a_break_that_names_them() -> None:
    for seed in range(examples(10)):
        game = tennis(f"breaks {seed}", "grand_slam")
        for moment in play(game):
            state = game.state
            if state.period == BREAK:
                assert moment.happened is Happened.PERIOD
                assert state.description == BREAK_AFTER[sum(state.score)]
                assert state.periods[sum(state.score)].is_finished


def test_now_and_then_a_player_is_treated() -> None:
    treated = 0
    for seed in range(examples(100)):
        game = tennis(f"treated {seed}")
        shown = [game.state.description for _ in play(game)]
        treated += Description.MEDICAL_TIMEOUT in shown
    assert 0 < treated < examples(25)


def test_statistics_add_up() -> None:
    for course in courses("tennis", "")[:100]:
        counts = course.state.statistics
        for side in (HOME, AWAY):
            assert counts[StatisticType.ACES][side] <= counts[StatisticType.FIRST_SERVE_WINS][side]
            served = counts[StatisticType.SERVICE_POINTS][side]
            assert counts[StatisticType.FIRST_SERVE_WINS][side] <= served
            assert served <= counts[StatisticType.POINTS_WON][side]
            assert (
                counts[StatisticType.DOUBLE_FAULTS][side]
                <= counts[StatisticType.POINTS_WON][1 - side]
            )
            assert counts[StatisticType.BREAK_POINTS][side] <= sum(counts[StatisticType.POINTS_WON])


def test_the_same_seed_plays_the_same_match() -> None:
    first, second = tennis("again"), tennis("again")
    assert list(play(first)) == list(play(second))
    assert first.state == second.state
    assert played(tennis("other")) != first.state


def test_games_are_as_many_as_on_tour() -> None:
    games = [sum(map(sum, sets_of(course.state))) for course in completed("")]
    assert fmean(games) == pytest.approx(GAMES_MEAN, rel=0.1)
    assert stdev(games) == pytest.approx(GAMES_SPREAD, rel=0.1)


def test_favourites_win_as_often_as_on_tour() -> None:
    won = [
        (course.state.score[HOME] > course.state.score[AWAY])
        == (course.contest.home > course.contest.away)
        for course in completed("")
    ]
    assert fmean(won) == pytest.approx(FAVOURITES, rel=0.1)


def test_matches_last_as_long_as_on_tour() -> None:
    lasted = [course.minutes for course in completed("")]
    assert fmean(lasted) == pytest.approx(MINUTES, rel=0.1)
    sets = Counter(len(sets_of(course.state)) for course in completed(""))
    assert sets[2] / sets.total() == pytest.approx(STRAIGHT_SETS, rel=0.1)


def test_grand_slams_take_as_many_sets_as_they_do() -> None:
    sets = [len(sets_of(course.state)) for course in completed("grand_slam")]
    assert fmean(sets) == pytest.approx(SLAM_SETS, rel=0.1)
    assert sets.count(3) / len(sets) == pytest.approx(SLAM_STRAIGHT_SETS, rel=0.15)


@pytest.mark.parametrize("variant", VARIANTS)
def test_retirements_are_as_rare_as_on_tour(variant: str) -> None:
    league = courses("tennis", variant)
    share = fmean(is_retired(course.state) for course in league)
    # With few matches, chance alone weighs as much.
    assert share == pytest.approx(RETIREMENTS, abs=0.01 + 2 * (RETIREMENTS / len(league)) ** 0.5)
