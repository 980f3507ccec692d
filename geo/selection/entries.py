"""An article's row: its mentions drawn together, each place once, with the days of each pin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.model import UNDRAWN, Precision, Role
from geo.selection.records import ROLES_BY_STRENGTH, Clock, Entry, Pin, Undrawn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import Interval, LocatedArticle, LocatedMention, Place


def entry_of(
    article: LocatedArticle,
    mentions: Iterable[tuple[int, LocatedMention]],
    clock: Clock,
    days: tuple[Interval, ...],
) -> Entry:
    """Draw an article's mentions together: each place once, as a pin or as undrawn.

    days: the article's own. A pin bears the days that its own mentions tell, and besides those of
    `days` that no pin tells, so that no day of an article is without its pins. (Where there is no
    pin, the undrawn places do.)
    """
    places: dict[str, Place] = {}
    groups: dict[str, list[tuple[int, LocatedMention]]] = {}
    filed: Interval | None = None
    for index, mention in mentions:
        filed = filed or told_days(mention, article, clock)
        if (place := mention.resolution.place) is not None:
            places.setdefault(place.id, place)
            groups.setdefault(place.id, []).append((index, mention))

    pins: list[Pin] = []
    undrawn: list[Undrawn] = []
    for place_id, place in places.items():
        group = groups[place_id]
        strongest = min(group, key=_strength)[1]
        why = why_undrawn(place, strongest.role)
        if why is not None:
            undrawn.append(
                Undrawn(
                    place=place,
                    role=strongest.role,
                    verdict=strongest.resolution.verdict,
                    reason=why,
                    days=distinct(told_days(mention, article, clock) for _, mention in group),
                ),
            )
            continue
        pins.append(
            Pin(
                article=article.article.id,
                place=place,
                role=strongest.role,
                confidence=strongest.resolution.confidence,
                verdict=strongest.resolution.verdict,
                days=distinct(told_days(mention, article, clock) for _, mention in group),
                mentions=tuple(index for index, _ in group),
            ),
        )

    told = {day for placed in pins or undrawn for day in placed.days}
    untold = [day for day in days if day not in told]

    def borne(own: tuple[Interval, ...], further: list[Interval]) -> tuple[Interval, ...]:
        return (distinct((*own, *further)) if further else own) if own else days

    return Entry(
        article=article,
        days=days,
        filed=filed if filed in days else next(iter(days), None),
        fallback=False,
        pins=tuple(
            sorted(
                (replace(pin, days=borne(pin.days, untold)) for pin in pins),
                key=lambda pin: _prominence(pin, article),
            ),
        ),
        undrawn=tuple(
            sorted(
                (
                    replace(place, days=borne(place.days, [] if pins else untold))
                    for place in undrawn
                ),
                key=lambda place: place.place.id,
            ),
        ),
    )


def narrowed(
    entry: Entry,
    mentions: tuple[tuple[int, LocatedMention], ...],
    clock: Clock,
) -> Entry:
    """Return what is left of an article when only some of its mentions are asked for."""
    told = distinct(told_days(mention, entry.article, clock) for _, mention in mentions)
    narrow = entry_of(entry.article, mentions, clock, told or entry.days)
    return replace(narrow, fallback=entry.fallback)


def told_days(
    mention: LocatedMention,
    article: LocatedArticle,
    clock: Clock = Clock.HAPPENED,
) -> Interval | None:
    """Return the days that an event mention's sentence tells, when they are anchored.

    None on the clock of publication. What begins after the day of publication is announced, and
    has not happened.
    """
    days = mention.time.interval if mention.time is not None else None
    if days is None or mention.role is not Role.EVENT or clock is not Clock.HAPPENED:
        return None
    published = article.article.published
    return None if published is not None and days.first > published else days


def distinct(days: Iterable[Interval | None]) -> tuple[Interval, ...]:
    """Return the days that there are, earliest first, none twice."""
    return tuple(
        sorted(
            {day for day in days if day is not None}, key=lambda d: (d.first, d.last, d.precision)
        ),
    )


def _prominence(pin: Pin, article: LocatedArticle) -> tuple[int, int, int]:
    """Order pins of one article: strongest role, then what it is about, then reading order."""
    focus = article.focus
    rank = focus.index(pin.place.id) if pin.place.id in focus else len(focus)
    return ROLES_BY_STRENGTH.index(pin.role), rank, pin.mentions[0]


def _strength(indexed: tuple[int, LocatedMention]) -> tuple[int, float, int]:
    """Order mentions of one place: strongest role, then highest confidence, then first."""
    index, mention = indexed
    return ROLES_BY_STRENGTH.index(mention.role), -mention.resolution.confidence, index


def why_undrawn(place: Place, role: Role) -> str | None:
    """Say why a place that is strongest in this role gets no pin; None when it gets one."""
    if place.kind in UNDRAWN:
        return f"no pin: a {place.kind}"
    if role is Role.DEMONYM:
        return "no pin: only its people are named"
    if place.precision is Precision.NONE:
        return f"no pin: about {2 * place.radius_km:.0f} km across"
    return None
