"""Articles read from files: each becomes an `Article`, or a `Problem` that says how to mend it.

`formats` lists what is read, and one module reads each. Reading streams, opens nothing but what was
named, fetches nothing, and never takes a date from a file's time or name.
"""

from __future__ import annotations

import importlib
import io
import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from geo.articles.exact import iter_json_lines
from geo.articles.fields import TEXT_LIMIT, article_id, first_words
from geo.articles.files import files_of, shown, unknown, unreadable
from geo.articles.formats import BY_SUFFIX, HEAD, READS, SUFFIXES, Format, sniffed, suffix_of
from geo.articles.intake import Intake, RefusedError
from geo.articles.source import Source
from geo.articles.worker import Worker
from geo.errors import ArticlesError, InputNotFoundError
from geo.model import Article, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "READS",
    "SUFFIXES",
    "TEXT_LIMIT",
    "article_id",
    "first_words",
    "insist_on_articles",
    "iter_json_lines",
    "read_articles",
    "read_feed",
    "read_source",
    "read_upload",
]


def read_articles(
    paths: Path | str | Iterable[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    tell: Callable[[str], None] | None = None,
    expect: Callable[[int], None] | None = None,
    worker: Worker | None = None,
) -> Iterator[Article | Problem]:
    """Read files and folders, one after the other, in the order named.

    Folders are read with all that lies below them, in order of names. The same file named twice
    gives the same articles, with the same ids, twice.

    columns: field (one of `geo.articles.fields.NAMES`) -> the column or key that holds it, where
        its name does not tell. tell: hears what is no problem, such as which column was taken for
        what. expect: hears how many rows a file says that it has, where it says so. worker: takes
        documents apart, with other limits than the usual ones; the caller closes it.

    Raises:
        InputNotFoundError: a path does not exist; nothing has been read then.
    """
    named = [paths] if isinstance(paths, (str, Path)) else list(paths)
    found = [Path(path) for path in named]
    for path in found:
        if not os.path.exists(path):  # noqa: PTH110 (Path.exists raises where it may not look)
            message = (
                f"{shown(path)} does not exist; name files or folders that do. "
                "Names with spaces need quotation marks around them."
            )
            raise InputNotFoundError(message)
    return _read(found, _intake(columns, tell, expect, worker))


def _read(paths: list[Path], intake: Intake) -> Iterator[Article | Problem]:
    with intake:
        for path in paths:
            for entry in files_of(path):
                if isinstance(entry, Problem):
                    yield entry
                else:
                    suffix, source = entry
                    yield from _guarded(suffix, source, intake)


def read_upload(  # noqa: PLR0913 - those of `read_articles`
    name: str,
    data: bytes,
    *,
    columns: Mapping[str, str] | None = None,
    tell: Callable[[str], None] | None = None,
    expect: Callable[[int], None] | None = None,
    worker: Worker | None = None,
) -> Iterator[Article | Problem]:
    """Read the bytes of one uploaded file; the ending of `name` says how, nothing is written.

    The other arguments are those of `read_articles`.
    """
    name = shown(Path(PurePath(name).name))
    suffix = suffix_of(name)
    if suffix not in BY_SUFFIX and sniffed(data[:HEAD], None) is None:
        return iter([unknown(name, suffix)])
    source = Source(name=name, open=lambda: io.BytesIO(data))
    return _alone(suffix, source, _intake(columns, tell, expect, worker))


def read_source(
    suffix: str,
    source: Source,
    *,
    columns: Mapping[str, str] | None = None,
    worker: Worker | None = None,
) -> Iterator[Article | Problem]:
    """Read one source as its ending or its first bytes say; see `read_articles`."""
    return _alone(suffix, source, _intake(columns, None, None, worker))


def read_feed(
    name: str,
    data: bytes,
    *,
    media_type: str = "",
    charset: str = "",
    worker: Worker | None = None,
) -> Iterator[Article | Problem]:
    """Read the bytes that a feed's address answered with: RSS, Atom, RDF or a JSON Feed.

    Whatever else it is, a web page for instance, is no feed. media_type, charset: as the server
    stated them; empty where it did not. name: for people. worker: see `read_articles`.
    """
    intake = _intake(None, None, None, worker)
    with intake:
        if media_type.endswith("json") or data.lstrip()[:1] == b"{":
            source = Source(name=name, open=lambda: io.BytesIO(data))
            module = importlib.import_module("geo.articles.json_file")
            yield from module.read_json(source, intake)
        else:
            module = importlib.import_module("geo.articles.documents")
            yield from module.articles_of_feed(name, data, intake, charset=charset)


def _alone(suffix: str, source: Source, intake: Intake) -> Iterator[Article | Problem]:
    with intake:
        yield from _guarded(suffix, source, intake)


def _intake(
    columns: Mapping[str, str] | None,
    tell: Callable[[str], None] | None,
    expect: Callable[[int], None] | None,
    worker: Worker | None,
) -> Intake:
    return Intake(
        columns=columns or {},
        tell=tell or _nothing,
        expect=expect or _nothing,
        read=_guarded,
        worker=worker or Worker(),
        lent=worker is not None,
    )


def _nothing(_: object) -> None:
    """Tell nobody."""


def _guarded(suffix: str, source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read one source; what the system refuses is told like any other fault."""
    silent = True
    try:
        for item in _by_format(suffix, source, intake):
            silent = False
            yield item
    except RefusedError as refused:
        silent = False
        yield refused.problem
    except (OSError, UnicodeError) as error:  # it vanished or changed while it was read
        silent = False
        yield unreadable(source.name, error)
    if silent:
        yield Problem(
            where=source.name,
            value="no rows",
            allowed="a file with an article in it",
            remedy="There are column names or blank lines in it and nothing else.",
        )


def _by_format(suffix: str, source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read a source as what its first bytes show where they show something, else by its ending."""
    ending = BY_SUFFIX.get(suffix)
    with source.open() as stream:
        shows = sniffed(stream.read(HEAD), ending)
    if shows is not None and shows is not ending:
        yield _misnamed(source.name, suffix, shows)
    taken = shows or ending
    if taken is not None:
        module, function = taken.reader.split(":")
        # Only now: some of the libraries take long to load.
        reader = getattr(importlib.import_module(f"geo.articles.{module}"), function)
        yield from reader(source, intake)


def _misnamed(where: str, suffix: str, shows: Format) -> Problem:
    ending = f"a file ending in {suffix}" if suffix else "a file without an ending"
    return Problem(
        where=where,
        value=f"{ending} whose first bytes are those of {shows.name}",
        allowed=f"{shows.name} that ends in {' or '.join(shows.suffixes)}",
        remedy="It was read as what its bytes show; give it the ending that fits.",
        kept=True,
    )


def insist_on_articles(found: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """Pass everything through, and raise at the end when there were problems and no article.

    Raises:
        ArticlesError: not one article could be read.
    """
    articles, problems, first = 0, 0, ""
    for item in found:
        if isinstance(item, Problem):
            problems += 1
            first = first or str(item)
        else:
            articles += 1
        yield item
    if problems and not articles:
        message = f"no article could be read ({problems:,} problems). The first: {first}"
        raise ArticlesError(message)
