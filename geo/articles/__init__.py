"""Articles read from files: each becomes an `Article`, or a `Problem` that says how to mend it.

Plain text (.txt) is one article a file, tables (.csv) and JSON lines (.jsonl) one a row. Reading
streams, opens nothing but what was named, and never takes a date from a file's time or name.
"""

from __future__ import annotations

import io
import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from geo.articles.exact import iter_json_lines
from geo.articles.fields import TEXT_LIMIT, article_id
from geo.articles.files import SUFFIXES, files_of, shown, unreadable
from geo.articles.plain import read_txt
from geo.articles.rows import read_csv, read_jsonl
from geo.articles.source import Source
from geo.errors import ArticlesError, InputNotFoundError
from geo.model import Article, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "SUFFIXES",
    "TEXT_LIMIT",
    "article_id",
    "insist_on_articles",
    "iter_json_lines",
    "read_articles",
    "read_upload",
]

_READERS = {".txt": read_txt, ".csv": read_csv, ".jsonl": read_jsonl}


def read_articles(paths: Path | str | Iterable[Path | str]) -> Iterator[Article | Problem]:
    """Read files and folders, one after the other, in the order named.

    Folders are read with all that lies below them, in order of names. The same file named twice
    gives the same articles, with the same ids, twice.

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
    return _read(found)


def _read(paths: list[Path]) -> Iterator[Article | Problem]:
    for path in paths:
        for entry in files_of(path):
            if isinstance(entry, Problem):
                yield entry
            else:
                suffix, source = entry
                yield from _guarded(suffix, source)


def read_upload(name: str, data: bytes) -> Iterator[Article | Problem]:
    """Read the bytes of one uploaded file; the ending of `name` says how, nothing is written."""
    name = shown(Path(PurePath(name).name))
    suffix = PurePath(name).suffix.lower()
    source = Source(name=name, open=lambda: io.BytesIO(data))
    if suffix not in _READERS:
        return iter(
            [
                Problem(
                    where=name,
                    value=f"a file ending in {suffix}" if suffix else "a file without an ending",
                    allowed=", ".join(sorted(_READERS)),
                    remedy="Save it as one of these; the ending says how it is read.",
                ),
            ],
        )
    return _guarded(suffix, source)


def _guarded(suffix: str, source: Source) -> Iterator[Article | Problem]:
    """Read one source; what the system refuses is told like any other fault."""
    silent = True
    try:
        for item in _READERS[suffix](source):
            silent = False
            yield item
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
