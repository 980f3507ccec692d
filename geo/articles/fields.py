"""What an article is made of, cleaned and checked, whatever file it came from."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from geo.dates import find_stated_date, read_day
from geo.model import Article, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

TEXT_LIMIT = 2_000_000  # characters of one article's text, or of one cell
URL_LIMIT = 2_000
ID_DIGITS = 20
FIRST_WORDS = 200  # characters of a text
SHOWN = 80  # characters of a bad value that a Problem repeats

DATES_ALLOWED = "a day such as 2021-08-28, 2021-08-28T10:00:00Z, 28 August 2021 or Aug 28, 2021"

NAMES: Final = {
    "id": ("id", "uid", "guid", "article_id"),
    "title": ("title", "headline", "heading", "article_title", "head_line"),
    "text": (
        "text",
        "body",
        "content",
        "article",
        "story",
        "full_text",
        "article_text",
        "body_text",
        "article_body",
        "main_text",
        "maintext",
        "article_content",
        "content_text",
    ),
    "date": (
        "date",
        "published",
        "published_at",
        "published_on",
        "publication_date",
        "publish_date",
        "published_date",
        "date_published",
        "date_publish",
        "pubdate",
        "pub_date",
        "datetime",
        "article_date",
    ),
    "source": (
        "source",
        "outlet",
        "publisher",
        "publication",
        "newspaper",
        "source_name",
        "site_name",
        "news_source",
        "media_name",
    ),
    "url": ("url", "link", "href", "article_url", "source_url", "permalink", "web_url"),
}
"""The names under which a column or key is known; only their letters and digits matter."""


def _bare(written: str) -> str:
    return "".join(letter for letter in written.casefold() if letter.isalnum())


FIELDS: Final = {_bare(name): field for field, names in NAMES.items() for name in names}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def article_id(
    title: str | None,
    text: str,
    published: dt.date | None,
    source: str | None,
) -> str:
    """Return 20 hex digits that stand for this content: the same content, the same id.

    They are the first of SHA-256 over a JSON list of the four fields, in Unicode's composed form
    (NFC) and with one kind of newline, so that spelling of bytes does not matter and no field can
    run into the next. An empty title or source counts as none.
    """
    fields = [
        _canonical(title),
        _canonical(text) or "",
        published.isoformat() if published else None,
        _canonical(source),
    ]
    canonical = json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:ID_DIGITS]


def _canonical(value: str | None) -> str | None:
    if not value:
        return None
    return unicodedata.normalize("NFC", _newlines(value))


def _newlines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


def field_name(written: str) -> str | None:
    """Return which field a column or key names, None for one that is not used."""
    return FIELDS.get(_bare(written[:SHOWN]))


def same_name(one: str, other: str) -> bool:
    """Tell whether two written names of a column or key are the same."""
    return one == other or (bool(_bare(one)) and _bare(one) == _bare(other))


def shortened(value: object, most: int = SHOWN) -> str:
    """Return a bad value as a Problem shows it: one line of at most so many characters."""
    try:
        shown = " ".join(str(value).split())
    except RecursionError:  # lists in lists in lists, as JSON may hold
        shown = f"a {type(value).__name__} nested too deeply"
    return shown if len(shown) <= most else f"{shown[: most - 1]}\u2026"


def first_words(article: Article) -> str:
    """Return how an article was read, for a look before it is kept: plain text, a field a line."""
    told = {
        "title": article.title or "(none)",
        "published": article.published or "(not stated)",
        "source": article.source or "(not stated)",
        "url": article.url or "(not stated)",
        "text": shortened(article.text[: 2 * FIRST_WORDS], FIRST_WORDS),
    }
    return "\n".join(f"{field}: {value}" for field, value in told.items())


def clean_text(value: str) -> str:
    """Return `value` with one kind of newline, no control characters and no outer white space.

    Each control character but newline and tab becomes a space, so that words stay apart, and
    each half of a surrogate pair the replacement character. Nothing else is changed: a mention's
    offsets count in this text.
    """
    return replace_surrogates(_CONTROL.sub(" ", _newlines(value))).strip()


def replace_surrogates(value: str) -> str:
    """Return `value` with U+FFFD for each half of a surrogate pair; offsets stay the same."""
    return _SURROGATE.sub("\ufffd", value)


def clean_line(value: str) -> str | None:
    """Return a title or source as one line, None when nothing is left."""
    return " ".join(clean_text(value).split()) or None


def make_article(
    *,
    title: str | None,
    text: str,
    published: dt.date | None,
    source: str | None = None,
    url: str | None = None,
) -> Article:
    """Return the article with the id of its content."""
    return Article(
        id=article_id(title, text, published, source),
        title=title,
        text=text,
        published=published,
        source=source,
        url=url,
    )


def articles_of_row(where: str, row: Mapping[str, object]) -> Iterator[Article | Problem]:
    """Make an article of named fields; tell a Problem for each that cannot be taken.

    A row without text is no article. Any other bad field is left out and the article kept.
    """
    problems: list[Problem] = []
    texts = {name: _string(where, name, row.get(name), problems) for name in NAMES}
    text = clean_text(texts["text"] or "")
    if not text:
        yield from problems
        if texts["text"] is None and row.get("text") is not None:
            return  # what stood there has been told already
        yield Problem(
            where=where,
            value=shortened(texts["text"] or ""),
            allowed="a row with text",
            remedy="Give it a text under one of these names: " + ", ".join(NAMES["text"]) + ".",
        )
        return
    stated = find_stated_date(text)
    if stated:
        text = text[stated.span.end :].strip() or text
    published = None
    written = (texts["date"] or "").strip()
    if written:
        published = _day(where, written, problems)
    elif stated:
        published = stated.day
        if published is None:
            problems.append(bad_day(where, stated.written))
    url = _address(where, texts["url"], problems)
    yield from problems
    yield make_article(
        title=clean_line(texts["title"] or ""),
        text=text,
        published=published,
        source=clean_line(texts["source"] or ""),
        url=url,
    )


def _string(where: str, name: str, value: object, problems: list[Problem]) -> str | None:
    """Return a field's string; numbers are taken for ids, anything else is a Problem."""
    if value is None or isinstance(value, str):
        if isinstance(value, str) and len(value) > TEXT_LIMIT:
            problems.append(too_long(where, name, len(value)))
            return None
        return value
    if name == "id" and isinstance(value, int):
        return str(value)
    problems.append(
        Problem(
            where=where,
            value=shortened(value),
            allowed=f"a string as {name}",
            remedy=f"Put the {name} in quotation marks, or leave it out.",
            kept=name != "text",
        ),
    )
    return None


