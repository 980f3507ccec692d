"""The frame on a page as a person sees and handles it, for tests that drive the real one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visit
    from playwright.sync_api import Frame, FrameLocator, Locator

WAIT = 20_000
"""Milliseconds that a state may take to come about on a busy machine."""
MOST_TABS = 150
"""Presses of Tab after which what is looked for is not to be reached."""

expect.set_options(timeout=WAIT)


class Desk:
    """One page with the frame in it."""

    def __init__(self, visited: Visit) -> None:
        self.assert_clean = visited.assert_clean
        page = self.page = visited.page
        self.inside: FrameLocator = page.frame_locator(".st-key-dl_frame iframe")
        self.map = self.find(".dl-map")
        self.counts = self.find(".dl-list .counts")
        self.titles = self.find(".dl-list .lot .row:visible .title")
        self.card = self.find(".dl-card .paper h2")

    def ready(self, pins: int | None = None) -> Desk:
        """Wait until ground, list and marks are there."""
        expect(self.find(".dl-map[data-ready=true][data-marks]")).to_be_attached()
        if pins is not None:
            expect(self.map).to_have_attribute("data-pins", str(pins))
        expect(self.find(".dl-list .waiting:visible")).to_have_count(0)
        return self.rest()

    def find(self, selector: str) -> Locator:
        return self.inside.locator(selector)

    @property
    def frame(self) -> Frame:
        handle = self.page.locator(".st-key-dl_frame iframe").element_handle()
        frame = handle.content_frame()
        assert frame is not None
        return frame

    def ask(self, script: str, told: object = None) -> Any:  # noqa: ANN401 - whatever it answers
        """Run a function in the frame, which finds `app`, `model` and `map` there.

        What was just clicked is answered at the next frame: it is waited for, else the function
        would now and then look at the page from before the click.
        """
        return self.frame.evaluate(
            "async told => { const app = map.dateline, model = app.model;"
            " while (model.due) await new Promise(requestAnimationFrame);"
            f" return ({script})(told); }}",
            told,
        )

    def rest(self) -> Desk:
        """Wait until the marks have come to rest once more, and keys find them."""
        self.ask(
            "() => new Promise(done => { app.layer.onRest(() => done()); app.layer.schedule(); })"
        )
        return self

    def view(self) -> list[float]:
        """Return latitude, longitude and zoom of what is looked at."""
        found: list[float] = self.ask(
            "() => [map.getCenter().lat, map.getCenter().lng, map.getZoom()]"
        )
        return found

    def look(self, latitude: float, longitude: float, zoom: float) -> Desk:
        self.ask(
            "([lat, lon, zoom]) => { map.setView([lat, lon], zoom, {animate: false}); }",
            [latitude, longitude, zoom],
        )
        return self.rest()

    def period(self) -> list[str | None]:
        """Return the period's ends, None where open."""
        found: list[str | None] = self.ask(
            "() => [model.state.from, model.state.to]"
            ".map(day => day === null ? null : dateline.days.iso(day))"
        )
        return found

    # Marks.

    def marks(self, **data: str) -> Locator:
        """Return the marks in sight of this kind, place, …"""
        return self.find("".join([".dl-mark", *(f'[data-{k}="{v}"]' for k, v in data.items())]))

    def middle(self, mark: Locator) -> tuple[float, float]:
        """Return where a mark stands on the page."""
        box = mark.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def click(self, mark: Locator) -> None:
        """Click a mark as a mouse does: on the canvas under it."""
        self.page.mouse.click(*self.middle(mark))

    def away(self) -> None:
        """Take the mouse off the map, so that nothing is lit or told by it."""
        self.page.mouse.move(700, 12)

    def picture(self) -> str:
        """Return the marks' canvas, pixel for pixel, once they rest."""
        self.rest()
        found: str = self.ask("() => app.layer.canvas.toDataURL()")
        return found

    def stands(self, place: str) -> list[float]:
        """Return where on the page a place truly lies."""
        found: list[float] = self.ask(
            """id => {
                const at = model.names.places.findIndex(place => place[0] === id);
                const {x, y} = map.latLngToContainerPoint(
                    [model.data.a.place_lat[at], model.data.a.place_lon[at]]);
                const box = map.getContainer().getBoundingClientRect();
                return [x + box.left, y + box.top];
            }""",
            place,
        )
        return found

    # Time.

    def at_day(self, day: str, *, part: float = 0.5) -> tuple[float, float]:
        """Return where a day's bar stands on the page; part: 0 its left edge, 1 its right."""
        x, y = self.ask(
            """([day, part]) => {
                const bars = app.time.bars, box = bars.canvas.getBoundingClientRect();
                const at = dateline.days.parse(day) + part;
                return [box.left + bars.x(at), box.top + box.height / 2];
            }""",
            [day, part],
        )
        return x, y

    def drag(
        self, start: tuple[float, float], end: tuple[float, float], *, drop: bool = True
    ) -> None:
        """Drag between two points in a few steps."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*end)
        if drop:
            mouse.up()

    def slider(self, part: str) -> Locator:
        return self.find(f".dl-time [data-part={part}]")

    def loaded(self) -> str:
        """Return the frame's address in the page, without the machine."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    # Keys.

    def focused(self) -> str:
        """Say what has the focus: its role or tag, its name, its classes."""
        found: str = self.frame.evaluate(
            """() => { const e = document.activeElement; return [
                e.getAttribute('role') || e.tagName.toLowerCase(),
                e.getAttribute('aria-label') || e.textContent.trim() || e.placeholder,
                e.className].join(' | '); }"""
        )
        return found

    def tab_to(self, wanted: str, *, back: bool = False) -> str:
        """Press Tab until what has the focus fits a pattern."""
        passed = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            passed.append(self.focused())
            if re.search(wanted, passed[-1]):
                return passed[-1]
        raise AssertionError(f"Tab does not come to {wanted!r}, only to:\n" + "\n".join(passed))
