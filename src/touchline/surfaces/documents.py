"""The documents of the server: /openapi.json, one document a surface, and /docs for people."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from touchline.surfaces import errors
from touchline.surfaces.answers import JSON_TYPE, Answer, Headers
from touchline.surfaces.docs_page import CONTENT_SECURITY_POLICY, page
from touchline.surfaces.negotiation import Made, Packer, content_tag, finish
from touchline.surfaces.openapi import Documented, document
from touchline.surfaces.shape import answer_method

_TTL: Final = 300
_PAGE_HEADERS: Final[Headers] = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", CONTENT_SECURITY_POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


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
        self._made = {path: _made(msgspec.json.encode(said)) for path, said in made.items()}
        # As programs read it.
        decoded = msgspec.json.decode(self._made["/openapi.json"].body)
        html = page(decoded, {path.lstrip("/"): path for path in made})
        self._page = _made(html, _PAGE_HEADERS)
        self._packer = packer

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], now: int
    ) -> Answer:
        """Answer with a document."""
        made = self._page if path.rstrip("/") in ("", "/docs") else self._made.get(path)
        if made is None:
            return self.failure(404, f"There are /docs and {', '.join(self._made)}.", [])
        decided = answer_method(method, self.failure)
        return finish(made, headers, self._packer) if decided is None else decided

    def failure(self, status: int, message: str, headers: Headers) -> Answer:
        """Return an error about documents."""
        return errors.failure(status, message, headers)


def _made(body: bytes, described: Headers | None = None) -> Made:
    return Made(body, content_tag(body), _TTL, described=described or [JSON_TYPE])
