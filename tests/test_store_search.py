"""Searching: records, SQL and the full-text index answer alike, and stay in step."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import hostile
import pytest
import sample_articles as sample
from hypothesis import given, settings
from hypothesis import strategies as some
from located import BAZARAK, HERAT, KABUL, PANJSHIR, PLACES, august, located, mention

from geo import corrections
from geo.corrections import (
    Change,
    Confirmed,
    Correction,
    DayIs,
    NotAPlace,
    PlaceIs,
    PointIs,
    Reach,
    RoleIs,
)
from geo.dashboard.library import library
from geo.model import Coordinates, Interval, LocatedArticle, Role, Span
from geo.selection import Clock, Dataset, Filters, answers, select, words_asked
from geo.selection.searching import APART, haystack_of
from geo.store import Question, Store, searching
from geo.text import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import LocatedMention, Place
    from geo.selection import Pin, Undrawn

WORDS = (
    *("Bazarak", "bazaar", "bazar", "red", "cross", "Red", "Crossing", "Kābul", "پنج\u200cشیر"),
    *(
        "پنجشير",
        "كابل",
        "کابل",
        "مسؤول",
        "مسوول",
        "أحمد",
        "احمد",
        "مُحَمَّد",
        "محمد",
        "20",
        "⑴",
        "a.b.",
    ),
    *(
        "U.S.",
        "people's",
        "Hindu-Kush",
        "straße",
        "STRASSE",
        "🙂",
        "|",
        '"',
        "*",
        "AND",
        "NOT",
        "x",
    ),
)
texts = some.lists(some.sampled_from(WORDS), max_size=7).map(" ".join)
queries = some.lists(
    some.sampled_from(
        (*WORDS, '"red cross"', '"red cro*"', "“Red Cross”", '"red', "ba*", "b", "پن")
    ),
    max_size=4,
).map(" ".join) | some.text(max_size=30)


def ids_of(articles: Iterator[LocatedArticle] | tuple[LocatedArticle, ...]) -> set[str]:
    return {each.article.id for each in articles}


def asked_of_records(articles: list[LocatedArticle], text: str) -> set[str]:
    asked = words_asked(text)
    return {row.located.article.id for row in Dataset.of(articles).rows if answers(row, asked)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


def filled(path: Path, *articles: LocatedArticle, full_text: bool | None = None) -> Path:
    with Store.open(path, full_text=full_text) as store:
        for each in articles:
            store.add(each)
    return path


def found(path: Path, text: str, *, full_text: bool | None = None) -> set[str]:
    with Store.open(path, read_only=True, full_text=full_text) as store:
        return set(store.search(Question(text=text)).ids)


# --- What words mean -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "text", "answer"),
    [
        ("bazar", "Bazarak was quiet.", True),
        ("bazar*", "Bazarak was quiet.", True),
        ("BÁZAR", "Bazarak was quiet.", True),
        ("azarak", "Bazarak was quiet.", False),
        ('"bazar"', "Bazarak was quiet.", False),
        ('"bazar*"', "Bazarak was quiet.", True),
        ('"red cross"', "The Red Cross came.", True),
        ("“red cross”", "The Red-Cross came.", True),
        ('"red cross"', "The red crossing was closed.", False),
        ('"red cross*"', "The red crossing was closed.", True),
        ('"red cross"', "A cross, and it was red.", False),
        ("cross red", "A red, red cross.", True),
        ('"red cross', "The Red Cross came.", True),
        ('came "the red"', "The Red Cross came.", True),
        ('gone "the red"', "The Red Cross came.", False),
        ("کابل", "في كابل", True),
        ("كابل", "در کابل", True),
        ("افغانی", "أفغاني", True),
        ("مسوول", "المسؤول مسؤول", True),
        ("محمد", "مُحَمَّد", True),
        ("پنجشیر", "پنج\u200cشیر", True),
        ("naïve", "naive", True),
        ("istanbul", "İstanbul", True),
        ("", "anything", True),
        ('"" * !', "anything", True),
    ],
)
def test_words_begin_words_and_phrases_stand_together_however_they_are_written(
    path: Path, asked: str, text: str, *, answer: bool
) -> None:
    article = located(1, title="A title", text=text)
    filled(path, article)
    assert asked_of_records([article], asked) == ({article.article.id} if answer else set())
    assert found(path, asked) == ({article.article.id} if answer else set())


def test_titles_texts_sources_and_names_of_places_are_searched_and_no_phrase_crosses_them(
    path: Path,
) -> None:
    named = dataclasses.replace(KABUL, name="Kabul", dari_names=("کابل",))
    article = located(1, mention(named), title="Quiet days", text="Nothing new.", source="The Desk")
    filled(path, article)
    for text in ("quiet", "nothing", "desk", "کابل", '"quiet days"', '"the desk"'):
        assert found(path, text) == {article.article.id}, text
    for text in ('"days nothing"', '"new the"', f'"days {APART} nothing"', '"desk kabul"'):
        assert found(path, text) == asked_of_records([article], text), text
        assert "days nothing" not in text or not found(path, text)


@settings(max_examples=150)
@given(
    some.lists(some.tuples(texts, texts), min_size=1, max_size=5), some.lists(queries, max_size=6)
)
def test_records_sql_and_the_index_give_the_same_answers(
    made: list[tuple[str, str]], asked: list[str]
) -> None:
    articles = [
        located(number, mention(PLACES[number]), title=title or None, text=text, source="Desk")
        for number, (title, text) in enumerate(made)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = filled(Path(folder) / "dateline.db", *articles)
        with (
            Store.open(path, read_only=True) as indexed,
            Store.open(path, read_only=True, full_text=False) as bare,
        ):
            for text in asked:
                expected = asked_of_records(articles, text)
                assert set(indexed.search(Question(text=text)).ids) == expected
                assert set(bare.search(Question(text=text)).ids) == expected
                assert set(indexed.matching(text, indexed.version()) or ()) == expected


@pytest.mark.parametrize(
    "text",
    [
        *hostile.HOSTILE,
        *('" OR 1=1 --', "folded : x", "NEAR(a b)", "^a", "a AND", "NOT", "{a b}", "a + b", "-x"),
        *(
            "(",
            '"""',
            "'; DROP TABLE articles; --",
            "\x00",
            "a\x00b",
            "*",
            "* *",
            "%",
            "_",
            "a" * 5000,
        ),
        " ".join(f"w{number}" for number in range(3000)),
        '"' + "a " * 5000 + '"',
    ],
)
def test_no_query_breaks_the_search(path: Path, text: str) -> None:
    article = located(1, text=text.replace("\x00", " "))
    filled(path, article)
    assert found(path, text) == asked_of_records([article], text)


