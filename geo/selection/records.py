"""The records of a selection: the question, the rows of the answer, and the answer."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.model import Role

if TYPE_CHECKING:
    import datetime as dt

    from geo.model import Interval, LocatedArticle, Place, Precision, Verdict

ROLES_BY_STRENGTH = (
    Role.EVENT,
    Role.DATELINE,
    Role.GOVERNMENT,
    Role.BACKGROUND,
    Role.ORGANISATION,
    Role.DEMONYM,
)
"""Strongest first: of several mentions of one place in one article, this one names its pin."""
DRAWN_AS = {Role.ORGANISATION: Role.BACKGROUND, Role.DEMONYM: Role.BACKGROUND}
"""Roles that look like another one on the page: both are named in passing."""
NO_SOURCE = ""
"""Stands among `Filters.sources` for articles that state no source."""


class Clock(StrEnum):
    """Which days count: those that the text tells of, or the day of publication."""

    HAPPENED = "happened"
    PUBLISHED = "published"


def drawn_as(role: Role) -> Role:
    """Return the role whose colour and shape a role has."""
    return DRAWN_AS.get(role, role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """One question to the dataset; an empty set or None restricts nothing.

    first, last: the period, both days included, either end open when None. text: words that must
    all begin a word of title, text, source or place names, and phrases in quotation marks; see
    `geo.selection.searching`.
    places: ids; a place includes what it contains. sources: as stated, `NO_SOURCE` for none.
    roles: with `places` they ask for one mention that answers both.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    clock: Clock = Clock.HAPPENED
    text: str = ""
    places: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One article at one place.

    role: the strongest of its mentions there. confidence: 0 to 1, the best of the mentions of that
    role. days: when, on the chosen clock; empty when unknown. mentions: indices into the located
    article's `mentions`, in reading order.
    """

    article: str
    place: Place
    role: Role
    confidence: float
    verdict: Verdict
    days: tuple[Interval, ...]
    mentions: tuple[int, ...]

    @property
    def precision(self) -> Precision:
        """How it may be drawn; never NONE."""
        return self.place.precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Undrawn:
    """A place of an article that gets no pin, and why, in words for the list.

    days: when, on the chosen clock: those that its own mentions tell, else the article's. Where
    nothing of the article has a pin, also those that none of its places tells.
    """

    place: Place
    role: Role
    verdict: Verdict
    reason: str
    days: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article of a selection, as a row of the list.

    days: on the chosen clock, earliest first; empty when undated. filed: the one of them that the
    list files it under, which is what the article tells first. fallback: the chosen clock knew no
    day and the other one gave it. pins: strongest role first, and of one role what the article is
    about first. undrawn: places without a pin.
    """

    article: LocatedArticle
    days: tuple[Interval, ...]
    filed: Interval | None
    fallback: bool
    pins: tuple[Pin, ...]
    undrawn: tuple[Undrawn, ...]

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.article.id

    @property
    def day(self) -> dt.date | None:
        """The day under which the list files it."""
        return self.filed.first if self.filed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """A bar of the histogram: articles that have this day, of all and of the other filters."""

    day: dt.date
    total: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many articles fell where: total = shown + unplaced + undated + outside."""

    total: int
    shown: int
    unplaced: int
    undated: int
    outside: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """The answer to one question; compared by identity, so that what is made of it can be kept.

    shown, unplaced, undated: the lots, each by first day, then last day, then id. pins: those of
    `shown`, and those of `undated` while the period leaves nothing out (a period cannot be said to
    hold an article without a day). histogram: days that any article has, ascending; its `kept`
    ignores the period, so it equals what a period of that one day would keep. bounds: first and
    last day of the whole dataset on this clock.
    """

    filters: Filters
    shown: tuple[Entry, ...]
    unplaced: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    total: int
    pins: tuple[Pin, ...]
    histogram: tuple[DayCount, ...]
    bounds: tuple[dt.date, dt.date] | None

    @property
    def counts(self) -> Counts:
        """The line that is always in sight."""
        shown, unplaced, undated = len(self.shown), len(self.unplaced), len(self.undated)
        return Counts(
            total=self.total,
            shown=shown,
            unplaced=unplaced,
            undated=undated,
            outside=self.total - shown - unplaced - undated,
        )

    def entry(self, article_id: str) -> Entry | None:
        """Return the row of an article in any of the three lots, None when it is in none."""
        lots = itertools.chain(self.shown, self.unplaced, self.undated)
        return next((entry for entry in lots if entry.id == article_id), None)
