"""What the text says beside a name about where it lies: "the Sanjan area of Kapisa province"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.recognition import words
from geo.text import word_set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Part
    from geo.recognition import Toponym
    from geo.text import Passage

GAP_LIMIT = 80
WORD_LIMIT = 7
LINKS = frozenset({"in", "of", "within", "inside"})
NO_CONTAINER = words.CALENDAR | words.COMMON_WORDS | words.COMPASS
INNER_WORDS = word_set(
    "area areas district town village city valley region part parts suburb outskirts capital "
    "provincial administrative centre center neighbourhood neighborhood province the a an its "
    "northern southern eastern western north south east west central northeastern northwestern "
    "southeastern southwestern northeast northwest southeast southwest remote nearby small in of "
    "within inside mountainous",
)
"""Words that may stand between a place and what holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The text puts one name inside another: `inner` and `outer` index an article's toponyms.

    firm: the wording says so; a comma or a possessive may also mean something else.
    """

    inner: int
    outer: int
    firm: bool


def find_beside(
    passages: Mapping[Part, Passage],
    toponyms: Sequence[Toponym],
) -> tuple[Beside, ...]:
    """Return which neighbouring names the text puts inside each other."""
    found = []
    for index in range(len(toponyms) - 1):
        left, right = toponyms[index].mention, toponyms[index + 1].mention
        if left.part != right.part or right.span.start - left.span.end > GAP_LIMIT:
            continue
        gap = passages[left.part].text[left.span.end : right.span.start]
        relation = read_gap(gap)
        if relation == "outer_first":
            found.append(Beside(inner=index + 1, outer=index, firm=False))
        elif relation is not None:
            found.append(Beside(inner=index, outer=index + 1, firm=relation == "inner_first"))
    return tuple(found)


def read_gap(gap: str) -> Literal["inner_first", "outer_first", "comma"] | None:
    """Read what stands between two names: which of them lies in the other, if the words say so."""
    plain = gap.replace("’", "'")  # noqa: RUF001 - the typographic apostrophe
    if plain.strip() in {",", "("}:
        return "comma"
    parts = plain.replace(",", " ").replace("-", " ").split()
    if not parts or len(parts) > WORD_LIMIT:
        return None
    # "Kapisa's Sanjan", "Kapisa province's Sanjan district", "Panjshir's capital, Bazarak"
    owner, _, owned = " ".join(parts).partition("'s")
    if "'s" in plain:
        said = {*owner.split(), *owned.split()}
        return "outer_first" if said <= INNER_WORDS and not LINKS & said else None
    if len(parts) > 1 and parts[-1] == "of" and parts[-2] in words.COMPASS and "the" not in parts:
        return None  # "west of" lies outside, "in the west of" inside
    if set(parts) <= INNER_WORDS and LINKS & set(parts):
        return "inner_first"
    return None


def unknown_container(
    passage: Passage,
    toponym: Toponym,
    gazetteer: Gazetteer,
) -> str | None:
    """Return the name in "Sanjan in Gujarat" when no such place is known, else None."""
    link, name = (*passage.tokens[toponym.last : toponym.last + 2], None, None)[:2]
    if link is None or name is None or link.key != "in":
        return None
    if not name.capitalised or name.all_caps or not name.text.isalpha():
        return None
    if passage.text[toponym.mention.span.end : name.start].split() != ["in"]:
        return None
    if name.key in NO_CONTAINER:
        return None
    if _may_be_known(passage, toponym.last + 1, gazetteer):
        return None
    return name.text


def _may_be_known(passage: Passage, first: int, gazetteer: Gazetteer) -> bool:
    """Tell whether a known name, or nearly one, begins at this token."""
    key = ""
    for token in passage.tokens[first : first + gazetteer.longest_name]:
        key += token.key
        if gazetteer.lookup_key(key):
            return True
    return bool(gazetteer.near_key(passage.tokens[first].key))
