"""Counters: exact, and bounded."""

from touchline.base.metrics import Counters


def test_counts_by_name_and_label() -> None:
    counters = Counters()
    counters.add("messages", "3")
    counters.add("messages", "3", 4)
    counters.add("messages")
    counters.add("errors", "b", by=2)
    assert counters.value("messages", "3") == 5
    assert counters.value("messages") == 1
    assert counters.value("messages", "none") == counters.value("none") == 0
    assert counters.snapshot() == {"errors": {"b": 2}, "messages": {"": 1, "3": 5}}


def test_a_snapshot_stands_still() -> None:
    counters = Counters()
    counters.add("a")
    snapshot = counters.snapshot()
    counters.add("a")
    assert snapshot == {"a": {"": 1}}


def test_hostile_labels_do_not_grow_it() -> None:
    counters = Counters()
    for number in range(5_000):
        counters.add("kinds", str(number))
    counters.add("kinds", "7")
    counters.add("kinds")
    found = counters.snapshot()["kinds"]
    assert len(found) <= 1_002
    assert found["other"] == 4_000
    assert found["7"] == 2
    assert found[""] == 1
    assert sum(found.values()) == 5_002


def test_a_label_is_cut() -> None:
    counters = Counters()
    counters.add("kinds", "x" * 1_000_000)
    assert counters.snapshot() == {"kinds": {"x" * 100: 1}}
    assert counters.value("kinds", "x" * 1_000_000) == 1
