from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

import pytest
from locating import located, place, world

from geo.evaluation.corpora import read_corpora
from geo.gazetteer import Gazetteer
from geo.geoparsing import geoparse_together
from geo.model import PlaceKind, Verdict
from geo.recognition.weights import validated
from geo.recognition.weights import weights as name_weights
from geo.resolution import RESOLVED_FROM
from geo.resolution.company import COMPANY
from geo.resolution.confidence import CERTAIN, TOSS
from geo.resolution.distance import rough_km
from geo.resolution.slate import LOCAL
from geo.resolution.weights import BESIDE, CONFIDENCE, FIXED
from geo.resolution.weights import weights as place_weights

OWN = Path(__file__).parent / "evaluation" / "own.jsonl"
RIGHT_KM = 161.0


@cache
def judged() -> tuple[tuple[float, bool], ...]:
    """Return of each name found in our own corpus how sure it is and whether it is right."""
    (corpus,) = read_corpora([OWN])
    found = []
    articles = [gold.article for gold in corpus.articles]
    for gold, told in zip(corpus.articles, geoparse_together(articles, world()), strict=True):
        points = {(t.span.start, t.span.end): t.coordinates for t in gold.toponyms}
        for mention in told.mentions:
            place, span = mention.resolution.place, mention.mention.span
            point = points.get((span.start, span.end))
            if place is None:
                continue
            right = point is not None and rough_km(place.coordinates, point) <= RIGHT_KM
            found.append((mention.resolution.confidence, right))
    return tuple(found)


def test_of_what_is_said_to_be_sure_four_of_five_are_right() -> None:
    sure = [right for confidence, right in judged() if confidence >= 0.8]
    assert len(sure) > 50
    assert sum(sure) / len(sure) >= 0.8


def test_confidence_stays_within_its_bounds_and_parts_sure_from_ambiguous() -> None:
    (corpus,) = read_corpora([OWN])
    for told in geoparse_together([gold.article for gold in corpus.articles], world()):
        for mention in told.mentions:
            resolution = mention.resolution
            assert 0.0 <= resolution.confidence <= CERTAIN
            if resolution.verdict is not Verdict.NIL:
                sure = resolution.confidence >= RESOLVED_FROM
                assert (resolution.verdict is Verdict.RESOLVED) is sure


def test_a_toss_between_two_places_far_apart_is_ambiguous() -> None:
    twins = [
        place("zz-north", "Ashworth Vale", PlaceKind.TOWN, 60, 10),
        place("zz-south", "Ashworth Vale", PlaceKind.TOWN, -40, 10),
    ]
    (mention,) = located("A bridge fell in Ashworth Vale.", places=Gazetteer(twins)).mentions
    assert mention.resolution.verdict is Verdict.AMBIGUOUS
    assert mention.resolution.confidence <= TOSS


def test_every_learned_weight_has_a_name_that_the_program_asks_for() -> None:
    folder = Path(place_weights.__wrapped__.__code__.co_filename).parent
    told = json.loads((folder / "weights.json").read_text("utf-8"))
    assert set(told["alone"]) <= {*LOCAL, *BESIDE}
    assert set(told["together"]) <= {*LOCAL, *BESIDE, *COMPANY}
    assert set(told["confidence"]) <= set(CONFIDENCE)
    for rows in (told["alone"], told["together"], told["confidence"]):
        assert all(math.isfinite(weight) for weight in rows.values())


@pytest.mark.parametrize("name", FIXED)
def test_what_is_set_by_hand_stays_as_it_was_set(name: str) -> None:
    learned = place_weights().together
    assert learned[(*LOCAL, *BESIDE, *COMPANY).index(name)] == pytest.approx(FIXED[name])


def test_the_files_say_how_well_they_did_where_they_had_not_learned() -> None:
    for figures in validated().values():
        assert 0.0 < figures["e2e161"] <= figures["recall"] <= 1.0
    assert name_weights().threshold < 0.0
