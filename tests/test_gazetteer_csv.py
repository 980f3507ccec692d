"""The gazetteer that comes with Dateline: true to its columns, to the map and to itself."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from geopy.distance import geodesic

from geo.model import Coordinates, Place, PlaceKind
from geo.places import default_gazetteer_path, read_places, write_places

if TYPE_CHECKING:
    from collections.abc import Iterable

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"
ANCHORS = SHARED / "places" / "anchors.csv"
OUTLINES = SHARED / "basemap" / "admin1_AF_nb.geojson"

FILE = read_places(default_gazetteer_path())
PLACES = FILE.places
BY_ID = {place.id: place for place in PLACES}

DISTRICTS = {  # those that GeoNames lists, less the city district of Kabul
    "af-badakhshan": 28,
    "af-baghlan-province": 15,
    "af-bamyan-province": 7,
    "af-kabul-province": 14,
    "af-kapisa": 7,
    "af-kunduz-province": 7,
    "af-laghman": 5,
    "af-nuristan": 8,
    "af-panjshir": 7,
    "af-parwan": 10,
    "af-samangan": 7,
    "af-takhar": 17,
}
WORDS = """
afghan american april august bar bath best british burka center centre chad chinese city
cross district east emirates english enterprise forward friday german hope independence
indian iranian khan man march marsh may mission mobile monday most nice north northern of
orange pakistani police post province qatari reading roma russian saturday show south split
station student sun sunday swat tajik taliban thursday town tuesday turkish union united
us-led uzbek van victory village wednesday west white young
"""
TRAPS = frozenset(WORDS.split())
INVOLVED = "pk ir tm uz tj cn in us gb ru tr qa ae sa fr de it es au ca jp kg kz no nl be"


def kilometres(one: Coordinates, other: Coordinates) -> float:
    return float(
        geodesic((one.latitude, one.longitude), (other.latitude, other.longitude)).km,
    )


def root(place: Place) -> Place:
    while place.parent:
        place = BY_ID[place.parent]
    return place


def province_of(place: Place) -> Place | None:
    around: Place | None = place
    while around and around.kind is not PlaceKind.PROVINCE:
        around = BY_ID[around.parent] if around.parent else None
    return around


def test_every_row_is_read_and_none_is_refused() -> None:
    assert FILE.problems == ()
    assert len(PLACES) >= 450


def test_the_file_stands_as_it_would_be_written(tmp_path: Path) -> None:
    again = tmp_path / "gazetteer.csv"

    write_places(PLACES, again)

    assert again.read_bytes() == default_gazetteer_path().read_bytes()


def test_no_two_rows_have_the_same_geonames_number() -> None:
    numbers = Counter(place.geonameid for place in PLACES if place.geonameid)

    assert [number for number, rows in numbers.items() if rows > 1] == []


def test_no_two_rows_are_the_same_place() -> None:
    def keys(place: Place) -> set[str]:
        return {name.casefold() for name in place.names}

    same = [
        (one.id, other.id)
        for one, other in combinations(PLACES, 2)
        if one.kind is other.kind
        and abs(one.coordinates.latitude - other.coordinates.latitude) < 0.2
        and keys(one) & keys(other)
        and kilometres(one.coordinates, other.coordinates) < 8
    ]

    assert same == []


def test_every_place_lies_within_its_parent() -> None:
    outside = [
        (place.id, parent.id, round(kilometres(place.coordinates, parent.coordinates)))
        for place in PLACES
        if place.parent
        and (parent := BY_ID[place.parent])
        and kilometres(place.coordinates, parent.coordinates) > parent.radius_km + 1
    ]

    assert outside == []


def test_every_line_of_parents_ends_at_the_country_of_the_row_or_at_what_lies_in_several() -> None:
    wrong = [
        place.id
        for place in PLACES
        if (place.country is None) != (root(place).country is None)
        or (place.country and root(place).id != place.country.lower())
    ]

    assert wrong == []


def test_ids_begin_with_the_country_and_countries_are_their_code() -> None:
    wrong = [
        place.id
        for place in PLACES
        if place.country and place.id.split("-")[0] != place.country.lower()
    ]

    assert wrong == []
    for place in PLACES:
        if place.kind is PlaceKind.COUNTRY:
            assert place.country is not None
            assert place.id == place.country.lower()


@pytest.mark.parametrize("kind", PlaceKind)
def test_every_kind_is_there(kind: PlaceKind) -> None:
    assert any(place.kind is kind for place in PLACES)


def test_the_34_provinces_have_their_geonames_number_and_dari_and_pashto_names() -> None:
    provinces = [place for place in PLACES if place.parent == "af" and place.kind == "province"]

    assert len(provinces) == 34
    for province in provinces:
        assert province.geonameid, province.id
        assert province.dari_names, province.id
        assert province.pashto_names, province.id
        assert province.population, province.id


def test_the_provinces_that_natural_earth_mislabels_are_told_by_their_geonames_number() -> None:
    assert BY_ID["af-panjshir"].geonameid == 6957555
    assert BY_ID["af-daykundi"].geonameid == 6957553
    assert BY_ID["af-paktia"].geonameid == 1131257
    assert BY_ID["af-paktika"].geonameid == 1131256
    assert BY_ID["af-paktia"].coordinates.latitude > BY_ID["af-paktika"].coordinates.latitude


@pytest.mark.parametrize(("province", "expected"), DISTRICTS.items())
def test_the_core_provinces_have_all_their_districts(province: str, expected: int) -> None:
    districts = [place for place in PLACES if place.parent == province and place.kind == "district"]

    assert len(districts) == expected
    assert all(district.dari_names and district.geonameid for district in districts)


def test_every_province_of_afghanistan_has_a_town() -> None:
    with_towns = {
        around.id
        for place in PLACES
        if place.kind in {PlaceKind.CITY, PlaceKind.TOWN} and (around := province_of(place))
    }

    assert [p.id for p in PLACES if p.parent == "af" and p.kind == "province"] == [
        p.id for p in PLACES if p.parent == "af" and p.kind == "province" and p.id in with_towns
    ]


def test_the_neighbours_and_the_countries_of_the_evacuation_are_there() -> None:
    assert [code for code in INVOLVED.split() if code not in BY_ID] == []


def test_spellings_are_composed_stripped_and_said_once() -> None:
    for place in PLACES:
        for names in (place.alternate_names, place.dari_names, place.pashto_names):
            assert len(set(names)) == len(names), place.id
            assert place.name not in names, place.id
            for name in names:
                assert name, place.id
                assert name == name.strip() == unicodedata.normalize("NFC", name), place.id


def test_dari_and_pashto_names_are_in_arabic_script_and_the_others_are_not() -> None:
    def arabic(name: str) -> bool:
        return any(unicodedata.name(letter, "").startswith("ARABIC") for letter in name)

    for place in PLACES:
        assert not any(arabic(name) for name in (place.name, *place.alternate_names)), place.id
        for name in (*place.dari_names, *place.pashto_names):
            letters = [letter for letter in name if letter.isalpha()]
            assert letters, place.id
            assert all(arabic(letter) for letter in letters), (place.id, name)


def test_no_dari_or_pashto_name_has_arabic_yeh_or_kaf_where_persian_writes_its_own() -> None:
    # U+0643 is not written in either; U+064A is Pashto's and not Dari's.
    for place in PLACES:
        assert "\u0643" not in "".join(place.dari_names + place.pashto_names), place.id
        assert "\u064a" not in "".join(place.dari_names), place.id


def test_no_name_is_a_common_english_word_or_a_people() -> None:
    caught = [(place.id, n) for place in PLACES for n in place.names if n.casefold() in TRAPS]

    assert caught == []


def test_names_of_one_or_two_letters_are_acronyms() -> None:
    short = {n for place in PLACES for n in place.names if len(n) < 3 and n.isascii()}

    assert short == {"US", "UK", "DC"}


def test_every_row_says_where_its_point_comes_from() -> None:
    assert [place.id for place in PLACES if len(place.source) < 5] == []


def test_what_is_estimated_is_told_as_less_certain_than_what_was_measured() -> None:
    for place in PLACES:
        if "estimate" in place.source or place.source.startswith("point of"):
            assert place.uncertainty_km >= 0.8, place.id


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Salang", {"district", "village"}),
        ("Salang Pass", {"pass"}),
        ("Bazarak", {"town", "district"}),
        ("Sanjan", {"area", "town"}),
        ("Kabul", {"city", "province"}),
        ("Badakshan", {"province"}),
        ("Hindukush", {"range"}),
        ("Andrab Valley", {"district"}),
        ("Anjuman", {"village"}),
        ("Takhar", {"province", "village"}),
        ("US", {"country"}),
        ("Kabul airport", {"airport"}),
    ],
)
def test_a_name_of_the_news_leads_to_all_its_namesakes(name: str, kinds: set[str]) -> None:
    found = [place for place in PLACES if name.casefold() in {n.casefold() for n in place.names}]

    assert {place.kind.value for place in found} == kinds


def _anchors() -> Iterable[dict[str, str]]:
    if not ANCHORS.exists():
        return []
    with ANCHORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ANCHOR_KINDS = {"hill/area": "area"}


@pytest.mark.skipif(not ANCHORS.exists(), reason="no folder shared/places beside this one")
@pytest.mark.parametrize("anchor", _anchors(), ids=lambda row: f"{row['name']}-{row['country']}")
def test_every_anchor_stands_at_its_point_with_its_spellings(anchor: dict[str, str]) -> None:
    kind = ANCHOR_KINDS.get(anchor["kind"], anchor["kind"])
    point = Coordinates(latitude=float(anchor["lat"]), longitude=float(anchor["lon"]))
    found = [
        place
        for place in PLACES
        if place.name == anchor["name"]
        and place.kind == kind
        and kilometres(place.coordinates, point) < 0.2
    ]

    assert len(found) == 1
    spellings = [alias for alias in anchor["aliases"].split("|") if alias]
    assert [alias for alias in spellings if alias not in found[0].names] == []
    if anchor["uncertainty_km"]:
        assert found[0].uncertainty_km == float(anchor["uncertainty_km"])


def _outlines() -> dict[int, list[list[list[float]]]]:
    features: list[dict[str, Any]] = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    outlines = {}
    for feature in features:
        shape = feature["geometry"]
        polygons = shape["coordinates"]
        if shape["type"] == "Polygon":
            polygons = [polygons]
        outlines[int(feature["properties"]["gn"])] = [ring for shell in polygons for ring in shell]
    return outlines


def _inside(point: Coordinates, rings: list[list[list[float]]]) -> bool:
    inside = False
    x, y = point.longitude, point.latitude
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


@pytest.mark.skipif(
    not OUTLINES.exists(), reason="the folder shared/basemap is not beside this one"
)
def test_every_point_lies_in_the_outline_of_its_province_or_hard_by_it() -> None:
    outlines = _outlines()
    far = []
    for place in PLACES:
        around = province_of(place)
        if not around or around.parent != "af" or around.geonameid not in outlines:
            continue
        rings = outlines[around.geonameid]
        if _inside(place.coordinates, rings):
            continue
        away = min(
            kilometres(place.coordinates, Coordinates(latitude=y, longitude=x))
            for ring in rings
            for x, y in ring
        )
        # The outlines are 1:10,000,000, and passes and crossings stand on them.
        if away > 7:
            far.append((place.id, around.id, round(away)))

    assert far == []
