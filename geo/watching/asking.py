"""Asking one feed: what it was said last is said back, and what it answers is remembered."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from geo.articles import read_feed
from geo.model import Article, Problem
from geo.watching.addresses import Address
from geo.watching.fetching import Answer, Fetcher, FetchError
from geo.watching.manners import Manners

if TYPE_CHECKING:
    from pathlib import Path

    from geo.articles.worker import Worker
    from geo.store import FeedMemory

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
LONGEST_BACK_OFF = dt.timedelta(days=1)
LONGEST_RETRY_AFTER = dt.timedelta(days=7)
"""However long a server asks for."""
GONE = dt.timedelta(days=30)
"""After which it is looked whether a feed that was gone is back."""
MOST_SEEN = 5_000
"""Keys that are remembered of a feed, unless one answer holds more."""
DUE = 0.9
"""Share of the time between rounds after which a feed may be asked again: clocks and rounds jitter,
and a watch that is started again and again must not ask as often."""

_SAID_BACK = re.compile(r"[\x20-\x7e]{1,500}")
_OK, _UNCHANGED, _GONE = 200, 304, 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asking a feed came to.

    items: what earlier answers did not hold. memory: to be kept once these are. words: sentences to
    be told, which were not told the last time.
    """

    items: tuple[Article | Problem, ...] = ()
    memory: FeedMemory
    words: tuple[str, ...] = ()
    unchanged: bool = False
    failed: bool = False


class Feeds:
    """The feeds that a file lists, and how they are asked.

    path: the list, see `read_feeds`. every: how often each is asked at most. fetcher, manners:
    others than the usual ones, for tests.
    """

    def __init__(
        self,
        path: Path,
        *,
        every: dt.timedelta,
        fetcher: Fetcher | None = None,
        manners: Manners | None = None,
    ) -> None:
        self.path = path
        self._every = every
        self._fetcher = fetcher or Fetcher()
        self._manners = manners or Manners(self._fetcher)

    def is_due(self, memory: FeedMemory) -> bool:
        """Tell whether a feed may be asked now."""
        if memory.not_before is None:
            return True
        left = memory.not_before - _now()
        # A clock that was wrong when that was written must not silence a feed for years.
        return not dt.timedelta() < left <= max(GONE, self._every)

    def ask(self, address: Address, memory: FeedMemory, worker: Worker) -> Asked:
        """Ask a feed for what is new. worker: takes its answer apart."""
        at = Address.of(memory.moved_to) if memory.moved_to else address
        try:
            answer = self._fetcher.get(at, _headers(memory), self._manners)
        except FetchError as error:
            return self._failed(address, memory, str(error))
        if answer.status == _UNCHANGED:
            now_known, words = self._well(address, memory, answer)
            return Asked(memory=now_known, words=words, unchanged=True)
        if answer.status == _GONE:
            return self._failed(address, memory, "it is gone for good (status 410)", GONE)
        if answer.status != _OK:
            trouble = f"it answered with status {answer.status}"
            return self._failed(address, memory, trouble, _retry_after(answer))
        return self._answered(address, memory, answer, worker)

    def _answered(
        self, address: Address, memory: FeedMemory, answer: Answer, worker: Worker
    ) -> Asked:
        found = {
            _key(item): item
            for item in read_feed(
                address.shown,
                answer.body,
                media_type=answer.headers.get_content_type(),
                charset=answer.headers.get_content_charset() or "",
                worker=worker,
            )
        }
        before = set(memory.seen)
        news = tuple(item for key, item in found.items() if key not in before)
        # Those before, too: a server may answer with an error page for once, or with an older list.
        seen = tuple(dict.fromkeys((*found, *memory.seen)))
        now_known, words = self._well(address, memory, answer)
        return Asked(
            items=news,
            memory=replace(
                now_known,
                etag=_said_back(answer, "etag"),
                modified=_said_back(answer, "last-modified"),
                seen=seen[: max(MOST_SEEN, len(found))],
            ),
            words=words,
            unchanged=not news,
        )

    def _well(
        self, address: Address, memory: FeedMemory, answer: Answer
    ) -> tuple[FeedMemory, tuple[str, ...]]:
        """Return what is known of a feed that answered well, and what is to be told."""
        moved_to = str(answer.moved_to) if answer.moved_to else memory.moved_to
        now_known = replace(
            memory,
            moved_to=moved_to,
            not_before=_now() + self._every * DUE,
            failures=0,
            trouble=None,
        )
        if answer.moved_to is None or moved_to == memory.moved_to:
            return now_known, ()
        words = (
            f"{address.shown}: it has moved for good to {answer.moved_to.shown}, where it is asked "
            "from now on; write that into your list."
        )
        return now_known, (words,)

    def _failed(
        self,
        address: Address,
        memory: FeedMemory,
        trouble: str,
        wanted: dt.timedelta = dt.timedelta(),
    ) -> Asked:
        """Return how a feed that did not answer well is let alone. wanted: by its server."""
        failures = memory.failures + 1
        back_off = max(self._every, LONGEST_BACK_OFF)
        doubled = self._every * 2 ** min(failures, 20)
        until = _now() + max(min(doubled, back_off), wanted)
        told = f"{address.shown}: {trouble}. It is not asked again before {until:%Y-%m-%d %H:%M}Z."
        return Asked(
            # Where it was said to lie for good it may be no more: its own address is asked next.
            memory=replace(
                memory, moved_to=None, not_before=until, failures=failures, trouble=trouble
            ),
            words=(told,) if trouble != memory.trouble else (),
            failed=True,
        )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _headers(memory: FeedMemory) -> dict[str, str]:
    headers = {"Accept": ACCEPT}
    if memory.etag:
        headers["If-None-Match"] = memory.etag
    if memory.modified:
        headers["If-Modified-Since"] = memory.modified
    return headers


def _said_back(answer: Answer, name: str) -> str | None:
    """Return a header that is sent back to the server, where it is fit for that."""
    value = answer.headers.get(name, "")
    return value if _SAID_BACK.fullmatch(value) else None


def _retry_after(answer: Answer) -> dt.timedelta:
    """Return how long a server wants to be let alone, within bounds; nothing where it is silent."""
    written = answer.headers.get("retry-after", "").strip()
    try:
        if written.isascii() and written.isdecimal():
            wanted = dt.timedelta(seconds=min(int(written[:12]), 10**9))
        else:
            until = parsedate_to_datetime(written)
            wanted = until - _now() if until.tzinfo else dt.timedelta()
    except (ValueError, OverflowError):
        return dt.timedelta()
    return min(max(wanted, dt.timedelta()), LONGEST_RETRY_AFTER)


def _key(item: Article | Problem) -> str:
    """Return what an item is known by, however its feed counts it."""
    if isinstance(item, Article):
        return item.id
    words = f"{item.value}\0{item.allowed}".encode("utf-8", "replace")
    return hashlib.blake2b(words, digest_size=10).hexdigest()
