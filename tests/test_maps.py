from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from typing import Any

import pytest
import streamlit_folium
from hostile import EVALUATED, HOSTILE, SERVER_HIT
from hypothesis import given
from hypothesis import strategies as st
from located import AFGHANISTAN, BAZARAK, HERAT, KABUL, MOSCOW, PANJSHIR, SALANG, located, mention

from geo import maps
from geo.maps.assets import SCRIPTS, STYLES
from geo.maps.payload import first_bounds, payload, token
from geo.model import TOO_WIDE_KM, Coordinates, LocatedArticle, Precision, Role, Verdict
from geo.selection import Dataset, Filters, select

ARTICLES = (
    located(1, mention(KABUL), mention(MOSCOW, Role.GOVERNMENT), title="One"),
    located(2, mention(KABUL, Role.DATELINE, confidence=0.42), mention(SALANG)),
    located(3, mention(PANJSHIR, verdict=Verdict.AMBIGUOUS), mention(AFGHANISTAN)),
    located(4, mention(BAZARAK), published=None),
)
DATASET = Dataset.of(ARTICLES)


def sent(
    dataset: Dataset = DATASET,
    **options: Any,  # noqa: ANN401 - pin_group's own
) -> dict[str, Any]:
    """Return what st_folium really sends to the browser for a map with its pins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit_folium, "_component_func", lambda **told: told)
        told: dict[str, Any] = streamlit_folium.st_folium(
            maps.build_map(labels="/dateline/labels"),
            key="map",
            feature_group_to_add=maps.pin_group(select(dataset), dataset, **options),
            returned_objects=["last_active_drawing"],
        )
        return told


def hostile_article(index: int, text: str) -> LocatedArticle:
    """Make an article in which every field that can hold text holds this one."""
    where = replace(
        KABUL,
        id=text,
        name=text,
        parent=text,
        source=text,
        alternate_names=(text,),
        dari_names=(text,),
        coordinates=Coordinates(latitude=30 + index / 100, longitude=65),
    )
    made = located(index, mention(where), title=text, text=text, source=text)
    return replace(made, article=replace(made.article, id=text, url=text), focus=(text,))


class TestNoOutsideText:
    def test_no_hostile_string_reaches_what_is_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(SERVER_HIT, raising=False)
        dataset = Dataset.of(hostile_article(i, text) for i, text in enumerate(HOSTILE))
        assert len(dataset) == len(set(HOSTILE))
        told = sent(dataset, selected=maps.Picked(article=HOSTILE[0], place=HOSTILE[0]))
        assert len(json.loads(pins_of(told))["pins"]) == len(dataset)
        everything, harmless = repr(told), repr(sent())
        checked = [text for text in HOSTILE if token(text) != text and text not in harmless]
        assert len(checked) > 100
        assert [text for text in checked if text in everything] == []
        assert EVALUATED not in everything
        assert SERVER_HIT not in os.environ

    @given(st.text(min_size=1))
    def test_an_id_passes_only_as_itself_if_plain_else_as_a_hash(self, text: str) -> None:
        assert re.fullmatch(r"[a-z0-9-]{1,64}", token(text))
        assert token(text) == text or token(text).startswith("x-")

    def test_what_is_sent_is_ids_numbers_and_nothing_else(self) -> None:
        told = json.loads(payload(select(DATASET), DATASET))
        assert told["articles"] == [f"{number:020x}" for number in (1, 2, 3, 4)]
        assert told["places"][0] == ["af-kabul", 34.5281, 69.1723, 0, 15]
        assert {len(row) for row in told["pins"]} == {5}
        assert all(isinstance(n, int) for row in told["pins"] for n in row)


def pins_of(told: dict[str, Any]) -> str:
    found = re.search(r"dateline\.pins\((.*)\);", told["feature_group"])
    assert found
    return found.group(1)


class TestConstancy:
    def test_selection_and_picks_leave_the_script_and_so_the_frame_alone(self) -> None:
        first = sent()
        chosen = sent(selected=maps.Picked(article=ARTICLES[0].article.id))
        other = sent(Dataset.of(ARTICLES[:1]))
        assert first["key"] == chosen["key"] == other["key"]
        assert first["script"] == chosen["script"] == other["script"]
        assert first["feature_group"] != chosen["feature_group"]

    def test_an_unchanged_selection_is_sent_unchanged(self) -> None:
        assert sent()["feature_group"] == sent()["feature_group"]

    def test_the_script_holds_nothing_that_the_change_detector_drops(self) -> None:
        settings = re.search(r"dateline\.start\(map_div, (.*)\);", sent()["script"])
        assert settings
        assert not re.search(r"_[a-z0-9]+", settings.group(1))

    def test_the_theme_is_part_of_the_script(self) -> None:
        dark = streamlit_folium.generate_js_hash(maps.build_map(theme="dark").get_root().render())
        auto = streamlit_folium.generate_js_hash(maps.build_map().get_root().render())
        assert dark != auto


class TestFiles:
    def test_every_file_that_is_asked_for_lies_in_a_folder_that_is_served(self) -> None:
        told = sent()
        links = [*told["js_links"], *told["css_links"]]
        assert len(links) == len(SCRIPTS) + len(STYLES) + 2
        folders = maps.asset_folders()
        for link in links:
            _, mount, name = link.partition("?")[0].removeprefix("/assets").split("/")
            assert (folders[mount] / name).is_file(), link

    def test_nothing_is_asked_from_another_host(self) -> None:
        told = sent()
        rendered = maps.build_map().get_root().render()
        for text in (told["script"], told["header"], told["html"], rendered):
            assert "//" not in re.sub(r"<!DOCTYPE.*?>", "", text)
        for name in (*SCRIPTS, *STYLES):
            source = (maps.asset_folders()["map"] / name).read_text("utf-8")
            assert set(re.findall(r"https?://[\w./]+", source)) <= {"http://www.w3.org/2000/svg"}

    def test_our_scripts_put_nothing_into_markup(self) -> None:
        for name in SCRIPTS:
            source = (maps.asset_folders()["map"] / name).read_text("utf-8")
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", source
            )

    def test_folium_itself_stays_as_it_was(self) -> None:
        import folium  # noqa: PLC0415 - to look at its class lists after ours were made

        maps.build_map()
        assert all(link.startswith("https://") for _, link in folium.Map.default_js)


class TestPins:
    def test_a_pin_bears_role_precision_and_confidence(self) -> None:
        told = json.loads(payload(select(DATASET), DATASET))
        by_place = {
            (told["articles"][a], told["places"][p][0]): (role, confidence, unsure)
            for a, p, role, confidence, unsure in told["pins"]
        }
        assert by_place[f"{2:020x}", "af-kabul"] == (1, 42, 0)
        assert by_place[f"{3:020x}", "af-panjshir"] == (0, 90, 1)
        assert (f"{3:020x}", "af") not in by_place
        precision = {row[0]: row[3] for row in told["places"]}
        assert precision == {
            "af-kabul": 0,
            "ru-moscow": 0,
            "af-salang": 1,
            "af-panjshir": 2,
            "af-bazarak": 0,
        }

    def test_a_chosen_article_of_a_tray_is_drawn_though_the_period_leaves_it_out(self) -> None:
        narrow = select(DATASET, Filters(first=ARTICLES[0].article.published))
        narrow = replace(narrow, pins=())
        chosen = maps.Picked(article=ARTICLES[3].article.id)
        told = json.loads(payload(narrow, DATASET, selected=chosen))
        assert [row[0] for row in told["places"]] == ["af-bazarak"]
        assert told["selected"] == [chosen.article, None]

    def test_an_article_that_is_gone_is_chosen_in_vain(self) -> None:
        told = json.loads(payload(select(DATASET), DATASET, selected=maps.Picked(article="gone")))
        assert told["selected"] == ["gone", None]

    def test_the_first_view_holds_the_theatres_pins_where_most_are_there(self) -> None:
        bounds = first_bounds(DATASET)
        assert bounds is not None
        (south, west), (north, east) = bounds
        for where in (KABUL, SALANG, PANJSHIR, BAZARAK):
            assert south <= where.coordinates.latitude <= north
            assert west <= where.coordinates.longitude <= east
        assert north < MOSCOW.coordinates.latitude
        far = first_bounds(Dataset.of([located(1, mention(MOSCOW))]))
        assert far == ((55.75, 37.62), (55.75, 37.62))
        assert first_bounds(Dataset.of([])) is None

    def test_every_drawn_precision_has_its_number(self) -> None:
        assert {Precision.POINT, Precision.CIRCLE, Precision.AREA} == set(Precision) - {
            Precision.NONE,
        }


class TestPicked:
    drawing: dict[str, Any] = {  # noqa: RUF012 - read only
        "type": "Feature",
        "properties": {
            "kind": "article",
            "article": f"{1:020x}",
            "place": "af-kabul",
            "click": 1700000000000,
        },
    }

    def test_a_click_names_article_and_place(self) -> None:
        assert maps.picked(self.drawing, DATASET) == maps.Picked(
            article=f"{1:020x}",
            place="af-kabul",
            click=1700000000000,
        )

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "circle"},
            {"article": "nobody"},
            {"article": None},
            {"place": "atlantis"},
            {"place": ["af-kabul"]},
            {"click": "now"},
        ],
    )
    def test_what_is_not_of_ours_is_no_click(self, change: dict[str, object]) -> None:
        told = {**self.drawing, "properties": {**self.drawing["properties"], **change}}
        assert maps.picked(told, DATASET) is None

    @pytest.mark.parametrize("drawing", [None, "x", [], {}, {"properties": None}])
    def test_no_drawing_is_no_click(self, drawing: object) -> None:
        assert maps.picked(drawing, DATASET) is None

    def test_an_id_that_was_hashed_is_found_again(self) -> None:
        odd = hostile_article(1, "{{ 7*7 }}")
        dataset = Dataset.of([odd])
        properties = {"kind": "article", "article": token(odd.article.id), "click": 1}
        told = {"properties": {**properties, "place": token("{{ 7*7 }}")}}
        found = maps.picked(told, dataset)
        assert found is not None
        assert (found.article, found.place) == ("{{ 7*7 }}", "{{ 7*7 }}")


class TestView:
    def test_a_view_is_read(self) -> None:
        assert maps.parse_view("35.3,69.5,8.25") == maps.View(
            centre=Coordinates(latitude=35.3, longitude=69.5),
            zoom=8.25,
        )

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "35,69",
            "35,69,8,1",
            "a,b,c",
            "135,69,8",
            "35,269,8",
            "35,69,99",
            "nan,69,8",
            "35,69,inf",
        ],
    )
    def test_what_is_no_view_is_none(self, text: str) -> None:
        assert maps.parse_view(text) is None


class TestLabels:
    def test_words_are_given_for_what_is_asked_and_known(self) -> None:
        told = maps.labels(DATASET, [f"{1:020x}", "nobody"], ["af-kabul", "atlantis"])
        assert told == {
            "articles": {f"{1:020x}": {"title": "One", "day": "2021-08-20", "source": ""}},
            "places": {"af-kabul": {"name": "af-kabul", "kind": "city"}},
        }

    def test_an_article_without_title_or_day_shows_its_first_words(self) -> None:
        told = maps.labels(DATASET, [f"{4:020x}"], [])
        assert told["articles"][f"{4:020x}"] == {
            "title": "Something was reported.",
            "day": "",
            "source": "",
        }

    def test_any_text_is_cut_short_and_stays_json(self) -> None:
        for text in HOSTILE:
            dataset = Dataset.of([hostile_article(1, text)])
            told = maps.labels(dataset, [token(text)], [token(text)])
            assert json.loads(json.dumps(told)) == told
            assert len(told["articles"][token(text)]["title"]) <= 140

    def test_no_more_is_told_than_a_hover_may_ask(self) -> None:
        many = Dataset.of(located(number, mention(HERAT)) for number in range(100))
        told = maps.labels(many, [f"{number:020x}" for number in range(100)], [])
        assert len(told["articles"]) == 60


def test_the_map_knows_the_outlines_of_our_provinces_and_of_no_others() -> None:
    assert {"af-panjshir", "af-kunduz-province"} <= maps.outlined()
    assert "gn-5165418" not in maps.outlined()


def test_the_browser_is_told_from_which_width_a_circle_says_nothing() -> None:
    assert f'"widest": {TOO_WIDE_KM}' in sent()["script"]
