"""The shared page: refused without the key on every route, view-only with it."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, Server, StartServer, Visit
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from geo import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

KEY = "a-key-for-this-test-only-0123456789"
ROUTES = (
    "/",
    "/index.html",
    "/nowhere",
    "/static/",
    "/static/js/index.js",
    "/favicon.png",
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/allowed-message-origins",
    "/_stcore/upload_file/session/file",
    "/_stcore/stream",
    "/_stcore/bidi-components/x/y.js",
    "/media/x.png",
    "/component/streamlit_folium.st_folium/index.html",
    "/app/static/x",
    "/assets/leaflet/leaflet.js",
    "/assets/basemap/countries.json",
    "/assets/link",
    "/accuracy",
    "/assets/accuracy/figures",
    "/assets/accuracy/queue",
    "/assets/accuracy/places?q=Kabul",
    "/component/geo.dashboard.trust.dateline_trust/index.html",
    f"/assets/data/{'0' * 16}/columns",
    f"/assets/data/{'0' * 16}/rows?n=1",
    "/oauth2callback",
    "/auth/login",
    "/%2e%2e/app.py",
    "//",
)


def status(url: str, *, method: str = "GET", cookie: str | None = None) -> int:
    """Return the status that `url` answers with."""
    headers = {"Cookie": cookie} if cookie else {}
    request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture(scope="module")
def shared(
    start_server: StartServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Server, Path]:
    """Share the demonstration articles."""
    store = tmp_path_factory.mktemp("shared") / "dateline.db"
    command = [sys.executable, "-m", "geo", "demo", "--store", str(store)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return start_server(store, {serving.KEY_VARIABLE: KEY}), store


def content_of(store: Path) -> str:
    """Return a digest of everything in the store."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
        lines = "\n".join(connection.iterdump())
    return hashlib.sha256(lines.encode()).hexdigest()


def test_every_route_refuses_without_the_key(shared: tuple[Server, Path]) -> None:
    server, _ = shared
    answers = {route: status(server.url + route) for route in ROUTES}
    assert set(answers.values()) == {403}, answers
    assert status(server.url + "/", cookie=f"{serving.KEY_COOKIE}={KEY}") == 200


def test_no_method_but_reading_passes_even_with_the_key(shared: tuple[Server, Path]) -> None:
    server, _ = shared
    cookie = f"{serving.KEY_COOKIE}={KEY}"
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        for route in ROUTES:
            assert status(server.url + route, method=method, cookie=cookie) == 403, (method, route)


def test_the_websocket_refuses_without_the_key(shared: tuple[Server, Path]) -> None:
    server, _ = shared
    address = server.url.replace("http", "ws") + "/_stcore/stream"

    def answer(cookie: str | None) -> int:
        headers = {"Cookie": cookie} if cookie else {}
        try:
            with connect(address, additional_headers=headers):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    assert answer(None) == 403
    assert answer(f"{serving.KEY_COOKIE}=wrong") == 403
    assert answer(f"{serving.KEY_COOKIE}={KEY}") == 101


def test_two_visitors_with_different_links_see_each_their_own_and_change_nothing(
    shared: tuple[Server, Path],
    visit: Callable[..., Visit],
) -> None:
    server, store = shared
    before = content_of(store)
    first = visit(f"{server.url}/?key={KEY}&from=2021-08-15&to=2021-08-20")
    second = visit(f"{server.url}/?key={KEY}&q=Bazarak")
    counts = []
    for visitor in (first, second):
        drawn = visitor.page.frame_locator(".st-key-dl_frame iframe")
        drawn.locator(".dl-map[data-ready=true][data-data]").wait_for(timeout=60_000)
        shown = drawn.locator(".counts")
        assert "key=" not in visitor.page.url
        assert visitor.page.locator("input[type=file]").count() == 0
        assert drawn.get_by_role("button", name="Add reports").count() == 0
        counts.append(shown.inner_text())
    assert counts[0] != counts[1]
    for visitor in (first, second):
        visitor.assert_clean()
    assert content_of(store) == before


def test_without_the_key_a_browser_is_told_what_to_do(
    shared: tuple[Server, Path],
    visit: Callable[..., Visit],
) -> None:
    server, _ = shared
    visitor = visit(server.url)
    assert "Ask the person who runs Dateline" in visitor.page.content()
