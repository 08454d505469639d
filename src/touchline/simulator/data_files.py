"""Reading the simulator's own tables, the TOML files beside this module."""

import tomllib
from importlib import resources
from typing import Final, TypeVar

import msgspec

Shape = TypeVar("Shape")
_PACKAGE: Final = "touchline.simulator"


def read_table(name: str, shape: type[Shape]) -> Shape:
    """Return the content of a file.

    Raises ValueError: the file does not have the shape; the message names it and the place.
    """
    text = resources.files(_PACKAGE).joinpath(name).read_text(encoding="utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), shape, str_keys=True)
    except msgspec.ValidationError as error:
        raise ValueError(f"simulator/{name}: {error}") from error
