"""The samples in XML: what each says, its oddities included."""

from pathlib import Path
from typing import Any

import pytest

from tests.wire.parts import active_events, event_of, message_of, only, scores
from touchline.model.feed_struct import ExtraData
from touchline.model.instants import milliseconds, ticks
from touchline.model.message import Message
from touchline.wire import decode_fragment


@pytest.fixture
def samples(shared: Path) -> Path:
    return shared / "samples" / "feed"


def sample(samples: Path, name: str) -> Message:
    return message_of((samples / name).read_bytes())


def fragment(samples: Path, name: str) -> Any:
    return decode_fragment((samples / name).read_bytes())[1]


def test_first_message_is_full_and_the_delta_has_an_empty_start_price(samples: Path) -> None:
    full = event_of(sample(samples, "trade_type03_market_first_full.xml"))
    delta = event_of(sample(samples, "trade_type03_market_delta.xml"))
    first = only(full.markets)
    assert [(bet.name, bet.price, bet.start_price) for bet in first.bets or ()] == [
        ("X", "4.2", "1.0"),
        ("2", "4.5", "1.0"),
        ("1", "1.571", "1.0"),
    ]
    changed = only(delta.markets)
    bet = only(changed.bets)
    assert (bet.id, bet.price, bet.start_price) == (11287986013115994, "5.2", None)
    # This one stamp is unix milliseconds, while those of the headers are seconds.
    assert bet.last_update == "1491097568314"
    assert milliseconds(bet.last_update) == 1491097568314
    assert sample(samples, "trade_type03_market_delta.xml").header.server_timestamp == (
        1491132216_000
    )


def test_markets_with_a_main_line_and_other_price_formats(samples: Path) -> None:
    market = only(fragment(samples, "trade_markets_underover_mainline.xml"))
    assert (market.id, market.main_line, market.provider_markets) == (2, "3.5", None)
    assert len(market.bets) == 8
    over = market.bets[0]
    assert (over.price, over.more.price_us, over.more.price_hk) == ("1.844", "-118", "0.844")


def test_fixture_of_the_legacy_generation(samples: Path) -> None:
    fixture = fragment(samples, "seed_fixture.xml")
    assert fixture.external_fixture_id == "578713"
    assert (fixture.last_update, fixture.start_date) == (
        "2017-03-04T17:12:00Z",
        "2017-03-04T15:30:00Z",
    )
    assert (fixture.league.id, fixture.status) == (67, 3)
    assert [side.position for side in fixture.participants] == ["1", "2"]


def test_football_livescore_of_the_legacy_generation(samples: Path) -> None:
    livescore = fragment(samples, "seed_livescore_football.xml")
    assert (livescore.scoreboard.time, livescore.livescore_extra_data) == ("5700", [])
    assert [period.type for period in livescore.periods] == [100, 10, 20]
    goal = livescore.periods[1].incidents[0]
    assert (goal.period, goal.incident_type, goal.seconds) == (10, 9, 180)
    assert (goal.participant_position, goal.player_name) == ("2", "Valencia A.")
    assert scores(goal.results) == [("1", "0"), ("2", "1")]
    cards = livescore.statistics[1]
    assert (cards.type, scores(cards.results)) == (6, [("1", "3"), ("2", "2")])
    assert len(cards.incidents) == 5


def test_tennis_livescore_has_its_extra_data_under_another_name(samples: Path) -> None:
    livescore = fragment(samples, "seed_livescore_tennis.xml")
    assert livescore.scoreboard.time == "-1"
    assert livescore.livescore_extra_data == [
        ExtraData(name="Turn", value="1"),
        ExtraData(name="Serve Number", value="1"),
    ]
    game = livescore.periods[2]
    assert (game.type, scores(game.results)) == (60, [("1", "40"), ("2", "30")])


def test_markets_of_three_providers(samples: Path) -> None:
    market = only(fragment(samples, "seed_markets_providers.xml"))
    assert market.bets is None
    assert [(book.id, book.name, len(book.bets)) for book in market.provider_markets] == [
        (8, "Bet365", 3),
        (7, "Tipico", 3),
        (31, "William Hill", 3),
    ]
    assert ticks(market.provider_markets[0].last_update) == 1489661083_4209099


def test_keep_alive_and_heartbeat_of_the_seed(samples: Path) -> None:
    message = sample(samples, "seed_keepalive.xml")
    assert message.header.type == 31
    assert active_events(message) == [1234, 1111, 6213, 4021]
    heartbeat = sample(samples, "seed_heartbeat_message.xml")
    assert (heartbeat.header.type, heartbeat.body) == (32, None)
    assert heartbeat.header.server_timestamp == 1516013721_000


def test_outright_race_with_runners(samples: Path) -> None:
    message = sample(samples, "seed_outright_fixture_competition.xml")
    track = only(message.competition_trees())
    assert (track.id, track.name, track.type) == (4620, "Moe", 1)
    event = only(track.events)
    race = event.outright_fixture
    assert race is not None
    runners = race.participants or []
    assert [runner.position for runner in runners] == [str(number) for number in range(2, 12)]
    assert {runner.is_active for runner in runners} == {1}
    trainer = (runners[3].extra_data or [])[0]
    assert trainer == ExtraData(name="TrainerName", value="M Ellerton & S Zahra")


def test_two_outright_leagues_in_one_list(samples: Path) -> None:
    message = sample(samples, "seed_outright_league_competitions.xml")
    leagues = list(message.competition_trees())
    assert [(league.id, league.type) for league in leagues] == [(5248, 3), (145, 3)]
    seasons = [season for league in leagues for season in league.competitions or ()]
    events = [event for season in seasons for event in season.events or ()]
    assert [event.fixture_id for event in events] == [4999614, 4999616]
    assert all(event.outright_league is not None for event in events)


def test_participant_of_an_outright(samples: Path) -> None:
    runner = fragment(samples, "seed_participant.xml")
    assert (runner.id, runner.position, runner.is_active) == (51596051, "1", 1)
    assert {entry.name: entry.value for entry in runner.extra_data}["Form"] == (
        "5 - 8 - 8 - 3 - 3 - 1"
    )
