from __future__ import annotations

import pytest
from locating import gazetteer, located

from geo.resolution.distance import geodesic_km


@pytest.mark.parametrize(
    ("text", "span", "anchor", "km"),
    [
        (
            "It lies approximately 90 miles north of the Afghanistan capital, Kabul.",
            "approximately 90 miles north of the Afghanistan capital, Kabul",
            "af-kabul",
            144.8,
        ),
        (
            "It lies approximately 90 miles north of Kabul.",
            "approximately 90 miles north of Kabul",
            "af-kabul",
            144.8,
        ),
        (
            "They met some 30 km (19 miles) north-east of Charikar.",
            "some 30 km (19 miles) north-east of Charikar",
            "af-charikar",
            30,
        ),
        ("A bomb, 12km south of Kunduz, went off.", "12km south of Kunduz", "af-kunduz", 12),
        (
            "A hundred miles due west of Kabul.",
            "A hundred miles due west of Kabul",
            "af-kabul",
            160.9,
        ),
        (
            "about twenty-five kilometres to the south-southwest of the city of Herat",
            "about twenty-five kilometres to the south-southwest of the city of Herat",
            "af-herat",
            25,
        ),
        ("1,200 km northeast of Dubai", "1,200 km northeast of Dubai", "ae-dubai", 1200),
        ("40 to 50 km east of Kabul", "40 to 50 km east of Kabul", "af-kabul", 45),
        (
            "between 40 and 50 km east of Kabul",
            "between 40 and 50 km east of Kabul",
            "af-kabul",
            45,
        ),
        ("half a mile north of Herat", "half a mile north of Herat", "af-herat", 0.805),
        ("two and a half km W of Herat", "two and a half km W of Herat", "af-herat", 2.5),
        ("two dozen miles SSW of Herat", "two dozen miles SSW of Herat", "af-herat", 38.6),
        ("a kilometre north of Herat", "a kilometre north of Herat", "af-herat", 1),
        (
            "10 NM east of the port city of Dubai",
            "10 NM east of the port city of Dubai",
            "ae-dubai",
            18.5,
        ),
    ],
)
def test_distance_and_bearing_become_a_place(text: str, span: str, anchor: str, km: float) -> None:
    (place,) = located(text).relative
    assert place.text == span == place.span.of(text)
    assert place.anchor == anchor
    origin = gazetteer().place(anchor)
    assert origin is not None
    assert geodesic_km(origin.coordinates, place.coordinates) == pytest.approx(km, rel=0.005)


@pytest.mark.parametrize(
    "text",
    [
        "about 25 kilometres outside Kabul",
        "two hours north of Kabul",
        "north of Kabul",
        "30 km north of Afghanistan",
        "30 km north of Panjshir",
        "30 km north of nowhere",
        "30 km north of the river that passes Kabul",
        "30 km north of here. Kabul fell.",
        "0 km north of Kabul",
        "90,000 km north of Kabul",
        "30 km north-west-north of Kabul",
        "30 km NES of Kabul",
        "30 km s of Kabul",
    ],
)
def test_what_gives_no_point_gives_no_place(text: str) -> None:
    assert located(text).relative == ()


def _error(text: str) -> float:
    (place,) = located(text).relative
    return place.error_km


def test_the_stated_error_follows_the_wording() -> None:
    plain = _error("60 km north of Charikar")
    assert _error("about 60 km north of Charikar") > plain
    assert _error("60 km north-northeast of Charikar") < plain
    assert _error("60 km due north of Charikar") < _error("60 km north-northeast of Charikar")
    assert _error("61 km north of Charikar") < plain + 1
    assert _error("120 km north of Charikar") > plain
    # 60 km ± 5 km along, ± sin 22.5° across, and what is known of Charikar itself.
    charikar = gazetteer().place("af-charikar")
    assert charikar is not None
    own = charikar.radius_km + charikar.uncertainty_km
    assert plain == pytest.approx((5**2 + (60 * 0.38268) ** 2) ** 0.5 + own, abs=0.1)


def test_the_place_measured_from_is_background() -> None:
    (mention,) = located("A convoy was attacked 60 km north of Kabul.").mentions
    assert mention.role_evidence.name == "measured_from"


def test_bearings_point_where_they_say() -> None:
    kabul = gazetteer().place("af-kabul")
    assert kabul is not None
    for bearing, north, east in (
        ("north", 1, 0),
        ("north-east", 1, 1),
        ("southeast", -1, 1),
        ("west", 0, -1),
        ("NE", 1, 1),
        ("S", -1, 0),
    ):
        (place,) = located(f"50 km {bearing} of Kabul").relative
        up = place.coordinates.latitude - kabul.coordinates.latitude
        right = place.coordinates.longitude - kabul.coordinates.longitude
        assert (round(up / 0.45), round(right / 0.55)) == pytest.approx((north, east), abs=0.6)
