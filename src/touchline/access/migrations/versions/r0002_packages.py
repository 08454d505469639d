"""Packages of the feed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "package",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("user_name", sa.String(128), nullable=False),
        sa.Column("password", sa.LargeBinary(48), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("odds", sa.String(), nullable=False),
        sa.Column("filters", sa.String(), nullable=False),
        sa.Column("ordered", sa.String(), nullable=False),
        sa.Column("suspensions", sa.String(), nullable=False),
        sa.Column("is_distributed", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("version", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_package_version", "package", ["version"])
