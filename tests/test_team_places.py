"""Places that are drawn in the page: read, refused, kept for the team, and used from then on."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sample_articles as sample
from conftest import ROOT
from test_correct_page import ASKED, REACHED

from geo import serving
from geo.cli import main
from geo.corrections import Correction, PlaceIs, Proposal, Reach
from geo.dashboard import changes, drawing
from geo.dashboard.library import gazetteer
from geo.errors import CorrectionConflictError, CorrectionError, GazetteerError
from geo.geoparsing import geoparse
from geo.model import Article, Place, PlaceKind, Span
from geo.places import default_gazetteer_path, layers, read_places
from geo.places.layers import LAYERS_VARIABLE
from geo.places.team import TEAM, keep_drawn, team_path
from geo.store import Store

if TYPE_CHECKING:
    from pathlib import Path

VALUE = "new: 35.331, 69.402; village; 2; Qal\u02bba-ye Zarkush"
NAME = "Qal\u02bba-ye Zarkush"
DRAW = """
import sys
from geo.model import Coordinates, Place, PlaceKind
from geo.places.team import keep_drawn
for number in range(4):
    keep_drawn(Place(
        id=f"team-{sys.argv[1]}-{number}", name=f"Zarkush {sys.argv[1]} {number}",
        kind=PlaceKind.VILLAGE, coordinates=Coordinates(latitude=35.0 + number, longitude=69.0),
        radius_km=1.0, uncertainty_km=1.0, source="drawn",
    ))
