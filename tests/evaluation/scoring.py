"""Score geoparsing on our own labelled sentences.

One sentence a line: {"id", "text", "places": {name as written: {"is": [ids that are right],
"role": "event" | "other" | null}}, "not_places": [strings that hold no mention]}. Every mention
that is not labelled counts as wrong, so the labels are complete for the gazetteer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.model import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model import LocatedArticle

SENTENCES = Path(__file__).parent / "sentences.jsonl"
FLOOR = Path(__file__).parent / "floor.json"


@dataclass(kw_only=True)
class Score:
    """Counts over all sentences, and a line for each mistake."""

    labelled: int = 0
    given: int = 0
    right: int = 0
    roles: int = 0
    roles_right: int = 0
    carried: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        """Shares from 0 to 1; carried is the share of barred strings that stayed free."""
        return {
            "precision": round(self.right / self.given, 3),
            "recall": round(self.right / self.labelled, 3),
            "roles": round(self.roles_right / self.roles, 3),
        }


def read_sentences() -> list[dict[str, Any]]:
    with SENTENCES.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def score(locate: Callable[[str], LocatedArticle]) -> Score:
    total = Score()
    for sentence in read_sentences():
        _score_one(sentence, locate(sentence["text"]), total)
    return total


def _score_one(sentence: dict[str, Any], located: LocatedArticle, total: Score) -> None:
    text, places = sentence["text"], sentence["places"]
    total.labelled += len(places)
    seen = set()
    for mention in located.mentions:
        written, place = mention.mention.text, mention.resolution.place
        for barred in sentence["not_places"]:
            start = text.index(barred)
            inside = start <= mention.mention.span.start < start + len(barred)
            if inside and place is not None:
                total.carried += 1
                total.mistakes.append(f"{sentence['id']}: {written} is carried by {barred}")
        label = places.get(written)
        if place is None and label is None:
            continue  # found and left unplaced
        total.given += 1
        if label is None or written in seen or place is None or place.id not in label["is"]:
            where = place.id if place else "NIL"
            total.mistakes.append(f"{sentence['id']}: {written} -> {where}")
            continue
        seen.add(written)
        total.right += 1
        if label["role"] is not None:
            total.roles += 1
            said = "event" if mention.role is Role.EVENT else "other"
            total.roles_right += said == label["role"]
            if said != label["role"]:
                rule = mention.role_evidence.name
                total.mistakes.append(f"{sentence['id']}: {written} is {label['role']}, not {rule}")
    total.mistakes += [f"{sentence['id']}: {name} missed" for name in places if name not in seen]
