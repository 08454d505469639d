"""What a package is told of a change, and what it is not."""

from typing import Any

import msgspec
import pytest

from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.board.suspensions import Suspension
from touchline.model.enums import MessageType
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.outgoing import Conversation, Outgoing
from touchline.surfaces.trade.package import Filters, OddsMode, Package
from touchline.surfaces.trade.turns import Turns
from touchline.wire import Form, decode

NOW = 1_700_000_000_000


def told_by(
    kind: int, event: dict[str, Any], at: int = NOW, number: int = 5, sport: int = 6046
) -> bytes:
    """Return a message about one match in play."""
    fixture = {
        "Sport": {"Id": sport, "Name": "s"},
        "Location": {"Id": 243, "Name": "England"},
        "League": {"Id": 67, "Name": "l"},
        "Status": 2,
    }
    said = {"FixtureId": number, **({"Fixture": fixture} if kind == 1 else {}), **event}
    header = {"Type": kind, "ServerTimestamp": at, "MsgGuid": f"{kind}-{number}-{at}"}
    return msgspec.json.encode({"Header": header, "Body": {"Events": [said]}})


def market(number: int, *bets: tuple[int, str]) -> dict[str, Any]:
    said = [
        {"Id": bet, "Name": str(bet), "Line": str(bet), "Status": 1, "Price": price}
        for bet, price in bets
    ]
    books = [{"Id": 8, "Name": "B", "Bets": said}]
    return {"Markets": [{"Id": number, "Name": "m", "Bets": said, "ProviderMarkets": books}]}


class Customer:
    """A package over a picture, and what it is told step by step."""

    def __init__(self, **fields: Any) -> None:
        self.picture = Picture(Board("one"), lambda: NOW)
        self.conversation = Conversation(
            Package(7, **fields), Turns(self.picture), self.picture.board
        )
        self.told: list[Outgoing] = []
        self.picture.listen(self._listen)

    def _listen(self, changes: Any) -> None:
        self.told.extend(self.conversation.about(changes, self.picture.board))

    def hear(self, body: bytes, at: int = NOW) -> list[Outgoing]:
        self.picture.apply(decode(body).message, at)
        return self.take()

    def take(self) -> list[Outgoing]:
        """Return what was told since the last time, what was put off as well."""
        while self.conversation.is_behind:
            self.told.extend(self.conversation.catch_up(self.picture.board))
        told, self.told = self.told, []
        return told


def bets_in(outgoing: Outgoing) -> dict[int, tuple[int | None, int | None]]:
    """Return status and reason of each bet of bookmakers in a message."""
    assert outgoing.body is not None
    return {
        bet.id: (bet.status, bet.suspension_reason)
        for event in outgoing.body.events or ()
        for one in event.markets or ()
        for provider in one.provider_markets or ()
        for bet in provider.bets or ()
    }


def test_the_first_message_of_a_market_is_whole_and_the_next_a_delta() -> None:
    customer = Customer()
    customer.hear(told_by(1, {}))
    (first,) = customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0"))))
    assert (first.type, first.market_id, first.fixture_id) == (MessageType.MARKETS, 1, 5)
    assert bets_in(first).keys() == {1, 2}
    (second,) = customer.hear(told_by(3, market(1, (1, "2.5")), NOW + 1))
    assert bets_in(second).keys() == {1}


def test_a_package_that_begins_later_is_told_whole_markets_first() -> None:
    customer = Customer()
    customer.hear(told_by(1, {}))
    customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0"))))
    turns = Turns(customer.picture)
    customer.conversation = Conversation(
        customer.conversation.package, turns, customer.picture.board
    )
    (told,) = customer.hear(told_by(3, market(1, (1, "2.5")), NOW + 1))
    assert bets_in(told).keys() == {1, 2}


def begun(customer: Customer) -> Customer:
    """Let the package begin now, with what is on the board untold."""
    customer.conversation = Conversation(
        customer.conversation.package, Turns(customer.picture), customer.picture.board
    )
    customer.take()
    return customer


def test_what_is_closed_and_opened_is_told_of_matches_that_nothing_was_said_of() -> None:
    customer = Customer()
    customer.hear(told_by(1, {}))
    customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0"))))
    begun(customer).picture.suspend("somebody", [Suspension(fixtures=frozenset({5}))])
    (told,) = customer.take()
    assert bets_in(told) == {1: (2, 18), 2: (2, 18)}
    begun(customer).picture.suspend("somebody", [])
    (told,) = customer.take()
    assert bets_in(told) == {1: (1, None), 2: (1, None)}
    begun(customer).picture.hold("feed", held=True, now=NOW)
    (told,) = customer.take()
    assert bets_in(told) == {1: (2, 20), 2: (2, 20)}
    begun(customer).picture.hold("feed", held=False, now=NOW + 1)
    (told,) = customer.take()
    assert bets_in(told) == {1: (1, None), 2: (1, None)}


