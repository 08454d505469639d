"""An id of a path has one spelling; anything else is no id, in both surfaces."""

import msgspec
import pytest

from tests.surfaces.v2.scenes import FIXTURE, LEAGUE, Scene
from touchline.surfaces.v1 import queries

WRONG = (
    f"0{FIXTURE}", f"-0{FIXTURE}", f"+{FIXTURE}", f" {FIXTURE}", f"{FIXTURE} ", f"{FIXTURE}.0",
    f"{FIXTURE}/1", f"{FIXTURE}%2F1", f"%2F{FIXTURE}", f"{FIXTURE}\n", f"{FIXTURE}\x00",
    "007", "-0", "00", "-007", "--1", "1_0", "\u0661", "9" * 19 + "0", "9" * 400, "0x1", "1e5",
)  # fmt: skip


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.fixture()
    scene.fixture(7)
    scene.fixture(0)
    return scene


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_id_is_refused(scene: Scene, text: str) -> None:
    for pattern, name, example in (
        ("/api/v1/live/event/{}", "id", queries.EVENT),
        ("/api/v1/event/{}", "id", queries.EVENT),
        ("/api/v1/live/leagues/{}", "leagueId", queries.LEAGUE),
        ("/api/v1/leagues/{}/events", "id", queries.LEAGUE),
        ("/api/v1/sports/{}/leagues", "id", queries.SPORT),
    ):
        answer = scene.v1.answer("GET", pattern.format(text), "", {}, scene.now)
        if "/" in text:
            assert answer.status == 404
        else:
            assert answer.status == 400
            message = msgspec.json.decode(answer.body)["error"]["message"]
            assert message == f"{name} is a whole number of up to 63 bits, for example {example}."
    for pattern in ("/v2/matches/{}", "/v2/matches/{}/live-odds"):
        assert scene.refusal(pattern.format(text))["statusCode"] == 404


@pytest.mark.parametrize("number", [0, 7, FIXTURE])
def test_an_id_is_a_number_as_we_write_it(scene: Scene, number: int) -> None:
    assert scene.get(f"/api/v1/live/event/{number}")["data"]["id"] == number
    assert scene.body(f"/v2/matches/{number}")["data"]["id"] == str(number)


@pytest.mark.parametrize("name", ["-a/b", "-a%2Fb", "-\n", "-007"])
def test_a_name_behind_an_id_is_any_text(scene: Scene, name: str) -> None:
    answer = scene.ask(f"/v2/matches/{FIXTURE}{name}")
    # A slash that came through as one parts the path, whatever stands before it.
    assert answer.status == (404 if "/" in name else 200)


def test_a_league_has_one_path(scene: Scene) -> None:
    assert scene.get(f"/api/v1/live/leagues/{LEAGUE}")["count"] == 3
