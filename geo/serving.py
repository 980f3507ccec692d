"""Serving the page: who may reach it, under which headers, and what may be asked of it.

Two ways to serve. *Open*: to this machine only, for the person who runs it. *Shared*: to the
network, view-only, to whoever bears the key of the printed link. Both go through one ASGI
middleware, `Gate`, which stands before every route and the websocket, Streamlit's own included.

What the environment says (set by `python -m geo serve`, readable by this user only):
DATELINE_KEY, the shared link's key; DATELINE_VIEW_ONLY=1, no changes through this server;
DATELINE_HOSTS, further host names that may be asked for, separated by commas.
"""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import os
import secrets
import socket
import string
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from geo.errors import ServingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEY_VARIABLE = "DATELINE_KEY"
VIEW_ONLY_VARIABLE = "DATELINE_VIEW_ONLY"
HOSTS_VARIABLE = "DATELINE_HOSTS"
KEY_PARAMETER = "key"
KEY_COOKIE = "dateline_key"
KEY_BYTES = 24
FIRST_PORT = 8501
SHORTEST_KEY = 16
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
HOST_CHARACTERS = frozenset(string.ascii_letters + string.digits + "-._:[]")
SAFE_METHODS = frozenset({"GET", "HEAD"})
POLICY_VIOLATION = 1008
"""Websocket close code of RFC 6455 for a client that may not be here."""

REFUSED = (
    "This page is shared by a link that carries a key, and this address came without it, or with "
    "one that is no longer valid. Ask the person who runs Dateline for the whole link."
)
WRONG_HOST = (
    "This server does not answer to that host name. Open it by the link that it printed; whoever "
    f"runs it can allow further names with {HOSTS_VARIABLE}."
)
NOT_FROM_HERE = (
    "Dateline answers only this machine until it is shared. "
    "Whoever runs it can share it with `make share`."
)
VIEW_ONLY = "This page is shared for viewing; nothing can be changed through it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may reach the page.

    key: what a visitor of a shared page must bear, None for this machine only. hosts: the host
    names, without port, that may stand in an address. view_only: no change is taken.
    """

    key: str | None = None
    hosts: frozenset[str] = LOOPBACK_NAMES
    view_only: bool = False

    def __post_init__(self) -> None:
        """Refuse a key that could be guessed."""
        if self.key is not None and len(self.key) < SHORTEST_KEY:
            message = (
                f"{KEY_VARIABLE} has {len(self.key)} characters; a key needs at least "
                f"{SHORTEST_KEY}. Leave it unset, and a random one is made."
            )
            raise ServingError(message)


def access_from_environment(environment: Mapping[str, str] | None = None) -> Access:
    """Read who may reach the page from the environment variables named above."""
    values = os.environ if environment is None else environment
    key = values.get(KEY_VARIABLE) or None
    further = {h.strip().lower() for h in values.get(HOSTS_VARIABLE, "").split(",") if h.strip()}
    hosts = LOOPBACK_NAMES | further | (own_hosts() if key else frozenset())
    view_only = key is not None or values.get(VIEW_ONLY_VARIABLE) == "1"
    return Access(key=key, hosts=frozenset(hosts), view_only=view_only)


def view_only() -> bool:
    """Tell whether this server takes no changes; a shared one never does."""
    return bool(os.environ.get(KEY_VARIABLE)) or os.environ.get(VIEW_ONLY_VARIABLE) == "1"


def new_key() -> str:
    """Make a random key of 192 bits for a shared link, safe in an address."""
    return secrets.token_urlsafe(KEY_BYTES)


def own_addresses() -> tuple[str, ...]:
    """List this machine's own IPv4 addresses, without sending anything to anybody.

    Those of IPv6 are left out: a server on 0.0.0.0 does not answer there.
    """
    found: dict[str, None] = {}
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Connecting a datagram socket sends nothing: it only asks which address would be used.
        probe.connect(("192.0.2.1", 9))
        found[probe.getsockname()[0]] = None
    with contextlib.suppress(OSError):
        for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found[str(info[4][0])] = None
    return tuple(a for a in found if not ipaddress.ip_address(a).is_loopback)


def own_hosts() -> frozenset[str]:
    """Name the hosts by which the network may ask for this machine: its names and addresses."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name.partition('.')[0]}.local", *own_addresses()})


def refuse_open_bind(address: str | None, access: Access) -> None:
    """Raise ServingError when `address` is reachable from outside and there is no key.

    address: what the server binds to; None or an empty string means every interface.
    """
    if access.key is not None or is_loopback(address or "0.0.0.0"):  # noqa: S104 - what None means
        return
    message = (
        f"server.address {address or '(every interface)'!r} would open the page to the network "
        "for anybody. Leave it at 127.0.0.1, or share it with a key: `make share`."
    )
    raise ServingError(message)


