"""The link: everything that is on the screen, as the parameters of its address.

Reading never fails: what a link says that cannot be taken is left out and told. Writing and
reading again gives the same. Text in a link comes from outside like any other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.maps import View, parse_view
from geo.model import Role
from geo.selection import Clock, Filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.selection import Dataset

LONGEST_TEXT = 200
"""Characters of a search that are taken; more would be no search."""
LONGEST_ECHO = 60
"""Characters of a refused value that are shown again."""
DEFAULT_CLOCK = Clock.HAPPENED


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The state of the screen.

    article: id of the open article. pin: id of the place that its card stands on. view: None
    while nobody moved the map.
    """

    filters: Filters = field(default_factory=Filters)
    article: str | None = None
    pin: str | None = None
    view: View | None = None


def read_link(parameters: Mapping[str, Sequence[str]]) -> tuple[Link, tuple[str, ...]]:
    """Take what can be taken from the parameters, and say in plain sentences what could not."""
    told: list[str] = []

    def one(name: str) -> str | None:
        values = parameters.get(name) or ()
        if len(values) > 1:
            told.append(f"The link gives “{name}” {len(values)} times; the last one counts.")
        return values[-1] if values else None

    first = _day("from", one("from"), told)
    last = _day("to", one("to"), told)
    if first is not None and last is not None and last < first:
        told.append(f"The link's period ended before it began ({first} to {last}); it was turned.")
        first, last = last, first
    article = one("article") or None
    pin = one("pin") or None
    if pin is not None and article is None:
        told.append("The link names a pin but no article; nothing was opened.")
        pin = None
    filters = Filters(
        first=first,
        last=last,
        clock=_clock(one("clock"), told),
        text=_text(one("q"), told),
        places=frozenset(parameters.get("place") or ()) - {""},
        sources=frozenset(parameters.get("source") or ()),
        roles=_roles(parameters.get("role") or (), told),
    )
    link = Link(filters=filters, article=article, pin=pin, view=_view(one("view"), told))
    return link, tuple(told)


def write_link(link: Link) -> tuple[tuple[str, str], ...]:
    """Return the parameters of a link, in a settled order; what restricts nothing is left out."""
    filters = link.filters
    pairs: list[tuple[str, str]] = []
    if filters.first is not None:
        pairs.append(("from", filters.first.isoformat()))
    if filters.last is not None:
        pairs.append(("to", filters.last.isoformat()))
    if filters.clock is not DEFAULT_CLOCK:
        pairs.append(("clock", filters.clock.value))
    if filters.text:
        pairs.append(("q", filters.text))
    pairs.extend(("place", place) for place in sorted(filters.places))
    pairs.extend(("source", source) for source in sorted(filters.sources))
    pairs.extend(("role", role.value) for role in sorted(filters.roles))
    if link.article is not None:
        pairs.append(("article", link.article))
        if link.pin is not None:
            pairs.append(("pin", link.pin))
    if link.view is not None:
        view = link.view
        centre = view.centre
        pairs.append(("view", f"{centre.latitude:.5f},{centre.longitude:.5f},{view.zoom:g}"))
    return tuple(pairs)


def settle(link: Link, dataset: Dataset) -> tuple[Link, tuple[str, ...]]:
    """Leave out of a link what this dataset does not have, and say so."""
    told: list[str] = []
    filters = link.filters
    lost = sorted(filters.places - dataset.places.keys())
    if lost:
        told.append(f"No article here means {_listed(lost)}, which the link filters by.")
    sources = filters.sources & frozenset(dataset.sources)
    gone = sorted(source or "no source" for source in filters.sources - sources)
    if gone:
        told.append(f"No article here is from {_listed(gone)}, which the link filters by.")
    article, pin = link.article, link.pin
    located = dataset.article(article) if article is not None else None
    if article is not None and located is None:
        told.append(
            f"The article that the link opens, {_quoted(article)}, is not here. "
            "It may be in another store.",
        )
        article = pin = None
    if located is not None and pin is not None:
        meant = {m.resolution.place.id for m in located.mentions if m.resolution.place}
        if pin not in meant:
            told.append(f"The article does not name the place of the link, {_quoted(pin)}.")
            pin = None
    places = filters.places & dataset.places.keys()
    settled = replace(filters, places=frozenset(places), sources=sources)
    return replace(link, filters=settled, article=article, pin=pin), tuple(told)


def _day(name: str, value: str | None, told: list[str]) -> dt.date | None:
    """Read a calendar day."""
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        told.append(
            f"The link's “{name}” is {_quoted(value)}, not a day such as 2021-09-03; left out.",
        )
        return None


def _clock(value: str | None, told: list[str]) -> Clock:
    """Read which days count."""
    if not value:
        return DEFAULT_CLOCK
    try:
        return Clock(value)
    except ValueError:
        known = " or ".join(clock.value for clock in Clock)
        told.append(f"The link's “clock” is {_quoted(value)}, not {known}; left out.")
        return DEFAULT_CLOCK


def _text(value: str | None, told: list[str]) -> str:
    """Read the search."""
    text = (value or "").strip()
    if len(text) > LONGEST_TEXT:
        told.append(f"The link's search is longer than {LONGEST_TEXT} characters; it was cut.")
        text = text[:LONGEST_TEXT].strip()
    return text


def _roles(values: Sequence[str], told: list[str]) -> frozenset[Role]:
    """Read the roles."""
    roles: set[Role] = set()
    for value in values:
        try:
            roles.add(Role(value))
        except ValueError:
            known = ", ".join(role.value for role in Role)
            told.append(f"The link's “role” is {_quoted(value)}, none of {known}; left out.")
    return frozenset(roles)


def _view(value: str | None, told: list[str]) -> View | None:
    """Read "latitude,longitude,zoom"."""
    if not value:
        return None
    view = parse_view(value)
    if view is None:
        told.append(
            f"The link's “view” is {_quoted(value)}, not latitude,longitude,zoom such as "
            "35.3,69.6,8; left out.",
        )
    return view


def _quoted(value: str) -> str:
    """Show a value again, shortened."""
    short = value if len(value) <= LONGEST_ECHO else value[: LONGEST_ECHO - 1] + "…"
    return f"“{short}”"


def _listed(values: list[str]) -> str:
    """Show some values again."""
    shown = ", ".join(_quoted(value) for value in values[:3])
    return shown if len(values) <= 3 else f"{shown} and {len(values) - 3} more"  # noqa: PLR2004 - as above
