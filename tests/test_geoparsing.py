from __future__ import annotations

import datetime as dt
import gc
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from locating import gazetteer, ids, located, world

from geo.geoparsing import geoparse
from geo.model import Article, LocatedArticle, Role, Verdict
from geo.text import word_set

WORDS = (
    *sorted(word_set("Panjshir Kabul Bazarak Sanjan Kapisa province valley Pass in of the from")),
    *sorted(word_set("near Taliban said clashes 90 miles north on Monday US Andrab Hindukush")),
    *sorted(word_set("Jordan KUNDUZ . , ; : — ' ’s ( Reuters) - <b> {{x}} % Tajikistan پنجشیر")),
    *("\n", "\n\n", "\x00", "\u202b", "می\u200cرود", "Panjshe\u0304r", "東京"),
)
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=60).map("".join),
)
days = st.one_of(st.none(), st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)))


def _check(found: LocatedArticle) -> None:
    article = found.article
    fields = {"title": article.title or "", "text": article.text}
    order = {"title": 0, "text": 1}
    mentions = [mention.mention for mention in found.mentions]
    told = [(time.span, time.part, time.text) for time in found.times]
    told += [(place.span, place.part, place.text) for place in found.relative]
    told += [(mention.span, mention.part, mention.text) for mention in mentions]
    for span, part, text in told:
        assert span.of(fields[part]) == text
    keys = [(order[m.mention.part], m.mention.span.start) for m in found.mentions]
    assert keys == sorted(set(keys)), "mentions stand in reading order and do not repeat"
    for left, right in zip(found.mentions, found.mentions[1:], strict=False):
        if left.mention.part == right.mention.part:
            assert not left.mention.span.overlaps(right.mention.span)
    for mention in found.mentions:
        resolution = mention.resolution
        assert 0.0 <= resolution.confidence <= 1.0
        assert (resolution.place is None) == (resolution.verdict is Verdict.NIL)
        assert resolution.evidence
        assert mention.role_evidence.name
    places = {m.resolution.place.id for m in found.mentions if m.resolution.place}
    assert set(found.focus) <= places
    assert len(set(found.focus)) == len(found.focus) <= 5
    assert {place.anchor for place in found.relative} <= places


@settings(max_examples=150)
@given(texts, st.one_of(st.none(), texts), days)
def test_any_text_is_located_and_every_span_slices_back(
    text: str,
    title: str | None,
    published: dt.date | None,
) -> None:
    found = located(text, title, published)
    _check(found)
    assert found == located(text, title, published), "the same article gives the same answer"


@settings(max_examples=80)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_composed_and_decomposed_text_mean_the_same_places(text: str) -> None:
    def meant(form: str) -> list[str | None]:
        shaped = unicodedata.normalize(form, text)  # type: ignore[arg-type]
        return ids(shaped)

    assert meant("NFC") == meant("NFD")


@settings(max_examples=60)
@given(texts)
def test_a_trailing_paragraph_of_noise_takes_no_mention_away(noise: str) -> None:
    text = "Clashes in the Sanjan area of Kapisa province killed ten in Panjshir on Monday."
    before = [m.mention.span for m in located(text).mentions]
    found = located(f"{text}\n\n{noise}")
    assert [m.mention.span for m in found.mentions][: len(before)] == before


def test_an_empty_article_is_located_as_nothing() -> None:
    found = located("", "")
    assert (found.mentions, found.times, found.relative, found.focus) == ((), (), (), ())


def test_title_and_text_are_both_read_with_their_own_offsets() -> None:
    found = located("A battle raged there.", "Taliban reach Bazarak")
    (mention,) = found.mentions
    assert (mention.mention.part, mention.mention.span.of("Taliban reach Bazarak")) == (
        "title",
        "Bazarak",
    )


def test_an_event_without_a_time_takes_the_last_one_before_it_in_its_paragraph() -> None:
    text = (
        "On Friday a bomb exploded in Herat. Later ten were killed in Kandahar. It is quiet in "
        "Ghazni.\n\nFive were killed in Bazarak. In Farah shots were fired on Monday."
    )
    times = {
        m.mention.text: m.time.text if m.time else None
        for m in located(text, published=dt.date(2021, 8, 28)).mentions
    }
    assert times == {
        "Herat": "On Friday",
        "Kandahar": "On Friday",
        "Ghazni": None,
        "Bazarak": None,
        "Farah": "on Monday",
    }


def test_focus_is_where_the_news_is_not_where_it_was_filed_or_who_spoke() -> None:
    found = located(
        "KABUL, Aug 28 (Reuters) - Fighters attacked a post in Bazarak, and Moscow said it was "
        "worried. Ten died in Bazarak, the capital of Panjshir.",
        "Fighters attack Bazarak",
    )
    assert found.focus[0] == "af-bazarak"
    assert not {"ru-moscow", "af-kabul"} & set(found.focus)


def test_an_article_about_nowhere_has_no_focus() -> None:
    assert located("Nothing happened, and nobody said where.").focus == ()


def test_hostile_text_is_read_as_text() -> None:
    text = "<img src=x onerror=alert(1)> in Kabul {{ 7*7 }} {% raw %} `Herat` ${x} </script>"
    assert [m.mention.text for m in located(text).mentions] == ["Kabul", "Herat"]


def test_a_rejected_namesake_keeps_its_reasons() -> None:
    found = located("A battle raged in the Sanjan area of Kapisa province.")
    resolution = found.mentions[0].resolution
    assert resolution.rejected
    assert all(candidate.evidence for candidate in resolution.rejected)


def test_a_long_article_is_read_in_one_pass() -> None:
    # Quadratic work would run into the suite's timeout here.
    sentence = "On Monday ten were killed in Bazarak, Panjshir, 90 miles north of Kabul, he said. "
    found = geoparse(Article(id="0" * 20, text=sentence * 2_000), gazetteer())
    assert len(found.mentions) == 6_000
    assert {m.role for m in found.mentions} == {Role.EVENT, Role.BACKGROUND}


def test_one_endless_sentence_is_read_in_one_pass() -> None:
    found = geoparse(Article(id="0" * 20, text="clashes in Bazarak and " * 8_000), gazetteer())
    assert len(found.mentions) == 8_000


def test_an_article_leaves_nothing_behind_that_only_a_garbage_collection_could_free() -> None:
    text = "KABUL, Aug 28 (Reuters) - A bomb went off in Herat, 20 km north of Guzara, on Friday."
    located(text, places=world())
    gc.collect()
    gc.disable()
    try:
        located(text, places=world())
        assert gc.collect() == 0
    finally:
        gc.enable()
