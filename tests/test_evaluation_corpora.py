"""Corpora are read as they are; what cannot be taken is told with its line, the rest goes on."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ArticlesError, InputNotFoundError
from geo.evaluation import Corpus, GoldToponym, read_corpora
from geo.model import Coordinates, Span

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Fog closed the port of Aden on Monday."
ADEN = {"start": 23, "end": 27, "phrase": "Aden", "lat": 12.78, "lon": 45.04, "geonameid": 415189}

XML = """<?xml version="1.0" encoding="UTF-8"?>
<articles>
<article docid="7"><feedid>138</feedid><title>Fog</title><dltime>2009-03-20 10:11:12</dltime>
<text>Fog closed the port of Aden on Monday.</text>
<toponyms><toponym><start>23</start><end>27</end><phrase>Aden</phrase>
<gaztag geonameid="415189"><name>Aden</name><fclass>P</fclass><fcode>PPLA</fcode>
<lat>12.78</lat><lon>45.04</lon></gaztag></toponym></toponyms></article>
<article docid="8"><domain>a.example</domain><text>Rain fell on Taiz &amp; Ibb.</text>
<toponyms><toponym><start>13</start><end>17</end><phrase>Taiz</phrase><lat>13.58</lat><lon>44.02</lon></toponym>
<toponym><start>20</start><end>23</end><phrase>Ibb</phrase></toponym></toponyms></article>
</articles>
"""


def read(path: Path) -> Corpus:
    (corpus,) = read_corpora([path])
    return corpus


def lines(folder: Path, *rows: object, name: str = "corpus.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def row(**changes: object) -> dict[str, Any]:
    return {"id": "a", "text": TEXT, "toponyms": [ADEN], **changes}


def xml(folder: Path, content: str | bytes) -> Path:
    path = folder / "corpus.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- JSON lines ------------------------------------------------------------------------------


def test_a_line_becomes_an_article_without_a_title_and_with_its_feed_as_source(
    tmp_path: Path,
) -> None:
    corpus = read(lines(tmp_path, row(title="Fog", date="2009-03-20", feed="138", source="b.org")))
    (gold,) = corpus.articles
    assert (corpus.name, corpus.problems, corpus.left_out) == ("corpus", (), 0)
    assert (gold.article.title, gold.article.text) == (None, TEXT)
    assert gold.article.published == dt.date(2009, 3, 20)
    assert gold.article.source == "138"
    point = Coordinates(latitude=12.78, longitude=45.04)
    assert gold.toponyms == (
        GoldToponym(span=Span(start=23, end=27), coordinates=point, geonameid=415189),
    )


def test_a_toponym_without_a_point_stays_as_unlocated(tmp_path: Path) -> None:
    (gold,) = read(lines(tmp_path, row(toponyms=[{**ADEN, "lat": None, "lon": None}]))).articles
    assert [toponym.coordinates for toponym in gold.toponyms] == [None]


def test_half_a_surrogate_pair_moves_no_offset(tmp_path: Path) -> None:
    (gold,) = read(lines(tmp_path, row(text=f"{TEXT} \ud83d"))).articles
    assert gold.article.text == f"{TEXT} \ufffd"
    assert gold.toponyms[0].span.of(gold.article.text) == "Aden"


BAD_LINES = {
    "no JSON": b"{",
    "no object": b"[1]",
    "not UTF-8": b'{"id": "\xff"}',
    "nested too deeply": b"[" * 100_000,
    "a number without end": b'{"id": ' + b"9" * 5_000 + b"}",
    "no id": json.dumps(row(id=None)).encode(),
    "a true id": json.dumps(row(id=True)).encode(),
    "no text": json.dumps(row(text=None)).encode(),
    "blank text": json.dumps(row(text=" ")).encode(),
    "no list of toponyms": json.dumps(row(toponyms=None)).encode(),
    "an id met before": json.dumps(row(id="first")).encode(),
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_told_with_its_number_and_the_others_are_read(
    bad: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "mixed.jsonl"
    first, last = (json.dumps(row(id=name)).encode() for name in ("first", "last"))
    path.write_bytes(b"\n".join((first, bad, b"", last)))
    corpus = read(path)
    assert [gold.id for gold in corpus.articles] == ["first", "last"]
    (problem,) = corpus.problems
    assert problem.where == "mixed.jsonl:2"
    assert problem.allowed
    assert problem.remedy


BAD_TOPONYMS: dict[str, Any] = {
    "not an object": 7,
    "backwards": {**ADEN, "start": 27, "end": 23},
    "negative": {**ADEN, "start": -1},
    "no numbers": {**ADEN, "start": [], "end": {}},
    "past the end": {**ADEN, "start": 500, "end": 504},
    "not a number": {**ADEN, "lat": float("nan")},
    "swapped": {**ADEN, "lat": 145.04, "lon": 12.78},
    "no longitude": {**ADEN, "lon": None},
    "a list for a point": {**ADEN, "lat": [1], "lon": {}},
    "a phrase that is not there": {**ADEN, "phrase": "Taiz"},
}


@pytest.mark.parametrize("bad", BAD_TOPONYMS.values(), ids=BAD_TOPONYMS.keys())
def test_a_bad_toponym_is_told_counted_and_left_out(bad: object, tmp_path: Path) -> None:
    corpus = read(lines(tmp_path, row(toponyms=[bad, ADEN])))
    (gold,) = corpus.articles
    assert len(gold.toponyms) == 1
    assert corpus.left_out == 1
    assert [problem.where for problem in corpus.problems] == ["corpus.jsonl:1"]


def test_a_bad_date_is_told_and_the_article_stays_undated(tmp_path: Path) -> None:
    corpus = read(lines(tmp_path, row(date="2012-12")))
    assert corpus.articles[0].article.published is None
    assert (len(corpus.problems), corpus.left_out) == (1, 0)


@given(st.integers(-25, 25))
def test_drifted_offsets_are_mended_within_twenty_characters_only(drift: int) -> None:
    from geo.evaluation.corpora import _RefusedError, _toponym  # noqa: PLC0415

    text = "x" * 60 + "Aden" + "x" * 60
    given_fields = {**ADEN, "start": 60 + drift, "end": 64 + drift}
    if abs(drift) <= 20:
        assert _toponym(text, given_fields).span == Span(start=60, end=64)
    else:
        with pytest.raises(_RefusedError):
            _toponym(text, given_fields)


def test_of_two_occurrences_the_nearer_one_is_taken(tmp_path: Path) -> None:
    text = "Aden, then the road to Aden again"
    near_second = {**ADEN, "start": 15, "end": 19}
    (gold,) = read(lines(tmp_path, row(text=text, toponyms=[near_second]))).articles
    assert gold.toponyms[0].span == Span(start=23, end=27)


# --- XML -------------------------------------------------------------------------------------


def test_xml_gives_the_same_as_lines_would(tmp_path: Path) -> None:
    corpus = read(xml(tmp_path, XML))
    assert (corpus.problems, corpus.left_out) == ((), 0)
    first, second = corpus.articles
    assert (first.id, first.article.text, first.article.source) == ("7", TEXT, "138")
    assert first.article.published == dt.date(2009, 3, 20)
    (aden,) = first.toponyms
    assert aden.coordinates == Coordinates(latitude=12.78, longitude=45.04)
    assert (aden.geonameid, aden.feature_class, aden.feature_code) == (415189, "P", "PPLA")
    assert second.article.text == "Rain fell on Taiz & Ibb."
    assert second.article.source == "a.example"
    taiz, ibb = second.toponyms
    assert taiz.coordinates == Coordinates(latitude=13.58, longitude=44.02)
    assert ibb.coordinates is None


def test_a_problem_in_xml_names_the_line_of_its_article(tmp_path: Path) -> None:
    corpus = read(xml(tmp_path, XML.replace("<phrase>Taiz", "<phrase>Mokha")))
    assert [problem.where for problem in corpus.problems] == ["corpus.xml:8"]
    assert corpus.left_out == 1


BOMB = """<?xml version="1.0"?>
<!DOCTYPE articles [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<articles><article docid="1"><text>&b;</text><toponyms/></article></articles>
"""
OUTSIDE = BOMB.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/hostname">')


@pytest.mark.parametrize("content", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_entities_are_refused_with_the_reason(content: str, tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match=r"corpus\.xml:2.*entity.*exhaust"):
        read(xml(tmp_path, content))


def test_what_stands_before_a_break_in_the_xml_is_kept(tmp_path: Path) -> None:
    corpus = read(xml(tmp_path, XML.replace("&amp;", "&")))
    assert [gold.id for gold in corpus.articles] == ["7"]
    assert [problem.where for problem in corpus.problems] == ["corpus.xml:8"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        XML.replace("UTF-8", "EBCDIC-XY").encode(),
        b"<articles/>",
        XML[:40].encode(),
    ],
    ids=["empty", "no XML", "an unknown encoding", "no article", "cut off"],
)
def test_xml_without_one_article_is_an_error_and_no_traceback(
    content: bytes, tmp_path: Path
) -> None:
    with pytest.raises(ArticlesError, match="holds no article"):
        read(xml(tmp_path, content))


def test_xml_in_another_encoding_is_read(tmp_path: Path) -> None:
    content = XML.replace("Fog closed", "Fóg closed").replace("UTF-8", "ISO-8859-1")
    corpus = read(xml(tmp_path, content.encode("latin-1")))
    assert corpus.articles[0].article.text.startswith("Fóg closed")
    assert corpus.problems == ()


# --- Files -----------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"none\.jsonl"):
        read_corpora([lines(tmp_path, row()), tmp_path / "none.jsonl"])


def test_a_file_without_an_article_is_an_error_that_tells_the_first_problem(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match=r"corpus\.jsonl:1"):
        read(lines(tmp_path, {"id": 1}))


def test_two_files_of_one_name_go_by_their_paths(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    paths = [lines(tmp_path, row()), lines(tmp_path / "other", row())]
    assert [corpus.name for corpus in read_corpora(paths)] == list(map(str, paths))
