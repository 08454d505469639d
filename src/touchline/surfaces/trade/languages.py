"""The languages of the feed by number, and names in those that we have."""

from collections.abc import Iterable
from typing import Final

from touchline.model.catalogue import DEFAULT_LOCALE, SPORTS, caption, market, sport_by_feed_id
from touchline.surfaces.routing import Refused

LANGUAGES: Final = frozenset(
    {1, 3, 4, 5, 6, *range(9, 14), *range(16, 20), 21, 22, *range(29, 58), 73}
)
"""The feed's numbers of languages (reference feed-protocol 3)."""
LOCALES: Final = {1: "en", 9: "es", 29: "pt", 73: "pt"}
"""Those of which the catalogue has names; the others read English."""


def check_languages(languages: Iterable[int]) -> None:
    """Raise Refused 400 for a number that is no language."""
    for language in languages:
        if language not in LANGUAGES:
            known = ", ".join(str(one) for one in sorted(LANGUAGES))
            raise Refused(400, f"LanguageId {language} is not known; there are {known}.")


def locale_of(language: int | None) -> str:
    """Return the locale of a language. Raises Refused 400."""
    if language is None:
        return DEFAULT_LOCALE
    check_languages([language])
    return LOCALES.get(language, DEFAULT_LOCALE)


def sport_name(number: int, name: str | None, locale: str) -> str:
    """Return a sport's name: the feed's in English where there is one, else the catalogue's."""
    if locale == DEFAULT_LOCALE and name:
        return name
    return caption(sport_by_feed_id(number, name or "").caption, locale)


def market_name(number: int, name: str | None, locale: str) -> str:
    """Return a market's name: the feed's in English where there is one, else the catalogue's."""
    if locale == DEFAULT_LOCALE and name:
        return name
    kind = market(number, name)
    return caption(kind.caption, locale) if kind.key else kind.name


def known_sports() -> dict[int, str]:
    """Return the sports of the catalogue by the feed's numbers."""
    return {sport.feed_id: caption(sport.caption) for sport in SPORTS}
