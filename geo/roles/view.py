"""What a rule sees of a mention: its sentence, its clause, the words before and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.model import PlaceKind
from geo.roles import words
from geo.text import key_of, word_set

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo.gazetteer import Gazetteer
    from geo.model import Mention, Part, Place, Span
    from geo.text import Passage, Token

WINDOW = 80
"""Words to either side of a mention that are looked at, however long its sentence."""
LEAD_IN_WORDS = 4
"""Words before a colon that may still be a mere "where"."""
_CONTRASTS = ("while", "whereas", "although")
# A break is found by its first character, so that the search skips to one; then by what it is.
_MARKS = (
    r"(?<=[;:—])"
    r"|(?<=,)\s+(?=(?:which|who|whom|where|while|whose|but|although|though|whereas)\b)"
    r"|(?<=[,.!?…])[\"”](?=\s)"
)
_MARK_BREAK = re.compile(rf"[;:—,.!?…](?:{_MARKS})")
"""For sentences without a contrast: there no white space needs a look."""
_BREAK = re.compile(rf"[;:—,.!?…\s](?:{_MARKS}|(?<=\s)(?=(?:{'|'.join(_CONTRASTS)})\s))")
_HYPHENS = frozenset({"-", "‐", "‑"})  # noqa: RUF001 - look-alikes are the point


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the roles of one article are judged from.

    dateline: spans in the text field that a dateline names. dateline_firm: its form alone shows
    that it is one; else ("Kabul: …") only a town is taken for one. measured: (part, span) of the
    mentions that relative places were measured from. demonyms: those of the mentions that are words
    for a people. published: for telling history from news.
    """

    passages: Mapping[Part, Passage]
    gazetteer: Gazetteer
    dateline: tuple[Span, ...] = ()
    dateline_firm: bool = False
    measured: frozenset[tuple[Part, Span]] = frozenset()
    demonyms: frozenset[tuple[Part, Span]] = frozenset()
    published: dt.date | None = None


class View:
    """One mention seen in its sentence.

    actor: the name can stand for a government. possessive: "'s" follows the name. hyphen_after,
    hyphen_before: a hyphen stands right there ("Kabul-based", "anti-Pakistan"). clause_keys: the
    keys of the clause's words, for a first look. link: the key of the word before the mention that
    is not an article or a compass word ("from" of "from northern Kabul"); linked: of the one before
    that; following: of the word after the mention. All are "" where the sentence ends.
    """

    __slots__ = (
        "_back",
        "actor",
        "clause",
        "clause_keys",
        "first",
        "following",
        "hyphen_after",
        "hyphen_before",
        "last",
        "link",
        "linked",
        "mention",
        "passage",
        "place",
        "possessive",
        "sentence",
        "text",
    )

    def __init__(self, passage: Passage, mention: Mention, place: Place | None) -> None:
        self.passage = passage
        self.text = passage.text
        self.mention = mention
        self.place = place
        sentence = passage.sentences[passage.sentence_at(mention.span.start)]
        first, last = passage.token_at(mention.span.start), passage.token_at(mention.span.end)
        offset = max(passage.token_at(sentence.start), first - WINDOW)
        # A name may run over what was taken for the end of a sentence ("Ft. Hood").
        end = max(last, min(passage.token_at(sentence.end), last + WINDOW))
        self.sentence = passage.tokens[offset:end]
        self.first, self.last = first - offset, last - offset
        self.clause = self._clause()
        self.clause_keys = frozenset([token.key for token in self.clause])
        self.actor = place is not None and (
            place.kind is PlaceKind.COUNTRY
            or (place.kind is PlaceKind.CITY and _is_capital(place.name))
        )
        self.possessive = self.last > 0 and self.sentence[self.last - 1].possessive
        start, end = mention.span.start, mention.span.end
        self.hyphen_after = self.text[end : end + 1] in _HYPHENS
        self.hyphen_before = start > 0 and self.text[start - 1] in _HYPHENS
        self._back = 1
        while self.before(self._back) in _SKIPPED_BEFORE:
            self._back += 1
        # Nearly every rule asks for these.
        self.link, self.linked = self.before(self._back), self.before(self._back + 1)
        self.following = self.after()

    def _clause(self) -> tuple[Token, ...]:
        """Return the words of the mention's own clause.

        A relative clause ends at its comma; a bare name before a colon ("Taloqan: three died")
        belongs to what follows.
        """
        span = self.mention.span
        start, end = self.sentence[0].start, self.sentence[-1].end
        contrast = any(self.text.find(word, start, end) >= 0 for word in _CONTRASTS)
        for match in (_BREAK if contrast else _MARK_BREAK).finditer(self.text, start, end):
            if match.end() <= span.start:
                start = match.end()
                if match.group().strip() == ",":
                    comma = self.text.find(",", span.end, end)
                    end = comma if comma > 0 else end
            elif match.start() >= span.end:
                lead = self.text[start : match.start()]
                if match.group() != ":" or len(lead.split()) > LEAD_IN_WORDS:
                    end = min(end, match.start())
                    break
        if start == self.sentence[0].start and end == self.sentence[-1].end:
            return self.sentence
        return tuple([token for token in self.sentence if start <= token.start < end])

    def before(self, steps: int = 1) -> str:
        """Return the key of the word `steps` before the mention in its sentence, or ""."""
        index = self.first - steps
        return self.sentence[index].key if index >= 0 else ""

    def after(self, steps: int = 1) -> str:
        """Return the key of the word `steps` after the mention in its sentence, or ""."""
        index = self.last + steps - 1
        return self.sentence[index].key if index < len(self.sentence) else ""

    def back(self) -> int:
        """Return the step before the mention that is not an article or a compass word."""
        return self._back


@lru_cache(maxsize=4096)
def _is_capital(name: str) -> bool:
    return key_of(name) in words.CAPITALS


_SKIPPED_BEFORE = word_set(
    "the northern southern eastern western north south east west central northeastern "
    "northwestern southeastern southwestern neighbouring neighboring nearby whole entire",
)
