"""What other programs read: a located article as the line that docs/geoparse-contract.md holds.

Others rely on its keys, their order and their meaning; it grows by new keys only.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from geo.model import (
        Evidence,
        LocatedArticle,
        LocatedMention,
        Mention,
        Place,
        RelativePlace,
        TimeExpression,
    )

NULL = "null"


def json_line(record: Mapping[str, Any]) -> str:
    r"""Return a record as one line of JSON with its newline.

    It is pure ASCII (other characters as \u escapes), so that no encoding, no line-splitting
    reader and no lone surrogate can harm it.
    """
    return _ENCODER.encode(record) + "\n"


_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


def located_line(located: LocatedArticle, article_id: str | int | None = None) -> str:
    """Return the contract's line of an article, in the form of `json_line`.

    It is put together as text, piece by piece: an article has some hundred small records, and to
    make a dict of each only to write it out takes twice as long.

    Args:
        located: the article.
        article_id: what stands under "id", a caller's own string or number; the article's id where
            none is given.
    """
    article = located.article
    name = article.id if article_id is None else article_id
    return (
        f'{{"id": {quoted(name) if isinstance(name, str) else name}, '
        f'"published": {_day(article.published)}, '
        f'"mentions": {_list(map(_mention, located.mentions))}, '
        f'"times": {_list(map(_time, located.times))}, '
        f'"relative": {_list(map(_relative, located.relative))}, '
        f'"focus": {_list(map(quoted, located.focus))}}}\n'
    )


def _list(pieces: Iterable[str]) -> str:
    return f"[{', '.join(pieces)}]"


def _day(day: dt.date | None) -> str:
    return NULL if day is None else f'"{day.isoformat()}"'


def _number(value: float) -> str:
    """Return a finite number as JSON writes a float, be it an integer or of numpy."""
    return float.__repr__(value + 0.0)


def _text(text: str | None) -> str:
    return NULL if text is None else quoted(text)


def _mention(located: LocatedMention) -> str:
    resolution = located.resolution
    place = resolution.place
    return (
        f'{{{_words(located.mention)}, "role": "{located.role.value}", '
        f'"place": {NULL if place is None else _place(place)}, '
        f'"confidence": {_number(resolution.confidence)}, '
        f'"evidence": {_list(map(_evidence, resolution.evidence))}}}'
    )


def _place(place: Place) -> str:
    at = place.coordinates
    return (
        f'{{"id": {quoted(place.id)}, '
        f'"geonameid": {NULL if place.geonameid is None else place.geonameid}, '
        f'"name": {quoted(place.name)}, "kind": "{place.kind.value}", '
        f'"country": {_text(place.country)}, "latitude": {_number(at.latitude)}, '
        f'"longitude": {_number(at.longitude)}, "radius_km": {_number(place.radius_km)}}}'
    )


def _time(time: TimeExpression) -> str:
    interval = time.interval
    first, last = (None, None) if interval is None else (interval.first, interval.last)
    return f'{{{_words(time)}, "from": {_day(first)}, "to": {_day(last)}}}'


def _relative(relative: RelativePlace) -> str:
    at = relative.coordinates
    return (
        f'{{{_words(relative)}, "latitude": {_number(at.latitude)}, '
        f'"longitude": {_number(at.longitude)}, "error_km": {_number(relative.error_km)}, '
        f'"anchor": {quoted(relative.anchor)}}}'
    )


def _words(words: Mention | TimeExpression | RelativePlace) -> str:
    span = words.span
    return (
        f'"start": {span.start}, "end": {span.end}, "text": {quoted(words.text)}, '
        f'"part": "{words.part}"'
    )


def _evidence(evidence: Evidence) -> str:
    weight = evidence.weight
    # Nearly every number of a line is one of these: most are spared the call.
    written = repr(weight) if type(weight) is float else _number(weight)
    return (
        f'{{"name": "{evidence.name}", "detail": {quoted(evidence.detail)}, "weight": {written}}}'
    )
