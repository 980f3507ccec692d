from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from located import (
    AFGHANISTAN,
    BAZARAK,
    HERAT,
    HINDU_KUSH,
    KABUL,
    MOSCOW,
    PANJSHIR,
    PLACES,
    SALANG,
    august,
    located,
    mention,
)

from geo.model import Interval, LocatedArticle, LocatedMention, Role, Verdict
from geo.selection import NO_SOURCE, Clock, Dataset, Filters, Selection, drawn_as, select

KABUL_EVENT = located(1, mention(KABUL, when=august(15)), published=16, title="Kabul falls")
HERAT_FILED = located(2, mention(HERAT, Role.DATELINE), published=20, source="Desk A")
NO_PLACE = located(3, mention(None), published=22)
ONLY_COUNTRY = located(4, mention(AFGHANISTAN), mention(HINDU_KUSH), published=23)
NO_DATE = located(5, mention(BAZARAK), published=None)
ALL = (KABUL_EVENT, HERAT_FILED, NO_PLACE, ONLY_COUNTRY, NO_DATE)


def day(number: int) -> dt.date:
    return dt.date(2021, 8, number)


def ids(entries: Selection | tuple[object, ...]) -> list[int]:
    lot = entries.shown if isinstance(entries, Selection) else entries
    return [int(entry.id, 16) for entry in lot]  # type: ignore[attr-defined] # entries


intervals = st.builds(
    lambda first, length: Interval(first=day(first), last=day(first) + dt.timedelta(days=length)),
    st.integers(1, 31),
    st.integers(0, 9),
)
mentions = st.builds(
    mention,
    st.sampled_from([None, *PLACES]),
    st.sampled_from(list(Role)),
    st.none() | intervals,
    confidence=st.floats(0, 1),
    verdict=st.sampled_from([Verdict.RESOLVED, Verdict.AMBIGUOUS]),
)


@st.composite
def collections(draw: st.DrawFn) -> tuple[LocatedArticle, ...]:
    return tuple(
        replace(
            located(number, published=draw(st.none() | st.integers(1, 31))),
            mentions=tuple(draw(st.lists(mentions, max_size=4))),
        )
        for number in range(draw(st.integers(0, 6)))
    )


days = st.none() | st.integers(1, 31).map(day)
questions = st.builds(
    Filters,
    first=days,
    last=days,
    clock=st.sampled_from(list(Clock)),
    places=st.frozensets(st.sampled_from([place.id for place in PLACES]), max_size=2),
    roles=st.frozensets(st.sampled_from(list(Role)), max_size=2),
)


class TestCounts:
    def test_every_article_falls_into_exactly_one_lot(self) -> None:
        selection = select(Dataset.of(ALL))
        assert ids(selection.shown) == [1, 2]
        assert ids(selection.unplaced) == [3, 4]
        assert ids(selection.undated) == [5]
        assert selection.counts.outside == 0

    @given(collections(), questions)
    def test_the_lots_never_overlap_and_always_add_up(
        self,
        articles: tuple[LocatedArticle, ...],
        asked: Filters,
    ) -> None:
        selection = select(Dataset.of(articles), asked)
        lots = [*selection.shown, *selection.unplaced, *selection.undated]
        counts = selection.counts
        assert len({entry.id for entry in lots}) == len(lots)
        assert counts.outside >= 0
        assert counts.shown + counts.unplaced + counts.undated + counts.outside == len(articles)

    @given(collections(), questions)
    def test_pins_and_list_tell_of_the_same_articles(
        self,
        articles: tuple[LocatedArticle, ...],
        asked: Filters,
    ) -> None:
        selection = select(Dataset.of(articles), asked)
        pinned = {pin.article for pin in selection.pins}
        shown = {entry.id for entry in selection.shown}
        assert shown <= pinned <= shown | {entry.id for entry in selection.undated}
        assert len({(pin.article, pin.place.id) for pin in selection.pins}) == len(selection.pins)

    @given(collections(), questions, st.randoms())
    def test_the_order_of_the_articles_plays_no_part(
        self,
        articles: tuple[LocatedArticle, ...],
        asked: Filters,
        random: object,
    ) -> None:
        shuffled = list(articles)
        random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' own Random
        one, other = select(Dataset.of(shuffled), asked), select(Dataset.of(articles), asked)
        for field in fields(one):
            assert getattr(one, field.name) == getattr(other, field.name)


