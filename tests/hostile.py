"""Strings that try to break this stack: our own list, for tests that push outside text through.

How a test sees that one of them ran:

- in a browser, what executes sets `window.__dateline_hit` in its own frame (look in every
  frame; `WATCH` makes it a console error), and what is fetched is asked of `CANARY_HOST` or
  of a path that holds `CANARY_PATH`;
- on the server, a template that is evaluated sets the environment variable `SERVER_HIT` of
  that process or leaves `EVALUATED` in what it rendered.

`HOSTILE` is every string that UTF-8 can hold; `SHOWN` those of them that a page must show
letter for letter; `UNENCODABLE` can only be met through a JSON escape. `BY_KIND` groups them
by what they attack.
"""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

HIT = "window.__dateline_hit=1"
WATCH = """
let hit;
Object.defineProperty(window, "__dateline_hit", {
  get: () => hit,
  set: value => { hit = value; console.error("a hostile string ran in " + location.href) },
})
"""
"""As a context's init script: makes every hit, in whichever frame, an error on the console."""
CANARY_HOST = "canary.invalid"
CANARY_PATH = "dateline-canary"
CANARY_URL = f"http://{CANARY_HOST}/{CANARY_PATH}.png"
SERVER_HIT = "DATELINE_HIT"
EVALUATED = "2008638547"
"""40111 times 50077: stands in the output only if the server did the sum."""

# Templates: branca compiles what folium rendered once more, so text reaches Jinja twice.
JINJA_RUNS = (
    "{{ 40111 * 50077 }}",
    "{{40111*50077}} killed, officials say",
    "{%- set n = 40111 * 50077 -%}{{ n }}",
    "{% for n in range(1) %}{{ 40111 * 50077 }}{% endfor %}",
    "{{ cycler.__init__.__globals__.os.environ.update(DATELINE_HIT='1') }}",
    "{{ lipsum.__globals__['os'].environ.__setitem__('DATELINE_HIT', '1') }}",
    # No quotes: survives JSON and HTML escaping.
    "{{ lipsum.__globals__.os.environ.update(DATELINE_HIT=1|string) }}",
    "{% set _ = joiner.__init__.__globals__.os.environ.update(DATELINE_HIT=1|string) %}",
    "{{ self.__init__.__globals__.__builtins__.eval('40111 * 50077') }}",
    # Harmless in the first rendering, alive in the second.
    "{{ '{{ 40111 * 50077 }}' }}",
    "{% raw %}{{ 40111 * 50077 }}{% endraw %}",
    # Answers in a browser's template literal too.
    "${{ 40111 * 50077 }}",
)
JINJA_BREAKS = (
    "20 {% off at Kabul",
    "{#",
    "{{",
    "{%",
    "{{ }}",
    "{% endif %}",
    "{% raw %}",
    "{% include '/etc/hostname' %}",
    "{{ 1 // 0 }}",
    "{{ nothing.at.all }}",
    "{% extends this %}",
    "the score was {{{ and }}} at {#half time",
)

# Script strings: template literals, quotes, and escapes that an escaper undoes.
SCRIPT_STRINGS = (
    f"${{{HIT}}}",
    f"`;{HIT};`",
    f"`+({HIT})+`",
    f"\\`;{HIT};//",
    f"\\${{{HIT}}}",
    f"';{HIT};'",
    f'";{HIT};"',
    f"\\';{HIT};//",
    f'\\";{HIT};//',
    f"</script><script>{HIT}</script>",
    f"</ScRiPt \n><script>{HIT}</script>",
    "<!--<script>",  # from here on an HTML parser overlooks the next closing tag
    "-->",
    f"\u2028{HIT}\u2028",
    f"\u2029;{HIT}//",
    f"*/{HIT}/*",
    "]]>",
    "an unpaired ` in a headline",
    "a path that ends in a backslash \\",
    "${",
)

# Names that mean something to an object, a frame or a parser.
NAMES = (
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "__class__",
    "undefined",
    "null",
    "None",
    "NaN",
    "Infinity",
    "nan",
    "-0",
    "true",
    "_",
)

