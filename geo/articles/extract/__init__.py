"""Taking documents apart: what runs in a process of its own, since their makers may be hostile.

Each module here turns the bytes of one document into what was found in it, and knows nothing of
articles: `geo.articles.documents` asks for it and makes articles of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One report. at: where in the document, empty for the whole.

    fields: by the names of `geo.articles.fields.NAMES`. plain: the text is a whole document, whose
    title and furniture are still in it.
    """

    at: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What could not be taken; the fields are those of a `Problem`, `at` as in `Found`."""

    at: str = ""
    value: str
    allowed: str
    remedy: str
    kept: bool = False
