"""The vocabulary: one frozen record per stage of an article's life, from file to map.

Article -> Mention -> Candidate -> Resolution -> LocatedMention -> LocatedArticle.

Every record is immutable and made by keyword. Degrees are WGS 84, distances kilometres,
days are calendar days without a zone, offsets are half-open and count Unicode code points.
The words are those of docs/vocabulary.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from geo.errors import CoordinatesError, SpanError
from geo.filling import quick

if TYPE_CHECKING:
    import datetime as dt

Part = Literal["title", "text"]
"""Which field of an article a span lies in."""

LATITUDE_LIMIT = 90.0
LONGITUDE_LIMIT = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """A point on the globe, WGS 84 degrees: latitude in [-90, 90], longitude in [-180, 180]."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is no point, and ask whether a refused pair is merely swapped."""
        latitude, longitude = self.latitude, self.longitude
        if not (math.isfinite(latitude) and math.isfinite(longitude)):
            message = (
                f"latitude {latitude!r} and longitude {longitude!r} must both be finite "
                "degrees; leave a place out rather than give it a blank point"
            )
            raise CoordinatesError(message, latitude=latitude, longitude=longitude)
        if abs(latitude) > LATITUDE_LIMIT:
            swapped = abs(longitude) <= LATITUDE_LIMIT and abs(latitude) <= LONGITUDE_LIMIT
            hint = " Are the two swapped? Latitude comes first here." if swapped else ""
            message = f"latitude {latitude:g} is outside -90 to 90 degrees.{hint}"
            raise CoordinatesError(message, latitude=latitude, longitude=longitude)
        if abs(longitude) > LONGITUDE_LIMIT:
            message = (
                f"longitude {longitude:g} is outside -180 to 180 degrees; "
                "subtract or add 360 if it counts from another meridian."
            )
            raise CoordinatesError(message, latitude=latitude, longitude=longitude)


@quick
@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Half-open range of code points, 0 <= start < end, within one field of one article."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse an empty, backwards or negative range."""
        if not 0 <= self.start < self.end:
            message = f"span {self.start}:{self.end} must have 0 <= start < end"
            raise SpanError(message)

    def of(self, text: str) -> str:
        """Return the characters of `text` that this span covers."""
        if self.end > len(text):
            message = f"span {self.start}:{self.end} runs past the text's {len(text)} characters"
            raise SpanError(message)
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end


