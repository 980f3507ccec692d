from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import columns, fold, key_of, paragraphs, read, sentences, tokens, words_of

SAME_NAME = [
    ("Hindukush", "Hindu Kush"),
    ("Hindu-Kush", "HINDU KUSH"),
    ("Panjshir", "Panjshīr"),
    ("Panjshir's", "Panjshir"),
    ("Panjshir’s", "Panjshir"),
    ("Sana'a", "Sanaa"),
    ("Sana’a", "Sanaa"),
    ("U.S.", "US"),
    ("Mazar-i-Sharif", "Mazar i Sharif"),
    ("Mazar–i–Sharif", "Mazar-i-Sharif"),
    ("پنجشير", "پنجشیر"),
    ("كابل", "کابل"),
    ("پنج\u200cشیر", "پنجشیر"),
    ("\u202bKabul\u202c", "Kabul"),
    ("Ka\u00adbul", "Kabul"),
    ("Straße", "STRASSE"),
    ("Malmø", "Malmo"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NAME)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Iran", "Iraq"), ("Andarab", "Andrab"), ("Salang", "Salan"), ("کابل", "قابل")],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_folding_keeps_the_way_back_to_the_original() -> None:
    text = "X\u200b Panjshi\u0304r — ok"
    folded = fold(text)
    start = folded.text.index("panjshir")
    assert folded.original(start, start + 8).of(text) == "Panjshi\u0304r"


@given(st.text())
def test_folding_never_raises_and_offsets_rise(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_latin_folds_alike_however_it_is_composed(text: str) -> None:
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed).text == fold(apart).text


@given(st.text())
def test_tokens_slice_back_and_never_overlap(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.start >= end
        assert text[token.start : token.end] == token.text
        assert token.key
        end = token.end


def test_possessive_ending_is_not_part_of_the_word() -> None:
    (first, second, *_) = tokens("Panjshir's governor; the fighters’ camp")
    assert (first.text, first.possessive) == ("Panjshir", True)
    assert (second.text, second.possessive) == ("governor", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Gen. Dostum left the U.S. Army. He fled.",
            ["Gen. Dostum left the U.S. Army.", "He fled."],
        ),
        ("He fled to the U.S. The war ended.", ["He fled to the U.S.", "The war ended."]),
        ('They "fight on." He left.', ['They "fight on."', "He left."]),
        ('"We stay."We go on', ['"We stay."', "We go on"]),
        ('"Where to?" he asked. None knew.', ['"Where to?" he asked.', "None knew."]),
        ("A title\n\nA text", ["A title", "A text"]),
        ("On Jan. 5 they met.", ["On Jan. 5 they met."]),
        ("J. Smith spoke. W. Bush did not.", ["J. Smith spoke.", "W. Bush did not."]),
        ("وضعیت آرام است؟ بلی۔ خوب", ["وضعیت آرام است؟", "بلی۔", "خوب"]),
        ("Wait... what? Yes!", ["Wait... what?", "Yes!"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == expected


@given(st.text(alphabet="ab .!?…\"')\n•“”"))
def test_sentences_hold_every_word_once(text: str) -> None:
    spans = sentences(text)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    kept = "".join(span.of(text) for span in spans)
    assert [c for c in kept if not c.isspace()] == [c for c in text if not c.isspace()]


def test_paragraphs_are_parted_by_blank_lines_only() -> None:
    text = "One\nstill one\n \t\nTwo\n\n\n"
    assert [span.of(text) for span in paragraphs(text)] == ["One\nstill one", "Two"]


def test_long_runs_of_points_are_read_in_one_pass() -> None:
    # Quadratic reading would run into the suite's timeout here.
    text = "." * 300_000 + "a" + "a." * 100_000 + "'s" * 100_000
    assert read(text, "text").text == text


@given(st.text())
def test_the_words_of_a_name_are_the_keys_of_its_tokens(name: str) -> None:
    assert words_of(name) == tuple(token.key for token in tokens(name))


@given(st.text(alphabet="aZé7 .,-'’\u0301\u200c\n", max_size=40))
def test_the_gaps_are_what_stands_between_the_words(text: str) -> None:
    words = columns(text)
    if not words.tokens:
        return
    ends = [0, *(token.end for token in words.tokens)]
    starts = [*words.starts, len(text)]
    found = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    assert list(words.gaps) == found


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Zürich, Bamyān", ["Zürich", "Bamyān"]),
        ("Bamya\u0304n fell", ["Bamya\u0304n", "fell"]),  # the bar is a character of its own
        ("Anne's\nQueen", ["Anne", "Queen"]),
        ("the U.S. and D.C., no", ["the", "U.S.", "and", "D.C.", "no"]),
        ("a_b 4th", ["a", "b", "4th"]),
    ],
)
def test_a_word_is_whole_whatever_stands_beside_its_plain_letters(
    written: str, words: list[str]
) -> None:
    assert [token.text for token in tokens(written)] == words
