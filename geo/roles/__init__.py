"""What a mention does in its article: event, dateline, government or background.

Rules with names, the first that speaks decides:

- demonym: the word for a people. organisation: part of the name of a body.
- dateline: the place stands in the dateline.
- measured_from: another place is told by distance and bearing from it. Background.
- A country or capital as an actor is a government: `acts`, `is_addressed`, `owns_action`,
  `party_to`, `between_governments`, `stance_compound`.
- Told for something else than what happened there, background: `based_in`, `biography`,
  `office_of`, `comparison`, `people_from`, `people_of`, `said_there`, `beside_it`,
  `earlier_event`, `history`, `habit`, `geography`.
- Only passed in telling, background: `heading_for`, `comes_from`, `lives_there`, `at_a_distance`,
  `not_there`; `container_beside` is the "Ohio" of "a native of Toledo, Ohio".
- `country_as_setting`: a country is background while the article names something narrower in it.
- event: `event_word` in its clause, `done_to_it` (the passive), `taken_out` ("withdrew from"),
  `done_there` (a place preposition and a past tense), `counted_there` (a row of a list),
  `sets_scene` ("In Herat, ...").
- `not_happened` (only hoped, feared or planned) and `no_cue` are background.

A second look: where an article is about a place, its weakly judged mentions are events too
(`article_is_about_it`).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.model import Evidence, Role
from geo.roles.rules import RULES, WIDE
from geo.roles.view import Scene, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Mention, Resolution

__all__ = ["Scene", "assign_roles"]

WEAK = frozenset(
    {
        "no_cue",
        "not_happened",
        "geography",
        "people_from",
        "people_of",
        "habit",
        "history",
        "said_there",
        "beside_it",
    },
)
"""Background rules that give way where the article is about the place."""
ABOUT_EVENTS = 2
"""Event mentions that show by themselves that an article is about a place."""
LEAD_SENTENCES = 2


def assign_roles(
    scene: Scene,
    mentions: Sequence[tuple[Mention, Resolution]],
) -> tuple[tuple[Role, Evidence], ...]:
    """Return the role of each mention and the rule that gave it, in their order."""
    views = [
        View(scene.passages[mention.part], mention, resolution.place)
        for mention, resolution in mentions
    ]
    first = [_judge(view, scene) for view in views]
    for index in range(1, len(views)):
        if _is_container(views[index - 1], views[index], scene):
            first[index] = _with_narrower(first[index - 1], first[index])
    return _second_look(views, _settings(views, first, scene), scene)


def _judge(view: View, scene: Scene) -> tuple[Role, Evidence]:
    for name, role, rule in RULES:
        detail = rule(view, scene)
        if detail is not None:
            return role, Evidence(name=name, detail=detail)
    return Role.BACKGROUND, Evidence(name="no_cue", detail="nothing is said to happen there")


def _is_container(narrower: View, wider: View, scene: Scene) -> bool:
    """Tell whether the second name only says where the first one is: "Toledo, Ohio"."""
    if narrower.place is None or wider.place is None or narrower.passage is not wider.passage:
        return False
    gap = wider.text[narrower.mention.span.end : wider.mention.span.start]
    return gap == ", " and scene.gazetteer.contains(wider.place.id, narrower.place.id)


def _with_narrower(
    narrower: tuple[Role, Evidence],
    wider: tuple[Role, Evidence],
) -> tuple[Role, Evidence]:
    """Let the container be background where what it contains is."""
    if narrower[0] is not Role.BACKGROUND or wider[0] is not Role.EVENT:
        return wider
    detail = f"it tells where the place before it is; there, {narrower[1].detail}"
    return Role.BACKGROUND, Evidence(name="container_beside", detail=detail)


# The second look: the article as a whole.


def _settings(
    views: Sequence[View],
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
    views: Sequence[View],
    judged: list[tuple[Role, Evidence]],
    scene: Scene,
) -> tuple[tuple[Role, Evidence], ...]:
    """Make events of the weakly judged mentions of what the article is about."""
    events: Counter[str] = Counter()
    prominent: set[str] = set()
    for view, (role, _) in zip(views, judged, strict=True):
        if view.place is None:
            continue
        events[view.place.id] += role is Role.EVENT
        if view.mention.part == "title" or (role is Role.EVENT and _in_lead(view, scene)):
            prominent.add(view.place.id)
    about = {
        place_id
        for place_id, count in events.items()
        if count >= ABOUT_EVENTS or (count and place_id in prominent)
    }
    found = []
    for view, (role, evidence) in zip(views, judged, strict=True):
        weak = role is Role.BACKGROUND and evidence.name in WEAK
        if weak and view.place is not None and view.place.id in about:
            detail = f"the article is about it; here {evidence.detail}"
            found.append((Role.EVENT, Evidence(name="article_is_about_it", detail=detail)))
        else:
            found.append((role, evidence))
    return tuple(found)


def _in_lead(view: View, scene: Scene) -> bool:
    passage = scene.passages[view.mention.part]
    return passage.sentence_at(view.mention.span.start) < LEAD_SENTENCES
