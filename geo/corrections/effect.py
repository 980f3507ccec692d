"""What corrections would change, counted before anybody says yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.corrections.overlay import Overlay
from geo.selection import happened_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import LocatedArticle, LocatedMention

UNCORRECTED = Overlay()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How much would look different: articles, their mentions, and pins that come, go or change."""

    articles: int = 0
    mentions: int = 0
    pins: int = 0

    def __str__(self) -> str:
        """Return the figures in words: "7 articles, 9 pins"."""
        return f"{_counted(self.articles, 'article')}, {_counted(self.pins, 'pin')}"


def effect(articles: Iterable[LocatedArticle], then: Overlay, now: Overlay = UNCORRECTED) -> Effect:
    """Count what differs in these articles with the corrections `then` instead of `now`.

    articles: as they were decided, or with `now` laid over them already, and no `now` given.
    """
    changed = mentions = pins = 0
    for article in articles:
        before, after = now.apply(article), then.apply(article)
        differing = sum(
            _seen(one) != _seen(other)
            for one, other in zip(before.mentions, after.mentions, strict=True)
        )
        if differing:
            changed += 1
            mentions += differing
            old, new = _pins(before), _pins(after)
            pins += max(len(old - new), len(new - old))
    return Effect(articles=changed, mentions=mentions, pins=pins)


def _seen(mention: LocatedMention) -> tuple[object, ...]:
    """Return what a reader sees of a mention on the map."""
    resolution, place = mention.resolution, mention.resolution.place
    when = None if mention.time is None else mention.time.interval
    where = None if place is None else (place.id, place.coordinates)
    return where, resolution.verdict, mention.role, when


def _pins(located: LocatedArticle) -> set[tuple[object, ...]]:
    pins = happened_entry(located).pins
    return {(pin.place.id, pin.place.coordinates, pin.role, pin.verdict, pin.days) for pin in pins}


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
