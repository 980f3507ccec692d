"""A PDF: the text of its pages, with lines put together that the page's width had parted."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from geo.articles.extract import Fault, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PAGES = 2000
MOST_CHARACTERS = 2_000_000  # an article's; see geo.articles.fields
LONG = 45  # characters; a shorter line ends where its writer ended it
_HYPHEN = re.compile(r"(\w)-\n(\w)")
_ENDS = (".", "!", "?", ":", "\u201d", '"', "\u061f")


def extract(data: bytes) -> Iterator[Found | Fault]:
    """Give the text of all pages as one report; a PDF's own dates tell when it was made."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            yield _locked()
            return
        if len(reader.pages) > MOST_PAGES:
            yield Fault(
                value=f"{len(reader.pages):,} pages",
                allowed=f"at most {MOST_PAGES:,} pages",
                remedy="Nothing of it was read; split it into its reports.",
            )
            return
        pages, length = [], 0
        for page in reader.pages:
            pages.append(page.extract_text())
            length += len(pages[-1])
            if length > MOST_CHARACTERS:
                break  # told by whoever makes the article
    except FileNotDecryptedError:
        yield _locked()
        return
    except PyPdfError as error:
        yield Fault(
            value=" ".join(str(error).split())[:200] or "a damaged PDF",
            allowed="a PDF that is sound",
            remedy="Open it in its program and save it again.",
        )
        return
    text = "\n\n".join(_unwrapped(page) for page in pages)
    if not text.strip():
        yield Fault(
            value=f"{len(pages):,} pages without text",
            allowed="a PDF with text in it",
            remedy="It seems to be scanned; run text recognition on it first.",
        )
        return
    yield Found(fields={"text": text}, plain=True)


def _locked() -> Fault:
    return Fault(
        value="an encrypted PDF",
        allowed="a PDF that opens without a password",
        remedy="Save it without its password.",
    )


def _unwrapped(page: str) -> str:
    """Return a page's text with a paragraph a line; a blank line stays one."""

    def whole(match: re.Match[str]) -> str:
        first, second = match.groups()
        # A small letter goes on with a word that was cut; "Mazar-e-\nSharif" keeps its hyphen.
        return first + second if second.islower() else f"{first}-{second}"

    out: list[str] = []
    before = ""
    for line in _HYPHEN.sub(whole, page.strip()).split("\n"):
        words = line.strip()
        if out and words and len(before) >= LONG and not before.endswith(_ENDS):
            out[-1] += " " + words
        else:
            out.append(words)
        before = words
    return "\n".join(out)
