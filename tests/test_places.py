"""Gazetteer files: what is read, what is refused and how it is told, and the round trip."""

from __future__ import annotations

import contextlib
import csv
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import DatelineError, GazetteerError, InputNotFoundError
from geo.model import Coordinates, Place, PlaceKind, Problem
from geo.places import (
    COLUMNS,
    FARTHEST_KM,
    PlacesFile,
    default_gazetteer_path,
    read_places,
    write_places,
)

if TYPE_CHECKING:
    from pathlib import Path

COUNTRY = {
    "id": "af",
    "geonameid": "1149361",
    "name": "Afghanistan",
    "kind": "country",
    "country": "AF",
    "latitude": "34.164",
    "longitude": "66.497",
    "radius_km": "850",
    "uncertainty_km": "50",
    "dari_names": "افغانستان",
    "source": "Natural Earth label",
}
TOWN = {
    "id": "af-bazarak",
    "geonameid": "1429434",
    "name": "Bazarak",
    "kind": "town",
    "parent": "af",
    "country": "AF",
    "latitude": "35.3129",
    "longitude": "69.5152",
    "radius_km": "2",
    "uncertainty_km": "2",
    "population": "24000",
    "alternate_names": "Bāzārak|Bazarek",
    "dari_names": "بازارک",
    "source": "GeoNames 1429434",
}


def file_of(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "gazetteer.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def refused(folder: Path, **cells: str) -> Problem:
    """Read a good country and a town with these cells changed; return the one problem."""
    read = read_places(file_of(folder, COUNTRY, {**TOWN, **cells}))
    assert [place.id for place in read.places] == ["af"]
    (problem,) = read.problems
    return problem


def test_a_row_becomes_a_place_with_every_field(tmp_path: Path) -> None:
    read = read_places(file_of(tmp_path, COUNTRY, TOWN))

    assert read.problems == ()
    assert read.places[1] == Place(
        id="af-bazarak",
        geonameid=1429434,
        name="Bazarak",
        kind=PlaceKind.TOWN,
        parent="af",
        country="AF",
        coordinates=Coordinates(latitude=35.3129, longitude=69.5152),
        radius_km=2.0,
        uncertainty_km=2.0,
        population=24000,
        alternate_names=("Bāzārak", "Bazarek"),
        dari_names=("بازارک",),
        pashto_names=(),
        source="GeoNames 1429434",
    )


def test_a_byte_order_mark_other_columns_and_another_order_change_nothing(tmp_path: Path) -> None:
    expected = read_places(file_of(tmp_path, COUNTRY, TOWN))
    shuffled = (*reversed(COLUMNS), "note")
    path = file_of(tmp_path, {**COUNTRY, "note": "=1+1"}, TOWN, columns=shuffled)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert read_places(path) == expected


def test_blanks_around_cells_and_spellings_are_dropped_and_spellings_said_once(
    tmp_path: Path,
) -> None:
    row = {
        **TOWN,
        "name": " Bazarak ",
        "kind": " Town ",
        "country": "af",
        "alternate_names": " Bazarek || Bazarek |Ba\u0304za\u0304rak|",
    }

    (_, town) = read_places(file_of(tmp_path, COUNTRY, row)).places

    assert (town.name, town.kind, town.country) == ("Bazarak", PlaceKind.TOWN, "AF")
    assert town.alternate_names == ("Bazarek", "B\u0101z\u0101rak")


def test_a_child_may_stand_above_its_parent_and_the_order_of_the_file_is_kept(
    tmp_path: Path,
) -> None:
    read = read_places(file_of(tmp_path, TOWN, COUNTRY))

    assert [place.id for place in read.places] == ["af-bazarak", "af"]


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "<b>", "{{x}}"])
def test_a_name_that_looks_like_a_formula_or_markup_stays_text(tmp_path: Path, cell: str) -> None:
    path = file_of(tmp_path, COUNTRY, {**TOWN, "name": cell, "alternate_names": cell + "|B"})

    read = read_places(path)
    write_places(read.places, path)

    assert read_places(path) == read
    assert read.places[1].names[:2] == (cell, "B")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", ""),
        ("id", "AF Bazarak"),
        ("id", "../bazarak"),
        ("id", "بازارک"),
        ("name", "  "),
        ("name", "Baza\trak"),
        ("kind", "hamlet"),
        ("parent", "Afghanistan!"),
        ("country", "AFG"),
        ("country", "A1"),
        ("latitude", ""),
        ("latitude", "35,3129"),
        ("latitude", "35°18'"),
        ("latitude", "nan"),
        ("longitude", "inf"),
        ("longitude", "1_0"),
        ("longitude", "٦٩"),
        ("radius_km", "0"),
        ("radius_km", "-3"),
        ("radius_km", "40075"),
        ("uncertainty_km", "0"),
        ("uncertainty_km", ""),
        ("population", "24,000"),
        ("population", "-1"),
        ("geonameid", "GN1429434"),
        ("alternate_names", "Baz\x00arak"),
        ("source", "two\nlines"),
    ],
)
def test_a_bad_cell_is_told_with_file_line_value_and_what_is_allowed(
    tmp_path: Path,
    column: str,
    value: str,
) -> None:
    problem = refused(tmp_path, **{column: value})

    assert problem.where.startswith("gazetteer.csv, line ")
    assert value.strip()[:3].isascii() is False or value.strip()[:3] in problem.value
    assert problem.allowed
    assert problem.remedy.endswith((".", "?"))


