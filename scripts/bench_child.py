"""Run inside a process of its own by `bench_geoparse.py`: Dateline's side of what it measures.

A child says on stdout that it is ready, then answers each line on its stdin with one line of JSON
and ends when its stdin does. So contestants stay warm and take turns, and only one works at a time.
"""

from __future__ import annotations

import gc
import io
import itertools
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from synthetic import articles

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Answer = dict[str, Any]

WARM_UP = 50
"""Lines or articles that nobody times."""
SHARES = (10, 50, 100)
"""Per cent of a stream at which the memory is looked at."""
KIB = 1 << 10
SMAPS = Path("/proc/self/smaps_rollup")
STATUS = Path("/proc/self/status")


class Lines(io.BufferedIOBase):
    """A stdin whose lines come from a generator: no file, no pipe, no second process."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        super().__init__()
        self._lines = iter(lines)

    def readable(self) -> bool:
        """Tell that lines may be taken from it."""
        return True

    def readline(self, _size: int | None = -1, /) -> bytes:
        """Return the next line, or nothing at the end."""
        return next(self._lines, b"")


def run_command(lines: Iterable[bytes], output: str) -> None:
    """Run `geo geoparse - --output OUTPUT` in this process: the command's own loop, unchanged."""
    from geo.cli import main  # noqa: PLC0415 - what importing costs is measured by itself

    before, sys.stdin = sys.stdin, io.TextIOWrapper(Lines(lines))
    try:
        code = main(["geoparse", "-", "--output", output])
    finally:
        sys.stdin = before
    if code:
        message = f"geo geoparse ended with the code {code}; see what it wrote above"
        raise SystemExit(message)


def lines_of(source: Path, repeat: int = 1) -> Iterator[bytes]:
    """Read a file line by line, so many times."""
    for _ in range(repeat):
        with source.open("rb") as stream:
            yield from stream


def command(source: Path, repeat: int, output: Path) -> Callable[[], Answer]:
    """Time the command from its first line to its finished file, without start and gazetteer."""
    started = 0.0

    def given() -> Iterator[bytes]:
        nonlocal started
        yield from itertools.islice(lines_of(source), WARM_UP)
        started = time.perf_counter()
        yield from lines_of(source, repeat)

    def once() -> Answer:
        run_command(given(), str(output))
        seconds = time.perf_counter() - started
        warm = sum(1 for _ in itertools.islice(lines_of(source), WARM_UP))
        written = mentions = 0
        for line in itertools.islice(lines_of(output), warm, None):
            written += 1
            mentions += len(json.loads(line)["mentions"])
        return {"seconds": seconds, "articles": written, "names": mentions}

    run_command(itertools.islice(lines_of(source), WARM_UP), os.devnull)
    return once


def lookup(source: Path, repeat: int) -> Callable[[], Answer]:
    """Time the least that could find a name: every run of words looked up in a dict, longest kept.

    The dict holds the gazetteer's keys that these texts can meet, which any gazetteer can tell.
    """
    from geo.cli.common import load_gazetteer  # noqa: PLC0415
    from geo.text import tokens  # noqa: PLC0415

    gazetteer = load_gazetteer()
    longest = gazetteer.longest_name

    def words(line: bytes) -> list[str]:
        given = json.loads(line)
        fields = (given.get("title") or "", given["text"])
        return [token.key for field in fields for token in tokens(field)]

    each_line = map(words, lines_of(source))
    met = {"".join(keys[a:z]) for keys in each_line for a, z in stretches(len(keys), longest)}
    known = {key: places for key in met if (places := gazetteer.lookup_key(key))}
    del met

    def found(keys: list[str]) -> int:
        hits = first = 0
        while first < len(keys):
            key, taken = "", 0
            for count, word in enumerate(keys[first : first + longest], start=1):
                key += word
                if key in known:
                    taken = count
            hits += bool(taken)
            first += taken or 1
        return hits

    def once() -> Answer:
        started = time.perf_counter()
        each = [found(words(line)) for line in lines_of(source, repeat)]
        seconds = time.perf_counter() - started
        return {"seconds": seconds, "articles": len(each), "names": sum(each)}

    return once


