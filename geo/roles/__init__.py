"""What a mention does in its article: event, dateline, government or background.

Rules with names, the first that speaks decides:

- dateline: the place stands in the dateline.
- measured_from: another place is told by distance and bearing from it. Background.
- A country or capital as an actor is a government: `acts`, `is_addressed`, `owns_action`,
  `party_to`, `between_governments`, `stance_compound`.
- Told for something else than what happened there, background: `based_in`, `biography`,
  `office_of`, `comparison`, `people_from`, `earlier_event`, `history`, `habit`, `geography`.
- `country_as_setting`: a country is background while the article names something narrower in it.
- event: `event_word` in its clause, `done_there` (a place preposition and a past tense).
- `not_happened` (only hoped, feared or planned) and `no_cue` are background.

A second look: where an article is about a place, its weakly judged mentions are events too
(`article_is_about_it`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Evidence, PlaceKind, Role
from geo.roles import words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Mention, Part, Place, Resolution, Span
    from geo.text import Passage, Token

__all__ = ["Scene", "assign_roles"]

WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.SEA})
WEAK = frozenset(
    {"no_cue", "not_happened", "geography", "people_from", "people_of", "habit", "history"},
)
"""Background rules that give way where the article is about the place."""
ABOUT_EVENTS = 2
"""Event mentions that show by themselves that an article is about a place."""
LEAD_SENTENCES = 2
_BREAK = re.compile(
    r"[;:—]|,\s+(?=(?:which|who|whom|where|while|whose|but|although|though|whereas)\b)"
    r"|\s(?=(?:while|whereas|although)\s)",
)
_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}")
_HYPHENS = frozenset({"-", "‐", "‑"})  # noqa: RUF001 - look-alikes are the point


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the roles of one article are judged from.

    dateline: spans in the text field that a dateline names. measured: (part, span) of the
    mentions that relative places were measured from. published: for telling history from news.
    """

    passages: Mapping[Part, Passage]
    gazetteer: Gazetteer
    dateline: tuple[Span, ...] = ()
    measured: frozenset[tuple[Part, Span]] = frozenset()
    published: dt.date | None = None


class _View:
    """One mention seen in its sentence."""

    __slots__ = (
        "clause",
        "end",
        "first",
        "last",
        "mention",
        "passage",
        "place",
        "sentence",
        "text",
    )

    def __init__(self, passage: Passage, mention: Mention, place: Place | None) -> None:
        self.passage = passage
        self.text = passage.text
        self.mention = mention
        self.place = place
        sentence = passage.sentences[passage.sentence_at(mention.span.start)]
        self.sentence = passage.words(sentence)
        offset = passage.token_at(sentence.start)
        self.first = passage.token_at(mention.span.start) - offset
        self.last = passage.token_at(mention.span.end) - offset
        self.clause = self._clause(sentence)

    def _clause(self, sentence: Span) -> tuple[Token, ...]:
        start, end = sentence.start, sentence.end
        for match in _BREAK.finditer(self.text, sentence.start, sentence.end):
            if match.end() <= self.mention.span.start:
                start = match.end()
            elif match.start() >= self.mention.span.end:
                end = match.start()
                break
        return tuple(token for token in self.sentence if start <= token.start < end)

    def before(self, steps: int = 1) -> str:
        """Return the key of the word `steps` before the mention in its sentence, or ""."""
        index = self.first - steps
        return self.sentence[index].key if index >= 0 else ""

    def after(self, steps: int = 1) -> str:
        """Return the key of the word `steps` after the mention in its sentence, or ""."""
        index = self.last + steps - 1
        return self.sentence[index].key if index < len(self.sentence) else ""

    def back(self) -> int:
        """Return the step before the mention that is not an article or a compass word."""
        step = 1
        while self.before(step) in _SKIPPED_BEFORE:
            step += 1
        return step

    @property
    def possessive(self) -> bool:
        """Tell whether "'s" follows the name."""
        return self.last > 0 and self.sentence[self.last - 1].possessive

    @property
    def hyphen_after(self) -> bool:
        return self.text[self.mention.span.end : self.mention.span.end + 1] in _HYPHENS

    @property
    def hyphen_before(self) -> bool:
        start = self.mention.span.start
        return start > 0 and self.text[start - 1] in _HYPHENS

    @property
    def actor(self) -> bool:
        """Tell whether the name can stand for a government."""
        if self.place is None:
            return False
        key = self.place.name.lower().replace(" ", "")
        return self.place.kind is PlaceKind.COUNTRY or (
            self.place.kind is PlaceKind.CITY and key in words.CAPITALS
        )


