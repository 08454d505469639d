"""What regions are called in a language of v2 (DECISIONS 27)."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

from touchline.model.catalogue import DEFAULT_LOCALE
from touchline.model.translations import Texts
from touchline.surfaces.v2.tables import read_table

_NO_REGIONS: Final = frozenset({"ZZ", "XA", "XB", "UN", "EZ"})
"""Territories of CLDR that are none: unknown, made up for tests, unions."""


# Feeds decide which names there are, so what is kept of them is bounded.
@lru_cache(maxsize=4_096)
def region_name(name: str | None, locale: str) -> str:
    """Return a region's name: from the table beside this module, CLDR, else the feed's own."""
    if not name:
        return ""
    plain = _plain(name)
    texts = _table().get(plain)
    if texts is not None:
        return texts.get(locale) or texts[DEFAULT_LOCALE]
    code = _codes().get(plain) or _english_codes().get(plain)
    return name if code is None else _territories(locale).get(code) or name


class _Region(msgspec.Struct, forbid_unknown_fields=True):
    names: tuple[str, ...]
    en: str
    es: str
    pt: str


class _RegionsFile(msgspec.Struct, forbid_unknown_fields=True):
    regions: tuple[_Region, ...]
    codes: dict[str, str]


@lru_cache(maxsize=1)
def _file() -> _RegionsFile:
    return read_table("regions.toml", _RegionsFile)


@lru_cache(maxsize=1)
def _table() -> dict[str, Texts]:
    return {
        _plain(name): {"en": region.en, "es": region.es, "pt": region.pt}
        for region in _file().regions
        for name in region.names
    }


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {_plain(name): code for name, code in _file().codes.items()}


@lru_cache(maxsize=1)
def _english_codes() -> dict[str, str]:
    return {_plain(name): code for code, name in _territories(DEFAULT_LOCALE).items()}


@lru_cache(maxsize=8)
def _territories(locale: str) -> Mapping[str, str]:
    # Locale data is read from disk, and only of the languages that are asked for.
    from babel import Locale

    found = Locale.parse(locale).territories
    return {code: name for code, name in found.items() if code not in _NO_REGIONS}


def _plain(name: str) -> str:
    """Return a name without case, accents and punctuation; "&" is "and"."""
    spelled = name.casefold().replace("&", " and ").replace("\u2019", " ")
    letters = unicodedata.normalize("NFKD", spelled)
    return re.sub(r"[^a-z0-9]+", " ", letters.encode("ascii", "ignore").decode()).strip()
