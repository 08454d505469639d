"""Which leagues come first."""

from typing import Final

from touchline.model.catalogue.files import read_leagues

_FILE: Final = read_leagues()
_BY_NAME: Final = {name.casefold(): priority for name, priority in _FILE.names.items()}


def league_priority(league_id: int | None, name: str | None = None) -> int:
    """Return the priority of a league, higher first, 50 for one that is not in the table.

    The id decides; a name counts only where one competition alone has it (DECISIONS 17).
    """
    known = None if league_id is None else _FILE.leagues.get(league_id)
    if known is not None:
        return known.priority
    return _BY_NAME.get((name or "").strip().casefold(), _FILE.default)
