"""The tables of the store, the same on SQLite and PostgreSQL; times are unix ms.

`migrations/` makes them; a test holds the two against each other.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)

# SQLite numbers rows by itself only where the type is INTEGER.
ID: Final = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

store_version = Table(
    "store_version",
    metadata,
    Column("id", Integer, primary_key=True),
    # Grows with every writing transaction, which holds this row to its end: so there is one writer
    # at a time, and who has read up to a version has missed nothing before it.
    Column("version", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="store_version_one_row"),
)

account = Table(
    "account",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("tier", String, nullable=False),
    Column("is_admin", Boolean(create_constraint=False), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("remaining", BigInteger, nullable=False),
    Column("leased", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False, index=True),
    Column("balance_version", BigInteger, nullable=False, index=True),
    CheckConstraint("leased >= 0 AND remaining >= leased", name="account_spends_what_it_has"),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", BigInteger, ForeignKey("account.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("kind", String(4), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("last_four", String(4), nullable=False),
    # JSON; NULL for the scopes of the tier that read.
    Column("scopes", String),
    Column("is_active", Boolean(create_constraint=False), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),
    Column("version", BigInteger, nullable=False, index=True),
    Index(
        "api_key_active_name",
        "account_id",
        "name",
        unique=True,
        sqlite_where=text("is_active"),
        postgresql_where=text("is_active"),
    ),
    Index("api_key_account", "account_id"),
)

credit_entry = Table(
    "credit_entry",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", BigInteger, ForeignKey("account.id"), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("reason", String, nullable=False),
    Column("at", BigInteger, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("account_id", BigInteger, ForeignKey("account.id"), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("holder", String, nullable=False),
    Column("granted", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    # An ended lease stays a while, so that what its holder reports late is charged, and once.
    Column("ended_at", BigInteger),
    PrimaryKeyConstraint("account_id", "fence"),
    CheckConstraint("spent >= 0 AND granted >= spent", name="lease_spends_what_it_has"),
)

holder = Table(
    "holder",
    metadata,
    Column("name", String, primary_key=True),
    Column("batch", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)

# Without foreign keys: a row that no longer fits would hold back every charge of its batch.
usage = Table(
    "usage",
    metadata,
    Column("account_id", BigInteger, nullable=False),
    Column("key_id", BigInteger, nullable=False),
    Column("operation", String, nullable=False),
    Column("hour", BigInteger, nullable=False),
    Column("requests", BigInteger, nullable=False),
    Column("credits", BigInteger, nullable=False),
    PrimaryKeyConstraint("account_id", "hour", "key_id", "operation"),
    Index("usage_hour", "hour"),
)

package = Table(
    "package",
    metadata,
    # Chosen by the operator: it names the queue.
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_name", String(128), nullable=False),
    # Salt and slow digest.
    Column("password", LargeBinary(48), nullable=False),
    Column("form", String, nullable=False),
    Column("odds", String, nullable=False),
    # JSON, as the next two.
    Column("filters", String, nullable=False),
    Column("ordered", String, nullable=False),
    Column("suspensions", String, nullable=False),
    Column("is_distributed", Boolean(create_constraint=False), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("version", BigInteger, nullable=False, index=True),
)
