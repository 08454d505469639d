"""Errors in the shape of v2 (seed 002, reference rest-apis 4, row 22)."""

from typing import Final

from touchline.surfaces.errors import StatusError, failure
from touchline.surfaces.openapi import ErrorExamples

__all__ = ["EXAMPLES", "MatchError", "failure"]

MatchError = StatusError
EXAMPLES: Final = ErrorExamples(
    failure,
    access={
        401: "Invalid API key",
        402: "Insufficient credits",
        403: "Insufficient permissions. Requires: read:live-events",
        429: "Rate limit exceeded. PRO tier allows 1000 requests/minute.",
    },
)
"""What errors of each kind say, for documents."""
