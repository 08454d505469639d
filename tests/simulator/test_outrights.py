"""Races and seasons: what is told makes the picture that is true, and bets end as they should."""

from collections import Counter
from random import Random

import pytest

from tests.simulator.outright_pictures import (
    DAY,
    HOUR,
    MINUTE,
    WEEK,
    OneOutright,
    Watched,
    held_bets,
    said_bets,
    settlements,
    sums,
)
from tests.sizes import examples
from touchline.board.availability import Reason, bet_reason, inactive_participants
from touchline.model.enums import BetStatus, FixtureStatus, MessageType, Settlement
from touchline.simulator.envelope import Said
from touchline.simulator.outrights.names import LEAGUE, TRACKS, draw_horses
from touchline.simulator.outrights.outright import OutrightTruth
from touchline.simulator.outrights.race import Race, RacePlan, Runner
from touchline.simulator.outrights.racing import Racing
from touchline.simulator.outrights.season import FIRST_SEASON_ID, Campaign, Seasons

START = 1_767_272_400_000
"""2026-01-01 13:00 UTC, a Thursday."""
DECLARED = START + MINUTE


# Racing


class Looked:
    """What was seen at a board of races while they went on."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.statuses: set[int] = set()
        self.withdrawn: set[int] = set()
        self.wrong: list[str] = []

    def look(self, said: Said, now: int) -> None:
        event = self.watched.board.events[said.fixture_id or 0]
        self.statuses.add(event.status)
        inactive = inactive_participants(event)
        if any(total < 1 for total in sums(held_bets(event))):
            self.wrong.append(f"{event.id} at {now}: a book below 1")
        for market in event.markets.values():
            for book in (market.average, *market.providers.values()):
                for quote in book.bets.values() if book is not None else ():
                    if quote.bet.participant_id in inactive:
                        self.withdrawn.add(quote.bet.participant_id or 0)
                        if bet_reason(quote, inactive) is None:
                            self.wrong.append(f"{event.id} at {now}: a bet on a non-runner")


@pytest.fixture(scope="module")
def looked() -> Looked:
    """Watch some hours of racing."""
    found = Looked(Watched(Racing(Random(7), START)))
    found.watched.pass_time(START + 2 * HOUR * examples(1), found.look)
    return found


def test_the_board_shows_races_as_they_are(looked: Looked) -> None:
    assert looked.watched.differences() == []
    assert looked.wrong == []
    assert len(list(looked.watched.outrights.truths())) > 60


def test_races_are_in_every_state_at_the_start_and_go_on(looked: Looked) -> None:
    first = [said for now, said in looked.watched.told if now == START]
    assert Counter(said.type for said in first).keys() == {
        MessageType.OUTRIGHT_FIXTURE,
        MessageType.OUTRIGHT_MARKETS,
        MessageType.OUTRIGHT_SETTLEMENTS,
        MessageType.OUTRIGHT_SCORE,
    }
    assert looked.statuses >= {1, 2, 3, 9}
    assert looked.withdrawn


def test_races_end_as_they_were_run(looked: Looked) -> None:
    settled = [
        truth
        for truth in looked.watched.outrights.truths()
        if truth.fixture.status == FixtureStatus.FINISHED and None not in all_endings(truth)
    ]
    assert len(settled) > 30
    for truth in settled:
        check_settled(truth)


def all_endings(truth: OutrightTruth) -> set[int | None]:
    return {ending for endings in settlements(truth.market).values() for ending in endings}


def check_settled(truth: OutrightTruth) -> None:
    """Compare the settlements of a race with its places."""
    assert truth.score is not None
    places = {one.participant_id: one.result for one in truth.score.participant_results or ()}
    assert sorted(place or 0 for place in places.values()) == list(range(1, len(places) + 1))
    for participant in truth.fixture.participants or ():
        runs = bool(participant.is_active)
        assert runs == (participant.id in places)
        shown = {one.name: one.value for one in participant.extra_data or ()}.get("Result")
        assert shown == (str(places[participant.id]) if runs else None)
    for participant_id, endings in settlements(truth.market).items():
        place = places.get(participant_id)
        expected = {None: Settlement.REFUND, 1: Settlement.WINNER}.get(place, Settlement.LOSER)
        assert endings == {expected}


def test_a_keep_alive_lists_the_races_that_are_about_to_start_or_run(looked: Looked) -> None:
    outrights = looked.watched.outrights
    listed = set(outrights.kept_alive())
    assert listed == {
        truth.fixture_id for truth in outrights.truths() if truth.fixture.status in (2, 9)
    }


def test_cards_go_round_the_world_day_by_day() -> None:
    racing = Racing(Random(3), START)
    tracks = Counter(truth.path[0].id for truth in racing.truths())
    assert tracks.keys() == {track.id for track in TRACKS}
    before = {truth.fixture_id for truth in racing.truths()}
    racing.work(START + 25 * HOUR)
    after = {truth.fixture_id for truth in racing.truths()}
    assert before | after == set(range(min(before), max(after) + 1))
    assert {truth.path[0].id for truth in racing.truths() if truth.fixture_id not in before} == (
        tracks.keys()
    )
    assert all(race.over_since is None or race.over_since > START + HOUR for race in racing.held())


def test_the_same_seed_gives_the_same_races_however_seldom_one_asks() -> None:
    often, seldom, other = (Racing(Random(seed), START) for seed in (3, 3, 4))
    end = START + HOUR // 2
    told: list[Said] = []
    while often.due() <= end:
        told += often.work(often.due())
    assert told == seldom.work(end)
    assert told != other.work(end)


def race_of(
    seed: int, *, called_off_at: int | None = None, is_seen: bool = True
) -> tuple[Race, Watched]:
    """Make a single race that is still to be declared."""
    random = Random(seed)
    one = OneOutright()
    if is_seen:
        one.open(START)
    plan = RacePlan(
        fixture_id=60_000_000,
        track=TRACKS[0],
        number=1,
        title="Millpond Sprint",
        category="Conditions",
        distance=1200,
        declared_at=DECLARED,
        starts_at=DECLARED + 3 * HOUR,
        called_off_at=called_off_at,
    )
    runners = [
        Runner(
            id=horse.id,
            name=horse.name or "",
            number=number,
            jockey="A. Abernott",
            trainer="B. Brannick",
            weight=55.5,
            rating=random.gauss(0, 0.8),
        )
        for number, horse in enumerate(draw_horses(random, 9), 1)
    ]
    race = Race(plan, runners, one.agenda, random)
    one.agenda.plan(DECLARED, lambda now: one.hold(race, plan.starts_at))
    return race, Watched(one)


def test_a_race_from_its_declaration_to_its_settlement() -> None:
    race, watched = race_of(1)
    statuses: dict[int, None] = {}
    while (now := watched.outrights.due()) < DECLARED + 4 * HOUR:
        watched.pass_time(now + 1)
        assert watched.differences() == []
        if watched.told:
            statuses[watched.board.events[race.fixture_id].status] = None
    assert list(statuses) == [1, 9, 2, 3]
    check_settled(race.truth())
    assert watched.outrights.due() > DECLARED + DAY
    watched.pass_time(DECLARED + 3 * DAY)
    assert list(watched.outrights.truths()) == []


def test_a_horse_that_does_not_run_is_refunded() -> None:
    for seed in range(20):
        race, watched = race_of(seed)
        watched.pass_time(race.plan.starts_at)
        gone = [runner.id for runner in race.runners.values() if not runner.is_active]
        if gone:
            break
    told = [said.type for _, said in watched.told]
    assert MessageType.OUTRIGHT_SETTLEMENTS in told
    assert settlements(race.market.whole())[gone[0]] == {Settlement.REFUND}
    event = watched.board.events[race.fixture_id]
    inactive = inactive_participants(event)
    assert inactive == set(gone)
    market = event.markets[160]
    reasons = {
        quote.bet.participant_id: bet_reason(quote, inactive)
        for quote in market.providers[9001].bets.values()
    }
    assert {one for one, reason in reasons.items() if reason is Reason.BET_CLOSED} == set(gone)
    assert abs(sum(race.chances().values()) - 1) < 1e-9
    assert race.chances().keys() == reasons.keys() - set(gone)


def test_a_race_that_is_called_off_cancels_its_bets() -> None:
    race, watched = race_of(1, called_off_at=DECLARED + HOUR)
    watched.pass_time(DECLARED + 2 * HOUR)
    assert race.truth().fixture.status == FixtureStatus.CANCELLED
    assert all_endings(race.truth()) == {Settlement.CANCELLED}
    assert watched.differences() == []
    assert race.score is None


def test_horses_win_as_often_as_they_are_said_to() -> None:
    races = 250 * examples(1)
    expected, variance, won = 0.0, 0.0, 0
    for seed in range(races):
        race, watched = race_of(seed, is_seen=False)
        watched.outrights.work(DECLARED + 4 * HOUR)
        chances = race.chances()
        favourite = max(chances, key=chances.__getitem__)
        expected += chances[favourite]
        variance += chances[favourite] * (1 - chances[favourite])
        won += race.runners[favourite].place == 1
    assert abs(won - expected) < 4 * variance**0.5
    assert 0.2 < expected / races < 0.45


# Seasons


@pytest.fixture(scope="module")
def season() -> tuple[Watched, list[str]]:
    """Watch a league over more than two seasons."""
    watched = Watched(Seasons(Random(7), START))
    wrong: list[str] = []

    def look(said: Said, now: int) -> None:
        event = watched.board.events[said.fixture_id or 0]
        if any(total < 1 for total in sums(held_bets(event))):
            wrong.append(f"{event.id} at {now}: a book below 1")

    for week in range(1, 21):
        watched.pass_time(START + week * WEEK, look)
        wrong += watched.differences()
    return watched, wrong


def test_the_board_shows_seasons_as_they_are(season: tuple[Watched, list[str]]) -> None:
    watched, wrong = season
    assert wrong == []
    assert {said.type for _, said in watched.told} == {
        MessageType.OUTRIGHT_LEAGUE,
        MessageType.OUTRIGHT_LEAGUE_MARKETS,
        MessageType.OUTRIGHT_LEAGUE_SETTLEMENTS,
    }


def test_one_season_follows_the_other(season: tuple[Watched, list[str]]) -> None:
    watched, _ = season
    names: dict[str, list[int]] = {}
    for _, said in watched.told:
        assert said.body is not None
        assert said.body.competition is not None
        node = (said.body.competition.competitions or [])[0]
        update = (node.events or [])[0]
        if update.outright_league is not None:
            statuses = names.setdefault(node.name or "", [])
            statuses.append(update.outright_league.status or 0)
    assert list(names) == ["2025/6", "2026/1", "2026/2"]
    assert list(names.values()) == [[2, 3], [1, 2, 3], [1, 2]]
    assert watched.outrights.kept_alive() == [FIRST_SEASON_ID + 2]


def test_a_simulated_week_shows_changes(season: tuple[Watched, list[str]]) -> None:
    watched, _ = season
    weeks: dict[int, set[int | None]] = {}
    for now, said in watched.told:
        if said.type is MessageType.OUTRIGHT_LEAGUE_MARKETS:
            weeks.setdefault((now - START) // WEEK, set()).add(said.fixture_id)
    assert len(weeks) >= 17


def campaign_of(seed: int) -> tuple[Campaign, Watched]:
    """Watch one season from the first week on."""
    for shift in range(seed, seed + 50):
        watched = Watched(Seasons(Random(shift), START))
        (campaign,) = watched.outrights.held()
        assert isinstance(campaign, Campaign)
        if len(campaign.coming) > 100:
            return campaign, watched
    raise AssertionError("no season in its first weeks")


def test_a_team_that_is_out_has_lost_and_the_champion_won() -> None:
    campaign, watched = campaign_of(1)
    out_first: dict[int, int] = {}

    def look(said: Said, now: int) -> None:
        if said.type is MessageType.OUTRIGHT_LEAGUE_SETTLEMENTS:
            for one, endings in settlements(campaign.market.whole()).items():
                if endings == {Settlement.LOSER}:
                    out_first.setdefault(one or 0, campaign.status)

    watched.pass_time(campaign.ends_at + HOUR, look)
    assert watched.differences() == []
    champion = max(campaign.table, key=lambda team: campaign.table[team].rank)
    endings = settlements(campaign.market.whole())
    assert endings.pop(champion) == {Settlement.WINNER}
    assert set(endings) == campaign.table.keys() - {champion}
    assert {ending for one in endings.values() for ending in one} == {Settlement.LOSER}
    assert Counter(out_first.values())[FixtureStatus.IN_PROGRESS] > 5
    assert {row.played for row in campaign.table.values()} == {22}
    assert sum(row.difference for row in campaign.table.values()) == 0


def test_every_team_has_a_price_of_each_bookmaker_before_the_season() -> None:
    watched = Watched(Seasons(Random(7), START))
    watched.pass_time(START)
    now = START
    while not (coming := [one for one in watched.outrights.held() if one.status == 1]):
        now += DAY
        watched.pass_time(now)
    watched.pass_time(now + DAY)
    bets = said_bets(coming[0].market.whole())
    assert bets.keys() == {None, 9001, 9002, 9003, 9004, 9005}
    for book in bets.values():
        assert {bet.participant_id for bet in book.values()} == {team.id for team in LEAGUE.teams}
        assert {bet.status for bet in book.values()} == {BetStatus.OPEN}
