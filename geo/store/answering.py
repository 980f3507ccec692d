"""Questions to a store, each answered by its indexes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.corrections import Confirmed, NotAPlace, PlaceIs, Reach, standing
from geo.corrections.records import name_key
from geo.selection import row_of
from geo.store import searching
from geo.store.judging import JudgesMentions
from geo.store.rows import read_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.corrections import Correction
    from geo.model import Place
    from geo.store.searching import Question


# From name to name by the index that begins with them: there are a hundred mentions of each.
_TEXTS = """
    WITH RECURSIVE texts (text) AS (
        SELECT min(text) FROM mentions UNION ALL
        SELECT (SELECT min(text) FROM mentions WHERE text > texts.text) FROM texts
        WHERE texts.text IS NOT NULL
    )
    SELECT text FROM texts WHERE text IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search of the store found.

    ids: in the order in which the articles were kept, at most as many as were asked for. total:
    how many there are.
    """

    ids: tuple[str, ...]
    total: int


class AnswersQuestions(JudgesMentions):
    """The part of a store that answers searches."""

    def search(self, question: Question, *, limit: int = 100) -> Found:
        """Return the articles that answer a question, with the corrections that stand.

        Each part of it is looked up in an index; only articles that corrections reach are read. A
        period is asked of the days of the whole article, or, beside places, of those that a place
        bears in it. Articles without a day answer no period. Places are taken as they are given,
        without what they contain; see `within`.
        """
        with self._reading():
            reached = self._reached(self._overruling())
            query, values = searching.numbers_of(question, indexed=self._indexed())
            # A full-text index counts, and stops at the limit, faster than its answer is put down;
            # what else there is to find is found once, and put down for both.
            bare = question.places is None and question.first is None and question.last is None
            if reached:
                query += " EXCEPT SELECT value FROM json_each(?)"
                values.append(json.dumps(sorted(reached)))
                bare = False
            rows = self._connection.execute(
                # Made of constants; what is asked goes in as parameters.
                f"WITH found (article) AS {'NOT ' if bare else ''}MATERIALIZED ({query}) "  # noqa: S608
                "SELECT (SELECT count(*) FROM found), NULL UNION ALL "
                "SELECT number, id FROM (SELECT number, id FROM articles WHERE number IN "
                "(SELECT article FROM found ORDER BY article LIMIT ?))",
                (*values, limit),
            ).fetchall()
            (total, _), *found = rows
            also = self._also(question, sorted(reached))
        ids = tuple(article_id for _, article_id in sorted((*found, *also))[:limit])
        return Found(ids=ids, total=total + len(also))

    def _also(self, question: Question, reached: list[int]) -> list[tuple[int, str]]:
        """Return the number and the id of each of these articles that answers, as corrected."""
        overlay = self._overlay()
        found: list[tuple[int, str]] = []
        for start in range(0, len(reached), searching.BATCH):
            batch = reached[start : start + searching.BATCH]
            for number, decided in zip(
                batch, read_articles(self._connection, batch, self._places), strict=True
            ):
                if searching.is_answered(question, row_of(overlay.apply(decided))):
                    found.append((number, decided.article.id))
        return found

    def matching(self, text: str, version: str) -> tuple[str, ...] | None:
        """Return the ids of all articles that have what `text` asks for, in no order.

        None when the store is no longer at this version (see `version`). The index knows what was
        decided, and not what analysts said of it: whoever asks has to look through `overruled`.
        """
        question = searching.Question(text=text)
        with self._reading():
            if self._version() != version:
                return None
            query, values = searching.numbers_of(question, indexed=self._indexed())
            rows = self._connection.execute(
                f"SELECT id FROM articles WHERE number IN ({query})",  # noqa: S608 - as above
                values,
            ).fetchall()
        return tuple(article_id for (article_id,) in rows)

    def overruled(self) -> frozenset[str]:
        """Return the ids of the articles whose words corrections may change, and of some more.

        Their words are the names of what they mean, besides the text.
        """
        with self._reading():
            said = [
                each
                for each in self._overruling()
                if isinstance(each.change, PlaceIs | NotAPlace | Confirmed)
            ]
            rows = self._connection.execute(
                "SELECT id FROM articles WHERE number IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(self._reached(said))),),
            ).fetchall()
        return frozenset(article_id for (article_id,) in rows)

    def _overruling(self) -> list[Correction]:
        """Return the corrections that stand, but for what only says that something is right."""
        said = standing(self.corrections.read_within())
        confirmed = any(isinstance(each.change, Confirmed) for each in said)
        right = {
            (one.decided.article, one.decided.part, one.decided.span)
            for _, one in (self._judged() if confirmed else ())
            if one.right
        }
        return [
            each
            for each in said
            if not isinstance(each.change, Confirmed)
            or (each.article, each.part, each.span) not in right
        ]

    def _reached(self, corrections: Iterable[Correction]) -> set[int]:
        """Return the numbers of the articles that corrections may reach, and of some more."""
        articles: set[str] = set()
        names: dict[str | None, set[str]] = {}
        for each in corrections:
            if each.reach in {Reach.MENTION, Reach.ARTICLE}:
                articles.add(each.article)
            else:
                source = each.source if each.reach is Reach.OUTLET else None
                names.setdefault(source, set()).add(name_key(each.name))
        reached = {
            number
            for (number,) in self._connection.execute(
                "SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(articles)),),
            )
        }
        texts = [text for (text,) in self._connection.execute(_TEXTS)] if names else []
        for source, keys in names.items():
            spelled = json.dumps([text for text in texts if name_key(text) in keys])
            reached.update(
                number
                for (number,) in self._connection.execute(
                    "SELECT DISTINCT article FROM mentions "
                    "JOIN articles ON articles.number = mentions.article "
                    "WHERE mentions.text IN (SELECT value FROM json_each(?)) "
                    "AND (? IS NULL OR articles.source = ?)",
                    (spelled, source, source),
                )
            )
        return reached

    def within(
        self, place_id: str, place_of: Callable[[str], Place | None] = lambda _: None
    ) -> frozenset[str]:
        """Return the ids of a place and of what it contains, among the places that are kept.

        place_of: returns the gazetteer's place of an id, so that a province is known to contain a
        village whose district no article names.
        """
        with self._reading():
            parents = dict(self._connection.execute("SELECT id, parent FROM places"))
        inside: dict[str, bool] = {place_id: True}

        def lies_inside(start: str) -> bool:
            chain: list[str] = []
            above: str | None = start
            while above is not None and above not in inside:
                inside[above] = False  # ends a loop, until it is known better
                chain.append(above)
                if above in parents:
                    above = parents[above]
                else:
                    place = place_of(above)
                    above = place.parent if place else None
            answer = above is not None and inside[above]
            inside.update(dict.fromkeys(chain, answer))
            return answer

        return frozenset({place_id, *filter(lies_inside, parents)})

    def _indexed(self) -> bool:
        """Tell whether the full-text index can be asked, and is in step with the articles."""
        return self._full_text and not searching.is_behind(self._connection, full_text=True)
