"""Mistakes in the data of the catalogue are refused where they are read."""

import pytest

from touchline.model.catalogue import CatalogueError
from touchline.model.catalogue.files import SportFile, V1Entry, V2Entry, parse
from touchline.model.catalogue.load import build_sport


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("slug = ", r"catalogue/sports/x\.toml: "),
        ('slug = "x"\nfeed_id = "6046"', r"Expected `int`, got `str`.*\$\.feed_id"),
        ('slug = "x"\nfeed_id = 1\nuint = "half"', "unknown field `uint`"),
    ],
)
def test_a_typo_in_a_file_is_refused(text: str, told: str) -> None:
    with pytest.raises(CatalogueError, match=told):
        parse(text, SportFile, "sports/x.toml")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"unit": "chukka"}, "caption not in the catalogue: after.chukka, ordinal.chukka"),
        ({"breaks_after": {1: "tea"}}, "break not in the catalogue: tea"),
        ({"roles": {"totals": ("sum",)}}, "totals: market not in the catalogue: sum"),
        ({"market_sysnames": {"sum": "SUM"}}, "market not in the catalogue: sum"),
        ({"v1_statistics": (9101,)}, "statistic not in the catalogue: 9101"),
        ({"v1_statistics": (1, 1)}, "v1 statistic given twice: 1001"),
    ],
)
def test_a_reference_to_nothing_is_refused(wrong: dict[str, object], told: str) -> None:
    fields: dict[str, object] = {
        "slug": "soccer",
        "feed_id": 1,
        "v1": V1Entry(id=1),
        "v2": V2Entry(id=1, sysname="POLO_MATCH"),
        "score_unit": "goals",
        "unit": "half",
    }
    with pytest.raises(CatalogueError, match=told):
        build_sport(SportFile(**fields | wrong))  # type: ignore[arg-type]
