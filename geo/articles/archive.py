"""Zip files: what lies in them is read as if it lay in a folder; nothing is ever unpacked to disk.

A zip may be a bomb: its entries, their bytes, and how many times they grow are bounded while
they are read, whatever it says of itself.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from geo.articles.files import other_kind, shown
from geo.articles.formats import BY_SUFFIX, READS, ZIP, suffix_of
from geo.articles.intake import RefusedError, read_at_most
from geo.articles.source import Source
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.intake import Intake
    from geo.model import Article

MOST_ENTRIES = 100_000
DIRECTORY_LIMIT = 16_000_000  # bytes of the list of entries
TOTAL_LIMIT = 8_000_000_000  # bytes of all entries, unpacked
RATIO_LIMIT = 250  # times that an entry may grow; text grows some 3 to 20 times
RATIO_FROM = 10_000_000  # bytes up to which an entry may grow as it likes
NESTED_LIMIT = 64_000_000  # bytes of a zip in a zip

_END, _END_LENGTH = b"PK\x05\x06", 22
_LONG_END, _LONG_LENGTH = b"PK\x06\x06", 76  # with the locator behind it
_SEE_LONG = 0xFFFFFFFF
_COMMENT = 0xFFFF


@dataclass(slots=True)
class _Budget:
    """How many bytes may still be unpacked."""

    left: int = TOTAL_LIMIT


def read_zip(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read every file in a zip that is of a known format, in order of names."""
    with source.open() as raw:
        stream = _in_memory(source, raw) if intake.nested else raw
        _insist_on_size(source.name, stream)
        try:
            packed = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
            yield _damaged(source.name, "a zip that does not open")
            return
        with packed:
            yield from _entries(source.name, packed, intake)


def _entries(name: str, packed: zipfile.ZipFile, intake: Intake) -> Iterator[Article | Problem]:
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES:
        yield Problem(
            where=name,
            value=f"{len(entries):,} entries",
            allowed=f"at most {MOST_ENTRIES:,} entries",
            remedy="Nothing of it was read; unpack it and name the folder, or split it.",
        )
        return
    others: Counter[str] = Counter()
    examples: dict[str, str] = {}
    budget = _Budget()
    held = False
    for entry in sorted(entries, key=lambda each: each.filename):
        inner = shown(Path(entry.filename))
        parts = PurePosixPath(entry.filename).parts
        if entry.is_dir() or any(_is_hidden(part) for part in parts):
            continue
        held = True
        suffix = suffix_of(entry.filename)
        if suffix not in BY_SUFFIX:
            others[suffix] += 1
            examples.setdefault(suffix, inner)
            continue
        where = f"{name}: {inner}"
        if entry.flag_bits & 1:
            yield Problem(
                where=where,
                value="an encrypted entry",
                allowed="entries that open without a password",
                remedy="Unpack it with its password and name the file.",
            )
        elif intake.nested and BY_SUFFIX[suffix] is ZIP:
            yield Problem(
                where=where,
                value="a zip in a zip in a zip",
                allowed="a zip in a zip",
                remedy="It was not read; unpack the outer one and name what lies in it.",
            )
        else:
            inside = _source(where, packed, entry, budget)
            yield from intake.read(suffix, inside, intake.inside())
        if budget.left <= 0:
            return  # told by the entry at which it ran out
    for suffix, count in sorted(others.items()):
        yield other_kind(name, suffix, count, examples[suffix])
    if not held:
        yield Problem(
            where=name,
            value="a zip without files",
            allowed=READS,
            remedy="Put the reports into it; hidden files are not read.",
        )


def _is_hidden(part: str) -> bool:
    """Tell whether a part of a path hides what lies below, as in a folder; ".." does not."""
    return part == "__MACOSX" or (part.startswith(".") and part not in (".", ".."))


