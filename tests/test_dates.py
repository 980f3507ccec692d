"""Times: which words tell one, which days they mean, and what is no time at all."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import find_stated_date, find_times, grammar, read_day
from geo.dates import words as cutting
from geo.dates.direction import Direction, direction
from geo.dates.meaning import Frame
from geo.model import DatePrecision, Interval

SATURDAY = dt.date(2021, 8, 28)
REPORTS = Path(__file__).parents[1] / ".." / "shared" / "reports"


def times(text: str, published: dt.date | None = SATURDAY) -> list[tuple[str, str | None]]:
    """Return each expression with its days as "first" or "first/last"."""
    found = []
    for time in find_times(text, "text", published):
        days = None
        if time.interval:
            first, last = time.interval.first.isoformat(), time.interval.last.isoformat()
            days = first if first == last else f"{first}/{last}"
        found.append((time.text, days))
    return found


@pytest.mark.parametrize(
    ("sentence", "words", "days"),
    [
        ("Fighters attacked on Wednesday.", "on Wednesday", "2021-08-25"),
        ("He spoke late on Thursday.", "late on Thursday", "2021-08-26"),
        ("It fell early on Sunday.", "early on Sunday", "2021-08-22"),
        ("It fell early Sunday morning.", "early Sunday morning", "2021-08-22"),
        ("They fled Monday night.", "Monday night", "2021-08-23"),
        ("They fled in the early hours of Sunday.", "in the early hours of Sunday", "2021-08-22"),
        ("They fled on the night of August 14.", "on the night of August 14", "2021-08-14"),
        ("Shells fell on Christmas Eve.", "on Christmas Eve", "2021-12-24"),
        ("It will stop by New Year's Day 2023.", "by New Year's Day 2023", "2023-01-01"),
        ("It began on New Year’s Eve.", "on New Year’s Eve", "2021-12-31"),
        ("A week ago today it fell.", "A week ago today", "2021-08-21"),
        ("It will end within ten days.", "within ten days", "2021-08-28/2021-09-07"),
        (
            "It fell between Thursday night and Friday morning.",
            "between Thursday night and Friday morning",
            "2021-08-26/2021-08-27",
        ),
        ("Shells fell overnight.", "overnight", "2021-08-27/2021-08-28"),
        ("Shells fell overnight on Thursday.", "overnight on Thursday", "2021-08-26/2021-08-27"),
        ("Earlier today a flag was seen.", "Earlier today", "2021-08-28"),
        ("It fell this morning.", "this morning", "2021-08-28"),
        ("It fell yesterday evening.", "yesterday evening", "2021-08-27"),
        ("It fell last night.", "last night", "2021-08-27"),
        ("It will fall tomorrow.", "tomorrow", "2021-08-29"),
        ("It fell the day before yesterday.", "the day before yesterday", "2021-08-26"),
        ("It fell two days ago.", "two days ago", "2021-08-26"),
        ("It fell a few days ago.", "a few days ago", "2021-08-21/2021-08-26"),
        ("It fell about ten days ago.", "about ten days ago", "2021-08-16/2021-08-20"),
        ("It fell three hours ago.", "three hours ago", "2021-08-27/2021-08-28"),
        ("It fell three weeks ago.", "three weeks ago", "2021-08-04/2021-08-10"),
        ("It fell a month ago.", "a month ago", "2021-07-01/2021-07-31"),
        ("It fell 20 years ago.", "20 years ago", "2001-01-01/2001-12-31"),
        ("It fell last week.", "last week", "2021-08-16/2021-08-22"),
        ("It fell this week.", "this week", "2021-08-23/2021-08-29"),
        ("It fell earlier this week.", "earlier this week", "2021-08-23/2021-08-28"),
        ("It rained over the weekend.", "over the weekend", "2021-08-28/2021-08-29"),
        ("It rained in the past 24 hours.", "in the past 24 hours", "2021-08-27/2021-08-28"),
        ("It rained over the past week.", "over the past week", "2021-08-21/2021-08-28"),
        ("It fell last month.", "last month", "2021-07-01/2021-07-31"),
        ("It fell in March.", "in March", "2021-03-01/2021-03-31"),
        ("It fell in September.", "in September", "2020-09-01/2020-09-30"),
        ("It fell last August.", "last August", "2020-08-01/2020-08-31"),
        ("It fell in March 2021.", "in March 2021", "2021-03-01/2021-03-31"),
        ("It fell in 2020.", "in 2020", "2020-01-01/2020-12-31"),
        ("He served from 2001-2002.", "from 2001-2002", "2001-01-01/2002-12-31"),
        ("He served 2001-2002 there.", "2001-2002", "2001-01-01/2002-12-31"),
        ("It fell on August 15.", "on August 15", "2021-08-15"),
        ("It fell on 15 August.", "on 15 August", "2021-08-15"),
        ("It fell on the 15th of August.", "on the 15th of August", "2021-08-15"),
        ("It fell on Aug. 26, 2021.", "on Aug. 26, 2021", "2021-08-26"),
        ("It fell on Sunday, August 15.", "on Sunday, August 15", "2021-08-15"),
        ("It fell on Sunday (Aug 15).", "on Sunday (Aug 15)", "2021-08-15"),
        ("It fell on 2021-08-15.", "on 2021-08-15", "2021-08-15"),
        ("The battle of August 15-17 was hard.", "August 15-17", "2021-08-15/2021-08-17"),
        ("It fell on August 15 and 16.", "on August 15 and 16", "2021-08-15/2021-08-16"),
        (
            "It fell between August 15 and 20.",
            "between August 15 and 20",
            "2021-08-15/2021-08-20",
        ),
        (
            "It fell between 15 and 20 August.",
            "between 15 and 20 August",
            "2021-08-15/2021-08-20",
        ),
        (
            "It lasted from August 15 to September 3.",
            "from August 15 to September 3",
            "2021-08-15/2021-09-03",
        ),
        ("It lasted from Monday to Friday.", "from Monday to Friday", "2021-08-23/2021-08-27"),
        ("It has been shut since Monday.", "since Monday", "2021-08-23/2021-08-28"),
        ("They leave by the end of August.", "by the end of August", "2021-08-21/2021-08-31"),
        ("It fell in mid-August.", "in mid-August", "2021-08-11/2021-08-20"),
        ("It fell in late July.", "in late July", "2021-07-21/2021-07-31"),
        ("It will fall in early September.", "in early September", "2021-09-01/2021-09-10"),
        (
            "It fell in the last week of July.",
            "in the last week of July",
            "2021-07-25/2021-07-31",
        ),
        ("Friday's attack killed ten.", "Friday", "2021-08-27"),
        ("It fell in the 1990s.", "1990s", "1990-01-01/1999-12-31"),
        ("It fell on Friday last week.", "on Friday last week", "2021-08-20"),
        ("It fell in August last year.", "in August last year", "2020-08-01/2020-08-31"),
    ],
)
def test_words_tell_days(sentence: str, words: str, days: str) -> None:
    assert times(sentence) == [(words, days)]


def test_a_weekday_that_is_the_publication_day_means_that_day() -> None:
    assert times("It fell on Saturday.") == [("on Saturday", "2021-08-28")]
    assert times("It will fall on Saturday.") == [("on Saturday", "2021-08-28")]


def test_last_and_next_never_mean_the_publication_day() -> None:
    assert times("last Saturday, next Saturday") == [
        ("last Saturday", "2021-08-21"),
        ("next Saturday", "2021-09-04"),
    ]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Talks will resume on Friday.", "2021-09-03"),
        ("On Friday, talks will resume.", "2021-09-03"),
        ("On Friday the envoy is to travel north.", "2021-09-03"),
        ("The prisoners will be released on Friday.", "2021-09-03"),
        ("A meeting is planned on Friday.", "2021-09-03"),
        ("The envoy said he would leave on Friday.", "2021-09-03"),
        ("The spokesman, on Friday said that a deal will be reached.", "2021-08-27"),
        ("The spokesman said on Friday that a deal will be reached.", "2021-08-27"),
        ("Fighters entered the besieged valley on Friday.", "2021-08-27"),
        ("The envoy would have left on Friday.", "2021-08-27"),
        ("No sign at all on Friday.", "2021-08-27"),
        ("Officials could not say who fired on Friday.", "2021-08-27"),
    ],
)
def test_the_clause_says_whether_a_weekday_is_past_or_to_come(sentence: str, day: str) -> None:
    assert [days for _, days in times(sentence)] == [day]


def test_each_clause_is_judged_alone() -> None:
    assert times("Talks will resume on Friday, he said on Thursday.") == [
        ("on Friday", "2021-09-03"),
        ("on Thursday", "2021-08-26"),
    ]


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    assert times("The deadline is August 31.") == [("August 31", "2021-08-31")]
    new_year = dt.date(2022, 1, 3)
    assert times("It fell on December 30.", new_year) == [("on December 30", "2021-12-30")]
    assert times("from December 30 to January 2", new_year)[0][1] == "2021-12-30/2022-01-02"


def test_a_leap_day_lies_in_the_nearest_leap_year() -> None:
    assert times("It fell on February 29.") == [("on February 29", "2020-02-29")]


def test_a_day_earlier_counts_from_the_expression_before() -> None:
    assert times("On Monday they met. A day earlier they had fought.")[1] == (
        "A day earlier",
        "2021-08-22",
    )
    assert times("They met on Monday. Three days later they fought.")[1][1] == "2021-08-26"
    assert times("They met on Monday. The following day they fought.")[1][1] == "2021-08-24"


def test_following_without_its_article_means_after() -> None:
    assert times("It shut following Friday's blast.") == [("Friday", "2021-08-27")]
    assert times("They met on Monday. On the following Friday they fought.", SATURDAY)[1] == (
        "On the following Friday",
        "2021-08-27",
    )


def test_hours_on_a_day_are_a_stretch_and_the_day_alone_is_told() -> None:
    assert times("They held it for two hours on May 14.") == [("on May 14", "2021-05-14")]


def test_a_day_earlier_with_nothing_before_stays_unanchored() -> None:
    assert times("A day earlier they had fought.") == [("A day earlier", None)]


def test_in_two_days_is_a_time_only_where_the_clause_looks_ahead() -> None:
    assert times("They will meet in two days.") == [("in two days", "2021-08-30")]
    assert times("Many were kidnapped in two days.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "They may march to the capital in a second.",
        "The Sun reported it.",
        "He led Friday prayers.",
        "A two-day ceasefire was announced.",
        "They fought for two days.",
        "Monday Night Football was on.",
        "He recalled Bloody Sunday and Black Friday.",
        "USA Today reported it.",
        "Sheffield Wednesday lost.",
        "They meet every Friday and on Fridays.",
        "He fought in World War II.",
        "The day after the attack was calm.",
        "About 2000 people and 15 soldiers fled.",
        "The pass lies at 2000 metres.",
        "A party led by May won.",
        "It happens 24/7 on channel 15.",
        "They sat and wed, and Jan said so.",
        "In the new year a boxing day camp opens at Christmas.",
    ],
)
def test_names_durations_and_verbs_are_no_times(sentence: str) -> None:
    assert times(sentence) == []


def test_in_august_15_people_counts_people() -> None:
    assert times("In August 15 people were killed.") == [("In August", "2021-08-01/2021-08-31")]
    assert times("On August 15 people fled.") == [("On August 15", "2021-08-15")]


def test_the_september_11_attacks_and_9_11_are_of_2001() -> None:
    assert times("after the September 11 attacks") == [("September 11", "2001-09-11")]
    assert times("since 9/11", None)[-1] == ("9/11", "2001-09-11")


def test_on_september_11_is_the_nearest_one() -> None:
    assert times("They leave on September 11.") == [("on September 11", "2021-09-11")]


@pytest.mark.parametrize("words", ["31 June 2021", "03/04/2021", "2021-02-31"])
def test_an_impossible_or_ambiguous_day_stays_unanchored(words: str) -> None:
    assert times(f"It fell {words}.") == [(words, None)]


def test_without_a_publication_date_only_what_bears_a_year_is_anchored() -> None:
    text = (
        "On Monday, yesterday, last week, in March and on 15 August they fought, "
        "as on 15 August 2021 and in 2020."
    )
    assert [days for _, days in times(text, None)] == [
        None,
        None,
        None,
        None,
        None,
        "2021-08-15",
        "2020-01-01/2020-12-31",
    ]


def test_no_expression_crosses_a_blank_line() -> None:
    assert [words for words, _ in times("It was August\n\n15 fighters fled.")] == []
    assert [words for words, _ in times("It fell on\nWednesday.")] == ["on\nWednesday"]


def test_a_leading_stated_date_is_no_time_of_the_text() -> None:
    text = " date 2021-08-28 KABUL fell on Sunday."
    assert times(text) == [("on Sunday", "2021-08-22")]
    stated = find_stated_date(text)
    assert stated is not None
    assert stated.day == SATURDAY
    assert text[stated.span.end :].startswith(" KABUL")


@pytest.mark.parametrize("text", ["The date 2021-08-28", "dated 2021-08-28 x", "date 2021-08-281"])
def test_only_a_leading_date_is_a_stated_date(text: str) -> None:
    assert find_stated_date(text) is None


def test_a_stated_date_that_does_not_exist_is_unknown() -> None:
    stated = find_stated_date(" date 2021-02-31 Text")
    assert stated is not None
    assert stated.day is None
    assert stated.written == "2021-02-31"


def test_precision_says_how_exactly_the_days_are_told() -> None:
    text = "on Monday, last week, in March, in 2020, in the past three days"
    found = [time.interval for time in find_times(text, "text", SATURDAY)]
    assert [interval.precision for interval in found if interval] == [
        DatePrecision.DAY,
        DatePrecision.WEEK,
        DatePrecision.MONTH,
        DatePrecision.YEAR,
        DatePrecision.DAYS,
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2021-08-28",
        "2021-08-28T23:59:00-11:00",
        "2021-08-28 10:00",
        "28 August 2021",
        "28th August, 2021 19:03 IST",
        "Aug 28, 2021",
        "Saturday, August 28, 2021",
        "Sat, 28 Aug 2021 10:00:00 +0000",
        "28/08/2021",
        "8/28/2021",
    ],
)
def test_a_written_day_is_read_as_written_without_zones(written: str) -> None:
    assert read_day(written) == SATURDAY


@pytest.mark.parametrize(
    "written",
    ["", "03/04/2021", "yesterday", "2021", "August 2021", "2021-02-31", "44436", "9/11", "28 Aug"],
)
def test_a_string_that_is_no_certain_day_is_none(written: str) -> None:
    assert read_day(written) is None


WORDS = st.sampled_from(
    [
        "on",
        "in",
        "by",
        "since",
        "the",
        "of",
        "last",
        "next",
        "this",
        "that day",
        "the same",
        "a few",
        "in two",
        "early",
        "late",
        "mid",
        "-",
        "Friday",
        "Sunday",
        "August",
        "Aug.",
        "May",
        "15",
        "17",
        "2021",
        "days",
        "ago",
        "two",
        "a",
        "week",
        "month",
        "year",
        "to",
        "and",
        "from",
        "between",
        ",",
        ".",
        "today",
        "overnight",
        "weekend",
        "day",
        "before",
        "after",
        "earlier",
        "later",
        "(",
        ")",
        "9",
        "/",
        "11",
        "'s",
        "will",
        "said",
        "\n\n",
    ],
)


@given(
    text=st.one_of(st.text(), st.lists(WORDS, max_size=40).map(" ".join)),
    published=st.none() | st.dates(),
)
def test_any_text_gives_spans_that_slice_back_in_order(
    text: str,
    published: dt.date | None,
) -> None:
    end = 0
    for time in find_times(text, "text", published):
        assert time.span.of(text) == time.text
        assert time.span.start >= end
        end = time.span.end


@given(text=st.lists(WORDS, max_size=40).map(" ".join), days=st.integers(0, 3))
def test_the_words_found_do_not_depend_on_the_publication_date(text: str, days: int) -> None:
    moved = SATURDAY + dt.timedelta(days=days)
    spans = [time.span for time in find_times(text, "text", None)]
    assert [time.span for time in find_times(text, "text", moved)] == spans


def read_plainly(text: str, published: dt.date) -> list[tuple[int, int, Interval | None]]:
    """Read every paragraph as a whole, and ask every reader at every word."""
    found: list[tuple[int, int, Interval | None]] = []
    breaks = [(match.start(), match.end()) for match in re.finditer(r"\n[ \t\r\f\v]*\n", text)]
    begins, ends = [0, *(end for _, end in breaks)], [*(begin for begin, _ in breaks), len(text)]
    previous: dt.date | None = None
    for begin, end in zip(begins, ends, strict=True):
        tokens = cutting._cut(text, begin, end)
        read_to = 0
        for index in range(len(tokens)):
            phrases = (read(tokens, index) for read, _ in grammar._ALL_READERS)
            phrase = next((phrase for phrase in phrases if phrase and phrase.bare), None)
            if index < read_to or phrase is None:
                continue
            heading = direction(tokens, index, phrase.end)
            if phrase.ahead_only and heading is not Direction.FUTURE:
                continue
            frame = Frame(published=published, previous=previous, direction=heading)
            days = phrase.meaning(frame)
            found.append((tokens[index].start, tokens[phrase.end - 1].end, days))
            previous = days.first if days and days.first == days.last else None
            read_to = phrase.end
    return found


@given(text=st.lists(WORDS, max_size=40).map(" ".join) | st.lists(WORDS).map("".join))
def test_passing_over_sentences_and_readers_misses_no_time(text: str) -> None:
    found = [
        (time.span.start, time.span.end, time.interval)
        for time in find_times(text, "text", SATURDAY)
    ]
    assert found == read_plainly(text, SATURDAY)


@given(published=st.dates(dt.date(1000, 1, 1), dt.date(3000, 1, 1)), weekday=st.integers(0, 6))
def test_a_past_weekday_lies_in_the_week_up_to_publication(
    published: dt.date,
    weekday: int,
) -> None:
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday]
    (time,) = find_times(f"They fled on {name}.", "text", published)
    assert time.interval is not None
    assert time.interval.first.weekday() == weekday
    assert 0 <= (published - time.interval.first).days <= 6


@pytest.mark.parametrize("piece", ["on ", "15-", "August ", "from 1 to 2 ", "the early hours of "])
def test_long_repetitions_are_read_to_the_end(piece: str) -> None:
    text = piece * 2_000 + "\n\nIt fell on Friday."
    assert find_times(text, "text", SATURDAY)[-1].text == "on Friday"


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not beside the checkout")
def test_the_times_of_the_first_reports() -> None:
    gold = json.loads((REPORTS / "gold.json").read_text("utf-8"))
    checked = 0
    for name, told in gold.items():
        text = (REPORTS / name).read_text("utf-8")
        published = dt.date.fromisoformat(told["published"]) if told["published"] else None
        found = dict(times(text, published))
        for words, day in told["times"].items():
            assert found[words] == day, (name, words)
            checked += 1
    assert checked == 10


@pytest.mark.parametrize("word", ["Marché", "Mayé", "Juneā", "Fridayë"])
def test_a_word_that_goes_on_with_another_letter_is_no_month_and_no_weekday(word: str) -> None:
    assert find_times(f"It opened in {word} on Monday.", "text", None)[0].text == "on Monday"
    assert len(find_times(f"It opened in {word}.", "text", None)) == 0
