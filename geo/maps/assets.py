"""The files that the map fetches: which folders the server mounts, and under which addresses."""

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

log = logging.getLogger(__name__)

SCRIPTS = ("theme.js", "basemap.js", "names.js", "crowds.js", "symbols.js", "pins.js", "map.js")
"""Ours, in the order in which they must be loaded."""
STYLES = ("map.css",)


def asset_folders() -> dict[str, Path]:
    """Return what to mount: below `{assets}/` each name serves the files of its folder."""
    return {"leaflet": LEAFLET, "basemap": BASEMAP, "map": STATIC}


def script_links(assets: str) -> list[tuple[str, str]]:
    """Return (name, address) of our scripts; `assets` is the prefix that the server mounts."""
    return [(name, f"{assets}/map/{name}?v={fingerprint()}") for name in SCRIPTS]


def style_links(assets: str) -> list[tuple[str, str]]:
    """Return (name, address) of our style sheets."""
    return [(name, f"{assets}/map/{name}?v={fingerprint()}") for name in STYLES]


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


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return a hash over our static files, so that a browser never runs an older version."""
    digest = hashlib.sha256()
    for name in (*SCRIPTS, *STYLES):
        digest.update((STATIC / name).read_bytes())
    return digest.hexdigest()[:12]
