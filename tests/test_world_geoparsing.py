"""Traps that others' geoparsers fell into, and complaints about them, over the whole world."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from locating import located, world

from geo.geoparsing import geoparse, geoparse_together
from geo.model import Article, LocatedArticle, LocatedMention, PlaceKind, Role, Verdict
from geo.selection import Dataset


def read(text: str, title: str | None = None) -> LocatedArticle:
    return located(text, title, dt.date(2021, 9, 1), world())


def names(text: str, title: str | None = None) -> list[str]:
    return [each.mention.text for each in read(text, title).mentions]


def the(text: str, name: str) -> LocatedMention:
    """Return the last mention of that name."""
    return [each for each in read(text).mentions if each.mention.text == name][-1]


def within(text: str, name: str) -> tuple[str | None, PlaceKind | None, tuple[str, ...]]:
    """Return a mention's country, kind of place, and the names of what contains the place."""
    place = the(text, name).resolution.place
    if place is None:
        return None, None, ()
    above = [world().place(each) for each in world().ancestors(place.id)]
    return place.country, place.kind, tuple(each.name for each in above if each)


def test_a_name_means_the_place_that_is_written_like_it() -> None:
    assert within("A blast hit Jalalabad on Tuesday.", "Jalalabad")[:2] == ("AF", PlaceKind.CITY)
    province = within("A blast hit Jalal-Abad on Tuesday.", "Jalal-Abad")
    assert province[:2] == ("KG", PlaceKind.PROVINCE)
    # What else is told weighs more than a hyphen.
    told = within("Police came from Bishkek and Osh to Jalalabad, Kyrgyzstan.", "Jalalabad")
    assert told[0] == "KG"


# Words that hold a name, and things that bear one.


def test_assad_inside_ambassador_is_no_place() -> None:
    assert names("The ambassador embraced the embassador's cassette, an embassy of embers.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton waved to the cameras.",
        "Michael Jordan retired.",
        "The Washington Post reported it on Monday.",
        "The Northern Alliance held the road.",
        "Sputnik reported it on Monday.",
        "Paris Hilton met Michael Jordan, the Washington Post and Sputnik said.",
        "Mayor Jackson spoke. Jackson said taxes would rise.",
        "Senator Paul Houston arrived. Houston said little.",
    ],
)
def test_what_people_papers_and_armies_are_called_is_no_place(text: str) -> None:
    assert names(text) == []


def test_a_paper_and_an_alliance_leave_the_places_beside_them() -> None:
    assert names("The Northern Alliance retook Taloqan.") == ["Taloqan"]
    assert names("The Boston Globe said a bridge fell in Lowell, Massachusetts.") == [
        "Lowell",
        "Massachusetts",
    ]


def test_a_surname_that_is_a_place_is_none_after_the_full_name() -> None:
    assert names("Abraham Lincoln was praised. Lincoln said the union would hold.") == []
    # Without the man it is the town.
    assert within("A bank in Lincoln, Nebraska, was robbed.", "Lincoln")[2][1:] == (
        "Nebraska",
        "United States",
    )


@pytest.mark.parametrize(
    "text",
    [
        "March was the coldest month in years.",
        "Police said two men fled.",
        "Nice weather held until May.",
        "Reading helps children.",
        "Of the ten who died, two were children.",
        "May was dry.",
        "Mobile phones rang. Split votes decided it. Bath time is over.",
        "Go home, they said. Us, they said, was a film.",
        "NICE WEATHER EXPECTED IN MAY",
    ],
)
def test_common_words_that_are_also_places_are_words(text: str) -> None:
    assert names(text) == []


def test_a_common_word_is_a_place_where_the_text_says_so() -> None:
    assert within("The band played in Nice, France, on Monday.", "Nice")[0] == "FR"


def test_an_amount_in_us_dollars_is_no_place() -> None:
    assert names("The fine was US$1,800 and it was paid.") == []
    assert names("It cost US$ 5 million.") == []
    assert names("The US paid.") == ["US"]


# Namesakes.


def test_paris_texas_is_not_paris() -> None:
    text = "A fire broke out in Paris, Texas, on Monday."
    assert within(text, "Paris")[0] == "US"
    assert "Texas" in within(text, "Paris")[2]
    assert within("A fire broke out in Paris on Monday.", "Paris")[0] == "FR"


def test_georgia_is_the_state_beside_macon_and_the_country_beside_tbilisi() -> None:
    state = "Fire crews in Macon, Georgia, were called on Monday."
    assert within(state, "Georgia")[:2] == ("US", PlaceKind.PROVINCE)
    assert "Georgia" in within(state, "Macon")[2]
    country = "Protesters marched in Tbilisi on Monday. Georgia said it would hold talks."
    assert within(country, "Georgia")[:2] == ("GE", PlaceKind.COUNTRY)


