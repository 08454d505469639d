"""The characters of a body: its byte order mark, its declared encoding, and UTF-8 in the end."""

import re
from typing import Final

from touchline.base.errors import WireError

UTF8_MARK: Final = b"\xef\xbb\xbf"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_DECLARED: Final = re.compile(
    rb"[ \t\r\n]*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']"
)
_ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "windows-1252": "cp1252",
    # A declaration that can be read byte by byte is not in UTF-16: writers that build text in
    # memory declare it all the same.
    "utf-16": "utf-8",
}


def unmarked(body: bytes) -> bytes:
    """Return the body as UTF-8 without its byte order mark; raise WireError: wire-bad-encoding."""
    if body.startswith(UTF8_MARK):
        return body[len(UTF8_MARK) :]
    if body.startswith(_UTF16_MARKS):
        return _recoded(body, "utf-16")
    return body


def declared(body: bytes) -> bytes:
    """Return XML without a mark in UTF-8, whatever encoding it declares.

    Raises WireError: wire-bad-encoding.
    """
    found = _DECLARED.match(body)
    if found is None:
        return body
    name = found.group(1).decode("ascii").lower()
    if name not in _ENCODINGS:
        raise WireError(
            "wire-bad-encoding",
            f"the encoding {name} is not one that is read",
            position=f"byte {found.start(1)}",
            expected=f"one of {', '.join(_ENCODINGS)}",
        )
    encoding = _ENCODINGS[name]
    return body if encoding == "utf-8" else _recoded(body, encoding)


def check_utf8(body: bytes) -> None:
    """Raise WireError, wire-bad-encoding, where the body is not UTF-8.

    A body that was cut off in the middle of a character is not badly encoded.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            raise not_in("utf-8", error) from None


def _recoded(body: bytes, encoding: str) -> bytes:
    try:
        return body.decode(encoding).encode("utf-8")
    except UnicodeDecodeError as error:
        raise not_in(encoding, error) from None


def not_in(encoding: str, error: UnicodeDecodeError) -> WireError:
    """Return the error for bytes that are not text in an encoding."""
    return WireError(
        "wire-bad-encoding",
        f"the body is not {encoding}: {error.reason}",
        position=f"byte {error.start}",
    )
