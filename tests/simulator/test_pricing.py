"""From chances to prices: no book pays more than it takes, likelier is never dearer."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import examples
from touchline.simulator.bookmakers import BOOKMAKERS, CALCULATED
from touchline.simulator.ladders import Ladder, Stretch, stretched
from touchline.simulator.pricing import Terms, book, texts, with_margin

TERMS = [
    odds.terms(margin) for odds in (*BOOKMAKERS.values(), CALCULATED) for margin in odds.margins
]
CENTS = Ladder(stretched(Decimal("1.01"), [Stretch(Decimal(100), Decimal("0.01"))]))


@st.composite
def some_chances(draw: st.DrawFn, most: int = 24) -> list[float]:
    weights = draw(st.lists(st.floats(min_value=1e-6, max_value=1), min_size=2, max_size=most))
    whole = sum(weights)
    return [weight / whole for weight in weights]


any_terms = st.sampled_from(TERMS)


def book_sum(prices: tuple[str, ...]) -> float:
    return sum(1 / float(price) for price in prices)


@settings(max_examples=examples(300))
@given(some_chances(), any_terms)
def test_no_book_pays_more_than_it_takes(chances: list[float], terms: Terms) -> None:
    prices = texts(chances, terms)
    assert (prices is None) == (max(chances) * terms.ladder.lowest >= 1)
    assert prices is None or book_sum(prices) >= 1


@settings(max_examples=examples(100))
@given(some_chances(most=3).filter(lambda chances: len(chances) == 3), any_terms)
def test_two_outcomes_that_win_together_cost_more_than_both_pay(
    chances: list[float], terms: Terms
) -> None:
    covered = [1 - chance for chance in chances]
    prices = texts(covered, terms, winners=2)
    assert prices is None or book_sum(prices) >= 2


@settings(max_examples=examples(300))
@given(some_chances(), any_terms)
def test_what_is_likelier_never_has_the_higher_price(chances: list[float], terms: Terms) -> None:
    places = book(chances, terms)
    if places is not None:
        ranked = [place for _, place in sorted(zip(chances, places, strict=True), reverse=True)]
        assert ranked == sorted(ranked)


@settings(max_examples=examples(100))
@given(some_chances(), any_terms)
def test_every_price_is_on_the_ladder(chances: list[float], terms: Terms) -> None:
    for price in texts(chances, terms) or ():
        assert price in terms.ladder.texts


@settings(max_examples=examples(200))
@given(some_chances(), any_terms)
def test_the_margin_is_what_is_asked_above_the_chances(chances: list[float], terms: Terms) -> None:
    asked = with_margin(chances, terms)
    if max(asked) * terms.ladder.lowest < 1:
        assert sum(asked) == pytest.approx(1 + terms.margin, abs=1e-5)


@settings(max_examples=examples(200))
@given(some_chances(most=6), any_terms)
def test_nothing_is_asked_less_for_than_it_is_worth(chances: list[float], terms: Terms) -> None:
    if max(chances) * terms.ladder.lowest < 1:
        for chance, share in zip(chances, with_margin(chances, terms), strict=True):
            assert share >= chance - 1e-6


def test_longshots_bear_most_of_a_biased_margin() -> None:
    chances = (0.8, 0.15, 0.05)
    plain = with_margin(chances, Terms(0.06, 0.0, CENTS))
    biased = with_margin(chances, Terms(0.06, 1.0, CENTS))
    assert plain == pytest.approx([0.848, 0.159, 0.053])
    assert biased[0] < plain[0]
    assert biased[2] > 1.2 * plain[2]


def test_prices_are_written_as_short_as_they_can_be() -> None:
    terms = Terms(0.0526, 0.0, CENTS)
    assert texts((0.5, 0.5), terms) == ("1.9", "1.9")
    assert texts((0.95, 0.05), terms) == ("1.01", "19")
    assert texts((0.3, 0.7), terms) == ("3.17", "1.36")


def test_what_is_too_likely_for_the_lowest_price_has_no_book() -> None:
    assert texts((0.985, 0.015), Terms(0.05, 0.5, CENTS)) is not None
    assert texts((0.995, 0.005), Terms(0.05, 0.5, CENTS)) is None


@settings(max_examples=examples(200))
@given(st.sampled_from(TERMS), st.floats(min_value=1.0, max_value=2_000))
def test_the_nearest_price_is_nearest(terms: Terms, price: float) -> None:
    ladder = terms.ladder
    off = abs(ladder.prices[ladder.nearest(price)] - price)
    assert off == min(abs(step - price) for step in ladder.prices)


def test_a_ladder_rises_by_round_steps() -> None:
    prices = stretched(
        Decimal("1.01"),
        [Stretch(Decimal("1.2"), Decimal("0.05")), Stretch(Decimal(2), Decimal("0.5"))],
    )
    assert Ladder(prices).texts == ["1.01", "1.05", "1.1", "1.15", "1.2", "1.5", "2"]


@pytest.mark.parametrize("prices", [[], [Decimal(1), Decimal(2)]])
def test_a_ladder_has_prices_above_one(prices: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="all above 1"):
        Ladder(prices)
