"""Which of the further spellings that GeoNames lists are taken as names of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.recognition.lexicon import lexicon
from geo.text import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_CODE = 4
"""Letters up to which a spelling in capitals is an airport's or a registry's code."""
SHORTEST_NAME = 3
"""ASCII letters below which a further spelling leads to a place too seldom ("Al", "In")."""
COMMON_WORD = 3
"""The class (see `geo.recognition.lexicon`) from which an English word is no further spelling."""


def kept_spellings(main: str, names: Iterable[str]) -> tuple[str, ...]:
    """Leave out transliterations in small letters, codes, and common English words."""
    return tuple(dict.fromkeys(name for name in names if name != main and _is_name(name)))


def _is_name(name: str) -> bool:
    if not name or "|" in name or not name.isprintable():
        return False
    if not name.isascii():
        return True
    key = key_of(name)  # "T'o" is no less a common word than "To"
    if name[0].islower() or len(key) < SHORTEST_NAME:
        return False
    if name.isupper() and len(name) <= SHORTEST_CODE:
        return False
    known = lexicon().get(key)
    return known is None or known.english < COMMON_WORD
