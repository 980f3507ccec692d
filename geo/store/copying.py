"""Copies of a store: one file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from geo.store.connection import sqlite3


def copy_whole(source: sqlite3.Connection, target: Path) -> None:
    """Copy a store, as it is at one moment, to a file that is not there yet.

    Others may read and write the store meanwhile. The file takes its name when all of it is on
    the disk, and needs no other file beside it.

    Raises:
        sqlite3.Error, OSError: it cannot be read or written; nothing is left of the copy.
    """
    part = Path(f"{target}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            # In one step, so that a writer in between does not make it begin again.
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        _put_in_place(part, target)
        sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _put_in_place(part: Path, target: Path) -> None:
    try:
        os.link(part, target)  # unlike a rename, this never takes the place of another file
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise
        part.replace(target)


def free_name(wanted: Path) -> Path:
    """Return the first of NAME, NAME-2, NAME-3 … that no file has."""
    number, name = 1, wanted
    while name.exists():
        number += 1
        name = Path(f"{wanted}-{number}")
    return name


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names onto the disk, where the platform can."""
    if sys.platform == "win32":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
