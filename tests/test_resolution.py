from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from locating import gazetteer, ids, located, only, place, world

from geo.articles import read_articles
from geo.gazetteer import Entry, Gazetteer
from geo.geoparsing import geoparse
from geo.ingest import demonstration_path
from geo.model import Article, PlaceKind, Role, Verdict
from geo.recognition import recognise
from geo.recognition.slips import find_slips
from geo.resolution import Weighing
from geo.resolution.beside import read_gap
from geo.resolution.company import COMPANY, Company
from geo.resolution.distance import geodesic_km, rough_km
from geo.resolution.slate import facts_of, groups_of
from geo.text import read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Fighting in Panjshir.", "af-panjshir"),
        ("Fighting in the Panjshir Valley.", "af-panjshir"),
        ("Fighting in Kabul.", "af-kabul"),
        ("Fighting in Kabul province.", "af-kabul-province"),
        ("Fighting in Salang, Afghanistan.", "af-salang"),
        ("Fighting at the Salang Pass.", "af-salang-pass"),
        ("Fighting at the Salang tunnel.", "af-salang-tunnel"),
        ("Fighting in Kunduz.", "af-kunduz-province"),
        ("Fighting in the city of Kunduz.", "af-kunduz"),
        ("Fighting in Kunduz city.", "af-kunduz"),
        ("Fighting in Baghlan.", "af-baghlan-province"),
        ("Fighting in Takhar.", "af-takhar"),
        ("Fighting in Badakhshan.", "af-badakhshan"),
        ("Fighting at Kabul airport.", "af-kabul-airport"),
        ("Fighting in Kandahar.", "af-kandahar"),
        ("KUNDUZ, Aug 8 (Reuters) - Fighting.", "af-kunduz"),
    ],
)
def test_a_bare_name_means_what_a_reader_takes_it_for(text: str, meant: str) -> None:
    assert ids(text)[0] == meant


def test_the_text_beside_a_name_decides_between_namesakes() -> None:
    here = only("Fighting in the Sanjan area of Kapisa province.", "Sanjan")
    assert here.resolution.place is not None
    assert here.resolution.place.id == "af-sanjan"
    assert "beside_container" in {evidence.name for evidence in here.resolution.evidence}
    rejected = {candidate.place.country for candidate in here.resolution.rejected}
    assert rejected >= {"IN", "IR"}, "the namesakes are kept, with why they were not taken"
    assert all(candidate.evidence for candidate in here.resolution.rejected)
    india = only("A flood hit Sanjan, India.", "Sanjan")
    assert india.resolution.place is not None
    assert india.resolution.place.id == "in-sanjan"


def test_the_other_places_of_the_article_decide_between_namesakes() -> None:
    text = "Fighting went on in Panjshir. In Sanjan and in Takhar people fled; so in Afghanistan."
    assert {place_id for place_id in ids(text) if place_id} == {
        "af-panjshir",
        "af-sanjan",
        "af-takhar",
        "af",
    }


def test_what_is_told_once_holds_for_the_same_name_elsewhere() -> None:
    text = "Sanjan was quiet. Later Sanjan, India, was flooded."
    assert ids(text) == ["in-sanjan", "in-sanjan", "in"]
    (reason,) = (
        evidence
        for evidence in located(text).mentions[0].resolution.evidence
        if evidence.name == "same_name_elsewhere"
    )
    assert reason.weight > 0


NAMESAKES = Gazetteer(
    (
        place("aa", "Aland", PlaceKind.COUNTRY, 10, 10, country="AA", radius_km=400),
        place("bb", "Bland", PlaceKind.COUNTRY, 50, 90, country="BB", radius_km=400),
        place("aa-kelvar", "Kelvar", PlaceKind.VILLAGE, 10, 9, parent="aa", country="AA"),
        place("aa-mex", "Mexico", PlaceKind.COUNTRY, 23, -102, country="MX", radius_km=900),
        place("a1", "Tovarn", PlaceKind.TOWN, 11, 11, parent="aa", country="AA"),
        place("b1", "Tovarn", PlaceKind.TOWN, 51, 91, parent="bb", country="BB"),
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "A flood hit Kelvar in Gujarat on Monday.",
        "A flood hit Kelvar in Bland on Monday.",
        "A flood hit the Kelvar area of northern Bland.",
    ],
)
def test_a_place_told_to_lie_where_no_candidate_lies_is_nil(text: str) -> None:
    mention = next(
        m for m in located(text, places=NAMESAKES).mentions if m.mention.text == "Kelvar"
    )
    assert mention.resolution.verdict is Verdict.NIL
    assert mention.resolution.place is None
    (reason,) = mention.resolution.evidence
    assert "no place known here fits" in reason.detail
    assert mention.resolution.rejected[0].place.id == "aa-kelvar"


