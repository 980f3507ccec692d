from __future__ import annotations

import datetime as dt

import pytest
from locating import located, only

from geo.model import Role


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("KABUL, Aug 28 (Reuters) - A bomb went off.", "KABUL", "dateline"),
        ("A convoy was hit 20 km north of Kabul.", "Kabul", "measured_from"),
        ("Moscow said it would wait.", "Moscow", "acts"),
        ("Washington has urged patience.", "Washington", "acts"),
        ("On Monday, Russia refused to do so.", "Russia", "acts"),
        ("The US and its allies may regard it so.", "US", "acts"),
        ("Tajikistan, the northern neighbour, has pledged support.", "Tajikistan", "acts"),
        ("London, Paris and Berlin had hoped for more.", "Paris", "acts"),
        ("The movement asked Russia to mediate.", "Russia", "is_addressed"),
        ("He called on Iran to help.", "Iran", "is_addressed"),
        ("They spoke against Pakistan's invasion.", "Pakistan", "owns_action"),
        ("Pakistan officials came.", "Pakistan", "owns_action"),
        ("The rebels got weapons from Iran.", "Iran", "party_to"),
        ("There was talk between Kabul and Islamabad.", "Islamabad", "between_governments"),
        ("There were anti-Pakistan slogans.", "Pakistan", "stance_compound"),
        ("A Qatar-mediated deal was reached.", "Qatar", "stance_compound"),
        ("The Kabul-based analyst wrote.", "Kabul", "based_in"),
        ("Their political office in Doha opened.", "Doha", "based_in"),
        ("He was born in Bazarak to farmers.", "Bazarak", "biography"),
        ("The governor of Panjshir resigned.", "Panjshir", "office_of"),
        ("The ambassador to Pakistan resigned.", "Pakistan", "office_of"),
        ("It is quiet, unlike Kandahar.", "Kandahar", "comparison"),
        ("They recruited fighters from Kapisa, Parwan, and others.", "Parwan", "people_from"),
        ("A teacher from Farah spoke.", "Farah", "people_from"),
        ("The people of Herat waited.", "Herat", "people_of"),
        ("Much changed since the fall of Kabul.", "Kabul", "earlier_event"),
        ("The Soviets attacked Herat in the 1980s.", "Herat", "history"),
        ("Fighting struck Kunduz in 1998.", "Kunduz", "history"),
        ("Desperate people fill Kabul airport every day.", "Kabul airport", "habit"),
        ("The valley lies in the Hindu Kush.", "Hindu Kush", "geography"),
        ("A battle raged in Andarab.", "Andarab", "event_word"),
        ("They have retaken Takhar.", "Takhar", "event_word"),
        ("Panjshir fights on.", "Panjshir", "event_word"),
        ("Bamyan was cleaned and painted.", "Bamyan", "done_to_it"),
        ("A minister waited in Herat.", "Herat", "done_there"),
        ("They could march on Herat.", "Herat", "not_happened"),
        ("Herat is a city.", "Herat", "no_cue"),
    ],
)
def test_each_rule_speaks_by_name(text: str, name: str, rule: str) -> None:
    mention = only(text, name)
    assert (mention.role_evidence.name, mention.role_evidence.detail != "") == (rule, True)


def test_a_country_is_the_setting_while_something_narrower_is_named() -> None:
    text = "Fighting went on in Afghanistan. A battle raged in Bazarak."
    assert only(text, "Afghanistan").role_evidence.name == "country_as_setting"
    assert only(text, "Bazarak").role is Role.EVENT


def test_a_country_alone_may_be_where_it_happened() -> None:
    assert only("An earthquake struck in Tajikistan on Saturday.", "Tajikistan").role is Role.EVENT


def test_weakly_judged_mentions_of_what_the_article_is_about_are_events() -> None:
    told_late = "Nobody knew. Nobody asked. A battle raged in Panjshir. Panjshir is steep."
    assert [m.role for m in located(told_late).mentions] == [Role.EVENT, Role.BACKGROUND]
    told_twice = told_late.replace("Panjshir is", "Ten were killed in Panjshir. Panjshir is")
    told_first = "A battle raged in Panjshir. Panjshir is steep."
    for text, title in ((told_twice, None), (told_first, None), (told_late, "On Panjshir")):
        last = located(text, title).mentions[-1]
        assert (last.role, last.role_evidence.name) == (Role.EVENT, "article_is_about_it"), text


def test_a_biography_stays_background_where_the_article_is_about_the_place() -> None:
    text = "A battle raged in Bazarak. Many died in Bazarak. He was born in Bazarak."
    assert [m.role for m in located(text).mentions] == [Role.EVENT, Role.EVENT, Role.BACKGROUND]


@pytest.mark.parametrize(
    "text",
    [
        "Officials in Kabul said nothing.",
        "In Moscow a bomb went off and people fled.",
        "Thousands protested in Washington.",
    ],
)
def test_a_capital_is_a_place_where_a_preposition_puts_something_there(text: str) -> None:
    (mention,) = located(text).mentions
    assert mention.role is not Role.GOVERNMENT


def test_naming_a_place_is_no_event_there() -> None:
    text = "The essay on Herat is long. It likes Kandahar. Its author knows Farah and Kabul."
    assert all(mention.role is Role.BACKGROUND for mention in located(text).mentions)


def test_history_is_told_from_news_by_the_year_of_publication() -> None:
    text = "A blast killed dozens in Herat in 2020."
    (later,) = located(text, published=dt.date(2021, 8, 28)).mentions
    (then,) = located(text, published=dt.date(2020, 8, 28)).mentions
    assert (later.role, then.role) == (Role.BACKGROUND, Role.EVENT)


def test_a_very_long_sentence_is_judged_by_what_stands_near() -> None:
    text = "word " * 5000 + "a battle raged in Herat " + "word " * 5000
    assert only(text, "Herat").role is Role.EVENT
