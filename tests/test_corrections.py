"""Corrections: what they say, how far they reach, what they leave alone, and how they are kept."""

from __future__ import annotations

import concurrent.futures
import contextlib
import csv
import datetime as dt
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hostile
import pytest
import sample_articles as sample
from hypothesis import given
from hypothesis import strategies as st

from geo.cli import REACHES, main
from geo.corrections import (
    LOOKED_AT,
    Confirmed,
    Correction,
    DayIs,
    NotAPlace,
    Overlay,
    PlaceIs,
    PointIs,
    Proposal,
    Reach,
    RoleIs,
    Undo,
    apply,
    correction_of,
    effect,
    gazetteer_patch,
    is_moved,
    label,
    parse_point,
    refuse_conflict,
    standing,
    unmoved,
)
from geo.errors import CorrectionConflictError, CorrectionError, StoreError
from geo.evaluation import read_corpora
from geo.ingest import keep, set_published
from geo.model import Article, Coordinates, LocatedArticle, Role, Verdict
from geo.places import open_gazetteer, read_places
from geo.places.finding import candidates
from geo.selection import Clock, Dataset
from geo.store import Store
from geo.store.connection import sqlite3

if TYPE_CHECKING:
    from geo.corrections import Change, Said

ROOT = Path(__file__).resolve().parents[1]
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
POINT = Coordinates(latitude=35.5, longitude=69.25)
BAZARAK = sample.REACHED.mentions[0]
KABUL = sample.REACHED.mentions[1]
AGAIN = sample.located(
    "A second report",
    "Snow closed the road to BAZARAK.",
    published=sample.day(7),
    names=[("BAZARAK", sample.BAZARAK, Role.EVENT)],
    source="Beta",
)
OWN = sample.located(
    "By the same outlet",
    "Rain fell on Bazarak.",
    published=sample.day(8),
    names=[("Bazarak", sample.BAZARAK, Role.EVENT)],
)
ALL = (*sample.ALL, AGAIN, OWN)


def said(  # noqa: PLR0913 - the parts of what is said
    change: Change,
    reach: Reach = Reach.EVERYWHERE,
    *,
    number: int = 1,
    located: LocatedArticle = sample.REACHED,
    mention: int = 0,
    author: str = "anna",
    reason: str = "seen there",
) -> Correction:
    words = located.mentions[mention].mention
    return Correction(
        article=located.article.id,
        part=words.part,
        span=words.span,
        name=words.text,
        source=located.article.source,
        reach=reach,
        change=change,
        was="what it was",
        author=author,
        reason=reason,
        at=AT,
        number=number,
    )


def place_of(located: LocatedArticle, mention: int = 0) -> str | None:
    place = located.mentions[mention].resolution.place
    return None if place is None else place.id


TO_KABUL = PlaceIs(place=sample.KABUL)
TO_NAMESAKE = PlaceIs(place=sample.NAMESAKE)

# --- What may be said ------------------------------------------------------------------------


class TestWhatMayBeSaid:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"reason": " "}, "a reason"),
            ({"author": ""}, "a name"),
            ({"reason": "x" * 501}, "500 at most"),
            ({"author": "x" * 81}, "80 at most"),
            ({"at": dt.datetime(2026, 1, 1)}, "UTC"),  # noqa: DTZ001 - what is refused
            ({"name": " "}, "empty"),
            ({"reach": Reach.OUTLET, "source": None}, "names none"),
            ({"change": DayIs(day=sample.day(3))}, "choose mention or article"),
            ({"change": DayIs(day=dt.date(1700, 1, 1)), "reach": Reach.MENTION}, "1800-01-01"),
        ],
    )
    def test_what_cannot_hold_is_refused_with_what_can(
        self, change: dict[str, Any], told: str
    ) -> None:
        with pytest.raises(CorrectionError, match=told):
            replace(said(TO_KABUL), **change)

    @pytest.mark.parametrize(
        "text", ["", "north", "91, 0", "0, 181", "1,2,3", "1", "nan, 1", "٣, 4"]
    )
    def test_what_is_no_point_is_refused(self, text: str) -> None:
        with pytest.raises(CorrectionError):
            parse_point(text)

    @given(st.floats(-90, 90), st.floats(-180, 180))
    def test_a_point_is_read_back(self, latitude: float, longitude: float) -> None:
        found = parse_point(f"{latitude:.6f}, {longitude:.6f}")
        assert found.latitude == pytest.approx(latitude, abs=1e-6)
        assert found.longitude == pytest.approx(longitude, abs=1e-6)

    @pytest.mark.parametrize("what", ["point", "role", "date", "place"])
    @pytest.mark.parametrize("value", hostile.HOSTILE)
    def test_no_value_is_too_hostile_to_be_refused_in_words(self, what: str, value: str) -> None:
        with pytest.raises(CorrectionError):
            proposed(what, value)

    @given(st.sampled_from(["point", "role", "date", "place"]), st.text())
    def test_any_value_becomes_a_correction_or_is_refused_in_words(
        self, what: str, value: str
    ) -> None:
        # What is made up may happen to be a role, a day or a point.
        with contextlib.suppress(CorrectionError):
            assert isinstance(proposed(what, value), Correction)

    def test_a_point_needs_a_place(self) -> None:
        with pytest.raises(CorrectionError, match="which place it means"):
            proposed("point", "1,2", located=sample.UNPLACED, mention=1)

    def test_a_mention_that_is_not_there_is_told(self) -> None:
        with pytest.raises(CorrectionError, match="no place name was found at 0:3"):
            proposed("nil", "", span=type(BAZARAK.mention.span)(start=0, end=3))

    def test_the_words_of_the_command_are_those_of_the_record(self) -> None:
        assert tuple(REACHES) == tuple(Reach)


