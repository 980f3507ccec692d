"""The dataset as typed arrays: what the browser fetches once and filters by itself.

A row says that one article names one place in one role, and when that was, on both clocks. The
days are worked out in the whole article: a row bears those that its place bears as a pin (see
`geo.selection`), so that the rows of an article together have exactly the article's days. Texts
and names are not in here; an article and a place are their numbers.

The bytes: "DLC1"; the length of the header (u32); the header as ASCII JSON, padded by spaces; then
the arrays, little endian, each beginning at a multiple of 8 from the start.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo.layer.folds import told_by
from geo.layer.lumps import lumped
from geo.layer.ragged import EPOCH, Ragged
from geo.model import Precision, Role, Verdict
from geo.selection import NO_SOURCE, ROLES_BY_STRENGTH, Clock, drawn_as, why_undrawn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.copies import Members
    from geo.model import Place
    from geo.selection import Dataset, Entry, Pin, Undrawn

    Numbers = NDArray[np.int64]

MAGIC = b"DLC1"
NONE = -(2**31)
"""Stands for a day that is not known."""
NO_ARTICLE = 2**32 - 1
"""Stands in a cube for an article's number."""
MOST_ROWS = 1_500_000
"""Rows with a place; of more, the browser gets a cube. A million are filtered and drawn within a
frame or two (`make bench`), and take some 120 MiB there."""
DRAWN = (Role.EVENT, Role.DATELINE, Role.GOVERNMENT, Role.BACKGROUND)
"""The roles as they are drawn, by their number in `row_role`."""
PRECISIONS = (Precision.POINT, Precision.CIRCLE, Precision.AREA, Precision.NONE)
HAS_PIN, AMBIGUOUS = 1, 2
ALIGNED = 8
_STRENGTH = {role: strength for strength, role in enumerate(ROLES_BY_STRENGTH)}
_DRAWN = np.array([DRAWN.index(drawn_as(role)) for role in ROLES_BY_STRENGTH])
_OF_A_PEOPLE = _STRENGTH[Role.DEMONYM]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The rows before they are packed, never lumped; one element of each array is one row.

    articles: how many there are. place: -1 for none. days: of each row, on each clock. order:
    article numbers in the list's order, on each clock.
    """

    articles: int
    article: Numbers
    place: Numbers
    role: Numbers
    confidence: Numbers
    flags: Numbers
    days: Mapping[Clock, Ragged]
    order: Mapping[Clock, Numbers]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """A dataset's arrays; immutable, to be shared by everyone who looks at it.

    hash: first 16 hex digits of the blob's SHA-256; two datasets that look or read differently in
    a list have different ones. articles, places: ids by number. sources: by number, `NO_SOURCE`
    where none is stated. cube: the blob holds counts only, no article.
    """

    hash: str
    blob: bytes
    articles: tuple[str, ...]
    places: tuple[str, ...]
    sources: tuple[str, ...]
    cube: bool
    table: Table
    _numbers: Mapping[str, int]

    def number(self, article: str) -> int | None:
        """Return the number of an article's id, None when it is not here."""
        return self._numbers.get(article)

    def within(  # noqa: PLR0913 - the parts of one question
        self,
        places: Sequence[int],
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        clock: Clock = Clock.HAPPENED,
        roles: Iterable[int] = (),
        limit: int,
    ) -> tuple[list[int], int]:
        """Return articles that name one of `places` in the period, and how many there are.

        places: their numbers, without what they contain; none asks for every row. first, last:
        both included, an open end when None, which also lets in what has no day if both are.
        roles: numbers in `DRAWN`. limit: most articles that are returned, in the list's order.
        """
        table = self.table
        taken = np.ones(len(table.article), bool)
        if places:
            taken &= np.isin(table.place, places)
        if asked := list(roles):
            taken &= np.isin(table.role, asked)
        if first is not None or last is not None:
            taken &= table.days[clock].touch(
                day_number(first),
                -NONE if last is None else last.toordinal() - EPOCH,
            )
        found = np.zeros(table.articles, bool)
        found[table.article[taken]] = True
        order = table.order[clock]
        listed = order[found[order]]
        return listed[:limit].tolist(), len(listed)


