"""What the words of a search mean, in one form for everybody who answers them.

A word begins a word of the article: `bazar` finds Bazarak, and `bazar*` asks for the same. Words in
quotation marks stand together and whole: `"red cross"`; a star after the last of them lets it
begin a word only: `"red cro*"`. Everything that is asked for must be there. How words are compared
is `geo.text.words_of`: case, diacritics, vowel signs and the variants of letters do not matter.

An article is folded into a haystack, and a question into needles that stand in it, so that
Python's `in`, SQL's `instr` and a full-text index all answer alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.text import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import LocatedArticle

APART = "|"
"""Stands between the fields of a haystack; no folded word holds it, so no phrase crosses it."""
_MARKS = '"“”„‟«»〝〞＂'  # noqa: RUF001 - quotation marks of all keyboards
_PHRASE = re.compile(rf"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]?")


def haystack_of(located: LocatedArticle) -> str:
    """Fold title, text, source and the names of the places that an article means.

    Each word has a space before and behind it.
    """
    article = located.article
    names = {
        name
        for mention in located.mentions
        if mention.resolution.place is not None
        for name in mention.resolution.place.names
    }
    return _folded((article.title or "", article.text, article.source or "", *sorted(names)))


def _folded(fields: Iterable[str]) -> str:
    words = [" ".join(words_of(field)) for field in fields]
    return f" {f' {APART} '.join(filter(None, words))} "


def words_asked(text: str) -> tuple[str, ...]:
    """Return the needles that a search asks for, each once; none when it asks for nothing.

    Each begins with a space, and ends with one unless its last word may go on.
    """
    needles: list[str] = []
    # Taken apart at the phrases: what is no phrase, a phrase, what is no phrase, and so on.
    for number, piece in enumerate(_PHRASE.split(text)):
        words = words_of(piece)
        if number % 2 == 0:
            needles += [f" {word}" for word in words]
        elif words:
            goes_on = piece.rstrip().endswith("*")
            needles.append(f" {' '.join(words)}{'' if goes_on else ' '}")
    return tuple(dict.fromkeys(needles))
