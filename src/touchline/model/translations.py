"""What teams and competitions are called in other languages; the feed's messages do not say it."""

from collections.abc import Mapping

import msgspec

from touchline.model.catalogue import DEFAULT_LOCALE

Texts = Mapping[str, str]
"""A name by locale."""


class Translations(msgspec.Struct, frozen=True):
    """Names of teams and competitions by the feed's id and locale; empty where nobody gave any."""

    teams: Mapping[int, Texts] = {}
    competitions: Mapping[int, Texts] = {}

    def team(self, team_id: int | None, name: str | None, locale: str) -> str:
        """Return a team's name, the feed's where there is no translation."""
        return _translated(self.teams, team_id, name, locale)

    def competition(self, competition_id: int | None, name: str | None, locale: str) -> str:
        """Return a competition's name, the feed's where there is no translation."""
        return _translated(self.competitions, competition_id, name, locale)


def _translated(table: Mapping[int, Texts], key: int | None, name: str | None, locale: str) -> str:
    if table and key is not None:
        texts = table.get(key, {})
        return texts.get(locale) or texts.get(DEFAULT_LOCALE) or name or ""
    return name or ""
