"""Taking secrets out of what is logged: by the name before them, or by their own look."""

import re
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
         (?:(?P<quote>\\?["'])(?:(?!(?P=quote)).)*(?P=quote)?
           | (?(authorization)[^\r\n]+|[^\s"'&]+))""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_LOOKS: Final = (
    (re.compile(r"\b(sk_(?:live|test)_)[A-Za-z0-9_\-]+"), rf"\1{REDACTED}"),
    (re.compile(r"\b((?:bearer|basic)\s+)[\w.~+/=\-]{8,}", re.IGNORECASE), rf"\1{REDACTED}"),
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+@"), rf"\1{REDACTED}@"),
)


def redact(text: str) -> str:
    """Return the text with secrets replaced by `[redacted]`.

    Secrets are values after x-api-key, Authorization and password, tokens that begin with sk_live_
    or sk_test_, bearer and basic credentials, and passwords in addresses.
    """
    text = _NAMED.sub(rf"\g<before>{REDACTED}", text)
    for look, replacement in _LOOKS:
        text = look.sub(replacement, text)
    return text


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
