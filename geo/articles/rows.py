"""Tables (.csv) and lines (.jsonl): a row an article; a bad row is told and the rest goes on."""

from __future__ import annotations

import csv
import json
from itertools import chain
from typing import TYPE_CHECKING, Final

from geo.articles.fields import (
    TEXT_LIMIT,
    articles_of_row,
    field_name,
    shortened,
)
from geo.articles.source import Source, text_of
from geo.model import Article, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper

    from geo.articles.intake import Intake

LINE_LIMIT = 8 * TEXT_LIMIT  # characters; every one of a text may be escaped in six
DELIMITERS: Final = (",", ";", "\t", "|")


class _LineTooLongError(Exception):
    """A line never ends; carried up to where the table is given up."""


def _lines(stream: TextIOWrapper) -> Iterator[str]:
    while True:
        line = stream.readline(LINE_LIMIT + 1)
        if not line:
            return
        if len(line) > LINE_LIMIT:
            raise _LineTooLongError
        yield line


def read_csv(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a table: columns by name in the first row; comma, semicolon, tab or bar between."""
    stream = text_of(source, newline="")
    if isinstance(stream, Problem):
        yield stream
        return
    with stream:
        # The module's own bound is lower than an article may be long, and it has no other.
        csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))
        lines = _lines(stream)
        try:
            header = next((line for line in lines if line.strip()), "")
            yield from _rows(source.name, header, lines, intake)
        except _LineTooLongError:
            yield Problem(
                where=source.name,
                value=f"a line of more than {LINE_LIMIT:,} characters",
                allowed="lines that end",
                remedy="The rest of the file was not read; check its line ends.",
            )


def _delimiter(header: str) -> str:
    """Return the mark that cuts the header into most known names (then most columns)."""

    def known(mark: str) -> tuple[int, int]:
        names = _cut(header, mark)
        return sum(field_name(name) is not None for name in names), len(names)

    return max(DELIMITERS, key=known)


def _cut(header: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=mark), [])
    except csv.Error:
        return []


def _rows(
    name: str, header: str, lines: Iterator[str], intake: Intake
) -> Iterator[Article | Problem]:
    mark = _delimiter(header)
    reader = csv.reader(chain([header], lines), delimiter=mark, strict=True)
    try:
        columns = next(reader, [])
    except csv.Error:
        columns = []
    fields = intake.fields_of(f"{name}, first row", columns)
    if isinstance(fields, Problem):
        yield fields
        return
    while True:
        where = f"{name}, line {reader.line_num + 1}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(
                where=where,
                value=shortened(error),
                allowed="rows whose quotation marks open and close around a whole cell",
                remedy='Write a quotation mark inside a cell twice (""), and close every cell.',
            )
            continue
        if any(cell.strip() for cell in cells):
            yield from _row(where, fields, cells)


def _row(where: str, fields: list[str | None], cells: list[str]) -> Iterator[Article | Problem]:
    if len(cells) > len(fields) and any(cell.strip() for cell in cells[len(fields) :]):
        yield Problem(
            where=where,
            value=f"{len(cells)} cells: {shortened(' | '.join(cells))}",
            allowed=f"{len(fields)} cells, as in the first row",
            remedy="Put a cell that contains the dividing mark in quotation marks.",
        )
        return
    row: dict[str, object] = {}
    for field, cell in zip(fields, cells, strict=False):
        if field is not None and not row.get(field):
            row[field] = cell
    yield from articles_of_row(where, row)


def read_jsonl(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read one JSON object a line, its keys named as a table's columns are."""
    stream = text_of(source)
    if isinstance(stream, Problem):
        yield stream
        return
    with stream:
        number = 0
        while True:
            line = stream.readline(LINE_LIMIT + 1)
            if not line:
                return
            number += 1
            where = f"{source.name}, line {number}"
            if len(line) > LINE_LIMIT:
                while line and not line.endswith("\n"):
                    line = stream.readline(LINE_LIMIT)
                yield Problem(
                    where=where,
                    value=f"more than {LINE_LIMIT:,} characters",
                    allowed="one article a line",
                    remedy="Split the line into its articles.",
                )
            elif line.strip():
                yield from _json_row(where, line, intake)


def _json_row(where: str, line: str, intake: Intake) -> Iterator[Article | Problem]:
    found = json_object(where, line)
    if isinstance(found, Problem):
        yield found
        return
    yield from articles_of_row(where, row_of(found, intake))


def row_of(found: dict[str, object], intake: Intake) -> dict[str, object]:
    """Return an object's values by field; of an outlet described by an object, its name."""
    row: dict[str, object] = {}
    for key, value in found.items():
        field = intake.field_of(key)
        if field is not None and not row.get(field):
            named = field == "source" and isinstance(value, dict)
            row[field] = value.get("name") if named else value  # type: ignore[attr-defined]
    return row


def json_object(where: str, line: str) -> dict[str, object] | Problem:
    """Return the JSON object that a line holds, or the Problem that it holds none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Problem(
            where=where,
            value=shortened(line),
            allowed='one JSON object a line, such as {"title": "…", "text": "…"}',
            remedy=f"The line cannot be read as JSON ({shortened(error)}); mend or remove it.",
        )
    if isinstance(found, dict):
        return found
    return Problem(
        where=where,
        value=shortened(line),
        allowed='a JSON object, such as {"title": "…", "text": "…"}',
        remedy="Put the article's fields in braces with their names.",
    )
