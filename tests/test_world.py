"""The world's places: what is compiled, the traps of its sources, and how it is kept."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING

import pytest

from geo.gazetteer import Gazetteer
from geo.gazetteer.segment import Segment, build
from geo.model import Coordinates, Place, PlaceKind
from geo.places import CACHE_VARIABLE, open_gazetteer, open_world, opening, world
from geo.places.world_shapes import middle, settlement

if TYPE_CHECKING:
    from pathlib import Path


@cache
def everything() -> Gazetteer:
    return open_gazetteer()


@cache
def only_the_world() -> Gazetteer:
    return Gazetteer(beneath=[open_world()])


def the(name: str, kind: PlaceKind, country: str | None, places: Gazetteer) -> Place:
    (found,) = [p for p in places.lookup(name) if (p.kind, p.country) == (kind, country)]
    return found


class TestTraps:
    def test_sanjan_is_first_of_all_in_afghanistan_and_also_in_gujarat(self) -> None:
        countries = [place.country for place in everything().lookup("Sanjan")]
        assert countries[0] == "AF"
        assert "IN" in countries

    def test_takhar_is_the_afghan_province(self) -> None:
        for places in (everything(), only_the_world()):
            takhar = places.lookup("Takhar")[0]
            assert (takhar.kind, takhar.country) == (PlaceKind.PROVINCE, "AF")

    @pytest.mark.parametrize("name", ["Panjshir", "Kapisa", "Salang", "Anjuman", "Hindu Kush"])
    def test_what_city_lists_lack_is_known(self, name: str) -> None:
        assert everything().lookup(name)[0].country in {"AF", None}

    def test_panjshir_is_not_called_parwan_nor_daykundi_uruzgan(self) -> None:
        for number, name in ((6957555, "Panjshir"), (6957553, "Daykundi")):
            place = only_the_world().place(f"gn-{number}")
            assert place is not None
            assert place in only_the_world().lookup(name)
            assert place not in only_the_world().lookup("Parwan")
            assert place not in only_the_world().lookup("Uruzgan")

    def test_the_point_of_tajikistan_is_not_in_gorno_badakhshan(self) -> None:
        tajikistan = only_the_world().country("TJ")
        assert tajikistan is not None
        assert tajikistan.coordinates.longitude < 71.5

    @pytest.mark.parametrize(
        ("name", "latin"), [("پنجشیر", "Panjshir"), ("کابل", "Kabul"), ("هرات", "Herat")]
    )
    def test_names_in_arabic_script_lead_to_the_place(self, name: str, latin: str) -> None:
        assert set(everything().lookup(name)) & set(everything().lookup(latin))

    @pytest.mark.parametrize("word", ["the", "and", "to", "police", "has", "road"])
    def test_a_common_word_is_no_further_spelling_of_a_place(self, word: str) -> None:
        for place in only_the_world().lookup(word):
            assert place.name.casefold() == word or not place.name.isascii()

    @pytest.mark.parametrize(("adjective", "country"), [("Afghan", "AF"), ("French", "FR")])
    def test_a_people_leads_to_its_country(self, adjective: str, country: str) -> None:
        assert only_the_world().country(country) in only_the_world().lookup(adjective)

    def test_a_town_lies_in_its_county_its_state_and_its_country(self) -> None:
        places = only_the_world()
        (town,) = [p for p in places.lookup("Alexandria") if p.geonameid == 4314550]
        names = [p.name for each in places.ancestors(town.id) if (p := places.place(each))]
        assert names == ["Rapides Parish", "Louisiana", "United States"]


def test_compiling_tells_one_share_that_only_grows_and_ends_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(world, "SMALLEST_CITY", 15_000)  # the real sources, in a third of the time
    heard: list[tuple[str, int, int]] = []
    world.compile_world(lambda *told: heard.append(told))
    shares = [done for _, done, _ in heard]
    assert shares == sorted(shares)
    assert {total for _, _, total in heard} == {shares[-1]}
    assert list(dict.fromkeys(what for what, _, _ in heard)) == list(world.STAGES)
    assert sum(what == "indexing names" for what, _, _ in heard) > 9


class TestShapes:
    def test_the_middle_of_towns_on_both_sides_of_the_date_line_lies_there(self) -> None:
        found = middle([(-17.0, 179.0), (-17.0, -179.0)])
        assert found is not None
        assert abs(found[0].longitude) == pytest.approx(180.0)

    def test_the_middle_of_nothing_is_not_invented(self) -> None:
        assert middle([]) is None

    @pytest.mark.parametrize(
        ("people", "kind"), [(0, "village"), (4_999, "village"), (5_000, "town"), (100_000, "city")]
    )
    def test_a_settlement_is_called_by_its_people(self, people: int, kind: str) -> None:
        assert settlement(people) == kind


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Stand a world of one place in for the real one; count how often it is compiled."""
    compiled: list[int] = []
    place = Place(
        id="gn-7",
        geonameid=7,
        name="Smallworld",
        kind=PlaceKind.TOWN,
        coordinates=Coordinates(latitude=1, longitude=2),
        radius_km=1,
        uncertainty_km=1,
    )

    def compile_small(step: world.Step) -> object:
        step("places", 1, 1)
        compiled.append(1)
        return build([place])

    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(world, "compile_world", compile_small)
    return compiled


def path_of_index() -> Path:
    return opening.world_path(world.about())


def found_in(segment: Segment) -> list[str]:
    return [segment.name(row) for row in range(len(segment))]


class TestKeeping:
    def test_it_is_compiled_once_and_then_opened(self, small: list[int]) -> None:
        heard: list[str] = []
        for _ in range(3):
            assert found_in(open_world(lambda what, *_: heard.append(what))) == ["Smallworld"]
        assert len(small) == 1
        assert heard == ["places"]

    def test_a_damaged_index_is_made_anew_and_told(self, small: list[int]) -> None:
        open_world()
        whole = path_of_index().read_bytes()
        path_of_index().write_bytes(whole[:-70])
        told: list[str] = []
        assert found_in(open_world(tell=told.append)) == ["Smallworld"]
        assert len(small) == 2
        assert "is damaged or cut off" in told[0]
        assert path_of_index().read_bytes() == whole

    def test_other_sources_have_another_file_and_the_old_one_goes_when_long_unused(
        self, small: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_world()
        old = path_of_index()
        os.utime(old, (0, 0))
        monkeypatch.setattr(world, "RECIPE", world.RECIPE + 1)
        open_world()
        assert len(small) == 2
        assert list(old.parent.iterdir()) == [path_of_index()]
        assert path_of_index() != old

    def test_an_index_that_another_checkout_may_use_stays(
        self, small: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_world()
        old = path_of_index()
        monkeypatch.setattr(world, "RECIPE", world.RECIPE + 1)
        open_world()
        assert len(small) == 2
        assert old.exists()

    def test_a_cache_that_cannot_be_written_costs_a_notice_not_the_run(
        self, small: list[int], tmp_path: Path
    ) -> None:
        (tmp_path / "cache").write_text("a file where the folder should be")
        told: list[str] = []
        assert found_in(open_world(tell=told.append)) == ["Smallworld"]
        assert len(small) == 1
        assert CACHE_VARIABLE in told[0]

    def test_a_missing_package_is_told_with_its_remedy(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(world, "SOURCES", ("no-such-package-as-this",))
        with pytest.raises(world.MissingPackageError, match=r"pip install -r requirements\.txt"):
            open_world()

    def test_what_it_is_made_of_survives_being_written(self) -> None:
        assert json.loads(json.dumps(world.about())) == world.about()
