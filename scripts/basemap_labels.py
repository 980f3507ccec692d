"""The names on the basemap: the gazetteer's, and those of the world's other countries."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from basemap_shapes import Country, Line, Point, extent, inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    Json = dict[str, Any]

LABEL_KINDS = (
    "country",
    "province",
    "city",
    "town",
    "pass",
    "tunnel",
    "river",
    "valley",
    "range",
    "mountain",
    "lake",
)
FIRST_RANKS = frozenset({"af", "pk", "ir", "tj", "tm", "uz", "cn", "in", "ru", "us"})


def rank_of(row: Mapping[str, str]) -> int:
    """Return from how far a gazetteer row's name is shown: 1 from far, 5 only from near."""
    radius = float(row["radius_km"] or 0)
    people = int(row["population"] or 0)
    sizes: dict[str, Sequence[tuple[float, int]]] = {
        "country": ((800, 1), (250, 2), (0, 3)),
        "range": ((100, 2), (0, 3)),
        "province": ((0, 3),),
        "river": ((150, 3), (0, 4)),
        "valley": ((20, 4), (0, 5)),
    }
    if row["kind"] == "country" and row["id"] in FIRST_RANKS:
        return 1
    if row["kind"] in sizes:
        return next(rank for least, rank in sizes[row["kind"]] if radius >= least)
    if row["kind"] in {"city", "town"}:
        steps = ((1_000_000, 2), (50_000, 3), (10_000, 4))
        return next((rank for least, rank in steps if people >= least), 4)
    return 4 if row["kind"] in {"pass", "mountain"} else 5


def gazetteer_labels(rows: Iterable[Mapping[str, str]]) -> list[Json]:
    """Return a label for each row of a kind that the map names."""
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "fa": row["dari_names"].split("|")[0],
            "ps": row["pashto_names"].split("|")[0],
            "lat": round(float(row["latitude"]), 4),
            "lon": round(float(row["longitude"]), 4),
            "kind": row["kind"],
            "rank": rank_of(row),
        }
        for row in rows
        if row["kind"] in LABEL_KINDS
    ]


def label_point(ring: Line) -> Point:
    """Return a point well inside a ring: of a grid over it, the one farthest from its shore."""
    xs, ys = zip(*ring, strict=True)
    shore = np.asarray(ring)
    best, point = -1.0, ring[0]
    for steps in (25, 100):  # the coarse grid misses a crescent such as Bermuda
        for x in np.linspace(min(xs), max(xs), steps)[1:-1]:
            for y in np.linspace(min(ys), max(ys), steps)[1:-1]:
                distance = float(np.hypot(shore[:, 0] - x, shore[:, 1] - y).min())
                if distance > best and inside((x, y), ring):
                    best, point = distance, (float(x), float(y))
        if best > 0:
            break
    return point


def country_labels(countries: Iterable[Country], names: Path) -> list[Json]:
    """Return a label for each country of the world, on its largest piece of land."""
    local = {}
    for language in ("fa", "ps"):
        content = json.loads((names / f"{language}.json").read_text(encoding="utf-8"))
        local[language] = content["countries"]
    labels = []
    for country in countries:
        if country.id is None or not country.polygons or country.id == "aq":
            continue
        largest = max((polygon[0] for polygon in country.polygons), key=extent)
        longitude, latitude = label_point(largest)
        size = extent(largest)
        rank = 1 if size > 400 else 2 if size > 40 else 3 if size > 4 else 4  # noqa: PLR2004 - square degrees, by eye
        label: Json = {"id": country.id, "name": country.name}
        for language, words in local.items():
            word = words.get(country.id.upper(), "")
            label[language] = word if isinstance(word, str) else word[0]
        label |= {"lat": round(latitude, 4), "lon": round(longitude, 4)}
        labels.append(label | {"kind": "country", "rank": rank})
    return labels


def merged_labels(ours: Sequence[Json], world: Iterable[Json]) -> list[Json]:
    """Put the gazetteer's labels first, and of the world's countries those that it lacks."""
    known = {label["id"] for label in ours}
    return [*ours, *(label for label in world if label["id"] not in known)]


def read_gazetteer(path: Path) -> list[dict[str, str]]:
    """Read the gazetteer's rows as they stand."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_labels(output: Path, labels: list[Json]) -> None:
    """Write the labels one to a line, so that a changed row is a changed line."""
    lines = [json.dumps(label, ensure_ascii=False) for label in labels]
    (output / "labels.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(f"labels.json: {len(labels)} names")


def refresh_labels(gazetteer: Path, output: Path) -> None:
    """Take the gazetteer's names again and keep the other countries' labels as they are."""
    labels = json.loads((output / "labels.json").read_text(encoding="utf-8"))
    ours = gazetteer_labels(read_gazetteer(gazetteer))
    countries = [label for label in labels if label["kind"] == "country"]
    write_labels(output, merged_labels(ours, countries))
