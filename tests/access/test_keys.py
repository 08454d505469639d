"""Keys as text."""

import re
from hashlib import sha256
from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.access import keys
from touchline.access.accounts import ApiKey, Kind
from touchline.base.redaction import redact

KINDS: tuple[Kind, ...] = get_args(Kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_its_kind_and_64_random_hex_digits(kind: Kind) -> None:
    text = keys.new_key(kind, Random(1).randbytes)
    assert re.fullmatch(rf"sk_{kind}_[0-9a-f]{{64}}", text)
    assert text.endswith(Random(1).randbytes(32).hex())
    assert keys.is_well_formed(text)
    assert keys.kind_of(text) == kind
    assert keys.last_four(text) == text[-4:]


def test_keys_differ() -> None:
    random = Random(2)
    made = {keys.new_key("live", random.randbytes) for _ in range(1_000)}
    assert len(made) == 1_000
    assert len({keys.digest(text) for text in made}) == 1_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sk_live_",
        "sk_live_" + "a" * 63,
        "sk_live_" + "a" * 65,
        "sk_live_" + "A" * 64,
        "sk_live_" + "g" * 64,
        "sk_prod_" + "a" * 64,
        " sk_live_" + "a" * 64,
        "sk_live_" + "a" * 64 + "\n",
        "sk_live_" + "\u0661" * 64,
    ],
)
def test_what_is_no_key_is_told(text: str) -> None:
    assert not keys.is_well_formed(text)
    assert keys.kind_of(text) is None


@given(st.text())
def test_any_text_has_a_digest(text: str) -> None:
    assert len(keys.digest(text)) == 32


def test_a_digest_is_that_of_the_whole_text() -> None:
    text = keys.new_key("test", Random(3).randbytes)
    assert keys.digest(text) == sha256(text.encode()).digest()
    assert keys.digest(text) != keys.digest(text[:-1] + "x")
    assert len(keys.digest("\ud800")) == 32


def test_nothing_that_is_kept_or_logged_has_the_text() -> None:
    assert not {"text", "key", "secret"} & set(ApiKey.__struct_fields__)
    text = keys.new_key("live", Random(4).randbytes)
    assert text[-64:] not in redact(f"asked with {text}")
