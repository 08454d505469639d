"""What is read from a livescore: the tally of each part, and whether play may go on."""

import pytest

from tests.model.matches import (
    ABANDONED,
    AFTER_OVERTIME,
    BREAK,
    CANCELLED,
    FINISHED,
    FULL_TIME,
    IN_PLAY,
    INTERRUPTED,
    POSTPONED,
    Score,
    ended,
    incident,
    livescore,
    sport,
)
from touchline.model.catalogue import sport_by_feed_id
from touchline.model.enums import Ending, Settlement
from touchline.model.livescore import Livescore, Statistic
from touchline.model.outcome import Outcome, Standing, Tally, outcome_of

OVER, OPEN, UNPLAYED = Standing.OVER, Standing.OPEN, Standing.UNPLAYED
GOAL, CORNER, YELLOW = 9, 1, 6


def outcome(slug: str, said: Livescore | None, status: int = IN_PLAY) -> Outcome:
    return outcome_of(sport(slug), status, said)


def over(home: int, away: int) -> Tally:
    return Tally(home, away, OVER)


def test_a_football_match_is_read_half_by_half() -> None:
    said = livescore({10: (1, 0), 20: (0, 2)}, current=20, total=(1, 2), status=IN_PLAY)
    assert outcome("soccer", said).tallies == {
        "period:1": over(1, 0),
        "period:2": Tally(0, 2),
        "half": over(1, 0),
        "match": Tally(1, 2),
        "whole": Tally(1, 2),
    }


def test_a_break_ends_what_was_played_before_it() -> None:
    tallies = outcome("soccer", livescore({10: (1, 0)}, current=BREAK, total=(1, 0))).tallies
    assert tallies["half"] == over(1, 0)
    assert tallies["match"] == Tally(1, 0)
    assert "period:2" not in tallies


def test_a_period_ends_where_a_later_one_is_played_whatever_its_flag_says() -> None:
    said = livescore({10: (1, 0), 20: (0, 0)}, current=20, open_periods=(10,), total=(1, 0))
    assert outcome("soccer", said).tallies["period:1"] == over(1, 0)


def test_regular_time_ends_before_extra_time() -> None:
    said = livescore({10: (1, 0), 20: (0, 1), 30: (2, 0)}, current=30, total=(3, 1))
    tallies = outcome("soccer", said).tallies
    assert tallies["match"] == over(1, 1)
    assert tallies["whole"] == Tally(3, 1)


def test_regular_time_is_over_in_the_break_before_extra_time() -> None:
    said = livescore({10: (1, 0), 20: (0, 1)}, current=BREAK, total=(1, 1), status=IN_PLAY)
    tallies = outcome("soccer", said).tallies
    assert tallies["match"] == over(1, 1)
    assert tallies["whole"] == Tally(1, 1)


@pytest.mark.parametrize(("shoot_out", "whole"), [((4, 3), (3, 2)), ((2, 4), (2, 3))])
def test_a_shoot_out_counts_one_for_its_winner(shoot_out: Score, whole: Score) -> None:
    periods = {10: (1, 0), 20: (0, 1), 30: (1, 0), 35: (0, 1), 50: shoot_out}
    tallies = ended("soccer", periods, (2, 2)).tallies
    assert tallies["match"] == over(1, 1)
    assert tallies["whole"] == over(*whole)


def test_a_shoot_out_counts_nothing_before_it_ends() -> None:
    said = livescore({1: (1, 0), 2: (0, 1), 3: (0, 0), 40: (0, 0), 50: (1, 0)}, current=50,
                     total=(1, 1), status=IN_PLAY)  # fmt: skip
    assert outcome("ice-hockey", said).tallies["whole"] == Tally(1, 1)