def proposed(
    what: Any,  # noqa: ANN401 - also what is none
    value: str,
    *,
    located: LocatedArticle = sample.REACHED,
    mention: int = 0,
    span: Any = None,  # noqa: ANN401 - a span, or the mention's own
) -> Correction:
    words = located.mentions[mention].mention
    return correction_of(
        Proposal(
            article=located.article.id,
            part=words.part,
            span=span or words.span,
            what=what,
            value=value,
            reach=Reach.MENTION,
            reason="so",
            author="anna",
        ),
        located,
        Overlay(),
        lambda _: None,
        AT,
    )


# --- What they do ----------------------------------------------------------------------------


class TestOverlay:
    def test_another_place_is_shown_with_who_when_why_and_what_was(self) -> None:
        after = apply(sample.REACHED, [said(TO_NAMESAKE, reason="the village")])
        resolution = after.mentions[0].resolution
        assert (resolution.place, resolution.verdict) == (sample.NAMESAKE, Verdict.RESOLVED)
        assert resolution.evidence[0].detail == (
            "corrected by anna on 2026-01-02: “the village”; was: Bazarak (town, 35.31, 69.52)"
        )
        # What was decided is kept as what was rejected, with its own reasons.
        assert resolution.rejected[0].place == sample.BAZARAK
        assert resolution.rejected[0].evidence == BAZARAK.resolution.evidence
        assert sample.NAMESAKE not in [each.place for each in resolution.rejected]

    def test_no_place_leaves_no_pin(self) -> None:
        after = apply(sample.REACHED, [said(NotAPlace())])
        assert after.mentions[0].resolution.verdict is Verdict.NIL
        entry = Dataset.of((after,)).entry(after.article.id)
        assert entry is not None
        assert [pin.place.id for pin in entry.pins] == ["af-kabul"]

    def test_a_point_is_the_analysts_and_has_an_id_of_its_own(self) -> None:
        after = apply(sample.REACHED, [said(PointIs(place=sample.BAZARAK, coordinates=POINT))])
        place = after.mentions[0].resolution.place
        assert place is not None
        assert is_moved(place)
        assert unmoved(place.id) == "af-bazarak"
        assert (place.coordinates, place.source) == (POINT, "the analyst anna, 2026-01-02")
        assert place.parent == "af-panjshir"
        # The reasons for the place itself still hold.
        assert BAZARAK.resolution.evidence[0] in after.mentions[0].resolution.evidence

    def test_a_point_holds_only_where_the_name_means_that_place(self) -> None:
        moved = said(PointIs(place=sample.BAZARAK, coordinates=POINT), number=1)
        elsewhere = said(TO_NAMESAKE, Reach.MENTION, number=2)
        assert place_of(apply(sample.REACHED, [moved, elsewhere])) == "af-bazarak-2"
        assert unmoved(place_of(apply(AGAIN, [moved, elsewhere])) or "") == "af-bazarak"
        assert "~" in (place_of(apply(AGAIN, [moved, elsewhere])) or "")

    def test_a_role_and_a_day_are_said_with_their_reasons(self) -> None:
        after = apply(
            sample.REACHED,
            [
                said(RoleIs(role=Role.BACKGROUND), number=1),
                said(DayIs(day=sample.day(1)), Reach.ARTICLE, number=2, mention=1),
                said(RoleIs(role=Role.EVENT), number=3, mention=1),
            ],
        )
        assert after.mentions[0].role is Role.BACKGROUND
        assert "was: role event (“reached” tells" in after.mentions[0].role_evidence.detail
        entry = Dataset.of((after,)).entry(after.article.id, Clock.HAPPENED)
        assert entry is not None
        first = entry.pins[0]
        assert (first.place.id, first.days[0].first) == ("af-kabul", sample.day(1))
        assert any(
            "was: no day of its own" in e.detail for e in after.mentions[1].resolution.evidence
        )

    @pytest.mark.parametrize(
        ("reach", "reached"),
        [
            (Reach.MENTION, {sample.REACHED}),
            (Reach.ARTICLE, {sample.REACHED}),
            (Reach.OUTLET, {sample.REACHED, OWN}),
            (Reach.EVERYWHERE, {sample.REACHED, AGAIN, OWN}),
        ],
    )
    def test_it_reaches_as_far_as_was_said(
        self, reach: Reach, reached: set[LocatedArticle]
    ) -> None:
        overlay = Overlay([said(TO_KABUL, reach)])
        assert {each for each in ALL if overlay.apply(each) != each} == reached
        assert effect(ALL, overlay).articles == len(reached)

    def test_an_article_without_an_outlet_is_in_no_outlet(self) -> None:
        overlay = Overlay([said(NotAPlace(), Reach.OUTLET, mention=1)])
        assert overlay.apply(sample.UNDATED) == sample.UNDATED

    def test_the_narrowest_reach_counts_and_then_the_latest(self) -> None:
        narrow = said(TO_KABUL, Reach.MENTION, number=1)
        wide = said(TO_NAMESAKE, Reach.EVERYWHERE, number=2)
        wider = said(NotAPlace(), Reach.EVERYWHERE, number=3)
        assert place_of(apply(sample.REACHED, [narrow, wide, wider])) == "af-kabul"
        assert place_of(apply(AGAIN, [narrow, wide, wider])) is None
        assert place_of(apply(AGAIN, [narrow, wide])) == "af-bazarak-2"

    @given(st.permutations(range(6)))
    def test_the_order_in_which_they_are_given_plays_no_part(self, order: list[int]) -> None:
        each = [
            said(TO_KABUL, Reach.MENTION, number=1),
            said(TO_NAMESAKE, number=2),
            said(NotAPlace(), Reach.OUTLET, number=3),
            said(PointIs(place=sample.NAMESAKE, coordinates=POINT), number=4),
            said(RoleIs(role=Role.GOVERNMENT), Reach.ARTICLE, number=5),
            said(PointIs(place=sample.KABUL, coordinates=POINT), number=6),
        ]
        shuffled = [each[index] for index in order]
        for article in ALL:
            assert apply(article, shuffled) == apply(article, each)

    @given(st.data())
    def test_laid_over_twice_means_the_same_and_spans_and_texts_stay(
        self, data: st.DataObject
    ) -> None:
        changes: list[Change] = [
            TO_KABUL,
            TO_NAMESAKE,
            NotAPlace(),
            PointIs(place=sample.KABUL, coordinates=POINT),
            PointIs(place=sample.BAZARAK, coordinates=POINT),
            RoleIs(role=Role.DEMONYM),
        ]
        given_ = [
            said(change, data.draw(st.sampled_from(Reach)), number=number, mention=mention)
            for number, (change, mention) in enumerate(
                data.draw(
                    st.lists(st.tuples(st.sampled_from(changes), st.integers(0, 1)), max_size=5)
                ),
                1,
            )
        ]
        overlay = Overlay(given_)
        for article in ALL:
            once = overlay.apply(article)
            assert once.article == article.article
            assert [m.mention for m in once.mentions] == [m.mention for m in article.mentions]
            # So what would change can be counted on articles as they are shown.
            assert effect([once], overlay) == effect([], overlay)
            for before, shown in zip(article.mentions, once.mentions, strict=True):
                assert overlay.at(article.article, before) == overlay.at(article.article, shown)

    def test_what_an_article_is_about_follows(self) -> None:
        about = replace(sample.REACHED, focus=("af-bazarak", "af-kabul"))
        assert apply(about, [said(TO_NAMESAKE)]).focus == ("af-bazarak-2", "af-kabul")
        assert apply(about, [said(NotAPlace())]).focus == ("af-kabul",)

    def test_the_effect_is_said_in_the_words_of_the_page(self) -> None:
        overlay = Overlay([said(NotAPlace())])
        assert str(effect(ALL, overlay)) == "3 articles, 3 pins"
        assert str(effect([AGAIN], overlay)) == "1 article, 1 pin"
        assert effect([sample.RALLY], overlay).articles == 0
        assert effect(ALL, Overlay(), overlay) == effect(ALL, overlay)


