"""Who may pass, in which words others are refused, and what it costs."""

import tracemalloc

import pytest

from tests.access.ledgers import (
    HEALTH,
    LIVE,
    MATCHES,
    V1_LIVE,
    Hand,
    admitted,
    refusal,
    tariff,
)
from touchline.access.accounts import Balance, Changes, Recorded, UsageRow, UsageTotal
from touchline.access.keys import new_key
from touchline.access.ledger import Admitted, Standings
from touchline.access.rate import DAY_MS, Standing
from touchline.access.refusals import Reason, Refusal, Wording, wording
from touchline.access.tariff import FREE
from touchline.base.clock import parse_time

NO_KEYS = {
    "another key": new_key("live", lambda count: b"\1" * count),
    "empty": "",
    "a word": "secret",
    "the prefix alone": "sk_live_",
    "not text": "\udcff\ud800",
    "endless": "sk_live_" + "a" * 20_000,
}


def rich(**limits: int) -> tuple[Hand, str]:
    """Return a ledger with one PRO account of 1000 credits, all of them leased, and its key."""
    hand = Hand(tariff(**limits))
    hand.account(credits=1_000)
    key = hand.key()
    hand.lease(1_000)
    return hand, key


def standings(hand: Hand, outcome: Admitted | Refusal) -> Standings:
    found = hand.ledger.standings(outcome)
    assert found is not None
    return found


@pytest.mark.parametrize("text", NO_KEYS.values(), ids=NO_KEYS.keys())
def test_what_is_no_key_of_ours_is_refused_in_the_same_words(text: str) -> None:
    hand, key = rich()
    for wrong in (text, key + "0", key[:-1], key.upper()):
        outcome = refusal(hand.ledger.admit(wrong, LIVE))
        assert wording(outcome, "v2") == Wording(401, "Invalid API key")
        assert wording(outcome, "v1") == Wording(401, "Invalid API Key")
        assert hand.ledger.standings(outcome) is None


def test_no_key_at_all_is_told_so_where_the_dialect_does() -> None:
    outcome = refusal(Hand().ledger.admit(None, LIVE))
    assert outcome.reason is Reason.NO_KEY
    assert wording(outcome, "v2") == Wording(401, "Invalid API key")
    assert wording(outcome, "v1") == Wording(401, "Missing API Key")


def test_an_inactive_key_is_refused_like_an_unknown_one() -> None:
    hand, key = rich()
    assert hand.ask(key, LIVE) == 200
    hand.key(is_active=False)
    outcome = refusal(hand.ledger.admit(key, LIVE))
    assert outcome.reason is Reason.INACTIVE_KEY
    unknown = Refusal(Reason.UNKNOWN_KEY)
    assert wording(outcome, "v1") == wording(unknown, "v1")
    assert wording(outcome, "v2") == wording(unknown, "v2")


def test_a_closed_account_is_403() -> None:
    hand, key = rich()
    hand.account(closed_at=1, credits=1_000)
    outcome = refusal(hand.ledger.admit(key, LIVE))
    assert wording(outcome, "v1") == Wording(403, "Account Suspended")
    assert wording(outcome, "v2") == Wording(403, "Account suspended")


def test_a_missing_scope_is_named() -> None:
    hand = Hand()
    hand.account(tier=FREE, credits=10)
    outcome = refusal(hand.ledger.admit(hand.key(), LIVE))
    said = Wording(403, "Insufficient permissions. Requires: read:live-events")
    assert wording(outcome, "v1") == wording(outcome, "v2") == said


def test_a_key_has_its_own_scopes_as_far_as_its_tier_goes() -> None:
    hand, _ = rich()
    narrow = hand.key(id=2, scopes=["read:live-events"])
    assert hand.ask(narrow, LIVE) == 200
    assert hand.reason(narrow, MATCHES) is Reason.SCOPE
    hand.account(tier=FREE, credits=1_000)
    assert hand.reason(narrow, LIVE) is Reason.SCOPE


def test_a_tier_that_the_tariff_lacks_holds_nothing(caplog: pytest.LogCaptureFixture) -> None:
    hand = Hand()
    hand.account(tier="GOLD", credits=10)
    assert hand.reason(hand.key(), LIVE) is Reason.SCOPE
    assert "GOLD" in caplog.text


