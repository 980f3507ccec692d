"""Adding a file as a layer: a CSV in our columns, a dump of GeoNames, or its alternate names.

Files are read line by line and written in parts, so that memory does not grow with the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from geo.errors import GazetteerError, InputNotFoundError
from geo.gazetteer import Gazetteer
from geo.gazetteer.segment import build
from geo.model import Place, PlaceKind, Problem
from geo.places import geonames, layers, world
from geo.places.index import write_index
from geo.places.layers import Layer
from geo.places.opening import open_world
from geo.places.spellings import kept_spellings
from geo.places.table import default_gazetteer_path, read_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from geo.places.world import Step

T = TypeVar("T")
PART = 200_000
"""Places of one index file: about a gigabyte while it is made."""
_TOLD_EVERY = 20_000
_WHOLE = frozenset((PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.DISTRICT))


class _Rows:
    """Counts what a file's rows became, and tells the problems as they come."""

    def __init__(self, step: Step, tell: Callable[[str], None], name: str) -> None:
        self.step, self.tell, self.name = step, tell, name
        self.lines = self.problems = 0

    def sound(self, rows: Iterable[T | Problem | None]) -> Iterator[T]:
        for row in rows:
            self.lines += 1
            if self.lines % _TOLD_EVERY == 0:
                self.step(self.name, self.lines, 0)
            if isinstance(row, Problem):
                self.problems += 1
                self.tell(str(row))
            elif row is not None:
                yield row


def layer_name(path: Path) -> str:
    """Return the name that a layer has where none is given: the file's own, made plain."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", path.stem.casefold()).strip("-._")
    return plain[:60] or "layer"


def add_layer(
    path: Path,
    step: Step,
    tell: Callable[[str], None],
    *,
    name: str | None = None,
    above: str | None = None,
) -> Layer:
    """Read a file into a layer, and list it; nothing is changed when it cannot be used.

    Args:
        path: what is added; its content says what it is.
        step: told how many lines are read.
        tell: told every row that is refused.
        name: of the layer, else the file's own; a layer of that name is replaced.
        above: the layer that it shall lie on; else it goes on top of all, or keeps its place.

    Raises:
        InputNotFoundError: there is no such file.
        LayerError: the name cannot be used, or there is no layer `above`.
        GazetteerError: the file cannot be used as a whole, or no row of it.
    """
    if not path.is_file():
        message = f"there is no file {path}; check the name"
        raise InputNotFoundError(message)
    name = name or layer_name(path)
    layers.below(name, above)  # it is refused before anything is made
    with layers.adding(name, path, tell) as token:
        return _added(path, step, tell, name, above, token)


def _added(  # noqa: PLR0913, PLR0917 - what `add_layer` takes, and the token
    path: Path,
    step: Step,
    tell: Callable[[str], None],
    name: str,
    above: str | None,
    token: str,
) -> Layer:
    with layers.steady():
        listed = layers.below(name, above)
        parts = [segment for layer in listed for segment in layers.opened(layer)]
    below = open_world(step, tell)
    lower = Gazetteer(beneath=[*parts, below])
    # Our table lies on top of every layer, and what contains a place may stand there too.
    whole = Gazetteer(read_places(default_gazetteer_path()).places, beneath=[*parts, below])
    rows = _Rows(step, tell, path.name)
    places = _places(path, lower, whole, rows)
    hashed = layers.digest(path)
    about = {"source": path.name, "digest": hashed}
    files: list[Path] = []
    total = 0
    try:
        for part in _parts(places):
            file = layers.new_file(name, len(files), token)
            files.append(file)
            write_index(file, *build(part, above=whole.divisions), about)
            total += len(part)
        _check_any(total, path)
        layer = Layer(
            name=name,
            files=tuple(file.name for file in files),
            source=path.name,
            digest=hashed,
            rows=total,
            problems=rows.problems,
        )
        layers.put(layer, above)
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        raise
    return layer


def _check_any(total: int, path: Path) -> None:
    if not total:
        message = f"{path.name} holds no row that can be used as a place"
        raise GazetteerError(message)


def _places(path: Path, lower: Gazetteer, whole: Gazetteer, rows: _Rows) -> Iterator[Place]:
    what = geonames.sniffed(path)
    if what == "dump":
        divisions, countries = world.division_numbers(), world.country_numbers()
        for place in rows.sound(geonames.read_dump(path, divisions.get, countries.get)):
            # A dump knows no extent: what is known as an area keeps its own.
            known = lower.place(place.id) if place.kind in _WHOLE else None
            if known is None or known.kind not in _WHOLE:
                yield place
    elif what == "alternates":
        yield from _respelled(rows.sound(geonames.read_alternates(path)), lower)
    else:
        read = read_places(path, whole.place)
        held: tuple[Place | Problem, ...] = (*read.problems, *read.places)
        yield from rows.sound(held)


def _respelled(alternates: Iterable[geonames.Alternate], lower: Gazetteer) -> Iterator[Place]:
    """Yield the known places that get further spellings, with all that they have."""
    # The file is not sorted by place; only numbers that are known are kept in memory.
    spelled: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for each in alternates:
        if each.spelling and lower.knows(each.geonameid):
            spelled[each.geonameid].append((each.language, each.spelling))
    for number, found in spelled.items():
        place = lower.place(f"gn-{number}")
        if place is None:
            continue
        kept = set(kept_spellings(place.name, (spelling for _, spelling in found)))
        new = {s: language for language, s in found if s in kept and s not in place.names}
        if new:
            yield replace(
                place,
                alternate_names=(
                    *place.alternate_names,
                    *(s for s, language in new.items() if language not in {"fa", "prs", "ps"}),
                ),
                dari_names=(*place.dari_names, *(s for s in new if new[s] in {"fa", "prs"})),
                pashto_names=(*place.pashto_names, *(s for s in new if new[s] == "ps")),
            )


def _parts(places: Iterable[Place]) -> Iterator[list[Place]]:
    part: list[Place] = []
    for place in places:
        part.append(place)
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part