def test_the_tokenizer_is_told_of_every_character_that_folded_words_hold() -> None:
    held: set[str] = set()
    for code in range(sys.maxunicode + 1):
        if not 0xD800 <= code < 0xE000:
            held.update(*words_of(f"a{chr(code)}a"), *words_of(chr(code)))
    ascii_marks = {each for each in held if each.isascii() and not each.isalnum()}
    assert ascii_marks == set("(),"), "give them to tokenchars, and make a migration"
    assert APART not in held
    assert not any(each.isspace() for each in held)


# --- Periods and places --------------------------------------------------------------------

places = some.sampled_from(PLACES)
days = some.integers(1, 31)
intervals = some.tuples(days, days).map(lambda ends: august(min(ends), max(ends)))


def named(place: Place, role: Role, when: Interval | None) -> LocatedMention:
    """Make a mention by one of three names, so that what is said of one leaves others alone."""
    made = mention(place, role, when)
    return dataclasses.replace(
        made, mention=dataclasses.replace(made.mention, text="xyz"[len(place.id) % 3])
    )


def standing_at(start: int, made: LocatedMention) -> LocatedMention:
    """Give a mention a span of its own, as each has in an article."""
    span = Span(start=start, end=start + 1)
    return dataclasses.replace(made, mention=dataclasses.replace(made.mention, span=span))


