"""The markets of the catalogue: their names, roles and bets."""

import pytest

from touchline.model.catalogue import (
    LOCALES,
    Sport,
    caption,
    market,
    offered_markets,
    sport_by_slug,
)
from touchline.model.catalogue.captions import CAPTIONS
from touchline.model.catalogue.markets import MARKETS, MAX_NAME


def sport_of(slug: str) -> Sport:
    sport = sport_by_slug(slug)
    assert sport is not None
    return sport


@pytest.mark.parametrize("key", MARKETS)
def test_every_market_and_its_bets_have_captions_in_three_languages(key: str) -> None:
    for name in (MARKETS[key].caption, *(bet.caption for bet in MARKETS[key].bets.values())):
        for locale in LOCALES:
            assert getattr(CAPTIONS[name], locale)
            assert caption(name, locale) != name


@pytest.mark.parametrize(
    ("slug", "market_id", "sysname"),
    [
        ("soccer", 1, "SOCCER_MATCH_RESULT"),
        ("soccer", 2, "SOCCER_UNDER_OVER"),
        ("soccer", 7, "SOCCER_DOUBLE_CHANCE"),
        ("soccer", 17, "SOCCER_BOTH_TEAMS_TO_SCORE"),
        ("soccer", 41, "SOCCER_FIRST_HALF_RESULT"),
        ("soccer", 21, "SOCCER_FIRST_HALF_UNDER_OVER"),
        ("basketball", 226, "BASKETBALL_MATCH_RESULT_NODRAW"),
        ("basketball", 342, "BASKETBALL_MATCH_RESULT_HANDICAP"),
        ("basketball", 77, "BASKETBALL_FIRST_HALF_UNDER_OVER"),
        ("basketball", 53, "BASKETBALL_FIRST_HALF_RESULT_HANDICAP"),
        ("baseball", 226, "BASEBALL_MATCH_RESULT_NODRAW"),
        ("baseball", 3, "BASEBALL_MATCH_RESULT_ASIAN"),
        ("american-football", 226, "AMERICAN_FOOTBALL_MATCH_RESULT_NO_DRAW"),
        ("tennis", 52, "TENNIS_SINGLES_MATCH_WINNER"),
        ("tennis", 202, "TENNIS_SINGLES_MATCH_SET_1_WINNER"),
        ("tennis", 166, "TENNIS_SINGLES_MATCH_TOTAL_GAMES"),
        ("volleyball", 52, "VOLLEYBALL_MATCH_RESULT"),
        ("volleyball", 202, "VOLLEYBALL_FIRST_SET_RESULT"),
        ("ice-hockey", 226, "ICE_HOCKEY_MATCH_WINNER"),
        ("ice-hockey", 202, "ICE_HOCKEY_FIRST_PERIOD_WINNER"),
        ("ice-hockey", 64, "ICE_HOCKEY_FIRST_PERIOD_RESULT_ASIAN"),
        ("handball", 1, "HANDBALL_MATCH_RESULT"),
        ("handball", 64, "HANDBALL_FIRST_HALF_RESULT_ASIAN"),
    ],
)
def test_market_names_of_v2(slug: str, market_id: int, sysname: str) -> None:
    assert sport_of(slug).market_sysname(market(market_id)) == sysname


def test_market_captions_tell_the_part_of_the_match() -> None:
    soccer = sport_of("soccer")
    assert soccer.market_caption(market(1), "en") == "Match Result"
    assert soccer.market_caption(market(21), "en") == "Over/Under - 1st Half"
    assert soccer.market_caption(market(21), "pt") == "Mais/Menos - 1º tempo"
    assert sport_of("basketball").market_caption(market(77), "en") == "Over/Under - 1st Half"
    assert soccer.market_caption(market(4711, "Odd one"), "es") == "Odd one"


def test_asian_and_three_way_markets() -> None:
    asian = {kind.id for kind in MARKETS.values() if kind.asian}
    assert asian == {3, 53, 64, 65, 66, 67, 281, 342}
    assert {kind.id for kind in MARKETS.values() if kind.three_way} == {1, 13, 41}
    assert market(99, "Asian Total Corners").asian


def test_bets_have_roles_and_codes() -> None:
    codes = {name: market(1).bet(name).code for name in ("1", "X", "2", "12", "1X", "X2")}
    assert all(name == code for name, code in codes.items())
    assert (market(2).bet("Over").code, market(2).bet(" under ").code) == ("O", "U")
    assert market(17).bet("Yes").code == "GG"
    assert (market(84).bet("Yes").role, market(84).bet("Yes").code) == ("yes", "Y")
    player = market(712).bet("A. Player")
    assert (player.role, player.code, player.caption) == ("other", "A. Player", "A. Player")


def test_markets_without_a_documented_number_go_by_name() -> None:
    named = market(4711, "draw no bet")
    assert (named.key, named.id) == ("draw_no_bet", 4711)
    assert market(17, "Both Teams To Score").key == "both_teams_to_score"
    assert market(17, "Something Else").key == ""
    assert market(1, "Ganador").key == "match_result"


def test_unknown_markets_are_named_after_themselves() -> None:
    unknown = market(888, "Último gol (VAR) ½")
    assert (unknown.key, unknown.id, unknown.caption) == ("", 888, "Último gol (VAR) ½")
    assert sport_of("soccer").market_sysname(unknown) == "SOCCER_LTIMO_GOL_VAR"
    assert sport_of("soccer").market_sysname(market(889)) == "SOCCER_MARKET_889"
    assert len(market(890, "x" * 5000).name) == MAX_NAME


def test_roles_take_the_best_market_on_offer() -> None:
    offered = offered_markets(
        [(1, "1X2"), (52, "12"), (226, None), (2, None), (28, None), (4711, "DNB"), (5000, "Other")]
    )
    assert sport_of("soccer").role_market("match_result", offered) == 1
    assert sport_of("basketball").role_market("match_result", offered) == 226
    assert sport_of("tennis").role_market("match_result", offered) == 52
    assert sport_of("basketball").role_market("totals", offered) == 28
    assert sport_of("soccer").role_market("draw_no_bet", offered) == 4711
    assert sport_of("soccer").role_market("handicap", offered) is None
    assert sport_of("horse-racing").role_market("match_result", offered) is None
