"""How common a word is as an English word, as a first name and as a family name.

The tables beside this file are described in data/README.md. Each gives a class from 0 (rare) to
9 (the most frequent); a word that is not listed has the class -1.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Commonness(NamedTuple):
    """Classes of one word, -1 where a table does not list it."""

    english: int
    first_name: int
    surname: int


UNLISTED = Commonness(-1, -1, -1)


@cache
def lexicon() -> dict[str, Commonness]:
    """Return the listed words by key (see `geo.text.key_of`), read once."""
    english, first, last = (_table(name) for name in ("english", "first_names", "surnames"))
    return {
        word: Commonness(english.get(word, -1), first.get(word, -1), last.get(word, -1))
        for word in {*english, *first, *last}
    }


def _table(name: str) -> dict[str, int]:
    text = files(__package__).joinpath(f"{name}.tsv").read_text("utf-8")
    return {word: int(number) for word, _, number in (x.partition("\t") for x in text.splitlines())}
