"""The list of hostile strings is live: what it says will run does run where nothing guards."""

from __future__ import annotations

import os

import hostile
import pytest
from jinja2 import Template, TemplateError


def render_twice(string: str) -> str:
    """Do what folium and branca do: put text into a template, render, and compile that again."""
    return str(Template(Template(string).render()).render())


@pytest.mark.parametrize("string", hostile.JINJA_RUNS)
def test_a_template_that_is_said_to_run_runs_when_rendered_twice(
    string: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(hostile.SERVER_HIT, "")
    rendered = render_twice(string)
    assert hostile.EVALUATED in rendered or os.environ[hostile.SERVER_HIT] == "1"


@pytest.mark.parametrize("string", hostile.JINJA_BREAKS)
def test_a_template_that_is_said_to_break_breaks_or_loses_text(string: str) -> None:
    try:
        rendered = render_twice(string)
    except (TemplateError, TypeError, ZeroDivisionError):
        return
    assert rendered != string


def test_no_string_stands_twice_and_there_are_enough_of_each_kind() -> None:
    assert len(set(hostile.HOSTILE)) == len(hostile.HOSTILE)
    assert len(hostile.HOSTILE) >= 200
    assert all(len(strings) >= 10 for strings in hostile.BY_KIND.values())


def test_what_must_be_shown_includes_every_kind_but_the_long_ones() -> None:
    shown = set(hostile.SHOWN)
    missing = {kind for kind, strings in hostile.BY_KIND.items() if not shown & set(strings)}
    assert missing == {"long"}
    assert len(shown) >= 100


def test_all_but_lone_surrogates_can_be_written_as_utf_8() -> None:
    for string in hostile.HOSTILE:
        assert string.encode().decode() == string
    for string in hostile.UNENCODABLE:
        with pytest.raises(UnicodeEncodeError):
            string.encode()
