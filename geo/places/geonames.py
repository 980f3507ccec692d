"""GeoNames' files as they are downloaded: read line by line, from a .zip or as plain text.

A dump (AF.zip, cities500.zip, allCountries.zip) has 19 columns divided by tabs; alternateNamesV2
has 8 to 10. Which of them a file is, its lines tell, not its name. Of a dump these features are
taken, because news names them: countries and divisions, populated places, waters, regions, roads
and tunnels, airports, dams, bases, prisons and border posts, mountains, passes, valleys, islands
and plains. Left out are what is gone (codes ending in H), undersea and vegetation features, and
single buildings, farms, wells and the like, whose names are those of people and common words.
"""

from __future__ import annotations

import contextlib
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.errors import CoordinatesError, GazetteerError
from geo.model import Coordinates, Place, PlaceKind, Problem
from geo.places.spellings import kept_spellings
from geo.places.world_shapes import TOWN_UNCERTAINTY_KM, settlement, town_radius_km

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

DUMP_COLUMNS = 19
ALTERNATE_COLUMNS = range(4, 11)
LONGEST_LINE = 1 << 20
_SNIFFED = 20
_SHOWN = 80
NO_LANGUAGES: Final = frozenset(
    ("link", "post", "iata", "icao", "faac", "fr_1793", "abbr", "wkdt", "unlc", "phon", "piny")
)
"""What stands in the language column of alternateNamesV2 and makes the row no spelling."""


class Size(NamedTuple):
    """What a feature is taken to be, and how wide, in kilometres: GeoNames gives no extent."""

    kind: PlaceKind
    radius_km: float


FEATURES: Final[dict[str, Size]] = {
    "A.ADM1": Size(PlaceKind.PROVINCE, 80.0),
    "A.ADM2": Size(PlaceKind.DISTRICT, 20.0),
    **dict.fromkeys(("A.ADM3", "A.ADM4", "A.ADM5", "A.ADMD"), Size(PlaceKind.AREA, 10.0)),
    "P.PPLX": Size(PlaceKind.AREA, 2.0),
    **dict.fromkeys(("H.STM", "H.STMS", "H.STMM", "H.WAD", "H.CNL"), Size(PlaceKind.RIVER, 50.0)),
    **dict.fromkeys(("H.LK", "H.LKS", "H.LGN", "H.RSV", "H.LKI"), Size(PlaceKind.LAKE, 10.0)),
    **dict.fromkeys(("H.SEA", "H.OCN", "H.GULF"), Size(PlaceKind.SEA, 300.0)),
    **dict.fromkeys(("H.BAY", "H.STRT"), Size(PlaceKind.SEA, 20.0)),
    "L.CONT": Size(PlaceKind.CONTINENT, 3000.0),
    **dict.fromkeys(("L.RGN", "L.RGNE", "L.AREA"), Size(PlaceKind.REGION, 50.0)),
    **dict.fromkeys(("L.LCTY", "L.PRK", "L.RESN", "L.RESW"), Size(PlaceKind.AREA, 10.0)),
    **dict.fromkeys(("L.MILB", "S.AIRB", "S.INSM", "S.PRN"), Size(PlaceKind.BASE, 2.0)),
    **dict.fromkeys(("S.AIRP", "S.AIRF"), Size(PlaceKind.AIRPORT, 2.0)),
    "S.DAM": Size(PlaceKind.DAM, 1.0),
    **dict.fromkeys(("S.PSTB", "S.CSTM"), Size(PlaceKind.BORDER_CROSSING, 1.0)),
    "R.RD": Size(PlaceKind.ROAD, 50.0),
    **dict.fromkeys(("R.TNL", "R.TNLRD", "R.TNLRR"), Size(PlaceKind.TUNNEL, 2.0)),
    **dict.fromkeys(("T.MT", "T.PK", "T.HLL", "T.VLC"), Size(PlaceKind.MOUNTAIN, 3.0)),
    **dict.fromkeys(("T.MTS", "T.HLLS"), Size(PlaceKind.RANGE, 50.0)),
    **dict.fromkeys(("T.PASS", "T.GAP"), Size(PlaceKind.PASS, 2.0)),
    **dict.fromkeys(("T.VAL", "T.VALS", "T.GRGE", "T.CNYN"), Size(PlaceKind.VALLEY, 10.0)),
    **dict.fromkeys(("T.ISL", "T.ISLS"), Size(PlaceKind.AREA, 10.0)),
    **dict.fromkeys(("T.PLN", "T.DSRT", "T.PEN", "T.PLAT"), Size(PlaceKind.REGION, 50.0)),
}
"""What is taken, by feature class and code; populated places go by their people instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """One row of alternateNamesV2: a spelling of a GeoNames number in a language ("" unknown)."""

    geonameid: int
    language: str
    spelling: str


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a .zip's largest text, or the file itself.

    Raises:
        GazetteerError: the .zip is damaged, encrypted, or holds no text.
        OSError: the file cannot be read.
    """
    if not zipfile.is_zipfile(path):
        with path.open("rb") as plain:
            yield plain
        return
    try:
        with zipfile.ZipFile(path) as archive:
            texts = [each for each in archive.infolist() if each.filename.endswith(".txt")]
            if not texts:
                message = f"{path.name} holds no .txt file; take the .zip as GeoNames offers it"
                raise GazetteerError(message)
            # Beside its table a dump has a readme; alternateNamesV2 has a list of languages.
            with archive.open(max(texts, key=lambda each: each.file_size)) as inside:
                yield inside  # type: ignore[misc] # a ZipExtFile reads as a BinaryIO does
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        message = f"{path.name} cannot be unpacked ({error}); download it again"
        raise GazetteerError(message) from error


