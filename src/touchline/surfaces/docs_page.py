"""The page at /docs: an OpenAPI document as plain HTML, without scripts or outside hosts."""

from collections.abc import Iterator
from html import escape
from typing import Any, Final

import msgspec

CONTENT_SECURITY_POLICY: Final = (
    b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    b"frame-ancestors 'none'"
)

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #0a7d4b; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1.5rem; }
h1 { font-size: 1.6rem; } h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; }
nav li { margin: .2rem 0; } nav ul { padding-left: 1.1rem; }
article { border: 1px solid var(--line); border-radius: .5rem; margin: 1.2rem 0;
padding: 0 1rem 1rem; }
h3 code { font-size: 1.05rem; } .get { color: var(--accent); font-weight: 700; }
table { border-collapse: collapse; width: 100%; } td, th { border-top: 1px solid var(--line);
padding: .35rem .5rem; text-align: left; vertical-align: top; }
pre { background: var(--soft); border-radius: .4rem; overflow: auto; padding: .7rem;
max-height: 28rem; }
code { font-family: ui-monospace, monospace; font-size: .9em; } a { color: var(--accent); }
""".strip()


def page(document: dict[str, Any], links: dict[str, str]) -> bytes:
    """Return the page of a document; `links` are documents to download, by name."""
    info = document["info"]
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width, initial-scale=1'>",
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(info['title'])}</h1>",
        *(f"<p>{escape(text)}</p>" for text in info["description"].split("\n\n")),
        "<p>OpenAPI 3.1: ",
        ", ".join(f"<a href='{escape(url)}'>{escape(name)}</a>" for name, url in links.items()),
        "</p><nav><ul>",
    ]
    operations = [
        (path, operation) for path, item in document["paths"].items() for operation in item.values()
    ]
    for path, operation in operations:
        parts.append(
            f"<li><a href='#{escape(operation['operationId'])}'><code>{escape(path)}</code></a> "
            f"{escape(operation['summary'])}</li>"
        )
    parts.append("</ul></nav>")
    tag = None
    for path, operation in operations:
        if operation["tags"][0] != tag:
            tag = operation["tags"][0]
            parts.append(f"<h2>{escape(tag)}</h2>")
        parts.extend(_article(path, operation))
    parts.append("<h2>Answers of many endpoints</h2>")
    for name, answer in document["components"]["responses"].items():
        parts.append(f"<article id='{escape(name)}'><h3>{escape(name)}</h3>")
        parts.extend(_answer(answer))
        parts.append("</article>")
    parts.append("</body></html>")
    return "".join(parts).encode("utf-8")


def _article(path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"<article id='{escape(operation['operationId'])}'>"
    yield f"<h3><span class='get'>GET</span> <code>{escape(path)}</code></h3>"
    yield f"<p><strong>{escape(operation['summary'])}.</strong> "
    yield f"{escape(operation['description'])}</p>"
    if operation["parameters"]:
        yield "<table><tr><th>Parameter</th><th>In</th><th>Takes</th><th></th></tr>"
        for parameter in operation["parameters"]:
            mark = " (required)" if parameter["required"] else ""
            yield f"<tr><td><code>{escape(parameter['name'])}</code>{mark}</td>"
            yield f"<td>{parameter['in']}</td><td>{escape(_takes(parameter['schema']))}</td>"
            yield f"<td>{escape(parameter.get('description', ''))}</td></tr>"
        yield "</table>"
    shared = []
    for status, answer in operation["responses"].items():
        if "$ref" in answer:
            name = answer["$ref"].rpartition("/")[2]
            shared.append(f"<a href='#{escape(name)}'><code>{status}</code></a>")
        else:
            yield from _answer(answer, f"<code>{status}</code> ")
    yield f"<p>As everywhere: {', '.join(shared)}</p></article>"


def _answer(answer: dict[str, Any], mark: str = "") -> Iterator[str]:
    yield f"<p>{mark}{escape(answer['description'])}</p>"
    content = answer.get("content", {}).get("application/json", {})
    if "example" in content:
        example = msgspec.json.format(msgspec.json.encode(content["example"]), indent=2)
        yield f"<pre><code>{escape(example.decode())}</code></pre>"


def _takes(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind = str(schema.get("type", "value"))
    bounds = [str(schema[key]) for key in ("minimum", "maximum") if key in schema]
    text = f"{kind} {' to '.join(bounds)}".strip()
    return f"{text}, default {schema['default']}" if "default" in schema else text
