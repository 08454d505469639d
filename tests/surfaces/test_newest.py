"""What is kept for the next to ask is bounded, and the one not asked for longest goes."""

from touchline.surfaces.newest import Newest


def test_the_one_not_used_for_longest_goes() -> None:
    newest: Newest[str, int] = Newest(2)
    newest["a"] = 1
    newest["b"] = 2
    assert newest.used("a") == 1
    newest["c"] = 3
    assert list(newest) == ["a", "c"]
    assert newest.used("b") is None
    newest["a"] = 4
    newest["d"] = 5
    assert dict(newest) == {"a": 4, "d": 5}
    newest.clear()
    assert newest.used("a") is None
