"""What a store tells of its own accuracy: what was judged, what there is, and what to check next.

All of it is about mentions as they were decided, and nothing is counted here: see
`geo.store.tallying`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.accuracy import Decided, Held, Tally, band_of, judge, judges, unpinned
from geo.corrections import standing
from geo.errors import StoreError
from geo.model import PlaceKind, Role, Span, Verdict
from geo.store import tallying
from geo.store.opening import OpenStore
from geo.store.rows import read_articles, read_places
from geo.store.tallying import SURE, doubt_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.accuracy import Judged, Key
    from geo.corrections import Correction
    from geo.model import LocatedArticle, Part

    Rows = Sequence[tuple[int, int]]
    Looked = tuple[int, int, float]
    Meaning = tuple[str, int | None, int, int, int]

_AT = """
    SELECT told.value ->> 0, articles.number, mentions.position, mentions.place,
        mentions.confidence, articles.source
    FROM json_each(?) AS told
    JOIN articles ON articles.id = told.value ->> 1
    JOIN mentions ON mentions.article = articles.number AND mentions.part = told.value ->> 2
        AND mentions.span_start = told.value ->> 3 AND mentions.span_end = told.value ->> 4
"""
_DOUBTED = """
    SELECT text, NULLIF(place, 0), mentions, articles, doubt FROM meanings
    ORDER BY doubt DESC, text, place LIMIT ?
"""
_LEAST_SURE = """
    SELECT article, position FROM mentions INDEXED BY mentions_by_meaning
    WHERE text = ? AND place IS ? ORDER BY confidence, article, position LIMIT ?
