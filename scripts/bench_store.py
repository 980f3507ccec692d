"""Measure a large store on this machine: `make bench ARGS="--only store"`.

Made-up articles, the same at every run, written by the store's own functions, a thousand in a
transaction; then a store of that size is opened and asked in a process of its own. Each figure is
the middle of several runs; searches are asked once before, so that the files' pages are in memory.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from bench_processes import ours

from geo.model import (
    Article,
    Coordinates,
    Evidence,
    Interval,
    LocatedArticle,
    LocatedMention,
    Mention,
    Place,
    PlaceKind,
    Resolution,
    Role,
    Span,
    TimeExpression,
    Verdict,
)
from geo.store import Question, Store
from geo.store.connection import writing

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

SEED = 20210815
SYLLABLES = tuple(
    f"{consonant}{vowel}" for consonant in "bdfghjklmnprstvz" for vowel in ("a", "e", "i", "o", "u")
)
VOCABULARY = 30_000
PLACES, PROVINCES, SOURCES = 20_000, 200, 400
FIRST_DAY = dt.date(2018, 1, 1)
DAYS = 1_460
WORDS = (60, 120)
"""Words of a text, from and to."""
BATCH = 1_000
RUNS = 3
LIMIT = 100
CHILD_SECONDS = 900.0
MIB = 2**20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this part takes."""
    parser.add_argument("--stored", type=int, default=100_000, help="articles of the large store")
    parser.add_argument("--store-file", type=Path, help="keep it there, and use it again")


def measure(wanted: argparse.Namespace) -> None:
    """Print the table."""
    print(f"\na store of {wanted.stored:,} made-up articles")
    with tempfile.TemporaryDirectory() as folder:
        path = wanted.store_file or Path(folder) / "bench.db"
        if not path.exists():
            started = time.perf_counter()
            fill(path, wanted.stored)
            took = time.perf_counter() - started
            _say("writing it", f"{wanted.stored / took:,.0f} articles/s", f"{took:.0f} s")
        _say("on the disk", f"{path.stat().st_size / MIB:,.0f} MiB")
        with ours("store", path, patience=CHILD_SECONDS) as child:
            for label, figure, beside in child.ask()["rows"]:
                _say(label, figure, beside)


def _say(label: str, figure: str, beside: str = "") -> None:
    print(f"{label:<46} {figure:>16}   {beside}", flush=True)


def fill(path: Path, count: int) -> None:
    """Write so many made-up articles; the full-text index is made at the end, at one go."""
    with Store.open(path, full_text=False) as store:
        connection = store._connection  # noqa: SLF001 - one transaction for many articles
        made = made_up(count)
        for _ in range(0, count, BATCH):
            with writing(connection):
                for located in _some(made, BATCH):
                    article = located.article
                    number = connection.execute(
                        "INSERT INTO articles (id, title, text, stated_date, source) "
                        "VALUES (?, ?, ?, ?, ?)",
                        (
                            article.id,
                            article.title,
                            article.text,
                            str(article.published),
                            article.source,
                        ),
                    ).lastrowid
                    store._decide(int(number or 0), located)  # noqa: SLF001
    started = time.perf_counter()
    Store.open(path).close()
    took = time.perf_counter() - started
    _say("of that, the full-text index", f"{took:.0f} s")


def _some(made: Iterator[LocatedArticle], most: int) -> Iterator[LocatedArticle]:
    for _, located in zip(range(most), made, strict=False):
        yield located


def made_up(count: int) -> Iterator[LocatedArticle]:
    """Make up articles whose words, places and sources are as unequal as those of the news."""
    chance = np.random.default_rng(SEED)
    vocabulary = np.array(
        ["".join(chance.choice(SYLLABLES, 1 + number % 4)) for number in range(VOCABULARY)]
    )
    provinces = [
        _place(f"province-{number}", PlaceKind.PROVINCE, chance) for number in range(PROVINCES)
    ]
    places = [
        _place(f"place-{number}", PlaceKind.TOWN, chance, provinces[number % PROVINCES].id)
        for number in range(PLACES)
    ]
    for number in range(count):
        words = vocabulary[
            np.minimum(chance.zipf(1.1, chance.integers(*WORDS)) - 1, VOCABULARY - 1)
        ]
        day = FIRST_DAY + dt.timedelta(days=int(chance.integers(0, DAYS)))
        yield _article(number, words, [places[n] for n in _few(chance)], day)


def _few(chance: np.random.Generator) -> list[int]:
    return list(dict.fromkeys(int(n) for n in np.minimum(chance.zipf(1.25, 2) - 1, PLACES - 1)))


