"""`touchline config`: what it prints and how it exits."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from touchline.cli.config import app, explained

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOUCHLINE_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "60")


def test_show_prints_every_setting_with_its_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUCHLINE_ODDS__PROVIDERS", "8,31")
    result = RUNNER.invoke(app, ["show"])
    assert result.exit_code == 0
    lines = {line.split()[0]: line.split() for line in result.output.splitlines()}
    assert lines["server.host"][1:3] == ["127.0.0.1", "default"]
    assert lines["server.open"][1:3] == ["false", "default"]
    assert lines["odds.providers"][1:3] == ["8,31", "TOUCHLINE_ODDS__PROVIDERS"]
    assert lines["limits.message_bytes"][1:3] == ["16777216", "default"]


def test_what_is_no_terminal_gets_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = "/" + "very-long-name/" * 20
    monkeypatch.setenv("TOUCHLINE_PATHS__STATE_DIR", folder)
    lines = RUNNER.invoke(app, ["show"]).output.splitlines()
    settings = list(explained(None, os.environ))
    assert len(lines) == 1 + len(settings)
    for line, setting in zip(lines[1:], settings, strict=True):
        assert line.split()[0] == setting.key
        assert line.rstrip().endswith(setting.meaning)
    assert any(folder in line.split() for line in lines)


def test_show_as_json(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[server]\nport = 81\n", encoding="utf-8")
    result = RUNNER.invoke(app, ["show", "--json", "--config", str(path)])
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["server.port"]["value"] == 81
    assert document["server.port"]["origin"] == str(path)
    assert document["odds.providers"]["value"] == []


def test_every_number_of_the_tariff_is_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[tariff.tiers.PRO]\nstreams = 7\n[tariff.costs]\nv2Match = 3\n", "utf-8")
    result = RUNNER.invoke(app, ["show", "--json", "--config", str(path)])
    document = json.loads(result.stdout)
    for key, value, origin in (
        ("tariff.tiers.PRO.streams", 7, str(path)),
        ("tariff.tiers.PRO.requests_a_minute", 1_000, "default"),
        ("tariff.costs.v2Match", 3, str(path)),
        ("tariff.costs.v2LiveMatches", 2, "default"),
    ):
        assert (document[key]["value"], document[key]["origin"]) == (value, origin)
    assert "tariff.tiers" not in document


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_wrong_tariff_is_one_line_and_exit_1(tmp_path: Path, command: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[tariff.costs]\nv2Match = -1\n", encoding="utf-8")
    result = RUNNER.invoke(app, [command, "--config", str(path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("tariff.costs.v2Match: is -1; expected a whole number")
    assert result.stderr.count("\n") == 1


def test_check_says_ok() -> None:
    result = RUNNER.invoke(app, ["check"])
    assert (result.exit_code, result.stdout) == (0, "ok\n")


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_wrong_setting_is_one_line_and_exit_1(tmp_path: Path, command: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[server]\nprot = 81\n", encoding="utf-8")
    result = RUNNER.invoke(app, [command, "--config", str(path)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"{path}: server.prot is not a setting, did you mean server.port? [settings-unknown]\n"
    )


FEED = """[feed.sources.inplay]
url = "amqp://acme:hunter7@broker.example/"
package = 7
password = "secret"
"""


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_show_has_feeds_without_their_passwords(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "touchline.toml").write_text(FEED, encoding="utf-8")
    result = RUNNER.invoke(app, ["show", *arguments])
    assert result.exit_code == 0
    assert "amqp://acme:[redacted]@broker.example/" in result.stdout
    assert "secret" not in result.stdout
    assert "hunter7" not in result.stdout


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_wrong_feed_is_one_line_and_exit_2(tmp_path: Path, command: str) -> None:
    (tmp_path / "touchline.toml").write_text(FEED.replace("package", "pakage"), encoding="utf-8")
    result = RUNNER.invoke(app, [command])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("feed.sources.inplay: 'pakage' is not known; expected some of")
    assert result.stderr.count("\n") == 1
