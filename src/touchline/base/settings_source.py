"""Reading settings from a TOML file and from variables, and saying what is wrong with them.

Knows no setting by name: what there is to set comes in as a table.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from touchline.base.errors import SettingsError
from touchline.base.redaction import redact

CONFIG_VARIABLE: Final = "TOUCHLINE_CONFIG"
"""Names the settings file."""
DEFAULT_FILE: Final = Path("touchline.toml")
_PREFIX: Final = "TOUCHLINE_"
_SEPARATOR: Final = "__"
_SHOWN_CHARACTERS: Final = 80
_KINDS: Final[dict[type, str]] = {str: "text", list: "a list", dict: "a table"}
_ENTRY: Final = re.compile(r"`\$\[([0-9]+)\]")
"""Where the library's refusal of a list says which entry is wrong."""


class Setting(NamedTuple):
    """What may stand in a setting: its type (with bounds), default, meaning, and both in words."""

    type: object
    default: object
    meaning: str
    expected: str


class Given(NamedTuple):
    """A value that somebody set, and where: the path of the file or the name of the variable."""

    value: object
    origin: str


def read(
    path: Path | None, environ: Mapping[str, str], settings: Mapping[str, Setting]
) -> dict[str, Given]:
    """Return what is set, by key ("section.name"); variables go before the file.

    Raises SettingsError, see `load_settings`.
    """
    file = _file(path, environ)
    from_file = {} if file is None else _from_file(file, settings)
    return from_file | _from_variables(environ, settings)


def _file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if environ.get(CONFIG_VARIABLE):
        return Path(environ[CONFIG_VARIABLE]).expanduser()
    return DEFAULT_FILE if DEFAULT_FILE.exists() else None


def _from_file(path: Path, settings: Mapping[str, Setting]) -> dict[str, Given]:
    place = str(path)
    given = {}
    for section, table in _document(path).items():
        if not any(key.startswith(f"{section}.") for key in settings):
            raise _unknown(section, _closest(section, settings), place)
        if not isinstance(table, dict):
            raise _no_table(section, table, place, f"a table: [{section}]")
        for name, value in table.items():
            key = f"{section}.{name}"
            if key not in settings:
                raise _unknown(key, _closest(key, settings), place)
            given[key] = Given(_checked(key, value, place, settings[key], strict=True), place)
    return given


def _document(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        raise _unreadable(path, f"not UTF-8 at byte {error.start}") from None
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, f"not TOML: {error}") from None


def _from_variables(
    environ: Mapping[str, str], settings: Mapping[str, Setting]
) -> dict[str, Given]:
    given = {}
    for variable, text in sorted(environ.items()):
        # Without the double underscore it is not ours to judge: a Kubernetes service of this
        # name, for one, puts TOUCHLINE_PORT and TOUCHLINE_SERVICE_HOST into every container.
        if not variable.startswith(_PREFIX) or _SEPARATOR not in variable:
            continue
        key = variable.removeprefix(_PREFIX).lower().replace(_SEPARATOR, ".", 1)
        if key not in settings or variable != _variable(key):
            close = _closest(key, settings)
            raise _unknown(variable, close and _variable(close), "environment")
        setting = settings[key]
        value = _split(text) if isinstance(setting.default, tuple) else text.strip()
        given[key] = Given(_checked(key, value, variable, setting, strict=False), variable)
    return given


def _variable(key: str) -> str:
    return _PREFIX + key.replace(".", _SEPARATOR).upper()


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if text.strip() else []


def _checked(key: str, value: object, place: str, setting: Setting, *, strict: bool) -> object:
    try:
        return msgspec.convert(value, setting.type, strict=strict)
    except msgspec.ValidationError as error:
        wrong = _ENTRY.search(str(error))
        if wrong is not None and isinstance(value, list):
            key, value = f"{key}[{wrong[1]}]", value[int(wrong[1])]
        if isinstance(setting.default, dict):
            if isinstance(value, dict):
                # Tables by name, of which one is none.
                key, value = next(
                    (f"{key}.{name}", entry)
                    for name, entry in value.items()
                    if not isinstance(entry, dict)
                )
            raise _no_table(key, value, place, setting.expected) from None
        raise _bad(key, _shown(value), place, setting.expected) from None


def _no_table(key: str, value: object, place: str, expected: str) -> SettingsError:
    """Return the error about what is no table, by its kind alone: it may hold any secret."""
    return _bad(key, _KINDS.get(type(value), "a value"), place, expected)


def _bad(key: str, what: str, place: str, expected: str) -> SettingsError:
    return SettingsError("settings-bad-value", f"{key} is {what}", where=place, expected=expected)


def _shown(value: object) -> str:
    """Return a value for people, without its secrets; of what has parts, only its kind."""
    if isinstance(value, dict | list):
        return _KINDS[type(value)]
    shown = repr(redact(value) if isinstance(value, str) else value)
    return shown if len(shown) <= _SHOWN_CHARACTERS else shown[:_SHOWN_CHARACTERS] + "..."


def _unknown(given: str, close: str | None, place: str) -> SettingsError:
    hint = "" if close is None else f", did you mean {close}?"
    return SettingsError("settings-unknown", f"{given} is not a setting{hint}", where=place)


def _closest(key: str, settings: Mapping[str, Setting]) -> str | None:
    """Return the key or section that was probably meant."""
    section, _, name = key.rpartition(".")
    elsewhere = [known for known in settings if known.endswith(f".{name}")]
    sections = [] if section else list(dict.fromkeys(known.split(".")[0] for known in settings))
    return next(
        iter(elsewhere or difflib.get_close_matches(key, [*sections, *settings], n=1)), None
    )


def _unreadable(path: Path, reason: str) -> SettingsError:
    return SettingsError("settings-unreadable", reason, where=str(path))
