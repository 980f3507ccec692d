"""Score roles, times and relative places on the harder sentences (README.md tells the labels).

Run as a program, `python tests/evaluation/harder.py [gazetteer.csv ...]`, it prints the figures
of both parts, and the mistakes of the open one. Mistakes of the blind third are never printed.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geopy.distance import distance

from geo.gazetteer import Gazetteer
from geo.geoparsing import geoparse
from geo.model import Article, Role, Span
from geo.places import default_gazetteer_path, read_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import LocatedArticle, RelativePlace

HERE: Final = Path(__file__).parent
SENTENCES: Final = HERE / "harder.jsonl"
FURTHER_PLACES: Final = HERE / "harder_places.csv"
BLIND: Final = 3
"""Ids divisible by this are the blind third: no rule is made from their mistakes."""


@dataclass(kw_only=True)
class Tally:
    """How many were labelled, how many given, and how many of these were right."""

    labelled: int = 0
    given: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        return round(self.right / self.given, 3) if self.given else 0.0

    @property
    def recall(self) -> float:
        return round(self.right / self.labelled, 3) if self.labelled else 0.0


@dataclass(kw_only=True)
class PartScore:
    """Counts over the sentences of one part, open or blind, and a line for each mistake."""

    times: Tally = field(default_factory=Tally)
    relative: Tally = field(default_factory=Tally)
    roles: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    barred: Tally = field(default_factory=Tally)
    mistakes: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        """Shares from 0 to 1."""
        found = sum(tally.labelled for tally in self.roles.values())
        right = sum(tally.right for tally in self.roles.values())
        return {
            "roles": round(right / found, 3) if found else 0.0,
            "times_precision": self.times.precision,
            "times_recall": self.times.recall,
            "relative_precision": self.relative.precision,
            "relative_recall": self.relative.recall,
        }

    def wrong(self, sentence: dict[str, Any], told: str) -> None:
        self.mistakes.append(f"{sentence['id']}: {told} | {sentence['text'][:110]}")


def read_sentences() -> list[dict[str, Any]]:
    with SENTENCES.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def with_further_places() -> Gazetteer:
    """Return the gazetteer that ships, and of harder_places.csv what it does not know."""
    ours = read_places(default_gazetteer_path()).places
    known = Gazetteer(ours)
    further = read_places(FURTHER_PLACES).places
    return Gazetteer((*ours, *(place for place in further if not known.lookup(place.name))))


def score(places: Gazetteer, sentences: Sequence[dict[str, Any]]) -> dict[str, PartScore]:
    """Return the score of the "open" two thirds and of the "blind" third."""
    parts = {"open": PartScore(), "blind": PartScore()}
    for sentence in sentences:
        published = sentence["published"] and dt.date.fromisoformat(sentence["published"])
        article = Article(id="0" * 20, text=sentence["text"], published=published)
        located = geoparse(article, places)
        part = parts["open" if sentence["id"] % BLIND else "blind"]
        _score_roles(sentence, located, part)
        _score_times(sentence, located, part)
        _score_relative(sentence, located, places, part)
    return parts


def _score_roles(sentence: dict[str, Any], located: LocatedArticle, part: PartScore) -> None:
    """Count the role of each mention that was found as labelled and means a known place."""
    judged = {role.value for role in Role}
    barred = [(name, _span(sentence["text"], name)) for name in sentence["not_places"]]
    part.barred.labelled += len(barred)
    for mention in located.mentions:
        written = mention.mention.text
        carried = [name for name, span in barred if span.overlaps(mention.mention.span)]
        label = sentence["places"].get(written)
        if mention.resolution.place is None:
            continue
        if carried:
            part.barred.given += 1
            part.wrong(sentence, f"{written} is carried by {carried[0]}")
        elif label is not None and label["role"] in judged:
            tally = part.roles[label["role"]]
            tally.labelled += 1
            tally.right += mention.role.value == label["role"]
            if mention.role.value != label["role"]:
                rule = f"{mention.role.value} by {mention.role_evidence.name}"
                part.wrong(sentence, f"{written} is {label['role']}, not {rule}")


def _score_times(sentence: dict[str, Any], located: LocatedArticle, part: PartScore) -> None:
    """Count a time as right when it overlaps a labelled one and means the same days."""
    labels = [(_span(sentence["text"], name), days) for name, days in sentence["times"].items()]
    part.times.labelled += len(labels)
    part.times.given += len(located.times)
    open_labels = list(labels)
    for time in located.times:
        days = time.interval and [time.interval.first.isoformat(), time.interval.last.isoformat()]
        hit = next((label for label in open_labels if label[0].overlaps(time.span)), None)
        if hit is not None and hit[1] == days:
            open_labels.remove(hit)
            part.times.right += 1
        else:
            part.wrong(sentence, f"“{time.text}” -> {days}, not {hit[1] if hit else 'a time'}")
    for span, days in open_labels:
        part.wrong(sentence, f"“{span.of(sentence['text'])}” {days} not given")


def _score_relative(
    sentence: dict[str, Any],
    located: LocatedArticle,
    places: Gazetteer,
    part: PartScore,
) -> None:
    """Count a relative place as right by its anchor's name and how far off its point is."""
    waiting = {
        _span(sentence["text"], phrase): label
        for phrase, label in sentence["relative"].items()
        if places.lookup(label["anchor"])
    }
    part.relative.labelled += sum(not label.get("unsupported") for label in waiting.values())
    for given in located.relative:
        hit = next((span for span in waiting if span.overlaps(given.span)), None)
        label = waiting.pop(hit) if hit else None
        if label and label.get("unsupported"):
            continue  # nobody is held to it yet
        part.relative.given += 1
        if label is not None and _leads_there(given, label, places):
            part.relative.right += 1
        else:
            part.wrong(sentence, f"“{given.text}” leads elsewhere than {label}")
    for span, label in waiting.items():
        if not label.get("unsupported"):
            part.wrong(sentence, f"“{span.of(sentence['text'])}” not given")


def _leads_there(given: RelativePlace, label: dict[str, Any], places: Gazetteer) -> bool:
    anchor = places.place(given.anchor)
    if anchor is None or not given.text.endswith(label["anchor"]):
        return False
    here = (anchor.coordinates.latitude, anchor.coordinates.longitude)
    right = distance(kilometers=label["distance_km"]).destination(here, bearing=label["bearing"])
    there = (given.coordinates.latitude, given.coordinates.longitude)
    return bool(distance((right.latitude, right.longitude), there).kilometers <= label["within_km"])


def _span(text: str, phrase: str) -> Span:
    start = text.index(phrase)
    return Span(start=start, end=start + len(phrase))


def _told(name: str, part: PartScore) -> list[str]:
    lines = [f"{name}: {part.figures}"]
    for role, tally in sorted(part.roles.items()):
        lines.append(f"  {role}: {tally.right} of {tally.labelled}")
    for kind, tally in (("times", part.times), ("relative", part.relative)):
        counts = f"{tally.right} right of {tally.given} given, {tally.labelled} labelled"
        lines.append(f"  {kind}: {counts}")
    return [*lines, f"  carried: {part.barred.given} of {part.barred.labelled} barred strings"]


def main(paths: Sequence[str]) -> None:
    """Print the figures with those gazetteers; without any, with ours and the further places."""
    rows = [place for path in paths for place in read_places(Path(path)).places]
    places = Gazetteer(rows) if rows else with_further_places()
    parts = score(places, read_sentences())
    lines = [line for name, part in parts.items() for line in _told(name, part)]
    sys.stdout.write("\n".join([*lines, *parts["open"].mistakes, ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
