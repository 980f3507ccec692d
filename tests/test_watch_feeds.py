"""`watch` over feeds: asked politely, remembered, read as far as they can be; the guard is real."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hostile
import pytest
from feed_server import DEAD, FeedServer, LoopbackFetcher, answer, feed, redirect

from geo.articles.worker import Worker
from geo.model import Problem
from geo.places import open_gazetteer
from geo.store import FeedMemory, Store
from geo.watching import Feeds, Round, Watch, read_feeds
from geo.watching.addresses import Address
from geo.watching.manners import Manners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feed_server import Answering, Handler

    from geo.gazetteer import Gazetteer
    from geo.model import Article

ROOT = Path(__file__).resolve().parents[1]
EVERY = dt.timedelta(minutes=15)
PATIENCE_SECONDS = 120.0


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


class Following:
    """A store, a list of feeds on a server, and one watch that is restarted at will."""

    def __init__(self, folder: Path, server: FeedServer, gazetteer: Gazetteer) -> None:
        self.folder, self.server, self.gazetteer = folder, server, gazetteer
        self.list = folder / "feeds.txt"
        self.store = folder / "dateline.db"
        self.lines: list[str] = []
        self.waited: list[float] = []
        self.time = 0.0
        self.follow("/feed")
        self.restart()

    def follow(self, *paths: str) -> None:
        self.list.write_text("".join(f"{self.server.at(path)}\n" for path in paths), "utf-8")

    def restart(self) -> None:
        fetcher = LoopbackFetcher()
        manners = Manners(fetcher, wait=self._wait, now=lambda: self.time)
        feeds = Feeds(self.list, every=EVERY, fetcher=fetcher, manners=manners)
        self.watch = Watch([], feeds, tell=self.lines.append)

    def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += seconds

    def round(self, *, due: bool = True) -> Round:
        """Make a round; `due`: as if every feed had been let alone long enough."""
        with Store.open(self.store) as store:
            if due:
                store._connection.execute("UPDATE watched_feeds SET not_before = NULL")
            return self.watch.round(store, self.gazetteer)

    def memory(self, path: str = "/feed") -> FeedMemory:
        with Store.open(self.store) as store:
            return store.watched_feed(self.server.at(path))

    def articles(self) -> list[Article]:
        with Store.open(self.store) as store:
            return [each.article for each in store.located_articles()]

    def imports(self) -> list[int]:
        with Store.open(self.store) as store:
            return [each.number for each in store.imports()]


@pytest.fixture
def following(tmp_path: Path, server: FeedServer, gazetteer: Gazetteer) -> Following:
    return Following(tmp_path, server, gazetteer)


def until(memory: FeedMemory) -> dt.timedelta:
    assert memory.not_before is not None
    return memory.not_before - dt.datetime.now(dt.UTC)


def near(found: dt.timedelta, expected: dt.timedelta) -> bool:
    return abs(found - expected) < dt.timedelta(seconds=PATIENCE_SECONDS)


KABUL = ("Convoy", "The convoy reached Kabul.")
HERAT = ("Bridge", "The bridge at Herat is open.")


# --- What is new -----------------------------------------------------------------------------


def test_items_are_kept_once_and_only_new_ones_make_an_import(
    following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(200, feed(KABUL))
    done = following.round()
    assert (done.asked, done.unchanged, done.failed) == (1, 0, 0)
    (article,) = following.articles()
    assert (article.title, article.text) == KABUL
    assert (article.source, article.published) == ("The Kabul Desk", dt.date(2021, 8, 30))
    following.restart()
    assert following.round().ingest is None
    server.routes["/feed"] = answer(200, feed(HERAT, KABUL))
    done = following.round()
    assert done.ingest is not None
    assert (done.ingest.read, done.ingest.added) == (1, 1)
    assert following.imports() == [2, 1]


def test_what_an_undone_import_brought_does_not_come_back_by_itself(
    following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(200, feed(KABUL))
    following.round()
    with Store.open(following.store) as store:
        store.take_back(1)
    server.routes["/feed"] = answer(200, feed(HERAT, KABUL))
    following.restart()
    following.round()
    assert [article.title for article in following.articles()] == ["Bridge"]
    server.routes["/feed"] = answer(200, "We are mending things.")
    following.round()
    server.routes["/feed"] = answer(200, feed(HERAT, KABUL))
    assert following.round().ingest is None


def test_what_an_item_links_to_is_not_fetched(following: Following, server: FeedServer) -> None:
    inside = f"<link>{server.at('/page')}</link><enclosure url='{server.at('/sound')}'/>"
    whole = feed(KABUL).replace("<item>", f"<item>{inside}").replace("<rss", OUTSIDE + "<rss")
    server.routes["/feed"] = answer(200, whole)
    following.round()
    assert [article.url for article in following.articles()] == [server.at("/page")]
    assert server.paths() == ["/feed"]


OUTSIDE = '<?xml-stylesheet href="/style.xsl"?>'


def test_a_round_that_is_stopped_before_its_items_are_kept_has_them_the_next_time(
    following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(200, feed(KABUL, HERAT), {"ETag": '"one"'})
    with Store.open(following.store) as store, Worker() as worker:
        items = following.watch._from_feeds(store, worker, Round())
        next(items)
        del items  # as if the process had ended here
    assert following.memory() == FeedMemory()
    following.round()
    assert len(following.articles()) == 2


# --- Politeness ------------------------------------------------------------------------------


def conditional(tag: str, body: str) -> Answering:
    def route(handler: Handler) -> None:
        known = handler.headers.get("If-None-Match") == tag
        headers = {"ETag": tag, "Last-Modified": "Mon, 30 Aug 2021 08:00:00 GMT"}
        answer(304 if known else 200, "" if known else body, headers)(handler)

    return route


def test_what_the_server_stated_is_said_back_and_nothing_new_is_not_sent_again(
    following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = conditional('"one"', feed(KABUL))
    following.round()
    following.restart()
    done = following.round()
    assert (done.asked, done.unchanged, done.failed, done.ingest) == (1, 1, 0, None)
    headers = server.hits[-1].headers
    assert headers["if-none-match"] == '"one"'
    assert headers["if-modified-since"] == "Mon, 30 Aug 2021 08:00:00 GMT"
    server.routes["/feed"] = conditional('"two"', feed(HERAT))
    assert following.round().unchanged == 0
    assert following.memory().etag == '"two"'


def test_a_header_that_would_break_a_request_is_not_said_back(
    following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(200, feed(KABUL), {"ETag": '"a"\r\n X-Evil: 1'})
    following.round()
    assert following.memory().etag is None


def test_a_feed_is_not_asked_again_before_its_time(
    following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(200, feed(KABUL))
    following.round()
    following.restart()
    done = following.round(due=False)
    assert (done.asked, done.not_due) == (0, 1)
    assert server.paths() == ["/feed"]
    assert near(until(following.memory()), EVERY * 0.9)


def test_a_clock_that_was_wrong_does_not_silence_a_feed(following: Following) -> None:
    feeds = Feeds(following.list, every=EVERY)
    now = dt.datetime.now(dt.UTC)
    assert not feeds.is_due(FeedMemory(not_before=now + dt.timedelta(days=7)))
    assert feeds.is_due(FeedMemory(not_before=now + dt.timedelta(days=365)))
    assert feeds.is_due(FeedMemory(not_before=now - dt.timedelta(seconds=1)))


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_a_feed_that_fails_is_let_alone_for_longer_each_time_up_to_a_day(
    status: int, following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(status)
    waits = []
    for _ in range(9):
        assert following.round().failed == 1
        waits.append(round(until(following.memory()) / EVERY))
    assert waits == [2, 4, 8, 16, 32, 64, 96, 96, 96]
    assert len(following.lines) == 1  # told once, not each time
    assert f"status {status}" in following.lines[0]
    server.routes["/feed"] = answer(200, feed(KABUL))
    following.round()
    assert (following.memory().failures, following.memory().trouble) == (0, None)
    assert len(following.articles()) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (lambda: "7200", dt.timedelta(hours=2)),
        (lambda: in_http(dt.timedelta(hours=3)), dt.timedelta(hours=3)),
        (lambda: "99999999999999999999", dt.timedelta(days=7)),
        (lambda: in_http(dt.timedelta(days=4000)), dt.timedelta(days=7)),
        (lambda: "1", 2 * EVERY),
        (lambda: "-5", 2 * EVERY),
        (lambda: "soon", 2 * EVERY),
        (lambda: "Mon, 99 Foo 2021", 2 * EVERY),
        (lambda: "٣٠٠٠٠", 2 * EVERY),
    ],
    ids=["seconds", "day", "endless", "far", "one", "negative", "word", "no day", "other digits"],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_says_how_long_to_let_it_alone(
    status: int,
    written: Callable[[], str],
    expected: dt.timedelta,
    following: Following,
    server: FeedServer,
) -> None:
    value = written().encode().decode("latin-1")
    server.routes["/feed"] = answer(status, headers={"Retry-After": value})
    following.round()
    assert near(until(following.memory()), expected)
    assert following.round(due=False).not_due == 1


def in_http(ahead: dt.timedelta) -> str:
    return format_datetime(dt.datetime.now(dt.UTC) + ahead, usegmt=True)


def test_a_feed_that_is_gone_is_let_alone_for_a_month(
    following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(410)
    following.round()
    assert near(until(following.memory()), dt.timedelta(days=30))
    assert "gone for good" in following.lines[0]
    following.restart()
    assert following.round(due=False).not_due == 1


def test_a_feed_that_moved_for_good_is_asked_there_and_at_its_own_address_when_that_fails(
    following: Following, server: FeedServer
) -> None:
    server.routes |= {"/feed": redirect("/new", 301), "/new": answer(200, feed(KABUL))}
    following.round()
    assert following.memory().moved_to == server.at("/new")
    assert f"moved for good to {server.at('/new')}" in following.lines[0]
    following.restart()
    following.round()
    assert server.paths() == ["/feed", "/new", "/new"]
    assert len(following.lines) == 1
    server.routes |= {"/feed": answer(200, feed(HERAT)), "/new": answer(404)}
    following.round()
    following.round()
    assert server.paths()[3:] == ["/new", "/feed"]
    assert len(following.articles()) == 2


def test_a_redirect_for_now_is_not_remembered(following: Following, server: FeedServer) -> None:
    server.routes |= {"/feed": redirect("/new", 302), "/new": answer(200, feed(KABUL))}
    following.round()
    assert following.memory().moved_to is None
    assert following.lines == []


def test_a_host_has_its_rest_between_two_requests(following: Following, server: FeedServer) -> None:
    following.follow("/a", "/b", "/c")
    for path in ("/a", "/b", "/c"):
        server.routes[path] = answer(200, feed((path, "Kabul.")))
    following.round()
    assert server.paths() == ["/a", "/b", "/c"]
    assert following.waited == [2.0, 2.0, 2.0]  # before each, robots.txt having been the first


def test_a_host_that_asks_for_more_rest_gets_it_up_to_a_minute(
    following: Following, server: FeedServer
) -> None:
    following.follow("/a", "/b", "/c")
    server.routes["/robots.txt"] = answer(200, "User-agent: *\nCrawl-delay: 30\n")
    following.round()
    assert following.waited == [2.0, 30.0, 30.0]
    server.routes["/robots.txt"] = answer(200, "User-agent: *\nCrawl-delay: 86400\n")
    following.restart()
    following.waited.clear()
    following.round()
    assert following.waited[1:] == [60.0, 60.0]


@pytest.mark.parametrize(
    ("rules", "asked"),
    [
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: Dateline\nDisallow: /feed\n", False),
        ("User-agent: *\nDisallow: /f*d$\n", False),
        ("User-agent: *\nAllow: /\nDisallow: /feed\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: dateline\nAllow: /feed\n", True),
        ("User-agent: *\nDisallow: /\nAllow: /feed\n", True),
        ("User-agent: *\nDisallow:\n", True),
        ("<html>not one</html>", True),
        ("\0\xff" * 9, True),
        ("", True),
        ("User-agent: *\nDisallow: /x\n" * 30_000 + "Disallow: /\n", True),  # past what is read
        ("User-agent: *\nDisallow: /" + "*a" * 2_000 + "$\n", True),
    ],
)
def test_a_robots_txt_is_obeyed(
    rules: str, *, asked: bool, following: Following, server: FeedServer
) -> None:
    server.routes |= {"/robots.txt": answer(200, rules), "/feed": answer(200, feed(KABUL))}
    done = following.round()
    assert server.paths() == (["/feed"] if asked else [])
    assert done.failed == (not asked)
    assert ("robots.txt asks" in "".join(following.lines)) is not asked
    following.round()
    assert [hit.path for hit in server.hits].count("/robots.txt") == 1  # remembered


@pytest.mark.parametrize(
    ("status", "asked"), [(404, True), (403, True), (410, True), (429, False), (500, False)]
)
def test_without_a_robots_txt_all_is_allowed_and_with_a_broken_server_nothing(
    status: int, *, asked: bool, following: Following, server: FeedServer
) -> None:
    server.routes |= {"/robots.txt": answer(status), "/feed": answer(200, feed(KABUL))}
    following.round()
    assert server.paths() == (["/feed"] if asked else [])


def test_where_a_redirect_leads_is_subject_to_robots_too(
    following: Following, server: FeedServer
) -> None:
    server.routes |= {
        "/robots.txt": answer(200, "User-agent: *\nDisallow: /private\n"),
        "/feed": redirect("/private"),
        "/private": answer(200, feed(KABUL)),
    }
    assert following.round().failed == 1
    assert server.paths() == ["/feed"]


def test_a_robots_txt_leads_to_no_nearer_machine(following: Following, server: FeedServer) -> None:
    server.routes |= {
        "/robots.txt": redirect(f"http://127.0.0.1:{server.port}/canary"),
        "/feed": answer(200, feed(KABUL)),
    }
    assert following.round().failed == 1
    assert server.paths() == []


# --- What a feed may be ----------------------------------------------------------------------

PERSIAN = "کابل"


@pytest.mark.parametrize(
    ("charset", "declared", "encoded"),
    [
        ("windows-1256", "", "windows-1256"),
        ("utf-8", "windows-1252", "utf-8"),  # the server's word goes before the document's
        ("utf-16", "", "utf-16"),
        ("windows-1252", "utf-16", "utf-16"),  # the document's mark goes before anybody's word
        ("", "windows-1256", "windows-1256"),
        ("", "", "utf-8"),
        ("no-such-charset", "", "utf-8"),
        ("zip", "", "utf-8"),
    ],
)
def test_the_charset_that_the_server_states_is_honoured(
    charset: str, declared: str, encoded: str, following: Following, server: FeedServer
) -> None:
    arabic = "كابل"  # in all of these charsets, which the Persian letters are not
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = (head + feed(("Convoy", f"The convoy reached {arabic}."))).encode(encoded)
    kind = f"application/rss+xml; charset={charset}" if charset else "application/rss+xml"
    server.routes["/feed"] = answer(200, body, {"Content-Type": kind})
    following.round()
    assert [article.text for article in following.articles()] == [f"The convoy reached {arabic}."]


def test_a_charset_that_is_wrong_is_told_and_costs_nothing(
    following: Following, server: FeedServer
) -> None:
    body = feed(("Convoy", f"The convoy reached {PERSIAN}.")).encode("utf-8")
    server.routes["/feed"] = answer(200, body, {"Content-Type": "text/xml; charset=us-ascii"})
    following.round()
    assert [article.text for article in following.articles()] == [f"The convoy reached {PERSIAN}."]


def test_a_json_feed_is_read(following: Following, server: FeedServer) -> None:
    listed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Kabul Desk",
        "items": [{"id": "1", "content_html": "<p>The convoy reached Kabul.</p>", "title": "C"}],
    }
    server.routes["/feed"] = answer(
        200, json.dumps(listed), {"Content-Type": "application/feed+json"}
    )
    following.round()
    assert [each.text for each in following.articles()] == ["The convoy reached Kabul."]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no feed at all",
        "<!doctype html><html><body><p>Please sign in to read the news from Kabul.</p></html>",
        "<rss><channel><item><title>Half",
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><rss>&b;</rss>',
        "[" * 100_000,
        "{" * 100_000,
        "<a>" * 20_000,
        "\0" * 1000,
    ],
    ids=["empty", "text", "page", "half", "bomb", "lists", "objects", "deep", "nothing"],
)
def test_what_is_no_sound_feed_is_a_problem_once_and_never_an_article(
    body: str, following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(200, body, {"Content-Type": "text/html"})
    done = following.round()
    assert following.articles() == []
    assert done.ingest is not None
    assert done.ingest.refused >= 1
    assert following.imports() == [1]
    following.restart()
    assert following.round().ingest is None


def test_what_a_feed_names_outside_of_itself_is_not_opened(
    following: Following, server: FeedServer
) -> None:
    outside = server.at("/outside", f"127.0.0.1:{server.port}")
    head = f'<!DOCTYPE rss [<!ENTITY e SYSTEM "{outside}"><!ENTITY f SYSTEM "{ROOT}/README.md">]>'
    server.routes["/feed"] = answer(200, head + feed(("Two", "&e; and &f; in Kabul.")))
    following.round()
    assert [article.text for article in following.articles()] in ([], ["&e; and &f; in Kabul."])
    assert server.paths() == ["/feed"]


def test_a_feed_that_breaks_off_keeps_its_whole_items(
    following: Following, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(200, feed(KABUL, HERAT)[:-60])
    done = following.round()
    assert {article.title for article in following.articles()} >= {"Convoy"}
    assert done.ingest is not None
    assert done.ingest.in_part + done.ingest.refused >= 1


def test_hostile_items_are_kept_as_text_and_no_word_of_them_is_logged(
    following: Following, server: FeedServer
) -> None:
    version = "https://jsonfeed.org/version/1.1"
    items = [{"title": text, "content_text": f"Kabul. {text}"} for text in hostile.HOSTILE]
    body = json.dumps({"version": version, "title": hostile.HOSTILE[0], "items": items})
    server.routes["/feed"] = answer(200, body)
    done = following.round()
    assert done.ingest is not None
    assert done.ingest.read == len(following.articles()) > len(hostile.HOSTILE) * 0.8
    assert following.lines == []
    assert server.paths() == ["/feed"]


@pytest.mark.parametrize("text", hostile.HOSTILE)
def test_hostile_lines_of_a_list_are_told_or_asked_for_safely(text: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text(f"http://a.example/{text}\n{text}\nhttp://b.example/\n", "utf-8")
    found = list(read_feeds(path))
    addresses = [str(each) for each in found if isinstance(each, Address)]
    assert addresses[-1] == "http://b.example/"
    assert all(address.isascii() and " " not in address for address in addresses)


# --- The list --------------------------------------------------------------------------------


def test_a_list_is_an_address_a_line_and_a_bad_one_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text(
        "\ufeff# ours\n\nhttps://a.example/feed\n  http://B.example:8080/x?y=z#frag  \n"
        "ftp://c.example/\nhttp://user:hunter2@d.example/\nhttps://a.example/feed\n",
        "utf-8",
    )
    found = list(read_feeds(path))
    assert [str(each) for each in found if isinstance(each, Address)] == [
        "https://a.example/feed",
        "http://b.example:8080/x?y=z",
    ]
    problems = [each for each in found if isinstance(each, Problem)]
    assert [each.where for each in problems] == [f"{path}, line 5", f"{path}, line 6"]
    assert "hunter2" not in "".join(map(str, problems))


def test_a_list_may_be_opml(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(
        '<?xml version="1.0"?><opml version="2.0"><body><outline text="Region">'
        '<outline type="rss" xmlUrl="https://a.example/feed?a=1&amp;b=2"/>'
        '<outline type="rss" xmlUrl="file:///etc/passwd"/></outline></body></opml>',
        "utf-8",
    )
    address, problem = read_feeds(path)
    assert str(address) == "https://a.example/feed?a=1&b=2"
    assert isinstance(problem, Problem)
    assert "'file:///etc/passwd'" in problem.value


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml>&b;</opml>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><opml>&e;</opml>',
        "<opml><body>",
        "<opml>\0</opml>",
    ],
)
def test_opml_that_is_broken_or_a_bomb_is_told(body: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(body, "utf-8")
    (problem,) = read_feeds(path)
    assert isinstance(problem, Problem)


def test_a_list_is_read_anew_each_round(following: Following, server: FeedServer) -> None:
    server.routes |= {"/a": answer(200, feed(KABUL)), "/b": answer(200, feed(HERAT))}
    following.follow("/a")
    following.round()
    following.follow("/b", "/a")
    following.round()
    assert server.paths() == ["/a", "/b", "/a"]
    following.list.unlink()
    assert following.round().troubles == 1
    following.round()
    assert len(following.lines) == 1


def test_one_dead_feed_does_not_hold_up_the_next(following: Following, server: FeedServer) -> None:
    following.list.write_text(
        f"http://[2001:db8::1]/\nhttp://{DEAD}:9999/\n{server.at('/feed')}\n", "utf-8"
    )
    server.routes["/feed"] = answer(200, feed(KABUL))
    done = following.round()
    assert (done.asked, done.failed) == (3, 2)
    assert len(following.articles()) == 1


def test_what_may_be_a_secret_in_an_address_is_not_told(
    following: Following, server: FeedServer
) -> None:
    following.follow("/feed?token=hunter2")
    following.round()
    assert "status 404" in following.lines[0]
    server.routes["/feed"] = answer(200, "no feed")
    following.restart()
    following.round()
    with Store.open(following.store) as store:
        told = [*store.import_problems(1), *following.lines, *store.imports()[0].named]
    assert "hunter2" not in "".join(told)


# --- The command -----------------------------------------------------------------------------


def geo_watch(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "geo", "watch", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_the_command_asks_nobody_unless_the_network_is_switched_on(
    tmp_path: Path, server: FeedServer
) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text(f"http://127.0.0.1:{server.port}/feed\n", "utf-8")
    store = tmp_path / "dateline.db"
    for arguments, said in (
        (("--feeds", path), "say --network to switch it on"),
        (("--network",), "name it with --feeds"),
        ((), "give a PATH to follow"),
    ):
        done = geo_watch(*arguments, "--once", "--store", store)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    assert server.hits == []
    assert not store.exists()


def test_the_command_asks_no_machine_near_by_even_then(tmp_path: Path, server: FeedServer) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text(f"http://127.0.0.1:{server.port}/feed\nfile:///etc/passwd\n", "utf-8")
    done = geo_watch("--feeds", path, "--network", "--once", "--store", tmp_path / "dateline.db")
    assert done.returncode == 1
    assert "which is no machine on the internet" in done.stderr
    assert f"{path}, line 2" in done.stderr
    assert "1 feed asked (0 unchanged, 1 failed)" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert server.hits == []


@pytest.mark.parametrize("written", ["", "# nothing\n", "ftp://a.example/\n", None])
def test_a_list_without_a_feed_is_refused(written: str | None, tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    if written is not None:
        path.write_text(written, "utf-8")
    done = geo_watch("--feeds", path, "--network", "--store", tmp_path / "dateline.db")
    assert done.returncode == 2
    assert "lists no feed" in done.stderr
