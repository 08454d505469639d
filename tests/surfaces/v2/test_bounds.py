"""What is remembered is bounded, and forgets what is gone."""

from zoneinfo import ZoneInfo

from tests.surfaces.v2.scenes import FIXTURE, LIVE, Scene
from touchline.base.clock import ManualClock
from touchline.surfaces.v2.popularity import FOLD_MS, Views

UTC = ZoneInfo("UTC")
DAY = 24 * 3_600_000


def test_views_are_counted_for_so_many_events() -> None:
    clock = ManualClock(10 * DAY)
    views = Views(clock, max_events=3)
    for event in range(10):
        views.count(event)
    clock.advance(FOLD_MS)
    assert sorted(views.fold()) == [0, 1, 2]
    for event in (1, 7):
        views.count(event)
    clock.advance(FOLD_MS)
    # The one that was not looked at for longest has gone, and is told of as changed.
    assert sorted(views.fold()) == [0, 1, 7]
    assert [views.shown(event) for event in (0, 1, 2, 7)] == [0, 2, 1, 1]
    assert views.fold() == []


def test_views_of_days_gone_by_count_in_total_alone() -> None:
    clock = ManualClock(10 * DAY)
    views = Views(clock)
    views.count(1)
    clock.advance(FOLD_MS)
    views.fold()
    assert views.today(UTC) == {1: 1}
    clock.advance(5 * DAY)
    views.count(1)
    clock.advance(FOLD_MS)
    views.fold()
    assert (views.today(UTC), views.shown(1)) == ({1: 1}, 2)
    views.count(1)
    views.forget(1)
    clock.advance(FOLD_MS)
    assert views.fold() == []
    assert (views.today(UTC), views.shown(1)) == ({}, 0)


def test_a_wall_clock_that_is_set_back_does_not_stop_the_counting() -> None:
    clock = ManualClock(10 * DAY)
    views = Views(clock)
    views.count(1)
    clock.now -= 3_600_000
    assert views.fold() == [1]


def test_nothing_is_left_of_a_match_that_has_gone() -> None:
    scene = Scene()
    scene.fixture()
    scene.odds({"1": "1.5"})
    scene.body(LIVE)
    scene.body(LIVE, "locale=es&include=liveEventData")
    scene.now += 1_000
    scene.fixture(Status=3)
    scene.body(LIVE)
    scene.body(LIVE, "locale=es&include=liveEventData")
    scene.wait(25 * 3_600_000)
    assert FIXTURE not in scene.board.events
    # It comes again as another match, of which nothing is remembered.
    scene.fixture()
    scene.odds({"1": "1.6"}, provider=5)
    assert scene.bets()[0]["betItemId"].split(":")[3] == "5"
