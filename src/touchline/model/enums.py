"""The feed's numbers that rules depend on.

Fields stay plain integers: providers add values at any time, and an unknown one passes through.
Source: reference feed-protocol, section 3; seed 004.
"""

from enum import IntEnum
from typing import Final


class MessageType(IntEnum):
    """What a message of the feed is about."""

    FULL_EVENT = 0
    FIXTURE = 1
    LIVESCORE = 2
    MARKETS = 3
    KEEP_ALIVE = 31
    HEARTBEAT = 32
    SETTLEMENTS = 35
    SNAPSHOT = 36
    OUTRIGHT_FIXTURE = 37
    OUTRIGHT_LEAGUE = 38
    OUTRIGHT_SCORE = 39
    OUTRIGHT_LEAGUE_MARKETS = 40
    OUTRIGHT_MARKETS = 41
    OUTRIGHT_SETTLEMENTS = 42
    OUTRIGHT_LEAGUE_SETTLEMENTS = 43


KNOWN_TYPES: Final = frozenset(int(kind) for kind in MessageType)
SETTLEMENT_TYPES: Final = frozenset(
    {
        int(MessageType.SETTLEMENTS),
        int(MessageType.OUTRIGHT_SETTLEMENTS),
        int(MessageType.OUTRIGHT_LEAGUE_SETTLEMENTS),
    }
)


class FixtureStatus(IntEnum):
    """Where a fixture stands, on the fixture and on its scoreboard."""

    NOT_SET = 0
    NOT_STARTED = 1
    IN_PROGRESS = 2
    FINISHED = 3
    CANCELLED = 4
    POSTPONED = 5
    INTERRUPTED = 6
    ABANDONED = 7
    LOST_COVERAGE = 8
    ABOUT_TO_START = 9


LIVE_STATUSES: Final = frozenset({2, 6, 8})
"""DECISIONS 10."""
UPCOMING_STATUSES: Final = frozenset({1, 5, 9})
COMPLETED_STATUSES: Final = frozenset({3, 4, 7})
KEPT_ALIVE_STATUSES: Final = frozenset({2, 6, 8, 9})
"""Fixtures that a keep-alive lists (DECISIONS 12)."""


class BetStatus(IntEnum):
    """Whether a bet, a book or a market takes stakes."""

    NOT_SET = 0
    OPEN = 1
    SUSPENDED = 2
    SETTLED = 3


class Settlement(IntEnum):
    """How a bet ended; the numbers of the enumeration, not those of the rulebook (3)."""

    CANCELLED = -1
    NOT_SETTLED = 0
    LOSER = 1
    WINNER = 2
    REFUND = 3
    HALF_LOST = 4
    HALF_WON = 5


class PeriodType(IntEnum):
    """Period numbers that mean the same wherever they are used; sets and quarters count from 1."""

    NOT_STARTED = -1
    FIRST_HALF = 10
    SECOND_HALF = 20
    OVERTIME_FIRST_HALF = 30
    OVERTIME_SECOND_HALF = 35
    OVERTIME = 40
    SHOOT_OUT = 50
    GAME = 60
    BREAK = 80
    FULL_TIME = 100
    AFTER_OVERTIME = 101
    AFTER_PENALTIES = 102


RESULT_PERIODS: Final = frozenset({100, 101, 102})


class StatisticType(IntEnum):
    """Statistics and incidents, which share their numbers, that something here depends on."""

    CORNERS = 1
    SHOTS_ON_TARGET = 2
    SHOTS_OFF_TARGET = 3
    ATTACKS = 4
    DANGEROUS_ATTACKS = 5
    YELLOW_CARDS = 6
    RED_CARDS = 7
    PENALTIES = 8
    GOAL = 9
    SUBSTITUTIONS = 10
    POSSESSION = 11
    FOULS = 12
    FREE_KICKS = 13
    GOAL_KICKS = 14
    OFFSIDES = 15
    BLOCKED_SHOTS = 16
    THROW_INS = 17
    WOODWORK_SHOTS = 18
    ACES = 20
    DOUBLE_FAULTS = 21
    SERVICE_POINTS = 22
    BREAK_POINTS = 23
    OWN_GOAL = 24
    PENALTY_GOAL = 25
    SCORE = 27
    TWO_POINTS = 28
    THREE_POINTS = 30
    TIMEOUTS = 31
    FREE_THROWS = 32
    HITS = 33
    FIRST_SERVE_WINS = 34
    MISSED_PENALTY = 40
    RUNS = 93
    GOALKEEPER_SAVES = 96
    PASSING_YARDS = 123
    RUSHING_YARDS = 124
    TOUCHDOWNS = 129
    VAR = 1074
    POINTS_WON = 2008
    REBOUNDS = 2029
    ASSISTS = 2034
    STEALS = 2035
    TWO_MINUTE_PENALTIES = 2037
    FACE_OFFS_WON = 2048
    PENALTY_MINUTES = 2051
    HOME_RUNS = 2082
    STRIKEOUTS = 2083
    TACKLES = 2228


class Description(IntEnum):
    """What a scoreboard says of the state of play, as far as something here depends on it."""

    HALF_TIME = 1
    OVERTIME_HALF_TIME = 2
    LOST_COVERAGE = 5
    MEDICAL_TIMEOUT = 6
    TIMEOUT_HOME = 7
    TIMEOUT_AWAY = 8
    TIMEOUT = 9
    BEFORE_OVERTIME = 55
    BEFORE_PENALTIES = 56
    TOP = 71
    BOTTOM = 72


class Ending(IntEnum):
    """Descriptions of a scoreboard that end a match before its time."""

    HOME_RETIRED = 3
    AWAY_RETIRED = 4
    HOME_WALKOVER = 10
    AWAY_WALKOVER = 11


class ClockStatus(IntEnum):
    """What the provider says of the match clock."""

    STOPPED = 0
    RUNNING = 1
    PAUSED = 2


class Confirmation(IntEnum):
    """What is known of a current incident."""

    CONFIRMED = 0
    TO_BE_DECIDED = 1
    CANCELLED = 2


class CompetitionType(IntEnum):
    """The kinds of nodes of the outright tree."""

    NOT_SET = 0
    TRACK = 1
    LEAGUE = 3
    SEASON = 4
