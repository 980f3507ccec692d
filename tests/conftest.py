"""What several tests share: the real Chromium, the real server, and the refused network."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import hostile
import pytest
from hypothesis import settings

from geo.places import CACHE_VARIABLE, cache_folder, open_gazetteer
from geo.places.layers import LAYERS_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Names are not even looked up: only this machine exists.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
START_SECONDS = 60.0

# No test is about how fast this machine is just now.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")

# The world is compiled once for all tests, also for commands that run with another home.
os.environ.setdefault(CACHE_VARIABLE, str(cache_folder()))
# The layers of whoever runs the tests are none of theirs.
os.environ[LAYERS_VARIABLE] = str(Path(tempfile.gettempdir()) / "dateline-tests-without-layers")


def pytest_xdist_auto_num_workers() -> int:
    """Run a file more at once than there are processors: half the time a browser is waited for."""
    return (os.cpu_count() or 1) + 1


def free_port() -> int:
    """Return a loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A running `streamlit run app.py`."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        """Return what the server printed so far."""
        return self.log.read_text("utf-8", "replace")

    def stop(self) -> None:
        """End it, and wait until it has."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


class StartServer(Protocol):
    """Start the real page on a free loopback port with a store and an environment of its own."""

    def __call__(self, store: Path, environment: Mapping[str, str] | None = None) -> Server: ...


def launch(
    store: Path,
    environment: Mapping[str, str] | None = None,
    *,
    script: Path = ROOT / "app.py",
) -> Server:
    """Start the page and return when it answers (with any status: a shared one refuses)."""
    port = free_port()
    descriptor, name = tempfile.mkstemp(prefix="dateline-", suffix=".log")
    with os.fdopen(descriptor, "wb") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                *("-m", "streamlit", "run", str(script)),
                *("--server.port", str(port), "--server.headless", "true"),
            ],
            cwd=ROOT,
            env={**os.environ, "DATELINE_STORE": str(store), **(environment or {})},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(url=f"http://127.0.0.1:{port}", process=process, log=Path(name))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}:\n{server.output()}")
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2):  # noqa: S310 - loopback
                return server
        except urllib.error.HTTPError:
            return server
        except OSError:
            # Not a fixed sleep: the state waited for is an answer on the port.
            time.sleep(0.05)
    server.stop()
    pytest.fail(f"the server did not answer in {START_SECONDS:.0f} s:\n{server.output()}")


@pytest.fixture(scope="session")
def start_server() -> Iterator[StartServer]:
    """Offer `launch`; whatever it started is stopped at the end of the session."""
    started: list[Server] = []

    def start(store: Path, environment: Mapping[str, str] | None = None) -> Server:
        server = launch(store, environment)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()
        server.log.unlink(missing_ok=True)


def chromium_path() -> str | None:
    """Return the system's Chromium, or None when Playwright is to use its own download."""
    named = os.environ.get("DATELINE_CHROMIUM")
    if named:
        return named
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Run one headless Chromium for the whole session, with no other host in reach."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only browser tests need it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=list(CHROMIUM_FLAGS),
            chromium_sandbox=False,
        )
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in a fresh browser context, with what it did that it should not do."""

    page: Page
    context: BrowserContext
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def assert_clean(self) -> None:
        """Fail when a request left the machine, a script failed, or the console has an error."""
        assert self.outside == []
        assert self.errors == []


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open fresh contexts whose requests to any other host are refused and noted."""
    with contextlib.ExitStack() as stack:

        def open_page(url: str | None = None, **options: object) -> Visit:
            settings = {"viewport": {"width": 1440, "height": 900}, **options}
            context = chromium.new_context(**settings)  # type: ignore[arg-type] # caller's options
            stack.callback(context.close)
            visited = Visit(page=context.new_page(), context=context)

            def guard(route: Route) -> None:
                target = route.request.url
                if urlsplit(target).scheme in {"http", "https"} and urlsplit(
                    target
                ).hostname not in {
                    "127.0.0.1",
                    "localhost",
                }:
                    visited.outside.append(target)
                    route.abort()
                else:
                    route.continue_()

            def note(message: ConsoleMessage) -> None:
                if message.type == "error":
                    visited.errors.append(message.text)

            context.add_init_script(hostile.WATCH)
            context.route("**/*", guard)
            visited.page.on("console", note)
            visited.page.on("pageerror", lambda error: visited.errors.append(str(error)))
            visited.page.on(
                "websocket",
                lambda ws: (
                    None
                    if urlsplit(ws.url).hostname in {"127.0.0.1", "localhost"}
                    else visited.outside.append(ws.url)
                ),
            )
            if url is not None:
                visited.page.goto(url)
            return visited

        yield open_page


@pytest.fixture(scope="session", autouse=True)
def _world_is_compiled() -> None:
    """Compile the world's places before a test waits for a page or a command that needs them."""
    open_gazetteer()
