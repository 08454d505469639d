"""Stores for the operator's API."""

from tests.access.conftest import database_url, empty_store, postgresql, stores
from tests.surfaces.stored import embedded

__all__ = ["database_url", "embedded", "empty_store", "postgresql", "stores"]
