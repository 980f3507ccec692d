"""Which files of a folder are new or changed, and whole: a look compares, and opens nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.articles.files import EMPTY_FOLDER, files_of, shown, unreadable
from geo.model import Problem
from geo.store import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from geo.articles.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A file that is not as it was. path: as it was found. stamp: as it is now."""

    path: Path
    suffix: str
    source: Source
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look found. problems: of folders and of files that cannot be looked at."""

    changed: tuple[Changed, ...] = ()
    problems: tuple[Problem, ...] = ()


def look(paths: Iterable[Path], before: Callable[[Path], Stamp | None]) -> Look:
    """Look through files and folders for what has another stamp than `before`."""
    changed: dict[Path, Changed] = {}
    problems: list[Problem] = []
    for item in _files(paths):
        if isinstance(item, Problem):
            problems.append(item)
        elif item.stamp != before(item.path):
            changed[item.path.absolute()] = item
    return Look(changed=tuple(changed.values()), problems=tuple(problems))


def settled(changed: Iterable[Changed]) -> Iterator[Changed]:
    """Yield those files that are now as they were when they were looked at.

    One that is still being written, or is gone, is left for the next look.
    """
    for each in changed:
        try:
            still = Stamp.of(each.path) == each.stamp
        except OSError:
            still = False
        if still:
            yield each


def _files(paths: Iterable[Path]) -> Iterator[Changed | Problem]:
    for named in paths:
        for entry in files_of(named):
            if isinstance(entry, Problem):
                if entry.value != EMPTY_FOLDER:  # a folder that waits for reports is well
                    yield entry
                continue
            suffix, source = entry
            path = source.path
            if path is None:  # files of a folder have one
                continue
            try:
                stamp = Stamp.of(path)
            except OSError as error:
                yield unreadable(shown(path), error)
            else:
                yield Changed(path=path, suffix=suffix, source=source, stamp=stamp)
