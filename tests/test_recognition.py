from __future__ import annotations

import unicodedata

import pytest
from locating import gazetteer, located, names, place, rules

from geo.gazetteer import Gazetteer, Segment
from geo.gazetteer.segment import build
from geo.model import PlaceKind
from geo.recognition import is_headline
from geo.recognition.reading import Reading
from geo.text import read


def test_longest_name_wins_and_the_kind_word_belongs_to_it() -> None:
    text = (
        "From Panjshir Valley, the Panjshir valley and Panjshir over Anjuman Pass to Kabul Airport."
    )
    assert names(text) == [
        "Panjshir Valley",
        "Panjshir valley",
        "Panjshir",
        "Anjuman Pass",
        "Kabul Airport",
    ]


def test_small_administrative_words_stay_outside_the_name() -> None:
    assert names("in Kapisa province, Kunduz city and Shutul district") == [
        "Kapisa",
        "Kunduz",
        "Shutul",
    ]


def test_capitalised_administrative_words_belong_to_the_name() -> None:
    assert names("in Kapisa Province and Kunduz City") == ["Kapisa Province", "Kunduz City"]


@pytest.mark.parametrize(
    "text",
    [
        "The ambassador embassaded an assadic Kabulistan.",
        "a kabul of panjshir",
        "Panjshiris and Afghans, Russians, Tajiks and Kabulis",
        "He may march in may.",
        "Nice people say Most of us may Go Of course.",
        "",
    ],
)
def test_words_that_only_look_like_names_are_none(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Paris Hilton flew to Kabul.", ["Kabul"]),
        ("Michael Jordan and Jordan Smith met.", []),
        ("Mr. London spoke.", []),
        ("General Herat spoke.", []),
        ("Mohammad Kandahar told the Washington Post.", []),
        ("The Kabul Times and India Today wrote of Voice of America.", []),
        ("He was called the Lion of Panjshir and the butcher of Kabul.", []),
        ("The National Resistance Front of Afghanistan fights.", []),
        ("The Panjshir Resistance Front fights.", []),
        ("Radio Kabul played. Air India flew.", []),
        ("Tehrik-i-Taliban Pakistan claimed it, the Bank of England paid.", []),
        ("The army met South Africa, Latin America.", []),
    ],
)
def test_names_that_something_else_carries_are_left_alone(text: str, kept: list[str]) -> None:
    assert names(text) == kept


@pytest.mark.parametrize(
    "text",
    ["The Northern Alliance fought the Taliban with Humvees.", "Republic TV and Sputnik reported."],
)
def test_parties_and_papers_without_a_place_are_none(text: str) -> None:
    assert located(text).mentions == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Jordan Kvist left.", "person_by_surname"),
        ("Jordan Smith left.", "person_by_full_name"),
        ("It was Michael Jordan again.", "person_by_first_name"),
        ("It was President Washington then.", "person_by_title"),
        ("The Washington Post said so.", "carried_by_paper"),
        ("The Doha Agreement held.", "carried_by_party"),
        ("Radio Kabul said so.", "carried_by_preceding_noun"),
        ("It is the Voice of America here.", "carried_after_party_of"),
        ("He was the Lion of Panjshir then.", "epithet"),
        ("It cost US$40 there.", "currency"),
    ],
)
def test_each_rule_leaves_its_name(text: str, rule: str) -> None:
    assert rule in rules(text).values()


def test_a_person_named_before_is_no_place_later() -> None:
    text = "Michael Jordan came. Later Jordan spoke. He had lived in Jordan."
    assert names(text) == ["Jordan"]


@pytest.mark.parametrize(
    "text",
    [
        "He studied at Kabul University.",
        "A blast hit Kabul Military Hospital.",
        "The embassy in Kabul closed.",
        "Panjshir's governor fled.",
        "Readers filled the Paris Public Library.",
        "The Afghanistan National Army met.",
        "Fighting shook North-East Afghanistan.",
        "Athens City Council met.",
        "US troops and the American flag left.",
    ],
)
def test_what_stands_there_leaves_the_place_a_place(text: str) -> None:
    assert len(names(text)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The US and its allies agreed.", ["US"]),
        ("Flights to the U.S. resumed.", ["U.S."]),
        ("They told us that Us was a film.", []),
        ("US Humvees and US weapons stood there.", ["US", "US"]),
        ("TELL US MORE", []),
        ("TALIBAN ENTER BAZARAK", ["BAZARAK"]),
        ("Taliban Capture Bazarak As Fighting Goes On", ["Bazarak"]),
    ],
)
def test_case_tells_names_from_words(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "written",
    ["Hindukush", "Hindu Kush", "Hindu-Kush", "HINDU KUSH", "Hindú Kush", "Hindu\nKush"],
)
def test_one_range_however_it_is_written(written: str) -> None:
    assert names(f"in the {written} mountains") == [written]


@pytest.mark.parametrize("text", ["در پنجشیر جنگ است", "در پنجشير جنگ است"])
def test_scripts_without_case_need_no_capital(text: str) -> None:
    assert len(names(text)) == 1


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_unicode_form_changes_nothing(form: str) -> None:
    text = unicodedata.normalize(form, "Fighting in Panjshēr and Badakhshān.")  # type: ignore[arg-type]
    assert len(names(text)) == 2


def test_a_hyphen_or_a_quotation_mark_ends_a_name() -> None:
    assert names("the Panjshir Valley- which; “Kabul” (Herat) Kabul-based") == [
        "Panjshir Valley",
        "Kabul",
        "Herat",
        "Kabul",
    ]


def test_who_smiles_is_a_person_and_so_is_the_name_after() -> None:
    assert names("Jordan smiled. Then Jordan drove home.") == []
    assert rules("Jordan smiled.") == {"Jordan": "person_by_gesture"}
    assert names("The crowd in Jordan laughed, and all of Jordan smiled.") == ["Jordan", "Jordan"]
    assert names("Kabul sighed with relief.") == ["Kabul"]
    assert names("Jordan smiled. He flew to Jordan.") == ["Jordan"]


def test_headlines_are_told_from_sentences() -> None:
    for line, expected in (
        ("Taliban Fighters Capture Bazarak Town", True),
        ("TALIBAN TAKE BAZARAK", True),
        ("Ahmad Massoud met Amrullah Saleh in Bazarak.", False),
        ("The fighters took the town on Monday", False),
    ):
        assert is_headline(read(line, "title"), 0) is expected, line


def test_matching_walks_the_words_once() -> None:
    # Quadratic matching would run into the suite's timeout here.
    text = "Kabul Panjshir Xyz " * 20_000
    assert len(names(text)) == 40_000
    assert gazetteer().longest_name < 12


def test_a_name_of_two_layers_is_one_name() -> None:
    lower = build([place("zz-2", "Kunarak", PlaceKind.VILLAGE, 40, 40)])
    places = Gazetteer(
        [place("zz-1", "Kunarak", PlaceKind.TOWN, 35, 69)], beneath=[Segment(*lower)]
    )
    entry, _ = places.begins("kunarak")
    assert entry is not None
    assert len(entry.rows) == 2
    spots = Reading(read("They left Kunarak for good.", "text"), places).spots
    assert [(spot.first, spot.last) for spot in spots] == [(2, 3)]


def test_a_key_tells_whether_a_longer_one_begins_with_it() -> None:
    places = Gazetteer([place("zz-1", "Mazar-i-Sharif", PlaceKind.CITY, 36.7, 67.1)])
    assert places.begins("mazar") == (None, True)
    assert places.begins("mazarisharif")[1] is False
    assert places.begins("mazurka") == (None, False)
