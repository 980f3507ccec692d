"""The rules, in the order in which they speak. Each has a name and gives its reason in words.

A rule returns the reason, or None where it does not speak.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.model import PlaceKind, Role
from geo.roles import governments, passing, words
from geo.text import word_set

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.roles.view import Scene, View
    from geo.text import Token

SETTLED = frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE})
WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.SEA})
AGE_DIGITS = 2
COMPASS = word_set(
    "north south east west northeast northwest southeast southwest northwards southwards",
)
BIOGRAPHY_REACH = 5
COMPARISON_REACH = 6
_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}")


def _demonym(view: View, scene: Scene) -> str | None:
    if (view.mention.part, view.mention.span) in scene.demonyms:
        return f"“{view.mention.text}” is the word for its people, or for what is theirs"
    acronym = view.mention.text.isupper() and not view.possessive
    wide = view.place is not None and view.place.kind in WIDE
    if acronym and wide and view.following in words.THINGS:  # "US Humvees", as "American" would
        return f"“{view.mention.text}” says whose “{view.following}” they are"
    return None


def _organisation(view: View, _: Scene) -> str | None:
    """Read "Kabul University", "the Bank of Ghana", "Nairobi County Police"."""
    for step in range(1, BODY_WORDS + 1):
        index = view.last + step - 1
        if view.possessive or index >= len(view.sentence) or not _joined(view, index):
            break
        word = view.sentence[index]
        if not word.capitalised:
            break
        if word.key in words.BODIES:
            return f"it is part of the name of a body, “{view.mention.text} … {word.text}”"
    step = view.back()
    if view.before(step) == "of" and view.before(step + 1) in words.BODIES_OF:
        head = view.sentence[view.first - step - 1]
        if head.capitalised:
            return f"it is part of the name of a body, “{head.text} of {view.mention.text}”"
    return None


def _joined(view: View, index: int) -> bool:
    """Tell whether only a space parts a word of the sentence from the one before it."""
    left, right = view.sentence[index - 1], view.sentence[index]
    return view.text[left.end : right.start].isspace()


BODY_WORDS = 3
"""Capitalised words after a name among which the noun of a body is looked for."""


def _dateline(view: View, scene: Scene) -> str | None:
    if view.mention.part != "text":
        return None
    if view.mention.span not in scene.dateline:
        return None
    settled = view.place is not None and view.place.kind in SETTLED
    return "the report was filed there" if settled or scene.dateline_firm else None


def _measured_from(view: View, scene: Scene) -> str | None:
    if (view.mention.part, view.mention.span) in scene.measured:
        return "another place is told by its distance from it"
    return None


def _based_in(view: View, _: Scene) -> str | None:
    if view.hyphen_after and view.following in words.BASED_ENDINGS:
        return "somebody is based there"
    if view.before() in words.INSTITUTIONS:
        return f"it belongs to the name of a “{view.before()}”"
    if view.link == "in":
        noun = view.linked
        if noun in words.BASED_ENDINGS or noun in words.SEATS:
            return f"“{noun} in” tells where somebody is based"
    return None


_ENDS_LIFE = words.PREPOSITIONS - {"at", "of", "in"}


def _biography(view: View, _: Scene) -> str | None:
    if view.hyphen_after and view.following in words.BORN_ENDINGS:
        return "it is where somebody comes from"
    back = view.back()
    if view.link in {"in", "at", "from", "of", "up"}:
        for step in range(back + 1, back + BIOGRAPHY_REACH):
            word = view.before(step)
            if word in words.BIOGRAPHY:
                return f"“{word}” tells somebody's life"
            if word in _ENDS_LIFE:
                break
    return None


_OFFICES_AFTER = words.OFFICES - {"head", "leaders", "members"}


def _office_of(view: View, _: Scene) -> str | None:
    if view.link in {"of", "to", "for"} and view.linked in words.OFFICES:
        return f"it belongs to an office, “{view.linked}”"
    # "Panjshir governor Kamaluddin Nizami", "Kabul's mayor"
    told = view.following in _OFFICES_AFTER
    if (
        told
        and not governments.comma_follows(view)
        and view.link not in {"in", "at", "from", "near"}
    ):
        return f"it belongs to an office, “{view.following}”"
    return None


def _comparison(view: View, _: Scene) -> str | None:
    back = view.back()
    for step in range(back, back + COMPARISON_REACH):
        word = view.before(step)
        likened = word in words.COMPARISON and (step < back + 3 or word in {"than", "unlike"})
        likened |= word == "like" and view.before(step - 1) == "the"  # "like the one that hit"
        if likened and not (word == "than" and view.before(step + 1) == "more"):
            return f"it is compared with (“{word}”)"
    return None


def _people_from(view: View, _: Scene) -> str | None:
    step = _chain_start(view)
    if view.before(step) != "from":
        return None
    noun = view.before(step + 1)
    if noun in words.PEOPLE and not passing.taken_out(view):
        return f"it is where the “{noun}” come from"
    if noun.isdigit() and len(noun) <= AGE_DIGITS:
        return "it is where somebody comes from"  # "the boy, 12, from Quetta"
    return None


def _people_of(view: View, _: Scene) -> str | None:
    if view.link == "of" and view.linked in words.PEOPLE:
        return f"it tells whose “{view.linked}” they are"
    return None


def _chain_start(view: View) -> int:
    """Return the step before a list of names: "from Kapisa, Parwan and Takhar"."""
    step = view.back()
    index = view.first - step
    while index > 0 and (
        view.sentence[index].key in {"and", "or", "province", "provinces", "the", "of"}
        or (view.sentence[index].capitalised and index > 0)
    ):
        step += 1
        index -= 1
    return step


def _said_there(view: View, _: Scene) -> str | None:
    step = view.back()
    if view.link not in {"in", "at", "from"}:
        return None
    word = view.linked
    if word in words.SPEECH or (word in words.SPEAKERS and view.before(step + 2) in words.SPEECH):
        return f"“{word}” tells who spoke there, not what happened"
    if word in words.SPEAKERS and view.following in words.SPEECH | {"have", "has", "had"}:
        return f"“{word}” tells who spoke there, not what happened"
    return None


def _beside_it(view: View, _: Scene) -> str | None:
    step = view.back()
    link, word = view.link, view.linked
    if link == "of" and word in COMPASS and view.before(step + 2) != "the":
        return f"“{word} of” it is elsewhere"
    if link in {"with", "of", "between"} and word in words.BORDERS:
        return f"“{word}” tells what it borders on"
    return None


def _earlier_event(view: View, _: Scene) -> str | None:
    step = view.back()
    if view.link in {"since", "after"}:
        return f"“{view.link}” it looks back at what was there"
    if view.link not in {"of", "from", "in", "over"}:
        return None
    if view.linked not in words.REFERENCE_NOUNS:
        return None
    for further in range(step + 2, step + 6):
        if view.before(further) in words.REFERENCE_OPENERS:
            noun = view.linked
            return f"“{view.before(further)} the {noun}” looks back at an earlier event"
    return None


def _history(view: View, scene: Scene) -> str | None:
    keys = view.clause_keys
    if keys.isdisjoint(words.HISTORY) and not any(map(str.isdigit, keys)):
        return None
    for token in view.clause:
        if (
            token.key in words.HISTORY
            and "in history" not in view.text[token.start - 3 : token.end]
        ):
            return f"“{token.text}” tells history"
        if not token.key.isdigit():
            continue
        if _YEAR.fullmatch(token.key) and passing.told_apart(view, token):
            continue
        if _YEAR.fullmatch(token.key) and scene.published is not None:
            if int(token.key) < scene.published.year:
                return f"{token.text} is before the article's year"
        elif _YEAR.fullmatch(token.key) and int(token.key) < _CLEARLY_PAST:
            return f"{token.text} tells history"
    return None


_CLEARLY_PAST = 2010
"""A year that is history in an article that states no date of its own."""


def _habit(view: View, _: Scene) -> str | None:
    if view.clause_keys.isdisjoint(_HABIT_WORDS):
        return None
    keys = [token.key for token in view.clause]
    for index, key in enumerate(keys):
        if key in words.HABIT:
            return f"“{key}” tells a habit"
        if key in {"every", "each"} and keys[index + 1 : index + 2] in (
            ["day"],
            ["week"],
            ["year"],
            ["month"],
            ["night"],
            ["morning"],
            ["summer"],
            ["winter"],
        ):
            return f"“{key} {keys[index + 1]}” tells a habit"
    return None


_HABIT_WORDS = words.HABIT | {"every", "each"}


def _geography(view: View, _: Scene) -> str | None:
    after = view.following
    if after in words.GEOGRAPHY and after not in {"located", "situated", "known"}:
        return f"“{after}” describes the land"
    for step in range(1, 7):
        word = view.before(step)
        if word in words.GEOGRAPHY and not _noun_form(view, step):
            return f"“{word}” describes the land"
    if after in {"is", "was"} and view.after(2) in words.GEOGRAPHY:
        return f"“{view.after(2)}” describes the land"
    return None


def _noun_form(view: View, step: int) -> bool:
    """Tell whether "its borders", "Panjshir's links" is a noun, not the verb."""
    index = view.first - step - 1
    if index < 0:
        return False
    before = view.sentence[index]
    return before.possessive or before.key in {"the", "its", "their", "open", "closed", "all"}


def _event_word(view: View, _: Scene) -> str | None:
    if view.place is not None and view.place.kind in WIDE and not _placed(view):
        return None
    happening = _event_token(view, view.clause)
    if happening is not None and not _only_possible(view):
        return f"“{happening}” happens there"
    return None


def _done_to_it(view: View, _: Scene) -> str | None:
    verb = view.first - view.back()
    if verb >= 0 and _done(view.sentence[verb]) and not _only_possible(view):
        return f"“{view.sentence[verb].text}” is done to it"
    begin = governments.past_apposition(view)[0] if governments.comma_follows(view) else 1
    first = view.after(begin)
    if first not in {"was", "were"} and (first, view.after(begin + 1)) not in _PASSIVES:
        return None
    for further in range(begin + 1, begin + 4):
        word = view.after(further)
        if word.endswith(("ed", "en")) and word not in words.NOT_PAST:
            return f"it “{first} {word}”"
    return None


_PASSIVES = frozenset(
    {("has", "been"), ("had", "been"), ("have", "been"), ("is", "being"), ("was", "being")}
)


def _taken_out(view: View, _: Scene) -> str | None:
    """Read "France withdrew its last soldiers from Niger"."""
    word = passing.taken_out(view) if view.link == "from" else None
    done = word is not None and (word.endswith(("ed", "en", "wn")) or word in words.IRREGULAR_PAST)
    return f"“{word} … from” tells what left it" if done else None


def _done_there(view: View, _: Scene) -> str | None:
    if not _placed(view) or _only_possible(view):
        return None
    if _somebody_is(view):
        return "somebody is there"
    for token in view.clause:
        if _done(token):
            return f"“{token.text}” was done there"
    if not view.clause_keys.isdisjoint(_GOES_ON | _HAVE):
        for left, right in pairwise([token.key for token in view.clause]):
            if left in _GOES_ON and right.endswith("ing"):
                return f"“{left} {right}” goes on there"
            if left in _HAVE and right in words.PARTICIPLES:
                return f"“{left} {right}” was done there"
    whole = _event_token(view, view.sentence)
    return f"“{whole}” is told in the same sentence" if whole is not None else None


_GOES_ON = frozenset({"is", "are", "being"})
_HAVE = frozenset({"has", "have", "had"})


def _somebody_is(view: View) -> bool:
    step = view.back()
    if view.link not in {"in", "at", "near", "inside", "outside"}:
        return False
    adverb = view.linked in {"currently", "now", "still", "already", "also", "back"}
    return view.before(step + 2 if adverb else step + 1) in _IS


_IS = frozenset({"is", "are", "was", "were", "remains", "remained", "stays", "stayed", "am"})


def _sets_scene(view: View, _: Scene) -> str | None:
    wide = view.place is not None and view.place.kind in WIDE
    opens = view.first - view.back() == 0 and view.link == "in"
    if opens and not wide and not _only_possible(view):
        return "the sentence opens there"
    return None


def _not_happened(view: View, _: Scene) -> str | None:
    return "it is only hoped, feared or planned" if _only_possible(view) else None


RULES: tuple[tuple[str, Role, Callable[[View, Scene], str | None]], ...] = (
    ("demonym", Role.DEMONYM, _demonym),
    ("dateline", Role.DATELINE, _dateline),
    ("measured_from", Role.BACKGROUND, _measured_from),
    ("organisation", Role.ORGANISATION, _organisation),
    ("stance_compound", Role.GOVERNMENT, governments.stance_compound),
    ("based_in", Role.BACKGROUND, _based_in),
    ("office_of", Role.BACKGROUND, _office_of),
    ("acts", Role.GOVERNMENT, governments.acts),
    ("is_addressed", Role.GOVERNMENT, governments.is_addressed),
    ("owns_action", Role.GOVERNMENT, governments.owns_action),
    ("party_to", Role.GOVERNMENT, governments.party_to),
    ("between_governments", Role.GOVERNMENT, governments.between_governments),
    ("biography", Role.BACKGROUND, _biography),
    ("comparison", Role.BACKGROUND, _comparison),
    ("heading_for", Role.BACKGROUND, passing.heading_for),
    ("lives_there", Role.BACKGROUND, passing.lives_there),
    ("at_a_distance", Role.BACKGROUND, passing.at_a_distance),
    ("not_there", Role.BACKGROUND, passing.not_there),
    ("people_from", Role.BACKGROUND, _people_from),
    ("comes_from", Role.BACKGROUND, passing.comes_from),
    ("people_of", Role.BACKGROUND, _people_of),
    ("said_there", Role.BACKGROUND, _said_there),
    ("beside_it", Role.BACKGROUND, _beside_it),
    ("earlier_event", Role.BACKGROUND, _earlier_event),
    ("history", Role.BACKGROUND, _history),
    ("habit", Role.BACKGROUND, _habit),
    ("geography", Role.BACKGROUND, _geography),
    ("counted_there", Role.EVENT, passing.counted_there),
    ("event_word", Role.EVENT, _event_word),
    ("done_to_it", Role.EVENT, _done_to_it),
    ("taken_out", Role.EVENT, _taken_out),
    ("done_there", Role.EVENT, _done_there),
    ("sets_scene", Role.EVENT, _sets_scene),
    ("not_happened", Role.BACKGROUND, _not_happened),
)


def _placed(view: View) -> bool:
    """Tell whether a preposition puts something at the place, or into it when it is a country."""
    wide = view.place is not None and view.place.kind in WIDE
    prepositions = words.INSIDE if wide else words.PREPOSITIONS
    step = view.back()
    for _ in range(4):
        if view.before(step) in prepositions:
            return True
        # "in the Saricha area of", "in Kabul and Kandahar"
        if view.before(step) not in {"and", "or"} and not _name_before(view, step):
            return False
        step += 1
    return False


def _name_before(view: View, step: int) -> bool:
    index = view.first - step
    return index > 0 and view.sentence[index].capitalised


_EVENT_WORDS = words.EVENT_VERBS | words.EVENT_NOUNS


def _event_token(view: View, tokens: Sequence[Token]) -> str | None:
    """Return the word nearest to the mention that tells something happening."""
    inside = view.mention.span
    middle = inside.start
    found = [
        token
        for token in tokens
        if token.key in _EVENT_WORDS and not inside.start <= token.start < inside.end
    ]
    return min(found, key=lambda token: abs(token.start - middle)).text if found else None


def _past(token: Token) -> bool:
    key = token.key
    if key in words.IRREGULAR_PAST:
        return True
    return key.endswith("ed") and len(key) > 4 and key not in words.NOT_PAST  # noqa: PLR2004 - "need", "seed"


def _done(token: Token) -> bool:
    return _past(token) and token.key not in words.WEAK_PAST


def _only_possible(view: View) -> bool:
    """Tell whether the clause only hopes, fears or plans, with nothing done in it."""
    if view.clause_keys.isdisjoint(words.MODALS):
        return False
    modal = any(token.key in words.MODALS and not token.capitalised for token in view.clause)
    return modal and not any(_past(token) and token.key not in _SPEECH for token in view.clause)


_SPEECH = word_set(
    "said told added claimed warned vowed announced planned hoped asked feared threatened"
)
