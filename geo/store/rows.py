"""Records to rows and back, exactly: what is read equals what was written."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from geo.model import (
    Article,
    Candidate,
    Coordinates,
    DatePrecision,
    Evidence,
    Interval,
    LocatedArticle,
    LocatedMention,
    Mention,
    Place,
    PlaceKind,
    RelativePlace,
    Resolution,
    Role,
    Span,
    TimeExpression,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from geo.store.connection import sqlite3

    Row = tuple[Any, ...]


def write_decisions(connection: sqlite3.Connection, number: int, located: LocatedArticle) -> None:
    """Write everything that was decided about the article of this number."""
    places = _PlaceNumbers(connection)
    # A mention's time is nearly always one of the article's; one that is not follows unlisted.
    times = list(located.times)
    times += dict.fromkeys(
        mention.time
        for mention in located.mentions
        if mention.time is not None and mention.time not in located.times
    )
    connection.executemany(
        "INSERT INTO times VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, position, int(position < len(located.times)), *_time_to_row(time))
            for position, time in enumerate(times)
        ),
    )
    connection.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, position, *_mention_to_row(mention, times, places))
            for position, mention in enumerate(located.mentions)
        ],
    )
    connection.executemany(
        "INSERT INTO relative_places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                number,
                position,
                relative.part,
                relative.span.start,
                relative.span.end,
                relative.text,
                relative.coordinates.latitude,
                relative.coordinates.longitude,
                relative.error_km,
                relative.anchor,
            )
            for position, relative in enumerate(located.relative)
        ),
    )
    connection.executemany(
        "INSERT INTO focus VALUES (?, ?, ?)",
        ((number, position, place) for position, place in enumerate(located.focus)),
    )


def delete_decisions(connection: sqlite3.Connection, number: int) -> None:
    """Remove everything that was decided about an article, and keep the article."""
    for statement in (
        "DELETE FROM mentions WHERE article = ?",
        "DELETE FROM times WHERE article = ?",
        "DELETE FROM relative_places WHERE article = ?",
        "DELETE FROM focus WHERE article = ?",
    ):
        connection.execute(statement, (number,))


def read_articles(
    connection: sqlite3.Connection,
    numbers: Sequence[int],
    places: dict[int, Place],
) -> Iterator[LocatedArticle]:
    """Yield the articles of these numbers, in this order, within the caller's transaction.

    places: snapshots read before, by number; they never change, and new ones are added.
    """
    wanted = json.dumps(numbers)
    select = _grouped(connection, wanted)
    articles = {row[0]: row[1:] for row in connection.execute(_ARTICLES, (wanted,))}
    mentions, times = select(_MENTIONS), select(_TIMES)
    relative, focus = select(_RELATIVE), select(_FOCUS)
    read_places(connection, _places_of(mentions), places)
    for number in numbers:
        if number not in articles:
            continue
        own_times = [_time_from_row(row[1:]) for row in times.get(number, ())]
        listed = sum(row[0] for row in times.get(number, ()))
        yield LocatedArticle(
            article=_article_from_row(articles[number]),
            mentions=tuple(
                _mention_from_row(row, own_times, places) for row in mentions.get(number, ())
            ),
            times=tuple(own_times[:listed]),
            relative=tuple(_relative_from_row(row) for row in relative.get(number, ())),
            focus=tuple(place for (place,) in focus.get(number, ())),
        )


_ARTICLES = """
    SELECT number, id, title, text, COALESCE(user_date, stated_date), source, url
    FROM articles WHERE number IN (SELECT value FROM json_each(?))
"""
_TIMES = """
    SELECT article, listed, part, span_start, span_end, text, first_day, last_day, precision
    FROM times WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, position
"""
_MENTIONS = """
    SELECT article, part, span_start, span_end, text, role, role_evidence, verdict, place,
        confidence, evidence, rejected, time
    FROM mentions WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, position
"""
_RELATIVE = """
    SELECT article, part, span_start, span_end, text, latitude, longitude, error_km, anchor
    FROM relative_places WHERE article IN (SELECT value FROM json_each(?))
    ORDER BY article, position
"""
_FOCUS = """
    SELECT article, place
    FROM focus WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, position
