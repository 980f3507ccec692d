"""HTML in a feed's item or a mail: its text, block by block, without scripts and styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

from geo.articles.extract import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)
_SILENT = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"}
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,5000}>|&[a-zA-Z0-9#]{1,10};")
_SPACES = re.compile(r"[ \t\r\f\v\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def tree_of(text: str) -> html.HtmlElement | None:
    """Return the parsed page, None where there is none. Nothing that it names is fetched."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=False)
    try:
        # As bytes: lxml refuses a string that names its own encoding.
        return html.document_fromstring(
            _CONTROL.sub(" ", text).encode("utf-8", "replace"), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def text_of_markup(text: str) -> str:
    """Return what a reader of the markup would see, a paragraph a line; plain text as it is."""
    if not _TAG.search(text):
        return text.strip()
    tree = tree_of(text)
    if tree is None:
        return ""
    pieces: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment")):
        name = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            hidden += name in _SILENT
            if not hidden:
                pieces.append(("\n" if name in _BLOCKS else "") + _flat(node.text))
        else:
            if event == "end":
                hidden -= name in _SILENT
            if not hidden:
                pieces.append(("\n" if name in _BLOCKS else "") + _flat(node.tail))
    lines = ("".join(pieces)).split("\n")
    return "\n\n".join(line for line in (" ".join(each.split()) for each in lines) if line)


def _flat(text: str | None) -> str:
    return _SPACES.sub(" ", text or "")


def extract(data: bytes, **fields: str) -> Iterator[Found]:
    """Give the text of UTF-8 markup, among the other fields of the article that it belongs to."""
    yield Found(fields={**fields, "text": text_of_markup(data.decode("utf-8", "replace"))})
