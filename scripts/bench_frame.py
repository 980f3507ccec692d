"""Measure the page on this machine: frames while time is scrubbed, waits and memory.

`make bench ARGS="--only frame"`. The real page in headless Chromium with no other host in reach,
with made-up marks (`bench_made_up`); beside it a plain Streamlit page with the same marks in
st_folium's MarkerCluster or FastMarkerCluster under `st.slider` (`bench_stock_app`). Each figure is
the middle of several runs, with the least and the greatest behind it.
"""

from __future__ import annotations

import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import psutil
from bench_made_up import Marks
from bench_processes import CouldNotError, Rival, rival_python
from bench_visit import MIB, Chromium, Frames, chromium, scripts_run
from conftest import Server, launch
from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from bench_visit import Point, Visit, Way
    from playwright.sync_api import FrameLocator, Locator

SCRIPTS = Path(__file__).resolve().parent
SIZES = (10_000, 100_000, 1_000_000)
STOCK = {"MarkerCluster": (100, 1_000, 10_000), "FastMarkerCluster": (1_000, 10_000, 100_000)}
SECONDS = 5.0
"""How long time is scrubbed, or plays."""
MAP_SECONDS = 3.0
VISITORS = 10
WINDOW = (0.02, 0.18)
"""Where the window that is scrubbed is drawn first, as shares of the bars' width."""
PLUGIN = Rival(
    name="markercluster",
    label="Leaflet.markercluster",
    packages=("xstatic-leaflet-markercluster==1.4.1.1",),
)
READY = ".dl-map[data-ready=true][data-marks]"
ROWS = ".dl-list .row:not(.waiting)"
RESTED = """() => {
  const app = map.dateline;
  window.benchRest = {};
  app.layer.onRest(() => { window.benchRest.marks = performance.timeOrigin + performance.now(); });
  document.addEventListener('pointerup', () => {
    window.benchRest = { up: performance.timeOrigin + performance.now() };
  }, true);
}"""
RUN_ENDS = """() => {
  const app = document.querySelector('.stApp');
  const note = () => {
    if (app.dataset.testScriptState === 'notRunning') {
      window.benchRan = performance.timeOrigin + performance.now();
    }
  };
  new MutationObserver(note).observe(app, { attributeFilter: ['data-test-script-state'] });
}"""
KEPT = """() => {
  const { lat, lng } = map.getCenter();
  const { article, place } = map.dateline.model.state;
  const card = document.querySelector('.dl-card h2').textContent;
  return JSON.stringify([lat, lng, map.getZoom(), article, place, card]);
}"""
STOCK_MARKS = """() => {
  const inside = document.querySelector('iframe')?.contentDocument;
  const icons = inside ? [...inside.querySelectorAll('.leaflet-marker-icon')] : [];
  return icons.map((icon) => icon.textContent + icon.style.transform).join();
}"""


@dataclass(slots=True)
class Figure:
    """What was measured in several runs."""

    values: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Return the middle one."""
        return median(self.values)

    def __str__(self) -> str:
        if not self.values:
            return "-"
        digits = 0 if self.middle >= 1000 else 1 if self.middle >= 5 else 2  # noqa: PLR2004
        low, high = min(self.values), max(self.values)
        return f"{self.middle:,.{digits}f} ({low:,.{digits}f}-{high:,.{digits}f})"


class Table:
    """Figures by row and column."""

    def __init__(self) -> None:
        self._figures: dict[tuple[str, str], Figure] = {}

    def add(self, row: str, column: str, value: float) -> None:
        """Keep what one run gave."""
        self._figures.setdefault((row, column), Figure()).values.append(value)

    def get(self, row: str, column: str) -> Figure:
        """Return what all runs gave; empty when none did."""
        return self._figures.get((row, column), Figure())

    def show(self, title: str, rows: Sequence[str], columns: Sequence[str]) -> None:
        """Print it."""
        print(f"\n{title}")
        print(f"{'':<40}" + "".join(f"{column:>24}" for column in columns))
        for row in rows:
            cells = "".join(f"{self.get(row, column)!s:>24}" for column in columns)
            print(f"{row:<40}{cells}", flush=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of this part."""
    group = parser.add_argument_group("the page")
    group.add_argument("--page-runs", type=int, default=3, help="visits of every page")
    group.add_argument("--marks", type=int, nargs="+", default=list(SIZES), metavar="N",
                       help="how many marks our page has")  # fmt: skip
    group.add_argument("--no-stock", action="store_true", help="our page alone")