"""


def _grouped(connection: sqlite3.Connection, wanted: str) -> Callable[[str], dict[int, list[Row]]]:
    """Return a function that runs a statement and groups its rows by their first column."""

    def select(statement: str) -> dict[int, list[Row]]:
        groups: dict[int, list[Row]] = {}
        for number, *row in connection.execute(statement, (wanted,)):
            groups.setdefault(number, []).append(tuple(row))
        return groups

    return select


def day_to_text(day: dt.date | None) -> str | None:
    """Return YYYY-MM-DD, or None for no day."""
    return None if day is None else day.isoformat()


def day_from_text(text: str | None) -> dt.date | None:
    """Return the day of YYYY-MM-DD, or None for None."""
    return None if text is None else dt.date.fromisoformat(text)


def _article_from_row(row: Row) -> Article:
    article_id, title, text, published, source, url = row
    return Article(
        id=article_id,
        title=title,
        text=text,
        published=day_from_text(published),
        source=source,
        url=url,
    )


def _time_to_row(time: TimeExpression) -> Row:
    days: Row = (None, None, None)
    if time.interval is not None:
        first, last = time.interval.first.isoformat(), time.interval.last.isoformat()
        days = (first, last, time.interval.precision.value)
    return (time.part, time.span.start, time.span.end, time.text, *days)


def _time_from_row(row: Row) -> TimeExpression:
    part, start, end, text, first, last, precision = row
    interval = None
    if first is not None:
        interval = Interval(
            first=dt.date.fromisoformat(first),
            last=dt.date.fromisoformat(last),
            precision=DatePrecision(precision),
        )
    return TimeExpression(span=Span(start=start, end=end), part=part, text=text, interval=interval)


def _mention_to_row(
    located: LocatedMention, times: list[TimeExpression], places: _PlaceNumbers
) -> Row:
    mention, resolution = located.mention, located.resolution
    rejected = [
        [places[candidate.place], candidate.score, _evidence_to_lists(candidate.evidence)]
        for candidate in resolution.rejected
    ]
    return (
        mention.part,
        mention.span.start,
        mention.span.end,
        mention.text,
        located.role.value,
        _to_json(_evidence_to_lists([located.role_evidence])[0]),
        resolution.verdict.value,
        None if resolution.place is None else places[resolution.place],
        resolution.confidence,
        _to_json(_evidence_to_lists(resolution.evidence)),
        _to_json(rejected),
        None if located.time is None else times.index(located.time),
    )


def _mention_from_row(
    row: Row, times: list[TimeExpression], places: Mapping[int, Place]
) -> LocatedMention:
    part, start, end, text, role, role_evidence, verdict = row[:7]
    place, confidence, evidence, rejected, time = row[7:]
    return LocatedMention(
        mention=Mention(span=Span(start=start, end=end), part=part, text=text),
        role=Role(role),
        role_evidence=_evidence_from_lists([json.loads(role_evidence)])[0],
        resolution=Resolution(
            verdict=Verdict(verdict),
            place=None if place is None else places[place],
            confidence=confidence,
            evidence=_evidence_from_lists(json.loads(evidence)),
            rejected=tuple(
                Candidate(place=places[number], score=score, evidence=_evidence_from_lists(why))
                for number, score, why in json.loads(rejected)
            ),
        ),
        time=None if time is None else times[time],
    )


def _relative_from_row(row: Row) -> RelativePlace:
    part, start, end, text, latitude, longitude, error_km, anchor = row
    return RelativePlace(
        span=Span(start=start, end=end),
        part=part,
        text=text,
        coordinates=Coordinates(latitude=latitude, longitude=longitude),
        error_km=error_km,
        anchor=anchor,
    )


def _evidence_to_lists(evidence: Iterable[Evidence]) -> list[list[Any]]:
    return [[each.name, each.detail, each.weight] for each in evidence]


def _evidence_from_lists(lists: list[list[Any]]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(name=name, detail=detail, weight=weight) for name, detail, weight in lists
    )


def _to_json(value: object) -> str:
    """Return JSON that every SQLite takes; NaN and infinity raise ValueError."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


_PLACE_COLUMNS = """
    id, name, kind, geonameid, parent, country, latitude, longitude, radius_km,
    uncertainty_km, population, alternate_names, dari_names, pashto_names, source
"""


def number_of_place(connection: sqlite3.Connection, place: Place) -> int:
    """Return the number of a place's snapshot; one that is not there yet is written."""
    return _PlaceNumbers(connection)[place]


class _PlaceNumbers:
    """The numbers of place snapshots; one that the store does not have yet is written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[Place, int] = {}

    def __getitem__(self, place: Place) -> int:
        number = self._known.get(place)
        if number is None:
            number = self._known[place] = self._find_or_write(place)
        return number

    def _find_or_write(self, place: Place) -> int:
        row = _place_to_row(place)
        digest = hashlib.sha256(_to_json(row).encode()).hexdigest()
        found = self._connection.execute(
            "SELECT number FROM places WHERE digest = ?", (digest,)
        ).fetchone()
        if found is not None:
            return int(found[0])
        cursor = self._connection.execute(
            f"INSERT INTO places (digest, {_PLACE_COLUMNS}) "  # noqa: S608 - a constant of ours
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (digest, *row),
        )
        return int(cursor.lastrowid or 0)


def _place_to_row(place: Place) -> Row:
    return (
        place.id,
        place.name,
        place.kind.value,
        place.geonameid,
        place.parent,
        place.country,
        place.coordinates.latitude,
        place.coordinates.longitude,
        place.radius_km,
        place.uncertainty_km,
        place.population,
        _to_json(place.alternate_names),
        _to_json(place.dari_names),
        _to_json(place.pashto_names),
        place.source,
    )


def _place_from_row(row: Row) -> Place:
    return Place(
        id=row[0],
        name=row[1],
        kind=PlaceKind(row[2]),
        geonameid=row[3],
        parent=row[4],
        country=row[5],
        coordinates=Coordinates(latitude=row[6], longitude=row[7]),
        radius_km=row[8],
        uncertainty_km=row[9],
        population=row[10],
        alternate_names=tuple(json.loads(row[11])),
        dari_names=tuple(json.loads(row[12])),
        pashto_names=tuple(json.loads(row[13])),
        source=row[14],
    )


def _places_of(mentions: Mapping[int, Iterable[Row]]) -> set[int]:
    """Return the numbers of every place that these rows of mentions speak of."""
    numbers: set[int] = set()
    for rows in mentions.values():
        for row in rows:
            if row[7] is not None:
                numbers.add(row[7])
            numbers.update(number for number, _, _ in json.loads(row[10]))
    return numbers


def read_places(
    connection: sqlite3.Connection, numbers: set[int], places: dict[int, Place]
) -> None:
    """Add the snapshots of these numbers to `places` where they are missing."""
    missing = json.dumps(sorted(numbers - places.keys()))
    rows = connection.execute(
        f"SELECT number, {_PLACE_COLUMNS} FROM places "  # noqa: S608 - a constant of ours
        "WHERE number IN (SELECT value FROM json_each(?))",
        (missing,),
    )
    places.update((number, _place_from_row(tuple(row))) for number, *row in rows)
