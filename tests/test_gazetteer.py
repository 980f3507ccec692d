from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from locating import gazetteer, place

from geo.gazetteer import MAIN, Gazetteer
from geo.model import PlaceKind
from geo.text import key_of

if TYPE_CHECKING:
    from geo.model import Place

ROWS = (
    place("aa", "Aland", PlaceKind.COUNTRY, 10, 10, country="AA", radius_km=300),
    place("aa-west", "West Aland", PlaceKind.PROVINCE, 10, 9, parent="aa", country="AA"),
    place("aa-belfort", "Belfort", PlaceKind.TOWN, 10, 9, parent="aa-west", country="AA"),
    place("bb-belfort", "Belfort", PlaceKind.CITY, 40, 40, country="BB", also=("Bel Fort Saint",)),
    place("nl-hague", "The Hague", PlaceKind.CITY, 52, 4, country="NL"),
    place("us", "United States", PlaceKind.COUNTRY, 40, -98, country="US", also=("US", "U.S.")),
)


def test_every_spelling_finds_its_place() -> None:
    places = gazetteer()
    for each in (places.place("af-panjshir"), places.place("af-kabul"), places.place("hindu-kush")):
        assert each is not None
        for name in each.names:
            assert each in places.lookup(name), name


def test_namesakes_are_all_returned_in_row_order() -> None:
    found = Gazetteer(ROWS).lookup("BELFORT")
    assert [each.id for each in found] == ["aa-belfort", "bb-belfort"]


def test_a_name_with_an_article_is_found_without_it() -> None:
    assert [each.id for each in Gazetteer(ROWS).lookup("Hague")] == ["nl-hague"]


def of_main_name(rows: tuple[Place, ...], written: str) -> list[str]:
    entry = Gazetteer(rows).entry(key_of(written))
    assert entry is not None
    entry = entry.as_written(written)
    both = zip(entry.places, entry.flags, strict=True)
    return [place.id for place, flag in both if flag & MAIN]


GAPS = (
    place("one", "Eastfort", PlaceKind.TOWN, 10, 9),
    place("two", "East-Fort", PlaceKind.PROVINCE, 40, 9),
    place("also", "Elsewhere", PlaceKind.TOWN, 50, 9, also=("Eastfort",)),
    place("the", "The Hague", PlaceKind.CITY, 52, 4),
    place("bare", "Hague", PlaceKind.TOWN, 44, 4),
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Eastfort", ["one"]),
        ("EASTFORT", ["one"]),
        ("East Fort", ["two"]),
        ("East-Fort", ["two"]),
        ("Ea stfort", ["one", "two"]),  # nobody's gaps
        ("Hague", ["the", "bare"]),
    ],
)
def test_of_main_names_that_differ_by_gaps_alone_it_is_the_one_that_has_them(
    written: str, meant: list[str]
) -> None:
    assert of_main_name(GAPS, written) == meant


def test_one_main_name_is_it_with_any_gaps() -> None:
    assert of_main_name(GAPS[1:3], "Eastfort") == ["two"]


def test_unknown_names_and_ids_find_nothing() -> None:
    places = Gazetteer(ROWS)
    assert places.lookup("Nowhere") == ()
    assert places.lookup("") == ()
    assert places.place("zz") is None
    assert places.ancestors("zz") == ()


def test_containment_climbs_to_the_country() -> None:
    places = Gazetteer(ROWS)
    assert places.ancestors("aa-belfort") == ("aa-west", "aa")
    assert places.contains("aa", "aa-belfort")
    assert not places.contains("aa-belfort", "aa-belfort")
    assert not places.contains("aa", "bb-belfort")


def test_a_loop_of_parents_ends() -> None:
    loop = (
        place("a", "Aaa", PlaceKind.TOWN, 1, 1, parent="b"),
        place("b", "Bbb", PlaceKind.TOWN, 1, 1, parent="a"),
    )
    assert Gazetteer(loop).ancestors("a") == ("b",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Panjsher", None), ("Badakhsan", "af-badakhshan"), ("Bazarrak", "af-bazarak")],
)
def test_near_spellings_are_one_slip_away(written: str, meant: str | None) -> None:
    found = gazetteer().near_spellings(written)
    if meant is None:
        assert found == (), "a known spelling needs no near one"
    else:
        assert meant in {near.place.id for near in found}
        assert {near.slips for near in found} == {1}


@pytest.mark.parametrize("written", ["Iraq", "Mali", "Qwertyuiop", "Xabul", ""])
def test_short_or_distant_words_have_no_near_spelling(written: str) -> None:
    places = Gazetteer((*ROWS, place("ir", "Iran", PlaceKind.COUNTRY, 32, 53)))
    assert places.near_spellings(written) == ()


def test_acronyms_are_names_written_in_capitals_only() -> None:
    places = Gazetteer(ROWS)
    assert places.is_acronym("us")
    assert not places.is_cased("us")
    assert places.is_cased("aland")
    assert not places.is_acronym("aland")
