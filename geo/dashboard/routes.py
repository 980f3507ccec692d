"""The routes that answer the frame: arrays by their hash, words as JSON, and what a link means.

All lie under `{assets}/data/{hash}/` but `{assets}/link` and `{assets}/accuracy/`, which are of the
store as it is. Nothing here belongs to a session: one
copy of what a version of the store says is shared by everybody, and the two latest are answered
for, so that a page that is just being redrawn is not cut off. Texts travel as JSON only.

What is addressed by a hash is kept by the browser for good where the hash stands for the whole
answer. Rows, cards and what stands behind a cube hold more (evidence, who set a date, how vague a
day is) and are not kept.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import numpy as np
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import layer, serving
from geo.dashboard import cards, checking, correcting, rows, words
from geo.dashboard.copies import copies_told, differences_told, folding_asked, others_told
from geo.dashboard.library import around, library
from geo.dashboard.link import LONGEST_TEXT, Link, clamp, read_link, settle
from geo.errors import CorrectionError, DatelineError
from geo.selection import Clock, drawn_as
from geo.store import Store, default_store_path, user_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from geo.dashboard.library import Library
    from geo.model import Article, LocatedArticle

ASSETS = "/assets"
LONGEST_QUERY = 8_000
"""Characters of a query; more is refused."""
MOST_ROWS = 120
"""Rows that one request may ask for."""
MOST_PLACES = 1_000
MOST_ARTICLES = 500
MOST_OFFSET = 10**9
"""What an offset in an article stays below."""
WORTH_PACKING = 1_000
"""Bytes from which on an answer is compressed."""
PACKING = 5
"""gzip's level: 6 takes half as long again, for 4 % less."""
KEPT = "private, max-age=31536000, immutable"
NOT_KEPT = "no-store"
FALLBACK = {
    Clock.HAPPENED: ("published", "It tells no day; this is the day it was published."),
    Clock.PUBLISHED: ("told", "It states no publication day; this is a day it tells of."),
}
NUMBER = re.compile(r"[0-9]{1,10}")
NOT_HERE = "This version of the articles is no longer here. Ask for the present one."


class BadQueryError(DatelineError, ValueError):
    """A query cannot be answered; the message says what may be asked."""


@dataclass(frozen=True, eq=False)
class Packed:
    """An answer's bytes, and the same compressed, worked out when first asked for."""

    plain: bytes
    kind: str
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @cached_property
    def small(self) -> bytes:
        """Return the bytes by gzip; the same bytes give the same."""
        with self._lock:
            return self.__dict__.get("small") or gzip.compress(self.plain, PACKING, mtime=0)

    def answer(self, request: Request, cached: str) -> Response:
        """Return it as the browser takes it."""
        headers = {"cache-control": cached, "vary": "accept-encoding"}
        accepted = request.headers.get("accept-encoding", "")
        if len(self.plain) < WORTH_PACKING or "gzip" not in accepted:
            return Response(self.plain, media_type=self.kind, headers=headers)
        headers["content-encoding"] = "gzip"
        return Response(self.small, media_type=self.kind, headers=headers)


@dataclass(frozen=True, eq=False)
class Edition:
    """One version of the store as the frame gets it; immutable, shared by all visitors."""

    books: Library
    columns: layer.Columns

    @cached_property
    def blob(self) -> Packed:
        """The arrays."""
        return Packed(self.columns.blob, "application/octet-stream")

    @cached_property
    def names(self) -> Packed:
        """The words of places and sources, by number."""
        places = self.books.dataset.places
        told = {
            "places": [
                [
                    place.id,
                    place.name,
                    words.kind(place),
                    words.inside(place, places),
                    next(iter(place.dari_names), ""),
                    next(iter(place.pashto_names), ""),
                ]
                for place in places.values()
            ],
            "sources": self.columns.sources,
        }
        return Packed(json.dumps(told, separators=(",", ":")).encode("ascii"), "application/json")

    @cached_property
    def searched(self) -> Callable[[str], Packed]:
        """Search; visitors who look for the same share the answer, a bit for each article."""
        return lru_cache(maxsize=32)(self._searched)

    def _searched(self, text: str) -> Packed:
        hits = np.zeros(len(self.columns.articles), bool)
        found = map(self.columns.number, self.books.matching(text))
        hits[[number for number in found if number is not None]] = True
        return Packed(np.packbits(hits, bitorder="little").tobytes(), "application/octet-stream")