def test_the_line_told_is_the_line_of_the_file(tmp_path: Path) -> None:
    path = file_of(tmp_path, COUNTRY, TOWN, {**TOWN, "id": "af-x", "kind": "hamlet"})

    assert read_places(path).problems[0].where == "gazetteer.csv, line 4"


def test_a_long_value_is_shortened_in_the_telling(tmp_path: Path) -> None:
    problem = refused(tmp_path, kind="x" * 5000)

    assert len(problem.value) <= 80
    assert problem.value.endswith("…")


def test_a_row_with_a_comma_too_many_is_told(tmp_path: Path) -> None:
    path = file_of(tmp_path, COUNTRY, TOWN)
    path.write_text(path.read_text(encoding="utf-8") + "af-x,1,2\n", encoding="utf-8")

    read = read_places(path)

    assert len(read.places) == 2
    assert read.problems[0].value == "3 cells"


def test_the_second_row_of_an_id_is_refused_and_the_first_named(tmp_path: Path) -> None:
    read = read_places(file_of(tmp_path, COUNTRY, TOWN, {**TOWN, "name": "Another"}))

    assert [place.name for place in read.places] == ["Afghanistan", "Bazarak"]
    assert read.problems[0].value == "af-bazarak"
    assert "line 3" in read.problems[0].allowed


def test_an_unknown_parent_is_told(tmp_path: Path) -> None:
    problem = refused(tmp_path, parent="af-panjshir")

    assert problem.value == "af-panjshir"
    assert "Add the parent's row" in problem.remedy


def test_the_child_of_a_refused_row_is_refused_too_and_says_which_line_to_mend(
    tmp_path: Path,
) -> None:
    province = {**TOWN, "id": "af-panjshir", "kind": "province", "radius_km": "wide"}
    town = {**TOWN, "parent": "af-panjshir"}

    read = read_places(file_of(tmp_path, COUNTRY, province, town))

    assert [place.id for place in read.places] == ["af"]
    assert [problem.where[-6:] for problem in read.problems] == ["line 3", "line 4"]
    assert "line 3 was refused" in read.problems[1].allowed


def test_places_that_contain_each_other_are_refused(tmp_path: Path) -> None:
    one = {**TOWN, "id": "af-one", "parent": "af-two"}
    two = {**TOWN, "id": "af-two", "parent": "af-one"}
    itself = {**TOWN, "id": "af-self", "parent": "af-self"}

    read = read_places(file_of(tmp_path, COUNTRY, one, two, itself, TOWN))

    assert [place.id for place in read.places] == ["af", "af-bazarak"]
    assert len(read.problems) == 3


def test_swapped_coordinates_within_range_are_refused_with_the_question(tmp_path: Path) -> None:
    problem = refused(tmp_path, latitude="69.5152", longitude="35.3129")

    assert "Are latitude and longitude swapped?" in problem.remedy
    assert "69.5152" in problem.value
    assert "Afghanistan" in problem.allowed


def test_swapped_coordinates_out_of_range_are_refused_with_the_question(tmp_path: Path) -> None:
    problem = refused(tmp_path, latitude="151.2", longitude="-33.9")

    assert "Are latitude and longitude swapped?" in problem.remedy


def test_a_longitude_out_of_range_is_not_asked_about_a_swap(tmp_path: Path) -> None:
    problem = refused(tmp_path, longitude="429.5")

    assert "swapped" not in problem.remedy


def test_a_row_without_a_parent_is_held_against_its_country(tmp_path: Path) -> None:
    problem = refused(tmp_path, parent="", latitude="69.5152", longitude="35.3129")

    assert "swapped" in problem.remedy


def test_a_point_outside_its_parent_both_ways_round_is_read(tmp_path: Path) -> None:
    read = read_places(file_of(tmp_path, COUNTRY, {**TOWN, "latitude": "-35", "longitude": "150"}))

    assert len(read.places) == 2


def test_a_missing_column_is_an_error_that_names_what_was_found_and_what_is_needed(
    tmp_path: Path,
) -> None:
    columns = tuple(column for column in COLUMNS if column not in {"kind", "source"})

    with pytest.raises(GazetteerError, match="kind, source") as caught:
        read_places(file_of(tmp_path, COUNTRY, columns=columns))

    assert "found: id, geonameid" in str(caught.value)
    assert f"needed: {', '.join(COLUMNS)}" in str(caught.value)


def test_a_column_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    path = file_of(tmp_path, COUNTRY, columns=(*COLUMNS, "name"))

    with pytest.raises(GazetteerError, match=r"name twice"):
        read_places(path)


