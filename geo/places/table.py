"""Gazetteer files: a CSV in the columns of data/README.md becomes places, or problems told.

One bad row is a `Problem` and the others go on. A file that cannot be used as a whole (columns
missing, not UTF-8, no good row) raises `GazetteerError`. What is read keeps one promise: every
place's parent was read too, so that the hierarchy never dangles.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geopy.distance import geodesic

from geo.errors import CoordinatesError, GazetteerError, InputNotFoundError
from geo.model import Coordinates, Place, PlaceKind, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

COLUMNS = (
    "id",
    "geonameid",
    "name",
    "kind",
    "parent",
    "country",
    "latitude",
    "longitude",
    "radius_km",
    "uncertainty_km",
    "population",
    "alternate_names",
    "dari_names",
    "pashto_names",
    "source",
)
"""The columns of a gazetteer file, in the order in which they are written."""

SEPARATOR = "|"
"""Stands between the spellings of one cell; no spelling may hold it."""

FARTHEST_KM = 20_040.0
"""Half of the equator: nothing on the globe is larger or less well known than this."""

LONGEST_CELL = 100_000
_SHOWN = 80
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_WHOLE = re.compile(r"[0-9]{1,15}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesFile:
    """What one gazetteer file held: its places in the file's order, and the rows refused."""

    places: tuple[Place, ...]
    problems: tuple[Problem, ...]


def default_gazetteer_path() -> Path:
    """Return where the gazetteer that comes with Dateline lies: data/gazetteer.csv."""
    return Path(__file__).resolve().parents[2] / "data" / "gazetteer.csv"


def read_places(path: Path, known: Callable[[str], Place | None] = lambda _: None) -> PlacesFile:
    """Read a gazetteer: CSV, UTF-8 with or without a byte order mark, columns in any order.

    A row is refused, and told, when a cell does not hold what its column allows, when its id
    was met before, when its parent is not in the file, and when its point lies in its parent
    (or country) only with latitude and longitude swapped.

    Args:
        path: the file. Columns beside ours are left alone.
        known: returns the place of an id in the layers below, where parents may stand too.

    Raises:
        InputNotFoundError: there is no such file.
        GazetteerError: the file is not UTF-8, lacks columns, or has no row that can be used.
    """
    if not path.is_file():
        message = f"there is no gazetteer file {path}; check the name, or leave it out to use ours"
        raise InputNotFoundError(message)
    good: dict[int, Place] = {}
    lines: dict[str, int] = {}
    bad: dict[int, _CellError] = {}
    refused: dict[str, int] = {}
    for line, cells in _rows(path):
        try:
            place = _place(cells)
            _check_id_is_new(place, lines)
        except _CellError as error:
            bad[line] = error
            refused.setdefault(cells[0], line)
        else:
            good[line] = place
            lines[place.id] = line
    kept, orphans = _under_their_parents(good, refused | lines, known)
    problems = tuple(
        error.problem(f"{path.name}, line {line}")
        for line, error in sorted((bad | orphans).items())
    )
    if not kept:
        why = f"the first of {len(problems)} refused: {problems[0]}" if problems else "it has none"
        message = f"{path.name} holds no row that can be used as a place; {why}"
        raise GazetteerError(message)
    return PlacesFile(places=kept, problems=problems)


def write_places(places: Iterable[Place], path: Path) -> None:
    """Write places as a gazetteer file that `read_places` reads back equal.

    Raises:
        GazetteerError: a text would not come back as it is: it holds a control character, has
            blanks at an end, is not composed (NFC), or as a spelling is empty, repeated or
            holds the separator. The old file is left as it was.
    """
    rows = [_cells(place) for place in places]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def row_of(place: Place) -> str:
    """Return a place as one line of a gazetteer file, without its line end.

    Raises:
        GazetteerError: as `write_places`.
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(_cells(place))
    return line.getvalue()


def place_of_row(row: str) -> Place | None:
    """Return the place of a line that `row_of` wrote; nothing for one that no place comes of."""
    try:
        return _place(next(csv.reader([row]), []))
    except (_CellError, csv.Error):
        return None


class _CellError(Exception):
    """One cell does not hold what its column allows; becomes the row's Problem."""

    def __init__(self, value: str, allowed: str, remedy: str) -> None:
        super().__init__(value, allowed, remedy)
        self.value = value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
        self.allowed = allowed
        self.remedy = remedy

    def problem(self, where: str) -> Problem:
        return Problem(where=where, value=self.value, allowed=self.allowed, remedy=self.remedy)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's line number and its cells in the order of COLUMNS."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        try:
            header = [cell.strip().casefold() for cell in next(reader, [])]
            where = _positions(path, header)
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                # csv's own bound is the whole process's, and reading articles raises it.
                if max(map(len, cells)) > LONGEST_CELL:
                    message = f"a cell of more than {LONGEST_CELL} characters"
                    raise csv.Error(message)  # noqa: TRY301 - told with csv's own errors below
                # A short or long row keeps its own length, so that it is told as such.
                fits = len(cells) == len(header)
                yield reader.line_num, [cells[at].strip() for at in where] if fits else cells
        except UnicodeDecodeError as error:
            message = (
                f"{path.name} is not UTF-8 (byte {error.object[error.start]:#04x} at position "
                f"{error.start}); save it as UTF-8, with or without a byte order mark"
            )
            raise GazetteerError(message) from error
        except csv.Error as error:
            message = (
                f"{path.name} is no CSV from line {reader.line_num} on ({error}); "
                "look for a quotation mark that is never closed"
            )
            raise GazetteerError(message) from error


