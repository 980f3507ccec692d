"""PDF, Word, mail: their words, and only the days that they state."""

from __future__ import annotations

import datetime as dt
import io

import hostile
import pytest
from article_files import BODY, PARAGRAPHS, docx, mail, one, page, pdf, refused, taken, zipped
from pypdf import PdfReader, PdfWriter

from geo.articles import SUFFIXES
from geo.articles.fields import clean_text
from geo.articles.worker import Worker
from geo.model import Article, Problem


def wrapped(text: str, width: int) -> str:
    """Return the text in lines, as a page of that width parts it."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line.rstrip())
            line = ""
        line += word + " "
    return "\n".join([*lines, line.rstrip()])


# PDF


def test_a_pdf_is_one_report_of_all_its_pages_with_its_lines_put_together() -> None:
    article = one("a.pdf", pdf(wrapped(PARAGRAPHS[0], 70), wrapped(PARAGRAPHS[1], 70)))
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert (article.published, article.source) == (None, None)


def test_a_word_cut_at_the_end_of_a_pdfs_line_is_one_again_and_a_name_keeps_its_hyphen() -> None:
    first = "The convoy that had left the valley before noon reached Badakh-\nshan and went on."
    second = "From there the drivers took the road that leads down to Mazar-e-\nSharif at night."
    article = one("a.pdf", pdf(first, second))
    assert "Badakhshan" in article.text
    assert "Mazar-e-Sharif" in article.text


def test_a_day_that_a_pdf_was_made_is_not_its_publication_but_a_published_line_is() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(BODY.replace("\n", " ")))))
    writer.add_metadata({"/CreationDate": "D:20210828100000Z", "/Title": "x.doc"})
    out = io.BytesIO()
    writer.write(out)
    article = one("2021-08-27.pdf", out.getvalue())
    assert (article.published, article.title) == (None, None)
    stated = one("b.pdf", pdf(f"Published: 28 August 2021\n\n{PARAGRAPHS[0]}"))
    assert stated.published == dt.date(2021, 8, 28)


def test_an_encrypted_pdf_asks_for_one_without_a_password() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(BODY))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert refused("a.pdf", out.getvalue()).value == "an encrypted PDF"


def test_a_pdf_without_text_is_told_to_be_a_scan() -> None:
    assert "scanned" in refused("a.pdf", pdf("")).remedy


@pytest.mark.parametrize("data", [b"no PDF", b"%PDF-1.4\n", b"", pdf(BODY)[:300]])
def test_a_broken_pdf_is_a_problem(data: bytes) -> None:
    refused("a.pdf", data)


# Word


def test_a_word_document_is_one_report_of_its_paragraphs() -> None:
    article = one("a.docx", docx("Road is held", *PARAGRAPHS))
    assert article.title == "Road is held"
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.published is None


def test_markup_in_a_word_document_stays_text() -> None:
    article = one("a.docx", docx(*PARAGRAPHS, "&lt;script&gt;alert(1)&lt;/script&gt; he wrote."))
    assert "<script>alert(1)</script>" in article.text


def test_entities_in_a_word_document_are_not_resolved() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert "entities" in refused("a.docx", docx("&b;", before=bomb)).value


def test_a_word_document_that_unpacks_to_too_much_is_refused() -> None:
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": b" " * 100_000_001,
    }
    assert "100,000,001 bytes unpacked" in refused("a.docx", zipped(entries)).value


@pytest.mark.parametrize("data", [b"x", docx(*PARAGRAPHS)[:200], zipped({"a.txt": BODY})])
def test_what_is_no_word_document_is_a_problem(data: bytes) -> None:
    _, problems, _ = taken("a.docx", data)
    assert problems


# Mail


def test_a_mail_gives_subject_sender_and_the_day_in_the_senders_zone() -> None:
    article = one(
        "a.eml",
        mail(
            "From: =?utf-8?q?Valley_Desk?= <desk@valley.example>",
            "Subject: =?utf-8?b?Um9hZCBpcyBoZWxk?=",
            "Date: Sat, 28 Aug 2021 23:30:00 -0500",
            "Archived-At: <https://lists.example/7>",
        ),
    )
    assert article.title == "Road is held"
    assert article.source == "Valley Desk"
    assert article.url == "https://lists.example/7"
    assert article.published == dt.date(2021, 8, 28)  # 29 August by UTC
    assert article.text == BODY


@pytest.mark.parametrize("date", ["yesterday", "Sat, 31 Feb 2021 10:00:00 +0000", "28/08", "0"])
def test_a_malformed_date_of_a_mail_is_told_and_the_mail_kept_undated(date: str) -> None:
    articles, problems, _ = taken("a.eml", mail(f"Date: {date}"))
    assert [article.published for article in articles] == [None]
    assert [problem.kept for problem in problems] == [True]


def test_a_mail_without_a_date_is_undated_whatever_its_way_says() -> None:
    article = one("a.eml", mail("Received: from a by b; Sat, 28 Aug 2021 10:00:00 +0000"))
    assert article.published is None


MIXED = b"""MIME-Version: 1.0
Message-ID: <2@desk.example>
Subject: Two kinds
Content-Type: multipart/mixed; boundary=X

