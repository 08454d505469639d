"""What packages order one by one: fixtures, leagues and outrights."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

from touchline.board.board import Board
from touchline.board.competitions import lineage
from touchline.model.enums import COMPLETED_STATUSES, CompetitionType
from touchline.model.event import CompetitionKey, Event
from touchline.model.instants import milliseconds
from touchline.surfaces.trade.directory import Subscriptions
from touchline.surfaces.trade.lists import is_listed
from touchline.surfaces.trade.requests import (
    League,
    MetadataRequest,
    OutrightCompetition,
    ScheduleRequest,
    read_day,
)
from touchline.surfaces.trade.selection import Scope

Row = dict[str, Any]
_CREDITS: Final = 2**31 - 1
"""Nothing limits how much a package orders, and clients read the limit as an int32."""

LeagueKey = tuple[int, int, int]
Some = TypeVar("Some")


class Ordering:
    """What a package ordered, as requests change it; `changed` is what it is then."""

    def __init__(self, before: Subscriptions, board: Board) -> None:
        """Begin with what was ordered; what there is stands on the board."""
        self._before = before
        self._board = board
        self._fixtures = set(before.fixtures)
        self._leagues = set(before.leagues)
        self._outrights = set(before.outrights)

    @property
    def changed(self) -> Subscriptions:
        """What is ordered now."""
        return Subscriptions(
            frozenset(self._fixtures), frozenset(self._leagues), frozenset(self._outrights)
        )

    @property
    def is_changed(self) -> bool:
        """Whether anything was ordered or given back."""
        return self.changed != self._before

    def fixtures(self, ids: Iterable[int], *, is_wanted: bool) -> Row:
        """Order fixtures, or give them back; return what became of each."""
        rows = []
        for number in dict.fromkeys(ids):
            error = self._fixture_error(number, is_wanted)
            if error is None:
                _hold(self._fixtures, number, is_wanted)
            rows.append({"FixtureId": number, "Success": error is None, "ErrorMessage": error})
        return {"Fixtures": rows}

    def leagues(self, asked: Iterable[League], *, is_wanted: bool) -> Row:
        """Order leagues, or give them back; return what became of each."""
        rows = []
        known: dict[int, set[LeagueKey]] = {}
        for one in _league_keys(self._board) if is_wanted else self._leagues:
            known.setdefault(one[2], set()).add(one)
        for league in asked:
            found = [one for one in known.get(league.league_id, ()) if _is_meant(league, one)]
            key, message = _only(found, is_wanted)
            if key is not None:
                _hold(self._leagues, key, is_wanted)
                if not is_wanted:
                    known[league.league_id].discard(key)
            sport, location, _ = key or (league.sport_id, league.location_id, None)
            rows.append(
                {
                    "LeagueId": league.league_id,
                    "SportId": sport,
                    "LocationId": location,
                    "Success": key is not None,
                    "Message": message,
                }
            )
        return {"Subscription": rows}

    def outrights(self, asked: Iterable[OutrightCompetition], *, is_wanted: bool) -> Row:
        """Order the outrights in competitions, or give them back; return what became of each."""
        rows = []
        known = {number for _, number in self._board.competitions}
        for one in asked:
            number = one.league_id or one.competition_id
            message = None
            if not number:
                message = "It names no LeagueId."
            elif is_wanted and number not in known:
                message = "There is no such competition."
            elif not is_wanted and number not in self._outrights:
                message = "The competition is not subscribed."
            else:
                _hold(self._outrights, number, is_wanted)
            rows.append(
                {
                    # One client reads the one name, another the other.
                    "leagueId": number,
                    "CompetitionId": number,
                    "SportId": one.sport_id,
                    "LocationId": one.location_id,
                    "Success": message is None,
                    "Message": message,
                }
            )
        return {"Subscription": rows}

    def _fixture_error(self, number: int, is_wanted: bool) -> str | None:
        event = self._board.events.get(number)
        if not is_wanted:
            return None if number in self._fixtures else "The fixture is not subscribed."
        if event is None or not event.is_seen:
            return "There is no such fixture."
        return "The fixture is over." if event.status in COMPLETED_STATUSES else None


def _hold(held: set[Some], one: Some, is_wanted: bool) -> None:
    """Put one among what is held, or take it away."""
    if is_wanted:
        held.add(one)
    else:
        held.discard(one)


def _only(found: Sequence[LeagueKey], is_wanted: bool) -> tuple[LeagueKey | None, str | None]:
    """Return the one league that is meant, or why there is none."""
    if not found:
        missing = "There is no such league." if is_wanted else "The league is not subscribed."
        return None, missing
    if len(found) > 1:
        return None, "The league is in several locations; name SportId and LocationId."
    return found[0], None


def ordered_ids(events: Iterable[Event], request: ScheduleRequest) -> Row:
    """Return the ids of events that a package gets."""
    return {"Fixtures": sorted(event.id for event in events if is_listed(event, request))}


def ordered(events: Iterable[Event], request: MetadataRequest) -> Row:
    """Return the matches that a package gets and that start between two days, both included."""
    first = None if request.from_date is None else read_day(request.from_date, "FromDate")[0]
    last = None if request.to_date is None else read_day(request.to_date, "ToDate")[1]
    rows = []
    for event in events:
        said = event.fixture
        if said is None:
            continue
        start = milliseconds(said.start_date)
        if (first is not None and (start is None or start < first)) or (
            last is not None and (start is None or start > last)
        ):
            continue
        rows.append(
            {
                "FixtureId": event.id,
                "FixtureName": said.fixture_name,
                "StartDate": said.start_date,
                "LastUpdate": said.last_update,
                "SportId": said.sport.id if said.sport is not None else None,
                "LocationId": said.location.id if said.location is not None else None,
                "LeagueId": said.league.id if said.league is not None else None,
                "FixtureStatus": event.status,
                "Participants": [
                    {"ParticipantId": one.id, "ParticipantName": one.name}
                    for one in said.participants or ()
                ],
            }
        )
    return {"SubscribedFixtures": rows}


def schedule(events: Iterable[Event], request: ScheduleRequest) -> Row:
    """Return the matches that are played or will be, whatever a package gets: it may order them."""
    return {
        "Fixtures": [
            {
                "FixtureId": event.id,
                "Sport": said.sport,
                "Location": said.location,
                "League": said.league,
                "StartDate": said.start_date,
                "LastUpdate": said.last_update,
                "Status": event.status,
                "Participants": said.participants,
            }
            for event in events
            if (said := event.fixture) is not None
            and event.status not in COMPLETED_STATUSES
            and is_listed(event, request)
        ]
    }


def competitions(scope: Scope, request: ScheduleRequest) -> Row:
    """Return the nodes of the outright tree; subscribed are those of which the package gets one.

    Under a sport or location stand those that hold an outright of it.
    """
    board = scope.board
    held: set[CompetitionKey] = set()
    taken: set[CompetitionKey] = set()
    for event in board.seen_events():
        if event.fixture is None and is_listed(event, request):
            around = set(lineage(event.competition.value, board.competitions))
            held |= around
            taken |= around if scope.takes(event) else set()
    wanted = {0: held, 1: held - taken, 2: taken}[request.subscription_status]
    return {
        "Competitions": [
            {
                "Id": key[1],
                "Name": node.name.value,
                "Type": key[0],
                "TrackId": key[1] if key[0] == CompetitionType.TRACK else None,
            }
            for key, node in board.competitions.items()
            if key in wanted
        ]
    }


def tracks(board: Board) -> Row:
    """Return the tracks of races."""
    return {
        "Tracks": [
            {"Id": key[1], "Name": node.name.value}
            for key, node in board.competitions.items()
            if key[0] == CompetitionType.TRACK
        ]
    }


def quota(subscriptions: Subscriptions, month: tuple[str, str]) -> Row:
    """Return how much is ordered, in a month with its first day and the first of the next."""
    used = sum(map(len, subscriptions))
    return {
        "CreditRemaining": _CREDITS - used,
        "CreditLimit": _CREDITS,
        "UsedCredit": used,
        "CurrentPeriodStartDate": month[0],
        "CurrentPeriodEndDate": month[1],
    }


def _league_keys(board: Board) -> Iterable[LeagueKey]:
    for event in board.seen_events():
        said = event.fixture
        if said is not None and said.league and said.sport and said.location:
            yield said.sport.id, said.location.id, said.league.id


def _is_meant(league: League, key: LeagueKey) -> bool:
    """Tell whether a league of this id is meant; who cannot leave a number out sends 0."""
    sport, location, _ = key
    return league.sport_id in (None, 0, sport) and league.location_id in (None, 0, location)
