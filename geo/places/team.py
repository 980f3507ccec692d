"""The places that a team draws in the page: a layer of its own, never our table.

`team/places.csv` in the layers' folder, in our columns, holds what was drawn, by whom and why. The
layer `team` is made of it anew with each place, and is listed, checked and removed like any other.
Whoever removes it begins anew: the file is then kept beside under another name.
"""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

from geo.errors import GazetteerError
from geo.gazetteer.segment import number_of_id
from geo.places import layers
from geo.places.adding import add_layer
from geo.places.finding import apart_km
from geo.places.locks import locked
from geo.places.table import COLUMNS, place_of_row, row_of
from geo.text import key_of

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model import Place

TEAM = "team"
SAME_KM = 1.0
"""As near as this, a place of the same name is the same place."""
_HEADER = ",".join(COLUMNS)


def team_path() -> Path:
    """Return where the drawn places lie; nothing needs to be there yet."""
    return layers.layers_folder() / TEAM / "places.csv"


def keep_drawn(place: Place) -> None:
    """Put a place into the team's layer, beside those that are there; once, however often told.

    Two who draw at once wait for each other, and what the other drew meanwhile is looked at. The
    file is written before the layer is made of it, so that
    whoever is killed between the two loses no row.

    Raises:
        GazetteerError: the place cannot be written as a row, one of its name was drawn near there
            meanwhile, the layer cannot take it, or the file was changed by hand so that it cannot
            be used. Nothing was changed.
        OSError: the folder cannot be written.
    """
    row = row_of(place)
    path = team_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.parent, alone=True):
        before = _rows(path)
        for there in filter(None, map(place_of_row, before)):  # the layer tells the others
            if there.id == place.id:
                return
            _refuse_same(place, there)
        _write(path, [*before, row])
        refused: list[str] = []
        try:
            layer = add_layer(path, _unheard, refused.append, name=TEAM)
            slug = number_of_id(place.id)
            if all(part.row_of_slug(slug) is None for part in layers.opened(layer)):
                message = f"The layer {TEAM} cannot take {place.name}: {' '.join(refused)}"
                raise GazetteerError(message)  # noqa: TRY301 - undone like any other failure
        except BaseException:
            if before:
                _write(path, before)
            else:
                path.unlink()
            raise


def _refuse_same(place: Place, there: Place) -> None:
    if key_of(there.name) != key_of(place.name):
        return
    km = apart_km(place.coordinates, there)
    if km <= max(SAME_KM, place.uncertainty_km):
        message = (
            f"{there.name} ({there.id}) was drawn already, {km:.1f} km from that point; "
            "search for it and choose it"
        )
        raise GazetteerError(message)


def _rows(path: Path) -> list[str]:
    """Return the rows that are there, as they are written."""
    if not path.exists():
        return []
    if TEAM not in {layer.name for layer in layers.layers()}:
        # It was removed, or never made of this file: either way nothing of it is thrown away.
        names = (path.with_name(f"places-removed-{number}.csv") for number in itertools.count(1))
        path.rename(next(name for name in names if not name.exists()))
        return []
    header, *rows = path.read_text("utf-8-sig").splitlines() or [""]
    if header != _HEADER:
        message = (
            f"{path} has the columns {header[:200]!r}; drawn places are added in these and this "
            f"order: {_HEADER}"
        )
        raise GazetteerError(message)
    return rows


def _write(path: Path, rows: list[str]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write("\n".join([_HEADER, *rows, ""]))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _unheard(what: str, done: int, total: int) -> None:
    """Take a step that nobody waits for: there are few rows."""
