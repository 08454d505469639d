"""The intake: journaled, then acknowledged, then applied, whatever the journal does."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.archive.journal import Journal, Received
from touchline.base.errors import JournalError
from touchline.sources.intake import Intake, Taken

Step = tuple[str, int]


class Failing(Journal):
    """A journal whose next appends fail, as many as are told."""

    failures = 0
    steps: list[Step]

    def append(self, messages: Iterable[Received]) -> int:
        if self.failures:
            self.failures -= 1
            raise JournalError("journal-unwritable", "No space left on device")
        taken = list(messages)
        last = super().append(taken)
        self.steps += [("journaled", int(one.body)) for one in taken]
        return last


def journal_in(directory: Path) -> Failing:
    journal = Failing(directory, lambda: 1)
    journal.steps = []
    return journal


def received(number: int, size: int = 0) -> Received:
    return Received("feed", number, {}, b"%0*d" % (size, number))


class Bench:
    """An intake whose every step is noted in order."""

    def __init__(
        self,
        journal: Failing | None,
        apply: Callable[[Received], None] = lambda _: None,
        held_bytes: int = 1_000_000,
    ) -> None:
        self.steps: list[Step] = [] if journal is None else journal.steps
        self.slept: list[float] = []
        self._apply = apply
        self.intake = Intake(self.apply, journal, held_bytes=held_bytes, sleep=self.sleep)

    def apply(self, one: Received) -> None:
        self.steps.append(("applying", int(one.body)))
        self._apply(one)

    async def sleep(self, seconds: float) -> None:
        if seconds:
            self.slept.append(seconds)
        await asyncio.sleep(0)

    def take(self, number: int, size: int = 0) -> None:
        self.intake.take(
            Taken(
                received(number, size),
                lambda: self.steps.append(("safe", number)),
                lambda: self.steps.append(("applied", number)),
            )
        )

    def run(self, until: Callable[[], bool]) -> None:
        async def work() -> None:
            task = asyncio.create_task(self.intake.run())
            async with asyncio.timeout(20):
                while not until():
                    assert not task.done(), task.exception()
                    await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(work())

    def of(self, number: int) -> list[str]:
        return [step for step, its in self.steps if its == number]

    def numbers(self, step: str) -> list[int]:
        return [number for its, number in self.steps if its == step]


ORDER = ["journaled", "safe", "applying", "applied"]


def test_a_message_is_journaled_then_acknowledged_then_applied(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    bench = Bench(journal)
    for number in (1, 2, 3):
        bench.take(number)
    bench.run(lambda: bench.intake.position == 3)
    for number in (1, 2, 3):
        assert bench.of(number) == ORDER
    for step in ORDER:
        assert bench.numbers(step) == [1, 2, 3]
    journal.close()


def test_nothing_is_acknowledged_while_the_journal_fails_and_all_of_it_afterwards(
    tmp_path: Path,
) -> None:
    journal = journal_in(tmp_path)
    journal.failures = 3
    bench = Bench(journal)
    bench.take(1)
    bench.run(lambda: bench.intake.failure is not None)
    assert bench.steps == []
    assert journal.last == 0
    bench = Bench(journal)
    bench.take(1)
    bench.take(2)
    bench.run(lambda: bench.intake.position == 2)
    assert bench.slept == [1] * len(bench.slept) != []
    assert bench.intake.failure is None
    assert bench.of(1) == bench.of(2) == ORDER
    journal.close()


def test_without_a_journal_a_message_is_safe_once_it_is_taken() -> None:
    bench = Bench(None)
    bench.take(1)
    bench.run(lambda: bench.of(1) == ORDER[1:])
    assert bench.intake.position == 0


def test_a_message_that_fails_holds_up_neither_the_others_nor_who_waits_for_it(
    tmp_path: Path,
) -> None:
    def fail(one: Received) -> None:
        if one.body == b"2":
            raise ValueError("unforeseen")

    journal = journal_in(tmp_path)
    bench = Bench(journal, fail)
    for number in (1, 2, 3):
        bench.take(number)
    bench.run(lambda: bench.intake.position == 3)
    assert bench.numbers("applied") == [1, 2, 3]
    journal.close()


def test_what_is_journaled_is_applied_before_the_end(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    bench = Bench(journal)
    for number in range(1, 101):
        bench.take(number)
    bench.run(lambda: journal.last == 100)
    assert bench.numbers("applied") == list(range(1, 101))
    assert bench.intake.position == 100
    journal.close()


def test_a_part_of_it_that_breaks_is_not_silent(tmp_path: Path) -> None:
    class Broken(Failing):
        def append(self, messages: Iterable[Received]) -> int:
            raise ZeroDivisionError

    journal = Broken(tmp_path, lambda: 1)
    journal.steps = []
    bench = Bench(journal)
    bench.take(1)
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(bench.intake.run())
    assert caught.value.subgroup(ZeroDivisionError) is not None
    journal.close()


def test_no_more_is_acknowledged_ahead_of_the_picture_than_is_allowed(tmp_path: Path) -> None:
    """As with a provider: the next message comes once one before it was acknowledged."""
    journal = journal_in(tmp_path)
    held = most = 0
    size, room, ahead = 100, 1_000, 5
    bench = Bench(journal, held_bytes=room)
    next_number = ahead + 1

    def note() -> bool:
        nonlocal held, most, next_number
        safe = len(bench.numbers("safe"))
        most = max(most, safe - len(bench.numbers("applied")))
        while next_number <= min(safe + ahead, 60):
            bench.take(next_number, size)
            next_number += 1
        return bench.intake.position == 60

    for number in range(1, ahead + 1):
        bench.take(number, size)
    bench.run(note)
    # What is on its way when the room is gone comes on top, and is bounded by the prefetch.
    assert 0 < most <= room // size + ahead
    assert bench.numbers("applied") == list(range(1, 61))
    journal.close()


def test_who_is_full_takes_no_more_until_there_is_room(tmp_path: Path) -> None:
    async def run() -> None:
        bench = Bench(journal, held_bytes=50)
        task = asyncio.create_task(bench.intake._journal_all())
        bench.take(1, 100)
        while not bench.numbers("safe"):
            await asyncio.sleep(0)
        bench.take(2, 100)
        for _ in range(20):
            await asyncio.sleep(0)
        assert bench.numbers("safe") == [1]
        assert bench.intake.waiting == 2
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        working = asyncio.create_task(bench.intake.run())
        while bench.intake.position < 2:
            await asyncio.sleep(0)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        assert bench.of(2) == ORDER

    journal = journal_in(tmp_path)
    asyncio.run(run())
    journal.close()


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.integers(0, 2)), max_size=12),
    st.integers(1, 400),
)
def test_in_any_course_the_order_holds_for_each_message_and_among_them(
    tmp_path_factory: pytest.TempPathFactory, course: list[tuple[int, int, int]], held: int
) -> None:
    journal = journal_in(tmp_path_factory.mktemp("journal"))
    bench = Bench(journal, held_bytes=held)

    async def run() -> int:
        number = 0
        task = asyncio.create_task(bench.intake.run())
        for count, turns, failures in course:
            journal.failures += failures
            for _ in range(count):
                number += 1
                bench.take(number, 50)
            for _ in range(turns):
                await asyncio.sleep(0)
        async with asyncio.timeout(20):
            while bench.intake.position < number:
                await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return number

    count = asyncio.run(run())
    for step in ORDER:
        assert bench.numbers(step) == list(range(1, count + 1))
    for number in range(1, count + 1):
        assert bench.of(number) == ORDER
    assert [int(entry.recorded.body) for entry in journal.read()] == list(range(1, count + 1))
    journal.close()
