"""What is known of the play of a fixture: scoreboard, periods, incidents, statistics."""

from touchline.model.feed_struct import ExtraData, FeedStruct, Integer, Named, Word


class Result(FeedStruct, gc=False):
    """A value of the participant at a position; both are text ("1", "40", "A")."""

    position: str | None = None
    value: str | None = None


class Clock(FeedStruct, gc=False):
    """The match clock: seconds, and whether it stands (0), runs (1) or pauses (2)."""

    status: Integer | None = None
    seconds: Integer | None = None


class Scoreboard(FeedStruct):
    """Status, period, time and total score; `time` is text in seconds, "-1" without a clock."""

    status: Integer | None = None
    current_period: Integer | None = None
    time: str | None = None
    description: Integer | None = None
    results: list[Result] | None = None
    clock: Clock | None = None


class IncidentPlayers(FeedStruct):
    """The players of both sides that an incident names."""

    item1: list[Named] | None = None
    item2: list[Named] | None = None


class Incident(FeedStruct):
    """A goal, card or other incident; `seconds` is match time, -1 when unknown."""

    period: Integer | None = None
    incident_type: Integer | None = None
    seconds: Integer | None = None
    participant_position: str | None = None
    player_id: str | None = None
    player_name: str | None = None
    results: list[Result] | None = None
    players: IncidentPlayers | None = None


class Period(FeedStruct):
    """One period with the score of that period alone; an unconfirmed end keeps its score."""

    type: Integer | None = None
    is_finished: bool | None = None
    is_confirmed: bool | None = None
    sequence_number: Integer | None = None
    results: list[Result] | None = None
    incidents: list[Incident] | None = None
    sub_periods: list["Period"] | None = None


class Statistic(FeedStruct):
    """A statistic of the whole event so far, by participant."""

    type: Integer | None = None
    results: list[Result] | None = None
    incidents: list[Incident] | None = None


class PlayerStatistic(FeedStruct, gc=False):
    """One statistic of one player."""

    id: Integer | None = None
    name: str | None = None
    value: str | None = None


class PlayerStatistics(FeedStruct):
    """The statistics of one player."""

    player_id: Integer | Word | None = None
    player_name: str | None = None
    team_id: Integer | None = None
    has_played: bool | None = None
    statistics: list[PlayerStatistic] | None = None


class CurrentIncident(FeedStruct, gc=False):
    """What is happening now; `confirmation` is 0 confirmed, 1 to be decided, 2 cancelled."""

    id: Integer | None = None
    name: str | None = None
    last_update: str | None = None
    confirmation: Integer | None = None


class DangerTrigger(FeedStruct, gc=False):
    """A warning that an incident is likely; `status` is 1 safe, 2 danger."""

    type: Integer | None = None
    status: Integer | None = None
    last_update: str | None = None


class Livescore(FeedStruct):
    """The whole state of play: a message replaces it, and what it leaves out is gone."""

    scoreboard: Scoreboard | None = None
    periods: list[Period] | None = None
    statistics: list[Statistic] | None = None
    livescore_extra_data: list[ExtraData] | None = None
    current_incident: CurrentIncident | None = None
    danger_triggers: list[DangerTrigger] | None = None
    player_statistics: list[PlayerStatistics] | None = None
