"""A server on loopback that plays servers on the internet, and the fetcher that cannot leave it.

`LoopbackFetcher` is the real fetcher with the real guard. Below the guard, where the connection is
made, it asserts that the connection goes to this machine: even with the guard broken on purpose no
test sends a request anywhere else.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING, Any, Self

from geo.watching.fetching import MOST_BYTES, SECONDS, Fetcher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ipaddress import IPv6Address

PLAYED = "198.41.0.4"
"""A number that is public, and that loopback plays here."""
DEAD = "199.9.14.201"
"""A public number at which nobody answers."""
NAME = "feeds.example"
"""A name that means PLAYED."""
TRUSTED = ssl.create_default_context()

Answering = Callable[["Handler"], None]


@dataclass
class Hit:
    """One request that came in."""

    path: str
    host: str
    headers: dict[str, str]


@dataclass
class FeedServer:
    """Routes by path; what has none is answered with 404. `hits` is every request, in order."""

    routes: dict[str, Answering] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, self))
        self._http.daemon_threads = True
        if self.tls is not None:
            self._http.socket = self.tls.wrap_socket(self._http.socket, server_side=True)
        self.port: int = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ending.set()
        self._http.shutdown()
        self._http.server_close()

    def at(self, path: str, host: str = NAME) -> str:
        """Return the address of a path."""
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """Return the paths that were asked for, but for robots.txt."""
        return [hit.path for hit in self.hits if hit.path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    """Notes each request and answers as its path's route does."""

    def __init__(self, feeds: FeedServer, *given: Any) -> None:  # noqa: ANN401 - http.server's
        self.feeds = feeds
        super().__init__(*given)

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.feeds.hits.append(Hit(self.path, headers.get("host", ""), headers))
        route = self.feeds.routes.get(self.path.partition("?")[0])
        # Whoever asked may have had enough.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            (route or answer(404))(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def answer(
    status: int = 200, body: bytes | str = b"", headers: Mapping[str, str] | None = None
) -> Answering:
    """Return a route that answers with this."""
    data = body.encode() if isinstance(body, str) else body

    def route(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return route


def redirect(target: str, status: int = 302) -> Answering:
    """Return a route that leads elsewhere."""
    return answer(status, headers={"Location": target})


def dripping(head: bytes, drop: bytes) -> Answering:
    """Return a route that goes on forever, a drop each hundredth of a second."""

    def route(handler: Handler) -> None:
        handler.wfile.write(head)
        while not handler.feeds.ending.wait(0.01):
            handler.wfile.write(drop)

    return route


def pouring(head: bytes, drop: bytes) -> Answering:
    """Return a route that goes on forever, as fast as it is read."""

    def route(handler: Handler) -> None:
        handler.wfile.write(head)
        while not handler.feeds.ending.is_set():
            handler.wfile.write(drop)

    return route


def feed(*items: tuple[str, str], title: str = "The Kabul Desk") -> str:
    """Return RSS of items that each have a title and a text."""
    written = "".join(
        f"<item><title>{name}</title><description>{text}</description>"
        "<pubDate>Mon, 30 Aug 2021 08:00:00 GMT</pubDate></item>"
        for name, text in items
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{written}</channel></rss>'


class LoopbackFetcher(Fetcher):
    """The real fetcher; it only ever connects to loopback, whatever its guard lets through.

    names: what names mean, or what is asked for it at each look-up. Numbers of any spelling mean
    what the system says; no name is looked up outside. `connected` is what the guard let through.
    """

    def __init__(
        self,
        names: Mapping[str, list[str] | Callable[[], list[str]]] | None = None,
        *,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        tls: ssl.SSLContext = TRUSTED,
    ) -> None:
        self.names = {NAME: [PLAYED], **(names or {})}
        self.connected: list[str] = []
        super().__init__(seconds=seconds, most_bytes=most_bytes, resolve=self._named, tls=tls)

    def _named(self, host: str, port: int) -> list[str]:
        means = self.names.get(host.rstrip("."))
        if callable(means):
            return means()
        if means is not None:
            return means
        flags = socket.AI_NUMERICHOST  # spellings of numbers; a name is an error, not a look-up
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
        return [str(row[4][0]) for row in found]

    def _connect(
        self, number: IPv4Address | IPv6Address, port: int, seconds: float
    ) -> socket.socket:
        self.connected.append(str(number))
        if str(number) == DEAD:
            raise ConnectionRefusedError
        target = ip_address("127.0.0.1") if str(number) == PLAYED else number
        assert str(target) in {"127.0.0.1", "::1"}, f"a request would have left for {number}"
        return super()._connect(target, port, seconds)
