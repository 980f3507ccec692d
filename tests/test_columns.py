"""The columns: decoded and filtered in plain numpy, they answer as `geo.selection.select` does."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import hostile
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from located import (
    AFGHANISTAN,
    BAZARAK,
    HERAT,
    KABUL,
    PANJSHIR,
    PLACES,
    SALANG,
    august,
    located,
    mention,
)

from geo.layer.columns import DRAWN, NO_ARTICLE, NONE, Columns, columns
from geo.layer.ragged import EPOCH
from geo.model import Interval, LocatedArticle, Role, Verdict
from geo.selection import NO_SOURCE, Clock, Dataset, Filters, Pin, Undrawn, drawn_as, select
from geo.selection.entries import narrowed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from numpy.typing import NDArray

Stop = Pin | Undrawn
DRAWN_ROLES = {role: frozenset(r for r in Role if drawn_as(r) is role) for role in DRAWN}


def decoded(blob: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read the format as docs say, knowing nothing of the code that wrote it."""
    assert blob[:4] == b"DLC1"
    length = int.from_bytes(blob[4:8], "little")
    assert (8 + length) % 8 == 0
    header = json.loads(blob[8 : 8 + length].decode("ascii"))
    arrays = {}
    for name, kind, count, offset in header["arrays"]:
        assert offset % 8 == 0
        assert offset >= 8 + length
        arrays[name] = np.frombuffer(blob, f"<{kind}", count, offset)
    return header, arrays


@dataclass
class Answer:
    shown: list[str]
    unplaced: list[str]
    undated: list[str]
    bars: dict[dt.date, tuple[int, int]]
    pins: set[tuple[str, str, Role, int, bool]]