def test_georgia_goes_with_its_company_without_a_comma() -> None:
    text = "Officers in Atlanta and Macon were warned. Georgia has had storms before."
    assert within(text, "Georgia")[:2] == ("US", PlaceKind.PROVINCE)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Storms hit Springfield and Peoria, Illinois.", "Illinois"),
        ("Storms hit Springfield on Monday. Illinois sent crews.", "Illinois"),
        ("Storms hit Springfield, Ill., on Monday.", "Illinois"),
        ("Storms hit Springfield, Massachusetts, on Monday.", "Massachusetts"),
        ("Storms hit Springfield, Ore., on Monday.", "Oregon"),  # Ore is a town of Nigeria too
    ],
)
def test_springfield_lies_in_the_state_that_is_named(text: str, state: str) -> None:
    assert state in within(text, "Springfield")[2]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("The mayor of Lebanon, Tennessee, flew to Beirut, Lebanon, on Friday.", ["US", "LB"]),
        ("A fire in Paris, Tennessee, spread. Crews in Paris, France, sent help.", ["US", "FR"]),
        (
            "Rain fell in Paris, France. It fell in Paris, Ontario, and in Paris.",
            ["FR", "CA", "FR"],
        ),
    ],
)
def test_two_namesakes_that_the_text_sets_apart_are_two_places(
    text: str, countries: list[str]
) -> None:
    name = "Lebanon" if "Lebanon" in text else "Paris"
    places = [each.resolution.place for each in read(text).mentions if each.mention.text == name]
    assert [place and place.country for place in places] == countries


def test_two_namesakes_of_one_article_may_each_have_their_state() -> None:
    found = read("Athens, Ohio, and Athens, Georgia, are college towns.").mentions
    athens = [each.resolution.place for each in found if each.mention.text == "Athens"]
    above = [world().ancestors(each.id) for each in athens if each]
    states = [
        place.name for line in above for up in line if (place := world().place(up)) is not None
    ]
    assert [name for name in states if name in {"Ohio", "Georgia"}] == ["Ohio", "Georgia"]


@pytest.mark.parametrize(
    "text",
    [
        "A fire closed a school in Moscow, Idaho. Parents in Moscow were told on Monday.",
        "Parents in Moscow were told on Monday. A fire had closed a school in Moscow, Idaho.",
    ],
)
def test_a_name_keeps_the_sense_that_the_article_gave_it_once(text: str) -> None:
    found = [each for each in read(text).mentions if each.mention.text == "Moscow"]
    assert len(found) == 2
    assert {each.resolution.place and each.resolution.place.country for each in found} == {"US"}


LOCAL_NEWS = (
    "The Rapides Parish school board met in Pineville on Monday.",
    "A crash closed a road between Pineville and Natchitoches, Louisiana, on Friday.",
    "Firefighters from Ball and Tioga put out a blaze in Rapides Parish.",
    "A storm knocked down trees in Natchitoches and Baton Rouge.",
)
COUNCIL = "The city council of Alexandria met on Tuesday. Alexandria has few jobs."


def of_alexandria(*articles: Article) -> set[str | None]:
    found = [each for each in geoparse_together(articles, world()) if each.article.text == COUNCIL]
    places = [mention.resolution.place for mention in found[0].mentions]
    return {place.country if place else None for place in places}


def paper(*texts: str, source: str | None) -> list[Article]:
    return [Article(id=f"{at:020x}", text=text, source=source) for at, text in enumerate(texts)]


def test_alexandria_in_a_louisiana_paper_is_the_one_in_louisiana() -> None:
    assert of_alexandria(*paper(COUNCIL, *LOCAL_NEWS, source="The Town Talk")) == {"US"}


def test_alexandria_alone_is_the_one_in_egypt() -> None:
    assert of_alexandria(*paper(COUNCIL, source="The Town Talk")) == {"EG"}


def test_what_other_papers_write_says_nothing_of_alexandria() -> None:
    other = [Article(id="f" * 20, text=COUNCIL, source="Another")]
    assert of_alexandria(*other, *paper(*LOCAL_NEWS, source="The Town Talk")) == {"EG"}
    assert of_alexandria(*paper(COUNCIL, *LOCAL_NEWS, source=None)) == {"EG"}


# How names are written.


