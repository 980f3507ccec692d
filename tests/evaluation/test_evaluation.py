from __future__ import annotations

import json

from locating import located
from scoring import FLOOR, read_sentences, score


def test_the_labelled_sentences_score_no_lower_than_before() -> None:
    """The floor only rises: after an improvement, raise the figures in floor.json."""
    floor = json.loads(FLOOR.read_text(encoding="utf-8"))
    result = score(located)
    told = "\n".join(result.mistakes)
    for name, least in floor.items():
        assert result.figures[name] >= least, f"{name} {result.figures}\n{told}"
    assert result.carried <= 1, told


def test_the_labels_are_many_and_stand_in_their_texts() -> None:
    sentences = read_sentences()
    assert len(sentences) >= 60
    for sentence in sentences:
        for written in (*sentence["places"], *sentence["not_places"]):
            assert written in sentence["text"], sentence["id"]
