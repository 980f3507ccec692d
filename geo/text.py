"""The one way names are compared, and how a text falls into words, sentences and paragraphs.

Two spellings are the same name when their keys are equal: case, diacritics, possessives, Unicode
form, zero-width and direction marks, hyphens, dashes, spaces and Arabic look-alike letters do not
count ("Hindukush" = "Hindu Kush" = "HINDU-KUSH"). Every offset is a code point of the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, chain, compress
from operator import add, attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from geo.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.model import Part

BASIC_PLANE = 0x10000
STRIPPED_MARKS = 10
"""Marks of this combining class and above carry no name (accents, vowel points); the lower ones
(Indic nukta and virama) are letters in all but name."""

APOSTROPHES = "'’‘ʼʻʹ`´ʿʾ＇"  # noqa: RUF001 - look-alikes are the point
LETTERS = str.maketrans(
    {
        # Arabic script: one letter per sound, whichever keyboard wrote it.
        "ي": "ی",
        "ى": "ی",
        "ې": "ی",
        "ۍ": "ی",
        "ئ": "ی",
        "ك": "ک",
        "ګ": "گ",
        "ة": "ه",  # noqa: RUF001 - Arabic letters
        "ۀ": "ه",  # noqa: RUF001 - Arabic letters
        "ؤ": "و",
        "ـ": "",
        # Latin letters that Unicode does not take apart.
        "ı": "i",  # noqa: RUF001 - the dotless i
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ə": "a",
        # Dashes that are not the hyphen-minus.
        **dict.fromkeys("‐‑‒–—―−־", "-"),  # noqa: RUF001 - look-alikes are the point
        **dict.fromkeys(APOSTROPHES, ""),
    },
)


def _mark_ranges() -> str:
    """Return a regex class body of every combining mark and format control of the basic plane."""
    wanted = {"Mn", "Mc", "Me", "Cf"}
    ranges: list[list[int]] = []
    for code in range(0xAD, BASIC_PLANE):
        if unicodedata.category(chr(code)) not in wanted:
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


_MARKS = _mark_ranges()
# Every token begins with a letter or digit, so the pattern does too: the search then skips to one
# by a single look, and nothing is ever read more than twice.
_WORD = rf"[^\W_]*+(?:(?:[{_MARKS}]|[{APOSTROPHES}](?=[^\W_]))[^\W_]*+)*+"
# "U.S.", "D.C.", "U.A.E": letters with points between them are one word.
_INITIALS = r"(?=\.)(?<=[^\W\d_])(?:\.(?:[^\W\d_]\.)++|(?:\.[^\W\d_])++(?![^\W_]))"
# Most words are plain and followed so that nothing else can be read: those go first.
_PLAIN = r"[a-zA-Z0-9]*+(?=[ ,\n])"
_TOKEN = re.compile(rf"([^\W_](?:{_PLAIN}|{_INITIALS}|{_WORD}))")
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}][sS][{_MARKS}]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A text with everything taken off that does not tell names apart.

    text: the folded text. offsets: for each of its characters the code point of the original
    that it came from; one more entry at the end holds the original's length.
    """

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original that gave the folded characters start..end."""
        return Span(start=self.offsets[start], end=self.offsets[end - 1] + 1)


def fold(text: str) -> Folded:
    """Fold `text` for comparing names, and keep the way back to its code points.

    Case, diacritics, apostrophes, zero-width and direction marks go; compatibility forms and
    Arabic look-alikes become one letter; dashes and any white space become single spaces.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(text):
        for piece in _folded_character(character):
            if piece == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(piece)
            offsets.append(index)
    if characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return Folded(text="".join(characters), offsets=(*offsets, len(text)))


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    if character.isspace():
        return " "
    # Casefold first and last: compatibility forms can hide capitals, and folding can decompose.
    # Look-alikes are mapped before taking apart (ئ would lose its hamza) and after (accented ø).
    lowered = character.casefold().translate(LETTERS)
    apart = unicodedata.normalize("NFKD", lowered).casefold()
    kept = [
        piece
        for piece in apart
        if unicodedata.category(piece) != "Cf" and unicodedata.combining(piece) < STRIPPED_MARKS
    ]
    folded = "".join(kept).translate(LETTERS)
    return folded.replace("-", " ")


def word_set(text: str) -> frozenset[str]:
    """Return the words of `text`, parted by white space, as a set; for word lists in code."""
    return frozenset(text.split())


def words_of(name: str) -> tuple[str, ...]:
    """Return the keys of the words of `name`: ("mazar", "i", "sharif")."""
    return tuple([key for word in _TOKEN.findall(name) if (key := _words[word].key)])


