"""Questions to a store, each answered by its indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.corrections import Confirmed, standing
from geo.store import searching
from geo.store.judging import JudgesMentions

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model import Place
    from geo.store.searching import Question


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
        """Return the articles that answer a question; each part of it is looked up in an index.

        A period is asked of the days of the whole article, or, beside places, of those that a
        place bears in it, both as they were decided, without corrections. Articles without a day
        answer no period. Places are taken as they are
        given, without what they contain; see `within`.
        """
        with self._reading():
            query, values = searching.numbers_of(question, indexed=self._indexed())
            # A full-text index counts, and stops at the limit, faster than its answer is put down;
            # what else there is to find is found once, and put down for both.
            bare = question.places is None and question.first is None and question.last is None
            rows = self._connection.execute(
                # Made of constants; what is asked goes in as parameters.
                f"WITH found (article) AS {'NOT ' if bare else ''}MATERIALIZED ({query}) "  # noqa: S608
                "SELECT (SELECT count(*) FROM found), NULL UNION ALL "
                "SELECT NULL, id FROM (SELECT id FROM articles WHERE number IN "
                "(SELECT article FROM found ORDER BY article LIMIT ?) ORDER BY number)",
                (*values, limit),
            ).fetchall()
        (total, _), *found = rows
        return Found(ids=tuple(article_id for _, article_id in found), total=total)

    def matching(self, text: str, version: str) -> tuple[str, ...] | None:
        """Return the ids of all articles that have what `text` asks for, in no order.

        None when the store is no longer at this version (see `version`), or when corrections stand:
        the index knows what was decided, and not what analysts said of it. What they confirmed is
        what was decided.
        """
        question = searching.Question(text=text)
        with self._reading():
            if self._version() != version or not self._stands_as_decided():
                return None
            query, values = searching.numbers_of(question, indexed=self._indexed())
            rows = self._connection.execute(
                f"SELECT id FROM articles WHERE number IN ({query})",  # noqa: S608 - as above
                values,
            ).fetchall()
        return tuple(article_id for (article_id,) in rows)

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

    def _stands_as_decided(self) -> bool:
        """Tell whether what analysts said leaves every article the places that were decided."""
        said = standing(self.corrections.read_within())
        return all(isinstance(each.change, Confirmed) for each in said) and all(
            judged.right for _, judged in self._judged()
        )

    def _indexed(self) -> bool:
        """Tell whether the full-text index can be asked, and is in step with the articles."""
        return self._full_text and not searching.is_behind(self._connection, full_text=True)
