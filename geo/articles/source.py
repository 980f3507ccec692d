"""Where bytes come from, and their text: the encoding is found out or a Problem tells why not.

Nothing is held in memory whole: one pass looks at the bytes, a second reads them as text.
"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from charset_normalizer import from_bytes

from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHUNK = 1 << 20  # bytes
SAMPLE = 1 << 17  # bytes that the guess of an encoding looks at, twice at most
MARKS: Final = (
    # The longer marks first: UTF-32's begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSED: Final = (
    # What newsrooms' files are met in; earlier ones win a tie.
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1256",
    "koi8_r",
    "gb18030",
    "big5",
    "cp932",
    "euc_kr",
)
MESS = 0.1  # charset-normalizer's share of unlikely characters, 0 to 1
COHERENCE = 0.1  # its likeness to a known language, 0 to 1
TIE = 0.05
ENCODINGS = "UTF-8, UTF-16 with a byte order mark, or a common older encoding in enough text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes with a name: `open` gives a fresh stream each time, `name` is for people.

    path: the file, where they are those of one.
    """

    name: str
    open: Callable[[], BinaryIO]
    path: Path | None = None


def text_of(source: Source, *, newline: str | None = None) -> io.TextIOWrapper | Problem:
    """Open `source` as text, in the encoding that its bytes show.

    newline: as for `open`: None turns every line ending into one newline, "" leaves them.
    """
    encoding = encoding_of(source)
    if isinstance(encoding, Problem):
        return encoding
    return io.TextIOWrapper(source.open(), encoding=encoding, errors="strict", newline=newline)


def encoding_of(source: Source) -> str | Problem:
    """Return the name of the encoding, or the Problem that no text can be read."""
    with source.open() as stream:
        head = stream.read(4)
    if not head:
        return Problem(
            where=source.name,
            value="",
            allowed="a file with text in it",
            remedy="The file is empty; save it again or leave it out.",
        )
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None)
    encoding = marked or "utf-8"
    fault = _first_fault(source, encoding)
    if fault is None:
        return encoding
    if fault.binary:
        return Problem(
            where=source.name,
            value=f"a NUL character near byte {fault.at}",
            allowed=ENCODINGS,
            remedy="This is no plain text; open it in its own program and save it as UTF-8 text.",
        )
    guess = None if marked else _guess(source, fault.at)
    if guess is not None:
        again = _first_fault(source, guess)
        if again is None:
            return guess
    return Problem(
        where=source.name,
        value=f"bytes near {fault.at} that are not {encoding}",
        allowed=ENCODINGS,
        remedy="Which encoding it is cannot be told for sure; save it as UTF-8.",
    )


@dataclass(frozen=True, slots=True)
class _Fault:
    at: int
    binary: bool


def _first_fault(source: Source, encoding: str) -> _Fault | None:
    """Read everything once; return the first place that is no text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    at = 0
    with source.open() as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                # Bytes with NULs that are no UTF-8 either are a picture or an archive.
                return _Fault(at + getattr(error, "start", 0), binary=b"\0" in chunk)
            if "\0" in text:
                return _Fault(at, binary=True)
            if not chunk:
                return None
            at += len(chunk)


def _guess(source: Source, fault: int) -> str | None:
    """Return the likeliest older encoding, None when it is not likely enough."""
    with source.open() as stream:
        sample = stream.read(SAMPLE)
        if fault >= SAMPLE:
            stream.seek(fault - SAMPLE // 2)
            sample += stream.read(SAMPLE)
    found = from_bytes(sample, cp_isolation=list(GUESSED), threshold=MESS)
    best = found.best()
    if best is None or best.coherence < COHERENCE:
        return None
    alike = {
        match.encoding
        for match in found
        if match.chaos <= best.chaos + TIE and match.coherence >= best.coherence - TIE
    }
    return next((name for name in GUESSED if name in alike), None)
