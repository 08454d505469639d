"""The simulator: every match, race and season in one stream of messages, in order of time."""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Final, Protocol

from touchline.archive.recordings import Recorded
from touchline.model.enums import KEPT_ALIVE_STATUSES, MessageType
from touchline.model.message import Body, KeepAlive
from touchline.simulator.desk import NEVER
from touchline.simulator.envelope import Envelope, Said
from touchline.simulator.faults import NO_FAULTS, Faults, disturb
from touchline.simulator.fixture_life import FixtureLife
from touchline.simulator.forecast import Game
from touchline.simulator.games.registry import GAMES, new_game
from touchline.simulator.match import HOME
from touchline.simulator.outrights.racing import Racing
from touchline.simulator.outrights.season import Seasons
from touchline.simulator.progress import winner_of
from touchline.simulator.schedule import Planned, Schedule
from touchline.simulator.trouble import Trouble
from touchline.simulator.world import Team, World

HEARTBEAT_MS: Final = 5_000
KEEP_ALIVE_MS: Final = 30_000
OPENING_MS: Final = 1_000
"""How long before its start everything that is there already is told."""


class Actor(Protocol):
    """Something that has messages to tell at times of its own."""

    def due(self) -> int:
        """Return the feed time (unix ms) of what comes next, `NEVER` for nothing."""
        ...

    def work(self, now: int) -> Sequence[Said]:
        """Return what is told at a feed time."""
        ...


class _Beat:
    """A message at regular times."""

    def __init__(self, first: int, every: int, make: Callable[[], Said]) -> None:
        self._next = first
        self._every = every
        self._make = make

    def due(self) -> int:
        return self._next

    def work(self, now: int) -> Sequence[Said]:
        self._next += self._every
        return (self._make(),)


class Simulator:
    """A feed of made-up matches that never ends; the same arguments make the same bytes."""

    def __init__(
        self,
        start_at: int,
        *,
        seed: int = 1,
        live: int = 40,
        sports: Sequence[str] = tuple(GAMES),
        faults: Faults = NO_FAULTS,
    ) -> None:
        """Begin at a feed time (unix ms) with about `live` matches under way.

        `sports` are slugs. `on_gone` is handed each match of which nothing more will be told.
        """
        self.on_gone: Callable[[FixtureLife], None] = lambda life: None
        self._seed = seed
        self._faults = faults
        self._now = start_at - OPENING_MS
        self._envelope = Envelope(self._random("envelope"))
        self._schedule = iter(
            Schedule(
                World(),
                self._random("schedule"),
                sports,
                live=live,
                start_at=start_at,
                winner_of=self.winner_of,
            )
        )
        self._next = next(self._schedule)
        self.outrights: Final = (
            Racing(self._random("racing"), self._now),
            Seasons(self._random("season"), self._now),
        )
        self._lives: dict[int, FixtureLife] = {}
        self._actors: list[tuple[int, int, Actor]] = []
        self._actors_added = 0

    @property
    def lives(self) -> Mapping[int, FixtureLife]:
        """The matches of which something is still to be told, by fixture."""
        return self._lives

    def winner_of(self, planned: Planned) -> Team:
        """Play a match that must be decided ahead of its time; return who will have won it.

        It is played from the same stream of chance as then.
        """
        side = winner_of(self._game(planned))
        return planned.home if side == HOME else planned.away

    def messages(self, until: int | None = None) -> Iterator[Recorded]:
        """Yield the messages that are made until a feed time (unix ms; None for ever).

        They come in the order in which they are received. To be called once.
        """
        end = NEVER if until is None else until
        return disturb(self._undisturbed(end), self._faults, self._random("faults"))

    def _undisturbed(self, end: int) -> Iterator[Recorded]:
        for actor in self._standing(self._now):
            self._await(actor)
        while True:
            due = self._actors[0][0]
            if min(due, self._next.announced_at) > end:
                return
            if self._next.announced_at <= due:
                self._await(self._born())
                continue
            self._now, _, actor = heapq.heappop(self._actors)
            yield from self._wrapped(actor.work(self._now))
            self._carry_on(actor)

    def _standing(self, opening: int) -> Iterator[Actor]:
        """Yield what is there all the time, beside matches that come and go."""
        yield _Beat(opening, HEARTBEAT_MS, lambda: Said(MessageType.HEARTBEAT))
        yield _Beat(opening, KEEP_ALIVE_MS, self._keep_alive)
        yield from self.outrights
        yield Trouble(self._faults, self._random("trouble"), opening, self._lives)

    def _born(self) -> FixtureLife:
        planned, self._next = self._next, next(self._schedule)
        fixture_id = planned.fixture_id
        game = self._game(planned)
        life = FixtureLife(planned, game, self._faults, self._random(f"life {fixture_id}"))
        life.open(max(planned.announced_at, self._now))
        self._lives[fixture_id] = life
        return life

    def _game(self, planned: Planned) -> Game:
        return new_game(planned.contest, self._random(f"game {planned.fixture_id}"))

    def _await(self, actor: Actor) -> None:
        self._actors_added += 1
        heapq.heappush(self._actors, (actor.due(), self._actors_added, actor))

    def _carry_on(self, actor: Actor) -> None:
        if actor.due() < NEVER:
            self._await(actor)
        elif isinstance(actor, FixtureLife):
            del self._lives[actor.fixture_id]
            self._envelope.forget(actor.fixture_id)
            self.on_gone(actor)

    def _wrapped(self, said: Sequence[Said]) -> Iterator[Recorded]:
        return (self._envelope.wrap(one, self._now) for one in said)

    def _keep_alive(self) -> Said:
        active = [
            life.fixture_id for life in self._lives.values() if life.status in KEPT_ALIVE_STATUSES
        ]
        for outrights in self.outrights:
            active += outrights.kept_alive()
        return Said(
            MessageType.KEEP_ALIVE, Body(keep_alive=KeepAlive(active_events=sorted(active)))
        )

    def _random(self, name: str) -> Random:
        """Return a stream of chance of its own, so that no actor depends on another's."""
        return Random(f"{self._seed} {name}")