@pytest.mark.parametrize(
    ("text", "name", "kind", "country"),
    [
        ("A barn burned in Laurel County on Monday.", "Laurel County", "district", "US"),
        ("A bridge fell in Queen Anne's County.", "Queen Anne's County", "district", "US"),
        ("A bridge fell in Queen Anne’s County.", "Queen Anne’s County", "district", "US"),
        ("Voting began in Côte d'Ivoire on Monday.", "Côte d'Ivoire", "country", "CI"),
        ("Voting began in Côte d’Ivoire on Monday.", "Côte d’Ivoire", "country", "CI"),
        (
            "The People's Republic of China sent aid.",
            "People's Republic of China",
            "country",
            "CN",
        ),
        ("He works in St. Louis now.", "St. Louis", "city", "US"),
        ("A boat sank in Lake Victoria.", "Lake Victoria", "lake", None),
    ],
)
def test_a_name_of_several_words_is_one_place(
    text: str, name: str, kind: str, country: str | None
) -> None:
    assert name in names(text)
    assert within(text, name)[:2] == (country, PlaceKind(kind))


def test_an_abbreviated_state_keeps_its_full_stop() -> None:
    for text in (
        "She moved to Fresno, Calif. The house burned.",
        "He lives in Fresno, Calif., and works in San Jose.",
    ):
        assert within(text, "Calif.")[:2] == ("US", PlaceKind.PROVINCE)
        assert "California" in within(text, "Fresno")[2]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("TALIBAN ENTER BAZARAK AS KABUL WAITS", ["BAZARAK", "KABUL"]),
        ("POLICE IN KABUL ARREST TWO IN MARCH", ["KABUL"]),
        ("Floods Leave Thousands Homeless In Northern Peru", ["Peru"]),
        ("Police Arrest Two in Nairobi Over March Protest", ["Nairobi"]),
    ],
)
def test_headlines_in_capitals_are_read_as_sentences_are(title: str, expected: list[str]) -> None:
    assert names("Nobody said more.", title) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("در پنجشیر و کابل جنگ است", {"پنجشیر": "af-panjshir", "کابل": "af-kabul"}),
        ("انفجار در کابل", {"کابل": "af-kabul"}),
        ("في القاهرة انفجار", {"القاهرة": "eg-cairo"}),
        ("北京 发生了爆炸", {"北京": "cn-beijing"}),
        ("Москва ответила", {"Москва": "ru-moscow"}),
    ],
)
def test_other_scripts_name_places_too(text: str, expected: dict[str, str]) -> None:
    found = {
        each.mention.text: each.resolution.place.id
        for each in read(text).mentions
        if each.resolution.place
    }
    assert found == expected


def test_kiev_in_cyrillic_is_in_ukraine() -> None:
    assert within("Киев ответил на удар", "Киев")[0] == "UA"


# Lists and datelines.


@pytest.mark.parametrize(
    ("text", "filed"),
    [
        ("LAGOS, May 3 (Reuters) — A ferry sank on Sunday.", {"LAGOS": "NG"}),
        ("KUNDUZ, Afghanistan (AP) — A clinic closed.", {"KUNDUZ": "AF", "Afghanistan": "AF"}),
        ("NAIROBI, Kenya (AP) - A bus fell into a ravine.", {"NAIROBI": "KE", "Kenya": "KE"}),
        ("BEIRUT/DAMASCUS, May 3 (Reuters) - Talks began.", {"BEIRUT": "LB", "DAMASCUS": "SY"}),
    ],
)
def test_a_dateline_is_where_it_was_filed(text: str, filed: dict[str, str]) -> None:
    found = read(text).mentions
    told = {each.mention.text: each.resolution.place for each in found}
    assert {name: place and place.country for name, place in told.items()} == filed
    assert {each.role for each in found} == {Role.DATELINE}


def test_every_name_of_a_list_is_found() -> None:
    listed = ["Madrid", "Lisbon", "Oslo", "Vienna"]
    text = f"Flights to {', '.join(listed[:-1])} and {listed[-1]} were cancelled."
    assert names(text) == listed
    found = [within(text, name)[0] for name in listed]
    assert found == ["ES", "PT", "NO", "AT"]


def test_the_theatre_lacks_no_place_that_city_lists_lack() -> None:
    # Of city lists Sanjan is in Gujarat, Takhar in China, and five of these are not there.
    text = (
        "Clashes went on in Panjshir, Kapisa, Salang, Anjuman and the Hindu Kush; "
        "the Sanjan area and Takhar were quiet."
    )
    found = {each.mention.text: each.resolution.place for each in read(text).mentions}
    assert list(found) == [
        *("Panjshir", "Kapisa", "Salang", "Anjuman", "Hindu Kush", "Sanjan", "Takhar"),
    ]
    assert {place.country for place in found.values() if place} == {"AF", None}
    hindu_kush = found["Hindu Kush"]
    assert hindu_kush is not None
    assert hindu_kush.kind is PlaceKind.RANGE


