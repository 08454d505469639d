"""The steps that make the store's tables, one file each in `versions/`, for Alembic."""
