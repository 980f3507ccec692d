"""The layers that a user adds between our table and the world: named, in an order, on the disk.

`layers.json` lists them, the topmost first, with the index files of each. A layer is there when
that list names it, and the list is replaced in one step: a run that is killed leaves the old list,
and files that nothing names, which the next change removes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from geo.errors import GazetteerError
from geo.places.index import IndexFileError, open_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.gazetteer import Segment

LAYERS_VARIABLE = "DATELINE_LAYERS"
LIST = "layers.json"
RESERVED = ("ours", "world")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_ABANDONED_SECONDS = 3600.0
_CHUNK = 1 << 20


class LayerError(GazetteerError):
    """A layer cannot be added, found or read; `name` says which."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer. source: the file's name; digest: its BLAKE2 hash; problems: rows refused."""

    name: str
    files: tuple[str, ...]
    source: str
    digest: str
    rows: int
    problems: int


def layers_folder() -> Path:
    """Return where layers lie: $DATELINE_LAYERS, else beside the store in the data folder."""
    if named := os.environ.get(LAYERS_VARIABLE):
        return Path(named).expanduser()
    name = "Dateline" if sys.platform in {"darwin", "win32"} else "dateline"
    return platformdirs.user_data_path(name, appauthor=False) / "layers"


def layers() -> tuple[Layer, ...]:
    """Return the layers, the topmost first.

    Raises:
        LayerError: the list is damaged.
    """
    path = layers_folder() / LIST
    try:
        rows = json.loads(path.read_text("utf-8"))
        return tuple(Layer(**{**row, "files": tuple(row["files"])}) for row in rows)
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError) as error:
        message = f"the list of layers {path} is damaged ({error}); remove it, and add them again"
        raise LayerError(LIST, message) from error


def opened(layer: Layer) -> list[Segment]:
    """Check and open all files of a layer.

    Raises:
        LayerError: a file is missing or damaged.
    """
    try:
        return [open_index(layers_folder() / file) for file in layer.files]
    except (IndexFileError, OSError) as error:
        message = (
            f"the layer {layer.name!r} cannot be used ({error}); add {layer.source} again with "
            f"--name {layer.name}, or: python -m geo gazetteer remove {layer.name}"
        )
        raise LayerError(layer.name, message) from error


def segments(tell: Callable[[str], None]) -> list[Segment]:
    """Open every layer that can be opened, the topmost first; the others are told."""
    found: list[Segment] = []
    try:
        listed = layers()
    except LayerError as error:
        tell(f"{error}.")
        return []
    for layer in listed:
        try:
            found += opened(layer)
        except LayerError as error:
            tell(f"{error}.")
    return found


def below(name: str, above: str | None) -> tuple[Layer, ...]:
    """Return the layers that will lie below a layer of that name.

    Raises:
        LayerError: `above` names no layer, or the name may not be used.
    """
    if not _NAME.fullmatch(name) or name in RESERVED:
        message = (
            f"{name!r} is no name for a layer: small letters, digits, dots and hyphens, up to 60, "
            f"and not {' or '.join(RESERVED)}"
        )
        raise LayerError(name, message)
    others = [layer for layer in layers() if layer.name != name]
    return tuple(others[_position(others, name, above) :])


def _position(others: Sequence[Layer], name: str, above: str | None) -> int:
    if above is not None:
        return _index(others, above)
    # Added again, a layer keeps its place; a new one goes on top.
    old = [layer.name for layer in layers()]
    return min(old.index(name), len(others)) if name in old else 0


def _index(listed: Sequence[Layer], name: str) -> int:
    for index, layer in enumerate(listed):
        if layer.name == name:
            return index
    known = ", ".join(layer.name for layer in listed) or "there is none"
    message = f"there is no layer {name!r}; known: {known}"
    raise LayerError(name, message)


def put(layer: Layer, above: str | None = None) -> None:
    """List a layer whose files are written, in the place of an older one of its name."""
    others = [each for each in layers() if each.name != layer.name]
    others.insert(_position(others, layer.name, above), layer)
    _write(others)


def remove(name: str) -> Layer:
    """Take a layer out of the list, and its files from the disk.

    Raises:
        LayerError: there is no such layer.
    """
    listed = list(layers())
    gone = listed.pop(_index(listed, name))
    _write(listed)
    return gone


def new_file(name: str, number: int) -> Path:
    """Return a path that no layer uses yet for a part of a layer."""
    return layers_folder() / f"{name}-{number:03}-{secrets.token_hex(4)}.index"


def digest(path: Path) -> str:
    """Return the BLAKE2 hash of a file, read in pieces."""
    found = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _write(listed: Sequence[Layer]) -> None:
    folder = layers_folder()
    named = {file for layer in (*layers(), *listed) for file in layer.files}
    kept = {file for layer in listed for file in layer.files}
    part = folder / f".{LIST}.{os.getpid()}.part"
    part.write_text(json.dumps([asdict(layer) for layer in listed], indent=1), "utf-8")
    part.replace(folder / LIST)
    abandoned = time.time() - _ABANDONED_SECONDS
    for file in (*folder.glob("*.index"), *folder.glob(".*.part")):
        # What nothing names may be half of a layer that another process is adding just now.
        if file.name not in kept and (file.name in named or file.stat().st_mtime < abandoned):
            file.unlink(missing_ok=True)
