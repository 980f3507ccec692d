"""Mailboxes (.mbox): mail after mail, each begun by a line "From sender day"."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, BinaryIO

from geo.articles.documents import MAIL_LIMIT, articles_of_mail
from geo.articles.formats import MBOX_LINE
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.intake import Intake
    from geo.articles.source import Source
    from geo.model import Article

LINE_LIMIT = 1 << 20  # bytes read at once; a longer line comes in pieces


def read_mbox(source: Source, intake: Intake) -> Iterator[Article | Problem]:
    """Read each mail of a mailbox. What is attached is told once for the whole, not read."""
    attached: Counter[str] = Counter()
    examples: dict[str, Problem] = {}
    number = 0
    with source.open() as stream:
        for number, mail in enumerate(_mails(stream), start=1):
            where = f"{source.name}, mail {number}"
            if mail is None:
                yield Problem(
                    where=where,
                    value=f"more than {MAIL_LIMIT:,} bytes",
                    allowed=f"mails of at most {MAIL_LIMIT:,} bytes",
                    remedy="It was not read, the others are; save its text as a .txt file.",
                )
                continue
            for item in articles_of_mail(where, mail, intake):
                if isinstance(item, Problem) and " attached (" in item.value:
                    kind = item.value.partition("(")[2].partition(")")[0]
                    attached[kind] += 1
                    examples.setdefault(kind, item)
                else:
                    yield item
    if not number:
        yield Problem(
            where=source.name,
            value="no mail",
            allowed='a mailbox, whose mails begin with a line such as "From a@b.org Sat Aug 28 …"',
            remedy="Export the mails again as mbox, or save each as .eml.",
        )
    for kind, count in attached.items():
        first = examples[kind]
        yield Problem(
            where=source.name,
            value=f"{count:,} mails with attachments ({kind}), the first {first.where}",
            allowed=first.allowed,
            remedy=first.remedy,
            kept=True,
        )


def _mails(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield each mail, None for one that is too long."""
    pieces: list[bytes] = []
    size, begun, blank = 0, False, True
    while True:
        line = stream.readline(LINE_LIMIT)
        starts = blank and line.startswith(b"From ") and MBOX_LINE.match(line)
        if not line or starts:
            if begun:
                yield b"".join(pieces) if size <= MAIL_LIMIT else None
            if not line:
                return
            pieces, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= MAIL_LIMIT:
                # A line of the mail that looked like a beginning was given a mark in front.
                marked = line.startswith(b">") and line.lstrip(b">").startswith(b"From ")
                pieces.append(line[1:] if marked else line)
        blank = line in (b"\n", b"\r\n")
