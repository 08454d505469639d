"""Makes a small recording of three invented live matches, the same bytes every time.

Run `python -m tools.make_demo_recording OUT`. Two football matches of one league and a basketball
match begin at 2026-01-10T15:00:00Z; first heard of half an hour before, settled at the end.
"""

import math
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Final

from tools.demo_match import START, Match, Moment, Play
from touchline.archive.recordings import Kind, Recorded, RecordingWriter
from touchline.base.clock import format_time
from touchline.model.enums import FixtureStatus, MessageType
from touchline.model.feed_struct import Named
from touchline.model.fixture import League
from touchline.model.message import Body, Header, KeepAlive, Message
from touchline.wire import encode

FIRST_HEARD_MS: Final = 30 * 60_000
ABOUT_TO_START_MS: Final = 10 * 60_000
HEARTBEAT_MS: Final = 5_000
KEEP_ALIVE_MS: Final = 30_000
GOAL, YELLOW_CARD, CORNER = 9, 6, 1
BREAK, FULL_TIME, NOT_STARTED = 80, 100, -1

_FOOTBALL: Final = Named(id=6046, name="Football")
_NORTHERN: Final = League(id=70101, name="Northern League")
MATCHES: Final = (
    Match(92600001, _FOOTBALL, Named(id=243, name="England"), _NORTHERN,
          ("Ashford Rovers", "Kingsmere Town"), (1.7, 1.1)),
    Match(92600002, _FOOTBALL, Named(id=243, name="England"), _NORTHERN,
          ("Port Callan", "Wexley Athletic"), (1.2, 1.4)),
    Match(92600003, Named(id=48242, name="Basketball"), Named(id=248, name="International"),
          League(id=70201, name="Continental Basketball Cup"),
          ("Lake City Herons", "Redstone Bulls"), (1.02, 0.98)),
)  # fmt: skip

FOOTBALL_MARKETS: Final = {1: "1X2", 2: "Under/Over"}
BASKETBALL_MARKETS: Final = {
    226: "12 Including Overtime",
    28: "Under/Over Including Overtime",
}


def football(play: Play) -> None:
    """Play a football match with goals, corners and cards."""
    random = play.random
    kick_off = START + random.randrange(5_000, 25_000)
    halves = {10: (0, 2_700 + random.randrange(60, 180)), 20: (2_700, 2_700 + 240)}
    _before(play, lambda at: _football_odds(play, at, 1.0))
    at = kick_off
    play.say_fixture(at, FixtureStatus.IN_PROGRESS)
    play.statistics = {CORNER: [0, 0], YELLOW_CARD: [0, 0]}
    for period, (first_second, seconds) in halves.items():
        play.periods[period] = [0, 0]
        _half(play, at, period, first_second, seconds)
        at += seconds * 1000
        if period == 10:
            play.say_score(at, FixtureStatus.IN_PROGRESS, BREAK, 2_700, False)
            at += 15 * 60_000
    home, away = play.score
    totals = {line: "Over" if home + away > float(line or 0) else "Under"
              for market, line in play.open_lines if market == 2}  # fmt: skip
    result = "1" if home > away else "2" if away > home else "X"
    winners = {(1, None): result} | {(2, line): winner for line, winner in totals.items()}
    _after(play, at, 5_400, FOOTBALL_MARKETS, winners)


def _half(play: Play, began: int, period: int, first_second: int, seconds: int) -> None:
    random = play.random
    happenings = [(second, "score") for second in range(0, seconds, 60)]
    happenings += [(second, "odds") for second in range(20, seconds - 40, 35)]
    for kind, count in (("corner", 5), ("card", 1)):
        happenings += [(random.randrange(60, seconds), kind) for _ in range(count)]
    goals = _goals(play, seconds)
    happenings += [(second, f"goal {side}") for second, side in goals]
    closed_until = 0
    for second, what in sorted(happenings):
        at = began + second * 1000
        if what == "odds":
            if second >= closed_until:
                _football_odds(play, at, (5_700 - first_second - second) / 5_700)
            continue
        side = random.randrange(2)
        if what.startswith("goal"):
            side = int(what[-1])
            play.add(period, side, 1)
            home, away = play.score
            play.incidents.append((period, GOAL, first_second + second, side, (home, away)))
            play.suspend(at - 700, FOOTBALL_MARKETS)
            closed_until = second + 30
        elif what != "score":
            play.statistics[CORNER if what == "corner" else YELLOW_CARD][side] += 1
        play.say_score(at, FixtureStatus.IN_PROGRESS, period, first_second + second, True)


