"""From forecasts to chances: at the price that follows from its chance every bet is fair."""

from collections.abc import Callable
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import examples
from touchline.model.catalogue import MarketKind
from touchline.model.catalogue.markets import MARKETS
from touchline.model.enums import Settlement
from touchline.model.outcome import Outcome, Standing, Tally
from touchline.model.part import part_of
from touchline.model.settlement import RULES, settle
from touchline.simulator.bet_chances import OUTCOMES, has_moved, lean, part_from
from touchline.simulator.forecast import Forecast
from touchline.simulator.offers import offers_of
from touchline.simulator.quotes import bets_on

SPORT = "soccer"
Scores = dict[tuple[int, int], float]

PAID: dict[Settlement, Callable[[float], float]] = {
    Settlement.WINNER: lambda price: price,
    Settlement.HALF_WON: lambda price: (price + 1) / 2,
    Settlement.REFUND: lambda price: 1.0,
    Settlement.HALF_LOST: lambda price: 0.5,
    Settlement.LOSER: lambda price: 0.0,
}
LINES = [place / 4 for place in range(-14, 23)]
MARKETS_OF_A_MATCH = [
    "match_result",
    "double_chance",
    "european_handicap",
    "draw_no_bet",
    "under_over",
    "asian_handicap",
    "both_teams_to_score",
    "odd_even",
]


@st.composite
def some_scores(draw: st.DrawFn) -> Scores:
    """Draw the chances of final scores up to 5-5."""
    goals = st.integers(min_value=0, max_value=5)
    scores = draw(st.lists(st.tuples(goals, goals), min_size=2, max_size=12, unique=True))
    weights = draw(
        st.lists(st.integers(min_value=1, max_value=50), min_size=len(scores), max_size=len(scores))
    )
    whole = sum(weights)
    return {score: weight / whole for score, weight in zip(scores, weights, strict=True)}


def forecast_of(scores: Scores) -> Forecast:
    margin: dict[int, float] = {}
    total: dict[int, float] = {}
    for (home, away), chance in scores.items():
        margin[home - away] = margin.get(home - away, 0) + chance
        total[home + away] = total.get(home + away, 0) + chance
    both = sum(chance for score, chance in scores.items() if min(score) > 0)
    return Forecast(margin, total, both)


def paid(
    kind: MarketKind, name: str, lines: tuple[str | None, str | None], score: tuple[int, int]
) -> Settlement:
    tally = Tally(*score, Standing.OVER)
    outcome = Outcome(sport=SPORT, tallies={part_of(SPORT, kind): tally})
    settlement = settle(outcome, kind, name, *lines)
    assert settlement is not None
    return settlement


@settings(max_examples=examples(150))
@given(some_scores(), st.sampled_from(MARKETS_OF_A_MATCH), st.sampled_from(LINES))
def test_at_the_fair_price_a_bet_pays_back_its_stake(
    scores: Scores, key: str, point: float
) -> None:
    kind = MARKETS[key]
    outcomes = OUTCOMES[RULES[key]]
    offer = next(offer for offer in offers_of(SPORT) if offer.kind is kind)
    point = round(point) if outcomes.lines == "start" else point
    before = (1, 0) if kind.asian else (0, 0)
    part = part_from(forecast_of(scores), before[0] - before[1])
    chances = outcomes.chances(part, point)
    if chances is None:
        return
    assert isclose(sum(chances), outcomes.winners, abs_tol=1e-9)
    score_text = f"{before[0]}-{before[1]}" if kind.asian else ""
    bets = bets_on(offer, (point, score_text))
    for (name, line, base_line), chance in zip(bets, chances, strict=True):
        if chance > 1e-9:
            expected = sum(
                share * PAID[paid(kind, name, (line, base_line), score)](1 / chance)
                for score, share in scores.items()
            )
            assert expected == pytest.approx(1)


@settings(max_examples=examples(100))
@given(some_scores(), st.sampled_from(LINES))
def test_a_higher_total_is_never_likelier(scores: Scores, point: float) -> None:
    total = part_from(forecast_of(scores)).total
    here, there = total.beats(point), total.beats(point + 0.25)
    if here is not None and there is not None:
        assert there <= here + 1e-9


@settings(max_examples=examples(100))
@given(
    some_scores(),
    st.sampled_from(MARKETS_OF_A_MATCH),
    st.floats(min_value=-0.3, max_value=0.3),
)
def test_an_opinion_shifts_chances_and_keeps_their_sum(
    scores: Scores, key: str, shift: float
) -> None:
    outcomes = OUTCOMES[RULES[key]]
    chances = outcomes.chances(part_from(forecast_of(scores)), 0.5)
    if chances is None:
        return
    seen = lean(chances, outcomes, shift)
    assert sum(seen) == pytest.approx(outcomes.winners)
    assert all(-1e-9 <= chance <= 1 + 1e-9 for chance in seen)
    if key != "odd_even" and 1e-6 < chances[0] < 1 - 1e-6 and abs(shift) > 1e-6:
        assert (seen[0] >= chances[0]) == (shift > 0)
    assert lean(chances, outcomes, 0.0) == pytest.approx(chances)


def test_a_price_is_left_alone_until_its_chance_has_moved_by_a_share() -> None:
    assert not has_moved((0.5, 0.5), (0.509, 0.491), 0.02)
    assert has_moved((0.5, 0.5), (0.511, 0.489), 0.02)
    assert not has_moved((0.99, 0.01), (0.9885, 0.0115), 0.02)
    assert not has_moved((0.5, 0.5), (0.5, 0.5), 0.0)


def test_lines_that_are_won_or_lost_already_have_no_chance() -> None:
    part = part_from(Forecast({1: 0.5, 2: 0.5}, {3: 0.5, 4: 0.5}))
    total = OUTCOMES[RULES["under_over"]].chances
    assert total(part, 2.5) is None
    assert total(part, 2.75) is None
    assert total(part, 3.0) is None
    assert total(part, 3.5) == (0.5, 0.5)
    assert total(part, 4.5) is None
