"""Reading parameters: what is a whole number, what may be repeated, what is no text."""

from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from touchline.surfaces.routing import NoQuery, Refused, read_query

COUNT = Meta(ge=1, le=500, extra={"takes": "count is a whole number from 1 to 500."})
SHIFT = Meta(extra={"takes": "shift is a whole number."})


class Wanted(msgspec.Struct, frozen=True):
    """Parameters of each kind."""

    count: Annotated[int, COUNT] = 100
    shift: Annotated[int, SHIFT] | None = None
    name: str = ""
    kind: Literal["a", "b"] | None = None
    kinds: tuple[Literal["a", "b"], ...] = ()
    numbers: tuple[int, ...] = ()


def read(query: str) -> Any:
    return read_query(Wanted, query)


def refusal(query: str, struct: type[msgspec.Struct] = Wanted) -> str:
    with pytest.raises(Refused) as caught:
        read_query(struct, query)
    assert caught.value.status == 400
    return caught.value.message


NOT_WHOLE = [
    "1.0", "1e2", "%2B5", "+5", "%205", "5%20", "5%0A", "%EF%BC%90", "%D9%A3", "1_000", "0x10",
    "1,5", "", "null", "NaN", "--5", "5-", "007", "-0", "%00", "five", "%FF",
]  # fmt: skip


@pytest.mark.parametrize("said", [*NOT_WHOLE, "-5", "0", "501", "9" * 5_000])
def test_whole_numbers_are_digits_within_their_bounds(said: str) -> None:
    expected = "is not UTF-8" if said == "%FF" else "is a whole number from 1 to 500."
    assert refusal(f"count={said}") in (f"count {expected}", f"count {expected}.")


@pytest.mark.parametrize("said", NOT_WHOLE)
def test_whole_numbers_below_zero_are_digits_too(said: str) -> None:
    assert refusal(f"shift={said}").startswith("shift is")
    if said not in ("", "1,5"):
        assert refusal(f"numbers={said}").startswith("numbers")


@pytest.mark.parametrize(("said", "meant"), [("-5", -5), ("0", 0), ("%35", 5)])
def test_whole_numbers(said: str, meant: int) -> None:
    assert read(f"shift={said}").shift == meant


@pytest.mark.parametrize("query", ["count=5&count=5", "count=5&count=6", "c%6Funt=5&count=5"])
def test_one_value_is_given_once(query: str) -> None:
    assert refusal(query) == "count is given twice; give it once."


@pytest.mark.parametrize("name", ["name", "kind", "shift"])
def test_any_single_value_is_given_once(name: str) -> None:
    assert refusal(f"{name}=&{name}=") == f"{name} is given twice; give it once."


@pytest.mark.parametrize("query", ["kinds=a&kinds=b", "kinds=a,b", "kinds=a,&kinds=,b"])
def test_lists_may_be_repeated(query: str) -> None:
    assert read(query).kinds == ("a", "b")


@pytest.mark.parametrize("query", ["other=1&other=2", "Count=0", "other=%FF", "=", "&&", "%FF=1"])
def test_unknown_parameters_are_ignored(query: str) -> None:
    assert read(query) == Wanted()


@pytest.mark.parametrize("said", ["%FF", "%C3", "%ED%A0%80", "a%80b"])
@pytest.mark.parametrize("name", ["name", "kinds", "kind"])
def test_what_is_not_utf_8_is_refused(name: str, said: str) -> None:
    assert refusal(f"{name}={said}") == f"{name} is not UTF-8."


@pytest.mark.parametrize(
    ("said", "meant"), [("%C3%B1", "ñ"), ("a+b", "a b"), ("%EF%BF%BD", "\ufffd"), ("%", "%")]
)
def test_text_is_read_as_it_is(said: str, meant: str) -> None:
    assert read(f"name={said}").name == meant


def test_where_nothing_is_taken_nothing_is_wrong() -> None:
    assert read_query(NoQuery, "count=0&" * 200) == NoQuery()
