"""The page's logic: the link, the words, the card, and the script run by Streamlit's AppTest."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample_articles as sample
from hypothesis import given
from hypothesis import strategies as some

from geo import serving
from geo.dashboard import cards, changes, rows, words
from geo.dashboard.library import around, gazetteer
from geo.dashboard.link import (
    LONGEST_TEXT,
    MOST_CORNERS,
    Link,
    clamp,
    read_link,
    settle,
    write_link,
)
from geo.errors import ServingError
from geo.layer import View
from geo.model import (
    Candidate,
    Coordinates,
    DatePrecision,
    Evidence,
    Interval,
    LocatedArticle,
    PlaceKind,
    Role,
    Span,
    Verdict,
)
from geo.resolution import MOST_REJECTED
from geo.selection import Clock, Dataset, Filters
from geo.store import Store

if TYPE_CHECKING:
    from pathlib import Path

DATASET = Dataset.of(sample.ALL)

# The link ------------------------------------------------------------------------------------

days = some.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
identifiers = some.text(some.characters(codec="utf-8"), min_size=1, max_size=30)
searches = some.text(some.characters(codec="utf-8"), max_size=LONGEST_TEXT).map(str.strip)
corners = some.builds(
    Coordinates,
    latitude=some.integers(-9_000_000, 9_000_000).map(lambda n: n / 100_000),
    longitude=some.integers(-18_000_000, 18_000_000).map(lambda n: n / 100_000),
)
views = some.builds(
    View,
    centre=corners,
    zoom=some.integers(4, 26).map(lambda n: n / 2),
)


@some.composite
def links(draw: some.DrawFn) -> Link:
    """Draw the state of any screen."""
    ends = sorted(draw(some.lists(days, min_size=2, max_size=2)))
    article = draw(some.none() | identifiers)
    return Link(
        filters=Filters(
            first=draw(some.sampled_from((None, ends[0]))),
            last=draw(some.sampled_from((None, ends[1]))),
            clock=draw(some.sampled_from(Clock)),
            text=draw(searches),
            places=draw(some.frozensets(identifiers, max_size=3)),
            sources=draw(some.frozensets(some.just("") | identifiers, max_size=3)),
            roles=draw(some.frozensets(some.sampled_from(Role))),
        ),
        article=article,
        pin=None if article is None else draw(some.none() | identifiers),
        view=draw(some.none() | views),
        least=draw(some.integers(0, 100)) / 100,
        independent=draw(some.integers(1, 99)),
        area=tuple(draw(some.just(()) | some.lists(corners, min_size=3, max_size=MOST_CORNERS))),
        bare=draw(some.booleans()),
        labels=draw(some.sampled_from(("en", "fa", "ps"))),
    )


@given(links())
def test_a_link_that_is_written_reads_back_as_the_same_screen(link: Link) -> None:
    parameters: dict[str, list[str]] = {}
    for name, value in write_link(link):
        parameters.setdefault(name, []).append(value)
    assert read_link(parameters) == (link, ())


@given(
    some.dictionaries(
        some.sampled_from(
            (
                *("from", "to", "clock", "role", "view", "q", "pin", "v"),
                *("least", "independent", "area", "bare", "labels"),
            )
        ),
        some.lists(some.text(max_size=300), max_size=3),
    )
)
def test_no_link_is_too_broken_to_be_read(parameters: dict[str, list[str]]) -> None:
    link, told = read_link(parameters)
    assert isinstance(link, Link)
    assert all(len(sentence) < 400 for sentence in told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", "yesterday"),
        ("to", "2021-02-30"),
        ("clock", "noon"),
        ("role", "hero"),
        ("view", "here"),
        ("view", "95,0,4"),
        ("view", "nan,nan,nan"),
        ("least", "60%"),
        ("least", "1.5"),
        ("least", "nan"),
        ("independent", "0"),
        ("independent", "two"),
        ("area", "34,69"),
        ("area", "34,69,35"),
        ("area", "95,69,34,68,33,67"),
        ("area", "34,69,nan,70,35,71"),
        ("bare", "perhaps"),
        ("labels", "de"),
        ("v", "3"),
        ("v", "x"),
    ],
)
def test_what_a_link_cannot_mean_is_left_out_and_named(name: str, value: str) -> None:
    link, told = read_link({name: [value], "q": ["kept"]})
    assert link == Link(filters=Filters(text="kept"))
    assert len(told) == 1
    assert value in told[0]
    assert name in told[0]


def test_a_period_that_ends_before_it_begins_is_turned() -> None:
    link, told = read_link({"from": ["2021-09-05"], "to": ["2021-09-01"]})
    assert (link.filters.first, link.filters.last) == (sample.day(1), sample.day(5))
    assert "turned" in told[0]


def test_a_box_is_told_by_two_corners_and_an_area_by_no_more_than_it_may_have() -> None:
    link, told = read_link({"area": ["34.5,69.1,35,70"]})
    assert [(c.latitude, c.longitude) for c in link.area] == [
        (34.5, 69.1),
        (34.5, 70),
        (35, 70),
        (35, 69.1),
    ]
    assert told == ()
    _, told = read_link({"area": [",".join(["34,69"] * (MOST_CORNERS + 1))]})
    assert str(MOST_CORNERS) in told[0]


def test_only_what_version_2_brought_makes_a_link_of_version_2() -> None:
    old = Link(filters=Filters(text="kabul"))
    assert write_link(old) == (("q", "kabul"),)
    new = write_link(replace(old, least=0.6, bare=True))
    assert new == (("v", "2"), ("q", "kabul"), ("least", "0.6"), ("bare", "1"))


def test_a_link_to_what_is_not_here_says_so_and_keeps_the_rest() -> None:
    asked = Link(
        filters=Filters(
            places=frozenset({"af-kabul", "atlantis"}), sources=frozenset({"Beta", "Gamma"})
        ),
        article="0" * 20,
        pin="af-kabul",
    )
    link, told = settle(asked, DATASET)
    assert link.filters.places == {"af-kabul"}
    assert link.filters.sources == {"Beta"}
    assert link.article is None
    assert link.pin is None
    assert "atlantis" in told[0]
    assert "Gamma" in told[1]
    assert "0" * 20 in told[2]


def test_a_period_outside_all_days_shows_all_days_and_says_so() -> None:
    bounds = (sample.day(2), sample.day(6))
    far = Filters(first=dt.date(1999, 1, 1), last=dt.date(1999, 1, 2))
    filters, told = clamp(far, bounds)
    assert (filters.first, filters.last) == (None, None)
    assert told is not None
    assert "1999-01-01" in told


# Words ---------------------------------------------------------------------------------------


def test_days_and_periods_are_said_shortly_and_fully() -> None:
    assert words.long_day(sample.day(3)) == "Friday, 3 September 2021"
    assert words.period(sample.day(3), sample.day(3)) == "3 September 2021"
    assert words.period(sample.day(1), sample.day(5)) == "1 to 5 September 2021"
    assert words.period(dt.date(2021, 8, 27), sample.day(6)) == "27 August to 6 September 2021"
    assert words.period(dt.date(2020, 12, 31), dt.date(2021, 1, 1)) == (
        "31 December 2020 to 1 January 2021"
    )


def test_a_vague_day_is_not_said_exactly() -> None:
    month = Interval(
        first=dt.date(2021, 3, 1), last=dt.date(2021, 3, 31), precision=DatePrecision.MONTH
    )
    assert words.interval(month) == "some time in March 2021"
    week = Interval(first=sample.day(1), last=sample.day(5), precision=DatePrecision.WEEK)
    assert words.interval(week) == "some time from 1 to 5 September 2021"


def test_a_place_is_named_apart_from_its_namesakes() -> None:
    known = {place.id: place for place in (sample.PANJSHIR, sample.AFGHANISTAN)}
    assert words.described(sample.BAZARAK, known) == "Bazarak · town in Panjshir province"
    assert words.inside(sample.BAZARAK, known) == "Panjshir province, Afghanistan"


def test_a_state_and_a_county_are_called_so() -> None:
    ohio = replace(sample.PANJSHIR, id="us-oh", name="Ohio", country="US", parent=None)
    county = replace(ohio, id="us-c", name="Clark County", kind=PlaceKind.DISTRICT, parent="us-oh")
    town = replace(sample.BAZARAK, name="Enon", country="US", parent="us-c")
    known = {place.id: place for place in (ohio, county)}
    assert words.described(town, known) == "Enon · town in Clark County"
    assert words.described(county, known) == "Clark County · county in Ohio state"
    assert words.inside(town, known) == "Clark County, Ohio state"


@pytest.mark.parametrize(
    ("radius", "outlined", "told"),
    [
        (650.0, True, "as its outline, because it is a province"),
        (119.0, False, "as a hatched circle about 238 km across"),
        (120.0, False, "as a hatched square at its middle, which stands for the whole province"),
        (650.0, False, "about 1,300 km across"),
    ],
)
def test_the_card_says_how_a_province_is_drawn(radius: float, *, outlined: bool, told: str) -> None:
    place = replace(sample.PANJSHIR, radius_km=radius)
    assert told in words.drawn(place, {place.id} if outlined else set())


def test_places_that_contain_each_other_end() -> None:
    mad = sample.place("x", "X", sample.BAZARAK.kind, 0, 0, parent="x")
    assert len(words.lineage(mad, {"x": mad})) == 1


# The card ------------------------------------------------------------------------------------


def test_the_card_shows_the_sentence_that_names_the_place() -> None:
    entry = DATASET.entry(sample.REACHED.article.id)
    assert entry is not None
    told = cards.card(entry, DATASET.places, pin="af-bazarak", dated_by_user=False)
    assert "".join(run["text"] for run in told["sentence"]) == (
        "Fighters reached Bazarak on Thursday, officials said."
    )
    assert [run["text"] for run in told["sentence"] if run.get("on")] == ["Bazarak"]
    assert [run["text"] for run in told["sentence"] if run.get("time")] == ["on Thursday"]
    assert told["url"] == "https://example.org/one"


def test_the_card_tells_why_the_pin_stands_there() -> None:
    entry = DATASET.entry(sample.REACHED.article.id)
    assert entry is not None
    why = cards.card(entry, DATASET.places, pin="af-bazarak", dated_by_user=False)["why"]
    assert why is not None
    assert why["claim"][:2] == ["Bazarak", "seems to mean"]
    assert why["claim"][3] == "0.82"
    facts = dict(why["facts"])
    assert facts["Position"] == "35.3129° N, 69.5152° E"
    assert facts["Record from"] == "made for a test"
    assert facts["When"] == "“on Thursday”: 2 September 2021"
    assert why["reasons"] == [{"text": "spelled as it is known", "weight": "+0.50"}]
    assert [other["what"] for other in why["rejected"]] == ["Bazarak · village in Afghanistan"]


def unsure_article(rejected: int) -> LocatedArticle:
    """Make an article whose one place is not sure, with so many other candidates."""
    made = sample.located(
        "A road",
        "Bazarak waits.",
        published=sample.day(3),
        names=[("Bazarak", sample.BAZARAK, Role.EVENT)],
    )
    (named,) = made.mentions
    (other,) = named.resolution.rejected
    resolution = replace(
        named.resolution, verdict=Verdict.AMBIGUOUS, confidence=0.4, rejected=(other,) * rejected
    )
    return replace(made, mentions=(replace(named, resolution=resolution),))


@pytest.mark.parametrize(
    ("rejected", "more"),
    [
        (5, ""),
        (6, "and 1 further place"),
        (7, "and 2 further places"),
        (MOST_REJECTED, "and at least 3 further places"),
    ],
)
def test_the_count_of_further_candidates_does_not_lie(rejected: int, more: str) -> None:
    dataset = Dataset.of([unsure_article(rejected)])
    entry = dataset.entry(dataset.rows[0].located.article.id)
    assert entry is not None
    why = cards.card(entry, dataset.places, pin=None, dated_by_user=False)["why"]
    assert why is not None
    assert len(why["rejected"]) == 5
    assert why["more"] == more


def test_what_was_weighed_is_added_up() -> None:
    article = unsure_article(1)
    (named,) = article.mentions
    evidence = tuple(Evidence(name="x", detail="x", weight=w) for w in (1.36, -0.77, 0.0))
    named = replace(named, resolution=replace(named.resolution, evidence=evidence))
    dataset = Dataset.of([replace(article, mentions=(named,))])
    entry = dataset.entry(article.article.id)
    assert entry is not None
    why = cards.card(entry, dataset.places, pin=None, dated_by_user=False)["why"]
    assert why is not None
    assert [reason["weight"] for reason in why["reasons"]] == ["+1.36", "-0.77", ""]
    assert why["score"] == "0.59"


def test_an_unsure_place_is_marked_as_such_in_list_card_and_sentence() -> None:
    dataset = Dataset.of([unsure_article(1), sample.RALLY])
    entry, sure = (dataset.entry(row.located.article.id) for row in dataset.rows)
    assert entry is not None
    assert sure is not None
    row = rows.row(entry)
    assert (row["unsure"], row["places"]) == (True, "Bazarak?")
    told = cards.card(entry, dataset.places, pin=None, dated_by_user=False)
    assert [place["unsure"] for place in told["places"]] == [True]
    assert [run["text"] for run in told["sentence"] if run.get("unsure")] == ["Bazarak"]
    assert (rows.row(sure)["unsure"], rows.row(sure)["places"]) == (False, "Kabul")


def test_a_rejected_namesake_is_told_by_what_contains_it() -> None:
    # Its district and country are in no article, only in the gazetteer.
    kunduz = gazetteer().place("af-kunduz")
    assert kunduz is not None
    article = unsure_article(1)
    (named,) = article.mentions
    rejected = (Candidate(place=replace(sample.NAMESAKE, parent=kunduz.parent), score=0.1),)
    named = replace(named, resolution=replace(named.resolution, rejected=rejected))
    dataset = Dataset.of([replace(article, mentions=(named,))])
    entry = dataset.entry(article.article.id)
    assert entry is not None
    known = around(entry.article, dataset)
    why = cards.card(entry, known, pin=None, dated_by_user=False)["why"]
    assert why is not None
    assert why["rejected"][0]["what"] == "Bazarak · village in Kunduz province, Afghanistan"


def test_names_that_could_not_be_placed_are_told() -> None:
    entry = DATASET.entry(sample.UNPLACED.article.id)
    assert entry is not None
    told = cards.card(entry, DATASET.places, pin=None, dated_by_user=False)
    assert [name["name"] for name in told["unplaced"]] == ["Nowhereville"]
    assert [place["no_pin"] != "" for place in told["places"]] == [True]


@given(some.sampled_from(sample.ALL), some.data())
def test_runs_joined_again_are_the_text_letter_for_letter(
    article: LocatedArticle, data: some.DataObject
) -> None:
    text = article.article.text
    assert "".join(run["text"] for run in cards.runs(article, "text", None)) == text
    start = data.draw(some.integers(0, len(text) - 1))
    span = Span(start=start, end=data.draw(some.integers(start + 1, len(text))))
    assert "".join(r["text"] for r in cards.runs(article, "text", None, within=span)) == (
        span.of(text)
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//elsewhere.org",
        "http://",
        "file:///etc",
        None,
        "JaVaScRiPt://example.org/%0aalert(1)",
        "http://[",
        "ftp://example.org",
    ],
)
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert cards.web_address(address) == ""


# Changes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\x.csv", "/abs.txt", "a\x00b.jsonl", "é ü.TXT", "", "...txt"]
)
def test_an_uploaded_name_is_never_a_path(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATELINE_STORE", str(tmp_path / "store.db"))
    monkeypatch.chdir(tmp_path)
    report = changes.add_reports([(name, b"Kabul was calm on Friday, people said.")])
    assert report.read + len(report.problems) == 1
    assert {path.name.partition("-")[0] for path in tmp_path.iterdir()} == {"store.db"}


def test_nothing_can_be_changed_through_a_view_only_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = sample.fill(tmp_path / "s.db")
    monkeypatch.setenv("DATELINE_STORE", str(path))
    monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
    for change in (
        lambda: changes.add_reports([("a.txt", b"Kabul was calm.")]),
        changes.load_demonstration,
        lambda: changes.set_date(sample.UNDATED.article.id, sample.day(1)),
    ):
        with pytest.raises(ServingError, match="viewing"):
            change()
    with Store.open(path, read_only=True) as store:
        assert list(store.located_articles())
        assert store.counts().articles == len(sample.ALL)
        assert store.counts().undated == 1


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Fill a store with the samples and let the page use it."""
    path = sample.fill(tmp_path / "store.db")
    monkeypatch.setenv("DATELINE_STORE", str(path))
    monkeypatch.delenv(serving.VIEW_ONLY_VARIABLE, raising=False)
    monkeypatch.delenv(serving.KEY_VARIABLE, raising=False)
    return path


def test_every_visitor_shares_one_dataset(store: Path) -> None:
    from geo.dashboard.library import library  # noqa: PLC0415 - after the store is named

    assert library(store).dataset is library(store).dataset
    before = library(store).dataset
    with Store.open(store) as opened:
        opened.add(sample.located("New", "Kabul.", published=sample.day(9)))
    assert library(store).dataset is not before
    assert len(library(store).dataset) == len(sample.ALL) + 1
