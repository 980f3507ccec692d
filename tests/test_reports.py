"""The five reports that the product was asked for, against what a careful reader takes from them.

They lie beside the checkout, in the team's shared folder; without it there is nothing to test.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from locating import world

from geo.articles import read_articles
from geo.geoparsing import geoparse
from geo.model import Article, Coordinates, LocatedArticle, Role
from geo.resolution.distance import geodesic_km

REPORTS = Path(__file__).parents[1] / ".." / "shared" / "reports"
GOLD: dict[str, Any] = (
    json.loads((REPORTS / "gold.json").read_text(encoding="utf-8")) if REPORTS.is_dir() else {}
)
if not GOLD:
    pytest.skip("the shared folder with the reports is not here", allow_module_level=True)
each_report = pytest.mark.parametrize("name", sorted(GOLD))


@cache
def report(name: str) -> LocatedArticle:
    (article,) = read_articles([REPORTS / name])
    assert isinstance(article, Article)
    return geoparse(article, world())


def field(found: LocatedArticle, part: str) -> str:
    return (found.article.title or "") if part == "title" else found.article.text


@each_report
def test_the_publication_date_is_the_stated_one_or_none(name: str) -> None:
    stated = GOLD[name]["published"]
    assert report(name).article.published == (stated and dt.date.fromisoformat(stated))


@each_report
def test_every_place_is_found_and_lies_where_it_should(name: str) -> None:
    mentions = report(name).mentions
    for written, gold in GOLD[name]["places"].items():
        point = Coordinates(latitude=gold["lat"], longitude=gold["lon"])
        found = [m.resolution for m in mentions if m.mention.text == written]
        assert found, written
        for resolution in found:
            assert resolution.place is not None, written
            off = geodesic_km(resolution.place.coordinates, point)
            assert off <= gold["within_km"], (written, resolution.place.id, off)


@each_report
def test_every_role_is_the_readers(name: str) -> None:
    mentions = report(name).mentions
    for written, gold in GOLD[name]["places"].items():
        roles = [m.role is Role.EVENT for m in mentions if m.mention.text == written]
        assert any(roles) is (gold["role"] == "event"), written


@each_report
def test_nothing_is_placed_that_is_no_place(name: str) -> None:
    found = report(name)
    for barred in GOLD[name]["not_places"]:
        for mention in found.mentions:
            if mention.role is Role.DEMONYM:
                continue  # "American" is no place, and is not drawn as one
            text, span = field(found, mention.mention.part), mention.mention.span
            start = text.find(barred, max(0, span.end - len(barred)))
            inside = 0 <= start <= span.start
            assert not inside, (barred, mention.mention)


@each_report
def test_every_time_is_found_and_means_its_day(name: str) -> None:
    times = report(name).times
    for written, day in GOLD[name]["times"].items():
        found = [time for time in times if written in time.text]
        assert found, written
        for time in found:
            if day is None:
                assert time.interval is None, written
            else:
                assert time.interval is not None, written
                whole = dt.date.fromisoformat(day)
                assert (time.interval.first, time.interval.last) == (whole, whole), written


@each_report
def test_every_relative_place_is_where_it_leads(name: str) -> None:
    found = {place.text: place for place in report(name).relative}
    gold = GOLD[name].get("relative", {})
    assert set(found) == set(gold)
    for written, told in gold.items():
        place = found[written]
        anchor = world().place(place.anchor)
        assert anchor is not None
        assert anchor.name == told["from"]
        off = geodesic_km(anchor.coordinates, place.coordinates) - told["distance_km"]
        assert abs(off) <= told["within_km"]
        assert place.coordinates.latitude > anchor.coordinates.latitude


@each_report
def test_the_focus_is_panjshir(name: str) -> None:
    assert report(name).focus[0] == "af-panjshir"
