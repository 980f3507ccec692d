"""The real page with a made-up dataset in place of a store: `streamlit run` this file.

DATELINE_BENCH_MARKS says how many marks it has. Everything else is `app.py`'s.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx

SCRIPTS = Path(__file__).resolve().parent

if get_script_run_ctx(suppress_warning=True) is None:
    sys.path[:0] = [str(SCRIPTS.parent), str(SCRIPTS)]
    from bench_made_up import edition
    from streamlit.starlette import App

    from geo.dashboard import opening, routes, server

    made_up = edition(int(os.environ["DATELINE_BENCH_MARKS"]))
    routes._editions[made_up.columns.hash] = made_up  # noqa: SLF001 - as if it had been read
    for asks in (opening, routes):
        asks.library = lambda: made_up.books  # type: ignore[attr-defined] # no store behind it
    app = App(Path(__file__), middleware=server.middleware(), routes=server.routes())
else:
    from geo.dashboard import frame

    frame.show_frame()
