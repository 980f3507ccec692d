"""Lines of JSON whose text is kept exactly as given, for callers who count offsets in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.articles.fields import (
    TEXT_LIMIT,
    bad_day,
    make_article,
    replace_surrogates,
    shortened,
    too_long,
)
from geo.articles.rows import json_object
from geo.dates import find_stated_date, read_day
from geo.model import Article, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator


def iter_json_lines(
    stream: Iterable[str | bytes],
) -> Iterator[tuple[str | int, Article] | Problem]:
    """Give the caller's id and the article of each line.

    A line is {"id", "text"} and, where known, "title", "date", "source". stream: lines of text, or
    of UTF-8 bytes (better: a bad byte then costs one line only). Title and text stay exactly as
    given, so that offsets fit the caller's fields; only half a surrogate pair, which no file can
    hold, becomes U+FFFD in its place. Where no date is given and the text itself begins with
    " date YYYY-MM-DD ", that is the publication day, and it stays in the text. An id stays the
    string or number that it is. A bad line is a Problem with its number; a bad date is a Problem
    too, and the article follows without one.
    """
    for number, raw in enumerate(stream, start=1):
        where = f"line {number}"
        if isinstance(raw, bytes):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                yield Problem(
                    where=where,
                    value=shortened(f"byte {error.start}: {error.reason}"),
                    allowed="UTF-8",
                    remedy="Save the file as UTF-8.",
                )
                continue
        else:
            line = raw.removeprefix("\ufeff") if number == 1 else raw
        if line.strip():
            yield from _of_line(where, line)


def _of_line(where: str, line: str) -> Iterator[tuple[str | int, Article] | Problem]:
    found = json_object(where, line)
    if isinstance(found, Problem):
        yield found
        return
    name, text, title = found.get("id"), found.get("text"), found.get("title")
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        yield _wrong(where, "id", name, "a string or a whole number that names the article")
        return
    if not isinstance(text, str):
        yield _wrong(where, "text", text, "the article's text as a string, which may be empty")
        return
    if title is not None and not isinstance(title, str):
        yield _wrong(where, "title", title, "a string, or no title at all")
        return
    if len(text) > TEXT_LIMIT:
        yield too_long(where, "text", len(text))
        return
    source = found.get("source")
    if source is not None and not isinstance(source, str):
        yield _wrong(where, "source", source, "the outlet's name as a string, or none at all")
        return
    published = _published(found.get("date"), text)
    if isinstance(published, str):
        yield bad_day(where, published)
        published = None
    yield (
        name,
        make_article(
            title=replace_surrogates(title) if title else None,
            text=replace_surrogates(text),
            published=published,
            source=replace_surrogates(source) if source else None,
        ),
    )


def _wrong(where: str, name: str, value: object, allowed: str) -> Problem:
    return Problem(
        where=where,
        value="nothing" if value is None else shortened(value),
        allowed=f'as "{name}": {allowed}',
        remedy=f'Give the line its "{name}".',
    )


def _published(given: object, text: str) -> dt.date | str | None:
    """Return the publication day, None when there is none, or the words that name no day."""
    if given is None or given == "":
        stated = find_stated_date(text)
        return (stated.day or stated.written) if stated else None
    if not isinstance(given, str):
        return str(given)
    return read_day(given) or given