def measure(wanted: argparse.Namespace) -> None:
    """Print the whole table."""
    table = Table()
    print(f"\nthe page, in headless Chromium; middle of {wanted.page_runs} visits (least-greatest)")
    with chromium() as browser:
        stock = [] if wanted.no_stock else [(k, n) for k, sizes in STOCK.items() for n in sizes]
        # Their sizes too: what stands beside is then of the same marks.
        for count in sorted({*wanted.marks, *(size for _, size in stock)}):
            with ours(count) as server:
                visitors = count == min(wanted.marks)
                for turn in range(wanted.page_runs + 1):
                    into = table if turn else Table()  # the first visit warms the server
                    visit_ours(browser, server, count, into, whole=count in wanted.marks)
                memory = psutil.Process(server.process.pid).memory_info().rss / MIB
                table.add(named(count), "server, MiB", memory)
                if visitors:
                    at_once(server)
        show_ours(table, wanted.marks)
        if stock:
            compare(browser, table, stock, wanted.page_runs)


def show_ours(table: Table, sizes: Sequence[int]) -> None:
    """Print what our page did."""
    frames = ("median, ms", "p95, ms", "longest, ms", "frames/s")
    wire = ("bytes sent", "reruns")
    acts = ("scrubbing", "playing", "panning", "zooming")
    rows = [f"{act}, {named(count)}" for act in acts for count in sizes]
    table.show("frames", rows, frames)
    table.show("meanwhile on the websocket", rows[: 2 * len(sizes)], wire)
    waits = ("first map, s", "range at rest, s", "view or card moved", "heap, MiB", "server, MiB")
    table.show("waits and memory", [named(count) for count in sizes], waits)


def named(count: int) -> str:
    """Name a size."""
    return f"{count:,} marks"


@contextmanager
def ours(count: int) -> Iterator[Server]:
    """Serve the real page with made-up marks."""
    with tempfile.TemporaryDirectory() as folder:
        server = launch(
            Path(folder) / "none.db",
            {"DATELINE_BENCH_MARKS": str(count)},
            script=SCRIPTS / "bench_frame_app.py",
        )
        try:
            yield server
        finally:
            server.stop()


def visit_ours(browser: Chromium, server: Server, count: int, table: Table, *, whole: bool) -> None:
    """Open the page, settle a range, and, of the sizes asked for, do all that makes frames."""
    size = named(count)
    with browser.visit(server.url) as visit:
        inside = visit.page.frame_locator("iframe")
        inside.locator(READY).wait_for()
        inside.locator(ROWS).first.wait_for()
        table.add(size, "first map, s", visit.since())
        left, right, height = bars(inside)

        def across(start: float, end: float) -> tuple[Point, Point]:
            wide = right - left
            return (left + wide * start, height), (left + wide * end, height)

        settle(visit, inside, across(*WINDOW), size, table)
        middle = centre(inside.locator(".dl-map"))
        table.add(size, "pan, frames/s", pan(visit, middle).rate)
        rest(visit)
        table.add(size, "heap, MiB", visit.heap())
        if not whole:
            return
        scrub = line(*across(sum(WINDOW) / 2, 1 - WINDOW[1] / 2))
        watch(
            visit,
            f"scrubbing, {size}",
            table,
            lambda: visit.hand.follow(scrub, SECONDS, press=True),
        )
        visit.hand.release(scrub(1))
        rest(visit)
        visit.drag(
            line(*across(1 - WINDOW[1] / 2, sum(WINDOW) / 2)), 0.5
        )  # back, to play from there
        rest(visit)
        play = inside.locator(".dl-time .play")
        play.click()
        watch(visit, f"playing, {size}", table, lambda: visit.page.wait_for_timeout(SECONDS * 1000))
        play.click()
        rest(visit)
        keep(table, f"panning, {size}", pan(visit, middle))
        rest(visit)
        frames = visit.during(lambda: visit.zoom(middle, MAP_SECONDS))
        keep(table, f"zooming, {size}", frames)


