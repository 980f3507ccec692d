"""The demonstration articles are ours, say so, and keep to the calendar of 2021."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.dates import find_times

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / "data" / "demonstration.jsonl"
SHARED = ROOT / ".." / "shared"

FIRST, LAST = dt.date(2021, 8, 15), dt.date(2021, 9, 10)
STATEMENT = (
    "This is a demonstration summary written for Dateline from public facts, not a news report."
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = {"Aug": 8, "August": 8, "Sept": 9, "September": 9}
COPIED_WORDS = 12

Row = dict[str, str | None]


def read_rows() -> list[Row]:
    with PATH.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


ROWS = read_rows()
DATED = [row for row in ROWS if row["date"] is not None]


def text_of(row: Row) -> str:
    text = row["text"]
    assert text is not None
    return text


def day_of(row: Row) -> dt.date:
    assert row["date"] is not None
    return dt.date.fromisoformat(row["date"])


def each_with_its_id(rows: list[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=[str(row["id"]) for row in rows])


def test_there_are_forty_articles_with_ids_of_their_own() -> None:
    assert len(ROWS) == 40
    assert len({row["id"] for row in ROWS}) == 40
    assert len({row["title"] for row in ROWS}) == 40
    assert len({row["text"] for row in ROWS}) == 40


@each_with_its_id(ROWS)
def test_an_article_has_the_agreed_fields_in_composed_plain_text(row: Row) -> None:
    assert list(row) == ["id", "title", "date", "source", "text"]
    for field in ("id", "title", "source", "text"):
        value = row[field]
        assert value
        assert value == value.strip() == unicodedata.normalize("NFC", value)
        letters = value.replace("\n", "")
        assert {unicodedata.category(letter) for letter in letters}.isdisjoint({"Cc", "Cf"})


@each_with_its_id(ROWS)
def test_an_article_ends_by_saying_that_it_is_a_demonstration(row: Row) -> None:
    assert text_of(row).endswith("\n\n" + STATEMENT)


@each_with_its_id(ROWS)
def test_an_article_is_short(row: Row) -> None:
    assert 70 <= len(text_of(row).split()) <= 160


def test_the_sources_are_plainly_ours_and_several() -> None:
    sources = Counter(row["source"] for row in ROWS)
    assert all(re.fullmatch(r"Dateline demonstration · desk [A-E]", str(name)) for name in sources)
    assert len(sources) == 5
    assert min(sources.values()) >= 4


def test_the_dates_cover_every_day_of_the_period_and_two_articles_have_none() -> None:
    days = {FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)}
    assert {day_of(row) for row in DATED} == days
    assert len(ROWS) - len(DATED) == 2


def stated_weekdays(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield weekday, month and day of "Friday, September 3" and "Friday, 3 September"."""
    weekday, month = "|".join(WEEKDAYS), "|".join(MONTHS)
    for match in re.finditer(rf"({weekday}), (?:({month}) (\d+)|(\d+) ({month}))\b", text):
        name, month_first, day_after, day_first, month_after = match.groups()
        yield name, month_first or month_after, int(day_after or day_first)


def test_every_weekday_that_is_stated_with_a_day_is_that_day_in_2021() -> None:
    stated = [found for row in ROWS for found in stated_weekdays(text_of(row))]
    assert len(stated) >= 5
    for weekday, month, day in stated:
        assert WEEKDAYS[dt.date(2021, MONTHS[month], day).weekday()] == weekday


@each_with_its_id(DATED)
def test_every_day_that_is_stated_lies_on_or_before_the_publication_except_the_deadline(
    row: Row,
) -> None:
    month = "|".join(MONTHS)
    for name, day in re.findall(rf"\b({month}) (\d+)\b(?!, 2001)", text_of(row)):
        stated = dt.date(2021, MONTHS[name], int(day))
        assert stated <= day_of(row) or stated == dt.date(2021, 8, 31)


@each_with_its_id(DATED)
def test_every_time_that_is_told_lies_in_the_period_so_that_the_slider_begins_there(
    row: Row,
) -> None:
    told = find_times(text_of(row), "text", day_of(row))
    assert told
    for expression in told:
        assert expression.interval is not None, expression.text
        assert FIRST <= expression.interval.first <= expression.interval.last <= LAST


def test_times_are_told_in_many_ways() -> None:
    ways = {
        expression.text.casefold()
        for row in DATED
        for expression in find_times(text_of(row), "text", day_of(row))
    }
    assert len(ways) >= 40
    for wanted in ("on wednesday", "last week", "overnight", "two days ago", "over the weekend"):
        assert wanted in ways


@each_with_its_id(DATED)
def test_the_day_in_a_dateline_is_the_publication_day(row: Row) -> None:
    dateline = re.match(r"[A-Z -]+, (Aug|Sept) (\d+) \(demonstration\) — ", text_of(row))
    if dateline:
        month, day = dateline.groups()
        assert dt.date(2021, MONTHS[month], int(day)) == day_of(row)


def test_datelines_of_both_kinds_stand_in_several_articles() -> None:
    texts = [text_of(row) for row in ROWS]
    assert sum(bool(re.match(r"[A-Z -]+, \w+ \d+ \(demonstration\) — ", t)) for t in texts) >= 8
    assert sum(bool(re.match(r"[A-Z -]+ \(demonstration\) — ", t)) for t in texts) >= 8


def test_nothing_in_the_undated_articles_tells_their_day_month_or_year() -> None:
    for row in ROWS:
        if row["date"] is None:
            told = find_times(text_of(row), "text", None)
            assert {expression.interval for expression in told} <= {None}
            assert not re.search(rf"\b(?:{'|'.join(MONTHS)})\b|\d{{4}}", text_of(row))


def windows(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of `COPIED_WORDS` words, case and punctuation aside."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    for start in range(len(words) - COPIED_WORDS + 1):
        yield tuple(words[start : start + COPIED_WORDS])


def foreign_texts() -> Iterator[tuple[str, str]]:
    """Yield a name and a text for every report and corpus article of the sibling folder."""
    for path in sorted((SHARED / "reports").glob("*.txt")):
        yield path.name, path.read_text("utf-8")
    for path in sorted((SHARED / "corpora").glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                row = json.loads(line)
                yield f"{path.name}:{number}", f"{row.get('title', '')}\n{row['text']}"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sibling folder `shared` is not here")
def test_no_twelve_words_in_a_row_stand_in_anybody_elses_text() -> None:
    ours = {
        window
        for row in ROWS
        for window in windows(f"{row['title']}\n{text_of(row).removesuffix(STATEMENT)}")
    }
    assert len(ours) > 3000
    for name, text in foreign_texts():
        assert not ours.intersection(windows(text)), name
