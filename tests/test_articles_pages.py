"""Saved web pages, web archives and feeds: the report, and only what the file itself states."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import socket

import pytest
from article_files import BODY, PARAGRAPHS, one, page, refused, taken

from geo.articles.worker import Worker

TEXT = "\n\n".join(PARAGRAPHS)
LINKED = json.dumps(
    {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {
                "@type": "NewsArticle",
                "headline": "Road held",
                "datePublished": "2021-08-28T23:30:00-05:00",
                "dateModified": "2021-09-02",
                "publisher": {"@type": "Organization", "name": "The Valley Post"},
            },
        ]
    }
)


def test_a_page_is_its_report_without_menus_scripts_and_notices() -> None:
    article = one("a.html", page("<title>Road above Anaba held</title>"))
    assert article.title == "Road above Anaba held"
    assert article.text == TEXT
    assert (article.published, article.source, article.url) == (None, None, None)


def test_linked_data_states_day_outlet_and_headline_and_canonical_the_address() -> None:
    article = one(
        "a.html",
        page(
            f"<script type='application/ld+json'>{LINKED}</script>"
            "<link rel='canonical' href='https://valley.example/road'>"
        ),
    )
    assert article.title == "Road held"
    assert article.published == dt.date(2021, 8, 28)  # as written; 29 August by UTC
    assert article.source == "The Valley Post"
    assert article.url == "https://valley.example/road"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("<meta property='article:published_time' content='2021-08-28T01:00:00+04:30'>", 28),
        ("<meta name='DC.date.issued' content='2021-08-27'>", 27),
        ("<meta itemprop='datePublished' content='August 26, 2021'>", 26),
        ("<meta property='article:modified_time' content='2021-08-28'>", None),
        ("<meta property='article:published_time' content='2021-08'>", None),
        ("<meta property='article:published_time' content='soon'>", None),
        ("<meta property='article:published_time' content='2021-02-31'>", None),
        ("", None),
    ],
)
def test_a_page_is_dated_only_by_what_it_states_for_publication(head: str, day: int | None) -> None:
    article = one("2021-08-30.html", page(head))
    assert article.published == (dt.date(2021, 8, day) if day else None)


def test_a_day_in_the_text_of_a_page_is_not_its_publication() -> None:
    told = "".join(f"<p>{each}</p>" for each in [*PARAGRAPHS, "It fell on 3 May 2019, he said."])
    assert one("a.html", page(body=told)).published is None


def test_where_a_page_was_saved_from_is_its_address() -> None:
    html = page().replace(
        "<html>", "<!-- saved from url=(0027)https://valley.example/road --><html>"
    )
    assert one("a.htm", html).url == "https://valley.example/road"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_a_page_is_decoded_by_its_mark_or_as_it_says(encoding: str) -> None:
    told = "<p>Бойцы удерживали перевал в пятницу, сказал командир. Никто не прошёл.</p>" * 3
    marked = encoding in ("utf-16", "utf-8-sig")
    head = "" if marked else f"<meta charset={encoding}>"
    article = one("a.html", page(head, told).encode(encoding))
    assert "сказал командир" in article.text


def test_a_few_bytes_that_do_not_fit_cost_a_page_only_them() -> None:
    data = page("<meta charset=utf-8>").encode() + b"<!-- \xff -->"
    assert one("a.html", data.replace(b"bridge", b"bri\xffdge")).text.count("\ufffd") == 1


def test_hostile_markup_never_comes_out_as_more_than_text() -> None:
    told = f"<p>{PARAGRAPHS[0]}</p><p>&lt;img src=x onerror=alert(1)&gt; \x01\x02 he said.</p>"
    article = one("a.html", page("<title><b>x</b></title>", told + f"<p>{PARAGRAPHS[1]}</p>"))
    assert "\x01" not in article.text
    assert "never" not in article.text


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("<span class='date'>28 August 2021</span>", 28),
        ("<time datetime='2021-08-27T10:00:00Z'>Friday</time>", 27),
        ("<time class='updated' datetime='2021-08-28'>x</time>", None),
        ("<div class='comments'><time datetime='2021-08-28'>x</time></div>", None),
        ("<aside><time datetime='2021-08-28'>x</time></aside>", None),
        ("<span class='date'>August 2021</span>", None),
        ("<time datetime='2021-08'>x</time>", None),  # of which htmldate makes today's day
        ("<p class='date'>08/2021</p>", None),  # and of this the first
        ("<p class='date'>03/04/2021</p>", None),
    ],
)
def test_a_line_beside_the_headline_dates_a_page_unless_it_tells_another_day(
    told: str, day: int | None
) -> None:
    text = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    article = one("a.html", page(body=told + text))
    assert article.published == (dt.date(2021, 8, day) if day else None)


@pytest.mark.parametrize("html", ["<html></html>", "<html><script>x()</script></html>", "<p></p>"])
def test_a_page_without_a_report_is_told(html: str) -> None:
    assert refused("a.html", html).value == "no report"


def test_a_page_of_a_billion_attributes_is_given_up_in_time() -> None:
    hostile = page(body="<p " + " ".join(f"a{number}='1'" for number in range(300_000)) + ">x</p>")
    told = refused("a.html", hostile, worker=Worker(seconds=1.0))
    assert "did not end within 1 seconds" in told.value


def test_a_page_that_is_too_large_is_told_with_the_limit() -> None:
    told = refused("a.html", b"<html>" + b" " * 20_000_000)
    assert told.value == "more than 20,000,000 bytes"


MHTML = """From: <Saved by a browser>
Snapshot-Content-Location: https://valley.example/road
Subject: Road above Anaba held
Date: Wed, 1 Sep 2021 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="X"

