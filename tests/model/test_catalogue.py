"""The sport catalogue: its data is whole, and whatever a feed sends finds an answer."""

import pytest

from touchline.model.catalogue import (
    LOCALES,
    SPORTS,
    Sport,
    caption,
    description,
    description_name,
    league_priority,
    market,
    sport_by_feed_id,
    sport_by_slug,
    sport_by_v1_id,
    statistic,
    statistic_name,
    status_name,
)
from touchline.model.catalogue.captions import CAPTIONS, nth
from touchline.model.catalogue.lookup import _generic
from touchline.model.catalogue.markets import _market
from touchline.model.catalogue.statuses import DESCRIPTIONS

every_sport = pytest.mark.parametrize("sport", SPORTS, ids=[sport.slug for sport in SPORTS])


def sport_of(slug: str) -> Sport:
    sport = sport_by_slug(slug)
    assert sport is not None
    return sport


def assert_translated(key: str) -> None:
    entry = CAPTIONS.get(key) or CAPTIONS.get(key.rpartition(".")[0])
    assert entry is not None, key
    for locale in LOCALES:
        assert getattr(entry, locale) is not None, (key, locale)
        for short in (False, True):
            text = caption(key, locale, short=short)
            assert text
            assert text != key
            assert "{" not in text


# Ids and names of the dialects


def test_v2_numbers_the_eight_sports_in_the_order_of_its_options() -> None:
    assert [sport.slug for sport in SPORTS[:8]] == [
        "soccer",
        "basketball",
        "tennis",
        "baseball",
        "volleyball",
        "american-football",
        "ice-hockey",
        "handball",
    ]
    assert [sport.v2.id for sport in SPORTS[:8]] == list(range(1, 9))
    assert all(sport.v2.id >= 1000 for sport in SPORTS[8:])


def test_v1_numbers_sports_as_documented_and_others_from_1000() -> None:
    documented = {
        "soccer": 1,
        "ice-hockey": 2,
        "basketball": 3,
        "tennis": 4,
        "volleyball": 6,
        "table-tennis": 10,
        "cricket": 66,
    }
    for sport in SPORTS:
        assert sport.v1.id == documented.get(sport.slug, sport.v1.id)
        assert sport.slug in documented or sport.v1.id >= 1000


def test_sports_are_distinct_in_every_dialect() -> None:
    assert len({sport.feed_id for sport in SPORTS}) == len(SPORTS) == 12
    assert len({sport.slug for sport in SPORTS}) == len(SPORTS)
    assert len({sport.v1.id for sport in SPORTS}) == len(SPORTS)
    assert len({sport.v1.slug for sport in SPORTS}) == len(SPORTS)
    assert len({sport.v2.id for sport in SPORTS}) == len(SPORTS)
    assert len({sport.v2.sysname for sport in SPORTS}) == len(SPORTS)


def test_soccer_is_football_in_v1_and_others_are_named_after_their_slug() -> None:
    soccer = sport_of("soccer")
    assert (soccer.v1.slug, soccer.v1.name) == ("football", "Football")
    assert (soccer.slug, soccer.v2.sysname, soccer.v2.prefix) == (
        "soccer",
        "SOCCER_MATCH",
        "SOCCER",
    )
    hockey = sport_of("ice_hockey")
    assert (hockey.v1.slug, hockey.v1.name) == ("ice-hockey", "Ice Hockey")
    assert hockey.v2.prefix == "ICE_HOCKEY"


def test_sports_are_found_by_every_name() -> None:
    for sport in SPORTS:
        assert sport_by_feed_id(sport.feed_id, "whatever") is sport
        assert sport_by_v1_id(sport.v1.id) is sport
        assert sport_by_slug(sport.slug) is sport
        assert sport_by_slug(sport.slug.replace("-", "_")) is sport
    assert sport_by_slug("curling") is None
    assert sport_by_v1_id(7) is None


# Captions


@every_sport
def test_everything_a_sport_names_has_captions_in_three_languages(sport: Sport) -> None:
    assert_translated(sport.caption)
    for period in sport.periods.values():
        assert_translated(period.caption)
        for code in (None, *DESCRIPTIONS):
            assert_translated(sport.break_for(code, period.number).caption)
    for v1_statistic in sport.v1_statistics:
        assert_translated(statistic(v1_statistic.feed_id).caption)
    for v2_statistic in sport.v2_statistics:
        assert_translated(statistic(v2_statistic.feed_id).caption)


