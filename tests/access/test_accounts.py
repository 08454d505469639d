"""Names of accounts and keys, and what their structs work out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.access.accounts import AccessError, Account, Balance, clean_name


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "x" * 64,
        "Ärger & Söhne",
        "東京スポーツ",
        "'; DROP TABLE account; --",
        '"%_\\',
        "7",
        "🏀 +1",
    ],
)
def test_a_name_stays_as_it_is(name: str) -> None:
    assert clean_name(name) == name
    assert clean_name(f"  {name}\t") == name


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\nb", "a\0b", "\x1b[31mred", "\ud800"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(AccessError) as refused:
        clean_name(name)
    assert refused.value.code == "name-refused"
    assert str(refused.value).isprintable()


@given(st.text(max_size=64))
def test_a_name_is_compared_in_one_form(text: str) -> None:
    try:
        name = clean_name(text)
    except AccessError:
        return
    assert clean_name(name) == name
    assert clean_name(unicodedata.normalize("NFD", name)) == name


def test_an_account_is_open_until_it_is_closed() -> None:
    assert Account(id=1, name="a", tier="PRO", created_at=0).is_open
    assert not Account(id=1, name="a", tier="PRO", created_at=0, closed_at=0).is_open


def test_what_is_leased_is_not_free() -> None:
    assert Balance(account_id=1, remaining=10, leased=4).free == 6
