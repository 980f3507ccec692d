"""`python -m geo geoparse`: the contract that other programs call."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from geo.articles import iter_json_lines
from geo.cli.common import load_gazetteer, progress
from geo.cli.terminal import PROBLEMS, WELL, complain, counted
from geo.errors import ArticlesError, InputNotFoundError
from geo.exports import json_line, located_record
from geo.geoparsing import geoparse
from geo.model import Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


def run(options: argparse.Namespace) -> int:
    """Geoparse line by line; memory does not grow with the input."""
    gazetteer = load_gazetteer()
    written = refused = 0
    with _input(options.input) as stream, _output(options.output) as out, progress() as show:
        for item in iter_json_lines(stream):
            if isinstance(item, Problem):
                refused += 1
                show(item)
                continue
            given_id, article = item
            record = located_record(geoparse(article, gazetteer), given_id)
            out.write(json_line(record))
            written += 1
            show(article)
        if refused and not written:
            message = "No line could be read. Each must be a JSON object with an id and a text."
            raise ArticlesError(message)
    complain(f"{counted(written, 'article')} geoparsed, {counted(refused, 'problem')}.")
    return PROBLEMS if refused else WELL


@contextlib.contextmanager
def _input(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    if not Path(name).exists():
        message = f"There is no file {name!r}; check the spelling, or give - for stdin."
        raise InputNotFoundError(message)
    with Path(name).open("rb") as stream:
        yield stream


@contextlib.contextmanager
def _output(name: str) -> Iterator[IO[str]]:
    """Give a stream to write; a file takes its name only when all of it is on the disk."""
    if name == "-":
        yield sys.stdout
        return
    path = Path(name).resolve()
    if path.exists() and not path.is_file():
        # A device or a pipe is written to, never put aside for a file.
        with path.open("w", encoding="ascii") as stream:
            yield stream
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="ascii", newline="\n") as stream:
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