def sniffed(path: Path) -> str:
    """Return what a file is: "dump", "alternates" or "csv"."""
    with opened(path) as file:
        for _ in range(_SNIFFED):
            cells = file.readline(LONGEST_LINE).decode("utf-8", "replace").split("\t")
            if cells[0].isdigit() and len(cells) == DUMP_COLUMNS:
                return "dump"
            if len(cells) in ALTERNATE_COLUMNS and cells[0].isdigit() and cells[1].isdigit():
                return "alternates"
    return "csv"


def read_dump(
    path: Path, division: Callable[[str], int | None], country: Callable[[str], int | None]
) -> Iterator[Place | Problem | None]:
    """Yield what each line of a dump holds: a place, a problem, None for what is not taken.

    Args:
        path: the file.
        division: GeoNames' number of a division by its codes, "AF.40" or "US.LA.079".
        country: GeoNames' number of a country by its ISO code.
    """
    for where, cells in _lines(path):
        if isinstance(cells, Problem):
            yield cells
        elif len(cells) != DUMP_COLUMNS:
            yield _problem(where, f"{len(cells)} columns", "19 columns divided by tabs")
        else:
            yield _place(where, cells, division, country)


def read_alternates(path: Path) -> Iterator[Alternate | Problem | None]:
    """Yield what each line of alternateNamesV2 holds; None for links, codes and historic names."""
    for where, cells in _lines(path):
        if isinstance(cells, Problem):
            yield cells
        elif len(cells) not in ALTERNATE_COLUMNS or not cells[1].isdecimal():
            yield _problem(where, "\t".join(cells), "alternateNameId, geonameid, language, name")
        elif cells[2] in NO_LANGUAGES or "1" in cells[7:8]:
            yield None
        else:
            yield Alternate(geonameid=int(cells[1]), language=cells[2], spelling=cells[3].strip())


def _lines(path: Path) -> Iterator[tuple[str, list[str] | Problem]]:
    with opened(path) as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            where = f"{path.name}, line {number}"
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                yield where, _problem(where, repr(line), "text in UTF-8")
                continue
            if text.strip():
                yield where, text.rstrip("\r\n").split("\t")


def _place(
    where: str,
    cells: list[str],
    division: Callable[[str], int | None],
    country_of: Callable[[str], int | None],
) -> Place | Problem | None:
    number, name, latin = cells[0], cells[1].strip(), cells[2].strip()
    feature, country, population = f"{cells[6]}.{cells[7]}", cells[8], cells[14]
    if not number.isdecimal() or not int(number):
        return _problem(where, number, "geonameid: a whole number")
    if not name or not name.isprintable() or "|" in name:
        return _problem(where, name, "name: printable text without |")
    people = int(population) if population.isdecimal() else 0
    size = _size(feature, people, is_country=country_of(country) == int(number))
    if size is None:
        return None
    try:
        point = Coordinates(latitude=float(cells[4]), longitude=float(cells[5]))
    except (ValueError, CoordinatesError):
        return _problem(where, f"{cells[4]}, {cells[5]}", "latitude and longitude in degrees")
    codes = (f"{country}.{cells[10]}.{cells[11]}", f"{country}.{cells[10]}")
    ups = (*map(division, codes), country_of(country))
    up = next((each for each in ups if each and each != int(number)), None)
    known = len(country) == len("AF") and country.isascii() and country.isupper()
    return Place(
        id=f"gn-{int(number)}",
        geonameid=int(number),
        name=name,
        kind=size.kind,
        coordinates=point,
        radius_km=size.radius_km,
        uncertainty_km=max(TOWN_UNCERTAINTY_KM, size.radius_km / 4),
        parent=f"gn-{up}" if up and size.kind is not PlaceKind.COUNTRY else None,
        country=country if known else None,
        population=people or None,
        alternate_names=kept_spellings(name, (latin, *cells[3].split(","))),
        source="GeoNames",
    )


def _size(feature: str, people: int, *, is_country: bool) -> Size | None:
    if is_country:
        return Size(PlaceKind.COUNTRY, 300.0)
    if feature in FEATURES:
        return FEATURES[feature]
    if feature.startswith("P.") and not feature.endswith("H"):
        return Size(settlement(people), town_radius_km(people))
    return None


def _problem(where: str, value: str, allowed: str) -> Problem:
    return Problem(
        where=where,
        value=value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…",
        allowed=allowed,
        remedy="Download the file again, or mend the line.",
    )
