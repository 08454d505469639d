"""The table of error codes, and the exceptions that carry them.

Everything that Touchline refuses is refused with a code of this table, so that a user can look it
up (docs/errors.md is made from it) and a client can act on it.
"""

from typing import ClassVar, Final, NamedTuple

from touchline.base.text import one_line


class ErrorCode(NamedTuple):
    """A code with what it means and what to do about it."""

    code: str
    meaning: str
    remedy: str


_TABLE: Final = (
    ErrorCode(
        "wire-empty",
        "The message has no bytes, or only spaces.",
        "Look at the sender; there is nothing to decode.",
    ),
    ErrorCode(
        "wire-too-large",
        "The message has more bytes than are decoded.",
        "Raise `limits.message_bytes` if the sender is trusted, or let it send smaller messages.",
    ),
    ErrorCode(
        "wire-not-a-message",
        "The bytes are readable, but what they hold is not a feed message.",
        "Compare the message with the feed's structure: a Header, and a Body where one is due.",
    ),
    ErrorCode(
        "wire-malformed-json",
        "The message begins like JSON and breaks its rules.",
        "Look at the named byte; a message that was cut off ends there.",
    ),
    ErrorCode(
        "wire-malformed-xml",
        "The message begins like XML and breaks its rules.",
        "Look at the named line and column; a message that was cut off ends there.",
    ),
    ErrorCode(
        "wire-doctype",
        "The XML message declares a document type, which no feed message needs.",
        "Let the sender leave out `<!DOCTYPE ...>`; it is refused because it can do harm.",
    ),
    ErrorCode(
        "wire-too-deep",
        "The message is nested deeper than any feed message is.",
        "Look at the sender; the depth allowed is `limits.message_depth`.",
    ),
    ErrorCode(
        "wire-too-many-elements",
        "The message has more XML elements, or JSON objects and arrays, than are decoded.",
        "Raise `limits.xml_elements` if the sender is trusted, or let it send smaller messages.",
    ),
    ErrorCode(
        "wire-wrong-type",
        "A field of the message holds another type than the feed's structure gives it.",
        "Look at the named path; the rest of the message was not used.",
    ),
    ErrorCode(
        "wire-bad-encoding",
        "The bytes are not text in the encoding that the message says it has.",
        "Let the sender write UTF-8, or declare the encoding that it writes.",
    ),
    ErrorCode(
        "wire-cannot-encode",
        "The message has no place in the form that was asked for.",
        "Ask for another form; the reason names what this form cannot carry.",
    ),
    ErrorCode(
        "settings-unknown",
        "A file or variable sets something that is not a setting.",
        "Correct the name; `touchline config show` lists every setting.",
    ),
    ErrorCode(
        "settings-bad-value",
        "A setting has a value of the wrong type or out of its range.",
        "Give a value as described; `touchline config show` lists the values in use.",
    ),
    ErrorCode(
        "settings-unreadable",
        "The settings file is missing, cannot be read or is not TOML.",
        "Look at the path, its permissions, and the line that the reason names.",
    ),
    ErrorCode(
        "recording-missing",
        "There is no recording at this path, or it cannot be opened.",
        "Look at the path and its permissions.",
    ),
    ErrorCode(
        "recording-malformed",
        "A line of the recording is not what a recording holds.",
        "Look at the named line; a recording has one JSON object with `at` a line.",
    ),
    ErrorCode(
        "recording-unsupported",
        "The recording is packed or written in a way that is not known here.",
        "Use gzip, zstd or plain JSON lines, or a newer Touchline.",
    ),
    ErrorCode(
        "recording-unwritable",
        "The recording cannot be written: no such folder, no room, or no permission.",
        "Name a file in a folder that can be written, and make room on its disk.",
    ),
    ErrorCode(
        "journal-in-use",
        "Another process writes this journal.",
        "Stop the other server, or give each its own state folder.",
    ),
    ErrorCode(
        "journal-unwritable",
        "The journal cannot be written: the disk is full, or the folder does not let it.",
        "Make room, or name a folder that can be written; messages wait at the broker meanwhile.",
    ),
    ErrorCode(
        "journal-unreadable",
        "A file of the journal cannot be read.",
        "Look at the path, its permissions and the disk.",
    ),
    ErrorCode(
        "journal-unsupported",
        "A file of the journal is of another version.",
        "Start the version that wrote it, or move the file away to go on without its messages.",
    ),
    ErrorCode(
        "source-unreachable",
        "A provider's broker or API does not answer.",
        "Look at the address, the network, and whether it runs; it is tried again and again.",
    ),
    ErrorCode(
        "source-refused",
        "A provider's broker or API answers, and does not let us: credentials, queue or package.",
        "Correct the credentials, the queue or the package; it is tried again and again.",
    ),
    ErrorCode(
        "usage",
        "A command was given something that it does not take.",
        "Run the command with `--help`.",
    ),
    ErrorCode(
        "bind-refused",
        "Touchline does not listen on this address the way it is set up.",
        "Listen on 127.0.0.1, or on an address of this machine with keys required.",
    ),
    ErrorCode(
        "port-in-use",
        "Another program listens on this address and port.",
        "Stop the other program, or choose another port with `--port` or `server.port`.",
    ),
    ErrorCode(
        "output-exists",
        "The file to be written is already there.",
        "Name another file, or remove this one first.",
    ),
    ErrorCode(
        "message-not-applied",
        "A message was decoded, but applying it to the live picture failed.",
        "It is kept in the quarantine; report it with the traceback of the log.",
    ),
    ErrorCode(
        "not-found",
        "What was asked for is not there.",
        "Look at the id; it may have left the live picture, or never have been in it.",
    ),
    ErrorCode(
        "account-unknown",
        "There is no account of this name or id.",
        "Look at the name; `touchline accounts list` lists every account.",
    ),
    ErrorCode(
        "account-exists",
        "An account of this name is already there, open or closed.",
        "Choose another name.",
    ),
    ErrorCode(
        "account-closed",
        "The account is closed; it gets no keys and no credits.",
        "Open another account under another name.",
    ),
    ErrorCode(
        "name-refused",
        "The name of an account or a key is empty, too long, or cannot be printed.",
        "Choose a name of up to 64 printable characters.",
    ),
    ErrorCode(
        "tier-unknown",
        "There is no tier of this name.",
        "Choose one of the tiers that the reason names.",
    ),
    ErrorCode(
        "key-unknown",
        "The account has no key of this name or id.",
        "Look at the name; `touchline keys list` lists the keys of an account.",
    ),
    ErrorCode(
        "key-exists",
        "The account has an active key of this name.",
        "Choose another name, or deactivate the other key first.",
    ),
    ErrorCode(
        "key-limit",
        "The account has as many keys as an account may have.",
        "Deactivate a key that is no longer used, then make the new one.",
    ),
    ErrorCode(
        "key-inactive",
        "The key is inactive; that cannot be undone.",
        "Make a new key.",
    ),
    ErrorCode(
        "scope-unknown",
        "There is no scope of this name.",
        "Choose among the scopes that the reason names.",
    ),
    ErrorCode(
        "scope-refused",
        "The tier of the account does not hold this scope.",
        "Leave the scope out, or move the account to a tier that holds it.",
    ),
    ErrorCode(
        "queue-full",
        "The queue of a package is full; its distribution is switched off.",
        "Let its customer consume, then start the distribution again and take a snapshot.",
    ),
    ErrorCode(
        "package-unknown",
        "There is no package of this id.",
        "Look at the id; `touchline packages list` lists every package.",
    ),
    ErrorCode(
        "package-exists",
        "A package of this id is already there, open or closed.",
        "Choose another id.",
    ),
    ErrorCode(
        "package-closed",
        "The package is closed; it gets nothing any more.",
        "Make another package under another id.",
    ),
    ErrorCode(
        "package-refused",
        "A package cannot have this id, user, password or filter.",
        "Correct what the reason names.",
    ),
    ErrorCode(
        "credits-negative",
        "Credits would fall below zero, or below what servers may be spending now.",
        "Take back less; what servers hold comes back within a minute when it is not spent.",
    ),
    ErrorCode(
        "credits-too-many",
        "An account cannot hold that many credits.",
        "Add fewer; the most is 9007199254740991.",
    ),
    ErrorCode(
        "tariff-wrong",
        "A tier or a cost of the tariff has a value that it cannot have.",
        "Correct the value at the named place.",
    ),
    ErrorCode(
        "store-address",
        "The address of the store of accounts is not one that is known here.",
        "Give sqlite:///FILE or postgresql://USER@HOST/DATABASE.",
    ),
    ErrorCode(
        "store-unreachable",
        "The store of accounts cannot be opened, is locked, or does not answer.",
        "Look at the file and its permissions, or whether PostgreSQL runs and lets this user in.",
    ),
    ErrorCode(
        "store-newer",
        "The store of accounts was made by a newer Touchline.",
        "Run that version, or another store; going back to this one needs a backup.",
    ),
)

