"""`python -m geo evaluate`: what it answers, writes and refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import hostile
import pytest

from geo.cli import main

if TYPE_CHECKING:
    from pathlib import Path

BAZARAK = {"start": 14, "end": 21, "phrase": "Bazarak", "lat": 35.3129, "lon": 69.5152}
ROW = {"id": "a", "text": "Fighters left Bazarak.", "toponyms": [BAZARAK]}
MISSED = {
    "id": "b",
    "text": "Rain in Xyzzytown.",
    "toponyms": [{"start": 8, "end": 17, "lat": 1, "lon": 2}],
}


def lines(folder: Path, *rows: object, name: str = "corpus.jsonl") -> str:
    path = folder / name
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["evaluate", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_figures_kinds_causes_and_reliability_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, lines(tmp_path, ROW, MISSED))
    assert code == 0
    heads = ("corpus ", "kind of gold place", "cause of error", "stated confidence")
    assert [head for head in heads if f"\n{head}" in f"\n{out}"] == list(heads)
    assert "Xyzzytown" not in out
    assert "2 articles evaluated, 0 problems, 0 toponyms left out." in err


def test_errors_are_listed_and_limited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = lines(tmp_path, MISSED, {**MISSED, "id": "c"})
    _, out, _ = run(capsys, corpus, "--errors")
    assert out.count("not in gazetteer | Rain in »Xyzzytown«.") == 2
    _, out, err = run(capsys, corpus, "--errors", "--limit", "1")
    assert out.count("»Xyzzytown«") == 1
    assert "1 more error of corpus not shown" in err


def test_hostile_text_stays_on_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {**MISSED, "id": f"{number}\x1b[2J", "text": f"Rain in Xyzzytown. {text}\x1b[2J\r\n\u202e"}
        for number, text in enumerate(hostile.SHOWN)
    ]
    code, out, _ = run(capsys, lines(tmp_path, *rows), "--errors")
    assert code == 0
    listed = [line for line in out.split("\n") if "»Xyzzytown«" in line]
    assert len(listed) == len(rows)
    assert not set("\x1b\r\u202e") & set(out)


def test_json_and_predictions_are_written_for_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told, found = tmp_path / "told.json", tmp_path / "found.jsonl"
    corpus = lines(tmp_path, ROW, MISSED)
    code, _, _ = run(capsys, corpus, "--json", str(told), "--predictions", str(found))
    assert code == 0
    record: dict[str, Any] = json.loads(told.read_text("ascii"))["corpora"]["corpus"]
    assert record["figures"]["e2e161"] == 0.5
    assert record["causes"]["not in gazetteer"] == 1
    first, second = map(json.loads, found.read_text("ascii").splitlines())
    (mention,) = first["mentions"]
    assert (mention["start"], mention["end"]) == (14, 21)
    assert mention["place"]["latitude"] == pytest.approx(35.3129)
    assert second == {"id": "b", "mentions": []}


def test_json_on_stdout_is_nothing_but_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, lines(tmp_path, ROW), "--json", "-")
    assert json.loads(out)["corpora"]["corpus"]["figures"]["found"] == 1


def test_a_role_left_out_is_left_out_of_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roles = ("event", "dateline", "government", "background")
    arguments = [word for role in roles for word in ("--without", role)]
    _, out, _ = run(capsys, lines(tmp_path, ROW), "--json", "-", *arguments)
    record = json.loads(out)["corpora"]["corpus"]
    assert record["figures"]["predictions"] == 0
    assert record["left_out_roles"] == sorted(roles)


def test_a_bad_line_is_told_and_makes_the_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, lines(tmp_path, ROW, {"id": "x"}))
    assert code == 1
    assert "corpus.jsonl:2" in err


def test_what_cannot_be_done_is_said_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, str(tmp_path / "none.jsonl"))
    assert (code, out) == (2, "")
    assert "none.jsonl" in err
    code, _, err = run(capsys, lines(tmp_path, {}))
    assert code == 2
    assert "no article" in err
    code, _, _ = run(capsys, lines(tmp_path, ROW), "--json", str(tmp_path / "no" / "where.json"))
    assert code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("one.jsonl", "two.jsonl", "--predictions", "found.jsonl"),
        ("one.jsonl", "--limit", "3"),
        ("one.jsonl", "--errors", "--limit", "-3"),
        ("one.jsonl", "--json", "-", "--predictions", "-"),
        ("one.jsonl", "--json", "./one.jsonl"),
        ("one.jsonl", "--without", "demonim"),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", *arguments])
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err
