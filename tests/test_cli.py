"""The commands: what they answer, what they refuse, and that no traceback reaches a user."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cli import COMMANDS, main
from geo.cli.common import compiling
from geo.cli.terminal import plain
from geo.exports import json_line
from geo.model import Role
from geo.store import Store

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = ROOT / "docs" / "geoparse-contract.md"
PATIENCE_SECONDS = 60.0
NAMES = (
    *("ingest", "demo", "geoparse", "places", "gazetteer", "date", "correct", "corrections"),
    *("stories", "imports", "store", "watch", "search"),
    *("accuracy", "evaluate", "serve"),
)

LINE = {"id": "a", "text": "Fighters held the road to Bazarak on Wednesday.", "date": "2021-09-03"}


def geo(*arguments: str | Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own, with `text` on its stdin."""
    return subprocess.run(
        [sys.executable, "-m", "geo", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        check=False,
        input=text,
    )


def started(*arguments: str | Path, stdout: int | IO[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "geo", *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def write_lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def read_lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


# --- Help ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [(), *((name,) for name in NAMES)])
def test_help_shows_examples_and_exit_codes(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert f"python -m geo {' '.join(command)}".strip() in shown.partition("examples:")[2]
    assert re.findall(r"^  (\d+) ", shown, re.MULTILINE) == ["0", "1", "2", "130", "141"]


def test_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert all(re.search(rf"^    {name}\b", shown, re.MULTILINE) for name in NAMES)
    assert len(COMMANDS) == len(NAMES)


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from geo.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'streamlit', 'folium', 'pandas', 'numpy', 'starlette', 'geopy', 'rapidfuzz'}\n"
        "print('loaded:', *sorted(heavy & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    assert done.stdout.splitlines()[-1].split() == ["loaded:"]


@pytest.mark.parametrize("command", NAMES)
def test_no_command_loads_the_page(command: str) -> None:
    script = (
        f"import sys, geo.cli.{command}\n"
        "print('loaded:', *sorted({'streamlit', 'folium', 'pandas'} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    assert done.stdout.split() == ["loaded:"]


def test_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    (number,) = re.findall(r"^Dateline (\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert f'version = "{number}"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ingets"],
        ["ingest"],
        ["geoparse", "in.jsonl"],
        ["date"],
        ["date", "a" * 20],
        ["date", "a" * 20, "2021-08-28", "--clear"],
        ["date", "--list", "--clear"],
        ["date", "a" * 20, "20210828"],
        ["date", "a" * 20, "2021-02-31"],
        ["date", "a" * 20, "yesterday"],
    ],
)
def test_wrong_usage_ends_with_two_and_says_what_is_right(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


# --- ingest and demo -----------------------------------------------------------------------


def test_ingest_keeps_reports_and_says_what_became_of_them(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(" date 2021-09-03 Bazarak was quiet.", "utf-8")
    store = tmp_path / "dateline.db"
    first = geo("ingest", tmp_path / "one.txt", "--store", store)
    assert (first.returncode, first.stderr) == (0, "")
    assert "1 article read: 1 added (0 undated, 0 unplaced), 0 there before" in first.stdout
    second = geo("ingest", tmp_path / "one.txt", "--store", store)
    assert second.returncode == 0
    assert "0 added (0 undated, 0 unplaced), 1 there before" in second.stdout


def test_the_environment_names_the_store_of_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "named" / "dateline.db"
    monkeypatch.setenv("DATELINE_STORE", str(path))
    assert main(["demo"]) == 0
    with Store.open(path, read_only=True) as store:
        assert len(store) == 40
    assert main(["date", "--list"]) == 0
    assert str(path) in capsys.readouterr().out


def test_problems_are_told_a_line_each_and_end_with_one(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "Bazarak was quiet."}\n{broken\n{"title": "x"}\n', "utf-8")
    done = geo("ingest", rows, "--store", tmp_path / "dateline.db")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "1 article read: 1 added" in done.stdout
    assert "2 problems" in done.stdout


def test_input_without_any_report_ends_with_two(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    broken = tmp_path / "rows.jsonl"
    broken.write_text("{broken\n", "utf-8")
    for path in (tmp_path / "empty", broken):
        done = geo("ingest", path, "--store", tmp_path / "dateline.db")
        assert done.returncode == 2
        assert "No report could be read" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ingest", "nowhere.txt", "--store", "{tmp}/dateline.db"), "nowhere.txt"),
        (("ingest", "README.md", "--store", "{tmp}"), "is a folder"),
        (("demo", "--store", "{tmp}/notes.txt"), "not a store"),
        (("date", "a" * 20, "2021-08-28", "--store", "{tmp}/none.db"), "no store at"),
        (("geoparse", "nowhere.jsonl", "--output", "{tmp}/out"), "nowhere.jsonl"),
        (("geoparse", "{tmp}/in.jsonl", "--output", "{tmp}/no/out"), "no/out"),
        (("geoparse", "{tmp}/in.jsonl", "--output", "{tmp}/notes.txt/out"), "notes.txt/out"),
        (("geoparse", "{tmp}", "--output", "{tmp}/out"), "{tmp}"),
    ],
)
def test_what_cannot_be_used_is_named_on_one_line(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "notes.txt").write_text("Notes, but no store. " * 30, "utf-8")
    write_lines(tmp_path / "in.jsonl", LINE)
    done = geo(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said.format(tmp=tmp_path) in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.jsonl", "notes.txt"]


def test_pythons_own_sqlite_keeps_and_reads_too(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "sys.modules['pysqlite3'] = None\n"
        "from geo.cli import main\n"
        f"sys.exit(main(['demo', '--store', {str(tmp_path / 'dateline.db')!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == 0
    with Store.open(tmp_path / "dateline.db") as store:
        assert len(list(store.located_articles())) == 40


# --- geoparse ------------------------------------------------------------------------------

KEYS = {
    "record": ["id", "published", "mentions", "times", "relative", "focus"],
    "mentions": [
        *("start", "end", "text", "part"),
        *("role", "place", "confidence", "evidence"),
    ],
    "place": [
        *("id", "geonameid", "name", "kind"),
        *("country", "latitude", "longitude", "radius_km"),
    ],
    "evidence": ["name", "detail", "weight"],
    "times": ["start", "end", "text", "part", "from", "to"],
    "relative": [
        *("start", "end", "text", "part"),
        *("latitude", "longitude", "error_km", "anchor"),
    ],
}


def assert_follows_the_contract(row: dict[str, Any], record: dict[str, Any]) -> None:
    assert list(record) == KEYS["record"]
    assert record["id"] == row["id"]
    assert type(record["id"]) is type(row["id"])
    for name in ("mentions", "times", "relative"):
        for each in record[name]:
            assert list(each) == KEYS[name]
            assert row[each["part"]][each["start"] : each["end"]] == each["text"]
    for mention in record["mentions"]:
        assert mention["role"] in set(Role)
        assert 0 <= mention["confidence"] <= 1
        assert all(list(each) == KEYS["evidence"] for each in mention["evidence"])
        if mention["place"] is not None:
            assert list(mention["place"]) == KEYS["place"]


def example() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the contract page's line that goes in and the one that comes out."""
    blocks = re.findall(r"```json\n(.*?)```", CONTRACT.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 2
    row, record = map(json.loads, blocks)
    return row, record


def without_figures(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the contract lets change from release to release."""
    mentions = [
        {key: value for key, value in mention.items() if key not in {"confidence", "evidence"}}
        for mention in record["mentions"]
    ]
    relative = [
        # A platform's arithmetic may differ in the last digits.
        {**each, "latitude": round(each["latitude"], 6), "longitude": round(each["longitude"], 6)}
        for each in record["relative"]
    ]
    return {**record, "mentions": mentions, "relative": relative}


def test_the_contracts_example_is_true(tmp_path: Path) -> None:
    row, expected = example()
    source, target = write_lines(tmp_path / "in.jsonl", row), tmp_path / "out.jsonl"
    assert main(["geoparse", str(source), "--output", str(target)]) == 0
    (record,) = read_lines(target)
    assert_follows_the_contract(row, record)
    assert_follows_the_contract(row, expected)
    assert without_figures(record) == without_figures(expected)
    assert [len(each["evidence"]) > 0 for each in record["mentions"]] == [True] * len(
        expected["mentions"]
    )


def test_the_contracts_page_names_every_key() -> None:
    page = CONTRACT.read_text("utf-8")
    assert all(f"`{key}`" in page for keys in KEYS.values() for key in keys)


@settings(max_examples=25)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "id": st.text(min_size=1, max_size=8) | st.integers(-(2**60), 2**60),
                "text": st.text(
                    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"),
                    max_size=60,
                ).map(lambda noise: f"{noise} Kabul {noise} on Friday, 30 km north of Kabul."),
            },
            optional={"title": st.text(max_size=20), "date": st.dates().map(str)},
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_gives_a_record_whose_offsets_slice_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    source, target = write_lines(folder / "in.jsonl", *rows), folder / "out.jsonl"
    assert main(["geoparse", str(source), "--output", str(target)]) == 0
    records = read_lines(target)
    assert len(records) == len(rows)
    for row, record in zip(rows, records, strict=True):
        assert_follows_the_contract(row, record)
        assert record["published"] == row.get("date")
    assert target.read_text("ascii") == "".join(map(json_line, records)), "as json writes it"


def test_ids_come_back_with_their_type(tmp_path: Path) -> None:
    ids = ["7", 7, -1, "af\n\u2028", "\ud800", 10**30]
    source = write_lines(tmp_path / "in.jsonl", *({**LINE, "id": each} for each in ids))
    target = tmp_path / "out.jsonl"
    assert main(["geoparse", str(source), "--output", str(target)]) == 0
    found = [record["id"] for record in read_lines(target)]
    assert found == ids
    assert list(map(type, found)) == list(map(type, ids))


def test_a_line_that_cannot_be_read_gives_none_and_is_told_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(f'{json.dumps(LINE)}\n{{"id": 2}}\n{json.dumps(LINE)}\n', "utf-8")
    target = tmp_path / "out.jsonl"
    assert main(["geoparse", str(source), "--output", str(target)]) == 1
    assert len(read_lines(target)) == 2
    problem, summary = capsys.readouterr().err.splitlines()
    assert re.search(r"\bline 2\b", problem)
    assert summary == "2 articles geoparsed, 1 problem."


def test_an_output_stands_as_it_was_when_no_line_could_be_read(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("{broken\n", "utf-8")
    target.write_text("as it was", "utf-8")
    assert main(["geoparse", str(source), "--output", str(target)]) == 2
    assert target.read_text("utf-8") == "as it was"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_no_lines_in_give_no_lines_out(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.touch()
    assert main(["geoparse", str(source), "--output", str(target)]) == 0
    assert target.read_bytes() == b""


def test_the_input_may_be_the_output(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "both.jsonl", LINE)
    assert main(["geoparse", str(path), "--output", str(path)]) == 0
    assert list(read_lines(path)[0]) == KEYS["record"]


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", LINE)
    link, target = tmp_path / "link", tmp_path / "target"
    target.touch()
    link.symlink_to(target)
    assert main(["geoparse", str(source), "--output", str(link)]) == 0
    assert link.is_symlink()
    assert len(read_lines(target)) == 1


def test_stdin_and_stdout_carry_the_same_lines() -> None:
    text = "".join(f"{json.dumps({**LINE, 'id': number})}\n" for number in range(3))
    done = geo("geoparse", "-", "--output", "-", text=text)
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [0, 1, 2]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", LINE)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("ascii")), daemon=True)
    reader.start()
    assert main(["geoparse", str(source), "--output", str(pipe)]) == 0
    reader.join(PATIENCE_SECONDS)
    assert pipe.is_fifo()
    assert len(read[0].splitlines()) == 1


def test_a_reader_that_leaves_early_ends_it_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with started("geoparse", "-", "--output", "-", stdout=writing) as process:
        os.close(writing)
        _, complaints = process.communicate(f"{json.dumps(LINE)}\n", PATIENCE_SECONDS)
    assert process.returncode == 141
    assert "Traceback" not in complaints
    assert "BrokenPipe" not in complaints


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("arguments", [("geoparse", "-", "--output", "-"), ("places", "Kabul")])
def test_a_full_disk_is_told_in_one_line(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full, started(*arguments, stdout=full) as process:
        _, complaints = process.communicate(f"{json.dumps(LINE)}\n", PATIENCE_SECONDS)
    assert process.returncode == 2
    assert "No space left" in complaints.splitlines()[-1]
    assert "Traceback" not in complaints


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupt_ends_it_with_130_and_without_an_output(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with started("geoparse", "-", "--output", target, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("{broken\n")
        process.stdin.flush()
        process.stderr.readline()  # it is at work now: the line was refused
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert complaints.splitlines() == [
        "Stopped before the end. Run the same command again to go on."
    ]
    assert list(tmp_path.iterdir()) == []


def test_the_help_of_geoparse_names_every_key_of_the_contracts_input(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = (
        CONTRACT.read_text("utf-8").partition("## What goes in")[2].partition("## What comes")[0]
    )
    keys = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert "source" in keys
    with pytest.raises(SystemExit):
        main(["geoparse", "--help"])
    described = set(re.findall(r"\w+", capsys.readouterr().out.partition("examples:")[0]))
    assert set(keys) <= described


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_of_compiling_never_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with compiling() as step:
        for share in (0, 300, 1000):
            step("indexing names", share, 1000)
        step("AF.txt", 20_000, 0)
    shown = screen.getvalue()
    assert [int(each) for each in re.findall(r"(\d+)%", shown)] == [0, 0, 30, 100]
    assert "AF.txt, line 20,000" in shown


# --- places --------------------------------------------------------------------------------


def test_places_shows_every_candidate_with_what_contains_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["places", "bazarak"]) == 0
    headings, *rows = capsys.readouterr().out.splitlines()
    assert headings.split()[:6] == ["ID", "NAME", "KIND", "IN", "COUNTRY", "LATITUDE"]
    (town,) = [row for row in rows if row.startswith("af-bazarak ")]
    assert "Panjshir < Afghanistan" in town
    assert re.search(r"\b35\.3\d+ +69\.5\d+\b", town)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Alexandria", "gn-361058", "other spelling"),  # a former name of our Mashhad, below
        ("Mashhad", "ir-mashhad", "other spelling"),
        ("Afghan", "af", "word for its people"),
        ("Ga.", "gn-4197000", "short name"),
        ("gn-361058", "gn-361058", "  -  "),
    ],
)
def test_places_says_where_a_name_is_only_another_spelling_and_shows_those_last(
    capsys: pytest.CaptureFixture[str], name: str, first: str, last: str
) -> None:
    assert main(["places", name, "--limit", "90"]) == 0
    _, *rows = capsys.readouterr().out.splitlines()
    assert rows[0].startswith(f"{first} ")
    assert last in rows[-1]
    mains = ["main name" in row for row in rows]
    assert mains == sorted(mains, reverse=True)


def test_places_takes_an_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "af-kabul"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_name_that_no_place_has_ends_with_one_and_shows_what_is_near(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["places", "Bazarrak"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "'Bazarrak'" in shown.err
    assert "Bazarak (af-bazarak)" in shown.err
    assert main(["places", "Xyzzyxyzzy"]) == 1
    assert "No spelling is near" in capsys.readouterr().err


# --- date ----------------------------------------------------------------------------------


def test_a_missing_day_is_listed_set_and_cleared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(tmp_path / "dateline.db")]
    (tmp_path / "one.txt").write_text("Bazarak was quiet on Wednesday.", "utf-8")
    assert main(["ingest", str(tmp_path / "one.txt"), *store]) == 0
    capsys.readouterr()

    assert main(["date", "--list", *store]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    article_id, title = line.split(maxsplit=1)
    assert title == "Bazarak was quiet on Wednesday."

    assert main(["date", article_id, "2021-09-03", *store]) == 0
    assert capsys.readouterr().out == f"{article_id}: 2021-09-03\n"
    assert main(["date", "--list", *store]) == 0
    assert capsys.readouterr().out == ""

    assert main(["date", article_id, "--clear", *store]) == 0
    assert capsys.readouterr().out == f"{article_id}: undated\n"


def test_an_unknown_article_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "dateline.db")]
    assert main(["demo", *store]) == 0
    assert main(["date", "0" * 20, "2021-08-28", *store]) == 2
    assert repr("0" * 20) in capsys.readouterr().err


# --- The terminal --------------------------------------------------------------------------


def test_hostile_titles_cannot_drive_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(tmp_path / "dateline.db")]
    row = {"title": "\x1b[2J\x1b]0;owned\x07 \u202egnp.exe", "text": "Bazarak was quiet."}
    write_lines(tmp_path / "in.jsonl", row)
    main(["ingest", str(tmp_path / "in.jsonl"), *store])
    main(["date", "--list", *store])
    shown = capsys.readouterr()
    assert not set(shown.out + shown.err) & {"\x1b", "\x07", "\u202e"}


@given(st.text(), st.text())
def test_a_line_stays_one_line_and_letters_stay_letters(before: str, after: str) -> None:
    shown = plain(f"{before}\n{after}")
    assert len(shown.splitlines()) == 1
    assert plain(shown) == shown
    assert plain("پنج\u200cشیر Bazarak") == "پنج\u200cشیر Bazarak"


# Formats, columns, preview


def test_ingest_tells_columns_and_counts_what_it_refused_by_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Headline,Body,Day\nOne,Kabul was calm.,soon\nTwo,,\nThree,,\nFour,Herat was calm.,\n",
        "utf-8",
    )
    done = geo("ingest", path, "--column", "date=Day", "--store", tmp_path / "a.db")
    assert done.returncode == 1
    assert "text from 'Body'; date from 'Day'" in done.stderr
    assert "2 articles read: 2 added (" in done.stdout
    assert "3 problems: 2 refused, 1 taken without a part" in done.stdout
    assert "  2: a row with text\n" in done.stdout


def test_a_preview_shows_articles_as_they_would_be_read_and_makes_no_store(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f'Title {number},"Words, {number}.",2021-08-2{number}\n' for number in range(9))
    path.write_text(f"headline,lead,date\n{rows}", "utf-8")
    store = tmp_path / "a.db"
    done = geo("ingest", path, "--column", "text=lead", "--preview", "--store", store)
    assert done.returncode == 0
    assert done.stdout.count("title: ") == 5
    assert "published: 2021-08-23" in done.stdout
    assert "text: Words, 3." in done.stdout
    assert not store.exists()


@pytest.mark.parametrize("column", ["text", "words=Body", "text=", "=Body"])
def test_a_column_that_says_nothing_is_wrong_usage(column: str, tmp_path: Path) -> None:
    done = geo("ingest", tmp_path, "--column", column)
    assert done.returncode == 2
    assert "FIELD=NAME" in done.stderr