# Markup: each runs, or fetches, where it is written as HTML.
MARKUP_RUNS = (
    f"<img src=x onerror={HIT}>",
    f'<img src=x onerror="{HIT}">Fighting near Salang',
    f"<svg onload={HIT}>",
    f"<svg><animate onbegin={HIT} attributeName=x dur=1s>",
    f"<details open ontoggle={HIT}>",
    f"<input autofocus onfocus={HIT}>",
    f'<iframe srcdoc="<script>{HIT}</script>"></iframe>',
    f'<iframe src="javascript:{HIT}"></iframe>',
    f'<object data="data:text/html,<script>{HIT}</script>"></object>',
    f'"><img src=x onerror={HIT}>',
    f"'><img src=x onerror={HIT}>",
    f"--><img src=x onerror={HIT}>",
    f"</title></style></textarea><img src=x onerror={HIT}>",
    f"<math><mtext></mtext><mglyph><style></math><img src=x onerror={HIT}>",
    f"<noscript><p title='</noscript><img src=x onerror={HIT}>'>",
    f"<img/src='x'/onerror={HIT}//>",
)
MARKUP_OTHER = (
    f"\\x3cimg src=x onerror={HIT}\\x3e",
    f"\\u003cimg src=x onerror={HIT}\\u003e",
    f"&lt;img src=x onerror={HIT}&gt;",
    f"&#60;img src=x onerror={HIT}&#62;",
    f"&amp;lt;img src=x onerror={HIT}&amp;gt;",
    f'" autofocus onfocus="{HIT}" x="',
    f"' onmouseover='{HIT}",
    f"<script>{HIT}</script>",
    f'<a href="javascript:{HIT}">Bazarak</a>',
    f'<img src="{CANARY_URL}">',
    f'<link rel=stylesheet href="{CANARY_URL}">',
    f"<style>@import '{CANARY_URL}'; body{{display:none}}</style>",
    f'<meta http-equiv="refresh" content="0;url={CANARY_URL}">',
    f'<base href="http://{CANARY_HOST}/">',
    f'<form action="http://{CANARY_HOST}/"><button>Read on</button></form>',
    "<plaintext>",
    "<textarea>",
    "<template>",
    "<!--",
    "</div></div></div></body></html>",
    '<div style="position:fixed;inset:0;background:red;z-index:2147483647">gone</div>',
    "a < b && b > c &c; &amp; &copy &#0; &#x110000;",
)

# Addresses that must never become a link, or must not stop a parser.
LINKS = (
    f"javascript:{HIT}",
    f"JaVaScRiPt:{HIT}",
    f"java\tscript:{HIT}",
    f"java\nscript:{HIT}",
    f"\x01javascript:{HIT}",
    f" javascript:{HIT}",
    f"javascript://{CANARY_HOST}/%0A{HIT}",
    f"data:text/html,<script>{HIT}</script>",
    f"data:image/svg+xml,<svg onload={HIT} xmlns='http://www.w3.org/2000/svg'/>",
    f"vbscript:{HIT}",
    f"view-source:javascript:{HIT}",
    f"//{CANARY_HOST}/{CANARY_PATH}",
    f"\\\\{CANARY_HOST}\\{CANARY_PATH}",
    f'https://example.org/" onclick="{HIT}',
    f"https://example.org/`;{HIT};`",
    "https://example.org/{{ 40111 * 50077 }}",
    "file:///etc/passwd",
    "http://[::1",
    "http://example.org:99999/",
    "http://\u202egro.elpmaxe/",
    "https://",
    "http://user:password@example.org/",
)

# Markdown as Streamlit reads it: images are fetched, directives and formulas are drawn.
MARKDOWN = (
    f"![satellite image]({CANARY_URL})",
    f"[![x]({CANARY_URL})](javascript:{HIT})",
    f"[Panjshir](javascript:{HIT})",
    f"![x][r]\n\n[r]: {CANARY_URL}",
    f"<{CANARY_URL}>",
    f"$\\href{{javascript:{HIT}}}{{x}}$",
    "$$\\frac{1}{0}$$ and $5 to $10",
    ":red[alarm] :material/delete: :streamlit: :violet-badge[x] :small[x]",
    "# **Heading** _em_ ~~gone~~ `code`",
    "1. one\n2. two\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "\\*not emphasised\\*",
    "> quoted\n\n    indented code",
    "[^1]\n\n[^1]: a footnote",
    "```\nfenced without an end",
)

# Formula cells, for whoever opens an export in a spreadsheet.
CELLS = (
    "=1+1",
    f'=HYPERLINK("{CANARY_URL}","Read the report")',
    f'=IMAGE("{CANARY_URL}")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",  # a full-width equals sign
    " =1+1",
    '"=1+1',
    '";=1+1;"',
    "'=1+1",
    'a "quoted", cell;\twith\nevery separator',
)

