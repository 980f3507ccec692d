"""`python -m geo search`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.accuracy import NO_SOURCE
from geo.cli.common import load_gazetteer, open_kept_store
from geo.cli.terminal import PROBLEMS, WELL, complain, plain, say
from geo.errors import GazetteerError, StoreError
from geo.exports import located_line
from geo.places.finding import candidates
from geo.selection import Clock
from geo.store import Question

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection

    from geo.model import LocatedArticle
    from geo.store import Store


def run(options: argparse.Namespace) -> int:
    """List the articles that answer, the first kept first."""
    text = " ".join(options.words)
    first, last = options.first, options.last
    if first and last and last < first:
        message = f"--from {first} is after --to {last}; give the earlier day first"
        raise StoreError(message)
    if not (text.strip() or first or last or options.place):
        message = "Nothing is asked for. Give words, --from, --to or --place."
        raise StoreError(message)
    with open_kept_store(options, read_only=True) as store:
        places = None if options.place is None else _places(options.place, store)
        clock = Clock.PUBLISHED if options.published else Clock.HAPPENED
        question = Question(text=text, first=first, last=last, clock=clock, places=places)
        found = store.search(question, limit=max(1, options.limit))
        articles = store.articles(found.ids)
    for each in found.ids:
        if each in articles:  # else taken back since it was found
            say(located_line(articles[each]).rstrip() if options.json else _line(articles[each]))
    if not found.total:
        complain("No article answers.")
        return PROBLEMS
    if more := found.total - len(found.ids):
        complain(f"… and {more} more; --limit {found.total} shows all of them.")
    return WELL


def _places(asked: str, store: Store) -> Collection[str]:
    """Return the ids of the place that --place means, and of what it contains."""
    gazetteer = load_gazetteer()
    if gazetteer.place(asked):
        return store.within(asked, gazetteer.place)
    named = candidates(gazetteer, asked)
    if not named:
        message = (
            f"--place {asked!r} is neither a place's id nor a name that the gazetteer has; "
            "`python -m geo places NAME` shows both"
        )
        raise GazetteerError(message)
    # Of several the first that some article means: of the others nothing would be found.
    found = (
        (place, within, store.search(Question(places=within), limit=1).total)
        for place, within in ((each, store.within(each.id, gazetteer.place)) for each in named)
    )
    place, within = next(
        ((place, within) for place, within, total in found if total),
        (named[0], {named[0].id}),
    )
    above = filter(None, map(gazetteer.place, gazetteer.ancestors(place.id)))
    where = ", ".join(dict.fromkeys((place.name, *(each.name for each in above))))
    others = f"; {len(named) - 1} more bear the name" if len(named) > 1 else ""
    complain(f"In {where} ({place.id}){others}. `python -m geo places {asked!r}` shows ids.")
    return within


def _line(located: LocatedArticle) -> str:
    article = located.article
    day = str(article.published or "no date")
    source = article.source or NO_SOURCE
    return plain(f"{article.id}  {day:<10}  {source}: {article.title or 'without a title'}")
