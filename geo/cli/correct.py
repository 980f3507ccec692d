"""`python -m geo correct`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

from geo.cli.common import load_gazetteer, open_kept_store
from geo.cli.terminal import PROBLEMS, WELL, complain, say
from geo.corrections import (
    LOOKED_AT,
    Overlay,
    Proposal,
    Reach,
    correction_of,
    effect,
    in_words,
    standing,
)
from geo.corrections.records import name_key
from geo.errors import CorrectionError
from geo.store import user_name

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from geo.corrections import What
    from geo.model import LocatedArticle, LocatedMention, Mention, Place

AROUND = 40
"""Characters shown on each side of a mention that has to be told from others of its name."""


def run(options: argparse.Namespace) -> int:
    """Correct a mention, after saying what would change and being told to go on."""
    with open_kept_store(options) as store:
        log = store.corrections.read()
        seen = log[-1].number if log else 0
        now = Overlay(standing(log))
        located = store.article(options.article_id)
        meant = _mention(located, options.name, options.which, Reach(options.reach))
        what, value = _asked(options, meant.resolution.place)
        mention = meant.mention
        correction = correction_of(
            Proposal(
                article=options.article_id,
                part=mention.part,
                span=mention.span,
                what=what,
                value=value,
                reach=Reach(options.reach),
                reason=_reason(options),
                author=options.author or user_name(),
            ),
            located,
            now,
            _place_of(what),
            dt.datetime.now(dt.UTC),
        )
        then = Overlay((*now.corrections, correction))
        changed = effect(store.decided_about(correction), then, now)
        say(
            f"{correction.name}: {in_words(correction.change)} ({correction.reach.value}); "
            f"was: {correction.was}"
        )
        say(f"This changes {changed}.")
        if not (options.yes or confirmed("Correct it?")):
            complain("Nothing was changed.")
            return PROBLEMS
        kept = store.corrections.add(correction, seen=seen)
    say(f"Kept as correction {kept.number}; `python -m geo corrections undo {kept.number}` undoes.")
    return WELL


def confirmed(question: str) -> bool:
    """Ask on the terminal; where there is none, tell how to say yes beforehand."""
    if not sys.stdin.isatty():
        complain(f"{question} Nobody can be asked here; add --yes to go on.")
        return False
    complain(f"{question} [y/N]")
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _asked(options: argparse.Namespace, place: Place | None) -> tuple[What, str]:
    if options.right:
        return "confirm", place.id if place else ""
    if options.not_a_place:
        return "nil", ""
    if options.place is not None:
        return "place", options.place
    if options.point is not None:
        return "point", options.point
    if options.role is not None:
        return "role", options.role
    return "date", options.date.isoformat()


def _reason(options: argparse.Namespace) -> str:
    reason: str | None = options.reason
    if reason is None and not options.right:
        message = "say why with --reason TEXT, so that others can follow it"
        raise CorrectionError(message)
    return LOOKED_AT if reason is None else reason


def _place_of(what: What) -> Callable[[str], Place | None]:
    # Opening the gazetteer may compile the world; most corrections do without.
    return load_gazetteer().place if what == "place" else lambda _: None


def _mention(located: LocatedArticle, name: str, which: int | None, reach: Reach) -> LocatedMention:
    """Return the mention that a name and a number mean.

    Raises:
        CorrectionError: the article does not name it, or several times and it matters which.
    """
    found = [each for each in located.mentions if name_key(each.mention.text) == name_key(name)]
    if not found:
        names = ", ".join(dict.fromkeys(m.mention.text for m in located.mentions)) or "none"
        message = f"no place name {name!r} was found in this article; found were: {names}"
        raise CorrectionError(message)
    if which is None and len(found) > 1 and reach is Reach.MENTION:
        lines = "; ".join(
            f"{number}: {_around(located, each.mention)}" for number, each in enumerate(found, 1)
        )
        message = (
            f"{name!r} stands {len(found)} times in this article; say which with --which, "
            f"or all with --reach article: {lines}"
        )
        raise CorrectionError(message)
    if which is not None and not 1 <= which <= len(found):
        message = f"--which {which}: {name!r} stands {len(found)} times; count from 1"
        raise CorrectionError(message)
    return found[(which or 1) - 1]


def _around(located: LocatedArticle, mention: Mention) -> str:
    text = (located.article.title or "") if mention.part == "title" else located.article.text
    start, end = max(0, mention.span.start - AROUND), mention.span.end + AROUND
    return f"“{' '.join(text[start:end].split())}”"
