"""What others reached on the same corpora by the same rule, as they or the EUPEG platform say."""

from __future__ import annotations

from dataclasses import dataclass

EUPEG = "EUPEG platform, Wang & Hu 2019"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One system's figures, shares from 0 to 1, and where they were published."""

    system: str
    e2e161: float
    f1: float
    source: str = EUPEG


PUBLISHED: dict[str, tuple[Published, ...]] = {
    "lgl": (
        Published(system="Edinburgh", e2e161=0.314, f1=0.614),
        Published(system="CLAVIN", e2e161=0.311, f1=0.573),
        Published(system="CamCoder", e2e161=0.393, f1=0.654),
        Published(system="DBpedia Spotlight", e2e161=0.409, f1=0.713),
        Published(system="Stanford NER, most populous", e2e161=0.367, f1=0.677),
        Published(system="Yahoo", e2e161=0.411, f1=0.598),
        Published(
            system="Mordecai 3",
            e2e161=0.590,
            f1=0.693,
            source="2026, its own held-out split, gold with an id only",
        ),
    ),
    "geovirus": (
        Published(system="Edinburgh", e2e161=0.451, f1=0.833),
        Published(system="CLAVIN", e2e161=0.501, f1=0.750),
        Published(system="CamCoder", e2e161=0.618, f1=0.866),
        Published(system="Stanford NER, most populous", e2e161=0.592, f1=0.915),
    ),
}
"""By the corpus's name in small letters."""


def published(corpus: str) -> tuple[Published, ...]:
    """Return the figures of others for a corpus of that name; none for one they did not score."""
    return PUBLISHED.get(corpus.casefold(), ())
