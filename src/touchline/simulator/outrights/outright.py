"""What races and seasons have in common: their messages, their one market, what is to be seen."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from random import Random
from typing import Final, NamedTuple

import msgspec

from touchline.model.catalogue import Sport
from touchline.model.enums import (
    COMPLETED_STATUSES,
    KEPT_ALIVE_STATUSES,
    CompetitionType,
    FixtureStatus,
    MessageType,
    Settlement,
)
from touchline.model.fixture import OutrightFixture, OutrightScore
from touchline.model.market import MarketUpdate
from touchline.model.message import Body, Competition, EventUpdate
from touchline.simulator.agenda import Agenda
from touchline.simulator.bookmakers import draw
from touchline.simulator.envelope import Said
from touchline.simulator.outrights.prices import OutrightMarket, ParticipantChances
from touchline.simulator.quotes import Reason

KEPT_MS: Final = 86_400_000
"""How long after its end an outright can still be seen (reference feed-protocol 5, retention)."""
SETTLED_AFTER: Final = (60_000, 80_000)
"""How long after it was decided a bet is settled (ms)."""


class Node(NamedTuple):
    """A competition above an outright: a track, a league or a season."""

    type: CompetitionType
    id: int
    name: str


class Kinds(NamedTuple):
    """The types of the messages of an outright."""

    fixture: MessageType
    markets: MessageType
    settlements: MessageType


class OutrightTruth(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be seen of an outright now, once everything that was told has arrived.

    `path` are the competitions that it stands under, root first. `market` holds every bet, of
    each bookmaker and the calculated ones, as it stands.
    """

    fixture_id: int
    path: tuple[Node, ...]
    is_season: bool
    fixture: OutrightFixture
    market: MarketUpdate
    score: OutrightScore | None = None


class Outright:
    """An event of many participants, told as it goes.

    A race or a season says what it is (`_described`) and how likely each of its participants is
    to win (`chances`). `hurry` divides the time that bookmakers take to follow.
    """

    kinds: Kinds
    sport: Sport
    hurry = 1.0
    is_season = False

    def __init__(
        self,
        fixture_id: int,
        path: tuple[Node, ...],
        market: OutrightMarket,
        agenda: Agenda,
        random: Random,
    ) -> None:
        """Begin before the start, with nothing told."""
        self.fixture_id = fixture_id
        self.path = path
        self.market = market
        self.status = FixtureStatus.NOT_STARTED
        self.over_since: int | None = None
        self.score: OutrightScore | None = None
        self.fixture = OutrightFixture()
        self._agenda = agenda
        self._random = random

    def chances(self) -> ParticipantChances:
        """Return how likely each participant is to win."""
        raise NotImplementedError

    def truth(self) -> OutrightTruth:
        """Return what is to be seen now."""
        return OutrightTruth(
            fixture_id=self.fixture_id,
            path=self.path,
            is_season=self.is_season,
            fixture=self.fixture,
            market=self.market.whole(),
            score=self.score,
        )

    def tell_all(self, now: int) -> None:
        """Tell everything that there is by now."""
        self._tell_fixture()
        if self._takes_bets(now):
            self.market.follow_all(self.chances(), now)
        self._tell_news()
        self._tell_score()

    def _described(self, now: int) -> OutrightFixture:
        raise NotImplementedError

    def _takes_bets(self, now: int) -> bool:
        raise NotImplementedError

    # Prices

    def _follow(self, now: int) -> None:
        """Let each bookmaker price the chances after its lag."""
        if self._agenda.is_unseen:
            return
        for bookmaker, lag in self.market.lags():
            wait = int(draw(lag, self._random) / self.hurry)
            self._agenda.plan(now + wait, partial(self._price, bookmaker))

    def _price(self, bookmaker: int, now: int) -> None:
        if self._takes_bets(now):
            self.market.follow(bookmaker, self.chances(), now)
            self._tell_news()

    def _close(self, now: int) -> None:
        """Let each bookmaker stop taking bets as soon as it reacts."""
        if self._agenda.is_unseen:
            self.market.follow_all(self.chances(), now)
            self.market.suspend_all(Reason.FIXTURE_STATUS, now)
            return
        for bookmaker, reaction in self.market.reactions():
            self._agenda.plan(now + draw(reaction, self._random), partial(self._suspend, bookmaker))

    def _suspend(self, bookmaker: int, now: int) -> None:
        self.market.suspend(bookmaker, Reason.FIXTURE_STATUS, now)
        self._tell_news()

    def _settle_later(
        self,
        endings: Mapping[int, Settlement],
        now: int,
        after: tuple[int, int] = SETTLED_AFTER,
    ) -> None:
        settled_at = now + draw(after, self._random)
        self._agenda.plan(settled_at, partial(self._settle, endings))

    def _settle(self, endings: Mapping[int, Settlement], now: int) -> None:
        self.market.settle(endings, now)
        self._tell_news()

    # What is told

    def _set_status(self, status: FixtureStatus, now: int) -> None:
        self.status = status
        if status in COMPLETED_STATUSES:
            self.over_since = now
        self._describe(now)

    def _describe(self, now: int) -> None:
        self.fixture = self._described(now)
        self._tell_fixture()

    def _tell_fixture(self) -> None:
        if self.is_season:
            update = EventUpdate(fixture_id=self.fixture_id, outright_league=self.fixture)
        else:
            update = EventUpdate(fixture_id=self.fixture_id, outright_fixture=self.fixture)
        self._tell(self.kinds.fixture, update)

    def _tell_score(self) -> None:
        if self.score is not None:
            update = EventUpdate(fixture_id=self.fixture_id, outright_score=self.score)
            self._tell(MessageType.OUTRIGHT_SCORE, update)

    def _tell_news(self) -> None:
        if self._agenda.is_unseen:
            return
        for settled, kind in ((False, self.kinds.markets), (True, self.kinds.settlements)):
            news = self.market.news(settled=settled)
            if news is not None:
                self._tell(kind, EventUpdate(fixture_id=self.fixture_id, markets=[news]))

    def _tell(self, kind: MessageType, update: EventUpdate) -> None:
        self._agenda.tell(
            Said(
                kind,
                Body(competition=_in_tree(self.path, update)),
                fixture_id=self.fixture_id,
                sport_id=self.sport.feed_id,
                market_id=self.market.id if update.markets else None,
            )
        )


