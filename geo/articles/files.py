"""Files and folders as sources: what is there, in a fixed order, nothing passed over in silence."""

from __future__ import annotations

import os
import stat
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geo.articles.formats import HEAD, READS, SUFFIXES, sniffed, suffix_of
from geo.articles.source import Source
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY_FOLDER = "a folder without files"


def shown(path: Path) -> str:
    """Return a path as people see it: one line, whatever bytes its name is made of."""
    name = str(path).encode("utf-8", errors="surrogatepass").decode("utf-8", errors="replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def source_of(path: Path) -> Source:
    """Return the file as a source of bytes."""
    return Source(name=shown(path), open=partial(_open, path), path=path)


def files_of(path: Path) -> Iterator[tuple[str, Source] | Problem]:
    """Give the suffix and source of each readable file that `path` is or holds.

    A folder is read with what lies in its folders, in order of names; names that begin with a
    dot are hidden and left out; links that lead out of the folder are told, not followed. Files
    of other kinds are told once for each ending.
    """
    if not path.is_dir():
        yield _file(path, within=None)
        return
    others: Counter[str] = Counter()
    examples: dict[str, str] = {}
    held = False
    root = path.resolve()
    for entry in _entries(path):
        if isinstance(entry, Problem):
            yield entry
            continue
        suffix = suffix_of(entry.name)
        if suffix in SUFFIXES:
            held = True
            yield _file(entry, within=root)
        else:
            others[suffix] += 1
            examples.setdefault(suffix, shown(entry.relative_to(path)))
    for suffix, count in sorted(others.items()):
        held = True
        yield other_kind(shown(path), suffix, count, examples[suffix])
    if not held:
        yield Problem(
            where=shown(path),
            value=EMPTY_FOLDER,
            allowed=f"a folder with {READS}",
            remedy="Name the folder that holds the articles; hidden files are not read.",
        )


def other_kind(where: str, suffix: str, count: int, example: str) -> Problem:
    """Return the Problem of files in a folder or zip whose ending is not known."""
    files = "1 file" if count == 1 else f"{count:,} files"
    ending = f"ending in {suffix}" if suffix else "without an ending"
    return Problem(
        where=f"{where}/*{suffix}",
        value=f"{files} {ending}, such as {example}",
        allowed=READS,
        remedy="They were not read; save them as one of these, or leave them.",
    )


def _file(path: Path, *, within: Path | None) -> tuple[str, Source] | Problem:
    """Return one file's suffix and source; within: the folder that a link must stay in."""
    suffix = suffix_of(path.name)
    try:
        inside = within is None or path.resolve(strict=True).is_relative_to(within)
        if not inside:
            return _leads_out(path)
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before 3.13
        return unreadable(shown(path), error)
    if not stat.S_ISREG(mode):
        return Problem(
            where=shown(path),
            value="neither a file nor a folder",
            allowed=READS,
            remedy="Name an ordinary file.",
        )
    try:
        known = suffix in SUFFIXES or _shows_format(path)
    except OSError as error:
        return unreadable(shown(path), error)
    return (suffix, source_of(path)) if known else unknown(shown(path), suffix)


def _shows_format(path: Path) -> bool:
    with path.open("rb") as stream:
        return sniffed(stream.read(HEAD), None) is not None


def unknown(where: str, suffix: str) -> Problem:
    """Return the Problem of a file that was named and whose format nothing tells."""
    return Problem(
        where=where,
        value=f"a file ending in {suffix}" if suffix else "a file without an ending",
        allowed=READS,
        remedy="Save it as one of these; the ending says how it is read.",
    )


def _leads_out(path: Path) -> Problem:
    return Problem(
        where=shown(path),
        value="a link that leads out of the folder",
        allowed="files that lie in the folder",
        remedy="It was not followed; name what it points to if it should be read.",
    )


def unreadable(where: str, error: Exception) -> Problem:
    """Return the Problem of a file that the system does not let us read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(
        where=where,
        value=reason,
        allowed="a file that may be read",
        remedy="Check that it still exists and that you may read it.",
    )


def _entries(folder: Path) -> Iterator[Path | Problem]:
    """Give every file below `folder` that is not hidden, folder by folder, in order of names."""
    failures: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=failures.append):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (here / name).is_symlink() and not _stays(here / name, folder):
                yield _leads_out(here / name)
        for name in sorted(files):
            if not name.startswith("."):
                yield here / name
    for failure in failures:
        yield unreadable(shown(Path(failure.filename or folder)), failure)


def _stays(link: Path, folder: Path) -> bool:
    """Tell whether a link's target lies in the folder, where it is read in its own place."""
    try:
        return link.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False
