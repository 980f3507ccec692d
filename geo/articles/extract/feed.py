"""A feed file: an item a report. Nothing that it links to is fetched."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import feedparser

from geo.articles.extract import Fault, Found
from geo.articles.extract.mail import stated_day
from geo.articles.extract.markup import text_of_markup
from geo.dates import read_day

if TYPE_CHECKING:
    from collections.abc import Iterator


def extract(data: bytes, charset: str = "") -> Iterator[Found | Fault]:
    """Give every item, and what broke the feed where that is so. charset: as a server named it."""
    stated = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    # A stream: of a string, feedparser would fetch what looks like an address.
    feed = feedparser.parse(
        io.BytesIO(data),
        response_headers=stated,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    outlet = feed.feed.get("title", "")
    rss = feed.version.startswith("rss")
    for number, item in enumerate(feed.entries, start=1):
        yield Found(at=f"item {number}", fields=_fields(item, outlet, rss=rss))
    if not feed.version and not feed.entries:
        yield Fault(
            value="no feed",
            allowed="RSS, Atom or RDF, with items",
            remedy="Save the feed again; an .xml file that is no feed is not read.",
        )
    elif feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
        yield Fault(
            value=" ".join(str(feed.bozo_exception).split())[:200],
            allowed="a feed that is sound to its end",
            remedy=f"{len(feed.entries):,} items could be read; save it again if some are missing.",
            kept=bool(feed.entries),
        )


def _fields(item: Any, outlet: str, *, rss: bool) -> dict[str, str]:  # noqa: ANN401
    texts = [each.get("value", "") for each in item.get("content", ())]
    texts.append(item.get("summary", ""))
    # Only what means publication: an Atom item that was "updated" may be years old. RDF's and
    # RSS's dc:date comes under that name, too.
    keys = item.keys()
    written = item["published"] if "published" in keys else ""
    if not written and rss and "updated" in keys:
        written = item["updated"]
    day = read_day(written) or stated_day(written)
    source = item.get("source", {}).get("title", "") if isinstance(item.get("source"), dict) else ""
    return {
        "title": text_of_markup(item.get("title", "")),
        "text": max((text_of_markup(text) for text in texts), key=len),
        "date": day.isoformat() if day else written,
        "source": text_of_markup(source or outlet),
        "url": item.get("link", ""),
    }
