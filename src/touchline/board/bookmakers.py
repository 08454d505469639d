"""The bookmakers that have odds, and which of them a text names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from touchline.board.change import Change, Touched
from touchline.board.facts import is_listed
from touchline.board.picture import Picture
from touchline.board.shown_odds import book_of, books_of
from touchline.model.event import Book, Event

CALCULATED: Final = "calculated"
"""The name of the calculated odds among the bookmakers."""
_READ_AGAIN_MS: Final = 60_000
SLUG_CHARACTERS: Final = 100
"""How much of its own name a bookmaker goes by in requests."""
LISTED: Final = 50
"""How many bookmakers the refusal of an unknown one lists."""


class Bookmaker(NamedTuple):
    """A bookmaker by the name that requests take, its number (None: calculated), its own name."""

    slug: str
    provider: int | None
    name: str


def bookmaker(provider: int | None, name: str | None) -> Bookmaker:
    """Return a bookmaker; its slug is its name in small letters and hyphens, else its number."""
    if provider is None:
        return Bookmaker(CALCULATED, None, CALCULATED.capitalize())
    slug = re.sub(r"[^\w]+", "-", (name or "")[:SLUG_CHARACTERS].casefold()).strip("-")
    return Bookmaker(slug or str(provider), provider, name or "")


def bookmakers_of(event: Event) -> dict[int | None, Bookmaker]:
    """Return the bookmakers that have a market of the event."""
    found: dict[int | None, Bookmaker] = {}
    _meet(_books_of(event), found)
    return found


def _books_of(event: Event) -> Iterator[tuple[int | None, Book | None]]:
    for held in event.markets.values():
        yield from books_of(held)


def _meet(
    books: Iterable[tuple[int | None, Book | None]], known: dict[int | None, Bookmaker]
) -> bool:
    """Add who is not known, or only by number; return whether anybody was."""
    is_news = False
    for provider, book in books:
        held = known.get(provider)
        if book is not None and (held is None or (book.name and not held.name)):
            known[provider] = bookmaker(provider, book.name)
            is_news = True
    return is_news


class Bookmakers:
    """The bookmakers of a picture's listed events.

    They are read when somebody first asks and again once a minute of feed time, so that who has
    gone is forgotten; who comes in between is added at once.
    """

    def __init__(self, picture: Picture) -> None:
        """Know the bookmakers of a picture."""
        self._picture = picture
        self._read_at: int | None = None
        self._known: dict[int | None, Bookmaker] = {}
        self._by_text: Mapping[str, Bookmaker] | None = None
        self._is_listening = False

    def named(self, text: str, now: int) -> Bookmaker | None:
        """Return who is named by slug or number, None for nobody.

        Number 0 means the calculated odds. Of two with one slug it is the one with the lower
        number; the other goes by its number.
        """
        known = self._read(now)
        if self._by_text is None:
            self._by_text = _by_text(known.values())
        return self._by_text.get(text.strip().casefold())

    def listing(self, now: int) -> str:
        """Return the names of all bookmakers as text, of many only the first."""
        slugs = sorted({one.slug for one in self._read(now).values()})
        if not slugs:
            return "none: nobody has odds"
        more = len(slugs) - LISTED
        return ", ".join(slugs[:LISTED]) + (f" and {more} more" if more > 0 else "")

    def _read(self, now: int) -> Mapping[int | None, Bookmaker]:
        if not self._is_listening:
            # Where nobody ever names a bookmaker, changes cost nothing.
            self._is_listening = True
            self._picture.listen(self._on_changes)
        if self._read_at is None or not 0 <= now - self._read_at < _READ_AGAIN_MS:
            self._read_at = now
            self._known = {}
            self._by_text = None
            for event in self._picture.board.events.values():
                if is_listed(event):
                    _meet(_books_of(event), self._known)
        return self._known

    def _on_changes(self, changes: Sequence[Change]) -> None:
        if not changes:
            self._read_at = None
        if self._read_at is None:
            return
        for change in changes:
            event = None if change.event is None else self._picture.board.events.get(change.event)
            if (
                event is not None
                and is_listed(event)
                and _meet(_touched_books(event, change.touched), self._known)
            ):
                self._by_text = None


def _touched_books(event: Event, touched: Touched) -> Iterator[tuple[int | None, Book | None]]:
    if touched.everything or touched.fixture:
        yield from _books_of(event)
    for market, provider, _ in touched.books:
        held = event.markets.get(market)
        if held is not None:
            yield provider, book_of(held, provider)


def _by_text(known: Iterable[Bookmaker]) -> dict[str, Bookmaker]:
    # The first ones overwrite, and numbers overwrite names: so everybody goes by some text.
    last_first = sorted(
        known, key=lambda one: (one.provider is not None, one.provider or 0), reverse=True
    )
    return {one.slug: one for one in last_first} | {
        "0" if one.provider is None else str(one.provider): one for one in last_first
    }
