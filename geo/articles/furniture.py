"""A report's text freed of the web page around it, and its title where it has one.

Menus, share buttons, links to other stories and notices are left out line by line; sentences
and sub-headings stay. A line is dropped only when it says so itself: by its words all being
those of a menu, or by its opening ("Also Read: ...").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.dates import read_day

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A plain text taken apart. published: the day of a line such as "Published: 28 Aug 2021"."""

    title: str | None
    text: str
    published: dt.date | None = None


TITLE_LIMIT = 180  # characters
LINK_LIMIT = 250  # characters; a longer line is a paragraph
NOTICE_LIMIT = 600
MENU_WORDS = 4  # words of one entry of a menu
_CLOSING = (".", "\u2026", ":", ";", ",")
_QUOTES = "\"'\u2019\u201d)]\u00bb"
_SENTENCE_ENDS = (".", "!", "?", "\u061f", "\u06d4", "\u3002")

_BULLET = re.compile(r"^\s{0,40}[\u2022\u00b7\u25cf\u25aa\u25e6\u2023*|>\u203a\u00bb+-]+\s+")
_ENTRY = re.compile(r"\s*[\u2022\u00b7\u25cf\u25aa|\u203a\u00bb/]\s*")
_WORD = re.compile(r"[^\W_]+")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SITE_WORDS: Final = _words(
    "youtube facebook twitter instagram whatsapp telegram linkedin pinterest reddit tiktok koo "
    "snapchat flipboard rss email mail e print copy link share shares tweet follow us comments "
    "comment like login log in sign up out register subscribe subscription newsletter newsletters "
    "menu search home news english hindi urdu dari pashto arabic farsi latest top breaking live tv "
    "radio video videos photo photos gallery podcast podcasts world national international local "
    "politics business economy sports sport entertainment lifestyle technology tech science health "
    "education opinion opinions editorial weather contact about advertise careers privacy policy "
    "terms of use conditions cookies settings sections section more trending popular most read all "
    "and the to skip main content navigation toggle close open app download web stories story",
)
"""A line of at most a few words, all of them these, is a menu's or a button's."""

_LINK = re.compile(
    r"\W{0,6}(?:also\s+(?:read|see|watch)|read\s+(?:also|more)|must\s+(?:read|watch)|see\s+also"
    r"|recommended(?:\s+reading)?|related(?:\s+(?:news|stor(?:y|ies)|articles?|coverage))?"
    r"|more\s+(?:on\s+this|stories)|don[\u2019']t\s+miss)\s*(?P<mark>[:|\u2013\u2014\u00bb>-]*)",
    re.IGNORECASE,
)
_CAPITAL_LINK = re.compile(r"\W{0,6}(?:READ|WATCH|LISTEN|SEE|LIVE)\s*[:|\u00bb>]")
_NOTICE = re.compile(
    r"\W{0,6}(?:advertisements?|sponsored(?:\s+content)?|promoted(?:\s+content)?"
    r"|(?:story|article)\s+continues\s+(?:below|after)(?:\s+(?:this\s+)?advertisement)?"
    r"|continue\s+reading(?:\s+below)?|scroll\s+(?:down\s+)?to\s+continue"
    r"|share\s+(?:this|via|on)(?:\s+\w+){0,3}|follow\s+us(?:\s+on(?:\s+\w+){1,6})?"
    r"|(?:click|tap)\s+here(?:\s+[\w']+){0,8}|(?:load|show|read|see|view)\s+(?:more|less|all)"
    r"|(?:sign\s+up|subscribe)(?:\s+[\w']+){0,8}|download\s+(?:the|our)(?:\s+\w+){1,4}"
    r"|leave\s+a\s+comment|back\s+to\s+top|skip\s+to(?:\s+\w+){1,3})\W{0,6}",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\bcookies?\b.{0,400}\b(?:accept|consent|agree|privacy|experience|browsing|preferences)\b"
    r"|\b(?:accept|consent|agree|we use|site uses|continuing)\b.{0,400}\bcookies?\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^\W{0,4}(?:\u00a9|copyright\b|\(c\)\s|all\s+rights\s+reserved)", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"\W{0,4}(?:first\s+)?published(?:\s+(?:on|at))?\s*[:\u2013\u2014-]?\s+(?P<day>.{8,60})",
    re.IGNORECASE,
)