class TestPeriod:
    @given(collections(), questions, st.integers(0, 9), st.integers(0, 9))
    def test_widening_a_period_loses_no_article_and_no_pin(
        self,
        articles: tuple[LocatedArticle, ...],
        asked: Filters,
        earlier: int,
        later: int,
    ) -> None:
        dataset = Dataset.of(articles)
        wider = replace(
            asked,
            first=asked.first and asked.first - dt.timedelta(days=earlier),
            last=asked.last and asked.last + dt.timedelta(days=later),
        )
        small, large = select(dataset, asked), select(dataset, wider)
        assert {e.id for e in small.shown} <= {e.id for e in large.shown}
        assert {e.id for e in small.unplaced} <= {e.id for e in large.unplaced}
        assert set(small.pins) <= set(large.pins)
        assert small.undated == large.undated

    @given(collections(), questions)
    def test_a_bar_is_as_high_as_the_list_of_that_day_is_long(
        self,
        articles: tuple[LocatedArticle, ...],
        asked: Filters,
    ) -> None:
        dataset = Dataset.of(articles)
        for bar in select(dataset, asked).histogram:
            alone = select(dataset, replace(asked, first=bar.day, last=bar.day)).counts
            plain = select(dataset, Filters(first=bar.day, last=bar.day, clock=asked.clock)).counts
            assert bar.kept == alone.shown + alone.unplaced
            assert bar.total == plain.shown + plain.unplaced

    @given(collections(), st.sampled_from(list(Clock)))
    def test_the_bounds_as_a_period_leave_nothing_out(
        self,
        articles: tuple[LocatedArticle, ...],
        clock: Clock,
    ) -> None:
        dataset = Dataset.of(articles)
        everything = select(dataset, Filters(clock=clock))
        if everything.bounds is None:
            assert everything.histogram == ()
            return
        first, last = everything.bounds
        within = select(dataset, Filters(clock=clock, first=first, last=last))
        assert (within.shown, within.pins) == (everything.shown, everything.pins)
        assert {everything.histogram[0].day, everything.histogram[-1].day} == {first, last}

    def test_a_vague_date_is_kept_when_it_overlaps(self) -> None:
        dataset = Dataset.of([located(1, mention(KABUL, when=august(10, 16)), published=25)])
        assert ids(select(dataset, Filters(first=day(16), last=day(20)))) == [1]
        assert ids(select(dataset, Filters(first=day(17), last=day(20)))) == []

    def test_the_last_day_is_part_of_the_period(self) -> None:
        dataset = Dataset.of(ALL)
        assert 2 in ids(select(dataset, Filters(last=day(20), clock=Clock.PUBLISHED)))
        assert 2 not in ids(select(dataset, Filters(last=day(19), clock=Clock.PUBLISHED)))

    def test_an_undated_article_stays_in_its_tray_whatever_the_period_is(self) -> None:
        selection = select(Dataset.of(ALL), Filters(first=day(1), last=day(2)))
        assert ids(selection.undated) == [5]

    def test_an_undated_article_has_its_pins_only_while_no_period_is_asked_for(self) -> None:
        dataset = Dataset.of(ALL)
        assert BAZARAK in {pin.place for pin in select(dataset).pins}
        narrow = select(dataset, Filters(first=day(16), last=day(31)))
        assert BAZARAK not in {pin.place for pin in narrow.pins}

    def test_two_events_of_one_article_stand_each_in_its_own_days(self) -> None:
        both = located(
            1, mention(KABUL, when=august(15)), mention(BAZARAK, when=august(28)), published=30
        )
        late = select(Dataset.of([both]), Filters(first=day(25)))
        assert [pin.place for pin in late.pins] == [BAZARAK]
        assert ids(late) == [1]


