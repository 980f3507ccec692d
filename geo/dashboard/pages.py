"""The pages: the frame with the map, and beside it how far to trust it."""

from __future__ import annotations

import streamlit as st

from geo.dashboard import frame, trust


def show() -> None:
    """Draw the page that the address names; the pages link to one another by themselves."""
    st.navigation(
        [
            st.Page(frame.show_frame, title="Dateline", default=True),
            st.Page(trust.show_trust, title=trust.TITLE, url_path="accuracy"),
        ],
        position="hidden",
    ).run()
