"""Layers of places: what lies above hides what is the same below, and no name is lost by it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from locating import place, world

from geo.gazetteer import CAPITALS, DEMONYM, MAIN, SHORT, Gazetteer
from geo.gazetteer.segment import (
    KINDS,
    UNKNOWN_POPULATION,
    Segment,
    build,
    country_code,
    place_number,
)
from geo.model import Coordinates, Place, PlaceKind
from geo.places.index import open_index, write_index

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WEST, BEL, LAND = 70, 71, 73
"""GeoNames numbers of the places below."""


def numbered(each: Place) -> Place:
    """Return the place "gn-70" with its GeoNames number, 70."""
    return replace(each, geonameid=int(each.id.removeprefix("gn-")))


BELOW = (
    numbered(place("gn-73", "Aland", PlaceKind.COUNTRY, 10, 10, country="AA", radius_km=300)),
    numbered(
        place(
            "gn-70",
            "West Aland",
            PlaceKind.PROVINCE,
            10,
            9,
            parent="gn-73",
            country="AA",
            also=("Vestan",),
        )
    ),
    numbered(
        place(
            "gn-71",
            "Belfort",
            PlaceKind.TOWN,
            10.5,
            9,
            parent="gn-70",
            country="AA",
            also=("Old Bel",),
        )
    ),
    numbered(
        place("gn-72", "Fortville", PlaceKind.VILLAGE, 10.6, 9.1, parent="gn-71", country="AA")
    ),
)
ABOVE = (
    replace(
        place("aa-bel", "Bel City", PlaceKind.CITY, 10.501, 9.001, "gn-70", "AA"), geonameid=BEL
    ),
    place("aa-camp", "Camp", PlaceKind.VILLAGE, 10.51, 9.01, "aa-bel", "AA"),
)


def segment(
    *places: Place,
    short: Mapping[str, list[str]] | None = None,
    demonyms: Mapping[str, list[str]] | None = None,
    capitals: Mapping[str, int] | None = None,
) -> Segment:
    return Segment(*build(places, short=short, demonyms=demonyms, capitals=capitals))


def layered() -> Gazetteer:
    return Gazetteer(ABOVE, beneath=[segment(*BELOW)])


def found(places: Gazetteer, name: str) -> list[str]:
    return [each.id for each in places.lookup(name)]


def test_an_upper_layer_hides_the_same_place_below_and_keeps_its_names() -> None:
    places = layered()
    assert found(places, "Belfort") == found(places, "Old Bel") == ["aa-bel"]
    assert found(places, "Bel City") == ["aa-bel"]
    assert len(places) == 5
    assert sorted(each.id for each in places) == ["aa-bel", "aa-camp", "gn-70", "gn-72", "gn-73"]


def test_a_number_is_answered_by_the_uppermost_layer_that_has_it() -> None:
    places = layered()
    for asked in ("gn-71", "aa-bel"):
        answer = places.place(asked)
        assert answer is not None
        assert (answer.id, answer.name) == ("aa-bel", "Bel City")
    assert places.knows(BEL)
    assert not places.knows(99)
    assert places.place("gn-99") is None
    assert places.place("gn-x") is None


def test_among_three_layers_the_uppermost_hides_both_others() -> None:
    middle = replace(place("m-bel", "Middle Bel", PlaceKind.TOWN, 10, 9), geonameid=BEL)
    places = Gazetteer(ABOVE, beneath=[segment(middle), segment(*BELOW)])
    for name in ("Bel City", "Middle Bel", "Belfort"):
        assert found(places, name) == ["aa-bel"], name
    assert places.place("m-bel") is None
    assert len(places) == 5


def test_namesakes_of_all_layers_are_candidates_upper_ones_first() -> None:
    other = place("aa-fortville", "Fortville", PlaceKind.TOWN, 20, 20)
    places = Gazetteer([other], beneath=[segment(*BELOW)])
    assert found(places, "Fortville") == ["aa-fortville", "gn-72"]
    entry = places.entry("fortville")
    assert entry is not None
    assert [row < places.top for row in entry.rows] == [True, False]


def test_ancestors_climb_from_layer_to_layer() -> None:
    places = layered()
    assert places.ancestors("aa-camp") == ("aa-bel", "gn-70", "gn-73")
    # What lies below knows the town by its number only.
    assert places.ancestors("gn-72") == ("aa-bel", "gn-70", "gn-73")
    assert places.contains("gn-70", "aa-camp")


@pytest.mark.parametrize("geonameid", [None, WEST])
def test_a_parent_is_found_by_its_slug_in_another_layer_with_a_number_or_without(
    geonameid: int | None,
) -> None:
    west = replace(place("aa-west", "West", PlaceKind.PROVINCE, 10, 9), geonameid=geonameid)
    town = place("aa-town", "Town", PlaceKind.TOWN, 10, 9, parent="aa-west")
    for places in (
        Gazetteer([town], beneath=[segment(west)]),
        Gazetteer([west], beneath=[segment(town)]),
    ):
        assert places.ancestors("aa-town") == ("aa-west",)
    above = Gazetteer([town], beneath=[segment(west)])
    division = above.divisions(place_number("aa-town", None))
    assert division == (place_number("aa-west", geonameid), 0)


def test_the_country_is_the_uppermost_layers() -> None:
    ours = replace(place("aa", "Aland", PlaceKind.COUNTRY, 10, 10, country="AA"), geonameid=LAND)
    places = Gazetteer([ours], beneath=[segment(*BELOW)])
    assert places.country("AA") == ours
    assert places.ancestors("gn-72") == ("gn-71", "gn-70", "aa")
    assert places.country("ZZ") is None


def test_divisions_are_told_across_layers() -> None:
    places = layered()
    assert places.divisions(BEL) == (WEST, 0)
    assert places.divisions(place_number("aa-camp", None)) == (WEST, 0)
    assert places.divisions(12345) == (0, 0)


def test_a_spelling_says_what_it_is_to_its_place() -> None:
    land = numbered(
        place("gn-73", "Aland", PlaceKind.COUNTRY, 1, 1, country="AA", also=("A.L.", "ALD", "Ald"))
    )
    places = Gazetteer(
        beneath=[segment(land, demonyms={land.id: ["Alish"]}, short={land.id: ["Al."]})]
    )
    flags = {}
    for key in ("aland", "alish", "al", "ald"):
        entry = places.entry(key)
        assert entry is not None
        (flags[key],) = entry.flags
    assert flags["aland"] == MAIN
    assert flags["alish"] == DEMONYM
    # "A.L." and "Al." have one key: the small letter makes it a name in small letters.
    assert flags["al"] == SHORT
    assert flags["ald"] & CAPITALS == 0
    assert not places.is_acronym("ald")


def test_capitals_are_told_where_no_spelling_has_small_letters() -> None:
    land = numbered(place("gn-73", "Aland", PlaceKind.COUNTRY, 1, 1, also=("ALD", "A.L.D.")))
    places = Gazetteer(beneath=[segment(land)])
    assert places.is_acronym("ald")
    assert not places.is_cased("ald")


def test_a_name_that_is_also_the_peoples_word_is_a_name() -> None:
    land = numbered(place("gn-73", "Aland", PlaceKind.COUNTRY, 1, 1))
    places = Gazetteer(beneath=[segment(land, demonyms={land.id: ["Aland"]})])
    entry = places.entry("aland")
    assert entry is not None
    assert entry.flags == [MAIN]


def test_a_peoples_word_that_is_another_spelling_too_is_the_peoples_word() -> None:
    land = numbered(place("gn-73", "Aland", PlaceKind.COUNTRY, 1, 1, also=("Alish", "Alia")))
    places = Gazetteer(beneath=[segment(land, demonyms={land.id: ["Alish"]})])
    flags = [entry.flags for key in ("alish", "alia") if (entry := places.entry(key))]
    assert flags == [[DEMONYM], [0]]


def test_the_capital_is_told_of_the_place_it_was_said_of() -> None:
    places = Gazetteer(beneath=[segment(*BELOW, capitals={"gn-71": 1, "gn-72": 2})])
    for name, told in (("belfort", 1), ("fortville", 2), ("aland", 0)):
        entry = places.entry(name)
        assert entry is not None
        assert entry.values("capital") == [told], name


def test_an_entrys_columns_are_its_places_values() -> None:
    places = world()
    for key in ("springfield", "paris", "georgia", "kabul", "panjshir", "northsea", "lagos"):
        entry = places.entry(key)
        assert entry is not None, key
        assert len(entry.places) == len(entry.rows) == len(entry.flags)
        columns = {
            name: entry.values(name)
            for name in ("number", "kind", "country", "latitude", "longitude", "radius_km")
        }
        columns["population"] = entry.values("population")
        for at, each in enumerate(entry.places):
            told = {name: values[at] for name, values in columns.items()}
            population = UNKNOWN_POPULATION if each.population is None else each.population
            assert told == {
                "number": place_number(each.id, each.geonameid),
                "kind": KINDS.index(each.kind),
                "country": told["country"],
                "latitude": each.coordinates.latitude,
                "longitude": each.coordinates.longitude,
                "radius_km": each.radius_km,
                "population": population,
            }
            assert country_code(told["country"]) == each.country


def test_every_place_of_our_table_is_found_in_the_world_by_id_number_and_spelling() -> None:
    places = world()
    for row in range(places.top):
        each = places.place_at(row)
        assert places.place(each.id) == each
        if each.geonameid is not None:
            assert places.place(f"gn-{each.geonameid}") == each
        for name in each.names:
            assert each in places.lookup(name), (each.id, name)


# Laws: what is in memory and what is in a file answer alike.

LETTERS = st.text(alphabet="abBé آبZ-'. ", min_size=1, max_size=6).filter(
    lambda name: any(letter.isalpha() for letter in name)
)
NAMES = st.lists(LETTERS, max_size=3).map(tuple)


@st.composite
def sets_of_places(draw: st.DrawFn) -> list[Place]:
    made: list[Place] = []
    for row in range(draw(st.integers(1, 6))):
        numbered_id = draw(st.booleans())
        geonameid = draw(st.none() | st.just(100 + row)) if not numbered_id else 100 + row
        place_id = f"gn-{100 + row}" if numbered_id else f"zz-{row}"
        above = [None, *(each.id for each in made), "zz-nobody", "gn-9"]
        made.append(
            Place(
                id=place_id,
                name=draw(LETTERS),
                kind=draw(st.sampled_from(list(PlaceKind))),
                coordinates=Coordinates(
                    latitude=draw(st.floats(-90, 90)), longitude=draw(st.floats(-180, 180))
                ),
                radius_km=draw(st.floats(0.1, 900)),
                uncertainty_km=draw(st.floats(0.1, 50)),
                geonameid=geonameid,
                parent=draw(st.sampled_from(above)),
                country=draw(st.sampled_from([None, "AA", "ZZ", "AF"])),
                population=draw(st.none() | st.integers(0, 10**8)),
                alternate_names=draw(NAMES),
                dari_names=draw(NAMES),
                pashto_names=draw(NAMES),
                source=draw(st.text(alphabet="ab é|", max_size=5)),
            )
        )
    return made


def answers(places: Gazetteer, rows: list[Place]) -> list[object]:
    told: list[object] = [len(places), list(places)]
    for each in rows:
        told += [places.place(each.id), places.ancestors(each.id)]
        told.append(places.divisions(place_number(each.id, each.geonameid)))
        for name in each.names:
            told.append(places.lookup(name))
            entry = places.entry("".join(name.casefold().split()))
            told.append(entry and (entry.rows, entry.flags, entry.acronym, entry.cased))
            told.append([places.begins(name[:end].casefold())[1] for end in range(len(name))])
    return told


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(upper=sets_of_places(), lower=sets_of_places())
def test_a_layer_in_a_file_answers_as_it_does_in_memory(
    tmp_path_factory: pytest.TempPathFactory, upper: list[Place], lower: list[Place]
) -> None:
    file: Path = tmp_path_factory.mktemp("layer") / "small.index"
    write_index(file, *build(lower), {"made": "for tests"})
    inside = Gazetteer(upper, beneath=[segment(*lower)])
    mapped = Gazetteer(upper, beneath=[open_index(file)])
    assert answers(mapped, [*upper, *lower]) == answers(inside, [*upper, *lower])


@settings(max_examples=40)
@given(sets_of_places())
def test_one_layer_gives_back_the_records_that_it_was_made_of(rows: list[Place]) -> None:
    places = Gazetteer(beneath=[segment(*rows)])
    known = {each.id for each in rows} | {f"gn-{each.geonameid}" for each in rows}
    for made, back in zip(rows, places, strict=True):
        parent = made.parent if made.parent in known else None
        assert back == replace(made, parent=parent)
        for name in made.names:
            assert back in places.lookup(name), name
