"""Measure geoparsing on this machine: speed beside others, memory, cost, opening the gazetteer.

`make bench ARGS="--only geoparse"`, or this script alone. Contestants read the same texts on the
same core and take turns, so that a slow machine or a busy minute does not look like slow code.
Nothing here waits for ever, and the only thing fetched is what pip installs for the rivals.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench_processes import (
    ONE_THREAD,
    RIVALS,
    Child,
    CouldNotError,
    Rival,
    last_words,
    one_core,
    ours,
    rival_python,
)
from synthetic import articles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Answer = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpora" / "lgl.jsonl"
SYNTHETIC_ARTICLES = 1000
SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
MIB = 1 << 20
WIDE = 42
"""Characters of the table's first column."""
PATIENCE_SECONDS = 600.0
PATIENCE_PER_ARTICLE = 0.05
"""Seconds; fifty times what an article of a stream costs."""


@dataclass(slots=True)
class Contestant:
    """One row of the comparison: what runs it once, its times, or why it has none."""

    label: str
    once: Callable[[], Answer] | None = None
    seconds: list[float] = field(default_factory=list)
    articles: int = 0
    names: int | None = None
    could_not: str = ""

    def take_turn(self) -> None:
        """Run once more, unless an earlier run failed."""
        if self.could_not or self.once is None:
            return
        try:
            answer = self.once()
        except CouldNotError as error:
            self.could_not = str(error)
            return
        self.seconds.append(answer["seconds"])
        self.articles, self.names = answer["articles"], answer.get("names")

    def rate(self) -> float:
        """Return articles a second in the middle run; 0 when there was none."""
        return self.articles / median(self.seconds) if self.seconds else 0.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of this half."""
    group = parser.add_argument_group("geoparsing")
    group.add_argument("--corpus", type=Path, help="articles as JSON lines, instead of the usual")
    group.add_argument(
        "--repeat", type=_counting, default=4, help="how often we read them in a run"
    )
    group.add_argument("--runs", type=_counting, default=3, help="runs of every contestant")
    group.add_argument("--no-rivals", action="store_true", help="install and run no other program")
    group.add_argument("--sizes", type=_counting, nargs="+", default=list(SIZES), metavar="N",
                       help="articles of the streams whose memory is watched")  # fmt: skip
    group.add_argument("--million", action="store_true", help="stream a million articles as well")


def main() -> None:
    """Measure, and print as it comes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add_arguments(parser)
    measure(parser.parse_args())


def measure(wanted: argparse.Namespace) -> None:
    """Print the whole table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            source, origin = corpus(wanted.corpus, folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = f"{type(error).__name__}: {error}"
            sys.exit(f"{wanted.corpus or CORPUS} cannot be measured with ({reason}).")
        pythons = rival_pythons(wanted)
        with one_core() as core:
            print(f"\ngeoparsing {origin}; {core}")
            tell(lambda: compare(source, folder, wanted, pythons))
            tell(lambda: grow(wanted))
            tell(open_twice)


def tell(part: Callable[[], None]) -> None:
    """Run one part of the table; when it cannot be measured, say so and go on."""
    try:
        part()
    except CouldNotError as error:
        print(f"could not be measured: {error}", flush=True)


def corpus(given: Path | None, folder: Path) -> tuple[Path, str]:
    """Return a file of articles to read, and in words where they come from."""
    source = folder / "articles.jsonl"
    if given or CORPUS.exists():
        texts = Path(given or CORPUS).read_text("utf-8")
        origin = Path(given or CORPUS).name
    else:
        texts = "".join(f"{json.dumps(article)}\n" for article in articles(SYNTHETIC_ARTICLES))
        origin = "made-up articles (no corpus beside the repository)"
    # Not splitlines(): JSON may hold other line separators than the newline.
    lines = [line for line in texts.split("\n") if line.strip()]
    size = sum(map(text_bytes, lines))
    if not lines:
        message = "it has no articles"
        raise ValueError(message)
    source.write_text("\n".join(lines) + "\n", "utf-8")
    return source, f"{len(lines):,} articles of {origin}, {size / len(lines):,.0f} bytes each"


def text_bytes(line: str | bytes) -> int:
    """Return how many bytes of title and text a line of JSON brings, as UTF-8."""
    given = json.loads(line)
    return len(f"{given.get('title') or ''}{given['text']}".encode())


def rival_pythons(wanted: argparse.Namespace) -> dict[str, str | CouldNotError]:
    """Make the rivals' environments, before anything is timed."""
    made: dict[str, str | CouldNotError] = {}
    for rival in RIVALS:
        if wanted.no_rivals:
            made[rival.name] = CouldNotError("left out: --no-rivals")
            continue
        try:
            made[rival.name] = rival_python(rival)
        except CouldNotError as error:
            made[rival.name] = error
    return made


def compare(
    source: Path,
    folder: Path,
    wanted: argparse.Namespace,
    pythons: dict[str, str | CouldNotError],
) -> None:
    """Let all contestants read the same texts by turns, then print one row each."""
    output = folder / "located.jsonl"
    lines = source.read_bytes().rstrip(b"\n").split(b"\n")
    each = sum(map(text_bytes, lines)) / len(lines)
    rows: list[Contestant] = []
    with contextlib.ExitStack() as stack:

        def enter(label: str, start: Callable[[], Child]) -> None:
            row = Contestant(label)
            rows.append(row)
            try:
                row.once = stack.enter_context(start()).ask
            except CouldNotError as error:
                row.could_not = str(error)

        def own(kind: str, *given: object) -> Child:
            return ours(kind, source, wanted.repeat, *given, patience=PATIENCE_SECONDS)

        enter("geo geoparse, from lines to lines", lambda: own("command", output))
        enter("  a bare look-up of names in a dict", lambda: own("lookup"))
        for rival in RIVALS:
            enter(f"  {rival.label}", partial(rival_child, rival, pythons[rival.name], source))
        command = partial(whole_command, source, output, len(lines))
        rows.append(Contestant("  the whole command, from its start", once=command))
        for _ in range(wanted.runs):
            for row in rows:
                row.take_turn()
    print_rows(rows, each)


