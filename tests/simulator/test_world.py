"""The made-up world: leagues and teams in three locales, each with an id and a name of its own."""

from collections import Counter
from statistics import fmean, pstdev

import pytest
from msgspec.structs import replace

from touchline.model.catalogue import LOCALES, league_priority
from touchline.simulator.world import Gender, League, Team, TeamKind, World
from touchline.simulator.world.build import build_leagues
from touchline.simulator.world.tables import read_tables
from touchline.surfaces.v2.names import region_name

WORLD = World()
SPORTS = (
    "soccer",
    "basketball",
    "tennis",
    "baseball",
    "volleyball",
    "american-football",
    "ice-hockey",
    "handball",
)


def teams_of(sport: str) -> dict[int, Team]:
    return {team.id: team for league in WORLD.leagues_of(sport) for team in league.teams}


def is_cup(league: League) -> bool:
    """Tell whether a league's teams are those of another."""
    return not any(team.id // 1_000 == league.id for team in league.teams)


def test_there_are_the_eight_sports() -> None:
    assert set(WORLD.sports) == set(SPORTS)


@pytest.mark.parametrize("sport", SPORTS)
def test_a_sport_is_played_by_many_in_many_countries(sport: str) -> None:
    leagues = WORLD.leagues_of(sport)
    assert len(teams_of(sport)) >= 200
    assert len({league.location.name for league in leagues}) >= 8
    assert all(len(league.teams) >= 6 and len(league.teams) % 2 == 0 for league in leagues)
    assert any(league.is_knock_out for league in leagues)


@pytest.mark.parametrize("sport", SPORTS)
def test_nobody_has_the_id_or_the_name_of_another(sport: str) -> None:
    names = Counter(team.name for team in teams_of(sport).values())
    assert [name for name, count in names.items() if count > 1] == []
    leagues = Counter((league.location.name, league.name) for league in WORLD.leagues_of(sport))
    assert [name for name, count in leagues.items() if count > 1] == []
    for league in WORLD.leagues_of(sport):
        assert len({team.id for team in league.teams}) == len(league.teams)


def test_ids_are_unique_over_all_sports() -> None:
    leagues = [league.id for league in WORLD.leagues]
    teams = [team.id for league in WORLD.leagues if not is_cup(league) for team in league.teams]
    assert len(set(leagues)) == len(leagues)
    assert len(set(teams)) == len(teams)
    assert max(teams) < 2**31


def test_a_place_has_one_id_and_one_name() -> None:
    venues = [
        venue
        for league in WORLD.leagues
        for team in league.teams
        if (venue := league.venue_of(team)) is not None
    ]
    for places in (
        {(venue.id, venue.name) for venue in venues},
        {(venue.town.id, venue.town.name, venue.location.id) for venue in venues},
        {(league.location.id, league.location.name) for league in WORLD.leagues},
    ):
        assert len({place[0] for place in places}) == len(places)


def test_every_name_is_there_in_every_locale() -> None:
    for league in WORLD.leagues:
        assert set(league.names) == set(LOCALES)
        assert all(league.names.values())
        assert all(team.named(locale) for team in league.teams for locale in LOCALES)
        assert all(set(team.names) in (set(), set(LOCALES)) for team in league.teams)


def test_names_are_filled_in() -> None:
    texts = [text for league in WORLD.leagues for text in league.names.values()]
    texts += [
        text
        for league in WORLD.leagues
        for team in league.teams
        for text in (team.name, *team.names.values())
    ]
    assert [text for text in texts if "{" in text or text != text.strip()] == []


def test_nations_and_leagues_are_called_otherwise_in_other_languages() -> None:
    translations = WORLD.translations()
    cup = next(league for league in WORLD.leagues_of("soccer") if league.name.startswith("World"))
    germany = next(team for team in cup.teams if team.name == "Germany")
    assert [translations.team(germany.id, germany.name, locale) for locale in LOCALES] == [
        "Germany", "Alemania", "Alemanha",
    ]  # fmt: skip
    england = next(team for team in cup.teams if team.name == "England")
    assert england.named("pt") == "Inglaterra"
    assert translations.competition(cup.id, cup.name, "es") == "Copa Mundial de Naciones"
    women = next(
        team
        for league in WORLD.leagues
        if league.gender is Gender.WOMEN
        for team in league.teams
        if team.kind is TeamKind.CLUB
    )
    assert translations.team(women.id, women.name, "es").endswith(" Femenino")
    french = next(
        team for league in WORLD.leagues for team in league.teams if team.name == "France Women"
    )
    assert [translations.team(french.id, french.name, locale) for locale in LOCALES] == [
        "France Women", "Francia Femenina", "França Feminina",
    ]  # fmt: skip
    players = WORLD.leagues_of("tennis")[0].teams
    assert translations.team(players[0].id, players[0].name, "es") == players[0].name


def test_every_region_has_a_name_in_every_language() -> None:
    same_in_spanish = {
        league.location.name
        for league in WORLD.leagues
        if region_name(league.location.name, "es") == league.location.name
    }
    assert same_in_spanish <= {"Argentina", "Australia", "Austria", "Cuba", "Portugal",
                               "Puerto Rico", "Serbia", "Venezuela"}  # fmt: skip


def test_no_league_passes_for_a_real_one() -> None:
    usual = league_priority(None)
    assert {league_priority(league.id, league.name) for league in WORLD.leagues} == {usual}


@pytest.mark.parametrize("league", WORLD.leagues, ids=lambda league: league.id)
def test_strengths_spread_as_a_standard_normal_within_a_league(league: League) -> None:
    ratings = [team.rating for team in league.teams]
    assert len(set(ratings)) > len(ratings) // 2
    if not is_cup(league):
        assert fmean(ratings) == pytest.approx(0, abs=0.001)
        assert pstdev(ratings) == pytest.approx(1, abs=0.001)


def test_variants_are_those_that_games_know() -> None:
    variants = {(league.sport, league.variant) for league in WORLD.leagues}
    assert {pair for pair in variants if pair[1]} == {
        ("basketball", "nba"),
        ("basketball", "college"),
        ("ice-hockey", "nhl"),
        ("tennis", "grand_slam"),
    }
    assert {sport for sport, variant in variants if not variant} == set(SPORTS)
    best_of_five = [league for league in WORLD.leagues if league.variant == "grand_slam"]
    assert {league.gender for league in best_of_five} == {Gender.MEN}


def test_cups_are_decided_and_nations_and_players_have_no_home() -> None:
    for league in WORLD.leagues:
        kinds = {team.kind for team in league.teams}
        assert len(kinds) == 1
        assert league.is_knock_out == (is_cup(league) or kinds != {TeamKind.CLUB})
        assert league.has_home_side == (kinds == {TeamKind.CLUB})
        contest = league.contest(*league.teams[:2])
        assert contest.must_be_decided == league.is_knock_out
        assert (contest.home, contest.away) == (league.teams[0].rating, league.teams[1].rating)
    cup, first = (WORLD.leagues_of("soccer")[place] for place in (2, 0))
    assert is_cup(cup)
    assert cup.teams == first.teams[: len(cup.teams)]


def test_clubs_play_at_home_and_players_on_the_courts_of_the_tournament() -> None:
    for league in WORLD.leagues:
        for team in league.teams:
            venue = league.venue_of(team)
            if team.kind is TeamKind.NATIONAL:
                assert venue is None
                continue
            assert venue is not None
            assert venue.location == league.location
            assert (venue.surface is not None) == (league.sport == "tennis")
    assert all(team.venue is not None and team.venue.is_indoors
               for team in WORLD.leagues_of("handball")[0].teams)  # fmt: skip


def test_a_season_runs_over_a_summer_or_over_a_winter() -> None:
    june_2026, july_2026 = 1_782_000_000_000, 1_783_500_000_000
    england = WORLD.leagues_of("soccer")[0]
    assert england.season_of(june_2026) == (2025, "2025/2026")
    assert england.season_of(july_2026) == (2026, "2026/2027")
    wimbledon = WORLD.leagues_of("tennis")[0]
    assert wimbledon.season_of(june_2026) == wimbledon.season_of(july_2026) == (2026, "2026")


def test_what_is_added_at_the_end_changes_nobody_else() -> None:
    tables = read_tables()
    england = tables.places["england"]
    more = replace(
        tables,
        places={**tables.places, "england": replace(england, towns=(*england.towns, "Newtown"))},
        leagues={
            sport: (*entries, replace(entries[0], title="cup" if sport != "tennis" else "open"))
            for sport, entries in tables.leagues.items()
        },
    )
    before = {league.id: league for league in build_leagues(tables)}
    after = {league.id: league for league in build_leagues(more)}
    assert len(after) == len(before) + len(SPORTS)
    assert {league_id: after[league_id] for league_id in before} == before


def test_a_longer_league_keeps_the_ids_and_names_of_its_teams() -> None:
    tables = read_tables()
    first, *others = tables.leagues["soccer"]
    longer = replace(first, sides=first.sides + 2)
    more = replace(tables, leagues={"soccer": (longer, *others)})
    before, after = build_leagues(tables)[0], build_leagues(more)[0]
    assert len(after.teams) == len(before.teams) + 2
    pairs = zip(before.teams, after.teams, strict=False)
    assert all((old.id, old.name) == (new.id, new.name) for old, new in pairs)


def test_no_entry_of_the_tables_is_idle() -> None:
    tables = read_tables()
    entries = [entry for leagues in tables.leagues.values() for entry in leagues]
    assert {entry.title for entry in entries} == set(tables.titles)
    assert {entry.clubs for entry in entries} - {None} == set(tables.clubs)
    assert {entry.country for entry in entries} == set(tables.places)
    languages = {country.language for country in tables.places.values()}
    assert set(tables.venues) <= languages
