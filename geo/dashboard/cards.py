"""What the card of an article says, as JSON for the browser.

Everything is worked out from records here; the browser only lays it out. Article text is cut into
runs, each either plain or a mention, so that a name can be marked without any markup in a string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlsplit

from geo import layer
from geo.corrections import (
    CONFIRMED,
    CORRECTED,
    CORRECTED_POINT,
    UNCORRECTED,
    is_corrected_day,
    is_moved,
)
from geo.dashboard import correcting, words
from geo.model import Precision, Verdict
from geo.resolution import MOST_REJECTED as MOST_KEPT
from geo.selection import ROLES_BY_STRENGTH, drawn_as
from geo.text import paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.corrections import Overlay
    from geo.model import (
        Article,
        Candidate,
        Coordinates,
        Evidence,
        LocatedArticle,
        LocatedMention,
        Part,
        Place,
        Span,
    )
    from geo.selection import Entry

MOST_REJECTED = 5
"""Rejected candidates that are shown; the rest is counted."""
LONGEST_SENTENCE = 700
"""Characters of a sentence that the card shows above its fold."""


class Run(TypedDict, total=False):
    """A stretch of text.

    place: id when it is a mention. on: it is the pin's. unsure: which place is not. time: a day.
    """

    text: str
    place: str
    role: str
    on: bool
    unsure: bool
    time: bool


class Reason(TypedDict):
    """One piece of evidence; weight says how much it counted, "" when it was only told."""

    text: str
    weight: str


class Why(correcting.Said, total=False):
    """Why a pin stands where it stands."""

    claim: list[str]
    facts: list[list[str]]
    reasons: list[Reason]
    at: list[float]
    score: str
    rejected: list[dict[str, object]]
    more: str


class Card(TypedDict, total=False):
    """All that the card shows."""

    id: str
    pin: str | None
    title: str
    untitled: bool
    source: str
    url: str
    date: str
    dated: str
    position: str
    previous: bool
    next: bool
    remark: str
    places: list[dict[str, object]]
    sentence: list[Run]
    sentence_label: str
    body: list[list[Run]]
    why: Why | None
    unplaced: list[dict[str, object]]
    relative: list[dict[str, object]]
    times: list[dict[str, str]]


def card(
    entry: Entry,
    places: Mapping[str, Place],
    *,
    pin: str | None,
    dated_by_user: bool,
    overlay: Overlay = UNCORRECTED,
) -> Card:
    """Tell an article.

    entry: the article's whole row. places: by id, to name what contains a place. pin: id of the
    place that the card stands on; None: the first of the row. dated_by_user: whether a user gave
    the publication day. overlay: the corrections that stand, which the article has on it.
    """
    located = entry.article
    article = located.article
    order = [p.place.id for p in entry.pins] + [u.place.id for u in entry.undrawn]
    chosen = pin if pin in order else (order[0] if order else None)
    mention = _strongest(located, chosen)
    sentence, label = _sentence(located, mention, chosen)
    return Card(
        id=article.id,
        pin=chosen,
        title=article.title or opening(article),
        untitled=article.title is None,
        source=article.source or "No source stated",
        url=web_address(article.url),
        date=words.long_day(article.published) if article.published else "",
        dated=_dated(article, by_user=dated_by_user),
        places=_places(entry, places, chosen),
        sentence=sentence,
        sentence_label=label,
        body=[runs(located, "text", chosen, within=block) for block in paragraphs(article.text)],
        why=None
        if mention is None
        else _why(mention, places, correcting.said(located, mention, overlay)),
        unplaced=_unplaced(located, overlay),
        relative=_relative(located, places),
        times=_times(located),
    )


def web_address(url: str | None) -> str:
    """Return an address that may be opened, http or https only, else ""."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return url or "" if parts.scheme in {"http", "https"} and parts.netloc else ""


def runs(
    located: LocatedArticle,
    part: Part,
    chosen: str | None,
    *,
    within: Span | None = None,
) -> list[Run]:
    """Cut one field, or a stretch of it, into plain runs, mentions and times.

    Joined again, the runs' texts are the field (or the stretch) letter for letter.
    """
    field = located.article.text if part == "text" else located.article.title or ""
    start, end = (within.start, within.end) if within else (0, len(field))
    marked: list[tuple[Span, Run]] = [
        (mention.mention.span, _marked(mention, chosen))
        for mention in located.mentions
        if mention.mention.part == part
    ]
    taken = [span for span, _ in marked]
    marked.extend(
        (time.span, Run(time=True))
        for time in located.times
        if time.part == part and not any(time.span.overlaps(span) for span in taken)
    )
    marked.sort(key=lambda pair: (pair[0].start, -pair[0].end))

    found: list[Run] = []
    at = start
    for span, run in marked:
        if span.start < at or span.end > end:
            continue
        if span.start > at:
            found.append(Run(text=field[at : span.start]))
        found.append(Run(text=field[span.start : span.end], **run))
        at = span.end
    if at < end:
        found.append(Run(text=field[at:end]))
    return found


