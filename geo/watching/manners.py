"""How servers are treated: a host gets one request at a time and then rest, and is asked first."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from protego import Protego

from geo.watching.addresses import Address
from geo.watching.fetching import AGENT, Fetcher, FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAUSE_SECONDS = 2.0
"""Between two requests to one host."""
LONGEST_PAUSE = 60.0
"""Of those that a robots.txt may ask for (Crawl-delay); who wants more is asked no more often."""
ROBOTS_BYTES = 500 * 1024
"""As many of a robots.txt as RFC 9309 says must be read."""
ROBOTS_SECONDS = 24 * 3600.0
"""How long one is remembered, by this process."""
REFUSAL_SECONDS = 3600.0
"""How long it is remembered that there was no answer."""
ALL = Protego.parse("")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host allows, or why that is unknown. until: on the monotonic clock."""

    rules: Protego
    trouble: str | None
    until: float


class Manners:
    """Held around each request for a feed. wait, now: stand for time's, in tests."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        pause: float = PAUSE_SECONDS,
        wait: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._pause, self._wait, self._now = pause, wait, now
        self._rules: dict[str, _Rules] = {}
        self._rested: dict[str, float] = {}

    @contextlib.contextmanager
    def __call__(self, address: Address) -> Iterator[None]:
        """Hold a request: its host's robots.txt allows it, and the host has had its rest.

        Raises:
            FetchError: it is not allowed, or nobody knows whether it is.
        """
        rules = self._asked(address)
        if not rules.can_fetch(str(address), AGENT):
            message = "its robots.txt asks that it be left alone"
            raise FetchError(message)
        delay = rules.crawl_delay(AGENT) or 0.0
        with self._turn(address, min(max(delay, self._pause), LONGEST_PAUSE)):
            yield

    @contextlib.contextmanager
    def _turn(self, address: Address, pause: float) -> Iterator[None]:
        left = self._rested.get(address.host, self._now()) - self._now()
        if left > 0:
            self._wait(left)
        try:
            yield
        finally:
            self._rested[address.host] = self._now() + pause

    def _asked(self, address: Address) -> Protego:
        known = self._rules.get(address.origin)
        if known is None or known.until <= self._now():
            known = self._ask(address)
            self._rules[address.origin] = known
        if known.trouble is not None:
            raise FetchError(known.trouble)
        return known.rules

    def _ask(self, address: Address) -> _Rules:
        robots = Address.of(f"{address.origin}/robots.txt")
        try:
            answer = self._fetcher.get(
                robots, {}, lambda at: self._turn(at, self._pause), truncate=ROBOTS_BYTES
            )
        except FetchError as error:
            return _Rules(ALL, f"its robots.txt: {error}", self._now() + REFUSAL_SECONDS)
        if answer.status == 200:  # noqa: PLR2004 - HTTP's
            rules = Protego.parse(answer.body.decode("utf-8", "replace"))
            return _Rules(rules, None, self._now() + ROBOTS_SECONDS)
        if 400 <= answer.status < 500 and answer.status != 429:  # noqa: PLR2004 - there is none
            return _Rules(ALL, None, self._now() + ROBOTS_SECONDS)
        trouble = f"its robots.txt cannot be had (status {answer.status})"
        return _Rules(ALL, trouble, self._now() + REFUSAL_SECONDS)
