"""Web archives (.warc, .warc.gz): the pages among what a crawler fetched."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from geo.articles.documents import PAGE_LIMIT, articles_of_page
from geo.articles.fields import shortened
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.intake import Intake
    from geo.articles.source import Source
    from geo.model import Article

RUN_LIMIT = 8_000_000  # bytes without a line's end
WELL = "200"


class _TooLongError(OSError):
    """Bytes that never come to a line's end, which would fill the memory as one header."""


class _Bounded(io.RawIOBase):
    """A stream that gives up where no line ends for too long."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._run = stream, 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return so many bytes."""
        # read1: a file that breaks off gives what it has before it raises.
        data: bytes = self._stream.read1(size if size >= 0 else RUN_LIMIT)  # type: ignore[attr-defined]
        last = data.rfind(b"\n")
        self._run = self._run + len(data) if last < 0 else len(data) - last - 1
        if self._run > RUN_LIMIT:
            message = f"more than {RUN_LIMIT:,} bytes without the end of a line"
            raise _TooLongError(message)
        return data


def read_warc(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read each page that a server answered with; all other records are counted and told."""
    pages, others = 0, 0
    with source.open() as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
        try:
            for number, record in enumerate(ArchiveIterator(_Bounded(stream)), start=1):
                if not _is_page(record):
                    others += 1
                    continue
                pages += 1
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                where = f"{source.name}, record {number}"
                data = record.content_stream().read(PAGE_LIMIT + 1)
                if len(data) > PAGE_LIMIT:
                    yield _too_long(where)
                    continue
                yield from articles_of_page(
                    where, data, intake, url=url.strip("<>"), charset=_charset(record)
                )
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
            yield Problem(
                where=source.name,
                value=shortened(str(error) or type(error).__name__),
                allowed="a WARC file that is sound to its end",
                remedy=f"Fetch the file again. Pages read before this: {pages:,}.",
            )
            return
    if pages:
        intake.tell(f"{source.name}: pages: {pages:,}; other records, left aside: {others:,}.")
    else:
        yield Problem(
            where=source.name,
            value=f"{others:,} records, none of them a page",
            allowed="responses of type text/html with status 200",
            remedy="There is nothing to read in it; name the archive that holds the pages.",
        )


def _is_page(record: object) -> bool:
    headers = getattr(record, "http_headers", None)
    if getattr(record, "rec_type", "") != "response" or headers is None:
        return False
    kind = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") and headers.get_statuscode() == WELL


def _charset(record: object) -> str:
    kind = record.http_headers.get_header("Content-Type") or ""  # type: ignore[attr-defined]
    return kind.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")


def _too_long(where: str) -> Problem:
    return Problem(
        where=where,
        value=f"a page of more than {PAGE_LIMIT:,} bytes",
        allowed=f"at most {PAGE_LIMIT:,} bytes",
        remedy="It was not read, the others are; copy its text into a .txt file.",
    )