def _marked(mention: LocatedMention, chosen: str | None) -> Run:
    """Mark a mention by what it means and does."""
    place = mention.resolution.place
    if place is None:
        return Run(role="none")
    return Run(
        place=place.id,
        role=drawn_as(mention.role).value,
        on=place.id == chosen,
        unsure=mention.resolution.verdict is Verdict.AMBIGUOUS,
    )


def _strongest(located: LocatedArticle, chosen: str | None) -> LocatedMention | None:
    """Return the mention that stands for a place: the strongest role, the text before the title."""
    if chosen is None:
        return None
    fitting = [
        m for m in located.mentions if m.resolution.place and m.resolution.place.id == chosen
    ]
    return min(
        fitting,
        key=lambda m: (
            ROLES_BY_STRENGTH.index(m.role),
            m.mention.part == "title",
            m.mention.span,
        ),
        default=None,
    )


def _sentence(
    located: LocatedArticle,
    mention: LocatedMention | None,
    chosen: str | None,
) -> tuple[list[Run], str]:
    """Return the sentence that names the place, or the article's first one."""
    text = located.article.text
    spans = sentences(text)
    if mention is None:
        return (runs(located, "text", chosen, within=spans[0]) if spans else [], "It begins")
    if mention.mention.part == "title":
        return runs(located, "title", chosen), "In the title"
    at = mention.mention.span
    holding = next((span for span in spans if span.start <= at.start and at.end <= span.end), at)
    return runs(located, "text", chosen, within=shortened(holding, at)), "In the text"


def shortened(sentence: Span, mention: Span) -> Span:
    """Keep a sentence that never ends to what stands about the mention."""
    if sentence.end - sentence.start <= LONGEST_SENTENCE:
        return sentence
    half = LONGEST_SENTENCE // 2
    return type(sentence)(
        start=max(sentence.start, mention.start - half),
        end=max(mention.end, min(sentence.end, mention.end + half)),
    )


def opening(article: Article) -> str:
    """Name an article without a title by its first words."""
    start = article.text[:400]
    spans = sentences(start)
    first = spans[0].of(start) if spans else start
    return first if len(first) <= 120 else first[:119] + "…"  # noqa: PLR2004 - two lines of a card


def _dated(article: Article, *, by_user: bool) -> str:
    """Say where the publication day comes from."""
    if article.published is None:
        return "No publication date is stated."
    return "set by hand" if by_user else "as the article states it"


def _places(
    entry: Entry,
    places: Mapping[str, Place],
    chosen: str | None,
) -> list[dict[str, object]]:
    """List the article's places, those with a pin first."""
    pinned = [(pin.place, pin.role, pin.verdict, "") for pin in entry.pins]
    return [
        {
            "id": place.id,
            "name": place.name,
            "what": words.described(place, places),
            "role": drawn_as(role).value,
            "role_words": words.ROLES[role],
            "no_pin": reason,
            "unsure": verdict is Verdict.AMBIGUOUS,
            "on": place.id == chosen,
        }
        for place, role, verdict, reason in (
            *pinned,
            *((one.place, one.role, one.verdict, one.reason) for one in entry.undrawn),
        )
    ]


def _why(mention: LocatedMention, places: Mapping[str, Place], said: correcting.Said) -> Why:
    """Tell why the place of a mention is where it is."""
    resolution = mention.resolution
    place = resolution.place
    if place is None:  # pragma: no cover - `_strongest` has one with a place
        return Why()
    by_hand = {CONFIRMED, CORRECTED, CORRECTED_POINT}
    corrected = any(item.name in by_hand for item in resolution.evidence)
    return Why(
        claim=[
            mention.mention.text,
            "means, as an analyst says,"
            if corrected
            else words.certainty(resolution.verdict, resolution.confidence),
            words.described(place, places),
            f"{resolution.confidence:.2f}",
        ],
        facts=_facts(place, mention, places),
        reasons=_reasons(resolution.evidence),
        at=_at(place.coordinates),
        score=f"{sum(item.weight for item in resolution.evidence):.2f}",
        rejected=[_rejected(other, places) for other in resolution.rejected[:MOST_REJECTED]],
        more=_more(len(resolution.rejected)),
        **said,
    )