def columns(
    dataset: Dataset, stories: Members | None = None, *, most_rows: int = MOST_ROWS
) -> Columns:
    """Work out the columns of a dataset; with more than `most_rows` placed rows they are a cube.

    stories: which articles print one report; None where nobody looked, and each counts for itself.
    """
    known = tuple(dataset.places.values())
    place_of = {place.id: number for number, place in enumerate(known)}
    sources = {source: number for number, source in enumerate(dataset.sources)}
    rows = sorted(dataset.rows, key=lambda row: row.located.article.id)
    filed = _filed([row.whole[Clock.HAPPENED] for row in rows])
    by_id = _listed(filed, np.arange(len(rows)))  # of each article, the rank of its id
    rows = [rows[rank] for rank in by_id.tolist()]
    articles = [row.located.article for row in rows]
    ids = tuple(article.id for article in articles)
    entries = {clock: [row.whole[clock] for row in rows] for clock in Clock}
    in_print = _listed(_filed(entries[Clock.PUBLISHED]), by_id)
    table = _table(entries, known, place_of, in_print)
    source = np.array([sources[article.source or NO_SOURCE] for article in articles], np.int64)
    cube = int(np.count_nonzero(table.place >= 0)) > most_rows
    story, origin = told_by(articles, sources, NO_SOURCE, stories or {})
    arrays = lumps_of(table) if cube else rows_of(table, story, origin)
    arrays |= places_of(known, place_of)
    kept = slice(0, 0) if cube else slice(None)
    days = [article.published for article in articles]
    published = [day_number(day) for day in days]
    arrays |= {
        "article_source": source[kept].astype("<u4"),
        "article_story": story[kept].astype("<u4"),
        "story_source": origin[kept].astype("<u4"),
        "article_published": np.array(published, "<i4")[kept],
        "published_order": in_print[kept].astype("<u4"),
    }
    for clock in Clock:
        filed = _filed(entries[clock])[kept]
        arrays[f"{clock}_filed"] = filed[:, 0].astype("<i4")
        arrays[f"{clock}_filed_last"] = filed[:, 1].astype("<i4")
        arrays[f"{clock}_fallback"] = np.array([e.fallback for e in entries[clock]], "u1")[kept]
    header = {
        "articles": len(rows),
        "rows": len(arrays["row_role"]),
        "places": len(known),
        "sources": len(sources),
        "cube": cube,
        "folded": stories is not None and not cube,
        # So that the hash is another one wherever a word is.
        "words": _digest(ids, dataset.sources, known),
    }
    blob = pack(header, arrays)
    return Columns(
        hash=hashlib.sha256(blob).hexdigest()[:16],
        blob=blob,
        articles=ids,
        places=tuple(place_of),
        sources=tuple(sources),
        cube=cube,
        table=table,
        _numbers=MappingProxyType({name: number for number, name in enumerate(ids)}),
    )


def day_number(day: dt.date | None) -> int:
    """Return a day as the arrays have it: counted from 1970-01-01, `NONE` for none."""
    return NONE if day is None else day.toordinal() - EPOCH


