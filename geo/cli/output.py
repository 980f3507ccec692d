"""Where a command writes what other programs read: a file that appears whole, or stdout."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def output(name: str, *, encoding: str = "ascii") -> Iterator[IO[str]]:
    """Give a stream to write; a file takes its name only when all of it is on the disk."""
    if name == "-":
        yield sys.stdout
        return
    path = Path(name).resolve()
    if path.exists() and not path.is_file():
        # A device or a pipe is written to, never put aside for a file.
        with path.open("w", encoding=encoding) as stream:
            yield stream
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding=encoding, newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        if error.filename == str(part):  # the user never heard of it
            error.filename = name
        raise
    finally:
        with contextlib.suppress(OSError):  # moved in place, or never made
            part.unlink()
