"""The headers of answers, letter by letter."""

from touchline.access.headers import NAMES, RETRY_AFTER, access_headers
from touchline.access.ledger import Standings
from touchline.access.rate import Standing
from touchline.access.refusals import Dialect
from touchline.base.clock import parse_time

MIDNIGHT = parse_time("2026-03-02T00:00:00Z")
STANDINGS = Standings(
    credits=498,
    minute=Standing(1_000, 997, 42_001),
    day=Standing(7_500, 12, 3_600_000),
    day_resets_at=MIDNIGHT,
)
DIALECTS: tuple[Dialect, ...] = ("v1", "v2")


def text(dialect: Dialect, *arguments: object, **named: object) -> dict[str, str]:
    said = access_headers(dialect, *arguments, **named)  # type: ignore[arg-type]
    assert len({name for name, _ in said}) == len(said)
    return {name.decode(): value.decode() for name, value in said}


def test_v2_tells_of_credits() -> None:
    assert text("v2", STANDINGS, 2) == {
        "x-credits-remaining": "498",
        "x-credits-consumed": "2",
        "x-auto-recharge": "false",
        "ratelimit-policy": '"minute";q=1000;w=60',
        "ratelimit": '"minute";r=997;t=43',
    }


def test_v1_tells_of_the_quota_of_the_day() -> None:
    assert text("v1", STANDINGS) == {
        "x-ratelimit-limit": "7500",
        "x-ratelimit-remaining": "12",
        "x-ratelimit-reset": "2026-03-02T00:00:00.000Z",
        "ratelimit-policy": '"minute";q=1000;w=60, "day";q=7500;w=86400',
        "ratelimit": '"minute";r=997;t=43, "day";r=12;t=3600',
    }


def test_who_is_not_known_is_told_that_nothing_was_consumed() -> None:
    assert text("v1", None) == {}
    assert text("v2", None) == {"x-credits-consumed": "0", "x-auto-recharge": "false"}


def test_when_to_try_again_is_in_seconds() -> None:
    for dialect in DIALECTS:
        assert text(dialect, STANDINGS, retry_after=17)["retry-after"] == "17"
        assert "retry-after" not in text(dialect, STANDINGS)


def test_the_names_for_documents_are_those_that_are_sent() -> None:
    for dialect in DIALECTS:
        names = [name.lower() for name in (*NAMES[dialect], RETRY_AFTER)]
        assert list(text(dialect, STANDINGS, retry_after=1)) == names
