"""Layers that a user adds: what is read of GeoNames' files, where they lie, and what they hide."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, SHARED

from geo.errors import GazetteerError, InputNotFoundError
from geo.model import Place, PlaceKind, Problem
from geo.places import (
    COLUMNS,
    LiveGazetteer,
    adding,
    default_gazetteer_path,
    geonames,
    layers,
    open_gazetteer,
    opening,
)
from geo.places.adding import add_layer
from geo.places.layers import LAYERS_VARIABLE, LayerError

if TYPE_CHECKING:
    from pathlib import Path


def line(number: int, name: str, feature: str = "P.PPL", **cells: str) -> str:
    category, code = feature.split(".")
    return "\t".join(
        [
            *(str(number), name, name, cells.get("also", "")),
            *(cells.get("latitude", "35.3"), cells.get("longitude", "69.5"), category, code),
            *("AF", "", cells.get("admin1", "42"), cells.get("admin2", ""), "", ""),
            *(cells.get("people", "0"), "", "1", "Asia/Kabul", "2020-01-01"),
        ]
    )


def unknown(code: str) -> None:
    """Know no division and no country."""
    assert code is not None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(LAYERS_VARIABLE, str(tmp_path / "layers"))
    return tmp_path


def added(file: Path, **options: str) -> tuple[layers.Layer, list[str]]:
    told: list[str] = []
    return add_layer(file, lambda *_: None, told.append, **options), told


def dump(folder: Path, *lines: str, name: str = "af.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def lookup(name: str) -> list[str]:
    return [place.id for place in open_gazetteer().lookup(name)]


class TestDumps:
    def test_a_place_of_a_dump_is_found_in_the_province_of_its_code(self, folder: Path) -> None:
        added(dump(folder, line(90_000_001, "Zyxwabad", people="6000", also="Zyxwa,زیکس")))
        places = open_gazetteer()
        (place,) = places.lookup("Zyxwabad")
        assert (place.id, place.kind, place.country) == ("gn-90000001", PlaceKind.TOWN, "AF")
        assert [place] == list(places.lookup("زیکس"))
        names = [p.name for each in places.ancestors(place.id) if (p := places.place(each))]
        assert names == ["Panjshir", "Afghanistan"]

    def test_a_zip_is_known_by_what_it_holds_not_by_its_name(self, folder: Path) -> None:
        path = folder / "download.bin"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "about")
            archive.writestr("AF.txt", line(90_000_001, "Zyxwabad") + "\n" + "\n" * 50)
        layer, _ = added(path)
        assert (layer.name, layer.rows) == ("download", 1)

    def test_a_bad_row_is_told_with_its_line_and_the_rest_go_on(self, folder: Path) -> None:
        path = dump(
            folder,
            line(90_000_001, "Zyxwabad"),
            line(90_000_002, "Farnorth", latitude="135.3"),
            "a\tb",
            line(90_000_003, "Zyxwakhel"),
        )
        layer, told = added(path)
        assert (layer.rows, layer.problems) == (2, 2)
        assert "af.txt, line 2" in told[0]
        assert "af.txt, line 3" in told[1]

    @pytest.mark.parametrize(
        ("feature", "kind"),
        [
            ("P.PPLX", "area"),
            ("T.PASS", "pass"),
            ("H.STM", "river"),
            ("S.AIRP", "airport"),
            ("S.FRM", None),
            ("P.PPLH", None),
            ("A.ADM2H", None),
            ("V.FRST", None),
        ],
    )
    def test_a_feature_is_taken_when_news_names_its_like(
        self, folder: Path, feature: str, kind: str | None
    ) -> None:
        path = dump(folder, line(90_000_001, "Zyxwabad", feature))
        (read,) = geonames.read_dump(path, unknown, unknown)
        assert not isinstance(read, Problem)
        assert (read and read.kind.value) == kind

    def test_what_the_world_knows_as_an_area_keeps_its_extent(self, folder: Path) -> None:
        before = open_gazetteer().place("gn-6957555")
        added(dump(folder, line(6957555, "Panjshir", "A.ADM1"), line(90_000_001, "Zyxwabad")))
        assert open_gazetteer().place("gn-6957555") == before

    def test_a_large_dump_becomes_several_parts_and_one_layer(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(adding, "PART", 2)
        path = dump(folder, *(line(90_000_000 + n, f"Zyxwabad{n}") for n in range(5)))
        layer, _ = added(path)
        assert (len(layer.files), layer.rows) == (3, 5)
        assert lookup("Zyxwabad4") == ["gn-90000004"]

    def test_the_real_dump_is_read_without_a_problem(self) -> None:
        path = SHARED / "geonames" / "cities15000.zip"
        if not path.is_file():
            pytest.skip("no dump of GeoNames is at hand")
        read = list(geonames.read_dump(path, unknown, unknown))
        assert len(read) > 30_000
        assert not [row for row in read if isinstance(row, Problem)]
        assert sum(isinstance(row, Place) for row in read) > 0.99 * len(read)

    @pytest.mark.parametrize(
        "content", [b"", b"\x00\xff\xfe", b"PK\x03\x04 cut off", b"a,b\n1,2\n"]
    )
    def test_what_is_no_gazetteer_is_refused_and_leaves_nothing(
        self, folder: Path, content: bytes
    ) -> None:
        path = folder / "bad.zip"
        path.write_bytes(content)
        with pytest.raises(GazetteerError):
            added(path)
        assert layers.layers() == ()
        assert not list(folder.glob("layers/*"))

    def test_a_file_that_is_not_there_is_told(self, folder: Path) -> None:
        with pytest.raises(InputNotFoundError):
            added(folder / "nothing.zip")


def test_alternate_names_add_spellings_to_known_places_only(folder: Path) -> None:
    rows = [
        "1\t1138958\tfa\tزیکسابول\t1\t\t\t\t\t",
        "2\t1138958\ten\tZyxwabul\t\t\t\t\t\t",
        "3\t1138958\tlink\thttps://example.org/Zyxwlink\t\t\t\t\t\t",
        "4\t1138958\ten\tZyxwold\t\t\t\t1\t\t",
        "5\t99999999\ten\tZyxwnowhere\t\t\t\t\t\t",
    ]
    layer, _ = added(dump(folder, *rows, name="alternateNamesV2.txt"))
    assert layer.rows == 1
    assert lookup("Zyxwabul") == lookup("زیکسابول") == ["af-kabul"]
    assert lookup("Zyxwold") == lookup("Zyxwnowhere") == []


class TestLayers:
    def test_a_csv_may_name_parents_of_the_layers_below(self, folder: Path) -> None:
        path = folder / "villages.csv"
        cells = ["zz-a", "", "Zyxwabad", "village", "gn-6957555", "AF", "35.3", "69.5", "1", "1"]
        path.write_text(f"{','.join(COLUMNS)}\n{','.join(cells)},,,,,by hand\n", "utf-8")
        added(path)
        assert lookup("Zyxwabad") == ["zz-a"]
        assert "af-panjshir" in open_gazetteer().ancestors("zz-a")

    def test_they_lie_in_the_stated_order(self, folder: Path) -> None:
        for name in ("one", "two"):
            added(dump(folder, line(90_000_001, f"Zyxw{name}"), name=f"{name}.txt"))
        added(dump(folder, line(90_000_001, "Zyxwthree"), name="three.txt"), above="one")
        assert [layer.name for layer in layers.layers()] == ["two", "three", "one"]
        place = open_gazetteer().place("gn-90000001")
        assert place is not None
        assert place.name == "Zyxwtwo"

    def test_added_again_a_layer_is_replaced_and_keeps_its_place(self, folder: Path) -> None:
        for name in ("one", "two"):
            added(dump(folder, line(90_000_001, f"Zyxw{name}"), name=f"{name}.txt"))
        added(dump(folder, line(90_000_002, "Zyxwagain"), name="one.txt"))
        assert [layer.name for layer in layers.layers()] == ["two", "one"]
        assert lookup("Zyxwone") == []
        assert len(list(layers.layers_folder().glob("*.index"))) == 2

    def test_a_damaged_layer_is_told_and_the_others_still_serve(self, folder: Path) -> None:
        for name in ("one", "two"):
            added(dump(folder, line(90_000_001, f"Zyxw{name}"), name=f"{name}.txt"))
        (file,) = layers.layers()[0].files
        (layers.layers_folder() / file).write_bytes(b"damaged")
        told: list[str] = []
        places = open_gazetteer(tell=told.append)
        assert [place.name for place in places.lookup("Zyxwone")] == ["Zyxwone"]
        assert "gazetteer remove two" in told[0]

    def test_a_removed_layer_leaves_no_file(self, folder: Path) -> None:
        layer, _ = added(dump(folder, line(90_000_001, "Zyxwabad")))
        layers.remove(layer.name)
        assert lookup("Zyxwabad") == []
        assert not list(layers.layers_folder().glob("*.index"))

    @pytest.mark.parametrize("name", ["world", "ours", "../up", "Capitals", ""])
    def test_a_name_that_is_none_is_refused(self, folder: Path, name: str) -> None:
        with pytest.raises(LayerError):
            layers.below(name, None)
        assert not list(folder.iterdir())

    def test_the_commands_add_list_check_and_remove(self, folder: Path) -> None:
        path = dump(folder, line(90_000_001, "Zyxwabad"), "bad\trow")

        def run(*arguments: str) -> tuple[int, str]:
            command = [sys.executable, "-m", "geo", "gazetteer", *arguments]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            return done.returncode, done.stdout + done.stderr

        assert run("add", str(path), "--name", "mine")[0] == 1
        assert "mine" in run("list")[1]
        code, said = run("check")
        assert (code, "Layer mine: 1 place, sound" in said) == (0, True)
        assert run("remove", "mine")[0] == 0
        assert run("remove", "mine")[0] == 2


class TestLive:
    """A gazetteer that is kept open while its files change."""

    def test_it_is_opened_anew_when_a_layer_came_or_went_and_only_then(self, folder: Path) -> None:
        live = LiveGazetteer()
        first = live.now()
        assert live.now() is first
        layer, _ = added(dump(folder, line(990001, "Zarkushan")), name="mine")
        layered = live.now()
        assert layered.lookup("Zarkushan")
        assert live.now() is layered
        assert not first.lookup("Zarkushan")
        layers.remove(layer.name)
        assert not live.now().lookup("Zarkushan")
        # Who still reads the one with the layer may go on.
        assert [each.name for each in layered.lookup("Zarkushan")] == ["Zarkushan"]

    def test_a_table_that_is_being_spoiled_is_told_once_and_the_one_before_is_used_on(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        table = folder / "gazetteer.csv"
        ours = default_gazetteer_path().read_text("utf-8")
        table.write_text(ours, "utf-8")
        monkeypatch.setattr(opening, "default_gazetteer_path", lambda: table)
        told: list[str] = []
        live = LiveGazetteer()
        first = live.now(tell=told.append)
        table.write_text("id,name\nx,y\n", "utf-8")
        assert live.now(tell=told.append) is first
        assert live.now(tell=told.append) is first
        (sentence,) = told
        assert sentence.endswith(". Until that is mended, places are looked up as before.")
        table.unlink()
        assert live.now(tell=told.append) is first
        assert "there is no gazetteer file" in told[-1]
        table.write_text(ours.replace("Bazarak", "Bazarak Nau"), "utf-8")
        assert live.now(tell=told.append).lookup("Bazarak Nau")
        assert len(told) == 2
        table.unlink()
        with pytest.raises(InputNotFoundError):
            LiveGazetteer().now()
