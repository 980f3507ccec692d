"""What the tests of geoparsing share: the real gazetteer, and short ways to ask."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from geo.gazetteer import Gazetteer
from geo.geoparsing import geoparse
from geo.model import Article, Coordinates, Place, PlaceKind
from geo.places import default_gazetteer_path, open_gazetteer, read_places
from geo.recognition import recognise
from geo.text import read

if TYPE_CHECKING:
    import datetime as dt

    from geo.model import LocatedArticle, LocatedMention


@cache
def gazetteer() -> Gazetteer:
    """Return our table alone: rules are shown on few places."""
    return Gazetteer(read_places(default_gazetteer_path()).places)


@cache
def world() -> Gazetteer:
    """Return the gazetteer that the program has: our table above the world."""
    return open_gazetteer()


@cache
def trapped() -> Gazetteer:
    """Return the gazetteer with what a larger one would add: villages named like words."""
    words = ("Assad", "March", "Police", "Nice", "Reading", "Of", "May", "Go", "Us", "Hilton")
    rows = [
        place(f"zz-{word.lower()}", word, PlaceKind.VILLAGE, 5 + number, 5 + number, country="ZZ")
        for number, word in enumerate(words)
    ]
    rows.append(place("jo", "Jordan", PlaceKind.COUNTRY, 31, 36, country="JO", radius_km=250))
    rows.append(place("ht", "Haiti", PlaceKind.COUNTRY, 19, -72.5, country="HT", radius_km=150))
    ours = read_places(default_gazetteer_path()).places
    known = {each.id for each in ours}
    return Gazetteer((*ours, *(row for row in rows if row.id not in known)))


def located(
    text: str,
    title: str | None = None,
    published: dt.date | None = None,
    places: Gazetteer | None = None,
) -> LocatedArticle:
    article = Article(id="0" * 20, text=text, title=title, published=published)
    return geoparse(article, places or gazetteer())


def names(text: str) -> list[str]:
    """Return what is recognised in a text, as written."""
    return [t.mention.text for t in recognise(read(text, "text"), trapped()).toponyms]


def rules(text: str) -> dict[str, str]:
    """Return what is left alone in a text, with the rule."""
    passage = read(text, "text")
    found = recognise(passage, trapped()).left_alone
    tokens = passage.tokens
    return {text[tokens[a].start : tokens[b - 1].end]: rule for a, b, rule in found}


def ids(text: str) -> list[str | None]:
    """Return which places the mentions of a text mean."""
    places = [mention.resolution.place for mention in located(text).mentions]
    return [place.id if place else None for place in places]


def only(text: str, name: str) -> LocatedMention:
    """Return the one mention of that name."""
    (mention,) = [m for m in located(text).mentions if m.mention.text == name]
    return mention


def place(  # noqa: PLR0913, PLR0917 - a row has that many columns
    place_id: str,
    name: str,
    kind: PlaceKind,
    latitude: float,
    longitude: float,
    parent: str | None = None,
    country: str | None = None,
    *,
    radius_km: float = 1.0,
    also: tuple[str, ...] = (),
) -> Place:
    return Place(
        id=place_id,
        name=name,
        kind=kind,
        coordinates=Coordinates(latitude=latitude, longitude=longitude),
        radius_km=radius_km,
        uncertainty_km=1.0,
        parent=parent,
        country=country,
        alternate_names=also,
    )
