"""`python -m geo serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo import serving
from geo.cli.common import load_gazetteer, open_store
from geo.cli.demo import run as load_demonstration
from geo.cli.terminal import say

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Become the server of the page; returns only when it could not be started."""
    port = serving.port_to_serve(options.port, everywhere=options.share)
    with open_store(options) as store:
        path, empty = store.path, store.counts().articles == 0
    load_gazetteer()  # compiled before there is a server, so that no visitor waits for it
    if empty and options.demo:
        load_demonstration(options)
    environment = {**os.environ, "DATELINE_STORE": str(path)}
    address = "127.0.0.1"
    if options.share:
        key = os.environ.get(serving.KEY_VARIABLE) or serving.new_key()
        serving.access_from_environment({serving.KEY_VARIABLE: key})  # refuses a weak one
        environment[serving.KEY_VARIABLE] = key
        address = "0.0.0.0"  # noqa: S104 - shared on purpose, behind the key
        say("Whoever opens this link sees the page, and can change nothing:")
        for link in serving.shared_links(key, port):
            say(f"  {link}")
    else:
        environment.pop(serving.KEY_VARIABLE, None)
        say(f"The page, for this machine only: http://127.0.0.1:{port}/")
    sys.stdout.flush()
    app = Path(__file__).resolve().parents[2] / "app.py"
    command = [
        sys.executable,
        *("-m", "streamlit", "run", str(app)),
        *("--server.address", address, "--server.port", str(port)),
        # Streamlit would print an address of its own, without the key.
        *("--logger.hideWelcomeMessage", "true"),
        *(("--logger.level", "error") if options.share else ()),
        *("--server.headless", str(options.share or not _has_display()).lower()),
    ]
    os.chdir(app.parent)  # where Streamlit looks for its settings
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter


def _has_display() -> bool:
    """Tell whether a browser window can be opened here."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform in {"darwin", "win32"} or bool(named)