def _place(
    name: str, kind: PlaceKind, chance: np.random.Generator, parent: str | None = None
) -> Place:
    return Place(
        id=f"made-up-{name}",
        name=f"Made-up {name}",
        kind=kind,
        coordinates=Coordinates(
            latitude=float(chance.uniform(-50, 65)), longitude=float(chance.uniform(-170, 175))
        ),
        radius_km=2,
        uncertainty_km=2,
        parent=parent,
    )


def _article(number: int, words: np.ndarray, places: list[Place], day: dt.date) -> LocatedArticle:
    told = day - dt.timedelta(days=number % 3)
    text = f"{', '.join(place.name for place in places)}: {' '.join(words)}."
    when = TimeExpression(
        span=Span(start=0, end=4),
        part="text",
        text=text[:4],
        interval=Interval(first=told, last=told),
    )
    at = 0
    mentions = []
    for place in places:
        mentions.append(
            LocatedMention(
                mention=Mention(
                    span=Span(start=at, end=at + len(place.name)), part="text", text=place.name
                ),
                role=Role.EVENT if at == 0 else Role.BACKGROUND,
                role_evidence=Evidence(name="made_up", detail="It was made up."),
                resolution=Resolution(
                    verdict=Verdict.RESOLVED,
                    place=place,
                    confidence=0.9,
                    evidence=(Evidence(name="made_up", detail="It was made up.", weight=1.0),),
                ),
                time=when if number % 2 else None,
            )
        )
        at += len(place.name) + 2
    return LocatedArticle(
        article=Article(
            id=f"{number:020x}",
            title=" ".join(words[:6]),
            text=text,
            published=day,
            source=f"Synthetic desk {number % SOURCES}",
        ),
        mentions=tuple(mentions),
        times=(when,),
        focus=(places[0].id,),
    )


def rows(path: Path) -> list[tuple[str, str, str]]:
    """Open a store and ask it; return what the table shows."""
    told = [_timed("opened", lambda: Store.open(path).close())]
    with Store.open(path, read_only=True) as store:
        for label, question in _questions(store).items():
            found = store.search(question, limit=LIMIT)
            took, worst = _milliseconds(partial(store.search, question, limit=LIMIT))
            told.append(
                (label, f"{took:,.0f} ms", f"{found.total:,} found; at most {worst:,.0f} ms")
            )
        version = store.version()
        for word in ("b", "ba", "made"):
            act = partial(store.matching, word, version)
            told.append(_timed(f"every article with “{word}…”", act))
        told.append(_timed("an id is looked for", lambda: "f" * 20 in store))
        told.append(_timed("counts", store.counts))
        told.append(_timed("the first 256 of all articles", lambda: next(store.located_articles())))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )
    told.append(("memory at most", f"{peak / MIB:,.0f} MiB", ""))
    return told


def _questions(store: Store) -> dict[str, Question]:
    """Return questions from rare to common words, from short to long periods."""
    chance = np.random.default_rng(SEED)
    vocabulary = ["".join(chance.choice(SYLLABLES, 1 + number % 4)) for number in range(VOCABULARY)]
    rare, some, common = vocabulary[8_003], vocabulary[303], vocabulary[3]
    month = (dt.date(2020, 3, 1), dt.date(2020, 3, 31))
    year = (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    town, province = {"made-up-place-40"}, store.within("made-up-province-40")
    often = store.within("made-up-province-0")
    return {
        "a rare word": Question(text=rare),
        "a word": Question(text=some),
        "a common word": Question(text=common),
        "two words": Question(text=f"{common} {some}"),
        "a phrase": Question(text=f'"{vocabulary[0]} {vocabulary[1]}"'),
        "a month": Question(first=month[0], last=month[1]),
        "a year": Question(first=year[0], last=year[1]),
        "a town": Question(places=town),
        "a province": Question(places=province),
        "a word, a month, a town": Question(text=some, first=month[0], last=month[1], places=town),
        "a word, a month, a province": Question(
            text=some, first=month[0], last=month[1], places=province
        ),
        "a word, a year, a province": Question(
            text=some, first=year[0], last=year[1], places=province
        ),
        "a common word, a year, a common province": Question(
            text=common, first=year[0], last=year[1], places=often
        ),
    }


def _timed(label: str, act: Callable[[], object]) -> tuple[str, str, str]:
    act()
    took, worst = _milliseconds(act)
    return label, f"{took:,.1f} ms", f"at most {worst:,.1f} ms"


def _milliseconds(act: Callable[[], object]) -> tuple[float, float]:
    spans = []
    for _ in range(RUNS):
        started = time.perf_counter()
        act()
        spans.append((time.perf_counter() - started) * 1000)
    return median(spans), max(spans)