class TestConflict:
    def test_another_word_about_the_same_is_told_with_both(self) -> None:
        mine = said(TO_KABUL, number=0, author="ben")
        with pytest.raises(CorrectionConflictError) as told:
            refuse_conflict(mine, [said(TO_NAMESAKE, number=4)], seen=3)
        assert "Bazarak (village, 36.1, 68.2)" in str(told.value)
        assert "Kabul (city, 34.53, 69.17)" in str(told.value)
        refuse_conflict(mine, [said(TO_NAMESAKE, number=4)], seen=4)

    @pytest.mark.parametrize(
        "other",
        [
            said(TO_KABUL, number=4),  # the same
            said(RoleIs(role=Role.EVENT), number=4),  # of another thing
            said(NotAPlace(), number=4, mention=1),  # of another name
            said(NotAPlace(), Reach.OUTLET, number=4, located=AGAIN),  # in another outlet
        ],
    )
    def test_what_is_about_something_else_is_no_conflict(self, other: Correction) -> None:
        refuse_conflict(said(TO_KABUL, Reach.EVERYWHERE, number=0), [], seen=0)
        mine = said(TO_KABUL, other.reach, number=0)
        refuse_conflict(mine, [other], seen=0)

    def test_taking_back_in_the_meantime_is_told_too(self) -> None:
        log: list[Said] = [
            said(TO_NAMESAKE, number=1),
            Undo(correction=1, author="b", reason="r", at=AT, number=2),
        ]
        with pytest.raises(CorrectionConflictError, match="took back"):
            refuse_conflict(said(NotAPlace(), number=0), log, seen=1)


