"""Every row of every model table of seed 004 is a field, read by its name and kept in each form."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.wire.parts import message_of
from tests.wire.seed_text import seed_text, table_rows
from touchline.base.errors import WireError
from touchline.model import fixture, livescore, market, message
from touchline.model.feed_struct import FeedStruct
from touchline.wire import Form, decode, encode
from touchline.wire.shapes import shape_of

EVENT = "<Event FixtureId='7'>{}</Event>"
FIXTURE = EVENT.format("<Fixture{0}>{1}</Fixture>")
RACE = (
    "<Competition Id='3' Type='1'><Events>"
    "<Event FixtureId='7'><OutrightFixture{0}>{1}</OutrightFixture></Event>"
    "</Events></Competition>"
)
LEAGUE = RACE.replace("OutrightFixture", "OutrightLeague")
NODE = "<Competition Id='3'{0}>{1}</Competition>"
PARTICIPANT = FIXTURE.format("", "<Participants><Participant{0}>{1}</Participant></Participants>")
DATA = FIXTURE.format("", "<FixtureExtraData><Data{0}>{1}</Data></FixtureExtraData>")
MARKET = EVENT.format("<Markets><Market Id='2'{0}>{1}</Market></Markets>")
PROVIDER = MARKET.format("", "<Provider Id='8'{0}>{1}</Provider>")
BET = PROVIDER.format("", "<Bet Id='9007199254740993'{0}>{1}</Bet>")
BOARD = EVENT.format("<Livescore><Scoreboard{0}>{1}</Scoreboard></Livescore>")
PERIOD = EVENT.format("<Livescore><Periods><Period{0}>{1}</Period></Periods></Livescore>")
INCIDENT = PERIOD.format("", "<Incidents><Incident{0}>{1}</Incident></Incidents>")
STATISTIC = EVENT.format(
    "<Livescore><Statistics><Statistic{0}>{1}</Statistic></Statistics></Livescore>"
)
KEEP_ALIVE = "<KeepAlive{0}>{1}</KeepAlive>"

_EVENT = "events.0"
_RACE = "competition.events.0.outright_fixture"
_LEAGUE = "competition.events.0.outright_league"
_SIDE = f"{_EVENT}.fixture.participants.0"
_DATA = f"{_EVENT}.fixture.fixture_extra_data.0"
_MARKET = f"{_EVENT}.markets.0"
_PROVIDER = f"{_MARKET}.provider_markets.0"
_BET = f"{_PROVIDER}.bets.0"
_BOARD = f"{_EVENT}.livescore.scoreboard"
_PERIOD = f"{_EVENT}.livescore.periods.0"
_INCIDENT = f"{_PERIOD}.incidents.0"
_STATISTIC = f"{_EVENT}.livescore.statistics.0"
DATE = "2026-01-10T15:00:00.1234567Z"


class Row(NamedTuple):
    """A row as the seed has it, an element that says it, and where the model keeps what it says."""

    name: str
    kind: str
    xml: str
    field: str
    value: Any


def _attribute(name: str, kind: str, within: str, field: str, value: Any) -> Row:
    """Give a row that is an attribute of its element."""
    said = str(value).lower() if isinstance(value, bool) else value
    plain_name = name.rpartition(".")[2]
    return Row(name, kind, within.format(f" {plain_name}='{said}'", ""), field, value)


def _child(name: str, kind: str, within: str, field: str, value: Any, xml: str = "") -> Row:
    """Give a row that is a child element, by default one that holds the value."""
    return Row(name, kind, within.format("", xml or f"<{name}>{value}</{name}>"), field, value)


def _named(name: str, within: str, field: str) -> list[Row]:
    """Give the two rows of an element with an id and a name."""
    said = f"<{name} Id='6046' Name='A name'/>"
    return [
        _child(f"{name}.Id", "int", within, f"{field}.id", 6046, said),
        _child(f"{name}.Name", "name", within, f"{field}.name", "A name", said),
    ]


def _fixture(within: str, name: str, field: str, *, is_league: bool = False) -> list[Row]:
    """Give the rows that the three kinds of fixture share."""
    array = "Array" if name == "Fixture" else "array"
    extra = "fixture_extra_data" if name == "Fixture" else "extra_data"
    rows = [
        _attribute(f"{name}.LastUpdate", "DateTime", within, f"{field}.last_update", DATE),
        _attribute(
            f"{name}.ExternalProviderId", "int", within, f"{field}.external_fixture_id", "578713"
        ),
        *_named("Sport", within, f"{field}.sport"),
        *_named("Location", within, f"{field}.location"),
        *(_named("League", within, f"{field}.league") if name == "Fixture" else ()),
    ]
    status = _child("Status", "enum", within, f"{field}.status", 3)
    if is_league:
        return [*rows, status]
    return [
        *rows,
        _child("StartDate", "DateTime", within, f"{field}.start_date", DATE),
        status,
        _child(
            "FixtureExtraData", array, within, f"{field}.{extra}.0.value", " v ",
            "<FixtureExtraData><Data Name='n'> v </Data></FixtureExtraData>",
        ),
        _child(
            "Participants", array, within, f"{field}.participants.0.id", 5,
            "<Participants><Participant Id='5'/></Participants>",
        ),
    ]  # fmt: skip


def _node() -> list[Row]:
    return [
        Row("Id", "int", NODE.format("", ""), "competition.id", 3),
        _attribute("Name", "string", NODE, "competition.name", "Moe"),
        _attribute("Type", "int", NODE, "competition.type", 4),
        _child(
            "Competitions", "List of competitions", NODE, "competition.competitions.0.id", 11,
            "<Competitions><Competition Id='11'/></Competitions>",
        ),
    ]  # fmt: skip


def _scores(within: str, field: str) -> list[Row]:
    said = "<Score Position='1'>40</Score><Score Position='2'>A</Score>"
    return [
        _child("Score", "string", within, f"{field}.results.1.value", "A", said),
        _child("Score.Position", "int", within, f"{field}.results.1.position", "2", said),
    ]


ROWS = [
    _child("Events", "Array", "{1}", "events.0.fixture_id", 7, f"<Events>{EVENT}</Events>"),
    _child("KeepAlive", "Array", "{1}", "keep_alive.active_events", [], "<KeepAlive/>"),
    Row("Event.FixtureID", "int", "<Event FixtureID='77'/>", f"{_EVENT}.fixture_id", 77),
    *_fixture(FIXTURE, "Fixture", f"{_EVENT}.fixture"),
    *_node(),
    *_fixture(RACE, "OutrightFixture", _RACE),
    *_node(),
    *_fixture(LEAGUE, "OutrightFixture", _LEAGUE, is_league=True),
    _attribute("Id", "int", PARTICIPANT, f"{_SIDE}.id", 51596051),
    _attribute("Name", "string", PARTICIPANT, f"{_SIDE}.name", "Sonoma"),
    _attribute("RotationId", "int", PARTICIPANT, f"{_SIDE}.rotation_id", 12),
    _attribute("Position", "string", PARTICIPANT, f"{_SIDE}.position", "11"),
    _attribute("IsActive", "bool", PARTICIPANT, f"{_SIDE}.is_active", 0),
    _child(
        "ExtraData", "array", PARTICIPANT, f"{_SIDE}.extra_data.0.name", "Age",
        "<ExtraData><Data Name='Age'>5</Data></ExtraData>",
    ),
    Row("Value", "string", DATA.format("", "Race 7"), f"{_DATA}.value", "Race 7"),
    _attribute("Data.Name", "string", DATA, f"{_DATA}.name", "RaceTitle"),
    Row("Market.Id", "int", MARKET.format("", ""), f"{_MARKET}.id", 2),
    _attribute("Market.Name", "string", MARKET, f"{_MARKET}.name", "Under/Over"),
    Row("Id", "int", PROVIDER.format("", ""), f"{_PROVIDER}.id", 8),
    _attribute("Name", "string", PROVIDER, f"{_PROVIDER}.name", "Book A"),
    _attribute("LastUpdate", "DateTime", PROVIDER, f"{_PROVIDER}.last_update", DATE),
    _attribute(
        "ProviderFixtureId", "string", PROVIDER, f"{_PROVIDER}.provider_fixture_id", "f-1"
    ),
    _attribute("ProviderLeagueId", "string", PROVIDER, f"{_PROVIDER}.provider_league_id", "l-1"),
    _attribute("ProviderMarketId", "string", PROVIDER, f"{_PROVIDER}.provider_market_id", "m-1"),
    Row("Id", "int", BET.format("", ""), f"{_BET}.id", 9007199254740993),
    _attribute("Name", "string", BET, f"{_BET}.name", "Over"),
    _attribute("Line", "string", BET, f"{_BET}.line", "-0.75 (0-0)"),
    _attribute("BaseLine", "string", BET, f"{_BET}.base_line", "0.75 (0-0)"),
    _attribute("Status", "enum", BET, f"{_BET}.status", 2),
    _attribute("StartPrice", "double", BET, f"{_BET}.start_price", "1.50"),
    _attribute("Price", "double", BET, f"{_BET}.price", "1.870"),
    _attribute("LayPrice", "double", BET, f"{_BET}.more.lay_price", 1.9),
    _attribute("PriceVolume", "double", BET, f"{_BET}.more.price_volume", "120.5"),
    _attribute("LayPriceVolume", "double", BET, f"{_BET}.more.lay_price_volume", 80.0),
    _attribute("Settlement", "eunm", BET, f"{_BET}.settlement", -1),
    _attribute("ProviderBetId", "string", BET, f"{_BET}.provider_bet_id", "x-9"),
    _attribute("LastUpdate", "DateTime", BET, f"{_BET}.last_update", DATE),
    _attribute("ParticipantId", "int", BET, f"{_BET}.participant_id", 130237),
    _attribute("Status", "enum", BOARD, f"{_BOARD}.status", 2),
    _attribute("Description", "enum", BOARD, f"{_BOARD}.description", 1),
    _attribute("CurrentPeriod", "enum", BOARD, f"{_BOARD}.current_period", 80),
    _attribute("Time", "int", BOARD, f"{_BOARD}.time", "2700"),
    *_scores(BOARD, _BOARD),
    _attribute("Type", "enum", PERIOD, f"{_PERIOD}.type", 10),
    _attribute("IsFinished", "bool", PERIOD, f"{_PERIOD}.is_finished", True),
    _attribute("IsConfirmed", "bool", PERIOD, f"{_PERIOD}.is_confirmed", False),
    *_scores(PERIOD, _PERIOD),
    _attribute("Periods", "enum", INCIDENT, f"{_INCIDENT}.period", 10),
    _attribute("Seconds", "bool", INCIDENT, f"{_INCIDENT}.seconds", 180),
    _attribute(
        "ParticipantPosition", "bool", INCIDENT, f"{_INCIDENT}.participant_position", "2"
    ),
    _attribute("PlayerName", "string", INCIDENT, f"{_INCIDENT}.player_name", "Valencia A."),
    _attribute("Type", "enum", STATISTIC, f"{_STATISTIC}.type", 6),
    _child(
        "Value", "string", STATISTIC, f"{_STATISTIC}.results.0.value", "9",
        "<Value Position='1'>9</Value>",
    ),
    _child(
        "Value.Position", "string", STATISTIC, f"{_STATISTIC}.results.0.position", "1",
        "<Value Position='1'>9</Value>",
    ),
    _child("ActiveEvent", "int", KEEP_ALIVE, "keep_alive.active_events.0", 1234),
]  # fmt: skip

FIELDS: dict[type[FeedStruct], str] = {
    message.Header: "Type MsgSeq MsgId MsgGuid CreationDate ServerTimestamp SerializedCreationDate",
    message.Body: "Events Competition Competitions KeepAlive FeedInterrupted",
    message.KeepAlive: "ActiveEvents ExtraData ProviderId",
    message.EventUpdate: "FixtureId FixtureName Fixture OutrightFixture OutrightLeague "
    "OutrightScore Livescore Markets",
    message.Competition: "Id Name Type NextFixtureStartTime Events Competitions",
    fixture.Fixture: "LastUpdate ExternalFixtureId FixtureName Subscription Sport Location League "
    "StartDate Status Participants FixtureExtraData Venue Stage Round Season",
    fixture.OutrightFixture: "LastUpdate ExternalFixtureId FixtureName Subscription Sport Location "
    "StartDate EndDate Status Participants ExtraData Venue Season",
    fixture.OutrightScore: "ParticipantResults Status",
    fixture.ParticipantResult: "ParticipantId Name Result",
    fixture.Subscription: "Type Status",
    fixture.League: "Id Name Tour AgeCategory Gender Type NumberOfPeriods SportCategory",
    fixture.Venue: "Id Name Capacity Attendance CourtSurfaceType Environment Assignment Country "
    "State City",
    fixture.Participant: "Id Name Position RotationId IsActive Form Formation Gender AgeCategory "
    "Type ShirtColor GoalKeeperShirtColor FixturePlayers ExtraData",
    fixture.FixturePlayer: "PlayerId ShirtNumber IsCaptain IsStartingLineup Position State Player",
    fixture.Player: "Id Name TeamId NationalityId BirthDate Type NationalTeamId",
    livescore.Livescore: "Scoreboard Periods Statistics LivescoreExtraData CurrentIncident "
    "DangerTriggers PlayerStatistics",
    livescore.Scoreboard: "Status CurrentPeriod Time Description Results Clock",
    livescore.Clock: "Status Seconds",
    livescore.Period: "Type IsFinished IsConfirmed SequenceNumber Results Incidents SubPeriods",
    livescore.Incident: "Period IncidentType Seconds ParticipantPosition PlayerId PlayerName "
    "Results Players",
    livescore.Statistic: "Type Results Incidents",
    livescore.PlayerStatistics: "PlayerId PlayerName TeamId HasPlayed Statistics",
    livescore.PlayerStatistic: "Id Name Value",
    livescore.CurrentIncident: "Id Name LastUpdate Confirmation",
    livescore.DangerTrigger: "Type Status LastUpdate",
    market.MarketUpdate: "Id Name MainLine Status Bets ProviderMarkets",
    market.ProviderMarket: "Id Name LastUpdate MarketStatus ProviderFixtureId ProviderLeagueId "
    "ProviderMarketId Bets SerializedLastUpdate",
    market.Bet: "Id Name Line BaseLine Status StartPrice Price Settlement SuspensionReason "
    "LastUpdate ProviderBetId Probability ParticipantId PlayerId PlayerName PriceVolume LayPrice "
    "LayPriceVolume CalculatedMargin Order IsChanged PriceUS PriceUK PriceIN PriceMA PriceHK "
    "PredictionData SerializedLastUpdate",
    market.PredictionData: "Volume Liquidity StartDate EndDate",
}
"""Every key of today's messages (feed-protocol 1 and 2), by the struct that takes it."""


