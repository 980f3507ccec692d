"""Index files: written whole or not at all, and never trusted when they are not whole."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from geo.gazetteer import Gazetteer
from geo.gazetteer.segment import build
from geo.model import Coordinates, Place, PlaceKind
from geo.places import index
from geo.places.index import IndexFileError, open_index, read_about, write_index

if TYPE_CHECKING:
    from pathlib import Path

ABOUT = {"made": "for tests"}
PLACES = [
    Place(
        id=f"zz-{name.lower()}",
        name=name,
        kind=PlaceKind.TOWN,
        coordinates=Coordinates(latitude=number, longitude=-number),
        radius_km=1.5,
        uncertainty_km=2.5,
        geonameid=100 + number if number % 2 else None,
        population=number * 1000,
        alternate_names=(f"{name}abad",),
        dari_names=("شهر",),
        source="by hand",
    )
    for number, name in enumerate(("Alpha", "Beta", "Gamma"))
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "small.index"
    write_index(file, *build(PLACES), ABOUT)
    return file


def held(path: Path) -> list[Place]:
    return list(Gazetteer(beneath=[open_index(path, ABOUT)]))


def test_what_is_written_is_read_back(path: Path) -> None:
    assert held(path) == PLACES
    assert read_about(path) == ABOUT


def test_a_file_cut_off_anywhere_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for length in (*range(0, len(whole), 13), len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(IndexFileError):
            open_index(path)


def test_a_flipped_bit_is_refused_or_changes_nothing(path: Path) -> None:
    whole = path.read_bytes()
    harmless = 0
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        try:
            assert held(path) == PLACES
            harmless += 1
        except IndexFileError:
            pass
    # Only the bytes between the header and the columns hold nothing.
    assert harmless <= 64 // 7 + 1


def test_bytes_added_at_the_end_are_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(64))
    with pytest.raises(IndexFileError, match="damaged or cut off"):
        open_index(path)


def test_another_format_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "FORMAT", index.FORMAT + 1)
    with pytest.raises(IndexFileError, match="has format"):
        open_index(path)


def test_an_index_of_other_sources_is_refused(path: Path) -> None:
    with pytest.raises(IndexFileError, match="other sources"):
        open_index(path, {"made": "of something else"})


def test_two_writers_at_once_leave_one_whole_file(path: Path) -> None:
    made = build(PLACES)
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(20):
                write_index(path, *made, ABOUT)
                assert held(path) == PLACES
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            failed.append(error)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert held(path) == PLACES
    assert list(path.parent.iterdir()) == [path]