def test_a_package_of_which_nobody_knows_what_it_holds_is_told_everything() -> None:
    customer = Customer(filters=Filters(sports=frozenset({6046})))
    for number, sport in ((5, 6046), (6, 1), (7, 6046)):
        customer.hear(told_by(1, {}, number=number, sport=sport))
        customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0")), number=number))
    begun(customer).conversation.tell_all(customer.picture.board)
    assert customer.conversation.is_behind
    told = customer.take()
    assert [(one.type, one.fixture_id) for one in told] == [
        (MessageType.FIXTURE, 5),
        (MessageType.MARKETS, 5),
        (MessageType.FIXTURE, 7),
        (MessageType.MARKETS, 7),
    ]
    assert bets_in(told[1]).keys() == {1, 2}
    # What changes before its turn has it at once, and is whole.
    begun(customer).conversation.tell_all(customer.picture.board)
    told = customer.hear(told_by(3, market(1, (1, "2.5")), NOW + 1, number=7))
    assert [one.fixture_id for one in told] == [7, 7, 5, 5]
    assert bets_in(told[1]).keys() == {1, 2}


def test_what_is_suspended_of_many_matches_is_told_one_by_one() -> None:
    customer = Customer()
    for number in (5, 6, 7):
        customer.hear(told_by(1, {}, number=number))
        customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0")), number=number))
    for lines in (frozenset[tuple[int, str | None]](), frozenset({(1, None)})):
        customer.picture.suspend("somebody", [Suspension(sports=frozenset({6046}), lines=lines)])
        assert customer.told == []
        told = [*customer.conversation.catch_up(customer.picture.board)]
        assert [one.fixture_id for one in told] == [5]
        assert bets_in(told[0]) == {1: (2, 18), 2: (2, 18)}
        # What happens to one of them says that at once.
        (told_at_once,) = list(
            customer.conversation.about(
                customer.picture.board.apply(
                    decode(told_by(3, market(1, (1, "2.5")), NOW + len(lines) + 1, 7)).message, NOW
                ),
                customer.picture.board,
            )
        )
        assert bets_in(told_at_once) == {1: (2, 18), 2: (2, 18)}
        assert [one.fixture_id for one in customer.take()] == [6]
        customer.picture.suspend("somebody", [])
        assert [one.fixture_id for one in customer.take()] == [5, 6, 7]


def test_a_match_that_moves_into_a_league_whose_market_is_suspended_has_it_suspended() -> None:
    customer = Customer()
    customer.hear(told_by(1, {}))
    customer.hear(told_by(3, market(1, (1, "2.0"))))
    lines = frozenset({(1, None)})
    customer.picture.suspend("one", [Suspension(competitions=frozenset({68}), lines=lines)])
    assert customer.take() == []
    for league, expected in ((68, (2, 18)), (67, (1, None))):
        moved = told_by(1, {}, NOW + 100 - league).replace(b'"Id":67', b'"Id":%d' % league)
        fixture, told = customer.hear(moved)
        assert fixture.type == MessageType.FIXTURE
        assert bets_in(told) == {1: expected}


def season(number: int, *around: int) -> bytes:
    """Return the season of an outright, in the competitions around it from the inside out."""
    said = {"Sport": {"Id": 1, "Name": "s"}, "Status": 2}
    bets = [{"Id": 1, "Name": "1", "Status": 1, "Price": "2.0"}]
    markets = [{"Id": 274, "Name": "m", "ProviderMarkets": [{"Id": 8, "Name": "B", "Bets": bets}]}]
    event = {"FixtureId": number, "OutrightLeague": said, "Markets": markets}
    tree: dict[str, Any] = {"Id": 60 + number % 2, "Name": "t", "Type": 4, "Events": [event]}
    for key in around:
        tree = {"Id": key, "Name": "t", "Type": 3, "Competitions": [tree]}
    header = {"Type": 38, "ServerTimestamp": NOW, "MsgGuid": f"{number}-{around}"}
    return msgspec.json.encode({"Header": header, "Body": {"Competition": tree}})


