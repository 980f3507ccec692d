"""Which story each article tells, and whose it is: numbers for the columns.

A story is one source's: the outlet's in which it was first seen. Of its articles the first by
publication day counts that states an outlet, and of one day the first in the list; the others may
have taken it over, so that they vouch for nothing of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.copies import Members
    from geo.model import Article

    Numbers = NDArray[np.int64]


def told_by(
    articles: Sequence[Article], sources: Mapping[str, int], unstated: str, stories: Members
) -> tuple[Numbers, Numbers]:
    """Return the number of each article's story, and of each story that of its source.

    articles: in the list's order, by which stories are numbered. sources: numbers of outlets, with
    that of `unstated` for articles which name none. stories: see `geo.copies.Members`.
    """
    first_of: dict[str, int] = {}
    number_of: list[int] = []
    tellers: list[list[Article]] = []
    for article in articles:
        names = stories.get(article.id, (article.id,))
        number = first_of.setdefault(names[0], len(first_of))
        number_of.append(number)
        if number == len(tellers):
            tellers.append([])
        tellers[number].append(article)
    origins = [min(each, key=_seen).source or unstated for each in tellers]
    return (
        np.array(number_of, np.int64),
        np.array([sources[origin] for origin in origins], np.int64),
    )


def _seen(article: Article) -> tuple[bool, bool, str]:
    """Return what orders the articles of a story by who had it first."""
    published = article.published
    return not article.source, published is None, published.isoformat() if published else ""
