"""The events that v1 lists, live or still to come, by sport and league and in order."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from touchline.board.change import Change
from touchline.board.facts import is_completed, is_listed, is_live, moves_events, start_of
from touchline.board.parts import sport_of
from touchline.board.picture import Picture
from touchline.model.catalogue import Sport, league_priority
from touchline.model.event import Event


class Listing:
    """The events of one moment; what is asked of them is found once."""

    def __init__(self, events: Iterable[Event]) -> None:
        """List those of the events that are live or still to come."""
        self.events: Sequence[Event] = [event for event in events if _is_current(event)]

    @cached_property
    def by_sport(self) -> Mapping[int, tuple[Sport, Sequence[Event]]]:
        """The events by v1's sport id."""
        return _by_sport(self.events)

    @cached_property
    def live(self) -> Mapping[int, tuple[Sport, Sequence[Event]]]:
        """The live events by v1's sport id; a sport without any is left out."""
        return _by_sport(filter(is_live, self.events))

    @cached_property
    def by_league(self) -> Mapping[int, Sequence[Event]]:
        """The events by the feed's league id, live ones first, by start, then id."""
        found: dict[int, list[Event]] = {}
        for event in sorted(self.events, key=_live_first):
            league_id = league_id_of(event)
            if league_id is not None:
                found.setdefault(league_id, []).append(event)
        return found

    @cached_property
    def top(self) -> Sequence[Event]:
        """The events by the priority of their league, live ones first, by start, then id."""
        return sorted(self.events, key=_by_priority)

    @cached_property
    def top_by_sport(self) -> Mapping[int, Sequence[Event]]:
        """Those in the same order by v1's sport id."""
        return {
            sport_id: sorted(events, key=_by_priority)
            for sport_id, (_, events) in self.by_sport.items()
        }


class Current:
    """The listing of a picture, and the leagues that it was ever told of.

    `version` grows whenever events may have entered, left or moved.
    """

    def __init__(self, picture: Picture) -> None:
        """List the events of a picture."""
        self._picture = picture
        self._listing: Listing | None = None
        self._leagues: set[int] = set()
        self.version = 0
        self._meet(picture.board.events.values())
        picture.listen(self._on_changes)

    @property
    def listing(self) -> Listing:
        """The events as they are now."""
        if self._listing is None:
            self._listing = Listing(self._picture.board.events.values())
        return self._listing

    def knows_league(self, league_id: int) -> bool:
        """Tell whether an event was ever in a league of the feed."""
        return league_id in self._leagues

    def _on_changes(self, changes: Sequence[Change]) -> None:
        events = self._picture.board.events
        if not changes:
            self._move(events.values())
        elif any(moves_events(change) for change in changes):
            told = (events.get(change.event) for change in changes if change.event is not None)
            self._move(event for event in told if event is not None)

    def _move(self, events: Iterable[Event]) -> None:
        self._listing = None
        self.version += 1
        self._meet(events)

    def _meet(self, events: Iterable[Event]) -> None:
        self._leagues.update(
            league_id for league_id in map(league_id_of, events) if league_id is not None
        )


def league_id_of(event: Event) -> int | None:
    """Return the feed's id of the event's league."""
    league = event.fixture.league if event.fixture is not None else None
    return None if league is None else league.id


def _by_sport(events: Iterable[Event]) -> dict[int, tuple[Sport, list[Event]]]:
    found: dict[int, tuple[Sport, list[Event]]] = {}
    for event in events:
        sport = sport_of(event)
        found.setdefault(sport.v1.id, (sport, []))[1].append(event)
    return found


def _is_current(event: Event) -> bool:
    return is_listed(event) and not is_completed(event)


def _by_priority(event: Event) -> tuple[int, bool, int, int]:
    league = event.fixture.league if event.fixture is not None else None
    priority = league_priority(league.id, league.name) if league is not None else 0
    return -priority, *_live_first(event)


def _live_first(event: Event) -> tuple[bool, int, int]:
    return not is_live(event), start_of(event) or 0, event.id
