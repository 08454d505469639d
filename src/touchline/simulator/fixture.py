"""What is told of a planned match beside its play."""

from touchline.base.clock import format_time
from touchline.model.catalogue import sport_by_slug
from touchline.model.feed_struct import ExtraData, Named
from touchline.model.fixture import Fixture, Participant, Subscription
from touchline.model.fixture import League as FeedLeague
from touchline.model.fixture import Venue as FeedVenue
from touchline.simulator.schedule import Planned
from touchline.simulator.world import Gender, Team, Venue

_IN_PLAY = Subscription(type=1, status=1)


def fixture_of(planned: Planned, status: int, starts_at: int, now: int) -> Fixture:
    """Return the whole fixture as it stands at a feed time; it begins at `starts_at` (unix ms)."""
    league, location, season = planned.league, planned.league.location, planned.season
    extra = {"WithInPlay": "true", "WithLivescore": "true"}
    if planned.video_id is not None:
        extra["VideoId"] = planned.video_id
    return Fixture(
        last_update=format_time(now),
        subscription=_IN_PLAY,
        sport=_sport(planned),
        location=Named(id=location.id, name=location.name),
        league=FeedLeague(id=league.id, name=league.name, gender=int(league.gender)),
        start_date=format_time(starts_at),
        status=int(status),
        participants=_participants(planned, is_whole=True),
        fixture_extra_data=[ExtraData(name=name, value=value) for name, value in extra.items()],
        venue=None if planned.venue is None else _venue(planned.venue),
        round=Named(id=planned.round, name=planned.round_name),
        season=Named(id=season.id, name=season.name),
    )


def short_fixture_of(planned: Planned, now: int) -> Fixture:
    """Return what a livescore repeats of its fixture."""
    return Fixture(
        last_update=format_time(now),
        sport=_sport(planned),
        participants=_participants(planned, is_whole=False),
    )


def _sport(planned: Planned) -> Named:
    sport = sport_by_slug(planned.contest.sport)
    return Named(id=planned.league.sport_id, name=None if sport is None else sport.v1.name)


def _participants(planned: Planned, *, is_whole: bool) -> list[Participant]:
    gender = planned.league.gender if is_whole else None
    return [
        _participant(team, str(position), gender)
        for position, team in enumerate((planned.home, planned.away), start=1)
    ]


def _participant(team: Team, position: str, gender: Gender | None) -> Participant:
    participant = Participant(id=team.id, name=team.name, position=position)
    if gender is not None:
        participant.gender = int(gender)
        participant.type = int(team.kind)
    return participant


def _venue(venue: Venue) -> FeedVenue:
    return FeedVenue(
        id=venue.id,
        name=venue.name,
        court_surface_type=None if venue.surface is None else int(venue.surface),
        environment=0 if venue.is_indoors else 1,
        country=Named(id=venue.location.id, name=venue.location.name),
        city=Named(id=venue.town.id, name=venue.town.name),
    )
