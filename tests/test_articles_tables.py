"""Tables and JSON: columns by name or as named, dates as stated, one bad row costs itself."""

from __future__ import annotations

import datetime as dt
import io
import json
import zoneinfo
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from article_files import BODY, one, refused, taken
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from geo.articles import read_upload
from geo.articles.json_file import PIECE
from geo.articles.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator


def parquet(**columns: Any) -> bytes:  # noqa: ANN401 (whatever Arrow takes)
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, row_group_size=2)
    return out.getvalue()


# Columns


def test_usual_names_are_known_and_what_was_taken_for_what_is_told() -> None:
    rows = (
        "Headline,Article Body,Pub-Date,Outlet,Web URL,Tags\n"
        f'T,"{BODY}",2021-08-28,Post,https://a.example/,x\n'
    )
    articles, problems, told = taken("a.csv", rows)
    assert problems == []
    (article,) = articles
    assert (article.title, article.source, article.url) == ("T", "Post", "https://a.example/")
    assert article.published == dt.date(2021, 8, 28)
    (note,) = told
    assert note == (
        "a.csv, first row: title from 'Headline'; text from 'Article Body'; date from 'Pub-Date'; "
        "source from 'Outlet'; url from 'Web URL'; not used: 'Tags'."
    )


def test_two_columns_of_one_name_are_told_as_one() -> None:
    articles, problems, told = taken("a.csv", "text,text\nThe report.,Another.\n")
    assert [article.text for article in articles] == ["The report."]
    assert problems == []
    assert told == ["a.csv, first row: text from 'text'."]


def test_a_column_that_was_named_wins_over_those_known_by_name() -> None:
    rows = "text,lead,when\nshort,The whole report is here.,2021-08-28\n"
    columns = {"text": "lead", "date": "When"}
    articles, problems, told = taken("a.csv", rows, columns=columns)
    assert problems == []
    assert [article.text for article in articles] == ["The whole report is here."]
    assert articles[0].published == dt.date(2021, 8, 28)
    assert "text from 'lead'" in told[0]
    assert "not used: 'text'" in told[0]


def test_a_column_that_was_named_and_is_not_there_is_told_with_those_that_are() -> None:
    _, problems, _ = taken("a.csv", "text,day\nx,y\n", columns={"date": "when"})
    (problem,) = problems
    assert problem.value == "no column when for date"
    assert problem.allowed == "columns: text, day"


def test_keys_that_were_named_are_taken_from_json_too() -> None:
    articles, _, _ = taken("a.jsonl", json.dumps({"lead": BODY}), columns={"text": "lead"})
    assert [article.text for article in articles] == [BODY]


def test_a_tab_parts_the_columns_of_a_tsv() -> None:
    assert one("a.tsv", f"headline\tbody\nT\t{BODY.splitlines()[0]}\n").title == "T"


# JSON


ROWS = [{"title": f"T{number}", "text": f"Report {number} is here."} for number in range(3)]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(ROWS),
        json.dumps(ROWS, indent=2),
        "\ufeff " + json.dumps(ROWS),
        "".join(json.dumps(row) + "\n" for row in ROWS),
        json.dumps({"status": "ok", "articles": ROWS}),
        json.dumps({"results": ROWS}, indent=1),
    ],
)
def test_json_is_read_in_each_of_its_usual_shapes(data: str) -> None:
    articles, problems, _ = taken("a.json", data)
    assert problems == []
    assert [article.title for article in articles] == ["T0", "T1", "T2"]


def test_one_object_is_one_article_and_an_outlet_may_be_an_object() -> None:
    row = {"headline": "T", "content": BODY, "publishedAt": "2021-08-28T10:00:00Z"}
    article = one("a.json", json.dumps({**row, "source": {"id": None, "name": "Post"}}))
    assert (article.title, article.source) == ("T", "Post")
    assert article.published == dt.date(2021, 8, 28)


