"""Reading articles: every file becomes articles and problems, and nothing is lost in silence."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.articles import (
    TEXT_LIMIT,
    article_id,
    insist_on_articles,
    iter_json_lines,
    read_articles,
    read_upload,
)
from geo.articles.worker import Worker
from geo.errors import ArticlesError, InputNotFoundError
from geo.model import Article, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REPORTS = Path(__file__).parents[1] / ".." / "shared" / "reports"
BODY = "Fighters held the pass on Friday, their commander said. Nobody crossed it."


def split(found: Iterable[Article | Problem]) -> tuple[list[Article], list[Problem]]:
    items = list(found)
    articles = [item for item in items if isinstance(item, Article)]
    return articles, [item for item in items if isinstance(item, Problem)]


def upload(name: str, text: str | bytes) -> tuple[list[Article], list[Problem]]:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return split(read_upload(name, data))


def txt(text: str | bytes) -> Article:
    articles, problems = upload("report.txt", text)
    assert problems == []
    (article,) = articles
    return article


# Plain text


def test_a_text_is_one_article_without_a_source_or_an_invented_date(tmp_path: Path) -> None:
    path = tmp_path / "2021-08-28 Outlet.txt"
    path.write_text(BODY, encoding="utf-8")
    (article,) = read_articles(path)
    assert article == Article(id=article_id(None, BODY, None, None), text=BODY)


def test_a_leading_date_is_the_publication_day_and_no_part_of_the_text() -> None:
    article = txt(f" date 2021-08-28 {BODY}")
    assert (article.published, article.text) == (dt.date(2021, 8, 28), BODY)


def test_an_impossible_leading_date_is_told_and_the_article_kept_undated() -> None:
    articles, problems = upload("a.txt", f" date 2021-02-31 {BODY}")
    assert [(article.published, article.text) for article in articles] == [(None, BODY)]
    assert [problem.value for problem in problems] == ["2021-02-31"]


def test_a_published_line_states_the_day() -> None:
    article = txt(f"Pass is held\n\nPublished: 28 August 2021\n\n{BODY}")
    assert article.published == dt.date(2021, 8, 28)
    assert (article.title, article.text) == ("Pass is held", BODY)


def test_a_line_that_stands_alone_above_the_text_is_its_title() -> None:
    article = txt(f"Pass is held\n\n{BODY}")
    assert (article.title, article.text) == ("Pass is held", BODY)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"It is quiet.\n\n{BODY}",
        f"The commander said:\n\n{BODY}",
        f"Pass is held\n{BODY}",
        "Pass is held\n\nNo sentence",
        f"{'long ' * 50}\n\n{BODY}",
    ],
)
def test_what_is_no_title_stays_in_the_text(text: str) -> None:
    article = txt(text)
    assert (article.title, article.text) == (None, text)


def test_site_furniture_is_left_out() -> None:
    page = (
        "English News\n\n  • youtube\n  • facebook\n  • twitter\n\nPass is held\n\n"
        "Share this article\n\n"
        f"{BODY}\n\nAlso Read: Envoy leaves for talks in the capital\n\n"
        "ADVERTISEMENT\n\nREAD | Another story of the day\n\nThe road is shut.\n\n"
        "We use cookies to improve your experience. Accept all\n© 2021 The Site\n"
    )
    article = txt(page)
    assert article.title == "Pass is held"
    assert " ".join(article.text.split()) == f"{BODY} The road is shut."


@pytest.mark.parametrize(
    "line",
    [
        "Situation in the valley",
        "Also read the statement aloud was his deputy.",
        "Related to this, the road was shut.",
        "Read more slowly, the envoy asked.",
        "• Kabul: 12 wounded",
        "- The airport stays open",
        "Advertisement for peace was what he called it.",
        "Cookies were baked for the fighters.",
        "Live fire was heard.",
        "World",
        "Share of the vote was low, the UN said, and share prices fell.",
    ],
)
def test_lines_of_the_report_stay(line: str) -> None:
    text = f"{BODY}\n\n{line}\n\nThe road is shut."
    assert txt(text).text == text


def test_a_page_of_nothing_but_menus_is_a_problem() -> None:
    articles, problems = upload("a.txt", "Home\nNews\n\n• facebook\n")
    assert articles == []
    assert [problem.value for problem in problems] == ["no sentence"]


def test_newlines_are_made_one_and_control_characters_spaces() -> None:
    assert txt("One\r\ntwo\rthree\x0bfour\x1b\tfive.").text == "One\ntwo\nthree four \tfive."


def test_look_alikes_and_markup_stay_as_written() -> None:
    text = "<img src=x onerror=alert(1)> {{ 7*7 }} \u202eevil\u202c \u00a0 \u200bdone."
    assert txt(text).text == text


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_files_are_read_by_their_mark(encoding: str) -> None:
    text = f"وادی پنجشیر — {BODY}"
    assert txt(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1252",
            "Le président a déclaré vendredi à Kaboul que la vallée était encerclée – enfin.",
        ),
        ("cp1251", "Представители движения заявили в пятницу, что долина окружена со всех сторон."),
        ("cp1256", "قال المتحدث يوم الجمعة إن الوادي محاصر من كل الجهات وإن المحادثات مستمرة."),
    ],
)
def test_older_encodings_are_detected(encoding: str, text: str) -> None:
    assert txt(text.encode(encoding)).text == text


def test_an_encoding_that_cannot_be_told_asks_for_utf_8() -> None:
    articles, problems = upload("a.txt", b"ab \x8f\x81 \xfe\xb0\xdf x")
    assert articles == []
    assert "save it as UTF-8" in problems[0].remedy


def test_a_bad_byte_far_into_a_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"All is quiet here. " * 70_000 + "café à la carte déjà vu".encode("cp1252"))
    (article,) = read_articles(path)
    assert isinstance(article, Article)
    assert article.text.endswith("café à la carte déjà vu")


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl"])
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no plain text"),
        (b"a\0b", "no plain text"),
    ],
)
def test_empty_and_binary_files_are_problems(name: str, data: bytes, told: str) -> None:
    articles, problems = upload(name, data)
    assert articles == []
    assert len(problems) == 1
    assert told in problems[0].remedy


def test_a_text_longer_than_the_limit_is_a_problem() -> None:
    articles, problems = upload("a.txt", "a" * (TEXT_LIMIT + 1))
    assert articles == []
    assert "2,000,000" in problems[0].allowed


# Tables and JSON lines


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_columns_are_known_by_their_names_whatever_divides_them(mark: str) -> None:
    rows = [
        ["ID", "Headline", "Published At", "Outlet", "Link", "Body", "mood"],
        ["7", "Pass is held", "2021-08-28T10:00:00Z", "The Post", "https://x.org/a?b=1", BODY, "!"],
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    articles, problems = upload("a.csv", out.getvalue())
    assert problems == []
    assert articles == [
        Article(
            id=article_id("Pass is held", BODY, dt.date(2021, 8, 28), "The Post"),
            title="Pass is held",
            text=BODY,
            published=dt.date(2021, 8, 28),
            source="The Post",
            url="https://x.org/a?b=1",
        ),
    ]


def test_a_row_without_text_is_told_and_the_rest_goes_on() -> None:
    articles, problems = upload("a.csv", f'title,text\nA,\nB,"{BODY}"\n')
    assert [article.title for article in articles] == ["B"]
    assert [problem.where for problem in problems] == ["a.csv, line 2"]


def test_a_bad_date_is_told_and_the_article_kept_undated() -> None:
    articles, problems = upload("a.csv", f'date,text\n03/04/2021,"{BODY}"\n')
    assert [article.published for article in articles] == [None]
    assert problems[0].value == "03/04/2021"
    assert "2021-08-28" in problems[0].allowed


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.org",
        "//x.org",
        "http://",
        "http://[",
        "a b",
    ],
)
def test_only_http_addresses_are_kept(url: str) -> None:
    line = json.dumps({"text": BODY, "url": url})
    articles, problems = upload("a.jsonl", line)
    assert [article.url for article in articles] == [None]
    assert [problem.value for problem in problems] == [url]


def test_a_table_without_a_text_column_says_which_names_it_looks_for() -> None:
    articles, problems = upload("a.csv", "when,what\n1,2\n")
    assert articles == []
    assert (problems[0].value, "body" in problems[0].allowed) == ("when, what", True)


def test_a_row_with_too_many_cells_is_refused_not_cut() -> None:
    articles, problems = upload("a.csv", f"title,text\nA,One, two.\nB,{BODY!r}\n".replace("'", '"'))
    assert [article.title for article in articles] == ["B"]
    assert problems[0].value.startswith("3 cells")


def test_a_quotation_mark_that_never_closes_is_told() -> None:
    articles, problems = upload("a.csv", 'title,text\nA,Fine.\nB,"Never closed\nC,Lost?\n')
    assert [article.title for article in articles] == ["A"]
    assert [problem.where for problem in problems] == ["a.csv, line 3"]


def test_a_cell_may_be_large_and_a_giant_one_costs_only_its_row() -> None:
    large, giant = "a" * 500_000, "b" * (TEXT_LIMIT + 1)
    articles, problems = upload("a.csv", f"text,title\n{large},L\n{giant},G\nSmall.,S\n")
    assert [article.title for article in articles] == ["L", "S"]
    assert [problem.value for problem in problems] == ["a text of 2,000,001 characters"]


@pytest.mark.parametrize(("name", "text"), [("a.csv", "title,text\n"), ("a.jsonl", "\n \n")])
def test_a_file_without_rows_is_told(name: str, text: str) -> None:
    articles, problems = upload(name, text)
    assert articles == []
    assert [problem.value for problem in problems] == ["no rows"]


def test_a_cell_with_newlines_and_quotes_is_one_text() -> None:
    articles, _ = upload("a.csv", 'text\n"One ""two""\r\nthree."\n')
    assert articles[0].text == 'One "two"\nthree.'


def test_a_leading_date_in_a_cell_is_the_publication_day_where_none_is_given() -> None:
    articles, _ = upload("a.jsonl", json.dumps({"text": f" date 2021-08-28 {BODY}"}))
    assert [(a.published, a.text) for a in articles] == [(dt.date(2021, 8, 28), BODY)]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[1]",
        '"text"',
        "null",
        "{'text': 1}",
        "[" * 100_000,
        '{"text": 5}',
        '{"title": "x"}',
        "9" * 5000,
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_rest_goes_on(line: str) -> None:
    good = json.dumps({"text": BODY})
    articles, problems = upload("a.jsonl", f"{good}\n{line}\n\n{good}\n")
    assert len(articles) == 2
    assert {problem.where for problem in problems} == {"a.jsonl, line 2"}


def test_a_table_and_json_lines_give_the_same_ids() -> None:
    row = {"title": "Pass", "text": BODY, "date": "2021-08-28", "source": "Post"}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    assert upload("a.csv", out.getvalue()) == upload("a.jsonl", json.dumps(row))


# Files and folders


def test_a_folder_is_read_in_order_with_its_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.TXT", ".hidden.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Report {name} is here.", encoding="utf-8")
    articles, problems = split(read_articles(tmp_path))
    assert [article.text.split()[1] for article in articles] == ["a.txt", "b.txt", "sub/c.TXT"]
    assert problems == []


def test_other_kinds_of_file_are_told_once_for_each_ending(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg", "c.png", "README"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    articles, problems = split(read_articles(tmp_path))
    assert articles == []
    assert [problem.value for problem in problems] == [
        "1 file without an ending, such as README",
        "2 files ending in .jpg, such as a.jpg",
        "1 file ending in .png, such as c.png",
    ]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (problem,) = read_articles(tmp_path)
    assert isinstance(problem, Problem)
    assert problem.value == "a folder without files"


def test_a_file_of_another_kind_that_was_named_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_text("x", encoding="utf-8")
    (problem,) = read_articles([path])
    assert isinstance(problem, Problem)
    assert ".jsonl" in problem.allowed


def test_links_out_of_a_folder_are_told_and_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text(BODY, encoding="utf-8")
    (inside / "link.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "gone.txt").symlink_to(inside / "nothing.txt")
    (inside / "loop.txt").symlink_to(inside / "loop.txt")
    articles, problems = split(read_articles(inside))
    assert articles == []
    assert len(problems) == 4


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_in_a_folder_is_told_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (problem,) = read_articles(tmp_path)
    assert isinstance(problem, Problem)
    assert problem.value == "neither a file nor a folder"


def test_a_path_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    with pytest.raises(InputNotFoundError, match=r"nowhere\.txt does not exist"):
        read_articles([tmp_path / "a.txt", tmp_path / "nowhere.txt"])


def test_a_file_that_vanishes_while_reading_is_a_problem(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(BODY, encoding="utf-8")
    found = read_articles([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert isinstance(next(found), Article)
    (tmp_path / "b.txt").unlink()
    assert isinstance(next(found), Problem)


def test_the_name_of_a_file_cannot_forge_lines(tmp_path: Path) -> None:
    path = tmp_path / "a\nb\x1b[31m.txt"
    path.write_bytes(b"")
    (problem,) = read_articles(path)
    assert isinstance(problem, Problem)
    assert problem.where.isprintable()


def test_all_rows_bad_is_an_error_for_those_who_insist() -> None:
    found = insist_on_articles(read_upload("a.jsonl", b"{\n[\n"))
    assert isinstance(next(found), Problem)
    with pytest.raises(ArticlesError, match="2 problems"):
        list(found)


def test_one_article_is_enough_for_those_who_insist() -> None:
    data = b"{\n" + json.dumps({"text": BODY}).encode()
    assert len(list(insist_on_articles(read_upload("a.jsonl", data)))) == 2


# Ids


def test_an_id_is_twenty_hex_digits_of_the_content() -> None:
    name = article_id("T", "x", dt.date(2021, 8, 28), "S")
    assert len(name) == 20
    assert set(name) <= set("0123456789abcdef")
    others = {
        article_id("T", "y", dt.date(2021, 8, 28), "S"),
        article_id(None, "x", dt.date(2021, 8, 28), "S"),
        article_id("T", "x", None, "S"),
        article_id("T", "x", dt.date(2021, 8, 28), None),
        article_id("S", "x", dt.date(2021, 8, 28), "T"),
    }
    assert name not in others
    assert len(others) == 5


def test_an_id_does_not_change_from_one_release_to_the_next() -> None:
    assert article_id("Title", "Text", dt.date(2021, 8, 28), "Source") == "199725442ea013cca242"


def test_ids_do_not_depend_on_newlines_or_composition() -> None:
    assert article_id(None, "Café\r\nx", None, "") == article_id("", "Cafe\u0301\nx", None, None)


def test_fields_cannot_run_into_each_other() -> None:
    assert article_id("a", 'b","c', None, None) != article_id('a","b', "c", None, None)


# Exact lines


def lines(*rows: object) -> list[tuple[str | int, Article] | Problem]:
    return list(iter_json_lines([json.dumps(row) + "\n" for row in rows]))


def test_exact_lines_keep_id_title_and_text_as_given() -> None:
    text = " English News\r\n• facebook\n\nAlso Read: x\x0b\n"
    (found,) = lines({"id": " 7 ", "title": " T\n", "text": text, "date": "2021-08-28"})
    assert isinstance(found, tuple)
    name, article = found
    assert (name, article.title, article.text) == (" 7 ", " T\n", text)
    assert article.published == dt.date(2021, 8, 28)


def test_a_date_at_the_head_of_an_exact_text_counts_and_stays() -> None:
    text = f" date 2021-08-28 {BODY}"
    (found,) = lines({"id": "a", "text": text})
    assert isinstance(found, tuple)
    assert (found[1].published, found[1].text) == (dt.date(2021, 8, 28), text)


def test_a_bad_date_in_an_exact_line_is_told_and_the_article_follows() -> None:
    problem, found = lines({"id": "a", "text": "x", "date": "03/04/2021"})
    assert isinstance(problem, Problem)
    assert isinstance(found, tuple)
    assert found[1].published is None


def test_an_empty_exact_text_and_a_number_as_id_are_taken() -> None:
    (found,) = lines({"id": 7, "text": ""})
    assert isinstance(found, tuple)
    assert (found[0], found[1].text) == (7, "")


@pytest.mark.parametrize(
    "row",
    [
        {"text": "x"},
        {"id": "a"},
        {"id": "a", "text": None},
        {"id": "a", "text": "x", "title": 1},
        [],
        1,
    ],
)
def test_a_bad_exact_line_is_a_problem_with_its_number(row: object) -> None:
    _, problem = lines({"id": "a", "text": "x"}, row)
    assert isinstance(problem, Problem)
    assert problem.where == "line 2"


def test_half_a_surrogate_pair_is_replaced_in_place() -> None:
    (found,) = iter_json_lines(['{"id": "a", "text": "x\\ud800y"}'])
    assert isinstance(found, tuple)
    assert found[1].text == "x\ufffdy"


def test_a_bad_byte_costs_one_exact_line() -> None:
    found = list(iter_json_lines([b'{"id":"a","text":"\xff"}\n', b'{"id":"b","text":"x"}\n']))
    assert isinstance(found[0], Problem)
    assert isinstance(found[1], tuple)


# Laws


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as opened:
        yield opened


# No deadline: bytes that happen to begin like a document's start the process that reads those.
@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(["a.txt", "a.csv", "a.jsonl"]), data=st.binary(max_size=400))
def test_any_bytes_give_only_articles_and_problems(worker: Worker, name: str, data: bytes) -> None:
    found = list(read_upload(name, data, worker=worker))
    assert found
    for item in found:
        if isinstance(item, Article):
            assert item.text.strip()
            item.text.encode("utf-8")


PIECES = st.sampled_from(
    [
        "title,text\n",
        "text;date\n",
        '"',
        ",",
        ";",
        "\n",
        "\r",
        "a",
        "date 2021-08-28 ",
        "é",
        '{"text":',
        '"x"}',
        "• facebook\n",
        "Also Read: ",
        "\n\n",
        ".",
    ],
)


@settings(max_examples=300)
@given(
    name=st.sampled_from(["a.txt", "a.csv", "a.jsonl"]),
    text=st.lists(PIECES, max_size=30).map("".join),
)
def test_any_pieces_of_a_file_give_only_articles_and_problems(name: str, text: str) -> None:
    for item in read_upload(name, text.encode("utf-8")):
        assert isinstance(item, (Article, Problem))


@settings(max_examples=200)
@given(data=st.binary(max_size=300))
def test_any_exact_lines_give_only_articles_and_problems(data: bytes) -> None:
    for item in iter_json_lines(io.BytesIO(data)):
        assert isinstance(item, (tuple, Problem))


VISIBLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


@given(text=VISIBLE, title=st.none() | VISIBLE, source=st.none() | VISIBLE)
def test_the_same_article_has_the_same_id_from_a_table_and_from_json(
    text: str,
    title: str | None,
    source: str | None,
) -> None:
    row = {"title": title or "", "text": text, "source": source or ""}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    from_table, _ = upload("a.csv", out.getvalue())
    from_json, _ = upload("a.jsonl", json.dumps(row))
    assert from_table == from_json
    assert len(from_table) == 1
    again, _ = upload("a.jsonl", json.dumps(row))
    assert again == from_json


# The first reports


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not beside the checkout")
def test_the_first_reports_are_read_as_a_careful_reader_would() -> None:
    gold = json.loads((REPORTS / "gold.json").read_text("utf-8"))
    assert len(gold) == 5
    for name, told in gold.items():
        (article,) = read_articles(REPORTS / name)
        assert isinstance(article, Article)
        published = article.published.isoformat() if article.published else None
        assert published == told["published"], name
        for words in (*told["times"], *told["places"], *told.get("relative", ())):
            assert words in article.text, (name, words)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not beside the checkout")
def test_the_page_around_the_fifth_report_is_gone_and_its_title_found() -> None:
    (article,) = read_articles(REPORTS / "004_517c394596ab2d0c.txt")
    assert isinstance(article, Article)
    assert article.title is not None
    assert article.title.startswith("Besieged Panjshir")
    for furniture in ("English News", "youtube", "facebook", "Also Read", "Biden"):
        assert furniture not in article.text


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not beside the checkout")
def test_no_sentence_of_the_first_reports_is_lost() -> None:
    for path in sorted(REPORTS.glob("*.txt")):
        (article,) = read_articles(path)
        assert isinstance(article, Article)
        kept = " ".join(f"{article.title or ''} {article.text}".split())
        raw = path.read_text("utf-8").removeprefix(" date 2021-08-28 ")
        for paragraph in raw.split("\n\n"):
            words = " ".join(paragraph.split())
            furniture = words.startswith(("Also Read", "English News", "•"))
            assert furniture or words in kept, (path.name, words)
