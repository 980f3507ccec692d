"""Documents that a process of their own takes apart: pages, feeds, mails, PDF and Word files."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

from geo.articles.fields import articles_of_row, clean_text, shortened
from geo.articles.intake import RefusedError, read_at_most
from geo.articles.plain import articles_of_report
from geo.articles.source import MARKS, Source, encoding_of
from geo.articles.worker import WorkerError
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.intake import Intake
    from geo.model import Article

PAGE_LIMIT = 20_000_000  # bytes; a page that holds its pictures has some megabytes
PAGE_SECONDS = 20.0
FEED_LIMIT = 50_000_000
FEED_SECONDS = 120.0
MAIL_LIMIT = 50_000_000
MAIL_SECONDS = 20.0
DOCUMENT_LIMIT = 100_000_000
DOCUMENT_SECONDS = 60.0
MOST_REPLACED = 0.01  # share of a page's characters that may not fit the charset that it names

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE
)
_XML_CHARSET = re.compile(rb"^\s{0,99}<\?xml[^>]{0,99}encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})")


def read_page(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a saved web page: one report, dated only where the page itself states the day."""
    data = _whole(source, PAGE_LIMIT)
    yield from articles_of_page(source.name, data, intake)


def articles_of_page(
    name: str, data: bytes, intake: Intake, *, url: str = "", charset: str = ""
) -> Iterator[Article | Problem]:
    """Make the article of a page. charset: as the server named it; url: where it lay."""
    page = _decoded(name, data, charset)
    if isinstance(page, Problem):
        yield page
        return
    yield from taken_apart(name, "page", page.encode("utf-8"), PAGE_SECONDS, intake, url=url)


def read_mhtml(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a page that a browser saved with its pictures in one file."""
    data = _whole(source, MAIL_LIMIT)
    yield from taken_apart(source.name, "mhtml", data, PAGE_SECONDS, intake)


def read_feed(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a feed that was saved: RSS, Atom or RDF, an item an article."""
    yield from articles_of_feed(source.name, _whole(source, FEED_LIMIT), intake)


def articles_of_feed(
    name: str, data: bytes, intake: Intake, *, charset: str = ""
) -> Iterator[Article | Problem]:
    """Make the articles of a feed. charset: as the server named it."""
    known = charset if charset and _is_text(charset) else ""
    marked = next((each for mark, each in MARKS if data.startswith(mark)), None)
    if marked:  # feedparser reads no UTF-16 that does not say so in an XML declaration
        data, known = data.decode(marked, "replace").encode(), "utf-8"
    yield from taken_apart(name, "feed", data, FEED_SECONDS, intake, charset=known)


def read_eml(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read one mail. What is attached is told, not read."""
    yield from articles_of_mail(source.name, _whole(source, MAIL_LIMIT), intake)


def articles_of_mail(name: str, data: bytes, intake: Intake) -> Iterator[Article | Problem]:
    """Make the article of a mail's bytes."""
    yield from taken_apart(name, "mail", data, MAIL_SECONDS, intake)


def read_pdf(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a PDF as one report."""
    data = _whole(source, DOCUMENT_LIMIT)
    yield from taken_apart(source.name, "pdf", data, DOCUMENT_SECONDS, intake)


def read_docx(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a Word document as one report."""
    data = _whole(source, DOCUMENT_LIMIT)
    yield from taken_apart(source.name, "docx", data, DOCUMENT_SECONDS, intake)


def taken_apart(
    name: str, what: str, data: bytes, seconds: float, intake: Intake, **more: str
) -> Iterator[Article | Problem]:
    """Have a document taken apart, and make articles and problems of what was found."""
    try:
        found = intake.worker.ask(what, data, seconds=seconds, **more)
    except WorkerError as error:
        yield Problem(
            where=name,
            value=f"{len(data):,} bytes: {error}",
            allowed=f"a sound document, taken apart within {seconds:g} seconds and "
            f"{intake.worker.memory >> 20:,} MB",
            remedy="Nothing of it was read; copy its text into a .txt file.",
        )
        return
    for each in found:
        where = f"{name}, {each['at']}" if each["at"] else name
        if "remedy" in each:
            yield Problem(
                where=where,
                value=shortened(clean_text(each["value"])),
                allowed=each["allowed"],
                remedy=clean_text(each["remedy"]),
                kept=each["kept"],
            )
        elif each["plain"]:
            yield from articles_of_report(where, each["fields"]["text"])
        else:
            yield from articles_of_row(where, each["fields"])


def _whole(source: Source, limit: int) -> bytes:
    """Return all bytes of a source.

    Raises:
        RefusedError: there are none, or more than `limit`.
    """
    with source.open() as stream:
        data = read_at_most(
            source.name,
            stream,
            limit,
            of="bytes",
            remedy="Nothing of it was read; copy the report's text into a .txt file.",
        )
    if not data:
        raise RefusedError(
            Problem(
                where=source.name,
                value="",
                allowed="a file with a report in it",
                remedy="The file is empty; save it again or leave it out.",
            )
        )
    return data


def _decoded(name: str, data: bytes, charset: str) -> str | Problem:
    """Return a page as text, by its mark, by the charset that it names, or by its bytes."""
    marked = next((known for mark, known in MARKS if data.startswith(mark)), None)
    head = data[:4096]
    named = _CHARSET.search(head) or _XML_CHARSET.search(head)
    stated = marked or charset or (named.group(1).decode("ascii") if named else "")
    if stated and not _is_text(stated):
        stated = ""
    if stated:
        page = data.decode(stated, "replace")
        if page.count("\ufffd") <= MOST_REPLACED * len(page):
            return page
    encoding = encoding_of(Source(name=name, open=lambda: io.BytesIO(data)))
    return encoding if isinstance(encoding, Problem) else data.decode(encoding)


def _is_text(encoding: str) -> bool:
    """Tell whether there is such an encoding, of characters (not "zip" or "hex")."""
    try:
        codecs.lookup(encoding)
        b"a".decode(encoding)
    except (LookupError, UnicodeError):
        return False
    return True
