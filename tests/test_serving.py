"""The gate: who is let in, who is turned away, and with which headers."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from geo import serving
from geo.errors import ServingError

KEY = "k" * 32
TYPES = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]


async def _page(_request: object) -> PlainTextResponse:
    return PlainTextResponse("the page")


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


def _client(
    access: serving.Access, *, client: str = "127.0.0.1", host: str = "127.0.0.1:8501"
) -> TestClient:
    app = Starlette(
        routes=[
            Route("/", _page, methods=["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]),
            Route("/deep/er", _page),
            WebSocketRoute("/_stcore/stream", _socket),
        ],
        middleware=serving.middleware(access),
    )
    return TestClient(app, base_url=f"http://{host}", client=(client, 5), follow_redirects=False)


def test_an_open_page_answers_this_machine() -> None:
    answer = _client(serving.Access()).get("/")
    assert (answer.status_code, answer.text) == (200, "the page")


def test_an_open_page_refuses_another_machine() -> None:
    assert _client(serving.Access(), client="192.0.2.7").get("/").status_code == 403


def test_a_foreign_host_name_is_refused_even_from_this_machine() -> None:
    for host in ("evil.example", "evil.example:8501", "127.0.0.1.evil.example", ""):
        answer = _client(serving.Access()).get("/", headers={"host": host})
        assert answer.status_code == 421, host


def test_a_host_header_cannot_write_into_the_content_policy() -> None:
    answer = _client(serving.Access()).get("/", headers={"host": "localhost:1; script-src *"})
    assert answer.status_code == 421


def test_every_answer_carries_the_headers_refusals_too() -> None:
    for answer in (
        _client(serving.Access()).get("/"),
        _client(serving.Access(key=KEY, view_only=True)).get("/"),
        _client(serving.Access()).get("/nowhere"),
    ):
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert "connect-src 'self' ws://127.0.0.1:8501" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_shared_page_refuses_whoever_comes_without_the_key() -> None:
    client = _client(serving.Access(key=KEY, view_only=True))
    for path in ("/", "/deep/er", "/nowhere", "/?key=", "/?key=wrong", f"/?key={KEY}x"):
        assert client.get(path).status_code == 403, path
    client.cookies.set(serving.KEY_COOKIE, KEY[:-1])
    assert client.get("/").status_code == 403


def test_the_key_in_the_link_becomes_a_cookie_and_leaves_the_address() -> None:
    client = _client(serving.Access(key=KEY, view_only=True))
    welcome = client.get(f"/?from=2021-08-15&key={KEY}&q=a%26b")
    assert welcome.status_code == 303
    assert welcome.headers["location"] == "/?from=2021-08-15&q=a%26b"
    cookie = welcome.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get(welcome.headers["location"]).text == "the page"


def test_the_welcome_cannot_be_made_to_lead_elsewhere() -> None:
    client = _client(serving.Access(key=KEY, view_only=True))
    answer = client.get(f"http://127.0.0.1:8501//evil.example/?key={KEY}")
    assert answer.headers["location"].startswith("/evil.example")


def test_a_view_only_page_refuses_every_method_that_could_change_something() -> None:
    client = _client(serving.Access(view_only=True))
    for method in TYPES:
        allowed = method in {"GET", "HEAD"}
        assert (client.request(method, "/").status_code == 200) is allowed, method


def test_the_websocket_is_refused_without_the_key_and_opens_with_it() -> None:
    client = _client(serving.Access(key=KEY, view_only=True))
    for path in ("/_stcore/stream", f"/_stcore/stream?key={KEY}"):
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect(path, headers={"host": "127.0.0.1:8501"}),
        ):
            pass
    bearing = {"host": "127.0.0.1:8501", "cookie": f"{serving.KEY_COOKIE}={KEY}"}
    with client.websocket_connect("/_stcore/stream", headers=bearing) as websocket:
        assert websocket.receive_text() == "hello"


def test_the_websocket_is_refused_to_a_foreign_page_in_the_same_browser() -> None:
    client = _client(serving.Access())
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(
            "/_stcore/stream", headers={"origin": "http://evil.example", "host": "127.0.0.1:8501"}
        ),
    ):
        pass
    ours = {"origin": "http://127.0.0.1:8501", "host": "127.0.0.1:8501"}
    with client.websocket_connect("/_stcore/stream", headers=ours) as websocket:
        assert websocket.receive_text() == "hello"


def test_a_key_makes_the_page_view_only() -> None:
    access = serving.access_from_environment({serving.KEY_VARIABLE: KEY})
    assert access.view_only
    assert access.key == KEY
    assert not serving.access_from_environment({}).view_only
    assert serving.access_from_environment({serving.VIEW_ONLY_VARIABLE: "1"}).view_only


def test_a_short_key_is_refused_with_its_length_and_the_remedy() -> None:
    with pytest.raises(ServingError, match=r"5 characters.*at least 16.*random"):
        serving.access_from_environment({serving.KEY_VARIABLE: "short"})


def test_two_keys_are_never_the_same() -> None:
    assert len({serving.new_key() for _ in range(100)}) == 100
    assert len(serving.new_key()) >= 32


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.0.2.7", "example.org"])  # noqa: S104
def test_binding_to_the_network_without_a_key_is_refused(address: str | None) -> None:
    with pytest.raises(ServingError, match="make share"):
        serving.refuse_open_bind(address, serving.Access())
    serving.refuse_open_bind(address, serving.Access(key=KEY))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "localhost", "::1", "127.9.9.9", "::ffff:127.0.0.1"]
)
def test_binding_to_this_machine_needs_no_key(address: str) -> None:
    serving.refuse_open_bind(address, serving.Access())


@given(st.text(max_size=60))
def test_no_host_header_raises(header: str) -> None:
    host = serving.host_of(header)
    assert host == host.lower()


@given(st.binary(max_size=80))
def test_no_cookie_header_lets_a_stranger_in_or_raises(cookie: bytes) -> None:
    client = _client(serving.Access(key=KEY, view_only=True))
    headers = {
        b"host": b"127.0.0.1:8501",
        b"cookie": bytes(b for b in cookie if b not in b"\r\n\0"),
    }
    assert client.get("/", headers=headers).status_code == 403


def test_own_addresses_are_no_loopback() -> None:
    assert not any(serving.is_loopback(address) for address in serving.own_addresses())


def test_a_taken_port_is_told_and_without_a_wish_the_next_one_is_found() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServingError, match=f"port {port} is taken.*--port"):
            serving.port_to_serve(port)
    assert serving.port_to_serve(None) >= serving.FIRST_PORT


def test_the_shared_links_carry_the_key_and_an_address_the_team_can_reach() -> None:
    links = serving.shared_links(KEY, 8501)
    assert links
    assert all(link.startswith("http://") and link.endswith(f":8501/?key={KEY}") for link in links)
    hosts = serving.access_from_environment({serving.KEY_VARIABLE: KEY}).hosts
    assert all(urlsplit(link).hostname in hosts for link in links)
