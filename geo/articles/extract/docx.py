"""A Word document: its paragraphs, those in tables too, from the one part that holds them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from geo.articles.extract import Fault, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
MOST_BYTES = 100_000_000  # of the unpacked body


def extract(data: bytes) -> Iterator[Found | Fault]:
    """Give the document's text as one report. When it was made or saved is not looked at."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as document:
            info = document.getinfo(BODY)
            if info.file_size > MOST_BYTES:
                yield Fault(
                    value=f"{info.file_size:,} bytes unpacked",
                    allowed=f"at most {MOST_BYTES:,} bytes",
                    remedy="Split it into its reports.",
                )
                return
            with document.open(info) as body:
                text = "\n\n".join(_paragraphs(body))
    except DefusedXmlException:
        yield Fault(
            value="XML with entities of its own",
            allowed="a document as Word writes it",
            remedy="It was not read. Open it in its program and save it again.",
        )
        return
    except (KeyError, zipfile.BadZipFile, ParseError, OSError, EOFError, RuntimeError) as error:
        yield Fault(
            value=f"no sound Word document ({type(error).__name__})",
            allowed="a .docx that opens without a password",
            remedy="Open it in its program and save it again, as .docx.",
        )
        return
    yield Found(fields={"text": text}, plain=True)


def _paragraphs(body: object) -> Iterator[str]:
    """Yield each paragraph that has words; deleted text and field codes are none."""
    pieces: list[str] = []
    for event, node in iterparse(body, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            continue
        if node.tag == WORDS + "t":
            pieces.append(node.text or "")
        elif node.tag in (WORDS + "tab", WORDS + "br"):
            pieces.append(" ")
        elif node.tag == WORDS + "p":
            words = " ".join("".join(pieces).split())
            pieces.clear()
            if words:
                yield words
            node.clear()
