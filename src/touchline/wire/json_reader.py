"""JSON of any dialect into plain objects, with what is wrong with it named by reason and byte."""

import re
from typing import Any, Final

import msgspec

from touchline.base.errors import WireError
from touchline.wire.bounds import Bounds
from touchline.wire.encoding import check_utf8, not_in

# Numbers with a point stay text, so that a price is kept exactly as it was sent.
_untyped: Final = msgspec.json.Decoder(float_hook=str)
_HUGE_INTEGER: Final = re.compile(rb"(?<![0-9])[0-9]{4301}")
"""Longer than Python turns into a number at all."""


def read_json(body: bytes, bounds: Bounds) -> Any:
    """Return an object or array of JSON as dicts and lists.

    Raises WireError: wire-malformed-json, wire-bad-encoding, wire-wrong-type, wire-too-deep.
    """
    try:
        tree = _untyped.decode(body)
    except RecursionError:
        raise bounds.too_deep(body) from None
    except msgspec.ValidationError as error:
        huge = _HUGE_INTEGER.search(body)
        raise WireError(
            "wire-wrong-type",
            str(error).partition(" - at ")[0],
            position=f"byte {huge.start() if huge is not None else 0}",
        ) from None
    except msgspec.DecodeError as error:
        reason, _, place = str(error).partition(" (byte ")
        byte = place.rstrip(")") or str(len(body))
        raise WireError("wire-malformed-json", reason, position=f"byte {byte}") from None
    except UnicodeDecodeError as error:
        check_utf8(body)
        raise not_in("utf-8", error) from None
    bounds.check_depth(tree, body)
    return tree