def stretches(length: int, longest: int) -> Iterator[tuple[int, int]]:
    """Give every half-open stretch of a row of words, as long as a name may be."""
    for first in range(length):
        for last in range(first + 1, min(length, first + longest) + 1):
            yield first, last


def stream(count: int) -> Callable[[], Answer]:
    """Let so many made-up articles through the command; watch memory and time on the way."""
    own = psutil.Process()
    marks = {max(1, count * share // 100): share for share in SHARES}
    seen: dict[str, int] = {}
    started = making = 0.0

    def given() -> Iterator[bytes]:
        nonlocal started, making
        made = articles(WARM_UP + count)
        for article in itertools.islice(made, WARM_UP):
            yield json.dumps(article).encode() + b"\n"
        started = asked = time.perf_counter()
        for number, article in enumerate(made, start=1):
            line = json.dumps(article).encode() + b"\n"
            if number in marks:
                seen[str(marks[number])] = own.memory_info().rss
            making += time.perf_counter() - asked
            yield line
            asked = time.perf_counter()

    def once() -> Answer:
        run_command(given(), os.devnull)
        seconds = time.perf_counter() - started - making
        return {"seconds": seconds, "articles": count, "resident": seen, "peak": peak()}

    return once


def opening() -> Callable[[], Answer]:
    """Open the gazetteer, then use it, then look at what two such processes share: a step each."""
    import geo.cli.geoparse  # noqa: F401, PLC0415 - all that the command imports
    from geo.articles import iter_json_lines  # noqa: PLC0415
    from geo.cli.common import load_gazetteer  # noqa: PLC0415
    from geo.geoparsing import geoparse  # noqa: PLC0415

    own = psutil.Process()

    def steps() -> Iterator[Answer]:
        gc.collect()
        before = own.memory_info().rss
        started = time.perf_counter()
        gazetteer = load_gazetteer()
        seconds = time.perf_counter() - started
        yield {
            "seconds": seconds,
            "before": before,
            "resident": own.memory_info().rss,
            "places": len(gazetteer),
        }
        for item in iter_json_lines(json.dumps(article) for article in articles(WARM_UP)):
            if isinstance(item, tuple):
                geoparse(item[1], gazetteer)
        yield {"resident": own.memory_info().rss}
        yield {"resident": own.memory_info().rss, "share": in_kib(SMAPS, "Pss:")}

    return steps().__next__


def in_kib(table: Path, name: str) -> int | None:
    """Return one row of a table of the kernel's in bytes, or None where there is no such table."""
    if not table.exists():
        return None
    rows = (line.split() for line in table.read_text().splitlines())
    return next((int(row[1]) * KIB for row in rows if row[0] == name), None)


def peak() -> int:
    """Return the most memory that this process ever held resident, in bytes."""
    # Linux counts the parent's memory into ru_maxrss of a child; its own table does not.
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return in_kib(STATUS, "VmHWM:") or most * (1 if sys.platform == "darwin" else KIB)


def main() -> None:
    """Get ready for what the first argument names, then do it once for every line on stdin."""
    kind, *given = sys.argv[1:]
    if kind == "command":
        once = command(Path(given[0]), int(given[1]), Path(given[2]))
    elif kind == "lookup":
        once = lookup(Path(given[0]), int(given[1]))
    elif kind == "stream":
        once = stream(int(given[0]))
    elif kind == "store":
        import bench_store  # noqa: PLC0415 - only this kind needs it

        path = Path(given[0])
        once = lambda: {"rows": bench_store.rows(path)}  # noqa: E731
    else:
        once = opening()
    print(json.dumps({"ready": kind}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(once()), flush=True)


if __name__ == "__main__":
    main()
