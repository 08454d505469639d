"""The options of commands that run the simulator, and the simulator that they ask for."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from touchline.base.clock import format_time
from touchline.base.errors import UsageError
from touchline.simulator.faults import FAULTS, Faults

if TYPE_CHECKING:
    from touchline.simulator.engine import Simulator

SIMULATOR: Final = "simulator"
"""The source that makes matches up."""
EARLIEST: Final = 126_230_400_000
"""The start of 1974: feeds' stamps of before March 1973 are read as seconds."""
LATEST: Final = 253_370_764_800_000
"""The start of 9999, where the simulator ends: what it plans ahead is still within that year."""
_ALL: Final = "all"
_LIVE: Final = 40
_MOST_LIVE: Final = 300
_SEED: Final = 1

Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", metavar="N", show_default=str(_SEED),
        help="The simulator's chance: the same seed and start make the same messages.",
    ),
]  # fmt: skip
Live = Annotated[
    int | None,
    typer.Option(
        "--live", metavar="N", min=1, max=_MOST_LIVE, show_default=str(_LIVE),
        help="About how many simulated matches are live at a time.",
    ),
]  # fmt: skip
FaultNames = Annotated[
    str | None,
    typer.Option(
        "--faults", metavar="NAMES",
        help=f"What goes wrong with the simulated feed: {_ALL}, or some of {', '.join(FAULTS)} "
        "with commas between.",
    ),
]  # fmt: skip


def read_faults(text: str | None) -> Faults:
    """Return the faults that an option names; raise UsageError for one that does not exist."""
    if text is None:
        return Faults()
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in FAULTS and name != _ALL]
    if unknown or not names:
        raise UsageError(
            "usage",
            f"{unknown[0][:64]!r} is not a fault" if unknown else "names no fault",
            where="--faults",
            expected=f"{_ALL}, or some of {', '.join(FAULTS)}",
        )
    return Faults(frozenset(FAULTS if _ALL in names else names))


def simulator(start_at: int, seed: int | None, live: int | None, faults: str | None) -> "Simulator":
    """Return the simulator that options ask for; raise UsageError for what makes no sense.

    `start_at` is unix ms. What is not asked for is as usual.
    """
    # The games and their tables are loaded only by who plays them.
    from touchline.simulator.engine import Simulator

    if not EARLIEST <= start_at < LATEST:
        is_early = start_at < EARLIEST
        raise UsageError(
            "usage",
            f"{format_time(start_at)} is too {'early' if is_early else 'late'} for the simulator",
            where="--start-at",
            expected=f"a time from {format_time(EARLIEST)} on"
            if is_early
            else f"a time before {format_time(LATEST)}",
        )
    return Simulator(
        start_at,
        seed=_SEED if seed is None else seed,
        live=_LIVE if live is None else live,
        faults=read_faults(faults),
    )
