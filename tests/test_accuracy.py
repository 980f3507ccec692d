"""How far to trust it: rates with their intervals, what was judged, and what to check next."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample_articles as sample
from hypothesis import given
from hypothesis import strategies as st
from test_corrections import AT, POINT, said

from geo.accuracy import BANDS, Decided, Held, Tally, accuracy, band_of, judge, record, wilson
from geo.corrections import (
    Confirmed,
    DayIs,
    NotAPlace,
    PlaceIs,
    PointIs,
    Reach,
    RoleIs,
    Undo,
)
from geo.model import PlaceKind, Role, Verdict
from geo.store import Store
from geo.store.tallying import chance_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.accuracy import Judged
    from geo.corrections import Change, Correction
    from geo.model import LocatedArticle, Place

RIGHT = Confirmed(place=sample.BAZARAK)
TO_KABUL = PlaceIs(place=sample.KABUL)
MOVED = PointIs(place=sample.BAZARAK, coordinates=POINT)


def decided(
    place: Place | None = sample.BAZARAK, confidence: float = 0.82, number: int = 0
) -> Decided:
    words = sample.REACHED.mentions[0].mention
    return Decided(
        article=f"{number:020x}",
        part=words.part,
        span=words.span,
        name=words.text,
        source="Alpha",
        place=place,
        confidence=confidence,
    )


def here(change: Change, number: int, located: LocatedArticle = sample.REACHED) -> Correction:
    return said(change, Reach.MENTION, number=number, located=located)


class TestIntervals:
    @pytest.mark.parametrize(
        ("right", "judged", "low", "high"),
        [(0, 0, 0, 1), (8, 10, 0.4901625, 0.9433178), (0, 10, 0, 0.2775328), (9, 9, 0.7008549, 1)],
    )
    def test_they_are_wilsons(self, right: int, judged: int, low: float, high: float) -> None:
        assert wilson(right, judged) == pytest.approx((low, high))

    @given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_they_hold_the_share_and_shrink_with_more(self, of: tuple[int, int]) -> None:
        right, judged = of
        low, high = wilson(right, judged)
        assert 0 <= low <= right / judged <= high <= 1
        wider = wilson(right * 4, judged * 4)
        assert wider[1] - wider[0] < high - low

    @given(st.floats(0, 1))
    def test_every_confidence_has_its_band(self, confidence: float) -> None:
        begin, end = BANDS[band_of(confidence)]
        assert begin <= confidence * 100 + 0.1
        assert confidence * 100 <= end


class TestJudging:
    @pytest.mark.parametrize(
        ("changes", "right"),
        [
            ([], None),
            ([RIGHT], True),
            ([TO_KABUL], False),
            ([NotAPlace()], False),
            ([MOVED], False),
            ([RoleIs(role=Role.DEMONYM)], None),
            ([DayIs(day=sample.day(1))], None),
            # The later outdates the earlier, either way.
            ([RIGHT, TO_KABUL], False),
            ([NotAPlace(), RIGHT], True),
            # Somebody found the corrected place right: what was decided is wrong all the same.
            ([TO_KABUL, Confirmed(place=sample.KABUL)], False),
            ([RIGHT, MOVED], False),
            # The point of another place says nothing of this one.
            ([PointIs(place=sample.KABUL, coordinates=POINT)], None),
            # Since then it was decided as the correction says.
            ([PlaceIs(place=sample.BAZARAK)], True),
        ],
    )
    def test_what_was_said_there_judges(self, changes: list[Change], right: bool | None) -> None:  # noqa: FBT001 - what is expected
        judged = judge(decided(), [here(each, n) for n, each in enumerate(changes, 1)])
        assert (None if judged is None else judged.right) is right

    def test_rightly_no_place_is_right(self) -> None:
        found = judge(decided(None), [here(Confirmed(place=None), 1)])
        assert found is not None
        assert found.right
        found = judge(decided(None), [here(TO_KABUL, 1)])
        assert found is not None
        assert not found.right


class TestFigures:
    HELD = Held(
        articles=20,
        named=15,
        pinned=9,
        tallies=(
            Tally(kind=PlaceKind.TOWN, verdict=Verdict.RESOLVED, band=3, mentions=10),
            Tally(kind=PlaceKind.TOWN, verdict=Verdict.AMBIGUOUS, band=0, mentions=4),
            Tally(
                kind=PlaceKind.COUNTRY, verdict=Verdict.RESOLVED, band=4, mentions=6, unpinned="x"
            ),
            Tally(kind=None, verdict=Verdict.NIL, band=0, mentions=3, why="no_candidate_fits"),
        ),
        sources={"Alpha": 12, None: 8},
    )

    def judged(self) -> Iterator[Judged]:
        for number in range(5):
            change = RIGHT if number else TO_KABUL
            found = judge(decided(number=number, confidence=0.85), [here(change, 1)])
            assert found is not None
            yield found
        found = judge(decided(None, number=9), [here(Confirmed(place=None), 1)])
        assert found is not None
        yield found

    def test_they_are_told_by_source_kind_and_confidence_with_how_many_of_how_many(self) -> None:
        told = accuracy(self.judged(), self.HELD)
        assert (told.placed.right, told.placed.judged, told.placed.of) == (4, 5, 20)
        assert (told.left.right, told.left.judged, told.left.of) == (1, 1, 3)
        assert [(line.name, line.rate.judged, line.rate.of) for line in told.sources] == [
            ("Alpha", 5, 12),
            ("no source stated", 0, 8),
        ]
        assert [(line.name, line.rate.judged, line.rate.of) for line in told.kinds] == [
            ("town", 5, 14),
            ("country", 0, 6),
        ]
        assert [(line.name, line.rate.judged, line.rate.of) for line in told.bands] == [
            ("0 to 0.5", 0, 4),
            ("0.5 to 0.7", 0, 0),
            ("0.7 to 0.8", 0, 0),
            ("0.8 to 0.9", 5, 10),
            ("0.9 to 1", 0, 6),
        ]
        assert told.bands[3].stated == pytest.approx(0.85)
        assert told.bands[0].rate.share is None

    def test_what_has_no_pin_is_counted_by_why(self) -> None:
        told = accuracy((), self.HELD)
        assert [(each.what, each.mentions) for each in told.unplaced] == [
            ("no pin", 6),
            ("unsure", 4),
            ("no place", 3),
        ]

    def test_the_random_sample_ends_at_the_first_that_nobody_judged(self) -> None:
        judged = list(self.judged())
        keys = [each.decided.key for each in judged]
        nobody = decided(number=77).key
        told = accuracy(judged, self.HELD, [keys[1], keys[0], keys[2], nobody, keys[3]])
        assert (told.sample.right, told.sample.judged) == (2, 3)
        assert accuracy(judged, self.HELD, [nobody, *keys]).sample.judged == 0

    def test_the_record_is_json_and_invents_no_share(self) -> None:
        told = json.loads(json.dumps(record(accuracy((), self.HELD)), allow_nan=False))
        assert told["placed"] == {
            "right": 0, "judged": 0, "of": 20, "precision": None, "low": None, "high": None,
        }  # fmt: skip


class TestStore:
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        with Store.open(sample.fill(tmp_path / "store.db")) as opened:
            yield opened

    def say(self, store: Store, change: Change, located: LocatedArticle, mention: int = 0) -> int:
        log = store.corrections.read()
        about = said(change, Reach.MENTION, number=0, located=located, mention=mention)
        return store.corrections.add(about, seen=len(log)).number

    def test_what_is_held_is_counted(self, store: Store) -> None:
        held = store.held()
        assert (held.articles, held.named, held.pinned) == (5, 5, 4)
        assert held.sources == {"Alpha": 3, "Beta": 2, None: 1}
        told = {(t.kind, t.verdict, t.unpinned, t.why): t.mentions for t in held.tallies}
        assert told == {
            (PlaceKind.TOWN, Verdict.RESOLVED, "", ""): 1,
            (PlaceKind.CITY, Verdict.RESOLVED, "", ""): 3,
            (PlaceKind.PROVINCE, Verdict.RESOLVED, "", ""): 1,
            (PlaceKind.COUNTRY, Verdict.RESOLVED, "a country has no one point", ""): 1,
            (None, Verdict.NIL, "", "exact_name"): 1,
        }

    def test_judged_is_where_somebody_looked_and_what_was_taken_back_is_not(
        self, store: Store
    ) -> None:
        assert store.judged() == ()
        first = self.say(store, RIGHT, sample.REACHED)
        self.say(store, Confirmed(place=None), sample.UNPLACED, mention=1)
        self.say(store, PlaceIs(place=sample.BAZARAK), sample.RALLY)
        told = {(each.decided.name, each.decided.source): each.right for each in store.judged()}
        assert told == {
            ("Bazarak", "Alpha"): True,
            ("Nowhereville", "Alpha"): True,
            ("Kabul", "Beta"): False,
        }
        store.corrections.take_back(Undo(correction=first, author="a", reason="b", at=AT))
        assert {each.decided.name for each in store.judged()} == {"Nowhereville", "Kabul"}

    def test_what_is_said_everywhere_judges_the_one_mention_that_was_looked_at(
        self, store: Store
    ) -> None:
        store.corrections.add(said(NotAPlace(), number=0, located=sample.RALLY), seen=0)
        assert [each.decided.article for each in store.judged()] == [sample.RALLY.article.id]

    def test_an_article_that_went_judges_nothing(self, store: Store) -> None:
        gone = replace(sample.REACHED, article=replace(sample.REACHED.article, id="f" * 20))
        self.say(store, RIGHT, gone)
        assert store.judged() == ()

    def test_the_least_sure_and_most_seen_comes_first_and_the_judged_are_left_out(
        self, store: Store
    ) -> None:
        queue = store.doubtful(10)
        assert [(each.mentions, each.articles) for each in queue] == [(3, 3), *[(1, 1)] * 4]
        assert queue[0].wrong == pytest.approx(3 * 0.18)
        asked = next(a for a in sample.ALL if a.article.id == queue[0].article)
        assert asked.mentions[queue[0].index].mention.text == "Kabul"
        self.say(store, Confirmed(place=sample.KABUL), asked, queue[0].index)
        queue = store.doubtful(10)
        # Two are left of which one was found right: 2 times 0.18 halved weighs as much as one.
        kabul = next(each for each in queue if each.judged)
        assert (kabul.mentions, kabul.judged) == (2, 1)
        assert (kabul.article, kabul.index) != (asked.article.id, 1)
        assert len(store.doubtful(2)) == 2
        for each in store.doubtful(10):
            located = next(a for a in sample.ALL if a.article.id == each.article)
            place = located.mentions[each.index].resolution.place
            self.say(store, Confirmed(place=place), located, each.index)
        assert len(store.doubtful(10)) == 1

    def test_a_group_weighs_less_with_each_judgement(self, tmp_path: Path) -> None:
        def named(name: str, where: Place, number: int) -> LocatedArticle:
            text = f"Report {number} tells of {name}."
            told = [(name, where, Role.EVENT)]
            return sample.located(None, text, published=None, names=told)

        kabul = [named("Kabul", sample.KABUL, number) for number in range(5)]
        bazarak = [named("Bazarak", sample.BAZARAK, number) for number in range(3)]
        with Store.open(sample.fill(tmp_path / "two.db", (*kabul, *bazarak))) as store:
            assert [each.mentions for each in store.doubtful(2)] == [5, 3]
            self.say(store, Confirmed(place=sample.KABUL), kabul[0])
            # Four halved weigh less than three.
            assert [each.mentions for each in store.doubtful(2)] == [3, 4]
            assert [each.mentions for each in store.doubtful(1)] == [3]

    def test_of_a_group_the_least_sure_is_asked(self, tmp_path: Path) -> None:
        unsure = replace(
            sample.RALLY,
            mentions=tuple(
                replace(m, resolution=replace(m.resolution, confidence=0.3))
                for m in sample.RALLY.mentions
            ),
        )
        path = sample.fill(tmp_path / "other.db", (sample.REACHED, unsure, sample.UNDATED))
        with Store.open(path) as store:
            assert store.doubtful(1)[0].article == unsure.article.id

    def test_the_random_order_stays_and_holds_each_mention_with_a_place_once(
        self, store: Store
    ) -> None:
        order = [key for key, _ in store.sample(100)]
        assert order == [key for key, _ in store.sample(100)]
        assert len(set(order)) == len(order) == 6
        assert [key for key, _ in store.sample(2)] == order[:2]
        kept = [each.article.id for each in sample.ALL]
        numbers = [kept.index(article) for article, _, _ in order]
        assert numbers != sorted(numbers)
        store.add(replace(sample.RALLY, article=replace(sample.RALLY.article, id="e" * 20)))
        assert [k for k, _ in store.sample(100) if k[0] != "e" * 20] == order

    def test_the_random_order_favours_no_article_and_no_position(self) -> None:
        every = [(article, position) for article in range(1, 2001) for position in range(8)]
        first = sorted(every, key=lambda each: chance_of(*each))[:4000]
        by_position = [sum(p == position for _, p in first) for position in range(8)]
        by_article = [sum(a % 8 == rest for a, _ in first) for rest in range(8)]
        # Nor one that is drawn beside it.
        drawn = set(first)
        beside = sum((article, position + 1) in drawn for article, position in first)
        assert 4000 * 7 / 8 / 4 * 0.9 < beside < 4000 * 7 / 8 / 4 * 1.1
        for counts in (by_position, by_article):
            assert sum((count - 500) ** 2 / 500 for count in counts) < 24.3  # 1 in 1,000, 7 degrees

    def test_what_was_found_right_is_not_looked_through_by_a_search(self, store: Store) -> None:
        self.say(store, RIGHT, sample.REACHED)
        assert store.overruled() == frozenset()
        # Decided anew as something else, it is read with what was confirmed, unlike the index.
        words = sample.REACHED.mentions[0]
        other = replace(words, resolution=replace(words.resolution, place=sample.KABUL))
        store.replace(replace(sample.REACHED, mentions=(other, *sample.REACHED.mentions[1:])))
        assert store.overruled() == {sample.REACHED.article.id}
        store.replace(sample.REACHED)
        assert store.overruled() == frozenset()
        self.say(store, TO_KABUL, sample.REACHED)
        assert store.overruled() == {sample.REACHED.article.id}

    def test_articles_are_read_with_what_stands(self, store: Store) -> None:
        self.say(store, TO_KABUL, sample.REACHED)
        found = store.articles([sample.REACHED.article.id, "nobody"])
        assert list(found) == [sample.REACHED.article.id]
        place = found[sample.REACHED.article.id].mentions[0].resolution.place
        assert place == sample.KABUL