class Outrights:
    """Outrights that come and go for ever."""

    def __init__(self, random: Random) -> None:
        """Begin with none; what is planned before `_open` happens unseen."""
        self._random = random
        self._agenda = Agenda()
        self._held: dict[int, Outright] = {}

    def due(self) -> int:
        """Return the feed time (unix ms) of what comes next."""
        return self._agenda.due()

    def work(self, now: int) -> Sequence[Said]:
        """Do what is due until a feed time (unix ms) and return what is told of it."""
        return self._agenda.work(now)

    def kept_alive(self) -> list[int]:
        """Return the fixtures that a keep-alive lists now."""
        return [one.fixture_id for one in self.held() if one.status in KEPT_ALIVE_STATUSES]

    def truths(self) -> Iterator[OutrightTruth]:
        """Yield what is to be seen of each outright now."""
        return (one.truth() for one in self.held())

    def held(self) -> Iterator[Outright]:
        """Yield those that were announced, and those that are over since less than a day."""
        return iter(self._held.values())

    def _open(self, start_at: int) -> None:
        self._agenda.open(start_at, self._tell_all)

    def _tell_all(self, now: int) -> None:
        for one in self.held():
            one.tell_all(now)

    def _hold(self, outright: Outright, ends_at: int) -> None:
        """Hold an outright until it has been over for a while; it ends at about `ends_at`."""
        self._held[outright.fixture_id] = outright
        self._agenda.plan(ends_at + KEPT_MS, partial(self._leave, outright))

    def _leave(self, outright: Outright, now: int) -> None:
        if outright.over_since is not None and outright.over_since + KEPT_MS <= now:
            del self._held[outright.fixture_id]
        else:
            self._hold(outright, outright.over_since or now)


def _in_tree(path: tuple[Node, ...], update: EventUpdate) -> Competition:
    *above, lowest = path
    competition = _competition(lowest, events=[update])
    for node in reversed(above):
        competition = _competition(node, competitions=[competition])
    return competition


def _competition(
    node: Node,
    *,
    events: list[EventUpdate] | None = None,
    competitions: list[Competition] | None = None,
) -> Competition:
    return Competition(
        id=node.id,
        name=node.name,
        type=int(node.type),
        events=events,
        competitions=competitions,
    )
