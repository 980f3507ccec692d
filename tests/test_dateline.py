"""Datelines: their form, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dateline import find_dateline


@pytest.mark.parametrize(
    ("text", "span", "places", "agency", "day"),
    [
        ("KABUL, Afghanistan (AP) — A", "KABUL, Afghanistan (AP) —", "KABUL|Afghanistan", "AP", ""),
        ("LAGOS, May 3 (Reuters) — A", "LAGOS, May 3 (Reuters) —", "LAGOS", "Reuters", "May 3"),
        (
            "Bazarak (Panjshir), Sept 4 : The",
            "Bazarak (Panjshir), Sept 4 :",
            "Bazarak|Panjshir",
            "",
            "Sept 4",
        ),
        (
            "Kabul [Afghanistan], August 28 (ANI): The",
            "Kabul [Afghanistan], August 28 (ANI):",
            "Kabul|Afghanistan",
            "ANI",
            "August 28",
        ),
        (
            "MOSCOW, August 28. /TASS/. The",
            "MOSCOW, August 28. /TASS/.",
            "MOSCOW",
            "TASS",
            "August 28",
        ),
        (
            "KABUL, 28 August 2021 (AFP) – The",
            "KABUL, 28 August 2021 (AFP) –",
            "KABUL",
            "AFP",
            "28 August 2021",
        ),
        (
            "KABUL/DOHA, Aug 28 (Reuters) - A",
            "KABUL/DOHA, Aug 28 (Reuters) -",
            "KABUL|DOHA",
            "Reuters",
            "Aug 28",
        ),
        ("ISLAMABAD — The", "ISLAMABAD —", "ISLAMABAD", "", ""),
        ("KABUL—The", "KABUL—", "KABUL", "", ""),
        ("New Delhi: The", "New Delhi:", "New Delhi", "", ""),
        ("Doha, Qatar – Talks", "Doha, Qatar –", "Doha|Qatar", "", ""),
        ("WASHINGTON, D.C. — A", "WASHINGTON, D.C. —", "WASHINGTON|D.C.", "", ""),
        ("KABUL (demonstration) — A", "KABUL (demonstration) —", "KABUL", "demonstration", ""),
        (
            "MAZAR-I-SHARIF, Aug. 14 (Xinhua) -- A",
            "MAZAR-I-SHARIF, Aug. 14 (Xinhua) --",
            "MAZAR-I-SHARIF",
            "Xinhua",
            "Aug. 14",
        ),
        (" date 2021-08-28 KABUL — The", "KABUL —", "KABUL", "", ""),
        ("Talks fail. KABUL - The", "KABUL -", "KABUL", "", ""),
        ("Talks fail\n\nKABUL (AP) — The", "KABUL (AP) —", "KABUL", "AP", ""),
    ],
)
def test_a_dateline_is_read(text: str, span: str, places: str, agency: str, day: str) -> None:
    found = find_dateline(text)
    assert found is not None
    assert found.span.of(text) == span
    assert "|".join(place.of(text) for place in found.places) == places
    assert (found.agency or "") == agency
    assert (found.day_span.of(text) if found.day_span else "") == day


@pytest.mark.parametrize(
    "text",
    [
        "Massoud: we fight on",
        "Taliban: We hold the pass",
        "The anti-Taliban front — led by its commander — held.",
        "In Kabul - the capital - it was quiet.",
        "Commanders of the front said: Talks go on.",
        "BREAKING: The valley is quiet",
        "KABUL",
        "KABUL: ",
        "KABUL fell on Sunday.",
        "Kabul-based officials said so.",
        "Talks fail\n\nPanjshir: The valley that holds out",
        "Kabul, the capital, fell — nobody resisted.",
        "",
    ],
)
def test_an_ordinary_start_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                [
                    "KABUL",
                    "Kabul",
                    ",",
                    " ",
                    "(AP)",
                    "(",
                    ")",
                    "/",
                    "—",
                    "-",
                    ":",
                    "May 3",
                    "\n",
                    ". ",
                ],
            ),
            max_size=30,
        ).map("".join),
    ),
)
def test_any_text_gives_names_within_the_span(text: str) -> None:
    found = find_dateline(text)
    if found is None:
        return
    assert found.places
    for inner in (*found.places, *((found.day_span,) if found.day_span else ())):
        assert found.span.start <= inner.start < inner.end <= found.span.end
        assert inner.of(text).strip()
    assert list(found.places) == sorted(found.places)
