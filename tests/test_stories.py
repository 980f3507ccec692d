"""Stories as analysts mend them: merges and splits as records, laid over what was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample_articles as sample
from hypothesis import given
from hypothesis import strategies as some

from geo.corrections import (
    Folding,
    FoldingAsked,
    Merge,
    Split,
    Undo,
    folding_effect,
    folding_of,
    laid_over,
    standing,
    standing_foldings,
)
from geo.errors import CorrectionConflictError, CorrectionError
from geo.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.corrections.stories import Members

AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
IDS = "abcdefg"
BY = {"was": "-", "author": "Nadia", "reason": "I read both", "at": AT}


def merge(one: str, other: str, number: int = 0) -> Merge:
    return Merge(article=one, other=other, number=number, **BY)  # type: ignore[arg-type]


def split(one: str, number: int = 0) -> Split:
    return Split(article=one, number=number, **BY)  # type: ignore[arg-type]


def undo(correction: int, number: int = 0) -> Undo:
    return Undo(correction=correction, author="Omar", reason="no", at=AT, number=number)


def numbered(said: list[Folding]) -> list[Folding]:
    return [replace(each, number=number) for number, each in enumerate(said, 1)]


def members(*stories: str) -> Members:
    return {each: tuple(sorted(story)) for story in stories for each in story}


def told(found: Members, *said: Folding, there: str = IDS) -> set[str]:
    laid = laid_over(found, numbered(list(said)), there)
    return {"".join(story) for story in laid.values()}


some_said = some.lists(
    some.one_of(
        some.builds(split, some.sampled_from(IDS)),
        some.permutations(IDS).map(lambda order: merge(order[0], order[1])),
    ),
    max_size=6,
)
some_stories = some.lists(some.integers(0, 3), min_size=len(IDS), max_size=len(IDS)).map(
    # Which story each article is in; those that are alone are in none.
    lambda of: members(
        *(
            story
            for each in set(of)
            if len(story := "".join(a for a, b in zip(IDS, of, strict=True) if b == each)) > 1
        )
    )
)


class TestLaidOver:
    """What was found, then what was said, in that order."""

    def test_a_merge_unites_and_a_split_takes_one_out(self) -> None:
        found = members("abc", "de")
        assert told(found, merge("a", "e")) == {"abcde"}
        assert told(found, merge("f", "g")) == {"abc", "de", "fg"}
        assert told(found, split("b")) == {"ac", "de"}
        assert told(found, split("d")) == {"abc"}

    def test_the_order_in_which_they_were_said_counts(self) -> None:
        assert told({}, merge("a", "b"), split("a"), merge("a", "c")) == {"ac"}
        assert told({}, merge("a", "c"), merge("a", "b"), split("a")) == {"bc"}

    @given(some_stories, some_said)
    def test_stories_part_the_articles_and_nothing_said_leaves_them_alone(
        self, found: Members, said: list[Folding]
    ) -> None:
        laid = laid_over(found, numbered(said), IDS)
        for article, story in laid.items():
            assert article in story
            assert len(story) > 1
            assert all(laid[other] == story for other in story)
            assert list(story) == sorted(set(story))
        assert laid_over(found, [], IDS) == found

    @given(some_stories, some_said, some.data())
    def test_taking_back_brings_what_there_is_without_it(
        self, found: Members, said: list[Folding], data: some.DataObject
    ) -> None:
        log = numbered(said)
        back = data.draw(
            some.sets(some.sampled_from([each.number for each in log])) if log else some.just(set())
        )
        undone = [undo(number, len(log) + at) for at, number in enumerate(sorted(back), 1)]
        left = [each for each in log if each.number not in back]
        assert laid_over(found, [*log, *undone], IDS) == laid_over(found, left, IDS)

    @given(some_stories, some_said)
    def test_said_twice_in_a_row_is_said_once(self, found: Members, said: list[Folding]) -> None:
        twice = [each for each in said for _ in range(2)]
        assert laid_over(found, numbered(twice), IDS) == laid_over(found, numbered(said), IDS)

    @given(some_stories, some_said, some.sets(some.sampled_from(IDS)))
    def test_articles_that_are_not_there_are_in_no_story_and_tie_those_that_are(
        self, found: Members, said: list[Folding], there: set[str]
    ) -> None:
        whole = laid_over(found, numbered([merge("a", "b"), *said]), IDS)
        here = laid_over(found, numbered([merge("a", "b"), *said]), there)
        for article, story in whole.items():
            left = tuple(each for each in story if each in there)
            assert here.get(article) == (left if article in there and len(left) > 1 else None)


class TestAsking:
    """From what is asked for to a record, with its effect told beforehand."""

    def test_the_effect_counts_stories_and_their_articles(self) -> None:
        found = members("abc", "de")
        one = folding_of(
            FoldingAsked(article="a", other="d", reason="r", author="A"), found, IDS, AT
        )
        assert str(folding_effect(found, laid_over(found, [one], IDS), one)) == (
            "2 stories become 1, 5 articles"
        )
        out = folding_of(
            FoldingAsked(article="b", other=None, reason="r", author="A"), found, IDS, AT
        )
        assert str(folding_effect(found, laid_over(found, [out], IDS), out)) == (
            "1 story becomes 2, 3 articles"
        )
        assert out.was == "one of a story of 3 articles"
        assert isinstance(one, Merge)
        assert one.was == "one of a story of 3 articles, and one of a story of 2 articles"

    @pytest.mark.parametrize(
        ("article", "other", "reason", "says"),
        [
            ("nobody", "a", "r", "there is no article 'nobody'"),
            ("a", "nobody", "r", "there is no article 'nobody'"),
            ("f", None, "r", "is a story of its own already"),
            ("a", "c", "r", "are one story already, of 3 articles"),
            ("a", "a", "r", "name two"),
            ("a", "d", "  ", "give a reason"),
        ],
    )
    def test_what_cannot_hold_is_refused_with_what_can(
        self, article: str, other: str | None, reason: str, says: str
    ) -> None:
        asked = FoldingAsked(article=article, other=other, reason=reason, author="A")
        with pytest.raises(CorrectionError, match=says):
            folding_of(asked, members("abc"), IDS, AT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file of a store with all sample articles."""
    file = tmp_path / "store.db"
    with Store.open(file) as store:
        for located in sample.ALL:
            store.add(located)
    return file


