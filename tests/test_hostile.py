"""The list of hostile strings is live: what it says will run does run where nothing guards."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hostile
import pytest
from jinja2 import Template, TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

# Where careless code puts text into a script; the later ones escape quotes, not backslashes.
CARELESS_SCRIPTS = (
    (lambda text: f"const title = `{text}`"),
    (lambda text: f"const title = '{text}'"),
    (lambda text: f'const title = "{text}"'),
    (lambda text: f"// {text}"),
    (lambda text: f"/* {text} */"),
    (lambda text: "const title = `" + text.replace("`", "\\`").replace("${", "\\${") + "`"),
    (lambda text: "const title = '" + text.replace("'", "\\'") + "'"),
    (lambda text: 'const title = "' + text.replace('"', '\\"') + '"'),
)


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


@pytest.fixture(scope="module")
def bare_page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.add_init_script(hostile.WATCH)
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("string", hostile.MARKUP_RUNS)
def test_markup_that_is_said_to_run_runs_when_written_as_html(string: str, bare_page: Page) -> None:
    bare_page.goto("about:blank")
    with bare_page.expect_console_message(lambda message: "hostile string ran" in message.text):
        bare_page.set_content(string, wait_until="commit")


@pytest.mark.browser
@pytest.mark.parametrize(
    "string",
    [string for string in hostile.SCRIPT_STRINGS if hostile.HIT in string],
)
def test_a_script_string_that_is_said_to_run_runs_in_a_careless_script(
    string: str,
    bare_page: Page,
) -> None:
    def ran(script: str) -> bool:
        bare_page.goto("about:blank")
        bare_page.set_content(f"<script>{script}\n</script>", wait_until="commit")
        return bool(bare_page.evaluate("window.__dateline_hit === 1"))

    assert any(ran(careless(string)) for careless in CARELESS_SCRIPTS)