def settle(
    visit: Visit, inside: FrameLocator, ends: tuple[Point, Point], size: str, table: Table
) -> None:
    """Open an article, draw a window, and time from the release until all is at rest."""
    inside.locator(ROWS).first.click()
    inside.locator(".dl-card .sentence").first.wait_for()
    rest(visit)
    visit.page.evaluate(RUN_ENDS)
    visit.frame.evaluate(RESTED)
    before = visit.frame.evaluate(KEPT)
    visit.drag(line(*ends), 0.5)
    rest(visit)
    seen = visit.frame.evaluate("() => window.benchRest")
    ran = visit.page.evaluate("() => window.benchRan || 0")
    last = max(ran, seen.get("marks", 0))
    table.add(size, "range at rest, s", (last - seen["up"]) / 1000)
    table.add(size, "view or card moved", float(visit.frame.evaluate(KEPT) != before))


def rest(visit: Visit) -> None:
    """Let a change come to rest; it is over within half a second."""
    visit.page.wait_for_timeout(1000)


def line(start: Point, end: Point) -> Way:
    """Return the straight way between two points."""
    (x, y), (to_x, to_y) = start, end
    return lambda share: (x + (to_x - x) * share, y + (to_y - y) * share)


def bars(inside: FrameLocator) -> tuple[float, float, float]:
    """Return the left and right end of the time bar's bars, and the height of their middle."""
    box = inside.locator(".dl-time .ground").bounding_box()
    assert box is not None  # noqa: S101 - it is in sight
    return box["x"], box["x"] + box["width"], box["y"] + box["height"] / 2


def watch(visit: Visit, row: str, table: Table, act: Callable[[], None]) -> None:
    """Do something, and keep its frames and what went over the websocket."""
    sent, reruns = visit.wire.sent, visit.wire.reruns
    keep(table, row, visit.during(act))
    table.add(row, "bytes sent", visit.wire.sent - sent)
    table.add(row, "reruns", visit.wire.reruns - reruns)


def keep(table: Table, row: str, frames: Frames) -> None:
    """Keep frames as a row."""
    table.add(row, "median, ms", frames.middle)
    table.add(row, "p95, ms", frames.p95)
    table.add(row, "longest, ms", frames.longest)
    table.add(row, "frames/s", frames.rate)


def pan(visit: Visit, middle: Point) -> Frames:
    """Drag the map about."""
    return visit.during(lambda: visit.pan(middle, MAP_SECONDS))


def centre(place: Locator) -> Point:
    """Return the middle of what lies there."""
    box = place.bounding_box()
    assert box is not None  # noqa: S101 - it is in sight
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def at_once(server: Server) -> None:
    """Ten people open links of their own at once: how long does the server take for each?

    Clients of the page's own protocol, without a browser each, so that what is measured is the
    server and not ten browsers on one machine.
    """
    links = [f"from=2021-08-{15 + number}&to=2021-11-{1 + number:02}" for number in range(VISITORS)]
    scripts_run(server.url, links[0])
    alone = scripts_run(server.url, links[0])
    with ThreadPoolExecutor(len(links)) as pool:
        done = pool.map(lambda link: scripts_run(server.url, link), links)
        together = [seconds for times in done for seconds in times]
    print(
        f"\nthe server's answer to one visitor: {median(alone):.3f} s; to each of {VISITORS} at"
        f" once: {median(together):.3f} s, at most {max(together):.3f} s"
        f" ({median(together) / median(alone):.1f} times as long)",
        flush=True,
    )