mentions = some.builds(named, places, some.sampled_from(Role), some.none() | intervals)
some_articles = some.lists(
    some.tuples(some.lists(mentions, max_size=3), some.none() | days, texts), max_size=6
).map(
    lambda each: [
        located(number, *map(standing_at, range(9), named), published=published, text=text)
        for number, (named, published, text) in enumerate(each)
    ]
)


changes = some.one_of(
    places.map(lambda each: PlaceIs(place=each)),
    some.just(NotAPlace()),
    places.map(lambda each: Confirmed(place=each)),
    some.sampled_from(Role).map(lambda each: RoleIs(role=each)),
    days.map(lambda each: DayIs(day=dt.date(2021, 8, each))),
)


def said_of(
    article: LocatedArticle, change: Change, *, everywhere: bool, index: int = 0
) -> Correction:
    """Make what an analyst says of a mention."""
    named = article.mentions[index].mention
    narrow = isinstance(change, Confirmed | DayIs)
    return Correction(
        article=article.article.id,
        part=named.part,
        span=named.span,
        name=named.text,
        source=article.article.source,
        reach=Reach.MENTION if narrow else Reach.EVERYWHERE if everywhere else Reach.ARTICLE,
        change=change,
        was="as decided",
        author="Nilab",
        reason="She was there.",
        at=dt.datetime(2021, 9, 1, tzinfo=dt.UTC),
    )


def corrected(path: Path, *corrections: Correction) -> None:
    with Store.open(path) as store:
        for number, each in enumerate(corrections):
            store.corrections.add(each, seen=number)


@settings(max_examples=150)
@given(
    some_articles, queries, some.none() | days, some.none() | days, some.sampled_from(Clock),
    some.none() | places, some.lists(some.tuples(changes, some.booleans()), max_size=2),
)  # fmt: skip
def test_a_question_is_answered_as_select_and_the_page_do(  # noqa: PLR0913, PLR0917
    articles: list[LocatedArticle],
    text: str,
    first: int | None,
    last: int | None,
    clock: Clock,
    place: object,
    changed: list[tuple[Change, bool]],
) -> None:
    ends = [None if end is None else dt.date(2021, 8, end) for end in (first, last)]
    naming = [each for each in articles if each.mentions]
    # Of what holds equally far the latest counts, which the log's numbers say.
    said = [
        dataclasses.replace(said_of(article, change, everywhere=everywhere), number=number)
        for number, (article, (change, everywhere)) in enumerate(
            zip(naming, changed, strict=False), 1
        )
    ]
    # What contains a place is known, though a correction took away the only article that says it.
    known = {each.id: each for each in PLACES}.get
    dataset = Dataset.of((corrections.apply(each, said) for each in articles), known)
    with tempfile.TemporaryDirectory() as folder:
        path = filled(Path(folder) / "dateline.db", *articles)
        corrected(path, *said)
        books = library(path)
        asked = words_asked(text)
        assert set(books.matching(text)) == {
            row.located.article.id for row in dataset.rows if answers(row, asked)
        }
        with (
            Store.open(path, read_only=True) as indexed,
            Store.open(path, read_only=True, full_text=False) as bare,
        ):
            wanted = None if place is None else indexed.within(place.id, known)  # type: ignore[attr-defined]
            question = Question(text=text, first=ends[0], last=ends[1], clock=clock, places=wanted)
            answer = indexed.search(question)
            assert answer == bare.search(question)
            assert answer.total == len(answer.ids) == len(set(answer.ids))
    chosen = select(
        dataset,
        Filters(
            first=ends[0],
            last=ends[1],
            clock=clock,
            text=text,
            places=frozenset() if place is None else frozenset({place.id}),  # type: ignore[attr-defined]
        ),
    )
    timed = ends != [None, None]
    if place is None or not timed:
        lots = (*chosen.shown, *chosen.unplaced, *(() if timed else chosen.undated))
        assert set(answer.ids) == {entry.id for entry in lots}
        return
    # Beside a place, as the page: the days that the place bears in the whole article.
    expected = set()
    for row in dataset.rows:
        entry = row.whole[clock]
        named: tuple[Pin | Undrawn, ...] = (*entry.pins, *entry.undrawn)
        borne = [
            day for placed in named if placed.place.id in (wanted or ()) for day in placed.days
        ]
        if answers(row, words_asked(text)) and any(
            (ends[0] is None or day.last >= ends[0]) and (ends[1] is None or day.first <= ends[1])
            for day in borne
        ):
            expected.add(entry.id)
    assert set(answer.ids) == expected


