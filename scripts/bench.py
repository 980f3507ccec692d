"""Measure Dateline on this machine and print a table: `make bench`.

Every figure stands beside another one from the same run on the same data, so that a slow machine
does not look like slow code. The page is measured in headless Chromium with no other host in
reach, beside a plain Streamlit page that draws the same pins the stock way: one folium.Marker
each under an `st.slider`, drawn anew after every move.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import bench_geoparse
import psutil
from playwright.sync_api import Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from synthetic import articles
from websockets.sync.client import connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import (  # noqa: E402 - the tests' own server
    CHROMIUM_FLAGS,
    Server,
    chromium_path,
    launch,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

WAIT_MS = 120_000
MIB = 1 << 20
FINISHED = "script_finished"
SLIDER = ".stSlider input[type=range]"

STOCK_PAGE = """\
import datetime as dt, json, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from streamlit.runtime.scriptrunner import get_script_run_ctx
if get_script_run_ctx(suppress_warning=True) is None:
    from streamlit.starlette import App
    from geo import maps, serving
    app = App(Path(__file__), routes=serving.asset_routes(maps.asset_folders()))
else:
    import folium, streamlit as st
    from streamlit_folium import st_folium
    folium.Map.default_js = [("leaflet", "/assets/leaflet/leaflet.js")]
    folium.Map.default_css = [("leaflet_css", "/assets/leaflet/leaflet.css")]
    pins = json.loads(Path({pins!r}).read_text())
    days = sorted(dt.date.fromisoformat(p["day"]) for p in pins)
    low, high = st.slider("days", days[0], days[-1], (days[0], days[-1]))
    kept = [p for p in pins if low.isoformat() <= p["day"] <= high.isoformat()]
    drawn = folium.Map(location=(35, 69), zoom_start=6, tiles=None, max_zoom=12)
    for pin in kept:
        icon = folium.DivIcon(html="<i class=stock>" + str(pin["day"]) + "</i>")
        folium.Marker((pin["lat"], pin["lon"]), icon=icon).add_to(drawn)
    st_folium(drawn, key="map", width=1200, height=600, returned_objects=[])
"""


@dataclass(frozen=True, slots=True)
class PageFigures:
    """What one visit cost: seconds, and resident or heap mebibytes."""

    first_paint: float
    slider_to_map: float
    heap: float
    server: float


def main() -> None:
    """Measure, and print as it comes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--skip-page", action="store_true", help="no browser")
    parser.add_argument("--only", choices=("geoparse", "ingest", "page"), help="one part of it")
    bench_geoparse.add_arguments(parser)
    wanted = parser.parse_args()
    parts = {wanted.only} if wanted.only else {"geoparse", "ingest", "page"}
    if wanted.skip_page:
        parts.discard("page")
    if "geoparse" in parts:
        bench_geoparse.measure(wanted)
    if parts.isdisjoint({"ingest", "page"}):
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "articles.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            for article in articles(wanted.articles):
                lines.write(json.dumps(article) + "\n")
        store = folder / "bench.db"
        print(f"\nkeeping {wanted.articles:,} made-up articles")
        bench_ingest(source, store, wanted.articles)  # the page needs the store as well
        if "page" in parts:
            bench_page(store, folder, wanted.articles)


def say(label: str, figure: str, beside: str = "") -> None:
    """Print one row."""
    print(f"{label:<46} {figure:>16}   {beside}", flush=True)


