"""The documents of the server: /openapi.json, one document a surface, and /docs for people."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from touchline.surfaces.answers import JSON_TYPE, Answer, Headers
from touchline.surfaces.docs_page import CONTENT_SECURITY_POLICY, page
from touchline.surfaces.negotiation import Made, Packer, content_tag, finish
from touchline.surfaces.openapi import Documented, document

_TTL: Final = 300
_HTML: Final = (b"content-type", b"text/html; charset=utf-8")


class Documents:
    """Answers with documents that are made once, at the start."""

    prefixes = ("/", "/openapi.json", "/openapi", "/docs")

    def __init__(
        self, surfaces: Sequence[Documented], packer: Packer, *, is_open: bool = False
    ) -> None:
        """Document the surfaces that are served; open ones ask for no key."""
        if is_open:
            surfaces = [msgspec.structs.replace(surface, security={}) for surface in surfaces]
        whole = document(surfaces)
        made = {"/openapi.json": whole} | {
            f"/openapi/{surface.name}.json": document([surface]) for surface in surfaces
        }
        self._documents = {path: msgspec.json.encode(said) for path, said in made.items()}
        self._page = page(whole, {path.lstrip("/"): path for path in made})
        self._packer = packer

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], now: int
    ) -> Answer:
        """Answer with a document."""
        if method not in ("GET", "HEAD"):
            return self.failure(
                405, f"{method} is not allowed here; use GET.", [(b"allow", b"GET, HEAD")]
            )
        if path.rstrip("/") in ("", "/docs"):
            return Answer(
                200,
                [
                    _HTML,
                    (b"content-security-policy", CONTENT_SECURITY_POLICY),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ],
                self._page,
            )
        body = self._documents.get(path)
        if body is None:
            return self.failure(404, f"There are /docs and {', '.join(self._documents)}.", [])
        return finish(Made(body, content_tag(body), _TTL), headers, self._packer)

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error about documents."""
        return Answer(
            status,
            [JSON_TYPE, *headers],
            msgspec.json.encode({"statusCode": status, "message": message}),
        )
