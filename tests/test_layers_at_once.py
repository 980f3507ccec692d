"""Layers added by several processes at once, and by one that is killed: whole, or not there."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from geo.places import layers, open_gazetteer
from geo.places.layers import LAYERS_VARIABLE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no flock, and no kill -9 there")

PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.005
ROWS = 6_000
IN_PARTS = (
    "import sys; from geo.cli import main; from geo.places import adding; adding.PART = 100; "
    "sys.exit(main(sys.argv[1:]))"
)
"""The command, with parts so small that one file makes sixty."""
PUT = """
import sys
from geo.places.layers import Layer, put
for number in range(60):
    name = f"{sys.argv[1]}-{number}"
    put(Layer(name=name, files=(), source="", digest="", rows=0, problems=0))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(LAYERS_VARIABLE, str(tmp_path / "layers"))
    return tmp_path


def dump(path: Path, name: str, rows: int = ROWS) -> Path:
    lines = (
        f"{90_000_000 + n}\t{name}{n}\t{name}{n}\t\t35.3\t69.5\tP\tPPL\tAF\t\t42" + "\t" * 8
        for n in range(rows)
    )
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, said


def run(*arguments: str) -> tuple[int, str]:
    return ended(started("-m", "geo", "gazetteer", *arguments))


def written(wanted: str) -> set[Path]:
    found: set[Path] = set()
    for path in layers.layers_folder().glob(wanted):
        with contextlib.suppress(FileNotFoundError):  # it has just got its name
            if path.stat().st_size:
                found.add(path)
    return found


def stopped_at(wanted: str, count: int, *arguments: str) -> subprocess.Popen[str]:
    """Start an adding in many parts and halt it once so many such files are in its folder."""
    before = written(wanted)
    process = started("-c", IN_PARTS, "gazetteer", "add", *arguments)
    while len(written(wanted) - before) < count:
        assert process.poll() is None, process.communicate()
        try:
            process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    process.send_signal(signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)
    return process


def files() -> set[str]:
    return {path.name for path in layers.layers_folder().iterdir()}


def listed() -> dict[str, int]:
    return {layer.name: layer.rows for layer in layers.layers()}


def named(name: str) -> list[str]:
    return [place.id for place in open_gazetteer().lookup(name)]


@pytest.mark.usefixtures("folder")
def test_processes_that_list_layers_at_once_lose_none() -> None:
    layers.layers_folder().mkdir()
    for process in [started("-c", PUT, name) for name in ("one", "two", "three")]:
        assert ended(process) == (0, "")
    assert len(listed()) == 180


def test_two_addings_at_once_are_both_whole(folder: Path) -> None:
    first = stopped_at("*.index", 1, str(dump(folder / "one.txt", "Zyxwone")))
    code, said = run("add", str(dump(folder / "two.txt", "Zyxwtwo", 5)))
    assert (code, "stopped midway" in said) == (0, False)
    assert run("check")[0] == 0
    first.send_signal(signal.SIGCONT)
    assert ended(first)[0] == 0
    assert listed() == {"one": ROWS, "two": 5}
    code, said = run("check")
    assert code == 0, said
    assert named(f"Zyxwone{ROWS - 1}") == [f"gn-{90_000_000 + ROWS - 1}"]
    assert files() == {layers.LIST, *(file for each in layers.layers() for file in each.files)}


@pytest.mark.parametrize(
    ("wanted", "count"), [(".*.adding", 1), (".*.part", 1), ("*.index", 1), ("*.index", 30)]
)
def test_what_a_killed_adding_left_is_never_used_is_told_and_goes(
    folder: Path, wanted: str, count: int
) -> None:
    path = dump(folder / "one.txt", "Zyxwone")
    process = stopped_at(wanted, count, str(path), "--name", "mine")
    process.kill()
    assert ended(process)[0] == -signal.SIGKILL
    assert listed() == {}
    assert named("Zyxwone0") == []
    assert "mine" not in run("list")[1]

    code, said = run("check")
    assert code == 1
    assert f"Adding {path} as layer mine was stopped midway" in said
    assert "add it again with --name mine" in said

    code, said = run("add", str(dump(folder / "two.txt", "Zyxwtwo", 5)))
    assert code == 0
    assert "as layer mine was stopped midway" in said
    assert files() == {layers.LIST, *layers.layers()[0].files}
    assert run("check")[0] == 0

    code, said = run("add", str(path), "--name", "mine")
    assert (code, "stopped midway" in said) == (0, False)
    assert listed() == {"mine": ROWS, "two": 5}
    assert run("check")[0] == 0


def test_a_layer_stays_as_it_was_when_its_replacing_is_killed(folder: Path) -> None:
    assert run("add", str(dump(folder / "old.txt", "Zyxwold", 5)), "--name", "mine")[0] == 0
    new = dump(folder / "new.txt", "Zyxwnew")
    process = stopped_at("*.index", 2, str(new), "--name", "mine")
    process.kill()
    ended(process)
    assert listed() == {"mine": 5}
    assert named("Zyxwold4") == ["gn-90000004"]
    assert named("Zyxwnew0") == []
    code, said = run("check")
    assert code == 1
    assert "the layer is as it was before" in said
    assert "Layer mine: 5 places, sound" in said
    assert run("add", str(new), "--name", "mine") == (
        0,
        f"Layer mine: {ROWS} places from new.txt.\n",
    )
    assert run("check")[0] == 0
    assert files() == {layers.LIST, *layers.layers()[0].files}


def test_what_a_killed_adding_left_can_be_removed(folder: Path) -> None:
    process = stopped_at("*.index", 1, str(dump(folder / "mine.txt", "Zyxwone")))
    process.kill()
    ended(process)
    assert run("remove", "mine") == (0, "Layer mine is removed.\n")
    assert files() == set()
    assert run("check")[0] == 0
    assert run("remove", "mine")[0] == 2
