"""`python -m geo gazetteer`: the layers between our table and the world."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.cli.common import compiling
from geo.cli.terminal import PROBLEMS, WELL, complain, counted, say, say_table
from geo.places import open_world
from geo.places.adding import add_layer
from geo.places.layers import LayerError, layers, opened, remove, steady, stopped

if TYPE_CHECKING:
    import argparse

    from geo.gazetteer import Segment

MOST_TOLD = 20
"""Refused rows that are shown one by one; the rest are counted."""


def add(options: argparse.Namespace) -> int:
    """Read a file into a layer."""
    told = 0

    def tell(line: str) -> None:
        nonlocal told
        told += 1
        if told <= MOST_TOLD:
            complain(line)

    with compiling() as step:
        layer = add_layer(options.file, step, tell, name=options.name, above=options.above)
    if told > MOST_TOLD:
        complain(f"… and {told - MOST_TOLD} more.")
    say(f"Layer {layer.name}: {counted(layer.rows, 'place')} from {layer.source}.")
    if layer.problems:
        complain(f"{counted(layer.problems, 'row')} of {layer.source} could not be used.")
    return PROBLEMS if layer.problems else WELL


def show(options: argparse.Namespace) -> int:
    """List the layers, the topmost first."""
    del options
    rows = [(layer.name, str(layer.rows), str(layer.problems), layer.source) for layer in layers()]
    say_table(
        [
            ("LAYER", "PLACES", "REFUSED", "FROM"),
            ("ours", "-", "-", "data/gazetteer.csv"),
            *rows,
            ("world", "-", "-", "the packages of requirements.txt"),
        ]
    )
    return WELL


def drop(options: argparse.Namespace) -> int:
    """Remove a layer."""
    remove(options.name)
    say(f"Layer {options.name} is removed.")
    return WELL


def check(options: argparse.Namespace) -> int:
    """Open every layer, and tell what is damaged, what stands twice and what hides what."""
    del options
    code = WELL
    lower: list[tuple[str, set[int]]] = []
    with compiling() as step:
        lower.append(("world", _numbers([open_world(step, complain)])))
    for each in stopped():
        complain(f"{each}.")
        code = PROBLEMS
    with steady():
        for layer in reversed(layers()):
            try:
                parts = opened(layer)
            except LayerError as error:
                complain(f"{error}.")
                code = PROBLEMS
                continue
            numbers = _numbers(parts)
            rows = sum(map(len, parts))
            twice = rows - len(numbers)
            if rows != layer.rows:
                complain(f"Layer {layer.name} has {rows} places, and was added with {layer.rows}.")
                code = PROBLEMS
            hides = Counter({name: len(numbers & below) for name, below in lower})
            said = ", ".join(f"hides {count} of {name}" for name, count in (+hides).items())
            say(
                f"Layer {layer.name}: {counted(rows, 'place')}, sound; {twice} twice"
                + (f"; {said}." if said else ".")
            )
            lower.append((layer.name, numbers))
    say(f"World: {counted(len(lower[0][1]), 'place')}, sound.")
    return code


def _numbers(parts: list[Segment]) -> set[int]:
    return {number for part in parts for number in part.columns["number"].tolist()}