"""
# The plus signs keep SQLite from reading all that bears the name, in whichever article.
_ALIKE_IN = """
    SELECT position FROM mentions WHERE article = ? AND +text = ? AND +place IS ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Mentions of one name that were taken for the same place, and one of them to look at.

    article, index: the article's id and the mention's place in it. mentions, articles: how many
    there are that nobody judged, and in how many articles. wrong: how many of them are expected to
    be wrong, by what was stated. judged: how many of the group were judged already.
    """

    article: str
    index: int
    mentions: int
    articles: int
    wrong: float
    judged: int


class JudgesMentions(OpenStore):
    """The part of a store that tells how far to trust it."""

    def judged(self) -> tuple[Judged, ...]:
        """Return the mentions that somebody judged, by what stands, in the order of the log.

        What was said of an article that is here no more, or of a name that is found no more, judges
        nothing.
        """
        with self._reading():
            return tuple(judged for _, judged in self._judged())

    def held(self) -> Held:
        """Count what there is to judge."""
        with self._reading():
            tallies: Counter[tuple[PlaceKind | None, Verdict, int, str, str]] = Counter()
            for kind, wide, role, verdict, hundredths, why, count in self._connection.execute(
                "SELECT * FROM tallies"
            ):
                sort = PlaceKind(kind) if kind else None
                pinless = unpinned(sort, Role(role), wide=bool(wide)) if sort else ""
                band = band_of(hundredths / 100) if sort else 0
                tallies[sort, Verdict(verdict), band, pinless, why] += count
            outlets = self._connection.execute("SELECT * FROM outlets")
            sources: dict[str | None, int] = {}
            articles = named = pinned = 0
            for source, of_all, of_named, of_pinned, placed in outlets:
                articles, named, pinned = articles + of_all, named + of_named, pinned + of_pinned
                if placed:
                    sources[source or None] = placed
            return Held(
                articles=articles,
                named=named,
                pinned=pinned,
                tallies=tuple(
                    Tally(
                        kind=kind,
                        verdict=verdict,
                        band=band,
                        unpinned=pinless,
                        why=why,
                        mentions=count,
                    )
                    for (kind, verdict, band, pinless, why), count in tallies.items()
                ),
                sources=sources,
            )

    def doubtful(self, limit: int) -> tuple[Group, ...]:
        """Return what to check next: of each name and what it was taken for, the least sure.

        First come the groups of which most mentions are expected to be wrong, by the confidence
        that was stated; each judgement of a group halves, thirds, quarters … what it weighs.
        """
        with self._reading():
            looked: dict[tuple[str, int | None], list[Looked]] = {}
            for (article, position, place), one in self._judged():
                at = (article, position, one.decided.confidence)
                looked.setdefault((one.decided.name, place), []).append(at)
            # Behind those that judgements move down there are enough to take their place.
            rows = self._connection.execute(_DOUBTED, (limit + len(looked),)).fetchall()
            groups = [
                self._unjudged(row, seen)
                for row in rows
                if row[2] > len(seen := looked.get(row[:2], []))
            ]
            groups.sort(key=lambda group: -group.wrong / (1 + group.judged))
            return tuple(groups[:limit])

    def _unjudged(self, row: Meaning, looked: Sequence[Looked]) -> Group:
        """Return what nobody looked at of a name and what it was taken for; there is some."""
        text, place, mentions, articles, doubt = row
        seen = {(article, position) for article, position, _ in looked}
        for article in {article for article, _ in seen}:
            alike = self._connection.execute(_ALIKE_IN, (article, text, place))
            articles -= all((article, position) in seen for (position,) in alike)
        least = self._connection.execute(_LEAST_SURE, (text, place, len(seen) + 1))
        first = next((each for each in least if each not in seen), None)
        if first is None:
            message = (
                f"What the store {str(self.path)!r} counts is not what is there. "
                "`python -m geo store vacuum` counts it anew."
            )
            raise StoreError(message)
        article, position = first
        return Group(
            article=self._ids([article])[article],
            index=position,
            mentions=mentions - len(looked),
            articles=articles,
            wrong=(doubt - sum(doubt_of(confidence) for *_, confidence in looked)) / SURE,
            judged=len(looked),
        )

    def sample(self, limit: int) -> tuple[tuple[Key, int], ...]:
        """Return the first of all mentions with a place, in a random order that stays the same.

        Each comes with its number within its article. A mention that comes later takes its own
        place in that order.
        """
        with self._reading():
            rows = tallying.first_sampled(self._connection, limit)
            ids = self._ids([article for article, _ in rows])
            spans = self._spans(rows)
            return tuple(
                ((ids[article], *spans[article, position]), position) for article, position in rows
            )

    def articles(self, ids: Iterable[str]) -> dict[str, LocatedArticle]:
        """Return those of these articles that are here, by id, with the corrections that stand."""
        with self._reading():
            overlay = self._overlay()
            numbers = self._connection.execute(
                "SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            ).fetchall()
            found = read_articles(self._connection, [n for (n,) in numbers], self._places)
            return {each.article.id: overlay.apply(each) for each in found}

    def _judged(self) -> Iterable[tuple[tuple[int, int, int | None], Judged]]:
        """Yield what was judged, each with its article's, its own and its place's number."""
        said: dict[Key, list[Correction]] = {}
        for each in standing(self.corrections.read_within()):
            if judges(each):
                said.setdefault((each.article, each.part, each.span), []).append(each)
        keys = list(said)
        asked = json.dumps(
            [
                [i, article, part, span.start, span.end]
                for i, (article, part, span) in enumerate(keys)
            ]
        )
        rows = self._connection.execute(_AT, (asked,)).fetchall()
        read_places(self._connection, {row[3] for row in rows} - {None}, self._places)
        for index, article, position, place, confidence, source in sorted(rows):
            key = keys[index]
            decided = Decided(
                article=key[0],
                part=key[1],
                span=key[2],
                name=said[key][0].name,
                source=source,
                place=None if place is None else self._places[place],
                confidence=confidence,
            )
            judged = judge(decided, said[key])
            if judged is not None:
                yield (article, position, place), judged

    def _ids(self, numbers: Sequence[int]) -> dict[int, str]:
        return dict(
            self._connection.execute(
                "SELECT number, id FROM articles WHERE number IN (SELECT value FROM json_each(?))",
                (json.dumps(numbers),),
            ).fetchall()
        )

    def _spans(self, rows: Rows) -> dict[tuple[int, int], tuple[Part, Span]]:
        found = self._connection.execute(
            "SELECT article, position, part, span_start, span_end FROM json_each(?) JOIN mentions "
            "ON article = value ->> 0 AND position = value ->> 1",
            (json.dumps(rows),),
        )
        return {
            (article, position): (part, Span(start=start, end=end))
            for article, position, part, start, end in found
        }
