"""What a command says: on stdout its answer, on stderr what stands in its way, a line each."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WELL = 0
PROBLEMS = 1
UNUSABLE = 2
INTERRUPTED = 130
PIPE_CLOSED = 141

_JOINERS = "\u200c\u200d"
"""Persian spelling needs these two; other format characters could reorder or hide a line."""


def say(line: str) -> None:
    """Write one line to stdout."""
    sys.stdout.write(plain(line) + "\n")


def complain(line: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(plain(line) + "\n")


def plain(text: str) -> str:
    """Return text that a terminal shows as it is, on one line: control characters as escapes."""
    return "".join(
        character
        if character.isprintable() or character in _JOINERS
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def counted(number: int, noun: str) -> str:
    """Return '1 article' or '2 articles'."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Write rows of equal length in columns that line up."""
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        say("  ".join(padded).rstrip())


def drop_stdout() -> None:
    """Let the interpreter end without flushing to where nobody takes it."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
