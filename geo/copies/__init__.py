"""Near copies: articles that print one report again, whole or cut, under whatever title.

`stories_of` finds them, `members_among` by sketches that were made before. Words are compared, not
meanings: an article written anew about the same event is no copy, however alike the news. Nothing
is merged or hidden; who shows articles may say which of them are copies.
"""

from __future__ import annotations

from geo.copies.differences import Differences, differences
from geo.copies.sketches import Sketch, sketches
from geo.copies.stories import Members, Stories, members_among, stories_of

__all__ = [
    "Differences",
    "Members",
    "Sketch",
    "Stories",
    "differences",
    "members_among",
    "sketches",
    "stories_of",
]
