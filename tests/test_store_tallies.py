"""What a store counts is always what is there, whatever is added, decided anew or taken back."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample_articles as sample
from hypothesis import given
from hypothesis import strategies as st
from test_corrections import said

from geo.accuracy import Held, Tally, band_of
from geo.corrections import Confirmed, Reach
from geo.errors import StoreError
from geo.model import PlaceKind, Role
from geo.store import Store, judging, tallying, upkeep
from geo.store.connection import open_connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.model import LocatedArticle, LocatedMention

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
WIDE = sample.place("af-wide", "Wide", PlaceKind.MOUNTAIN, 36, 69, radius=900)
PLACES = (sample.KABUL, sample.BAZARAK, sample.PANJSHIR, sample.AFGHANISTAN, WIDE, None)
SOURCES = (None, "", "Desk")


def made(number: int, names: list[tuple[int, int, float]]) -> LocatedArticle:
    """Make an article of names, each with its place, its role and its confidence."""
    roles = list(Role)
    told = [(f"Name{place}", PLACES[place], roles[role % len(roles)]) for place, role, _ in names]
    text = f"Report {number}: " + ", ".join(name for name, _, _ in told) + "."
    located = sample.located(
        None, text, published=None, names=list(dict.fromkeys(told)), source=SOURCES[number % 3]
    )
    mentions = tuple(
        replace(
            each,
            resolution=replace(
                each.resolution,
                confidence=confidence,
                evidence=each.resolution.evidence[: number % 2],
            ),
        )
        for each, (_, _, confidence) in zip(located.mentions, names, strict=False)
    )
    return replace(located, mentions=mentions)


# Beside the ends of bands, where what is rounded first falls into another one.
CONFIDENCES = st.floats(0, 1) | st.sampled_from([0.4994, 0.4995, 0.4999, 0.5, 0.6999, 0.8995, 0.9])
NAMES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 9), CONFIDENCES),
    max_size=4,
    unique_by=lambda each: each[0],
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("tallies") / "dateline.db") as store:
        yield store


def in_step(store: Store) -> bool:
    return tallying.is_in_step(store._connection)


@given(each=st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=5), back=st.booleans())
def test_it_is_what_is_there(
    kept: Store, each: list[tuple[list[tuple[int, int, float]], ...]], *, back: bool
) -> None:
    run = kept.begin_import([str(len(kept.imports()))], NOW)
    for number, (names, others) in enumerate(each):
        first = made(number, names)
        kept.add(first, run)
        kept.replace(replace(first, mentions=first.mentions[1:]))
        assert in_step(kept)
        kept.add(made(10 + number, others), run)
    assert in_step(kept)
    if back:
        kept.take_back(run.number)
        assert in_step(kept)
    assert not tallying.is_behind(kept._connection)
    held, expected = kept.held(), counted(list(kept.located_articles()))
    assert set(held.tallies) == set(expected.tallies)
    assert replace(held, tallies=()) == replace(expected, tallies=())
    meant = set(kept._connection.execute("SELECT text FROM meanings"))
    assert meant == set(kept._connection.execute("SELECT text FROM mentions"))


def pinless(mention: LocatedMention) -> str:
    """Say why a mention has no pin, by what this file knows of its places."""
    place = mention.resolution.place
    if place is None:
        return ""
    if place.id == sample.AFGHANISTAN.id:
        return "a country has no one point"
    if mention.role is Role.DEMONYM:
        return "only its people are named"
    return "too wide for a circle" if place.id == WIDE.id else ""


def counted(articles: list[LocatedArticle]) -> Held:
    """Count as a reader would who has all articles before him."""
    mentions = [(each.article.source or None, m) for each in articles for m in each.mentions]
    tallies: Counter[Tally] = Counter()
    for _, mention in mentions:
        resolution = mention.resolution
        place, evidence = resolution.place, resolution.evidence
        alike = Tally(
            kind=place.kind if place else None,
            verdict=resolution.verdict,
            band=band_of(resolution.confidence) if place else 0,
            unpinned=pinless(mention),
            why=evidence[0].name if evidence and not place else "",
            mentions=0,
        )
        tallies[alike] += 1
    return Held(
        articles=len(articles),
        named=sum(bool(each.mentions) for each in articles),
        pinned=sum(
            any(m.resolution.place and not pinless(m) for m in each.mentions) for each in articles
        ),
        tallies=tuple(replace(alike, mentions=count) for alike, count in tallies.items()),
        sources=Counter(source for source, m in mentions if m.resolution.place),
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tallies SET mentions = mentions + 1",
        "UPDATE outlets SET pinned = 0 WHERE source = 'Beta'",
        "DELETE FROM meanings WHERE text = 'Bazarak'",
        "UPDATE meanings SET doubt = doubt + 1",
        "INSERT INTO sampled VALUES (1, 1, 1)",
        "UPDATE mentions SET confidence = 0.5",
    ],
)
def test_what_is_counted_wrongly_is_told_and_packing_counts_anew(
    tmp_path: Path, statement: str
) -> None:
    path = sample.fill(tmp_path / "dateline.db")
    assert upkeep.check(path).total == 0
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()
    checked = upkeep.check(path)
    assert "What is counted is not what is there" in checked.faults[-1]
    upkeep.vacuum(path)
    assert upkeep.check(path).total == 0


def test_the_sample_is_the_same_whether_its_beginning_is_kept_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sample.fill(tmp_path / "dateline.db", [made(n, [(0, 0, 0.5)]) for n in range(200)])
    with Store.open(path) as store:
        whole = store.sample(200)
        assert len(whole) == 200
    monkeypatch.setattr(tallying, "_MOST", 2**63 // 4)
    connection = open_connection(path, read_only=False)
    tallying.work_out(connection)
    (first,) = connection.execute("SELECT count(*) FROM sampled").fetchone()
    connection.close()
    assert 20 < first < 90
    with Store.open(path) as store:
        assert store.sample(first) == whole[:first]
        assert store.sample(first + 1) == whole[: first + 1]
        statements: list[str] = []
        store._connection.set_trace_callback(statements.append)
        store.sample(first)
        assert not any("chance_of" in each for each in statements)


def test_an_article_counts_until_every_mention_of_its_group_is_judged(tmp_path: Path) -> None:
    text = "Kabul was calm. In Kabul nothing moved."
    twice = sample.located(None, text, published=None, names=[("Kabul", sample.KABUL, Role.EVENT)])
    (one,) = twice.mentions
    at = text.rindex("Kabul")
    span = replace(one.mention.span, start=at, end=at + 5)
    other = replace(one, mention=replace(one.mention, span=span))
    twice = replace(twice, mentions=(one, other))
    with Store.open(sample.fill(tmp_path / "dateline.db", [twice, sample.RALLY])) as store:
        told = []
        for located, index in ((twice, 0), (twice, 1), (sample.RALLY, 0)):
            (group,) = store.doubtful(5)
            told.append((group.mentions, group.articles, group.judged))
            right = Confirmed(place=sample.KABUL)
            correction = said(right, Reach.MENTION, number=0, located=located, mention=index)
            store.corrections.add(correction, seen=len(store.corrections.read()))
        assert told == [(3, 2, 0), (2, 2, 1), (1, 1, 2)]
        assert store.doubtful(5) == ()
        assert not tallying.is_behind(store._connection)


def test_mentions_are_kept_where_long_evidence_takes_no_page_of_its_own(tmp_path: Path) -> None:
    with Store.open(tmp_path / "dateline.db") as store:
        (made_by,) = store._connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'mentions'"
        ).fetchone()
    assert "WITHOUT ROWID" not in made_by


def write_uncounted(path: Path) -> None:
    """Remove an article as a program does that had the store open while it was migrated."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("DELETE FROM articles WHERE number = (SELECT max(number) FROM articles)")
    connection.execute("UPDATE state SET revision = revision + 1")
    connection.close()


