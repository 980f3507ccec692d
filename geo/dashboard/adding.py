"""Adding reports, and what an empty page offers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import streamlit as st

from geo.articles import READS, SUFFIXES, first_words
from geo.dashboard import changes, words
from geo.errors import DatelineError
from geo.model import Problem
from geo.serving import view_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.ingest import IngestReport
    from geo.model import Article

MOST_PROBLEMS = 50
MOST_NOTES = 10
MOST_FILES_SHOWN = 10
TOLD_EVERY = 20  # articles
FAILED = "The reports could not be read. The server's log says what happened."
NOT_TAKEN_BACK = "Nothing was taken back. The server's log says what happened."
log = logging.getLogger(__name__)


def open_dialog() -> None:
    """Open the form that takes files in."""
    _forget()
    _dialog()


def _forget() -> None:
    st.session_state.pop("dl_added", None)


# Closing it runs the page again, so that what was added is there.
@st.dialog("Add reports", width="medium", on_dismiss=_forget)
def _dialog() -> None:
    """Take files in, and report what became of them."""
    st.text(f"{READS[0].upper()}{READS[1:]}. They stay on this machine.")
    files = st.file_uploader(
        "Files with reports",
        type=sorted(ending.lstrip(".") for ending in SUFFIXES),
        accept_multiple_files=True,
        label_visibility="collapsed",
        key="dl_files",
    )
    with st.container(horizontal=True, key="dl_add_buttons"):
        read = st.button("Read them", type="primary", disabled=not files, key="dl_read")
        look = st.button(
            "Show the first ones",
            disabled=not files,
            help="Shows what each column is taken for, and the first articles. Nothing is kept.",
            key="dl_preview",
        )
        demonstration = st.button("Load the demonstration instead", key="dl_demo_dialog")
        if st.button("Close", key="dl_add_close"):
            _forget()
            st.rerun()
    if read or demonstration:
        with st.spinner("Reading …"):
            line = st.empty()
            st.session_state["dl_added"] = _added(
                None if demonstration else [(file.name, file.getvalue()) for file in files],
                Progress(line.text),
            )
            line.empty()
    if look:
        _forget()
        with st.spinner("Reading …"):
            _show_first([(file.name, file.getvalue()) for file in files])
    told = st.session_state.get("dl_added")
    if isinstance(told, str):
        st.text(told)
    elif told is not None:
        _report(told)


def empty_page() -> None:
    """Say what to do when there is no article yet."""
    with st.container(key="dl_empty"):
        st.html(
            '<p class="dl-empty-title">No articles yet</p>'
            '<p class="dl-empty-text">'
            + (
                "Whoever runs this page has not added any. Come back later."
                if view_only()
                else "Add reports, and the places and days that they tell of appear on a map. "
                "Or look around first in a demonstration of 40 short articles."
            )
            + "</p>"
        )
        if view_only():
            return
        with st.container(horizontal=True, key="dl_empty_buttons"):
            if st.button("Add reports", type="primary", key="dl_add_first"):
                open_dialog()
            if st.button("Load the demonstration", key="dl_demo"):
                with st.spinner("Loading …"):
                    told = _added(None)
                if isinstance(told, str):
                    st.text(told)
                else:
                    st.rerun()


class Progress:
    """A line that tells how far reading is: `show` hears it anew after every so many articles."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show = show
        self._done = self._expected = self._problems = 0

    def expect(self, articles: int) -> None:
        """Take in that so many more articles are to come, where a file says how many it has."""
        self._expected = max(self._expected, self._done) + articles

    def __call__(self, item: Article | Problem) -> None:
        """Count an article or a problem."""
        if isinstance(item, Problem):
            self._problems += 1
        else:
            self._done += 1
        if (self._done + self._problems) % TOLD_EVERY:
            return
        of = f" of {self._expected:,}" if self._expected >= self._done else ""
        problems = f", {words.counted(self._problems, 'problem')}" if self._problems else ""
        self._show(f"{self._done:,}{of} articles read{problems}")


def _added(
    files: list[tuple[str, bytes]] | None, progress: Progress | None = None
) -> IngestReport | str:
    """Add files, or the demonstration; return what became of them, or why nothing did."""
    try:
        if files is None:
            return changes.load_demonstration()
        expect = None if progress is None else progress.expect
        return changes.add_reports(files, progress=progress, expect=expect)
    except DatelineError as error:
        return str(error)
    except Exception:
        log.exception("reports could not be added")
        return FAILED


def _show_first(files: list[tuple[str, bytes]]) -> None:
    """Show how files would be read, as plain text throughout."""
    try:
        found = changes.preview_reports(files[:MOST_FILES_SHOWN])
    except DatelineError as error:
        st.text(str(error))
        return
    except Exception:
        log.exception("reports could not be previewed")
        st.text(FAILED)
        return
    with st.container(height=320, key="dl_first"):
        for each in found:
            st.text("\n".join([each.name, *each.notes[:MOST_NOTES]]))
            for item in each.items:
                st.text(str(item) if isinstance(item, Problem) else first_words(item))
        if len(files) > len(found):
            st.text(f"… and {words.counted(len(files) - len(found), 'file')} more.")
    st.text("Nothing was kept so far.")


def _take_back(number: int) -> None:
    """Take an import back, and keep a sentence of what became of that."""
    try:
        done = changes.take_import_back(number)
    except DatelineError as error:
        told = str(error)
    except Exception:
        log.exception("an import could not be taken back")
        told = NOT_TAKEN_BACK
    else:
        told = f"Import {number} was taken back: {words.counted(done.removed, 'article')} removed."
        if done.passed_on:
            stay = words.counted(done.passed_on, "article")
            told += f" Another import named {stay} too; those stay."
    st.session_state["dl_added"] = told


def _report(report: IngestReport) -> None:
    """Tell what became of the input, as plain text throughout."""
    lines = [
        f"{words.counted(report.read, 'article')} read",
        f"{report.added} new, {report.same} already here",
        f"of the new, {report.unplaced} without a place, {report.undated} without a day",
    ]
    st.text("\n".join([*lines, *report.notes[:MOST_NOTES]]))
    st.button(
        "Take this import back",
        key="dl_take_back",
        help="Removes the articles that it added. Those that another import named too stay.",
        on_click=_take_back,
        args=(report.imported,),
    )
    problems = report.refused + report.in_part
    if not problems:
        return
    st.text(
        f"{words.counted(problems, 'problem')}: {report.refused} refused, "
        f"{report.in_part} taken without a part"
    )
    with st.container(height=220, key="dl_problems"):
        for problem in report.problems[:MOST_PROBLEMS]:
            st.text(str(problem))
        if problems > MOST_PROBLEMS:
            st.text(f"… and {problems - MOST_PROBLEMS} more.")