def rival_child(rival: Rival, python: str | CouldNotError, source: Path) -> Child:
    """Start a rival in its own environment, or say again why there is none."""
    if isinstance(python, CouldNotError):
        raise python
    script = Path(__file__).with_name("bench_rival.py")
    command = [python, str(script), rival.name, rival.model, str(source)]
    return Child(command, patience=PATIENCE_SECONDS)


def whole_command(source: Path, output: Path, count: int) -> Answer:
    """Run the command as a user does; by the clock on the wall."""
    command = [sys.executable, "-m", "geo", "geoparse", str(source), "--output", str(output)]
    started = time.perf_counter()
    try:
        done = subprocess.run(  # noqa: S603 - ours
            command,
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CouldNotError(str(error)) from error
    seconds = time.perf_counter() - started
    if done.returncode:
        raise CouldNotError(last_words(done.stderr))
    return {"seconds": seconds, "articles": count}


def print_rows(rows: Sequence[Contestant], each: float) -> None:
    """Print the comparison; the first row is what the others stand beside."""
    print(
        f"{'':<{WIDE}} {'articles/s':>10} {'MB/s':>7} {'min s':>7} {'median s':>9} "
        f"{'articles':>9} {'names':>8} {'x geo':>6}"
    )
    first = rows[0].rate()
    for row in rows:
        if row.could_not:
            print(f"{row.label:<{WIDE}} could not: {row.could_not}")
            continue
        names = "" if row.names is None else f"{row.names:,}"
        ratio = f"{row.rate() / first:.2f}" if first else "-"
        print(
            f"{row.label:<{WIDE}} {row.rate():10,.0f} {row.rate() * each / 1e6:7.2f} "
            f"{min(row.seconds):7.2f} {median(row.seconds):9.2f} "
            f"{row.articles:9,} {names:>8} {ratio:>6}",
            flush=True,
        )


def grow(wanted: argparse.Namespace) -> None:
    """Let ever longer streams through the command: cost an article, and memory on the way."""
    print(
        f"\n{'made-up articles through the command':<{WIDE}} {'ms/article':>10} "
        f"{'MiB at 10 %':>12} {'50 %':>7} {'100 %':>7} {'peak':>7} {'x first':>8}"
    )
    sizes = [*wanted.sizes, *([MILLION] if wanted.million else [])]
    first = None
    for count in sizes:
        label = f"  {count:,}"
        try:
            with ours("stream", count, patience=60 + count * PATIENCE_PER_ARTICLE) as child:
                answer = child.ask()
        except CouldNotError as error:
            print(f"{label:<{WIDE}} could not: {error}", flush=True)
            continue
        cost = answer["seconds"] / answer["articles"] * 1000
        first = first or cost
        at = [answer["resident"].get(share, 0) / MIB for share in ("10", "50", "100")]
        print(
            f"{label:<{WIDE}} {cost:10.3f} {at[0]:12.1f} {at[1]:7.1f} {at[2]:7.1f} "
            f"{answer['peak'] / MIB:7.1f} {cost / first:8.2f}",
            flush=True,
        )
    if MILLION not in sizes:
        print(f"{f'  {MILLION:,}':<{WIDE}} left out; --million measures it too")


def open_twice() -> None:
    """Open the gazetteer in fresh processes: once so that any index is made, then twice at once."""
    with ours("opening", patience=PATIENCE_SECONDS) as child:
        made = child.ask()
    with (
        ours("opening", patience=PATIENCE_SECONDS) as one,
        ours("opening", patience=PATIENCE_SECONDS) as other,
    ):
        opened = [child.ask() for child in (one, other)]
        used = [child.ask() for child in (one, other)]
        shared = [child.ask() for child in (one, other)]
    places = opened[0]["places"]
    print(
        f"\n{f'opening the gazetteer, {places:,} places':<{WIDE}} "
        f"{'seconds':>10} {'MiB before':>12} {'after':>7} {'in use':>7}"
    )

    def opening(label: str, answer: Answer, in_use: str = "") -> None:
        before, after = answer["before"] / MIB, answer["resident"] / MIB
        print(
            f"{f'  {label}':<{WIDE}} {answer['seconds']:10.3f} {before:12.1f} {after:7.1f} "
            f"{in_use:>7}"
        )

    opening("for the first time now", made)
    for label, answer, using in zip(("again", "  beside it, at once"), opened, used, strict=True):
        opening(label, answer, f"{using['resident'] / MIB:.1f}")
    shares = [answer["share"] for answer in shared]
    if None in shares:
        print("  what the two share cannot be told: this platform has no smaps_rollup")
        return
    whole = sum(answer["resident"] for answer in shared) / MIB
    print(
        f"  the two together: {sum(shares) / MIB:.1f} MiB of the machine's memory (PSS), "
        f"{whole:.1f} if each is counted alone (RSS)"
    )


def _counting(given: str) -> int:
    number = int(given)
    if number < 1:
        message = f"{given} is not a number from 1 on"
        raise argparse.ArgumentTypeError(message)
    return number


if __name__ == "__main__":
    main()