def key_of(name: str) -> str:
    """Return what two spellings of one name share: the keys of its words, joined."""
    return "".join(words_of(name))


class Token(NamedTuple):
    """One word of a text.

    start, end: half-open code points, without a possessive ending. text: the original. key: the
    folded word without points. possessive: "'s" follows. capitalised: the word starts as a name
    does, with a capital or in a script without case.
    """

    start: int
    end: int
    text: str
    key: str
    possessive: bool
    capitalised: bool

    @property
    def all_caps(self) -> bool:
        """Tell whether every cased letter is a capital, and there are at least two letters."""
        return self.text.isupper() and len(self.key) > 1


class _Word(NamedTuple):
    """What a run of letters is as a token: the fields of `Token` that do not hang on its place."""

    length: int
    text: str
    key: str
    possessive: bool
    capitalised: bool


KEPT_WORDS, KEPT_LENGTH = 65_536, 40
"""How many words are remembered, and how long they may be, so that no text fills the memory."""

_Answer = TypeVar("_Answer")


class Kept(dict[str, _Answer]):
    """What a function answers for each piece of text, worked out once: the news repeats its words.

    Asked as a dict is, which for a known piece costs no call. It is emptied when it is full.
    """

    def __init__(self, work_out: Callable[[str], _Answer]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, piece: str) -> _Answer:
        """Work out the answer, and remember it where the piece is short."""
        answer = self._work_out(piece)
        if len(piece) <= KEPT_LENGTH:
            if len(self) >= KEPT_WORDS:
                self.clear()
            self[piece] = answer
        return answer


def _word(written: str) -> _Word:
    ending = _POSSESSIVE.search(written) if len(written) > 2 and not written.isalnum() else None  # noqa: PLR2004 - "X's"
    word = written[: ending.start()] if ending else written
    key, capitalised = _word_key(word)
    return _Word(len(word), word, key, ending is not None, capitalised)


_words = Kept(_word)


def _word_key(word: str) -> tuple[str, bool]:
    """Return the key of a word, and whether the word starts as a name does."""
    first = word[0]
    if word.isascii():
        return word.lower().replace("'", "").replace(".", "").replace("`", ""), first.isupper()
    capitalised = first.isupper() or first.istitle() or (first.isalpha() and not first.islower())
    return fold(word).text.replace(".", "").replace(" ", ""), capitalised


_token = partial(tuple.__new__, Token)
"""Make a token of a tuple of its fields, at half the price of naming them."""


