"""The time at the foot: which clock, the bars, and the slider beneath them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from geo.dashboard import components, state, words
from geo.dashboard.guarding import guarded
from geo.selection import Clock

if TYPE_CHECKING:
    from geo.selection import Selection

CLOCKS = {Clock.HAPPENED: "When it happened", Clock.PUBLISHED: "When it was published"}
NO_DAYS = "No article has a day. Those without one are in the list's tray."


def show(selection: Selection) -> None:
    """Draw the time bar."""
    filters, bounds = selection.filters, selection.bounds
    with st.container(key="dl_time"):
        state.set_widget("dl_clock", filters.clock)
        st.segmented_control(
            "Which days count",
            list(Clock),
            key="dl_clock",
            format_func=CLOCKS.__getitem__,
            label_visibility="collapsed",
            required=True,
            on_change=_clock_changed,
        )
        components.histogram(
            key="dl_histogram",
            data=_bars(selection),
            on_day_change=_day_picked,
            on_reset_change=_all_days,
        )
        if bounds is None or bounds[0] == bounds[1]:
            return
        # The key bears the bounds: a slider whose ends move is another slider.
        key = f"dl_days_{bounds[0]:%Y%m%d}_{bounds[1]:%Y%m%d}"
        state.set_widget(key, (filters.first or bounds[0], filters.last or bounds[1]))
        with st.container(key="dl_slider"):
            st.slider(
                "Days",
                min_value=bounds[0],
                max_value=bounds[1],
                key=key,
                step=dt.timedelta(days=1),
                format="D MMM YYYY",
                label_visibility="collapsed",
                on_change=_slid,
                args=(key, bounds),
            )


def _bars(selection: Selection) -> dict[str, object]:
    """Tell the bars, and the period in words."""
    filters, bounds = selection.filters, selection.bounds
    if bounds is None:
        return {"first": None, "period": NO_DAYS}
    first, last = filters.first or bounds[0], filters.last or bounds[1]
    limited = filters.first is not None or filters.last is not None
    return {
        "first": bounds[0].isoformat(),
        "last": bounds[1].isoformat(),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "limited": limited,
        "period": words.period(first, last),
        "note": _drawn(selection),
        "span": words.period(*bounds),
        "bars": [[bar.day.isoformat(), bar.total, bar.kept] for bar in selection.histogram],
    }


def _drawn(selection: Selection) -> str:
    """Tell how many articles have pins; those without a day have some while no period is set."""
    articles = {pin.article for pin in selection.pins}
    undated = sum(entry.id in articles for entry in selection.undated)
    told = words.counted(len(articles), "article") + " on the map"
    return f"{told}, {undated} of them without a day" if undated else told


@guarded
def _slid(key: str, bounds: tuple[dt.date, dt.date]) -> None:
    first, last = st.session_state[key]
    state.current().limit(first, last, bounds)


@guarded
def _clock_changed() -> None:
    chosen = st.session_state["dl_clock"]
    if chosen is not None:
        state.current().ask(clock=Clock(chosen))


@guarded
def _day_picked() -> None:
    told = st.session_state["dl_histogram"].day
    first, last = (dt.date.fromisoformat(str(day)) for day in told)
    state.current().ask(first=min(first, last), last=max(first, last))


@guarded
def _all_days() -> None:
    state.current().ask(first=None, last=None)
