"""Where the store's file lies, which SQLite reads it, and how a connection to it is opened."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import DatelineError, StoreError
from geo.store import tallying

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:  # no wheel for this machine: Python's own will do, see below
        import sqlite3

__all__ = [
    "SENSELESS",
    "SQLITE_VERSION",
    "Version",
    "default_store_path",
    "journal_for",
    "open_connection",
    "reading",
    "sensible",
    "set_journal",
    "sqlite3",
    "told",
    "writing",
]

Version = tuple[int, int, int]

SQLITE_VERSION: Version = sqlite3.sqlite_version_info
OLDEST_SQLITE: Version = (3, 38, 0)
"""The first SQLite with STRICT tables and json_each for certain."""

BUSY_SECONDS = 30.0
"""How long a write waits for another program's write before it gives up."""

SENSELESS = (KeyError, ValueError, TypeError, IndexError)
"""What is raised by reading a row that another hand has spoiled."""


def default_store_path(
    environment: Mapping[str, str] | None = None,
    platform: str | None = None,
) -> Path:
    """Return where the store lies: $DATELINE_STORE, else the user's data folder.

    The data folder is the platform's: $XDG_DATA_HOME or ~/.local/share on Linux,
    ~/Library/Application Support on macOS, %LOCALAPPDATA% on Windows. Nothing is made here;
    `Store.open` makes the folder. `environment` and `platform` stand for os.environ and
    sys.platform.

    Raises:
        StoreError: the user has no home folder and DATELINE_STORE is not set.
    """
    environment = os.environ if environment is None else environment
    platform = sys.platform if platform is None else platform
    try:
        if named := environment.get("DATELINE_STORE"):
            return Path(named).expanduser()
        if platform == "darwin":
            return Path("~/Library/Application Support/Dateline/dateline.db").expanduser()
        if platform == "win32":
            local = environment.get("LOCALAPPDATA") or "~/AppData/Local"
            return Path(local).expanduser() / "Dateline" / "dateline.db"
        data = Path(environment.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
        if not data.is_absolute():  # the XDG rules say that a relative folder is to be ignored
            data = Path("~/.local/share").expanduser()
        return data / "dateline" / "dateline.db"
    except RuntimeError as error:  # what pathlib raises where there is no home folder
        message = f"Where to keep the store is unknown: {error}. Set DATELINE_STORE to a file."
        raise StoreError(message) from error


def journal_for(version: Version) -> str:
    """Return the journal mode that is safe with this SQLite: 'wal', or 'delete'.

    SQLite 3.7.0 to 3.51.2 can damage a write-ahead log that two programs use at once (the
    WAL-reset race, mended in 3.51.3 and, for older lines, in 3.50.7 and 3.44.6).
    """
    mended = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}.get(version[:2], (3, 51, 3))
    return "delete" if (3, 7, 0) <= version < mended else "wal"


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into a StoreError that says what may help."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        remedy = next(
            (remedy for known, remedy in _REMEDIES.items() if name.startswith(known)),
            "Check the file, its folder and the rights on both.",
        )
        # SQLite's own words, "database is locked", sound as if somebody had to unlock it.
        busy = name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
        what = "it is in use" if busy else str(error)
        message = f"The store {str(path)!r} cannot be used: {what}. {remedy}"
        raise StoreError(message) from error
    except OSError as error:
        reason = error.strerror or error
        message = (
            f"The store {str(path)!r} cannot be used: {reason}. "
            "Name a file that you may write with --store or DATELINE_STORE."
        )
        raise StoreError(message) from error


_REMEDIES = {
    "SQLITE_NOTADB": "It is not a store of Dateline; name another file.",
    "SQLITE_CORRUPT": "It is damaged: put a backup in its place, or ingest into a new file.",
    "SQLITE_BUSY": "Another program is writing to it; try again when that is done.",
    "SQLITE_LOCKED": "Another program is writing to it; try again when that is done.",
    "SQLITE_FULL": "The disk is full: make room and run the same again; what was kept is safe.",
    "SQLITE_READONLY": "It may only be read: it was opened so, or the rights on it say so.",
    "SQLITE_CANTOPEN": "Name a file in a folder that you may write.",
    "SQLITE_CONSTRAINT": "A record breaks a rule of the store; nothing of it was kept.",
}


def open_connection(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a connection with every safeguard set, but the journal left as it is.

    A missing file is made (with its folder, which only the user may enter) unless `read_only`.
    Transactions are the caller's: nothing begins or ends one by itself.

    Raises:
        StoreError: the file cannot be opened, or SQLite is too old.
    """
    if SQLITE_VERSION < OLDEST_SQLITE:
        have, need = (".".join(map(str, each)) for each in (SQLITE_VERSION, OLDEST_SQLITE))
        message = f"SQLite {have} is too old, {need} is needed. Install the package pysqlite3."
        raise StoreError(message)
    with told(path):
        if path.is_dir():
            message = (
                f"The store {str(path)!r} is a folder. Name a file, such as {path}/dateline.db."
            )
            raise StoreError(message)
        if read_only and not path.exists():
            message = (
                f"There is no store at {str(path)!r}. "
                "`python -m geo demo` or `python -m geo ingest` makes one."
            )
            raise StoreError(message)
        if not read_only:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
        try:
            tallying.teach(connection)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection


def set_journal(connection: sqlite3.Connection, journal: str, path: Path) -> None:
    """Bring the file's journal mode to `journal`.

    Leaving the write-ahead log is needed for safety; where another program holds the file
    that is refused. Entering it only makes things faster, so it may wait for a better moment.

    Raises:
        StoreError: the write-ahead log must be left and another program keeps it open.
    """
    (present,) = connection.execute("PRAGMA journal_mode").fetchone()
    if present == journal:
        return
    try:
        # A pragma takes no parameters; the word is one of the two that journal_for returns.
        connection.execute(
            "PRAGMA journal_mode = WAL" if journal == "wal" else "PRAGMA journal_mode = DELETE"
        )
    except sqlite3.OperationalError as error:
        if journal == "wal":
            return
        message = (
            f"The store {str(path)!r} is open in another program, and this SQLite cannot share "
            "it safely. Close the other one first, or install the package pysqlite3."
        )
        raise StoreError(message) from error


@contextlib.contextmanager
def sensible(path: Path) -> Iterator[None]:
    """Turn what a row raises that was spoiled by another hand into a StoreError."""
    try:
        yield
    except DatelineError:
        raise
    except SENSELESS as error:
        message = (
            f"The store {str(path)!r} holds a row that makes no sense ({error}). It is damaged: "
            "put a backup in its place, or ingest into a new file. "
            "`python -m geo store check` tells which articles."
        )
        raise StoreError(message) from error


@contextlib.contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold one transaction that writes: all of it is kept, or nothing."""
    yield from _transaction(connection, "BEGIN IMMEDIATE")


@contextlib.contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold one transaction that reads: every statement in it sees the same state."""
    yield from _transaction(connection, "BEGIN")


def count_change(connection: sqlite3.Connection) -> None:
    """Give the store's state another version, within the caller's transaction."""
    connection.execute("UPDATE state SET revision = revision + 1, counted = counted + 1")


def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have ended it already
            connection.execute("ROLLBACK")
        raise
