"""What a store counts is always what is there, whatever is added, decided anew or taken back."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample_articles as sample
from hypothesis import given
from hypothesis import strategies as st
from test_corrections import said

from geo.corrections import Confirmed, Reach
from geo.model import Role
from geo.store import Store, tallying, upkeep
from geo.store.connection import open_connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.model import LocatedArticle

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
PLACES = (sample.KABUL, sample.BAZARAK, sample.PANJSHIR, sample.AFGHANISTAN, sample.NAMESAKE, None)


def made(number: int, names: list[tuple[int, int, float]]) -> LocatedArticle:
    """Make an article of names, each with its place, its role and its confidence."""
    roles = list(Role)
    told = [(f"Name{place}", PLACES[place], roles[role % len(roles)]) for place, role, _ in names]
    text = f"Report {number}: " + ", ".join(name for name, _, _ in told) + "."
    located = sample.located(
        None, text, published=None, names=list(dict.fromkeys(told)), source=f"Desk {number % 3}"
    )
    mentions = tuple(
        replace(each, resolution=replace(each.resolution, confidence=confidence))
        for each, (_, _, confidence) in zip(located.mentions, names, strict=False)
    )
    return replace(located, mentions=mentions)


NAMES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 9), st.floats(0, 1)),
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
    held = kept.held()
    articles = list(kept.located_articles())
    mentions = [mention for each in articles for mention in each.mentions]
    assert held.articles == len(articles)
    assert held.named == sum(bool(each.mentions) for each in articles)
    assert sum(tally.mentions for tally in held.tallies) == len(mentions)
    assert sum(held.sources.values()) == sum(m.resolution.place is not None for m in mentions)


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


def test_mentions_are_kept_where_long_evidence_takes_no_page_of_its_own(tmp_path: Path) -> None:
    with Store.open(tmp_path / "dateline.db") as store:
        (made_by,) = store._connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'mentions'"
        ).fetchone()
    assert "WITHOUT ROWID" not in made_by
