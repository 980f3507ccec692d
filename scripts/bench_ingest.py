"""Measure how fast reports are taken in, and in how much memory: `make bench ARGS="--only ingest"`.

Made-up short articles come from one Parquet file, which is written and read a little at a time.
The command runs in a process of its own, its start included, so that its memory is its own; then
once more, when all is there. `--articles 1000 100000 1000000` measures larger files too.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from bench_child import peak
from pyarrow import parquet as pq
from synthetic import articles

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geo.cli import main as command  # noqa: E402

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

COUNT = 1_000
ROWS = 10_000
"""Articles that are written at a time, as one group of rows."""
MIB = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this part takes."""
    parser.add_argument(
        "--articles",
        type=int,
        nargs="+",
        default=[COUNT],
        metavar="COUNT",
        help="sizes of the files that are ingested (a million takes an hour and more)",
    )


def measure(wanted: argparse.Namespace, say: Callable[[str, str, str], None]) -> None:
    """Measure each size, and say it."""
    for count in wanted.articles:
        print(f"\nkeeping {count:,} made-up articles of one Parquet file")
        with tempfile.TemporaryDirectory() as folder:
            source, store = Path(folder) / "articles.parquet", Path(folder) / "bench.db"
            write(source, count)
            for label in ("ingest, from nothing", "ingest, again: nothing changes"):
                started = time.perf_counter()
                child = [sys.executable, __file__, str(source), str(store)]
                answer = subprocess.run(child, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - ours
                took = time.perf_counter() - started
                say(label, f"{count / took:,.0f} articles/s", f"{took:.2f} s")
                say("  memory at most", f"{json.loads(answer.stdout) / MIB:,.0f} MiB", "")
            sizes = [path.stat().st_size / MIB for path in (store, source)]
            say("the store on the disk", f"{sizes[0]:,.1f} MiB", f"the file {sizes[1]:,.1f} MiB")


def write(path: Path, count: int) -> None:
    """Write so many made-up articles, the same at every run."""
    names = ("id", "title", "date", "source", "text")
    made = articles(count)
    with pq.ParquetWriter(path, pa.schema([(name, pa.string()) for name in names])) as table:
        while rows := list(itertools.islice(made, ROWS)):
            table.write_table(pa.Table.from_pylist(rows, schema=table.schema))


def child(source: str, store: str) -> None:
    """Run the command in this process, and print the most memory that it held, in bytes."""
    with contextlib.redirect_stdout(io.StringIO()):
        code = command(["ingest", source, "--store", store])
    if code:
        sys.exit(code)
    print(peak())


if __name__ == "__main__":
    child(*sys.argv[1:])
