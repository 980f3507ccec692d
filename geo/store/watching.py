"""What `watch` remembers in a store, so that after a restart nothing is read or asked twice."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.store.connection import told, writing
from geo.store.opening import OpenStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What tells whether a file is as it was. No article's day ever comes from it.

    size: bytes. modified, changed: nanoseconds, of its bytes and of what the system knows about
    it (its name, who may read it).
    """

    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """Return a file's stamp.

        Raises:
            OSError: it is not there, or the system does not tell.
        """
        found = path.stat()
        return cls(size=found.st_size, modified=found.st_mtime_ns, changed=found.st_ctime_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMemory:
    """What is known of a feed that is followed.

    etag, modified: what its server stated of the last answer, to be said back to it. moved_to: the
    address at which it lies for good, by its own word. not_before: a UTC instant before which it
    is not asked. failures: how many there were in a row. trouble: the words of the last of them.
    seen: keys of what its answers held, the latest first.
    """

    etag: str | None = None
    modified: str | None = None
    moved_to: str | None = None
    not_before: dt.datetime | None = None
    failures: int = 0
    trouble: str | None = None
    seen: tuple[str, ...] = ()


class RemembersWatching(OpenStore):
    """The part of a store that knows what was followed how far."""

    def watched_file(self, path: Path) -> Stamp | None:
        """Return the stamp that a file had when `watch` read it last, None if it never did."""
        with self._reading():
            found = self._connection.execute(
                "SELECT size, modified, changed FROM watched_files WHERE path = ?", (_key(path),)
            ).fetchone()
        return found and Stamp(size=found[0], modified=found[1], changed=found[2])

    def note_watched_files(self, stamps: Mapping[Path, Stamp]) -> None:
        """Note that these files were read, as they were when they had these stamps.

        Raises:
            StoreError: the store cannot be written.
        """
        with told(self.path), writing(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO watched_files VALUES (?, ?, ?, ?)",
                [(_key(path), s.size, s.modified, s.changed) for path, s in stamps.items()],
            )

    def watched_feed(self, address: str) -> FeedMemory:
        """Return what is known of a feed; of a new one, that is nothing."""
        with self._reading():
            found = self._connection.execute(
                "SELECT etag, modified, moved_to, not_before, failures, trouble, seen "
                "FROM watched_feeds WHERE address = ?",
                (address,),
            ).fetchone()
        if found is None:
            return FeedMemory()
        etag, modified, moved_to, not_before, failures, trouble, seen = found
        return FeedMemory(
            etag=etag,
            modified=modified,
            moved_to=moved_to,
            not_before=dt.datetime.fromisoformat(not_before) if not_before else None,
            failures=failures,
            trouble=trouble,
            seen=tuple(json.loads(seen)),
        )

    def note_watched_feed(self, address: str, memory: FeedMemory) -> None:
        """Put what is known of a feed now in the place of what was known.

        Raises:
            StoreError: the store cannot be written.
        """
        with told(self.path), writing(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO watched_feeds VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    address,
                    memory.etag,
                    memory.modified,
                    memory.moved_to,
                    memory.not_before and memory.not_before.isoformat(timespec="seconds"),
                    memory.failures,
                    memory.trouble,
                    json.dumps(memory.seen),
                ),
            )


def _key(path: Path) -> bytes:
    """Return a path as the system has it: a name need not be valid Unicode."""
    return os.fsencode(path.absolute())
