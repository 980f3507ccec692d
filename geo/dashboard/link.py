"""The link: everything that is on the screen, as the parameters of its address.

Reading never fails: what a link says that cannot be taken is left out and told. Writing and
reading again gives the same. Text in a link comes from outside like any other.

Version 2 (`v=2`) brought `least`, `independent`, `area`, `bare` and `labels`. A link without a
version is read in the same way.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.layer import View, parse_view
from geo.model import Coordinates, Role
from geo.selection import Clock, Filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.selection import Dataset

LONGEST_TEXT = 200
"""Characters of a search that are taken; more would be no search."""
LONGEST_ECHO = 60
"""Characters of a refused value that are shown again."""
DEFAULT_CLOCK = Clock.HAPPENED
VERSION = "2"
MOST_CORNERS = 64
MOST_INDEPENDENT = 99
LABELS = ("en", "fa", "ps")
"""Languages in which the map may name places: English, Dari, Pashto."""
DECIMAL = re.compile(r"-?\d{1,3}(\.\d{1,7})?")
WHOLE = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The state of the screen.

    article: id of the open article. pin: id of the place that its card stands on. view: None
    while nobody moved the map. least: confidence from 0 to 1 that a place must reach. independent:
    how many sources must tell of a place, 1 or more. area: corners in which a place must lie, in
    their order; empty for everywhere. in_view: only what lies in the map's view counts. bare: the
    map without what stands about it. labels: one of
    `LABELS`.
    """

    filters: Filters = field(default_factory=Filters)
    article: str | None = None
    pin: str | None = None
    view: View | None = None
    least: float = 0.0
    independent: int = 1
    area: tuple[Coordinates, ...] = ()
    in_view: bool = False
    bare: bool = False
    labels: str = LABELS[0]


def read_link(parameters: Mapping[str, Sequence[str]]) -> tuple[Link, tuple[str, ...]]:
    """Take what can be taken from the parameters, and say in plain sentences what could not."""
    told: list[str] = []

    def one(name: str) -> str | None:
        values = parameters.get(name) or ()
        if len(values) > 1:
            told.append(f"The link gives “{name}” {len(values)} times; the last one counts.")
        return values[-1] if values else None

    version = one("v")
    if version and version != VERSION:
        told.append(
            f"The link is of version {_quoted(version)}, and this page reads version {VERSION}; "
            "what it does not know is left out.",
        )
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
    link = Link(
        filters=filters,
        article=article,
        pin=pin,
        view=_view(one("view"), told),
        least=_least(one("least"), told),
        independent=_independent(one("independent"), told),
        area=_area(one("area"), told),
        in_view=_switch("in_view", one("in_view"), told),
        bare=_switch("bare", one("bare"), told),
        labels=_labels(one("labels"), told),
    )
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
    brought = _brought_by_version_2(link)
    return (("v", VERSION), *pairs, *brought) if brought else tuple(pairs)


def _brought_by_version_2(link: Link) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    if link.least > 0:
        pairs.append(("least", f"{link.least:g}"))
    if link.independent > 1:
        pairs.append(("independent", str(link.independent)))
    if link.area:
        corners = (f"{_short(c.latitude)},{_short(c.longitude)}" for c in link.area)
        pairs.append(("area", ",".join(corners)))
    if link.in_view:
        pairs.append(("in_view", "1"))
    if link.bare:
        pairs.append(("bare", "1"))
    if link.labels != LABELS[0]:
        pairs.append(("labels", link.labels))
    return pairs


def _short(degrees: float) -> str:
    """Write degrees to about a metre."""
    return f"{degrees:.5f}".rstrip("0").rstrip(".")


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


def clamp(filters: Filters, bounds: tuple[dt.date, dt.date] | None) -> tuple[Filters, str | None]:
    """Bring a period within the days that there are, and say so where it lay wholly outside."""
    if bounds is None or (filters.first is None and filters.last is None):
        return filters, None
    first, last = filters.first or bounds[0], filters.last or bounds[1]
    if first > bounds[1] or last < bounds[0]:
        told = f"No article has a day from {first} to {last}; all days are shown."
        return replace(filters, first=None, last=None), told
    return replace(
        filters,
        first=None if first <= bounds[0] else first,
        last=None if last >= bounds[1] else last,
    ), None


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


def _least(value: str | None, told: list[str]) -> float:
    """Read a confidence."""
    if not value:
        return 0.0
    if not DECIMAL.fullmatch(value) or not 0 <= float(value) <= 1:
        told.append(f"The link's “least” is {_quoted(value)}, not from 0 to 1 as 0.6 is; left out.")
        return 0.0
    return float(value)


def _independent(value: str | None, told: list[str]) -> int:
    """Read a number of sources."""
    if not value:
        return 1
    if not WHOLE.fullmatch(value) or int(value) < 1:
        told.append(
            f"The link's “independent” is {_quoted(value)}, "
            f"not a number from 1 to {MOST_INDEPENDENT}; left out.",
        )
        return 1
    return int(value)


def _area(value: str | None, told: list[str]) -> tuple[Coordinates, ...]:
    """Read "latitude,longitude,latitude,longitude,…"; two corners are those of a box."""
    if not value:
        return ()
    parts = value.split(",", 2 * MOST_CORNERS)
    corners: list[Coordinates] = []
    if all(DECIMAL.fullmatch(part) for part in parts) and len(parts) % 2 == 0:
        degrees = list(map(float, parts))
        try:
            corners = [
                Coordinates(latitude=latitude, longitude=longitude)
                for latitude, longitude in zip(degrees[::2], degrees[1::2], strict=True)
            ]
        except ValueError:
            corners = []
    if len(corners) == 2:  # noqa: PLR2004 - the ends of its diagonal
        one, other = corners
        return (
            one,
            Coordinates(latitude=one.latitude, longitude=other.longitude),
            other,
            Coordinates(latitude=other.latitude, longitude=one.longitude),
        )
    if not corners or len(corners) == 1:
        told.append(
            f"The link's “area” is {_quoted(value)}, not latitude,longitude of 2 corners of a box "
            f"or of 3 to {MOST_CORNERS} corners; left out.",
        )
        return ()
    return tuple(corners)


def _switch(name: str, value: str | None, told: list[str]) -> bool:
    """Read what is on or off."""
    if value not in {None, "", "0", "1"}:
        told.append(f"The link's “{name}” is {_quoted(value or '')}, not 0 or 1; left out.")
    return value == "1"


def _labels(value: str | None, told: list[str]) -> str:
    """Read a language."""
    if not value or value in LABELS:
        return value or LABELS[0]
    known = " or ".join(LABELS)
    told.append(f"The link's “labels” is {_quoted(value)}, not {known}; left out.")
    return LABELS[0]


def _quoted(value: str) -> str:
    """Show a value again, shortened."""
    short = value if len(value) <= LONGEST_ECHO else value[: LONGEST_ECHO - 1] + "…"
    return f"“{short}”"


def _listed(values: list[str]) -> str:
    """Show some values again."""
    shown = ", ".join(_quoted(value) for value in values[:3])
    return shown if len(values) <= 3 else f"{shown} and {len(values) - 3} more"  # noqa: PLR2004 - as above
