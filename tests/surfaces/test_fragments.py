"""Lists as fragments: made again only where something differs, tagged without being read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.surfaces.fragments import Fragment, FragmentStore, digest_of, end_of_second, join


class Counter:
    """A maker whose rows say a number and, where a clock runs, the second."""

    def __init__(self) -> None:
        self.values: dict[int, int] = {}
        self.running: set[int] = set()
        self.made: list[int] = []
        self.filled: list[int] = []

    def make(self, event_id: int, now: int) -> Fragment:
        self.made.append(event_id)
        return self._row(event_id, now)

    def again(self, event_id: int, now: int) -> Fragment:
        self.filled.append(event_id)
        return self._row(event_id, now)

    def _row(self, event_id: int, now: int) -> Fragment:
        runs = event_id in self.running
        text = f"{event_id}:{self.values.get(event_id, 0)}:{now // 1000 if runs else '-'}"
        content = text.encode()
        return Fragment(content, digest_of(content), end_of_second(now) if runs else None)


def tail(count: int) -> bytes:
    return b"]%d" % count


def test_an_unchanged_list_is_the_same_object() -> None:
    store = FragmentStore(Counter())
    listed = store.list_of([1, 2, 3], b"[", tail)
    joined = listed.joined(None, 0)
    assert joined.body == b"[1:0:-,2:0:-,3:0:-]3"
    assert listed.joined(None, 5_000) is joined
    assert listed.joined(9, 5_000) is joined
    assert listed.joined(0, 0).body == b"[]0"
    assert listed.joined(1, 0).body == b"[1:0:-]1"
    assert len(listed) == 3


def test_a_change_makes_its_own_fragment_again() -> None:
    maker = Counter()
    store = FragmentStore(maker)
    both = [store.list_of([1, 2, 3], b"[", tail), store.list_of([3, 1], b"[", tail)]
    before = [listed.joined(None, 0) for listed in both]
    first = both[0].joined(1, 0)
    maker.made.clear()
    maker.values[3] = 7
    store.touch(3)
    store.touch(99)
    after = [listed.joined(None, 0) for listed in both]
    assert maker.made == [3]
    assert [joined.body for joined in after] == [b"[1:0:-,2:0:-,3:7:-]3", b"[3:7:-,1:0:-]2"]
    assert all(old.tag != new.tag for old, new in zip(before, after, strict=True))
    assert both[0].joined(1, 0) is first


def test_a_change_that_shows_nothing_new_keeps_the_body() -> None:
    maker = Counter()
    store = FragmentStore(maker)
    listed = store.list_of([1, 2], b"[", tail)
    joined = listed.joined(None, 0)
    store.touch_all()
    assert listed.joined(None, 0) is joined
    assert sorted(maker.made) == [1, 1, 2, 2]


def test_only_running_clocks_are_filled_again_each_second() -> None:
    maker = Counter()
    maker.running = {2}
    store = FragmentStore(maker)
    listed = store.list_of([1, 2], b"[", tail)
    joined = listed.joined(None, 1_500)
    assert listed.joined(None, 1_999) is joined
    assert listed.joined(None, 2_000).body == b"[1:0:-,2:0:2]2"
    assert (maker.made, maker.filled) == ([1, 2], [2])
    maker.running.clear()
    store.touch(2)
    listed.joined(None, 9_000)
    listed.joined(None, 10_000)
    assert maker.filled == [2]


def test_starting_over_keeps_the_fragments_that_are_still_wanted() -> None:
    maker = Counter()
    maker.running = {1, 2}
    store = FragmentStore(maker)
    store.list_of([1, 2], b"[", tail).joined(None, 0)
    store.touch_all()
    store.start_over([2])
    listed = store.list_of([2, 3], b"[", tail)
    assert listed.joined(None, 5_000).body == b"[2:0:5,3:0:-]2"
    assert maker.made == [1, 2, 2, 3]


def test_only_rows_that_are_answered_are_made() -> None:
    maker = Counter()
    maker.running = {1, 3}
    store = FragmentStore(maker)
    listed, other = store.list_of([1, 2, 3], b"[", tail), store.list_of([2, 3], b"[", tail)
    assert listed.joined(1, 0).body == b"[1:0:0]1"
    assert maker.made == [1]
    listed.joined(None, 0)
    assert maker.made == [1, 2, 3]
    maker.made.clear()
    maker.values = {2: 8, 3: 9}
    store.touch(2)
    store.touch(3)
    assert listed.joined(1, 2_000).body == b"[1:0:2]1"
    assert (maker.made, maker.filled) == ([], [1])
    assert other.joined(1, 2_000).body == b"[2:8:-]1"
    assert maker.made == [2]
    assert listed.joined(None, 2_000).body == b"[1:0:2,2:8:-,3:9:2]3"
    assert (maker.made, maker.filled) == ([2, 3], [1])


def test_a_row_beyond_what_is_asked_for_changes_no_body() -> None:
    maker = Counter()
    store = FragmentStore(maker)
    listed = store.list_of([1, 2, 3], b"[", tail)
    listed.joined(None, 0)
    first = listed.joined(2, 0)
    maker.values[3] = 1
    store.touch(3)
    assert listed.joined(2, 0) is first
    whole = listed.joined(None, 0)
    assert whole.body == b"[1:0:-,2:0:-,3:1:-]3"
    assert listed.joined(2, 0) is first


IDS = [4, 0, 1, 2, 5, 3]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["change", "second", "ask", "ask reversed", "all"]), st.integers(0, 7)
        ),
        max_size=60,
    )
)
def test_a_list_kept_up_to_date_is_one_made_anew(steps: list[tuple[str, int]]) -> None:
    maker = Counter()
    maker.running = {1, 4}
    store = FragmentStore(maker)
    orders = {"ask": IDS, "ask reversed": IDS[::-1]}
    lists = {kind: store.list_of(order, b"[", tail) for kind, order in orders.items()}
    now = 0

    def assert_as_made_anew(kind: str, count: int | None) -> None:
        maker.made.clear()
        maker.filled.clear()
        kept = lists[kind].joined(count, now)
        shown = orders[kind][:count]
        assert {*maker.made, *maker.filled} <= set(shown)
        fresh = [maker.make(event_id, now) for event_id in shown]
        assert kept == join(fresh, b"[", tail(len(shown)))

    for kind, number in steps:
        if kind == "change":
            maker.values[number] = maker.values.get(number, 0) + 1
            store.touch(number)
        elif kind == "all":
            store.touch_all()
        elif kind == "second":
            now += 400 * number
        else:
            assert_as_made_anew(kind, number)
    for kind in lists:
        for whole in (None, 0, 1, 3, 6):
            assert_as_made_anew(kind, whole)


def test_rows_in_another_order_have_another_tag() -> None:
    rows = [Fragment(text, digest_of(text)) for text in (b"1", b"2")]
    assert join(rows, b"[", b"]").tag != join(rows[::-1], b"[", b"]").tag
    assert join(rows, b"[", b"]").tag != join(rows, b"[", b"]2").tag


def test_a_row_that_cannot_be_made_is_never_shown_as_it_was() -> None:
    class Failing(Counter):
        fails = False

        def make(self, event_id: int, now: int) -> Fragment:
            if self.fails and event_id == 2:
                raise RuntimeError("broken")
            return super().make(event_id, now)

    maker = Failing()
    store = FragmentStore(maker)
    listed = store.list_of([1, 2, 3], b"[", tail)
    listed.joined(None, 0)
    for event_id in (1, 2, 3):
        maker.values[event_id] = 5
        store.touch(event_id)
    maker.fails = True
    for _ in range(2):
        with pytest.raises(RuntimeError):
            listed.joined(None, 0)
        # What does not hold that row is answered all the same.
        assert listed.joined(1, 0).body == b"[1:5:-]1"
    maker.fails = False
    assert listed.joined(None, 0).body == b"[1:5:-,2:5:-,3:5:-]3"
