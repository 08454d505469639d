"""The page at /docs: an OpenAPI document as one HTML page that needs no other host."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from importlib import resources
from typing import Any, Final

from touchline.surfaces.docs_operation import Operations, answer_anchor, header_anchor, json_text
from touchline.surfaces.docs_types import Types, prose, schema_anchor


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_STYLE: Final = _file("docs_page.css")
_SCRIPT: Final = _file("docs_page.js")
CONTENT_SECURITY_POLICY: Final = (
    f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
).encode()


def page(document: Mapping[str, Any], links: Mapping[str, str]) -> bytes:
    """Return the page of a decoded document; `links` are documents to download, by name."""
    operations = Operations(document)
    title = escape(document["info"]["title"])
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width, initial-scale=1'>",
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        *_contents(document, operations),
        "<main>",
        *_head(document, links),
    ]
    for group in document["x-tagGroups"]:
        parts.append(f"<h2 id='{_slug(group['name'])}'>{escape(group['name'])}</h2>")
        for tag in group["tags"]:
            parts.append(f"<h3 class='tag' id='{_slug(tag)}'>{_plain(tag, group['name'])}</h3>")
            for one in operations.of(tag):
                parts.extend(operations.article(one))
    types = Types(document["components"]["schemas"])
    parts.extend(_shared_answers(document, types))
    parts.extend(_shared_headers(document, types))
    parts.extend(_shared_types(document, types))
    parts.append(f"</main><script>{_SCRIPT}</script></body></html>")
    return "".join(parts).encode("utf-8")


def _contents(document: Mapping[str, Any], operations: Operations) -> Iterator[str]:
    yield "<nav><details open><summary>Contents</summary><ul>"
    for group in document["x-tagGroups"]:
        yield f"<li><a href='#{_slug(group['name'])}'>{escape(group['name'])}</a><ul>"
        for tag in group["tags"]:
            yield f"<li><a href='#{_slug(tag)}'>{_plain(tag, group['name'])}</a><ul>"
            for one in operations.of(tag):
                yield f"<li><a href='#{escape(one.id)}' title='{one.method} {escape(one.path)}'>"
                yield f"{escape(one.operation['summary'])}</a></li>"
            yield "</ul></li>"
        yield "</ul></li>"
    yield "<li><a href='#answers'>Answers of many operations</a></li>"
    yield "<li><a href='#headers'>Headers of answers</a></li>"
    yield "<li><a href='#types'>Types</a></li></ul></details></nav>"


def _head(document: Mapping[str, Any], links: Mapping[str, str]) -> Iterator[str]:
    info = document["info"]
    yield f"<header><h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>"
    for text in info["description"].split("\n\n"):
        yield f"<p>{prose(text)}</p>"
    found = (f"<a href='{escape(url)}'>{escape(name)}</a>" for name, url in links.items())
    yield f"<p>As OpenAPI 3.1: {', '.join(found)}</p>"
    if document["components"]["securitySchemes"]:
        yield "<p class='live'><label>Your key, to try requests "
        yield "<input id='key' type='password' autocomplete='off'></label></p>"
    yield "</header>"


def _shared_answers(document: Mapping[str, Any], types: Types) -> Iterator[str]:
    yield "<h2 id='answers'>Answers of many operations</h2>"
    for name, answer in document["components"]["responses"].items():
        yield f"<article id='{answer_anchor(name)}'><h4>{escape(name)}</h4>"
        yield f"<p>{escape(answer['description'])}.</p>"
        if "content" in answer:
            content = answer["content"]["application/json"]
            yield f"<p>{types.type(content['schema'])}</p>{json_text(content['example'])}"
        yield "</article>"


def _shared_headers(document: Mapping[str, Any], types: Types) -> Iterator[str]:
    answers = [
        *document["components"]["responses"].values(),
        *(
            answer
            for item in document["paths"].values()
            for operation in item.values()
            for answer in operation["responses"].values()
        ),
    ]
    # One name may be documented several times: what it says depends on the answer.
    sent_as = {
        header["$ref"]: name
        for answer in answers
        for name, header in answer.get("headers", {}).items()
    }
    yield "<h2 id='headers'>Headers of answers</h2><article><dl class='fields'>"
    for reference, name in sent_as.items():
        header = document["components"]["headers"][reference.rpartition("/")[2]]
        schema = header["schema"]
        values = [schema["const"]] if "const" in schema else types.values(schema)
        exact = ", ".join(f"<code>{escape(value)}</code>" for value in values)
        yield f"<div id='{header_anchor({'$ref': reference})}'><dt><code>{escape(name)}</code> "
        yield f"<span class='type'>{types.type(schema)}</span></dt>"
        yield f"<dd>{escape(header['description'])}.{f'<p>{exact}</p>' if exact else ''}</dd></div>"
    yield "</dl></article>"


def _shared_types(document: Mapping[str, Any], types: Types) -> Iterator[str]:
    yield "<h2 id='types'>Types</h2>"
    for name, schema in document["components"]["schemas"].items():
        yield f"<article id='{schema_anchor(name)}'><h4>{escape(name)}</h4>"
        if "properties" in schema:
            yield f"<p>{prose(schema['description'])}</p>"
            yield from types.fields(schema)
        else:
            values = types.values(schema)
            yield f"<p>{', '.join(f'<code>{escape(value)}</code>' for value in values)}</p>"
            options = "".join(f"<option value='{escape(value)}'>" for value in values)
            yield f"<datalist id='list-{escape(name)}'>{options}</datalist>"
        yield "</article>"


def _slug(text: str) -> str:
    return escape(text.replace(" ", "-"))


def _plain(tag: str, group: str) -> str:
    """Return a tag without its group, as words: "live events" for "v1 live-events"."""
    return escape(tag.removeprefix(group).strip().replace("-", " "))