def pack(header: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    """Write arrays behind a header that says where each lies."""

    def told(start: int) -> tuple[bytes, list[tuple[int, NDArray[np.generic]]]]:
        lies, listed = [], []
        for name, array in arrays.items():
            lies.append((start, array))
            listed.append([name, array.dtype.str[1:], len(array), start])
            start += array.nbytes + -array.nbytes % ALIGNED
        head = json.dumps({**header, "arrays": listed}, separators=(",", ":"))
        return head.encode("ascii"), lies

    # Offsets are longer in the end than in this first try, by at most so many digits.
    room = len(told(0)[0]) + ALIGNED * len(arrays)
    start = len(MAGIC) + 4 + room
    start += -start % ALIGNED
    head, lies = told(start)
    length = start - len(MAGIC) - 4
    parts = [MAGIC, length.to_bytes(4, "little"), head.ljust(length)]
    for _, array in lies:
        parts += [array.tobytes(), bytes(-array.nbytes % ALIGNED)]
    return b"".join(parts)


def _filed(entries: Sequence[Entry]) -> Numbers:
    """Return the first and last day of what each article is filed under, `NONE` where undated."""
    filed = [entry.filed for entry in entries]
    told = np.full((len(filed), 2), NONE, np.int64)
    if dated := [number for number, days in enumerate(filed) if days is not None]:
        told[dated, 0] = [days.first.toordinal() - EPOCH for days in filed if days is not None]
        told[dated, 1] = [days.last.toordinal() - EPOCH for days in filed if days is not None]
    return told


def _listed(filed: Numbers, by_id: Numbers) -> Numbers:
    """Return positions in the list's order: by day, then last day, then id; undated ones last."""
    order: Numbers = np.lexsort((by_id, filed[:, 1], filed[:, 0], filed[:, 0] == NONE))
    return order


def _table(
    entries: Mapping[Clock, Sequence[Entry]],
    known: Sequence[Place],
    place_of: Mapping[str, int],
    in_print: Numbers,
) -> Table:
    """Work out the rows of articles that are in the list's order.

    A place of an article, be it a pin or undrawn, is a *stop*; mentions that stop at one place
    in one drawn role are one row, which the strongest of them speaks for.
    """
    told = entries[Clock.HAPPENED]
    many = len(told)
    at: list[tuple[Pin | Undrawn, ...]] = [(*entry.pins, *entry.undrawn) for entry in told]
    stops = list(itertools.chain.from_iterable(at))
    stop_article = np.repeat(np.arange(many), np.fromiter(map(len, at), np.int64, many))
    stop_place = np.array([place_of[stop.place.id] for stop in stops], np.int64)

    named = [entry.article.mentions for entry in told]
    mentions = list(itertools.chain.from_iterable(named))
    mention_article = np.repeat(np.arange(many), np.fromiter(map(len, named), np.int64, many))
    meant = [mention.resolution.place for mention in mentions]
    place = np.array([-1 if p is None else place_of[p.id] for p in meant], np.int64)
    strength = np.array([_STRENGTH[mention.role] for mention in mentions], np.int64)
    sure = np.array([mention.resolution.confidence for mention in mentions], np.float64)
    unsure = np.array(
        [mention.resolution.verdict is Verdict.AMBIGUOUS for mention in mentions],
        bool,
    )

    placed = np.flatnonzero(place >= 0)
    stop_key = stop_article * len(known) + stop_place
    by_key = np.argsort(stop_key)
    key = mention_article[placed] * len(known) + place[placed]
    stop = by_key[np.searchsorted(stop_key[by_key], key)]
    drawn = _DRAWN[strength[placed]]
    ranked = np.lexsort((-sure[placed], strength[placed], drawn, stop))
    of_row = stop[ranked] * len(DRAWN) + drawn[ranked]
    first_of_row = np.flatnonzero(np.diff(of_row, prepend=-1))
    speaks = placed[ranked][first_of_row]
    stop = stop[ranked][first_of_row]

    # Articles without a place: one row each, in the strongest role of what they name.
    bare = np.flatnonzero(np.bincount(stop_article, minlength=many) == 0)
    strongest = np.full(many, _STRENGTH[Role.BACKGROUND])
    np.minimum.at(strongest, mention_article, strength)

    drawable = np.array([why_undrawn(place, Role.EVENT) is None for place in known], bool)
    has_pin = drawable[place[speaks]] & (strength[speaks] != _OF_A_PEOPLE)
    row_article = np.concatenate((stop_article[stop], bare))
    by_article = np.argsort(row_article, kind="stable")
    nothing = np.zeros(len(bare), np.int64)

    def both(of_stops: Numbers, of_bare: Numbers) -> Numbers:
        joined: Numbers = np.concatenate((of_stops, of_bare))[by_article]
        return joined

    row_article = row_article[by_article]
    happened = Ragged.of([stop.days for stop in stops] + [told[n].days for n in bare.tolist()])
    published = Ragged.of([entry.days for entry in entries[Clock.PUBLISHED]])
    return Table(
        articles=many,
        article=row_article,
        place=both(place[speaks], nothing - 1),
        role=both(_DRAWN[strength[speaks]], _DRAWN[strongest[bare]]),
        confidence=both(np.rint(100 * sure[speaks]).astype(np.int64), nothing),
        flags=both(has_pin * HAS_PIN + unsure[speaks] * AMBIGUOUS, nothing),
        days=MappingProxyType(
            {
                Clock.HAPPENED: happened.take(both(stop, len(stops) + np.arange(len(bare)))),
                Clock.PUBLISHED: published.take(row_article),
            }
        ),
        order=MappingProxyType({Clock.HAPPENED: np.arange(many), Clock.PUBLISHED: in_print}),
    )


def rows_of(table: Table, story: Numbers, origin: Numbers) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the rows, as they are.

    story: the number of each article's. origin: of each story the number of its source.
    """
    told = story[table.article]
    sources = int(origin.max(initial=0)) + 1
    _, pair = np.unique((table.place + 1) * sources + origin[told], return_inverse=True)
    # By story first, so that rows that lie together are counted together.
    places = int(table.place.max(initial=0)) + 2
    _, telling = np.unique(told * places + table.place + 1, return_inverse=True)
    arrays = _packed(table, table.article, pair, np.ones(len(pair), np.int64))
    return arrays | {"row_telling": telling.astype("<u4")}


def lumps_of(table: Table) -> dict[str, NDArray[np.generic]]:
    """Count the rows that say the same of place, role, pin and days; see `geo.layer.lumps`."""
    lump = lumped(
        (table.place + 1, table.role, table.flags & HAS_PIN),
        tuple(table.days[clock] for clock in Clock),
    )
    in_order = np.argsort(lump.one)  # by day, as rows are: so that of a short period few are read
    one, count = lump.one[in_order], lump.count[in_order]
    sure = np.bincount(lump.of, table.confidence)[in_order] / count
    unsure = np.bincount(lump.of, table.flags & AMBIGUOUS)[in_order] == AMBIGUOUS * count
    whole = Table(
        articles=table.articles,
        article=np.full(len(one), NO_ARTICLE),
        place=table.place[one],
        role=table.role[one],
        confidence=np.rint(sure).astype(np.int64),
        flags=(table.flags[one] & HAS_PIN) + unsure * AMBIGUOUS,
        days={clock: table.days[clock].take(one) for clock in Clock},
        order=table.order,
    )
    return _packed(whole, whole.article, whole.place + 1, count)


def _packed(
    table: Table,
    article: Numbers,
    pair: Numbers,
    count: Numbers,
) -> dict[str, NDArray[np.generic]]:
    arrays: dict[str, NDArray[np.generic]] = {
        "row_article": article.astype("<u4"),
        "row_place": table.place.astype("<i4"),
        "row_role": table.role.astype("u1"),
        "row_confidence": table.confidence.astype("u1"),
        "row_flags": table.flags.astype("u1"),
        "row_pair": pair.astype("<u4"),
        "row_count": count.astype("<u4"),
    }
    for clock in Clock:
        days = table.days[clock]
        arrays[f"{clock}_at"] = days.at.astype("<u4")
        arrays[f"{clock}_first"] = days.first.astype("<i4")
        arrays[f"{clock}_last"] = days.last.astype("<i4")
    return arrays


def places_of(
    known: Sequence[Place], place_of: Mapping[str, int]
) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of places: where each lies, how wide it is, and in which."""
    return {
        "place_lat": np.array([place.coordinates.latitude for place in known], "<f8"),
        "place_lon": np.array([place.coordinates.longitude for place in known], "<f8"),
        "place_precision": np.array([PRECISIONS.index(place.precision) for place in known], "u1"),
        "place_radius": np.array([place.radius_km for place in known], "<f4"),
        "place_parent": np.array(_parents(known, place_of), "<i4"),
    }


def _parents(known: Sequence[Place], place_of: Mapping[str, int]) -> list[int]:
    """Return the number of what contains each place, -1 for nothing known.

    Places that contain each other in a circle are cut apart at one of them, so that whoever
    follows the parents upwards arrives.
    """
    parents = [place_of.get(place.parent or "", -1) for place in known]
    arrives: set[int] = {-1}
    for number in range(len(parents)):
        way: dict[int, None] = {}
        at = number
        while at not in arrives and at not in way:
            way[at] = None
            at = parents[at]
        if at in way:
            parents[next(reversed(way))] = -1
        arrives |= way.keys()
    return parents


def _digest(articles: Iterable[str], sources: Iterable[str], known: Iterable[Place]) -> str:
    """Return a hash over what the arrays do not hold: ids and the words of lists."""
    words = [
        (p.id, p.name, p.kind, p.country, p.alternate_names, p.dari_names, p.pashto_names)
        for p in known
    ]
    told = json.dumps([*articles, *sources, words])  # only ASCII, whatever stands in it
    return hashlib.sha256(told.encode("ascii")).hexdigest()[:16]
