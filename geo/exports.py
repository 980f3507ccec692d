"""What other programs read: a located article as the record that docs/geoparse-contract.md holds.

Others rely on its keys, their order and their meaning; it grows by new keys only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import (
        Evidence,
        LocatedArticle,
        LocatedMention,
        Mention,
        Place,
        RelativePlace,
        TimeExpression,
    )

Record = dict[str, Any]


def located_record(located: LocatedArticle, article_id: str | int | None = None) -> Record:
    """Return the contract's record of an article.

    article_id: what stands under "id", a caller's own string or number; the article's id where
    none is given.
    """
    article = located.article
    return {
        "id": article.id if article_id is None else article_id,
        "published": None if article.published is None else article.published.isoformat(),
        "mentions": [_mention_record(mention) for mention in located.mentions],
        "times": [_time_record(time) for time in located.times],
        "relative": [_relative_record(relative) for relative in located.relative],
        "focus": list(located.focus),
    }


def json_line(record: Record) -> str:
    r"""Return a record as one line of JSON with its newline.

    It is pure ASCII (other characters as \u escapes), so that no encoding, no line-splitting
    reader and no lone surrogate can harm it.
    """
    return _ENCODER.encode(record) + "\n"


_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


def _mention_record(located: LocatedMention) -> Record:
    resolution = located.resolution
    return {
        **_words_record(located.mention),
        "role": located.role.value,
        "place": None if resolution.place is None else _place_record(resolution.place),
        "confidence": resolution.confidence,
        "evidence": _evidence_records(resolution.evidence),
    }


def _place_record(place: Place) -> Record:
    return {
        "id": place.id,
        "geonameid": place.geonameid,
        "name": place.name,
        "kind": place.kind.value,
        "country": place.country,
        "latitude": place.coordinates.latitude,
        "longitude": place.coordinates.longitude,
        "radius_km": place.radius_km,
    }


def _time_record(time: TimeExpression) -> Record:
    interval = time.interval
    return {
        **_words_record(time),
        "from": None if interval is None else interval.first.isoformat(),
        "to": None if interval is None else interval.last.isoformat(),
    }


def _relative_record(relative: RelativePlace) -> Record:
    return {
        **_words_record(relative),
        "latitude": relative.coordinates.latitude,
        "longitude": relative.coordinates.longitude,
        "error_km": relative.error_km,
        "anchor": relative.anchor,
    }


def _words_record(words: Mention | TimeExpression | RelativePlace) -> Record:
    return {
        "start": words.span.start,
        "end": words.span.end,
        "text": words.text,
        "part": words.part,
    }


def _evidence_records(evidence: Iterable[Evidence]) -> list[Record]:
    return [{"name": each.name, "detail": each.detail, "weight": each.weight} for each in evidence]