def test_test_keys_see_the_namespace_test_and_live_keys_the_others() -> None:
    hand, live = rich()
    test = hand.key(id=2, kind="test")
    of_test, of_others = LIVE._replace(is_test=True), LIVE._replace(is_test=False)
    assert hand.ask(test, of_test) == hand.ask(live, of_others) == 200
    for key, demand in ((live, of_test), (test, of_others)):
        outcome = refusal(hand.ledger.admit(key, demand))
        assert outcome.reason is Reason.NAMESPACE
        assert wording(outcome, "v1").status == wording(outcome, "v2").status == 403
    assert hand.ask(test, LIVE) == hand.ask(live, LIVE) == 200


def test_only_2xx_costs() -> None:
    hand, key = rich()
    for status, cost in ((200, 2), (204, 2), (304, 0), (400, 0), (404, 0), (500, 0)):
        passed = admitted(hand.ledger.admit(key, LIVE))
        before = standings(hand, passed).credits
        assert hand.ledger.charge(passed, status) == cost
        assert standings(hand, passed).credits == before - cost
    assert standings(hand, admitted(hand.ledger.admit(key, LIVE))).credits == 1_000 - 4


def test_an_answer_is_charged_once() -> None:
    hand, key = rich()
    passed = admitted(hand.ledger.admit(key, LIVE))
    assert [hand.ledger.charge(passed, 200) for _ in range(3)] == [2, 0, 0]
    given_back = admitted(hand.ledger.admit(key, LIVE))
    assert [hand.ledger.charge(given_back, status) for status in (500, 200, 200)] == [0, 0, 0]
    assert standings(hand, passed).credits == 998


def test_100_at_once_at_a_balance_of_7_get_3_answers_of_cost_2() -> None:
    hand = Hand()
    hand.account(credits=7)
    key = hand.key()
    hand.lease(7, asked=200)
    outcomes = [hand.ledger.admit(key, LIVE) for _ in range(100)]
    passed = [outcome for outcome in outcomes if isinstance(outcome, Admitted)]
    assert len(passed) == 3
    refused = refusal(outcomes[-1])
    assert (refused.required, refused.remaining, refused.needs_lease) == (2, 1, False)
    assert wording(refused, "v2") == Wording(402, "Insufficient credits")
    assert sum(hand.ledger.charge(one, 200) for one in passed) == 6
    assert standings(hand, refused).credits == 1


def test_a_refusal_for_credits_stands_as_it_says_whatever_other_servers_hold() -> None:
    hand = Hand()
    hand.account(credits=500, leased=500)
    key = hand.key()
    hand.lease(1, asked=50)
    refused = refusal(hand.ledger.admit(key, LIVE))
    assert refused.is_short
    assert standings(hand, refused).credits == refused.remaining == 1
    passed = admitted(hand.ledger.admit(key, V1_LIVE))
    assert standings(hand, passed).credits == 500


def test_what_is_given_back_can_be_had_again() -> None:
    hand = Hand()
    hand.account(credits=2)
    key = hand.key()
    hand.lease(2, asked=50)
    passed = admitted(hand.ledger.admit(key, LIVE))
    assert hand.reason(key, LIVE) is Reason.CREDITS
    hand.ledger.charge(passed, 304)
    assert hand.ask(key, LIVE) == 200


def test_one_answer_may_be_paid_from_two_leases() -> None:
    hand = Hand()
    hand.account(credits=2)
    key = hand.key()
    hand.lease(1)
    hand.lease(1)
    assert hand.ask(key, LIVE) == 200
    spent = {(one.fence, one.spent) for one in hand.ledger.draft().spent}
    assert spent == {(1, 1), (2, 1)}


def test_the_store_is_asked_before_credits_are_refused_and_not_again_when_it_has_none() -> None:
    hand = Hand()
    hand.account(credits=50)
    key = hand.key()
    first = refusal(hand.ledger.admit(key, LIVE))
    assert first.needs_lease
    assert hand.ledger.refused[Reason.CREDITS] == 0
    hand.ledger.grant(1, 2, None, hand.monotonic.now)
    final = refusal(hand.ledger.admit(key, LIVE))
    assert not final.needs_lease
    assert hand.ledger.refused[Reason.CREDITS] == 1
    assert not refusal(hand.ledger.admit(key, LIVE)).needs_lease
    balance = Balance(account_id=1, remaining=9, leased=0)
    hand.ledger.apply(Changes(version=2, balances=(balance,)))
    assert refusal(hand.ledger.admit(key, LIVE)).needs_lease


