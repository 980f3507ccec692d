"""Stories as analysts mend them: merges and splits as records, laid over what was found."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sample_articles as sample
from hypothesis import given
from hypothesis import strategies as some

from geo.cli import main
from geo.copies import stories_of
from geo.corrections import (
    Folded,
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
from geo.store import Store, schema, upkeep
from geo.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.copies import Members

AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
IDS = "abcdefg"
ALL = frozenset(IDS)
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


def told(found: Members, *said: Folding, there: frozenset[str] = ALL) -> set[str]:
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
        laid = laid_over(found, numbered(said), ALL)
        for article, story in laid.items():
            assert article in story
            assert len(story) > 1
            assert all(laid[other] == story for other in story)
            assert list(story) == sorted(set(story))
        assert laid_over(found, [], ALL) == found

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
        assert laid_over(found, [*log, *undone], ALL) == laid_over(found, left, ALL)

    @given(some_stories, some_said)
    def test_said_twice_in_a_row_is_said_once(self, found: Members, said: list[Folding]) -> None:
        twice = [each for each in said for _ in range(2)]
        assert laid_over(found, numbered(twice), ALL) == laid_over(found, numbered(said), ALL)

    @given(some_stories, some_said, some.sets(some.sampled_from(IDS)))
    def test_articles_that_are_not_there_are_in_no_story_and_tie_those_that_are(
        self, found: Members, said: list[Folding], there: set[str]
    ) -> None:
        whole = laid_over(found, numbered([merge("a", "b"), *said]), ALL)
        here = laid_over(found, numbered([merge("a", "b"), *said]), there)
        for article, story in whole.items():
            left = tuple(each for each in story if each in there)
            assert here.get(article) == (left if article in there and len(left) > 1 else None)


class TestAsking:
    """From what is asked for to a record, with its effect told beforehand."""

    def test_the_effect_counts_stories_and_their_articles(self) -> None:
        now = Folded.of(members("abc", "de"), [], ALL)
        asked = FoldingAsked(article="a", other="d", reason="r", author="A")
        one = folding_of(asked, now, AT)
        assert str(folding_effect(now, now.also(one), one)) == "2 stories become 1, 5 articles"
        asked = FoldingAsked(article="b", other=None, reason="r", author="A")
        out = folding_of(asked, now, AT)
        assert str(folding_effect(now, now.also(out), out)) == "1 story becomes 2, 3 articles"
        assert out.was == "one of a story of 3 articles"
        assert isinstance(one, Merge)
        assert one.was == "one of a story of 3 articles, and one of a story of 2 articles"

    def test_one_that_is_not_kept_yet_is_taken_last_and_taking_back_is_counted_too(self) -> None:
        kept = numbered([merge("a", "b"), split("c")])
        now = Folded.of(members("cde"), kept, ALL)
        then = now.also(merge("b", "c"))
        assert then.story("a") == ("a", "b", "c")
        assert now.without(2).story("c") == ("c", "d", "e")
        back = folding_effect(now, now.without(2), kept[1])
        assert str(back) == "2 stories become 1, 3 articles"

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
            folding_of(asked, Folded.of(members("abc"), [], ALL), AT)


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


# The commands ---------------------------------------------------------------------------------

REPORT = " ".join(f"Sentence {n} of this report tells what nobody else wrote." for n in range(12))
WIRE = {
    "First": ("First", 4, "Alpha", REPORT),
    "Again": ("Printed again", 5, "Beta", REPORT),
    "Cut": ("Cut short", 6, "Beta", REPORT[:400]),
    "Undated": ("Without a day", None, None, REPORT),
    "Other": ("Another event", 3, "Gamma", " ".join(f"Something else {n}." for n in range(30))),
}
MADE = {
    name: sample.located(
        title, text, published=None if number is None else sample.day(number), source=source
    )
    for name, (title, number, source, text) in WIRE.items()
}
ID = {name: each.article.id for name, each in MADE.items()}


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """Return the file of a store with a story in four articles, and one article besides."""
    file = tmp_path / "wire.db"
    with Store.open(file) as store:
        for located in MADE.values():
            store.add(located)
    return file


def geo(path: Path, *arguments: str) -> int:
    return main([*arguments, "--store", str(path)])


Capture = pytest.CaptureFixture[str]


class TestCommands:
    """`geo stories`, and what of `geo corrections` is about stories."""

    def listed(self, path: Path, capsys: Capture, *more: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert geo(path, "stories", "list", "--json", *more) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def test_a_story_is_told_with_its_articles_outlets_and_first_day(
        self, wire: Path, capsys: Capture
    ) -> None:
        (story,) = self.listed(wire, capsys)
        assert (story["story"], story["first_day"]) == (ID["First"], "2021-09-04")
        assert story["outlets"] == ["Alpha", "Beta"]
        told = [each["id"] for each in story["articles"]]
        assert told == [ID[name] for name in ("First", "Again", "Cut", "Undated")]
        assert story["articles"][3] == {
            "id": ID["Undated"],
            "published": None,
            "source": None,
            "title": "Without a day",
        }
        alone, _ = self.listed(wire, capsys, "--all")
        assert [each["id"] for each in alone["articles"]] == [ID["Other"]]
        assert geo(wire, "stories", "list") == 0
        (line,) = capsys.readouterr().out.splitlines()
        assert line == f"{ID['First']}  2021-09-04  4 articles  Alpha, Beta: First"

    def test_the_effect_is_shown_first_and_nothing_is_done_without_yes(
        self, wire: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO())
        out = ("stories", "split", ID["Cut"], "--reason", "a teaser")
        assert geo(wire, *out) == 1
        told = capsys.readouterr()
        assert "This changes: 1 story becomes 2, 4 articles." in told.out
        assert "--yes" in told.err
        assert len(self.listed(wire, capsys)[0]["articles"]) == 4
        assert geo(wire, *out, "--author", "Nadia", "--yes") == 0
        assert ID["Cut"] not in {each["id"] for each in self.listed(wire, capsys)[0]["articles"]}
        into = ("stories", "merge", ID["Cut"], ID["Other"], "--reason", "one event", "--yes")
        assert geo(wire, *into) == 0
        assert "This changes: 2 stories become 1, 2 articles." in capsys.readouterr().out
        assert geo(wire, "corrections", "list") == 0
        _, *lines = capsys.readouterr().out.splitlines()
        assert [line.split()[:1] for line in lines] == [["1"], ["2"]]
        assert "a story of its own" in lines[0]
        assert f"the same story as {ID['Other']}" in lines[1]
        assert geo(wire, "corrections", "undo", "2", "--yes") == 0
        assert "Changes 1 story becomes 2, 2 articles." in capsys.readouterr().out
        assert geo(wire, "corrections", "undo", "1", "--yes") == 0
        assert "Changes 2 stories become 1, 4 articles." in capsys.readouterr().out
        assert len(self.listed(wire, capsys)[0]["articles"]) == 4

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (("split", ID["Other"]), "is a story of its own already"),
            (("merge", ID["First"], ID["Cut"]), "are one story already, of 4 articles"),
            (("merge", ID["First"], "nobody"), "there is no article 'nobody'"),
            (("merge", ID["First"], ID["First"]), "name two"),
            (("split", "\x1b[2Jx"), "there is no article"),
        ],
    )
    def test_what_cannot_hold_is_told_in_a_line(
        self, wire: Path, said: tuple[str, ...], told: str, capsys: Capture
    ) -> None:
        assert geo(wire, "stories", *said, "--reason", "x", "--yes") == 2
        err = capsys.readouterr().err
        assert told in err
        assert "\x1b" not in err

    def test_what_was_said_of_stories_is_exported_as_it_stands(
        self, wire: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        for said in (
            ("split", ID["Cut"]),
            ("merge", ID["Other"], ID["Cut"]),
            ("split", ID["First"]),
        ):
            assert geo(wire, "stories", *said, "--reason", "so", "--author", "N", "--yes") == 0
        assert geo(wire, "corrections", "undo", "3", "--yes") == 0
        file = tmp_path / "stories.jsonl"
        assert geo(wire, "corrections", "export", "--as", "stories", "-o", str(file)) == 0
        assert "1 merge and 1 split written." in capsys.readouterr().err
        one, two = (json.loads(line) for line in file.read_text("ascii").splitlines())
        assert (one["number"], one["says"], one["article"]) == (1, "split", ID["Cut"])
        assert (two["says"], two["article"], two["other"]) == ("merge", ID["Other"], ID["Cut"])
        assert (two["author"], two["reason"], two["was"]) == (
            "N",
            "so",
            "a story of its own, and a story of its own",
        )
        for form in ("gazetteer", "labels"):
            name = str(tmp_path / form)
            assert geo(wire, "corrections", "export", "--as", form, "-o", name) == 0


class TestKept:
    """Sketches are kept beside the articles, and stories found by them alone."""

    def test_the_stories_of_a_store_are_those_of_its_articles(self, wire: Path) -> None:
        with Store.open(wire, read_only=True) as store:
            articles = [each.article for each in store.located_articles()]
            folded = store.stories()
        assert dict(folded.found) == dict(stories_of(articles).members)
        assert folded.there == set(ID.values())

    def test_an_older_store_gets_its_sketches_and_vacuum_mends_them(self, wire: Path) -> None:
        with Store.open(wire) as store:
            expected = store.stories().found
            connection = store._connection
            connection.execute("DROP TABLE sketches")
            before = MIGRATIONS.index(schema._keep_sketches)
            connection.execute(f"PRAGMA user_version = {before}")
            schema.migrate(connection, wire, MIGRATIONS[: before + 1])
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        with Store.open(wire) as store:
            assert store.stories().found == expected
            store._connection.execute("UPDATE sketches SET key = x'00' WHERE article = 1")
        checked = upkeep.check(wire)
        assert [fault.split(":")[0] for fault in checked.faults] == [
            f"Article {ID['First']} is not found as a copy"
        ]
        upkeep.vacuum(wire)
        assert upkeep.check(wire).total == 0

    def test_an_article_that_goes_takes_its_sketch_along(self, wire: Path) -> None:
        with Store.open(wire) as store:
            store._connection.execute("DELETE FROM articles WHERE id = ?", (ID["First"],))
            assert store.stories().there == set(ID.values()) - {ID["First"]}