"""


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(LAYERS_VARIABLE, str(tmp_path / "layers"))
    monkeypatch.delenv(serving.VIEW_ONLY_VARIABLE, raising=False)
    monkeypatch.delenv(serving.KEY_VARIABLE, raising=False)
    path = sample.fill(tmp_path / "store.db")
    monkeypatch.setenv("DATELINE_STORE", str(path))
    return path


def proposal(value: str = VALUE) -> Proposal:
    asked: dict[str, Any] = {
        "article": REACHED,
        "part": ASKED["part"],
        "span": Span(start=ASKED["start"], end=ASKED["end"]),
        "what": "place",
        "value": value,
        "reach": Reach.MENTION,
        "reason": "I walked\nthere",
        "author": "Nilab",
    }
    return Proposal(**asked)


def drawn() -> Place:
    place = drawing.place_of(VALUE)
    assert place is not None
    return place


def test_a_drawn_place_lies_where_its_neighbours_do_and_is_not_kept_by_being_looked_at() -> None:
    place = drawn()
    assert (place.name, place.kind, place.radius_km) == (NAME, PlaceKind.VILLAGE, 2.0)
    assert (place.country, place.uncertainty_km) == ("AF", 2.0)
    known = gazetteer()
    assert "af" in {place.parent, *known.ancestors(place.parent or "")}
    assert place == drawing.place_of(VALUE)
    assert known.place(place.id) is None
    assert not team_path().exists()


def test_the_form_offers_what_can_be_drawn() -> None:
    script = (ROOT / "geo" / "layer" / "static" / "correct.js").read_text("utf-8")
    listed = script[script.index("const KINDS = [") : script.index("const HERE")]
    assert set(re.findall(r'\["([a-z_]+)", ', listed)) == set(drawing.KINDS)


def test_far_from_everything_nothing_says_what_contains_it() -> None:
    place = drawing.place_of("new: -48.9, -123.4; area; 10; Point of Nobody")
    assert place is not None
    assert (place.parent, place.country) == (None, None)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("new:", "is no point"),
        ("new: 95, 12; village; 1; Zarkush", "95"),
        ("new: 35, 69; country; 1; Zarkush", "'country' is no kind of place to draw; it is one of"),
        ("new: 35, 69; village; 0; Zarkush", "'0' is no distance"),
        ("new: 35, 69; village; nan; Zarkush", "'nan' is no distance"),
        ("new: 35, 69; village; 51; Zarkush", "up to 50"),
        ("new: 35, 69; village; 1;  ", "is no name"),
        ("new: 35, 69; village; 1; …!", "is no name"),
        ("new: 35, 69; village; 1; a|b", "is no name"),
        ("new: 35, 69; village; 1; Zarkush, Upper", "without comma"),
        ("new: 35, 69; village; 1; " + "x" * 5000, "is no name"),
        ("new: 35, 69; village; 1; =cmd()", "is no name"),
        ("new: 35, 69; village; 1; Zar\x1b[2Jkush", "take it out"),
        ("new: 35, 69; village; 1; Zar\u202ekush", "take it out"),
        ("new: 35.3129, 69.5152; village; 1; Bazarak", "already known"),
        ("new: 35.331, 69.402; village", "is no distance"),
    ],
)
def test_what_cannot_be_a_place_is_refused_with_what_can(value: str, told: str) -> None:
    with pytest.raises(CorrectionError, match=told):
        drawing.place_of(value)


def test_a_correction_to_a_drawn_place_puts_it_into_the_teams_layer_and_not_into_ours(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = default_gazetteer_path().read_bytes()
    kept = changes.correct(proposal(), seen=0)
    assert default_gazetteer_path().read_bytes() == ours
    (place,) = read_places(team_path(), gazetteer().place).places
    assert isinstance(kept.change, PlaceIs)
    assert kept.change.place == place
    assert place.source == f"drawn by Nilab on {kept.at.date()}: I walked there"
    # Found by the form, in what is read from now on, and by a command; listed and sound.
    assert [each.id for each in gazetteer().lookup(NAME)] == [place.id]
    located = geoparse(Article(id="a" * 20, text=f"Rain fell in {NAME}."), gazetteer())
    assert [each.resolution.place for each in located.mentions] == [place]
    assert [(layer.name, layer.rows) for layer in layers.layers()] == [(TEAM, 1)]
    assert main(["gazetteer", "check"]) == 0
    assert main(["places", place.id]) == 0
    # Removed, it stays what the correction says, and the file is not thrown away.
    assert main(["gazetteer", "remove", TEAM]) == 0
    with Store.open(store, read_only=True) as opened:
        assert opened.article(REACHED).mentions[0].resolution.place == place
    other = drawing.place_of("new: 36.2, 69.1; village; 2; Second Zarkush")
    assert other is not None
    keep_drawn(other)
    assert [each.name for each in read_places(team_path(), gazetteer().place).places] == [
        "Second Zarkush"
    ]
    assert NAME in team_path().with_name("places-removed-1.csv").read_text("utf-8")
    capsys.readouterr()


def test_the_same_place_is_kept_once() -> None:
    keep_drawn(drawn())
    keep_drawn(drawn())
    assert layers.layers()[0].rows == 1
    # Drawn a second time at another spot nearby, it is told to be there.
    with pytest.raises(CorrectionError, match="already known"):
        drawing.place_of(VALUE.replace("35.331", "35.332"))


def test_two_pages_that_know_nothing_of_each_other_draw_a_place_once() -> None:
    one, other = drawn(), drawing.place_of(VALUE.replace("35.331", "35.332"))
    assert other is not None
    keep_drawn(one)
    keep_drawn(replace(one, source="drawn by another"))
    assert layers.layers()[0].problems == 0
    with pytest.raises(GazetteerError, match=r"was drawn already, 0\.1 km"):
        keep_drawn(other)
    assert len(read_places(team_path(), gazetteer().place).places) == 1


def test_a_row_that_the_layer_cannot_take_is_told_and_taken_out() -> None:
    keep_drawn(drawn())
    before = team_path().read_bytes()
    lost = replace(drawn(), id="team-lost", name="Lost Zarkush", parent="nowhere-at-all")
    with pytest.raises(GazetteerError, match=r"cannot take Lost Zarkush.*nowhere-at-all"):
        keep_drawn(lost)
    assert team_path().read_bytes() == before
    assert layers.layers()[0].rows == 1


@pytest.mark.parametrize("row", ["half a row", "team-x,,Zarkush,village,,AF,north,69,1,1,,,,,"])
def test_a_row_that_was_spoiled_by_hand_stops_nobody(row: str) -> None:
    other = drawing.place_of("new: 34.9, 68.1; village; 1; Dasht Nau")
    assert other is not None
    keep_drawn(other)
    team_path().write_text(f"{team_path().read_text('utf-8')}{row}\n", "utf-8")
    keep_drawn(drawn())
    (layer,) = layers.layers()
    assert (layer.rows, layer.problems) == (2, 1)
    assert row in team_path().read_text("utf-8")


def test_who_was_slower_finds_nothing_drawn() -> None:
    changes.correct(proposal("af-charikar"), seen=0)
    with pytest.raises(CorrectionConflictError):
        changes.correct(proposal(), seen=0)
    assert not team_path().exists()


def test_a_file_changed_by_hand_is_told_and_left_alone() -> None:
    keep_drawn(drawn())
    text = team_path().read_text("utf-8").replace("id,geonameid", "geonameid,id", 1)
    team_path().write_text(text, "utf-8")
    other = drawing.place_of("new: 36.2, 69.1; village; 2; Second Zarkush")
    assert other is not None
    with pytest.raises(GazetteerError, match="has the columns 'geonameid,id"):
        keep_drawn(other)
    assert team_path().read_text("utf-8") == text


def test_a_layer_that_cannot_be_made_leaves_the_file_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep_drawn(drawn())
    before = team_path().read_bytes()

    def broken(*_: object, **__: object) -> None:
        message = "no space left"
        raise OSError(28, message)

    monkeypatch.setattr("geo.places.team.add_layer", broken)
    with pytest.raises(GazetteerError, match="nothing was changed"):
        drawing.keep_for_team(said("new: 36.2, 69.1; village; 2; Second Zarkush"))
    assert team_path().read_bytes() == before


def said(value: str) -> Correction:
    """Return the correction that the form asks for, not kept yet."""
    place = drawing.place_of(value)
    assert place is not None
    kept = changes.correct(proposal("af-charikar"), seen=0)
    return Correction(
        **{
            name: getattr(kept, name)
            for name in ("article", "part", "span", "name", "source", "reach", "was", "at")
        },
        author="Nilab",
        reason="there",
        change=PlaceIs(place=place),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no flock there")
def test_two_who_draw_at_once_lose_nothing() -> None:
    drawing_ = [
        subprocess.Popen([sys.executable, "-c", DRAW, name], cwd=ROOT) for name in ("one", "two")
    ]
    assert [each.wait(120) for each in drawing_] == [0, 0]
    assert layers.layers()[0].rows == 8
    known = gazetteer()
    assert all(
        known.place(f"team-{name}-{number}") for name in ("one", "two") for number in range(4)
    )
