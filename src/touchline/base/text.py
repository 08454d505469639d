"""Text from outside, made safe to show."""

import re


def one_line(text: str) -> str:
    """Return the text with every line break and unprintable character written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in text
    )


def readable(text: str) -> str:
    """Return the text with what is unprintable in its lines written as an escape, but no tabs."""
    return "".join(
        part if part in "\n\t" else one_line(part) for part in re.split("([\n\t])", text)
    )