@pytest.mark.parametrize("length", [1, 2, 30, 31, 32, 33, 400])
@pytest.mark.parametrize("narrow", [{}, {"text": "reported"}, {"places": {KABUL.id}}])
def test_an_interval_of_any_length_is_found_by_each_of_its_days_and_no_other(
    path: Path, length: int, narrow: dict[str, object]
) -> None:
    first = dt.date(2020, 3, 1)
    last = first + dt.timedelta(days=length - 1)
    told = Interval(first=first, last=last)
    filled(path, located(1, mention(KABUL, when=told), published=None))
    one = dt.timedelta(days=1)
    with Store.open(path, read_only=True) as store:
        for day in (first, last, first + (last - first) / 2):
            question = Question(first=day, last=day, **narrow)  # type: ignore[arg-type]
            assert store.search(question).total == 1, day
        for day in (first - one, last + one):
            question = Question(first=day, last=day, **narrow)  # type: ignore[arg-type]
            assert store.search(question).total == 0, day


def test_a_place_contains_what_the_gazetteer_says_and_loops_end(path: Path) -> None:
    loop = dataclasses.replace(HERAT, parent="af-nowhere")
    filled(path, located(1, mention(BAZARAK), mention(loop), mention(KABUL)))
    known = {"af-nowhere": dataclasses.replace(PANJSHIR, id="af-nowhere", parent=HERAT.id)}
    known["af-panjshir"] = PANJSHIR
    with Store.open(path, read_only=True) as store:
        assert store.within("af") == {"af"}
        assert store.within("af", known.get) == {"af", BAZARAK.id}
        assert store.within("af-nowhere", known.get) == {"af-nowhere", HERAT.id}
        assert store.search(Question(places=frozenset())).ids == ()


def test_the_limit_bounds_the_ids_and_not_the_count(path: Path) -> None:
    filled(path, *(located(number) for number in range(5)))
    with Store.open(path, read_only=True) as store:
        answer = store.search(Question(text="reported"), limit=2)
    assert (answer.ids, answer.total) == ((f"{0:020x}", f"{1:020x}"), 5)


@pytest.mark.parametrize("reach", [Reach.OUTLET, Reach.EVERYWHERE])
def test_what_was_corrected_is_found_as_it_is_read_and_in_the_order_it_was_kept(
    path: Path, reach: Reach
) -> None:
    articles = [
        located(number, mention(KABUL), source="Desk" if number % 2 else "Wire")
        for number in range(6)
    ]
    filled(path, *articles)
    said = said_of(articles[1], PlaceIs(place=HERAT), everywhere=True)
    corrected(path, dataclasses.replace(said, reach=reach))
    there = [number for number in range(6) if number % 2 or reach is Reach.EVERYWHERE]
    with Store.open(path, read_only=True) as store:
        for question in (Question(text="herat"), Question(places={HERAT.id})):
            answer = store.search(question, limit=2)
            assert answer.total == len(there)
            assert answer.ids == tuple(f"{number:020x}" for number in there[:2])
        assert store.search(Question(text="kabul")).total == 6 - len(there)
        assert store.search(Question(text="reported"), limit=4).ids == tuple(
            f"{number:020x}" for number in range(4)
        )


def test_a_place_is_found_at_the_point_that_an_analyst_gave_it(path: Path) -> None:
    article = located(1, mention(KABUL))
    filled(path, article)
    point = PointIs(place=KABUL, coordinates=Coordinates(latitude=34.5, longitude=69.1))
    corrected(path, said_of(article, point, everywhere=True))
    with Store.open(path, read_only=True) as store:
        assert store.search(Question(places={KABUL.id})).ids == (article.article.id,)
        day = dt.date(2021, 8, 20)
        assert store.search(Question(places={KABUL.id}, first=day)).ids == (article.article.id,)
        assert not store.search(Question(places={HERAT.id})).ids