class PlaceKind(StrEnum):
    """What sort of thing a place is. The gazetteer's `kind` column takes these words."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    AREA = "area"  # a part of a town or district, a plain, a hill with its surroundings
    REGION = "region"  # larger than a province, without sharp edges or across borders
    VALLEY = "valley"
    PASS = "pass"  # noqa: S105 - a mountain pass, no password
    TUNNEL = "tunnel"
    RIVER = "river"
    LAKE = "lake"
    DAM = "dam"
    RANGE = "range"
    MOUNTAIN = "mountain"
    AIRPORT = "airport"
    BASE = "base"  # a military base or prison known by name
    BORDER_CROSSING = "border_crossing"
    ROAD = "road"
    CONTINENT = "continent"
    SEA = "sea"


class Precision(StrEnum):
    """How a place may honestly be drawn."""

    POINT = "point"  # a pin stands within a few kilometres of the thing
    CIRCLE = "circle"  # the thing is wide: a circle of radius_km
    AREA = "area"  # a province: its outline
    NONE = "none"  # a country or a range: no pin, only a row in the list


WIDE_KM = 3.0
"""From this radius on a place is drawn as a circle (towns and points of passage excepted)."""
TOO_WIDE_KM = 120.0
"""From this radius on a circle would say nothing, and no pin is drawn."""
POINTS = frozenset(
    {
        PlaceKind.CITY,
        PlaceKind.TOWN,
        PlaceKind.VILLAGE,
        PlaceKind.PASS,
        PlaceKind.TUNNEL,
        PlaceKind.DAM,
        PlaceKind.AIRPORT,
        PlaceKind.BASE,
        PlaceKind.BORDER_CROSSING,
        PlaceKind.MOUNTAIN,
    },
)
UNDRAWN = frozenset({PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.SEA})


def precision_of(kind: PlaceKind, radius_km: float) -> Precision:
    """Return how a place of this kind and size may be drawn."""
    if kind in UNDRAWN:
        return Precision.NONE
    if kind is PlaceKind.PROVINCE:
        return Precision.AREA
    if radius_km >= TOO_WIDE_KM:
        return Precision.NONE
    if kind not in POINTS and radius_km >= WIDE_KM:
        return Precision.CIRCLE
    return Precision.POINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A gazetteer row's referent: one thing on earth.

    id: stable slug of the gazetteer. geonameid: GeoNames' number where known. parent: id of the
    place that contains it. country: ISO 3166-1 alpha-2, None for what lies in several.
    radius_km: how large the thing is (a circle about the point that holds it). uncertainty_km:
    how well the point is known. population: people, None where unknown. alternate_names: other
    Latin spellings; dari_names and pashto_names: in Arabic script, best first. source: where the
    point comes from.
    """

    id: str
    name: str
    kind: PlaceKind
    coordinates: Coordinates
    radius_km: float
    uncertainty_km: float
    geonameid: int | None = None
    parent: str | None = None
    country: str | None = None
    population: int | None = None
    alternate_names: tuple[str, ...] = ()
    dari_names: tuple[str, ...] = ()
    pashto_names: tuple[str, ...] = ()
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling, the main name first, without repeats."""
        spellings = (self.name, *self.alternate_names, *self.dari_names, *self.pashto_names)
        return tuple(dict.fromkeys(spellings))

    @property
    def precision(self) -> Precision:
        """How this place may be drawn without saying more than is known."""
        return precision_of(self.kind, self.radius_km)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the input that could not be taken, told so that it can be mended.

    where: file and row, as the reader would look for it. value: what stood there (shortened).
    allowed: what may stand there. remedy: what to do. kept: the article is there all the same, only
    without this.
    """

    where: str
    value: str
    allowed: str
    remedy: str
    kept: bool = False

    def __str__(self) -> str:
        """Return one line for a terminal or a report."""
        return f"{self.where}: {self.value!r}; allowed: {self.allowed}. {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One report as it was read, before anything is decided about it.

    id: 20 hex digits of a hash of title, text, published and source, so that reading the same
    report twice gives the same id. published: the publication day that the article itself
    states, or None; never from a clock or a file's time. source: the outlet. url: http(s) only.
    """

    id: str
    text: str
    title: str | None = None
    published: dt.date | None = None
    source: str | None = None
    url: str | None = None


class Role(StrEnum):
    """What a mention does in its article."""

    EVENT = "event"  # something happened or stands there
    DATELINE = "dateline"  # where the report was filed
    GOVERNMENT = "government"  # the place's name stands for its government ("Moscow said")
    BACKGROUND = "background"  # named, but not where the news is
    ORGANISATION = "organisation"  # part of a body's name ("Kabul University")
    DEMONYM = "demonym"  # the word for a people or what is theirs ("Afghan", "Turkish")


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One named reason for or against a verdict.

    name: the rule, in snake_case. detail: the reason in plain words, for the page's "why is this
    pin here?". weight: what it added to the score (negative: against; 0: told, not counted).
    """

    name: str
    detail: str
    weight: float = 0.0


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A toponym at one span of one field: `span.of(field) == text`."""

    span: Span
    part: Part
    text: str


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a mention might mean, with its score and the evidence that made it."""

    place: Place
    score: float
    evidence: tuple[Evidence, ...] = ()


class Verdict(StrEnum):
    """How a resolution ended."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"  # a best candidate, but too little to stand on
    NIL = "nil"  # a name of no place that the gazetteer knows


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The verdict on a mention.

    place: what it means, None when the verdict is NIL. confidence: 0 to 1, how likely the place
    is right. evidence: why. rejected: the other candidates, best first, with their own evidence.
    """

    verdict: Verdict
    place: Place | None
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[Candidate, ...] = ()


class DatePrecision(StrEnum):
    """How exactly a time expression names its days."""

    DAY = "day"
    DAYS = "days"  # a few days: "over the weekend", "in two days"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Whole calendar days, both ends included: first <= last."""

    first: dt.date
    last: dt.date
    precision: DatePrecision = DatePrecision.DAY

    def __post_init__(self) -> None:
        """Refuse an interval that ends before it begins."""
        if self.last < self.first:
            message = f"interval {self.first} to {self.last} ends before it begins"
            raise ValueError(message)

    def overlaps(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether any day of this interval lies in first..last."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """Words that tell a time. interval is None while nothing anchors them ("on Wednesday")."""

    span: Span
    part: Part
    text: str
    interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativePlace:
    """A place told by distance and bearing from another: "90 miles north of Kabul".

    coordinates: where that leads. error_km: how far off it may be. anchor: id of the place that
    it was measured from.
    """

    span: Span
    part: Part
    text: str
    coordinates: Coordinates
    error_km: float
    anchor: str


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedMention:
    """A mention with everything decided about it.

    role_evidence: the rule that gave the role. time: the time expression that its sentence ties
    it to, or None; an unanchored one counts as none for placing in time.
    """

    mention: Mention
    role: Role
    role_evidence: Evidence
    resolution: Resolution
    time: TimeExpression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedArticle:
    """An article with its mentions, times and relative places, in reading order.

    focus: ids of the places that the article is about, strongest first; may be empty.
    """

    article: Article
    mentions: tuple[LocatedMention, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    relative: tuple[RelativePlace, ...] = ()
    focus: tuple[str, ...] = ()
