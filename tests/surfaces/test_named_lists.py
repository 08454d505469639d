"""Lists by named bookmakers: bounded in number and in bytes, also while they grow."""

from touchline.surfaces.fragments import Fragment, FragmentStore, Joined, digest_of
from touchline.surfaces.named_lists import NamedLists
from touchline.surfaces.newest import ENTRY_BYTES

ROW = 1_000


class Rows:
    """Makes rows that are all as long."""

    def make(self, event_id: int, now: int) -> Fragment:
        content = b"%d" % event_id * ROW
        return Fragment(content, digest_of(content))

    again = make


def store() -> FragmentStore:
    return FragmentStore(Rows())


def ask(lists: NamedLists[str, FragmentStore], name: str, *counts: int) -> Joined:
    """Ask for the list of a bookmaker in several lengths; return the last body."""
    held = lists.find(name) or store()
    listed = held.list_of(range(1, 9), b"[", lambda count: b"]")
    for count in counts:
        joined = listed.joined(count, 0)
        lists.answered(name, held, joined)
    return joined


def names(lists: NamedLists[str, FragmentStore]) -> list[str]:
    return [name for name in "abcdef" if lists.find(name) is not None]


def test_the_one_not_asked_for_longest_goes() -> None:
    lists: NamedLists[str, FragmentStore] = NamedLists(2, 10**9)
    for name in "abac":
        ask(lists, name, 1)
    assert (len(lists), names(lists)) == (2, ["a", "c"])
    lists.clear()
    assert (len(lists), list(lists.values())) == (0, [])


def test_a_list_that_grows_pushes_others_out() -> None:
    one = store()
    listed = one.list_of(range(1, 9), b"[", lambda count: b"]")
    listed.joined(1, 0)
    # The row that was asked for, and the body that it is in.
    assert one.held_bytes == ROW + (1 + ROW + 1)
    listed.joined(8, 0)
    assert one.held_bytes == 8 * ROW + (1 + ROW + 1) + (1 + 8 * ROW + 7 + 1)
    lists: NamedLists[str, FragmentStore] = NamedLists(9, 4 * (one.held_bytes + ENTRY_BYTES))
    for name in "abcd":
        ask(lists, name, 1, 8)
    assert names(lists) == list("abcd")
    ask(lists, "d", 1, 2, 3)
    assert names(lists) == list("bcd")
    assert sum(held.held_bytes for held in lists.values()) < 4 * one.held_bytes
    for _ in range(9):
        ask(lists, "b", 8, 7, 6)
    assert names(lists) == ["b"]