class TestClock:
    def test_an_event_counts_on_its_own_day_or_on_the_day_of_print(self) -> None:
        dataset = Dataset.of([KABUL_EVENT])
        assert select(dataset).shown[0].day == day(15)
        assert select(dataset, Filters(clock=Clock.PUBLISHED)).shown[0].day == day(16)
        assert not select(dataset).shown[0].fallback

    def test_the_list_files_an_article_under_what_it_tells_first_in_the_period(self) -> None:
        article = located(
            1, mention(KABUL, when=august(18)), mention(HERAT, when=august(15)), published=18
        )
        dataset = Dataset.of((article,))
        (entry,) = select(dataset).shown
        assert entry.day == day(18)
        assert [days.first for days in entry.days] == [day(15), day(18)]
        (entry,) = select(dataset, Filters(first=day(14), last=day(16))).shown
        assert entry.day == day(15)

    def test_what_is_announced_for_later_has_not_happened(self) -> None:
        article = located(1, mention(KABUL, when=august(31)), published=24)
        (entry,) = select(Dataset.of((article,))).shown
        assert (entry.day, entry.fallback) == (day(24), True)

    def test_only_times_of_events_tell_when_it_happened(self) -> None:
        told = located(1, mention(KABUL, Role.BACKGROUND, when=august(2)), published=20)
        entry = select(Dataset.of([told])).shown[0]
        assert (entry.day, entry.fallback) == (day(20), True)

    def test_the_other_clock_steps_in_and_says_so(self) -> None:
        told = located(1, mention(KABUL, when=august(2)), published=None)
        entry = select(Dataset.of([told]), Filters(clock=Clock.PUBLISHED)).shown[0]
        assert (entry.day, entry.fallback) == (day(2), True)

    def test_a_time_that_nothing_anchors_is_none(self) -> None:
        bare = mention(KABUL, when=august(2))
        assert bare.time is not None
        loose: LocatedMention = replace(bare, time=replace(bare.time, interval=None))
        selection = select(Dataset.of([located(1, loose, published=None)]))
        assert ids(selection.undated) == [1]


