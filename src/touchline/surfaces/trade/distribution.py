"""The distribution: each package's queue at a broker, kept up with the picture."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final

from aiormq import Channel

from touchline.base.clock import Clock, monotonic_clock
from touchline.base.errors import SourceError
from touchline.board.board import Board
from touchline.board.change import Change
from touchline.board.picture import Picture
from touchline.brokers.address import BrokerAddress
from touchline.brokers.connection import connected, end_of, is_cancelled, unexpected
from touchline.brokers.outbox import QueueFullError, QueueGoneError
from touchline.brokers.queues import Queues
from touchline.surfaces.trade.directory import OFF, DistributionStatus, Subscriptions
from touchline.surfaces.trade.envelopes import Envelopes
from touchline.surfaces.trade.outlet import Outlet
from touchline.surfaces.trade.package import Package
from touchline.surfaces.trade.queue_room import Bounds, room_in, standing_of
from touchline.surfaces.trade.turns import Turns

_BEAT_SECONDS: Final = 0.25
_HURRIED_SECONDS: Final = 0.01
_WATCH_SECONDS: Final = 1.0
_ROOM_SECONDS: Final = 0.1
_LEAST_RETRY_SECONDS: Final = 0.5
_MOST_RETRY_SECONDS: Final = 30.0
_log = logging.getLogger(__name__)


class Distribution:
    """Publishes the picture to the queue of each package that is switched on.

    It listens to the picture and never holds it up: a package whose queue overflows, or for which
    too many messages wait while the broker is away or slow, is switched off, and `switched_off` is
    called with its id.
    """

    def __init__(
        self,
        picture: Picture,
        address: BrokerAddress,
        *,
        new_guid: Callable[[], str],
        bounds: Bounds,
        turns: Turns | None = None,
        switched_off: Callable[[int], None] = lambda _: None,
        monotonic: Clock = monotonic_clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Listen to a picture, behind its `turns`; nothing is published until `run`."""
        self.address = address
        self.given_up = 0
        self._failure: SourceError | None = None
        self._refused: dict[int, SourceError] = {}
        self._picture = picture
        self._new_guid = new_guid
        self._bounds = bounds
        self._switched_off = switched_off
        self._monotonic = monotonic
        self._sleep = sleep
        self._outlets: dict[int, Outlet] = {}
        self._known: dict[int, DistributionStatus] = {}
        self._envelopes: dict[int, Envelopes] = {}
        self._confirmed: dict[int, int] = {}
        self._begun: set[Outlet] = set()
        self._changed = asyncio.Event()
        self._queues: Queues | None = None
        self._turns = turns or Turns(picture)
        picture.listen(self._listen)

    @property
    def failure(self) -> SourceError | None:
        """What is wrong with the broker, or else with the queue of a package."""
        return self._failure or next(iter(self._refused.values()), None)

    @property
    def packages(self) -> frozenset[int]:
        """The packages that are switched on."""
        return frozenset(self._outlets)

    @property
    def waiting(self) -> int:
        """How many messages wait for the broker."""
        return sum(len(outlet.outbox) for outlet in self._outlets.values())

    def switch_on(
        self, package: Package, subscriptions: Subscriptions, *, tells_all: bool = False
    ) -> bool:
        """Begin to tell a package of the picture; return whether it was off.

        Who starts it takes a snapshot, and is told what changes. Where nobody knows what a
        customer holds, as after a restart of the server, `tells_all` brings everything whole.
        """
        known = self._outlets.get(package.id)
        if known is not None and known.package == package:
            return False
        if known is not None:
            self.switch_off(package.id)
        board = self._picture.board
        envelopes = self._envelopes.get(package.id)
        if envelopes is None or envelopes.form is not package.form:
            # Whoever stops and starts within a second is not told the same numbers again.
            envelopes = self._envelopes[package.id] = Envelopes(package.form, self._new_guid)
        outlet = Outlet(package, envelopes, subscriptions, self._turns, board)
        if tells_all or known is not None:
            outlet.tell_all(board)
        self._outlets[package.id] = outlet
        self._changed.set()
        return known is None

    def switch_off(self, package_id: int) -> bool:
        """Tell a package nothing more; return whether it was on. Its queue stays."""
        self._changed.set()
        self._known.pop(package_id, None)
        self._refused.pop(package_id, None)
        return self._outlets.pop(package_id, None) is not None

    def order(self, package_id: int, subscriptions: Subscriptions) -> None:
        """Take what a package ordered."""
        outlet = self._outlets.get(package_id)
        if outlet is not None:
            outlet.order(subscriptions)

    def status(self, package_id: int) -> DistributionStatus:
        """Return how the distribution of a package stands, as seen within the last second."""
        if package_id not in self._outlets:
            return OFF
        return self._known.get(package_id, OFF)._replace(is_on=True)

    async def look(self, package_id: int) -> DistributionStatus:
        """Return how the distribution of a package stands; a queue nobody watches, as now."""
        status, queues = self.status(package_id), self._queues
        if package_id in self._known or queues is None:
            return status
        # What fails of the broker is told elsewhere.
        with contextlib.suppress(SourceError):
            standing = await queues.standing(Package(package_id).queue)
            if standing is not None:
                return status._replace(messages=standing.messages, consumers=standing.consumers)
        return status

    async def prepare(self, package_id: int) -> None:
        """Make the queue of a package where there is none, so that its customer may consume it.

        Raises SourceError where the broker is away, or refuses.
        """
        if self._queues is not None:
            await self._queues.make(Package(package_id).queue, self._bounds.queue)
        elif self._failure is not None:
            raise self._failure

    async def run(self) -> None:
        """Publish until cancelled, whatever happens to the broker."""
        beating = asyncio.create_task(self._beat())
        try:
            await self._keep_connected()
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    def _listen(self, changes: Sequence[Change]) -> None:
        if not changes:
            # Another picture stands in the place of the one that was told of.
            for outlet in self._outlets.values():
                outlet.begin_anew(self._picture.board)
                outlet.tell_all(self._picture.board)
            return
        board, now, monotonic = self._picture.board, self._now(), self._monotonic()
        self._each(lambda outlet: outlet.tell(changes, board, now, monotonic))
        self._catch_up(board, now)

    async def _beat(self) -> None:
        """Send what falls due by time alone, for ever."""
        while True:
            board, now, monotonic = self._picture.board, self._now(), self._monotonic()
            self._each(partial(Outlet.beat, board=board, now=now, monotonic=monotonic))
            is_behind = self._catch_up(board, now)
            await self._sleep(_HURRIED_SECONDS if is_behind else _BEAT_SECONDS)

    def _catch_up(self, board: Board, now: int) -> bool:
        """Tell more of what is put off; return whether anything was for which there is room."""
        behind = [one for one in self._outlets.values() if one.is_behind]
        rooms = [(one, room) for one in behind if (room := self._room_for_more(one)) > 0]
        for outlet, room in rooms:
            self._try(outlet, partial(Outlet.catch_up, board=board, now=now, room=room))
        return bool(rooms)

    def _room_for_more(self, outlet: Outlet) -> int:
        """Return how much of what is put off may wait: its customer sets that pace.

        Its queue is looked at once a second; until then nobody is known to consume.
        """
        package = outlet.package.id
        known = self._known.get(package)
        if known is None:
            return 0
        since = outlet.outbox.confirmed - self._confirmed.get(package, 0)
        return self._bounds.queue // 2 - known.messages - since

    def _each(self, tell: Callable[[Outlet], None]) -> None:
        for outlet in list(self._outlets.values()):
            self._try(outlet, tell)

    def _try(self, outlet: Outlet, tell: Callable[[Outlet], None]) -> None:
        try:
            tell(outlet)
        except Exception:
            # A gap that nobody is told of would be worse than none at all.
            _log.exception("package %d was not told of a change", outlet.package.id)
            self._give_up(outlet, "a message could not be written")
        if len(outlet.outbox) > self._bounds.waiting:
            self._give_up(outlet, f"{len(outlet.outbox)} messages wait for the broker")

    def _now(self) -> int:
        return max(self._picture.board.now, self._picture.feed_clock())

    def _give_up(self, outlet: Outlet, reason: str) -> None:
        package = outlet.package.id
        if self._outlets.get(package) is outlet:
            self.switch_off(package)
            self.given_up += 1
            _log.warning("the distribution of package %d is switched off: %s", package, reason)
            self._switched_off(package)

    async def _keep_connected(self) -> None:
        retry = _LEAST_RETRY_SECONDS
        while True:
            try:
                async with connected(self.address) as connection:
                    _log.info("publishing to %s", self.address.where)
                    self._failure, self._queues = None, Queues(connection, self.address)
                    retry = _LEAST_RETRY_SECONDS
                    await self._publish(self._queues)
            except SourceError as error:
                self._fail(error)
            except asyncio.CancelledError as error:
                if is_cancelled():
                    raise
                # The broker's client ends by it what waited for an answer.
                self._fail(unexpected(self.address, error))
            except Exception as error:
                # Whatever it is, it is tried again, and somebody hears of it.
                self._fail(unexpected(self.address, error))
            finally:
                self._queues = None
                self._nobody_there()
            await self._sleep(retry)
            retry = min(2 * retry, _MOST_RETRY_SECONDS)

    def _nobody_there(self) -> None:
        """Note that the broker is away: nobody consumes, and nothing goes out."""
        for package, known in self._known.items():
            self._known[package] = known._replace(consumers=0, messages_per_second=0.0)

    def _fail(self, error: SourceError) -> None:
        """Tell what fails, once for as long as it is the same."""
        if str(error) != str(self._failure):
            _log.error("nothing is published: %s", error, exc_info=error.__cause__)
        self._failure = error

    def _refuse(self, package: int, error: SourceError) -> None:
        """Tell what the broker refuses of one package, once for as long as it is the same."""
        if str(error) != str(self._refused.get(package)):
            _log.error("package %d is not published: %s", package, error)
        self._refused[package] = error

    async def _publish(self, queues: Queues) -> None:
        """Publish on a connection until it ends. Raises SourceError."""
        tasks: dict[Outlet, asyncio.Task[None]] = {}
        changed = self._changed
        closing = queues.connection.closing
        closing.add_done_callback(lambda _: changed.set())
        watching = asyncio.create_task(self._watch(queues))
        watching.add_done_callback(lambda _: changed.set())
        try:
            while True:
                changed.clear()
                if closing.done():
                    raise SourceError(
                        "source-unreachable", end_of(closing), where=self.address.where
                    )
                for outlet in [*tasks]:
                    if tasks[outlet].done():
                        tasks.pop(outlet).result()
                    elif self._outlets.get(outlet.package.id) is not outlet:
                        await _ended([tasks.pop(outlet)])
                if watching.done():
                    watching.result()
                for outlet in self._outlets.values():
                    if outlet not in tasks:
                        task = asyncio.create_task(self._send(outlet, queues))
                        task.add_done_callback(lambda _: changed.set())
                        tasks[outlet] = task
                await changed.wait()
        finally:
            await _ended([watching, *tasks.values()])

    async def _send(self, outlet: Outlet, queues: Queues) -> None:
        """Send the messages of a package until it is switched off. Raises SourceError."""
        retry = _LEAST_RETRY_SECONDS
        while True:
            try:
                await self._send_until_off(outlet, queues)
            except QueueGoneError as error:
                _log.warning("%s; it is made anew", error)
            except SourceError as error:
                if error.code != "source-refused":
                    raise
                # What the broker refuses of one queue leaves those of others alone.
                self._refuse(outlet.package.id, error)
                await self._sleep(retry)
                retry = min(2 * retry, _MOST_RETRY_SECONDS)
            else:
                return

    async def _send_until_off(self, outlet: Outlet, queues: Queues) -> None:
        """Send until the queue is full, and switch the package off. Raises SourceError."""
        if await queues.make(outlet.package.queue, self._bounds.queue):
            # What was told went into a queue that is gone.
            outlet.begin_anew(self._picture.board)
        channel = await queues.channel()
        try:
            await self._make_room(outlet, queues, channel)
            self._begun.add(outlet)
            self._refused.pop(outlet.package.id, None)
            await outlet.outbox.send(channel, self.address)
        except QueueFullError as error:
            self._give_up(outlet, str(error))
        finally:
            self._begun.discard(outlet)
            await queues.close(channel)

    async def _make_room(self, outlet: Outlet, queues: Queues, channel: Channel) -> None:
        """Where the queue is full to begin with, send what there is room for, until all fits.

        Who starts a package over a full queue consumes what is in it first. Raises SourceError.
        """
        room = await room_in(outlet.package.queue, queues, self._bounds)
        if room > 0:
            return
        _log.info("package %d begins as there is room in its queue", outlet.package.id)
        while len(outlet.outbox) >= room:
            if room > 0:
                await outlet.outbox.send(channel, self.address, room)
            await self._sleep(_ROOM_SECONDS)
            room = await room_in(outlet.package.queue, queues, self._bounds)

    async def _watch(self, queues: Queues) -> None:
        """Look at every queue about once a second, for ever. Raises SourceError."""
        confirmed: dict[Outlet, tuple[int, int]] = {}
        while True:
            for outlet in list(self._outlets.values()):
                standing = await standing_of(outlet.package.queue, queues)
                if standing is None:
                    continue
                now, count = self._monotonic(), outlet.outbox.confirmed
                since, before = confirmed.get(outlet, (now, count))
                confirmed[outlet] = now, count
                rate = (count - before) * 1_000 / max(now - since, 1)
                if self._outlets.get(outlet.package.id) is outlet:
                    self._confirmed[outlet.package.id] = count
                    self._known[outlet.package.id] = DistributionStatus(
                        True, standing.consumers, standing.messages, rate
                    )
                if standing.messages >= self._bounds.queue and outlet in self._begun:
                    self._give_up(outlet, f"{standing.messages} messages are in its queue")
            on = set(self._outlets.values())
            confirmed = {outlet: seen for outlet, seen in confirmed.items() if outlet in on}
            await self._sleep(_WATCH_SECONDS)


async def _ended(tasks: Sequence["asyncio.Task[Any]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
