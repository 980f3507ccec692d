"""Locks between processes that end with whoever holds them, however it ends.

They are advisory (`flock`). Where a system or a file system has none, everybody goes on without.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO, TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def locked(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold a folder: alone to change what it lists, together with others to read it.

    Raises:
        OSError: there is no such folder, or it cannot be read.
    """
    if sys.platform == "win32":
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(held)


def hold(file: IO[str]) -> bool:
    """Hold a file until it is closed or the process ends; False where another process holds it."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # no locks here: everybody goes on without
    return True


def is_held(path: Path) -> bool:
    """Tell whether a process that lives holds a file; True where that cannot be known.

    Raises:
        FileNotFoundError: there is no such file.
    """
    if sys.platform == "win32":
        return True
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
