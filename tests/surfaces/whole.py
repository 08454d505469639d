"""The whole application over a small picture, as the server serves it."""

from collections.abc import Callable

from tests.surfaces.v1.pictures import Match
from touchline.surfaces.documents import Documents
from touchline.surfaces.http import Application
from touchline.surfaces.negotiation import Packer
from touchline.surfaces.openapi import Documented
from touchline.surfaces.v2.surface import V2


def filled() -> Match:
    """Return a picture of three matches: two live, one of them with odds, and one completed."""
    match = Match()
    for number in range(3):
        match.fixture(90_000_001 + number, Status=1 + number)
    match.livescore(10, 600, statistics={1: (1, 2)})
    match.odds({"1": "1.3", "X": "5.5", "2": "9"})
    return match


def application(match: Match, clock: Callable[[], int] | None = None) -> Application:
    """Return v1, v2 and their documents over a picture, without keys; `clock` is feed time."""
    v2 = V2(match.picture, wall_clock=lambda: match.now)
    documents = Documents([match.v1.documented(), v2.documented()], Packer(), is_open=True)
    return Application([match.v1, v2, documents], clock or (lambda: match.now))


def documented() -> list[Documented]:
    """Return what v1 and v2 say of themselves, with keys."""
    match = Match()
    return [match.v1.documented(), V2(match.picture).documented()]
