"""What is kept of an article to compare it with all others: its shingles and their MinHash.

A shingle is three words in a row, folded and hashed to 32 bits. All hashes are fixed, so that
every process makes the same sketch of the same text.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
import zlib
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from rensa import RMinHash

from geo.text import APOSTROPHES, LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Hashes = NDArray[np.uint32]

WORDS_OF_A_SHINGLE = 3
MOST_CHARACTERS = 12_000
"""Characters of a text that are looked at, some 2,000 words, which bounds what is kept of it."""
LEAST_SHINGLES = 20
"""Different shingles below which a text is short, and a copy only when it is equal."""
OPENING = 48
"""Shingles of a text's beginning, by which cut copies are found."""
WHOLE_HASHES, OPENING_HASHES = 126, 64
SEED = 20210815
AT_ONCE = 200
"""Texts whose sketches are worked out together."""

_UNHEARD = re.compile(
    "[\u0300-\u036f\u064b-\u065f\u0670\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
"""Accents, vowel points, and marks without a width."""
_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, ""))
_WORD = re.compile(r"[^\W_]+")
_MIX = tuple(
    map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)),
)
_SPREAD = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is kept of an article.

    key: equal for articles whose words are; of short texts the title counts too. shingles: in
    reading order, repeated ones too; empty when the text is short. figures: hashes of the words
    that begin with a digit, sorted, none twice. digest: the MinHash of all shingles, then that of
    the opening ones; empty like `shingles`.
    """

    key: bytes
    shingles: Hashes
    figures: Hashes
    digest: Hashes

    @property
    def short(self) -> bool:
        """Tell whether the text is too short to be compared by shingles."""
        return not len(self.shingles)


def sketches(articles: Iterable[tuple[str | None, str]]) -> Iterator[Sketch]:
    """Yield the sketch of each article, given as title and text."""
    rest = iter(articles)
    while batch := list(itertools.islice(rest, AT_ONCE)):
        words = [words_of_report(text) for _, text in batch]
        told = [shingles_of(each) for each in words]
        digests = np.hstack(
            (
                _digests(told, WHOLE_HASHES),
                _digests([each[:OPENING] for each in told], OPENING_HASHES),
            )
        )
        for (title, _), read, shingles, digest in zip(batch, words, told, digests, strict=True):
            compared = bool(len(shingles))
            named = b"" if compared else words_of_report(title or "") + b"\n"
            yield Sketch(
                key=blake2b(named + read, digest_size=16).digest() if read else b"",
                shingles=shingles,
                figures=_figures(read) if compared else _NOTHING,
                digest=digest.copy() if compared else _NOTHING,
            )


def words_of_report(text: str) -> bytes:
    """Return the folded words of a text with spaces between, in UTF-8.

    Case, accents, apostrophes, marks without a width, and look-alike letters do not count. Made
    for speed on whole texts: unlike `geo.text.words_of` it parts words at every other mark, and
    reads `MOST_CHARACTERS` only.
    """
    text = text[:MOST_CHARACTERS]
    if text.isascii():
        text = text.translate(_APOSTROPHES)
    else:
        text = _UNHEARD.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(LETTERS)
    return " ".join(_WORD.findall(text.casefold())).encode()


def shingles_of(words: bytes) -> Hashes:
    """Return the shingles of `words_of_report` in reading order; none when the text is short."""
    each = words.split(b" ")
    count = len(each) - WORDS_OF_A_SHINGLE + 1
    if count < LEAST_SHINGLES:
        return _NOTHING
    hashes = np.fromiter(map(zlib.crc32, each), np.uint64, len(each))
    mixed = np.zeros(count, np.uint64)
    for place, factor in enumerate(_MIX):
        mixed += hashes[place : place + count] * factor
    mixed ^= mixed >> _HALF
    mixed *= _SPREAD
    found = (mixed >> _HALF).astype(np.uint32)
    return found if len(distinct(found)) >= LEAST_SHINGLES else _NOTHING


def _figures(words: bytes) -> Hashes:
    found = [zlib.crc32(word) for word in words.split(b" ") if word[:1].isdigit()]
    return distinct(np.array(found, np.uint32))


def distinct(shingles: Hashes) -> Hashes:
    """Return shingles sorted, none twice."""
    found = np.sort(shingles)
    return found[np.concatenate(([True], found[1:] != found[:-1]))[: len(found)]]


_NOTHING = np.zeros(0, np.uint32)


def _digests(told: list[Hashes], columns: int) -> Hashes:
    """Return the MinHash of each text's shingles, a row each."""
    offsets = np.cumsum([0, *map(len, told)], dtype=np.uint64)
    flat = np.concatenate((*told, _NOTHING)).astype(np.uint64)
    found = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, columns, SEED)
    return np.array(found.to_rows(), np.uint32).reshape(len(told), columns)
