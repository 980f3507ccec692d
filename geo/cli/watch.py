"""`python -m geo watch`: rounds, until somebody ends them."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from geo.articles.files import shown
from geo.cli.common import load_gazetteer, open_store
from geo.cli.terminal import PROBLEMS, WELL, complain, counted
from geo.errors import InputNotFoundError, StoreError, WatchingError
from geo.model import Problem
from geo.places import LiveGazetteer
from geo.places.locks import hold
from geo.store import Store, default_store_path
from geo.watching import Feeds, Watch, read_feeds

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from geo.watching import Round

ENDED = "Ended, as asked. What was kept stays kept; the same command goes on."


class _Ended(BaseException):
    """SIGTERM came. No Exception, so that nothing takes it for a failure and goes on."""


def run(options: argparse.Namespace) -> int:
    """Follow folders and feeds until SIGTERM or Ctrl-C, or make one round."""
    for path in options.paths:
        if not path.exists():
            message = f"{shown(path)} does not exist; name files or folders that do."
            raise InputNotFoundError(message)
    feeds = None
    if options.feeds is not None:
        _insist_on_a_feed(options.feeds)
        feeds = Feeds(options.feeds, every=dt.timedelta(minutes=options.every))
    watch = Watch(options.paths, feeds, columns=dict(options.column), tell=_log)
    try:
        with _ending_on_sigterm(), _alone(options):
            return _rounds(watch, options)
    except _Ended:
        _log(ENDED)
        return WELL


def _insist_on_a_feed(path: Path) -> None:
    """Refuse a list that holds no feed; single bad lines are told by the first round.

    Raises:
        WatchingError: there is no address in it, or no such file.
    """
    problems = []
    for each in read_feeds(path):
        if not isinstance(each, Problem):
            return
        problems.append(each)
    first = f" The first problem: {problems[0]}" if problems else ""
    message = f"{shown(path)} lists no feed; write an address a line, or name OPML.{first}"
    raise WatchingError(message)


def _rounds(watch: Watch, options: argparse.Namespace) -> int:
    live = LiveGazetteer()
    load_gazetteer(live)
    if not options.once:
        _log(f"Following; a round every {counted(options.every, 'minute')}.")
    while True:
        begun = time.monotonic()
        try:
            # Opened for each round: a backup may be put in its place between two, and places be
            # drawn or added.
            with Store.open(options.store or default_store_path()) as store:
                done = watch.round(store, load_gazetteer(live))
        except (StoreError, OSError) as error:
            if options.once:
                raise
            _log(f"{error} The next round tries again.")
        else:
            _log(told(done))
            if options.once:
                return PROBLEMS if _problems(done) else WELL
        time.sleep(max(0.0, begun + options.every * 60 - time.monotonic()))


def told(done: Round) -> str:
    """Return a round in one line, without a word of an article."""
    said = [f"{counted(done.files, 'file')} read"] if done.files else []
    if done.unsettled:
        said.append(f"{counted(done.unsettled, 'file')} still being written")
    if done.troubles:
        said.append(f"{counted(done.troubles, 'thing')} out of reach, told above or before")
    if done.asked:
        said.append(
            f"{counted(done.asked, 'feed')} asked ({done.unchanged} unchanged, "
            f"{done.failed} failed)"
        )
    if done.not_due:
        said.append(f"{counted(done.not_due, 'feed')} not due")
    report = done.ingest
    if report is None:
        return "; ".join(["nothing new", *said]) + "."
    problems = report.refused + report.in_part
    number = report.imported
    said.append(f"{counted(report.added, 'article')} added, {report.same} there before")
    said.append(
        f"{counted(problems, 'problem')}, which `python -m geo imports problems {number}` tells"
        if problems
        else f"import {number}"
    )
    return "; ".join(said) + "."


def _problems(done: Round) -> bool:
    report = done.ingest
    return bool(done.troubles or done.failed or (report and (report.refused or report.in_part)))


def _log(line: str) -> None:
    complain(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%SZ} {line}")


@contextlib.contextmanager
def _alone(options: argparse.Namespace) -> Iterator[None]:
    """Hold the store's watching, so that no other watch reads and asks the same at once.

    Raises:
        WatchingError: another process holds it.
    """
    with open_store(options) as store:  # makes the folder, and tells at once what is wrong
        path = Path(f"{store.path.resolve()}.watch")
    with path.open("a+", encoding="ascii") as held:
        if not hold(held):
            held.seek(0)
            message = (
                f"Another watch, process {held.read().strip() or 'unknown'}, follows for the "
                f"store {str(options.store or default_store_path())!r}. End it first, or name "
                "another store with --store."
            )
            raise WatchingError(message)
        held.truncate(0)
        held.write(f"{os.getpid()}\n")
        held.flush()
        yield


@contextlib.contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Raise _Ended where the program stands when SIGTERM comes; a second one changes nothing."""

    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise _Ended

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
