"""The rules of the rooms: who imports whom, who stays pure, and how long a file may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "touchline"
ROOT = Path(__file__).parents[1] / "src" / PACKAGE
SURFACES = "surfaces"
LINES = 400

ROOMS = (
    "base",
    "model",
    "wire",
    "board",
    "archive",
    "simulator",
    "brokers",
    "sources",
    "access",
    SURFACES,
    "cli",
)
ALLOWED: dict[str, set[str]] = {
    "base": set(),
    "model": {"base"},
    "wire": {"base", "model"},
    "board": {"base", "model"},
    "archive": {"base", "model", "wire", "board"},
    "simulator": {"base", "model", "wire", "archive"},
    "brokers": {"base"},
    "sources": {"base", "model", "wire", "board", "archive", "brokers"},
    "access": {"base"},
    SURFACES: {"base", "model", "board", "archive", "access"},
    "surfaces/trade": {"base", "model", "board", "archive", "access", "wire", "brokers"},
    "cli": set(ROOMS),
    # `python -m touchline` is the command line.
    "__main__": {"cli"},
    "__init__": set(),
}

PURE_ROOMS = ("board", "model")
IMPURE_MODULES = {
    "aiohttp", "asyncio", "http", "io", "multiprocessing", "os", "pathlib", "random", "secrets",
    "select", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "threading", "time", "urllib", "uuid",
}  # fmt: skip
IMPURE_NAMES = {
    "touchline.base.clock.wall_clock",
    "touchline.base.clock.monotonic_clock",
    "touchline.base.settings.load_settings",
    "touchline.base.settings.explain_settings",
}
IMPURE_CALLS = {"open", "input", "print"}
NOW_METHODS = {"now", "utcnow", "today"}
DATE_CLASSES = {"date", "datetime"}

MODULES = sorted(ROOT.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return where a file is, as "board/odds.py"."""
    return path.relative_to(ROOT).as_posix()


def parse(source: str) -> ast.Module:
    return ast.parse(source)


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield every imported module, and every imported name with its module, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of(path: str) -> str:
    """Return the row of ALLOWED that a file of the package falls under."""
    parts = path.removesuffix(".py").split("/")
    named = "/".join(parts[:2])
    return named if named in ALLOWED else parts[0]


def surface_of(parts: list[str]) -> str | None:
    """Return the surface that a path or name lies in; files beside the folders are shared."""
    if len(parts) > 1 and parts[0] == SURFACES and (ROOT / SURFACES / parts[1]).is_dir():
        return parts[1]
    return None


def is_allowed(path: str, name: str) -> bool:
    """Return whether a file may import a name."""
    if name.startswith("."):
        return False
    package, *parts = name.split(".")
    if package != PACKAGE:
        return True
    if not parts or parts[0] not in ROOMS:
        # From the package itself only its version, so that no room is reached through it.
        return parts == ["__version__"]
    own_parts = path.removesuffix(".py").split("/")
    if parts[0] != own_parts[0]:
        return parts[0] in ALLOWED[room_of(path)]
    return surface_of(parts) in {None, surface_of(own_parts)}


def broken_imports(path: str, source: str) -> list[str]:
    """Return what a file imports against the rules."""
    return [name for name in imported(parse(source)) if not is_allowed(path, name)]


def impurities(source: str) -> list[str]:
    """Return what a file does that needs more than its arguments."""
    tree = parse(source)
    found = [
        name
        for name in imported(tree)
        if name.split(".")[0] in IMPURE_MODULES or name in IMPURE_NAMES
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            found.append(f"async, line {node.lineno}")
        if not isinstance(node, ast.Call):
            continue
        function = ast.unparse(node.func)
        *owner, method = function.split(".")
        is_now = method in NOW_METHODS and bool(owner) and owner[-1] in DATE_CLASSES
        if function in IMPURE_CALLS or is_now:
            found.append(f"{function}(), line {node.lineno}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_what_its_row_names(path: Path) -> None:
    assert room_of(name_of(path)) in ALLOWED, "a new room needs a row in ALLOWED"
    assert broken_imports(name_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if room_of(name_of(path)) in PURE_ROOMS], ids=name_of
)
def test_the_picture_does_no_io_and_knows_no_clock(path: Path) -> None:
    assert impurities(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_and_is_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert (ast.get_docstring(parse(source)) or "").strip(), "a module docstring is missing"
    assert len(source.splitlines()) < LINES


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("base/log.py", "from touchline.model.event import Event"),
        ("model/event.py", "import touchline.board.board"),
        ("board/board.py", "from touchline import wire"),
        ("board/board.py", "def f():\n    from touchline.wire import codec"),
        ("board/board.py", "from ..wire import codec"),
        ("wire/codec.py", "from touchline.board import change"),
        ("access/keys.py", "from touchline.model import event"),
        ("surfaces/v1/views.py", "from touchline.wire import codec"),
        ("surfaces/v1/views.py", "from touchline.cli import main"),
        ("sources/replay.py", "from touchline.surfaces import v1"),
        ("model/event.py", "from touchline import *"),
        ("__init__.py", "from touchline.base import clock"),
    ],
)
def test_a_forbidden_import_is_found(path: str, source: str) -> None:
    assert len(broken_imports(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("board/board.py", "import heapq\nfrom touchline.board import odds"),
        ("sources/replay.py", "from touchline.archive.recording import read"),
        ("surfaces/trade/views.py", "from touchline.wire import codec"),
        ("cli/main.py", "from touchline import __version__\nfrom touchline.surfaces import v1"),
    ],
)
def test_an_allowed_import_passes(path: str, source: str) -> None:
    assert broken_imports(path, source) == []


def test_a_surface_does_not_import_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for surface in ("v1", "v2"):
        (tmp_path / SURFACES / surface).mkdir(parents=True)
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    forbidden = "from touchline.surfaces.v2.views import row"
    assert broken_imports("surfaces/v1/views.py", forbidden) != []
    assert broken_imports("surfaces/v1/views.py", "from touchline.surfaces import v2") != []
    assert broken_imports("surfaces/http.py", forbidden) != []
    assert broken_imports("surfaces/v2/routes.py", forbidden) == []
    assert broken_imports("surfaces/v1/views.py", "from touchline.surfaces.fragment import F") == []


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio",
        "import os.path",
        "from pathlib import Path",
        "from random import Random",
        "from time import time",
        "from touchline.base.clock import wall_clock",
        "open('x')",
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "async def f(): ...",
    ],
)
def test_an_impurity_is_found(source: str) -> None:
    assert len(impurities(source)) == 1


@pytest.mark.parametrize("source", ["from importlib import resources", "board.now()", "x.open()"])
def test_what_is_pure_passes(source: str) -> None:
    assert impurities(source) == []