def _positions(path: Path, header: Sequence[str]) -> list[int]:
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        message = (
            f"{path.name} lacks the column(s) {', '.join(missing)}; "
            f"found: {', '.join(header) or 'nothing'}; needed: {', '.join(COLUMNS)}"
        )
        raise GazetteerError(message)
    twice = sorted({column for column in COLUMNS if header.count(column) > 1})
    if twice:
        message = f"{path.name} has the column(s) {', '.join(twice)} twice; keep one of each"
        raise GazetteerError(message)
    return [header.index(column) for column in COLUMNS]


def _place(cells: Sequence[str]) -> Place:
    if len(cells) != len(COLUMNS):
        value = f"{len(cells)} cells"
        allowed = "as many cells as the file has columns"
        remedy = "Look for a comma too many or too few; put text with commas in quotation marks."
        raise _CellError(value, allowed, remedy)
    cell = dict(zip(COLUMNS, cells, strict=True))
    return Place(
        id=_id(cell["id"], "id"),
        geonameid=_whole(cell["geonameid"], "geonameid"),
        name=_name(cell["name"]),
        kind=_kind(cell["kind"]),
        parent=_id(cell["parent"], "parent") if cell["parent"] else None,
        country=_country(cell["country"]),
        coordinates=_coordinates(cell["latitude"], cell["longitude"]),
        radius_km=_kilometres(cell["radius_km"], "radius_km"),
        uncertainty_km=_kilometres(cell["uncertainty_km"], "uncertainty_km"),
        population=_whole(cell["population"], "population"),
        alternate_names=_spellings(cell["alternate_names"]),
        dari_names=_spellings(cell["dari_names"]),
        pashto_names=_spellings(cell["pashto_names"]),
        source=_text(cell["source"]),
    )


def _id(value: str, column: str) -> str:
    if not _SLUG.fullmatch(value):
        allowed = f"{column}: lower-case ASCII letters, digits and single hyphens, as af-bazarak"
        raise _CellError(value, allowed, "Write a short name that no other row has.")
    return value


def _name(value: str) -> str:
    name = _text(value)
    if not name:
        raise _CellError(value, "name: at least one character", "Write the place's usual name.")
    return name


def _kind(value: str) -> PlaceKind:
    try:
        return PlaceKind(value.casefold())
    except ValueError:
        allowed = f"kind: {', '.join(PlaceKind)}"
        raise _CellError(value, allowed, "Write the nearest of these words.") from None


def _country(value: str) -> str | None:
    code = value.upper()
    if code and not _COUNTRY.fullmatch(code):
        allowed = "country: two letters of ISO 3166-1, or nothing for what lies in several"
        raise _CellError(value, allowed, "Afghanistan is AF.")
    return code or None


def _coordinates(latitude: str, longitude: str) -> Coordinates:
    try:
        return Coordinates(
            latitude=_number(latitude, "latitude: degrees from -90 to 90"),
            longitude=_number(longitude, "longitude: degrees from -180 to 180"),
        )
    except CoordinatesError as error:
        latitude_fits = abs(error.latitude) <= 90.0  # noqa: PLR2004 -- the poles
        remedy = (
            "Longitudes count from Greenwich, west is negative."
            if latitude_fits
            else "Are latitude and longitude swapped? Latitude (north) has its own column."
        )
        value = f"latitude {latitude}, longitude {longitude}"
        allowed = "latitude: degrees from -90 to 90; longitude: from -180 to 180"
        raise _CellError(value, allowed, remedy) from None


def _kilometres(value: str, column: str) -> float:
    allowed = f"{column}: kilometres above 0 and up to {FARTHEST_KM:,.0f}"
    kilometres = _number(value, allowed)
    if not 0.0 < kilometres <= FARTHEST_KM:
        raise _CellError(value, allowed, "An estimate is better than nothing: give it generously.")
    return kilometres


def _number(value: str, allowed: str) -> float:
    if not _NUMBER.fullmatch(value):
        raise _CellError(value, allowed, "Write a plain number with a decimal point, as 35.31.")
    return float(value)


def _whole(value: str, column: str) -> int | None:
    if not value:
        return None
    if not _WHOLE.fullmatch(value):
        allowed = f"{column}: a whole number without separators, or nothing where unknown"
        raise _CellError(value, allowed, "Write digits only.")
    return int(value)


def _text(value: str) -> str:
    if _CONTROL.search(value):
        allowed = "text without control characters (line breaks, tabs)"
        raise _CellError(repr(value)[1:-1], allowed, "Take the control character out.")
    return unicodedata.normalize("NFC", value).strip()


