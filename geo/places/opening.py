"""Opening the gazetteer: our table, the user's layers and the world, one above the other.

The world is compiled once into the user's cache, where every process maps the same file. An index
that is missing, damaged or made of something else is made anew, never trusted; without a cache
that can be written the world is kept in this process's memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from geo.errors import DatelineError
from geo.gazetteer import Gazetteer
from geo.gazetteer.segment import Segment
from geo.places import layers, world
from geo.places.index import FORMAT, IndexFileError, open_index, write_index
from geo.places.table import default_gazetteer_path, read_places

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from geo.places.world import Step

Edition = tuple[tuple[str | int, ...], ...]
CACHE_VARIABLE = "DATELINE_CACHE"
ABANDONED_SECONDS = 3600.0
"""After so long a half-written file belongs to a process that was killed."""
UNUSED_SECONDS = 14 * 24 * 3600.0
"""After so long an index of another version is not what some other checkout still uses."""
log = logging.getLogger(__name__)


def open_gazetteer(
    step: Step | None = None, tell: Callable[[str], None] = log.warning
) -> Gazetteer:
    """Open the whole gazetteer, compiling the world's places first where that was not done yet.

    Args:
        step: told how far compiling is: what is read, how much of the whole is done, of how much;
            it only grows. It is not called when there is nothing to compile.
        tell: told what went less well than it should, one sentence at a time.

    Raises:
        GazetteerError: our table cannot be used.
        MissingPackageError: a package that the world is compiled from is not installed.
    """
    rows = read_places(default_gazetteer_path())
    for problem in rows.problems:
        tell(str(problem))
    return Gazetteer(rows.places, beneath=[*layers.segments(tell), open_world(step, tell)])


class LiveGazetteer:
    """The gazetteer as its files are now: opened once, and anew after they were changed.

    A page and a watch run for weeks; what is drawn, added or mended meanwhile, by whichever
    process, is known from then on. One thread at a time may ask.
    """

    def __init__(self) -> None:
        self._opened: Gazetteer | None = None
        self._edition: Edition = ()

    @property
    def is_open(self) -> bool:
        """Whether it was opened before."""
        return self._opened is not None

    def now(self, step: Step | None = None, tell: Callable[[str], None] = log.warning) -> Gazetteer:
        """Return the gazetteer; the arguments are those of `open_gazetteer`.

        Changed files that cannot be used are told once, and what was opened before stays.

        Raises:
            GazetteerError: our table cannot be used, and never could.
            MissingPackageError: a package that the world is compiled from is not installed.
        """
        edition = _edition()  # looked at first: what changes while it is opened is seen next time
        if self._opened is None:
            self._opened = open_gazetteer(step, tell)
        elif edition != self._edition:
            try:
                self._opened = open_gazetteer(step, tell)
            except (DatelineError, OSError) as error:
                tell(f"{error}. Until that is mended, places are looked up as before.")
        self._edition = edition
        return self._opened


def _edition() -> Edition:
    """Return what tells our table and the list of layers, as they are now, from other ones."""
    found: list[tuple[str | int, ...]] = []
    for path in (default_gazetteer_path(), layers.layers_folder() / layers.LIST):
        try:
            at = path.stat()
        except OSError:
            found.append((str(path),))
        else:
            found.append((str(path), at.st_ino, at.st_size, at.st_mtime_ns))
    return tuple(found)


def cache_folder() -> Path:
    """Return where what can be made anew is kept: $DATELINE_CACHE, else the platform's cache."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_cache_path("Dateline", appauthor=False)


def world_path(about: dict[str, Any]) -> Path:
    """Return where the index made of these sources lies; other sources have another name."""
    told = json.dumps([FORMAT, about], sort_keys=True).encode()
    return cache_folder() / f"world-{hashlib.blake2b(told, digest_size=8).hexdigest()}.index"


def world_is_compiled() -> bool:
    """Tell whether opening will find the world's index, or has to compile it."""
    return world_path(world.about()).is_file()


def open_world(step: Step | None = None, tell: Callable[[str], None] = log.warning) -> Segment:
    """Open the world's places, compiling them where there is no sound index of them.

    Raises:
        MissingPackageError: a package that the world is compiled from is not installed.
    """
    about = world.about()
    path = world_path(about)
    try:
        segment = open_index(path, about)
    except IndexFileError as error:
        tell(f"{str(error)[0].upper()}{str(error)[1:]}.")
    except OSError:
        pass  # most often it is not there yet; whatever else it is, writing it will tell
    else:
        with contextlib.suppress(OSError):
            os.utime(path)  # it is in use
        return segment
    columns, trie = world.compile_world(step or _unheard)
    try:
        write_index(path, columns, trie, about)
        segment = open_index(path, about)
    except (OSError, IndexFileError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        tell(
            f"The world's places cannot be kept in {path.parent} ({why}) and will be compiled "
            f"again next time; set {CACHE_VARIABLE} to a folder that can be written.",
        )
        return Segment(columns, trie)
    _remove_old(path)
    return segment


def _remove_old(path: Path) -> None:
    """Remove the indexes of other versions, and what killed processes left half-written."""
    abandoned, unwanted = time.time() - ABANDONED_SECONDS, time.time() - UNUSED_SECONDS
    for old in (*path.parent.glob("world-*.index"), *path.parent.glob(".world-*.part")):
        try:
            unused = unwanted if old.suffix == ".index" else abandoned
            if old != path and old.stat().st_mtime < unused:
                old.unlink()
        except OSError:
            log.debug("%s could not be removed", old)


def _unheard(what: str, done: int, total: int) -> None:
    """Take a step that nobody wants to hear of."""