--X
Content-Type: text/html
Content-Location: https://valley.example/road

{}
--X
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://valley.example/a.png

iVBORw0KGgo=
--X--
"""


def test_a_page_saved_in_one_file_is_its_page_and_not_dated_by_the_day_of_saving() -> None:
    article = one("a.mhtml", MHTML.format(page()))
    assert article.text == TEXT
    assert article.url == "https://valley.example/road"
    assert article.published is None


# Web archives


def warc(*records: tuple[str, bytes, str], packed: bool = True, status: str = "200 OK") -> bytes:
    out = b""
    for url, payload, kind in records:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + payload
        record = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2021-09-01T00:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        ).encode()
        record += answer + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_archive_gives_its_pages_with_their_addresses_and_nothing_else(
    name: str,
) -> None:
    data = warc(
        ("https://valley.example/a", page().encode(), "text/html; charset=utf-8"),
        ("https://valley.example/a.png", b"\x89PNG", "image/png"),
        ("https://valley.example/b", page().encode("utf-16"), "text/html"),
        packed=name.endswith("gz"),
    )
    articles, problems, told = taken(name, data)
    assert problems == []
    assert [article.url for article in articles] == [
        "https://valley.example/a",
        "https://valley.example/b",
    ]
    assert [article.published for article in articles] == [None, None]
    assert told == [f"{name}: pages: 2; other records, left aside: 1."]


def test_pages_that_are_errors_are_no_reports() -> None:
    data = warc(("https://a.example/", page().encode(), "text/html"), status="404 Not Found")
    assert "none of them a page" in refused("a.warc.gz", data).value


def test_an_archive_that_breaks_off_keeps_the_pages_before() -> None:
    whole = warc(
        ("https://a.example/1", page().encode(), "text/html"),
        ("https://a.example/2", page().encode(), "text/html"),
    )
    articles, problems, _ = taken("a.warc.gz", whole[: len(whole) - 200])
    assert len(articles) >= 1
    assert problems


def test_an_archive_whose_header_never_ends_is_given_up() -> None:
    told = refused("a.warc.gz", gzip.compress(b"WARC/1.0\r\nX: " + b"a" * 20_000_000))
    assert "without the end of a line" in told.value


# Feeds


def feed(*items: str) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>"
        f"<title>The Valley Post</title>{''.join(items)}</channel></rss>"
    )


ITEM = (
    "<item><title>Road is held</title><link>https://valley.example/{0}</link>"
    "<description>&lt;p&gt;The road {0} is held.&lt;/p&gt;&lt;script&gt;no()&lt;/script&gt;"
    "</description><pubDate>{1}</pubDate></item>"
)


def test_a_feed_is_an_item_an_article_with_outlet_address_and_day() -> None:
    day = "Sat, 28 Aug 2021 23:30:00 -0500"
    articles, problems, _ = taken("a.rss", feed(ITEM.format(1, day), ITEM.format(2, day)))
    assert problems == []
    assert [article.text for article in articles] == ["The road 1 is held.", "The road 2 is held."]
    assert {article.published for article in articles} == {dt.date(2021, 8, 28)}
    assert {article.source for article in articles} == {"The Valley Post"}
    assert articles[0].url == "https://valley.example/1"


@pytest.mark.parametrize("date", ["soon", "31 Feb 2021", "2021-13-45", "03/04/2021"])
def test_a_malformed_date_of_an_item_is_told_and_the_item_kept_undated(date: str) -> None:
    articles, problems, _ = taken("a.rss", feed(ITEM.format(1, date)))
    assert [article.published for article in articles] == [None]
    assert [(problem.kept, problem.value) for problem in problems] == [(True, date)]


def test_an_atom_entry_is_dated_by_its_publication_and_not_by_its_last_change() -> None:
    entry = (
        "<entry><title>t</title><content>Words of it.</content>"
        "<updated>2021-09-02T00:00:00Z</updated>{}</entry>"
    )
    atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title>{}{}</feed>".format(
        entry.format("<published>2021-08-28T00:00:00Z</published>"), entry.format("")
    )
    articles, _, _ = taken("a.atom", atom)
    assert [article.published for article in articles] == [dt.date(2021, 8, 28), None]


def test_ten_thousand_items_are_ten_thousand_articles() -> None:
    items = [ITEM.format(number, "2021-08-28") for number in range(10_000)]
    articles, problems, _ = taken("a.xml", feed(*items))
    assert (len(articles), problems) == (10_000, [])


def test_entities_in_a_feed_do_not_grow() -> None:
    bomb = "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + number)} '{f'&{chr(97 + number)};' * 10}'>" for number in range(9)
    )
    data = feed(ITEM.format("&j;", "")).replace("<rss", f"{bomb}]><rss", 1)
    articles, problems, _ = taken("a.rss", data, worker=Worker(seconds=10.0))
    assert sum(len(article.text) for article in articles) < 10_000
    assert articles or problems


def test_a_feed_that_breaks_off_keeps_the_items_before_and_says_so() -> None:
    articles, problems, _ = taken("a.rss", feed(*[ITEM.format(n, "") for n in range(9)])[:1200])
    assert articles
    assert problems


def test_an_xml_file_that_is_no_feed_is_told() -> None:
    assert refused("a.xml", "<?xml version='1.0'?><data><row/></data>").value == "no feed"


def test_nothing_that_a_feed_or_page_names_is_fetched() -> None:
    # Nobody is waited for: a request would stand in the queue by now.
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        outside = f"<!DOCTYPE rss SYSTEM '{address}'>"
        taken("a.rss", address)
        taken("a.rss", feed(ITEM.format(1, "")).replace("<rss", f"{outside}<rss", 1))
        taken("a.html", page(f"<link rel=stylesheet href='{address}'><base href='{address}'>"))
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_json_feed_is_read_as_a_feed() -> None:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Valley Post",
        "items": [
            {"id": "1", "url": "https://valley.example/1", "content_text": BODY},
            {
                "id": "2",
                "title": "Two",
                "content_html": "<p>The <b>road</b> is held.</p><script>no()</script>",
                "date_published": "2021-08-28T23:30:00-05:00",
            },
            {"id": "3"},
        ],
    }
    articles, problems, _ = taken("feed.json", json.dumps(data))
    assert [article.text for article in articles] == [BODY, "The road is held."]
    assert articles[1].published == dt.date(2021, 8, 28)
    assert {article.source for article in articles} == {"The Valley Post"}
    assert [problem.where for problem in problems] == ["feed.json, item 3"]
