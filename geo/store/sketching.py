"""What near copies are found by, kept beside each article: its sketch.

A sketch hangs on title and text alone, which never change, so that it is worked out once, when the
article is kept; who looks for stories then reads no text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from geo.copies import Sketch, sketches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.copies.sketches import Hashes
    from geo.store.connection import sqlite3

    Row = tuple[bytes, bytes, bytes, bytes]

BATCH = 256
NUMBERS = "<u4"
"""How hashes lie in a BLOB."""


def to_row(sketch: Sketch) -> Row:
    """Return the columns of a sketch, but for its article."""
    hashes = (sketch.shingles, sketch.figures, sketch.digest)
    shingles, figures, digest = (each.astype(NUMBERS).tobytes() for each in hashes)
    return sketch.key, shingles, figures, digest


def keep(connection: sqlite3.Connection, number: int, sketch: Sketch) -> None:
    """Write the sketch of the article of this number."""
    connection.execute("INSERT INTO sketches VALUES (?, ?, ?, ?, ?)", (number, *to_row(sketch)))


def work_out(connection: sqlite3.Connection) -> None:
    """Make all sketches anew, within the caller's transaction and in bounded memory."""
    connection.execute("DELETE FROM sketches")
    last = 0
    while rows := connection.execute(
        "SELECT number, title, text FROM articles WHERE number > ? ORDER BY number LIMIT ?",
        (last, BATCH),
    ).fetchall():
        made = sketches((title, text) for _, title, text in rows)
        for (number, *_), sketch in zip(rows, made, strict=True):
            keep(connection, number, sketch)
        last = rows[-1][0]


def row_of(connection: sqlite3.Connection, number: int) -> Row | None:
    """Return what is kept of an article, None for nothing."""
    row = connection.execute(
        "SELECT key, shingles, figures, digest FROM sketches WHERE article = ?", (number,)
    ).fetchone()
    return cast("Row | None", row)


def read(connection: sqlite3.Connection) -> Iterator[tuple[str, Sketch]]:
    """Yield the sketch of every article with the article's id, within the caller's transaction.

    Raises:
        ValueError: one makes no sense.
    """
    rows = connection.execute(
        "SELECT id, key, shingles, figures, digest FROM sketches "
        "JOIN articles ON articles.number = sketches.article"
    )
    for article_id, key, shingles, figures, digest in rows:
        yield (
            article_id,
            Sketch(
                key=key,
                shingles=_hashes(shingles),
                figures=_hashes(figures),
                digest=_hashes(digest),
            ),
        )


def _hashes(kept: bytes) -> Hashes:
    return np.frombuffer(kept, NUMBERS)
