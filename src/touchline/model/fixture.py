"""What is known of a fixture beside its play: who meets whom, where and when."""

from touchline.model.feed_struct import ExtraData, FeedStruct, Integer, Named, Word


class Subscription(FeedStruct, gc=False):
    """Which of the provider's products delivers the fixture."""

    type: Integer | None = None
    status: Integer | None = None


class League(Named):
    """The league of a fixture."""

    tour: Integer | Word | None = None
    age_category: Integer | None = None
    gender: Integer | None = None
    type: Integer | None = None
    number_of_periods: Integer | None = None
    sport_category: Integer | None = None


class ShirtColor(FeedStruct, gc=False):
    """Colours of a side."""

    primary: str | None = None
    number: str | None = None
    outline: str | None = None


class Player(FeedStruct, gc=False):
    """A person of a line-up."""

    id: Integer | None = None
    name: str | None = None
    team_id: Integer | None = None
    nationality_id: Integer | None = None
    birth_date: str | None = None
    type: Integer | None = None
    national_team_id: Integer | None = None


class FixturePlayer(FeedStruct):
    """A player's place in the line-up of one fixture."""

    player_id: Integer | None = None
    shirt_number: str | None = None
    is_captain: bool | None = None
    is_starting_lineup: bool | None = None
    position: Named | None = None
    state: Named | None = None
    player: Player | None = None


class Participant(FeedStruct):
    """A side, player, team or runner.

    `position` is "1" (home) or "2" (away); outrights use any number. `is_active` is 0 for a
    non-runner and absent outside outrights (seed 004).
    """

    id: Integer | None = None
    name: str | None = None
    position: str | None = None
    rotation_id: Integer | None = None
    is_active: Integer | None = None
    form: str | None = None
    formation: str | None = None
    gender: Integer | None = None
    age_category: Integer | None = None
    type: Integer | None = None
    shirt_color: ShirtColor | None = None
    goal_keeper_shirt_color: ShirtColor | None = None
    fixture_players: list[FixturePlayer] | None = None
    extra_data: list[ExtraData] | None = None


class Venue(FeedStruct):
    """Where it is played. Three attributes come as numbers or as words."""

    id: Integer | None = None
    name: str | None = None
    capacity: Integer | None = None
    attendance: Integer | None = None
    court_surface_type: Integer | Word | None = None
    environment: Integer | Word | None = None
    assignment: Integer | Word | None = None
    country: Named | None = None
    state: Named | None = None
    city: Named | None = None


class Fixture(FeedStruct):
    """General data of a match (seed 004, Fixture); dates are ISO 8601 text, UTC without a zone."""

    last_update: str | None = None
    external_fixture_id: str | None = None
    fixture_name: str | None = None
    subscription: Subscription | None = None
    sport: Named | None = None
    location: Named | None = None
    league: League | None = None
    start_date: str | None = None
    status: Integer | None = None
    participants: list[Participant] | None = None
    fixture_extra_data: list[ExtraData] | None = None
    venue: Venue | None = None
    stage: Named | None = None
    round: Named | None = None
    season: Named | None = None


class OutrightFixture(FeedStruct):
    """General data of an outright: a race (OutrightFixture) or a season (OutrightLeague)."""

    last_update: str | None = None
    external_fixture_id: str | None = None
    fixture_name: str | None = None
    subscription: Subscription | None = None
    sport: Named | None = None
    location: Named | None = None
    start_date: str | None = None
    end_date: str | None = None
    status: Integer | None = None
    participants: list[Participant] | None = None
    extra_data: list[ExtraData] | None = None
    venue: Venue | None = None
    season: Named | None = None


class ParticipantResult(FeedStruct, gc=False):
    """The place of one runner."""

    participant_id: Integer | None = None
    name: str | None = None
    result: Integer | None = None


class OutrightScore(FeedStruct):
    """Results of an outright (type 39)."""

    participant_results: list[ParticipantResult] | None = None
    status: Integer | None = None
