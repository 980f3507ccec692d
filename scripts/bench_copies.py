"""Measure how long near copies are looked for: `make bench ARGS="--only copies"`.

Articles are made of made-up words that occur as often as words do. Three in ten are copies of
others: as they are, cut, or with one word in 25 changed. Each count is measured in a process of its
own, so that its memory is its own: `python scripts/bench_copies.py 1000`.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from bench_child import peak

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geo.copies import stories_of  # noqa: E402
from geo.copies.measures import alike  # noqa: E402
from geo.model import Article  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

T = TypeVar("T")
COUNTS = (1_000, 10_000, 100_000)
SEED = 20210815
WORDS = 50_000
ZIPF = 1.15
"""Exponent of Zipf's law: few words are said often and many once."""
LENGTH = (5.7, 0.5)
"""Mean and spread of the logarithm of a text's words: half have more than 300."""
SHORTEST, LONGEST = 60, 1_500
COPIES = 0.3
CUT, EDITED = 0.4, 0.7
"""Of the copies, up to which part they are cut, and up to which edited; the rest stay whole."""
SHARE_LEFT = (0.2, 0.9)
LEAST_LEFT = 40
EVERY_EDITED = 25
PAIRS = 1_000
"""Pairs of articles that are compared to tell what comparing all would take."""
NEW = 10
"""Articles that come in when all others are known."""
MIB = 1 << 20


def made_up(count: int) -> tuple[list[Article], list[tuple[str, str]]]:
    """Make up so many articles, the same at every run, and say which is a copy of which."""
    chance = np.random.default_rng(SEED)
    words = np.array([f"w{number:x}" for number in chance.integers(0, 1 << 30, WORDS)])

    def some(length: int) -> NDArray[np.str_]:
        found: NDArray[np.str_] = words[np.minimum(chance.zipf(ZIPF, length), WORDS) - 1]
        return found

    articles: list[Article] = []
    first: list[int] = []
    copies: list[tuple[str, str]] = []
    for number in range(count):
        if first and chance.random() < COPIES:
            original = articles[first[chance.integers(len(first))]]
            text, turn = np.array(original.text.split(" ")), chance.random()
            if turn < CUT:
                text = text[: max(LEAST_LEFT, int(len(text) * chance.uniform(*SHARE_LEFT)))]
            elif turn < EDITED:
                at = chance.integers(0, len(text), len(text) // EVERY_EDITED)
                text[at] = some(len(at))
            copies.append((original.id, f"{number:020x}"))
        else:
            text = some(int(np.clip(chance.lognormal(*LENGTH), SHORTEST, LONGEST)))
            first.append(number)
        articles.append(Article(id=f"{number:020x}", text=" ".join(text)))
    return articles, copies


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Return what work gives, with its seconds on the clock and of this process."""
    clock, own = time.perf_counter(), time.process_time()
    given = work()
    return given, time.perf_counter() - clock, time.process_time() - own


def child(count: int) -> None:
    """Measure in this process, and print one line of JSON."""
    articles, copies = made_up(count + NEW)
    before = peak()
    stories, seconds, own = timed(lambda: stories_of(articles[:count]))
    after = peak()
    _, again, _ = timed(lambda: stories_of(articles, stories.known))
    sketches = list(itertools.islice(stories.known.values(), PAIRS + 1))
    _, compared, _ = timed(lambda: [alike(*pair) for pair in itertools.pairwise(sketches)])
    asked = [pair for pair in copies if pair[1] < f"{count:020x}"]
    found = sum(copy in stories.copies(original) for original, copy in asked)
    told = {
        "seconds": seconds,
        "own": own,
        "again": again,
        "memory": (after - before) / MIB,
        "every_pair": compared / PAIRS * count * (count - 1) / 2,
        "copies": len(asked),
        "found": found,
    }
    print(json.dumps(told))


def measure(say: Callable[[str, str, str], None]) -> None:
    """Measure each count, and say it."""
    print("\nnear copies among made-up articles of some 340 words")
    for count in COUNTS:
        command = [sys.executable, __file__, str(count)]
        answer = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - ours
        told = json.loads(answer.stdout)
        beside = f"every pair would take {told['every_pair']:,.0f} s"
        say(f"{count:,} articles", f"{told['seconds']:.2f} s", beside)
        say("  once more, with ten new", f"{told['again']:.2f} s", "")
        say("  memory beyond the texts", f"{told['memory']:,.0f} MiB", "")
        say("  copies found", f"{told['found']:,}", f"of {told['copies']:,}")


if __name__ == "__main__":
    child(int(sys.argv[1]))
