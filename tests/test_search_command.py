"""`python -m geo search`: what it lists, what it says, and what it refuses."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
import sample_articles as sample

from geo.cli import main
from geo.corrections import Correction, PlaceIs, Reach
from geo.store import Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_STORE", str(tmp_path / "dateline.db"))
    return sample.fill(tmp_path / "dateline.db", sample.ALL)


def ids(shown: str) -> list[str]:
    return [line.split()[0] for line in shown.splitlines()]


def test_words_a_period_and_a_place_narrow_it(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = sample.REACHED.article
    assert main(["search", "bazar", "--store", str(path)]) == 0
    shown = capsys.readouterr().out
    assert first.id in ids(shown)
    assert str(first.published) in shown
    assert main(["search", "bazar", "--place", "af-bazarak", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first.id in {line["id"] for line in lines}
    assert all({"mentions", "times", "focus"} <= set(line) for line in lines)
    assert main(["search", "bazar", "--to", "1999-01-01"]) == 1
    told = capsys.readouterr()
    assert not told.out
    assert "No article answers." in told.err


def test_a_name_is_a_place_and_what_it_contains_and_it_is_told_which(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert path.exists()
    assert main(["search", "--place", "Panjshir"]) == 0
    told = capsys.readouterr()
    assert sample.REACHED.article.id in ids(told.out)
    assert "Panjshir" in told.err
    assert "(af-" in told.err


def test_of_several_places_of_a_name_it_is_one_that_an_article_means(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The gazetteer's first Sanjan lies in Gujarat, of which nobody reported."""
    report = path.with_name("report.txt")
    report.write_text("Taliban took Sanjan in Kapisa province, north of Kabul, on Friday.", "utf-8")
    assert main(["ingest", str(report)]) == 0
    capsys.readouterr()
    assert main(["search", "--place", "Sanjan"]) == 0
    told = capsys.readouterr()
    assert len(ids(told.out)) == 1
    assert "Kapisa" in told.err
    assert "more bear the name" in told.err


def test_what_was_corrected_counts_as_corrected(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = sample.REACHED.mentions[0].mention
    with Store.open(path) as store:
        store.corrections.add(
            Correction(
                article=sample.REACHED.article.id,
                part=words.part,
                span=words.span,
                name=words.text,
                source=None,
                reach=Reach.MENTION,
                change=PlaceIs(place=sample.KABUL),
                was="Bazarak",
                author="Nilab",
                reason="She was there.",
                at=dt.datetime(2021, 9, 5, tzinfo=dt.UTC),
            ),
            seen=0,
        )
    assert main(["search", "--place", sample.KABUL.id]) == 0
    assert sample.REACHED.article.id in ids(capsys.readouterr().out)


def test_the_rest_is_counted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(path, read_only=True) as store:
        every = len(store)
    assert main(["search", "--from", "1900-01-01", "--published", "--limit", "1"]) == 0
    told = capsys.readouterr()
    assert len(ids(told.out)) == 1
    assert "more; --limit" in told.err
    assert every > 2  # else there would be no rest


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "Give words"),
        (["  "], "Give words"),
        (["--from", "2021-09-02", "--to", "2021-09-01"], "2021-09-02 is after"),
        (["--place", "Nowhere at all"], "'Nowhere at all' is neither"),
    ],
)
def test_what_asks_for_nothing_that_could_be_is_refused(
    path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    assert main(["search", *asked, "--store", str(path)]) == 2
    assert told in capsys.readouterr().err


def test_a_store_that_is_not_there_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "kabul", "--store", str(tmp_path / "none.db")]) == 2
    assert "no store" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()
