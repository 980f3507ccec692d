"""A web page: the report in it, and what the page itself states of day, outlet and address."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any, Final

import trafilatura
from htmldate import find_date
from lxml import etree

from geo.articles.extract import Fault, Found
from geo.articles.extract.markup import tree_of
from geo.dates import read_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from lxml import html

_EMBEDDED = re.compile(r"data:[a-zA-Z]{1,20}/[^\"'\s)>]{200,}")
_SAVED_FROM = re.compile(
    r"<!--\s{0,9}(?:saved from url=\(\d{1,5}\)|Page saved with SingleFile\s{1,9}url:\s{0,9})"
    r"(https?://[^\s>]{1,2000})"
)
# What the meta elements and JSON-LD say is read here, by the names that mean publication alone.
_OTHER_TAGS = frozenset({"meta", "script", "link", "style", "aside", "nav", "footer"})
_OTHER_MARKS = re.compile(r"modif|updat|comment|related|sidebar|widget|footer|promo", re.IGNORECASE)
DAYS: Final = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "date",
)
"""Names of a page's own statements, in their order, that mean the day of publication."""
OUTLETS: Final = ("og:site_name", "application-name", "dc.publisher", "publisher")
ADDRESSES: Final = ("og:url", "twitter:url")
TITLES: Final = ("og:title", "twitter:title", "dc.title")
EARLIEST, LATEST = "1800-01-01", "2200-01-01"  # htmldate's own bound would be today
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MOST_LINKED_DATA = 200  # objects looked at


def extract(data: bytes, url: str = "") -> Iterator[Found | Fault]:
    """Give the report of a page in UTF-8. url: where the file says that it came from."""
    yield from extract_text(data.decode("utf-8", "replace"), url)


def extract_text(page: str, url: str = "") -> Iterator[Found | Fault]:
    """Give the report of a page."""
    page = _EMBEDDED.sub("data:,", page)  # pictures inside a page, at times of many megabytes
    tree = tree_of(page)
    document = (
        None
        if tree is None
        else trafilatura.bare_extraction(
            page, favor_precision=True, include_comments=False, with_metadata=False
        )
    )
    text = getattr(document, "text", None) or ""
    if tree is None or not text.strip():
        yield Fault(
            value="no report",
            allowed="a saved page with the text of an article in it",
            remedy="Only menus, scripts or nothing is in it. Save the page after it has loaded, "
            "or copy the text into a .txt file.",
        )
        return
    stated = _stated(tree)
    linked = _linked_data(tree)
    title = _title(tree, stated, linked)
    paragraphs = text.split("\n")
    if title and " ".join(paragraphs[0].split()) == title:
        paragraphs = paragraphs[1:] or paragraphs
    saved = _SAVED_FROM.search(page[:20_000])
    yield Found(
        fields={
            "title": title,
            "text": "\n\n".join(line for line in paragraphs if line.strip()),
            "date": _day(tree, page, stated, linked),
            "source": linked.get("outlet") or _first(stated, OUTLETS),
            "url": _address(tree, stated, url or (saved.group(1) if saved else "")),
        }
    )


def _stated(tree: html.HtmlElement) -> dict[str, str]:
    """Return what the meta elements say, the first of each name."""
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = (meta.get("content") or "").strip()
        if content:
            stated.setdefault(name.strip().lower(), content)
    return stated


def _first(stated: dict[str, str], names: tuple[str, ...]) -> str:
    return next((stated[name] for name in names if name in stated), "")


def _linked_data(tree: html.HtmlElement) -> dict[str, str]:
    """Return headline, day and outlet of the article that the page's JSON-LD describes."""
    waiting: list[Any] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                waiting.append(json.loads(script.text or ""))
            except ValueError:
                continue
    for _ in range(MOST_LINKED_DATA):
        if not waiting:
            break
        found = waiting.pop(0)
        if isinstance(found, list):
            waiting.extend(found[:MOST_LINKED_DATA])
        elif isinstance(found, dict):
            if "datePublished" in found and "headline" in found:
                publisher = found.get("publisher")
                outlet = publisher.get("name") if isinstance(publisher, dict) else None
                told = {
                    "headline": found["headline"], "day": found["datePublished"], "outlet": outlet
                }  # fmt: skip
                return {name: said for name, said in told.items() if isinstance(said, str)}
            waiting.append(found.get("@graph"))
            waiting.append(found.get("mainEntity"))
    return {}


def _title(tree: html.HtmlElement, stated: dict[str, str], linked: dict[str, str]) -> str:
    """Return the headline, as the page states it; else its only heading, else its title."""
    headings = [" ".join(each.text_content().split()) for each in tree.iter("h1")]
    written = [" ".join((each.text or "").split()) for each in tree.iter("title")]
    named = " ".join((linked.get("headline") or _first(stated, TITLES)).split())
    if named:
        return named
    if len(headings) == 1 and headings[0]:
        return headings[0]
    return next((each for each in written if each), "")


def _address(tree: html.HtmlElement, stated: dict[str, str], given: str) -> str:
    for link in tree.iter("link"):
        if (link.get("rel") or "").strip().lower() == "canonical":
            address = (link.get("href") or "").strip()
            if address.startswith(("http://", "https://")):
                return address
    own = _first(stated, ADDRESSES)
    return own if own.startswith(("http://", "https://")) else given


def _day(tree: html.HtmlElement, page: str, stated: dict[str, str], linked: dict[str, str]) -> str:
    """Return the day of publication as YYYY-MM-DD, empty where the page states none for sure."""
    written = [linked.get("day", ""), *(stated.get(name, "") for name in DAYS)]
    for element in tree.iter("time", "span", "div", "p"):
        published = (element.get("itemprop") or "").lower() == "datepublished"
        if published or element.get("pubdate") is not None:
            written.append(
                element.get("datetime") or element.get("content") or element.text_content()
            )
    for each in written:
        day = read_day(each.strip()) if each else None
        if day:
            return day.isoformat()
    shown = _without_other_days(tree)
    found = find_date(
        shown,
        extensive_search=False,  # it would take any day in the text
        original_date=True,
        min_date=EARLIEST,
        max_date=LATEST,
    )
    day = read_day(found) if found else None
    # A month alone comes back as its first day, which nobody stated.
    return day.isoformat() if day and _is_written(day, page) else ""


def _without_other_days(tree: html.HtmlElement) -> html.HtmlElement:
    """Return the page without what tells other days: of changes, of comments, of other stories."""
    shown = copy.deepcopy(tree)
    for element in list(shown.iter(etree.Element)):
        marks = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
        if element.tag in _OTHER_TAGS or _OTHER_MARKS.search(marks):
            parent = element.getparent()
            if parent is not None and element.tag != "body":
                element.drop_tree()
    return shown


def _is_written(day: dt.date, page: str) -> bool:
    """Tell whether exactly this day stands in the page, in figures or in English words."""
    year = f"{day.year:04}"
    months = "|".join({MONTHS[day.month - 1], MONTHS[day.month - 1][:3]})
    number = f"0?{day.day}"
    forms = (
        rf"{year}(?P<mark>[-/.]?){day.month:02}(?P=mark){day.day:02}",
        rf"{number}(?:st|nd|rd|th)?[.,]? (?:{months})[.,]? {year}",
        rf"(?:{months})\.? {number}(?:st|nd|rd|th)?,? {year}",
    )
    return any(re.search(rf"(?<!\w){form}(?!\d)", page, re.IGNORECASE) for form in forms)
