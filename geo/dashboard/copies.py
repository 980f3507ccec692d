"""The story of an article, for its card: who else prints it, and what was said."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geo.copies import differences
from geo.corrections import Merge, folding_effect, folding_of
from geo.dashboard import words
from geo.dashboard.cards import opening
from geo.errors import CorrectionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.corrections import Folded, Folding, FoldingAsked
    from geo.dashboard.library import Library
    from geo.model import Article
    from geo.selection import Dataset

    Number = Callable[[str], int | None]
    """Returns an article's number in the columns."""

MOST_TOLD = 50
"""Copies that the card lists; the rest is counted."""
MOST_FOUND = 12
"""Articles that a search for the same story answers with; the rest is counted."""
MOST_OF_BOTH = 24
"""Words in a row that two texts share; of more, the middle is left out."""
NO_SOURCE = "No source stated"
NOT_FOLDED = "Among so many articles copies are not looked for, so no story can be merged or split."


def copies_told(books: Library, article: Article, number_of: Number) -> dict[str, object]:
    """Tell an article's story, its copies the first published first, those without a day last.

    "folded" is false where nobody looked for copies, and then nothing else is told. "total" counts
    all copies, "elsewhere" those of another stated source, "outlets" these sources. "first" is the
    article that was seen first, this one too. "said" are the merges and splits that stand.
    """
    stories = books.stories
    if stories is None:
        return {"folded": False}
    story = _in_print(stories.story(article.id), books.dataset)
    copies = [each for each in story if each.id != article.id]
    others = [each.source for each in copies if each.source and each.source != article.source]
    return {
        "folded": True,
        "copies": [_told(each, number_of) for each in copies[:MOST_TOLD]],
        "total": len(copies),
        "elsewhere": len(others),
        "outlets": len(set(others)),
        "first": _told(story[0], number_of) if story else None,
        "said": [
            _said(folding, books.dataset)
            for folding in stories.foldings
            if not folding.articles.isdisjoint({article.id, *(each.id for each in copies)})
        ],
    }


def differences_told(one: Article, other: Article) -> dict[str, object]:
    """Tell what differs between the texts of two articles.

    The answer is {"runs": [[where, text], …], "left": [words, words]}, where is "both", "first" or
    "second"; see `geo.copies.Differences`. Of long runs that both have the middle is left out.
    """
    found = differences(one.text, other.text)
    runs = []
    for run in found.runs:
        said = run.words
        if run.where == "both" and len(said) > MOST_OF_BOTH:
            half = MOST_OF_BOTH // 2
            said = (*said[:half], "…", *said[-half:])
        runs.append([run.where, " ".join(said)])
    return {"runs": runs, "left": list(found.left)}


def others_told(
    books: Library, query: str, article: Article, number_of: Number
) -> dict[str, object]:
    """Tell articles that may tell the same story: by words of theirs, or by their id.

    The answer is {"articles": […], "more": how many are not told}; what is in the story already is
    left out.
    """
    own = set(_folded(books).story(article.id))
    named = books.dataset.article(query)
    ids = {query} if named is not None else set(books.matching(query))
    found = _in_print(ids - own, books.dataset)
    return {
        "articles": [_told(each, number_of) for each in found[:MOST_FOUND]],
        "more": max(0, len(found) - MOST_FOUND),
    }


def folding_asked(books: Library, asked: FoldingAsked, at: dt.datetime) -> tuple[Folding, str]:
    """Return the merge or split that is asked for, and in words what it changes.

    Raises:
        CorrectionError: it cannot hold; the message says what can.
    """
    now = _folded(books)
    folding = folding_of(asked, now, at)
    return folding, str(folding_effect(now, now.also(folding), folding))


def _folded(books: Library) -> Folded:
    if books.stories is None:
        raise CorrectionError(NOT_FOLDED)
    return books.stories


def _in_print(ids: Iterable[str], dataset: Dataset) -> list[Article]:
    """Return the articles, the first published first, and those without a day last."""
    found = [each.article for each in map(dataset.article, ids) if each is not None]
    found.sort(key=lambda each: (each.published is None, each.published or dt.date.max, each.id))
    return found


def _told(article: Article, number_of: Number) -> dict[str, object]:
    published = article.published
    return {
        "id": article.id,
        "n": number_of(article.id),
        "title": _title(article),
        "source": article.source or NO_SOURCE,
        "date": words.day(published) if published else "",
        "published": published.isoformat() if published else None,
    }


def _title(article: Article) -> str:
    return article.title or opening(article)


def _said(folding: Folding, dataset: Dataset) -> dict[str, object]:
    def named(article_id: str) -> str:
        located = dataset.article(article_id)
        return article_id if located is None else _title(located.article)

    return {
        "number": folding.number,
        "article": named(folding.article),
        "other": named(folding.other) if isinstance(folding, Merge) else None,
        "author": folding.author,
        "reason": folding.reason,
        "date": words.day(folding.at.date()),
    }
