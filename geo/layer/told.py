"""What the frame tells the page: `last_active_drawing` of st_folium, the one way back.

The frame fires a Leaflet draw event with a feature whose properties are {kind, number, …}. They
come from a browser, so they are believed only as far as the dataset knows them. `number` rises
with each that a frame tells (milliseconds since 1970 do), so that none is acted on twice.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from geo.corrections import EARLIEST, LATEST, FoldingAsked, Proposal, Reach, What
from geo.model import Part, Span
from geo.selection import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.model import LocatedArticle
    from geo.selection import Dataset

Kind = Literal["settled", "pick", "add", "date", "load-demo", "correct", "fold", "take-back"]
"""settled: the frame's state, after a change came to rest. pick: an article was opened or closed.
add: reports are to be added. date: an article's publication day is to be set, or taken back.
load-demo: the demonstration is to be loaded. correct: a mention is to be corrected. fold: an
article's story is to be merged or split. take-back: a correction, merge or split is to be taken
back."""
MOST_SAID = 2**53
"""What a number of the log, or an offset, stays below: whole numbers are exact up to there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that the frame told.

    number: tells it apart from what was told before. article, place: ids that the dataset knows,
    None for none. day: of "date", None when the day is to be taken back; of no other kind. clock,
    first, last: of "settled", the period. proposal: of "correct", as it was asked for; only that
    the article has that mention is sure. folding: of "fold", as it was asked for. seen: of
    "correct" and "fold", number of the latest entry of the log of corrections that was known.
    correction: of "take-back", its number. author: of "take-back", who says so, "" for whoever runs
    the page.
    """

    kind: Kind
    number: float
    article: str | None = None
    place: str | None = None
    day: dt.date | None = None
    clock: Clock = Clock.HAPPENED
    first: dt.date | None = None
    last: dt.date | None = None
    proposal: Proposal | None = None
    folding: FoldingAsked | None = None
    seen: int = 0
    correction: int | None = None
    author: str = ""


def heard(drawing: object, dataset: Dataset, *, after: float = -math.inf) -> Told | None:
    """Read what was told, None when it is nothing that can be acted on.

    drawing: st_folium's `last_active_drawing`. after: the greatest number that was acted on.
    """
    told = drawing.get("properties") if isinstance(drawing, dict) else None
    if not isinstance(told, dict):
        return None
    kind, number = told.get("kind"), told.get("number")
    if kind not in get_args(Kind) or isinstance(number, bool):
        return None
    if not isinstance(number, int | float) or not after < number < math.inf:
        return None
    return _of_kind(cast("Kind", kind), float(number), told, dataset)


def _of_kind(  # noqa: PLR0911 - one for each kind
    kind: Kind, number: float, told: dict[object, object], dataset: Dataset
) -> Told | None:
    """Read what belongs to a kind; None when what it needs is missing."""
    if kind in {"add", "load-demo"}:
        return Told(kind=kind, number=number)
    if kind in {"correct", "fold", "take-back"}:
        return _overruling(kind, number, told, dataset)
    if kind == "settled":
        state = told.get("state")
        if not isinstance(state, dict):
            return None
        article, place = _known(state.get("article"), state.get("pin"), dataset)
        clock = Clock.PUBLISHED if state.get("clock") == Clock.PUBLISHED.value else Clock.HAPPENED
        return Told(
            kind=kind,
            number=number,
            article=article,
            place=place,
            clock=clock,
            first=_day(state.get("from")),
            last=_day(state.get("to")),
        )
    article, place = _known(told.get("article"), told.get("place"), dataset)
    if kind == "pick":
        # None closes the card; one that is not here is no pick.
        missing = article is None and told.get("article") is not None
        return None if missing else Told(kind=kind, number=number, article=article, place=place)
    day = _day(told.get("day"))
    wrong = told.get("day") is not None and (day is None or not EARLIEST <= day <= LATEST)
    if article is None or "day" not in told or wrong:
        return None
    return Told(kind=kind, number=number, article=article, day=day)


def _overruling(
    kind: Kind, number: float, told: dict[object, object], dataset: Dataset
) -> Told | None:
    """Read what an analyst says; None when what it needs is missing."""
    if kind == "correct":
        asked, seen = proposal(told, dataset.article), whole(told.get("seen"))
        if asked is None or seen is None:
            return None
        return Told(kind=kind, number=number, article=asked.article, proposal=asked, seen=seen)
    if kind == "fold":
        story, seen = folding(told), whole(told.get("seen"))
        if story is None or seen is None:
            return None
        return Told(kind=kind, number=number, folding=story, seen=seen)
    correction, author = whole(told.get("correction")), told.get("author")
    if correction is None or not isinstance(author, str):
        return None
    return Told(kind=kind, number=number, correction=correction, author=author)


def _known(article: object, place: object, dataset: Dataset) -> tuple[str | None, str | None]:
    """Return an article's id and that of a place that it names, as far as they are here."""
    located = dataset.article(article) if isinstance(article, str) else None
    if located is None:
        return None, None
    places = {m.resolution.place.id for m in located.mentions if m.resolution.place is not None}
    return located.article.id, place if isinstance(place, str) and place in places else None


def proposal(
    told: Mapping[Any, object], article_of: Callable[[str], LocatedArticle | None]
) -> Proposal | None:
    """Read what is to be corrected; None when there is no such mention.

    article_of: returns the article of an id.
    told: article, part, start, end, what, value, reach, reason, author. What `value` holds is not
    looked at: `geo.corrections.correction_of` does that, and says what is wrong with it.
    """
    article, part = told.get("article"), told.get("part")
    start, end = whole(told.get("start")), whole(told.get("end"))
    what, reach = told.get("what"), told.get("reach")
    value, reason, author = (told.get(key) for key in ("value", "reason", "author"))
    located = article_of(article) if isinstance(article, str) else None
    if located is None or start is None or end is None or not start < end:
        return None
    if part not in get_args(Part) or what not in get_args(What) or reach not in (*Reach,):
        return None
    if not (isinstance(value, str) and isinstance(reason, str) and isinstance(author, str)):
        return None
    span = Span(start=start, end=end)
    if all((m.mention.part, m.mention.span) != (part, span) for m in located.mentions):
        return None
    return Proposal(
        article=located.article.id,
        part=cast("Part", part),
        span=span,
        what=cast("What", what),
        value=value,
        reach=Reach(cast("str", reach)),
        reason=reason,
        author=author,
    )


def folding(told: Mapping[Any, object]) -> FoldingAsked | None:
    """Read a merge or a split that is asked for; None when something is missing or no text.

    told: article, other (missing or None for a split), reason, author. Whether there are such
    articles is not looked at: `geo.corrections.folding_of` does that, and says what is wrong.
    """
    article, other, reason, author = (
        told.get(key) for key in ("article", "other", "reason", "author")
    )
    if not (isinstance(article, str) and isinstance(reason, str) and isinstance(author, str)):
        return None
    if other is not None and not isinstance(other, str):
        return None
    return FoldingAsked(article=article, other=other, reason=reason, author=author)


def whole(told: object) -> int | None:
    """Read a whole number from 0 on; None when it is none."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return int(told) if 0 <= told < MOST_SAID and told == int(told) else None


def _day(told: object) -> dt.date | None:
    """Read an ISO day; None when it is none."""
    if not isinstance(told, str):
        return None
    try:
        return dt.date.fromisoformat(told)
    except ValueError:
        return None
