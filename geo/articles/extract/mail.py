"""An e-mail: its words, its subject, its sender, and the day that its Date states."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_tz
from typing import TYPE_CHECKING

from geo.articles.extract import Fault, Found
from geo.articles.extract.markup import text_of_markup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

HEADER_LIMIT = 2000  # characters of a header that are read
DATE_LIMIT = 100
MOST_PARTS = 1000
_ADDRESS = re.compile(r"<?(https?://[^\s<>]{1,1900})>?")


def extract(data: bytes) -> Iterator[Found | Fault]:
    """Give the mail as one report, and what was attached to it as a Fault."""
    # The newer policies parse whole headers by grammar, which takes minutes for a hostile one.
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    body, attached = _parts(message)
    written = ahead(message, "Date")
    day = stated_day(written)
    name, address = parseaddr(ahead(message, "From"))
    link = _ADDRESS.fullmatch(ahead(message, "Archived-At").strip())
    yield Found(
        fields={
            "title": ahead(message, "Subject"),
            "text": body,
            # What names no day is passed on as it is, to be told.
            "date": day.isoformat() if day else written[:DATE_LIMIT],
            "source": name or address,
            "url": link.group(1) if link else "",
        }
    )
    for kind, (count, example) in attached.items():
        yield Fault(
            value=f"{count} attached ({kind}), such as {example}"
            if example
            else f"{count} attached ({kind})",
            allowed="the words of the mail itself",
            remedy="Attachments were not read; save those that are reports as files of their own.",
            kept=True,
        )


def ahead(message: Message, name: str) -> str:
    """Return a header as one line of text, in so far as it is read; empty where there is none."""
    value = message.get(name)
    if value is None:
        return ""
    written = str(value)[:HEADER_LIMIT]
    try:
        decoded = str(make_header(decode_header(written)))
    except (LookupError, MessageError, UnicodeError, ValueError):
        decoded = written
    return " ".join(decoded.split())


def stated_day(written: str) -> dt.date | None:
    """Return the calendar day that a Date states, in the zone of who wrote it."""
    parts = parsedate_tz(written[:DATE_LIMIT])
    if parts is None:
        return None
    try:
        return dt.date(*parts[:3])
    except ValueError:
        return None


def text_in(part: Message) -> str:
    """Return a part's text in the charset that it names; what does not fit becomes U+FFFD."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeError):
        pass
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return raw.decode("cp1252", "replace")


def _parts(message: Message) -> tuple[str, dict[str, tuple[int, str]]]:
    """Return the words, and how many parts of each type are attached, with a name of one."""
    plain, markup = "", ""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    waiting = [message]
    looked = 0
    while waiting and looked < MOST_PARTS:
        part = waiting.pop(0)
        looked += 1
        kind = part.get_content_type()
        payload = part.get_payload()
        if isinstance(payload, list) and kind != "message/rfc822":
            waiting[:0] = [each for each in payload if not isinstance(each, str)]
            continue
        attached = part.get_content_disposition() == "attachment"
        if kind == "text/plain" and not attached and not plain:
            plain = text_in(part)
        elif kind == "text/html" and not attached:
            markup = markup or text_in(part)
        elif part.get_content_disposition() != "inline" or not kind.startswith("image/"):
            counts[kind] += 1
            examples.setdefault(kind, " ".join((part.get_filename() or "").split())[:80])
    words = plain if plain.strip() else text_of_markup(markup)
    return words, {kind: (count, examples[kind]) for kind, count in counts.items()}
