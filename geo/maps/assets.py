"""The files that the map fetches: which folders the server mounts, and under which addresses."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from geo.layer.assets import BASEMAP, LEAFLET

STATIC = Path(__file__).parent / "static"

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
def fingerprint() -> str:
    """Return a hash over our static files, so that a browser never runs an older version."""
    digest = hashlib.sha256()
    for name in (*SCRIPTS, *STYLES):
        digest.update((STATIC / name).read_bytes())
    return digest.hexdigest()[:12]