_SKIPPED_BEFORE = frozenset(
    "the northern southern eastern western north south east west central northeastern "
    "northwestern southeastern southwestern neighbouring neighboring nearby whole entire".split(),
)
_SUBJECT_LIMIT = 7
_Rule = tuple[str, Role, "Callable[[_View, Scene], str | None]"]


def assign_roles(
    scene: Scene,
    mentions: Sequence[tuple[Mention, Resolution]],
) -> tuple[tuple[Role, Evidence], ...]:
    """Return the role of each mention and the rule that gave it, in their order."""
    views = [
        _View(scene.passages[mention.part], mention, resolution.place)
        for mention, resolution in mentions
    ]
    first = [_judge(view, scene) for view in views]
    return _second_look(views, _settings(views, first, scene), scene)


def _judge(view: _View, scene: Scene) -> tuple[Role, Evidence]:
    for name, role, rule in _RULES:
        detail = rule(view, scene)
        if detail is not None:
            return role, Evidence(name=name, detail=detail)
    return Role.BACKGROUND, Evidence(name="no_cue", detail="nothing is said to happen there")


# Rules: each returns the reason in plain words, or None where it does not speak.


def _dateline(view: _View, scene: Scene) -> str | None:
    if view.mention.part != "text":
        return None
    if any(view.mention.span.overlaps(span) for span in scene.dateline):
        return "the report was filed there"
    return None


def _measured_from(view: _View, scene: Scene) -> str | None:
    if (view.mention.part, view.mention.span) in scene.measured:
        return "another place is told by its distance from it"
    return None


def _stance_compound(view: _View, _: Scene) -> str | None:
    if view.hyphen_before and view.before() in words.STANCES:
        return f"“{view.before()}-” speaks of a stance towards it"
    if view.hyphen_after and view.after() in words.PARTY_ENDINGS:
        return f"“-{view.after()}” makes it a party"
    return None


def _acts(view: _View, _: Scene) -> str | None:
    if not view.actor or view.possessive or view.hyphen_after or view.hyphen_before:
        return None
    if view.before(view.back()) in words.PREPOSITIONS:
        return None
    step, limit = 1, _SUBJECT_LIMIT
    if _comma_follows(view):
        step, limit = _past_apposition(view)
    while step <= limit:
        word = view.after(step)
        if word in words.ACTS and not _is_noun_here(view, step):
            return f"“{word}” is what a government does"
        if word not in words.AUXILIARIES and word not in _COORDINATION:
            capital = view.last + step - 1 < len(view.sentence) and (
                view.sentence[view.last + step - 1].capitalised
            )
            if not (capital and step > 1 and view.after(step - 1) == "and"):
                return None
        step += 1
    return None


_COORDINATION = frozenset(
    "and its allies partners their ally neighbours neighbors other the".split()
)


def _comma_follows(view: _View) -> bool:
    return view.text[view.mention.span.end : view.mention.span.end + 1] == ","


def _past_apposition(view: _View) -> tuple[int, int]:
    """Return the steps after ", the northern neighbour of Afghanistan," and a limit."""
    comma = view.text.find(",", view.mention.span.end + 1, view.mention.span.end + 80)
    for step in range(1, 14):
        index = view.last + step - 1
        if comma < 0 or index >= len(view.sentence):
            break
        if view.sentence[index].start > comma:
            return step, step + 4
    return 1, 0


