"""What a store tells of its own accuracy: what was judged, what there is, and what to check next.

All of it is about mentions as they were decided. `mentions_by_meaning` holds everything that is
counted here, so that no question reads the mentions' evidence.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.accuracy import Decided, Held, Tally, band_of, judge, judges, unpinned
from geo.corrections import standing
from geo.model import PlaceKind, Role, Span, Verdict
from geo.store.opening import OpenStore
from geo.store.rows import read_articles, read_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.accuracy import Judged, Key
    from geo.corrections import Correction
    from geo.model import LocatedArticle, Part

    Rows = Sequence[tuple[int, int]]

SEED = 1
"""Which random order of the mentions is the sample's."""
_BITS = 2**64 - 1

_AT = """
    SELECT told.value ->> 0, articles.number, mentions.position, mentions.place,
        mentions.confidence, articles.source
    FROM json_each(?) AS told
    JOIN articles ON articles.id = told.value ->> 1
    JOIN mentions ON mentions.article = articles.number AND mentions.part = told.value ->> 2
        AND mentions.span_start = told.value ->> 3 AND mentions.span_end = told.value ->> 4
"""
_TALLIES = """
    SELECT mentions.place, places.kind, places.radius_km, verdict, role,
        CAST(ROUND(confidence * 1000) AS INTEGER) / 100, count(*)
    FROM mentions INDEXED BY mentions_by_meaning LEFT JOIN places ON places.number = mentions.place
    GROUP BY 1, 4, 5, 6
"""
_WHYS = """
    SELECT verdict, evidence ->> '$[0][0]', count(*) FROM mentions WHERE place IS NULL GROUP BY 1, 2
"""
_SOURCES = """
    SELECT source, sum(placed) FROM articles JOIN (
        SELECT article, count(*) AS placed FROM mentions INDEXED BY mentions_by_place
        WHERE place IS NOT NULL GROUP BY article
    ) ON article = number GROUP BY source
"""
_PINNED = """
    SELECT count(DISTINCT article) FROM mentions INDEXED BY mentions_by_meaning
    WHERE place IN (SELECT value FROM json_each(?)) AND role != 'demonym'
"""
# Of each name and what it was taken for, the mention that is least sure (SQLite gives the row of
# the least), and how many are expected to be wrong.
_DOUBTFUL = """
    WITH judged (article, position) AS MATERIALIZED (
        SELECT value ->> 0, value ->> 1 FROM json_each(?)
    )
    SELECT text, place, article, position, min(confidence), count(*), count(DISTINCT article),
        sum(1 - confidence) AS wrong
    FROM mentions INDEXED BY mentions_by_meaning
    WHERE (article, position) NOT IN judged
    GROUP BY text, place ORDER BY wrong DESC, text, place LIMIT ?
"""


def shuffled(article: int, position: int, seed: int) -> int:
    """Return a number that sends neighbours far apart, always the same: SplitMix64's last step."""
    mixed = (article << 20) + position + seed * 0x9E3779B97F4A7C15
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed &= _BITS
        mixed = (mixed ^ (mixed >> shift)) * factor
    mixed &= _BITS
    return (mixed ^ (mixed >> 31)) >> 1  # SQLite's whole numbers have a sign


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
            tallies: Counter[tuple[PlaceKind, Verdict, int, str]] = Counter()
            drawn: set[int] = set()
            for place, kind, radius, verdict, role, tenth, count in self._connection.execute(
                _TALLIES
            ):
                if place is None:
                    continue
                sort = PlaceKind(kind)
                why = unpinned(sort, radius, Role(role))
                if not unpinned(sort, radius, Role.EVENT):
                    drawn.add(place)
                tallies[sort, Verdict(verdict), band_of(tenth / 10), why] += count
            without = [
                Tally(kind=None, verdict=Verdict(verdict), band=0, mentions=count, why=why or "")
                for verdict, why, count in self._connection.execute(_WHYS)
            ]
            sources = dict(self._connection.execute(_SOURCES).fetchall())
            pinned = self._one(_PINNED, json.dumps(sorted(drawn)))
            return Held(
                articles=self._one("SELECT count(*) FROM articles"),
                named=self._one("SELECT count(DISTINCT article) FROM mentions"),
                pinned=pinned,
                tallies=(
                    *(
                        Tally(kind=kind, verdict=verdict, band=band, unpinned=why, mentions=count)
                        for (kind, verdict, band, why), count in tallies.items()
                    ),
                    *without,
                ),
                sources=sources,
            )

    def doubtful(self, limit: int) -> tuple[Group, ...]:
        """Return what to check next: of each name and what it was taken for, the least sure.

        First come the groups of which most mentions are expected to be wrong, by the confidence
        that was stated; each judgement of a group halves, thirds, quarters … what it weighs.
        """
        with self._reading():
            judged = list(self._judged())
            times: Counter[tuple[str, int | None]] = Counter()
            for (_, _, place), one in judged:
                times[one.decided.name, place] += 1
            rows = self._connection.execute(
                _DOUBTFUL,
                # Behind those that judgements move down there are enough to take their place.
                (json.dumps([row[:2] for row, _ in judged]), limit + len(times)),
            ).fetchall()
            rows.sort(key=lambda row: (-row[7] / (1 + times[row[0], row[1]]), row[0], row[1] or 0))
            ids = self._ids([row[2] for row in rows[:limit]])
            return tuple(
                Group(
                    article=ids[article],
                    index=position,
                    mentions=mentions,
                    articles=articles,
                    wrong=wrong,
                    judged=times[text, place],
                )
                for text, place, article, position, _, mentions, articles, wrong in rows[:limit]
            )

    def sample(self, limit: int, seed: int = SEED) -> tuple[tuple[Key, int], ...]:
        """Return the first of all mentions with a place, in a random order that stays the same.

        Each comes with its number within its article. A mention that comes later takes its own
        place in that order.
        """
        with self._reading():
            self._connection.create_function("shuffled", 3, shuffled, deterministic=True)
            rows = self._connection.execute(
                "SELECT article, position FROM mentions INDEXED BY mentions_by_place "
                "WHERE place IS NOT NULL "
                "ORDER BY shuffled(article, position, ?), article, position LIMIT ?",
                (seed, limit),
            ).fetchall()
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

    def _one(self, statement: str, *values: object) -> int:
        return int(self._connection.execute(statement, values).fetchone()[0])
