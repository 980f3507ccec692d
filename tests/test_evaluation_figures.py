"""The figures, the causes and the reliability of an evaluation."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from locating import place

from geo.cli import main
from geo.evaluation import (
    Cause,
    Corpus,
    Evaluation,
    GoldArticle,
    GoldKind,
    GoldToponym,
    Prediction,
    errors_of,
    evaluate,
    figures,
    geoparsing_with,
    kind_of,
    match,
    reliability,
)
from geo.evaluation.report import error_line, record, report, tables
from geo.gazetteer import Gazetteer
from geo.model import Article, Coordinates, Evidence, Place, PlaceKind, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from geo.evaluation import Match

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "tests" / "evaluation" / "own.jsonl"
SHARED = ROOT.parent / "shared" / "corpora"
RULE = SHARED / "score.py"
OTHERS = [SHARED / f"{name}.jsonl" for name in ("lgl", "geovirus", "tudloc2013")]
RULE_NAMES = {"precision*": "precision_located"}

NAMES = ("Aden", "Taiz", "Ibb", "aden")
POINTS = {"aden": (12.78, 45.04), "taiz": (13.58, 44.02), "ibb": (13.97, 44.18)}
FAR = Coordinates(latitude=-12.0, longitude=-77.0)


def at(name: str) -> Coordinates:
    latitude, longitude = POINTS[name.casefold()]
    return Coordinates(latitude=latitude, longitude=longitude)


def gold_article(name: str, text: str, *toponyms: GoldToponym) -> GoldArticle:
    return GoldArticle(id=name, article=Article(id="0" * 20, text=text), toponyms=toponyms)


def toponym(
    start: int, end: int, point: Coordinates | None = None, geonameid: int | None = None
) -> GoldToponym:
    return GoldToponym(span=Span(start=start, end=end), coordinates=point, geonameid=geonameid)


def prediction(
    start: int,
    end: int,
    where: Coordinates | None = None,
    *,
    role: str = "",
    confidence: float = 0.0,
) -> Prediction:
    found = None
    if where is not None:
        found = place("zz-there", "There", PlaceKind.TOWN, where.latitude, where.longitude)
    span = Span(start=start, end=end)
    return Prediction(span=span, place=found, role=role, confidence=confidence)


@st.composite
def scored(draw: st.DrawFn) -> tuple[GoldArticle, tuple[Prediction, ...]]:
    """Draw an article of a few names, some marked, some found, rightly or not."""
    words = draw(st.lists(st.sampled_from((*NAMES, "and", "near")), min_size=1, max_size=12))
    text = " ".join(words)
    marked, found = [], []
    start = 0
    for word in words:
        span = (start, start + len(word))
        start += len(word) + 1
        if word not in NAMES:
            continue
        number = draw(st.sampled_from((None, 1, 2)))
        point = draw(st.sampled_from((None, at(word), FAR)))
        if draw(st.booleans()):
            marked.append(toponym(*span, point, geonameid=number))
        if draw(st.booleans()):
            where = draw(st.sampled_from((None, at(word), FAR)))
            given_place = prediction(*span, where)
            if given_place.place is not None:
                same = dataclasses.replace(given_place.place, geonameid=number)
                given_place = dataclasses.replace(given_place, place=same)
            found.append(given_place)
    return gold_article("a", text, *marked), tuple(draw(st.permutations(found)))


MATCHES = st.lists(scored().map(lambda both: match(*both)), max_size=6)


# --- Figures ---------------------------------------------------------------------------------


@given(scored())
def test_gold_against_itself_is_all_right(both: tuple[GoldArticle, object]) -> None:
    gold, _ = both
    answers = [
        Prediction(
            span=each.span,
            place=place(
                "zz", "Z", PlaceKind.TOWN, each.coordinates.latitude, each.coordinates.longitude
            ),
        )
        for each in gold.toponyms
        if each.coordinates is not None
    ]
    reached = figures([match(gold, answers)])
    assert reached.gold == reached.found == reached.predictions == len(answers)
    share = 1.0 if answers else 0.0
    assert reached.precision == reached.recall == reached.f1 == reached.acc161 == share
    assert reached.e2e161 == reached.e2e161id == share
    assert reached.median_km == reached.mean_km == (0.0 if answers else None)


@given(MATCHES, st.randoms())
def test_the_order_of_articles_makes_no_difference(matches: list[Match], chance: Random) -> None:
    shuffled = list(matches)
    chance.shuffle(shuffled)
    assert figures(shuffled) == figures(matches)
    assert reliability(shuffled) == reliability(matches)


@given(scored())
def test_every_prediction_is_counted_once(
    both: tuple[GoldArticle, tuple[Prediction, ...]],
) -> None:
    gold, predictions = both
    matched = match(gold, predictions)
    found = [pair.prediction for pair in matched.pairs if pair.prediction is not None]
    told = [*found, *matched.on_unlocated, *matched.on_nothing]
    assert sorted(map(id, told)) == sorted(map(id, predictions))


@pytest.mark.parametrize(("shift", "found"), [(9, 1), (10, 0)])
def test_middles_less_than_ten_characters_apart_find_each_other(shift: int, found: int) -> None:
    text = "Aden" + " " * (shift - 4) + "Aden"
    gold = gold_article("a", text, toponym(0, 4, at("Aden")))
    assert figures([match(gold, [prediction(shift, shift + 4)])]).found == found


def test_a_wider_or_narrower_text_is_not_the_same_name() -> None:
    gold = gold_article("a", "Aden Port", toponym(0, 4, at("Aden")))
    assert figures([match(gold, [prediction(0, 9, at("Aden"))])]).found == 0


def test_a_hundred_miles_are_near_and_a_same_number_is_right_wherever_it_lies() -> None:
    one_degree = Coordinates(latitude=13.78, longitude=45.04)  # 111 km
    two_degrees = Coordinates(latitude=14.78, longitude=45.04)  # 222 km
    gold = gold_article("a", "Aden", toponym(0, 4, at("Aden"), geonameid=9))
    assert figures([match(gold, [prediction(0, 4, one_degree)])]).e2e161 == 1
    far = prediction(0, 4, two_degrees)
    assert figures([match(gold, [far])]).e2e161id == 0
    assert far.place is not None
    same = dataclasses.replace(far, place=dataclasses.replace(far.place, geonameid=9))
    reached = figures([match(gold, [same])])
    assert (reached.e2e161, reached.e2e161id) == (0, 1)


def test_a_prediction_on_unlocated_gold_lowers_precision_but_not_its_starred_kind() -> None:
    gold = gold_article("a", "Aden or Taiz", toponym(0, 4, at("Aden")), toponym(8, 12))
    reached = figures([match(gold, [prediction(0, 4), prediction(8, 12)])])
    assert (reached.precision, reached.precision_located) == (0.5, 1.0)


# --- The rule that others score by -----------------------------------------------------------

here = pytest.mark.skipif(not RULE.is_file(), reason="the reference scorer is not beside this")


def the_rule() -> Callable[[Any, Any], dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("the_rule", RULE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    score: Callable[[Any, Any], dict[str, Any]] = module.score
    return score


def as_the_rule_takes_it(
    gold: GoldArticle, predictions: Sequence[Prediction]
) -> tuple[dict[str, Any], dict[str, Any]]:
    toponyms = [
        {
            "start": each.span.start,
            "end": each.span.end,
            "lat": each.coordinates and each.coordinates.latitude,
            "lon": each.coordinates and each.coordinates.longitude,
            "geonameid": each.geonameid,
        }
        for each in gold.toponyms
    ]
    mentions = [
        {
            "start": each.span.start,
            "end": each.span.end,
            "place": each.place
            and {
                "latitude": each.place.coordinates.latitude,
                "longitude": each.place.coordinates.longitude,
                "geonameid": each.place.geonameid,
            },
        }
        for each in predictions
    ]
    return (
        {"id": gold.id, "text": gold.article.text, "toponyms": toponyms},
        {"id": gold.id, "mentions": mentions},
    )


@here
@given(scored())
def test_any_predictions_score_as_by_the_reference(
    both: tuple[GoldArticle, tuple[Prediction, ...]],
) -> None:
    marked, found = as_the_rule_takes_it(*both)
    ours = dataclasses.asdict(figures([match(*both)]))
    for name, figure in the_rule()([marked], [found]).items():
        assert ours[RULE_NAMES.get(name, name)] == figure, name


@here
@pytest.mark.parametrize("corpus", [OWN, *OTHERS], ids=lambda path: path.stem)
def test_every_figure_of_a_corpus_is_that_of_the_reference(corpus: Path, tmp_path: Path) -> None:
    found, told = tmp_path / "found.jsonl", tmp_path / "told.json"
    main(["evaluate", str(corpus), "--predictions", str(found), "--json", str(told)])
    ours = json.loads(told.read_text("utf-8"))["corpora"][corpus.stem]["figures"]
    theirs = subprocess.run(
        [sys.executable, str(RULE), str(corpus), str(found), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    reference = json.loads(theirs.stdout)
    assert len(reference) == 12
    for name, figure in reference.items():
        assert ours[RULE_NAMES.get(name, name)] == figure, name


# --- Kinds -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("feature_class", "feature_code", "sort", "kind"),
    [
        ("L", "CONT", "", GoldKind.CONTINENT),
        ("A", "PCLS", "", GoldKind.COUNTRY),
        ("A", "ADM1", "", GoldKind.ADMIN1),
        ("A", "ADM2", "", GoldKind.ADMIN2),
        ("P", "PPLC", "", GoldKind.POPULATED),
        ("H", "STM", "", GoldKind.OTHER),
        ("", "", "CITY", GoldKind.POPULATED),
        ("", "", "STREET", GoldKind.OTHER),
        ("", "", "", GoldKind.UNKNOWN),
    ],
)
def test_the_kind_is_what_the_corpus_says(
    feature_class: str, feature_code: str, sort: str, kind: GoldKind
) -> None:
    gold = dataclasses.replace(
        toponym(0, 4, at("Aden")),
        feature_class=feature_class,
        feature_code=feature_code,
        sort=sort,
    )
    assert kind_of(gold, ()) is kind


def test_where_the_corpus_is_silent_the_nearest_place_of_the_name_tells_the_kind() -> None:
    town = place("ye-aden", "Aden", PlaceKind.TOWN, 12.78, 45.04)
    province = place("ye-aden-province", "Aden", PlaceKind.PROVINCE, 13.2, 45.0)
    far = place("pe-aden", "Aden", PlaceKind.LAKE, -12, -77)
    assert kind_of(toponym(0, 4, at("Aden")), (far, province, town)) is GoldKind.POPULATED
    assert kind_of(toponym(0, 4, at("Aden")), (far,)) is GoldKind.UNKNOWN


# --- Causes ----------------------------------------------------------------------------------

TOWN = place("ye-aden", "Aden", PlaceKind.TOWN, 12.78, 45.04)
NAMESAKE = place("pe-aden", "Aden", PlaceKind.TOWN, -12, -77)
WIDE = place("zz-wide", "Aden", PlaceKind.COUNTRY, 15.5, 47.5, radius_km=700)


def cause(found: Prediction | None, *known: Place) -> Cause | None:
    gold = gold_article("a", "Aden", toponym(0, 4, at("Aden")))
    answers = [] if found is None else [found]
    errors = list(errors_of([match(gold, answers)], Gazetteer(known).lookup))
    return errors[0].cause if errors else None


def chosen(where: Place | None) -> Prediction:
    return Prediction(span=Span(start=0, end=4), place=where)


@pytest.mark.parametrize(
    ("found", "known", "told"),
    [
        (chosen(TOWN), (TOWN,), None),
        (None, (), Cause.NOT_IN_GAZETTEER),
        (chosen(NAMESAKE), (), Cause.NOT_IN_GAZETTEER),
        (None, (NAMESAKE,), Cause.CANDIDATE_ABSENT),
        (chosen(NAMESAKE), (NAMESAKE,), Cause.CANDIDATE_ABSENT),
        (None, (TOWN, NAMESAKE), Cause.MISSED),
        (chosen(None), (TOWN,), Cause.UNRESOLVED),
        (chosen(NAMESAKE), (TOWN, NAMESAKE), Cause.WRONG_NAMESAKE),
        (chosen(WIDE), (WIDE, TOWN), Cause.WIDE),
    ],
)
def test_each_cause_is_told(
    found: Prediction | None, known: tuple[Place, ...], told: Cause | None
) -> None:
    assert cause(found, *known) is told


def test_what_is_found_beside_the_gold_is_over_eager() -> None:
    gold = gold_article("a", "Aden or Taiz", toponym(0, 4))
    errors = errors_of([match(gold, [prediction(0, 4), prediction(8, 12)])], lambda _: ())
    assert [error.cause for error in errors] == [Cause.ON_UNLOCATED, Cause.ON_NOTHING]


@given(MATCHES)
def test_every_gold_is_right_or_has_one_cause_and_every_prediction_too(
    matches: list[Match],
) -> None:
    reached = figures(matches)
    causes = [error.cause for error in errors_of(matches, Gazetteer([TOWN, NAMESAKE]).lookup)]
    over_eager = sum(each in {Cause.ON_UNLOCATED, Cause.ON_NOTHING} for each in causes)
    assert over_eager == reached.predictions - reached.found
    assert len(causes) - over_eager == round(reached.gold * (1 - reached.e2e161id))


# --- Reliability -----------------------------------------------------------------------------


def stated(confidence: float, where: Coordinates | None) -> Match:
    gold = gold_article("a", "Aden", toponym(0, 4, at("Aden")))
    return match(gold, [prediction(0, 4, where, confidence=confidence)])


def test_confidence_that_comes_true_has_no_calibration_error() -> None:
    told = reliability([*[stated(0.75, at("Aden"))] * 3, stated(0.75, FAR)])
    assert told.count == 4
    assert told.calibration_error == pytest.approx(0)
    assert told.brier == pytest.approx((3 * 0.25**2 + 0.75**2) / 4)
    assert [each.count if each else 0 for each in told.bins] == [0, 0, 0, 0, 0, 0, 0, 4, 0, 0]


def test_certainty_in_what_is_wrong_is_the_worst() -> None:
    told = reliability([stated(1.0, FAR)])
    assert (told.calibration_error, told.brier) == (1.0, 1.0)
    assert told.bins[-1] is not None


def test_too_bold_and_too_timid_do_not_make_up_for_each_other() -> None:
    told = reliability([stated(0.75, at("Aden")), stated(0.25, FAR)])
    assert told.calibration_error == 0.25


def test_without_a_place_there_is_no_reliability() -> None:
    told = reliability([stated(0.9, None)])
    assert (told.count, told.calibration_error, told.brier) == (0, None, None)


# --- Evaluation and report -------------------------------------------------------------------


def evaluation(*found: Prediction, text: str = "Aden or Taiz") -> Evaluation:
    gold = gold_article("a", text, toponym(0, 4, at("Aden")))
    return Evaluation(corpus=Corpus(name="LGL", articles=(gold,)), predictions=(found,))


def test_roles_left_out_are_lines_of_their_own_and_may_be_the_main_line() -> None:
    made = evaluation(
        prediction(0, 4, at("Aden"), role="event"),
        prediction(8, 12, at("Taiz"), role="demonym"),
    )
    told = report(made, lambda _: ())
    assert [line.predictions for line in told.lines.values()] == [2, 1, 1]
    assert told.main.precision == 0.5
    without = report(made, lambda _: (), ["demonym"])
    assert list(without.lines) == [("demonym",), ("demonym", "organisation")]
    assert without.main.precision == 1
    assert without.errors == ()


def test_published_figures_stand_beside_ours_for_a_corpus_of_that_name() -> None:
    told = report(evaluation(prediction(0, 4, at("Aden"))), lambda _: ())
    shown = {cell for table in tables(told) for row in table for cell in row}
    assert shown >= {"Dateline", "CamCoder", "0.393", "EUPEG platform, Wang & Hu 2019"}
    assert json.loads(json.dumps(record(told), allow_nan=False))["published"]


@given(MATCHES)
def test_every_table_is_even_and_every_report_is_json(matches: list[Match]) -> None:
    numbered = [dataclasses.replace(each.gold, id=str(n)) for n, each in enumerate(matches)]
    made = Evaluation(
        corpus=Corpus(name="any", articles=tuple(numbered)),
        predictions=tuple(
            tuple(pair.prediction for pair in each.pairs if pair.prediction) for each in matches
        ),
    )
    told = report(made, Gazetteer([TOWN]).lookup)
    for table in tables(told):
        assert len({len(row) for row in table}) == 1
    json.dumps(record(told), allow_nan=False)
    assert sum(len(pairs) for pairs in told.kinds.values()) == told.main.gold


def test_an_error_tells_where_why_what_was_chosen_and_how_far_off() -> None:
    text = f"{'x' * 100} Aden {'y' * 100}"
    gold = gold_article("a7", text, toponym(101, 105, at("Aden"), geonameid=415189))
    wrong = Prediction(
        span=Span(start=101, end=105), place=NAMESAKE, confidence=0.75, role="event", reason="why"
    )
    (error,) = errors_of([match(gold, [wrong])], Gazetteer([TOWN, NAMESAKE]).lookup)
    line = error_line(error)
    assert line.startswith("a7:101-105 | wrong namesake | ")
    assert f"{'x' * 59} »Aden« {'y' * 59} |" in line
    assert "chosen Aden [pe-aden], confidence 0.75, as event (why), 13," in line
    assert "km off | gold 12.7800, 45.0400 (GeoNames 415189)" in line


def test_the_strongest_evidence_is_the_reason(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(
        json.dumps({"id": 1, "text": "Fighters left Bazarak.", "toponyms": []}), "utf-8"
    )
    from geo.cli.common import load_gazetteer  # noqa: PLC0415
    from geo.evaluation import read_corpora  # noqa: PLC0415

    (corpus,) = read_corpora([tmp_path / "one.jsonl"])
    locate = geoparsing_with(load_gazetteer())
    ((found,),) = evaluate(corpus, locate).predictions
    (located,) = locate([corpus.articles[0].article])
    weights: list[Evidence] = sorted(
        located.mentions[0].resolution.evidence, key=lambda evidence: evidence.weight
    )
    assert found.reason == weights[-1].detail
    assert found.place == located.mentions[0].resolution.place
