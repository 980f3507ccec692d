"""Corpora: articles with the places that people marked in them, read from files.

Two forms are read: JSON lines, one article a line (`id`, `text`, `toponyms`, and where known
`date`, `feed`, `source`), and the XML in which LGL, TR-News and GeoWebNews are passed around.
docs/evaluation.md describes both. The text stays exactly as given, for offsets count in it. What
cannot be taken is a `Problem` with its file and line; the rest goes on.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.articles.fields import TEXT_LIMIT, make_article, replace_surrogates, shortened, too_long
from geo.articles.rows import json_object
from geo.errors import ArticlesError, CoordinatesError, InputNotFoundError
from geo.evaluation.tagged import tagged_articles
from geo.model import Coordinates, Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.model import Article

    Fields = Mapping[str, object]

DRIFT = 20
"""Characters by which a toponym's offsets may be off before it is left out."""
_DAY = 10  # characters of YYYY-MM-DD; LGL writes the hour after it


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldToponym:
    """A toponym that people marked, with the place that they say it means.

    coordinates: None where the corpus marks the name but gives no point ("unlocated").
    geonameid: GeoNames' number, where given. feature_class, feature_code: GeoNames' ("A",
    "ADM2"); sort: the corpus's own word for what it is ("CITY"); each empty where not given.
    """

    span: Span
    coordinates: Coordinates | None = None
    geonameid: int | None = None
    feature_class: str = ""
    feature_code: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """An article of a corpus.

    id: the corpus's own, as a string. toponyms: as it lists them. not_places: where people marked
    that a name there means no place.
    """

    id: str
    article: Article
    toponyms: tuple[GoldToponym, ...] = ()
    not_places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What one file held. left_out: toponyms that a problem tells of and no figure counts."""

    name: str
    articles: tuple[GoldArticle, ...]
    problems: tuple[Problem, ...] = ()
    left_out: int = 0


def read_corpora(paths: Sequence[Path]) -> tuple[Corpus, ...]:
    """Read each file as a corpus, named after the file (by its path where two share a name).

    Raises:
        InputNotFoundError: one of the files does not exist; nothing has been read then.
        ArticlesError: a file has not one article that could be read.
    """
    for path in paths:
        if not path.is_file():
            message = f"There is no corpus file {str(path)!r}; name a .jsonl or .xml file."
            raise InputNotFoundError(message)
    stems = Counter(path.stem for path in paths)
    names = [path.stem if stems[path.stem] == 1 else str(path) for path in paths]
    return tuple(_read(path, name) for path, name in zip(paths, names, strict=True))


def corpus_of(name: str, records: Iterable[tuple[Fields, Article]]) -> Corpus:
    """Return what people judged as a corpus.

    records: what a line of a corpus would hold, each with the article that it is of, whose title
    is read too.

    Raises:
        ArticlesError: there is none.
    """
    articles: dict[str, GoldArticle] = {}
    for fields, article in records:
        gold, _ = _article(fields, articles)
        articles[gold.id] = replace(gold, article=article)
    if not articles:
        message = f"{name} holds no judgement. `python -m geo accuracy` tells what to check first."
        raise ArticlesError(message)
    return Corpus(name=name, articles=tuple(articles.values()))


def _read(path: Path, name: str) -> Corpus:
    articles: dict[str, GoldArticle] = {}
    problems: list[Problem] = []
    left_out = 0
    for where, fields in _of_xml(path) if path.suffix.lower() == ".xml" else _of_lines(path):
        if isinstance(fields, Problem):
            problems.append(fields)
            continue
        try:
            gold, refused = _article(fields, articles)
        except _RefusedError as error:
            problems.append(error.problem(where))
            continue
        articles[gold.id] = gold
        problems += [error.problem(where) for error in refused]
        left_out += sum(error.of_toponym for error in refused)
    if not articles:
        first = f"The first problem: {problems[0]}" if problems else "It is empty."
        message = f"{path.name} holds no article that could be read. {first}"
        raise ArticlesError(message)
    return Corpus(
        name=name, articles=tuple(articles.values()), problems=tuple(problems), left_out=left_out
    )


class _RefusedError(Exception):
    """An article or a part of it cannot be taken; becomes a Problem."""

    def __init__(
        self, value: object, allowed: str, remedy: str, *, of_toponym: bool = False
    ) -> None:
        super().__init__(value, allowed, remedy)
        self.value = "nothing" if value is None else shortened(value)
        self.allowed = allowed
        self.remedy = remedy
        self.of_toponym = of_toponym

    def problem(self, where: str) -> Problem:
        return Problem(where=where, value=self.value, allowed=self.allowed, remedy=self.remedy)


def _of_lines(path: Path) -> Iterator[tuple[str, Fields | Problem]]:
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            where = f"{path.name}:{number}"
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                value = f"byte {error.start}: {error.reason}"
                yield where, _RefusedError(value, "UTF-8", "Save it as UTF-8.").problem(where)
                continue
            if line.strip():
                yield where, json_object(where, line)


def _of_xml(path: Path) -> Iterator[tuple[str, Fields | Problem]]:
    with path.open("rb") as stream:
        for line, fields in tagged_articles(stream):
            where = f"{path.name}:{line}"
            if isinstance(fields, str):
                allowed = "well-formed XML that declares no entities"
                remedy = "Nothing after it was read; mend the file and run this again."
                yield where, _RefusedError(fields, allowed, remedy).problem(where)
            else:
                yield where, fields


def _article(
    fields: Fields, known: Mapping[str, GoldArticle]
) -> tuple[GoldArticle, list[_RefusedError]]:
    """Return the article and what of it could not be taken."""
    name, text, toponyms = (fields.get(key) for key in ("id", "text", "toponyms"))
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        allowed = "as id a string or a whole number that names the article"
        raise _RefusedError(name, allowed, "Give the article an id of its own.")
    if str(name) in known:
        allowed = "as id one that no other article of the file has"
        raise _RefusedError(name, allowed, "The first article of this id is kept.")
    if not isinstance(text, str) or not text.strip():
        raise _RefusedError(text, "as text a string with words in it", "Give the article's text.")
    if len(text) > TEXT_LIMIT:
        problem = too_long("", "text", len(text))
        raise _RefusedError(problem.value, problem.allowed, problem.remedy)
    if not isinstance(toponyms, list):
        allowed = "as toponyms a list, empty where the text names no place"
        raise _RefusedError(toponyms, allowed, "Without it every place found would count as wrong.")
    text = replace_surrogates(text)
    refused: list[_RefusedError] = []
    kept: list[GoldToponym] = []
    for toponym in toponyms:
        try:
            kept.append(_toponym(text, toponym))
        except _RefusedError as error:
            refused.append(error)
    not_places, refusals = _not_places(text, fields.get("not_places"))
    refused += refusals
    day = None
    try:
        day = _day(fields.get("date"))
    except _RefusedError as error:
        refused.append(error)
    article = make_article(
        title=None,  # offsets count in the text, and most texts begin with the title
        text=text,
        published=day,
        source=_words(fields.get("feed")) or _words(fields.get("source")) or None,
    )
    gold = GoldArticle(id=str(name), article=article, toponyms=tuple(kept), not_places=not_places)
    return gold, refused


def _not_places(text: str, marked: object) -> tuple[tuple[Span, ...], list[_RefusedError]]:
    if marked is None:
        return (), []
    if not isinstance(marked, list):
        return (), [_left_out(marked, "as not_places a list of objects with start and end")]
    spans: list[Span] = []
    refused: list[_RefusedError] = []
    for each in marked:
        try:
            spans.append(_marked(text, each)[0])
        except _RefusedError as error:
            refused.append(error)
    return tuple(spans), refused


def _day(value: object) -> dt.date | None:
    if value is None or value == "":
        return None
    try:
        return dt.date.fromisoformat(str(value).strip()[:_DAY])
    except ValueError:
        allowed = "as date YYYY-MM-DD, or none"
        raise _RefusedError(value, allowed, "The article is kept without a date.") from None


def _marked(text: str, fields: object) -> tuple[Span, Fields]:
    """Return where a name is marked, and what is told of it."""
    if not isinstance(fields, dict):
        raise _left_out(fields, "as toponym an object with start and end")
    start, end = _number(fields.get("start")), _number(fields.get("end"))
    if start is None or end is None or not 0 <= start < end:
        shown = f"start {fields.get('start')}, end {fields.get('end')}"
        raise _left_out(shown, "whole numbers with 0 <= start < end")
    phrase = fields.get("phrase")
    return _span(text, int(start), int(end), phrase if isinstance(phrase, str) else ""), fields


def _toponym(text: str, told: object) -> GoldToponym:
    span, fields = _marked(text, told)
    latitude, longitude = fields.get("lat"), fields.get("lon")
    geonameid = _number(fields.get("geonameid"))
    return GoldToponym(
        span=span,
        coordinates=None if latitude is None or latitude == "" else _point(latitude, longitude),
        geonameid=int(geonameid) if geonameid else None,
        feature_class=_words(fields.get("fclass")),
        feature_code=_words(fields.get("fcode")),
        sort=_words(fields.get("type")),
    )


def _span(text: str, start: int, end: int, phrase: str) -> Span:
    """Return where the phrase stands: as told, or at its nearest occurrence within `DRIFT`.

    Offsets drift where another program counted bytes, UTF-16 units, or two for a line's end.
    """
    if end <= len(text) and phrase in {"", text[start:end]}:
        return Span(start=start, end=end)
    starts = [
        at
        for at in range(max(0, start - DRIFT), start + DRIFT + 1)
        if phrase and text.startswith(phrase, at)
    ]
    if not starts:
        shown = f"{phrase or 'a toponym'} at {start}:{end}"
        raise _left_out(shown, f"a phrase that stands in the text within {DRIFT} characters of it")
    nearest = min(starts, key=lambda at: (abs(at - start), at))
    return Span(start=nearest, end=nearest + len(phrase))


def _point(latitude: object, longitude: object) -> Coordinates:
    north, east = _number(latitude), _number(longitude)
    try:
        if north is not None and east is not None:
            return Coordinates(latitude=north, longitude=east)
    except CoordinatesError:
        pass
    shown = f"lat {latitude}, lon {longitude}"
    raise _left_out(shown, "degrees, -90 to 90 and -180 to 180, or lat null")


def _left_out(value: object, allowed: str) -> _RefusedError:
    remedy = "The toponym is left out of every figure."
    return _RefusedError(value, allowed, remedy, of_toponym=True)


def _number(value: object) -> float | None:
    """Return a finite number, written as one or as a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _words(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""