@settings(deadline=None, max_examples=40)
@given(pad=st.integers(0, 60), size=st.integers(PIECE - 80, PIECE + 40))
def test_items_are_read_wherever_a_piece_ends(pad: int, size: int) -> None:
    second = 'b\n\\u00e9" x' * 9
    rows = [{"text": "é" * size}, 12, {"text": second}]
    data = " " * pad + json.dumps(rows, ensure_ascii=False, indent=1)
    articles, problems, _ = taken("a.json", data)
    assert [len(article.text) for article in articles] == [size, len(second)]
    assert [problem.value for problem in problems] == ["12"]


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ('[{"text": "One is here."}, {"text": }]', 1),
        ('[{"text": "One is here."}', 1),
        ('[{"text": "One is here."} {"text": "x"}]', 1),
        ('[{"text": "One is here."}] tail', 1),
        ("[" * 100_000, 0),
        ('{"text": ', 0),
        ("[]", 0),
        ('{"articles": []}', 0),
        ("12", 0),
        ("   ", 0),
        ('{"a": ' * 100_000, 0),
    ],
)
def test_broken_json_keeps_what_came_before_and_is_told(data: str, kept: int) -> None:
    articles, problems, _ = taken("a.json", data)
    assert len(articles) == kept
    assert len(problems) == 1


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as opened:
        yield opened


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300) | st.text('[]{},:"1a \n', max_size=80).map(str.encode))
def test_any_json_gives_only_articles_and_problems(worker: Worker, data: bytes) -> None:
    assert list(read_upload("a.json", data, worker=worker))


# Parquet


def test_parquet_gives_the_same_articles_as_json_lines() -> None:
    rows: list[dict[str, str | None]] = [
        {"title": "T", "text": BODY, "date": "2021-08-28", "source": "Post"},
        {"title": None, "text": "Report two is here.", "date": None, "source": None},
        {"title": "Ü", "text": "Report three is here.", "date": "2021-08-29", "source": "Post"},
    ]
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    from_parquet, problems, told = taken("a.parquet", parquet(**columns))
    from_lines, _, _ = taken("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert problems == []
    assert from_parquet == from_lines
    assert "text from 'text'" in told[0]


def test_days_and_instants_of_parquet_are_the_calendar_days_that_they_state() -> None:
    late = dt.datetime(2021, 8, 28, 23, 30)  # noqa: DTZ001 (as some tables have it)
    zone = zoneinfo.ZoneInfo("America/Chicago")
    texts = ["Report one is here."]
    for values in (
        pa.array([dt.date(2021, 8, 28)]),
        pa.array([late], pa.timestamp("ns")),
        pa.array([late.replace(tzinfo=zone)], pa.timestamp("us", tz="America/Chicago")),
        pa.array(["2021-08-28"]).dictionary_encode(),
    ):
        assert one("a.parquet", parquet(body=texts, date=values)).published == dt.date(2021, 8, 28)


def test_a_row_of_parquet_that_is_no_article_costs_only_itself() -> None:
    data = parquet(text=["One is here.", None, "Three is here."], date=["soon", None, None])
    articles, problems, _ = taken("a.parquet", data)
    assert [article.text for article in articles] == ["One is here.", "Three is here."]
    assert [problem.where for problem in problems] == ["a.parquet, row 1", "a.parquet, row 2"]
    assert [problem.kept for problem in problems] == [True, False]


def test_numbers_where_text_should_be_are_told_row_by_row() -> None:
    articles, problems, _ = taken("a.parquet", parquet(text=[1, 2]))
    assert articles == []
    assert len(problems) == 2


def test_parquet_without_a_text_column_says_which_names_are_known() -> None:
    assert "full_text" in refused("a.parquet", parquet(words=["x"])).allowed


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"x" * 99 + b"PAR1", b"text\nx\n"])
def test_what_is_no_parquet_is_a_problem(data: bytes) -> None:
    refused("a.parquet", data)


def test_torn_parquet_never_ends_in_anything_but_articles_and_problems() -> None:
    whole = parquet(text=[BODY, BODY + " More.", "Three is here."])
    for at in range(4, len(whole), 37):
        flipped = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        assert list(read_upload("a.parquet", flipped))
        assert list(read_upload("a.parquet", whole[:at]))