class Columns(NamedTuple):
    """The words of a text in order, and column by column (see `Token`).

    gaps: what stands before each word, and after the last one; a possessive ending is of the gap.
    """

    tokens: tuple[Token, ...] = ()
    starts: Sequence[int] = ()
    texts: Sequence[str] = ()
    keys: Sequence[str] = ()
    capitalised: Sequence[bool] = ()
    gaps: Sequence[str] = ()


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of `text` in order. Hyphens part words, apostrophes inside do not."""
    return columns(text).tokens


def columns(text: str) -> Columns:
    """Return the words of `text` as `tokens` does, and their columns."""
    pieces = _TOKEN.split(text)  # what is no word, a word, what is no word, and so on
    if len(pieces) == 1:
        return Columns()
    words = map(_words.__getitem__, pieces[1::2])
    lengths, texts, keys, possessives, capitals = zip(*words, strict=True)
    # Column by column, so that the loops run inside the interpreter.
    starts = [*accumulate(map(len, pieces))][:-1:2]
    ends = map(add, starts, lengths)
    found = map(_token, zip(starts, ends, texts, keys, possessives, capitals, strict=True))
    if all(keys):
        gaps = pieces[::2]
        for index in compress(range(len(keys)), possessives):
            gaps[index + 1] = pieces[2 * index + 1][lengths[index] :] + gaps[index + 1]
        return Columns(tuple(found), starts, texts, keys, capitals, gaps)
    kept = tuple(token for token in found if token.key)
    edges = [0, *chain.from_iterable([token.start, token.end] for token in kept), len(text)]
    return Columns(
        kept,
        [token.start for token in kept],
        [token.text for token in kept],
        [token.key for token in kept],
        [token.capitalised for token in kept],
        [text[end:start] for end, start in zip(edges[::2], edges[1::2], strict=True)],
    )


ABBREVIATIONS = word_set(
    "gen lt col maj capt cmdr cdr sgt brig adm mr mrs ms dr prof sen rep gov pres hon rev st mt "
    "ft jr sr vs no nos approx inc corp ltd fig etc eg ie cf al supt insp const dept univ ave "
    "blvd jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri",
)
STARTERS = word_set(
    "the a an he she it they we i in on at but and this that these those his her their its our "
    "there as after before when while since if some many most more no not however meanwhile "
    "earlier later officials according",
)
"""Words that begin a sentence even after "U.S.": a name seldom goes on with them."""

# All that may end a sentence, first by its first character, so that the search skips to one; then
# the alternatives, each behind the look that says which character it was.
_STOP = re.compile(
    r"[.!?…。！？۔؟\n](?:"  # noqa: RUF001 - full stops of other scripts
    r"(?<=[.!?…])(?<![.!?…].)[.!?…]*+(?:"
    r"[\"'”’»)\]]*+(?=\s)"  # noqa: RUF001 - typographic quotes close sentences
    r"|[\"”»](?=\w))"  # a quotation that follows without a space
    r"|(?<=[。！？۔؟])[。！？۔؟]*+[\"'”’»」』)\]]*+"  # noqa: RUF001 - full stops of other scripts
    r"|(?<=\n)(?:[^\S\n]*\n\s*"
    r"|(?=[^\S\n]*[•·*\-–]\s)))",  # noqa: RUF001 - bullets
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_NEXT_WORD = re.compile(r"[^\w\s]*\s*[^\w\s]*([^\W_]+)")
_BEFORE_WORD = re.compile(r"[\s(\[\"'“‘]")  # noqa: RUF001 - typographic quotes open words
_LAST_WORD_LIMIT = 24


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of `text`, parted by blank lines, without white space about them."""
    found: list[Span] = []
    start = 0
    for match in _PARAGRAPH.finditer(text):
        _keep(found, text, start, match.start())
        start = match.end()
    _keep(found, text, start, len(text))
    return tuple(found)


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of `text` in order, none empty; a blank line always ends one."""
    found: list[Span] = []
    start = 0
    for match in _STOP.finditer(text):
        if match.start() < start:
            continue
        if match.group()[0] in ".!?…" and not _ends_sentence(text, match):
            continue
        _keep(found, text, start, match.end())
        start = match.end()
    _keep(found, text, start, len(text))
    return tuple(found)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match.group()[0] != ".":
        # A question or cry inside a quotation goes on when a small letter follows.
        return not _next_word(text, match.end())[:1].islower()
    following = _next_word(text, match.end())
    if following[:1].islower():
        return False
    before = text[max(0, match.start() - _LAST_WORD_LIMIT) : match.start()]
    last = _BEFORE_WORD.split(before)[-1]
    if not last:
        return True
    if "." in last or (len(last) == 1 and last.isupper()):
        return following.lower() in STARTERS or not following
    return last.lower() not in ABBREVIATIONS


def _next_word(text: str, position: int) -> str:
    match = _NEXT_WORD.match(text, position, position + 80)
    return match.group(1) if match else ""


def _keep(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Span(start=start, end=end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One field of an article, taken apart once for everyone who reads it."""

    text: str
    part: Part
    columns: Columns
    tokens: tuple[Token, ...]
    sentences: tuple[Span, ...]
    paragraphs: tuple[Span, ...]
    sentence_starts: tuple[int, ...]
    paragraph_starts: tuple[int, ...]
    token_starts: Sequence[int]

    def sentence_at(self, offset: int) -> int:
        """Return the index of the sentence that holds the code point `offset`."""
        return max(0, bisect_right(self.sentence_starts, offset) - 1)

    def paragraph_at(self, offset: int) -> int:
        """Return the index of the paragraph that holds the code point `offset`."""
        return max(0, bisect_right(self.paragraph_starts, offset) - 1)

    def token_at(self, offset: int) -> int:
        """Return the index of the token that starts at `offset`, or the first one after it."""
        return bisect_right(self.token_starts, offset - 1)

    def between(self, left: Token, right: Token) -> str:
        """Return what stands between two tokens."""
        return self.text[left.end : right.start]

    def words(self, span: Span) -> tuple[Token, ...]:
        """Return the tokens that start inside `span`."""
        return self.tokens[self.token_at(span.start) : self.token_at(span.end)]


_start = attrgetter("start")


def read(text: str, part: Part) -> Passage:
    """Take `text` apart into words, sentences and paragraphs."""
    words = columns(text)
    lines = sentences(text)
    blocks = paragraphs(text)
    return Passage(
        text=text,
        part=part,
        columns=words,
        tokens=words.tokens,
        sentences=lines,
        paragraphs=blocks,
        sentence_starts=tuple(map(_start, lines)),
        paragraph_starts=tuple(map(_start, blocks)),
        token_starts=words.starts,
    )
