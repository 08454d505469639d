"""The settings of Touchline: one typed tree, from `touchline.toml` and `TOUCHLINE_*` variables.

A variable goes before the file, the file before the default. Each field says what it means and
what may stand there; errors and `touchline config show` are made from that.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple, get_type_hints

import msgspec
from msgspec import Meta

from touchline.base import settings_source
from touchline.base.limits import LIMITS, Limit
from touchline.base.settings_source import Given, Setting

_ORIGIN: Final = (
    r"\A(\*|(?!http://.*:80\Z|https://.*:443\Z)[a-z][a-z0-9+.-]*://"
    r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?)\Z"
)
"""An origin as browsers write it: in lower case, without the port that its scheme implies."""


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """Where the server listens, and for whom."""

    host: Annotated[
        str,
        Meta(
            min_length=1,
            description="Address to listen on",
            extra={"expected": "an address or host name such as 127.0.0.1"},
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Meta(
            ge=0,
            le=65_535,
            description="Port to listen on; 0 takes any free one",
            extra={"expected": "a whole number from 0 to 65535"},
        ),
    ] = 8000
    admin_port: Annotated[
        int,
        Meta(
            ge=0,
            le=65_535,
            description="Port of the operator's API, on 127.0.0.1 whatever the host is; 0 for none",
            extra={"expected": "a whole number from 0 to 65535"},
        ),
    ] = 0
    open: Annotated[
        bool,
        Meta(
            description="Serve everyone who can reach the address, without keys",
            extra={"expected": "true or false"},
        ),
    ] = False


class Web(msgspec.Struct, frozen=True, kw_only=True):
    """What pages of other origins may do."""

    origins: Annotated[
        tuple[Annotated[str, Meta(pattern=_ORIGIN)], ...],
        Meta(
            description="Origins whose pages may ask this server; * is every page",
            extra={
                "expected": "origins as browsers send them, scheme://host or scheme://host:port in "
                'lower case with nothing behind, or *: ["https://example.com", '
                '"http://localhost:3000"]; https://example.com,http://localhost:3000 in a variable'
            },
        ),
    ] = ()


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """What is logged on stderr, and how."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(
            description="The least level that is logged",
            extra={"expected": "debug, info, warning or error"},
        ),
    ] = "info"
    format: Annotated[
        Literal["text", "json"],
        Meta(
            description="Text for people, or one JSON object a line for machines",
            extra={"expected": "text or json"},
        ),
    ] = "text"


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """Which feeds are taken, and what they are called here."""

    sources: Annotated[
        dict[str, dict[str, object]],
        Meta(
            description="Queues of providers, each as [feed.sources.NAME] with what the query of "
            "an address in `serve --source` takes",
            extra={"expected": "tables in the settings file, such as [feed.sources.inplay]"},
        ),
    ] = {}
    namespace: Annotated[
        str,
        Meta(
            pattern=r"\A([a-z0-9][a-z0-9-]{0,31})?\Z",
            description="The board that messages go to; empty for test with the simulator and "
            "recordings, and live with a provider's feed",
            extra={"expected": "up to 32 of a-z, 0-9 and -, such as test"},
        ),
    ] = ""
    id_offset: Annotated[
        int,
        Meta(
            ge=0,
            le=2**52,
            description="Added to the feed's ids to make public ids",
            extra={"expected": "a whole number from 0 to 4503599627370496"},
        ),
    ] = 0