def split_report(text: str) -> Report:
    """Return the title, the stated day and the text of a report, without the page around it."""
    lines = [line for line in text.split("\n") if not _is_link(line) and not _is_button(line)]
    lines = _without_edges(lines)
    lines, published = _without_published(lines)
    title, lines = _title(lines)
    if title is not None:
        lines = _without_edges(lines)
    if published is None:
        lines, published = _without_published(lines)
    return Report(title=title, text="\n".join(lines).strip(), published=published)


def _is_link(line: str) -> bool:
    """Tell whether the line is a link to another story: "Also Read: ...", "READ | ..."."""
    line = line.strip()
    if not line or len(line) > LINK_LIMIT:
        return False
    if _CAPITAL_LINK.match(line):
        return True
    match = _LINK.match(line)
    if match is None:
        return False
    marked = bool(match.group("mark"))
    alone = match.end() == len(line)
    also_read = marked and line.lower().lstrip("\u2022*-> ").startswith("also")
    # A sentence may begin with such words; a link's text has no full stop.
    return alone or also_read or (marked and not line.rstrip(_QUOTES).endswith(_SENTENCE_ENDS))


def _is_button(line: str) -> bool:
    """Tell whether the line is an advertisement's label, a button, or a bullet of a share list."""
    line = line.strip()
    if not line or len(line) > LINK_LIMIT:
        return False
    bullet = _BULLET.match(line)
    return bool(_NOTICE.fullmatch(line)) or (bullet is not None and _is_menu(line[bullet.end() :]))


def _is_menu(line: str) -> bool:
    """Tell whether the line holds only entries of a menu."""
    line = line.strip()
    if len(line) > LINK_LIMIT or line.endswith(_SENTENCE_ENDS):
        return False
    entries = [entry for entry in _ENTRY.split(line) if entry]
    if not entries:
        return False
    for entry in entries:
        words = [word.lower() for word in _WORD.findall(entry)]
        if not words or len(words) > MENU_WORDS or not SITE_WORDS.issuperset(words):
            return False
    return True


def _is_edge(line: str) -> bool:
    """Tell whether a line above the title or below the text is none of the report's."""
    line = line.strip()
    if not line:
        return True
    notice = len(line) <= NOTICE_LIMIT and _COOKIES.search(line) is not None
    rights = len(line) <= LINK_LIMIT and _RIGHTS.match(line) is not None
    return notice or rights or _is_menu(line)


def _without_edges(lines: list[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < last and _is_edge(lines[first]):
        first += 1
    while last > first and _is_edge(lines[last - 1]):
        last -= 1
    return lines[first:last]


def _without_published(lines: list[str]) -> tuple[list[str], dt.date | None]:
    """Take a line above the text that states when it was published."""
    if not lines:
        return lines, None
    match = _PUBLISHED.fullmatch(lines[0].strip()[:LINK_LIMIT])
    day = read_day(match.group("day")) if match else None
    return (lines, None) if day is None else (_without_edges(lines[1:]), day)


def _title(lines: list[str]) -> tuple[str | None, list[str]]:
    """Take the first line as the title where it stands alone above a longer text."""
    if len(lines) < 3 or lines[1].strip():  # noqa: PLR2004 (title, blank line, text)
        return None, lines
    title = " ".join(lines[0].split())
    bare = title.rstrip(_QUOTES)
    if not bare or len(title) > TITLE_LIMIT or bare.endswith(_CLOSING):
        return None, lines
    rest = [line.strip() for line in lines[2:]]
    told = any(
        len(line) > len(title) and line.rstrip(_QUOTES).endswith(_SENTENCE_ENDS) for line in rest
    )
    return (title, lines[2:]) if told else (None, lines)