def test_a_season_that_moves_into_a_league_is_told_and_suspended_as_that_league_is() -> None:
    customer = Customer(filters=Filters(leagues=frozenset({900})))
    assert customer.hear(season(5)) == []
    customer.picture.suspend("somebody", [Suspension(competitions=frozenset({900}))])
    # Another event of the same season says where the season is.
    told = customer.hear(season(7, 900))
    assert {one.fixture_id for one in told} == {5, 7}
    assert all(event.is_suspended for event in customer.picture.board.events.values())
    alive = customer.conversation.keep_alive(customer.picture.board)
    assert alive.body is not None
    assert alive.body.keep_alive is not None
    assert alive.body.keep_alive.active_events == [5, 7]


@pytest.mark.parametrize(
    ("filters", "is_told"),
    [
        (Filters(), True),
        (Filters(sports=frozenset({6046})), True),
        (Filters(sports=frozenset({1})), False),
        (Filters(locations=frozenset({243}), leagues=frozenset({67})), True),
        (Filters(locations=frozenset({243}), leagues=frozenset({68})), False),
        (Filters(fixtures=frozenset({5})), True),
        (Filters(fixtures=frozenset({6})), False),
    ],
)
def test_filters_choose_the_events(filters: Filters, is_told: bool) -> None:
    customer = Customer(filters=filters)
    assert bool(customer.hear(told_by(1, {}))) == is_told
    alive = customer.conversation.keep_alive(customer.picture.board)
    assert alive.body is not None
    assert alive.body.keep_alive is not None
    assert alive.body.keep_alive.active_events == [5] * is_told


def test_what_is_ordered_comes_beside_what_filters_let_through() -> None:
    customer = Customer(filters=Filters(sports=frozenset({54094})))
    customer.conversation.subscriptions = Subscriptions(
        fixtures=frozenset({5}), leagues=frozenset({(48242, 243, 67)})
    )
    assert customer.hear(told_by(1, {}))
    assert customer.hear(told_by(1, {}, number=6, sport=48242))
    assert customer.hear(told_by(1, {}, number=7, sport=54094))
    assert not customer.hear(told_by(1, {}, number=8))


def test_a_filter_of_markets_lets_only_those_through() -> None:
    customer = Customer(filters=Filters(markets=frozenset({2})))
    customer.hear(told_by(1, {}))
    assert not customer.hear(told_by(3, market(1, (1, "2.0"))))
    assert customer.hear(told_by(3, market(2, (1, "2.0")), NOW + 1))


@pytest.mark.parametrize(
    ("odds", "has_average", "has_providers"),
    [
        (OddsMode.AVERAGE, True, False),
        (OddsMode.PROVIDER, False, True),
        (OddsMode.BOTH, True, True),
    ],
)
def test_a_package_has_the_odds_of_its_kind(
    odds: OddsMode, has_average: bool, has_providers: bool
) -> None:
    customer = Customer(odds=odds)
    customer.hear(told_by(1, {}))
    (told,) = customer.hear(told_by(3, market(1, (1, "2.0"))))
    assert told.body is not None
    assert told.body.events is not None
    (said,) = told.body.events[0].markets or []
    assert (bool(said.bets), bool(said.provider_markets)) == (has_average, has_providers)


def test_bets_of_a_source_that_is_down_go_out_suspended_and_come_back() -> None:
    customer = Customer(odds=OddsMode.PROVIDER)
    customer.hear(told_by(1, {}))
    customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0"))))
    board = customer.picture.board
    customer.picture.hold("feed", held=True, now=NOW)
    assert customer.told == [], "what may be very much waits until somebody asks for it"
    assert customer.conversation.is_behind
    (told,) = customer.take()
    assert bets_in(told) == {1: (2, 20), 2: (2, 20)}
    down = customer.conversation.heartbeat(board)
    assert down.body is not None
    assert down.body.feed_interrupted == [1]
    customer.picture.hold("feed", held=False, now=NOW)
    (told,) = customer.take()
    assert bets_in(told) == {1: (1, None), 2: (1, None)}
    assert customer.conversation.heartbeat(board).body is None


def test_what_changes_of_an_event_that_waits_is_told_suspended_with_all_of_it() -> None:
    customer = Customer(odds=OddsMode.PROVIDER)
    customer.hear(told_by(1, {}))
    customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0"))))
    customer.picture.hold("feed", held=True, now=NOW)
    customer.picture.apply(decode(told_by(3, market(1, (1, "2.5")), NOW + 1)).message, NOW)
    assert [bets_in(one) for one in customer.told] == [{1: (2, 20), 2: (2, 20)}]
    assert not customer.conversation.is_behind


