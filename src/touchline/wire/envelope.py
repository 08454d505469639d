"""Which part of a body is the header and which the content, in every form that was seen."""

from collections.abc import Callable
from typing import Any, Final

from touchline.base.errors import WireError
from touchline.model.enums import KNOWN_TYPES, MessageType
from touchline.model.message import Body, Competition, EventUpdate, Header
from touchline.wire.tree import Element, Reader

_HEADERS: Final = ("header", "messageheader")
_BODIES: Final = ("body", "messagebody")
_CONTENT: Final = frozenset(
    {"events", "event", "competition", "competitions", "keepalive", "feedinterrupted"}
)
_FRAGMENTS: Final = _CONTENT - {"feedinterrupted"}


def json_message(plain: Any, reader: Reader) -> dict[str, Any]:
    """Return any JSON form of a message as plain objects under today's names.

    Takes the envelope, the API form (a list as body), a one-element array around either, a body
    without header, and what a converter made of XML. Raises WireError: wire-not-a-message.
    """
    if isinstance(plain, list):
        if len(plain) == 1 and isinstance(plain[0], dict) and _find(plain[0], "Header") is not None:
            return json_message(plain[0], reader)
        return _message({}, _api_body(plain, reader, "$"), is_snapshot=True)
    for root in ("Message", "Feed"):
        wrapped = _find(plain, root)
        if isinstance(wrapped, dict):
            message = json_message(wrapped, reader)
            message["IsSnapshot"] |= root == "Feed"
            return message
    header = _first(plain, _HEADERS)
    if header is not None:
        return _enveloped(plain, header, reader)
    names = {name.lower() for name in plain}
    if "fixtureid" in names:
        return _message({}, _api_body([plain], reader, "$"), is_snapshot=True)
    if names & _CONTENT:
        return _message({}, _json_body(plain, reader, "$"))
    raise WireError(
        "wire-not-a-message", "no Header, and no Events, Competition or KeepAlive", position="$"
    )


def _enveloped(plain: dict[str, Any], header: Any, reader: Reader) -> dict[str, Any]:
    if isinstance(header, dict) and _find(header, "HttpStatusCode") is not None:
        raise WireError("wire-not-a-message", "an answer of the customers API", position="$.Header")
    for name in plain:
        if name.lower() not in _HEADERS + _BODIES:
            reader.count_unknown("Message", name)
    built = reader.build(Header, header, "$.Header")
    body = _first(plain, _BODIES)
    if isinstance(body, list):
        return _message(
            built, _content(built, reader, lambda: _api_body(body, reader, "$.Body")), True
        )
    if body is None or body == "":
        return _message(built, None)
    return _message(built, _content(built, reader, lambda: _json_body(body, reader, "$.Body")))


def xml_message(root: Element, reader: Reader) -> dict[str, Any]:
    """Return any XML form of a message as plain objects under today's names.

    Takes Message with Body or MessageBody, the API's Feed, and content alone. Raises WireError:
    wire-not-a-message.
    """
    if root.plain_name in _FRAGMENTS:
        holder = Element("Body", {})
        holder.children = [root]
        return _message({}, _xml_body(holder, reader))
    if root.plain_name not in ("message", "feed"):
        raise WireError(
            "wire-not-a-message", f"expected <Message> or <Feed>, was <{root.name[:64]}>", "$"
        )
    header: Element | None = None
    body: Element | None = None
    for child in root.children or ():
        if child.plain_name in _HEADERS:
            header = child
        elif child.plain_name in _BODIES:
            body = child
        else:
            reader.count_unknown("Message", child.name)
    if header is None:
        raise WireError("wire-not-a-message", "no <Header>", "$")
    built = reader.build(Header, header, "$.Header")
    content = None
    if body is not None and not body.is_null:
        said = body
        content = _content(built, reader, lambda: _xml_body(said, reader))
    return _message(built, content, root.plain_name == "feed")