@pytest.mark.parametrize("name", ["Mexico City", "Mexico State", "Kelvar River"])
def test_a_name_called_something_else_is_nil(name: str) -> None:
    (mention,) = located(f"A flood hit {name} on Monday.", places=NAMESAKES).mentions
    assert mention.mention.text == name
    assert mention.resolution.verdict is Verdict.NIL


def test_equal_namesakes_without_any_hint_are_ambiguous() -> None:
    (mention,) = located("A flood hit Tovarn on Monday.", places=NAMESAKES).mentions
    assert mention.resolution.verdict is Verdict.AMBIGUOUS
    assert mention.resolution.confidence < 0.5
    (told, _) = located("A flood hit Tovarn in Bland.", places=NAMESAKES).mentions
    assert told.resolution.place is not None
    assert told.resolution.place.id == "b1"
    assert told.resolution.confidence > 0.9


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        ("Clashes in Panjshir, Takhar and Badakhsan.", "Badakhsan", "af-badakhshan"),
        ("In Panjshir fighters held Bazarrak.", None, None),
        ("In Panjshir fighters fought in Bazarrak.", "Bazarrak", "af-bazarak"),
        ("From Panjshir they reached the Andaarab valley.", "Andaarab valley", "af-andarab"),
    ],
)
def test_spelling_slips_are_taken_where_a_place_stands_and_say_so(
    text: str,
    written: str | None,
    meant: str | None,
) -> None:
    slips = [
        mention
        for mention in located(text).mentions
        if any(evidence.name == "spelling_slip" for evidence in mention.resolution.evidence)
    ]
    if written is None:
        assert slips == []
        return
    (slip,) = slips
    assert slip.mention.text == written
    assert slip.resolution.place is not None
    assert slip.resolution.place.id == meant
    assert slip.resolution.confidence <= 0.8
    detail = slip.resolution.evidence[0].detail
    assert detail.startswith(f"spelling_slip: written {written}, taken for ")


@pytest.mark.parametrize(
    "text",
    [
        "He trusts in Panjshiris and in Kabulis.",
        "Clashes in Panjshir with the Talibans.",
        "He came to Massoud, then to Massood, in Panjshir.",
        "He believes in Colombio.",
        "In Kabul Bazarrak spoke. Bazarrak said no. Bazarrak left. They trust in Bazarrak.",
        "It was in Indian hands; in Iranian papers; in Afghans' houses in Kabul.",
    ],
)
def test_people_and_lone_words_are_no_slips(text: str) -> None:
    known = {"Panjshir", "Kabul"}
    assert {mention.mention.text for mention in located(text).mentions} <= known


@pytest.mark.parametrize(
    ("gap", "relation"),
    [
        (" area of ", "inner_first"),
        (" in ", "inner_first"),
        (", the capital of ", "inner_first"),
        (" district in northern ", "inner_first"),
        (", ", "comma"),
        (" (", "comma"),
        ("'s ", "outer_first"),
        ("’s capital, ", "outer_first"),
        (" province's ", "outer_first"),
        ("'s invasion of ", None),
        (" west of ", None),
        (" in the west of ", "inner_first"),
        (" and ", None),
        (" to ", None),
        (". ", None),
        ("'s man in ", None),
    ],
)
def test_the_words_between_two_names_are_read(gap: str, relation: str | None) -> None:
    assert read_gap(gap) == relation


def test_confidence_rises_with_support() -> None:
    alone = only("A man came to Bazarak.", "Bazarak").resolution
    supported = only("A man came to Bazarak in Panjshir, Afghanistan.", "Bazarak").resolution
    assert alone.place == supported.place == gazetteer().place("af-bazarak")
    assert 0.0 < alone.confidence < supported.confidence <= 0.99


def test_evidence_adds_up_to_the_score_and_is_told_in_words() -> None:
    for mention in located("Fighting in Sanjan in Kapisa, Afghanistan, near Bazarak.").mentions:
        for candidate in mention.resolution.rejected:
            total = sum(evidence.weight for evidence in candidate.evidence)
            assert candidate.score == pytest.approx(total, abs=1e-3)
        for evidence in mention.resolution.evidence:
            assert evidence.name.isidentifier()
            assert evidence.detail


degrees = st.tuples(st.floats(-89, 89), st.floats(-179, 179))


@given(degrees, degrees)
def test_the_rough_distance_is_near_the_geodesic(
    one: tuple[float, float],
    other: tuple[float, float],
) -> None:
    here, there = (
        place("x", "X", PlaceKind.TOWN, latitude, longitude).coordinates
        for latitude, longitude in (one, other)
    )
    assert rough_km(here, there) == pytest.approx(geodesic_km(here, there), rel=0.006, abs=0.01)