--X
Content-Type: multipart/alternative; boundary=Y

--Y
Content-Type: text/html; charset=utf-8

<p>The road is held, the desk wrote.</p><script>never()</script><p>It snowed.</p>
--Y--
--X
Content-Type: application/pdf; name="annex.pdf"
Content-Disposition: attachment; filename="annex.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--X
Content-Type: message/rfc822

Subject: forwarded

The words of another.
--X--
"""


def test_markup_of_a_mail_is_read_as_text_and_what_is_attached_is_told_not_read() -> None:
    articles, problems, _ = taken("a.eml", MIXED)
    assert [article.text for article in articles] == [
        "The road is held, the desk wrote.\n\nIt snowed."
    ]
    assert any("annex.pdf" in problem.value for problem in problems)
    assert any("message/rfc822" in problem.value for problem in problems)
    assert all(problem.kept for problem in problems)


def test_a_mail_in_another_charset_is_decoded_as_it_says() -> None:
    text = "Бойцы удерживали перевал, сказал командир."
    data = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n"
    assert one("a.eml", data + text.encode("koi8-r")).text == text


def test_a_mail_of_parts_in_parts_without_end_is_a_problem_or_a_mail() -> None:
    deep = b"MIME-Version: 1.0\n"
    for number in range(3000):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
    articles, problems, _ = taken("a.eml", deep + b"\nx")
    assert articles or problems


MAILBOX = (
    b"From desk@valley.example Sat Aug 28 10:00:00 2021\n"
    + mail("Subject: One", "Date: Sat, 28 Aug 2021 10:00:00 +0430")
    + b"\n>From here on the road is shut.\n\n"
    + b"From desk@valley.example Sun Aug 29 10:00:00 2021\n"
    + mail("Subject: Two", text="The pass is open.\n\nFrom there it is a day to Anaba.")
    + b"\n"
)


def test_a_mailbox_is_a_mail_an_article_and_a_line_that_begins_with_from_begins_none() -> None:
    articles, problems, _ = taken("a.mbox", MAILBOX)
    assert problems == []
    assert [article.title for article in articles] == ["One", "Two"]
    assert articles[0].published == dt.date(2021, 8, 28)
    assert articles[0].text.endswith("\n\nFrom here on the road is shut.")
    assert articles[1].text == "The pass is open.\n\nFrom there it is a day to Anaba."


def test_attachments_of_a_mailbox_are_told_once() -> None:
    box = b"".join(
        b"From a@b.example Sat Aug 28 10:00:0%d 2021\n%s\n" % (number, MIXED) for number in range(3)
    )
    articles, problems, _ = taken("a.mbox", box)
    assert len(articles) == 3
    assert [problem.value.split(",")[0] for problem in problems] == [
        "3 mails with attachments (application/pdf)",
        "3 mails with attachments (message/rfc822)",
    ]


def test_what_is_no_mailbox_is_a_problem() -> None:
    assert refused("a.mbox", "Dear all\n\nFrom now on.\n").value == "no mail"


# Endings that lie, and the process that takes documents apart


@pytest.mark.parametrize(
    ("name", "data", "shows"),
    [
        ("a.txt", pdf(BODY), "a PDF"),
        ("a.csv", docx(*PARAGRAPHS), "a Word document"),
        ("a.txt", mail("Subject: One", "From: a@b.example"), "an e-mail"),
        ("a.eml", MAILBOX, "a mailbox"),
        ("a.pdf", zipped({"b.txt": BODY}), "a zip"),
        ("a.csv", page(), "a web page"),
        ("scan", pdf(BODY), "a PDF"),
    ],
)
def test_an_ending_that_lies_is_told_and_the_bytes_decide(
    name: str, data: bytes | str, shows: str
) -> None:
    articles, problems, _ = taken(name, data)
    assert articles
    assert [problem.kept for problem in problems] == [True]
    assert shows in problems[0].value


def test_a_text_that_begins_like_a_mail_stays_a_text() -> None:
    text = f"From: the valley\nSubject: none\n\n{BODY}"
    assert one("a.txt", text).text.endswith(PARAGRAPHS[1])


def test_what_broke_one_document_does_not_harm_the_next() -> None:
    hostile = page(body="<p " + " ".join(f"a{number}='1'" for number in range(300_000)) + ">x</p>")
    with_limit = Worker(seconds=1.0)
    items = []
    for name, data in (("a.html", hostile.encode()), ("b.eml", mail("Subject: One"))):
        articles, problems, _ = taken(name, data, worker=with_limit)
        items.append((articles, problems))
    assert isinstance(items[0][1][0], Problem)
    assert "did not end within 1 seconds" in items[0][1][0].value
    assert isinstance(items[1][0][0], Article)


def test_a_document_that_needs_too_much_memory_is_a_problem() -> None:
    starved = Worker(memory=1 << 20)
    told = refused("a.html", page(body="<p>word</p>" * 200_000), worker=starved)
    assert "memory" in told.value


# Laws

WHOLE = {
    "a.pdf": pdf(BODY),
    "a.docx": docx(*PARAGRAPHS),
    "a.eml": MIXED,
    "a.mbox": MAILBOX,
    "a.html": page("<meta charset=utf-8>").encode(),
    "a.rss": (
        b"<rss version='2.0'><channel><item><description>x</description></item></channel></rss>"
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_torn_files_give_only_articles_and_problems(name: str) -> None:
    whole = WHOLE[name]
    torn = [whole[: len(whole) * part // 6] for part in range(6)]
    torn += [
        whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        for at in range(0, len(whole), len(whole) // 6)
    ]
    for data in torn:
        articles, problems, _ = taken(name, data)
        assert articles or problems


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_any_bytes_under_any_ending_give_only_articles_and_problems(suffix: str) -> None:
    for data in (
        b"",
        b"\0",
        b"\xff\xfe",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"%PDF-",
        b"<html",
        b"a,b\n1",
    ):
        articles, problems, _ = taken("a" + suffix, data)
        assert articles or problems
        for problem in problems:
            assert problem.allowed
            assert str(problem).isprintable()


@pytest.mark.parametrize("text", hostile.SHOWN)
def test_hostile_words_come_out_of_a_mail_letter_for_letter(text: str) -> None:
    article = one("a.eml", mail(text=f"Before {text} after."))
    assert "".join(article.text.split()) == "".join(clean_text(f"Before {text} after.").split())
