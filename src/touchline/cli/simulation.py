"""The options of commands that run the simulator, and the simulator that they ask for."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from touchline.base import limits
from touchline.base.errors import UsageError
from touchline.simulator.faults import FAULTS, Faults

if TYPE_CHECKING:
    from touchline.simulator.engine import Simulator

SIMULATOR: Final = "simulator"
"""The source that makes matches up."""
_ALL: Final = "all"
_LIVE: Final = limits.SIMULATED_LIVE
DEFAULT_LIVE: Final = _LIVE.default
DEFAULT_SEED: Final = 1

Seed = Annotated[
    int,
    typer.Option(
        "--seed", metavar="N",
        help="The simulator's chance: the same seed and start make the same messages.",
    ),
]  # fmt: skip
Live = Annotated[
    int,
    typer.Option(
        "--live", metavar="N", min=_LIVE.minimum, max=_LIVE.maximum,
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
    names = frozenset(name.strip().lower() for name in text.split(",") if name.strip())
    if names == {_ALL}:
        return Faults(frozenset(FAULTS))
    unknown = sorted(names - FAULTS.keys())
    if unknown or not names:
        raise UsageError(
            "usage",
            f"{unknown[0][:64]!r} is not a fault" if unknown else "names no fault",
            where="--faults",
            expected=f"{_ALL}, or some of {', '.join(FAULTS)}",
        )
    return Faults(names)


def simulator(start_at: int, seed: int, live: int, faults: str | None) -> "Simulator":
    """Return the simulator that options ask for; raise UsageError for what makes no sense."""
    # The games and their tables are loaded only by who plays them.
    from touchline.simulator.engine import Simulator

    return Simulator(start_at, seed=seed, live=live, faults=read_faults(faults))