def value_at(root: Any, path: str) -> Any:
    for step in path.split("."):
        root = root[int(step)] if step.isdigit() else getattr(root, step)
    return root


def in_message(row: Row) -> str:
    kind = 31 if "<KeepAlive" in row.xml else 1
    return f"<Message><Header><Type>{kind}</Type></Header><Body>{row.xml}</Body></Message>"


def identity(row: Row) -> str:
    return f"{row.field.rpartition('.')[0]}: {row.name}"


def test_every_row_of_every_table_is_here(shared: Path) -> None:
    assert [(row.name, row.kind) for row in ROWS] == table_rows(seed_text(shared))


@pytest.mark.parametrize("row", ROWS, ids=identity)
def test_a_row_is_read_by_the_name_that_it_has_in_the_seed(row: Row) -> None:
    assert value_at(message_of(in_message(row)).body, row.field) == row.value


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("row", ROWS, ids=identity)
def test_a_row_survives_every_form(row: Row, form: Form) -> None:
    message = message_of(in_message(row))
    if form is Form.API_JSON and message.header.type == 31:
        with pytest.raises(WireError, match="wire-cannot-encode"):
            encode(message, form)
        return
    again = decode(encode(message, form)).message
    field = row.field
    if form is Form.API_JSON:
        field = field.replace("competition.", "competitions.0.", 1)
    assert value_at(again.body, field) == row.value


@pytest.mark.parametrize("struct", FIELDS, ids=lambda struct: struct.__name__)
def test_the_keys_of_todays_messages_are_the_fields(struct: type[FeedStruct]) -> None:
    shape = shape_of(struct)
    own = [field.name for field in shape.fields if field is not shape.nested]
    assert sorted([*own, *shape.nested_names]) == sorted(FIELDS[struct].split())