def _source(where: str, packed: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> Source:
    reached = [0]  # how far it was ever unpacked; reading it twice counts once
    return Source(
        name=where,
        open=lambda: cast(
            "BinaryIO", io.BufferedReader(_Entry(where, packed, entry, budget, reached))
        ),
    )


class _Entry(io.RawIOBase):
    """An entry's bytes, counted as they come."""

    def __init__(
        self,
        where: str,
        packed: zipfile.ZipFile,
        entry: zipfile.ZipInfo,
        budget: _Budget,
        reached: list[int],
    ) -> None:
        self._where, self._entry = where, entry
        self._budget, self._reached = budget, reached
        self._at = 0
        with self._told():
            self._stream = packed.open(entry)

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can go to another place, if need be by beginning anew."""
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to another place."""
        with self._told():
            self._at = self._stream.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        """Return how far it was read."""
        return self._at

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]
        """Fill the buffer, and give up where the entry is a bomb."""
        with self._told():
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        new = self._at - self._reached[0]
        if new > 0:
            self._reached[0] = self._at
            self._budget.left -= new
            self._insist()
        return len(data)

    def close(self) -> None:
        """Close the entry, not the zip."""
        if hasattr(self, "_stream"):
            self._stream.close()
        super().close()

    def _insist(self) -> None:
        grown = self._at / max(1, self._entry.compress_size)
        if self._at > RATIO_FROM and grown > RATIO_LIMIT:
            raise RefusedError(
                Problem(
                    where=self._where,
                    value=f"{self._at:,} bytes out of {self._entry.compress_size:,} and growing",
                    allowed=f"entries that grow at most {RATIO_LIMIT} times",
                    remedy="It looks like a bomb and was given up; if it is none, unpack it and "
                    "name the file.",
                )
            )
        if self._budget.left <= 0:
            raise RefusedError(
                Problem(
                    where=self._where,
                    value=f"more than {TOTAL_LIMIT:,} bytes unpacked up to here",
                    allowed=f"at most {TOTAL_LIMIT:,} bytes in one zip",
                    remedy="The rest of the zip was not read; unpack it and name the folder.",
                )
            )

    def _told(self) -> _Told:
        return _Told(self._where)


class _Told:
    """Turns what a damaged entry raises into its Problem."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: object, _: object) -> None:
        damage = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
        if kind is not None and issubclass(kind, (*damage, ValueError)):
            told = _damaged(self._where, f"a damaged entry ({error or kind.__name__})")
            raise RefusedError(told)


def _damaged(where: str, value: str) -> Problem:
    return Problem(
        where=where,
        value=" ".join(value.split())[:200],
        allowed="a zip that is sound",
        remedy="It was not read from here on; make or fetch the zip again.",
    )


def _in_memory(source: Source, raw: BinaryIO) -> BinaryIO:
    """Return a zip in a zip as bytes: its list of entries stands at its end."""
    remedy = "Unpack the outer one and name this."
    return io.BytesIO(
        read_at_most(source.name, raw, NESTED_LIMIT, of="bytes of a zip in a zip", remedy=remedy)
    )


def _insist_on_size(where: str, stream: BinaryIO) -> None:
    """Refuse a zip whose list of entries would fill the memory, before it is read."""
    length = stream.seek(0, io.SEEK_END)
    start = max(0, length - _END_LENGTH - _COMMENT - 100)
    stream.seek(start)
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(_END)
    size = 0
    if at >= 0 and len(tail) - at >= _END_LENGTH:
        (size,) = struct.unpack_from("<L", tail, at + 12)
    long = at - _LONG_LENGTH
    if size == _SEE_LONG and long >= 0 and tail[long:].startswith(_LONG_END):
        (size,) = struct.unpack_from("<Q", tail, long + 40)
    if size > DIRECTORY_LIMIT:
        raise RefusedError(
            Problem(
                where=where,
                value=f"a list of entries of {size:,} bytes",
                allowed=f"at most {DIRECTORY_LIMIT:,} bytes",
                remedy="Nothing of it was read; unpack it and name the folder, or split it.",
            )
        )
