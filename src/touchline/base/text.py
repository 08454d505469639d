"""Text from outside, made safe to show."""


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
