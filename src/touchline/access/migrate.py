"""Making the tables, and bringing older ones up to date, at every start."""

import logging
from importlib import resources
from typing import Final

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from touchline.access.accounts import StoreError

NEWEST: Final = "0002"
"""The revision that this version works with: the last of `migrations/versions`."""

_PACKAGE: Final = "touchline.access.migrations"


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision, in the transaction of the caller.

    Raises StoreError when they are of a newer one.
    """
    before = revision(connection)
    if before == NEWEST:
        return
    # Only where there is something to do: it takes longer to import than the rest of a start.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    with resources.as_file(resources.files(_PACKAGE)) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        scripts = ScriptDirectory.from_config(config)
        known = {script.revision for script in scripts.walk_revisions()}
        if before is not None and before not in known:
            raise StoreError(
                "store-newer",
                f"the tables are of revision {before}",
                expected=f"at most {NEWEST}",
            )
        with EnvironmentContext(
            config, scripts, fn=lambda current, _: scripts._upgrade_revs(NEWEST, current)
        ) as environment:
            environment.configure(connection=connection, transactional_ddl=True)
            environment.run_migrations()


def revision(connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