def bench_ingest(source: Path, store: Path, count: int) -> None:
    """The command, process start and store included; then once more, when all is there."""
    for label in ("ingest, from nothing", "ingest, again: nothing changes"):
        started = time.perf_counter()
        command = [sys.executable, "-m", "geo", "ingest", str(source), "--store", str(store)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - ours
        took = time.perf_counter() - started
        say(label, f"{count / took:,.0f} articles/s", f"{took:.2f} s")


def bench_page(store: Path, folder: Path, count: int) -> None:
    """Our page and the stock page, each by a first visit and moves of the slider."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=[*CHROMIUM_FLAGS, "--enable-precise-memory-info"],
            chromium_sandbox=False,
        )
        server = launch(store)
        try:
            visit_ours(browser, server)  # the first visit of all reads the store
            ours = visit_ours(browser, server)
            bench_visitors(server)
        finally:
            server.stop()
        with stock_server(store, folder) as server:
            stock = visit_stock(browser, server)
        browser.close()
    print(f"\nthe page with {count:,} articles        Dateline      stock Markers    ratio")
    for label, field in (
        ("first paint, s", "first_paint"),
        ("slider to map, s", "slider_to_map"),
        ("browser heap, MiB", "heap"),
        ("server resident, MiB", "server"),
    ):
        mine, theirs = getattr(ours, field), getattr(stock, field)
        print(f"  {label:<28} {mine:12.2f} {theirs:16.2f} {mine / theirs:8.2f}")


def bench_visitors(server: Server) -> None:
    """Ten people open links of their own at once: how long does the server take for each?

    Clients of the page's own protocol, without a browser each, so that what is measured is the
    server and not ten browsers on one machine.
    """
    links = [f"from=2021-08-{15 + number}&to=2021-11-{1 + number:02}" for number in range(10)]
    runs(server, links[:1])
    alone = runs(server, links[:1])
    with ThreadPoolExecutor(len(links)) as pool:
        together = [t for done in pool.map(lambda link: runs(server, [link]), links) for t in done]
    say("the server's answer to a visitor, alone", f"{median(alone):.3f} s", "middle of 10 runs")
    beside = f"middle; slowest {max(together):.3f} s; {median(together) / median(alone):.1f} x"
    say(f"  one of {len(links)} at once", f"{median(together):.3f} s", beside)


def runs(server: Server, links: list[str]) -> list[float]:
    """Open each link and let its script run ten times; the seconds of each run."""
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    times = []
    for link in links:
        with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
            for _ in range(10):
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


def visit_ours(browser: Browser, server: Server) -> PageFigures:
    """Open the page, then move the slider's lower handle and wait for other pins."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    started = time.perf_counter()
    page.goto(server.url)
    frame = page.frame_locator(".st-key-dl_map iframe")
    frame.locator(".dl-map[data-ready=true]").wait_for(timeout=WAIT_MS)
    page.locator(".counts").wait_for(timeout=WAIT_MS)
    painted = time.perf_counter() - started
    return figures(page, server, painted)


def visit_stock(browser: Browser, server: Server) -> PageFigures:
    """Do the same to the stock page."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    started = time.perf_counter()
    page.goto(server.url)
    page.frame_locator("iframe").first.locator(".stock").first.wait_for(timeout=WAIT_MS)
    return figures(page, server, time.perf_counter() - started)


MAP_STATE = """() => {
  const doc = document.querySelector('iframe')?.contentDocument;
  if (!doc) return '';
  const all = [...doc.querySelectorAll('.dl-pin, .dl-crowd, .stock')];
  return all.length + ':' + all.map((pin) => pin.textContent).join(',').slice(0, 4000);
}"""


def figures(page: Page, server: Server, painted: float) -> PageFigures:
    """Move the slider three times by keyboard; the middle time from key to a changed map."""
    handle = page.locator(SLIDER).first
    handle.wait_for(timeout=WAIT_MS)
    times = []
    for _ in range(3):
        before = page.evaluate(MAP_STATE)
        handle.focus()
        started = time.perf_counter()
        for _ in range(8):
            page.keyboard.press("ArrowRight")
        page.wait_for_function(f"before => ({MAP_STATE})() !== before", arg=before, timeout=WAIT_MS)
        times.append(time.perf_counter() - started)
    heap = page.evaluate("() => performance.memory.usedJSHeapSize") / MIB
    resident = psutil.Process(server.process.pid).memory_info().rss / MIB
    page.context.close()
    return PageFigures(painted, sorted(times)[len(times) // 2], heap, resident)


@contextmanager
def stock_server(store: Path, folder: Path) -> Iterator[Server]:
    """Serve the stock page with the same pins."""
    from geo.selection import Dataset, select  # noqa: PLC0415 - after the path is set
    from geo.store import Store  # noqa: PLC0415

    with Store.open(store, read_only=True) as opened:
        selection = select(Dataset.of(opened.located_articles()))
    pins = [
        {
            "lat": pin.place.coordinates.latitude,
            "lon": pin.place.coordinates.longitude,
            "day": pin.days[0].first.isoformat(),
        }
        for pin in selection.pins
        if pin.days
    ]
    data = folder / "pins.json"
    data.write_text(json.dumps(pins), "utf-8")
    script = folder / "stock.py"
    script.write_text(STOCK_PAGE.format(root=str(ROOT), pins=str(data)), "utf-8")
    server = launch(store, script=script)
    try:
        yield server
    finally:
        server.stop()


if __name__ == "__main__":
    main()
