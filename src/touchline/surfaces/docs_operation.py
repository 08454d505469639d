"""One operation of an OpenAPI document as a part of the page at /docs."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from shlex import quote
from typing import Any, Final, NamedTuple

import msgspec

from touchline.base.settings import Server
from touchline.surfaces.docs_types import Types, named, prose

_ADDRESS: Final = f"http://{Server().host}:{Server().port}"
"""Where curl asks until the script has put the address in use in its place."""
_FEW: Final = frozenset({"count", "limit"})
"""Parameters that make a list short."""
_BEARER: Final = "Authorization: Bearer"


class Described(NamedTuple):
    """An operation with its method, in capitals, and its path."""

    method: str
    path: str
    operation: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Return its id, by which the page links to it."""
        return str(self.operation["operationId"])

    @property
    def success(self) -> tuple[str, Mapping[str, Any]]:
        """Return its answer to a request that is right, with the status."""
        answers = self.operation["responses"].items()
        return next((status, answer) for status, answer in answers if status.startswith("2"))


class Operations:
    """Writes the operations of a document as HTML."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Know the operations of a document."""
        components = document["components"]
        self._responses = components["responses"]
        self._security = components["securitySchemes"]
        self._types = Types(components["schemas"])
        self._all = [
            Described(method.upper(), path, operation)
            for path, item in document["paths"].items()
            for method, operation in item.items()
        ]

    def of(self, tag: str) -> list[Described]:
        """Return the operations of a tag."""
        return [one for one in self._all if tag in one.operation["tags"]]

    def article(self, one: Described) -> Iterator[str]:
        """Yield all that is said of an operation."""
        name, operation = escape(one.id), one.operation
        yield f"<article id='{name}'><h4><a href='#{name}'><span class='method'>{one.method}"
        yield f"</span> <code>{escape(one.path)}</code></a></h4>"
        yield f"<p><strong>{escape(operation['summary'])}.</strong> "
        yield f"{prose(operation['description'])}</p>"
        if self._security and not operation["security"]:
            yield "<p class='note'>Needs no key and costs nothing.</p>"
        if operation["parameters"]:
            yield "<h5>Parameters</h5><dl class='fields'>"
            for parameter in operation["parameters"]:
                yield self._parameter(one, parameter)
            yield "</dl>"
        yield from self._request(one)
        yield from self._answers(one)
        yield "</article>"

    def _parameter(self, one: Described, parameter: Mapping[str, Any]) -> str:
        schema = parameter["schema"]
        notes = []
        choices = self._types.choices(schema)
        if choices:
            notes.append(f"One of {choices}.")
        if schema.get("default") not in (None, "", []):
            notes.append(f"Default <code>{escape(_as_sent(schema['default']))}</code>.")
        if "example" in parameter:
            notes.append(f"Example <code>{escape(_as_sent(parameter['example']))}</code>.")
        mark = "in the path" if parameter["in"] == "path" else "optional"
        if parameter["in"] == "query" and parameter["required"]:
            mark = "required"
        field = self._field(one, parameter) if one.method == "GET" else ""
        return (
            f"<div><dt><code>{escape(parameter['name'])}</code> "
            f"<span class='type'>{self._types.type(schema)}</span> "
            f"<span class='mark'>{mark}</span></dt><dd>{prose(parameter['description'])}."
            f"<p>{' '.join(notes)}</p>{field}</dd></div>"
        )

    def _field(self, one: Described, parameter: Mapping[str, Any]) -> str:
        """Return where a value is put in to try it; the script shows it."""
        name, schema = escape(parameter["name"]), parameter["schema"]
        said = f"class='live' name='{name}' aria-label='{name}' data-in='{parameter['in']}'"
        values = self._types.values(schema)
        if values and "items" not in schema and self._types.are_few(values):
            options = "".join(f"<option>{escape(value)}</option>" for value in values)
            return f"<select {said}><option></option>{options}</select>"
        component = named(schema)
        listed = f" list='list-{escape(component)}'" if component is not None and values else ""
        if parameter["in"] == "query":
            return f"<input {said}{listed} autocomplete='off'>"
        sources = escape(" ".join(self._sources(one.id, parameter["name"])))
        value = escape(_as_sent(parameter["example"]))
        return f"<input {said} value='{value}' data-from='{sources}' autocomplete='off'>"

    def _sources(self, operation_id: str, parameter: str) -> Iterator[str]:
        """Yield where a value of a path is found: a list, and the place in its body."""
        for one in self._all:
            link = one.success[1].get("links", {}).get(operation_id)
            if link is not None and parameter in link["parameters"]:
                names = (said["name"] for said in one.operation["parameters"])
                query = "".join(f"?{name}=1" for name in names if name in _FEW)
                place = link["parameters"][parameter].removeprefix("$response.body")
                yield f"{one.path}{query}{place}"

    def _request(self, one: Described) -> Iterator[str]:
        body = one.operation.get("requestBody")
        if body is not None:
            content = body["content"]["application/json"]
            yield f"<h5>Body</h5><p>{self._types.type(content['schema'])}</p>"
            yield from self._types.fields(content["schema"])
        header = self._key_header(one)
        path = one.path
        for parameter in one.operation["parameters"]:
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", _as_sent(parameter["example"]))
        words = ["curl -s"]
        if one.method != "GET":
            words.append(f"-X {one.method}")
        if header:
            words.append(f"-H '{header} YOUR_KEY'")
        if body is not None:
            example = msgspec.json.encode(body["content"]["application/json"]["example"]).decode()
            words.append(f"-H 'Content-Type: application/json' -d {quote(example)}")
        start = escape(" ".join(words))
        yield "<h5>Request</h5>"
        yield f"<pre class='curl' data-path='{escape(one.path)}' data-key='{escape(header)}' "
        yield f"data-start='{start}'><code>{start} '{escape(_ADDRESS + path)}'</code></pre>"
        if one.method == "GET":
            yield "<p class='live'><button type='button'>Try it</button> <output></output></p>"

    def _key_header(self, one: Described) -> str:
        """Return the header that carries the key, up to the key itself, "" where none is asked."""
        for choice in one.operation["security"]:
            for name in choice:
                scheme = self._security[name]
                return f"{scheme['name']}:" if scheme["type"] == "apiKey" else _BEARER
        return ""

    def _answers(self, one: Described) -> Iterator[str]:
        success, answer = one.success
        content = answer["content"]["application/json"]
        yield f"<h5>Answer <code>{success}</code></h5>"
        yield from self._types.fields(content["schema"], with_rows=True)
        yield f"<details open><summary>Example</summary>{json_text(content['example'])}</details>"
        headers = ", ".join(
            f"<a href='#{header_anchor(header)}'><code>{escape(name)}</code></a>"
            for name, header in answer["headers"].items()
        )
        yield f"<p>Headers: {headers}</p>"
        yield "<h5>Other answers</h5><ul class='errors'>"
        for status, other in one.operation["responses"].items():
            if "$ref" in other:
                name = other["$ref"].rpartition("/")[2]
                text = escape(self._responses[name]["description"])
                link = f"<a href='#{answer_anchor(name)}'><code>{status}</code></a>"
                yield f"<li>{link} {text}</li>"
            elif status != success:
                example = other["content"]["application/json"]["example"]
                text = escape(other["description"])
                yield f"<li><details><summary><code>{status}</code> {text}</summary>"
                yield f"{json_text(example)}</details></li>"
        yield "</ul>"


def answer_anchor(name: str) -> str:
    """Return the id of the part of the page that tells of a shared answer."""
    return escape(f"answer-{name}")


def header_anchor(header: Mapping[str, Any]) -> str:
    """Return the id of the part of the page that tells of a header."""
    return escape(f"header-{header['$ref'].rpartition('/')[2]}")


def json_text(value: Any) -> str:
    """Return a value as HTML that shows it as JSON."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return f"<pre><code>{escape(text)}</code></pre>"


def _as_sent(value: Any) -> str:
    """Return a value as a request has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(map(_as_sent, value))
    return str(value)
