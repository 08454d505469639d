"""The tree of outright competitions: nodes by type and id, which move and leave (DECISIONS 7)."""

from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from touchline.model.event import CompetitionKey, Event, Latest, Node, Order
from touchline.model.message import Competition

Nodes = dict[CompetitionKey, Node]


def key_of(said: Competition) -> CompetitionKey:
    """Return the key of a node: ids are unique within a type only."""
    return (said.type or 0, said.id)


def walk(trees: Iterable[Competition]) -> Iterator[tuple[Competition, CompetitionKey | None]]:
    """Yield every node with the key of its parent, parents first."""
    waiting: list[tuple[Competition, CompetitionKey | None]] = [(tree, None) for tree in trees]
    waiting.reverse()
    while waiting:
        said, parent = waiting.pop()
        yield said, parent
        waiting.extend((child, key_of(said)) for child in reversed(said.competitions or ()))


class Placed(NamedTuple):
    """What became of a node: whether anything of it changed, and whether it moved."""

    has_changed: bool
    has_moved: bool


def place(nodes: Nodes, said: Competition, parent: CompetitionKey | None, order: Order) -> Placed:
    """Apply what is said of a node; return what became of it.

    A node at the root of a message says nothing of its parent: messages may begin anywhere.
    """
    key = key_of(said)
    node = nodes.get(key)
    changed = node is None
    if node is None:
        node = nodes[key] = Node(key, Latest(), Latest(), Latest())
    before = (node.name.value, node.next_fixture_start_time.value, node.parent.value)
    if said.name is not None:
        node.name.offer(said.name, order)
    if said.next_fixture_start_time is not None:
        node.next_fixture_start_time.offer(said.next_fixture_start_time, order)
    if parent is not None and parent != key:
        node.parent.offer(parent, order)
        move(nodes, before[2], node.parent.value)
    after = (node.name.value, node.next_fixture_start_time.value, node.parent.value)
    return Placed(changed or after != before, after[2] != before[2])


def join(nodes: Nodes, event: Event, parent: CompetitionKey | None, order: Order) -> bool:
    """Put an event under a node, where one is named; return whether it moved."""
    if parent is None:
        return False
    before = event.competition.value
    event.competition.offer(parent, order)
    move(nodes, before, event.competition.value)
    return event.competition.value != before


def move(nodes: Nodes, before: CompetitionKey | None, after: CompetitionKey | None) -> None:
    """Count a member out of one node and into another."""
    if before == after:
        return
    for key, step in ((before, -1), (after, 1)):
        node = nodes.get(key) if key is not None else None
        if node is not None:
            node.members += step


def count_members(nodes: Nodes, competitions: Iterable[CompetitionKey | None]) -> None:
    """Count anew what is directly under each node, given where each event is.

    A node that an event names and nobody has told of yet is made without a name.
    """
    for key in competitions:
        if key is not None:
            node = nodes.setdefault(key, Node(key, Latest(), Latest(), Latest()))
            node.members += 1
    for node in nodes.values():
        move(nodes, None, node.parent.value)


def leave(nodes: Nodes, key: CompetitionKey | None) -> Iterator[CompetitionKey]:
    """Count an event that left the board out of its node; yield the nodes that go with it.

    A node goes when its last member leaves the board, and then counts as one that left.
    """
    while key is not None:
        node = nodes.get(key)
        if node is None:
            return
        node.members -= 1
        if node.members > 0:
            return
        del nodes[key]
        yield key
        key = node.parent.value


def lineage(key: CompetitionKey | None, nodes: Nodes) -> Iterator[CompetitionKey]:
    """Yield a node and those around it, innermost first; ends where moved nodes make a circle."""
    seen: set[CompetitionKey] = set()
    while key is not None and key not in seen:
        seen.add(key)
        yield key
        node = nodes.get(key)
        key = None if node is None else node.parent.value


def is_within(event: Event, ids: Set[int], nodes: Nodes) -> bool:
    """Tell whether one of these is the league of a match, or around an outright."""
    if event.fixture is not None:
        return event.fixture.league is not None and event.fixture.league.id in ids
    return any(key[1] in ids for key in lineage(event.competition.value, nodes))
