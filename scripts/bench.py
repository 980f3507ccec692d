"""Measure Dateline on this machine and print a table: `make bench`.

Every figure stands beside another one from the same run on the same data, so that a slow machine
does not look like slow code. Reading texts is measured by `bench_geoparse`, keeping articles by
`bench_ingest`, near copies by `bench_copies`, a large store by `bench_store`, the page by
`bench_frame`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import bench_copies  # noqa: E402
import bench_frame  # noqa: E402 - it uses the tests' own server
import bench_geoparse  # noqa: E402
import bench_ingest  # noqa: E402
import bench_store  # noqa: E402

PARTS = ("geoparse", "ingest", "copies", "store", "frame")


def main() -> None:
    """Measure, and print as it comes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    bench_geoparse.add_arguments(parser)
    bench_ingest.add_arguments(parser)
    bench_store.add_arguments(parser)
    bench_frame.add_arguments(parser)
    wanted = parser.parse_args()
    parts = {wanted.only} if wanted.only else set(PARTS)
    if "geoparse" in parts:
        bench_geoparse.measure(wanted)
    if "ingest" in parts:
        bench_ingest.measure(wanted, say)
    if "copies" in parts:
        bench_copies.measure(say)
    if "store" in parts:
        bench_store.measure(wanted)
    if "frame" in parts:
        bench_frame.measure(wanted)


def say(label: str, figure: str, beside: str = "") -> None:
    """Print one row."""
    print(f"{label:<46} {figure:>16}   {beside}", flush=True)


if __name__ == "__main__":
    main()