class Odds(msgspec.Struct, frozen=True, kw_only=True):
    """Which prices are shown where a shape has room for one bookmaker."""

    providers: Annotated[
        tuple[int, ...],
        Meta(
            description="Ids of the bookmakers to show, the most wanted first",
            extra={"expected": "a list of provider ids such as [8, 31]; 8,31 in a variable"},
        ),
    ] = ()


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Where accounts are kept."""

    store: Annotated[
        str,
        Meta(
            description="Store of accounts; empty for SQLite in the state folder",
            extra={"expected": "sqlite:///FILE or postgresql://USER@HOST/DATABASE"},
        ),
    ] = ""


class Tariff(msgspec.Struct, frozen=True, kw_only=True):
    """What differs from the default tiers and costs; `touchline.access.tariff_tables` reads it."""

    tiers: Annotated[
        dict[str, dict[str, object]],
        Meta(
            description="What accounts of a tier may do, as [tariff.tiers.NAME]",
            extra={"expected": "tables in the settings file, such as [tariff.tiers.PRO]"},
        ),
    ] = {}
    costs: Annotated[
        dict[str, object],
        Meta(
            description="Credits of a successful request, by endpoint, as [tariff.costs]",
            extra={"expected": "the table [tariff.costs] in the settings file"},
        ),
    ] = {}


class Paths(msgspec.Struct, frozen=True, kw_only=True):
    """Where things are kept."""

    state_dir: Annotated[
        str,
        Meta(
            min_length=1,
            description="Folder of everything that outlives a restart",
            extra={"expected": "the path of a folder"},
        ),
    ] = "~/.local/state/touchline"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting; `limits` holds only those that differ from their default."""

    server: Server = Server()
    web: Web = Web()
    log: Log = Log()
    feed: Feed = Feed()
    odds: Odds = Odds()
    access: Access = Access()
    tariff: Tariff = Tariff()
    paths: Paths = Paths()
    limits: dict[str, int] = {}

    def limit(self, limit: Limit) -> int:
        """Return the value in use of a limit of `touchline.base.limits`, in its unit."""
        return self.limits.get(_LIMIT_NAMES[limit], limit.default)

    def state_dir(self) -> Path:
        """Return the state folder with `~` resolved; it need not exist."""
        return Path(self.paths.state_dir).expanduser()


class ExplainedSetting(NamedTuple):
    """A setting with its value and where that came from."""

    key: str
    value: object
    origin: str
    meaning: str


_SECTIONS: Final[dict[str, type[msgspec.Struct]]] = {
    "server": Server,
    "web": Web,
    "log": Log,
    "feed": Feed,
    "odds": Odds,
    "access": Access,
    "tariff": Tariff,
    "paths": Paths,
}
_LIMIT_NAMES: Final = {limit: name for name, limit in LIMITS.items()}


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the settings in use.

    The file is the one at path, else the one that TOUCHLINE_CONFIG names, else `touchline.toml`
    in the current folder where there is one. Raises SettingsError for the first key or value that
    is wrong, and for a named file that cannot be read.
    """
    given = settings_source.read(path, environ, _ALL)
    values: dict[str, dict[str, object]] = {section: {} for section in (*_SECTIONS, "limits")}
    for key, entry in given.items():
        section, name = key.split(".")
        values[section][name] = entry.value
    return msgspec.convert(values, Settings)


def explain_settings(path: Path | None, environ: Mapping[str, str]) -> list[ExplainedSetting]:
    """Return every setting with its value, its origin and its meaning.

    The origin is "default", the path of the file or the name of the variable. Raises what
    `load_settings` raises.
    """
    given = settings_source.read(path, environ, _ALL)
    return [
        ExplainedSetting(key, *given.get(key, Given(setting.default, "default")), setting.meaning)
        for key, setting in _ALL.items()
    ]


def _all_settings() -> dict[str, Setting]:
    settings = {
        f"{section}.{field.name}": _of_field(hints[field.name], _default(field))
        for section, struct in _SECTIONS.items()
        for hints in [get_type_hints(struct, include_extras=True)]
        for field in msgspec.structs.fields(struct)
    }
    return settings | {f"limits.{name}": _of_limit(limit) for name, limit in LIMITS.items()}


def _default(field: msgspec.structs.FieldInfo) -> object:
    factory = field.default_factory
    return field.default if factory is msgspec.NODEFAULT else factory()


def _of_field(hint: object, default: object) -> Setting:
    (meta,) = (entry for entry in getattr(hint, "__metadata__", ()) if isinstance(entry, Meta))
    return Setting(hint, default, str(meta.description), (meta.extra or {})["expected"])


def _of_limit(limit: Limit) -> Setting:
    return Setting(
        Annotated[int, Meta(ge=limit.minimum, le=limit.maximum)],
        limit.default,
        f"{limit.why} ({limit.unit})",
        f"a whole number of {limit.unit} from {limit.minimum} to {limit.maximum}",
    )


_ALL: Final = _all_settings()
