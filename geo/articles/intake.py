"""How one run of reading is done: the columns that were named, whom to tell, who takes apart."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO, Self

from geo.articles.fields import NAMES, field_name, same_name, shortened
from geo.articles.worker import Worker
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from geo.articles.source import Source
    from geo.model import Article

MOST_NOTES = 50


def _nothing(_: object) -> None:
    """Tell nobody."""


class RefusedError(Exception):
    """The rest of a source cannot be read; `problem` says why. Never leaves this package."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_at_most(where: str, stream: BinaryIO, limit: int, *, of: str, remedy: str) -> bytes:
    """Return all bytes of a stream, where there are so many at most.

    of: what they would be more of, such as "bytes of Parquet in a zip".

    Raises:
        RefusedError: there are more.
    """
    data = stream.read(limit + 1)
    if len(data) <= limit:
        return data
    raise RefusedError(
        Problem(
            where=where,
            value=f"more than {limit:,} {of}",
            allowed=f"at most {limit:,} bytes",
            remedy=remedy,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What readers share. Use it in a `with` block: its own worker ends with it.

    columns: field -> the column or key that holds it, as the user named it. tell: hears sentences
    that are no problem, such as which column was taken for what. expect: hears how many rows a
    source says that it has. read: reads another source, found in the first, by its ending.
    lent: whether the worker is the caller's, who ends it. nested: whether this source lies in a zip
    already.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    tell: Callable[[str], None] = _nothing
    expect: Callable[[int], None] = _nothing
    read: Callable[[str, Source, Intake], Iterator[Article | Problem]]
    worker: Worker = field(default_factory=Worker)
    lent: bool = False
    nested: bool = False
    told: set[str] = field(default_factory=set)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.lent:
            self.worker.close()

    def inside(self) -> Intake:
        """Return the same for what lies in a zip."""
        return replace(self, nested=True, expect=_nothing)

    def field_of(self, written: str) -> str | None:
        """Return which field a column or key holds, None for one that is not used."""
        for name, column in self.columns.items():
            if same_name(column, written):
                return name
        known = field_name(written)
        return None if known in self.columns else known

    def fields_of(self, where: str, written: Sequence[str]) -> list[str | None] | Problem:
        """Return the field of each column, and tell it once; a Problem when none holds text."""
        for name, column in self.columns.items():
            if not any(same_name(column, each) for each in written):
                return Problem(
                    where=where,
                    value=f"no column {shortened(column)} for {name}",
                    allowed=shortened("columns: " + ", ".join(written), 300),
                    remedy="Nothing of it was read; name a column that it has.",
                )
        fields = [self.field_of(each) for each in written]
        if "text" not in fields:
            return Problem(
                where=where,
                value=shortened(", ".join(written)),
                allowed="column names, one of them " + ", ".join(NAMES["text"]),
                remedy="Name the column that holds the articles' text; names go in the first "
                "row. In the command, --column text=NAME says which one it is.",
            )
        self._tell_columns(where, written, fields)
        return fields

    def _tell_columns(
        self, where: str, written: Sequence[str], fields: Sequence[str | None]
    ) -> None:
        taken: dict[str, list[str]] = {name: [] for name in NAMES}
        unused: list[str] = []
        for column, name in zip(written, fields, strict=True):
            (unused if name is None else taken[name]).append(repr(shortened(column)))
        told = "; ".join(
            f"{name} from {' or else '.join(dict.fromkeys(columns))}"
            for name, columns in taken.items()
            if columns and name != "id"
        )
        if unused:
            told += "; not used: " + shortened(", ".join(unused), 200)
        if told not in self.told and len(self.told) < MOST_NOTES:
            self.told.add(told)
            self.tell(f"{where}: {told}.")