def _is_noun_here(view: _View, step: int) -> bool:
    """Tell whether "Russia support for" makes a noun of what might be a verb."""
    return view.after(step + 1) in {"for", "of"} and view.after(step) in {
        "support",
        "help",
        "order",
    }


def _is_addressed(view: _View, _: Scene) -> str | None:
    if not view.actor:
        return None
    word = view.before(view.back())
    if word in words.TOWARDS_GOVERNMENT:
        return f"“{word}” is done to a government"
    if word == "on" and view.before(view.back() + 1) in {"called", "calls", "call", "calling"}:
        return "a government is called on"
    return None


def _owns_action(view: _View, _: Scene) -> str | None:
    if not view.actor:
        return None
    word = view.after()
    if view.possessive:
        for step in (1, 2, 3):
            if view.after(step) in words.GOVERNMENT_NOUNS:
                return f"“{view.after(step)}” belongs to a government"
        return None
    if word in words.GOVERNMENT_NOUNS and not _comma_follows(view) and not view.hyphen_after:
        return f"“{word}” belongs to a government"
    return None


def _party_to(view: _View, _: Scene) -> str | None:
    if not view.actor:
        return None
    back = view.back()
    link, noun = view.before(back), view.before(back + 1)
    if link in words.RELATION_LINKS - {"of", "between"} and noun in words.RELATIONS:
        return f"“{noun} {link}” makes it a party"
    if link == "by" and noun.endswith("ed") and view.place and view.place.kind in WIDE:
        return f"“{noun} by” makes it a party"
    return None


def _between_governments(view: _View, _: Scene) -> str | None:
    if not view.actor:
        return None
    back = view.back()
    if view.before(back) == "between" and view.after() == "and":
        return "it is one of two sides"
    if view.before(back) == "and" and "between" in {
        view.before(n) for n in range(back + 1, back + 5)
    }:
        return "it is one of two sides"
    return None


def _based_in(view: _View, _: Scene) -> str | None:
    if view.hyphen_after and view.after() in words.BASED_ENDINGS:
        return "somebody is based there"
    if view.before(view.back()) == "in" and view.before(view.back() + 1) in words.BASED_ENDINGS:
        return "somebody is based there"
    return None


def _biography(view: _View, _: Scene) -> str | None:
    if view.hyphen_after and view.after() in words.BORN_ENDINGS:
        return "it is where somebody comes from"
    back = view.back()
    if view.before(back) in {"in", "at", "from", "of", "up"}:
        for step in (back + 1, back + 2):
            if view.before(step) in words.BIOGRAPHY:
                return f"“{view.before(step)}” tells somebody's life"
    return None


def _office_of(view: _View, _: Scene) -> str | None:
    back = view.back()
    if view.before(back) in {"of", "to", "for"} and view.before(back + 1) in words.OFFICES:
        return f"it belongs to an office, “{view.before(back + 1)}”"
    # "Panjshir governor Kamaluddin Nizami", "Kabul's mayor"
    if view.after() in words.OFFICES - {"head", "leaders", "members"} and not _comma_follows(view):
        return f"it belongs to an office, “{view.after()}”"
    return None


def _comparison(view: _View, _: Scene) -> str | None:
    back = view.back()
    for step in range(back, back + 3):
        word = view.before(step)
        if word in words.COMPARISON and not (word == "than" and view.before(step + 1) == "more"):
            return f"it is compared with (“{word}”)"
    return None


def _people_from(view: _View, _: Scene) -> str | None:
    step = _chain_start(view)
    if view.before(step) == "from" and view.before(step + 1) in words.PEOPLE:
        return f"it is where the “{view.before(step + 1)}” come from"
    return None


def _people_of(view: _View, _: Scene) -> str | None:
    step = view.back()
    if view.before(step) == "of" and view.before(step + 1) in words.PEOPLE:
        return f"it tells whose “{view.before(step + 1)}” they are"
    return None


def _chain_start(view: _View) -> int:
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


