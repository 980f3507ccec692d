"""What the page that tells how far to trust it asks for: the figures, and mentions to check.

Both are asked of the store, not of the dataset: a judgement makes another version of the store,
and nobody is to wait for all articles between one key and the next.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geo.accuracy import BIAS, accuracy, record
from geo.corrections import Reach
from geo.dashboard import correcting, words
from geo.dashboard.cards import opening, shortened
from geo.dashboard.library import gazetteer
from geo.model import Role
from geo.recognition.weights import validated
from geo.store import Store
from geo.text import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.model import LocatedArticle, LocatedMention, Place
    from geo.store.judging import Group

ORDERS = ("doubtful", "sample")
"""least sure and most seen first; in the order of the random sample."""
MOST_CHOICES = 9
"""Other places that are offered at once; each has a key of its own."""
MOST_REASONS = 4
WRONG = "looked at, and found wrong"
"""The reason of a correction for which nobody gives another one."""


@lru_cache(maxsize=2)
def figures(path: Path, version: str) -> dict[str, object]:
    """Tell how far to trust a store; `version` tells its versions apart."""
    del version
    with Store.open(path, read_only=True) as store:
        judged = store.judged()
        order = [key for key, _ in store.sample(len(judged) + 1)]
        told = record(accuracy(judged, store.held(), order))
    marked = [
        {"name": name, "f1": figures["f1"], "e2e161": figures["e2e161"]}
        for name, figures in validated().items()
    ]
    return {**told, "bias": BIAS, "marked": marked}


def queue(store: Store, order: str, limit: int) -> list[dict[str, object]]:
    """Tell the mentions to check next, none of which was judged."""
    found: list[tuple[str, int, Group | None]]
    if order == "sample":
        judged = {each.decided.key for each in store.judged()}
        drawn = store.sample(limit + len(judged))
        found = [(key[0], index, None) for key, index in drawn if key not in judged]
    else:
        found = [(each.article, each.index, each) for each in store.doubtful(limit)]
    found = found[:limit]
    articles = store.articles(dict.fromkeys(article for article, _, _ in found))
    return [
        _item(articles[article], articles[article].mentions[index], group)
        for article, index, group in found
        if article in articles
    ]


def places(query: str, near: Place | None) -> list[dict[str, object]]:
    """Tell the places that a name may mean, but for the one that it was taken for."""
    found = correcting.found_places(query, near)["places"]
    assert isinstance(found, list)  # noqa: S101 - as that function says
    return [each for each in found if near is None or each["id"] != near.id][:MOST_CHOICES]


def roles() -> list[list[str]]:
    """Tell the roles, each with its words."""
    return [[role.value, words.ROLES[role]] for role in Role]


def _item(
    located: LocatedArticle, mention: LocatedMention, group: Group | None
) -> dict[str, object]:
    article, found = located.article, mention.mention
    place, resolution = mention.resolution.place, mention.resolution
    return {
        "article": article.id,
        "part": found.part,
        "start": found.span.start,
        "end": found.span.end,
        "reach": Reach.MENTION.value,
        "name": found.text,
        "sentence": _sentence(located, mention),
        "title": article.title or opening(article),
        "source": article.source or "No source stated",
        "date": words.long_day(article.published) if article.published else "No day stated",
        "place": "" if place is None else place.id,
        "claim": "has no place here"
        if place is None
        else words.certainty(resolution.verdict, resolution.confidence),
        "what": "" if place is None else words.described(place, _above(place)),
        "where": "" if place is None else words.inside(place, _above(place)),
        "confidence": resolution.confidence,
        "role": words.ROLES[mention.role],
        "reasons": [each.detail for each in resolution.evidence[:MOST_REASONS]],
        "choices": places(found.text, place),
        "alike": None
        if group is None
        else {
            "mentions": group.mentions,
            "articles": group.articles,
            "wrong": round(group.wrong, 1),
            "judged": group.judged,
        },
    }


def _above(place: Place) -> dict[str, Place]:
    """Return what contains a place, by id."""
    known = gazetteer()
    return {up: found for up in known.ancestors(place.id) if (found := known.place(up))}


def _sentence(located: LocatedArticle, mention: LocatedMention) -> Sequence[str]:
    """Return what stands before the name in its sentence, the name, and what stands after it."""
    at = mention.mention.span
    if mention.mention.part == "title":
        field, start, end = located.article.title or "", 0, len(located.article.title or "")
    else:
        field = located.article.text
        spans = sentences(field)
        holding = next(
            (span for span in spans if span.start <= at.start and at.end <= span.end), at
        )
        holding = shortened(holding, at)
        start, end = holding.start, holding.end
    return field[start : at.start], field[at.start : at.end], field[at.end : end]