class TestLog:
    """Kept as they were said, with all else that is."""

    def test_merges_and_splits_are_read_back_and_undone_by_number(self, path: Path) -> None:
        with Store.open(path) as store:
            before, version = list(store.located_articles()), store.version()
            one = store.corrections.fold(merge("a", "b"), seen=0)
            two = store.corrections.fold(split("c"), seen=1)
            assert store.version() != version
            back = store.corrections.take_back(undo(1))
            with pytest.raises(CorrectionError, match="already taken back"):
                store.corrections.take_back(undo(1))
        with Store.open(path, read_only=True) as store:
            log = store.corrections.read()
            assert log == (one, two, back)
            assert (one.number, two.number, back.number) == (1, 2, 3)
            assert standing_foldings(log) == (two,)
            assert standing(log) == ()
            assert list(store.located_articles()) == before
            assert store.matching("Kabul", store.version()) is not None

    def test_who_did_not_know_of_another_word_is_shown_both(self, path: Path) -> None:
        with Store.open(path) as store:
            store.corrections.fold(merge("a", "b"), seen=0)
            # The same once more, the other way round, and what is about other articles.
            store.corrections.fold(merge("b", "a"), seen=0)
            store.corrections.fold(split("c"), seen=0)
            with pytest.raises(CorrectionConflictError, match="Nadia said that article a is the"):
                store.corrections.fold(split("b"), seen=0)
            store.corrections.take_back(undo(3))
            with pytest.raises(CorrectionConflictError, match="Omar took back"):
                store.corrections.fold(merge("c", "d"), seen=3)
            kept = store.corrections.fold(split("b"), seen=4)
            assert store.corrections.read()[-1] == kept