# --- How they are kept -----------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return sample.fill(tmp_path / "store.db", ALL)


class TestStore:
    def test_every_kind_is_read_back_as_it_was_said(self, path: Path) -> None:
        changes: list[tuple[Change, Reach]] = [
            (TO_KABUL, Reach.EVERYWHERE),
            (NotAPlace(), Reach.OUTLET),
            (PointIs(place=sample.NAMESAKE, coordinates=POINT), Reach.ARTICLE),
            (RoleIs(role=Role.DEMONYM), Reach.MENTION),
            (DayIs(day=sample.day(3)), Reach.MENTION),
        ]
        with Store.open(path) as store:
            kept = [
                store.corrections.add(
                    said(change, reach, reason=hostile.HOSTILE[number]), seen=number
                )
                for number, (change, reach) in enumerate(changes)
            ]
            back = store.corrections.take_back(Undo(correction=2, author="ben", reason="no", at=AT))
        assert [each.number for each in kept] == [1, 2, 3, 4, 5]
        with Store.open(path, read_only=True) as store:
            assert store.corrections.read() == (*kept, back)
            assert [each.number for each in standing(store.corrections.read())] == [1, 3, 4, 5]

    def test_reading_follows_at_once_and_undoing_brings_all_back(self, path: Path) -> None:
        with Store.open(path) as store, Store.open(path, read_only=True) as other:
            before = list(other.located_articles())
            rows = store._connection.execute("SELECT * FROM mentions ORDER BY 1, 2").fetchall()
            versions = [other.version()]
            kept = store.corrections.add(said(TO_NAMESAKE), seen=0)
            versions.append(other.version())
            assert place_of(other.article(AGAIN.article.id)) == "af-bazarak-2"
            changed = [a for a, b in zip(other.located_articles(), before, strict=True) if a != b]
            assert len(changed) == 3
            # What was decided is untouched.
            assert (
                store._connection.execute("SELECT * FROM mentions ORDER BY 1, 2").fetchall() == rows
            )
            assert set(store.decided_about(kept)) == {sample.REACHED, AGAIN, OWN}
            store.corrections.take_back(Undo(correction=1, author="b", reason="r", at=AT))
            versions.append(other.version())
            assert list(other.located_articles()) == before
            assert len(set(versions)) == 3

    @pytest.mark.parametrize("reach", Reach)
    def test_those_that_may_be_reached_are_found_by_name(self, path: Path, reach: Reach) -> None:
        correction = said(TO_KABUL, reach)
        overlay = Overlay([correction])
        with Store.open(path) as store:
            found = {each.article.id for each in store.decided_about(correction)}
        assert found == {each.article.id for each in ALL if overlay.apply(each) != each}

    def test_processing_anew_and_new_articles_keep_them(self, path: Path) -> None:
        gazetteer = open_gazetteer()
        there = candidates(gazetteer, "Charikar")[0]
        correction = said(PlaceIs(place=there), number=0)
        with Store.open(path) as store:
            store.corrections.add(correction, seen=0)
            set_published(store, sample.REACHED.article.id, sample.day(4), gazetteer)
            anew = store.article(sample.REACHED.article.id)
            assert {
                m.resolution.place.id
                for m in anew.mentions
                if m.mention.text == "Bazarak" and m.resolution.place
            } == {there.id}
            new = Article(id="e" * 20, text="A market opened in Bazarak on Monday.")
            assert keep([new], store=store, gazetteer=gazetteer).added == 1
            assert place_of(store.article(new.id)) == there.id

    def test_two_who_correct_the_same_at_once_lose_nothing(self, path: Path) -> None:
        with Store.open(path) as one, Store.open(path) as other:
            one.corrections.add(said(TO_KABUL), seen=0)
            with pytest.raises(CorrectionConflictError):
                other.corrections.add(said(TO_NAMESAKE, author="ben"), seen=0)
            kept = other.corrections.add(said(TO_NAMESAKE, author="ben"), seen=1)
            assert kept.number == 2
            assert place_of(one.article(AGAIN.article.id)) == "af-bazarak-2"
            other.corrections.take_back(Undo(correction=2, author="b", reason="r", at=AT))
            with pytest.raises(CorrectionError, match="already taken back by b"):
                one.corrections.take_back(Undo(correction=2, author="a", reason="r", at=AT))
            with pytest.raises(CorrectionError, match="there is no correction 9"):
                one.corrections.take_back(Undo(correction=9, author="a", reason="r", at=AT))
            assert place_of(one.article(AGAIN.article.id)) == "af-kabul"

    def test_nothing_that_was_said_can_be_changed_or_deleted(self, path: Path) -> None:
        with Store.open(path) as store:
            store.corrections.add(said(TO_KABUL), seen=0)
            for statement in (
                "UPDATE corrections SET reason = 'another'",
                "DELETE FROM corrections",
            ):
                with pytest.raises(sqlite3.IntegrityError, match="kept as it was said"):
                    store._connection.execute(statement)

    def test_what_no_text_can_hold_is_refused_and_a_store_for_reading_says_so(
        self, path: Path
    ) -> None:
        with Store.open(path) as store:
            with pytest.raises(CorrectionError, match="cannot be kept"):
                store.corrections.add(said(TO_KABUL, reason="\ud800"), seen=0)
            assert store.corrections.read() == ()
        with Store.open(path, read_only=True) as store, pytest.raises(StoreError, match="read"):
            store.corrections.add(said(TO_KABUL), seen=0)

    def test_processes_that_write_at_once_lose_nothing(self, path: Path) -> None:
        each, writers = 60, 2
        with concurrent.futures.ThreadPoolExecutor(writers) as pool:
            done = list(pool.map(lambda name: finished(path, name, each), ("anna", "ben")))
        numbers = [int(line) for output in done for line in output.split()]
        assert sorted(numbers) == list(range(1, writers * each + 1))
        with Store.open(path, read_only=True) as store:
            log = store.corrections.read()
        assert [entry.number for entry in log] == sorted(numbers)
        for name in ("anna", "ben"):
            reasons = [entry.reason for entry in log if entry.author == name]
            assert reasons == [f"reason {number}" for number in range(each)]

    @pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")
    def test_killed_at_any_point_what_was_acknowledged_is_kept(self, path: Path) -> None:
        acknowledged: list[int] = []
        for wanted in range(1, 9):
            with writer(path, "anna", 100_000) as process:
                assert process.stdout is not None
                acknowledged += [int(process.stdout.readline()) for _ in range(wanted)]
                process.kill()
                acknowledged += [int(line) for line in process.stdout if line.endswith("\n")]
            with Store.open(path) as store:
                check = store._connection.execute("PRAGMA integrity_check").fetchall()
                assert check == [("ok",)]
                numbers = [entry.number for entry in store.corrections.read()]
            assert numbers == list(range(1, len(numbers) + 1))
            assert set(acknowledged) <= set(numbers)


