"""Located articles made by hand, for tests of what is built on them."""

from __future__ import annotations

import datetime as dt

from geo.model import (
    Article,
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


def place(
    name: str,
    kind: PlaceKind,
    point: tuple[float, float],
    radius_km: float,
    parent: str | None = None,
) -> Place:
    return Place(
        id=name.lower().replace(" ", "-"),
        name=name,
        kind=kind,
        coordinates=Coordinates(latitude=point[0], longitude=point[1]),
        radius_km=radius_km,
        uncertainty_km=1,
        parent=parent,
    )


AFGHANISTAN = place("af", PlaceKind.COUNTRY, (34.2, 66.5), 600)
KABUL = place("af-kabul", PlaceKind.CITY, (34.5281, 69.1723), 15, "af-kabul-province")
PANJSHIR = place("af-panjshir", PlaceKind.PROVINCE, (35.4275, 69.735), 70, "af")
BAZARAK = place("af-bazarak", PlaceKind.TOWN, (35.3129, 69.5152), 2, "af-panjshir")
SALANG = place("af-salang", PlaceKind.DISTRICT, (35.18, 69.0), 14, "af-parwan")
HERAT = place("af-herat", PlaceKind.CITY, (34.35, 62.2), 8, "af")
HINDU_KUSH = place("hindu-kush", PlaceKind.RANGE, (35.5, 70.5), 400)
MOSCOW = place("ru-moscow", PlaceKind.CITY, (55.75, 37.62), 20)
PLACES = (AFGHANISTAN, KABUL, PANJSHIR, BAZARAK, SALANG, HERAT, HINDU_KUSH, MOSCOW)


def august(day: int, last: int | None = None) -> Interval:
    return Interval(first=dt.date(2021, 8, day), last=dt.date(2021, 8, last or day))


def mention(
    where: Place | None,
    role: Role = Role.EVENT,
    when: Interval | None = None,
    *,
    confidence: float = 0.9,
    verdict: Verdict = Verdict.RESOLVED,
) -> LocatedMention:
    span = Span(start=0, end=1)
    return LocatedMention(
        mention=Mention(span=span, part="text", text="x"),
        role=role,
        role_evidence=Evidence(name="made", detail="made by hand"),
        resolution=Resolution(
            verdict=verdict if where else Verdict.NIL,
            place=where,
            confidence=confidence if where else 0,
        ),
        time=None
        if when is None
        else TimeExpression(span=span, part="text", text="x", interval=when),
    )


def located(
    number: int,
    *mentions: LocatedMention,
    published: int | None = 20,
    title: str | None = None,
    text: str = "Something was reported.",
    source: str | None = None,
) -> LocatedArticle:
    """Make an article with the id of its number; `published` is a day of August 2021."""
    return LocatedArticle(
        article=Article(
            id=f"{number:020x}",
            text=text,
            title=title,
            published=None if published is None else dt.date(2021, 8, published),
            source=source,
        ),
        mentions=mentions,
    )
