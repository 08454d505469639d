"""The events that v2 lists, by status, in order of start and id."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from touchline.board.facts import is_listed, start_of
from touchline.board.parts import sport_of
from touchline.board.picture import Picture
from touchline.model.catalogue import league_priority
from touchline.model.event import Event
from touchline.surfaces.v2.matches import status_of
from touchline.surfaces.v2.structs import Status

STATUSES: Final[tuple[Status, ...]] = ("upcoming", "live", "completed")


class Chosen(NamedTuple):
    """Which events are wanted; ids are those of the feed, `starts` unix ms, its end left out."""

    statuses: frozenset[Status] = frozenset(STATUSES)
    sport: str | None = None
    league: int | None = None
    location: int | None = None
    starts: tuple[int, int] | None = None


class Schedule:
    """The listed events of a picture; `version` grows whenever any may have moved."""

    def __init__(self, picture: Picture) -> None:
        """List the events of a picture."""
        self._picture = picture
        self._by_status: dict[Status, list[Event]] | None = None
        self._starts: dict[Status, list[int]] = {}
        self._prioritized: list[Event] | None = None
        self.version = 0

    def invalidate(self) -> None:
        """Note that events may have entered, left or moved."""
        self._by_status = None
        self._prioritized = None
        self.version += 1

    def events(self, status: Status) -> Sequence[Event]:
        """Return the events of a status by start, then id; those without a start come first."""
        return self._listed()[status]

    def chosen(self, chosen: Chosen) -> list[Event]:
        """Return the events that are wanted, by start, then id."""
        found: list[Event] = []
        for status in STATUSES:
            if status in chosen.statuses:
                found.extend(
                    event for event in self._between(status, chosen) if _is_wanted(event, chosen)
                )
        return found if len(chosen.statuses) == 1 else sorted(found, key=_start_and_id)

    def prioritized(self) -> Sequence[Event]:
        """Return the live events by priority of their league, its live events, its id.

        Within a league by start, then id (DECISIONS 17, 26).
        """
        if self._prioritized is None:
            leagues: dict[int, list[Event]] = {}
            for event in self.events("live"):
                leagues.setdefault(_league(event) or 0, []).append(event)
            ordered = sorted(leagues.items(), key=_league_order)
            self._prioritized = [event for _, events in ordered for event in events]
        return self._prioritized

    def _between(self, status: Status, chosen: Chosen) -> Iterable[Event]:
        listed = self._listed()[status]
        if chosen.starts is None:
            return listed
        starts = self._starts[status]
        first, last = (bisect_left(starts, edge) for edge in chosen.starts)
        return (event for event in listed[first:last] if start_of(event) is not None)

    def _listed(self) -> dict[Status, list[Event]]:
        if self._by_status is None:
            listed: dict[Status, list[Event]] = {status: [] for status in STATUSES}
            for event in self._picture.board.events.values():
                if is_listed(event):
                    listed[status_of(event)].append(event)
            for status, events in listed.items():
                events.sort(key=_start_and_id)
                self._starts[status] = [_start_and_id(event)[0] for event in events]
            self._by_status = listed
        return self._by_status


def _start_and_id(event: Event) -> tuple[int, int]:
    start = start_of(event)
    return -(2**62) if start is None else start, event.id


def _league(event: Event) -> int | None:
    league = event.fixture.league if event.fixture is not None else None
    return None if league is None else league.id


def _league_order(item: tuple[int, list[Event]]) -> tuple[int, int, int]:
    league_id, events = item
    fixture = events[0].fixture
    league = fixture.league if fixture is not None else None
    name = None if league is None else league.name
    return -league_priority(None if league is None else league_id, name), -len(events), league_id


def _is_wanted(event: Event, chosen: Chosen) -> bool:
    fixture = event.fixture
    if fixture is None:
        return False
    if chosen.league is not None and _league(event) != chosen.league:
        return False
    if chosen.location is not None and (
        fixture.location is None or fixture.location.id != chosen.location
    ):
        return False
    return chosen.sport is None or sport_of(event).slug == chosen.sport
