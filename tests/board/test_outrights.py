"""Outrights: the tree of competitions by type and id, races and seasons, results, runners."""

from tests.board.builders import (
    MATCH,
    OTHER,
    at,
    bet,
    board_of,
    events,
    market_part,
    match_of,
    new_board,
    node,
    play,
    quote_of,
    race,
    race_part,
    race_score,
    runners,
    tree,
)
from tests.board.pictures import picture_of
from touchline.board.availability import inactive_participants
from touchline.board.board import Board
from touchline.board.change import Change, ChangeKind
from touchline.board.competitions import lineage
from touchline.model.event import CompetitionKey
from touchline.model.fixture import OutrightFixture
from touchline.model.message import EventUpdate

TRACK, LEAGUE, SEASON = 1, 3, 4
DAY = 24 * 3600


def season(event: int = MATCH, status: int = 1) -> EventUpdate:
    return EventUpdate(fixture_id=event, outright_league=OutrightFixture(status=status))


def path_of(board: Board, event: int = MATCH) -> list[CompetitionKey]:
    """Return the keys from the event's node up to the root."""
    return [*lineage(match_of(board, event).competition.value, board.competitions)]


def moved(changes: list[Change]) -> list[CompetitionKey | None]:
    return [change.competition for change in changes if change.kind is ChangeKind.COMPETITION]


def test_a_race_stands_under_its_track() -> None:
    board = new_board()
    first, second = play(board, race(0, status=2, participants=runners(1, 1)))
    assert (first.kind, first.competition) == (ChangeKind.COMPETITION, (TRACK, 4620))
    assert (second.event, second.touched.everything) == (MATCH, True)
    assert path_of(board) == [(TRACK, 4620)]
    assert board.competitions[TRACK, 4620].name.value == "Moe"
    assert match_of(board).status == 2
    assert match_of(board).fixture is None
    assert not match_of(board).is_outright_league


def test_a_season_stands_under_its_league_at_any_depth() -> None:
    leaf = node(457, SEASON, name="2020", said=[season()])
    board = board_of(
        tree(
            0,
            node(5248, LEAGUE, name="Thomas Cup", children=[node(1, 9, children=[leaf])]),
            kind=38,
        )
    )
    assert path_of(board) == [(SEASON, 457), (9, 1), (LEAGUE, 5248)]
    assert match_of(board).is_outright_league


def test_several_trees_in_one_message() -> None:
    board = board_of(
        tree(0, node(1, LEAGUE, said=[season()]), node(2, LEAGUE, said=[season(OTHER)]), kind=38)
    )
    assert (path_of(board), path_of(board, OTHER)) == ([(LEAGUE, 1)], [(LEAGUE, 2)])


def test_one_id_of_two_types_is_two_nodes() -> None:
    board = board_of(
        tree(
            0, node(7, LEAGUE, name="Cup", children=[node(7, SEASON, name="2020", said=[season()])])
        )
    )
    assert path_of(board) == [(SEASON, 7), (LEAGUE, 7)]
    assert {key: held.name.value for key, held in board.competitions.items()} == {
        (LEAGUE, 7): "Cup",
        (SEASON, 7): "2020",
    }


def test_a_node_of_no_type_is_of_type_0() -> None:
    said = node(7)
    said.type = None
    assert list(board_of(tree(0, said)).competitions) == [(0, 7)]


def test_an_event_that_arrives_under_another_node_moves() -> None:
    board = board_of(race(0, track=1))
    changes = play(board, race(1, track=2))
    assert path_of(board) == [(TRACK, 2)]
    assert changes[-1].touched.competition
    late = race(0.5, track=3)
    assert moved(board.apply(late, at(2))) == [(TRACK, 3)]
    assert path_of(board) == [(TRACK, 2)]


def test_a_node_that_arrives_under_another_parent_moves_with_all_below() -> None:
    below = node(9, SEASON, said=[season()])
    board = board_of(tree(0, node(1, LEAGUE, children=[below])))
    changes = play(board, tree(1, node(2, LEAGUE, children=[node(9, SEASON)])))
    assert moved(changes) == [(LEAGUE, 2), (SEASON, 9)]
    assert path_of(board) == [(SEASON, 9), (LEAGUE, 2)]
    assert board.competitions[LEAGUE, 1].members == 0


def test_a_node_at_the_root_of_a_message_stays_where_it_was() -> None:
    board = board_of(tree(0, node(1, LEAGUE, children=[node(9, SEASON, said=[season()])])))
    assert play(board, tree(1, node(9, SEASON, said=[season()]))) == []
    assert path_of(board) == [(SEASON, 9), (LEAGUE, 1)]


def test_a_name_is_kept_where_none_is_said_and_corrected_by_a_newer_one() -> None:
    board = board_of(tree(1, node(1, name="Moe")))
    assert play(board, tree(2, node(1))) == []
    assert moved(play(board, tree(3, node(1, name="Moe Park")))) == [(TRACK, 1)]
    assert board.apply(tree(2, node(1, name="Old Moe")), at(4)) == []
    assert board.competitions[TRACK, 1].name.value == "Moe Park"