def has_known_type(header: dict[str, Any]) -> bool:
    """Tell whether the shape of the body is known by the header's type."""
    try:
        return int(header.get("Type") or 0) in KNOWN_TYPES
    except (TypeError, ValueError):
        return True


def _content(
    header: dict[str, Any], reader: Reader, build: Callable[[], dict[str, Any]]
) -> dict[str, Any] | None:
    """Build the body; that of a type nobody knows may be anything, and is then only counted."""
    try:
        return build()
    except WireError:
        if has_known_type(header):
            raise
        reader.count_unknown("Message", "Body")
        return None


def _message(
    header: dict[str, Any], body: dict[str, Any] | None, is_snapshot: bool = False
) -> dict[str, Any]:
    if body is not None and "KeepAlive" in body and not header:
        header = {"Type": int(MessageType.KEEP_ALIVE)}
    message: dict[str, Any] = {"Header": header, "IsSnapshot": is_snapshot}
    if body is not None:
        message["Body"] = body
    return message


def _json_body(body: Any, reader: Reader, path: str) -> dict[str, Any]:
    trees: list[Any] = []
    rest: Any = body
    if isinstance(body, dict):
        rest = {}
        for name, value in body.items():
            if name.lower() == "competition" and isinstance(value, list):
                trees.extend(value)
            else:
                rest[name] = value
    built: dict[str, Any] = reader.build(Body, rest, path)
    _add_trees(built, _built_trees(trees, reader, f"{path}.Competition"))
    return built


def _xml_body(body: Element, reader: Reader) -> dict[str, Any]:
    trees = [child for child in body.children or () if child.plain_name == "competition"]
    rest = Element(body.name, body.attributes)
    rest.children = [child for child in body.children or () if child.plain_name != "competition"]
    built: dict[str, Any] = reader.build(Body, rest, "$.Body")
    _add_trees(built, _built_trees(trees, reader, "$.Body.Competition"))
    return built


def _api_body(items: list[Any], reader: Reader, path: str) -> dict[str, Any]:
    """Sort the items of an API body: events, competitions, or objects that wrap competitions."""
    events: list[Any] = []
    trees: list[Any] = []
    for index, item in enumerate(items):
        where = f"{path}[{index}]"
        if item is None:
            continue
        wrapper = _wrapper_of_trees(item) if isinstance(item, dict) else None
        if wrapper is not None:
            nodes = item[wrapper] or []
            nodes = nodes if isinstance(nodes, list) else [nodes]
            trees.extend(_built_trees(nodes, reader, f"{where}.{wrapper}"))
        elif isinstance(item, dict) and _find(item, "FixtureId") is None:
            trees.append(reader.build(Competition, item, where))
        else:
            events.append(reader.build(EventUpdate, item, where))
    body: dict[str, Any] = {}
    if events or not trees:
        body["Events"] = events
    if trees:
        body["Competitions"] = trees
    return body


def _wrapper_of_trees(item: dict[str, Any]) -> str | None:
    """Return the key of an API item that is no event and no node, and only holds nodes."""
    names = {name.lower(): name for name in item}
    if "id" in names or "fixtureid" in names:
        return None
    return names.get("competition") or names.get("competitions")


def _built_trees(nodes: list[Any], reader: Reader, path: str) -> list[Any]:
    return [
        reader.build(Competition, node, f"{path}[{index}]")
        for index, node in enumerate(nodes)
        if node is not None
    ]


def _add_trees(body: dict[str, Any], trees: list[Any]) -> None:
    if len(trees) == 1 and "Competition" not in body and "Competitions" not in body:
        body["Competition"] = trees[0]
    elif trees:
        body["Competitions"] = trees + body.get("Competitions", [])


def _first(plain: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((found for name in names if (found := _find(plain, name)) is not None), None)


def _find(plain: dict[str, Any], name: str) -> Any:
    if name in plain:
        return plain[name]
    wanted = name.lower()
    return next((value for key, value in plain.items() if key.lower() == wanted), None)