def test_captions_are_localised_long_and_short() -> None:
    assert caption("ordinal.half.2", "en", short=True) == "2H"
    assert caption("ordinal.half.2", "pt", short=True) == "2T"
    assert caption("ordinal.half.2", "es") == "2.º tiempo"
    assert caption("ordinal.set.1", "es") == "1.er set"
    assert caption("bet.draw", "pt") == "Empate"
    assert caption("bet.over", "en", short=True) == "Over"


def test_unknown_captions_are_the_text_itself_and_unknown_locales_are_english() -> None:
    assert caption("Total Corners 2.5", "pt") == "Total Corners 2.5"
    assert caption("ordinal.half.x") == "ordinal.half.x"
    assert caption("x" * 5000) == "x" * 5000
    assert caption("bet.draw", "fr") == "Draw"
    assert caption(statistic(24).caption, "es") == "Own goal"


def test_ordinals() -> None:
    assert [nth(n) for n in (1, 2, 3, 4, 21)] == ["1st", "2nd", "3rd", "4th", "21st"]
    assert [nth(n) for n in (11, 12, 13, 111)] == ["11th", "12th", "13th", "111th"]
    assert [nth(n, "es") for n in (1, 2, 3, 11, 13)] == ["1.er", "2.º", "3.er", "11.º", "13.er"]
    assert nth(3, "pt") == "3º"


# Periods


def test_football_periods_are_1_to_5_in_v1() -> None:
    soccer = sport_of("soccer")
    assert {n: soccer.period(n).v1 for n in (10, 20, 30, 35, 50)} == {
        10: 1,
        20: 2,
        30: 3,
        35: 4,
        50: 5,
    }
    second = soccer.period(20)
    assert second.name == "2nd half"
    assert second.phase == "2ND_HALF"
    assert second.sysname == "SOCCER_MATCH_SECOND_HALF"
    assert {soccer.period(30).phase, soccer.period(35).phase} == {"EXTRA_TIME"}


@every_sport
def test_v1_never_shows_breaks_results_and_tennis_games(sport: Sport) -> None:
    assert all(sport.period(number).v1 is None for number in (-1, 80, 100, 101, 102))
    assert [period.number for period in sport.periods.values() if period.kind == "game"] == (
        [60] if sport.slug == "tennis" else []
    )
    assert sport.slug != "tennis" or sport.period(60).v1 is None


@pytest.mark.parametrize(
    ("slug", "number", "name", "phase", "sysname"),
    [
        ("basketball", 1, "1st quarter", "1ST_QUARTER", "BASKETBALL_QUARTER_1"),
        ("basketball", 10, "1st half", "1ST_HALF", "BASKETBALL_GAME_FIRST_HALF"),
        ("basketball", 40, "Overtime", "OVERTIME", "BASKETBALL_GAME_OVERTIME"),
        ("tennis", 5, "5th set", "5TH_SET", "TENNIS_SINGLES_MATCH_SET_5"),
        ("ice-hockey", 3, "3rd period", "3RD_PERIOD", "ICE_HOCKEY_PERIOD_3"),
        ("ice-hockey", 50, "Penalties", "PENALTIES", "ICE_HOCKEY_GAME_PENALTIES"),
        ("baseball", 1, "1st inning", "1ST_INNING", "BASEBALL_INNING_1"),
        ("baseball", 10, "10th inning", "10TH_INNING", "BASEBALL_INNING_10"),
        ("soccer", 77, "Period 77", "PERIOD_77", "SOCCER_MATCH_PERIOD_77"),
        ("baseball", 77, "Period 77", "PERIOD_77", "BASEBALL_GAME_PERIOD_77"),
        ("soccer", -7, "Period -7", "PERIOD_MINUS_7", "SOCCER_MATCH_PERIOD_MINUS_7"),
    ],
)
def test_period_names(slug: str, number: int, name: str, phase: str, sysname: str) -> None:
    period = sport_of(slug).period(number)
    assert (period.number, period.name) == (number, name)
    assert (period.phase, period.sysname) == (phase, sysname)


def test_further_innings_are_overtime() -> None:
    baseball = sport_of("baseball")
    assert [baseball.period(n).kind for n in (9, 10, 40)] == ["regular", "overtime", "overtime"]
    assert baseball.period(12).v1 == 12
    assert caption(baseball.period(12).caption) == "12th Inning"


# Breaks


