"""Plain text (.txt): one file, one report; and the text of a PDF or Word file, likewise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.articles.fields import TEXT_LIMIT, bad_day, clean_text, make_article, too_long
from geo.articles.furniture import split_report
from geo.articles.source import Source, text_of
from geo.dates import find_stated_date
from geo.model import Article, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.intake import Intake


def read_txt(source: Source, _: Intake) -> Iterator[Article | Problem]:
    """Read one report. The outlet is unknown: a file's name is no source."""
    stream = text_of(source)
    if isinstance(stream, Problem):
        yield stream
        return
    with stream:
        text = stream.read(TEXT_LIMIT + 1)
    yield from articles_of_report(source.name, text)


def articles_of_report(where: str, text: str) -> Iterator[Article | Problem]:
    """Take a whole report apart: its stated date, its title where there is one, and its text.

    A leading " date YYYY-MM-DD " is the publication day and no part of the text.
    """
    if len(text) > TEXT_LIMIT:
        yield too_long(where, "text", len(text))
        return
    published = None
    stated = find_stated_date(text)
    if stated:
        text, published = text[stated.span.end :], stated.day
        if published is None:
            yield bad_day(where, stated.written)
    report = split_report(clean_text(text))
    if not report.text:
        yield Problem(
            where=where,
            value="no sentence",
            allowed="a report's text",
            remedy="Nothing but white space or a page's menus is in it; save the report itself.",
        )
        return
    yield make_article(
        title=report.title,
        text=report.text,
        published=published or (None if stated else report.published),
    )
