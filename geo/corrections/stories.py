"""What an analyst says of stories, laid over the ones that were found. Pure.

Merges and splits are taken in the order in which they were said: a merge puts the stories of two
articles together as they are by then, a split takes one article out of its story. What was found
stays as it is, so that taking an entry back brings back what was there without it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from geo.corrections.records import Merge, Split, Undo, standing_foldings
from geo.errors import CorrectionConflictError, CorrectionError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from geo.copies import Members
    from geo.corrections.records import Folding, Said


LATEST = -1
"""The number of what is not kept yet, beside entries of the log that have theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldingAsked:
    """A merge or a split that an analyst asks for, not looked at yet.

    other: the article that tells the same story; None to take `article` out of its story.
    """

    article: str
    other: str | None
    reason: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldingEffect:
    """What a merge or a split changes: so many stories become so many, of all their articles."""

    before: int
    after: int
    articles: int

    def __str__(self) -> str:
        """Return the figures in words: "2 stories become 1, 5 articles"."""
        stories = "story becomes" if self.before == 1 else "stories become"
        articles = "article" if self.articles == 1 else "articles"
        return f"{self.before:,} {stories} {self.after:,}, {self.articles:,} {articles}"


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """The stories among some articles; immutable, to be shared.

    found: as they were found. foldings: the merges and splits that stand, the earliest first.
    there: the ids of the articles. members: the stories with `foldings` laid over them.
    """

    found: Members
    foldings: tuple[Folding, ...]
    there: frozenset[str]
    members: Members

    @classmethod
    def of(cls, found: Members, log: Iterable[Said], there: frozenset[str]) -> Self:
        """Lay what stands in the log over what was found."""
        foldings = standing_foldings(log)
        return cls(found, foldings, there, laid_over(found, foldings, there))

    def story(self, article: str) -> tuple[str, ...]:
        """Return the ids of all articles of an article's story, its own among them, sorted."""
        return self.members.get(article, (article,))

    def also(self, folding: Folding) -> Folded:
        """Return the stories as they would be with one more merge or split."""
        return self.of(self.found, (*self.foldings, replace(folding, number=LATEST)), self.there)

    def without(self, number: int) -> Folded:
        """Return the stories as they would be if a merge or split were taken back."""
        left = [each for each in self.foldings if each.number != number]
        return self.of(self.found, left, self.there)


def laid_over(found: Members, log: Iterable[Said], there: AbstractSet[str]) -> Members:
    """Return the stories as they are with the merges and splits that stand.

    found: the stories without them. there: the ids of the articles that there are; what was said of
    others waits until they come, and holds between those that are there.
    """
    foldings = standing_foldings(log)
    if not foldings:
        return found
    stories: dict[str, set[str]] = {}
    for members in set(found.values()):
        story = set(members)
        stories.update(dict.fromkeys(members, story))
    for said in foldings:
        own = stories.setdefault(said.article, {said.article})
        if isinstance(said, Split):
            own.discard(said.article)
            stories[said.article] = {said.article}
            continue
        other = stories.setdefault(said.other, {said.other})
        if other is not own:
            own |= other
            stories.update(dict.fromkeys(other, own))
    told: dict[str, tuple[str, ...]] = {}
    for article, story in stories.items():
        if article not in told and article in there:
            members = tuple(sorted(each for each in story if each in there))
            if len(members) > 1:
                told.update(dict.fromkeys(members, members))
    return told


def folding_of(asked: FoldingAsked, now: Folded, at: dt.datetime) -> Folding:
    """Return the merge or split that is asked for.

    now: the stories as they are. at: now.

    Raises:
        CorrectionError: what is asked for cannot hold; the message says what can.
    """
    for article in filter(None, (asked.article, asked.other)):
        if article not in now.there:
            message = (
                f"there is no article {article[:60]!r}; `python -m geo stories list --all` shows "
                "the ids, and so does an article's link on the page"
            )
            raise CorrectionError(message)
    author, reason = asked.author.strip(), asked.reason.strip()
    when = at.astimezone(dt.UTC).replace(microsecond=0)
    own = now.story(asked.article)
    if asked.other is None:
        if len(own) == 1:
            message = (
                f"article {asked.article} is a story of its own already; only one that is folded "
                "with others can be taken out"
            )
            raise CorrectionError(message)
        return Split(
            article=asked.article, was=_in_words(own), author=author, reason=reason, at=when
        )
    other = now.story(asked.other)
    if asked.other in own and asked.other != asked.article:
        message = (
            f"articles {asked.article} and {asked.other} are one story already, "
            f"of {len(own)} articles"
        )
        raise CorrectionError(message)
    return Merge(
        article=asked.article,
        other=asked.other,
        was=f"{_in_words(own)}, and {_in_words(other)}",
        author=author,
        reason=reason,
        at=when,
    )


def folding_effect(now: Folded, then: Folded, about: Folding) -> FoldingEffect:
    """Count the stories that the articles of a merge or split are in, before and after."""
    touched = {
        article
        for named in about.articles & now.there
        for stories in (now, then)
        for article in stories.story(named)
    }
    before, after = ({stories.story(article) for article in touched} for stories in (now, then))
    return FoldingEffect(before=len(before), after=len(after), articles=len(touched))


def folding_in_words(folding: Folding) -> str:
    """Say what a merge or a split says."""
    if isinstance(folding, Merge):
        return f"the same story as {folding.other}"
    return "a story of its own"


def refuse_folding_conflict(folding: Folding, log: Iterable[Said], seen: int) -> None:
    """Refuse a merge or split made without knowing of another about one of its articles.

    seen: number of the latest entry of the log that its author knew.

    Raises:
        CorrectionConflictError: a later entry says, or takes back, something else; with both.
    """
    known: dict[int, Folding] = {}
    for said in log:
        if isinstance(said, Merge | Split):
            known[said.number] = other = said
            happened = "said"
            same = type(said) is type(folding) and said.articles == folding.articles
        else:
            undone = known.get(said.correction) if isinstance(said, Undo) else None
            if undone is None:
                continue
            other, happened, same = undone, "took back", False
        if said.number > seen and not same and other.articles & folding.articles:
            message = (
                f"In the meantime {said.author} {happened} that article {other.article} is "
                f"{folding_in_words(other)} (“{said.reason}”). Yours is: article "
                f"{folding.article} is {folding_in_words(folding)} (“{folding.reason}”). Nothing "
                "was changed; look at the story as it is now, and say it again if it still holds."
            )
            raise CorrectionConflictError(message)


def _in_words(story: tuple[str, ...]) -> str:
    return "a story of its own" if len(story) == 1 else f"one of a story of {len(story)} articles"