def _earlier_event(view: _View, _: Scene) -> str | None:
    step = view.back()
    if view.before(step) not in {"of", "from", "in", "over"}:
        return None
    if view.before(step + 1) not in words.REFERENCE_NOUNS:
        return None
    for further in range(step + 2, step + 6):
        if view.before(further) in words.REFERENCE_OPENERS:
            noun = view.before(step + 1)
            return f"“{view.before(further)} the {noun}” looks back at an earlier event"
    return None


def _history(view: _View, scene: Scene) -> str | None:
    for token in view.clause:
        if token.key in words.HISTORY:
            return f"“{token.text}” tells history"
        if _YEAR.fullmatch(token.key) and scene.published is not None:
            if int(token.key) < scene.published.year:
                return f"{token.text} is before the article's year"
        elif _YEAR.fullmatch(token.key) and int(token.key) < _CLEARLY_PAST:
            return f"{token.text} tells history"
    return None


_CLEARLY_PAST = 2010
"""A year that is history in an article that states no date of its own."""


def _habit(view: _View, _: Scene) -> str | None:
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


def _geography(view: _View, _: Scene) -> str | None:
    near = [view.after(step) for step in range(1, 4)]
    if view.after() in words.GEOGRAPHY and view.after() not in {"located", "situated", "known"}:
        return f"“{view.after()}” describes the land"
    for step in range(1, 7):
        word = view.before(step)
        if word in words.GEOGRAPHY and not _noun_form(view, step):
            return f"“{word}” describes the land"
    if near[:1] in (["is"], ["was"]) and near[1:2] and near[1] in words.GEOGRAPHY:
        return f"“{near[1]}” describes the land"
    return None


def _noun_form(view: _View, step: int) -> bool:
    """Tell whether "its borders", "Panjshir's links" is a noun, not the verb."""
    index = view.first - step - 1
    if index < 0:
        return False
    before = view.sentence[index]
    return before.possessive or before.key in {"the", "its", "their", "open", "closed", "all"}


def _event_word(view: _View, _: Scene) -> str | None:
    if view.place is not None and view.place.kind in WIDE and not _placed(view):
        return None
    happening = _event_token(view, view.clause)
    if happening is not None and not _only_possible(view):
        return f"“{happening}” happens there"
    return None


def _done_there(view: _View, _: Scene) -> str | None:
    if not _placed(view) or _only_possible(view):
        return None
    for token in view.clause:
        if _past(token) and token.key not in words.WEAK_PAST:
            return f"“{token.text}” was done there"
    keys = [token.key for token in view.clause]
    for left, right in zip(keys, keys[1:], strict=False):
        if left in {"is", "are", "being"} and right.endswith("ing"):
            return f"“{left} {right}” goes on there"
    whole = _event_token(view, view.sentence)
    return f"“{whole}” is told in the same sentence" if whole is not None else None


def _not_happened(view: _View, _: Scene) -> str | None:
    return "it is only hoped, feared or planned" if _only_possible(view) else None


_RULES: tuple[_Rule, ...] = (
    ("dateline", Role.DATELINE, _dateline),
    ("measured_from", Role.BACKGROUND, _measured_from),
    ("stance_compound", Role.GOVERNMENT, _stance_compound),
    ("based_in", Role.BACKGROUND, _based_in),
    ("office_of", Role.BACKGROUND, _office_of),
    ("acts", Role.GOVERNMENT, _acts),
    ("is_addressed", Role.GOVERNMENT, _is_addressed),
    ("owns_action", Role.GOVERNMENT, _owns_action),
    ("party_to", Role.GOVERNMENT, _party_to),
    ("between_governments", Role.GOVERNMENT, _between_governments),
    ("biography", Role.BACKGROUND, _biography),
    ("comparison", Role.BACKGROUND, _comparison),
    ("people_from", Role.BACKGROUND, _people_from),
    ("people_of", Role.BACKGROUND, _people_of),
    ("earlier_event", Role.BACKGROUND, _earlier_event),
    ("history", Role.BACKGROUND, _history),
    ("habit", Role.BACKGROUND, _habit),
    ("geography", Role.BACKGROUND, _geography),
    ("event_word", Role.EVENT, _event_word),
    ("done_there", Role.EVENT, _done_there),
    ("not_happened", Role.BACKGROUND, _not_happened),
)


