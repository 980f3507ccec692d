"""What is shown: one filtered set of articles that list, map, histogram and counts all follow.

`Dataset.of(articles)` works everything out once; `select(dataset, filters)` then decides for one
question. Every article falls into exactly one of four lots, so that counts always add up:

- *undated*: no day is known on either clock; kept in its tray whatever the period is;
- *unplaced*: it has a day in the period, but no place that may be drawn;
- *shown*: it has a day in the period and at least one pin;
- *outside*: the period or another filter leaves it out.

Times are whole calendar days. An article may bear several intervals, and it is kept when any of
them overlaps the period. Pure: no I/O, no clock, and the order of the articles plays no part.
"""

from geo.selection.choosing import answers, select
from geo.selection.dataset import Dataset, Row, ancestors, happened_entry, row_of
from geo.selection.entries import why_undrawn
from geo.selection.records import (
    NO_SOURCE,
    ROLES_BY_STRENGTH,
    Clock,
    Counts,
    DayCount,
    Entry,
    Filters,
    Pin,
    Selection,
    Undrawn,
    drawn_as,
)
from geo.selection.searching import words_asked

__all__ = [
    "NO_SOURCE",
    "ROLES_BY_STRENGTH",
    "Clock",
    "Counts",
    "Dataset",
    "DayCount",
    "Entry",
    "Filters",
    "Pin",
    "Row",
    "Selection",
    "Undrawn",
    "ancestors",
    "answers",
    "drawn_as",
    "happened_entry",
    "row_of",
    "select",
    "why_undrawn",
    "words_asked",
]
