"""Files in every format that is read, made by hand, whole and broken, for the tests of readers."""

from __future__ import annotations

import contextlib
import io
import zipfile
from typing import TYPE_CHECKING

from geo.articles import read_upload
from geo.model import Article, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.articles.worker import Worker

BODY = (
    "Fighters held the road above the village of Anaba on Friday, their commander said. "
    "Nobody crossed the pass that day, and traders turned back to the bazaar.\n"
    "Residents reached by telephone said that the bridge was whole. The governor's office "
    "announced that flour would be brought from Gulbahar before the end of the week."
)
PARAGRAPHS = BODY.split("\n")


def taken(
    name: str,
    data: bytes | str,
    *,
    columns: Mapping[str, str] | None = None,
    worker: Worker | None = None,
) -> tuple[list[Article], list[Problem], list[str]]:
    """Read an upload; return its articles, its problems, and what was told; end the worker."""
    told: list[str] = []
    raw = data.encode("utf-8") if isinstance(data, str) else data
    with worker or contextlib.nullcontext():
        items = list(read_upload(name, raw, columns=columns, tell=told.append, worker=worker))
    articles = [item for item in items if isinstance(item, Article)]
    return articles, [item for item in items if isinstance(item, Problem)], told


def one(name: str, data: bytes | str) -> Article:
    """Read an upload that is one article and no problem."""
    articles, problems, _ = taken(name, data)
    assert problems == []
    (article,) = articles
    return article


def refused(name: str, data: bytes | str, *, worker: Worker | None = None) -> Problem:
    """Read an upload that is one problem and no article."""
    articles, problems, _ = taken(name, data, worker=worker)
    assert articles == []
    (problem,) = problems
    assert problem.where.startswith(name)
    assert problem.allowed
    assert problem.remedy
    return problem


def page(head: str = "", body: str = "") -> str:
    """Return a web page with the report in it, and menus around it."""
    told = body or "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
        f"<article><h1>Road above Anaba held</h1>{told}</article>"
        "<footer>Copyright The Valley Post. All rights reserved.</footer>"
        "<script>document.write('never')</script></body></html>"
    )


def mail(*headers: str, text: str = BODY) -> bytes:
    """Return a mail of plain text."""
    lines = "\r\n".join(("MIME-Version: 1.0", "Message-ID: <1@desk.example>", *headers))
    body = text.replace("\n", "\r\n")
    return f"{lines}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode()


def zipped(entries: Mapping[str, bytes | str]) -> bytes:
    """Return a zip of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return out.getvalue()


def pdf(*pages: str) -> bytes:
    """Return a PDF with so many pages of text, a line a line."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        (
            f"<< /Type /Pages /Count {len(pages)} /Kids "
            f"[{' '.join(f'{4 + 2 * at} 0 R' for at in range(len(pages)))}] >>"
        ).encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, text in enumerate(pages):
        shown = "".join(
            f"({line.replace('(', '[').replace(')', ']')}) Tj T* " for line in text.split("\n")
        )
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td {shown}ET".encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >> stream\n%s\nendstream" % (len(stream), stream))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    return bytes(out)


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs: str, before: str = "") -> bytes:
    """Return a Word document of these paragraphs. before: what stands above its root element."""
    body = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<?xml version='1.0' encoding='UTF-8'?>{before}"
            f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        }
    )