def test_what_an_earlier_program_wrote_uncounted_is_counted_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallying, "_MOST", 2**63)  # the sample's beginning is all of it
    articles = [made(n, [(n % 5, 0, 0.5)]) for n in range(9)]
    path = sample.fill(tmp_path / "dateline.db", articles)
    with Store.open(path) as store:
        write_uncounted(path)
        # Its number is taken again, and an article that is sound is not refused.
        store.add(made(9, [(3, 0, 0.5)]))
        assert not in_step(store)
    with Store.open(path) as store:
        assert in_step(store)
        assert store.held().articles == 9


def test_counts_that_promise_a_mention_that_is_not_there_are_told(tmp_path: Path) -> None:
    path = sample.fill(tmp_path / "dateline.db", [sample.RALLY])
    with Store.open(path) as store:
        store._connection.execute("DELETE FROM mentions")
        with pytest.raises(StoreError, match=r"not what is there.*store vacuum"):
            store.doubtful(5)


def test_packing_gives_the_store_another_version(tmp_path: Path) -> None:
    path = sample.fill(tmp_path / "dateline.db")
    with Store.open(path) as store:
        before = store.version()
        upkeep.vacuum(path)
        assert store.version() != before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mentions SET role = 'nonsense' WHERE article = 1",
        "UPDATE places SET kind = 'nonsense' WHERE id = 'af-kabul'",
        "UPDATE mentions SET evidence = 'x', place = NULL WHERE article = 1",
    ],
)
def test_a_row_that_was_spoiled_is_told_and_stops_neither_counting_nor_its_own_mending(
    tmp_path: Path, statement: str
) -> None:
    path = sample.fill(tmp_path / "dateline.db", [sample.REACHED, sample.RALLY])
    connection = open_connection(path, read_only=False)
    connection.execute(statement)
    tallying.work_out(connection)
    connection.close()
    assert "makes no sense" in upkeep.check(path).faults[0]
    if "mentions" in statement:
        with Store.open(path) as store:
            store.replace(sample.REACHED)
            assert in_step(store)
        assert upkeep.check(path).total == 0


def test_one_article_of_a_frequent_name_is_looked_up_by_its_number(tmp_path: Path) -> None:
    with Store.open(sample.fill(tmp_path / "dateline.db")) as store:
        plan = store._connection.execute(
            f"EXPLAIN QUERY PLAN {judging._ALIKE_IN}", (1, "Kabul", 1)
        ).fetchall()
    assert ["article=?" in each[-1] for each in plan] == [True]
