"""The geopy geocoder over the gazetteer, and the proposals of one on the network."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from geopy.exc import GeocoderTimedOut
from geopy.location import Location
from locating import place

from geo.cli.places import _point
from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer, Segment
from geo.gazetteer.segment import build
from geo.geocoding import GazetteerGeocoder, ProposalError, proposed
from geo.model import PlaceKind
from geo.places.finding import candidates

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model import Place


@cache
def geocoder() -> GazetteerGeocoder:
    return GazetteerGeocoder()


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("Bazarak", 1429434),
        ("Paris, Texas", 4717560),
        ("Alexandria, Louisiana, USA", 4314550),
        ("Paris", 2988507),
        ("Springfield, Illinois", 4250542),
        ("Alexandria", 361058),  # a former name of Mashhad too, which our table holds
        ("Bombay", 1275339),  # a village's main name too
        ("Burma", 1327865),  # likewise
        ("Columbia", 4575352),  # a spelling of Colombia too
    ],
)
def test_a_name_is_found_where_the_rest_of_the_query_says(query: str, number: int) -> None:
    found = geocoder().geocode(query)
    assert isinstance(found, Location)
    assert found.raw["geonameid"] == number


def test_main_names_go_before_other_spellings_and_both_by_prominence() -> None:
    def row(name: str, people: int, *also: str) -> Place:
        made = place(f"zz-{name}-{people}".casefold(), name, PlaceKind.TOWN, 1, 1, also=also)
        return replace(made, population=people)

    below = (row("Oldname", 90_000, "Zyx"), row("Zyx", 9), row("Zyx", 900), row("Far", 70, "Zyx"))
    ours = replace(row("New", 50_000), geonameid=7)
    same = replace(row("Former", 1, "Zyx"), geonameid=7)
    places = Gazetteer([ours], beneath=[Segment(*build([same, *below]))])
    found = [each.id for each in candidates(places, "Zyx")]
    assert found == ["zz-zyx-900", "zz-zyx-9", "zz-oldname-90000", "zz-new-50000", "zz-far-70"]


def test_an_answer_is_a_location_with_the_place_beside_it() -> None:
    found = geocoder().geocode("Bazarak")
    assert isinstance(found, Location)
    assert found.address == "Bazarak, Panjshir, Afghanistan"
    assert (found.raw["id"], found.raw["kind"], found.raw["country"]) == (
        "af-bazarak",
        "town",
        "AF",
    )


@pytest.mark.parametrize("query", ["", "Zyxwabad", "Paris, Zyxwabad", ","])
def test_what_is_not_known_is_none(query: str) -> None:
    assert geocoder().geocode(query) is None


def test_all_places_of_a_name_come_as_a_list_when_asked_for() -> None:
    found = geocoder().geocode("Springfield", exactly_one=False)
    assert isinstance(found, list)
    assert len(found) > 20


def test_the_nearest_comes_first_when_a_point_is_given() -> None:
    gujarat = geocoder().geocode("Sanjan", near=(20.2, 72.8))
    assert isinstance(gujarat, Location)
    assert gujarat.raw["country"] == "IN"


def test_a_country_leaves_only_its_own_places() -> None:
    found = geocoder().geocode("Paris", exactly_one=False, country="us")
    assert isinstance(found, list)
    assert {location.raw["country"] for location in found} == {"US"}


def test_reverse_gives_the_nearest_settlement() -> None:
    found = geocoder().reverse((35.3, 69.5))
    assert isinstance(found, Location)
    assert found.raw["id"] == "af-bazarak"


@pytest.mark.parametrize("point", [(0.0, -140.0), (-89.9, 0.0)])
def test_reverse_far_from_everything_is_none(point: tuple[float, float]) -> None:
    assert geocoder().reverse(point) is None


def test_near_takes_a_point_or_the_name_of_a_place() -> None:
    places = geocoder().gazetteer
    assert _point("35.3, 69.5", places).longitude == 69.5
    assert _point("Kabul", places) == candidates(places, "Kabul")[0].coordinates
    with pytest.raises(GazetteerError, match="Zyxwabad"):
        _point("Zyxwabad", places)


class Source:
    """Stands for a geocoder on the network, and counts how often it is asked."""

    def __init__(self, answer: Location | None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def __call__(self, name: str) -> Location | None:
        self.asked.append(name)
        return self.answer


def test_an_unknown_name_is_asked_for_once_and_only_proposed(tmp_path: Path) -> None:
    places = geocoder().gazetteer
    source = Source(Location("Zyxwabad, Somewhere", (35.0, 69.0), {}))
    first, second = (proposed("Zyxwabad", places, source, tmp_path) for _ in range(2))
    assert first == second
    assert first is not None
    assert "not checked" in first.source
    assert source.asked == ["Zyxwabad"]
    assert places.lookup("Zyxwabad") == ()


def test_that_there_is_no_answer_is_remembered_too(tmp_path: Path) -> None:
    source = Source(None)
    for _ in range(2):
        assert proposed("Zyxwabad", geocoder().gazetteer, source, tmp_path) is None
    assert source.asked == ["Zyxwabad"]


def test_a_known_name_is_never_asked_for(tmp_path: Path) -> None:
    source = Source(Location("Kabul", (0.0, 0.0), {}))
    assert proposed("Kabul", geocoder().gazetteer, source, tmp_path) is None
    assert source.asked == []


def test_a_source_that_does_not_answer_is_told_and_not_remembered(tmp_path: Path) -> None:
    def fails(name: str) -> None:
        raise GeocoderTimedOut(name)

    with pytest.raises(ProposalError, match="try again later"):
        proposed("Zyxwabad", geocoder().gazetteer, fails, tmp_path)
    assert list(tmp_path.iterdir()) == []