def test_a_request_that_waits_for_a_lease_counts_once() -> None:
    hand = Hand(tariff(minute=1))
    hand.account(credits=50)
    key = hand.key()
    assert refusal(hand.ledger.admit(key, LIVE)).needs_lease
    hand.lease(10)
    assert hand.ask(key, LIVE) == 200
    assert hand.reason(key, LIVE) is Reason.MINUTE


def test_without_the_store_a_lack_of_credits_is_not_blamed_on_the_account() -> None:
    hand = Hand()
    hand.account(credits=50)
    key = hand.key()
    hand.ledger.is_store_down = True
    outcome = refusal(hand.ledger.admit(key, LIVE))
    assert (outcome.reason, outcome.retry_after, outcome.needs_lease) == (Reason.STORE, 1, False)
    assert wording(outcome, "v1").status == 503
    assert hand.ask(key, V1_LIVE) == 200
    hand.ledger.is_store_down = False
    hand.ledger.ask_failed(1)
    assert hand.reason(key, LIVE) is Reason.STORE
    hand.advance(1_000)
    assert refusal(hand.ledger.admit(key, LIVE)).needs_lease


def test_a_lease_is_not_spent_from_to_its_end() -> None:
    hand, key = rich()
    hand.wall.advance(DAY_MS)
    hand.monotonic.advance(24_999)
    assert hand.ask(key, LIVE) == 200
    hand.wall.now -= 2 * DAY_MS
    hand.monotonic.advance(1)
    assert refusal(hand.ledger.admit(key, LIVE)).needs_lease
    assert hand.ledger.draft().spent[0].is_last


def test_a_lease_goes_back_when_nothing_is_reserved_from_it() -> None:
    hand, key = rich()
    passed = admitted(hand.ledger.admit(key, LIVE))
    hand.ledger.let_go(everything=True)
    assert hand.ledger.draft().spent == ()
    hand.ledger.charge(passed, 200)
    last = hand.ledger.draft()
    assert [(one.spent, one.is_last) for one in last.spent] == [(2, True)]
    hand.ledger.acknowledge(last, Recorded(charged=2))
    assert hand.ledger.draft().spent == ()
    assert standings(hand, passed).credits == 998


def test_credits_that_went_back_may_be_asked_for_again() -> None:
    hand = Hand()
    hand.account(credits=5)
    key = hand.key()
    hand.lease(5, asked=50)
    hand.ledger.let_go(everything=True)
    assert refusal(hand.ledger.admit(key, LIVE)).needs_lease
    hand.ledger.acknowledge(hand.ledger.draft(), Recorded())
    assert refusal(hand.ledger.admit(key, LIVE)).needs_lease


def test_a_lease_that_the_store_ended_is_no_longer_spent_from() -> None:
    hand, key = rich()
    assert hand.ask(key, LIVE) == 200
    draft = hand.ledger.draft()
    hand.ledger.acknowledge(draft, Recorded(ended=((1, 1),)))
    assert refusal(hand.ledger.admit(key, LIVE)).needs_lease


def test_the_minute_is_limited_for_each_key() -> None:
    hand, key = rich(minute=1_000)
    other = hand.key(id=2)
    assert sum(hand.ask(key, V1_LIVE) for _ in range(1_100)) == 1_000 * 200
    outcome = refusal(hand.ledger.admit(key, V1_LIVE))
    said = "Rate limit exceeded. PRO tier allows 1000 requests/minute."
    assert wording(outcome, "v1") == wording(outcome, "v2") == Wording(429, said)
    assert (outcome.retry_after, outcome.limit, outcome.tier) == (60, 1_000, "PRO")
    assert standings(hand, outcome).minute == Standing(1_000, 0, 60_000)
    assert hand.ask(other, V1_LIVE) == 200
    hand.wall.advance(DAY_MS)
    hand.monotonic.advance(59_999)
    assert refusal(hand.ledger.admit(key, V1_LIVE)).retry_after == 1
    hand.monotonic.advance(1)
    assert hand.ask(key, V1_LIVE) == 200


def test_refused_requests_of_a_key_count_in_its_minute() -> None:
    hand, _ = rich(minute=10)
    key = hand.key(id=2, scopes=["read:matches"])
    for _ in range(10):
        assert hand.reason(key, LIVE) is Reason.SCOPE
    assert hand.reason(key, MATCHES) is Reason.MINUTE


