"""docs/vocabulary.md holds every word of the model, once, under the name that code gives it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import geo.model
from geo.model import Precision, Role, Verdict

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "vocabulary.md").read_text("utf-8")


def test_every_record_of_the_model_is_explained() -> None:
    records = {
        name
        for name, member in inspect.getmembers(geo.model, inspect.isclass)
        if member.__module__ == geo.model.__name__
    }
    assert len(records) >= 15
    assert {name for name in records if f"`{name}`" not in TEXT} == set()


def test_every_field_that_is_named_exists() -> None:
    for record, field in re.findall(r"`([A-Z]\w+)\.(\w+)`", TEXT):
        owner = getattr(geo.model, record, None)
        if owner is not None:
            assert hasattr(owner, field), f"{record}.{field}"


def test_every_role_and_verdict_is_told() -> None:
    for word in (*Role, *Verdict):
        assert re.search(rf"\*{word.value}\*", TEXT, re.IGNORECASE), word
    assert all(word.value in TEXT for word in (Precision.POINT, Precision.CIRCLE, Precision.AREA))


def test_every_module_and_file_that_is_named_exists() -> None:
    root = Path(__file__).resolve().parents[1]
    named = set(re.findall(r"`((?:geo|data)/[\w/.]+)`", TEXT))
    assert len(named) >= 10
    for name in sorted(named):
        path = root / name
        assert path.exists() or path.with_suffix("").is_dir(), name


def test_no_word_is_explained_twice() -> None:
    words = re.findall(r"^- \*\*(.+?)\*\*", TEXT, re.MULTILINE)
    assert len(words) >= 40
    assert len(set(words)) == len(words)
