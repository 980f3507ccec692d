"""`python -m geo imports`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from geo import serving
from geo.cli.common import open_kept_store
from geo.cli.terminal import UNUSABLE, WELL, complain, counted, plain, say, say_table
from geo.errors import ServingError

if TYPE_CHECKING:
    import argparse

    from geo.store import Removal

NAMES_SHOWN = 3


def show(options: argparse.Namespace) -> int:
    """List every import, the latest first."""
    with open_kept_store(options, read_only=True) as store:
        imports = store.imports()
    if not imports:
        complain("No import is recorded yet. `python -m geo ingest` makes one.")
        return WELL
    rows = [("NUMBER", "BEGUN (UTC)", "STATE", "READ", "NEW", "SAME", "PROBLEMS", "NAMED")]
    for each in imports:
        further = len(each.named) - NAMES_SHOWN
        named = ", ".join(each.named[:NAMES_SHOWN]) + (f" + {further}" if further > 0 else "")
        counts = map(str, (each.read, each.added, each.same, each.problems))
        begun = each.begun.strftime("%Y-%m-%d %H:%M:%S")
        rows.append((str(each.number), begun, each.state.value, *counts, named))  # type: ignore[arg-type] # as many as above
    say_table(rows)
    return WELL


def problems(options: argparse.Namespace) -> int:
    """Show the words of an import's problems."""
    with open_kept_store(options, read_only=True) as store:
        found = store.import_problems(options.number)
        total = next(each for each in store.imports() if each.number == options.number).problems
    for words in found:
        say(words)
    if total > len(found):
        complain(f"{total - len(found)} more were counted, and their words not kept.")
    return WELL


def undo(options: argparse.Namespace) -> int:
    """Take an import back, once the user has agreed."""
    if serving.view_only():
        raise ServingError(serving.VIEW_ONLY)
    with open_kept_store(options) as store:
        number = options.number
        if not options.yes and not _agreed(number, store.removal(number)):
            complain("Nothing was taken back.")
            return UNUSABLE
        done = store.take_back(number)
    say(
        f"Import {number} was taken back: {counted(done.removed, 'article')} removed, "
        f"{done.passed_on} kept because another import named them too."
    )
    return WELL


def _agreed(number: int, would: Removal) -> bool:
    """Say what would go, and ask on stderr; no answer is a no."""
    dated = f" ({would.dated} of them with a day that was set by hand)" if would.dated else ""
    sys.stderr.write(
        plain(
            f"Import {number}: {counted(would.removed, 'article')} would be removed{dated}, with "
            f"all that was decided about them; {would.passed_on} would stay, because another "
            "import named them too. Take it back? Type yes: "
        )
    )
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}