def test_the_day_is_limited_for_the_account_and_only_2xx_counts() -> None:
    hand, key = rich(day=3)
    other = hand.key(id=2)
    assert hand.ask(key, V1_LIVE, 304) == 304
    assert hand.ask(key, V1_LIVE, 404) == 404
    for one in (key, other, key):
        assert hand.ask(one, V1_LIVE) == 200
    outcome = refusal(hand.ledger.admit(other, V1_LIVE))
    said = "Rate limit exceeded. PRO tier allows 3 requests/day."
    assert wording(outcome, "v1") == Wording(429, said)
    assert outcome.retry_after == 12 * 3_600
    found = standings(hand, outcome)
    assert found.day is not None
    assert found.day[:2] == (3, 0)
    assert found.day_resets_at == parse_time("2026-03-02T00:00:00Z")
    assert hand.ask(key, LIVE) == 200, "what costs credits is not in the quota"


def test_the_day_begins_anew_at_midnight_and_with_no_clock_that_is_set() -> None:
    hand, key = rich(day=1)
    assert hand.ask(key, V1_LIVE) == 200
    for step in (DAY_MS, -DAY_MS, -DAY_MS, 3 * DAY_MS, -2 * DAY_MS):
        hand.wall.now += step
        assert hand.reason(key, V1_LIVE) is Reason.DAY
    hand.advance(12 * 3_600_000 - 1)
    assert hand.reason(key, V1_LIVE) is Reason.DAY
    hand.advance(1)
    assert hand.ask(key, V1_LIVE) == 200
    assert hand.reason(key, V1_LIVE) is Reason.DAY


def test_requests_that_other_servers_wrote_count_in_the_day() -> None:
    hand, key = rich(day=10)
    assert hand.ask(key, V1_LIVE) == 200
    hand.ledger.acknowledge(hand.ledger.draft(), Recorded())
    assert hand.ask(key, V1_LIVE) == 200

    def total(operation: str, requests: int) -> UsageTotal:
        return UsageTotal(account_id=1, operation=operation, requests=requests, credits=0)

    rows = [total("v1LiveEvents", 5), total("v1Event", 2), total("v2LiveMatches", 100)]
    for _ in range(2):
        hand.ledger.count_day(rows, 0)
        caller = hand.ledger.caller(key)
        assert caller is not None
        assert caller.day.remaining == 2


def test_what_needs_no_key_passes_and_tells_of_a_key_that_is_given() -> None:
    hand, key = rich(minute=1)
    for _ in range(5):
        passed = admitted(hand.ledger.admit(key, HEALTH))
        assert hand.ledger.charge(passed, 200) == 0
        assert standings(hand, passed).minute.remaining == 1
    for text in (None, "nonsense"):
        assert hand.ledger.standings(admitted(hand.ledger.admit(text, HEALTH))) is None
    assert not hand.ledger.draft()


def test_usage_is_summed_by_key_operation_and_hour() -> None:
    hand, key = rich()
    other = hand.key(id=2)
    for one, demand, status in (
        (key, LIVE, 200),
        (key, LIVE, 200),
        (key, LIVE, 304),
        (other, V1_LIVE, 200),
    ):
        hand.ask(one, demand, status)
    hand.advance(3_600_000)
    hand.lease(100)
    hand.ask(key, LIVE)
    draft = hand.ledger.draft()

    def row(key_id: int, operation: str, hour: str, requests: int, credits: int) -> UsageRow:
        return UsageRow(
            account_id=1,
            key_id=key_id,
            operation=operation,
            hour=parse_time(hour),
            requests=requests,
            credits=credits,
        )

    assert set(draft.usage) == {
        row(1, "v2LiveMatches", "2026-03-01T12:00:00Z", 2, 4),
        row(2, "v1LiveEvents", "2026-03-01T12:00:00Z", 1, 0),
        row(1, "v2LiveMatches", "2026-03-01T13:00:00Z", 1, 2),
    }
    assert draft.used == {
        1: parse_time("2026-03-01T13:00:00Z"),
        2: parse_time("2026-03-01T12:00:00Z"),
    }


def test_a_flood_of_wrong_keys_leaves_no_trace_but_its_count() -> None:
    hand, key = rich()

    def flood(count: int, start: int) -> None:
        for number in range(start, start + count):
            hand.ledger.admit(f"sk_live_{number:064x}", LIVE)

    flood(100, 0)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        flood(100_000, 100)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 10_000
    assert hand.ledger.refused[Reason.UNKNOWN_KEY] == 100_100
    assert hand.ask(key, LIVE) == 200