def too_long(where: str, name: str, length: int) -> Problem:
    """Return the Problem of a text that is no article's."""
    return Problem(
        where=where,
        value=f"a {name} of {length:,} characters",
        allowed=f"at most {TEXT_LIMIT:,} characters",
        remedy="Split it into its articles; an unclosed quotation mark can also cause this.",
    )


def _day(where: str, written: str, problems: list[Problem]) -> dt.date | None:
    day = read_day(written)
    if day is None:
        problems.append(bad_day(where, written))
    return day


def bad_day(where: str, written: str) -> Problem:
    """Return the Problem of a date that names no day for sure."""
    return Problem(
        where=where,
        value=shortened(written),
        allowed=DATES_ALLOWED,
        remedy="The article is kept without a date; write the day so that it can mean only one.",
        kept=True,
    )


def _address(where: str, written: str | None, problems: list[Problem]) -> str | None:
    """Return an http(s) address, None with a Problem for anything else."""
    address = (written or "").strip()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        good = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    plain = len(address) <= URL_LIMIT and address.isprintable() and " " not in address
    if good and plain and not _SURROGATE.search(address):
        return address
    problems.append(
        Problem(
            where=where,
            value=shortened(address),
            allowed="an address that begins with http:// or https://",
            remedy="The article is kept without a link; mend the address if it should have one.",
            kept=True,
        ),
    )
    return None
