"""Where a broker is and who asks: read from one address, or from settings."""

import re
import ssl
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, get_type_hints
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import msgspec
from msgspec import Meta

from touchline.base.errors import SourceError, UsageError
from touchline.base.redaction import redact

SCHEMES: Final = ("amqp", "amqps")
_PORTS: Final = {"amqp": 5672, "amqps": 5671}
_EXPECTED: Final = "amqp://user:password@host:port/vhost"
QUEUE_NAME: Final = r"\A[A-Za-z0-9_.:@#,/+ -]{1,255}\Z"
"""What the client of the broker takes as the name of a queue."""
QUEUE_NAMES: Final = "the name of a queue: up to 255 letters, digits, spaces and -_.:@#,/+"
_PASSWORD_BYTES: Final = 4_096
_NAME_BYTES: Final = 255
"""AMQP gives the name of a virtual host one byte for its length."""
_TLS_FILES: Final = ("ca_file", "cert_file", "key_file")
_HOST: Final = re.compile(r"\A[\w.:%-]+\Z")
_FIELD: Final = re.compile(r"`\$\.([a-z_]+)")
# The client takes what is empty for "guest".
_TEXT: Final = Meta(min_length=1, extra={"expected": "text that is not empty"})
_PEM: Final = Meta(extra={"expected": "the path of a file with PEM in it"})
_PATH: Final = Meta(extra={"expected": "the path of a file with the password in it"})


class BrokerAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A virtual host of a broker, with credentials and certificates.

    `url` has neither credentials nor a query. The files are PEM; `ca_file` is what the broker's
    certificate is checked by, else the system's own.
    """

    url: str
    user: Annotated[str, _TEXT] = "guest"
    password: Annotated[str, _TEXT] = "guest"
    password_file: Annotated[str | None, _PATH] = None
    ca_file: Annotated[str | None, _PEM] = None
    cert_file: Annotated[str | None, _PEM] = None
    key_file: Annotated[str | None, _PEM] = None

    @property
    def where(self) -> str:
        """The address for people and logs."""
        return self.url.removesuffix("%2F")

    @property
    def is_tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.url.startswith("amqps:")

    def with_credentials(self) -> str:
        """Return the address that a client takes, with the credentials in it."""
        scheme, rest = self.url.split("://", 1)
        return f"{scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{rest}"

    def tls(self) -> ssl.SSLContext | None:
        """Return how the broker is checked, None without TLS.

        Raises SourceError (source-refused) for files that are no use.
        """
        if not self.is_tls:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            if self.cert_file is not None:
                # Without an answer here, a key with a password is asked for on the terminal.
                context.load_cert_chain(self.cert_file, self.key_file, password=lambda: "")
        except OSError as error:
            raise SourceError(
                "source-refused", f"a certificate or key cannot be read: {error.strerror or error}",
                where=self.where,
                expected="ca_file, cert_file and key_file with PEM in them, no password on it",
            ) from None  # fmt: skip
        return context


Address = TypeVar("Address", bound=BrokerAddress)


def parse_address(text: str, where: str) -> BrokerAddress:
    """Return the broker that an address names. Raises UsageError, which shows no password."""
    return read_address({"url": text}, BrokerAddress, where, _EXPECTED)


def read_address(given: dict[str, Any], kind: type[Address], where: str, expected: str) -> Address:
    """Return an address whose `url` may hold credentials, and the other fields in its query.

    Raises UsageError, which names what is `expected` and shows no password.
    """
    text = given.get("url")
    if not isinstance(text, str):
        raise wrong_address("names no address", where, expected)
    names = tuple(name for name in kind.__struct_fields__ if name not in ("url", "password"))
    fields: dict[str, Any] = _of_url(text, names, where, expected) | {
        name: value for name, value in given.items() if name != "url"
    }
    unknown = sorted(fields.keys() - set(kind.__struct_fields__))
    if unknown:
        raise wrong_address(f"{unknown[0][:64]!r} is not known", where, f"some of {_list(names)}")
    if isinstance(fields.get("password_file"), str):
        if "password" in fields:
            raise wrong_address("names a password and a password_file", where, "one of them")
        fields["password"] = _password(fields["password_file"], where)
    try:
        # What stands in an address is text, numbers too.
        address = msgspec.convert(fields, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _wrong_field(kind, error, where, expected) from None
    _check_tls(address, where)
    return address


def wrong_address(reason: str, where: str, expected: str) -> UsageError:
    """Return the error about an address, without its secrets."""
    return UsageError("usage", redact(reason), where=where, expected=expected)


def _of_url(text: str, names: tuple[str, ...], where: str, expected: str) -> dict[str, Any]:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # What Python says of it shows a password that has a / or a # in it.
        raise wrong_address(
            "has no host and port that can be read", where, f"{expected}, a password as %2F for /"
        ) from None
    if parts.scheme not in SCHEMES or not parts.hostname or parts.fragment:
        raise wrong_address("is no address of a broker", where, expected)
    if not _is_host(parts.hostname):
        raise wrong_address("has a host that no machine can be called", where, expected)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    vhost = quote(unquote(parts.path.removeprefix("/")), safe="") or "%2F"
    if len(unquote(vhost).encode()) > _NAME_BYTES:
        raise wrong_address(f"has a virtual host of more than {_NAME_BYTES} bytes", where, expected)
    fields: dict[str, Any] = {
        "url": f"{parts.scheme}://{host}:{port or _PORTS[parts.scheme]}/{vhost}"
    }
    if parts.username is not None:
        fields["user"] = unquote(parts.username)
    if parts.password is not None:
        fields["password"] = unquote(parts.password)
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name in fields or name not in names:
            if name == "password":
                raise wrong_address("has its password in the query", where, expected)
            wrong = "stands twice" if name in fields else "is not known"
            raise wrong_address(f"{name[:64]!r} {wrong}", where, f"some of {_list(names)}")
        fields[name] = value
    return fields


def _is_host(name: str) -> bool:
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return _HOST.search(name) is not None


def _wrong_field(
    kind: type[BrokerAddress], error: Exception, where: str, expected: str
) -> UsageError:
    """Return what is wrong with a field, by its name alone: its value may be a secret."""
    found = _FIELD.search(str(error))
    if found is None:
        return wrong_address(str(error), where, expected)
    hint = get_type_hints(kind, include_extras=True)[found[1]]
    metas = [
        one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Meta) and one.extra
    ]
    right = metas[-1].extra["expected"] if metas and metas[-1].extra else expected
    return wrong_address(f"{found[1]!r} is not what it has to be", where, right)


def _check_tls(address: BrokerAddress, where: str) -> None:
    """Refuse files that are no use, now and not at each connection. Raises UsageError."""
    given = [name for name in _TLS_FILES if getattr(address, name) is not None]
    if given and not address.is_tls:
        raise wrong_address(f"{given[0]!r} is for TLS alone", where, "amqps://, or none of it")
    if address.key_file is not None and address.cert_file is None:
        raise wrong_address("'key_file' stands without 'cert_file'", where, "both, or neither")
    try:
        address.tls()
    except SourceError as error:
        raise wrong_address(error.reason, where, error.expected or _EXPECTED) from None


def check_queue(name: str, where: str) -> None:
    """Refuse what cannot be the name of a queue. Raises UsageError."""
    if re.search(QUEUE_NAME, name) is None:
        raise wrong_address("cannot be the name of a queue", where, QUEUE_NAMES)


def _password(path: str, where: str) -> str:
    expected = "a file with the password in it"
    try:
        with Path(path).expanduser().open("rb") as file:
            content = file.read(_PASSWORD_BYTES)
        password = content.decode().rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not text"
        raise wrong_address(f"{path}: {reason}", where, expected) from None
    if not password:
        raise wrong_address(f"{path}: is empty", where, expected)
    return password


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)
