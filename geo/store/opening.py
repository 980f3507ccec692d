"""Opening a store's file, and one transaction of it at a time."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Self

from geo.corrections import Overlay, standing
from geo.errors import StoreError
from geo.store import searching, tallying
from geo.store.connection import (
    SQLITE_VERSION,
    Version,
    count_change,
    journal_for,
    open_connection,
    reading,
    sensible,
    set_journal,
    told,
    writing,
)
from geo.store.correcting import CorrectionLog
from geo.store.schema import MIGRATIONS, migrate, schema_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.model import Place
    from geo.store.connection import sqlite3


class OpenStore:
    """An open file of a store; see `geo.store.Store`, which is made of it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        notice: str | None = None,
        full_text: bool = True,
    ) -> None:
        self._connection = connection
        self._full_text = full_text
        self._places: dict[int, Place] = {}
        self.path = path
        self.notice = notice
        self.corrections = CorrectionLog(connection, path, self._places)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        sqlite_version: Version = SQLITE_VERSION,
        full_text: bool | None = None,
    ) -> Self:
        """Open the store in this file; unless `read_only`, make or migrate it as needed.

        A store of an older schema is copied to `<file>.schema-<n>.backup` before it is
        migrated. `sqlite_version` decides which journal is safe, and `full_text` whether there is
        FTS5 (None: look); they are arguments for tests.

        Raises:
            StoreError: the file is no store, damaged, of a newer schema, out of reach or, for
                `read_only`, missing or of an older schema.
        """
        connection = open_connection(path, read_only=read_only)
        notices: list[str] = []
        try:
            with told(path), sensible(path):
                with reading(connection):
                    version = schema_version(connection, path)
                if full_text is None:
                    full_text = searching.has_full_text(connection)
                if read_only:
                    _refuse_older(version, path)
                else:
                    journal = journal_for(sqlite_version)
                    set_journal(connection, journal, path)
                    if version < len(MIGRATIONS):
                        migrate(connection, path, full_text=full_text)
                    else:
                        _bring_into_step(connection, full_text=full_text)
                    if journal != "wal":
                        notices.append(
                            f"SQLite {'.'.join(map(str, sqlite_version))} cannot share a "
                            "write-ahead log safely, so a slower journal is used. "
                            "Where there is a wheel of it, the package pysqlite3 mends that."
                        )
        except BaseException:
            connection.close()
            raise
        if not full_text:
            notices.append(
                "This SQLite has no full-text index (FTS5), so searches read every article. "
                "Where there is a wheel of it, the package pysqlite3 mends that."
            )
        return cls(connection, path, notice=" ".join(notices) or None, full_text=full_text)

    def close(self) -> None:
        """Close the file; the store cannot be used after that."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def version(self) -> str:
        """Return a word that names this state of this store: it changes with every change.

        Two stores never share one, even where one took the other's place in the same file.
        """
        with self._reading():
            return self._version()

    def _version(self) -> str:
        identity, revision = self._connection.execute(
            "SELECT identity, revision FROM state"
        ).fetchone()
        return f"{identity}-{revision}"

    def _overlay(self) -> Overlay:
        """Return the corrections that stand, within the caller's transaction."""
        return Overlay(standing(self.corrections.read_within()))

    def _count_change(self) -> None:
        count_change(self._connection)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        with told(self.path), sensible(self.path), reading(self._connection):
            yield


def _bring_into_step(connection: sqlite3.Connection, *, full_text: bool) -> None:
    """Work out what is kept beside the articles, where that is behind them."""
    if searching.is_behind(connection, full_text=full_text):
        with writing(connection):
            searching.bring_into_step(connection, full_text=full_text)
    if tallying.is_behind(connection):
        with writing(connection):
            tallying.work_out(connection)


def _refuse_older(version: int, path: Path) -> None:
    if version == 0:
        message = (
            f"{str(path)!r} is empty, not a store yet. "
            "`python -m geo demo` or `python -m geo ingest` fills it."
        )
        raise StoreError(message)
    if version < len(MIGRATIONS):
        message = (
            f"The store {str(path)!r} has the older schema {version} and may only be read. "
            "Open it once for writing, with `python -m geo date --list` for instance."
        )
        raise StoreError(message)
