"""Article in, located article out: names, places, relative places, roles, times and focus."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from geo.dateline import find_dateline
from geo.dates import find_times
from geo.model import LocatedArticle, LocatedMention, PlaceKind, Role, Verdict
from geo.recognition import recognise
from geo.recognition.slips import find_slips
from geo.relative import find_relative
from geo.resolution import MOST_REJECTED, Homes, Weighing
from geo.roles import Scene, assign_roles
from geo.text import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.dateline import Dateline
    from geo.gazetteer import Gazetteer
    from geo.model import (
        Article,
        Mention,
        Part,
        RelativePlace,
        Resolution,
        Span,
        TimeExpression,
    )
    from geo.recognition import Toponym
    from geo.text import Passage

FOCUS_LIMIT = 5
FOCUS_SHARE = 0.25
"""Share of the strongest place's weight from which another one is in focus too."""
TITLE_WEIGHT, LEAD_WEIGHT, EVENT_WEIGHT, OTHER_WEIGHT = 3.0, 2.0, 1.0, 0.2
COUNTED_EVENTS = 4
"""Mentions of one place that count: its name repeated does not push the others out."""
WIDE_DAMPING = 0.3
"""What a country counts beside the places in it."""
_SUPPORT = frozenset(
    {
        "beside_container",
        "beside_contents",
        "inside_named_place",
        "country_named",
        "near_other_place",
        "same_name_elsewhere",
    },
)
_STRONG_SUPPORT = _SUPPORT - {"country_named"}


BATCH = 500
"""Articles that are looked at together for where their outlets are at home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """An article whose names were found and laid out, before it is decided what they mean."""

    article: Article
    passages: Mapping[Part, Passage]
    toponyms: Sequence[Toponym]
    dateline: Dateline | None
    weighing: Weighing


def geoparse(article: Article, gazetteer: Gazetteer, homes: Homes | None = None) -> LocatedArticle:
    """Find and decide every place and time of an article; the same input gives the same output.

    Title and text are both read; mentions, times and relative places come in reading order, the
    title's first, with offsets into their own field. A mention's time is the nearest expression
    of its sentence (one before it wins over one after it); an event without one takes the last
    expression before it in its paragraph.

    Args:
        article: what to read.
        gazetteer: the places that are known.
        homes: where outlets are at home, if anything was learned of that; the article itself is
            left out of it.
    """
    return _finish(_draft(article, gazetteer), gazetteer, homes)


def geoparse_together(
    articles: Iterable[Article],
    gazetteer: Gazetteer,
    homes: Homes | None = None,
    rejected: int = MOST_REJECTED,
) -> Iterator[LocatedArticle]:
    """Geoparse many articles, in their order, and learn on the way where their outlets are at home.

    The articles of one batch (500) help each other, whatever their order; later batches know
    what earlier ones taught. `homes` is learned into, a new one where none is given. `rejected` is
    how many other candidates each resolution keeps.
    """
    homes = Homes() if homes is None else homes
    waiting = iter(articles)
    while batch := [_draft(article, gazetteer) for article in islice(waiting, BATCH)]:
        for draft in batch:
            if draft.article.source:
                homes.learn(draft.article.source, draft.article.id, draft.weighing.votes())
        for draft in batch:
            yield _finish(draft, gazetteer, homes, rejected)


def _draft(article: Article, gazetteer: Gazetteer) -> _Draft:
    fields: tuple[tuple[Part, str | None], ...] = (("title", article.title), ("text", article.text))
    passages: dict[Part, Passage] = {
        part: read(content, part) for part, content in fields if content
    }
    toponyms = _recognise(passages, gazetteer)
    dateline = find_dateline(article.text)
    filed = dateline.places if dateline else ()
    return _Draft(
        article=article,
        passages=passages,
        toponyms=toponyms,
        dateline=dateline,
        weighing=Weighing(passages, toponyms, gazetteer, filed),
    )


def _finish(
    draft: _Draft, gazetteer: Gazetteer, homes: Homes | None, rejected: int = MOST_REJECTED
) -> LocatedArticle:
    article, passages, dateline = draft.article, draft.passages, draft.dateline
    filed = dateline.places if dateline else ()
    home = homes.of(article.source, article.id) if homes is not None else None
    resolutions = draft.weighing.verdicts(home, rejected)
    kept = [
        (toponym, resolution)
        for toponym, resolution in zip(draft.toponyms, resolutions, strict=True)
        if not toponym.near or _slip_holds(toponym, resolution)
    ]
    pairs = [(toponym.mention, resolution) for toponym, resolution in kept]
    relative = tuple(
        [place for passage in passages.values() for place in find_relative(passage, pairs)]
    )
    times = tuple(
        [
            time
            for part, passage in passages.items()
            for time in find_times(passage.text, part, article.published, passage.columns)
        ]
    )
    scene = Scene(
        passages=passages,
        gazetteer=gazetteer,
        dateline=filed,
        dateline_firm=dateline is not None and _firm(dateline, article.text),
        measured=_measured(relative, pairs),
        demonyms=frozenset(
            (mention.part, mention.span)
            for mention, resolution in pairs
            if any(evidence.name == "demonym" for evidence in resolution.evidence)
        ),
        published=article.published,
    )
    roles = assign_roles(scene, pairs)
    when = _Times(passages, times)
    mentions = tuple(
        LocatedMention(
            mention=mention,
            role=role,
            role_evidence=evidence,
            resolution=resolution,
            time=when.of(mention, role),
        )
        for (mention, resolution), (role, evidence) in zip(pairs, roles, strict=True)
    )
    return LocatedArticle(
        article=article,
        mentions=mentions,
        times=times,
        relative=relative,
        focus=_focus(passages, mentions),
    )


def _recognise(passages: dict[Part, Passage], gazetteer: Gazetteer) -> list[Toponym]:
    read_names = [(passage, recognise(passage, gazetteer)) for passage in passages.values()]
    anything = any(names.toponyms for _, names in read_names)
    found: list[Toponym] = []
    for passage, names in read_names:
        # A slip needs another place to bear it out.
        slips = find_slips(passage, names, gazetteer) if anything else ()
        both = (*names.toponyms, *slips)
        found.extend(sorted(both, key=lambda toponym: toponym.mention.span.start))
    return found


def _firm(dateline: Dateline, text: str) -> bool:
    """Tell whether the form alone shows a dateline: an agency, a day, or capitals."""
    capitals = all(span.of(text).isupper() for span in dateline.places)
    return dateline.agency is not None or dateline.day_span is not None or capitals


def _slip_holds(toponym: Toponym, resolution: Resolution) -> bool:
    """Tell whether the article's other places bear out that a slip means this place."""
    if resolution.verdict is not Verdict.RESOLVED or resolution.place is None:
        return False
    names = {evidence.name for evidence in resolution.evidence}
    least = min(near.slips for near in toponym.near)
    return bool(names & (_SUPPORT if least == 1 else _STRONG_SUPPORT))