def test_overtime_of_a_basketball_game() -> None:
    periods = {1: (32, 19), 2: (28, 34), 3: (24, 31), 4: (21, 21), 40: (21, 10), 100: (105, 105)}
    tallies = ended("basketball", periods, (126, 115)).tallies
    assert (tallies["match"], tallies["whole"]) == (over(105, 105), over(126, 115))
    assert tallies["half"] == over(60, 53)


def test_a_half_is_two_quarters() -> None:
    said = livescore({1: (7, 3), 2: (0, 3)}, current=2, total=(7, 6))
    assert outcome("american-football", said).tallies["half"] == Tally(7, 6)
    said = livescore({1: (7, 3)}, current=BREAK, total=(7, 3))
    assert outcome("american-football", said).tallies["half"] == Tally(7, 3)


def test_college_basketball_plays_halves() -> None:
    tallies = ended("basketball", {10: (40, 38), 20: (30, 35)}, (70, 73)).tallies
    assert tallies["half"] == tallies["period:1"] == over(40, 38)
    assert tallies["period:2"] == over(30, 35)
    assert "period:3" not in tallies


def test_sets_and_games_of_tennis() -> None:
    said = livescore({1: (6, 4), 2: (3, 6), 3: (2, 1), 60: (40, 15)}, current=3, total=(1, 1))
    tallies = outcome("tennis", said).tallies
    assert tallies["sets"] == Tally(1, 1)
    assert tallies["points"] == Tally(11, 11)
    assert (tallies["period:1"], tallies["period:3"]) == (over(6, 4), Tally(2, 1))
    assert "match" not in tallies


def test_a_set_that_the_match_did_not_need_is_unplayed() -> None:
    tallies = ended("tennis", {1: (6, 4), 2: (6, 3), 100: (2, 0)}, (2, 0)).tallies
    assert tallies["points"] == over(12, 7)
    assert {tallies[f"period:{number}"].standing for number in (3, 4, 5)} == {UNPLAYED}


def test_a_half_that_the_feed_left_out_is_unknown() -> None:
    assert ended("soccer", {}, (2, 0)).tallies == {"match": over(2, 0), "whole": over(2, 0)}
    said = livescore({20: (1, 0)}, current=20, total=(2, 0), status=IN_PLAY)
    assert "period:1" not in outcome("soccer", said).tallies


def test_a_set_that_the_feed_left_out_is_unknown() -> None:
    tallies = ended("tennis", {}, (2, 0)).tallies
    assert tallies == {"sets": over(2, 0)}


def test_the_first_five_of_nine_innings_and_more() -> None:
    innings = dict.fromkeys(range(1, 10), (1, 0))
    tallies = ended("baseball", {**innings, 40: (0, 2)}, (9, 2)).tallies
    assert tallies["first_five"] == over(5, 0)
    assert (tallies["match"], tallies["whole"]) == (over(9, 0), over(9, 2))
    tallies = ended("baseball", {**innings, 10: (0, 1)}, (9, 1)).tallies
    assert (tallies["match"], tallies["whole"]) == (over(9, 0), over(9, 1))


def test_a_game_of_seven_innings_is_over_after_them() -> None:
    tallies = ended("baseball", dict.fromkeys(range(1, 8), (1, 0)), (7, 0)).tallies
    assert tallies["match"] == over(7, 0)
    assert tallies["period:9"].standing is UNPLAYED


def test_the_shootout_of_hockey_without_overtime_goals() -> None:
    periods = {1: (1, 0), 2: (0, 1), 3: (0, 0), 40: (0, 0), 50: (0, 1)}
    tallies = ended("ice-hockey", periods, (1, 1)).tallies
    assert (tallies["match"], tallies["whole"]) == (over(1, 1), over(1, 2))
    assert "half" not in tallies


@pytest.mark.parametrize(
    ("fixture", "scoreboard"), [(FINISHED, IN_PLAY), (IN_PLAY, FINISHED), (IN_PLAY, IN_PLAY)]
)
def test_a_match_is_over_when_fixture_and_scoreboard_say_so(fixture: int, scoreboard: int) -> None:
    said = livescore({10: (0, 0), 20: (1, 0)}, current=20, total=(1, 0), status=scoreboard)
    assert outcome("soccer", said, fixture).tallies["match"].standing is OPEN


