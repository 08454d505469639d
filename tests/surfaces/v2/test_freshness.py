"""Ages and entity tags: the same content has the same tag, whatever the time and the process."""

import zlib

import pytest

from tests.surfaces.v2.scenes import FIXTURE, KICK_OFF, LEAGUE, LIVE, SPORTS, Scene

PRICES = {"1": "1.5", "X": "4", "2": "6"}
PATHS = [
    (LIVE, 10),
    ("/v2/matches", 30),
    ("/v2/matches/trending", 30),
    (f"/v2/matches/{FIXTURE}", 10),
    (f"/v2/matches/{FIXTURE}/live-odds", 10),
    ("/v2/teams", 300),
    ("/v2/regions", 300),
    ("/v2/competitions", 300),
    ("/v2/stats", 60),
]


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    for number in range(3):
        scene.fixture(FIXTURE + number)
    scene.livescore(80, 2_700, Description=1)
    scene.odds(PRICES)
    return scene


@pytest.mark.parametrize(("path", "ttl"), PATHS)
def test_answers_say_how_old_they_are(scene: Scene, path: str, ttl: int) -> None:
    scene.now += 2_500
    headers = dict(scene.ask(path).headers)
    assert headers[b"age"] == b"2"
    assert headers[b"x-data-age-ms"] == b"2500"
    assert headers[b"cache-control"] == b"private, max-age=%d" % (ttl - 3)
    assert headers[b"vary"] == b"Accept-Encoding, Authorization, x-api-key"
    scene.heartbeat()
    assert dict(scene.ask(path).headers)[b"age"] == b"0"


def test_numbers_that_are_kept_are_as_old_as_when_they_were_counted(scene: Scene) -> None:
    def answer() -> tuple[bytes, int]:
        found = scene.ask("/v2/stats")
        return found.body, int(dict(found.headers)[b"x-data-age-ms"])

    counted, age = answer()
    assert age == 0
    for _ in range(3):
        scene.now += 3_000
        scene.livescore(80, 2_700, Description=1)
        scene.fixture(FIXTURE + scene.now, Status=1)
        age += 3_000
        assert answer() == (counted, age)
    scene.now += 1_000
    body, age = answer()
    assert body != counted
    assert age == 1_000


def test_numbers_of_a_picture_that_stands_still_are_as_new_as_its_sources(scene: Scene) -> None:
    before = scene.body("/v2/stats")
    scene.now += 2_500
    scene.heartbeat()
    body = scene.body("/v2/stats")
    assert body["lastUpdated"] == "2026-01-10T15:00:02.500Z"
    assert body == before | {"lastUpdated": body["lastUpdated"]}


def test_today_ends_at_midnight_though_nothing_changes(scene: Scene) -> None:
    scene.fixture(FIXTURE + 5, Status=1, StartDate="2026-01-11T09:00:00Z")
    for hours, found in ((0, 3), (8.999, 3), (9, 1), (32.999, 1), (33, 0)):
        scene.now = KICK_OFF + round(hours * 3_600_000)
        assert scene.body("/v2/stats")["todayEvents"] == found, hours


def test_health_is_never_kept(scene: Scene) -> None:
    assert dict(scene.ask("/v2/health").headers)[b"cache-control"] == b"no-store"


@pytest.mark.parametrize(("path", "ttl"), PATHS)
def test_who_has_the_newest_answer_gets_304(scene: Scene, path: str, ttl: int) -> None:
    tag = scene.tag(path)
    scene.now += 1_000
    answer = scene.ask(path, if_none_match=tag)
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(("path", "ttl"), PATHS)
def test_the_same_content_has_the_same_tag_in_every_process(path: str, ttl: int) -> None:
    tags = set()
    for order in ((0, 1, 2), (2, 0, 1)):
        scene = Scene()
        for number in order:
            scene.fixture(FIXTURE + number)
        scene.livescore(80, 2_700, Description=1)
        scene.odds(PRICES)
        tags.add(scene.tag(path))
    assert len(tags) == 1


def test_the_tag_follows_what_is_shown_and_only_that(scene: Scene) -> None:
    tag = scene.tag()
    for _ in range(5):
        scene.wait(1_000)
        scene.heartbeat()
        assert scene.tag() == tag
    scene.livescore(80, 2_700, Description=1)
    # The clock was read again, which is shown.
    assert scene.tag() != tag
    tag = scene.tag()
    scene.restate({"1": "1.6"})
    changed = scene.tag()
    assert changed != tag
    scene.now += 1_000
    scene.livescore(20, 2_700)
    running = scene.tag()
    scene.now += 1_000
    assert len({tag, changed, running, scene.tag()}) == 4


def test_a_part_of_a_list_has_a_tag_of_its_own(scene: Scene) -> None:
    tags = {query: scene.tag(LIVE, query) for query in ("", "limit=1", "limit=2", "locale=es")}
    assert len(set(tags.values())) == 4
    assert scene.tag(LIVE, "limit=50") == tags[""]
    # The odds are those of the first match: longer lists change with it, and with theirs alone.
    scene.now += 1_000
    scene.fixture(FIXTURE + 2, Participants=[{"Id": 1, "Name": "Gamma", "Position": "1"}])
    assert scene.tag(LIVE, "limit=1") == tags["limit=1"]
    assert scene.tag(LIVE, "limit=2") == tags["limit=2"]
    assert scene.tag() != tags[""]


def test_incremental_tags_are_those_of_a_list_made_anew(scene: Scene) -> None:
    other = Scene()
    scene.tag()
    for number in range(3):
        other.fixture(FIXTURE + number)
    other.livescore(80, 2_700, Description=1)
    other.odds(PRICES)
    for step in range(6):
        for picture in (scene, other):
            picture.now += 1_000
            picture.livescore(10, 100 + step, (step, 0))
            picture.odds({"1": f"1.{step + 1}"})
        scene.tag()
        scene.tag(LIVE, "limit=1")
    assert scene.tag() == other.tag()
    assert scene.tag(LIVE, "limit=1") == other.tag(LIVE, "limit=1")
    assert scene.body(LIVE) == other.body(LIVE)


def test_order_is_part_of_the_tag() -> None:
    def scene(first: int) -> Scene:
        made = Scene()
        for number in (0, 1):
            made.fixture(
                FIXTURE + number,
                League={"Id": 67 if number == first else LEAGUE, "Name": "L"},
            )
        return made

    one = scene(0)
    assert one.tag(LIVE, "prioritize=true") == one.tag(LIVE)
    other = scene(1)
    assert other.tag(LIVE, "prioritize=true") != other.tag(LIVE)


def test_packed_answers_are_the_same_body(scene: Scene) -> None:
    plain = scene.ask(LIVE)
    packed = scene.ask(LIVE, accept_encoding="gzip")
    assert zlib.decompress(packed.body, 31) == plain.body
    by_sport = scene.ask(LIVE, "sport=tennis", accept_encoding="gzip")
    assert by_sport.body == b'{"data":[],"count":0}'


def test_lists_of_different_languages_and_sports_do_not_mix(scene: Scene) -> None:
    scene.fixture(FIXTURE + 9, Sport=SPORTS["tennis"])
    for _ in range(2):
        for locale, draw in (("en", "Draw"), ("es", "Empate"), ("pt", "Empate")):
            for query in (f"locale={locale}", f"locale={locale}&sport=soccer"):
                row = scene.body(LIVE, query)["data"][0]
                assert row["stats"]["liveBetItems"][1]["caption"] == draw
        scene.restate(PRICES | {"X": "4.4"})
