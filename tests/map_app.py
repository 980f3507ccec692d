"""A page with little more than the map, for the map's own browser tests: `streamlit run` it."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

TESTS = Path(__file__).resolve().parent
for folder in (str(TESTS), str(TESTS.parent)):
    if folder not in sys.path:
        sys.path.insert(0, folder)

import streamlit as st  # noqa: E402 - after the path is set
from hostile import MARKUP_RUNS  # noqa: E402 - after the path is set
from located import (  # noqa: E402 - after the path is set
    AFGHANISTAN,
    BAZARAK,
    HERAT,
    KABUL,
    PANJSHIR,
    SALANG,
    located,
    mention,
)
from starlette.responses import JSONResponse  # noqa: E402 - after the path is set
from starlette.routing import Route  # noqa: E402 - after the path is set
from streamlit.runtime.scriptrunner import get_script_run_ctx  # noqa: E402 - as above
from streamlit.starlette import App  # noqa: E402 - after the path is set

from geo import maps, serving  # noqa: E402 - after the path is set
from geo.model import Role  # noqa: E402 - after the path is set
from geo.selection import Clock, Dataset, Filters, select  # noqa: E402 - after the path is set

if TYPE_CHECKING:
    from starlette.requests import Request

DATASET = Dataset.of(
    [
        located(1, mention(KABUL), mention(HERAT, Role.DATELINE), published=15, title="Kabul one"),
        located(2, mention(KABUL, Role.GOVERNMENT), published=16, title=MARKUP_RUNS[0]),
        located(3, mention(KABUL, Role.BACKGROUND), published=17, title="Kabul three"),
        located(4, mention(BAZARAK), published=18, title="Bazarak four"),
        located(5, mention(PANJSHIR), published=19, title="Panjshir five"),
        located(6, mention(SALANG), published=20, title="Salang six"),
        located(7, mention(AFGHANISTAN), published=21, title="A country"),
    ],
)
LABELS = "/dateline/labels"
FIRST, LAST = dt.date(2021, 8, 15), dt.date(2021, 8, 21)


def words(request: Request) -> JSONResponse:
    """Answer a hover."""
    articles, places = (request.query_params.get(n, "").split(",") for n in ("articles", "places"))
    return JSONResponse(maps.labels(DATASET, articles, places))


def page() -> None:
    """Draw the page: a slider, a choice from the list, the map, and what a click told."""
    # It registers its frame with the runtime that is there when it is imported, so not before.
    from streamlit_folium import st_folium  # noqa: PLC0415 - as said

    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    last = st.slider("Until", FIRST, LAST, LAST)
    everything = [row.located.article.id for row in DATASET.rows]
    listed = st.segmented_control("List", everything, format_func=lambda i: str(int(i, 16)))
    word = st.text_input("Word")
    if word:
        st.query_params["q"] = word
    st.session_state.setdefault("chosen", None)
    if listed != st.session_state.get("listed"):
        st.session_state["listed"] = listed
        st.session_state["chosen"] = listed and maps.Picked(article=listed)

    def clicked() -> None:
        told = (st.session_state.get("map") or {}).get("last_active_drawing")
        st.session_state["chosen"] = maps.picked(told, DATASET) or st.session_state["chosen"]

    selection = select(DATASET, Filters(last=last, clock=Clock.PUBLISHED))
    st_folium(
        maps.build_map(labels=LABELS),
        key="map",
        feature_group_to_add=maps.pin_group(
            selection,
            DATASET,
            selected=st.session_state["chosen"],
        ),
        returned_objects=["last_active_drawing"],
        use_container_width=True,
        height=620,
        on_change=clicked,
    )
    chosen = st.session_state["chosen"]
    st.text(f"Chosen: {int(chosen.article, 16)} {chosen.place}" if chosen else "Chosen: nothing")
    st.text(f"Shown: {selection.counts.shown}")


if get_script_run_ctx(suppress_warning=True) is None:
    # Streamlit looks for this very assignment, and takes the file for a server's then.
    app = App(
        Path(__file__),
        middleware=serving.middleware(serving.Access()),  # the real page's gate and headers
        routes=[Route(LABELS, words), *serving.asset_routes(maps.asset_folders())],
    )
else:
    page()
