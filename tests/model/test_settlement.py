"""How bets end: each rule, the marks between them, and that nothing decided is undone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.matches import (
    ABANDONED,
    BREAK,
    FINISHED,
    FULL_TIME,
    IN_PLAY,
    POSTPONED,
    Score,
    ended,
    incident,
    livescore,
    settled,
    sport,
)
from tests.sizes import examples
from touchline.model.catalogue import market
from touchline.model.catalogue.markets import MARKETS
from touchline.model.enums import Settlement
from touchline.model.livescore import Incident
from touchline.model.outcome import Outcome, Standing, Tally, outcome_of
from touchline.model.part import part_of
from touchline.model.settlement import RULES, settle

LOSER, WINNER, REFUND = Settlement.LOSER, Settlement.WINNER, Settlement.REFUND
HALF_LOST, HALF_WON = Settlement.HALF_LOST, Settlement.HALF_WON
OPPOSITE = {WINNER: LOSER, LOSER: WINNER, HALF_WON: HALF_LOST, HALF_LOST: HALF_WON, REFUND: REFUND}
GOAL = 9
NOT_BY_SCORE = {
    "race_winner",
    "outright_winner",
    "first_player_to_score",
    "toss_winner",
    "most_kills",
}
"""Markets that the score of a match does not decide."""


def football(home: int, away: int, *, is_over: bool = True, goals: str | None = None) -> Outcome:
    tally = Tally(home, away, Standing.OVER if is_over else Standing.OPEN)
    order = None if goals is None else ["HA".index(side) for side in goals]
    return Outcome(sport="soccer", tallies={"match": tally, "whole": tally}, goals=order)


def test_every_market_that_the_score_decides_has_a_rule() -> None:
    assert MARKETS.keys() - RULES.keys() == NOT_BY_SCORE
    assert RULES.keys() <= MARKETS.keys()


def test_three_ways_are_those_of_the_catalogue() -> None:
    level = football(1, 1)
    for key, kind in MARKETS.items():
        if key in RULES and kind.bet("1").role == "home" and kind.three_way:
            tally = Tally(1, 1, Standing.OVER)
            one = Outcome(sport="soccer", tallies={part_of("soccer", kind): tally})
            assert settle(one, kind, "X", "0", "0") is WINNER, key
    assert settled(level, "winner", "X") is None


@pytest.mark.parametrize(
    ("key", "name", "line", "score", "ending"),
    [
        ("match_result", "1", None, (2, 1), WINNER),
        ("match_result", "X", None, (2, 1), LOSER),
        ("match_result", "2", None, (2, 1), LOSER),
        ("match_result", "X", None, (1, 1), WINNER),
        ("match_result", "Home", None, (0, 1), LOSER),
        ("winner", "1", None, (2, 1), WINNER),
        ("winner", "2", None, (2, 1), LOSER),
        ("winner", "2", None, (1, 1), REFUND),
        ("winner_overtime", "2", None, (0, 1), WINNER),
        ("draw_no_bet", "1", None, (0, 0), REFUND),
        ("draw_no_bet", "1", None, (0, 2), LOSER),
        ("double_chance", "1X", None, (1, 1), WINNER),
        ("double_chance", "12", None, (1, 1), LOSER),
        ("double_chance", "X2", None, (0, 1), WINNER),
        ("double_chance", "1X", None, (0, 1), LOSER),
        ("both_teams_to_score", "Yes", None, (1, 1), WINNER),
        ("both_teams_to_score", "No", None, (1, 1), LOSER),
        ("both_teams_to_score", "No", None, (3, 0), WINNER),
        ("odd_even", "Odd", None, (2, 1), WINNER),
        ("odd_even", "Even", None, (2, 1), LOSER),
        ("odd_even", "Even", None, (0, 0), WINNER),
        ("under_over", "Over", "2.5", (2, 1), WINNER),
        ("under_over", "Under", "2.5", (2, 1), LOSER),
        ("under_over", "Over", "3", (2, 1), REFUND),
        ("under_over", "Under", "3.0", (2, 1), REFUND),
        ("under_over", "Over", "2.75", (2, 1), HALF_WON),
        ("under_over", "Under", "2.75", (2, 1), HALF_LOST),
        ("under_over", "Over", "3.25", (2, 1), HALF_LOST),
        ("under_over", "Under", "3.25", (2, 1), HALF_WON),
        ("under_over", "Over", "3.75", (2, 1), LOSER),
        ("asian_handicap", "1", "-0.5 (0-0)", (1, 0), WINNER),
        ("asian_handicap", "1", "-1 (0-0)", (1, 0), REFUND),
        ("asian_handicap", "1", "-1.25", (1, 0), HALF_LOST),
        ("asian_handicap", "2", "1.25", (1, 0), HALF_WON),
        ("asian_handicap", "1", "-0.75", (1, 0), HALF_WON),
        ("asian_handicap", "2", "+0.75", (1, 0), HALF_LOST),
        ("asian_handicap", "1", "0.0", (1, 1), REFUND),
        ("asian_handicap", "1", "-0.75 (1-0)", (2, 0), HALF_WON),
        ("asian_handicap", "1", "-0.5 (1-0)", (1, 0), LOSER),
        ("asian_handicap", "2", "0.25 (2-0)", (4, 1), LOSER),
        ("asian_handicap", "2", "0.25 (2:0)", (3, 1), HALF_WON),
        ("european_handicap", "1", "-1", (2, 0), WINNER),
        ("european_handicap", "X", "-1", (1, 0), WINNER),
        ("european_handicap", "2", "1", (1, 0), LOSER),
        ("european_handicap", "2", "1", (0, 0), WINNER),
        ("european_handicap", "1", "0:1", (1, 0), LOSER),
        ("european_handicap", "X", "0:1", (1, 0), WINNER),
        ("european_handicap", "2", "0:1", (0, 0), WINNER),
        ("european_handicap", "2", "2:0", (0, 1), LOSER),
        ("european_handicap", "1", "-1 (1-0)", (2, 0), LOSER),
    ],
)
def test_a_bet_ends(
    key: str, name: str, line: str | None, score: Score, ending: Settlement
) -> None:
    assert settled(football(*score), key, name, line) is ending


@pytest.mark.parametrize(
    ("key", "name", "line", "score", "ending"),
    [
        ("under_over", "Over", "2.5", (2, 1), WINNER),
        ("under_over", "Under", "2.5", (3, 0), LOSER),
        ("under_over", "Over", "2.75", (2, 1), None),
        ("under_over", "Over", "2.75", (2, 2), WINNER),
        ("under_over", "Over", "3", (2, 1), None),
        ("under_over", "Under", "3.5", (0, 0), None),
        ("both_teams_to_score", "Yes", None, (1, 2), WINNER),
        ("both_teams_to_score", "No", None, (1, 2), LOSER),
        ("both_teams_to_score", "No", None, (4, 0), None),
        ("match_result", "1", None, (9, 0), None),
        ("winner", "1", None, (9, 0), None),
        ("double_chance", "1X", None, (9, 0), None),
        ("asian_handicap", "1", "-0.5", (9, 0), None),
        ("european_handicap", "1", "-1", (9, 0), None),
        ("odd_even", "Odd", None, (1, 0), None),
    ],
)
def test_a_bet_is_decided_once_nothing_changes_it(
    key: str, name: str, line: str | None, score: Score, ending: Settlement | None
) -> None:
    assert settled(football(*score, is_over=False), key, name, line) is ending


@pytest.mark.parametrize(
    ("key", "name", "line"),
    [
        ("match_result", "Somebody", None),
        ("winner", "X", None),
        ("double_chance", "1", None),
        ("under_over", "Over", None),
        ("under_over", "Over", "many"),
        ("under_over", "Exactly", "2.5"),
        ("asian_handicap", "1", "-0.75 (1-"),
        ("asian_handicap", "X", "-0.75"),
        ("european_handicap", "1", ""),
        ("both_teams_to_score", "Maybe", None),
        ("odd_even", "Neither", None),
        ("next_goal", "1", "0"),
        ("next_goal", "1", "first"),
        ("next_goal", "Nobody", "1"),
        ("win_both_halves", "X", None),
        ("race_winner", "1", None),
    ],
)
def test_a_bet_that_makes_no_sense_is_never_decided(key: str, name: str, line: str | None) -> None:
    assert settled(football(2, 1, goals="HAH"), key, name, line) is None


def test_a_market_outside_the_catalogue_is_never_decided() -> None:
    assert settle(football(2, 1), market(987_654, "To score in the rain"), "1") is None


def test_a_market_of_a_number_of_its_own_has_the_rule_of_its_name() -> None:
    assert settle(football(0, 0), market(4711, "Draw No Bet"), "1") is REFUND


def test_the_base_line_is_the_home_sides() -> None:
    level = football(1, 0)
    assert settled(level, "asian_handicap", "1", None, "-1.25 (0-0)") is HALF_LOST
    assert settled(level, "asian_handicap", "2", None, "-1.25 (0-0)") is HALF_WON
    assert settled(level, "asian_handicap", "2", "1.25", "-1.25 (1-0)") is WINNER
    assert settled(level, "european_handicap", "X", "1", "-1") is WINNER
    assert settled(level, "under_over", "Over", None, "0.5") is WINNER


def test_a_bet_on_what_is_not_known_is_not_decided() -> None:
    assert settled(football(1, 0), "corners_under_over", "Over", "8.5") is None
    assert settled(football(1, 0), "under_over_1", "Over", "0.5") is None


# Correct score, halves, next goal


@pytest.mark.parametrize(
    ("name", "first_half", "is_over", "ending"),
    [
        ("1-0", (1, 0), True, WINNER),
        ("1:0", (1, 0), True, WINNER),
        ("0-1", (1, 0), True, LOSER),
        ("0-1", (1, 0), False, LOSER),
        ("2-0", (1, 0), False, None),
        ("2-0", (1, 0), True, LOSER),
        ("Any Other", (1, 0), True, None),
    ],
)
def test_the_score_of_the_first_half(
    name: str, first_half: Score, is_over: bool, ending: Settlement | None
) -> None:
    said = livescore({10: first_half}, current=BREAK if is_over else 10, total=first_half)
    found = outcome_of(sport("soccer"), IN_PLAY, said)
    assert settled(found, "correct_score_1", name) is ending


@pytest.mark.parametrize(
    ("halves", "home", "away"),
    [
        ({10: (1, 0), 20: (2, 1)}, WINNER, LOSER),
        ({10: (1, 0), 20: (1, 1)}, LOSER, LOSER),
        ({10: (0, 1), 20: (3, 0)}, LOSER, LOSER),
        ({10: (0, 2), 20: (0, 1)}, LOSER, WINNER),
    ],
)
def test_to_win_both_halves(halves: dict[int, Score], home: Settlement, away: Settlement) -> None:
    (one, two), (three, four) = halves.values()
    found = ended("soccer", halves, (one + three, two + four))
    assert settled(found, "win_both_halves", "1") is home
    assert settled(found, "win_both_halves", "2") is away


def test_to_win_both_halves_is_lost_with_the_first() -> None:
    said = livescore({10: (1, 0), 20: (0, 0)}, current=20, total=(1, 0))
    found = outcome_of(sport("soccer"), IN_PLAY, said)
    assert settled(found, "win_both_halves", "1") is None
    assert settled(found, "win_both_halves", "2") is LOSER


def test_to_win_both_halves_of_a_sport_in_quarters() -> None:
    found = ended("basketball", {1: (20, 10), 2: (10, 15), 3: (10, 15), 4: (20, 14)}, (60, 54))
    assert settled(found, "win_both_halves", "1") is WINNER


@pytest.mark.parametrize(
    ("line", "name", "ending"),
    [
        ("1", "1", WINNER),
        ("1", "No Goal", LOSER),
        ("2", "1", LOSER),
        ("2", "2", WINNER),
        ("3.0", "1", WINNER),
        ("4", "1", LOSER),
        ("4", "2", LOSER),
        ("4", "No Goal", WINNER),
    ],
)
def test_the_next_goal(line: str, name: str, ending: Settlement) -> None:
    assert settled(football(2, 1, goals="HAH"), "next_goal", name, line) is ending


def test_the_next_goal_before_it_falls() -> None:
    playing = football(2, 1, is_over=False, goals="HAH")
    assert settled(playing, "next_goal", "2", "2") is WINNER
    assert settled(playing, "next_goal", "1", "4") is None
    assert settled(playing, "next_goal", "No Goal", "4") is None
    unknown = football(2, 1, is_over=False)
    assert settled(unknown, "next_goal", "1", "2") is None
    assert settled(unknown, "next_goal", "No Goal", "2") is LOSER


# Parts of a match


def test_each_market_is_settled_by_what_it_counts() -> None:
    quarters = {1: (30, 20), 2: (20, 25), 3: (20, 30), 4: (30, 25), 40: (10, 12)}
    found = ended("basketball", quarters, (110, 112))
    assert settled(found, "winner", "1") is REFUND
    assert settled(found, "winner_overtime", "2") is WINNER
    assert settled(found, "under_over", "Over", "200.5") is LOSER
    assert settled(found, "under_over_overtime", "Over", "200.5") is WINNER
    assert settled(found, "winner_half", "1") is WINNER
    assert settled(found, "odd_even_half", "Odd") is WINNER
    assert settled(found, "asian_handicap_3", "2", "-9.5") is WINNER
    assert settled(found, "winner_4", "1") is WINNER


def test_tennis_is_settled_by_sets_and_games() -> None:
    found = ended("tennis", {1: (6, 4), 2: (3, 6), 3: (7, 5)}, (2, 1))
    assert settled(found, "winner", "1") is WINNER
    assert settled(found, "under_over_games", "Over", "30.5") is WINNER
    assert settled(found, "under_over", "Under", "31") is REFUND
    assert settled(found, "asian_handicap", "1", "-1.5") is LOSER
    assert settled(found, "winner_2", "2") is WINNER
    assert settled(found, "under_over_4", "Over", "9.5") is REFUND


def test_corners_and_cards() -> None:
    said = livescore(
        {10: (0, 0), 20: (0, 0)}, current=FULL_TIME, total=(0, 0), status=FINISHED,
        statistics={1: (6, 3), 6: (0, 2)},
    )  # fmt: skip
    found = outcome_of(sport("soccer"), FINISHED, said)
    assert settled(found, "corners_under_over", "Over", "8.5") is WINNER
    assert settled(found, "yellow_cards_under_over", "Under", "2") is REFUND


# Matches that do not come to their end


def test_a_match_that_broke_off_keeps_what_was_decided() -> None:
    said = livescore({10: (1, 1), 20: (1, 0)}, current=20, total=(2, 1), status=ABANDONED)
    found = outcome_of(sport("soccer"), ABANDONED, said)
    assert settled(found, "result_1", "X") is WINNER
    assert settled(found, "under_over", "Over", "2.5") is WINNER
    assert settled(found, "both_teams_to_score", "No") is LOSER
    assert settled(found, "match_result", "1") is REFUND
    assert settled(found, "under_over", "Under", "3.5") is REFUND
    assert settled(found, "corners_under_over", "Over", "8.5") is REFUND


def test_a_match_called_off_cancels_its_bets() -> None:
    found = outcome_of(sport("soccer"), POSTPONED, None)
    assert settled(found, "match_result", "1") is Settlement.CANCELLED
    assert settled(found, "under_over_2", "Over", "0.5") is Settlement.CANCELLED
    assert settled(found, "race_winner", "1") is None


# What holds for every score

scores = st.tuples(st.integers(0, 12), st.integers(0, 12))
quarters = st.integers(-60, 60).map(lambda number: number / 4)
totals = st.integers(0, 100).map(lambda number: number / 4)


@given(scores)
@settings(max_examples=examples(100))
def test_one_of_three_wins(score: Score) -> None:
    over = football(*score)
    endings = [settled(over, "match_result", name) for name in ("1", "X", "2")]
    assert sorted(endings, key=str) == [LOSER, LOSER, WINNER]
    chances = [settled(over, "double_chance", name) for name in ("X2", "12", "1X")]
    assert chances == [OPPOSITE[Settlement(ending or 0)] for ending in endings]


@given(scores, totals, st.booleans())
@settings(max_examples=examples(100))
def test_under_mirrors_over(score: Score, line: float, is_over: bool) -> None:
    found = football(*score, is_over=is_over)
    over = settled(found, "under_over", "Over", str(line))
    under = settled(found, "under_over", "Under", str(line))
    assert under == (None if over is None else OPPOSITE[Settlement(over)])


@given(scores, quarters, scores)
@settings(max_examples=examples(100))
def test_away_mirrors_home(score: Score, line: float, before: Score) -> None:
    suffix = f" ({before[0]}-{before[1]})"
    home = settled(football(*score), "asian_handicap", "1", f"{line}{suffix}")
    away = settled(football(*score), "asian_handicap", "2", f"{-line}{suffix}")
    assert home is not None
    assert away == OPPOSITE[Settlement(home)]
    turned = football(score[1], score[0])
    suffix = f" ({before[1]}-{before[0]})"
    assert settled(turned, "asian_handicap", "2", f"{line}{suffix}") == home


PAYS = {LOSER: 0, HALF_LOST: 1, REFUND: 2, HALF_WON: 3, WINNER: 4}
"""What comes back of a stake at even odds, in halves."""


@given(scores, st.integers(-30, 30), st.sampled_from(["1", "2", "Over", "Under"]))
@settings(max_examples=examples(100))
def test_a_quarter_line_is_half_of_each_neighbour(score: Score, halves: int, name: str) -> None:
    key = "asian_handicap" if name in "12" else "under_over"
    line = halves / 2 + 0.25
    if key == "under_over":
        line = abs(line)

    def paid(at: float) -> int:
        ending = settled(football(*score), key, name, str(at))
        return PAYS[Settlement(ending or 0)]

    assert 2 * paid(line) == paid(line - 0.25) + paid(line + 0.25)


@given(scores, st.integers(-12, 12))
@settings(max_examples=examples(50))
def test_a_european_handicap_is_the_result_with_goals_ahead(score: Score, ahead: int) -> None:
    found = football(*score)
    pair = f"{ahead}:0" if ahead >= 0 else f"0:{-ahead}"
    for name, line in (("1", ahead), ("X", ahead), ("2", -ahead)):
        ending = settled(found, "european_handicap", name, str(line))
        assert ending == settled(found, "european_handicap", name, pair)
        moved = (score[0] + 20 + ahead, score[1] + 20)
        assert ending == settled(football(*moved), "match_result", name)


# What is decided early stays decided

BETS = [
    *((key, name, None) for key in ("match_result", "result_1") for name in ("1", "X", "2")),
    *((key, name, None) for key in ("winner", "draw_no_bet", "winner_half", "winner_2",
                                    "winner_overtime", "win_both_halves") for name in ("1", "2")),
    *(("double_chance", name, None) for name in ("1X", "12", "X2")),
    *(("both_teams_to_score", name, None) for name in ("Yes", "No")),
    *((key, name, None) for key in ("odd_even", "odd_even_1") for name in ("Odd", "Even")),
    *((key, name, str(line / 4)) for key in ("under_over", "under_over_overtime", "under_over_1",
                                             "under_over_half")
      for name in ("Over", "Under") for line in range(1, 20)),
    *((key, name, str(line / 4)) for key in ("asian_handicap", "asian_handicap_2")
      for name in ("1", "2") for line in range(-6, 7)),
    *(("european_handicap", name, "0:1") for name in ("1", "X", "2")),
    *(("correct_score_1", f"{home}-{away}", None) for home in range(4) for away in range(4)),
    *(("next_goal", name, str(goal)) for name in ("1", "2", "No Goal") for goal in range(1, 6)),
]  # fmt: skip

sides = st.lists(st.integers(0, 1), max_size=4)


def stages(slug: str, course: dict[int, list[int]]) -> list[Outcome]:
    """Return how a match stands at each of its stages, from who scores in each period."""
    found: list[Outcome] = []
    periods: dict[int, Score] = {}
    goals: list[Incident] = []
    total = (0, 0)

    def note(current: int, status: int = IN_PLAY) -> None:
        said = livescore(periods, current=current, total=total, status=status, incidents=goals)
        found.append(outcome_of(sport(slug), status, said))

    for number, scorers in course.items():
        periods[number] = (0, 0)
        note(number)
        for side in scorers:
            scored = (1 - side, side)
            periods[number] = (periods[number][0] + scored[0], periods[number][1] + scored[1])
            if number != 50:
                total = (total[0] + scored[0], total[1] + scored[1])
                goals.append(incident(GOAL, side, number, total))
            note(number)
        note(BREAK)
    note(FULL_TIME, FINISHED)
    return found


@given(
    st.sampled_from([("soccer", (10, 20)), ("soccer", (10, 20, 30, 35)),
                     ("soccer", (10, 20, 30, 35, 50)), ("handball", (10, 20, 30, 35)),
                     ("ice-hockey", (1, 2, 3, 40, 50)), ("basketball", (1, 2, 3, 4, 40)),
                     ("basketball", (10, 20))]),
    st.lists(sides, min_size=5, max_size=5),
)  # fmt: skip
@settings(max_examples=examples(20))
def test_nothing_that_is_decided_changes(
    played: tuple[str, tuple[int, ...]], scorers: list[list[int]]
) -> None:
    slug, numbers = played
    course = stages(slug, dict(zip(numbers, scorers, strict=False)))
    for key, name, line in BETS:
        endings = [settled(stage, key, name, line) for stage in course]
        decided = [ending for ending in endings if ending is not None]
        assert endings[len(endings) - len(decided) :] == decided, (key, name, line)
        assert len(set(decided)) <= 1, (key, name, line)


@given(st.lists(sides, min_size=2, max_size=2))
@settings(max_examples=examples(25))
def test_everything_is_decided_in_the_end(scorers: list[list[int]]) -> None:
    end = stages("soccer", dict(zip((10, 20), scorers, strict=True)))[-1]
    assert [bet for bet in BETS if settled(end, *bet) is None] == []
