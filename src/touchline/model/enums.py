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
    """Period numbers that mean the same in every sport."""

    NOT_STARTED = -1
    GAME = 60
    BREAK = 80
    FULL_TIME = 100
    AFTER_OVERTIME = 101
    AFTER_PENALTIES = 102


RESULT_PERIODS: Final = frozenset({100, 101, 102})


class StatisticType(IntEnum):
    """Statistics and incidents, which share their numbers, that rules depend on."""

    CORNERS = 1
    YELLOW_CARDS = 6
    GOAL = 9
    OWN_GOAL = 24
    PENALTY_GOAL = 25
    SCORE = 27


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


class CompetitionType(IntEnum):
    """The kinds of nodes of the outright tree."""

    NOT_SET = 0
    TRACK = 1
    LEAGUE = 3
    SEASON = 4
