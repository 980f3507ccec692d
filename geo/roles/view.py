"""What a rule sees of a mention: its sentence, its clause, the words before and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
_BREAK = re.compile(
    r"[;:—]|,\s+(?=(?:which|who|whom|where|while|whose|but|although|though|whereas)\b)"
    r"|\s(?=(?:while|whereas|although)\s)"
    r"|[,.!?…][\"”](?=\s)",
)
_HYPHENS = frozenset({"-", "‐", "‑"})  # noqa: RUF001 - look-alikes are the point


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the roles of one article are judged from.

    dateline: spans in the text field that a dateline names. dateline_firm: its form alone shows
    that it is one; else ("Kabul: …") only a town is taken for one. measured: (part, span) of the
    mentions that relative places were measured from. published: for telling history from news.
    """

    passages: Mapping[Part, Passage]
    gazetteer: Gazetteer
    dateline: tuple[Span, ...] = ()
    dateline_firm: bool = False
    measured: frozenset[tuple[Part, Span]] = frozenset()
    published: dt.date | None = None


class View:
    """One mention seen in its sentence."""

    __slots__ = (
        "clause",
        "first",
        "last",
        "mention",
        "passage",
        "place",
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
        self.sentence = passage.tokens[offset : min(passage.token_at(sentence.end), last + WINDOW)]
        self.first, self.last = first - offset, last - offset
        self.clause = self._clause()

    def _clause(self) -> tuple[Token, ...]:
        """Return the words of the mention's own clause.

        A relative clause ends at its comma; a bare name before a colon ("Taloqan: three died")
        belongs to what follows.
        """
        span = self.mention.span
        start, end = self.sentence[0].start, self.sentence[-1].end
        for match in _BREAK.finditer(self.text, start, end):
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
        return tuple(token for token in self.sentence if start <= token.start < end)

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
        step = 1
        while self.before(step) in _SKIPPED_BEFORE:
            step += 1
        return step

    @property
    def possessive(self) -> bool:
        """Tell whether "'s" follows the name."""
        return self.last > 0 and self.sentence[self.last - 1].possessive

    @property
    def hyphen_after(self) -> bool:
        """Tell whether a hyphen follows at once: "Kabul-based"."""
        return self.text[self.mention.span.end : self.mention.span.end + 1] in _HYPHENS

    @property
    def hyphen_before(self) -> bool:
        """Tell whether a hyphen stands right before: "anti-Pakistan"."""
        start = self.mention.span.start
        return start > 0 and self.text[start - 1] in _HYPHENS

    @property
    def actor(self) -> bool:
        """Tell whether the name can stand for a government."""
        if self.place is None:
            return False
        key = key_of(self.place.name)
        return self.place.kind is PlaceKind.COUNTRY or (
            self.place.kind is PlaceKind.CITY and key in words.CAPITALS
        )


_SKIPPED_BEFORE = word_set(
    "the northern southern eastern western north south east west central northeastern "
    "northwestern southeastern southwestern neighbouring neighboring nearby whole entire",
)
