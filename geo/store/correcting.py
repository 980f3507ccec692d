"""The log of corrections: appended to, never changed, and read back as it was."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.corrections import (
    Confirmed,
    Correction,
    DayIs,
    Merge,
    NotAPlace,
    PlaceIs,
    PointIs,
    Reach,
    RoleIs,
    Split,
    Undo,
    refuse_conflict,
    refuse_folding_conflict,
    refuse_second_undo,
)
from geo.errors import CorrectionError, StoreError
from geo.model import Coordinates, Role, Span
from geo.store.connection import count_change, reading, sqlite3, told, writing
from geo.store.rows import number_of_place, read_places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.corrections import Change, Folding, Said
    from geo.model import Place

_COLUMNS = (
    "article, part, span_start, span_end, name, source, reach, kind, place, latitude, longitude, "
    "role, day, other, was, undoes, author, reason, at"
)
_MERGE, _SPLIT, _UNDO = "merge", "split", "undo"


class CorrectionLog:
    """What analysts said, in the order in which they said it; `Store.corrections` gives it."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, places: dict[int, Place]
    ) -> None:
        self._connection = connection
        self._path = path
        self._places = places

    def read(self) -> tuple[Said, ...]:
        """Return all of it, the earliest first.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._told(), reading(self._connection):
            return self.read_within()

    def read_within(self) -> tuple[Said, ...]:
        """Return all of it, within the caller's transaction."""
        rows = self._connection.execute(
            f"SELECT number, {_COLUMNS} FROM corrections ORDER BY number"  # noqa: S608 - ours
        ).fetchall()
        read_places(self._connection, {row[9] for row in rows} - {None}, self._places)
        return tuple(_from_row(row, self._places) for row in rows)

    def add(self, correction: Correction, *, seen: int) -> Correction:
        """Keep a correction, and return it with its number.

        seen: number of the latest entry of the log that its author knew, 0 for none.

        Raises:
            CorrectionConflictError: somebody said something else about the same in the meantime.
            StoreError: it cannot be kept. Nothing was changed in either case.
        """
        with self._told(), writing(self._connection):
            refuse_conflict(correction, self.read_within(), seen)
            return replace(correction, number=self._append(*_to_row(correction, self._connection)))

    def fold(self, folding: Folding, *, seen: int) -> Folding:
        """Keep a merge or a split, and return it with its number.

        seen: number of the latest entry of the log that its author knew, 0 for none.

        Raises:
            CorrectionConflictError: somebody said something else of the same articles meanwhile.
            StoreError: it cannot be kept. Nothing was changed in either case.
        """
        with self._told(), writing(self._connection):
            refuse_folding_conflict(folding, self.read_within(), seen)
            return replace(folding, number=self._append(*_folding_to_row(folding)))

    def take_back(self, undo: Undo) -> Undo:
        """Keep that a correction was taken back, and return that with its number.

        Raises:
            CorrectionError: no such correction stands.
            StoreError: it cannot be kept. Nothing was changed in either case.
        """
        with self._told(), writing(self._connection):
            refuse_second_undo(undo, self.read_within())
            row = (*(None,) * 7, _UNDO, *(None,) * 7, undo.correction, *_by(undo))
            return replace(undo, number=self._append(*row))

    def _append(self, *row: Any) -> int:  # noqa: ANN401 - what SQLite takes
        marks = ", ".join("?" * len(row))
        cursor = self._connection.execute(
            f"INSERT INTO corrections ({_COLUMNS}) VALUES ({marks})",  # noqa: S608 - ours
            row,
        )
        count_change(self._connection)
        return int(cursor.lastrowid or 0)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        with told(self._path):
            try:
                yield
            except CorrectionError:
                raise
            except (UnicodeEncodeError, OverflowError) as error:
                message = f"the correction holds what cannot be kept: {error}"
                raise CorrectionError(message) from error
            except (KeyError, ValueError) as error:
                message = (
                    f"The store {str(self._path)!r} holds a correction that makes no sense "
                    f"({error}). It is damaged: put a backup in its place."
                )
                raise StoreError(message) from error


def user_name() -> str:
    """Return the name of who runs this program, as the system has it.

    Raises:
        CorrectionError: the system does not say.
    """
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        message = "the system does not say who you are; give a name for who corrects"
        raise CorrectionError(message) from error


def _to_row(correction: Correction, connection: sqlite3.Connection) -> tuple[Any, ...]:
    kind, place, point, role, day = _change_to_row(correction.change)
    return (
        correction.article,
        correction.part,
        correction.span.start,
        correction.span.end,
        correction.name,
        correction.source,
        correction.reach.value,
        kind,
        None if place is None else number_of_place(connection, place),
        None if point is None else point.latitude,
        None if point is None else point.longitude,
        None if role is None else role.value,
        None if day is None else day.isoformat(),
        None,
        correction.was,
        None,
        *_by(correction),
    )


def _folding_to_row(folding: Folding) -> tuple[Any, ...]:
    return (
        folding.article,
        *(None,) * 6,
        _MERGE if isinstance(folding, Merge) else _SPLIT,
        *(None,) * 5,
        folding.other if isinstance(folding, Merge) else None,
        folding.was,
        None,
        *_by(folding),
    )


def _by(said: Said) -> tuple[str, str, str]:
    return said.author, said.reason, said.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _change_to_row(
    change: Change,
) -> tuple[str, Place | None, Coordinates | None, Role | None, dt.date | None]:
    match change:
        case PlaceIs(place=place):
            return "place", place, None, None, None
        case NotAPlace():
            return "nil", None, None, None, None
        case PointIs(place=place, coordinates=point):
            return "point", place, point, None, None
        case RoleIs(role=role):
            return "role", None, None, role, None
        case DayIs(day=day):
            return "date", None, None, None, day
        case Confirmed(place=found):
            return "confirm", found, None, None, None


def _from_row(row: tuple[Any, ...], places: dict[int, Place]) -> Said:
    number, article, part, start, end, name, source, reach, kind = row[:9]
    place, latitude, longitude, role, day, other, was, undoes, author, reason, at = row[9:]
    when = dt.datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    if kind == _UNDO:
        return Undo(correction=undoes, author=author, reason=reason, at=when, number=number)
    if kind == _MERGE:
        return Merge(
            article=article,
            other=other,
            was=was,
            author=author,
            reason=reason,
            at=when,
            number=number,
        )
    if kind == _SPLIT:
        return Split(article=article, was=was, author=author, reason=reason, at=when, number=number)
    change: Change
    if kind == "place":
        change = PlaceIs(place=places[place])
    elif kind == "point":
        point = Coordinates(latitude=latitude, longitude=longitude)
        change = PointIs(place=places[place], coordinates=point)
    elif kind == "role":
        change = RoleIs(role=Role(role))
    elif kind == "date":
        change = DayIs(day=dt.date.fromisoformat(day))
    elif kind == "confirm":
        change = Confirmed(place=None if place is None else places[place])
    else:
        change = NotAPlace()
    return Correction(
        article=article,
        part=part,
        span=Span(start=start, end=end),
        name=name,
        source=source,
        reach=Reach(reach),
        change=change,
        was=was,
        author=author,
        reason=reason,
        at=when,
        number=number,
    )
