"""The places that a team draws in the page: a layer of its own, never our table.

`team/places.csv` in the layers' folder, in our columns, holds what was drawn, by whom and why. The
layer `team` is made of it anew with each place, and is listed, checked and removed like any other.
Whoever removes it begins anew: the file is then kept beside under another name.
"""

from __future__ import annotations

import itertools
import logging
import os
from typing import TYPE_CHECKING

from geo.errors import GazetteerError
from geo.places import layers
from geo.places.adding import add_layer
from geo.places.locks import locked
from geo.places.table import COLUMNS, row_of

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model import Place

TEAM = "team"
log = logging.getLogger(__name__)
_HEADER = ",".join(COLUMNS)


def team_path() -> Path:
    """Return where the drawn places lie; nothing needs to be there yet."""
    return layers.layers_folder() / TEAM / "places.csv"


def keep_drawn(place: Place) -> None:
    """Put a place into the team's layer, beside those that are there; once, however often told.

    Two who draw at once wait for each other. The file is written before the layer is made of it:
    whoever is killed between the two loses nothing, as the next place brings both in.

    Raises:
        GazetteerError: the place cannot be written as a row, or the file was changed by hand so
            that it cannot be used. Nothing was changed.
        OSError: the folder cannot be written.
    """
    row = row_of(place)
    path = team_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.parent, alone=True):
        before = _rows(path)
        if row in before:
            return
        _write(path, [*before, row])
        try:
            add_layer(path, _unheard, log.warning, name=TEAM)
        except BaseException:
            if before:
                _write(path, before)
            else:
                path.unlink()
            raise


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