@pytest.mark.parametrize(
    ("slug", "code", "last", "name", "phase"),
    [
        ("soccer", 1, 10, "Half Time", "HALF_TIME"),
        ("soccer", None, 10, "Half Time", "HALF_TIME"),
        ("soccer", 46, 10, "Half Time", "HALF_TIME"),
        ("soccer", 46, None, "Half Time", "HALF_TIME"),
        ("soccer", 41, 10, "Half Time", "HALF_TIME"),
        ("soccer", 2, 30, "Extra Time Half Time", "EXTRA_TIME_HALF_TIME"),
        ("soccer", 58, 30, "Extra Time Half Time", "EXTRA_TIME_HALF_TIME"),
        ("soccer", 55, 20, "Waiting for Extra Time", "WAITING_FOR_EXTRA_TIME"),
        ("soccer", None, 35, "Waiting for Penalties", "WAITING_FOR_PENALTIES"),
        ("soccer", 5, 20, "Break", "BREAK"),
        ("soccer", None, 50, "Break", "BREAK"),
        ("soccer", 99, None, "Break", "BREAK"),
        ("soccer", None, 77, "Break after Period 77", "BREAK_AFTER_PERIOD_77"),
        ("basketball", 46, 1, "Break after 1st quarter", "BREAK_AFTER_1ST_QUARTER"),
        ("basketball", 48, None, "Break after 3rd quarter", "BREAK_AFTER_3RD_QUARTER"),
        ("basketball", 1, 2, "Half Time", "HALF_TIME"),
        ("basketball", 47, 2, "Half Time", "HALF_TIME"),
        ("basketball", 46, 10, "Half Time", "HALF_TIME"),
        ("basketball", 55, 4, "Waiting for Overtime", "WAITING_FOR_OVERTIME"),
        ("basketball", 9, 3, "Timeout", "TIMEOUT"),
        ("basketball", 52, 40, "Break", "BREAK"),
        ("basketball", 51, None, "Break", "BREAK"),
        ("ice-hockey", None, 1, "Break after 1st period", "BREAK_AFTER_1ST_PERIOD"),
        ("tennis", 6, 2, "Medical Timeout", "MEDICAL_TIMEOUT"),
        ("tennis", None, 2, "Break after 2nd set", "BREAK_AFTER_2ND_SET"),
        ("tennis", 0, None, "Break", "BREAK"),
    ],
)
def test_breaks(slug: str, code: int | None, last: int | None, name: str, phase: str) -> None:
    found = sport_of(slug).break_for(code, last)
    assert (found.name, found.phase) == (name, phase)
    assert found.sysname == f"{sport_of(slug).v2.sysname}_{phase}"


@every_sport
def test_statuses_that_are_phases(sport: Sport) -> None:
    assert {status: found.phase for status, found in sport.status_phases.items()} == {
        4: "CANCELLED",
        6: "INTERRUPTED",
        7: "ABANDONED",
        8: "LOST_COVERAGE",
    }
    for status, found in sport.status_phases.items():
        assert (found.status, found.sysname) == (status, f"{sport.v2.sysname}_{found.phase}")
        assert_translated(found.caption)


# Clocks


def test_football_clock_follows_its_rules() -> None:
    soccer = sport_of("soccer")
    assert (soccer.clock.kind, soccer.clock.cumulative) == ("up", True)
    assert soccer.clock.extrapolate_ms == 60_000
    times = {n: (p.starts_at_seconds, p.limit_seconds) for n, p in soccer.periods.items()}
    assert times[10] == (0, 2700)
    assert times[20] == (2700, 5400)
    assert times[30] == (5400, 6300)
    assert times[35] == (6300, 7200)
    assert times[50] == (None, None)
    assert soccer.break_for(1, 10).fixed_seconds == 2700
    assert soccer.break_for(2, 30).fixed_seconds == 6300
    assert [soccer.period(n).fixed_seconds for n in (100, 101, 102)] == [5400, 7200, 7200]


def test_basketball_clock_counts_either_way() -> None:
    basketball = sport_of("basketball")
    assert (basketball.clock.kind, basketball.clock.extrapolate_ms) == ("either", 10_000)
    assert basketball.period_lengths(3) == (600, 720)
    assert basketball.period_lengths(20) == (1200,)
    assert basketball.period_lengths(40) == (300,)
    assert basketball.period_lengths(80) == ()


@pytest.mark.parametrize(
    "slug", ["tennis", "volleyball", "baseball", "badminton", "table-tennis", "cricket"]
)
def test_sports_without_a_clock(slug: str) -> None:
    assert sport_of(slug).clock.kind == "none"
    assert sport_of(slug).clock.extrapolate_ms == 0
    assert sport_of(slug).period_lengths(1) == ()