ERROR_CODES: Final[dict[str, ErrorCode]] = {entry.code: entry for entry in _TABLE}


class TouchlineError(Exception):
    """Something is refused: `code` of the table, and what exactly was wrong with what.

    `where` is a place (a JSON path, a byte, file:line, a setting); `expected` is what would be
    right. `str()` is one line and safe to log, whatever the parts hold.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self, code: str, reason: str, *, where: str | None = None, expected: str | None = None
    ) -> None:
        """Raise ValueError for a code that is not in the table."""
        if code not in ERROR_CODES:
            raise ValueError(f"not an error code: {code}")
        super().__init__(code, reason)
        self.code = code
        self.reason = reason
        self.where = where
        self.expected = expected

    def __str__(self) -> str:
        place = "" if self.where is None else f"{self.where}: "
        right = "" if self.expected is None else f"; expected {self.expected}"
        return one_line(f"{place}{self.reason}{right} [{self.code}]")


class UsageError(TouchlineError):
    """A command or an argument is wrong; the command line exits with 2."""

    exit_code = 2


class SettingsError(TouchlineError):
    """A setting is unknown, has a wrong value, or cannot be read."""


class RecordingError(TouchlineError):
    """A recording is missing or is not one."""


class JournalError(TouchlineError):
    """The journal cannot be written or read."""


class SourceError(TouchlineError):
    """A provider's broker or API is not there, or does not let us.

    `told` is what the other side says of it. It may repeat what it was asked, credentials too, and
    is therefore for the log alone.
    """

    def __init__(
        self,
        code: str,
        reason: str,
        *,
        where: str | None = None,
        expected: str | None = None,
        told: str = "",
    ) -> None:
        """Raise ValueError for a code that is not in the table."""
        super().__init__(code, reason, where=where, expected=expected)
        self.told = told

    def for_log(self) -> str:
        """Return the error with what the other side says of it, in one line."""
        return f"{self}, told: {one_line(self.told)}" if self.told else str(self)


class WireError(TouchlineError):
    """A message cannot be decoded or encoded.

    `position` is "byte 17", "line 3, column 8" or a path such as "$.Body.Events[0].FixtureId".
    """

    def __init__(
        self,
        code: str,
        reason: str,
        position: str | None = None,
        *,
        expected: str | None = None,
    ) -> None:
        """Raise ValueError for a code that is not in the table."""
        super().__init__(code, reason, where=position, expected=expected)
        self.position = position
