"""Tables in Parquet: a row an article, read a little at a time."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet as pq

from geo.articles.fields import articles_of_row, shortened
from geo.articles.intake import read_at_most
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from geo.articles.intake import Intake
    from geo.articles.source import Source
    from geo.model import Article

ROWS = 512  # read at a time
PIECE = 1 << 20  # bytes of a column fetched at a time
IN_ZIP = 64_000_000  # bytes; Parquet is read from its end, which a zip cannot give without all
TREE_LIMIT = 16_000_000  # bytes of the file's description of itself


def read_parquet(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a table: columns by name, dates as text, as days or as instants with their zone."""
    with _seekable(source, intake) as stream:
        try:
            table = pq.ParquetFile(
                stream,
                buffer_size=PIECE,
                pre_buffer=False,
                thrift_string_size_limit=TREE_LIMIT,
                thrift_container_size_limit=TREE_LIMIT // 16,
            )
            columns = table.schema_arrow.names
            fields = intake.fields_of(source.name, columns)
            if isinstance(fields, Problem):
                yield fields
                return
            intake.expect(table.metadata.num_rows)
            taken = {column: name for column, name in zip(columns, fields, strict=True) if name}
            yield from _rows(source.name, table, taken)
        except (pa.ArrowException, OSError, MemoryError, ValueError) as error:
            yield Problem(
                where=source.name,
                value=shortened(error),
                allowed="a Parquet file that is sound to its end",
                remedy="What came before this was read; write the file again.",
            )


def _seekable(source: Source, intake: Intake) -> BinaryIO:
    """Return the source as a stream that can go back at no cost."""
    if not intake.nested:
        return source.open()
    remedy = "Take it out of the zip and name it itself; outside it may be of any size."
    with source.open() as stream:
        return io.BytesIO(
            read_at_most(source.name, stream, IN_ZIP, of="bytes of Parquet in a zip", remedy=remedy)
        )


def _rows(name: str, table: pq.ParquetFile, taken: dict[str, str]) -> Iterator[Article | Problem]:
    number = 0
    for batch in table.iter_batches(batch_size=ROWS, columns=list(taken)):
        cells = {column: _cells(batch.column(column)) for column in batch.schema.names}
        for at in range(batch.num_rows):
            number += 1
            row: dict[str, object] = {}
            for column, name_of in taken.items():
                if not row.get(name_of):
                    row[name_of] = cells[column][at]
            yield from articles_of_row(f"{name}, row {number}", row)


def _cells(column: pa.Array) -> list[object]:
    """Return a column's values as a table of text would have them."""
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError, pa.ArrowException):
        # A day outside of Python's calendar, or bytes that are no UTF-8: one by one.
        values = [_cell(each) for each in column]
    return [each.isoformat() if isinstance(each, dt.date) else each for each in values]


def _cell(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError, pa.ArrowException):
        return shortened(repr(scalar))