def _placed(view: _View) -> bool:
    """Tell whether a preposition puts something at the place."""
    step = view.back()
    for _ in range(4):
        if view.before(step) in words.PREPOSITIONS:
            return True
        # "in the Saricha area of", "in Kabul and Kandahar"
        if view.before(step) not in {"and", "or"} and not _name_before(view, step):
            return False
        step += 1
    return False


def _name_before(view: _View, step: int) -> bool:
    index = view.first - step
    return index > 0 and view.sentence[index].capitalised


def _event_token(view: _View, tokens: Sequence[Token]) -> str | None:
    """Return the word nearest to the mention that tells something happening."""
    inside = view.mention.span
    middle = inside.start
    found = [
        token
        for token in tokens
        if (token.key in words.EVENT_VERBS or token.key in words.EVENT_NOUNS)
        and not inside.start <= token.start < inside.end
    ]
    return min(found, key=lambda token: abs(token.start - middle)).text if found else None


def _past(token: Token) -> bool:
    key = token.key
    if key in words.IRREGULAR_PAST:
        return True
    return key.endswith("ed") and len(key) > 4 and key not in words.NOT_PAST  # noqa: PLR2004 - "need", "seed"


def _only_possible(view: _View) -> bool:
    """Tell whether the clause only hopes, fears or plans, with nothing done in it."""
    modal = any(token.key in words.MODALS and not token.capitalised for token in view.clause)
    return modal and not any(_past(token) and token.key not in _SPEECH for token in view.clause)


_SPEECH = frozenset("said told added claimed warned vowed announced planned hoped asked".split())


# The second look: the article as a whole.


def _settings(
    views: Sequence[_View],
    judged: list[tuple[Role, Evidence]],
    scene: Scene,
) -> list[tuple[Role, Evidence]]:
    """Make countries background while the article names something narrower in them."""
    narrower = {
        up
        for view, (role, _) in zip(views, judged, strict=True)
        if view.place is not None and view.place.kind not in WIDE and role is not Role.GOVERNMENT
        for up in scene.gazetteer.ancestors(view.place.id)
    }
    some_event = any(
        role is Role.EVENT and view.place is not None and view.place.kind not in WIDE
        for view, (role, _) in zip(views, judged, strict=True)
    )
    found = []
    for view, (role, evidence) in zip(views, judged, strict=True):
        place = view.place
        wide = place is not None and place.kind in WIDE
        if wide and role is Role.EVENT and place and (place.id in narrower or some_event):
            detail = "the country is the setting; the article names narrower places"
            found.append((Role.BACKGROUND, Evidence(name="country_as_setting", detail=detail)))
        else:
            found.append((role, evidence))
    return found


def _second_look(
    views: Sequence[_View],
    judged: list[tuple[Role, Evidence]],
    scene: Scene,
) -> tuple[tuple[Role, Evidence], ...]:
    """Make events of the weakly judged mentions of what the article is about."""
    events: Counter[str] = Counter()
    prominent: set[str] = set()
    for view, (role, _) in zip(views, judged, strict=True):
        if role is not Role.EVENT or view.place is None:
            continue
        events[view.place.id] += 1
        if view.mention.part == "title" or _in_lead(view, scene):
            prominent.add(view.place.id)
    about = prominent | {place_id for place_id, count in events.items() if count >= ABOUT_EVENTS}
    found = []
    for view, (role, evidence) in zip(views, judged, strict=True):
        weak = role is Role.BACKGROUND and evidence.name in WEAK
        if weak and view.place is not None and view.place.id in about:
            detail = f"the article is about it; here {evidence.detail}"
            found.append((Role.EVENT, Evidence(name="article_is_about_it", detail=detail)))
        else:
            found.append((role, evidence))
    return tuple(found)


def _in_lead(view: _View, scene: Scene) -> bool:
    passage = scene.passages[view.mention.part]
    return passage.sentence_at(view.mention.span.start) < LEAD_SENTENCES
