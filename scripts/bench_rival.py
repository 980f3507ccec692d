"""Run by `bench_geoparse.py` with the Python of a rival's own environment; imports none of ours.

It speaks as `bench_child.py` does: ready, then one line of JSON for every line on stdin.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Rival = Callable[[Sequence[str]], int]

WARM_UP = 10
NO_NAMES = ["tagger", "parser", "lemmatizer", "attribute_ruler"]
"""Parts of spaCy's pipeline that recognising names does not need."""
PLACES = {"GPE", "LOC", "FAC"}
"""spaCy's labels for what Dateline would call a place."""


def spacy(model: str) -> Rival:
    """Recognise names and do nothing else; count those of places."""
    pipeline = importlib.import_module(model).load(exclude=NO_NAMES)

    def names(texts: Sequence[str]) -> int:
        read = pipeline.pipe(texts)
        return sum(entity.label_ in PLACES for found in read for entity in found.ents)

    return names


def flashgeotext(_model: str) -> Rival:
    """Look for the package's own cities and countries; count what is found."""
    geotext = importlib.import_module("flashgeotext.geotext").GeoText()

    def names(texts: Sequence[str]) -> int:
        kinds = (kind for text in texts for kind in geotext.extract(text).values())
        return sum(place["count"] for kind in kinds for place in kind.values())

    return names


def main() -> None:
    """Time one rival: its name, its model or "-", the file of texts."""
    name, model, source = sys.argv[1:]
    rival = {"spacy": spacy, "flashgeotext": flashgeotext}[name](model)
    given = map(json.loads, Path(source).read_text("utf-8").rstrip("\n").split("\n"))
    texts = [f"{line.get('title') or ''}\n{line['text']}" for line in given]
    rival(texts[:WARM_UP])
    print(json.dumps({"ready": name}), flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        found = rival(texts)
        seconds = time.perf_counter() - started
        answer = {"seconds": seconds, "articles": len(texts), "names": found}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
