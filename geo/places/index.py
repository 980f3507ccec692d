"""A segment of the gazetteer as one file: written once, checked and mapped when opened.

The file holds a header (JSON: what it was made of, where each column lies, a checksum of all of
them) and the columns, each on a boundary of 64 bytes. Opening it reads it through once for the
checksum and maps it; processes that open the same file share its pages.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import threading
import zlib
from typing import TYPE_CHECKING, Any, Final

import marisa_trie
import numpy as np

from geo.errors import DatelineError
from geo.gazetteer.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.gazetteer.segment import Columns

MAGIC: Final = b"DLPLACES"
FORMAT: Final = 2
"""Raised when the meaning of a column changes: older files are made anew."""
_HEAD = struct.Struct("<8sII")  # magic, header length, header checksum
_BOUNDARY = 64
_CHUNK = 1 << 20
_LONGEST_HEADER = 1 << 20
_TRIE = "trie"


class IndexFileError(DatelineError, ValueError):
    """An index file is damaged, cut off, or of another version; it has to be made anew.

    `path` says which.
    """

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"the index {path} {what}; it is made anew from its sources")
        self.path = path


def write_index(
    path: Path, columns: Columns, trie: marisa_trie.Trie, about: Mapping[str, Any]
) -> None:
    """Write a segment's columns; the file takes its name only when all of it is on the disk.

    Several processes and threads may do so at once: each writes a file of its own, and the last
    one stays.

    Raises:
        OSError: the folder cannot be written.
    """
    blobs = {name: (column.dtype.str, column.tobytes()) for name, column in columns.items()}
    blobs[_TRIE] = ("|u1", trie.tobytes())
    sections: dict[str, tuple[int, int, str]] = {}
    offset = checksum = 0
    for name, (dtype, blob) in blobs.items():
        sections[name] = (offset, len(blob), dtype)
        padded = blob + bytes(-len(blob) % _BOUNDARY)
        checksum = zlib.crc32(padded, checksum)
        offset += len(padded)
    header = json.dumps(
        {"format": FORMAT, "about": dict(about), "sections": sections, "crc": checksum}
    ).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            file.write(_HEAD.pack(MAGIC, len(header), zlib.crc32(header)) + header)
            file.write(bytes(-file.tell() % _BOUNDARY))
            for _, blob in blobs.values():
                file.write(blob + bytes(-len(blob) % _BOUNDARY))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_about(path: Path) -> dict[str, Any]:
    """Return what an index says that it was made of.

    Raises:
        IndexFileError: it is no index of this version, or its header is damaged.
        OSError: there is no such file, or it cannot be read.
    """
    with path.open("rb") as file:
        return dict(_header(path, file.read(_HEAD.size + _LONGEST_HEADER))[0]["about"])


def open_index(path: Path, about: Mapping[str, Any] | None = None) -> Segment:
    """Check and map an index file.

    Args:
        path: the file.
        about: what it must have been made of; anything goes where it is None.

    Raises:
        IndexFileError: it is damaged, of another version, or made of something else.
        OSError: there is no such file, or it cannot be read.
    """
    with path.open("rb") as file:
        header, start = _header(path, file.read(_HEAD.size + _LONGEST_HEADER))
        if about is not None and header["about"] != dict(about):
            raise IndexFileError(path, "was made from other sources")
        file.seek(start)
        checksum = 0
        while chunk := file.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
        if checksum != header["crc"]:
            raise IndexFileError(path, "is damaged or cut off")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    view = memoryview(mapped)
    columns: Columns = {}
    trie = marisa_trie.Trie()
    for name, (offset, length, dtype) in header["sections"].items():
        piece = view[start + offset : start + offset + length]
        if name == _TRIE:
            trie.map(piece)
        else:
            columns[name] = np.frombuffer(piece, np.dtype(dtype))
    return Segment(columns, trie)


def _header(path: Path, head: bytes) -> tuple[dict[str, Any], int]:
    """Return the header and where the columns begin."""
    if len(head) < _HEAD.size:
        raise IndexFileError(path, "is cut off")
    magic, length, checksum = _HEAD.unpack_from(head)
    text = head[_HEAD.size : _HEAD.size + length]
    if magic != MAGIC:
        raise IndexFileError(path, "is no index")
    if len(text) < length or zlib.crc32(text) != checksum:
        raise IndexFileError(path, "has a damaged header")
    header: dict[str, Any] = json.loads(text)
    if header.get("format") != FORMAT:
        raise IndexFileError(path, f"has format {header.get('format')}, not {FORMAT}")
    end = _HEAD.size + length
    return header, end + -end % _BOUNDARY
