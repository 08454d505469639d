"""Finding a sport by the number or slug that a dialect uses."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from touchline.model.catalogue.files import SportFile, V1Entry, V2Entry
from touchline.model.catalogue.load import OWN_ID_OFFSET, build_sport, load_sports
from touchline.model.catalogue.sport import Sport

SPORTS: Final[tuple[Sport, ...]] = load_sports()
"""Every sport of the catalogue, in the order of v2's ids."""

MAX_NAME: Final = 80
_SHIFT: Final = 1_000_000
_BY_FEED_ID: Final = {sport.feed_id: sport for sport in SPORTS}
_BY_V1_ID: Final = {sport.v1.id: sport for sport in SPORTS}
_BY_SLUG: Final = {sport.slug: sport for sport in SPORTS}
_TAKEN: Final = {sport.v1.id for sport in SPORTS} | {sport.v2.id for sport in SPORTS}


def sport_by_feed_id(feed_id: int, name: str = "") -> Sport:
    """Return the sport of a feed number, whatever the number.

    A sport outside the catalogue is made from its own name: no clock, no statistics, and its
    feed number in v1 and v2, shifted by a million where that is below 1000 or another sport's.
    """
    known = _BY_FEED_ID.get(feed_id)
    return known or _generic(feed_id, name.strip()[:MAX_NAME])


def sport_by_v1_id(v1_id: int) -> Sport | None:
    """Return the sport of the catalogue with a number of v1."""
    return _BY_V1_ID.get(v1_id)


def sport_by_slug(slug: str) -> Sport | None:
    """Return the sport of the catalogue with a slug, words joined by hyphens or underscores."""
    return _BY_SLUG.get(slug.replace("_", "-"))


# Feeds decide how many sports there are, so what is made for them is bounded.
@lru_cache(maxsize=256)
def _generic(feed_id: int, name: str) -> Sport:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or f"sport-{feed_id}"
    if slug in _BY_SLUG or any(slug == sport.v1.slug for sport in SPORTS):
        slug = f"{slug}-{feed_id}"
    shown_id = feed_id if feed_id >= OWN_ID_OFFSET and feed_id not in _TAKEN else _SHIFT + feed_id
    title = name or f"Sport {feed_id}"
    sport = build_sport(
        SportFile(
            slug=slug,
            feed_id=feed_id,
            v1=V1Entry(id=shown_id, name=title),
            v2=V2Entry(id=shown_id, sysname=slug.upper().replace("-", "_")),
            score_unit="points",
            unit="period",
        ),
        generic=True,
    )
    return replace(sport, caption=title)