_editions: OrderedDict[str, Edition] = OrderedDict()
_making = threading.Lock()
MOST_EDITIONS = 2


def edition(books: Library | None = None) -> Edition:
    """Return a version of the store as the frame gets it; by default the present one.

    Raises:
        StoreError: the store cannot be read.
    """
    wanted = books or library()
    # One at a time, so that ten visitors of a new version do not each work it out.
    with _making:
        found = next((each for each in _editions.values() if each.books is wanted), None)
        if found is None:
            stories = None if wanted.stories is None else wanted.stories.members
            found = Edition(wanted, layer.columns(wanted.dataset, stories))
            # Two versions may look the same; the newer one answers for both.
            _editions[found.columns.hash] = found
            while len(_editions) > MOST_EDITIONS:
                _editions.popitem(last=False)
        _editions.move_to_end(found.columns.hash)
        return found


def _edition_of(data: str) -> Edition | None:
    """Return the version of that hash, None when it is neither present nor the one before."""
    found = _editions.get(data)
    if found is None:
        present = edition()
        found = present if present.columns.hash == data else None
    return found


def routes() -> list[BaseRoute]:
    """Return all routes of the frame; they are answered in threads, none holds up another."""
    told: Mapping[str, Callable[[Edition, Request], Response]] = {
        "columns": _columns,
        "names": _names,
        "rows": _rows,
        "card": _card,
        "copies": _copies,
        "differences": _differences,
        "find": _find,
        "matching": _matching,
        "articles": _articles,
        "places": _changing(_places),
        "effect": _changing(_effect),
        "others": _changing(_others),
        "folding": _changing(_folding),
    }
    of_data = [
        Route(f"{ASSETS}/data/{{data}}/{name}", _bounded(_of_data(answer)), methods=["GET"])
        for name, answer in told.items()
    ]
    alone = {
        "link": _link,
        "accuracy/figures": _figures,
        "accuracy/queue": _queue,
        "accuracy/places": _other_places,
    }
    return [
        *of_data,
        *(
            Route(f"{ASSETS}/{name}", _bounded(answer), methods=["GET"])
            for name, answer in alone.items()
        ),
    ]


