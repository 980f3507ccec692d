"""The commands that look after the store, and the page's way of taking an import back."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
import sample_articles as sample
from pyarrow import parquet as pq
from streamlit.testing.v1 import AppTest

from geo import serving
from geo.cli import main
from geo.dashboard import adding, changes
from geo.errors import ServingError
from geo.model import Article
from geo.store import State, Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_STORE", str(tmp_path / "dateline.db"))
    monkeypatch.delenv(serving.VIEW_ONLY_VARIABLE, raising=False)
    monkeypatch.delenv(serving.KEY_VARIABLE, raising=False)
    return tmp_path / "dateline.db"


@pytest.fixture
def reports(path: Path) -> Path:
    """Two reports and a row that cannot be read, ingested."""
    file = path.with_name("rows\x1b[2J.jsonl")
    rows = [json.dumps({"text": f"Kabul was {word}."}) for word in ("quiet", "loud")]
    file.write_text("\n".join([*rows, "{broken"]) + "\n", "utf-8")
    assert main(["ingest", str(file)]) == 1
    return file


def articles(path: Path) -> int:
    with Store.open(path, read_only=True) as store:
        return len(store)


def test_imports_are_listed_with_their_problems(
    path: Path, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["imports"]) == 0
    shown = capsys.readouterr().out
    heads, row = shown.splitlines()
    assert heads.split()[0] == "NUMBER"
    assert row.split()[0] == "1"
    assert row.split()[3:8] == ["finished", "2", "2", "0", "1"]
    assert "\x1b" not in shown
    assert main(["imports", "problems", "1", "--store", str(path)]) == 0
    assert "broken" in capsys.readouterr().out
    assert reports.exists()


@pytest.mark.usefixtures("reports")
def test_undo_says_how_many_and_asks(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in ("", "no\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        assert main(["imports", "undo", "1"]) == 2
        assert "2 articles would be removed" in capsys.readouterr().err
        assert articles(path) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert main(["imports", "undo", "1"]) == 0
    assert "2 articles removed" in capsys.readouterr().out
    assert articles(path) == 0
    assert main(["imports", "undo", "1", "--yes"]) == 2
    assert "was taken back" in capsys.readouterr().err


@pytest.mark.usefixtures("reports")
def test_undo_refuses_an_unknown_import_a_view_only_page_and_a_store_that_is_not_there(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["imports", "undo", "9", "--yes"]) == 2
    assert "no import 9" in capsys.readouterr().err
    missing = path.with_name("missing.db")
    assert main(["imports", "undo", "1", "--yes", "--store", str(missing)]) == 2
    assert not missing.exists()
    monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
    assert main(["imports", "undo", "1", "--yes"]) == 2
    assert "viewing" in capsys.readouterr().err
    assert articles(path) == 2


@pytest.mark.usefixtures("reports")
def test_a_store_is_backed_up_checked_packed_and_restored(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = path.with_name("backup.db")
    assert main(["store", "backup", str(backup)]) == 0
    assert main(["store", "backup", str(backup)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main(["imports", "undo", "1", "--yes"]) == 0
    assert main(["store", "vacuum"]) == 0
    assert main(["store", "check"]) == 0
    assert "0 articles and 0 names looked at, all sound" in capsys.readouterr().out
    assert main(["store", "restore", str(backup)]) == 0
    assert "before-restore" in capsys.readouterr().out
    assert articles(path) == 2
    with Store.open(path) as store:
        store._connection.execute("UPDATE mentions SET text = 'Kabol'")
    assert main(["store", "check"]) == 1
    assert "stands for other words" in capsys.readouterr().err
    path.write_text("no store " * 100, "utf-8")
    assert main(["store", "check"]) == 2
    assert main(["store", "check", "--store", str(path.with_name("missing.db"))]) == 2


# --- The page ------------------------------------------------------------------------------


def test_an_upload_is_an_import_that_can_be_taken_back(path: Path) -> None:
    report = changes.add_reports([("a.txt", b"Kabul was calm."), ("b.txt", b"Herat was calm.")])
    with Store.open(path) as store:
        (record,) = store.imports()
        assert (record.number, record.named) == (report.imported, ("a.txt", "b.txt"))
        assert record.state is State.FINISHED
    assert changes.take_import_back(report.imported).removed == 2
    assert articles(path) == 0


def table(ending: str) -> bytes:
    """Three hundred reports in a table; the columns have names of other tools."""
    rows = [
        {
            "headline": f"<b>Convoy</b> {n}",
            "body": f"Convoy {n} left Kabul.",
            "pubdate": "2021-08-28",
        }
        for n in range(300)
    ]
    if ending == "parquet":
        stream = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), stream)
        return stream.getvalue()
    return "\n".join(["headline,body,pubdate", *(",".join(row.values()) for row in rows)]).encode()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_preview_shows_what_columns_are_taken_for_and_keeps_nothing(
    path: Path, ending: str
) -> None:
    (found,) = changes.preview_reports([(f"a.{ending}", table(ending))])
    (note,) = found.notes
    assert "title from 'headline'" in note
    assert "text from 'body'" in note
    assert [item.title for item in found.items if isinstance(item, Article)] == [
        f"<b>Convoy</b> {n}" for n in range(changes.PREVIEWED)
    ]
    assert not path.exists()


def test_a_view_only_page_previews_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
    with pytest.raises(ServingError, match="viewing"):
        changes.preview_reports([("a.csv", table("csv"))])


def _previewing() -> None:
    from geo.dashboard import adding  # noqa: PLC0415 - runs as a page of its own

    lines = b"headline,body\n<script>no(1)</script>,Kabul was calm.\n,\n"
    adding._show_first([("**a**.csv", lines), ("b.parquet", b"PAR1 and no more")])


def test_the_form_shows_the_first_articles_as_plain_text(path: Path) -> None:
    page = AppTest.from_function(_previewing, default_timeout=60).run()
    assert not page.exception
    assert not page.markdown
    shown = [each.value for each in page.text]
    assert shown[0].startswith("**a**.csv\n")
    assert "text from 'body'" in shown[0]
    assert shown[1].startswith("title: <script>no(1)</script>\n")
    assert any("a Parquet file" in each for each in shown)
    assert shown[-1] == "Nothing was kept so far."
    assert not path.exists()


def test_the_form_tells_how_far_reading_is(path: Path) -> None:
    told: list[str] = []
    progress = adding.Progress(told.append)
    content = table("parquet")
    changes.add_reports([("a.parquet", content)], progress=progress, expect=progress.expect)
    assert told == [f"{n} of 300 articles read" for n in range(20, 301, 20)]
    assert articles(path) == 300


def test_a_view_only_page_takes_nothing_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = changes.add_reports([("a.txt", b"Kabul was calm.")])
    monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
    with pytest.raises(ServingError, match="viewing"):
        changes.take_import_back(report.imported)
    assert articles(path) == 1


def _script() -> None:
    import streamlit as st  # noqa: PLC0415 - runs as a page of its own

    from geo.dashboard import adding, changes  # noqa: PLC0415

    if "dl_added" not in st.session_state:
        st.session_state["dl_added"] = changes.add_reports([("a.txt", b"Kabul was calm.")])
    told = st.session_state["dl_added"]
    if isinstance(told, str):
        st.text(told)
    else:
        adding._report(told)


@pytest.mark.parametrize("view_only", [False, True])
def test_the_form_offers_to_take_back_what_was_just_added(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, view_only: bool
) -> None:
    sample.fill(path)
    page = AppTest.from_function(_script, default_timeout=60).run()
    (button,) = page.button
    assert button.label == "Take this import back"
    if view_only:
        monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
    button.click().run()
    assert not page.exception
    assert ("1 article removed" in page.text[0].value) is not view_only
    assert ("viewing" in page.text[0].value) is view_only
    assert articles(path) == len(sample.ALL) + view_only
