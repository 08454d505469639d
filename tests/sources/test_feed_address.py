"""Addresses of feeds: their queue, their package, and the provider's APIs beside them."""

import pytest

from touchline.base import limits
from touchline.base.errors import UsageError
from touchline.sources.feed_address import feed_addresses, parse_feed_address, together

APIS = "snapshot=https://a.example/&distribution=http://b.example:81/api"


def test_a_package_names_its_queue() -> None:
    address = parse_feed_address("amqp://u:p@host:1/StmInPlay?package=7")
    assert address.queue == "_7_"
    assert address.package == 7
    assert address.prefetch == limits.AMQP_PREFETCH.default
    assert (address.flow, address.clock, address.name) == ("inplay", "wall", "feed")
    assert address.where == "amqp://host:1/StmInPlay?queue=_7_"


@pytest.mark.parametrize("queue", ["_7_", "7", "007", "null", "a.b c"])
def test_a_queue_is_called_what_it_is_called(queue: str) -> None:
    assert parse_feed_address(f"amqp://host?queue={queue.replace(' ', '%20')}").queue == queue


def test_everything_can_stand_in_the_address() -> None:
    address = parse_feed_address(
        f"amqps://u:p@host/v?package=7&name=a-1&prefetch=9&flow=both&clock=messages&{APIS}"
    )
    assert (address.name, address.prefetch, address.flow) == ("a-1", 9, "both")
    assert address.snapshot == "https://a.example/"
    assert address.distribution == "http://b.example:81/api"
    assert address.clock == "messages"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "names neither a queue nor a package"),
        (f"queue=q&{APIS}", "names no package"),
        ("package=x", "'package' is"),
        ("package=-1", "'package' is"),
        ("queue=q&prefetch=0", "'prefetch' is"),
        ("queue=q&prefetch=1000000", "'prefetch' is"),
        ("queue=q&flow=live", "'flow' is"),
        ("queue=q&clock=mine", "'clock' is"),
        ("queue=q&name=A", "'name' is"),
        ("queue=" + "q" * 256, "'queue' is"),
        ("queue=q%C3%BC", "'queue' is"),
        ("queue=a%0A", "'queue' is"),
        ("queue=", "'queue' is"),
        (f"package={10**300}", "'package' is"),
        ("package=7&snapshot=ftp://a", "'snapshot' is"),
        ("package=7&snapshot=https://u:s3cret@a.example/", "'snapshot' is"),
        ("package=7&snapshot=https://a.example/%3Fkey%3Ds3cret", "'snapshot' is"),
        ("queue=q&prefetsh=9", "'prefetsh' is not known"),
        ("queue=q&queue=r", "'queue' stands twice"),
    ],
)
def test_what_is_wrong_is_told(query: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_feed_address(f"amqp://u:s3cret@host/v?{query}")
    assert said in caught.value.reason
    assert caught.value.where == "--source"
    assert caught.value.expected
    assert "s3cret" not in str(caught.value)


def test_settings_name_feeds_by_their_tables() -> None:
    found = feed_addresses(
        {"a": {"url": "amqp://host", "package": 7}, "b": {"url": "amqp://host", "queue": "q"}}
    )
    assert [(one.name, one.queue) for one in found] == [("a", "_7_"), ("b", "q")]
    with pytest.raises(UsageError) as caught:
        feed_addresses({"a": {"url": "amqp://host", "package": "x"}})
    assert caught.value.where == "feed.sources.a"


@pytest.mark.parametrize(
    "other",
    [
        "amqp://u:p@host/v?queue=_7_&name=b",
        "AMQP://x:y@HOST:5672/%76?package=7&name=b",
        "amqps://host:5672/v?package=7&name=b&prefetch=1",
    ],
)
def test_a_queue_is_for_one_feed_alone(other: str) -> None:
    first = parse_feed_address("amqp://u:s3cret@host/v?package=7&name=a")
    with pytest.raises(UsageError) as caught:
        together([first, parse_feed_address(other)])
    assert "'a' and 'b' take the same queue" in caught.value.reason
    assert "host:5672/v?queue=_7_" in caught.value.reason
    assert "a queue for one feed alone" in (caught.value.expected or "")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "other",
    [
        "amqp://host/v?queue=_7_x&name=b",
        "amqp://host/V?queue=_7_&name=b",
        "amqp://host:1/v?queue=_7_&name=b",
        "amqp://other/v?queue=_7_&name=b",
    ],
)
def test_queues_that_differ_go_together(other: str) -> None:
    both = [parse_feed_address("amqp://host/v?package=7&name=a"), parse_feed_address(other)]
    assert together(both) == both


def test_tables_of_one_queue_are_refused() -> None:
    table = {"url": "amqp://host", "package": 7}
    with pytest.raises(UsageError, match=r"feed\.sources: 'a' and 'b' take the same queue"):
        feed_addresses({"a": table, "b": table})