class Reader:
    """What the browser does, in numpy: filters rows, then asks what is left of each article."""

    def __init__(self, told: Columns) -> None:
        self.ids, self.places, self.sources = told.articles, told.places, told.sources
        self.header, self.a = decoded(told.blob)

    def answer(  # noqa: PLR0913 - the parts of one question
        self,
        clock: Clock,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        sources: Iterable[str] = (),
        places: Iterable[str] = (),
        roles: Iterable[Role] = (),
    ) -> Answer:
        a = self.a
        article = a["row_article"].astype(int)
        kept = np.ones(len(article), bool)
        if sources := set(sources):
            wanted = [self.sources.index(name) for name in sources]
            kept &= np.isin(a["article_source"][article], wanted)
        if places := set(places):
            kept &= np.isin(a["row_place"], list(self.inside(places)))
        if roles := set(roles):
            kept &= np.isin(a["row_role"], [DRAWN.index(role) for role in roles])
        at, starts, ends = (a[f"{clock}_{part}"].astype(int) for part in ("at", "first", "last"))
        low = -(10**9) if first is None else first.toordinal() - EPOCH
        high = 10**9 if last is None else last.toordinal() - EPOCH
        whole = not len(starts) or (low <= starts.min() and ends.max() <= high)
        dated = at[1:] > at[:-1]
        timely = np.array(
            [
                any(starts[k] <= high and low <= ends[k] for k in range(at[r], at[r + 1]))
                for r in range(len(article))
            ],
            bool,
        )
        has_pin = a["row_flags"] & 1 > 0
        listed = a["published_order"] if clock is Clock.PUBLISHED else range(len(self.ids))

        def lot(*, rows: NDArray[np.bool_]) -> set[int]:
            return set(article[rows].tolist())

        shown = lot(rows=kept & timely & has_pin)
        unplaced = lot(rows=kept & timely) - shown
        undated = lot(rows=kept & ~dated)
        pins: dict[tuple[int, int], tuple[Role, int, bool]] = {}
        for r in np.flatnonzero(kept & has_pin & (timely | (~dated & whole))).tolist():
            # Rows of one place stand by role, so the first is the strongest.
            pins.setdefault(
                (int(article[r]), int(a["row_place"][r])),
                (
                    DRAWN[a["row_role"][r]],
                    int(a["row_confidence"][r]),
                    bool(a["row_flags"][r] & 2),
                ),
            )
        return Answer(
            shown=[self.ids[n] for n in listed if n in shown],
            unplaced=[self.ids[n] for n in listed if n in unplaced],
            undated=[self.ids[n] for n in listed if n in undated],
            bars={
                dt.date.fromordinal(day + EPOCH): (total, left.get(day, 0))
                for left in [self.per_day(kept, at, starts, ends)]
                for day, total in self.per_day(kept | True, at, starts, ends).items()
            },
            pins={(self.ids[n], self.places[p], *told) for (n, p), told in pins.items()},
        )

    def per_day(
        self,
        kept: NDArray[np.bool_],
        at: NDArray[np.int64],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> dict[int, int]:
        days = {
            (int(self.a["row_article"][r]), day)
            for r in np.flatnonzero(kept).tolist()
            for k in range(at[r], at[r + 1])
            for day in range(starts[k], ends[k] + 1)
        }
        counts: dict[int, int] = {}
        for _, day in days:
            counts[day] = counts.get(day, 0) + 1
        return counts

    def inside(self, wanted: set[str]) -> set[int]:
        found = set()
        for number in range(len(self.places)):
            at = number
            while at >= 0:
                if self.places[at] in wanted:
                    found.add(number)
                at = int(self.a["place_parent"][at])
        return found


def expected(dataset: Dataset, asked: Filters, *, as_rows: bool = False) -> Answer:
    """Say what `select` answers.

    as_rows: with the one difference of the columns. A row keeps the days that its place bears in
    the whole article, where `select` works them out anew from the mentions that answer.
    """
    selection = select(dataset, asked)
    if not as_rows:
        return Answer(
            shown=_by_filed(dataset, asked.clock, [entry.id for entry in selection.shown]),
            unplaced=_by_filed(dataset, asked.clock, [entry.id for entry in selection.unplaced]),
            undated=[entry.id for entry in selection.undated],
            bars={bar.day: (bar.total, bar.kept) for bar in selection.histogram},
            pins={_pin(pin) for pin in selection.pins},
        )
    every = select(dataset, replace(asked, first=None, last=None))
    bounds = every.bounds
    whole = bounds is None or (
        (asked.first is None or asked.first <= bounds[0])
        and (asked.last is None or bounds[1] <= asked.last)
    )
    lots: dict[str, list[str]] = {"shown": [], "unplaced": []}
    kept: dict[dt.date, int] = {}
    pins = set()
    for entry in (*every.shown, *every.unplaced):
        there = dataset.entry(entry.id, asked.clock)
        assert there is not None
        whole_stops: tuple[Stop, ...] = (*there.pins, *there.undrawn)
        borne = {stop.place.id: stop.days for stop in whole_stops}
        stops: tuple[Stop, ...] = (*entry.pins, *entry.undrawn)
        days = [day for stop in stops for day in borne[stop.place.id]] if stops else there.days
        for day in {d for each in days for d in _each(each)}:
            kept[day] = kept.get(day, 0) + 1
        left = [p for p in entry.pins if any(_meets(d, asked) for d in borne[p.place.id])]
        if any(_meets(day, asked) for day in days):
            lots["shown" if left else "unplaced"].append(entry.id)
            pins |= {_pin(pin) for pin in left}
    if whole:
        pins |= {_pin(pin) for entry in every.undated for pin in entry.pins}
    return Answer(
        shown=_by_filed(dataset, asked.clock, lots["shown"]),
        unplaced=_by_filed(dataset, asked.clock, lots["unplaced"]),
        undated=[entry.id for entry in every.undated],
        bars={bar.day: (bar.total, kept.get(bar.day, 0)) for bar in every.histogram},
        pins=pins,
    )


def _by_filed(dataset: Dataset, clock: Clock, ids: Iterable[str]) -> list[str]:
    """Put ids in the order of the whole list, which a period does not change in the browser."""
    everything = [
        entry.id
        for lot in ("shown", "unplaced")
        for entry in getattr(select(dataset, Filters(clock=clock)), lot)
    ]
    entries = [(dataset.entry(name, clock), name) for name in everything]
    keys = {
        name: (entry.filed.first, entry.filed.last, name)
        for entry, name in entries
        if entry is not None and entry.filed is not None
    }
    return sorted(ids, key=keys.__getitem__)


def _pin(pin: Pin) -> tuple[str, str, Role, int, bool]:
    return (
        pin.article,
        pin.place.id,
        drawn_as(pin.role),
        round(100 * pin.confidence),
        pin.verdict is Verdict.AMBIGUOUS,
    )


def _each(days: Interval) -> Iterable[dt.date]:
    return map(dt.date.fromordinal, range(days.first.toordinal(), days.last.toordinal() + 1))


def _meets(days: Interval, asked: Filters) -> bool:
    return (asked.last is None or days.first <= asked.last) and (
        asked.first is None or asked.first <= days.last
    )


def day(number: int) -> dt.date:
    return dt.date(2021, 8, number)


intervals = st.builds(
    lambda first, length: Interval(first=day(first), last=day(first) + dt.timedelta(days=length)),
    st.integers(1, 31),
    st.integers(0, 9),
)


@st.composite
def collections(draw: st.DrawFn, *, everywhere: bool = False) -> tuple[LocatedArticle, ...]:
    """Draw articles; `everywhere`: every name means a place."""
    mentions = st.builds(
        mention,
        st.sampled_from([*PLACES] if everywhere else [None, *PLACES]),
        st.sampled_from(list(Role)),
        st.none() | intervals,
        confidence=st.floats(0, 1),
        verdict=st.sampled_from([Verdict.RESOLVED, Verdict.AMBIGUOUS]),
    )
    return tuple(
        replace(
            located(
                number,
                published=draw(st.none() | st.integers(1, 31)),
                source=draw(st.sampled_from([None, "A", "B"])),
            ),
            mentions=tuple(draw(st.lists(mentions, min_size=1 if everywhere else 0, max_size=5))),
            focus=tuple(draw(st.lists(st.sampled_from([p.id for p in PLACES]), max_size=2))),
        )
        for number in draw(st.permutations(range(draw(st.integers(0, 6)))))
    )


ends = st.none() | st.integers(1, 31).map(day)
clocks = st.sampled_from(list(Clock))
sources = st.frozensets(st.sampled_from(["A", "B", NO_SOURCE]), max_size=2)
places = st.frozensets(st.sampled_from([place.id for place in PLACES]), max_size=2)
roles = st.frozensets(st.sampled_from(DRAWN), max_size=2)
KNOWN = {place.id: place for place in PLACES}.get


def all_of(chosen: Iterable[Role]) -> frozenset[Role]:
    """Return every role that looks like one of these."""
    return frozenset().union(*(DRAWN_ROLES[role] for role in chosen))


class TestAnswers:
    @given(collections(), clocks, ends, ends, sources)
    def test_by_period_clock_and_source_they_answer_as_select_does(
        self,
        articles: tuple[LocatedArticle, ...],
        clock: Clock,
        first: dt.date | None,
        last: dt.date | None,
        sources: frozenset[str],
    ) -> None:
        dataset = Dataset.of(articles, KNOWN)
        asked = Filters(first=first, last=last, clock=clock, sources=sources)
        sources = sources & frozenset(dataset.sources)
        asked = replace(asked, sources=sources)
        found = Reader(columns(dataset)).answer(clock, first=first, last=last, sources=sources)
        assert found == expected(dataset, asked)

    @given(collections(everywhere=True), ends, ends, sources, places, roles)
    def test_by_place_and_role_on_the_day_of_print_they_answer_as_select_does(  # noqa: PLR0913, PLR0917 - as above
        self,
        articles: tuple[LocatedArticle, ...],
        first: dt.date | None,
        last: dt.date | None,
        sources: frozenset[str],
        places: frozenset[str],
        roles: frozenset[Role],
    ) -> None:
        # Without a name that means no place, and with one place at least: see below.
        articles = tuple(
            replace(each, article=replace(each.article, published=each.article.published or day(9)))
            for each in articles
        )
        dataset = Dataset.of(articles, KNOWN)
        sources, places = sources & frozenset(dataset.sources), places & dataset.places.keys()
        found = Reader(columns(dataset)).answer(
            Clock.PUBLISHED, first=first, last=last, sources=sources, places=places, roles=roles
        )
        asked = Filters(
            first=first,
            last=last,
            clock=Clock.PUBLISHED,
            sources=sources,
            places=places,
            roles=all_of(roles),
        )
        assert found == expected(dataset, asked)

    @given(collections(everywhere=True), clocks, ends, ends, places, roles)
    def test_by_place_and_role_rows_keep_the_days_of_the_whole_article(  # noqa: PLR0913, PLR0917 - as above
        self,
        articles: tuple[LocatedArticle, ...],
        clock: Clock,
        first: dt.date | None,
        last: dt.date | None,
        places: frozenset[str],
        roles: frozenset[Role],
    ) -> None:
        dataset = Dataset.of(articles, KNOWN)
        places = places & dataset.places.keys()
        found = Reader(columns(dataset)).answer(
            clock, first=first, last=last, places=places, roles=roles
        )
        asked = Filters(first=first, last=last, clock=clock, places=places, roles=all_of(roles))
        assert found == expected(dataset, asked, as_rows=True)

    @given(collections(), clocks)
    def test_the_rows_of_an_article_have_its_days_and_no_other(
        self, articles: tuple[LocatedArticle, ...], clock: Clock
    ) -> None:
        dataset = Dataset.of(articles, KNOWN)
        told = columns(dataset)
        _, a = decoded(told.blob)
        found: dict[str, set[tuple[int, int]]] = {name: set() for name in told.articles}
        for r, number in enumerate(a["row_article"].tolist()):
            for k in range(a[f"{clock}_at"][r], a[f"{clock}_at"][r + 1]):
                found[told.articles[number]].add(
                    (int(a[f"{clock}_first"][k]), int(a[f"{clock}_last"][k]))
                )
        for name, days in found.items():
            entry = dataset.entry(name, clock)
            assert entry is not None
            assert days == {
                (each.first.toordinal() - EPOCH, each.last.toordinal() - EPOCH)
                for each in entry.days
            }
            number = told.articles.index(name)
            filed = entry.filed.first.toordinal() - EPOCH if entry.filed else NONE
            assert a[f"{clock}_filed"][number] == filed
            assert bool(a[f"{clock}_fallback"][number]) is entry.fallback

    def test_where_nothing_has_a_pin_the_undrawn_place_bears_the_days_that_no_place_tells(
        self,
    ) -> None:
        article = located(
            1, mention(AFGHANISTAN, when=august(15)), mention(None, when=august(20)), published=25
        )
        dataset = Dataset.of([article])
        found = Reader(columns(dataset)).answer(Clock.HAPPENED, first=day(20), last=day(20))
        assert found == expected(dataset, Filters(first=day(20), last=day(20)))
        assert found.unplaced == [article.article.id]

    def test_a_filter_by_place_does_not_narrow_a_rows_days_to_what_its_mentions_tell(self) -> None:
        # `select` leaves Herat's day 18 out when only Kabul is asked for, and the 20th of a name
        # that means no place; a row has its days before anybody filters.
        article = located(
            1,
            mention(KABUL, when=august(15)),
            mention(HERAT, when=august(18)),
            mention(None, when=august(20)),
            published=25,
        )
        dataset = Dataset.of([article], KNOWN)
        asked = Filters(first=day(20), places=frozenset({KABUL.id}))
        assert select(dataset, asked).counts.shown == 0
        found = Reader(columns(dataset)).answer(Clock.HAPPENED, first=day(20), places={KABUL.id})
        assert found.shown == [article.article.id]

    def test_a_name_without_a_place_answers_a_role_only_where_nothing_else_has_a_place(
        self,
    ) -> None:
        beside = located(1, mention(None, Role.EVENT), mention(KABUL, Role.DATELINE))
        alone = located(2, mention(None, Role.EVENT))
        nothing = located(3)
        told = Reader(columns(Dataset.of([beside, alone, nothing])))
        assert told.answer(Clock.HAPPENED, roles={Role.EVENT}).unplaced == [alone.article.id]
        assert told.answer(Clock.HAPPENED, roles={Role.BACKGROUND}).unplaced == [nothing.article.id]
        assert len(told.a["row_role"]) == 3


class TestOrder:
    def test_an_articles_strongest_pin_comes_first_and_its_roles_in_their_order(self) -> None:
        article = located(
            1,
            mention(AFGHANISTAN),
            mention(HERAT, Role.DATELINE),
            mention(KABUL, Role.BACKGROUND),
            mention(KABUL),
            mention(BAZARAK),
        )
        told = columns(Dataset.of([replace(article, focus=(KABUL.id,))]))
        _, a = decoded(told.blob)
        rows = [
            (told.places[p], DRAWN[r]) for p, r in zip(a["row_place"], a["row_role"], strict=True)
        ]
        assert rows == [
            (KABUL.id, Role.EVENT),
            (KABUL.id, Role.BACKGROUND),
            (BAZARAK.id, Role.EVENT),
            (HERAT.id, Role.DATELINE),
            (AFGHANISTAN.id, Role.EVENT),
        ]
        assert a["row_flags"].tolist() == [1, 1, 1, 1, 0]

    def test_articles_are_numbered_in_the_lists_order_on_the_first_clock(self) -> None:
        articles = [
            located(1, mention(KABUL, when=august(9)), published=20),
            located(2, mention(KABUL, when=august(8)), published=21),
            located(3, mention(KABUL), published=None),
        ]
        told = columns(Dataset.of(articles))
        _, a = decoded(told.blob)
        assert [int(name, 16) for name in told.articles] == [2, 1, 3]
        assert a["published_order"].tolist() == [1, 0, 2]
        assert a["happened_filed"].tolist()[2] == NONE
        assert [told.number(name) for name in told.articles] == [0, 1, 2]
        assert told.number("nobody") is None

    def test_pairs_tell_places_and_sources_apart(self) -> None:
        articles = [
            located(1, mention(KABUL), source="A"),
            located(2, mention(KABUL), source="A"),
            located(3, mention(KABUL), source="B"),
            located(4, mention(HERAT), source="A"),
        ]
        _, a = decoded(columns(Dataset.of(articles)).blob)
        assert len(set(a["row_pair"].tolist())) == 3
        assert a["row_pair"][0] == a["row_pair"][1]

    def test_a_story_is_its_sources_who_had_it_first(self) -> None:
        articles = [
            located(1, mention(KABUL), published=4, source="A"),
            located(2, mention(KABUL), published=3, source="B"),
            located(3, mention(KABUL), published=2, source=None),
            located(4, mention(HERAT), published=None, source="A"),
            located(5, mention(KABUL), published=5, source="A"),
        ]
        ids = [each.article.id for each in articles]
        story = tuple(sorted(ids[:4]))
        told = columns(Dataset.of(articles), dict.fromkeys(story, story))
        header, a = decoded(told.blob)
        assert header["folded"] is True
        by_id = dict(zip(told.articles, a["article_story"].tolist(), strict=True))
        assert len({by_id[each] for each in story}) == 1
        assert by_id[ids[4]] not in {by_id[each] for each in story}
        # Whoever names no outlet cannot be the source, nor can who tells no day be the first.
        origin = told.sources[a["story_source"][by_id[ids[0]]]]
        assert (origin, told.sources[a["story_source"][by_id[ids[4]]]]) == ("B", "A")
        # Two places, two stories at one of them, of two sources.
        assert len(set(a["row_telling"].tolist())) == 3
        assert len(set(a["row_pair"].tolist())) == 3

    def test_where_nobody_looked_each_article_is_a_story_and_that_is_said(self) -> None:
        dataset = Dataset.of([located(n, mention(KABUL)) for n in range(3)])
        header, a = decoded(columns(dataset).blob)
        assert header["folded"] is False
        assert a["article_story"].tolist() == [0, 1, 2]
        assert decoded(columns(dataset, {}).blob)[0]["folded"] is True
        cube, arrays = decoded(columns(dataset, {}, most_rows=0).blob)
        assert cube["folded"] is False
        assert len(arrays["article_story"]) == 0

    @given(collections(), st.data())
    def test_stories_and_independent_sources_are_counted_as_they_are_defined(
        self, articles: tuple[LocatedArticle, ...], data: st.DataObject
    ) -> None:
        story_of = {each.article.id: data.draw(st.integers(0, 2)) for each in articles}
        groups = {
            number: tuple(sorted(name for name, of in story_of.items() if of == number))
            for number in story_of.values()
        }
        stories = {name: groups[of] for name, of in story_of.items() if len(groups[of]) > 1}
        told = columns(Dataset.of(articles, KNOWN), stories)
        _, a = decoded(told.blob)
        by_id = {each.article.id: each.article for each in articles}
        rank = {name: number for number, name in enumerate(told.articles)}
        for number, name in enumerate(told.articles):
            own = stories.get(name, (name,))
            same = {
                told.articles[n]
                for n in np.flatnonzero(a["article_story"] == a["article_story"][number])
            }
            assert same == set(own)
            stated = [by_id[each] for each in own if by_id[each].source]
            dated = [each for each in stated if each.published] or stated
            first = min(
                dated, key=lambda each: (each.published or dt.date.max, rank[each.id]), default=None
            )
            expected = (first.source or NO_SOURCE) if first else NO_SOURCE
            assert told.sources[a["story_source"][a["article_story"][number]]] == expected

    @given(collections(), st.randoms())
    def test_the_order_of_the_articles_plays_no_part(
        self, articles: tuple[LocatedArticle, ...], random: Random
    ) -> None:
        shuffled = list(articles)
        random.shuffle(shuffled)
        assert (
            columns(Dataset.of(shuffled, KNOWN)).hash == columns(Dataset.of(articles, KNOWN)).hash
        )


class TestHash:
    def test_other_words_have_another_hash_though_the_numbers_are_the_same(self) -> None:
        one = columns(Dataset.of([located(1, mention(KABUL))]))
        renamed = replace(KABUL, name="Kabul City")
        assert columns(Dataset.of([located(1, mention(renamed))])).hash != one.hash
        assert columns(Dataset.of([located(2, mention(KABUL))])).hash != one.hash
        assert columns(Dataset.of([located(1, mention(KABUL))])).hash == one.hash

    def test_no_text_is_in_the_blob_whatever_it_holds(self) -> None:
        places = [replace(KABUL, id=text, name=text, parent=text) for text in hostile.HOSTILE]
        made = [
            located(n, mention(where), title=where.name, source=where.name)
            for n, where in enumerate(places)
        ]
        told = columns(Dataset.of(made))
        checked = [text.encode() for text in hostile.HOSTILE if len(text) > 8]
        assert not [text for text in checked if text in told.blob]

    def test_places_that_contain_each_other_are_cut_apart(self) -> None:
        one, other = replace(SALANG, parent=HERAT.id), replace(HERAT, parent=SALANG.id)
        told = columns(Dataset.of([located(1, mention(one), mention(other), mention(BAZARAK))]))
        _, a = decoded(told.blob)
        parents = dict(zip(told.places, a["place_parent"].tolist(), strict=True))
        circle = (parents[SALANG.id], parents[HERAT.id])
        assert min(circle) == -1
        assert max(circle) >= 0


class TestCube:
    @given(collections(), clocks)
    def test_it_counts_each_row_once_under_its_place_role_and_days(
        self, articles: tuple[LocatedArticle, ...], clock: Clock
    ) -> None:
        dataset = Dataset.of(articles, KNOWN)
        whole = columns(dataset)
        cube = columns(dataset, most_rows=-1)
        assert decoded(cube.blob)[0]["cube"] is True
        assert _counted(whole, clock) == _counted(cube, clock)

    def test_it_holds_no_article_and_is_smaller(self) -> None:
        made = [located(n, mention(KABUL), mention(PANJSHIR)) for n in range(50)]
        cube = columns(Dataset.of(made, KNOWN), most_rows=99)
        header, a = decoded(cube.blob)
        assert (header["cube"], header["articles"], header["rows"]) == (True, 50, 2)
        assert a["row_article"].tolist() == [NO_ARTICLE] * 2
        assert a["row_count"].tolist() == [50, 50]
        assert len(a["article_source"]) == len(a["published_order"]) == 0
        assert decoded(columns(Dataset.of(made, KNOWN), most_rows=100).blob)[0]["cube"] is False

    def test_the_articles_of_a_lump_are_found(self) -> None:
        made = [
            located(1, mention(KABUL), published=3),
            located(2, mention(KABUL, Role.DATELINE), published=5),
            located(3, mention(HERAT), published=5),
            located(4, mention(KABUL), published=None),
        ]
        cube = columns(Dataset.of(made), most_rows=0)
        kabul = cube.places.index(KABUL.id)

        def ids(**asked: Any) -> list[int]:  # noqa: ANN401 - within's own
            found, _ = cube.within(**{"places": [kabul], "limit": 9, **asked})
            return [int(cube.articles[n], 16) for n in found]

        assert ids() == [1, 2, 4]
        assert ids(first=day(4)) == [2]
        assert ids(last=day(4)) == [1]
        assert ids(places=[], first=day(5), last=day(5)) == [2, 3]
        assert ids(roles=[DRAWN.index(Role.EVENT)]) == [1, 4]
        assert cube.within([kabul], limit=1) == ([0], 3)


def _counted(told: Columns, clock: Clock) -> dict[tuple[Any, ...], int]:
    _, a = decoded(told.blob)
    found: dict[tuple[Any, ...], int] = {}
    for r, count in enumerate(a["row_count"].tolist()):
        days = range(a[f"{clock}_at"][r], a[f"{clock}_at"][r + 1])
        key = (
            int(a["row_place"][r]),
            int(a["row_role"][r]),
            int(a["row_flags"][r] & 1),
            *((int(a[f"{clock}_first"][k]), int(a[f"{clock}_last"][k])) for k in days),
        )
        found[key] = found.get(key, 0) + count
    return found


def test_a_narrowed_entry_and_the_rows_agree_on_which_places_have_a_pin() -> None:
    # A people's name alone draws no pin, and one beside the town's own name changes nothing.
    article = located(1, mention(KABUL, Role.DEMONYM), mention(KABUL, Role.EVENT))
    dataset = Dataset.of([article])
    entry = dataset.entry(article.article.id)
    assert entry is not None
    only = tuple((i, m) for i, m in enumerate(article.mentions) if m.role is Role.DEMONYM)
    assert narrowed(entry, only, Clock.HAPPENED).pins == ()
    found = Reader(columns(dataset)).answer(Clock.HAPPENED, roles={Role.BACKGROUND})
    assert found.unplaced == [article.article.id]
