"""Where outlets are at home: learned from few of their articles, and the same however they came."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from locating import world

from geo.geoparsing import geoparse, geoparse_together
from geo.ingest import keep
from geo.model import Article, LocatedArticle
from geo.resolution import Homes, Vote, homes
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PAPER = "The Town Talk"
COUNCIL = "The city council of Alexandria met on Tuesday to discuss the budget."
LOCAL_NEWS = (
    "The Rapides Parish school board met in Pineville on Monday.",
    "A crash closed a road between Pineville and Natchitoches, Louisiana, on Friday.",
    "Nobody was hurt.",
    "A storm knocked down trees in Natchitoches and Baton Rouge.",
)


def article(number: int, text: str, source: str | None = PAPER) -> Article:
    return Article(id=f"{number:020x}", text=text, source=source)


def vote(x: float = 0.5, weight: float = 1.0, country: int = 1) -> Vote:
    return Vote(country=country, admin1=7, x=x, y=0.1, z=0.0, weight=weight)


def learned(*sources: str, each: int = 1) -> Homes:
    found = Homes()
    for number in range(each):
        for source in sources:
            found.learn(source, f"{number:020x}", [vote()])
    return found


def countries(located: LocatedArticle) -> set[str | None]:
    places = [mention.resolution.place for mention in located.mentions]
    return {place.country for place in places if place}


# What is learned is bounded.


def test_no_more_than_the_first_articles_of_an_outlet_are_learned_from() -> None:
    found = Homes()
    for number in range(homes.MOST_ARTICLES + 5):
        found.learn(PAPER, f"{number:020x}", [vote(x=number / 1000)])
    home = found.of(PAPER)
    assert home is not None
    assert home.articles == homes.MOST_ARTICLES
    assert home.points[:, 0].tolist() == [n / 1000 for n in range(homes.MOST_ARTICLES)]


def test_no_more_than_the_first_places_of_an_article_count() -> None:
    found = Homes()
    found.learn(PAPER, "1", [vote(x=n / 1000) for n in range(homes.MOST_PLACES + 5)])
    home = found.of(PAPER)
    assert home is not None
    assert home.points[:, 0].tolist() == [n / 1000 for n in range(homes.MOST_PLACES)]


def test_the_outlet_not_met_for_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "MOST_OUTLETS", 3)
    found = learned("a", "b", "c")
    found.learn("a", "f" * 20, [vote()])
    found.learn("d", "0" * 20, [vote()])
    assert [found.of(each) is not None for each in "abcd"] == [True, False, True, True]


def test_an_outlet_is_remembered_up_to_the_bound_and_not_beyond() -> None:
    found = learned(*map(str, range(homes.MOST_OUTLETS + 1)))
    assert found.of("0") is None
    assert found.of("1") is not None
    assert found.of(str(homes.MOST_OUTLETS)) is not None


def test_learning_an_article_twice_changes_nothing() -> None:
    found = learned(PAPER)
    found.learn(PAPER, f"{0:020x}", [vote(x=0.9), vote(x=0.8)])
    home = found.of(PAPER)
    assert home is not None
    assert home.points[:, 0].tolist() == [0.5]


@given(st.lists(st.lists(st.floats(0.3, 1), min_size=1, max_size=15), min_size=1, max_size=50))
def test_the_weights_of_a_home_sum_to_one_and_every_article_counts_alike(
    told: list[list[float]],
) -> None:
    found = Homes()
    for number, weights in enumerate(told):
        found.learn(PAPER, str(number), [vote(weight=each) for each in weights])
    home = found.of(PAPER)
    assert home is not None
    assert home.articles == min(len(told), homes.MOST_ARTICLES)
    first = min(len(told[0]), homes.MOST_PLACES)
    assert float(home.weights.sum()) == pytest.approx(1.0)
    assert float(home.weights[:first].sum()) == pytest.approx(1 / home.articles)
    assert len(home.weights) == len(home.points) == len(home.countries) == len(home.admin1)


# Who teaches, and who is taught.


def test_an_article_is_not_its_own_witness() -> None:
    found = learned(PAPER)
    assert found.of(PAPER, without=f"{0:020x}") is None
    found = learned(PAPER, each=2)
    home = found.of(PAPER, without=f"{0:020x}")
    assert home is not None
    assert home.articles == 1
    alone = article(0, COUNCIL)
    told = Homes()
    told.learn_from(geoparse(alone, world()), world())
    assert told.of(PAPER) is not None
    assert geoparse(alone, world(), told) == geoparse(alone, world())
    assert list(geoparse_together([alone], world())) == [geoparse(alone, world())]


def test_an_article_without_an_outlet_teaches_nothing() -> None:
    found = Homes()
    for source in (None, ""):
        found.learn(source, "1", [vote()])
        assert found.of(source) is None
    for text in LOCAL_NEWS:
        found.learn_from(geoparse(article(1, text, None), world()), world())
    assert found.of(None) is None
    nobodys = [article(n, text, None) for n, text in enumerate((COUNCIL, *LOCAL_NEWS))]
    assert list(geoparse_together(nobodys, world())) == [geoparse(a, world()) for a in nobodys]


def test_an_article_without_a_place_teaches_nothing() -> None:
    found = Homes()
    found.learn(PAPER, "1", [])
    found.learn_from(geoparse(article(2, "Nobody said where."), world()), world())
    assert found.of(PAPER) is None


def test_countries_and_what_is_as_wide_teach_nothing() -> None:
    found = Homes()
    wide = "Storms crossed Egypt, Africa, the Mediterranean Sea and the Hindu Kush."
    located = geoparse(article(1, wide), world())
    assert len(located.mentions) == 4
    found.learn_from(located, world())
    assert found.of(PAPER) is None


def test_what_a_located_article_teaches_is_where_its_places_lie() -> None:
    found = Homes()
    located = geoparse(article(1, "A bus fell off a bridge in Lowell, Massachusetts."), world())
    found.learn_from(located, world())
    home = found.of(PAPER)
    assert home is not None
    lowell, massachusetts = (mention.resolution.place for mention in located.mentions)
    assert lowell is not None
    assert massachusetts is not None
    assert home.admin1.tolist() == [massachusetts.geonameid] * 2
    north, east = np.radians([lowell.coordinates.latitude, lowell.coordinates.longitude])
    here = [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    assert home.points[0] == pytest.approx(here)


def test_other_articles_of_an_outlet_teach_which_alexandria_it_means() -> None:
    found = Homes()
    for number, text in enumerate(LOCAL_NEWS, start=1):
        found.learn_from(geoparse(article(number, text), world()), world())
    assert countries(geoparse(article(0, COUNCIL), world())) == {"EG"}
    assert countries(geoparse(article(0, COUNCIL), world(), found)) == {"US"}
    assert countries(geoparse(article(0, COUNCIL, "Another"), world(), found)) == {"EG"}


# Order.


def test_the_order_within_a_batch_does_not_matter() -> None:
    articles = [article(n, text) for n, text in enumerate((COUNCIL, *LOCAL_NEWS[:3]))]
    expected: dict[str, LocatedArticle] | None = None
    for order in itertools.permutations(articles):
        located = list(geoparse_together(order, world()))
        assert [each.article for each in located] == list(order)
        by_id = {each.article.id: each for each in located}
        expected = expected or by_id
        assert by_id == expected
    assert expected is not None
    assert countries(expected[articles[0].id]) == {"US"}


# A run that was stopped.


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    with Store.open(path) as store:
        yield store


class Stopped(Exception):  # noqa: N818 - it stands for somebody's Ctrl-C
    """The run ends here."""


def kept_in_runs(
    path: Path, articles: Sequence[Article], stops: Sequence[int]
) -> list[LocatedArticle]:
    """Keep articles in runs that each stop when so many are kept in all, and one that ends."""
    with Store.open(path) as store:
        for stop in stops:

            def halt(_: object, stop: int = stop) -> None:
                if len(store) >= stop:
                    raise Stopped

            if len(store) < stop:
                with pytest.raises(Stopped):
                    keep(articles, store=store, gazetteer=world(), progress=halt)
                assert len(store) == stop
        keep(articles, store=store, gazetteer=world())
        assert len(store) == len(articles)
        return sorted(store.located_articles(), key=lambda each: each.article.id)


NEWS = (*LOCAL_NEWS, COUNCIL, "Nobody said where.", "A bridge fell in Lexington.")


def outlets(count: int) -> list[Article]:
    """Return articles of three outlets, one of them without a name, that come in turn."""
    papers = (PAPER, "Another", None)
    return [
        article(n, f"{NEWS[n % len(NEWS)]} It is report {n}.", papers[n % 3]) for n in range(count)
    ]


@settings(max_examples=8)
@given(st.lists(st.integers(1, 20), max_size=3).map(sorted))
def test_a_run_that_was_stopped_and_taken_up_decides_as_an_unbroken_one(
    tmp_path_factory: pytest.TempPathFactory, stops: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    whole = kept_in_runs(folder / "whole.db", outlets(21), [])
    assert kept_in_runs(folder / "torn.db", outlets(21), stops) == whole
    council = [each for each in whole if COUNCIL in each.article.text]
    assert {"US"} in [countries(each) for each in council], "the outlets teach something"


def test_articles_without_a_place_do_not_change_what_a_resumed_run_knows(tmp_path: Path) -> None:
    empty = [article(n, f"Nobody said where. {n}") for n in range(homes.MOST_ARTICLES)]
    told = [article(100 + n, text) for n, text in enumerate((*LOCAL_NEWS, COUNCIL))]
    articles = [*empty, *told]
    whole = kept_in_runs(tmp_path / "whole.db", articles, [])
    torn = kept_in_runs(tmp_path / "torn.db", articles, [len(articles) - 1])
    assert torn == whole


def test_an_outlet_that_was_forgotten_is_learned_again_from_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "MOST_OUTLETS", 1)
    told = [article(n, text) for n, text in enumerate(LOCAL_NEWS)]
    between = article(50, LOCAL_NEWS[0], "Another")
    articles = [*told, between, article(60, COUNCIL)]
    whole = kept_in_runs(tmp_path / "whole.db", articles, [])
    assert kept_in_runs(tmp_path / "torn.db", articles, [len(articles) - 1]) == whole
