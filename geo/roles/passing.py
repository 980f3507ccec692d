"""Rules for places that are only passed in telling: where one comes from, goes to, measures from.

Each returns its reason in plain words, or None where it does not speak.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.model import PlaceKind
from geo.roles import words
from geo.text import word_set

if TYPE_CHECKING:
    from geo.roles.view import Scene, View
    from geo.text import Token

LEAVING_REACH = 6
"""Words between "left" and "for" in "left Odesa with grain for"."""
_COUNTED = re.compile(r"[ \t]*[|:,(–—-]?[ \t]*\Z")  # noqa: RUF001 - the dash of lists
_LINE_START = re.compile(r"(?:\A|[\n:;|]|, ?[0-9,]+,)[ \t•*-]*\Z|[0-9][0-9,]*[,;|] ?\Z")


def heading_for(view: View, _: Scene) -> str | None:
    """Read "bound for Peshawar", "left Odesa for Lebanon", "on its way to Herat"."""
    step = view.back()
    link, word = view.link, view.linked
    if link == "for":
        if word in words.BOUND_FOR:
            return f"“{word} for” says that it is not reached yet"
        for further in range(step + 1, step + LEAVING_REACH):
            if view.before(further) in words.LEAVING:
                return f"“{view.before(further)} … for” tells where it leads to"
    if link == "to" and word in words.WAYS:
        return f"“{word} to” tells where it leads to"
    if link in {"to", "into"}:
        for further in range(step + 1, step + LEAVING_REACH):
            if view.before(further) in words.FLEEING:
                return f"“{view.before(further)} {link}” tells where they went"
    if link in {"toward", "towards"}:
        return f"“{link}” says that it is not reached yet"
    return None


def comes_from(view: View, _: Scene) -> str | None:
    """Read "coming from Oxford", "a fishing boat from Subic", "marchers from Peshawar"."""
    if view.link == "as" and view.linked in {"as", "away", "afield", "far"}:
        return "it tells how far away they come from"
    if view.link != "from":
        return None
    word = view.linked
    if word in words.COMING:
        return f"“{word} from” tells where something comes from"
    if word in words.VESSELS or (_names_a_doer(word) and not taken_out(view)):
        return f"it is where the “{word}” come from"
    return None


def _names_a_doer(word: str) -> bool:
    plain = word.removesuffix("s")
    long = len(plain) >= len("baker")
    return long and plain.endswith(("er", "or", "ist", "ian")) and plain not in words.NO_DOERS


def taken_out(view: View) -> str | None:
    """Return the verb by which they left: "withdrew its soldiers from", "freed … from"."""
    steps = range(view.back() + 1, view.back() + LEAVING_REACH)
    return next((word for step in steps if (word := view.before(step)) in words.TAKEN_OUT), None)


def lives_there(view: View, _: Scene) -> str | None:
    """Read "whose leaders live in Doha", "relatives in Manchester"."""
    if view.link != "in":
        return None
    word = view.linked
    if word in words.LIVING:
        return f"“{word} in” tells where somebody lives"
    if word in words.ONLOOKERS:
        return f"the “{word}” there look at what happens elsewhere"
    return None


def at_a_distance(view: View, _: Scene) -> str | None:
    """Read "18 km from the centre of Belgorod", "two miles off the port of Mocha"."""
    step = view.back()
    while view.before(step) in _MIDDLE and step < LEAVING_REACH:
        step += 1
    if view.before(step) in {"of", "from", "off"} and view.before(step + 1) in words.LENGTHS:
        return f"something else is told by its distance in “{view.before(step + 1)}”"
    return None


_MIDDLE = word_set("the of centre center city town port outskirts coast edge capital")


def not_there(view: View, _: Scene) -> str | None:
    """Read "in Nablus, not in Jenin"."""
    if view.link in words.PREPOSITIONS and view.linked == "not":
        return "it is said not to be there"
    return None


def counted_there(view: View, _: Scene) -> str | None:
    """Read the rows of lists: "Latakia 12, Tartus 9", "Zaranj, 6 August; Kunduz, 8 August"."""
    if (
        view.place is None
        or view.place.kind is PlaceKind.COUNTRY
        or not view.following[:1].isdigit()
    ):
        return None
    number = view.sentence[view.last]
    gap = view.text[view.mention.span.end : number.start]
    lead = view.text[max(0, view.mention.span.start - 24) : view.mention.span.start]
    if _COUNTED.match(gap) and _LINE_START.search(lead):
        return f"“{number.text}” is counted there"
    return None


def told_apart(view: View, year: Token) -> bool:
    """Tell whether a year is that of another event: "for the first time since 2016"."""
    opening = view.text[max(0, year.start - _SINCE_REACH) : year.start]
    since = _SINCE.search(opening)
    span = view.mention.span
    between = view.text[min(year.end, span.end) : max(year.start, span.start)]
    within = year.end <= span.start and len(between) < _SINCE_REACH and "," not in between
    if since and not (within and " in " in between):
        return True
    return ", and " in between or ", but " in between


_SINCE_REACH = 30
_SINCE = re.compile(r"\b[Ss]ince (?:[\w-]+ ){0,3}\Z")
