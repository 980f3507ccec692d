"""`python -m geo geoparse`: the contract that other programs call."""

from __future__ import annotations

import contextlib
import sys
from collections import deque
from pathlib import Path
from typing import IO, TYPE_CHECKING

from geo.articles import iter_json_lines
from geo.cli.common import few_collections, load_gazetteer, progress
from geo.cli.output import output
from geo.cli.terminal import PROBLEMS, WELL, complain, counted
from geo.errors import ArticlesError, InputNotFoundError
from geo.exports import located_line
from geo.geoparsing import geoparse_together
from geo.model import Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from geo.model import Article


def run(options: argparse.Namespace) -> int:
    """Geoparse line by line; memory does not grow with the input."""
    gazetteer = load_gazetteer()
    written = refused = 0
    ids: deque[str | int] = deque()
    with _input(options.input) as stream, output(options.output) as out, progress() as show:

        def articles() -> Iterator[Article]:
            nonlocal refused
            for item in iter_json_lines(stream):
                if isinstance(item, Problem):
                    refused += 1
                    show(item)
                else:
                    ids.append(item[0])
                    yield item[1]

        with few_collections():
            for located in geoparse_together(articles(), gazetteer, rejected=0):
                out.write(located_line(located, ids.popleft()))
                written += 1
                show(located.article)
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