def test_a_people_and_its_country_in_one_article_stay_two_names() -> None:
    # Both words have the same places, and only one of them is the word for a people.
    known = [world().entry(key) for key in ("afghan", "afghanistan")]
    assert all(known)
    text = "Afghan officials left. In Afghanistan nobody said why; Afghan papers were silent."
    found = {m.mention.text: m.role for m in located(text, places=world()).mentions}
    assert found == {"Afghan": Role.DEMONYM, "Afghanistan": found["Afghanistan"]}
    assert found["Afghanistan"] is not Role.DEMONYM


def test_a_slip_written_twice_does_not_bear_itself_out() -> None:
    text = "In Panjshir they fought in Bazarrak, near Bazarrak and toward Bazarrak."
    toponyms = [
        toponym
        for passage in (read(text, "text"),)
        for toponym in find_slips(passage, recognise(passage, gazetteer()), gazetteer())
    ]
    assert len(toponyms) == 3
    assert len(groups_of(toponyms, ())) == 1


NAMES = ("kabul", "sanjan", "bazarak", "kunduz", "russia", "dushanbe", "london", "salang")


def test_names_laid_out_together_are_as_when_each_is_laid_out_alone() -> None:
    def entries() -> list[Entry]:
        known = [entry for name in NAMES if (entry := world().entry(name)) is not None]
        # Ones that remember nothing.
        return [Entry(each.gazetteer, each.key, each.rows, each.flags) for each in known]

    together = facts_of(entries())
    alone = [facts for entry in entries() for facts in facts_of([entry])]
    assert sum(len(facts.rows) for facts in alone) > len(alone) > 5
    for one, other in zip(together, alone, strict=True):
        for column in ("numbers", "local", "points", "wide"):
            assert np.array_equal(getattr(one, column), getattr(other, column)), column


def test_who_is_asked_again_with_other_votes_says_what_somebody_new_would() -> None:
    text = "Fighting in Sanjan, Kunduz and Salang; talks in London, Moscow and Springfield."
    passage = read(text, "text")
    found = recognise(passage, world()).toponyms
    weighing = Weighing({"text": passage}, found, world())
    facts, group, told = weighing.facts, weighing.group, weighing.said.told
    even = np.ones(len(group)) / np.bincount(group)[group]
    # What one name all means is its last candidate, which a first look took for nothing.
    last = np.zeros(len(group))
    last[weighing.starts[1:] - 1] = 1.0
    first = 1.0 * np.isin(np.arange(len(group)), weighing.starts[:-1])
    kept = Company(facts, group, told)
    for votes in (first, last, even, first):
        anew = Company(facts, group, told).table(votes, None)
        assert np.allclose(kept.table(votes, None), anew, rtol=0, atol=1e-12)
        assert anew.shape == (len(group), len(COMPANY))
        assert anew.any()


def test_one_other_name_far_away_makes_no_name_far_from_all() -> None:
    passage = read("Fighting in Kunduz; talks in London.", "text")
    weighing = Weighing({"text": passage}, recognise(passage, world()).toponyms, world())
    votes = np.ones(len(weighing.group)) / np.bincount(weighing.group)[weighing.group]
    table = weighing.company.table(votes * (1 + 1e-12), None)
    assert len(set(weighing.group.tolist())) == 2
    assert not table[:, COMPANY.index("far from all names")].any()


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        ("A crash near Springfield, Mo., killed two on Tuesday.", "Mo.", "Missouri"),
        ("He moved from Denver, Colo., to Texas in May.", "Colo.", "Colorado"),
        ("Police in Mobile, Ala., and Tampa, Fla., agreed.", "Fla.", "Florida"),
        ("The beach in Dover, Del., was closed.", "Del.", "Delaware"),
        ("The governor visited Salem, Ore., on Monday.", "Ore.", "Oregon"),
    ],
)
def test_an_abbreviated_state_is_no_village_of_that_name(
    text: str, written: str, meant: str
) -> None:
    found = {m.mention.text: m.resolution.place for m in located(text, places=world()).mentions}
    place = found[written]
    assert place is not None
    assert place.name == meant


def test_the_demonstration_s_names_mean_places_of_our_own_table_not_namesakes_abroad() -> None:
    meant: dict[str, set[str]] = {}
    for item in read_articles([demonstration_path()]):
        assert isinstance(item, Article)
        for mention in geoparse(item, world()).mentions:
            place = mention.resolution.place
            if place is not None:
                meant.setdefault(mention.mention.text, set()).add(place.id)
    assert meant["Jalalabad"] == {"af-jalalabad"}
    assert meant["Doha"] == {"qa-doha"}
    assert meant["Islamabad"] == {"pk-islamabad"}
    outside = {name for name, places in meant.items() if any(p.startswith("gn-") for p in places)}
    # Not right yet: a city beside its state or province, and two gates of an airport.
    assert outside <= {"New York", "Tehran", "Washington", "East Gate", "North Gate"}
