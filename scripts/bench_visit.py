"""A visit to a page with a map in headless Chromium: gestures by real pointer events, and frames.

No other host is in reach. Times of frames are the page's own (requestAnimationFrame); bytes and
reruns are counted at the websocket.
"""

from __future__ import annotations

import itertools
import json
import math
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from typing import TYPE_CHECKING

from conftest import CHROMIUM_FLAGS, chromium_path, free_port
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser, Frame, Page, WebSocket

    Point = tuple[float, float]
    Way = Callable[[float], Point]

REPORTS = 125
"""Events a second of an ordinary mouse; the browser hands a page those of a frame together."""
WAIT_MS = 120_000
WIDTH, HEIGHT = 1440, 900
MIB = 1 << 20
FINISHED = "script_finished"

RECORD = """() => {
  const kept = { times: [], on: true };
  const tick = (time) => {
    kept.times.push(time);
    if (kept.on) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  window.benchFrames = kept;
}"""
RECORDED = """() => {
  window.benchFrames.on = false;
  return window.benchFrames.times;
}"""
HEAP = "() => performance.memory.usedJSHeapSize"


@dataclass(frozen=True, slots=True)
class Frames:
    """Times between frames in milliseconds: the middle one, the 95th of 100, the longest.

    rate: frames a second.
    """

    middle: float
    p95: float
    longest: float
    rate: float

    @classmethod
    def of(cls, times: Sequence[float]) -> Frames:
        """Work them out from the times at which frames began."""
        apart = [later - sooner for sooner, later in itertools.pairwise(times)]
        steps = quantiles(apart, n=20, method="inclusive")
        rate = 1000 * len(apart) / sum(apart)
        return cls(steps[9], steps[18], max(apart), rate)


@dataclass
class Wire:
    """What went over the page's websockets: bytes sent, and scripts that ran to their end.

    (Without slots: Playwright notes things on what listens to it.)
    """

    sent: int = 0
    reruns: int = 0
    last: float = 0.0
    """When a script ended, by `time.perf_counter`."""

    def watch(self, socket: WebSocket) -> None:
        """Count what a websocket carries."""
        socket.on("framesent", self._out)
        socket.on("framereceived", self._in)

    def _out(self, payload: str | bytes) -> None:
        self.sent += len(payload)

    def _in(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes) and told(payload) == FINISHED:
            self.reruns += 1
            self.last = time.perf_counter()


class Hand:
    """A mouse, driven by the browser's own protocol.

    It reports as often as real ones do and waits for no answer, so that a page that is busy gets
    its events late, as it would from a person, and not fewer of them.
    """

    def __init__(self, address: str) -> None:
        self._socket = connect(address, max_size=None)
        self._number = 0

    def press(self, at: Point) -> None:
        """Move there and press the first button."""
        self._tell("mouseMoved", at)
        self._tell("mousePressed", at, button="left", buttons=1, clickCount=1)

    def release(self, at: Point) -> None:
        """Move there and let go; returns when the page has taken it up."""
        self._tell("mouseMoved", at, button="left", buttons=1)
        self._tell("mouseReleased", at, button="left", clickCount=1)
        while json.loads(self._socket.recv()).get("id") != self._number:
            pass

    def follow(self, path: Way, seconds: float, *, press: bool = False) -> None:
        """Move along a path with the button pressed; press: press it first, at path(0)."""
        if press:
            self.press(path(0))
        for share in self._beats(seconds):
            self._tell("mouseMoved", path(share), button="left", buttons=1)

    def wheel(self, at: Point, turned: Callable[[float], float], seconds: float) -> None:
        """Turn the wheel at a point, by turned(share of the time) pixels at each report."""
        for share in self._beats(seconds):
            self._tell("mouseWheel", at, deltaX=0, deltaY=turned(share))

    def _beats(self, seconds: float) -> Iterator[float]:
        begun = time.perf_counter()
        for beat in range(round(seconds * REPORTS)):
            time.sleep(max(0.0, begun + beat / REPORTS - time.perf_counter()))
            yield beat / (seconds * REPORTS)

    def _tell(self, kind: str, at: Point, **more: object) -> None:
        self._number += 1
        told = {"type": kind, "x": at[0], "y": at[1], "pointerType": "mouse", **more}
        command = {"id": self._number, "method": "Input.dispatchMouseEvent", "params": told}
        self._socket.send(json.dumps(command))

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


