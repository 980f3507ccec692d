"""`python -m geo corrections`."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

from geo.cli.common import open_kept_store
from geo.cli.correct import confirmed
from geo.cli.output import output
from geo.cli.terminal import PROBLEMS, WELL, complain, counted, say, say_table
from geo.corrections import (
    Correction,
    Merge,
    Overlay,
    Undo,
    effect,
    folding_effect,
    folding_in_words,
    gazetteer_patch,
    in_words,
    label,
    refuse_second_undo,
    standing,
    standing_foldings,
)
from geo.errors import GazetteerError
from geo.exports import json_line
from geo.model import Problem
from geo.places import COLUMNS, row_of
from geo.store import user_name

if TYPE_CHECKING:
    import argparse

    from geo.corrections import Folding
    from geo.store import Store

HEADINGS = ("NUMBER", "WHEN", "WHO", "NAME", "REACH", "IS", "WAS", "REASON", "STANDS")


def show(options: argparse.Namespace) -> int:
    """List every correction, also what was taken back."""
    with open_kept_store(options) as store:
        log = store.corrections.read()
    undone = {said.correction: said for said in log if isinstance(said, Undo)}
    rows = [
        (
            str(said.number),
            f"{said.at:%Y-%m-%d %H:%M}Z",
            said.author,
            *_told(said),
            said.was,
            said.reason,
            _stands(undone.get(said.number)),
        )
        for said in log
        if not isinstance(said, Undo)
    ]
    if not rows:
        complain("Nobody has corrected anything. `python -m geo correct --help` tells how.")
        return WELL
    say_table([HEADINGS, *rows])
    return WELL


def undo(options: argparse.Namespace) -> int:
    """Take a correction back, after saying what would change and being told to go on."""
    with open_kept_store(options) as store:
        log = store.corrections.read()
        back = Undo(
            correction=options.number,
            author=options.author or user_name(),
            reason=options.reason,
            at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        )
        refuse_second_undo(back, log)
        stands = (*standing(log), *standing_foldings(log))
        said = next(each for each in stands if each.number == options.number)
        if isinstance(said, Correction):
            now = standing(log)
            then = Overlay(each for each in now if each is not said)
            changed = str(effect(store.decided_about(said), then, Overlay(now)))
        else:
            stories = store.stories()
            changed = str(folding_effect(stories, stories.without(said.number), said))
        name, _, what = _told(said)
        say(f"Takes back: {name}: {what}. Changes {changed}.")
        if not (options.yes or confirmed("Take it back?")):
            complain("Nothing was changed.")
            return PROBLEMS
        store.corrections.take_back(back)
    return WELL


def export(options: argparse.Namespace) -> int:
    """Write what stands for others: rows of a gazetteer, labelled articles, or said stories."""
    with open_kept_store(options) as store:
        if options.form == "gazetteer":
            return _export_gazetteer(store, options.output)
        if options.form == "stories":
            return _export_stories(store, options.output)
        return _export_labels(store, options.output)


def _export_gazetteer(store: Store, name: str) -> int:
    patch = gazetteer_patch(standing(store.corrections.read()))
    problems = list(patch.left_out)
    written = 0
    header = io.StringIO()
    csv.writer(header, lineterminator="").writerow(COLUMNS)
    with output(name, encoding="utf-8") as stream:
        stream.write(header.getvalue() + "\n")
        for place in patch.places:
            try:
                row = row_of(place)
            except GazetteerError as error:
                remedy = "The row was left out; the labels have the correction."
                problems.append(_problem(place.id, str(error), remedy))
                continue
            stream.write(row + "\n")
            written += 1
    for problem in problems:
        complain(str(problem))
    complain(f"{counted(written, 'row')} written, {counted(len(problems), 'correction')} left out.")
    return PROBLEMS if problems else WELL


def _problem(where: str, allowed: str, remedy: str) -> Problem:
    return Problem(where=where, value=where, allowed=allowed, remedy=remedy)


def _export_labels(store: Store, name: str) -> int:
    overlay = Overlay(standing(store.corrections.read()))
    written = titles = 0
    with output(name) as stream:
        for located in store.located_articles():
            record = label(located, overlay)
            if record is not None:
                stream.write(json_line(record))
                written += 1
            titles += sum(
                bool(overlay.at(located.article, mention).corrections)
                for mention in located.mentions
                if mention.mention.part == "title"
            )
    if titles:
        complain(
            f"{counted(titles, 'mention')} in titles left out: labels count in the text alone."
        )
    complain(f"{counted(written, 'labelled article')} written.")
    return WELL


def _export_stories(store: Store, name: str) -> int:
    foldings = standing_foldings(store.corrections.read())
    with output(name) as stream:
        for folding in foldings:
            stream.write(json_line(_record(folding)))
    merges = sum(isinstance(folding, Merge) for folding in foldings)
    splits = len(foldings) - merges
    complain(f"{counted(merges, 'merge')} and {counted(splits, 'split')} written.")
    return WELL


def _record(folding: Folding) -> dict[str, object]:
    return {
        "number": folding.number,
        "says": "merge" if isinstance(folding, Merge) else "split",
        "article": folding.article,
        "other": folding.other if isinstance(folding, Merge) else None,
        "was": folding.was,
        "author": folding.author,
        "reason": folding.reason,
        "at": folding.at.isoformat().replace("+00:00", "Z"),
    }


def _told(said: Correction | Folding) -> tuple[str, str, str]:
    """Return what an entry is about, how far it reaches, and what it says."""
    if isinstance(said, Correction):
        return said.name, _reach(said), in_words(said.change)
    return said.article, "story", folding_in_words(said)


def _reach(said: Correction) -> str:
    beside = {"mention": said.article, "article": said.article, "outlet": said.source or ""}
    return " ".join((said.reach.value, beside.get(said.reach.value, ""))).strip()


def _stands(back: Undo | None) -> str:
    return "yes" if back is None else f"no, {back.author}: {back.reason}"
