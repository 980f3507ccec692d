"""From what an analyst asks for, in words, to a correction; and whether somebody was quicker."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.corrections.overlay import (
    Overlay,
    days_in_words,
    in_words,
    place_in_words,
    role_in_words,
    unmoved,
)
from geo.corrections.records import (
    Confirmed,
    Correction,
    DayIs,
    NotAPlace,
    PlaceIs,
    PointIs,
    Reach,
    RoleIs,
    Undo,
    name_key,
)
from geo.errors import CoordinatesError, CorrectionConflictError, CorrectionError
from geo.model import Coordinates, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.corrections.records import Change, Said
    from geo.model import LocatedArticle, LocatedMention, Part, Place, Span

What = Literal["place", "nil", "point", "role", "date", "confirm"]
"""What may be said of a mention: it means another place, none, its point is wrong, it does
something else, it was on another day; or where it stands is right."""
_POINT = re.compile(
    r"\s*([+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?)\s*[,;\s]\s*([+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?)\s*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an analyst asks for, not looked at yet.

    article, part, span: the mention. value: of "place" an id of the gazetteer, of "point"
    "LATITUDE,LONGITUDE", of "role" a role's word, of "date" YYYY-MM-DD, of "nil" nothing, of
    "confirm" the id of the place that was looked at, "" for none.
    """

    article: str
    part: Part
    span: Span
    what: What
    value: str
    reach: Reach
    reason: str
    author: str


def mention_of(located: LocatedArticle, part: Part, span: Span) -> LocatedMention:
    """Return the mention that stands there.

    Raises:
        CorrectionError: there is none.
    """
    for mention in located.mentions:
        if (mention.mention.part, mention.mention.span) == (part, span):
            return mention
    message = (
        f"no place name was found at {span.start}:{span.end} of the {part} of article "
        f"{located.article.id}; a correction is about a name that was found"
    )
    raise CorrectionError(message)


def correction_of(
    proposal: Proposal,
    located: LocatedArticle,
    overlay: Overlay,
    place_of: Callable[[str], Place | None],
    at: dt.datetime,
) -> Correction:
    """Return the correction that is asked for.

    located: the article as it is now, with `overlay` laid over it. place_of: returns the
    gazetteer's place of an id. at: now.

    Raises:
        CorrectionError: what is asked for cannot hold; the message says what can.
    """
    mention = mention_of(located, proposal.part, proposal.span)
    return Correction(
        article=located.article.id,
        part=proposal.part,
        span=proposal.span,
        name=mention.mention.text,
        source=located.article.source,
        reach=proposal.reach,
        change=_change(proposal, located, mention, overlay, place_of),
        was=_was(proposal.what, mention),
        author=proposal.author.strip(),
        reason=proposal.reason.strip(),
        at=at.astimezone(dt.UTC).replace(microsecond=0),
    )


def refuse_conflict(correction: Correction, log: Iterable[Said], seen: int) -> None:
    """Refuse a correction that was made without knowing of another about the same thing.

    seen: number of the latest entry of the log that its author knew.

    Raises:
        CorrectionConflictError: a later entry says, or takes back, something else; with both.
    """
    known: dict[int, Correction] = {}
    for said in log:
        if isinstance(said, Correction):
            known[said.number] = said
            other, happened = said, f"corrected it to: {in_words(said.change)}"
            same = said.change == correction.change and said.scope == correction.scope
        else:
            undone = known.get(said.correction) if isinstance(said, Undo) else None
            if undone is None:  # about which articles are one story
                continue
            other, same = undone, False
            happened = f"took back: {in_words(undone.change)}"
        if said.number > seen and not same and _about_the_same(correction, other):
            message = (
                f"In the meantime {said.author} looked at “{other.name}” too and {happened} "
                f"({other.reach.value}: “{said.reason}”). Yours is: {in_words(correction.change)} "
                f"({correction.reach.value}: “{correction.reason}”). Nothing was changed; "
                "look at theirs, and apply yours again if it still holds."
            )
            raise CorrectionConflictError(message)


