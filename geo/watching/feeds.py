"""The file that lists feeds: an address a line, or OPML; a bad line is told, the rest goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from geo.articles.fields import shortened
from geo.articles.files import shown, unreadable
from geo.model import Problem
from geo.watching.addresses import ALLOWED, Address, AddressError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 5_000_000
MOST_FEEDS = 5_000


def read_feeds(path: Path) -> Iterator[Address | Problem]:
    """Give the address of every feed that a file lists, each once, and every line that is none."""
    name = shown(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        yield unreadable(name, error)
        return
    if len(data) > MOST_BYTES:
        yield _unfit(name, f"more than {MOST_BYTES:,} bytes", "a shorter list of feeds")
        return
    written = _in_opml(name, data) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else None
    found: set[Address] = set()
    for where, line in _in_lines(name, data) if written is None else written:
        if isinstance(line, Problem):
            yield line
            continue
        try:
            address = Address.of(line)
        except AddressError as error:
            # Not the line itself: it may hold a password.
            yield _unfit(where, str(error), ALLOWED)
            continue
        if address in found:
            continue
        if len(found) == MOST_FEEDS:
            yield _unfit(where, "more of them", f"at most {MOST_FEEDS:,} feeds")
            return
        found.add(address)
        yield address


def _in_lines(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        address = line.strip()
        if address and not address.startswith("#"):
            yield f"{name}, line {number}", address


def _in_opml(name: str, data: bytes) -> Iterator[tuple[str, str | Problem]]:
    try:
        outlines = list(fromstring(data).iter("outline"))
    except (ParseError, DefusedXmlException, ValueError) as error:
        yield name, _unfit(name, shortened(error), "OPML that is sound, or an address a line")
        return
    for number, outline in enumerate(outlines, start=1):
        address = outline.get("xmlUrl") or outline.get("xmlurl")
        if address:  # one without is a folder
            yield f"{name}, outline {number}", address.strip()


def _unfit(where: str, value: str, allowed: str) -> Problem:
    return Problem(
        where=where, value=value, allowed=allowed, remedy="It is not followed; mend or remove it."
    )
