"""Rules for countries and capitals that stand for their governments: "Moscow said".

Each returns its reason in plain words, or None where it does not speak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import PlaceKind
from geo.roles import words
from geo.text import word_set

if TYPE_CHECKING:
    from geo.roles.view import Scene, View

SUBJECT_LIMIT = 7
"""Words after a name in which its verb is looked for."""


def stance_compound(view: View, _: Scene) -> str | None:
    """Read "anti-Pakistan", "Qatar-mediated"."""
    if view.hyphen_before and view.before() in words.STANCES:
        return f"“{view.before()}-” speaks of a stance towards it"
    if view.hyphen_after and view.following in words.PARTY_ENDINGS:
        return f"“-{view.following}” makes it a party"
    return None


def acts(view: View, _: Scene) -> str | None:
    """Read "Moscow said", "Tajikistan, the neighbour, has pledged"."""
    if not view.actor or view.possessive or view.hyphen_after or view.hyphen_before:
        return None
    if view.link in words.PREPOSITIONS:
        return None
    word = _verb_after(view, 1, SUBJECT_LIMIT)
    if word is None and comma_follows(view):
        word = _verb_after(view, *past_apposition(view))
    return f"“{word}” is what a government does" if word else None


def _verb_after(view: View, step: int, limit: int) -> str | None:
    """Return the verb of a government that the name, or a list that it opens, is the subject of."""
    opening = step
    while step <= limit:
        word = view.after(step)
        if word == "in" and view.after(step + 1) in {"talks", "negotiations", "discussions"}:
            return f"in {view.after(step + 1)}"
        if word in words.ACTS and not _is_noun_here(view, step):
            return word
        if word in words.STRUCK and view.after(step - 1) not in words.BEING:
            return word
        if step == opening and (_does(view, step) or _strikes(view, step)):
            return word
        index = view.last + step - 1
        listed = index < len(view.sentence) and view.sentence[index].capitalised
        if not (listed or word in words.AUXILIARIES or word in _COORDINATION):
            return None
        step += 1
    return None


_COORDINATION = word_set("and its allies partners their ally neighbours neighbors other the")


def _does(view: View, step: int) -> bool:
    """Tell whether a past form that follows at once is something done, not suffered."""
    word = view.after(step)
    past = word.endswith("ed") and word not in words.NOT_PAST | words.SUFFERED
    return past and view.after(step + 1) in _OBJECTS


def _strikes(view: View, step: int) -> bool:
    """Tell "Israel bombs Rafah" of headlines from the noun in "Israel strikes kill 20"."""
    index = view.last + step
    object_named = index < len(view.sentence) and view.sentence[index].capitalised
    return view.after(step) in words.STRIKES and object_named


_OBJECTS = word_set(
    "a an the its his her their to that all more no new two three some any for further it them",
)


def comma_follows(view: View) -> bool:
    """Tell whether a comma follows the name at once."""
    return view.text[view.mention.span.end : view.mention.span.end + 1] == ","


def past_apposition(view: View) -> tuple[int, int]:
    """Return the steps after ", the northern neighbour of Afghanistan," and a limit."""
    comma = view.text.find(",", view.mention.span.end + 1, view.mention.span.end + 80)
    for step in range(1, 14):
        index = view.last + step - 1
        if comma < 0 or index >= len(view.sentence):
            break
        if view.sentence[index].start > comma:
            return step, step + 4
    return 1, 0


def _is_noun_here(view: View, step: int) -> bool:
    """Tell whether "Russia support for" makes a noun of what might be a verb."""
    return view.after(step + 1) in {"for", "of"} and view.after(step) in {
        "support",
        "help",
        "order",
    }


def is_addressed(view: View, _: Scene) -> str | None:
    """Read "asked Russia to mediate"."""
    if not view.actor:
        return None
    word = view.link
    if word in words.TOWARDS_GOVERNMENT:
        return f"“{word}” is done to a government"
    if word == "on" and view.linked in {"called", "calls", "call", "calling"}:
        return "a government is called on"
    return None


def owns_action(view: View, _: Scene) -> str | None:
    """Read "Pakistan's invasion", "Pakistan officials"."""
    if not view.actor:
        return None
    word = view.following
    if view.possessive:
        for step in (1, 2, 3):
            if view.after(step) in words.GOVERNMENT_NOUNS:
                return f"“{view.after(step)}” belongs to a government"
        return None
    placed = view.link in {"in", "at", "from", "near"}
    parted = placed or comma_follows(view) or view.hyphen_after
    if word in words.GOVERNMENT_NOUNS and not parted:
        return f"“{word}” belongs to a government"
    return None


_PARTY_LINKS = words.RELATION_LINKS - {"of", "between"}


def party_to(view: View, _: Scene) -> str | None:
    """Read "weapons from Iran", "backed by Pakistan"."""
    if not view.actor:
        return None
    link, noun = view.link, view.linked
    if link in _PARTY_LINKS and noun in words.RELATIONS:
        return f"“{noun} {link}” makes it a party"
    if link == "of" and noun in words.FRIENDS:
        return f"“{noun} of” makes it a party"
    if link == "by" and noun.endswith("ed") and view.place and view.place.kind is PlaceKind.COUNTRY:
        return f"“{noun} by” makes it a party"
    return None


def between_governments(view: View, scene: Scene) -> str | None:
    """Read "between Kabul and Islamabad"."""
    if not view.actor:
        return None
    back = view.back()
    if view.link == "between" and view.following == "and":
        other = view.after(2) if view.after(2) != "the" else view.after(3)
    elif view.link == "and" and view.before(back + 2) == "between":
        other = view.linked
    else:
        return None
    known = scene.gazetteer.lookup_key(other)
    party = other in words.CAPITALS or any(place.kind is PlaceKind.COUNTRY for place in known)
    return "it is one of two sides" if party or not known else None
