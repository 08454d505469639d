"""The headers of answers as OpenAPI documents describe them."""

from collections.abc import Mapping
from typing import Any, Final

from touchline.surfaces.answers import METHODS, NO_STORE
from touchline.surfaces.negotiation import ENCODINGS, VARY

_HEARD: Final = (
    "since the source of the data was last heard: any message counts, a heartbeat too, because it "
    "confirms that the picture is current"
)
FRESHNESS: Final = (
    "Age and X-Data-Age-Ms count from when the source of the data was last heard. Any message of "
    "it counts, a heartbeat too, because it confirms that the picture is current: a price that has "
    "not moved for an hour has the age of the last heartbeat. The max-age of Cache-Control is the "
    "time to live that the description of an endpoint names, minus this age, in whole seconds."
)
"""How to read the age of an answer."""
TAGGED: Final = ("ETag", "Cache-Control", "Age", "X-Data-Age-Ms", "Vary")
ENCODING: Final = "Content-Encoding"
UNKEPT: Final = "Unkept"
ALLOW: Final = "Allow"
OTHER_ALLOW: Final = "OtherAllow"
HEADERS: Final[Mapping[str, Any]] = {
    "ETag": {
        "description": "Names this answer; sent back as If-None-Match, it gives 304 while nothing "
        "has changed",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[^"]+"$'},
    },
    "Cache-Control": {
        "description": "How many whole seconds the answer may still be shown: its time to live "
        "minus the age of its data",
        "required": True,
        "schema": {"type": "string", "pattern": "^private, max-age=[0-9]+$"},
    },
    "Age": {
        "description": f"Seconds {_HEARD}",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    },
    "X-Data-Age-Ms": {
        "description": f"Milliseconds {_HEARD}",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    },
    "Vary": {
        "description": "Which headers of a request make another answer",
        "required": True,
        "schema": {"type": "string", "examples": [VARY[1].decode()]},
    },
    ENCODING: {
        "description": "How the body is packed, where Accept-Encoding takes it and it is not short",
        "schema": {"type": "string", "enum": list(ENCODINGS)},
    },
    UNKEPT: {
        "description": "This answer is never kept",
        "required": True,
        "schema": {"type": "string", "const": NO_STORE[1].decode()},
    },
    ALLOW: {
        "description": "The methods that the path takes",
        "required": True,
        "schema": {"type": "string", "const": METHODS},
    },
    OTHER_ALLOW: {
        "description": "The methods that the path takes",
        "required": True,
        "schema": {"type": "string", "examples": ["GET, POST, HEAD, OPTIONS"]},
    },
}
"""The headers of answers by the name under which they are documented once for all."""
_SENT_AS: Final = {UNKEPT: "Cache-Control", OTHER_ALLOW: "Allow"}


def with_headers(*names: str) -> dict[str, Any]:
    """Return what an answer says of its headers."""
    return {_SENT_AS.get(name, name): {"$ref": f"#/components/headers/{name}"} for name in names}