def _goals(play: Play, seconds: int) -> list[tuple[int, int]]:
    """Draw seconds and sides of the goals of a half, at least two minutes apart."""
    drawn: list[tuple[int, int]] = []
    for second in range(120, seconds - 60, 120):
        for side, strength in enumerate(play.match.strengths):
            if play.random.random() < strength * 120 / 5_700:
                drawn.append((second + play.random.randrange(60), side))
                break
    return drawn


def _football_odds(play: Play, at: int, left: float) -> None:
    """Say prices from the goals that are expected in the part of the match that is left."""
    home, away = play.score
    chances = {"1": 0.0, "X": 0.0, "2": 0.0}
    line = max(2, home + away) + 0.5
    over = 0.0
    strengths = [strength * max(left, 0.005) for strength in play.match.strengths]
    for more in range(9):
        for conceded in range(9):
            chance = _poisson(more, strengths[0]) * _poisson(conceded, strengths[1])
            ahead = home + more - away - conceded
            chances["1" if ahead > 0 else "2" if ahead < 0 else "X"] += chance
            over += chance if home + away + more + conceded > line else 0
    play.say_odds(at, 1, FOOTBALL_MARKETS[1], chances)
    totals = {"Over": over, "Under": 1 - over}
    play.say_odds(at + 300, 2, FOOTBALL_MARKETS[2], totals, f"{line:.1f}")


def _poisson(count: int, mean: float) -> float:
    return math.exp(-mean) * mean**count / math.factorial(count)


def basketball(play: Play) -> None:
    """Play a basketball match of four quarters whose clock counts down."""
    random = play.random
    at = START + random.randrange(20_000, 60_000)
    _before(play, lambda at: _basketball_odds(play, at, 2_400))
    play.say_fixture(at, FixtureStatus.IN_PROGRESS)
    for quarter in (1, 2, 3, 4):
        play.periods[quarter] = [0, 0]
        at = _quarter(play, at, quarter)
        if quarter < 4:
            play.say_score(at, FixtureStatus.IN_PROGRESS, BREAK, 0, False)
            at += (600 if quarter == 2 else 130) * 1000
    home, away = play.score
    winners: dict[tuple[int, str | None], str] = {(226, None): "1" if home > away else "2"}
    for market, line in play.open_lines:
        if market == 28:
            winners[market, line] = "Over" if home + away > float(line or 0) else "Under"
    _after(play, at, 0, BASKETBALL_MARKETS, winners)


def _quarter(play: Play, at: int, quarter: int) -> int:
    """Play one quarter from a time and return when it ends."""
    random = play.random
    left = 600
    while left > 0:
        play.say_score(at, FixtureStatus.IN_PROGRESS, quarter, left, True)
        run = min(left, random.randrange(8, 25))
        left -= run
        at += run * 1000
        home, away = play.score
        is_level = quarter == 4 and left == 0 and home == away
        if random.random() < 0.6 or is_level:
            # Who is behind tries harder, which keeps the match open.
            side = int(random.random() > 0.5 + (away - home) * 0.02)
            play.add(quarter, side, 3 if random.random() < 0.3 else 2)
        play.say_score(at, FixtureStatus.IN_PROGRESS, quarter, left, False)
        if left > 0:
            _basketball_odds(play, at + 900, left + 600 * (4 - quarter))
        at += random.randrange(8, 28) * 1000 if left > 0 else 0
    return at


def _basketball_odds(play: Play, at: int, left: int) -> None:
    """Say prices from a normal model of the points that are to come in `left` seconds."""
    home, away = play.score
    spread = 0.36 * math.sqrt(max(left, 1))
    home_ahead = _normal((home - away + (left / 600) + 0.1) / spread)
    play.say_odds(at, 226, BASKETBALL_MARKETS[226], {"1": home_ahead, "2": 1 - home_ahead})
    expected = home + away + left * 0.085
    line = 203.5
    over = _normal((expected - line) / (spread * 1.2))
    play.say_odds(at + 200, 28, BASKETBALL_MARKETS[28], {"Over": over, "Under": 1 - over},
                  f"{line}")  # fmt: skip


def _normal(distance: float) -> float:
    return min(max((1 + math.erf(distance / math.sqrt(2))) / 2, 0.002), 0.998)


