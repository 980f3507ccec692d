"""Asking servers: no machine but one on the internet is asked, and no server draws it out."""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import tracemalloc
import zlib
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from feed_server import (
    DEAD,
    NAME,
    PLAYED,
    Answering,
    FeedServer,
    Handler,
    LoopbackFetcher,
    answer,
    dripping,
    pouring,
    redirect,
)

from geo.watching.addresses import Address, AddressError, is_public
from geo.watching.fetching import MOST_REDIRECTS, SECONDS, Answer, FetchError
from geo.watching.manners import Manners

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE = (
    *("127.0.0.1", "127.0.0.2", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1"),  # noqa: S104
    *("10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"),
    *("169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.254", "192.0.0.1"),
    *("192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"),
    *("192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254"),
    *("64:ff9b:1::1", "64:ff9b:1::127.0.0.1", "2002:7f00:1::", "2002:a00:1::", "2002:a9fe:a9fe::"),
    *("2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1"),
    *("100::1", "5f00::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fe80::1", "fec0::1"),
    *("ff02::1", "ff0e::1", "4000::1", "8000::1", "::ffff:224.0.0.1"),
)
"""Numbers of machines that are none on the internet, or that may be nearer than they look."""

SPELLINGS = (
    *("127.1", "127.0.1", "0", "0x7f.1", "0x7f000001", "0x7F.0x0.0x0.0x1", "2130706433"),
    *("017700000001", "0177.0.0.1", "0177.0.0.01", "0x7f.0.0.1", "127.0.0.1.", "127.000.000.001"),
    *("2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "10.1", "0xa000001"),
    *("１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1%2f"),
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]", "[::7f00:1]"),
    *("[0000::1]", "[::1%25lo]", "[fe80::1%25eth0]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
    *("localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost"),
    *("printer.local", "metadata.google.internal", "intranet", "rebound.example", "mixed.example"),
)
"""Hosts that mean such machines, however that is written."""

FORMS = (
    *(
        "file:///etc/passwd",
        "file://127.0.0.1/etc/passwd",
        "ftp://{host}/feed",
        "gopher://{host}/_",
    ),
    *("data:text/xml,<rss/>", "javascript:alert(1)", "dict://{host}/", "ldap://{host}/", "feed:x"),
    *("jar:http://{host}!/", "//{host}/feed", "/feed", "feed", "", "http:", "http://", "http:///x"),
    *("http://user@{host}/feed", "http://user:pass@{host}/feed", "http://@{host}/feed"),
    *("http://feeds.example@{host}/", "http://feeds.example:80@{host}/", "http://:@{host}/"),
    *("http://{host}\\@feeds.example/", "http://feeds.example\\@{host}/", "http:\\\\{host}\\feed"),
    *("http://feeds.example /", "http://feeds.example\t/", "http://feeds.example\r\nHost: x/"),
    *("http://feeds.example/ HTTP/1.1\r\nX: y", "http://feeds.example:0x50/", "http://a:99999/"),
    *("http://feeds.example:22/", "http://feeds.example:25/", "http://feeds.example:0/"),
    *("http://[::1/feed", "http://::1/feed", "http://[v1.x]/feed", "http://[feeds.example]/"),
    *("http://-a/", "http://a..b/", "http://.../", "http://" + "a" * 64 + ".example/", "http://*/"),
    *("http://feeds.example/\x00", "http://feeds.example/" + "a" * 2_000, "https+http://{host}/"),
)
"""Addresses that are refused by their form, whatever their host means."""

LOCAL = {
    "localhost": ["127.0.0.1", "::1"],
    "localhost.localdomain": ["127.0.0.1"],
    "ip6-localhost": ["::1"],
    "printer.local": ["192.168.1.20"],
    "metadata.google.internal": ["169.254.169.254"],
    "intranet": ["10.0.0.7"],
    "rebound.example": ["127.0.0.1"],
    "mixed.example": [PLAYED, "127.0.0.1"],
}


def hosts() -> list[str]:
    numbers = [f"[{number}]" if ":" in number else number for number in PRIVATE]
    return [*numbers, *SPELLINGS]


def forms() -> list[str]:
    return [form.replace("{host}", "127.0.0.1:PORT") for form in FORMS]


@pytest.fixture(scope="module")
def running() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def server(running: FeedServer) -> FeedServer:
    running.routes.clear()
    running.hits.clear()
    return running


@contextlib.contextmanager
def freely(_: Address) -> Iterator[None]:
    """Stand for manners, where they are not what is tested."""
    yield


def fetch(fetcher: LoopbackFetcher, address: str, truncate: int | None = None) -> Answer:
    return fetcher.get(Address.of(address), {}, freely, truncate=truncate)


# --- Whom not to ask -------------------------------------------------------------------------


@pytest.mark.parametrize("number", PRIVATE)
def test_no_number_of_a_nearer_machine_counts_as_public(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize(
    "number", ["1.1.1.1", PLAYED, "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"]
)
def test_a_number_on_the_internet_is_public(number: str) -> None:
    assert is_public(ip_address(number))


@pytest.mark.parametrize("host", hosts())
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_host_that_means_a_nearer_machine_is_asked(
    host: str, scheme: str, server: FeedServer
) -> None:
    server.routes["/feed"] = answer(200, "canary")
    fetcher = LoopbackFetcher(LOCAL)
    with pytest.raises((AddressError, FetchError)):
        fetch(fetcher, f"{scheme}://{host}:{server.port}/feed")
    assert fetcher.connected == []
    assert server.hits == []


@pytest.mark.parametrize("form", forms())
def test_no_address_of_another_form_is_asked(form: str, server: FeedServer) -> None:
    with pytest.raises(AddressError):
        Address.of(form.replace("PORT", str(server.port)))


@pytest.mark.parametrize("host", hosts())
@pytest.mark.parametrize("status", [301, 307])
def test_no_redirect_leads_to_a_nearer_machine(host: str, status: int, server: FeedServer) -> None:
    server.routes["/canary"] = answer(200, "canary")
    target = f"http://{host}:{server.port}/canary"
    server.routes["/feed"] = redirect(target.encode().decode("latin-1"), status)
    fetcher = LoopbackFetcher(LOCAL)
    with pytest.raises(FetchError):
        fetch(fetcher, server.at("/feed"))
    assert fetcher.connected == [PLAYED]
    assert server.paths() == ["/feed"]


@pytest.mark.parametrize(
    "form",
    # What has no host leads to the same one, and what a header cannot hold is not sent.
    [form for form in forms() if re.match(r"[^\r\0]+://[^/]", form) and "\r" not in form],
)
def test_no_redirect_leads_to_an_address_of_another_form(form: str, server: FeedServer) -> None:
    server.routes["/feed"] = redirect(form.replace("PORT", str(server.port)))
    with pytest.raises(FetchError, match="redirects to"):
        fetch(LoopbackFetcher(), server.at("/feed"))
    assert server.paths() == ["/feed"]


def test_a_name_that_means_something_else_a_moment_later_gains_nothing(
    server: FeedServer,
) -> None:
    """Rebinding: each request looks up once, and goes to the number that was looked at."""
    server.routes["/feed"] = answer(200, "canary")
    answers = iter([[PLAYED], ["127.0.0.1"], [PLAYED], ["127.0.0.1"]])
    fetcher = LoopbackFetcher({"rebound.example": lambda: next(answers)})
    assert fetch(fetcher, server.at("/feed", "rebound.example")).status == 200
    assert next(answers) == ["127.0.0.1"]  # one look-up for one request
    manners = Manners(fetcher, pause=0)
    with pytest.raises(FetchError, match=r"means 127\.0\.0\.1"):
        # robots.txt is asked of the played number; the feed's look-up means this machine.
        fetcher.get(Address.of(server.at("/feed", "rebound.example")), {}, manners)
    assert fetcher.connected == [PLAYED, PLAYED]
    assert server.paths() == ["/feed"]


def test_a_name_of_which_one_number_is_nearer_is_not_asked_at_all(server: FeedServer) -> None:
    for numbers in ([PLAYED, "10.0.0.1"], ["10.0.0.1", PLAYED], [PLAYED, "fe80::1%2"]):
        fetcher = LoopbackFetcher({"mixed.example": numbers})
        with pytest.raises(FetchError, match="no machine on the internet"):
            fetch(fetcher, server.at("/feed", "mixed.example"))
        assert fetcher.connected == []


def test_the_next_number_of_a_name_is_tried_when_one_is_dead(server: FeedServer) -> None:
    server.routes["/feed"] = answer(200, "here")
    fetcher = LoopbackFetcher({"two.example": [DEAD, PLAYED]})
    assert fetch(fetcher, server.at("/feed", "two.example")).body == b"here"
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch(LoopbackFetcher({"two.example": [DEAD]}), server.at("/feed", "two.example"))


def test_an_unknown_name_is_told(server: FeedServer) -> None:
    with pytest.raises(FetchError, match="name is not known"):
        fetch(LoopbackFetcher(), server.at("/feed", "nobody.example"))


# --- What is said ----------------------------------------------------------------------------


def test_a_request_names_dateline_and_tells_nothing_of_the_user(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.port}")
    server.routes["/feed"] = answer(200, "here", {"Set-Cookie": "user=1"})
    fetcher = LoopbackFetcher()
    fetch(fetcher, server.at("/feed?a=ü&b=%20#part"))
    fetch(fetcher, server.at("/feed"))
    first, second = server.hits
    assert first.path == "/feed?a=%C3%BC&b=%20"  # of the server, not of a proxy; no fragment
    assert second.headers == {
        "host": f"{NAME}:{server.port}",
        "user-agent": "Dateline",
        "accept-encoding": "gzip",
        "connection": "close",
    }


def test_a_redirect_is_followed_and_one_for_good_is_told(server: FeedServer) -> None:
    server.routes |= {
        "/a": redirect("/b", 301),
        "/b": redirect(server.at("/c"), 308),
        "/c": redirect("d?e", 302),
        "/d": answer(200, "here"),
    }
    found = fetch(LoopbackFetcher(), server.at("/a"))
    assert (found.status, found.body) == (200, b"here")
    assert str(found.moved_to) == server.at("/c")
    assert server.hits[-1].path == "/d?e"
    assert fetch(LoopbackFetcher(), server.at("/c")).moved_to is None


def test_five_redirects_are_followed_and_a_sixth_or_a_loop_is_not(server: FeedServer) -> None:
    for number in range(7):
        server.routes[f"/{number}"] = redirect(f"/{number + 1}")
    server.routes["/7"] = answer(200, "here")
    server.routes["/loop"] = redirect("/loop")
    assert fetch(LoopbackFetcher(), server.at("/2")).body == b"here"
    for path in ("/1", "/loop"):
        server.hits.clear()
        with pytest.raises(FetchError, match="more than 5 times"):
            fetch(LoopbackFetcher(), server.at(path))
        assert len(server.hits) == MOST_REDIRECTS + 1


# --- What it costs ---------------------------------------------------------------------------

OK = b"HTTP/1.1 200 OK\r\n"
GO_ON = b"HTTP/1.1 100 Go on\r\n\r\n"


def saying(handler: Handler, data: bytes) -> None:
    handler.wfile.write(data)


def gzip_bomb() -> bytes:
    """Pack a hundred megabytes of nothing into about a hundred thousand bytes."""
    packing = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return b"".join([*(packing.compress(bytes(1_000_000)) for _ in range(100)), packing.flush()])


BOUNDED: dict[str, tuple[Answering, str]] = {
    "an endless body": (pouring(OK + b"\r\n", b"x" * 4096), "longer than 100,000 bytes"),
    "endless chunks": (
        pouring(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n"),
        "longer than 100,000 bytes",
    ),
    "a bomb": (
        answer(200, gzip_bomb(), {"Content-Encoding": "gzip"}),
        "longer than 100,000 bytes",
    ),
    "a dripping body": (dripping(OK + b"\r\n", b"x"), "not answer whole within"),
    "dripping headers": (dripping(OK + b"X: ", b"y"), "not answer whole within"),
    "a dripping status": (dripping(b"HTTP/1.1 2", b"0"), "not answer whole within"),
    "going on and on": (dripping(GO_ON, GO_ON), "not answer whole within"),
    "endless headers": (pouring(OK, b"X: y\r\n"), "can be read"),
    "an endless header": (pouring(OK, b"x" * 4096), "can be read"),
    "a packing that was not asked for": (
        answer(200, b"x", {"Content-Encoding": "br"}),
        "packed as 'br'",
    ),
    "no gzip": (answer(200, b"not gzip at all", {"Content-Encoding": "gzip"}), "can be read"),
    "half a gzip": (
        answer(200, gzip.compress(b"x" * 999)[:-9], {"Content-Encoding": "gzip"}),
        "cut short",
    ),
    "half a body": (
        lambda handler: saying(handler, OK + b"Content-Length: 99\r\n\r\nx"),
        "cut short",
    ),
    "no HTTP": (lambda handler: saying(handler, b"\x16\x03\x01 what\r\n\r\n"), "can be read"),
    "nothing": (lambda _: None, "cannot be reached"),
}


@pytest.mark.parametrize("case", BOUNDED)
def test_what_a_server_may_draw_out_is_bounded(case: str, server: FeedServer) -> None:
    server.routes["/feed"], said = BOUNDED[case]
    seconds = 1.0 if "whole within" in said else SECONDS  # the others must end by themselves
    with pytest.raises(FetchError, match=said):
        fetch(LoopbackFetcher(seconds=seconds, most_bytes=100_000), server.at("/feed"))


def test_of_a_bomb_little_more_is_unpacked_than_may_be(server: FeedServer) -> None:
    server.routes["/feed"] = answer(200, gzip_bomb(), {"Content-Encoding": "gzip"})
    tracemalloc.start()
    with pytest.raises(FetchError, match="longer than"):
        fetch(LoopbackFetcher(most_bytes=100_000), server.at("/feed"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000  # of a hundred million


def test_a_look_up_that_does_not_end_is_given_up(server: FeedServer) -> None:
    forever = threading.Event()

    def stuck() -> list[str]:
        forever.wait()
        return [PLAYED]

    fetcher = LoopbackFetcher({"slow.example": stuck}, seconds=0.2)
    with pytest.raises(FetchError, match="not answer whole within"):
        fetch(fetcher, server.at("/feed", "slow.example"))
    forever.set()
    assert server.hits == []


def test_redirects_share_one_time(server: FeedServer) -> None:
    """Six requests that each take a part of the time do not take six times as much."""

    def slowly(handler: Handler) -> None:
        handler.feeds.ending.wait(0.4)
        redirect("/slow")(handler)

    server.routes["/slow"] = slowly
    with pytest.raises(FetchError, match="not answer whole within"):
        fetch(LoopbackFetcher(seconds=1.0), server.at("/slow"))
    assert len(server.hits) <= 3


def test_a_packed_body_is_unpacked_and_a_longer_one_may_be_cut(server: FeedServer) -> None:
    server.routes["/feed"] = answer(200, gzip.compress(b"x" * 5000), {"Content-Encoding": "gzip"})
    assert fetch(LoopbackFetcher(), server.at("/feed")).body == b"x" * 5000
    assert fetch(LoopbackFetcher(), server.at("/feed"), truncate=10).body == b"x" * 10


# --- TLS -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate of NAME that nobody but the test trusts."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not there to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
            *("-keyout", str(path), "-out", str(path.with_suffix(".crt"))),
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "OPENSSL_CONF": os.devnull},
    )
    path.write_text(path.read_text("ascii") + path.with_suffix(".crt").read_text("ascii"), "ascii")
    return path


def test_the_certificate_of_the_name_is_asked_for_and_checked(certificate: Path) -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: names.append(name)
    trusted = ssl.create_default_context(cafile=str(certificate.with_suffix(".crt")))
    with FeedServer({"/feed": answer(200, "here")}, tls=context) as server:
        fetcher = LoopbackFetcher({"other.example": [PLAYED]}, tls=trusted)
        assert fetch(fetcher, server.at("/feed")).body == b"here"
        assert names == [NAME]
        with pytest.raises(FetchError, match="certificate is not good"):
            fetch(fetcher, server.at("/feed", "other.example"))
        with pytest.raises(FetchError, match="certificate is not good"):
            fetch(LoopbackFetcher(), server.at("/feed"))
        assert len(server.hits) == 1


def test_a_server_that_says_nothing_in_tls_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(FetchError, match="not answer whole within"):
            fetch(LoopbackFetcher(seconds=0.3), f"https://{NAME}:{port}/feed")
