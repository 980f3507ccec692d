"""`watch` over folders: real files, real processes; stopped at any moment, nothing comes twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from geo.cli import _parser, main
from geo.cli.watch import told
from geo.errors import StoreError
from geo.ingest import ingest
from geo.model import Coordinates, Place, PlaceKind
from geo.places import open_gazetteer
from geo.places.layers import LAYERS_VARIABLE
from geo.places.team import keep_drawn
from geo.store import Store, upkeep
from geo.store.imports import State
from geo.watching import Watch
from geo.watching.folders import look, settled

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.watching import Round

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.01
REPORTS = 150


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def report(path: Path, words: str) -> Path:
    path.write_text(f"{path.stem} date 2021-08-30 The convoy reached Kabul. {words}", "utf-8")
    return path


class Following:
    """A store, and one watch over a folder that is restarted at will."""

    def __init__(self, folder: Path, store: Path, gazetteer: Gazetteer) -> None:
        self.folder, self.store, self.gazetteer = folder, store, gazetteer
        self.lines: list[str] = []
        self.restart()

    def restart(self) -> None:
        self.watch = Watch([self.folder], tell=self.lines.append, settling=0)

    def round(self) -> Round:
        with Store.open(self.store) as store:
            return self.watch.round(store, self.gazetteer)

    def texts(self) -> list[str]:
        with Store.open(self.store) as store:
            return sorted(each.article.text for each in store.located_articles())

    def imports(self) -> list[int]:
        with Store.open(self.store) as store:
            return [each.number for each in store.imports()]


@pytest.fixture
def following(tmp_path: Path, gazetteer: Gazetteer) -> Following:
    folder = tmp_path / "incoming"
    folder.mkdir()
    return Following(folder, tmp_path / "dateline.db", gazetteer)


def test_a_round_reads_what_is_new_as_one_import_and_one_without_news_makes_none(
    following: Following,
) -> None:
    assert following.round().ingest is None
    report(following.folder / "a.txt", "It was Monday.")
    report(following.folder / "b.txt", "It was Tuesday.")
    done = following.round()
    assert (done.files, done.ingest and done.ingest.added) == (2, 2)
    assert following.round().ingest is None
    (following.folder / "deeper").mkdir()
    report(following.folder / "deeper" / "c.txt", "It was Friday.")
    done = following.round()
    assert (done.files, done.ingest and done.ingest.added) == (1, 1)
    assert len(following.texts()) == 3
    assert following.imports() == [2, 1]


def test_what_was_read_is_remembered_across_restarts(following: Following) -> None:
    report(following.folder / "a.txt", "It was Monday.")
    following.round()
    following.restart()
    done = following.round()
    assert (done.files, done.ingest) == (0, None)


def test_a_file_that_changed_is_read_again_and_what_it_held_stays(following: Following) -> None:
    path = following.folder / "a.jsonl"
    path.write_text('{"text": "The road to Kabul is open."}\n', "utf-8")
    following.round()
    with path.open("a", encoding="utf-8") as lines:
        lines.write('{"text": "The road to Herat is closed."}\n')
    done = following.round()
    assert done.ingest is not None
    assert (done.ingest.added, done.ingest.same) == (1, 1)
    assert len(following.texts()) == 2


def test_what_an_undone_import_brought_does_not_come_back_by_itself(following: Following) -> None:
    report(following.folder / "a.txt", "It was Monday.")
    following.round()
    with Store.open(following.store) as store:
        store.take_back(1)
    following.restart()
    following.round()
    assert following.texts() == []


def test_a_file_that_is_still_being_written_is_left_for_the_next_look(tmp_path: Path) -> None:
    whole = report(tmp_path / "whole.txt", "It is whole.")
    growing = report(tmp_path / "growing.txt", "It is not")
    gone = report(tmp_path / "gone.txt", "It will be gone.")
    found = look([tmp_path], lambda _: None)
    assert {each.path for each in found.changed} == {whole, growing, gone}
    with growing.open("a", encoding="utf-8") as more:
        more.write(" whole.")
    gone.unlink()
    assert [each.path for each in settled(found.changed)] == [whole]
    found = look([tmp_path], lambda _: None)
    assert {each.path for each in settled(found.changed)} == {whole, growing}


def test_a_file_of_the_same_size_and_time_that_was_put_in_place_of_another_is_new(
    following: Following,
) -> None:
    first = report(following.folder / "a.txt", "It was Monday.")
    stamp = first.stat()
    following.round()
    other = report(following.folder.parent / "a.txt", "It was Friday.")
    os.utime(other, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    other.replace(first)
    done = following.round()
    assert done.ingest is not None
    assert done.ingest.added == 1


def test_what_cannot_be_read_is_told_once_and_not_each_round(following: Following) -> None:
    (following.folder / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    (following.folder / "a.jpg").write_bytes(b"x")
    done = following.round()
    assert done.ingest is not None
    assert done.ingest.refused == 1
    assert following.imports() == [1]
    assert len(following.lines) == 1
    assert "1 file ending in .jpg" in following.lines[0]
    (following.folder / "b.jpg").write_bytes(b"x")  # however many there are
    following.restart()
    following.lines.clear()
    for _ in range(3):
        assert following.round().ingest is None
    assert following.imports() == [1]
    assert len(following.lines) == 1  # once more after a restart, and no more


def test_a_link_that_leads_out_of_the_folder_is_told_and_not_followed(following: Following) -> None:
    outside = report(following.folder.parent / "outside.txt", "It is elsewhere.")
    (following.folder / "inside.txt").symlink_to(outside)
    assert following.round().ingest is None
    assert "leads out" in following.lines[0]


def test_a_folder_that_vanishes_is_told_and_followed_again_when_it_is_back(
    following: Following,
) -> None:
    following.folder.rmdir()
    assert following.round().troubles == 1
    assert following.round().troubles == 1
    assert len(following.lines) == 1
    following.folder.mkdir()
    report(following.folder / "a.txt", "It was Monday.")
    done = following.round()
    assert (done.troubles, done.files) == (0, 1)


def test_a_round_is_told_in_a_line_without_a_word_of_an_article(following: Following) -> None:
    assert told(following.round()) == "nothing new."
    report(following.folder / "a.txt", "Secretissimo.")
    (following.folder / "b.csv").write_text("title,secretissimo\nx,Secretissimo", "utf-8")
    line = told(following.round())
    assert line == (
        "2 files read; 1 article added, 0 there before; "
        "1 problem, which `python -m geo imports problems 1` tells."
    )
    assert "secretissimo" not in "".join(following.lines).lower()


# --- The process -----------------------------------------------------------------------------


def watching(folder: Path, store: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "geo", "watch", str(folder), "--store", str(store), *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kept(path: Path) -> int:
    try:
        with Store.open(path, read_only=True) as store:
            return len(store)
    except StoreError:  # not there yet, or just being made
        return 0


def when_kept(process: subprocess.Popen[str], store: Path, wanted: int) -> None:
    """Wait until so much is kept."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while kept(store) < wanted:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)


