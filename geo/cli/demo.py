"""`python -m geo demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.cli.common import load_gazetteer, open_store, progress
from geo.cli.ingest import summarise
from geo.ingest import load_demonstration

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Read the demonstration articles into the store."""
    gazetteer = load_gazetteer()
    with open_store(options) as store, progress() as show:
        report = load_demonstration(store, gazetteer, progress=show)
    return summarise(report, store.path)
