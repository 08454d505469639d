"""What is kept for the next to ask is bounded, and the one not asked for longest goes."""

from touchline.surfaces.newest import ENTRY_BYTES, Newest


def test_the_one_not_used_for_longest_goes() -> None:
    newest: Newest[str, int] = Newest(most=2)
    newest.keep("a", 1, 10)
    newest.keep("b", 2, 10)
    assert newest.used("a") == 1
    newest.keep("c", 3, 10)
    assert newest.used("b") is None
    assert list(newest.values()) == [1, 3]
    newest.keep("a", 4, 10)
    newest.keep("d", 5, 10)
    assert list(newest.values()) == [4, 5]
    newest.clear()
    assert (newest.used("a"), len(newest), newest.held_bytes) == (None, 0, 0)


def test_no_more_is_kept_than_so_many_bytes() -> None:
    newest: Newest[str, int] = Newest(most_bytes=3 * ENTRY_BYTES + 100)
    for number, name in enumerate("abc"):
        newest.keep(name, number, 30)
    assert (len(newest), newest.held_bytes) == (3, 3 * ENTRY_BYTES + 90)
    newest.keep("b", 7, 45)
    assert list(newest.values()) == [2, 7]
    newest.keep("b", 7, 10)
    newest.keep("d", 8, 10)
    assert (list(newest.values()), newest.held_bytes) == ([2, 7, 8], 3 * ENTRY_BYTES + 50)


def test_the_newest_is_kept_however_long() -> None:
    newest: Newest[str, int] = Newest(most_bytes=100)
    newest.keep("a", 1, 10**6)
    newest.keep("b", 2, 10**6)
    assert list(newest.values()) == [2]
