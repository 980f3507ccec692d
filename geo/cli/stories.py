"""`python -m geo stories`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from geo.accuracy import NO_SOURCE
from geo.cli.common import open_kept_store
from geo.cli.correct import confirmed
from geo.cli.terminal import PROBLEMS, WELL, complain, counted, plain, say
from geo.corrections import FoldingAsked, folding_effect, folding_in_words, folding_of
from geo.exports import json_line
from geo.store import user_name

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from geo.corrections import Folded
    from geo.store import Outline, Store


def show(options: argparse.Namespace) -> int:
    """List the stories, the first seen first; each is written as soon as it is known."""
    told = 0
    with open_kept_store(options, read_only=True) as store:
        for story in _stories(store, store.stories(), alone=options.all):
            say(json_line(_record(story)).rstrip() if options.json else _line(story))
            told += 1
    if not told and not options.json:
        complain("No article is a copy of another. `--all` lists the articles that stand alone.")
    return WELL


def merge(options: argparse.Namespace) -> int:
    """Say that two articles tell one story."""
    return _fold(options, options.other)


def split(options: argparse.Namespace) -> int:
    """Say that an article is a story of its own."""
    return _fold(options, None)


def _fold(options: argparse.Namespace, other: str | None) -> int:
    """Keep a merge or a split, after saying what would change and being told to go on."""
    with open_kept_store(options) as store:
        log = store.corrections.read()
        seen = log[-1].number if log else 0
        now = store.stories()
        folding = folding_of(
            FoldingAsked(
                article=options.article_id,
                other=other,
                reason=options.reason,
                author=options.author or user_name(),
            ),
            now,
            dt.datetime.now(dt.UTC),
        )
        say(f"{folding.article}: {folding_in_words(folding)}; was: {folding.was}")
        say(f"This changes: {folding_effect(now, now.also(folding), folding)}.")
        if not (options.yes or confirmed("Say so?")):
            complain("Nothing was changed.")
            return PROBLEMS
        kept = store.corrections.fold(folding, seen=seen)
    say(f"Kept as correction {kept.number}; `python -m geo corrections undo {kept.number}` undoes.")
    return WELL


def _stories(store: Store, folded: Folded, *, alone: bool) -> Iterator[list[Outline]]:
    """Yield the articles of each story; no more is held than of the stories that are begun."""
    begun: defaultdict[tuple[str, ...], list[Outline]] = defaultdict(list)
    for outline in store.outlines():
        story = folded.members.get(outline.id)
        if story is None:
            if alone:
                yield [outline]
            continue
        begun[story].append(outline)
        if len(begun[story]) == len(story):
            yield begun.pop(story)
    # What was added or dated anew while this was read may have been missed.
    yield from begun.values()


def _line(story: list[Outline]) -> str:
    first = story[0]
    day = str(first.published or "no date")
    outlets = ", ".join(_outlets(story)) or NO_SOURCE
    return plain(
        f"{first.id}  {day:<10}  {counted(len(story), 'article')}  {outlets}: "
        f"{first.title or 'without a title'}"
    )


def _outlets(story: list[Outline]) -> list[str]:
    """Return the outlets in the order in which they printed it."""
    return list(dict.fromkeys(each.source for each in story if each.source))


def _record(story: list[Outline]) -> dict[str, Any]:
    return {
        "story": story[0].id,
        "first_day": str(story[0].published) if story[0].published else None,
        "outlets": _outlets(story),
        "articles": [
            {
                "id": each.id,
                "published": str(each.published) if each.published else None,
                "source": each.source,
                "title": each.title,
            }
            for each in story
        ],
    }