def refuse_second_undo(undo: Undo, log: Iterable[Said]) -> None:
    """Refuse to take back what is not there, or was taken back.

    Raises:
        CorrectionError: no such correction stands; the message says since when.
    """
    found = False
    for said in log:
        if isinstance(said, Undo) and said.correction == undo.correction:
            message = (
                f"correction {undo.correction} was already taken back by {said.author} on "
                f"{said.at.date()}: “{said.reason}”"
            )
            raise CorrectionError(message)
        found = found or (not isinstance(said, Undo) and said.number == undo.correction)
    if not found:
        message = (
            f"there is no correction {undo.correction}; `python -m geo corrections list` shows them"
        )
        raise CorrectionError(message)


def parse_point(value: str) -> Coordinates:
    """Read "LATITUDE,LONGITUDE" in degrees.

    Raises:
        CorrectionError: it is no point.
    """
    found = _POINT.fullmatch(value)
    if found is None:
        message = f"{value[:60]!r} is no point; write latitude and longitude, as 35.3129, 69.5152"
        raise CorrectionError(message)
    try:
        return Coordinates(latitude=float(found[1]), longitude=float(found[2]))
    except CoordinatesError as error:
        raise CorrectionError(str(error)) from error


def _change(
    proposal: Proposal,
    located: LocatedArticle,
    mention: LocatedMention,
    overlay: Overlay,
    place_of: Callable[[str], Place | None],
) -> Change:
    value = proposal.value.strip()
    match proposal.what:
        case "place":
            place = place_of(value)
            if place is None:
                message = (
                    f"the gazetteer has no place {value[:60]!r}; search for it by name, "
                    "or with `python -m geo places NAME`, and give its id"
                )
                raise CorrectionError(message)
            return PlaceIs(place=place)
        case "nil":
            return NotAPlace()
        case "point":
            return PointIs(
                place=_place_to_move(located, mention, overlay), coordinates=parse_point(value)
            )
        case "role":
            try:
                return RoleIs(role=Role(value))
            except ValueError:
                message = f"{value[:60]!r} is no role; a role is one of {', '.join(Role)}"
                raise CorrectionError(message) from None
        case "date":
            return DayIs(day=_day(value))
        case "confirm":
            return _confirmed(value, located, mention, overlay)


def _confirmed(
    seen: str, located: LocatedArticle, mention: LocatedMention, overlay: Overlay
) -> Confirmed:
    place = mention.resolution.place
    if seen != ("" if place is None else place.id):
        message = (
            f"“{mention.mention.text}” means {place_in_words(place)} by now, which is not what "
            "was looked at; look again"
        )
        raise CorrectionError(message)
    return Confirmed(place=None if place is None else _place_to_move(located, mention, overlay))


def _place_to_move(located: LocatedArticle, mention: LocatedMention, overlay: Overlay) -> Place:
    """Return the mention's place as it was before anybody moved it."""
    place = mention.resolution.place
    if place is None:
        message = (
            f"“{mention.mention.text}” has no place here, so no point can be wrong; "
            "say first which place it means"
        )
        raise CorrectionError(message)
    point = overlay.at(located.article, mention).point
    if point is not None and isinstance(point.change, PointIs):
        return point.change.place
    if place.id != unmoved(place.id):  # pragma: no cover - only a standing correction moves one
        message = f"the point of {place.name} was corrected by what was taken back; look again"
        raise CorrectionError(message)
    return place


def _day(value: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        message = f"{value[:60]!r} is no day of the calendar; write it as 2021-09-03"
        raise CorrectionError(message)
    return day


def _was(what: What, mention: LocatedMention) -> str:
    if what == "role":
        return role_in_words(mention.role)
    if what == "date":
        return days_in_words(mention.time)
    return place_in_words(mention.resolution.place)


def _about_the_same(one: Correction, other: Correction) -> bool:
    """Tell whether both say something about one thing at one mention that there may be."""
    if _aspect(one.change) != _aspect(other.change):
        return False
    reaches = list(Reach)
    narrow, wide = sorted((one, other), key=lambda each: reaches.index(each.reach))
    if wide.reach is Reach.MENTION:
        return narrow.scope == wide.scope
    if name_key(one.name) != name_key(other.name):
        return False
    if wide.reach is Reach.ARTICLE:
        return narrow.article == wide.article
    return wide.reach is Reach.EVERYWHERE or narrow.source == wide.source


def _aspect(change: Change) -> str:
    if isinstance(change, RoleIs):
        return "role"
    return "day" if isinstance(change, DayIs) else "where"
