"""Settings: where they come from, and what is said of wrong ones."""

import json
from pathlib import Path

import pytest

from touchline.base import limits
from touchline.base.errors import SettingsError
from touchline.base.settings import Settings, explain_settings, load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(folder: Path, text: str, name: str = "touchline.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path | None = None, environ: dict[str, str] | None = None) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environ or {})
    with pytest.raises(SettingsError) as explained:
        explain_settings(path, environ or {})
    assert str(caught.value) == str(explained.value)
    return caught.value


def test_defaults() -> None:
    settings = load_settings(None, {})
    assert settings == Settings()
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8000)
    assert settings.server.open is False
    assert (settings.log.level, settings.log.format) == ("info", "text")
    assert (settings.feed.namespace, settings.feed.id_offset) == ("", 0)
    assert settings.odds.providers == ()
    assert settings.state_dir() == Path.home() / ".local/state/touchline"


def test_a_file_sets_everything(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        [server]
        host = "0.0.0.0"
        port = 0
        open = true
        [log]
        level = "debug"
        format = "json"
        [feed]
        namespace = "main-2"
        id_offset = 1000000
        [odds]
        providers = [8, 31]
        [paths]
        state_dir = "/srv/touchline"
        [limits]
        message_bytes = 1024
        """,
        "mine.toml",
    )
    settings = load_settings(path, {})
    assert (settings.server.host, settings.server.port) == ("0.0.0.0", 0)
    assert settings.server.open is True
    assert (settings.log.level, settings.log.format) == ("debug", "json")
    assert (settings.feed.namespace, settings.feed.id_offset) == ("main-2", 1_000_000)
    assert settings.odds.providers == (8, 31)
    assert settings.state_dir() == Path("/srv/touchline")
    assert settings.limit(limits.MESSAGE_BYTES) == 1024
    assert settings.limit(limits.MESSAGE_DEPTH) == 32


def test_which_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, "[server]\nport = 1")
    by_variable = write(tmp_path, "[server]\nport = 2", "two.toml")
    by_argument = write(tmp_path, "[server]\nport = 3", "three.toml")
    environ = {"TOUCHLINE_CONFIG": str(by_variable)}
    assert load_settings(None, {}).server.port == 1
    assert load_settings(None, {"TOUCHLINE_CONFIG": ""}).server.port == 1
    assert load_settings(None, environ).server.port == 2
    assert load_settings(by_argument, environ).server.port == 3


def test_variables_go_before_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "[server]\nport = 1\nhost = 'a'\n[odds]\nproviders = [1]")
    environ = {
        "TOUCHLINE_SERVER__PORT": " 9000 ",
        "TOUCHLINE_SERVER__OPEN": "true",
        "TOUCHLINE_ODDS__PROVIDERS": "8, 31",
        "TOUCHLINE_LIMITS__MESSAGE_DEPTH": "48",
        "PATH": "/bin",
    }
    settings = load_settings(path, environ)
    assert (settings.server.host, settings.server.port) == ("a", 9000)
    assert settings.server.open is True
    assert settings.odds.providers == (8, 31)
    assert settings.limit(limits.MESSAGE_DEPTH) == 48
    assert load_settings(path, {"TOUCHLINE_ODDS__PROVIDERS": ""}).odds.providers == ()


def test_variables_of_a_container_platform_are_not_ours() -> None:
    environ = {"TOUCHLINE_PORT": "tcp://10.0.0.1:80", "TOUCHLINE_SERVICE_HOST": "10.0.0.1"}
    assert load_settings(None, environ) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[server]\nprt = 1", "server.prt is not a setting, did you mean server.port?"),
        ("[sever]\nport = 1", "sever is not a setting, did you mean server?"),
        ("port = 1", "port is not a setting, did you mean server.port?"),
        ("[log]\nport = 1", "log.port is not a setting, did you mean server.port?"),
        ("[zzz]", "zzz is not a setting"),
        (
            "[limits]\nmessage_byte = 1",
            "limits.message_byte is not a setting, did you mean limits.message_bytes?",
        ),
    ],
)
def test_an_unknown_key_in_a_file(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    error = refusal(path)
    assert str(error) == f"{path}: {said} [settings-unknown]"


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("TOUCHLINE_SERVER__PROT", ", did you mean TOUCHLINE_SERVER__PORT?"),
        ("TOUCHLINE_SERVER__port", ", did you mean TOUCHLINE_SERVER__PORT?"),
        ("TOUCHLINE_LOG__PORT", ", did you mean TOUCHLINE_SERVER__PORT?"),
        ("TOUCHLINE_X__Y__Z", ""),
    ],
)
def test_an_unknown_variable(variable: str, hint: str) -> None:
    error = refusal(environ={variable: "1"})
    assert str(error) == f"environment: {variable} is not a setting{hint} [settings-unknown]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[server]\nport = 65536",
            "server.port is 65536; expected a whole number from 0 to 65535",
        ),
        (
            "[server]\nport = '80'",
            "server.port is '80'; expected a whole number from 0 to 65535",
        ),
        ("[server]\nport = true", "server.port is True; expected a whole number from 0 to 65535"),
        ("[server]\nopen = 1", "server.open is 1; expected true or false"),
        ("[log]\nlevel = 'loud'", "log.level is 'loud'; expected debug, info, warning or error"),
        ("server = 3", "server is a value; expected a table: [server]"),
        (
            "[feed]\nnamespace = 'a b'",
            "feed.namespace is 'a b'; expected up to 32 of a-z, 0-9 and -, such as test",
        ),
        (
            "[odds]\nproviders = [8, 'x']",
            "odds.providers[1] is 'x'; expected a list of provider ids such as [8, 31]; "
            "8,31 in a variable",
        ),
        (
            "[limits]\nmessage_bytes = 67108865",
            "limits.message_bytes is 67108865; expected a whole number of bytes "
            "from 1024 to 67108864",
        ),
    ],
)
def test_a_wrong_value_in_a_file(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    assert str(refusal(path)) == f"{path}: {said} [settings-bad-value]"


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("TOUCHLINE_SERVER__PORT", ""),
        ("TOUCHLINE_SERVER__PORT", "8000x"),
        ("TOUCHLINE_SERVER__OPEN", "perhaps"),
        ("TOUCHLINE_ODDS__PROVIDERS", "8,,31"),
        ("TOUCHLINE_LIMITS__MESSAGE_DEPTH", "7"),
        ("TOUCHLINE_PATHS__STATE_DIR", " "),
    ],
)
def test_a_wrong_value_in_a_variable(variable: str, text: str) -> None:
    error = refusal(environ={variable: text})
    assert error.code == "settings-bad-value"
    assert error.where == variable
    assert error.expected


ORIGINS = [
    "*",
    "https://a.example",
    "https://a-b.c.example:8443",
    "http://localhost:3000",
    "http://127.0.0.1",
    "http://[::1]:5173",
    "https://xn--bcher-kva.example",
    "capacitor://localhost",
    "chrome-extension://abcdefghijklmnop",
    "http://a.example:443",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_origins_are_taken_as_browsers_send_them(tmp_path: Path, origin: str) -> None:
    path = write(tmp_path, f"[web]\norigins = ['{origin}']")
    assert load_settings(path, {}).web.origins == (origin,)
    environ = {"TOUCHLINE_WEB__ORIGINS": f"{origin}, https://b.example"}
    assert load_settings(None, environ).web.origins == (origin, "https://b.example")


NO_ORIGINS = [
    "",
    "https://a.example/",
    "https://a.example/path",
    "https://a.example?x",
    "https://a.example#x",
    "https://user@a.example",
    "a.example",
    "a.example:8080",
    "//a.example",
    "null",
    "https://",
    "https://*.a.example",
    "https://A.example",
    "HTTPS://a.example",
    "https://a.example:443",
    "http://a.example:80",
    "https://a.example:",
    "https://a.example:0",
    "https://a.example:x",
    "https://a..example",
    "https://b\u00fccher.example",
    " https://a.example",
    "https://a.example\n",
    '["https://a.example"]',
    "**",
]


@pytest.mark.parametrize("origin", NO_ORIGINS)
def test_what_no_browser_sends_is_no_origin(tmp_path: Path, origin: str) -> None:
    path = tmp_path / "touchline.toml"
    path.write_text(
        f"[web]\norigins = ['https://b.example', {json.dumps(origin)}]", encoding="utf-8"
    )
    error = refusal(path)
    assert error.reason == f"web.origins[1] is {origin!r}"
    for part in ("scheme://host", '["https://example.com"', "https://example.com,http", "or *"):
        assert part in str(error.expected)


def test_a_list_in_a_variable_has_no_brackets() -> None:
    error = refusal(environ={"TOUCHLINE_WEB__ORIGINS": '["https://a.example"]'})
    assert error.where == "TOUCHLINE_WEB__ORIGINS"
    assert error.reason == """web.origins[0] is '["https://a.example"]'"""
    assert str(error.expected).endswith("https://example.com,http://localhost:3000 in a variable")


SECRET = "amqp://x:HUSH-HUSH@host"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"feed = '{SECRET}'", "feed is text; expected a table: [feed]"),
        (f"[feed]\nsources = '{SECRET}'", "feed.sources is text; expected tables"),
        (f"[feed]\nsources = ['{SECRET}']", "feed.sources is a list; expected tables"),
        (f"[feed.sources]\na = '{SECRET}'", "feed.sources.a is text; expected tables"),
        ("[feed.sources]\na = {password = 'HUSH'}\nb = 1", "feed.sources.b is a value; exp"),
        (f"[tariff]\ncosts = '{SECRET}'", "tariff.costs is text; expected the table"),
        (f"[access]\nstore = ['{SECRET}']", "access.store is a list; expected sqlite://"),
        ("[access]\nstore = {password = 'HUSH'}", "access.store is a table; expected sqlite://"),
        (f"[server]\nport = '{SECRET}'", "server.port is 'amqp://x:[redacted]@host'; expected"),
        (f"[odds]\nproviders = '{SECRET}'", "odds.providers is 'amqp://x:[redacted]@host'"),
        (f"[web]\norigins = ['{SECRET}']", "web.origins[0] is 'amqp://x:[redacted]@host'"),
        (f"[log]\nlevel = '{'-' * 60}{SECRET}'", "log.level is '-----"),
    ],
)
def test_no_secret_stands_in_an_error(tmp_path: Path, text: str, said: str) -> None:
    error = str(refusal(write(tmp_path, text)))
    assert said in error
    assert "HUSH" not in error


@pytest.mark.parametrize("text", [SECRET, f'{{"a":{{"url":"{SECRET}"}}}}', f"{SECRET},x"])
@pytest.mark.parametrize(
    "name", ["FEED__SOURCES", "TARIFF__TIERS", "SERVER__PORT", "WEB__ORIGINS", "LOG__LEVEL"]
)
def test_no_secret_of_a_variable_stands_in_an_error(name: str, text: str) -> None:
    error = refusal(environ={f"TOUCHLINE_{name}": text})
    assert error.where == f"TOUCHLINE_{name}"
    assert "HUSH" not in str(error)


def test_a_long_value_is_cut_in_the_error(tmp_path: Path) -> None:
    path = write(tmp_path, f"[server]\nport = '{'9' * 10_000}'")
    assert len(refusal(path).reason) < 200


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    assert str(refusal(missing)) == f"{missing}: No such file or directory [settings-unreadable]"
    assert refusal(None, {"TOUCHLINE_CONFIG": str(missing)}).where == str(missing)
    assert refusal(tmp_path).code == "settings-unreadable"
    torn = write(tmp_path, "[server\nport = 1")
    assert "line 1" in refusal(torn).reason
    torn.write_bytes(b"[server]\nhost = '\xff'")
    assert refusal(torn).reason == "not UTF-8 at byte 17"


def test_every_setting_is_explained(tmp_path: Path) -> None:
    path = write(tmp_path, "[server]\nport = 1\nhost = 'a'")
    rows = {row.key: row for row in explain_settings(path, {"TOUCHLINE_SERVER__PORT": "2"})}
    assert rows["server.port"][1:3] == (2, "TOUCHLINE_SERVER__PORT")
    assert rows["server.host"][1:3] == ("a", str(path))
    assert rows["log.level"][1:3] == ("info", "default")
    assert rows["limits.message_bytes"][1:3] == (16 * 1024**2, "default")
    assert all(row.meaning for row in rows.values())
    assert {f"limits.{name}" for name in limits.LIMITS} <= set(rows)
