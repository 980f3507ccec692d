"""What an analyst says about a mention, and taking it back: records that are never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.errors import CorrectionError
from geo.text import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import Article, Coordinates, Mention, Part, Place, Role, Span

    Scope = tuple[object, ...]

EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2200, 12, 31)
"""The days that may be set by hand."""
LOOKED_AT = "looked at, and found right"
"""The reason of a confirmation for which nobody gives another one."""
LONGEST_REASON = 500
LONGEST_AUTHOR = 80


class Reach(StrEnum):
    """How far a correction holds, the narrowest first."""

    MENTION = "mention"  # this mention alone
    ARTICLE = "article"  # every mention of the name in this article
    OUTLET = "outlet"  # every mention of the name in articles of this outlet
    EVERYWHERE = "everywhere"  # every mention of the name


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceIs:
    """The name means this place, as the gazetteer had it when that was said."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAPlace:
    """The name means no place at all here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointIs:
    """The place is the right one, but lies elsewhere.

    place: as it was before anybody moved it. coordinates: where the analyst says that it lies.
    """

    place: Place
    coordinates: Coordinates


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleIs:
    """What the mention does in its article."""

    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DayIs:
    """The day on which it happened, what this mention stands for."""

    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Somebody looked, and where the name stands is right.

    place: what the name means, at the gazetteer's point; None where it rightly has no place.
    """

    place: Place | None


Change = PlaceIs | NotAPlace | PointIs | RoleIs | DayIs | Confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One thing that an analyst said about a name: it overrules what was decided, or confirms it.

    number: its place in the store's log, from 1; 0 before it is kept. article, part, span, name,
    source: the mention at which it was said; source is the article's outlet. reach: how far it
    holds. was: what stood there before, in words. author, reason: the analyst's. at: the instant
    at which it was said, UTC, whole seconds.
    """

    article: str
    part: Part
    span: Span
    name: str
    source: str | None
    reach: Reach
    change: Change
    was: str
    author: str
    reason: str
    at: dt.datetime
    number: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot hold, with what can."""
        check_words(self.author, self.reason, self.at)
        if not self.name.strip():
            message = f"the name {self.name!r} is empty; a correction is about a name in an article"
            raise CorrectionError(message)
        if self.reach is Reach.OUTLET and not self.source:
            message = (
                "reach “outlet” needs an article that names its outlet, and this one names none; "
                "choose mention, article or everywhere"
            )
            raise CorrectionError(message)
        if isinstance(self.change, Confirmed) and self.reach is not Reach.MENTION:
            message = (
                f"a confirmation cannot have the reach “{self.reach}”: only the mention that "
                "somebody looked at was found right; choose mention"
            )
            raise CorrectionError(message)
        if isinstance(self.change, DayIs):
            if self.reach not in {Reach.MENTION, Reach.ARTICLE}:
                message = (
                    f"a date cannot have the reach “{self.reach}”: what happened in one article "
                    "says nothing of when in another; choose mention or article"
                )
                raise CorrectionError(message)
            if not EARLIEST <= self.change.day <= LATEST:
                message = f"the day {self.change.day} is outside {EARLIEST} to {LATEST}"
                raise CorrectionError(message)

    @property
    def scope(self) -> Scope:
        """What it holds for; equal to one of `scopes_of` for every mention that it covers."""
        return _scope(self.reach, self.article, self.part, self.span, self.source, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A correction was taken back. number, author, reason, at: as of a correction."""

    correction: int
    author: str
    reason: str
    at: dt.datetime
    number: int = 0

    def __post_init__(self) -> None:
        """Refuse what a correction would refuse."""
        check_words(self.author, self.reason, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two articles tell one story, and so do all that are folded with either.

    article, other: their ids. was: the stories before, in words. number, author, reason, at: as of
    a correction.
    """

    article: str
    other: str
    was: str
    author: str
    reason: str
    at: dt.datetime
    number: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot hold, with what can."""
        check_words(self.author, self.reason, self.at)
        if self.article == self.other:
            message = f"{self.article!r} is both articles; name two, to be told as one story"
            raise CorrectionError(message)

    @property
    def articles(self) -> frozenset[str]:
        """The articles that it is about."""
        return frozenset({self.article, self.other})


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An article tells another story than those that it was folded with.

    article: its id. was: its story before, in words. number, author, reason, at: as of a
    correction.
    """

    article: str
    was: str
    author: str
    reason: str
    at: dt.datetime
    number: int = 0

    def __post_init__(self) -> None:
        """Refuse what a correction would refuse."""
        check_words(self.author, self.reason, self.at)

    @property
    def articles(self) -> frozenset[str]:
        """The article that it is about."""
        return frozenset({self.article})


Folding = Merge | Split
"""What an analyst says of which articles are one story."""
Said = Correction | Folding | Undo
"""One entry of the log."""


def check_words(author: str, reason: str, at: dt.datetime) -> None:
    """Raise CorrectionError unless somebody says something for a reason, at an instant of UTC."""
    for what, text, longest in (
        ("a name for who says it", author, LONGEST_AUTHOR),
        ("a reason", reason, LONGEST_REASON),
    ):
        if not text.strip():
            message = f"{text!r} is empty; give {what}, so that others can follow it"
            raise CorrectionError(message)
        if len(text) > longest:
            message = f"{len(text)} characters are too many for {what}; give {longest} at most"
            raise CorrectionError(message)
    if at.utcoffset() != dt.timedelta(0) or at.microsecond:
        message = f"{at!r} must be an instant of UTC in whole seconds"
        raise CorrectionError(message)


def standing(log: Iterable[Said]) -> tuple[Correction, ...]:
    """Return the corrections that nobody took back, the earliest first."""
    return tuple(said for said in _standing(log) if isinstance(said, Correction))


def standing_foldings(log: Iterable[Said]) -> tuple[Folding, ...]:
    """Return the merges and splits that nobody took back, the earliest first."""
    return tuple(said for said in _standing(log) if isinstance(said, Merge | Split))


def _standing(log: Iterable[Said]) -> Iterable[Correction | Folding]:
    found: dict[int, Correction | Folding] = {}
    for said in log:
        if isinstance(said, Undo):
            found.pop(said.correction, None)
        else:
            found[said.number] = said
    return found.values()


def scopes_of(article: Article, mention: Mention) -> tuple[Scope, ...]:
    """Return what corrections of a mention can be about, the narrowest first."""
    return tuple(
        _scope(reach, article.id, mention.part, mention.span, article.source, mention.text)
        for reach in Reach
        if reach is not Reach.OUTLET or article.source
    )


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """Return what spellings of one name share for a correction: case and accents play no part."""
    return key_of(name) or name


def _scope(  # noqa: PLR0913, PLR0917 - what a mention is known by
    reach: Reach, article: str, part: Part, span: Span, source: str | None, name: str
) -> Scope:
    if reach is Reach.MENTION:
        return (reach, article, part, span)
    if reach is Reach.ARTICLE:
        return (reach, article, name_key(name))
    if reach is Reach.OUTLET:
        return (reach, source, name_key(name))
    return (reach, name_key(name))