def _more(rejected: int) -> str:
    """Tell how many rejected candidates are not shown; of many only the likeliest are kept."""
    if rejected <= MOST_REJECTED:
        return ""
    known = "at least " if rejected >= MOST_KEPT else ""
    return f"and {known}{words.counted(rejected - MOST_REJECTED, 'further place')}"


def _facts(
    place: Place,
    mention: LocatedMention,
    places: Mapping[str, Place],
) -> list[list[str]]:
    """Tell the gazetteer's record, what the place does in the article, and when."""
    facts = [["Place", place.name], ["Kind", words.kind(place)]]
    above = words.inside(place, places)
    if above:
        facts.append(["In", above])
    local = [*place.dari_names[:1], *place.pashto_names[:1]]
    if local:
        facts.append(["Written", " · ".join(dict.fromkeys(local))])
    if place.precision is not Precision.NONE:
        facts.append(["Position", words.point(place)])
    if place.precision is not Precision.NONE and not is_moved(place):
        facts.append(["Known to within", f"about {words.kilometres(place.uncertainty_km)}"])
    facts.append(["Reaches", f"about {words.kilometres(place.radius_km)} from there"])
    facts.append(["Drawn", words.drawn(place, layer.outlined())])
    if place.population:
        facts.append(["People", words.people(place.population)])
    if place.source:
        facts.append(["Record from", place.source])
    facts.append(
        ["Role", f"{words.ROLES[mention.role]}: {mention.role_evidence.detail.rstrip('.')}"],
    )
    if mention.time is not None:
        when = mention.time.interval
        said = words.interval(when) if when else "a day that nothing in the article fixes"
        told = "as an analyst says" if is_corrected_day(mention) else f"“{mention.time.text}”"
        facts.append(["When", f"{told}: {said}"])
    return facts


def _reasons(evidence: Iterable[Evidence]) -> list[Reason]:
    """Tell evidence in its own words, with its weight where it counted."""
    return [
        Reason(text=item.detail, weight=f"{item.weight:+.2f}" if item.weight else "")
        for item in evidence
    ]


def _rejected(candidate: Candidate, places: Mapping[str, Place]) -> dict[str, object]:
    """Tell a candidate that was not taken, and what spoke against it."""
    place = candidate.place
    above = words.inside(place, places) or (place.country or "")
    return {
        "what": f"{place.name} · {words.kind(place)}" + (f" in {above}" if above else ""),
        "at": _at(place.coordinates),
        "score": f"{candidate.score:.2f}",
        "reasons": _reasons(candidate.evidence),
    }


def _unplaced(located: LocatedArticle, overlay: Overlay) -> list[dict[str, object]]:
    """List the names that were read as places and could not be placed, each once."""
    found: dict[str, dict[str, object]] = {}
    for mention in located.mentions:
        resolution = mention.resolution
        if resolution.place is None:
            found.setdefault(
                mention.mention.text,
                {
                    "name": mention.mention.text,
                    "reasons": _reasons(resolution.evidence),
                    **correcting.said(located, mention, overlay),
                },
            )
    return list(found.values())


def _at(point: Coordinates) -> list[float]:
    """Tell a point for drawing: latitude and longitude, to about ten metres."""
    return [round(point.latitude, 4), round(point.longitude, 4)]


def _times(located: LocatedArticle) -> list[dict[str, str]]:
    """List the days that the text tells, each wording once, as they are understood."""
    found: dict[str, str] = {}
    for time in located.times:
        said = words.interval(time.interval) if time.interval else "no day that can be known"
        found.setdefault(time.text, said)
    return [{"text": text, "says": said} for text, said in found.items()]


def _relative(located: LocatedArticle, places: Mapping[str, Place]) -> list[dict[str, object]]:
    """List the places that are told by distance and bearing, with what the map draws of them.

    from, to: points as in `_at`, from None where the anchor is not known here. error_km: how far
    the place may be from "to".
    """
    return [
        {
            "text": relative.text,
            "from": _at(places[relative.anchor].coordinates) if relative.anchor in places else None,
            "to": _at(relative.coordinates),
            "error_km": round(relative.error_km, 1),
            "leads": (
                f"leads to {relative.coordinates.latitude:.2f}°, "
                f"{relative.coordinates.longitude:.2f}° (latitude, longitude), "
                f"give or take {words.kilometres(relative.error_km)}"
                + (f"; from {places[relative.anchor].name}" if relative.anchor in places else "")
            ),
        }
        for relative in located.relative
    ]
