"""Prints docs/errors.md, made from the table of errors.

Run `python -m tools.error_table > docs/errors.md`.
"""

import sys
from typing import Final

from touchline.base.errors import ERROR_CODES

_HEAD: Final = """\
# Errors

Every refusal carries one of these codes, at the end of its line: `[code]`.
Made by `python -m tools.error_table > docs/errors.md`; do not edit.

| Code | Meaning | What to do |
|---|---|---|
"""


def error_table() -> str:
    """Return the text of docs/errors.md."""
    rows = (
        f"| `{entry.code}` | {entry.meaning} | {entry.remedy} |\n" for entry in ERROR_CODES.values()
    )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    sys.stdout.write(error_table())