@pytest.mark.parametrize("form", [Form.LEGACY_JSON, Form.XML])
def test_heartbeats_of_the_older_generation_have_no_body(form: Form) -> None:
    customer = Customer(form=form)
    customer.hear(told_by(1, {}))
    customer.picture.hold("feed", held=True, now=NOW)
    assert customer.conversation.heartbeat(customer.picture.board).body is None


def test_what_is_suspended_by_hand_goes_out_with_its_own_reason_and_comes_back() -> None:
    customer = Customer(odds=OddsMode.PROVIDER)
    customer.hear(told_by(1, {}))
    customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0"))))
    customer.picture.suspend("a", [Suspension(fixtures=frozenset({5}))])
    (told,) = customer.take()
    assert bets_in(told) == {1: (2, 18), 2: (2, 18)}
    one_line = Suspension(fixtures=frozenset({5}), lines=frozenset({(1, "2")}))
    customer.picture.suspend("a", [one_line])
    (told,) = customer.take()
    assert bets_in(told) == {1: (1, None), 2: (2, 18)}
    # Whatever its price does, it stays suspended.
    (told,) = customer.hear(told_by(3, market(1, (2, "3.5")), NOW + 1))
    assert bets_in(told) == {2: (2, 18)}
    customer.picture.suspend("a", [])
    (told,) = customer.take()
    assert bets_in(told) == {1: (1, None), 2: (1, None)}


def sent(told: list[Outgoing]) -> list[tuple[int, int | None]]:
    """Return types and events of messages."""
    return [(int(one.type), one.fixture_id) for one in told]


def with_two_bets_and_a_score(customer: Customer) -> None:
    """Let the picture hold a match with a livescore, an open market and a settled one."""
    customer.hear(told_by(1, {}))
    customer.hear(told_by(2, {"Livescore": {"Scoreboard": {"Status": 2, "CurrentPeriod": 10}}}))
    customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0"))))
    settled = [{"Id": 3, "Name": "3", "Status": 3, "Settlement": 2, "Price": "2.0"}]
    customer.hear(told_by(35, {"Markets": [{"Id": 4, "Name": "m", "Bets": settled}]}))


NONE_BY_FILTER = Filters(sports=frozenset({1}))
THE_MATCH = Subscriptions(fixtures=frozenset({5}))


def test_what_is_ordered_is_told_at_once_with_all_that_there_is_of_it() -> None:
    customer = Customer(filters=NONE_BY_FILTER)
    with_two_bets_and_a_score(customer)
    assert customer.told == []
    customer.conversation.order(THE_MATCH)
    told = customer.take()
    assert sent(told) == [(1, 5), (2, 5), (3, 5), (35, 5)]
    assert bets_in(told[2]).keys() == {1, 2}
    customer.conversation.order(THE_MATCH)
    assert customer.take() == [], "nothing is new in the same order"
    (delta,) = customer.hear(told_by(3, market(1, (1, "2.5")), NOW + 1))
    assert bets_in(delta).keys() == {1}


def test_what_is_given_back_and_ordered_again_begins_whole_again() -> None:
    customer = Customer(filters=NONE_BY_FILTER)
    with_two_bets_and_a_score(customer)
    customer.conversation.order(THE_MATCH)
    assert customer.take()
    customer.conversation.order(Subscriptions())
    assert customer.hear(told_by(3, market(1, (1, "2.5")), NOW + 1)) == []
    customer.conversation.order(THE_MATCH)
    # A change that comes first brings all of it, and nothing is told twice.
    told = customer.hear(told_by(3, market(1, (1, "2.6")), NOW + 2))
    assert sent(told) == [(1, 5), (2, 5), (3, 5), (35, 5)]
    assert bets_in(told[2]).keys() == {1, 2}


def test_what_is_given_back_and_ordered_again_in_one_moment_begins_whole_again_too() -> None:
    customer = Customer(filters=NONE_BY_FILTER)
    with_two_bets_and_a_score(customer)
    customer.conversation.order(THE_MATCH)
    customer.take()
    customer.conversation.order(Subscriptions())
    customer.conversation.order(THE_MATCH)
    assert sent(customer.take()) == [(1, 5), (2, 5), (3, 5), (35, 5)]