def test_a_match_ends_with_its_status_where_the_scoreboard_has_none() -> None:
    said = livescore({10: (0, 0), 20: (1, 0)}, total=(1, 0))
    assert outcome("soccer", said, FINISHED).tallies["whole"] == over(1, 0)


def test_full_time_before_extra_time_ends_regular_time_only() -> None:
    said = livescore({10: (0, 0), 20: (1, 1), 100: (1, 1)}, current=FULL_TIME, total=(1, 1))
    tallies = outcome("soccer", said).tallies
    assert (tallies["match"], tallies["whole"]) == (over(1, 1), Tally(1, 1))


# Counted beside the score


def test_corners_and_cards_of_regular_time() -> None:
    said = livescore({10: (0, 0)}, current=10, total=(0, 0), statistics={1: (3, 2), 6: (0, 1)})
    tallies = outcome("soccer", said).tallies
    assert (tallies["corners"], tallies["yellow_cards"]) == (Tally(3, 2), Tally(0, 1))


def test_what_was_counted_in_extra_time_needs_incidents() -> None:
    periods: dict[int, Score] = {10: (0, 0), 20: (0, 0), 30: (0, 0), 35: (0, 0)}
    noted = [incident(YELLOW, 0, 10), incident(YELLOW, 1, 20), incident(YELLOW, 1, 30)]
    said = livescore(
        periods, current=AFTER_OVERTIME, total=(0, 0), status=FINISHED,
        statistics={CORNER: (7, 5), YELLOW: (1, 2)}, incidents=noted,
    )  # fmt: skip
    tallies = outcome("soccer", said, FINISHED).tallies
    assert tallies["yellow_cards"] == over(1, 1)
    assert "corners" not in tallies
    assert said.statistics is not None
    under_statistics = Statistic(type=YELLOW, results=said.statistics[1].results, incidents=noted)
    said = livescore(periods, current=AFTER_OVERTIME, total=(0, 0), status=FINISHED)
    said.statistics = [under_statistics]
    assert outcome("soccer", said, FINISHED).tallies["yellow_cards"] == over(1, 1)


# The order of goals


def test_goals_are_in_the_order_of_the_running_score() -> None:
    noted = [
        incident(GOAL, 0, 20, (2, 1)),
        incident(24, 1, 10, (1, 1)),
        incident(27, 0, 10, (1, 0)),
        incident(YELLOW, 1, 10),
    ]
    said = livescore({10: (1, 1), 20: (1, 0)}, current=20, total=(2, 1), incidents=noted)
    assert outcome("soccer", said).goals == (0, 1, 0)


def test_goals_of_extra_time_are_not_among_them() -> None:
    noted = [incident(GOAL, 0, 10), incident(GOAL, 1, 20), incident(GOAL, 1, 30)]
    said = livescore(
        {10: (1, 0), 20: (0, 1), 30: (0, 1)}, current=30, total=(1, 2), incidents=noted
    )
    assert outcome("soccer", said).goals == (0, 1)


def test_the_order_of_goals_is_unknown_where_not_all_are_listed() -> None:
    said = livescore(
        {10: (1, 0), 20: (0, 1)}, current=20, total=(1, 1), incidents=[incident(GOAL, 0, 10)]
    )
    assert outcome("soccer", said).goals is None


def test_the_order_of_one_sides_goals_is_known_in_any_case() -> None:
    assert ended("soccer", {10: (2, 0), 20: (1, 0)}, (3, 0)).goals == (0, 0, 0)
    assert ended("soccer", {10: (0, 0), 20: (0, 0)}, (0, 0)).goals == ()


def test_points_are_no_goals() -> None:
    assert ended("basketball", {1: (3, 0)}, (3, 0)).goals is None


