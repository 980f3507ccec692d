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
        ("After Kabul fell, they dug in.", "Kabul", "earlier_event"),
        ("Lorries bound for Kunduz were stopped.", "Kunduz", "heading_for"),
        ("They left the valley with grain for Kunduz.", "Kunduz", "heading_for"),
        ("The road to Kunduz was shut.", "Kunduz", "heading_for"),
        ("They marched towards Kunduz.", "Kunduz", "heading_for"),
        ("They pulled their last men from Kunduz.", "Kunduz", "taken_out"),
        ("Clinics in Herat have run out of beds.", "Herat", "done_there"),
        ("A rocket was shot down over Iran.", "Iran", "event_word"),
        ("Families fled to Kunduz.", "Kunduz", "heading_for"),
        ("A dozen marchers from Kunduz were shot.", "Kunduz", "comes_from"),
        ("Blankets coming from Kunduz were burned.", "Kunduz", "comes_from"),
        ("Their leaders live in Doha and fight on.", "Doha", "lives_there"),
        ("Relatives in Herat wait for the dead.", "Herat", "lives_there"),
        ("A bomb fell 18 km from the centre of Herat.", "Herat", "at_a_distance"),
        ("The raid was not in Herat.", "Herat", "not_there"),
        ("Killed by town: Herat 12, Kunduz 9.", "Kunduz", "counted_there"),
        ("In Herat the morgues are full.", "Herat", "sets_scene"),
        ("It was like the one that hit Herat.", "Herat", "comparison"),
        ("Russia shelled the town.", "Russia", "acts"),
        ("Pakistan fenced its border.", "Pakistan", "acts"),
        ("US strikes Helmand", "US", "acts"),
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


def test_what_a_country_suffers_is_no_act() -> None:
    for text in ("Pakistan was shelled.", "Pakistan mourned its dead.", "US strikes kill 20"):
        name = text.split()[0]
        assert only(text, name).role_evidence.name != "acts", text


def test_those_taken_out_of_a_place_do_not_come_from_there() -> None:
    mention = only("They evacuated the last soldiers from Herat.", "Herat")
    assert mention.role is Role.EVENT


def test_a_province_after_a_comma_is_background_where_its_town_is() -> None:
    text = "A native of Bazarak, Panjshir, opened a campaign in Kunduz."
    assert only(text, "Panjshir").role_evidence.name == "container_beside"


def test_the_year_since_which_something_is_the_first_is_no_history_of_the_rest() -> None:
    published = dt.date(2021, 9, 3)
    for text in (
        "Rebels entered Herat for the first time since 2016.",
        "The siege began in 2019, and shells fell on Herat.",
    ):
        (mention,) = located(text, published=published).mentions
        assert mention.role is Role.EVENT, text
    (mention,) = located(
        "Nothing is known since the 2016 attack in Herat.", published=published
    ).mentions
    assert mention.role_evidence.name == "history"