def compare(browser: Chromium, table: Table, stock: Sequence[tuple[str, int]], runs: int) -> None:
    """Measure the stock pages, and print them beside ours."""
    try:
        plugin = plugin_folder()
    except CouldNotError as error:
        print(f"\n{PLUGIN.label} {error}; nothing stands beside our page")
        return
    print(f"\n{'beside st_folium and st.slider':<40}{'ours':>24}{'stock':>24}{'ratio':>10}")
    for kind, count in stock:
        row = f"{kind}, {named(count)}"
        with stock_server(kind, count, plugin) as server:
            try:
                for turn in range(runs + 1):
                    visit_stock(browser, server, row, table if turn else Table())
            except PlaywrightError as error:
                print(f"{row}: given up ({str(error).splitlines()[0]})", flush=True)
                continue
            memory = psutil.Process(server.process.pid).memory_info().rss / MIB
            table.add(row, "server, MiB", memory)
        print(row)
        for column in ("first map, s", "range at rest, s", "pan, frames/s", "heap, MiB",
                       "server, MiB"):  # fmt: skip
            mine, theirs = table.get(named(count), column), table.get(row, column)
            ratio = f"{theirs.middle / mine.middle:.1f}"
            print(f"  {column:<38}{mine!s:>24}{theirs!s:>24}{ratio:>10}", flush=True)


def plugin_folder() -> Path:
    """Return where Leaflet.markercluster lies, which Folium would fetch from the network.

    Raises:
        CouldNotError: it could not be installed.
    """
    library = Path(rival_python(PLUGIN)).parents[1]
    found = next(library.rglob("leaflet.markercluster.js"), None)
    if found is None:
        message = "has not the file that was looked for"
        raise CouldNotError(message)
    return found.parent


@contextmanager
def stock_server(kind: str, count: int, plugin: Path) -> Iterator[Server]:
    """Serve the stock page with the marks that ours has."""
    marks = Marks.of(count)
    at = (marks.latitude[marks.place], marks.longitude[marks.place], marks.day)
    listed = list(zip(*(column.tolist() for column in at), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "stock.json"
        told = {"kind": kind, "plugin": str(plugin), "marks": listed}
        given.write_text(json.dumps(told), "utf-8")
        server = launch(
            Path(folder) / "none.db",
            {"DATELINE_BENCH_STOCK": str(given)},
            script=SCRIPTS / "bench_stock_app.py",
        )
        try:
            yield server
        finally:
            server.stop()


def visit_stock(browser: Chromium, server: Server, row: str, table: Table) -> None:
    """Open the stock page, move its slider's window, and drag its map about."""
    with browser.visit(server.url) as visit:
        page = visit.page
        inside = page.frame_locator("iframe")
        inside.locator(".leaflet-marker-icon").first.wait_for()
        table.add(row, "first map, s", visit.since())
        rest(visit)
        before = page.evaluate(STOCK_MARKS)
        thumb = centre(page.locator(".stSlider [data-rac]:has(input[type=range])").last)
        visit.drag(line(thumb, (thumb[0] + 200, thumb[1])), 0.5)
        released = time.perf_counter()
        changed = f"before => (now => now && now !== before)(({STOCK_MARKS})())"
        page.wait_for_function(changed, arg=before)
        table.add(row, "range at rest, s", time.perf_counter() - released)
        rest(visit)
        table.add(row, "pan, frames/s", pan(visit, centre(inside.locator("#map_div"))).rate)
        table.add(row, "heap, MiB", visit.heap())
