"""Names of regions, days of time zones, and ids that can be read back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.model.catalogue import market
from touchline.model.market import Bet
from touchline.surfaces.v2 import days
from touchline.surfaces.v2.captions import Sides, bet_caption, bet_line, line_text
from touchline.surfaces.v2.ids import (
    BetItemId,
    MarketId,
    bet_item_id,
    market_id,
    read_bet_item_id,
    read_market_id,
)
from touchline.surfaces.v2.names import region_name

WHOLE = st.integers(-(2**63), 2**63 - 1)
LINES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "2.5", "-0.75", "+1", "0", "1:0", "a~b", "%7E", "c", "2,5", "2.5 (0-0)"]),
)


@given(WHOLE, WHOLE, LINES)
def test_a_markets_id_can_be_read_back(fixture: int, number: int, line: str) -> None:
    said = MarketId(fixture, number, line)
    text = market_id(said)
    assert read_market_id(text) == said
    assert text.isascii()
    assert not set(text) & set(' "/?#%&+')


@given(WHOLE, WHOLE, LINES, st.one_of(st.none(), WHOLE), WHOLE)
def test_a_bet_items_id_can_be_read_back(
    fixture: int, number: int, line: str, provider: int | None, bet: int
) -> None:
    said = BetItemId(fixture, number, line, provider, bet)
    text = bet_item_id(said)
    assert read_bet_item_id(text) == said
    assert read_market_id(text) is None
    assert text.startswith(market_id(MarketId(fixture, number, line)) + ":")


@given(st.text(max_size=40))
def test_other_texts_are_no_ids(text: str) -> None:
    line, bet = read_market_id(text), read_bet_item_id(text)
    assert line is None or market_id(line) == text
    assert bet is None or bet_item_id(bet) == text


@pytest.mark.parametrize(
    "text",
    ["", ":", "::", "1:2", "1:2:3:4", "x:1:", "1:x:", "01:2:", "1:2:~zz", "1:2::d:4", "\uff11:2:"],
)
def test_broken_ids_are_refused(text: str) -> None:
    assert read_market_id(text) is None
    assert read_bet_item_id(text) is None


@pytest.mark.parametrize(
    ("name", "en", "es", "pt"),
    [
        ("England", "England", "Inglaterra", "Inglaterra"),
        ("scotland", "Scotland", "Escocia", "Escócia"),
        ("Wales", "Wales", "Gales", "País de Gales"),
        ("Northern Ireland", "Northern Ireland", "Irlanda del Norte", "Irlanda do Norte"),
        ("International", "International", "Internacional", "Internacional"),
        ("World", "World", "Mundo", "Mundo"),
        ("USA", "United States", "Estados Unidos", "Estados Unidos"),
        ("Germany", "Germany", "Alemania", "Alemanha"),
        ("Bosnia and Herzegovina", "Bosnia & Herzegovina", "Bosnia y Herzegovina",
         "Bósnia e Herzegovina"),
        ("Cote d'Ivoire", "Côte d\u2019Ivoire", "Côte d\u2019Ivoire", "Costa do Marfim"),
        ("Europe", "Europe", "Europa", "Europa"),
        ("Atlantis", "Atlantis", "Atlantis", "Atlantis"),
        ("日本", "日本", "日本", "日本"),
        ("Unknown Region", "Unknown Region", "Unknown Region", "Unknown Region"),
    ],
)  # fmt: skip
def test_regions_are_named_by_table_cldr_or_feed(name: str, en: str, es: str, pt: str) -> None:
    assert [region_name(name, locale) for locale in ("en", "es", "pt")] == [en, es, pt]


def test_a_region_without_a_name_has_none() -> None:
    assert region_name(None, "es") == region_name("", "en") == ""


# Days


@given(
    st.dates(date(1990, 1, 1), date(2036, 12, 31)),
    st.sampled_from(
        ["UTC", "Europe/Madrid", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia"]
    ),
)
def test_a_day_holds_its_own_moments(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    first, end = days.day_range(day, day, zone)
    # Apia left out the last but one day of 2011.
    assert 0 <= end - first <= 25 * 3_600_000
    if end > first:
        inside = datetime.fromtimestamp(first / 1000, UTC).astimezone(zone)
        last = datetime.fromtimestamp((end - 1) / 1000, UTC).astimezone(zone)
        assert inside.date() == last.date() == day
        assert days.start_of_day(first, zone) == days.start_of_day(end - 1, zone) == first
        assert days.day_of(end - 1, zone) == (first, end)


def test_days_follow_each_other_without_gap_or_overlap() -> None:
    zone = ZoneInfo("Europe/Madrid")
    for number in range(800):
        day = date(2025, 1, 1) + timedelta(days=number)
        _, end = days.day_range(day, day, zone)
        assert days.day_range(day + timedelta(days=1), None, zone)[0] == end


@pytest.mark.parametrize(
    "name",
    ["", "utc", "Madrid", "../UTC", "/etc/localtime", "localtime", "Europe", "x" * 300, "UTC\0"],
)
def test_only_iana_names_are_time_zones(name: str) -> None:
    assert days.zone_of(name) is None


def test_the_edges_of_the_calendar_are_days_too() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    assert days.day_range(date.min, date.max, zone)[0] < 0
    assert days.day_range(date.max, date.max, ZoneInfo("America/Los_Angeles"))[1] == 1 << 62


# Captions


def test_a_line_is_written_as_the_language_does() -> None:
    assert [line_text("-2.5", locale) for locale in ("en", "es", "pt")] == ["-2.5", "-2,5", "-2,5"]
    assert [line_text("+2.00", locale) for locale in ("en", "es", "pt")] == ["+2", "+2", "+2"]
    assert [line_text(line, "es") for line in ("2.50", "10", "0.25")] == ["2,5", "10", "0,25"]
    assert line_text("1:0", "es") == "1:0"
    assert line_text("v1.2", "es") == "v1.2"


@pytest.mark.parametrize(
    ("name", "line", "base_line", "shown", "caption"),
    [
        ("1", "-0.75 (0-0)", "-0.75 (0-0)", "-0.75", "Alpha -0.75"),
        ("2", "0.75 (0-0)", "-0.75 (0-0)", "+0.75", "Beta +0.75"),
        ("1", "0", "0", "0", "Alpha 0"),
        ("2", None, "-1", "-1", "Beta -1"),
        ("1", "1:0", "1:0", "1:0", "Alpha 1:0"),
        ("1", "inf", "inf", "inf", "Alpha inf"),
        ("1", None, None, "", "Alpha"),
    ],
)
def test_the_line_of_a_side_has_its_sign(
    name: str, line: str | None, base_line: str | None, shown: str, caption: str
) -> None:
    kind = market(3, "Asian Handicap").bet(name)
    found = bet_line(Bet(id=1, name=name, line=line, base_line=base_line), kind)
    assert found == shown
    assert bet_caption(kind, found, Sides("Alpha", "Beta"), "en") == caption


def test_a_side_without_a_name_goes_by_its_place() -> None:
    kind = market(1, "1X2").bet("1")
    assert bet_caption(kind, "", Sides("", ""), "es") == "Local"
