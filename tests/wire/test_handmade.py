"""What neither samples nor recordings show, in messages made by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.wire.parts import active_events, bet_of, event_of, market_of, message_of, only, scores
from touchline.model.feed_struct import ExtraData, Named
from touchline.model.instants import ticks
from touchline.model.market import Bet, PredictionData
from touchline.model.message import Competition, EventUpdate, Message
from touchline.wire import Form, decode, encode
from touchline.wire.legacy import legacy_view

HANDMADE = Path(__file__).with_name("handmade")
NAMES = sorted(path.name for path in HANDMADE.iterdir())
OUTRIGHTS = [name for name in NAMES if name.startswith("outright_")]


def handmade(name: str) -> Message:
    return message_of((HANDMADE / name).read_bytes())


def outright_event(message: Message) -> EventUpdate:
    """Return the one event of a tree, however deep it stands."""
    node: Competition = only(message.competition_trees())
    while node.events is None:
        node = only(node.competitions)
    return only(node.events)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("name", NAMES)
def test_a_message_survives_every_form(name: str, form: Form) -> None:
    message = handmade(name)
    if form is Form.API_JSON and message.header.type == 32:
        return
    again = decode(encode(message, form))
    assert again.unknown == {}
    if form is Form.API_JSON:
        assert again.message.is_snapshot
        assert list(again.message.competition_trees()) == list(message.competition_trees())
        assert (again.message.body.events or []) == (message.body.events or [])  # type: ignore[union-attr]
    elif form is Form.JSON:
        assert again.message.body == message.body
    else:
        assert again.message == legacy_view(message)


def test_calculated_odds_stand_beside_those_of_each_bookmaker() -> None:
    market = market_of(handmade("both_kinds_of_odds.json"))
    assert (market.main_line, market.status) == ("2.5", 1)
    assert [(bet.price, bet.probability) for bet in market.bets or ()] == [
        ("1.93", 0.497),
        ("1.91", -1.0),
    ]
    assert [bet.suspension_reason for bet in market.bets or ()] == [None, 3]
    north, south = market.provider_markets or []
    assert [bet.price for bet in north.bets or ()] == ["1.95", "1.90"]
    assert (south.market_status, south.provider_fixture_id) == (2, "sb-77")
    assert (south.provider_league_id, south.provider_market_id) == ("sb-l3", "sb-ou")


def test_one_bet_id_stands_under_two_providers_and_in_two_markets() -> None:
    event = event_of(handmade("one_bet_id_under_two_providers.json"))
    said = [
        (market.id, book.id, bet.id, bet.price)
        for market in event.markets or ()
        for book in market.provider_markets or ()
        for bet in book.bets or ()
    ]
    number = said[0][2]
    assert said == [(1, 501, number, "2.10"), (1, 502, number, "2.05"), (41, 501, number, "2.60")]


def test_equal_stamps_and_repeated_bets_are_all_kept_in_order() -> None:
    bets = market_of(handmade("equal_stamps.json")).bets or []
    assert [(bet.price, bet.status) for bet in bets] == [("2.10", 1), ("2.12", 1), ("2.12", 2)]
    assert len({bet.id for bet in bets}) == 1
    assert {ticks(bet.last_update) for bet in bets} == {ticks("2026-02-14T16:31:07.1234567")}


def test_a_line_change_suspends_one_line_and_opens_another() -> None:
    handicap, total = event_of(handmade("line_change.json")).markets or []
    assert handicap.main_line == "-0.5 (1-0)"
    assert [(bet.line, bet.base_line, bet.status) for bet in handicap.bets or ()] == [
        ("-0.75 (0-0)", "-0.75 (0-0)", 2),
        ("0.75 (0-0)", "-0.75 (0-0)", 2),
        ("-0.5 (1-0)", "-0.5 (1-0)", 1),
        ("0.5 (1-0)", "-0.5 (1-0)", 1),
    ]
    assert (total.main_line, total.bets) == ("suspended", [])


def test_a_player_market_has_every_rare_attribute() -> None:
    book = only(market_of(handmade("player_market.json")).provider_markets)
    first, second = book.bets or []
    assert first.more is not None
    assert (first.more.player_id, first.participant_id) == ("640001", 82001)
    more = second.more
    assert more is not None
    # A number and a text are the same player, and a price keeps the digits that it came with.
    assert (more.player_id, more.player_name, second.participant_id) == ("640002", "T. Holm", 82002)
    assert (more.order, more.is_changed, more.calculated_margin) == (2, -1, 1.06)
    assert (more.price_us, more.price_uk, more.price_in) == ("500", "5/1", "5")
    assert (more.price_ma, more.price_hk) == ("-0.2", "5")
    assert (more.lay_price, more.price_volume, more.lay_price_volume) == (6.2, "130.5", 44.0)
    assert more.prediction_data == PredictionData(
        volume="1200.50",
        liquidity="80",
        start_date="2026-02-14T00:00:00Z",
        end_date="2026-02-15T00:00:00Z",
    )


def test_a_settlement_takes_one_back_and_makes_others() -> None:
    market = market_of(handmade("settlement_corrected.json"))
    assert [bet.settlement for bet in market.bets or ()] == [-1, 2, 5]
    assert [bet.settlement for bet in only(market.provider_markets).bets or ()] == [1]


def test_a_livescore_in_full() -> None:
    livescore = event_of(handmade("livescore_in_full.json")).livescore
    assert livescore is not None
    board = livescore.scoreboard
    assert board is not None
    assert board.clock is not None
    assert (board.current_period, board.description, board.time) == (80, 1, "2700")
    assert (board.clock.status, board.clock.seconds) == (2, 2700)
    period = only(livescore.periods)
    goal = only(period.incidents)
    assert (goal.player_id, goal.player_name, goal.seconds) == ("640001", "R. Ferro", 1310)
    assert goal.players is not None
    assert goal.players.item1 == [Named(id=640001, name="R. Ferro")]
    assert len(goal.players.item2 or ()) == 2
    part = only(period.sub_periods)
    assert scores(part.results) == [("1", "A"), ("2", "40")]
    assert only(part.sub_periods).type == 9
    card, unheard = livescore.statistics or []
    assert only(card.incidents).seconds == -1
    # A statistic nobody has heard of, of a participant beyond two, passes through.
    assert (unheard.type, scores(unheard.results)) == (9999, [("3", "7")])
    player = only(livescore.player_statistics)
    assert (player.player_id, player.team_id, player.has_played) == (640001, 82001, True)
    assert only(player.statistics).value == "1"
    assert livescore.current_incident is not None
    assert livescore.current_incident.confirmation == 1
    assert only(livescore.danger_triggers).status == 2
    assert (livescore.livescore_extra_data or [])[1] == ExtraData(name="Serve Number", value=" 2 ")


def test_a_fixture_in_full() -> None:
    fixture = event_of(handmade("fixture_in_full.json")).fixture
    assert fixture is not None
    assert (fixture.external_fixture_id, fixture.fixture_name) == ("4411", "Gamma - Delta")
    assert fixture.league is not None
    assert (fixture.league.tour, fixture.league.number_of_periods) == (4, 3)
    gamma, delta = fixture.participants or []
    assert (gamma.position, delta.position) == ("1", "2")
    assert gamma.shirt_color is not None
    assert gamma.shirt_color.primary == "red"
    player = only(gamma.fixture_players)
    assert (player.shirt_number, player.is_captain, player.is_starting_lineup) == ("7", True, True)
    assert player.player is not None
    assert player.player.birth_date == "1999-05-01T00:00:00"
    venue = fixture.venue
    assert venue is not None
    # A number is a number and a word is a word, however each is written.
    assert (venue.court_surface_type, venue.environment, venue.assignment) == (1, "Indoors", 2)
    assert (venue.state, venue.city) == (None, Named(id=9, name="Lakeside"))
    assert fixture.season == Named(id=2026, name="2026")


def test_a_snapshot_on_the_queue_is_told_by_its_type() -> None:
    message = handmade("snapshot_on_the_queue.json")
    assert (message.header.type, message.header.sequence, message.is_snapshot) == (36, 77, False)
    assert message.header.server_timestamp == 1771086671000
    assert message.body is not None
    assert [event.fixture_id for event in message.body.events or ()] == [91000004, 91000005]


def test_a_heartbeat_may_name_what_is_interrupted() -> None:
    message = handmade("heartbeat_interrupted.json")
    assert message.body is not None
    assert message.body.feed_interrupted == [1]


@pytest.mark.parametrize("name", OUTRIGHTS)
def test_an_outright_is_of_its_type_and_about_one_event(name: str) -> None:
    message = handmade(name)
    assert message.header.type == int(name.split("_")[1])
    assert outright_event(message).fixture_id in (92000037, 92000038)


def test_every_outright_type_is_here() -> None:
    assert {int(name.split("_")[1]) for name in OUTRIGHTS} == set(range(37, 44))


def test_outrights_say_what_they_say() -> None:
    race = outright_event(handmade("outright_37_race.json")).outright_fixture
    assert race is not None
    assert [(side.position, side.is_active) for side in race.participants or ()] == [
        ("1", 1),
        ("12", 0),
    ]
    assert race.venue is not None
    league = outright_event(handmade("outright_38_league.json")).outright_league
    assert league is not None
    assert (league.start_date, league.end_date) == ("2025-08-15T00:00:00", "2026-05-24T00:00:00")
    score = outright_event(handmade("outright_39_score.json")).outright_score
    assert score is not None
    results = [(place.participant_id, place.result) for place in score.participant_results or ()]
    assert (results, score.status) == ([(84001, 1), (84003, 2)], 3)
    market = only(outright_event(handmade("outright_40_league_market.json")).markets)
    assert only(market.bets).participant_id == 81001
    assert only(only(market.provider_markets).bets).id == 23362


@pytest.mark.parametrize("number", [41, 42])
def test_races_nest_one_level_or_two(number: int) -> None:
    """Which it is, is open; a bet id in quotes is the same bet."""
    direct = handmade(f"outright_{number}_direct.json")
    nested = handmade(f"outright_{number}_nested.json")
    assert outright_event(direct) == outright_event(nested)
    assert only(direct.competition_trees()).competitions is None
    assert only(nested.competition_trees()).events is None


def test_a_tree_in_an_array_of_one_is_the_tree() -> None:
    name = "outright_43_league_settlement.json"
    tree = json.loads((HANDMADE / name).read_bytes())
    tree["Body"]["Competition"] = tree["Body"]["Competition"][0]
    assert message_of(json.dumps(tree)) == handmade(name)
    market = only(outright_event(handmade(name)).markets)
    assert [bet.settlement for bet in market.bets or ()] == [2, 1]


@pytest.mark.parametrize(
    "said", ['{"KeepAlive": null}', '{"KeepAlive": []}', '{"KeepAlive": ""}', '{"KeepAlive": {}}',
             '{"KeepAlive": {"ActiveEvents": null}}', '{"KeepAlive": {"ActiveEvents": []}}',
             '{"KeepAlive": {"ActiveEvent": ""}}', "{}", "null", '""'],
)  # fmt: skip
def test_a_keep_alive_without_events_is_an_empty_keep_alive(said: str) -> None:
    for body in (
        f'{{"Header": {{"Type": 31}}, "Body": {said}}}',
        f'{{"Header": {{"Type": "31"}}, "Body": {said}}}',
    ):
        assert active_events(message_of(body)) == []


@pytest.mark.parametrize(
    "said", ["<Body><KeepAlive/></Body>", "<Body><KeepAlive></KeepAlive></Body>", "<Body/>", "",
             '<Body><KeepAlive null="true"/></Body>', '<Body null="true"/>',
             "<Body><KeepAlive><ActiveEvents/></KeepAlive></Body>"],
)  # fmt: skip
def test_a_keep_alive_without_elements_is_an_empty_keep_alive(said: str) -> None:
    message = message_of(f"<Message><Header><Type>31</Type></Header>{said}</Message>")
    assert active_events(message) == []


@pytest.mark.parametrize(
    "said", ["[5, 6]", '{"ActiveEvents": [5, 6]}', '{"ActiveEvents": ["5", "6"]}',
             '{"ActiveEvent": [5, "6"]}', '{"ActiveEvent": 5, "ActiveEvents": 6}',
             '{"ActiveEvents": {"ActiveEvent": ["5", "6"]}}'],
)  # fmt: skip
def test_a_keep_alive_lists_its_events_in_any_way(said: str) -> None:
    assert active_events(message_of(f'{{"Body": {{"KeepAlive": {said}}}, "Header": {{}}}}')) == [
        5,
        6,
    ]


def bet_that_says(name: str, said: str) -> Bet:
    bet = f'{{"Id": 1, "{name}": {said}}}'
    return bet_of(
        message_of(f'{{"Events": [{{"FixtureId": 1, "Markets": [{{"Id": 1, "Bets": [{bet}]}}]}}]}}')
    )


@pytest.mark.parametrize(
    ("name", "said", "field", "value"),
    [
        ("Price", "1.950", "price", "1.950"),
        ("Price", "2", "price", "2"),
        ("Price", "1.5e1", "price", "1.5e1"),
        ("StartPrice", '"1.0"', "start_price", "1.0"),
        ("Name", "1", "name", "1"),
        ("Line", "-0.5", "line", "-0.5"),
        ("Line", "true", "line", "true"),
        ("Id", '"22345678990000001"', "id", 22345678990000001),
        ("Id", "1e3", "id", 1000),
        ("Status", '"2"', "status", 2),
        ("Status", "2.0", "status", 2),
        ("Status", '" 2 "', "status", 2),
        ("Status", '""', "status", None),
        ("Status", "77", "status", 77),
        ("Settlement", "null", "settlement", None),
        ("Probability", '"0.25"', "probability", 0.25),
        ("Probability", "-1", "probability", -1.0),
        ("LastUpdate", "1491097568314", "last_update", "1491097568314"),
    ],
)
def test_a_value_is_taken_as_text_or_as_number(
    name: str, said: str, field: str, value: Any
) -> None:
    assert getattr(bet_that_says(name, said), field) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        *((said, True) for said in ("true", '"true"', '"True"', '"TRUE"', "1", '"1"')),
        *((said, False) for said in ("false", '"false"', '"False"', "0", '"0"')),
        *((said, None) for said in ("null", '""')),
    ],
)
def test_a_truth_value_is_taken_in_any_case(said: str, value: bool | None) -> None:
    plain = said.strip('"')
    bodies = [
        f'{{"FixtureId": 1, "Fixture": {{"Participants": [{{"IsActive": {said}}}]}},'
        f'"Livescore": {{"Periods": [{{"IsFinished": {said}}}]}}}}'
    ]
    if plain != "null":
        bodies.append(
            f"<Event FixtureId='1'><Fixture><Participants><Participant IsActive='{plain}'/>"
            f"</Participants></Fixture><Livescore><Periods><Period IsFinished='{plain}'/>"
            "</Periods></Livescore></Event>"
        )
    for body in bodies:
        event = event_of(message_of(body))
        assert event.fixture is not None
        assert event.livescore is not None
        assert only(event.livescore.periods).is_finished is value
        active = only(event.fixture.participants).is_active
        assert (active, type(active)) == (value, type(value) if value is None else int)


@pytest.mark.parametrize("said", ["Order=''", "><Order null='true'/><LayPrice></LayPrice"])
def test_rare_attributes_that_say_nothing_are_not_there(said: str) -> None:
    end = "/>" if said.endswith("'") else "></Bet>"
    market = f"<Market Id='1'><Bet Id='1' {said}{end}</Market>"
    body = f"<Event FixtureId='1'><Markets>{market}</Markets></Event>"
    assert bet_of(message_of(body)) == Bet(id=1)
    assert bet_that_says("Order", '""') == bet_that_says("Order", "null") == Bet(id=1)


def test_positions_values_and_time_as_numbers_are_text() -> None:
    event = event_of(
        message_of(
            '{"FixtureId": 1, "Livescore": {"Scoreboard": {"Time": -1, "Results": '
            '[{"Position": 1, "Value": 40}, {"Position": "2", "Value": "A"}]}}}'
        )
    )
    assert event.livescore is not None
    board = event.livescore.scoreboard
    assert board is not None
    assert (board.time, scores(board.results)) == ("-1", [("1", "40"), ("2", "A")])