def port_to_serve(wanted: int | None, *, everywhere: bool = False) -> int:
    """Return the port to listen on: the one that is wanted, or the first free one from 8501.

    everywhere: it must be free on every interface, not on this machine's own alone.

    Raises ServingError when the wanted one is taken, or when twenty in a row are.
    """
    ports = range(FIRST_PORT, FIRST_PORT + 20) if wanted is None else (wanted,)
    for port in ports:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("" if everywhere else "127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return port
    taken = f"every port from {ports[0]} to {ports[-1]}" if wanted is None else f"port {wanted}"
    message = f"{taken} is taken or not allowed; name another from 1024 to 65535 with --port."
    raise ServingError(message)


def shared_links(key: str, port: int) -> tuple[str, ...]:
    """Return the links to hand to the team: one for each address of this machine."""
    addresses = own_addresses() or ("127.0.0.1",)
    return tuple(f"http://{address}:{port}/?{KEY_PARAMETER}={key}" for address in addresses)


def is_loopback(host: str) -> bool:
    """Tell whether `host`, a name or an address, is this machine itself."""
    if host.lower() in LOOPBACK_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def host_of(header: str) -> str:
    """Return the host name of a Host header, lower case and without port, "" when malformed."""
    # The header is echoed in the content policy, so nothing but a host and a port may stand in it.
    if not HOST_CHARACTERS.issuperset(header):
        return ""
    try:
        name = urlsplit(f"//{header}").hostname
    except ValueError:
        return ""
    return (name or "").lower().rstrip(".")


def content_policy(host: str) -> str:
    """Return the Content-Security-Policy for a page that was asked for under `host` (with port).

    Streamlit needs inline scripts and eval, and hands our components' scripts to the browser as
    blobs, which only a script of this page can make; what the policy stops is every load from,
    and every message to, another server. It is the second wall: text is kept out of markup in
    the first.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "worker-src 'self' blob:",
        ),
    )


class Gate:
    """ASGI middleware: no request and no websocket passes that `access` does not allow.

    In this order: the host name, the origin of a websocket, the machine it comes from (open) or
    the key (shared), the method (view-only). What passes gets the security headers.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        _send_at_once(receive)
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        refusal = self._refusal(scope, headers, host)
        if refusal is None:
            await self.app(scope, receive, _with_headers(send, host))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "refused"})
        else:
            await refusal(scope, receive, _with_headers(send, host))

    def _refusal(self, scope: Scope, headers: Mapping[bytes, str], host: str) -> Response | None:
        """Return the answer that turns this connection away, or None when it may pass."""
        if host_of(host) not in self.access.hosts:
            return PlainTextResponse(WRONG_HOST, status_code=421)
        # A foreign page can open a websocket to us from the visitor's own browser.
        origin = headers.get(b"origin")
        if scope["type"] == "websocket" and origin and urlsplit(origin).netloc != host:
            return PlainTextResponse(REFUSED, status_code=403)
        if self.access.key is None:
            client = scope.get("client")
            if client is not None and not is_loopback(client[0]):
                return PlainTextResponse(NOT_FROM_HERE, status_code=403)
        else:
            refusal = self._key_refusal(scope, headers)
            if refusal is not None:
                return refusal
        if (
            self.access.view_only
            and scope["type"] == "http"
            and scope["method"] not in SAFE_METHODS
        ):
            return PlainTextResponse(VIEW_ONLY, status_code=403)
        return None

    def _key_refusal(self, scope: Scope, headers: Mapping[bytes, str]) -> Response | None:
        """Check the key: in the cookie, or once in the address, which then loses it."""
        key = self.access.key or ""
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == KEY_PARAMETER]
        if scope["type"] == "http" and scope["method"] in SAFE_METHODS and given:
            if not any(_same(value, key) for value in given):
                return PlainTextResponse(REFUSED, status_code=403)
            rest = urlencode([pair for pair in query if pair[0] != KEY_PARAMETER])
            # A path of our own server only: "//elsewhere" would lead away from it.
            path = "/" + str(scope["path"]).lstrip("/\\")
            welcome = RedirectResponse(f"{path}?{rest}" if rest else path, status_code=303)
            welcome.set_cookie(
                KEY_COOKIE,
                key,
                httponly=True,
                samesite="lax",
                secure=scope.get("scheme") == "https",
                max_age=30 * 24 * 3600,
            )
            return welcome
        if _same(_cookie(headers.get(b"cookie", "")), key):
            return None
        return PlainTextResponse(REFUSED, status_code=403)


def middleware(access: Access) -> list[Middleware]:
    """Return the middleware for `streamlit.starlette.App`."""
    return [Middleware(Gate, access=access)]


def asset_routes(folders: Mapping[str, Path], *, prefix: str = "/assets") -> list[BaseRoute]:
    """Return one route for each of our folders of static files: `{prefix}/{name}/...`."""
    return [
        Mount(f"{prefix}/{name}", app=StaticFiles(directory=folder), name=f"assets-{name}")
        for name, folder in folders.items()
    ]


def _send_at_once(receive: Receive) -> None:
    """Have each part of an answer sent when it is written.

    asyncio asks for this by itself, but not of a socket bound the way Streamlit binds its own; then
    every answer on a kept connection waits 40 ms until the browser has acknowledged its headers.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport is not None else None
    if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _same(given: str, key: str) -> bool:
    """Compare in a time that tells nothing about where the two differ."""
    return hmac.compare_digest(given.encode(), key.encode())


def _cookie(header: str) -> str:
    """Return the key that a Cookie header bears, "" when it bears none."""
    try:
        morsel = SimpleCookie(header).get(KEY_COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _with_headers(send: Send, host: str) -> Send:
    """Wrap `send` so that every answer carries the security headers."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                *message.get("headers", []),
                (b"content-security-policy", content_policy(host).encode("latin-1")),
                (b"referrer-policy", b"no-referrer"),
                (b"x-content-type-options", b"nosniff"),
                (b"x-frame-options", b"SAMEORIGIN"),
                (b"cross-origin-opener-policy", b"same-origin"),
                (b"cross-origin-resource-policy", b"same-origin"),
            ]
        await send(message)

    return sending
