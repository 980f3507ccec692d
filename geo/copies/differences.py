"""What differs between two texts, word by word: for a reader who asks what a copy changed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_WORDS = 800
"""Words of each text that are compared, from its beginning. The time grows with their square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in a row that are in both texts, in the first alone, or in the second alone."""

    where: Literal["both", "first", "second"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Two texts as one row of runs; without the "second" ones it is the first text, and so on.

    left: words of the first and of the second text that were not compared.
    """

    runs: tuple[Run, ...]
    left: tuple[int, int]


def differences(first: str, second: str) -> Differences:
    """Compare two texts by their words; white space plays no part, case and marks do."""
    words = first.split(), second.split()
    one, other = (each[:MOST_WORDS] for each in words)
    runs: list[Run] = []
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(where="both", words=tuple(one[i:j])))
            continue
        if i < j:
            runs.append(Run(where="first", words=tuple(one[i:j])))
        if k < m:
            runs.append(Run(where="second", words=tuple(other[k:m])))
    left = len(words[0]) - len(one), len(words[1]) - len(other)
    return Differences(runs=tuple(runs), left=left)