# --- In step -------------------------------------------------------------------------------


def test_what_is_replaced_or_refused_is_found_as_it_is_now(path: Path) -> None:
    before = located(1, mention(KABUL), published=None)
    filled(path, before)
    after = dataclasses.replace(
        before,
        article=dataclasses.replace(before.article, published=dt.date(2021, 8, 20)),
        mentions=(mention(HERAT),),
    )
    with Store.open(path) as store:
        store.replace(after)
        day = dt.date(2021, 8, 20)
        for place, ids in ((KABUL, ()), (HERAT, (before.article.id,))):
            assert store.search(Question(text=f'"{place.name}"')).ids == ids
            assert store.search(Question(places={place.id}, first=day, last=day)).ids == ids


def test_a_version_that_the_store_has_left_is_not_answered_for(path: Path) -> None:
    filled(path, located(1))
    with Store.open(path) as store:
        version = store.version()
        assert store.matching("reported", version) == (f"{1:020x}",)
        store.add(located(2))
        assert store.matching("reported", version) is None


def test_an_sqlite_without_fts5_says_so_and_the_next_with_it_makes_the_index(path: Path) -> None:
    filled(path, located(1, text="one"), full_text=False)
    with Store.open(path, full_text=False) as store:
        assert store.notice is not None
        assert "FTS5" in store.notice
    # Only read, there is no index yet, and the words are looked through.
    assert found(path, "one") == {f"{1:020x}"}
    filled(path, located(2, text="two"))
    assert found(path, "one") == {f"{1:020x}"}
    # Written by one without again: the index knows nothing of it, and is not asked.
    filled(path, located(3, text="one"), full_text=False)
    with Store.open(path, full_text=False) as store:
        store.replace(dataclasses.replace(located(2, text="two"), mentions=(mention(HERAT),)))
    assert found(path, "one") == {f"{1:020x}", f"{3:020x}"}
    Store.open(path).close()
    with Store.open(path, read_only=True) as store:
        assert store._indexed()
        assert set(store.search(Question(text="one")).ids) == {f"{1:020x}", f"{3:020x}"}
        assert store.search(Question(text="herat")).ids == (f"{2:020x}",)


def test_every_question_is_answered_by_an_index(path: Path) -> None:
    filled(path, *sample.ALL)
    month = {"first": dt.date(2021, 9, 1), "last": dt.date(2021, 9, 30)}
    with Store.open(path, read_only=True) as store:

        def plan(query: str, values: list[object]) -> list[str]:
            rows = store._connection.execute(f"EXPLAIN QUERY PLAN {query}", values)
            return [row[3] for row in rows]

        for question in (
            Question(text="kabul"),
            Question(**month),  # type: ignore[arg-type]
            Question(places={"af-kabul"}),
            Question(text="kabul", **month),  # type: ignore[arg-type]
            Question(text="kabul", places={"af-kabul"}, **month),  # type: ignore[arg-type]
        ):
            steps = plan(*searching.numbers_of(question, indexed=True))
            whole = [step for step in steps if step.startswith("SCAN") and "INDEX" not in step]
            assert not [
                step
                for step in whole
                if not step.startswith(("SCAN json_each", "SCAN search VIRTUAL"))
            ]
        steps = plan("SELECT 1 FROM articles WHERE id = ?", ["x"])
        assert "COVERING INDEX" in steps[0]
        steps = plan(
            "SELECT number FROM articles ORDER BY COALESCE(user_date, stated_date, '~'), id", []
        )
        assert steps == ["SCAN articles USING COVERING INDEX articles_by_day"]


def test_the_words_of_an_article_are_folded_once_for_all(path: Path) -> None:
    filled(path, sample.REACHED)
    with Store.open(path, read_only=True) as store:
        (kept,) = store._connection.execute("SELECT folded FROM words").fetchone()
    assert kept == haystack_of(sample.REACHED)
