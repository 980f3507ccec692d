from __future__ import annotations

import pytest
from locating import gazetteer, place

from geo.gazetteer import Gazetteer
from geo.model import PlaceKind

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