def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out, err


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    for number in range(REPORTS):
        report(folder / f"{number:03}.txt", f"Lorry {number} went on to Herat and to Bazarak.")
    return folder


def test_sigterm_in_the_middle_ends_it_well_and_the_next_goes_on(
    many: Path, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    store, unbroken = tmp_path / "dateline.db", tmp_path / "unbroken.db"
    process = watching(many, store)
    when_kept(process, store, 5)
    process.send_signal(signal.SIGTERM)
    code, out, err = finished(process)
    assert (code, out) == (0, "")
    assert "Ended, as asked" in err.splitlines()[-1]
    assert 5 <= kept(store) < REPORTS
    assert upkeep.check(store).total == 0

    code, _, err = finished(watching(many, store, "--once"))
    assert code == 0
    with Store.open(unbroken) as whole:
        ingest([many], store=whole, gazetteer=gazetteer)
        expected = list(whole.located_articles())
    with Store.open(store) as found:
        assert list(found.located_articles()) == expected
        (one,) = found.imports()
    assert (one.state, one.added, one.same) == (State.FINISHED, REPORTS, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")
def test_killed_and_started_again_it_has_everything_once(many: Path, tmp_path: Path) -> None:
    store = tmp_path / "dateline.db"
    for wanted in (3, 40, 90):
        process = watching(many, store)
        when_kept(process, store, wanted)
        process.kill()
        finished(process)
        assert upkeep.check(store).total == 0
    code, _, _ = finished(watching(many, store, "--once"))
    assert code == 0
    assert kept(store) == REPORTS
    with Store.open(store) as found:
        (one,) = found.imports()
    assert (one.state, one.added) == (State.FINISHED, REPORTS)
    code, _, err = finished(watching(many, store, "--once"))
    assert (code, "nothing new" in err) == (0, True)


def test_a_second_watch_of_a_store_says_so_and_one_of_another_store_does_not(
    many: Path, tmp_path: Path
) -> None:
    store = tmp_path / "dateline.db"
    first = watching(many, store)
    when_kept(first, store, 1)
    code, out, err = finished(watching(many, store, "--once"))
    assert (code, out) == (2, "")
    assert f"process {first.pid}, follows" in err
    empty = tmp_path / "empty"
    empty.mkdir()
    assert finished(watching(empty, tmp_path / "other.db", "--once"))[0] == 0
    first.kill()
    finished(first)
    # A lock ends with its process, however that ended.
    assert finished(watching(empty, store, "--once"))[0] == 0


def test_a_place_that_is_drawn_between_two_rounds_is_known_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(LAYERS_VARIABLE, str(tmp_path / "layers"))
    folder = tmp_path / "incoming"
    folder.mkdir()
    store = tmp_path / "dateline.db"
    rounds = 0

    def settled_report(name: str) -> None:
        written = report(folder / name, "From there it went on to Zarkush Bala.")
        os.utime(written, (1, 1))

    def between(_: float) -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        keep_drawn(
            Place(
                id="team-zarkush-bala",
                name="Zarkush Bala",
                kind=PlaceKind.VILLAGE,
                coordinates=Coordinates(latitude=35.331, longitude=69.402),
                radius_km=1.0,
                uncertainty_km=1.0,
                source="drawn",
            )
        )
        settled_report("b.txt")

    settled_report("a.txt")
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=between)
    monkeypatch.setattr("geo.cli.watch.time", clock)
    assert main(["watch", str(folder), "--store", str(store)]) == 0
    assert "Ended, as asked" in capsys.readouterr().err
    with Store.open(store) as opened:
        found = {
            each.article.text[0]: {m.mention.text for m in each.mentions if m.resolution.place}
            for each in opened.located_articles()
        }
    assert found == {"a": {"Kabul"}, "b": {"Kabul", "Zarkush Bala"}}


def test_what_the_page_about_watching_calls_is_understood() -> None:
    text = (ROOT / "docs" / "watching.md").read_text("utf-8")
    called = re.findall(
        r"^(?:ExecStart=\S*/)?python -m geo (watch .*?)(?: *#.*)?$", text, re.MULTILINE
    )
    called.append(" ".join(re.findall(r"<string>([^<]+)</string>", text)).partition(" geo ")[2])
    assert len(called) == 5
    for arguments in called:
        options = _parser().parse_args(arguments.split())
        assert options.paths
        assert (options.feeds is None) is not options.network


def test_what_does_not_exist_and_a_pace_that_is_none_are_refused(tmp_path: Path) -> None:
    code, _, err = finished(watching(tmp_path / "nowhere", tmp_path / "dateline.db"))
    assert code == 2
    assert "nowhere does not exist" in err
    assert not (tmp_path / "dateline.db").exists()
    code, _, err = finished(watching(tmp_path, tmp_path / "dateline.db", "--every", "0"))
    assert code == 2
    assert "from 1 to" in err