def _before(play: Play, say_odds: Callable[[int], None]) -> None:
    heard = START - FIRST_HEARD_MS + play.match.fixture_id % 10 * 100
    play.say_fixture(heard, FixtureStatus.NOT_STARTED)
    for minute in range(0, 30, 4):
        say_odds(heard + minute * 60_000 + 1_500)
    about = START - ABOUT_TO_START_MS + play.match.fixture_id % 10 * 100
    play.say_fixture(about, FixtureStatus.ABOUT_TO_START)
    play.say_score(about + 200, FixtureStatus.ABOUT_TO_START, NOT_STARTED, -1, False)


def _after(
    play: Play,
    at: int,
    seconds: int,
    names: dict[int, str],
    winners: dict[tuple[int, str | None], str],
) -> None:
    """End a match: suspended at once, settled a minute later, confirmed after that."""
    play.periods = {**play.periods, FULL_TIME: list(play.score)}
    play.suspend(at, names)
    play.say_score(at + 100, FixtureStatus.FINISHED, FULL_TIME, seconds, False)
    play.say_fixture(at + 200, FixtureStatus.FINISHED)
    for (market, line), winner in winners.items():
        play.settle(at + 60_000, market, names[market], line, winner)
    play.say_score(at + 150_000, FixtureStatus.FINISHED, FULL_TIME, seconds, False)
    play.ends_at = at


def recording() -> Iterator[Recorded]:
    """Yield the messages of the demonstration in the order received."""
    random = Random(1)
    plays = [Play(match, random) for match in MATCHES]
    for play in plays:
        (basketball if play.match.sport.id == 48242 else football)(play)
    moments = [moment for play in plays for moment in play.moments]
    first = START - FIRST_HEARD_MS - 5_000
    last = max(moment.at for moment in moments)
    said: list[tuple[int, Moment | None, list[int] | None]] = [
        (moment.at, moment, None) for moment in moments
    ]
    said += [(at, None, None) for at in range(first, last, HEARTBEAT_MS)]
    said += [(at, None, _alive(plays, at)) for at in range(first + 1_300, last, KEEP_ALIVE_MS)]
    sequences: dict[int, int] = {}
    for at, moment, alive in sorted(said, key=lambda entry: entry[0]):
        if moment is not None:
            number = sequences.get(moment.update.fixture_id, 0) + 1
            sequences[moment.update.fixture_id] = number
            yield _recorded(at, moment, number, random)
        else:
            yield _signal(at, alive, random)


def _alive(plays: list[Play], at: int) -> list[int]:
    return [
        play.match.fixture_id for play in plays if START - ABOUT_TO_START_MS < at < play.ends_at
    ]


def _recorded(at: int, moment: Moment, number: int, random: Random) -> Recorded:
    match = next(match for match in MATCHES if match.fixture_id == moment.update.fixture_id)
    headers = {
        "MessageSequence": str(number),
        "FixtureId": str(match.fixture_id),
        "SportId": str(match.sport.id),
    }
    if moment.market is not None:
        headers["MarketId"] = str(moment.market)
    header = Header(type=int(moment.kind), msg_seq=number, creation_date=format_time(at - 1))
    return _message(at, header, Body(events=[moment.update]), headers, random)


def _signal(at: int, alive: list[int] | None, random: Random) -> Recorded:
    if alive is None:
        return _message(at, Header(type=int(MessageType.HEARTBEAT)), None, {}, random)
    body = Body(keep_alive=KeepAlive(active_events=alive))
    return _message(at, Header(type=int(MessageType.KEEP_ALIVE)), body, {}, random)


def _message(
    at: int, header: Header, body: Body | None, headers: dict[str, str], random: Random
) -> Recorded:
    """Put a message on its way: it is received 400 ms after it was sent."""
    header.msg_guid = str(uuid.UUID(int=random.getrandbits(128), version=4))
    header.server_timestamp = at
    received = at + 400
    said = {
        "MessageGuid": header.msg_guid,
        "MessageType": str(header.type),
        "timestamp_in_ms": str(received - 20),
    }
    return Recorded(received, said | headers, encode(Message(header=header, body=body)), Kind.BODY)


def main(path: Path) -> None:
    """Write the recording, in place of one that is there."""
    with RecordingWriter(path, overwrite=True) as writer:
        for recorded in recording():
            writer.write(recorded)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.make_demo_recording OUT")
    main(Path(sys.argv[1]))