def _spellings(value: str) -> tuple[str, ...]:
    spellings = (_text(part) for part in value.split(SEPARATOR))
    return tuple(dict.fromkeys(spelling for spelling in spellings if spelling))


def _check_id_is_new(place: Place, lines: Mapping[str, int]) -> None:
    if place.id in lines:
        allowed = f"an id of its own; line {lines[place.id]} has this one already"
        remedy = "Rename one of the two, or delete it if both mean the same place."
        raise _CellError(place.id, allowed, remedy)


def _under_their_parents(
    rows: Mapping[int, Place],
    lines: Mapping[str, int],
    known: Callable[[str], Place | None],
) -> tuple[tuple[Place, ...], dict[int, _CellError]]:
    """Keep the rows whose line of parents is whole, from the roots down; tell the others.

    A row whose parent was refused is refused too: with a dangling parent it could not be
    placed in the hierarchy, and mending the parent brings both back.
    """
    children: dict[str | None, list[tuple[int, Place]]] = defaultdict(list)
    for line, place in rows.items():
        children[place.parent].append((line, place))
    countries = {
        place.country: place for place in rows.values() if place.kind == "country" and place.country
    }
    kept: dict[str, Place] = {}
    below = {
        parent: found
        for parent in children
        if parent and parent not in lines and (found := known(parent))
    }
    told: dict[int, _CellError] = {}
    waiting = list(children[None])
    for parent in below:
        waiting += children[parent]
    while waiting:
        line, place = waiting.pop()
        up = place.parent
        over = (kept.get(up) or below[up]) if up else countries.get(place.country or "")
        if over and over is not place and _only_fits_when_swapped(place, over):
            told[line] = _swapped(place, over)
        else:
            kept[place.id] = place
            waiting.extend(children[place.id])
    for line, place in rows.items():
        if place.id not in kept and line not in told:
            told[line] = _parentless(place, lines)
    return tuple(place for place in rows.values() if place.id in kept), told


def _only_fits_when_swapped(place: Place, around: Place) -> bool:
    """Tell whether the point lies in the circle around it only as (longitude, latitude)."""
    here, there = place.coordinates, around.coordinates
    as_written = abs(here.latitude - there.latitude) + abs(here.longitude - there.longitude)
    turned = abs(here.longitude - there.latitude) + abs(here.latitude - there.longitude)
    # Nearly every row ends here; only a suspect is worth a geodesic.
    if turned >= as_written or abs(here.longitude) > 90.0:  # noqa: PLR2004 -- the poles
        return False
    centre = (there.latitude, there.longitude)
    reach = around.radius_km + place.uncertainty_km
    return bool(
        geodesic((here.latitude, here.longitude), centre).km > reach
        and geodesic((here.longitude, here.latitude), centre).km <= reach,
    )


def _swapped(place: Place, around: Place) -> _CellError:
    point = place.coordinates
    value = f"latitude {point.latitude:g}, longitude {point.longitude:g}"
    allowed = f"a point within {around.radius_km:g} km of {around.name}, which contains it"
    remedy = "Are latitude and longitude swapped? The other way round it would lie inside."
    return _CellError(value, allowed, remedy)


def _parentless(place: Place, lines: Mapping[str, int]) -> _CellError:
    parent = place.parent or ""
    if parent in lines:
        allowed = f"a parent that was read; line {lines[parent]} was refused, or its parent was"
        remedy = "Mend that line, and see that no place contains itself."
    else:
        allowed = "parent: the id of a row of this file or of a layer below, or nothing"
        remedy = "Add the parent's row, or correct the id."
    return _CellError(parent, allowed, remedy)


def _cells(place: Place) -> list[str]:
    cells = [
        place.id,
        _or_blank(place.geonameid),
        place.name,
        place.kind.value,
        place.parent or "",
        place.country or "",
        _shortest(place.coordinates.latitude),
        _shortest(place.coordinates.longitude),
        _shortest(place.radius_km),
        _shortest(place.uncertainty_km),
        _or_blank(place.population),
        SEPARATOR.join(place.alternate_names),
        SEPARATOR.join(place.dari_names),
        SEPARATOR.join(place.pashto_names),
        place.source,
    ]
    # Reading is what says which texts and numbers come back: ask it, rather than say it twice.
    try:
        back = _place(cells)
    except _CellError as error:
        message = f"place {place.id!r} cannot be written: {error.problem(place.name)}"
        raise GazetteerError(message) from error
    if back != place:
        message = (
            f"place {place.id!r} ({place.name!r}) would not be read back as it is; its texts must "
            f"be composed (NFC), without blanks at their ends, and its spellings neither empty "
            f"nor repeated nor with a {SEPARATOR!r}"
        )
        raise GazetteerError(message)
    return cells


def _or_blank(number: int | None) -> str:
    return "" if number is None else str(number)


def _shortest(number: float) -> str:
    """Return the shortest decimal that reads back as this number: 15, 35.3129."""
    return repr(number).removesuffix(".0")
