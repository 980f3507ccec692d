"""Dateline's page: `streamlit run app.py`.

Streamlit loads this file in two ways. The server imports it once and finds `app`, which puts the
gate before every route; then each visit runs it as the page's script.
"""

from __future__ import annotations

from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from streamlit.starlette import App

    from geo.dashboard import server

    app = App(Path(__file__), middleware=server.middleware(), routes=server.routes())
else:
    from geo.dashboard import pages

    pages.show()
