"""Recording imports in a store, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.store import imports
from geo.store.connection import told, writing
from geo.store.opening import OpenStore

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.store.imports import Import, Removal, Run


class RecordsImports(OpenStore):
    """The part of a store that knows what was read in at one go."""

    def begin_import(self, named: Sequence[str], begun: dt.datetime, *, go_on: bool = False) -> Run:
        """Begin to record an import; `go_on` takes an unfinished one of the same names up again.

        named: what the user named. begun: now; it is kept for bookkeeping only.

        Raises:
            StoreError: the store cannot be written.
        """
        with told(self.path), writing(self._connection):
            return imports.begin(self._connection, named, begun, go_on=go_on)

    def note_same(self, run: Run, article_ids: Sequence[str]) -> None:
        """Note that an import named articles that were there already.

        Raises:
            StoreError: the store cannot be written, or the import was taken back.
        """
        with told(self.path), writing(self._connection):
            imports.note_same(self._connection, run, article_ids)

    def note_problems(self, run: Run, problems: Sequence[str], *, refused: int = 0) -> None:
        """Note the words of an import's problems; see `note_same` for what is raised.

        refused: how many of them are articles that the store refused.
        """
        with told(self.path), writing(self._connection):
            imports.note_problems(self._connection, run, problems, refused=refused)

    def finish_import(self, run: Run) -> None:
        """Note that an import read all that it named; see `note_same` for what is raised."""
        with told(self.path), writing(self._connection):
            imports.finish(self._connection, run)

    def imports(self) -> tuple[Import, ...]:
        """Return every import, the latest first."""
        with self._reading():
            return imports.read_all(self._connection)

    def import_problems(self, number: int) -> tuple[str, ...]:
        """Return the words of the problems of an import, the first thousand of them.

        Raises:
            ImportNotFoundError: there is no import of this number.
        """
        with self._reading():
            imports.read(self._connection, number)
            return imports.problems_of(self._connection, number)

    def removal(self, number: int) -> Removal:
        """Return what taking an import back would do now.

        Raises:
            ImportNotFoundError: there is no import of this number.
            StoreError: it was taken back already.
        """
        with self._reading():
            return imports.removal(self._connection, number)

    def take_back(self, number: int) -> Removal:
        """Take an import back: its articles go, with all that was decided about them.

        An article that another import named too stays, and belongs to that one from now on.

        Raises:
            ImportNotFoundError: there is no import of this number.
            StoreError: it was taken back already, or the store cannot be written. Nothing was
                changed in any case.
        """
        with told(self.path), writing(self._connection):
            done = imports.take_back(self._connection, number, full_text=self._full_text)
            if done.removed:
                self._count_change()
            return done