def _measured(
    relative: Sequence[RelativePlace],
    pairs: Sequence[tuple[Mention, Resolution]],
) -> frozenset[tuple[Part, Span]]:
    ends = {(place.part, place.span.end) for place in relative}
    return frozenset(
        (mention.part, mention.span)
        for mention, _ in pairs
        if (mention.part, mention.span.end) in ends
    )


class _Times:
    """The times of one article, by sentence and paragraph."""

    def __init__(
        self,
        passages: Mapping[Part, Passage],
        times: Sequence[TimeExpression],
    ) -> None:
        self._passages = passages
        self._of_sentence: defaultdict[tuple[Part, int], list[TimeExpression]] = defaultdict(list)
        self._of_paragraph: defaultdict[tuple[Part, int], list[TimeExpression]] = defaultdict(list)
        for time in times:
            passage, start = passages[time.part], time.span.start
            self._of_sentence[time.part, passage.sentence_at(start)].append(time)
            self._of_paragraph[time.part, passage.paragraph_at(start)].append(time)

    def of(self, mention: Mention, role: Role) -> TimeExpression | None:
        """Return the expression that tells when: the sentence's, else the paragraph's last."""
        passage, offset = self._passages[mention.part], mention.span.start
        same = self._of_sentence.get((mention.part, passage.sentence_at(offset)), [])
        nearest = bisect_left(same, offset, key=_start)
        if same:
            return same[nearest - 1] if nearest else same[0]
        if role is not Role.EVENT:
            return None
        told = self._of_paragraph.get((mention.part, passage.paragraph_at(offset)), [])
        earlier = bisect_left(told, offset, key=_start)
        return told[earlier - 1] if earlier else None


def _start(time: TimeExpression) -> int:
    return time.span.start


def _focus(
    passages: Mapping[Part, Passage],
    mentions: Sequence[LocatedMention],
) -> tuple[str, ...]:
    """Return the ids of what the article is about, strongest first, five at most.

    Events count by where they stand: title, lead, text. A country counts little beside the
    places in it; governments, datelines and background count only to part what is equal.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    events: Counter[str] = Counter()
    order: dict[str, int] = {}
    for index, located in enumerate(mentions):
        place = located.resolution.place
        if place is None or located.resolution.verdict is not Verdict.RESOLVED:
            continue
        order.setdefault(place.id, index)
        events[place.id] += located.role is Role.EVENT
        if events[place.id] > COUNTED_EVENTS:
            continue
        weight = _mention_weight(passages[located.mention.part], located)
        if place.kind in {PlaceKind.COUNTRY, PlaceKind.CONTINENT}:
            weight *= WIDE_DAMPING
        weights[place.id] += weight
    if not weights:
        return ()
    strongest = max(weights.values())
    ranked = sorted(weights, key=lambda place_id: (-weights[place_id], order[place_id]))
    return tuple(p for p in ranked if weights[p] >= FOCUS_SHARE * strongest)[:FOCUS_LIMIT]


def _mention_weight(passage: Passage, located: LocatedMention) -> float:
    if located.role is not Role.EVENT:
        return OTHER_WEIGHT
    if located.mention.part == "title":
        return TITLE_WEIGHT
    in_lead = passage.sentence_at(located.mention.span.start) == 0
    return LEAD_WEIGHT if in_lead else EVENT_WEIGHT