# Queries, paths, formats and shells.
COMMANDS = (
    "'; DROP TABLE articles; --",
    "' OR '1'='1",
    '" OR ""="',
    "100%_[a-z]*?",
    'NEAR("kabul" *) AND title:x OR -y ^',
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/dev/zero",
    "~root/.profile",
    "CON",
    "file:store.db?mode=memory",
    "--help",
    "-",
    "%s%s%n %(name)s %d",
    "{0.__class__.__mro__} {article.id} {}",
    "$HOME $(id) `id` %PATH%",
    "; exit 1 #",
    "&from=1900-01-01&to=2100-01-01&article=%00#",
    "%7B%7B 40111 * 50077 %7D%7D %253Cscript%253E",
)

# Characters that hide, turn round, or say something to a terminal.
UNSEEN = (
    "Kabul \u202elubaK\u202c",
    "Kabul\u202e",
    "\u2066Panjshir\u2067 never closed",
    "\u200f\u200eKabul\u061c",
    "Ka\u200bbul",
    "Pan\u200djsh\u200cir",
    "Baz\u00adarak",
    "\ufeffKabul",
    "Kabul\u2060\u180e",
    "line\u2028paragraph\u2029end",
    "next\u0085line",
    "\u041aabul",  # a Cyrillic letter stands first
    "K\u0430bul \u0392azarak",
    "Bada\u0304khshan",  # a letter and its mark kept apart
    "K" + "\u0301\u0323\u0489" * 60 + "abul",
    "\U000e0041\U000e0042Kabul\U000e007f",
    "\ufff9Kabul\ufffaannotation\ufffb",
    "\ufffe\uffff\U0010ffff",
    "\ue000 private use \ufffd",
    "nul \x00 within",
    "\x00",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;a new title\x07",
    f"\x1b]8;;http://{CANARY_HOST}\x1b\\click\x1b]8;;\x1b\\",
    "back\b\b\b\bspace \x7f",
    "return\rover",
    "\x0b\x0c\x1c\x1d\x1e\x1f",
    "\u00a0\u2003\u3000",
    " ",
    "",
)

SCRIPTS = (
    "کابل، ۲۴ اسد — خبر از پنجشیر",
    "د پنجشېر ولايت په اړه",
    "Kabul کابل (34.5) پنجشیر 69.7 end",
    "ירושלים, 15.8.2021",
    "Afghanistan \U0001f1e6\U0001f1eb \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "3\ufe0f\u20e3 \u2764\ufe0f\u200d\U0001f525 \U0001f3fb",
    "北京 — 关于喀布尔的消息",
    "İstanbul, ISTANBUL, ıstanbul, STRASSE, straße, ﬁre",
    "\u0e01\u0e33\u0e19\u0e31\u0e19 \u0915\u094d\u0937\u093f",
    "\ufdfa\ufdfd" * 5,
)

# Each is cheap to read and dear to handle badly.
LONG = (
    "A" * 100_000,
    "Kabul " * 20_000,
    "{{" * 5_000,
    "{%" * 5_000,
    "<b>" * 10_000,
    "[" * 10_000,
    "(" * 10_000 + ")" * 10_000,
    "9" * 5_000,  # more digits than int() takes
    "پنجشیر" * 5_000,
    "\u0301" * 10_000,
    "&amp;" * 10_000,
    "on Monday " * 10_000,
)

UNENCODABLE = ("\ud800", "Kabul \udfff", "\udc00\ud83d")
"""Lone surrogates: JSON can spell them, UTF-8 cannot hold them."""

BY_KIND = MappingProxyType(
    {
        "jinja_runs": JINJA_RUNS,
        "jinja_breaks": JINJA_BREAKS,
        "script_strings": SCRIPT_STRINGS,
        "names": NAMES,
        "markup_runs": MARKUP_RUNS,
        "markup_other": MARKUP_OTHER,
        "links": LINKS,
        "markdown": MARKDOWN,
        "cells": CELLS,
        "commands": COMMANDS,
        "unseen": UNSEEN,
        "scripts": SCRIPTS,
        "long": LONG,
    },
)

HOSTILE = tuple(string for strings in BY_KIND.values() for string in strings)


def _can_be_shown(string: str) -> bool:
    # Browsers replace or collapse control characters, readers strip the ends, and a page may
    # cut what is very long short; nothing else may change on its way to the screen.
    return (
        0 < len(string) <= 400
        and string == string.strip()
        and not any(unicodedata.category(letter) in {"Cc", "Cn"} for letter in string)
    )


SHOWN = tuple(filter(_can_be_shown, HOSTILE))
