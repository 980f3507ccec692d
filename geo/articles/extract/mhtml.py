"""A web page saved as one file (.mhtml): the page is the first HTML among its parts."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING

from geo.articles.extract import Fault, Found
from geo.articles.extract.mail import ahead, text_in
from geo.articles.extract.page import extract_text

if TYPE_CHECKING:
    from collections.abc import Iterator


def extract(data: bytes) -> Iterator[Found | Fault]:
    """Give the report of the page. Its Date is when it was saved, and so is not looked at."""
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            url = ahead(message, "Snapshot-Content-Location") or ahead(part, "Content-Location")
            known = url if url.startswith(("http://", "https://")) else ""
            yield from extract_text(text_in(part), known)
            return
    yield Fault(
        value="no page",
        allowed="a page as a browser saves it, with a part of type text/html",
        remedy="Save the page again, as a web page.",
    )