@dataclass
class Visit:
    """A page in a context of its own; `opened` is when it was asked for."""

    page: Page
    hand: Hand
    opened: float = 0.0
    wire: Wire = field(default_factory=Wire)

    @property
    def frame(self) -> Frame:
        """The document of the map."""
        return next(frame for frame in self.page.frames if frame != self.page.main_frame)

    def since(self) -> float:
        """Return the seconds since the page was asked for."""
        return time.perf_counter() - self.opened

    def heap(self) -> float:
        """Return the mebibytes that scripts hold, typed arrays included."""
        used: float = self.frame.evaluate(HEAP)
        return used / MIB

    def during(self, act: Callable[[], None]) -> Frames:
        """Do something and return the map's frames meanwhile."""
        frame = self.frame
        frame.evaluate(RECORD)
        act()
        return Frames.of(frame.evaluate(RECORDED))

    def drag(self, path: Way, seconds: float) -> None:
        """Press at path(0), follow it to path(1), and let go there."""
        self.hand.press(path(0))
        self.hand.follow(path, seconds)
        self.hand.release(path(1))

    def pan(self, middle: Point, seconds: float) -> None:
        """Drag the map about in loops."""
        x, y = middle

        def path(share: float) -> Point:
            turn = 2 * math.pi * share * seconds / 1.5
            return x + 160 * math.sin(turn), y + 100 * math.sin(2 * turn)

        self.drag(path, seconds)

    def zoom(self, middle: Point, seconds: float) -> None:
        """Turn the wheel over the map, a second in and a second out."""
        self.hand.wheel(middle, lambda share: -20 if seconds * share % 2 < 1 else 20, seconds)


@dataclass(frozen=True, slots=True)
class Chromium:
    """A headless browser, and the port of its own protocol."""

    browser: Browser
    port: int

    @contextmanager
    def visit(self, url: str) -> Iterator[Visit]:
        """Open a page as somebody who was never here before."""
        context = self.browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        hand = Hand(self._address())
        made = Visit(page, hand)
        page.on("websocket", made.wire.watch)
        made.opened = time.perf_counter()
        page.goto(url)
        try:
            yield made
        finally:
            hand.close()
            context.close()

    def _address(self) -> str:
        """Return where the only open page is driven."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/json/list") as told:
            pages = [each for each in json.load(told) if each["type"] == "page"]
        address: str = pages[0]["webSocketDebuggerUrl"]
        return address


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Run a headless Chromium that finds no other host."""
    port = free_port()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=[
                *CHROMIUM_FLAGS,
                "--enable-precise-memory-info",
                f"--remote-debugging-port={port}",
            ],
            chromium_sandbox=False,
        )
        yield Chromium(browser, port)
        browser.close()


def scripts_run(url: str, link: str, runs: int = 10) -> list[float]:
    """Let the script of a link's page run, without a browser; the seconds of each run."""
    address = url.replace("http", "ws") + "/_stcore/stream"
    times = []
    with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        for _ in range(runs):
            asked = BackMsg()
            asked.rerun_script.query_string = link
            started = time.perf_counter()
            socket.send(asked.SerializeToString())
            while told(socket.recv(decode=False)) != FINISHED:
                pass
            times.append(time.perf_counter() - started)
    return times


def told(message: bytes) -> str | None:
    """Return what kind of message the server sent."""
    kind: str | None = ForwardMsg.FromString(message).WhichOneof("type")
    return kind
