"""The XML in which LGL, TR-News and GeoWebNews are passed around, as plain fields.

`<articles><article docid="…">` holds `<text>`, perhaps `<feedid>`, `<domain>` and `<dltime>` or
`<date>`, and `<toponyms>` with a `<toponym>` each: `<start>`, `<end>`, `<phrase>`, and the place
in a `<gaztag geonameid="…">` or beside it: `<lat>`, `<lon>`, `<fclass>`, `<fcode>`. A toponym
without `<lat>` is unlocated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

CHUNK = 1 << 16  # bytes

REFUSED = "an entity that the file declares itself, which can exhaust the memory"


def tagged_articles(stream: BinaryIO) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield the line on which each article begins, and its fields under the names of JSON lines.

    A file that is no XML from some place on, or declares entities, ends with that line and the
    reason as a string; what stood before it has been yielded.
    """
    builder = _Builder()
    parser = DefusedXMLParser(target=builder)
    builder.parser = parser.parser
    fault: str | None = None
    while fault is None:
        chunk = stream.read(CHUNK)
        try:
            if chunk:
                parser.feed(chunk)
            else:
                parser.close()
        except DefusedXmlException:
            fault = REFUSED
        except (ParseError, LookupError, ValueError) as error:  # the latter two: its encoding
            fault = str(error)
        for line, article in builder.finished:
            yield line, _fields(article)
            article.clear()
        builder.finished.clear()
        if not chunk:
            break
    if fault is not None:
        yield parser.parser.CurrentLineNumber, fault


class _Builder(TreeBuilder):
    """Collects each article when it ends, with the line on which it began."""

    def __init__(self) -> None:
        super().__init__()
        self.parser: object = None
        self.finished: list[tuple[int, Element]] = []
        self._line = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        if tag == "article":
            self._line = getattr(self.parser, "CurrentLineNumber", 0)
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        element = super().end(tag)
        if tag == "article":
            self.finished.append((self._line, element))
        return element


def _fields(article: Element) -> dict[str, object]:
    text = article.find("text")
    toponyms = article.find("toponyms")
    return {
        "id": article.get("docid") or _words(article, "docid"),
        "text": None if text is None else "".join(text.itertext()),
        "date": _words(article, "dltime") or _words(article, "date"),
        "feed": _words(article, "feedid"),
        "source": _words(article, "domain"),
        "toponyms": [] if toponyms is None else [_toponym(each) for each in toponyms],
    }


def _toponym(toponym: Element) -> dict[str, object]:
    fields: dict[str, object] = {}
    for element in toponym.iter():
        fields.setdefault(element.tag, element.text or "")
        if "geonameid" in element.attrib:
            fields.setdefault("geonameid", element.attrib["geonameid"])
    return fields


def _words(article: Element, tag: str) -> str:
    return (article.findtext(tag) or "").strip()
