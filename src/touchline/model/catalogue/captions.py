"""Captions in the languages of v2, by key."""

from functools import lru_cache
from typing import Final

from touchline.model.catalogue.files import Localised, read_statistics, read_translations

LOCALES: Final = ("en", "es", "pt")
DEFAULT_LOCALE: Final = "en"
MAX_KEY: Final = 100
"""Characters of the longest key; a longer one is a text of the feed."""


def nth(number: int, locale: str = DEFAULT_LOCALE) -> str:
    """Return the ordinal of a number before a masculine noun: "1st", "1.er", "1º"."""
    if locale == "pt":
        return f"{number}º"
    if locale == "es":
        return f"{number}.er" if number % 10 in {1, 3} and number % 100 != 11 else f"{number}.º"
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}" + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _captions() -> dict[str, Localised]:
    captions = {
        f"{group}.{name}": text
        for group, entries in read_translations().items()
        for name, text in entries.items()
    }
    for number, text in read_statistics().items():
        captions[f"statistic.{number}"] = text
    return captions


CAPTIONS: Final = _captions()
"""Every caption by key; a key of a pattern goes without its number."""


def caption(key: str, locale: str = DEFAULT_LOCALE, *, short: bool = False) -> str:
    """Return the caption of a key: "ordinal.half.2" is "2nd Half", short "2H".

    A key may end in a number that its pattern holds. A key that is not known is the feed's own
    text and is returned as it is; a locale that is not known, or has no text, reads English.
    """
    return key if len(key) > MAX_KEY else _caption(key, locale, short)


# Feeds decide which keys there are, so what is kept of them is bounded.
@lru_cache(maxsize=8192)
def _caption(key: str, locale: str, short: bool) -> str:
    found = CAPTIONS.get(key)
    number = 0
    if found is None:
        base, _, last = key.rpartition(".")
        found = CAPTIONS.get(base)
        try:
            number = int(last)
        except ValueError:
            return key
    if found is None:
        return key
    used = locale if locale in LOCALES and getattr(found, locale) is not None else DEFAULT_LOCALE
    text: str | tuple[str, str] = getattr(found, used)
    chosen = text if isinstance(text, str) else text[1 if short else 0]
    return chosen.replace("{nth}", nth(number, used)).replace("{n}", str(number))
