"""Records that are quick to make behave as `dataclasses` would have them."""

from __future__ import annotations

import dataclasses
import pickle
from dataclasses import dataclass, field

import pytest

from geo.errors import SpanError
from geo.filling import quick
from geo.model import Evidence, Span


@quick
@dataclass(frozen=True, slots=True)
class Pair:
    """Made by position too."""

    one: int
    other: str = "none"


def test_fields_are_filled_and_defaults_hold() -> None:
    evidence = Evidence(name="near", detail="two miles off")
    assert (evidence.name, evidence.detail, evidence.weight) == ("near", "two miles off", 0.0)
    assert dataclasses.replace(evidence, weight=1.5) == Evidence(
        name="near", detail="two miles off", weight=1.5
    )
    assert Pair(1) == Pair(1, "none") == Pair(one=1, other="none")
    assert repr(Pair(1, "a")) == "Pair(one=1, other='a')"
    assert pickle.loads(pickle.dumps(evidence)) == evidence  # noqa: S301 - our own bytes


def test_what_dataclasses_refuse_is_refused() -> None:
    with pytest.raises(TypeError, match="positional"):
        Evidence("near", "two miles off")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="detail"):
        Evidence(name="near")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        Pair(1, colour=2)  # type: ignore[call-arg]
    with pytest.raises(dataclasses.FrozenInstanceError):
        Pair(1).one = 2  # type: ignore[misc]


def test_what_a_record_checks_when_it_is_made_is_checked() -> None:
    with pytest.raises(SpanError):
        Span(start=3, end=3)


def test_a_class_that_cannot_be_filled_so_is_refused() -> None:
    @dataclass(frozen=True)
    class Loose:
        one: int

    @dataclass(frozen=True, slots=True)
    class Anew:
        one: list[int] = field(default_factory=list)

    for refused in (Loose, Anew):
        with pytest.raises(TypeError, match=rf"{refused.__name__}\.one has no slot, or"):
            quick(refused)
