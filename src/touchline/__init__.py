"""Touchline: a self-hosted live sports data server."""

from typing import Final

__version__: Final = "0.1.0"
