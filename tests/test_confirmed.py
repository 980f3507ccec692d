"""Confirmations: what somebody found right is kept, holds, is outdated, undone and handed on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample_articles as sample
from test_corrections import AGAIN, AT, POINT, place_of, said

from geo.cli import main
from geo.corrections import (
    LOOKED_AT,
    Confirmed,
    Correction,
    Overlay,
    PlaceIs,
    PointIs,
    Proposal,
    Reach,
    Undo,
    apply,
    correction_of,
    gazetteer_patch,
    label,
    refuse_conflict,
    standing,
)
from geo.errors import CorrectionConflictError, CorrectionError
from geo.model import LocatedArticle, Verdict
from geo.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model import Place

RIGHT = Confirmed(place=sample.BAZARAK)
TO_KABUL = PlaceIs(place=sample.KABUL)
UNSURE = replace(
    sample.REACHED,
    mentions=tuple(
        replace(m, resolution=replace(m.resolution, verdict=Verdict.AMBIGUOUS, confidence=0.4))
        for m in sample.REACHED.mentions
    ),
)


def confirmed(number: int, place: Place | None = sample.BAZARAK, mention: int = 0) -> Correction:
    return said(
        Confirmed(place=place), Reach.MENTION, number=number, mention=mention, reason=LOOKED_AT
    )


def looked_at(
    value: str, located: LocatedArticle, *, overlay: Overlay | None = None, mention: int = 0
) -> Correction:
    words = located.mentions[mention].mention
    return correction_of(
        Proposal(
            article=located.article.id,
            part=words.part,
            span=words.span,
            what="confirm",
            value=value,
            reach=Reach.MENTION,
            reason=LOOKED_AT,
            author="anna",
        ),
        located,
        overlay or Overlay(),
        lambda _: None,
        AT,
    )


class TestWhatIsSaid:
    def test_it_is_about_the_place_that_was_looked_at(self) -> None:
        assert looked_at("af-bazarak", sample.REACHED).change == RIGHT
        assert looked_at("", sample.UNPLACED, mention=1).change == Confirmed(place=None)

    def test_another_place_by_now_is_no_confirmation(self) -> None:
        with pytest.raises(CorrectionError, match=r"means Bazarak .* by now"):
            looked_at("af-kabul", sample.REACHED)
        with pytest.raises(CorrectionError, match="look again"):
            looked_at("", sample.REACHED)

    def test_a_place_that_was_moved_is_confirmed_as_the_gazetteer_has_it(self) -> None:
        overlay = Overlay([said(PointIs(place=sample.BAZARAK, coordinates=POINT))])
        shown = overlay.apply(sample.REACHED)
        kept = looked_at(place_of(shown) or "", shown, overlay=overlay)
        assert kept.change == RIGHT
        both = Overlay([*overlay.corrections, replace(kept, number=2)])
        assert place_of(both.apply(sample.REACHED)) == place_of(shown)

    def test_it_reaches_no_further_than_its_mention(self) -> None:
        with pytest.raises(CorrectionError, match="choose mention"):
            said(RIGHT, Reach.EVERYWHERE)


class TestOverlay:
    def test_what_was_found_right_is_sure_and_says_who_looked(self) -> None:
        shown = apply(UNSURE, [confirmed(1)]).mentions[0].resolution
        before = UNSURE.mentions[0].resolution
        assert (shown.place, shown.verdict) == (sample.BAZARAK, Verdict.RESOLVED)
        assert shown.confidence == 1.0
        told = f"confirmed by anna on 2026-01-02: “{LOOKED_AT}”"
        assert [shown.evidence[0].name, shown.evidence[0].detail] == ["confirmed", told]
        assert (shown.evidence[1:], shown.rejected) == (before.evidence, before.rejected)

    def test_no_place_is_found_right_too(self) -> None:
        words = sample.UNPLACED.mentions[1].mention
        right = replace(
            confirmed(1, None),
            article=sample.UNPLACED.article.id,
            span=words.span,
            name=words.text,
        )
        shown = apply(sample.UNPLACED, [right]).mentions[1].resolution
        assert (shown.verdict, shown.confidence) == (Verdict.NIL, 1.0)
        assert shown.evidence[0].name == "confirmed"

    def test_it_holds_against_what_is_said_everywhere_and_what_is_decided_anew(self) -> None:
        each = [confirmed(1), said(TO_KABUL, number=2)]
        assert place_of(apply(sample.REACHED, each)) == "af-bazarak"
        assert place_of(apply(AGAIN, each)) == "af-kabul"
        anew = apply(sample.REACHED, [said(TO_KABUL, Reach.MENTION)])
        shown = apply(anew, [confirmed(1)]).mentions[0].resolution
        assert shown.place == sample.BAZARAK
        assert "was: Kabul" in shown.evidence[0].detail

    def test_the_later_of_the_same_mention_outdates_the_earlier(self) -> None:
        wrong = said(TO_KABUL, Reach.MENTION, number=2)
        assert place_of(apply(sample.REACHED, [confirmed(1), wrong])) == "af-kabul"
        assert place_of(apply(sample.REACHED, [confirmed(3), wrong])) == "af-bazarak"


class TestKeeping:
    def test_it_is_kept_read_back_listed_and_undone(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = sample.fill(tmp_path / "store.db", (sample.REACHED, sample.UNPLACED))
        with Store.open(path) as store:
            first = store.corrections.add(looked_at("af-bazarak", sample.REACHED), seen=0)
            second = store.corrections.add(looked_at("", sample.UNPLACED, mention=1), seen=1)
            assert store.corrections.read() == (first, second)
            assert store.article(sample.REACHED.article.id).mentions[0].resolution.confidence == 1
        assert main(["corrections", "list", "--store", str(path)]) == 0
        assert "right: Bazarak (town, 35.31, 69.52)" in capsys.readouterr().out
        assert main(["corrections", "undo", "1", "--yes", "--store", str(path)]) == 0
        with Store.open(path) as store:
            assert standing(store.corrections.read()) == (second,)
            assert store.article(sample.REACHED.article.id) == sample.REACHED

    def test_somebody_quicker_is_told(self) -> None:
        mine = replace(confirmed(1), number=0)
        with pytest.raises(CorrectionConflictError, match="corrected it to: Kabul"):
            refuse_conflict(mine, [said(TO_KABUL, number=5)], seen=4)
        # Two who find the same right agree.
        refuse_conflict(mine, [confirmed(5)], seen=4)
        refuse_conflict(
            mine,
            [confirmed(5), Undo(correction=5, author="a", reason="b", at=AT, number=6)],
            seen=6,
        )

    def test_a_gazetteer_hears_nothing_of_it(self) -> None:
        patch = gazetteer_patch([confirmed(1)])
        assert (patch.places, patch.left_out) == ((), ())

    def test_labels_bear_its_point(self) -> None:
        overlay = Overlay([confirmed(1)])
        record = label(overlay.apply(sample.REACHED), overlay)
        assert record is not None
        bazarak, kabul = record["toponyms"]
        assert (bazarak["lat"], bazarak["lon"]) == (35.3129, 69.5152)
        assert bazarak["corrections"] == [1]
        assert kabul["lat"] is None
        overlay = Overlay([confirmed(1, None)])
        record = label(overlay.apply(sample.REACHED), overlay)
        assert record is not None
        assert [each["phrase"] for each in record["not_places"]] == ["Bazarak"]