def test_an_order_of_what_filters_let_through_already_tells_nothing() -> None:
    customer = Customer()
    with_two_bets_and_a_score(customer)
    customer.take()
    customer.conversation.order(THE_MATCH)
    assert customer.take() == []
    customer.conversation.order(Subscriptions())
    (delta,) = customer.hear(told_by(3, market(1, (1, "2.5")), NOW + 1))
    assert bets_in(delta).keys() == {1}


def test_an_order_while_a_source_turns_is_told_whole() -> None:
    customer = Customer(filters=NONE_BY_FILTER)
    with_two_bets_and_a_score(customer)
    customer.conversation.order(THE_MATCH)
    customer.picture.hold("feed", held=True, now=NOW)
    told = customer.take()
    assert sent(told) == [(1, 5), (2, 5), (3, 5), (35, 5)]
    assert bets_in(told[2]) == {1: (2, 20), 2: (2, 20)}


def test_an_event_that_left_the_filters_begins_whole_when_it_is_back() -> None:
    customer = Customer(filters=Filters(sports=frozenset({6046})))
    customer.hear(told_by(1, {}))
    customer.hear(told_by(3, market(1, (1, "2.0"), (2, "3.0"))))
    assert customer.hear(told_by(1, {}, NOW + 1, sport=48242)) == []
    fixture, told = customer.hear(told_by(1, {}, NOW + 2))
    assert fixture.type == MessageType.FIXTURE
    assert bets_in(told).keys() == {1, 2}
    (told,) = customer.hear(told_by(3, market(1, (1, "2.5")), NOW + 3))
    assert bets_in(told).keys() == {1}


def of_kind(said: dict[str, Any], odds: OddsMode) -> dict[str, Any]:
    """Return a market with the bets of one kind alone."""
    (one,) = said["Markets"]
    taken_out = "ProviderMarkets" if odds is OddsMode.AVERAGE else "Bets"
    return {"Markets": [{key: value for key, value in one.items() if key != taken_out}]}


@pytest.mark.parametrize("odds", [OddsMode.AVERAGE, OddsMode.PROVIDER])
def test_nothing_is_said_of_a_market_without_bets_of_the_kind_of_the_package(
    odds: OddsMode,
) -> None:
    other = OddsMode.PROVIDER if odds is OddsMode.AVERAGE else OddsMode.AVERAGE
    customer = Customer(odds=odds)
    customer.hear(told_by(1, {}))
    both = market(1, (1, "2.0"), (2, "3.0"))
    assert customer.hear(told_by(3, of_kind(both, other))) == []
    customer.picture.hold("feed", held=True, now=NOW)
    customer.picture.hold("feed", held=False, now=NOW)
    assert customer.take() == []
    assert len(customer.hear(told_by(3, of_kind(both, odds), NOW + 1))) == 1


def main_line_in(outgoing: Outgoing) -> str | None:
    """Return the main line that a message says."""
    assert outgoing.body is not None
    assert outgoing.body.events is not None
    (said,) = outgoing.body.events[0].markets or []
    return said.main_line


def test_no_line_is_the_main_one_while_all_of_a_market_is_suspended_for_a_reason_of_ours() -> None:
    customer = Customer(odds=OddsMode.AVERAGE)
    customer.hear(told_by(1, {}))
    said = market(1, (1, "2.0"), (2, "3.0"))
    said["Markets"][0]["MainLine"] = "2"
    (told,) = customer.hear(told_by(3, said))
    assert main_line_in(told) == "2"
    for lines, expected in (({"1"}, "2"), ({"1", "2"}, "suspended"), ({"2"}, "2")):
        by_hand = Suspension(fixtures=frozenset({5}), lines=frozenset((1, line) for line in lines))
        customer.picture.suspend("a", [by_hand])
        (told,) = customer.take()
        assert main_line_in(told) == expected
    customer.picture.suspend("a", [])
    customer.take()
    customer.picture.hold("feed", held=True, now=NOW)
    (told,) = customer.take()
    assert main_line_in(told) == "suspended"
    customer.picture.hold("feed", held=False, now=NOW)
    (told,) = customer.take()
    assert main_line_in(told) == "2"


def test_a_market_that_has_no_lines_says_none_while_it_is_suspended() -> None:
    customer = Customer(odds=OddsMode.AVERAGE)
    customer.hear(told_by(1, {}))
    customer.hear(told_by(3, market(1, (1, "2.0"))))
    customer.picture.hold("feed", held=True, now=NOW)
    (told,) = customer.take()
    assert main_line_in(told) is None
