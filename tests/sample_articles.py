"""Located articles made by hand for tests of the page: real records, known answers."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from geo.model import (
    Article,
    Candidate,
    Coordinates,
    Evidence,
    Interval,
    LocatedArticle,
    LocatedMention,
    Mention,
    Place,
    PlaceKind,
    Resolution,
    Role,
    Span,
    TimeExpression,
    Verdict,
)
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SEPTEMBER = 9
YEAR = 2021


def day(number: int) -> dt.date:
    """Return a day of September 2021."""
    return dt.date(YEAR, SEPTEMBER, number)


def place(  # noqa: PLR0913 - a place has that many facts
    identifier: str,
    name: str,
    kind: PlaceKind,
    latitude: float,
    longitude: float,
    *,
    radius: float = 1.0,
    parent: str | None = None,
) -> Place:
    """Make a place."""
    return Place(
        id=identifier,
        name=name,
        kind=kind,
        coordinates=Coordinates(latitude=latitude, longitude=longitude),
        radius_km=radius,
        uncertainty_km=1.0,
        parent=parent,
        country="AF",
        source="made for a test",
    )


AFGHANISTAN = place("af", "Afghanistan", PlaceKind.COUNTRY, 33.9, 67.7, radius=500.0)
PANJSHIR = place(
    "af-panjshir", "Panjshir", PlaceKind.PROVINCE, 35.4, 69.7, radius=60.0, parent="af"
)
BAZARAK = place("af-bazarak", "Bazarak", PlaceKind.TOWN, 35.3129, 69.5152, parent="af-panjshir")
KABUL = place("af-kabul", "Kabul", PlaceKind.CITY, 34.5281, 69.1723, radius=15.0, parent="af")
NAMESAKE = place("af-bazarak-2", "Bazarak", PlaceKind.VILLAGE, 36.1, 68.2, parent="af")
RULE = Evidence(name="event_verb", detail="“reached” tells that something happened there")


def located(  # noqa: PLR0913 - an article has that many facts
    title: str | None,
    text: str,
    *,
    published: dt.date | None,
    names: Iterable[tuple[str, Place | None, Role]] = (),
    source: str | None = "Alpha",
    happened: tuple[str, dt.date] | None = None,
    url: str | None = None,
) -> LocatedArticle:
    """Make a located article; every name is marked where it first stands in the text."""
    identifier = hashlib.sha256(f"{title}|{text}|{published}|{source}".encode()).hexdigest()[:20]
    time = None
    if happened is not None:
        words, when = happened
        start = text.index(words)
        time = TimeExpression(
            span=Span(start=start, end=start + len(words)),
            part="text",
            text=words,
            interval=Interval(first=when, last=when),
        )
    mentions = []
    for name, meant, role in names:
        start = text.index(name)
        mentions.append(
            LocatedMention(
                mention=Mention(
                    span=Span(start=start, end=start + len(name)), part="text", text=name
                ),
                role=role,
                role_evidence=RULE,
                resolution=Resolution(
                    verdict=Verdict.NIL if meant is None else Verdict.RESOLVED,
                    place=meant,
                    confidence=0.82,
                    evidence=(
                        Evidence(name="exact_name", detail="spelled as it is known", weight=0.5),
                    ),
                    rejected=(
                        Candidate(
                            place=NAMESAKE,
                            score=0.1,
                            evidence=(Evidence(name="far", detail="far from the other places"),),
                        ),
                    )
                    if meant is BAZARAK
                    else (),
                ),
                time=time if role is Role.EVENT else None,
            )
        )
    return LocatedArticle(
        article=Article(
            id=identifier, title=title, text=text, published=published, source=source, url=url
        ),
        mentions=tuple(sorted(mentions, key=lambda mention: mention.mention.span)),
        times=() if time is None else (time,),
    )


REACHED = located(
    "Fighters reach the valley",
    "It had rained. Fighters reached Bazarak on Thursday, officials said.\n\nKabul was calm.",
    published=day(3),
    names=[("Bazarak", BAZARAK, Role.EVENT), ("Kabul", KABUL, Role.BACKGROUND)],
    happened=("on Thursday", day(2)),
    url="https://example.org/one",
)
RALLY = located(
    "A rally in the capital",
    "Hundreds gathered in Kabul and left in peace.",
    published=day(5),
    names=[("Kabul", KABUL, Role.EVENT)],
    source="Beta",
)
PROVINCE = located(
    "Roads closed",
    "Roads in Panjshir were closed.",
    published=day(6),
    names=[("Panjshir", PANJSHIR, Role.EVENT)],
    source="Beta",
)
UNPLACED = located(
    "A country waits",
    "Afghanistan waits, and so does Nowhereville.",
    published=day(4),
    names=[("Afghanistan", AFGHANISTAN, Role.BACKGROUND), ("Nowhereville", None, Role.EVENT)],
)
UNDATED = located(
    "No day is told",
    "A market opened in Kabul.",
    published=None,
    names=[("Kabul", KABUL, Role.EVENT)],
    source=None,
)
ALL = (REACHED, RALLY, PROVINCE, UNPLACED, UNDATED)


def fill(path: Path, articles: Iterable[LocatedArticle] = ALL) -> Path:
    """Keep articles in a store in this file."""
    with Store.open(path) as store:
        for article in articles:
            store.add(article)
    return path
