"""The examples of the documents: as their schemas say, and the matches of the seeds."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from jsonschema_rs import Draft202012Validator

from tests.surfaces.whole import documented
from touchline.surfaces.openapi import document

# As programs read it.
WHOLE: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document(documented())))


class Shown(NamedTuple):
    """An example, with the schema that it is for."""

    place: str
    schema: dict[str, Any]
    example: Any

    def __str__(self) -> str:
        return self.place


def answers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every documented answer, those that many operations share once."""
    for name, answer in WHOLE["components"]["responses"].items():
        yield name, answer
    for path, item in WHOLE["paths"].items():
        for status, answer in item["get"]["responses"].items():
            if "$ref" not in answer:
                yield f"{path} {status}", answer


def shown() -> Iterator[Shown]:
    for place, answer in answers():
        for content in answer.get("content", {}).values():
            yield Shown(place, content["schema"], content["example"])
    for path, item in WHOLE["paths"].items():
        for parameter in item["get"]["parameters"]:
            if "example" in parameter:
                place = f"{path} {parameter['name']}"
                yield Shown(place, parameter["schema"], parameter["example"])


@pytest.mark.parametrize("one", list(shown()), ids=str)
def test_an_example_is_what_its_schema_says(one: Shown) -> None:
    schema = one.schema | {"components": WHOLE["components"]}
    Draft202012Validator(schema).validate(one.example)


def test_every_operation_has_an_example_of_success_and_of_each_error() -> None:
    for path, item in WHOLE["paths"].items():
        statuses = set()
        for status, said in item["get"]["responses"].items():
            answer = said
            if "$ref" in said:
                answer = WHOLE["components"]["responses"][said["$ref"].rpartition("/")[2]]
            if status != "304":
                assert answer["content"]["application/json"]["example"], (path, status)
                statuses.add(status)
        assert {"200", "405", "431", "500"} <= statuses
        assert statuses.issuperset({"401", "403", "429"}) is bool(item["get"]["security"])


def test_ids_in_paths_are_those_of_the_example() -> None:
    for path, item in WHOLE["paths"].items():
        example = item["get"]["responses"]["200"]["content"]["application/json"]["example"]
        for parameter in item["get"]["parameters"]:
            if parameter["in"] == "path":
                # As text, because an id of v2 is text and the id of what leads to it a number.
                assert f"{parameter['example']}" in json.dumps(example), path


def test_links_lead_to_operations_by_what_the_example_holds() -> None:
    operations = {item["get"]["operationId"]: item["get"] for item in WHOLE["paths"].values()}
    links = [
        (operation, link)
        for operation in operations.values()
        for link in operation["responses"]["200"].get("links", {}).values()
    ]
    assert links
    for operation, link in links:
        found: Any = operation["responses"]["200"]["content"]["application/json"]["example"]
        target = operations[link["operationId"]]
        ((name, expression),) = link["parameters"].items()
        for key in expression.removeprefix("$response.body#/").split("/"):
            found = found[int(key) if isinstance(found, list) else key]
        (parameter,) = (one for one in target["parameters"] if one["name"] == name)
        schema = parameter["schema"] | {"components": WHOLE["components"]}
        Draft202012Validator(schema).validate(found)


# The seeds

CUT = {
    "/api/v1/live/sports": {"data.0.totalLive", "totalLive"},
    "/api/v1/live/events": {"count"},
    "/api/v1/live/leagues/{leagueId}": {"count"},
    # The long caption is Portuguese in the seed's English example, and the prices of its match
    # were set a year before it.
    "/v2/matches/live": {
        "data.0.stats.phaseCaptionLong",
        *(f"data.0.stats.liveBetItems.{number}.timestamp" for number in range(3)),
    },
}
"""Where examples differ from those of the seeds, which show less than they count."""


@cache
def seed_examples(seeds: Path) -> dict[str, Any]:
    """Return the successful answers that the seeds show, by path, in their order."""
    found = []
    for path in sorted(seeds.glob("00[02]_*.txt")):
        text = path.read_text(encoding="utf-8")
        for begin in re.finditer(r'^ *(?=\{\s+"data":)', text, re.MULTILINE):
            found.append(json.JSONDecoder().raw_decode(text, begin.end())[0])
    return dict(zip(CUT, found, strict=True))


def differences(ours: Any, seed: Any, place: str = "") -> Iterator[str]:
    """Yield where ours lacks what a seed says, or says otherwise."""
    if isinstance(seed, dict | list):
        items = seed.items() if isinstance(seed, dict) else enumerate(seed)
        for key, value in items:
            try:
                held = ours[key]
            except (KeyError, IndexError):
                yield f"{place}{key}"
            else:
                yield from differences(held, value, f"{place}{key}.")
    elif ours != seed:
        yield place.rstrip(".")


@pytest.mark.parametrize("path", CUT)
def test_examples_are_those_of_the_seeds(shared: Path, path: str) -> None:
    ours = WHOLE["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert set(differences(ours, seed_examples(shared / "seeds")[path])) == CUT[path]


def test_other_operations_show_the_same_matches(shared: Path) -> None:
    seeds = json.dumps(seed_examples(shared / "seeds"))
    for path, item in WHOLE["paths"].items():
        content = item["get"]["responses"]["200"]["content"]["application/json"]
        text = json.dumps(content["example"])
        for name in re.findall(r'"(?:homeTeam|awayTeam|leagueName)": ("[^"]+")', text):
            assert name in seeds, (path, name)
        for name in re.findall(r'"(?:homeTeam|awayTeam)": \{"id": \d+, "name": ("[^"]+")', text):
            assert name in seeds, (path, name)


def test_a_difference_from_a_seed_is_found() -> None:
    seed = {"a": [{"b": 1, "c": None}], "d": "x"}
    assert list(differences(seed, seed)) == []
    assert list(differences({"a": [{"b": 2}]}, seed)) == ["a.0.b", "a.0.c", "d"]
    assert list(differences({"a": [], "d": "x"}, seed)) == ["a.0"]