# Statistics, statuses, leagues


def test_football_statistics_of_v1_have_the_numbers_and_names_of_its_examples() -> None:
    shown = sport_of("soccer").v1_statistics
    assert [(said.feed_id, said.id, said.name) for said in shown] == [
        (4, 45, "Attacks"),
        (5, 58, "Dangerous attacks"),
        (11, 29, "Possession %"),
        (2, 59, "Shots on target"),
        (3, 60, "Shots off target"),
        (6, 26, "Yellow cards"),
        (1, 70, "Corner"),
        (7, 71, "Red card"),
        (13, 72, "Free kicks"),
        (14, 73, "Goal kicks"),
    ]


def test_statistics_of_other_sports_have_the_feed_number_and_a_thousand() -> None:
    aces = sport_of("tennis").v1_statistics[0]
    assert (aces.feed_id, aces.id, aces.name) == (20, 1020, "Aces")


def test_corners_and_cards_are_always_in_v2_and_in_soccer_only() -> None:
    always = {
        sport.slug: [said.key_of("home") for said in sport.v2_statistics if said.always]
        for sport in SPORTS
        if any(said.always for said in sport.v2_statistics)
    }
    assert always == {"soccer": ["homeCorners", "homeYellowCards", "homeRedCards"]}
    assert [said.key for said in sport_of("basketball").v2_statistics] == ["fouls"]


def test_numbers_of_the_feed_have_names() -> None:
    assert statistic_name(1) == "Corners"
    assert statistic_name(9101) == "Statistic 9101"
    assert caption(statistic(9101).caption, "pt") == "Estatística 9101"
    assert (status_name(9), status_name(42)) == ("About to start", "Status 42")
    assert (description_name(72), description_name(99)) == ("Bottom", "Description 99")
    assert sorted(DESCRIPTIONS) == list(range(73))
    stopped = {code for code in range(46) if description(code).stops_play}
    assert {1, 2, 5, 6, 7, 8, 9, 41} <= stopped
    assert stopped.isdisjoint({0, 14, 17, 42, 71, 72, 99})


def test_leagues_without_an_entry_have_priority_50() -> None:
    assert league_priority(67, "Premier League") > 50
    assert league_priority(33021, "Premier League") == 50
    assert league_priority(None, None) == 50
    assert league_priority(1, "uefa champions league") > 50


# Sports outside the catalogue


def test_an_unknown_sport_is_made_from_its_name() -> None:
    rugby = sport_by_feed_id(274792, "Rugby League")
    assert rugby.generic
    assert (rugby.slug, rugby.v1.slug, rugby.v1.name) == ("rugby-league",) * 2 + ("Rugby League",)
    assert (rugby.v1.id, rugby.v2.id, rugby.v2.sysname) == (274792, 274792, "RUGBY_LEAGUE")
    assert rugby.clock.kind == "none"
    assert rugby.period(1).name == "Period 1"
    assert rugby.break_for(None, 1).name == "Break after Period 1"
    assert not rugby.v1_statistics
    assert not rugby.v2_statistics
    assert caption(rugby.caption, "pt") == "Rugby League"
    assert sport_by_feed_id(274792, "Rugby League") is rugby


@pytest.mark.parametrize("feed_id", [-1, 0, 7, 999, 1000, 1003])
def test_small_numbers_of_unknown_sports_do_not_meet_those_of_the_catalogue(feed_id: int) -> None:
    unknown = sport_by_feed_id(feed_id)
    assert unknown.v1.id == unknown.v2.id == 1_000_000 + feed_id
    assert (unknown.v1.name, unknown.feed_id) == (f"Sport {feed_id}", feed_id)


@pytest.mark.parametrize("name", ["Soccer", "football", "TABLE tennis"])
def test_a_second_sport_of_a_known_name_has_another_slug(name: str) -> None:
    assert sport_by_feed_id(424242, name).slug.endswith("-424242")


def test_what_is_made_for_hostile_feeds_is_bounded() -> None:
    for number in range(10_000):
        sport_by_feed_id(2_000_000 + number, "x" * 1000)
        market(2_000_000 + number, f"Market of {number}")
    for cache in (_generic, _market):
        info = cache.cache_info()
        assert info.maxsize is not None
        assert info.currsize <= info.maxsize
    assert len(sport_by_feed_id(2_000_000, "x" * 1000).slug) <= 80
