"""Places told by distance and bearing from another one: "90 miles north of Kabul".

The stated error is the length of an error box's half diagonal, added to how well the anchor
itself is known:

    error_km = hypot(along, across) + anchor.radius_km (25 km at most) + anchor.uncertainty_km
    along    = half of the figure's last significant unit, and 10 % more if it is hedged ("about")
    across   = distance · sin(half of the bearing's sector): 22.5° for eight winds, 11.25° for
               sixteen, 5° for "due north"
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from geopy.distance import distance

from geo.model import Coordinates, PlaceKind, Precision, RelativePlace, Span, Verdict
from geo.text import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Mention, Place, Resolution
    from geo.text import Passage

MILE_KM: Final = 1.609344
NAUTICAL_MILE_KM: Final = 1.852
FURTHEST_KM: Final = 1500.0
"""Beyond this nobody tells a place by bearing; the figure is something else."""
HEDGED_SHARE: Final = 0.10
DUE_DEGREES: Final = 5.0
ANCHOR_WIDTH_LIMIT_KM: Final = 25.0
GAP_LIMIT: Final = 90
ANCHOR_LIMIT: Final = 4
LONGEST_LETTERS: Final = 3  # "SSW"
DOZEN: Final = 12.0

_WINDS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
BEARINGS: dict[str, tuple[float, float]] = {
    **{wind: (45.0 * index, 22.5) for index, wind in enumerate(_WINDS)},
    **{
        half: (22.5 + 45.0 * index, 11.25)
        for index, half in enumerate(
            (
                "northnortheast",
                "eastnortheast",
                "eastsoutheast",
                "southsoutheast",
                "southsouthwest",
                "westsouthwest",
                "westnorthwest",
                "northnorthwest",
            ),
        )
    },
}
"""Bearing in degrees from north, clockwise, and half the width of its sector."""

_TENS = "ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_VALUES = {
    **{word: index + 1 for index, word in enumerate(_ONES.split("|"))},
    **{word: 10 * (index + 1) for index, word in enumerate(_TENS.split("|"))},
    **{word: index + 11 for index, word in enumerate(_TEENS.split("|"))},
}
_NUMBER = (
    r"(?P<number>between\s[0-9]{1,3}\sand\s(?P<within>[0-9]{1,4})"
    rf"|half\san?|(?:{_ONES})\sand\sa\shalf|(?:a|{_ONES})\sdozen"
    r"|an?(?=\s(?:kilomet|mile|nautical))"
    r"|[0-9]{1,3}(?:,[0-9]{3})?(?:\.[0-9]{1,2})?"
    r"(?:\s?(?:-|–|to)\s?(?P<upto>[0-9]{1,4}))?"  # noqa: RUF001 - the dash of ranges
    rf"|(?:a|one|two|three|four|five)\shundred|(?:{_TENS})(?:[-\s](?:{_ONES}))?|{_TEENS}|{_ONES})"
)
_UNIT = r"(?P<unit>kilomet(?:er|re)s?|km|kms|miles?|mi|nautical\smiles?|nmi?|met(?:er|re)s?)\b\.?"
_HEDGE = (
    r"(?P<hedge>(?:approximately|about|around|roughly|some|nearly|almost|just|over|more\sthan|"
    r"less\sthan|under|an?\sestimated|barely|only|up\sto)\s)?"
)
_BEARING = (
    r"(?P<due>due\s)?(?P<bearing>(?:north|south|east|west)"
    r"(?:[-\s]?(?:north|south|east|west)){0,2}"
    # "SSW", as those write who measure earthquakes
    r"|(?-i:[NS](?:[NS]?[EW])?|[EW](?:[NS][EW])?))(?:ern|erly|wards?)?"
)
_RELATIVE = re.compile(
    rf"(?<![\w.,-]){_HEDGE}{_NUMBER}[-\s]?{_UNIT}"
    r"(?:\s?\([^()\n]{1,40}\))?,?\s(?:away\s)?(?:to\sthe\s|further\s|farther\s)?"
    rf"{_BEARING}\s(?:of|from)\s",
    re.IGNORECASE,
)
_LETTERS = {"N": "north", "S": "south", "E": "east", "W": "west"}
# What every such phrase ends with, after its wind; for a first look at the folded text.
_QUARTERS = ("north", "south", "east", "west")
_ENDING = re.compile(r"(?:ern|erly|wards?)?\s(?:of|from)\s")
_LETTERS_ENDING = re.compile(r"\s[NSEW]{1,3}\s(?:of|from)\s")
_APPOSITION = word_set(
    "the its their our a city town village district center centre capital provincial country's "
    "nation's main of former largest second afghan pakistani iranian tajik uzbek iraqi syrian "
    "ukrainian indian regional ancient eastern western northern southern central border port "
    "coastal market mining besieged embattled disputed nearby",
)


def find_relative(
    passage: Passage,
    mentions: Sequence[tuple[Mention, Resolution]],
) -> tuple[RelativePlace, ...]:
    """Return what the passage tells by distance and bearing from one of its resolved mentions.

    The anchor must be a point or a circle: "north of Kabul" can be measured, "north of
    Afghanistan" cannot. Without a bearing ("25 km outside Kabul") or a length ("two hours north
    of") there is no point, and nothing is returned for it.
    """
    if not mentions or not _may_measure(passage.text):
        return ()
    own = [pair for pair in mentions if pair[0].part == passage.part]
    found: list[RelativePlace] = []
    for match in _RELATIVE.finditer(passage.text):
        anchor = _anchor(passage, match.end(), own)
        if anchor is None:
            continue
        mention, place = anchor
        measured = _measure(match, place)
        if measured is None:
            continue
        coordinates, error_km = measured
        span = Span(start=match.start(), end=mention.span.end)
        found.append(
            RelativePlace(
                span=span,
                part=passage.part,
                text=span.of(passage.text),
                coordinates=coordinates,
                error_km=error_km,
                anchor=place.id,
            ),
        )
    return tuple(found)


def _may_measure(text: str) -> bool:
    """Tell whether "north of" or its like stands somewhere: the pattern itself is a slow one."""
    folded = text.casefold()
    for quarter in _QUARTERS:
        at = folded.find(quarter)
        while at >= 0:
            at += len(quarter)
            if _ENDING.match(folded, at):
                return True
            at = folded.find(quarter, at)
    return _LETTERS_ENDING.search(text) is not None


def _anchor(
    passage: Passage,
    start: int,
    mentions: Sequence[tuple[Mention, Resolution]],
) -> tuple[Mention, Place] | None:
    """Return the mention measured from: the first one that only apposition parts from `start`."""
    position = start
    first = bisect_left(mentions, start, key=lambda pair: pair[0].span.start)
    for mention, resolution in mentions[first : first + ANCHOR_LIMIT]:
        gap = passage.text[position : mention.span.start]
        if mention.span.start - start > GAP_LIMIT or not _apposes(gap):
            return None
        place = resolution.place
        if (
            place is not None
            and resolution.verdict is Verdict.RESOLVED
            and place.precision in {Precision.POINT, Precision.CIRCLE}
        ):
            return mention, place
        if place is not None and place.kind not in {PlaceKind.COUNTRY, PlaceKind.PROVINCE}:
            return None
        position = mention.span.end
    return None


def _apposes(gap: str) -> bool:
    plain = gap.replace("’", "'").replace("'s", " ")  # noqa: RUF001 - the typographic apostrophe
    words = plain.replace(",", " ").replace("-", " ").lower().split()
    return "\n\n" not in gap and all(word in _APPOSITION for word in words)


def _measure(match: re.Match[str], anchor: Place) -> tuple[Coordinates, float] | None:
    told = match["bearing"]
    letters = told.isupper() and len(told) <= LONGEST_LETTERS
    wind = "".join(_LETTERS[letter] for letter in told) if letters else told.lower()
    wind = re.sub(r"[-\s]", "", wind)
    if wind not in BEARINGS:
        return None
    bearing, half_sector = BEARINGS[wind]
    if match["due"]:
        half_sector = min(half_sector, DUE_DEGREES)
    number, rounding = _figure(match)
    factor = _factor(match["unit"].lower())
    length_km = number * factor
    if not 0 < length_km <= FURTHEST_KM:
        return None
    along = rounding * factor + (HEDGED_SHARE * length_km if match["hedge"] else 0.0)
    across = length_km * math.sin(math.radians(half_sector))
    width = min(anchor.radius_km, ANCHOR_WIDTH_LIMIT_KM) + anchor.uncertainty_km
    here = (anchor.coordinates.latitude, anchor.coordinates.longitude)
    there = distance(kilometers=length_km).destination(here, bearing=bearing)
    coordinates = Coordinates(latitude=there.latitude, longitude=there.longitude)
    return coordinates, round(math.hypot(along, across) + width, 1)


def _factor(unit: str) -> float:
    if unit.startswith(("nautical", "nm")):
        return NAUTICAL_MILE_KM
    if unit.startswith("mi"):
        return MILE_KM
    return 0.001 if unit.startswith("met") else 1.0


def _figure(match: re.Match[str]) -> tuple[float, float]:
    """Return the number and half of its last significant unit."""
    written = match["number"].lower()
    if match["within"]:
        low, high = (float(written.split()[1]), float(match["within"]))
        return (low + high) / 2, abs(high - low) / 2
    if match["upto"]:
        low = float(re.split(r"\s?(?:-|–|to)\s?", written)[0].replace(",", ""))  # noqa: RUF001 - the dash of ranges
        high = float(match["upto"])
        return (low + high) / 2, abs(high - low) / 2
    if not written[0].isdigit():
        return _spelled(written)
    plain = written.replace(",", "")
    if "." in plain:
        return float(plain), 0.5 * 10 ** -len(plain.split(".")[1])
    zeros = len(plain) - len(plain.rstrip("0"))
    return float(plain), 0.5 * 10**zeros


def _spelled(written: str) -> tuple[float, float]:
    words = re.split(r"[-\s]", written)
    if words[0] == "half":
        return 0.5, 0.25
    if words[-1] == "half":
        return _VALUES[words[0]] + 0.5, 0.25
    if words[-1] == "dozen":
        return DOZEN * _VALUES.get(words[0], 1), DOZEN / 2
    if words[0] in {"a", "an"} and len(words) == 1:
        return 1.0, 0.5
    if words[-1] == "hundred":
        return 100.0 * _VALUES.get(words[0], 1), 50.0
    value = sum(_VALUES[word] for word in words)
    return float(value), 5.0 if value % 10 == 0 else 0.5