def test_the_next_start_of_a_competition_is_kept() -> None:
    said = node(1)
    said.next_fixture_start_time = "2026-01-10T18:00:00Z"
    board = board_of(tree(0, said, kind=40))
    assert board.competitions[TRACK, 1].next_fixture_start_time.value == "2026-01-10T18:00:00Z"


def test_nodes_that_were_moved_into_a_circle_end() -> None:
    board = board_of(
        tree(0, node(1, LEAGUE, children=[node(2, LEAGUE, said=[season()])])),
        tree(1, node(2, LEAGUE, children=[node(1, LEAGUE)])),
        tree(2, node(1, LEAGUE, children=[node(1, LEAGUE)])),
    )
    assert path_of(board) == [(LEAGUE, 2), (LEAGUE, 1)]
    play(board, race(3, status=3, track=2))
    assert board.advance(at(3 * DAY)) != []
    assert MATCH not in board.events


# Results


def test_the_results_of_a_race() -> None:
    board = board_of(race(0, status=2, participants=runners(1, 1)))
    (change,) = play(board, race_score(1, (501, 2), (502, 1)))
    assert change.touched.score
    assert change.touched.status
    held = match_of(board)
    assert held.status == 3
    assert held.score.value is not None
    assert [
        (place.participant_id, place.result) for place in held.score.value.participant_results or ()
    ] == [(501, 2), (502, 1)]


def test_results_are_corrected_by_newer_ones_only() -> None:
    board = board_of(race(0), race_score(2, (501, 1)))
    assert board.apply(race_score(1, (501, 3)), at(3)) == []
    (change,) = play(board, race_score(4, (501, 2)))
    assert change.touched.score
    assert not change.touched.status


# Runners


def test_a_runner_that_does_not_take_part() -> None:
    board = board_of(race(0, participants=runners(1, 0, None)))
    assert inactive_participants(match_of(board)) == {502}
    (change,) = play(board, race(1, participants=runners(0, 1, 1)))
    assert change.touched.fixture
    assert inactive_participants(match_of(board)) == {501}
    play(board, race(2, participants=None))
    assert inactive_participants(match_of(board)) == frozenset()


def test_markets_come_with_or_before_their_race() -> None:
    said = EventUpdate(
        fixture_id=MATCH, markets=[market_part(bet(1, "7.0", updated=0, participant=501))]
    )
    board = board_of(tree(0, node(4620, said=[said]), kind=41))
    assert list(board.seen_events()) == []
    assert play(board, race(1))[-1].touched.everything
    assert quote_of(board).price == "7.0"
    assert quote_of(board).bet.participant_id == 501


def test_a_race_outside_a_tree_has_no_competition() -> None:
    board = board_of(events(37, 0, race_part(status=1)))
    assert match_of(board).is_seen
    assert path_of(board) == []


def test_race_or_season_is_what_was_said_last() -> None:
    same = OutrightFixture(status=1)
    said = [
        events(37, 1, EventUpdate(fixture_id=MATCH, outright_fixture=same)),
        events(38, 2, EventUpdate(fixture_id=MATCH, outright_league=same)),
    ]
    pictures = []
    for order in (said, said[::-1]):
        board = new_board()
        for message in order:
            board.apply(message, at(3))
        assert match_of(board).is_outright_league
        pictures.append(picture_of(board))
    assert pictures[0] == pictures[1]


# Leaving


def test_a_node_leaves_with_its_last_event() -> None:
    board = board_of(
        tree(
            0,
            node(
                1, LEAGUE, name="Cup",
                children=[node(9, SEASON, said=[season(MATCH, 3), season(OTHER, 1)])],
            ),
        )
    )  # fmt: skip
    changes = board.advance(at(2 * DAY))
    assert moved(changes) == []
    assert set(board.competitions) == {(LEAGUE, 1), (SEASON, 9)}
    play(board, tree(2 * DAY, node(9, SEASON, said=[season(OTHER, 4)])))
    changes = board.advance(at(4 * DAY))
    assert [change.event for change in changes if change.event] == [OTHER]
    assert moved(changes) == [(SEASON, 9), (LEAGUE, 1)]
    assert board.competitions == {}


def test_a_node_with_other_nodes_stays() -> None:
    board = board_of(
        tree(
            0,
            node(1, LEAGUE, children=[node(8, SEASON, said=[season(MATCH, 3)]),
                                      node(9, SEASON, said=[season(OTHER, 1)])]),
        )
    )  # fmt: skip
    assert moved(board.advance(at(2 * DAY))) == [(SEASON, 8)]
    assert set(board.competitions) == {(LEAGUE, 1), (SEASON, 9)}
