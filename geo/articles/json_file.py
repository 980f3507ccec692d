"""JSON files (.json): a list of articles, a feed, one article, or an article a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo.articles.documents import taken_apart
from geo.articles.fields import articles_of_row, shortened
from geo.articles.rows import LINE_LIMIT, read_jsonl, row_of
from geo.articles.source import Source, text_of
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper

    from geo.articles.intake import Intake
    from geo.model import Article

PIECE = 1 << 16  # characters
WHOLE_LIMIT = 64_000_000  # characters of a file that is one object
LISTS: Final = ("articles", "items", "results", "documents", "docs", "news", "data", "rows")
"""Keys under which services put the list of articles that they answer with."""
MARKUP_SECONDS = 20.0
_SPACE = " \t\r\n"
_DECODER = json.JSONDecoder()
ALLOWED = "a list of objects, an object with such a list, or an object a line"


def read_json(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read articles from JSON, whichever of the usual shapes it has."""
    stream = text_of(source)
    if isinstance(stream, Problem):
        yield stream
        return
    with stream:
        start = _first_sign(stream)
    if start == "{":
        with text_of(source) as stream:  # type: ignore[union-attr]
            first, more = stream.readline(LINE_LIMIT + 1), bool(stream.read(PIECE).strip())
        if more and _is_object(first):
            yield from read_jsonl(source, intake)
            return
        yield from _whole(source, intake)
    elif start == "[":
        yield from read_array(source, intake)
    else:
        yield _no_articles(source.name, start or "white space")


def _first_sign(stream: TextIOWrapper) -> str:
    while True:
        piece = stream.read(PIECE)
        if not piece or piece.strip(_SPACE):
            return piece.strip(_SPACE)[:1]


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def read_array(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a list of objects, one after the other; a break in it ends the reading."""
    stream = text_of(source)
    if isinstance(stream, Problem):
        yield stream
        return
    with stream:
        for number, item in enumerate(_List(stream).items(), start=1):
            where = f"{source.name}, item {number}"
            if isinstance(item, _Broken):
                yield Problem(
                    where=where,
                    value=shortened(item.value),
                    allowed=f"JSON objects with commas between, each of at most {LINE_LIMIT:,} "
                    "characters",
                    remedy=f"{item.reason} What came before was read, the rest was not; mend it, "
                    "or write an object a line (.jsonl), where one bad line costs itself only.",
                )
            elif isinstance(item, dict):
                yield from articles_of_row(where, row_of(item, intake))
            else:
                yield Problem(
                    where=where,
                    value=shortened(item),
                    allowed='a JSON object, such as {"title": "…", "text": "…"}',
                    remedy="Put the article's fields in braces with their names.",
                )


class _Broken:
    """Where a list can be read no further."""

    def __init__(self, value: str, reason: str) -> None:
        self.value, self.reason = value, reason


class _List:
    """The list that a stream holds, decoded item by item."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self._stream = stream
        self._text, self._at, self._ended = "", 0, False

    def items(self) -> Iterator[Any]:
        """Yield each item, and last what breaks the list, where something does."""
        self._sign()
        self._at += 1  # the opening bracket
        if self._sign() == "]":
            yield from self._rest()
            return
        while True:
            item = self._item()
            yield item
            if isinstance(item, _Broken):
                return
            mark = self._sign()
            if mark == "]":
                yield from self._rest()
                return
            if mark != ",":
                yield self._broken("No comma or bracket follows the item before.")
                return
            self._at += 1

    def _more(self, wanted: int) -> None:
        piece = self._stream.read(wanted)
        self._ended = not piece
        self._text, self._at = self._text[self._at :] + piece, 0

    def _sign(self) -> str:
        """Return the next character that is no white space, empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more(PIECE)

    def _item(self) -> Any:  # noqa: ANN401 (whatever JSON holds)
        self._sign()
        wanted = PIECE
        while True:
            try:
                item, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                return self._broken("It is nested too deeply.")
            except ValueError as error:
                if self._ended or len(self._text) - self._at > LINE_LIMIT:
                    return self._broken(f"It cannot be read ({shortened(error)}).")
            else:
                # A number at the end of what was read may go on.
                if end < len(self._text) or self._ended or isinstance(item, (dict, list, str)):
                    self._at = end
                    return item
            self._more(wanted)
            wanted *= 2  # each try reads the item from its start

    def _rest(self) -> Iterator[_Broken]:
        self._at += 1
        if self._sign():
            yield self._broken("Something follows after the list's end.")

    def _broken(self, reason: str) -> _Broken:
        return _Broken(self._text[self._at : self._at + 99], reason)


def _whole(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a file that is one object."""
    stream = text_of(source)
    if isinstance(stream, Problem):
        yield stream
        return
    with stream:
        text = stream.read(WHOLE_LIMIT + 1)
    if len(text) > WHOLE_LIMIT:
        yield Problem(
            where=source.name,
            value=f"one object of more than {WHOLE_LIMIT:,} characters",
            allowed=f"at most {WHOLE_LIMIT:,} characters, or a list of objects, of any length",
            remedy="Save the list in it as a file of its own.",
        )
        return
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield _no_articles(source.name, f"{shortened(text)} ({shortened(error)})")
        return
    if "jsonfeed.org" in str(found.get("version", ""))[:100]:
        yield from _feed(source.name, found, intake)
        return
    row = row_of(found, intake)
    listed = next((found[key] for key in LISTS if isinstance(found.get(key), list)), None)
    if listed is None or isinstance(row.get("text"), str):
        yield from articles_of_row(source.name, row)
        return
    if not listed:
        yield _no_articles(source.name, "an empty list")
    for number, item in enumerate(listed, start=1):
        where = f"{source.name}, item {number}"
        if isinstance(item, dict):
            yield from articles_of_row(where, row_of(item, intake))
        else:
            yield _no_articles(where, shortened(item))


def _feed(name: str, feed: dict[str, Any], intake: Intake) -> Iterator[Article | Problem]:
    """Read a JSON Feed; the markup of an item is taken apart where that is safe."""
    items = feed.get("items")
    if not isinstance(items, list) or not items:
        yield _no_articles(name, "a feed without items")
        return
    for number, item in enumerate(items, start=1):
        where = f"{name}, item {number}"
        if not isinstance(item, dict):
            yield _no_articles(where, shortened(item))
            continue
        row = {
            "title": item.get("title"),
            "text": item.get("content_text"),
            "date": item.get("date_published"),
            "source": feed.get("title"),
            "url": item.get("url"),
        }
        markup = item.get("content_html") or item.get("summary")
        if row["text"] or not isinstance(markup, str):
            yield from articles_of_row(where, row)
            continue
        given = {key: value for key, value in row.items() if isinstance(value, str)}
        yield from taken_apart(
            where, "markup", markup.encode("utf-8", "replace"), MARKUP_SECONDS, intake, **given
        )


def _no_articles(where: str, value: str) -> Problem:
    return Problem(
        where=where,
        value=shortened(value),
        allowed=ALLOWED,
        remedy='Save the articles as one of these, an article being {"title": "…", "text": "…"}.',
    )
