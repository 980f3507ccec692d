"""Near copies: articles that print one report again, whole or cut, under whatever title.

`stories_of` finds them. Words are compared, not meanings: an article written anew about the same
event is no copy, however alike the news. Nothing is merged or hidden; who shows articles may say
which of them are copies.
"""

from __future__ import annotations

from geo.copies.sketches import Sketch
from geo.copies.stories import Stories, stories_of

__all__ = ["Sketch", "Stories", "stories_of"]
