"""What the text says beside a single mention, as columns over the candidates of its name."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.gazetteer.segment import KIND_NUMBER, KINDS
from geo.model import PlaceKind
from geo.resolution.beside import unknown_container
from geo.resolution.distance import apart_km
from geo.resolution.slate import COUNTRY_KIND, Facts, inside
from geo.resolution.weights import BESIDE, weights
from geo.text import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.model import Span
    from geo.recognition import Toponym
    from geo.resolution import Weighing
    from geo.resolution.beside import Beside

    Array = np.ndarray[Any, Any]

EXCLUDED: Final = -60.0
"""Score of a candidate that the text rules out."""
PROMINENT = (PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.PROVINCE, PlaceKind.CITY)
"""Kinds that a bare name means without further support."""
SETTLED = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
SHARP_KINDS = word_set(
    "pass river tunnel lake dam sea mountain mountains range state city county village airfield",
)
"""Kind words that, part of the name, exclude every place of another kind ("Mexico City")."""
_MEASURED = re.compile(
    r"(?:kilomet(?:er|re)s?|km|miles?)\b[^.;\n]{0,40}\b(?:of|from)\s(?:the\scity\sof\s)?\Z",
    re.IGNORECASE,
)
_MEASURED_REACH = 70
_COLUMN: Final = {name: index for index, name in enumerate(BESIDE)}


def _is_kind(facts: Facts, kinds: Iterable[PlaceKind]) -> Array:
    wanted = np.zeros(len(KINDS), bool)
    wanted[[KIND_NUMBER[kind] for kind in kinds]] = True
    return wanted[facts.kind]


class Said:
    """The tables of an article's mentions; most have none."""

    def __init__(
        self, weighing: Weighing, links: Sequence[Beside], dateline: tuple[Span, ...]
    ) -> None:
        # Not the weighing itself, which holds this: an article must go when nobody wants it more.
        self._passages, self._toponyms = weighing.passages, weighing.toponyms
        self._gazetteer, self._where = weighing.gazetteer, weighing.where
        self._facts = {
            index: weighing.groups[int(weighing.group[piece.start])].facts
            for index, piece in enumerate(weighing.where)
        }
        self.tables: dict[int, Array] = {}
        """By mention a row of BESIDE for each candidate; nothing where the text says nothing."""
        self._excluded: dict[int, Array] = {}
        self.reasons: dict[int, str] = {}
        """Why candidates of a mention are ruled out, in plain words."""
        self.outer: dict[int, int] = {}
        """The mention that the text puts a mention in, and the other way round below."""
        self.inner: dict[int, int] = {}
        self.told = np.zeros(len(weighing.group))
        for index, toponym in enumerate(weighing.toponyms):
            self._kind(index, toponym)
            self._point(index, toponym, dateline)
            self._container(index, toponym)
        self._fitting: dict[int, Array] = {}
        for link in links:
            self._link(link)
        self._set_apart()

    def of(self, index: int) -> Array | None:
        """Return a mention's table, a row of BESIDE for each candidate, or None for nothing."""
        return self.tables.get(index)

    def excluded(self, index: int) -> Array | None:
        """Return which of a mention's candidates the text rules out, or None for none."""
        return self._excluded.get(index)

    def _table(self, index: int) -> Array:
        table = self.tables.get(index)
        if table is None:
            table = np.zeros((len(self._facts[index].rows), len(BESIDE)))
            self.tables[index] = table
            self._excluded[index] = np.zeros(len(table), bool)
        return table

    def _exclude(self, index: int, which: Array, why: str) -> None:
        if which.any():
            self._table(index)
            self._excluded[index] |= which
            self.reasons.setdefault(index, why)

    def _kind(self, index: int, toponym: Toponym) -> None:
        kind = toponym.kind
        if kind is None:
            return
        facts, table = self._facts[index], self._table(index)
        exact, near = _is_kind(facts, kind.exact), _is_kind(facts, kind.near)
        table[:, _COLUMN["kind word agrees"]] = exact
        table[:, _COLUMN["kind word is near"]] = near & ~exact
        table[:, _COLUMN["kind word differs"]] = ~(exact | near)
        joined = toponym.written.endswith(kind.word) and toponym.written != toponym.key
        if joined and kind.word in SHARP_KINDS and toponym.entry.key != toponym.written:
            self._exclude(index, ~(exact | near), f"the text calls it a {kind.word}")

    def _point(self, index: int, toponym: Toponym, dateline: tuple[Span, ...]) -> None:
        """Weigh what is filed from, or measured from: a town, not its province."""
        mention = toponym.mention
        if mention.part == "text" and any(mention.span.overlaps(span) for span in dateline):
            self._table(index)[:, _COLUMN["filed from"]] = _is_kind(self._facts[index], SETTLED)
        text, start = self._passages[mention.part].text, mention.span.start
        if text[max(0, start - 5) : start].rstrip().endswith(("of", "from")) and _MEASURED.search(
            text, max(0, start - _MEASURED_REACH), start
        ):
            self._table(index)[:, _COLUMN["measured from"]] = _is_kind(self._facts[index], SETTLED)

    def _container(self, index: int, toponym: Toponym) -> None:
        passage = self._passages[toponym.mention.part]
        name = unknown_container(passage, toponym, self._gazetteer)
        if name is not None:
            why = f"the text puts it in {name}, which is no place known here"
            self._exclude(index, ~_is_kind(self._facts[index], PROMINENT), why)

    def _link(self, link: Beside) -> None:
        inner, outer = self._facts[link.inner], self._facts[link.outer]
        held = inside(inner, outer)
        which = np.asarray(held.any(1))
        name = self._toponyms[link.outer].mention.text
        if which.any():
            table = self._table(link.inner)
            column = "said to lie in what holds it" if link.firm else "beside what holds it"
            table[:, _COLUMN[column]] = which
            table[:, _COLUMN["beside what holds another"]] = ~which
            holders = np.asarray(held.any(0))
            self._fitting.setdefault(link.inner, which)
            self._fitting.setdefault(link.outer, holders)
            self._table(link.outer)[:, _COLUMN["beside what it holds"]] = holders
            self.outer[link.inner] = link.outer
            self.inner[link.outer] = link.inner
            piece = self._where[link.inner]
            self.told[piece] = np.maximum(self.told[piece], which)
        elif link.firm:
            pick = int(np.argmax(outer.local @ weights().alone[: outer.local.shape[1]]))
            if not bool(_is_kind(outer, PROMINENT)[pick]):
                return
            reaching = apart_km(inner.points, outer.points[[pick]])[:, 0]
            reach = self._reach(link, pick)
            abroad = (inner.country != outer.country[pick]) & (inner.country > 0)
            abroad &= bool(outer.country[pick] > 0)
            outside = abroad | (reaching > reach) | bool(outer.kind[pick] == COUNTRY_KIND)
            why = f"the text puts it in {name}, but it lies elsewhere"
            self._exclude(link.inner, outside & ~_is_kind(inner, PROMINENT), why)

    def _set_apart(self) -> None:
        """Keep two places of one name apart: "Lebanon, Tennessee", and "Beirut, Lebanon"."""
        names: dict[int, list[int]] = {}
        for index in self._fitting:
            names.setdefault(self._where[index].start, []).append(index)
        for same in names.values():
            for one, other in combinations(same, 2):
                fits, fits_there = self._fitting[one], self._fitting[other]
                if not (fits & fits_there).any():
                    why = "the text tells two places of that name apart"
                    self._exclude(one, ~fits, why)
                    self._exclude(other, ~fits_there, why)

    def _reach(self, link: Beside, pick: int) -> Array:
        """Return how far apart two places may be and still reach into each other, in km."""
        gazetteer = self._gazetteer
        inner, outer = self._facts[link.inner], self._facts[link.outer]
        own, doubt = gazetteer.columns(("radius_km", "uncertainty_km"), inner.rows)
        (other,) = gazetteer.columns(("radius_km",), outer.rows[[pick]])
        return np.asarray(own + doubt + other)
