"""Taking secrets out of what is logged: by the name before them, by their look, or as known."""

import re
from collections.abc import Iterator
from html.entities import codepoint2name
from itertools import groupby
from typing import Final

REDACTED: Final = "[redacted]"
_NAME: Final = r"(?:x[-_])?api[-_]key|password|(?P<authorization>authorization)"
_SECRET_NAME: Final = re.compile(_NAME, re.IGNORECASE)
# The value after a name: after a separator in any notation (header, JSON, header pairs, query), or
# after a mere space where it has a digit, as the words of a sentence do not. All of the line after
# an Authorization, whose scheme may have any number of parts.
_NAMED: Final = re.compile(
    rf"""(?P<before>(?:{_NAME})\\?["']?
           (?:\s*[:=]\s*(?:b(?=["']))? | \s*,\s*b?(?=["']) | \s+(?=(?:\w+\s)?[^\s\d]*\d)))
         (?:(?P<deep>\\["'])(?:\\\\\\?.|(?!(?P=deep)).)*(?P=deep)?
           | (?P<quote>["'])(?:\\.|(?!(?P=quote)).)*(?P=quote)?
           | (?(authorization)[^\r\n]+|[^\s"'&]+))""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_LOOKS: Final = (
    (re.compile(r"\b(sk_(?:live|test)_)[A-Za-z0-9_\-]+"), rf"\1{REDACTED}"),
    (re.compile(r"\b((?:bearer|basic)\s+)[\w.~+/=\-]{8,}", re.IGNORECASE), rf"\1{REDACTED}"),
    # To the last @ before a path, and over what is not escaped in the password. It is bounded, so
    # that no text takes long to look through.
    (
        re.compile(
            r"(://[^\s/:@\[]*:)(?:[^\s/@]+|(?!\d{1,5}[/?#])[^\s@]{1,256})@(?:[^\s/@]{0,256}@){0,8}"
        ),
        rf"\1{REDACTED}@",
    ),
)
_MOST_ESCAPES: Final = 8
"""How many backslashes are taken for those of one character, however often it was escaped."""
_BACKSLASHES: Final = rf"(?:\\|%(?:25)*5c){{0,{_MOST_ESCAPES}}}"


def redact(text: str) -> str:
    """Return the text with secrets replaced by `[redacted]`.

    Secrets are values after x-api-key, Authorization and password, tokens that begin with sk_live_
    or sk_test_, bearer and basic credentials, and passwords in addresses.
    """
    text = _NAMED.sub(rf"\g<before>{REDACTED}", text)
    for look, replacement in _LOOKS:
        text = look.sub(replacement, text)
    return text


def redact_secret(text: str, secret: str) -> str:
    """Return the text without a secret that is known, however it is spelled there.

    As it is, with the escapes of JSON (also of JSON in JSON), of URLs and of HTML, in any mixture,
    and with characters beyond ASCII as a wrong encoding shows them.
    """
    return re.sub(_spellings(secret), REDACTED, text, flags=re.IGNORECASE) if secret else text


def _spellings(secret: str) -> str:
    # Where a backslash is escaped, it is more of the same: two, then four.
    return "".join(
        rf"(?:{'|'.join(_spelled(character))}){{{count},{count * _MOST_ESCAPES}}}"
        if character == "\\"
        else rf"(?:{_BACKSLASHES}(?:{'|'.join(_spelled(character))})){{{count}}}"
        for character, run in groupby(secret)
        for count in [len(list(run))]
    )


def _spelled(character: str) -> Iterator[str]:
    """Yield patterns of a character: itself, its numbers and names, and what encodings make of it.

    Each text has few ways to match, so that none takes long to look through.
    """
    number = ord(character)
    units = character.encode("utf-16-be", "surrogatepass").hex()
    content = character.encode("utf-8", "surrogatepass")
    name = codepoint2name.get(number, "apos" if character == "'" else "#")
    yield "".join(rf"{_BACKSLASHES}u{units[at : at + 4]}" for at in range(0, len(units), 4))
    yield "".join(f"%(?:25)*{byte:02x}" for byte in content)
    yield f"&(?:amp;)*(?:#0*{number}|#x0*{number:x}|{name});"
    yield re.escape(character)
    if character == " ":
        yield r"\+"
    elif not character.isascii():
        yield from (re.escape(content.decode("latin-1")), "\ufffd")


def redact_value(name: str, value: object) -> object:
    """Return a value as one of None, bool, int, float, str, list and dict, without secrets.

    The whole value goes where its name says that it is secret, at any depth.
    """
    if _SECRET_NAME.search(name):
        return REDACTED
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {redact(str(key)): redact_value(str(key), entry) for key, entry in value.items()}
    if isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str | bytes):
        # A header as a pair of its name and its value.
        return [redact_value("", value[0]), redact_value(str(value[0]), value[1])]
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value("", entry) for entry in value]
    return redact(value if isinstance(value, str) else str(value))