@pytest.mark.parametrize("text", ["", "\n\n", ",".join(COLUMNS) + "\n"])
def test_a_file_without_rows_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gazetteer.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(GazetteerError):
        read_places(path)


def test_a_file_whose_every_row_is_bad_is_an_error_that_tells_the_first(tmp_path: Path) -> None:
    path = file_of(tmp_path, {**COUNTRY, "latitude": "north"}, TOWN)

    with pytest.raises(GazetteerError, match=r"line 2: 'north'"):
        read_places(path)


def test_a_file_that_is_not_utf_8_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.csv"
    path.write_bytes(",".join(COLUMNS).encode() + "\naf,,Türkei".encode("latin-1"))

    with pytest.raises(GazetteerError, match="UTF-8"):
        read_places(path)


def test_a_cell_beyond_what_csv_can_hold_is_an_error_and_no_traceback_of_csv(
    tmp_path: Path,
) -> None:
    path = file_of(tmp_path, COUNTRY, {**TOWN, "source": "x" * 200_000})
    before = csv.field_size_limit(1_000_000)  # as reading articles leaves it

    try:
        with pytest.raises(GazetteerError, match="quotation mark"):
            read_places(path)
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputNotFoundError, match="no gazetteer file"):
        read_places(tmp_path / name)


def test_ours_is_the_default() -> None:
    assert default_gazetteer_path().name == "gazetteer.csv"
    assert default_gazetteer_path().is_file()


@pytest.mark.parametrize(
    "change",
    [
        {"name": " Bazarak"},
        {"name": ""},
        {"name": "Ba\u0304zarak"},
        {"id": "Bazarak"},
        {"alternate_names": ("one|two",)},
        {"alternate_names": ("",)},
        {"alternate_names": ("same", "same")},
        {"dari_names": ("two\nlines",)},
        {"radius_km": 0.0},
        {"population": -1},
        {"country": "afg"},
    ],
)
def test_a_place_that_would_not_come_back_is_not_written_and_the_old_file_stays(
    tmp_path: Path,
    change: dict[str, object],
) -> None:
    path = file_of(tmp_path, COUNTRY, TOWN)
    before = path.read_bytes()
    fields: dict[str, object] = {
        "id": "af-x",
        "name": "X",
        "kind": PlaceKind.TOWN,
        "coordinates": Coordinates(latitude=1, longitude=2),
        "radius_km": 1.0,
        "uncertainty_km": 1.0,
    }
    place = Place(**{**fields, **change})  # type: ignore[arg-type]

    with pytest.raises(GazetteerError):
        write_places([place], path)

    assert path.read_bytes() == before


texts = (
    st.text(
        st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="|"),
        min_size=1,
        max_size=30,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
kilometres = st.floats(min_value=0.001, max_value=FARTHEST_KM)


@st.composite
def places(draw: st.DrawFn, place_id: str) -> Place:
    composed = texts.map(lambda text: unicodedata.normalize("NFC", text).strip()).filter(bool)
    names = st.lists(composed, unique=True, max_size=4).map(tuple)
    return Place(
        id=place_id,
        name=draw(composed),
        kind=draw(st.sampled_from(PlaceKind)),
        coordinates=Coordinates(
            latitude=draw(st.floats(min_value=-90, max_value=90)),
            longitude=draw(st.floats(min_value=-180, max_value=180)),
        ),
        radius_km=draw(kilometres),
        uncertainty_km=draw(kilometres),
        geonameid=draw(st.none() | st.integers(min_value=0, max_value=10**9)),
        population=draw(st.none() | st.integers(min_value=0, max_value=10**10)),
        alternate_names=draw(names),
        dari_names=draw(names),
        pashto_names=draw(names),
        source=draw(st.just("") | composed),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_what_is_written_is_read_back_equal(tmp_path: Path, data: st.DataObject) -> None:
    count = data.draw(st.integers(min_value=1, max_value=4))
    written = tuple(data.draw(places(f"p-{number}")) for number in range(count))
    path = tmp_path / "round.csv"

    write_places(written, path)

    assert read_places(path) == PlacesFile(places=written, problems=())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(cells=st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20)))
def test_whatever_a_row_holds_the_other_row_is_kept_and_the_row_is_read_or_told(
    tmp_path: Path,
    cells: dict[str, str],
) -> None:
    path = file_of(tmp_path, COUNTRY)
    with path.open("a", encoding="utf-8", errors="replace", newline="") as file:
        csv.DictWriter(file, COLUMNS, restval="").writerow({**TOWN, **cells})

    read = read_places(path)

    assert read.places[0].id == "af"
    assert len(read.places) + len(read.problems) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(junk=st.binary(max_size=300), whole=st.booleans())
def test_no_bytes_raise_anything_but_ours(tmp_path: Path, junk: bytes, *, whole: bool) -> None:
    path = tmp_path / "junk.csv"
    path.write_bytes(junk if whole else ",".join(COLUMNS).encode() + b"\n" + junk)

    with contextlib.suppress(DatelineError):
        read_places(path)