# Roles that only the larger gazetteer shows.


@pytest.mark.parametrize(
    ("text", "name", "body"),
    [
        ("Athens City Council met on Monday to vote.", "Athens", "Athens"),
        ("Students of Kabul University marched on Monday.", "Kabul", "Kabul"),
        ("The University of Georgia closed its library.", "Georgia", "Georgia"),
    ],
)
def test_a_place_inside_the_name_of_a_body_is_told_as_such(text: str, name: str, body: str) -> None:
    mention = the(text, name)
    assert mention.role is Role.ORGANISATION
    assert mention.resolution.place is not None
    assert mention.resolution.place.name == body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkish troops crossed the border.", {"Turkish": "tr"}),
        ("Afghan officials met Turkish troops.", {"Afghan": "af", "Turkish": "tr"}),
        ("American and British soldiers left.", {"American": "us", "British": "gb"}),
        ("The Turks and the Greeks agreed.", {"Turks": "tr", "Greeks": "gr"}),
        ("The French soldiers and Polish troops left.", {"French": "fr", "Polish": "pl"}),
        ("Pakistani soldiers met Israeli officials.", {"Pakistani": "pk", "Israeli": "il"}),
    ],
)
def test_a_people_is_a_demonym_of_its_country_and_has_no_pin(
    text: str, expected: dict[str, str]
) -> None:
    found = read(text)
    assert {each.role for each in found.mentions} == {Role.DEMONYM}
    meant = {each.mention.text: each.resolution.place for each in found.mentions}
    assert {name: place and place.id for name, place in meant.items()} == expected
    entry = Dataset.of((found,)).entry(found.article.id)
    assert entry is not None
    assert entry.pins == ()
    assert {each.place.id for each in entry.undrawn} == set(expected.values())
    assert {each.role for each in entry.undrawn} == {Role.DEMONYM}


@pytest.mark.parametrize("text", ["He eats French fries.", "She learns French."])
def test_a_peoples_word_that_is_a_common_one_needs_what_serves_its_state(text: str) -> None:
    assert read(text).mentions == ()


def test_a_surname_after_a_first_name_that_is_a_village_too_is_no_place_further_on() -> None:
    assert names("Abraham Lincoln’s home is a museum. Lincoln was shot in 1865.") == []
    assert names("Fire broke out in Lincoln, Nebraska.") == ["Lincoln", "Nebraska"]


# Nothing is invented.


def test_nothing_lies_where_latitude_and_longitude_are_nought() -> None:
    places = world()
    kinds = set(range(len(PlaceKind)))
    here = the("A fire broke out in Accra.", "Accra").resolution.place
    assert here is not None
    nought = type(here.coordinates)(latitude=0.0, longitude=0.0)
    nearest = places.nearest(
        nought,
        kinds,
        lambda latitude, longitude, latitudes, longitudes: np.hypot(
            latitudes - latitude, longitudes - longitude
        ),
    )
    assert nearest is not None
    place, degrees = nearest
    assert degrees > 1.0 or place.kind in {PlaceKind.SEA, PlaceKind.REGION, PlaceKind.CONTINENT}


def test_a_publishers_name_is_no_place_of_its_article() -> None:
    text = "A fire broke out in a bakery, and nobody was hurt."
    for source in ("The Paris News", "Moscow Times", "Kabul", "Springfield, Illinois"):
        article = Article(id="0" * 20, text=text, source=source)
        assert geoparse(article, world()).mentions == (), source
    named = "A fire broke out in Springfield, and nobody was hurt."
    (bare,) = geoparse(Article(id="0" * 20, text=named), world()).mentions
    for source in ("The Paris News", "Springfield, Illinois"):
        article = Article(id="0" * 20, text=named, source=source)
        assert geoparse(article, world()).mentions == (bare,), source


def test_an_article_that_names_no_place_has_none() -> None:
    found = read("Nobody said where it happened, or when.", "Somewhere, something burned")
    assert (found.mentions, found.focus, found.relative) == ((), (), ())


def test_a_point_is_the_gazetteers_and_never_another() -> None:
    text = "Fighting near Bazarak in Panjshir. Storms hit Springfield, Illinois, and Peoria."
    for mention in read(text).mentions:
        place = mention.resolution.place
        assert place is not None
        assert world().place(place.id) == place
        assert mention.resolution.verdict is not Verdict.NIL
