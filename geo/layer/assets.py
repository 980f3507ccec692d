"""The files that the frame fetches: which folders the server mounts, and their order."""

from __future__ import annotations

import hashlib
import json
import logging
from functools import lru_cache
from pathlib import Path

import js_lib_leaflet  # type: ignore[import-untyped] # files only

STATIC = Path(__file__).parent / "static"
BASEMAP = Path(__file__).parents[2] / "data" / "basemap"
LEAFLET = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"

SCRIPTS = (
    *("base.js", "theme.js", "ground.js", "names.js", "data.js", "model.js", "sample.js"),
    *("clusters.js", "symbols.js", "areas.js", "minimap.js", "layer.js", "words.js", "marks.js"),
    *(
        "select.js",
        "controls.js",
        "link.js",
        "panels.js",
        "find.js",
        "filters.js",
        "rows.js",
        "bars.js",
    ),
    *("hands.js", "play.js", "timebar.js", "head.js", "list.js"),
    *("correct.js", "fold.js", "copies.js", "card.js", "main.js"),
)
"""Ours, in the order in which they must be loaded."""
STYLES = ("frame.css", "timebar.css", "panels.css", "correct.css")
TRUST_SCRIPTS = ("base.js", "theme.js", "trust.js", "check.js")
TRUST_STYLES = ("frame.css", "trust.css")
"""Of the page that tells how far to trust it, in order."""

log = logging.getLogger(__name__)


def asset_folders() -> dict[str, Path]:
    """Return what to mount: below `{assets}/` each name serves the files of its folder."""
    return {"leaflet": LEAFLET, "basemap": BASEMAP, "frame": STATIC}


def script_links(assets: str) -> list[tuple[str, str]]:
    """Return (name, address) of our scripts; `assets` is the prefix that the server mounts."""
    return _links(assets, SCRIPTS)


def style_links(assets: str) -> list[tuple[str, str]]:
    """Return (name, address) of our style sheets."""
    return _links(assets, STYLES)


def trust_links(assets: str) -> dict[str, list[str]]:
    """Return the addresses of the scripts and styles of the page that tells how far to trust it."""
    return {
        "scripts": [address for _, address in _links(assets, TRUST_SCRIPTS)],
        "styles": [address for _, address in _links(assets, TRUST_STYLES)],
    }


@lru_cache(maxsize=1)
def outlined() -> frozenset[str]:
    """Return the ids of the provinces that the map has an outline of."""
    try:
        told = json.loads((BASEMAP / "provinces.json").read_text("utf-8"))
        found = (feature["properties"]["id"] for feature in told["features"])
        return frozenset(identifier for identifier in found if identifier)
    except (OSError, ValueError, KeyError, TypeError) as error:
        # The map leaves a layer out that it cannot load, and stands without it.
        log.warning("the outlines of provinces cannot be read: %s", error)
        return frozenset()


def _links(assets: str, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, f"{assets}/frame/{name}?v={fingerprint()}") for name in names]


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return a hash over our static files, so that a browser never runs an older version."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