WRITER = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_corrections import TO_KABUL, Reach, said
from geo.store import Store
with Store.open(Path({path!r})) as store:
    for number in range({each}):
        kept = store.corrections.add(
            said(TO_KABUL, author={name!r}, reason="reason %d" % number), seen=10**9
        )
        print(kept.number, flush=True)
"""


def writer(path: Path, name: str, each: int) -> subprocess.Popen[str]:
    tests = str(Path(__file__).resolve().parent)
    script = WRITER.format(tests=tests, path=str(path), name=name, each=each)
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def finished(path: Path, name: str, each: int) -> str:
    with writer(path, name, each) as process:
        output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output


# --- Handed on -------------------------------------------------------------------------------

OURS = candidates(open_gazetteer(), "Charikar")[0]


class TestHandedOn:
    def test_a_gazetteer_gets_spellings_and_points_that_hold_everywhere(
        self,
    ) -> None:
        patch = gazetteer_patch(
            [
                said(PlaceIs(place=OURS), number=1),
                said(PointIs(place=OURS, coordinates=POINT), number=2),
                said(PlaceIs(place=OURS), Reach.OUTLET, number=3, mention=1),
                said(RoleIs(role=Role.EVENT), number=4),
            ]
        )
        (row,) = patch.places
        assert row.id == OURS.id
        assert row.coordinates == POINT
        assert "Bazarak" in row.alternate_names
        assert row.source == "corrected by anna, 2026-01-02: seen there"
        assert [problem.where for problem in patch.left_out] == ["correction 3", "correction 4"]
        assert all(problem.remedy for problem in patch.left_out)

    @pytest.mark.parametrize("text", ["=cmd()", "@x", "a|b", "-1", "a\nb"])
    def test_what_a_spreadsheet_would_run_stands_in_no_row(self, text: str) -> None:
        patch = gazetteer_patch([replace(said(PlaceIs(place=OURS)), name=text)])
        assert patch.places == ()
        assert len(patch.left_out) == 1

    def test_the_later_of_one_reach_counts(self) -> None:
        other = said(PlaceIs(place=sample.KABUL), number=2)
        patch = gazetteer_patch([said(PlaceIs(place=OURS), number=1), other])
        assert [place.id for place in patch.places] == ["af-kabul"]

    def test_labels_say_only_what_somebody_said(self) -> None:
        overlay = Overlay([said(TO_NAMESAKE), said(NotAPlace(), number=2, mention=1)])
        told = label(overlay.apply(sample.REACHED), overlay)
        assert told is not None
        (toponym,) = told["toponyms"]
        assert (toponym["lat"], toponym["lon"], toponym["phrase"]) == (36.1, 68.2, "Bazarak")
        assert [each["phrase"] for each in told["not_places"]] == ["Kabul"]
        kabul = Overlay([said(TO_NAMESAKE)])
        told = label(kabul.apply(sample.REACHED), kabul)
        assert told is not None
        assert [each["lat"] for each in told["toponyms"]] == [36.1, None]
        assert label(kabul.apply(sample.RALLY), kabul) is None


# --- The commands ----------------------------------------------------------------------------


def geo(path: Path, *arguments: str) -> int:
    return main([*arguments, "--store", str(path)])


class TestCommands:
    def test_the_effect_is_shown_first_and_nothing_is_done_without_yes(
        self, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO())
        said_ = (
            *("correct", sample.REACHED.article.id, "bazarak", "--place", "af-charikar"),
            *("--reach", "everywhere", "--reason", "the bazaar"),
        )
        assert geo(path, *said_) == 1
        shown = capsys.readouterr()
        assert "This changes 3 articles, 3 pins." in shown.out
        assert "--yes" in shown.err
        with Store.open(path) as store:
            assert store.corrections.read() == ()
        assert geo(path, *said_, "--author", "anna", "--yes") == 0
        capsys.readouterr()
        assert geo(path, "corrections", "list") == 0
        listed = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in listed] == ["NUMBER", "1"]
        assert "the bazaar" in listed[1]
        assert geo(path, "corrections", "undo", "1", "--yes") == 0
        assert "Changes 3 articles, 3 pins." in capsys.readouterr().out
        with Store.open(path) as store:
            assert set(store.located_articles()) == set(ALL)
        assert geo(path, "corrections", "undo", "1", "--yes") == 2
        assert "already taken back" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("what", "told"),
        [
            (("Bazarak", "--place", "nowhere"), "no place 'nowhere'"),
            (("Bazarak", "--role", "hero"), "a role is one of"),
            (("Bazarak", "--point", "95,3"), "Are the two swapped"),
            (("Herat", "--not-a-place"), "found were: Bazarak, Kabul"),
            (("Bazarak", "--not-a-place", "--which", "2"), "count from 1"),
            (("Bazarak", "--date", "2021-09-01", "--reach", "everywhere"), "mention or article"),
        ],
    )
    def test_what_cannot_hold_is_told_in_a_line(
        self, path: Path, what: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        article = sample.REACHED.article.id
        assert geo(path, "correct", article, *what, "--reason", "x", "--yes") == 2
        assert told in capsys.readouterr().err

    def test_what_is_right_is_confirmed_as_it_is_now_and_counts_as_judged(
        self, path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        article = sample.REACHED.article.id
        assert geo(path, "correct", article, "Bazarak", "--right", "--yes") == 0
        assert "This changes 0 articles, 0 pins." in capsys.readouterr().out
        with Store.open(path) as store:
            (kept,) = store.corrections.read()
            assert isinstance(kept, Correction)
            assert kept.change == Confirmed(place=sample.REACHED.mentions[0].resolution.place)
            assert (kept.name, kept.reason) == ("Bazarak", LOOKED_AT)
            assert [each.right for each in store.judged()] == [True]
        assert geo(path, "correct", article, "Bazarak", "--right", "--reach", "article") == 2
        assert "choose mention" in capsys.readouterr().err

    def test_only_what_is_right_needs_no_reason(
        self, path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        article = sample.REACHED.article.id
        assert geo(path, "correct", article, "Bazarak", "--not-a-place", "--yes") == 2
        assert "--reason" in capsys.readouterr().err
        with Store.open(path) as store:
            assert store.corrections.read() == ()

    def test_a_store_that_is_not_there_is_not_made(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert geo(tmp_path / "none.db", "corrections", "list") == 2
        assert "There is no store" in capsys.readouterr().err
        assert not (tmp_path / "none.db").exists()

    def test_both_exports_are_read_by_what_they_are_for(
        self, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with Store.open(path) as store:
            store.corrections.add(said(PlaceIs(place=OURS), number=0), seen=0)
            store.corrections.add(said(PointIs(place=OURS, coordinates=POINT), number=0), seen=9)
        rows, labels = tmp_path / "patch.csv", tmp_path / "labels.jsonl"
        assert geo(path, "corrections", "export", "--as", "gazetteer", "-o", str(rows)) == 0
        gazetteer = open_gazetteer()
        read = read_places(rows, gazetteer.place)
        assert read.problems == ()
        assert [(place.id, place.coordinates) for place in read.places] == [(OURS.id, POINT)]
        assert len(list(csv.reader(io.StringIO(rows.read_text("utf-8"))))) == 2

        assert geo(path, "corrections", "export", "--as", "labels", "-o", str(labels)) == 0
        assert len([json.loads(line) for line in labels.read_text("ascii").splitlines()]) == 3
        (corpus,) = read_corpora([labels])
        assert (corpus.problems, corpus.left_out) == ((), 0)
        points = [
            toponym.coordinates
            for article in corpus.articles
            for toponym in article.toponyms
            if toponym.coordinates
        ]
        assert points == [POINT] * 3
        figures = tmp_path / "figures.json"
        assert main(["evaluate", str(labels), "--json", str(figures)]) == 0
        capsys.readouterr()
        told = json.loads(figures.read_text("utf-8"))["corpora"]["labels"]["figures"]
        # Geoparsing alone finds the names, and takes them for the town that they were.
        assert (told["articles"], told["gold"], told["found"]) == (3, 3, 3)
