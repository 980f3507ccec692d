"""The words for a hover: they leave the server as JSON and land by `textContent` only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps.payload import token
from geo.selection import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.selection import Dataset

LONGEST = 140
"""Code points of a title that a hover shows."""
MOST = 60
"""Articles, and places, that one request may ask for."""


def labels(
    dataset: Dataset,
    articles: Iterable[str],
    places: Iterable[str],
) -> dict[str, dict[str, dict[str, str]]]:
    """Return {"articles": {id: {"title", "day", "source"}}, "places": {id: {"name", "kind"}}}.

    articles, places: ids as the map was told them; unknown ones are left out, and so is what goes
    beyond `MOST`. day: ISO, the day of publication, or an event's if that is all there is, "" when
    unknown. source: "" when not stated.
    """
    found: dict[str, dict[str, dict[str, str]]] = {"articles": {}, "places": {}}
    wanted = _few(articles)
    for row in dataset.rows if wanted else ():
        article = row.located.article
        if (name := token(article.id)) in wanted:
            day = row.whole[Clock.PUBLISHED].day
            found["articles"][name] = {
                "title": _short(article.title or article.text),
                "day": day.isoformat() if day else "",
                "source": _short(article.source or ""),
            }
    wanted = _few(places)
    for place in dataset.places.values() if wanted else ():
        if (name := token(place.id)) in wanted:
            kind = place.kind.replace("_", " ")
            found["places"][name] = {"name": _short(place.name), "kind": kind}
    return found


def _few(identifiers: Iterable[str]) -> frozenset[str]:
    return frozenset(list(identifiers)[:MOST])


def _short(text: str) -> str:
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
