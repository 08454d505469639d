"""Addresses of brokers: what they say, and that no message shows a password."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.base.errors import UsageError
from touchline.brokers.address import BrokerAddress, check_queue, parse_address, read_address

EXPECTED = "amqp://user:password@host:port/vhost"
WORD = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=12)


def wrong(text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        parse_address(text, "BROKER")
    assert caught.value.where == "BROKER"
    return caught.value


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("amqp://host", "amqp://host:5672/%2F"),
        ("amqp://host/", "amqp://host:5672/%2F"),
        ("amqps://host", "amqps://host:5671/%2F"),
        ("amqp://host:1/StmInPlay", "amqp://host:1/StmInPlay"),
        ("amqp://host/%2Fa%20b", "amqp://host:5672/%2Fa%20b"),
        ("amqp://[::1]:5672/v", "amqp://[::1]:5672/v"),
        ("AMQP://Host/V", "amqp://host:5672/V"),
    ],
)
def test_host_port_and_virtual_host_are_read(text: str, url: str) -> None:
    address = parse_address(text, "BROKER")
    assert address.url == url
    assert (address.user, address.password) == ("guest", "guest")
    assert address.is_tls == url.startswith("amqps")


@given(user=WORD, password=WORD, vhost=WORD)
def test_what_is_escaped_comes_back_as_it_was(user: str, password: str, vhost: str) -> None:
    asked = BrokerAddress(url="amqp://host:1/v", user=user, password=password)
    again = parse_address(asked.with_credentials(), "BROKER")
    assert (again.user, again.password, again.url) == (user, password, asked.url)


@pytest.mark.parametrize(
    "text",
    [
        "http://u:s3cret@host/",
        "amqp://u:s3cret@",
        "amqp://u:s3cret@host:port/",
        "amqp://u:s3cret@host:99999/",
        "amqp://u:s3cret/more@host/",
        "amqp://u:s3cret#more@host/",
        "amqp://u:s3cret?more@host/",
        "amqp://u:s3cret@[::1/",
        "amqp://u:s3cret@host/?queue=1",
        "amqp://u:s3cret@host/?user=again",
        "amqp://u@host/?password=s3cret",
        "amqp://u:@host/",
        "amqp://:s3cret@host/",
        "amqp://u:s3cret@a..host/",
        "amqp://u:s3cret@a host/",
        "amqp://u:s3cret@a\\host/",
        "amqp://u@host/?url=s3cret",
        "u:s3cret@host",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(text: str) -> None:
    error = wrong(text)
    assert "s3cret" not in str(error)
    assert error.expected


def test_what_people_see_of_an_address_has_no_credentials() -> None:
    address = parse_address("amqp://u:s3cret@host/v", "BROKER")
    assert address.where == "amqp://host:5672/v"
    assert parse_address("amqp://u:s3cret@host", "BROKER").where == "amqp://host:5672/"


def test_a_password_is_read_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from a file \n")
    assert parse_address(f"amqp://u@host/?password_file={file}", "B").password == "from a file "


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"", b"\r\n"])
def test_a_password_file_that_is_no_use_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "absent"
    if content is not None:
        file.write_bytes(content)
    error = wrong(f"amqp://u@host/?password_file={file}")
    assert "absent" in error.reason
    assert error.expected == "a file with the password in it"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "names no address"),
        ({"url": 7}, "names no address"),
        ({"url": "amqp://host", "passwrd": "s3cret"}, "'passwrd' is not known"),
        ({"url": "amqp://host", "password": 7}, "'password' is not what it has to be"),
        ({"url": "amqp://host", "password": ""}, "'password' is not what it has to be"),
        ({"url": "amqp://host", "user": ""}, "'user' is not what it has to be"),
    ],
)
def test_a_table_of_settings_that_is_wrong_is_told(given: dict[str, object], reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_address(given, BrokerAddress, "feed.sources.a", EXPECTED)
    assert reason in caught.value.reason
    assert "s3cret" not in str(caught.value)


def test_an_unknown_name_is_told_with_those_that_are_known() -> None:
    error = wrong("amqp://host/?ca=x")
    assert error.reason == "'ca' is not known"
    assert error.expected == "some of user, password_file, ca_file, cert_file, key_file"
    assert "stands twice" in wrong("amqp://host/?ca_file=x&ca_file=y").reason


def test_tls_is_only_there_where_it_is_asked_for(tmp_path: Path) -> None:
    assert parse_address("amqp://host", "B").tls() is None
    context = parse_address("amqps://host", "B").tls()
    assert context is not None
    assert context.check_hostname
    with pytest.raises(UsageError, match="cannot be read"):
        parse_address(f"amqps://host/?ca_file={tmp_path / 'absent.pem'}", "B").tls()


def test_a_queue_has_a_name_that_the_client_takes() -> None:
    check_queue("_7_", "--queue")
    for name in ("", "a\n", "ü", "q" * 256):
        with pytest.raises(UsageError, match=r"--queue: cannot be the name .* up to 255 letters"):
            check_queue(name, "--queue")