def _bounded(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Refuse what is too long, and tell in JSON what went wrong."""

    def bounded(request: Request) -> Response:
        if len(request.url.query) > LONGEST_QUERY:
            return _error(f"Ask for less at once: {LONGEST_QUERY} characters are the most.", 414)
        try:
            return answer(request)
        except BadQueryError as error:
            return _error(str(error), 400)
        except DatelineError as error:
            return _error(str(error), 503)

    return bounded


def _of_data(answer: Callable[[Edition, Request], Response]) -> Callable[[Request], Response]:
    def of_data(request: Request) -> Response:
        found = _edition_of(request.path_params["data"])
        return _error(NOT_HERE, 404) if found is None else answer(found, request)

    return of_data


def _changing(answer: Callable[[Edition, Request], Response]) -> Callable[..., Response]:
    """Answer what only a form for changes asks, and nobody on a page for viewing."""

    def of_change(found: Edition, request: Request) -> Response:
        if serving.view_only():
            return _error(serving.VIEW_ONLY, 403)
        try:
            return answer(found, request)
        except CorrectionError as error:
            return _error(str(error), 400)

    return of_change


def _error(sentence: str, status: int) -> JSONResponse:
    return JSONResponse({"error": sentence}, status, {"cache-control": NOT_KEPT})


def _columns(found: Edition, request: Request) -> Response:
    return found.blob.answer(request, KEPT)


def _names(found: Edition, request: Request) -> Response:
    return found.names.answer(request, KEPT)


def _rows(found: Edition, request: Request) -> Response:
    """Answer `?n=1,5,7&clock=published` with the words of rows, by number."""
    numbers = _numbers(request, "n", MOST_ROWS, len(found.columns.articles))
    clock = _clock(request)
    told = {}
    for number in numbers:
        entry = found.books.dataset.entry(found.columns.articles[number], clock)
        if entry is None:  # pragma: no cover - the columns are of this dataset
            continue
        row = rows.row(entry)
        row["untitled"] = entry.article.article.title is None
        row["fallback"] = FALLBACK[clock] if entry.fallback else None
        told[str(number)] = row
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _card(found: Edition, request: Request) -> Response:
    """Answer `?n=5&place=ID` with an article's card, opened on that place.

    `mention=text:17` opens it on what the mention at that offset means, where it means a place.
    """
    books = found.books
    entry = books.dataset.entry(_article(found, request))
    if entry is None:  # pragma: no cover - the columns are of this dataset
        return _error(NOT_HERE, 404)
    by_user = entry.id in books.dated_by_user
    told = cards.card(
        entry,
        around(entry.article, books.dataset),
        pin=_meant(entry.article, request) or request.query_params.get("place") or None,
        dated_by_user=by_user,
        overlay=books.overlay,
    )
    published = entry.article.article.published
    further = {
        "dated_by_user": by_user,
        "published": published.isoformat() if published else None,
        "seen": books.seen,
        "author": _author(),
        "roles": [[role.value, said] for role, said in words.ROLES.items()],
    }
    return JSONResponse({"card": {**told, **further}}, headers={"cache-control": NOT_KEPT})


def _copies(found: Edition, request: Request) -> Response:
    """Answer `?n=5` with the story of an article: its near copies, and what was said of them."""
    told = copies_told(found.books, _read(found, request), found.columns.number)
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _differences(found: Edition, request: Request) -> Response:
    """Answer `?n=5&other=7` with what differs between the texts of two articles."""
    told = differences_told(_read(found, request), _read(found, request, "other"))
    return JSONResponse(told, headers={"cache-control": KEPT})


def _others(found: Edition, request: Request) -> Response:
    """Answer `?n=5&q=WORDS` with articles that may tell the same story; q may be an id too."""
    query = request.query_params.get("q", "").strip()
    if not query or len(query) > LONGEST_TEXT:
        message = (
            f"“q” must be words or the id of an article, of {LONGEST_TEXT} characters at most."
        )
        raise BadQueryError(message)
    told = others_told(found.books, query, _read(found, request), found.columns.number)
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _folding(found: Edition, request: Request) -> Response:
    """Answer what `?article=ID&other=ID` would change, a split without `other`: {"says": …}."""
    asked = layer.folding({**request.query_params, "reason": "-", "author": "-"})
    if asked is None:
        message = "This must be the id of an article, and of another to merge it with."
        raise BadQueryError(message)
    _, says = folding_asked(found.books, asked, dt.datetime.now(dt.UTC))
    return JSONResponse({"says": says}, headers={"cache-control": NOT_KEPT})


def _article(found: Edition, request: Request, name: str = "n") -> str:
    """Return the id of the article whose number is asked for."""
    numbers = _numbers(request, name, 1, len(found.columns.articles))
    if not numbers:
        message = f"Name the article: {name}=5."
        raise BadQueryError(message)
    return found.columns.articles[numbers[0]]


def _read(found: Edition, request: Request, name: str = "n") -> Article:
    """Return the article whose number is asked for."""
    located = found.books.dataset.article(_article(found, request, name))
    if located is None:  # pragma: no cover - the columns are of this dataset
        raise BadQueryError(NOT_HERE)
    return located.article


def _find(found: Edition, request: Request) -> Response:
    """Answer `?article=ID` with the article's number."""
    number = found.columns.number(request.query_params.get("article", ""))
    if number is None:
        return _error("No article has this id here.", 404)
    return JSONResponse({"n": number}, headers={"cache-control": KEPT})


def _matching(found: Edition, request: Request) -> Response:
    """Answer `?q=WORDS` with a bit for each article, the lowest first."""
    text = request.query_params.get("q", "")
    if len(text) > LONGEST_TEXT:
        message = f"A search may have {LONGEST_TEXT} characters."
        raise BadQueryError(message)
    return found.searched(text).answer(request, KEPT)


def _articles(found: Edition, request: Request) -> Response:
    """Answer which articles stand behind some places of a cube, or of a crowd on the map.

    `?places=3,7&from=2021-08-15&to=2021-08-20&clock=published&roles=0,1&limit=100`: places and
    roles by number, without what a place contains; days both included; each may be left out. The
    answer is {"articles": numbers in the list's order, "days": of each the day under which it is
    filed, from 1970-01-01, "total": how many there are}.
    """
    columns = found.columns
    clock = _clock(request)
    listed, total = columns.within(
        _numbers(request, "places", MOST_PLACES, len(columns.places)),
        first=_day(request, "from"),
        last=_day(request, "to"),
        clock=clock,
        roles=_numbers(request, "roles", len(layer.DRAWN), len(layer.DRAWN)),
        limit=next(iter(_numbers(request, "limit", 1, MOST_ARTICLES + 1)), MOST_ARTICLES),
    )
    entries = [found.books.dataset.entry(columns.articles[number], clock) for number in listed]
    days = [entry.filed.first if entry and entry.filed else None for entry in entries]
    told = {"articles": listed, "days": list(map(layer.day_number, days)), "total": total}
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _author() -> str:
    """Return who corrects unless somebody gives another name; "" where that is not known."""
    try:
        return "" if serving.view_only() else user_name()
    except CorrectionError:
        return ""


def _places(found: Edition, request: Request) -> Response:
    """Answer `?q=NAME&pin=ID` with places of the gazetteer, and how far from that one they lie."""
    query = _name(request)
    pin = found.books.dataset.places.get(request.query_params.get("pin", ""))
    told = correcting.found_places(query, pin)
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _effect(found: Edition, request: Request) -> Response:
    """Answer what a correction would change, as {"articles", "mentions", "pins", "says"}.

    `?article=ID&part=text&start=3&end=9&what=place&value=af-kabul&reach=everywhere`; the words are
    those of `geo.layer.told`.
    """
    asked = request.query_params
    numbers = {
        name: (_numbers(request, name, 1, MOST_OFFSET) or [0])[0] for name in ("start", "end")
    }
    told = {**asked, **numbers, "reason": "-", "author": "-"}
    proposal = layer.proposal(told, found.books.dataset.article)
    if proposal is None:
        message = "This must be a mention of an article, what it is, and how far that holds."
        raise BadQueryError(message)
    located = found.books.dataset.article(proposal.article)
    if located is None:  # pragma: no cover - the proposal was read by this dataset
        return _error(NOT_HERE, 404)
    now = dt.datetime.now(dt.UTC)
    correction = correcting.proposed(found.books, proposal, located, now)
    changed = correcting.foreseen(found.books, correction)
    told = {
        "articles": changed.articles,
        "mentions": changed.mentions,
        "pins": changed.pins,
        "says": str(changed),
    }
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _meant(located: LocatedArticle, request: Request) -> str | None:
    """Return the id of the place that the mention of `mention=text:17` means, if there is one."""
    part, _, start = request.query_params.get("mention", "").partition(":")
    for mention in located.mentions:
        words_, place = mention.mention, mention.resolution.place
        if (words_.part, str(words_.span.start)) == (part, start) and place is not None:
            return place.id
    return None


def _link(request: Request) -> Response:
    """Answer the page's own parameters with what they mean here, and what they could not."""
    parameters = parse_qs(request.url.query, keep_blank_values=True, errors="replace")
    link, broken = read_link(parameters)
    present = edition()
    dataset = present.books.dataset
    link, missing = settle(link, dataset)
    filters, outside = clamp(link.filters, dataset.bounds[link.filters.clock])
    told = {
        "state": _state(link, filters.first, filters.last, present.columns),
        "notices": [*broken, *missing, *([outside] if outside else [])],
        "hash": present.columns.hash,
    }
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _state(
    link: Link, first: dt.date | None, last: dt.date | None, columns: layer.Columns
) -> dict[str, object]:
    filters, view = link.filters, link.view
    return {
        "clock": filters.clock.value,
        "from": first.isoformat() if first else None,
        "to": last.isoformat() if last else None,
        "q": filters.text,
        "places": sorted(filters.places),
        "sources": sorted(filters.sources),
        # The frame tells apart what looks apart.
        "roles": sorted({drawn_as(role).value for role in filters.roles}),
        "least": link.least,
        "independent": link.independent,
        "in_view": link.in_view,
        "area": [[corner.latitude, corner.longitude] for corner in link.area] or None,
        "article": link.article,
        "n": None if link.article is None else columns.number(link.article),
        "pin": link.pin,
        "view": None if view is None else [view.centre.latitude, view.centre.longitude, view.zoom],
        "bare": link.bare,
        "labels": link.labels,
    }


def _figures(request: Request) -> Response:
    """Answer how far to trust the store, and what a judgement needs to know."""
    del request
    path = default_store_path()
    with Store.open(path, read_only=True) as store:
        version, log = store.version(), store.corrections.read()
    told = {
        "figures": checking.figures(path, version),
        "seen": log[-1].number if log else 0,
        "author": _author(),
        "roles": checking.roles(),
    }
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _queue(request: Request) -> Response:
    """Answer `?order=doubtful&limit=20` with mentions to check, and the log's latest number."""
    if serving.view_only():
        return _error(serving.VIEW_ONLY, 403)
    order = request.query_params.get("order", checking.ORDERS[0])
    if order not in checking.ORDERS:
        message = "“order” must be " + " or ".join(checking.ORDERS) + "."
        raise BadQueryError(message)
    limit = next(iter(_numbers(request, "limit", 1, MOST_ROWS + 1)), MOST_ROWS)
    with Store.open(default_store_path(), read_only=True) as store:
        items, log = checking.queue(store, order, limit), store.corrections.read()
    told = {"items": items, "seen": log[-1].number if log else 0}
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _other_places(request: Request) -> Response:
    """Answer `?q=NAME` with places of the gazetteer, those that a mention may mean instead."""
    if serving.view_only():
        return _error(serving.VIEW_ONLY, 403)
    told = {"choices": checking.places(_name(request), None)}
    return JSONResponse(told, headers={"cache-control": NOT_KEPT})


def _name(request: Request) -> str:
    query = request.query_params.get("q", "").strip()
    if not query or len(query) > LONGEST_TEXT:
        message = f"“q” must be a name, of {LONGEST_TEXT} characters at most."
        raise BadQueryError(message)
    return query


def _numbers(request: Request, name: str, most: int, below: int) -> list[int]:
    """Read "1,5,7": at most so many, each a number below `below`."""
    value = request.query_params.get(name, "")
    parts = value.split(",", most) if value else []
    if len(parts) > most or not all(map(NUMBER.fullmatch, parts)):
        message = f"“{name}” must be at most {most} numbers with commas between them."
        raise BadQueryError(message)
    numbers = [int(part) for part in parts]
    if any(number >= below for number in numbers):
        message = f"“{name}” must be below {below}."
        raise BadQueryError(message)
    return numbers


def _clock(request: Request) -> Clock:
    value = request.query_params.get("clock") or Clock.HAPPENED.value
    try:
        return Clock(value)
    except ValueError:
        message = "“clock” must be " + " or ".join(clock.value for clock in Clock) + "."
        raise BadQueryError(message) from None


def _day(request: Request, name: str) -> dt.date | None:
    value = request.query_params.get(name)
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        message = f"“{name}” must be a day such as 2021-09-03."
        raise BadQueryError(message) from None
