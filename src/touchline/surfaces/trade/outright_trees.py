"""Outrights under the competitions that they are in, each competition once."""

from collections.abc import Iterable

from touchline.board.competitions import Nodes, lineage
from touchline.model.event import CompetitionKey
from touchline.model.message import Competition, EventUpdate

Placed = tuple[CompetitionKey | None, EventUpdate]
"""An outright and the competition that it is in, None where nobody said it."""


def forest(placed: Iterable[Placed], nodes: Nodes) -> tuple[list[Competition], list[EventUpdate]]:
    """Return the outermost competitions of outrights, and the outrights that are in none."""
    made: dict[CompetitionKey, Competition] = {}
    roots: list[Competition] = []
    loose: list[EventUpdate] = []
    for key, update in placed:
        if key is None:
            loose.append(update)
            continue
        inner: Competition | None = None
        for one in lineage(key, nodes):
            known = made.get(one)
            tree = known or made.setdefault(one, _competition(one, nodes))
            if inner is not None:
                tree.competitions = [*(tree.competitions or ()), inner]
            inner = tree
            if known is not None:
                break
        else:
            assert inner is not None, "a lineage holds at least its start"
            roots.append(inner)
        innermost = made[key]
        innermost.events = [*(innermost.events or ()), update]
    return roots, loose


def tree_of(update: EventUpdate, key: CompetitionKey, nodes: Nodes) -> Competition:
    """Return the competitions around one outright, from the outermost in."""
    (tree,), _ = forest([(key, update)], nodes)
    return tree


def _competition(key: CompetitionKey, nodes: Nodes) -> Competition:
    node = nodes.get(key)
    return Competition(
        id=key[1],
        type=key[0],
        name=None if node is None else node.name.value,
        next_fixture_start_time=None if node is None else node.next_fixture_start_time.value,
    )