# Matches that do not come to their end


@pytest.mark.parametrize("status", [CANCELLED, POSTPONED])
def test_a_match_called_off_before_it_began_cancels_its_bets(status: int) -> None:
    assert outcome("soccer", None, status).undecided is Settlement.CANCELLED
    waiting = livescore(current=-1, status=status)
    assert outcome("soccer", waiting, status).undecided is Settlement.CANCELLED


@pytest.mark.parametrize("status", [CANCELLED, POSTPONED, ABANDONED])
def test_a_match_that_broke_off_refunds_what_is_not_decided(status: int) -> None:
    said = livescore({10: (1, 0), 20: (0, 0)}, current=20, total=(1, 0), status=status)
    found = outcome("soccer", said, status)
    assert found.undecided is Settlement.REFUND
    assert found.tallies["period:1"] == over(1, 0)
    assert found.tallies["match"] == Tally(1, 0)


@pytest.mark.parametrize("status", [1, IN_PLAY, FINISHED, INTERRUPTED, 8, 9])
def test_play_may_go_on_otherwise(status: int) -> None:
    said = livescore({10: (1, 0)}, current=10, total=(1, 0), status=status)
    assert outcome("soccer", said, status).undecided is None


@pytest.mark.parametrize("ending", list(Ending))
def test_a_match_given_up_stands_in_its_finished_sets(ending: Ending) -> None:
    said = livescore(
        {1: (6, 3), 2: (2, 1)}, current=FULL_TIME, open_periods=(2,), total=(1, 0),
        status=FINISHED, description=ending,
    )  # fmt: skip
    found = outcome("tennis", said, FINISHED)
    assert found.undecided is Settlement.REFUND
    assert found.tallies["period:1"] == over(6, 3)
    assert found.tallies["period:2"] == Tally(2, 1)
    assert found.tallies["sets"] == Tally(1, 0)


def test_a_side_about_to_retire_plays_on() -> None:
    said = livescore({1: (6, 3)}, current=1, total=(0, 0), status=IN_PLAY, description=3)
    assert outcome("tennis", said).undecided is None


# Whatever the feed says


def test_nothing_is_known_without_a_livescore() -> None:
    found = outcome("soccer", None, FINISHED)
    assert (dict(found.tallies), found.goals, found.undecided) == ({}, None, None)


def test_periods_that_nobody_knows_count_nothing() -> None:
    said = livescore({10: (1, 0), 77: (5, 5), 9101: (5, 5)}, current=77, total=(1, 0))
    tallies = outcome("soccer", said).tallies
    assert tallies["match"] == Tally(1, 0)
    assert tallies["period:1"] == over(1, 0)
    said = livescore({10: (1, 0), 20: (0, 1), 30: (1, 0), 77: (5, 5)}, current=30, total=(2, 1))
    assert outcome("soccer", said).tallies["match"] == over(1, 1)


def test_a_sport_outside_the_catalogue_is_read_by_its_periods() -> None:
    generic = sport_by_feed_id(530130, "Kabaddi")
    said = livescore({1: (10, 12), 2: (3, 1)}, current=2, total=(13, 13))
    tallies = outcome_of(generic, IN_PLAY, said).tallies
    assert tallies["period:1"] == over(10, 12)
    assert tallies["match"] == Tally(13, 13)
    said = livescore({1: (10, 12), 2: (3, 5)}, current=100, total=(13, 17))
    assert outcome_of(generic, FINISHED, said).tallies["match"] == over(13, 17)


def test_scores_that_are_no_numbers_are_unknown() -> None:
    said = livescore({10: (1, 0)}, current=10, total=(1, 0))
    assert said.scoreboard is not None
    assert said.periods is not None
    for results in (said.scoreboard.results, said.periods[0].results):
        assert results is not None
        results[0].value = "A"
    assert outcome("soccer", said).tallies == {}
