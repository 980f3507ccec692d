"""`python -m geo store`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.cli.terminal import PROBLEMS, WELL, complain, counted, say
from geo.store import default_store_path, upkeep

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

MIB = 2**20


def back_up(options: argparse.Namespace) -> int:
    """Copy the store to a file."""
    upkeep.back_up(_path(options), options.file)
    say(f"The backup is {options.file}")
    return WELL


def restore(options: argparse.Namespace) -> int:
    """Put a backup in the place of the store."""
    path = _path(options)
    aside = upkeep.restore(path, options.file)
    say(f"{path} holds what {options.file} holds.")
    if aside is not None:
        say(f"What was there before is {aside}")
    return WELL


def check(options: argparse.Namespace) -> int:
    """Look whether the store is sound."""
    path = _path(options)
    checked = upkeep.check(path)
    for fault in checked.faults:
        complain(fault)
    if further := checked.total - len(checked.faults):
        complain(f"… and {further} more.")
    looked = f"{counted(checked.articles, 'article')} and {counted(checked.mentions, 'name')}"
    if checked.total:
        complain(f"{path}: {looked} looked at, {counted(checked.total, 'fault')}.")
        return PROBLEMS
    say(f"{path}: {looked} looked at, all sound.")
    return WELL


def vacuum(options: argparse.Namespace) -> int:
    """Give back the space that is no longer used."""
    path = _path(options)
    before, after = upkeep.vacuum(path)
    say(f"{path}: {before / MIB:,.1f} MiB before, {after / MIB:,.1f} MiB now.")
    return WELL


def _path(options: argparse.Namespace) -> Path:
    path: Path = options.store or default_store_path()
    return path
