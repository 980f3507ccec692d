"""What differs between two texts is told so that both can be put together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from geo.copies import differences
from geo.copies.differences import MOST_WORDS

words = some.lists(some.sampled_from(["a", "b", "c", "Kabul", "said."]), max_size=12)


@given(words, words)
def test_the_runs_hold_both_texts_and_no_word_twice(one: list[str], other: list[str]) -> None:
    told = differences(" ".join(one), "  ".join(other))
    for where, text in (("first", one), ("second", other)):
        kept = [word for run in told.runs if run.where in {"both", where} for word in run.words]
        assert kept == text
    assert told.left == (0, 0)
    assert all(run.words for run in told.runs)


def test_what_is_the_same_is_one_run_and_what_was_added_another() -> None:
    told = differences("He said no.", "He said no.\n\nOur line.")
    assert [(run.where, run.words) for run in told.runs] == [
        ("both", ("He", "said", "no.")),
        ("second", ("Our", "line.")),
    ]
    assert [run.where for run in differences("same", "same").runs] == ["both"]
    assert differences("", "").runs == ()


def test_of_long_texts_the_beginning_is_compared_and_the_rest_counted() -> None:
    told = differences("a " * (MOST_WORDS + 5), "a " * MOST_WORDS)
    assert told.left == (5, 0)
    assert [run.where for run in told.runs] == ["both"]
