"""The layers that a user adds between our table and the world: named, in an order, on the disk.

`layers.json` lists them, the topmost first, with the index files of each. A layer is there when
that list names it, and the list is replaced in one step, by one process at a time. While a file is
added, a marker of its own (`.TOKEN.adding`) is held by the process, and the token stands in the
names of its files. A run that is killed leaves the old list, a marker that nobody holds any more,
and files that nothing names; `check` tells of them, and the next `add` removes them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from geo.errors import GazetteerError
from geo.places.index import IndexFileError, open_index
from geo.places.locks import hold, is_held, locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo.gazetteer import Segment

LAYERS_VARIABLE = "DATELINE_LAYERS"
LIST = "layers.json"
RESERVED = ("ours", "world")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_MARKERS = ".*.adding"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """An adding that was killed before its layer was listed.

    source: the file, as it was given. listed: an older layer of that name is there.
    """

    name: str
    source: str
    listed: bool

    def __str__(self) -> str:
        again = f"add it again with --name {self.name}"
        if self.listed:
            return (
                f"Adding {self.source} in the place of layer {self.name} was stopped midway, and "
                f"the layer is as it was before; {again}"
            )
        return (
            f"Adding {self.source} as layer {self.name} was stopped midway, and nothing of it is "
            f"used; {again}, or: python -m geo gazetteer remove {self.name}"
        )


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
    with steady():
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


@contextlib.contextmanager
def steady() -> Iterator[None]:
    """Keep the list as it is, and the files that it names on the disk, while they are opened."""
    if not layers_folder().is_dir():
        yield  # nothing was ever added
        return
    with locked(layers_folder(), alone=False):
        yield


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


@contextlib.contextmanager
def adding(name: str, source: Path, tell: Callable[[str], None]) -> Iterator[str]:
    """Clear what killed runs left, and give the token that the files of a new layer bear.

    Args:
        name: of the layer.
        source: what is added, for those who ask after a run that was killed.
        tell: told of other layers whose adding was stopped midway.

    Raises:
        LayerError: the list is damaged.
        OSError: the folder cannot be written.
    """
    folder = layers_folder()
    folder.mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(8)
    marker = folder / f".{token}.adding"
    with contextlib.ExitStack() as ending:
        # It is made and held before anybody else may look whether it is.
        with _changing():
            left = _clear()
            held = ending.enter_context(marker.open("x", encoding="utf-8"))
            ending.callback(marker.unlink, missing_ok=True)
            hold(held)
            json.dump([name, str(source)], held)
            held.flush()
        for each in left:
            if each.name != name:
                tell(f"{each}.")
        yield token


def stopped() -> list[Stopped]:
    """Return what was being added when its process was killed.

    Raises:
        LayerError: the list is damaged.
    """
    with steady():
        return _stopped()


def put(layer: Layer, above: str | None = None) -> None:
    """List a layer whose files are written, in the place of an older one of its name."""
    with _changing():
        others = [each for each in layers() if each.name != layer.name]
        others.insert(_position(others, layer.name, above), layer)
        _write(others)


def remove(name: str) -> None:
    """Take a layer out of the list, and its files, and what a killed adding left, from the disk.

    Raises:
        LayerError: there is no such layer.
    """
    if not layers_folder().is_dir():
        _index((), name)
    with _changing():
        listed = list(layers())
        if not any(each.name == name and not each.listed for each in _stopped()):
            listed.pop(_index(listed, name))
            _write(listed)
        _clear()


def new_file(name: str, number: int, token: str) -> Path:
    """Return the path of a part of a layer that is being added."""
    return layers_folder() / f"{name}-{number:03}-{token}.index"


def digest(path: Path) -> str:
    """Return the BLAKE2 hash of a file, read in pieces."""
    found = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _changing() -> contextlib.AbstractContextManager[None]:
    return locked(layers_folder(), alone=True)


def _write(listed: Sequence[Layer]) -> None:
    folder = layers_folder()
    before = {file for layer in layers() for file in layer.files}
    part = folder / f".{LIST}.{os.getpid()}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump([asdict(layer) for layer in listed], file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / LIST)
    for name in before.difference(*(layer.files for layer in listed)):
        (folder / name).unlink(missing_ok=True)


def _stopped() -> list[Stopped]:
    listed = layers()
    names = {layer.name for layer in listed}
    files = [file for layer in listed for file in layer.files]
    found: list[Stopped] = []
    for marker in _markers(held=False):
        try:
            name, source = json.loads(marker.read_text("utf-8"))
        except (OSError, ValueError):
            continue  # just ended, or killed before it had begun
        if not any(_token(marker) in file for file in files):
            found.append(Stopped(name=name, source=source, listed=name in names))
    return found


def _clear() -> list[Stopped]:
    """Remove what nobody lists and no living process is making; return what was stopped."""
    folder = layers_folder()
    kept = {file for layer in layers() for file in layer.files}
    found, left = _stopped(), _markers(held=False)
    living = [_token(marker) for marker in _markers(held=True)]
    for file in (*folder.glob("*.index"), *folder.glob(".*.part")):
        if file.name not in kept and not any(token in file.name for token in living):
            file.unlink(missing_ok=True)
    for marker in left:
        marker.unlink(missing_ok=True)
    return found


def _markers(*, held: bool) -> list[Path]:
    found: list[Path] = []
    for marker in layers_folder().glob(_MARKERS):
        with contextlib.suppress(FileNotFoundError):  # it has just ended
            if is_held(marker) is held:
                found.append(marker)
    return found


def _token(marker: Path) -> str:
    return marker.name.split(".")[1]
