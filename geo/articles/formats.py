"""The formats that are read: their endings, how their first bytes look, and which reader it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

HEAD = 4096  # bytes that tell a format


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. name: for people. reader: module and function under `geo.articles`."""

    name: str
    suffixes: tuple[str, ...]
    reader: str


TXT = Format(name="plain text", suffixes=(".txt",), reader="plain:read_txt")
CSV = Format(name="a table", suffixes=(".csv", ".tsv"), reader="rows:read_csv")
JSONL = Format(name="JSON lines", suffixes=(".jsonl", ".ndjson"), reader="rows:read_jsonl")
JSON = Format(name="JSON", suffixes=(".json",), reader="json_file:read_json")
PARQUET = Format(name="Parquet", suffixes=(".parquet",), reader="parquet:read_parquet")
FEED = Format(name="a feed", suffixes=(".rss", ".atom", ".xml"), reader="documents:read_feed")
PAGE = Format(name="a web page", suffixes=(".html", ".htm", ".xhtml"), reader="documents:read_page")
MHTML = Format(name="a saved web page", suffixes=(".mhtml", ".mht"), reader="documents:read_mhtml")
WARC = Format(name="a web archive", suffixes=(".warc", ".warc.gz"), reader="warc:read_warc")
EML = Format(name="an e-mail", suffixes=(".eml",), reader="documents:read_eml")
MBOX = Format(name="a mailbox", suffixes=(".mbox",), reader="mbox:read_mbox")
PDF = Format(name="a PDF", suffixes=(".pdf",), reader="documents:read_pdf")
DOCX = Format(name="a Word document", suffixes=(".docx",), reader="documents:read_docx")
ZIP = Format(name="a zip", suffixes=(".zip",), reader="archive:read_zip")

FORMATS: Final = (
    TXT, CSV, JSONL, JSON, PARQUET, FEED, PAGE, MHTML, WARC, EML, MBOX, PDF, DOCX, ZIP
)  # fmt: skip
BY_SUFFIX: Final = {suffix: each for each in FORMATS for suffix in each.suffixes}
SUFFIXES: Final = frozenset(BY_SUFFIX)
READS = (
    "text (.txt), tables (.csv, .tsv, .parquet), JSON (.json, .jsonl, .ndjson), feeds (.rss, "
    ".atom, .xml), saved web pages (.html, .htm, .xhtml, .mhtml, .mht, .warc, .warc.gz), mail "
    "(.eml, .mbox), documents (.pdf, .docx), and .zip files of these"
)
"""All of them in one sentence, for help texts, the page and problems."""

_HEADER = re.compile(
    rb"(?im)^(return-path|received|delivered-to|mime-version|message-id|dkim-signature|"
    rb"content-type|date|from|to|subject):[ \t]"
)
_SURE = frozenset({b"return-path", b"received", b"mime-version", b"message-id"})
MBOX_LINE = re.compile(
    rb"From \S{1,200} {1,4}[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [^\r\n]{1,60}\r?\n"
)
"""The line above each message of a mailbox: address, day of week, month, day, time, year."""
_MARKUP = re.compile(rb"<(!doctype\s+html|html|rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_MAGIC: Final = {
    b"PAR1": (PARQUET,),
    b"PK\x03\x04": (ZIP, DOCX),
    b"PK\x05\x06": (ZIP, DOCX),
    b"WARC/": (WARC,),
    b"\x1f\x8b": (WARC,),
}
_PROLOGUE = re.compile(
    rb"(?:\s+|<\?[^>]{0,500}\?>|<!--[^>]{0,2000}-->|<!doctype\s+(?:rss|rdf)[^>]{0,500}>)*",
    re.IGNORECASE,
)


def suffix_of(name: str) -> str:
    """Return the ending of a file's name in lower case, '.warc.gz' being one."""
    lower = name.lower()
    return ".warc.gz" if lower.endswith(".warc.gz") else PurePath(lower).suffix


def sniffed(head: bytes, expected: Format | None) -> Format | None:
    """Return the format that the first bytes show for sure, `expected` where they fit it."""
    kinds = _signs(head)
    if expected in kinds:
        return expected
    return kinds[0] if kinds else None


def _signs(head: bytes) -> tuple[Format, ...]:
    """Return the formats that these bytes may be, the likeliest first; none when unsure."""
    for mark, formats in _MAGIC.items():
        if head.startswith(mark):
            office = b"[Content_Types].xml" in head and b"word/" in head
            return formats[::-1] if office else formats
    if b"%PDF-" in head[:1024]:
        return (PDF,)
    if MBOX_LINE.match(head):
        return (MBOX,)
    return _signs_in_text(head.removeprefix(b"\xef\xbb\xbf"))


def _signs_in_text(text: bytes) -> tuple[Format, ...]:
    start = _PROLOGUE.match(text)
    markup = _MARKUP.match(text, start.end() if start else 0)
    if markup:
        return (PAGE,) if b"html" in markup.group(1).lower() else (FEED,)
    names = {match.group(1).lower() for match in _HEADER.finditer(text[:2048])}
    if len(names) > 2 and names & _SURE and _HEADER.match(text):  # noqa: PLR2004 (a mail has more)
        page = b"Snapshot-Content-Location" in text
        return (MHTML, EML) if page else (EML, MHTML)
    return ()