class TestPlaces:
    def test_of_one_role_the_pin_of_what_the_article_is_about_comes_first(self) -> None:
        named = located(1, mention(HERAT, Role.DATELINE), mention(BAZARAK), mention(KABUL))
        article = replace(named, focus=(KABUL.id,))
        (entry,) = select(Dataset.of([article])).shown
        assert [pin.place for pin in entry.pins] == [KABUL, BAZARAK, HERAT]

    def test_a_country_gets_no_pin_and_the_row_says_why(self) -> None:
        entry = select(Dataset.of([ONLY_COUNTRY])).unplaced[0]
        assert entry.pins == ()
        reasons = [place.reason for place in entry.undrawn]
        assert reasons == ["no pin: a country", "no pin: about 800 km across"]

    def test_an_article_that_names_only_peoples_is_unplaced_and_counted_so(self) -> None:
        peoples = located(2, mention(KABUL, Role.DEMONYM), mention(AFGHANISTAN, Role.DEMONYM))
        selection = select(Dataset.of([peoples, KABUL_EVENT]))
        assert ids(selection.unplaced) == [2]
        assert (selection.counts.shown, selection.counts.unplaced) == (1, 1)
        reasons = {each.place: each.reason for each in selection.unplaced[0].undrawn}
        assert reasons[KABUL] == "no pin: only its people are named"

    def test_an_unsure_country_is_told_as_unsure_without_a_pin(self) -> None:
        unsure = located(1, mention(AFGHANISTAN, verdict=Verdict.AMBIGUOUS, confidence=0.4))
        (entry,) = select(Dataset.of([unsure])).unplaced
        assert [each.verdict for each in entry.undrawn] == [Verdict.AMBIGUOUS]

    def test_an_organisations_place_has_a_pin_as_what_is_named_in_passing(self) -> None:
        (pin,) = select(Dataset.of([located(1, mention(KABUL, Role.ORGANISATION))])).pins
        assert (pin.role, drawn_as(pin.role)) == (Role.ORGANISATION, Role.BACKGROUND)

    def test_several_mentions_of_one_place_make_one_pin_of_the_strongest_role(self) -> None:
        article = located(
            1,
            mention(KABUL, Role.BACKGROUND, confidence=0.99),
            mention(KABUL, Role.EVENT, confidence=0.5, verdict=Verdict.AMBIGUOUS),
            mention(KABUL, Role.EVENT, confidence=0.7),
        )
        (pin,) = select(Dataset.of([article])).pins
        assert (pin.role, pin.confidence, pin.verdict) == (Role.EVENT, 0.7, Verdict.RESOLVED)
        assert pin.mentions == (0, 1, 2)

    def test_a_place_filter_takes_what_lies_in_it_and_leaves_the_rest(self) -> None:
        article = located(9, mention(BAZARAK), mention(MOSCOW, Role.GOVERNMENT))
        dataset = Dataset.of(
            [article, KABUL_EVENT], place_of={each.id: each for each in PLACES}.get
        )
        selection = select(dataset, Filters(places=frozenset({PANJSHIR.id})))
        assert [pin.place for pin in selection.pins] == [BAZARAK]
        assert select(dataset, Filters(places=frozenset({AFGHANISTAN.id}))).counts.shown == 1
        assert set(dataset.places) >= {PANJSHIR.id, AFGHANISTAN.id, BAZARAK.id}

    def test_containment_that_goes_round_in_a_circle_ends(self) -> None:
        snake = replace(SALANG, parent=SALANG.id)
        assert select(Dataset.of([located(1, mention(snake))])).counts.shown == 1

    def test_place_and_role_ask_for_one_mention_that_answers_both(self) -> None:
        article = located(1, mention(KABUL, Role.GOVERNMENT), mention(HERAT, Role.EVENT))
        asked = Filters(places=frozenset({KABUL.id}), roles=frozenset({Role.EVENT}))
        assert select(Dataset.of([article]), asked).counts.outside == 1


class TestText:
    @pytest.mark.parametrize(
        "query",
        ["kabul", "KÁBUL", "kab", "falls kabul", "  Kabul  ", "", "?!"],
    )
    def test_words_are_found_without_case_marks_or_order(self, query: str) -> None:
        assert ids(select(Dataset.of([KABUL_EVENT]), Filters(text=query))) == [1]

    @pytest.mark.parametrize("query", ["abul", "kabul herat", "fallskabul"])
    def test_every_word_must_begin_a_word(self, query: str) -> None:
        assert ids(select(Dataset.of([KABUL_EVENT]), Filters(text=query))) == []

    def test_source_and_place_name_are_searched_as_well(self) -> None:
        assert ids(select(Dataset.of(ALL), Filters(text="desk af-herat"))) == [2]


def test_sources_are_offered_and_asked_for_with_none_as_one_of_them() -> None:
    dataset = Dataset.of(ALL)
    assert dataset.sources == (NO_SOURCE, "Desk A")
    assert ids(select(dataset, Filters(sources=frozenset({"Desk A"})))) == [2]
    assert ids(select(dataset, Filters(sources=frozenset({NO_SOURCE})))) == [1]


def test_an_article_is_found_by_its_id_with_all_its_pins() -> None:
    dataset = Dataset.of(ALL)
    entry = dataset.entry(NO_DATE.article.id)
    assert entry is not None
    assert [pin.place for pin in entry.pins] == [BAZARAK]
    assert dataset.article(NO_DATE.article.id) is NO_DATE
    assert dataset.entry("nobody") is None
