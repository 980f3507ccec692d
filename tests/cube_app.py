"""The real page, which takes its store for too large to show each article: `streamlit run` this."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from streamlit.starlette import App

    from geo import layer
    from geo.dashboard import server

    layer.columns = partial(layer.columns, most_rows=0)
    app = App(Path(__file__), middleware=server.middleware(), routes=server.routes())
else:
    from geo.dashboard import frame

    frame.show_frame()
