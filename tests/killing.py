"""Run an ingest in forked processes that are killed at random moments, until it is through.

`python tests/killing.py REPORTS STORE KILLS SEED` forks each run from this process, in which all
is imported and the gazetteer open, so that a hundred of them cost little more than one. It prints
one line of JSON: the seed, the kills that landed of each kind, and the articles kept by then.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from geo.ingest import ingest  # noqa: E402
from geo.model import Problem  # noqa: E402
from geo.places import open_gazetteer  # noqa: E402
from geo.store import Store  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.gazetteer import Gazetteer
    from geo.model import Article

POLL_SECONDS = 0.0005
LONGEST_PAUSE = 0.012  # seconds: some three articles, so that the kill falls anywhere between
LONGEST_START = 0.03  # seconds: in which a run opens the store and what a killed one left
MOST_NEW = 20
MOST_CHECKPOINTS = 2


@dataclass(slots=True)
class Watched:
    """What is seen of a run from outside: articles it told of, and changes of the main file.

    The main file is written by checkpoints alone; what an article brings goes to the log first.
    """

    path: Path
    articles: int = 0
    new: int = 0
    checkpoints: int = 0
    _written: int = -1
    _rest: bytes = b""

    def look(self) -> None:
        """Look whether a checkpoint writes."""
        with contextlib.suppress(FileNotFoundError):
            written = self.path.stat().st_mtime_ns
            self.checkpoints += self._written not in {-1, written}
            self._written = written

    def take(self, said: bytes, told: set[str]) -> None:
        """Take in what the run wrote: an id of an article a line."""
        *lines, self._rest = (self._rest + said).split(b"\n")
        for line in lines:
            self.articles += 1
            self.new += line.decode() not in told
            told.add(line.decode())


def moment(chance: random.Random, kept: int) -> tuple[str, Callable[[Watched], bool], float]:
    """Choose when to kill: its kind, what has to be seen first, and a pause after that, seconds."""
    kinds = ("starting", "reading", "keeping", "keeping", "checkpoint")
    kind = chance.choice(kinds)
    pause = chance.uniform(0, LONGEST_PAUSE)
    if kind == "starting":
        return kind, lambda _: True, chance.uniform(0, LONGEST_START)
    if kind == "reading":  # what is there already
        articles = chance.randint(1, max(1, kept))
        return kind, lambda seen: seen.articles >= articles, pause
    if kind == "keeping":
        new = chance.randint(1, MOST_NEW)
        return kind, lambda seen: seen.new >= new, pause
    # At once, most of them: a checkpoint is short.
    checkpoints = chance.randint(1, MOST_CHECKPOINTS)
    pause = chance.choice((0.0, 0.0, pause / 10))
    return kind, lambda seen: seen.checkpoints >= checkpoints, pause


def run(reports: Path, path: Path, gazetteer: Gazetteer, told: set[str], out: int) -> NoReturn:
    """Ingest as the command does, and write the id of each article that is safely kept."""

    def tell(item: Article | Problem) -> None:
        if not isinstance(item, Problem):
            os.write(out, f"{item.id}\n".encode())

    try:
        os.setpgid(0, 0)
        with Store.open(path) as store:
            lost = [each for each in sorted(told) if each not in store]
            assert not lost, f"{len(lost)} articles that were kept are gone, {lost[0]} among them"
            ingest([reports], store=store, gazetteer=gazetteer, progress=tell)
    except BaseException:  # noqa: BLE001 - the child ends here, whatever it was
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def killed(  # noqa: PLR0913, PLR0917 - what is watched, and what for
    child: int,
    said: int,
    seen: Watched,
    told: set[str],
    due: Callable[[Watched], bool],
    pause: float,
) -> bool:
    """Kill a run when it is due, and tell whether it was still running."""
    at = None
    while at is None or time.monotonic() < at:
        seen.look()
        if at is None and due(seen):
            at = time.monotonic() + pause
        if select.select([said], [], [], POLL_SECONDS)[0]:
            heard = os.read(said, 1 << 16)
            if not heard:  # it is through
                break
            seen.take(heard, told)
    with contextlib.suppress(PermissionError, ProcessLookupError):  # over, and not waited for
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while heard := os.read(said, 1 << 16):
        seen.take(heard, told)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        sys.exit("a run failed by itself, see above")
    return False


def main(reports: Path, path: Path, kills: int, seed: int) -> None:
    """Kill so many runs, then let one end by itself."""
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    gazetteer = open_gazetteer()
    told: set[str] = set()
    landed: Counter[str] = Counter()
    kept = 0
    over = False
    while not over:
        kind, due, pause = moment(chance, len(told))
        if landed.total() == kills:
            due = lambda _: False  # noqa: E731
        said, out = os.pipe()
        child = os.fork()
        if not child:
            os.close(said)
            run(reports, path, gazetteer, told, out)
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(child, child)  # either of the two is first
        os.close(out)
        if killed(child, said, Watched(path), told, due, pause):
            landed[kind] += 1
            kept = len(told)
        else:
            over = True
        os.close(said)
    sys.stdout.write(f"{json.dumps({'seed': seed, 'landed': landed, 'kept': kept})}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
