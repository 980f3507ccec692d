"""What the list says of an article, as JSON for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.dashboard import words
from geo.dashboard.cards import opening
from geo.model import Verdict
from geo.selection import drawn_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.selection import Entry, Pin, Undrawn


def row(entry: Entry) -> dict[str, object]:
    """Tell an article as a row of the list."""
    article = entry.article.article
    ordered: Sequence[Pin | Undrawn] = (*entry.pins, *entry.undrawn)
    vague = [when for when in (entry.filed,) if when is not None and when.first != when.last]
    return {
        "id": article.id,
        "title": article.title or opening(article),
        "source": article.source or "",
        "role": drawn_as(ordered[0].role).value if ordered else "none",
        "unsure": bool(ordered) and ordered[0].verdict is Verdict.AMBIGUOUS,
        "places": words.names(list(dict.fromkeys(map(_perhaps, ordered))), 3),
        "when": words.interval(vague[0]) if vague else "",
        "fallback": entry.fallback,
    }


def _perhaps(placed: Pin | Undrawn) -> str:
    """Name a place, with a question mark where another one may be meant."""
    return f"{placed.place.name}?" if placed.verdict is Verdict.AMBIGUOUS else placed.place.name
