"""Pairs of articles and whether the one is a near copy of the other, written for the tests.

Six reports, what editors do to a wire story (cut it, give it another title, move its paragraphs,
change words, up to one in ten), and what only looks like that: a follow-up, another desk's report
of the same event, an outlet's standing opening, bulletins made from one form, a round-up.
"""

from __future__ import annotations

from typing import NamedTuple

from geo.model import Article

SALANG = """\
CHARIKAR, Dec 3 (Alpha Wire) — Heavy snow shut the road across the Salang pass for a second day \
on Friday and left more than two hundred lorries standing on the northern side, drivers and a \
road official said.

Crews with three ploughs began to clear the lower galleries at dawn but turned back before noon \
when wind blew the snow into drifts that were higher than their cabins, said Karim Wafa, who \
leads the maintenance post at the southern gate.

"We can open one lane in a day if the wind drops, and not before," he said by telephone. "Nobody \
should set out without chains and food for two nights."

Drivers said that a loaf of bread cost four times as much at the tea houses along the queue as \
it did in Charikar. Some had begun to burn the wooden slats of their trucks to stay warm.

The pass joins Kabul with the northern provinces, and flour, fuel and medicine all come over it. \
Traders in the capital said that their stocks would last for ten days."""

DAM = """\
Water engineers opened two of the four gates of the Naghlu dam on Monday after a week of rain \
filled its reservoir faster than at any time in thirty years, and warned people downstream to \
leave the banks of the river.

The lake rose by almost a metre between Saturday and Sunday evening, the station's director, \
Hamida Stanik, told reporters. She said that the wall was sound and that the gates were opened \
to keep it so.

In Sarobi, policemen drove along the river with loudspeakers and asked families to carry their \
animals and bedding to the school on the hill. By nightfall some six hundred people had come.

A farmer who gave his name as Nazar said that he had lost an orchard of apricot trees. "The \
water took in one hour what my father planted in twenty years," he said.

Power for the capital was not interrupted, although one of the turbines was stopped because of \
the branches that the flood carried with it. Forecasters expect drier weather from Wednesday on."""

CLINIC = """\
A clinic for mothers and children opened in the old caravanserai of Bazarak on Tuesday, the \
first in the valley where women can give birth under the eyes of a doctor.

Its twelve beds, a laboratory and a generator were paid for by families from the valley who live \
abroad, said Maryam Rustam, the midwife who will lead it. The province pays the wages.

Until now women in labour were driven for three hours to the provincial hospital over a road \
which is closed by snow for weeks each winter. Eleven died on the way in the past two years, by \
her count.

Hundreds came to see the white rooms, among them elders from Paryan who had walked since the \
night before. One of them, Ghulam Haidar, asked whether there would be a vaccine for the sheep \
as well and was told, to laughter, that this would be the next house.

The clinic will be open at all hours. It still looks for a second doctor and for somebody who \
can repair the ultrasound machine, which arrived with a broken screen."""

MARKET = """\
Fire went through the carpet market of Herat in the night to Thursday and destroyed about eighty \
shops before it was put out at sunrise. Nobody was killed; four firemen breathed in smoke and \
were treated.

Shopkeepers who had run to the market in their night clothes threw rolled carpets from the upper \
gallery into the yard, where boys dragged them through the mud to the street.

The fire began in a tailor's workshop where an iron had been left on, the head of the fire \
brigade, Latif Omari, said. It had taken his men forty minutes to find a hydrant that gave \
water.

"I had two hundred carpets, and some of them took a year to make," said Sima Nawabi, one of few \
women who own a shop there. She had saved nine.

The chamber of trade put the loss at three million dollars and asked the banks to wait for what \
they are owed. Most of the shops were not insured. The mayor promised that the market would be \
built again from brick and that hydrants would be tested every month."""

TALKS = """\
Negotiators from both delegations left a hotel in Doha early on Sunday without a joint \
statement, but said that they would meet again after the holidays to speak about prisoners and \
about the opening of two border crossings.

The talks had gone on for nine hours longer than was planned. A diplomat who was in the building \
described the mood as tired rather than hostile, and said that the maps which one side had \
brought were never unrolled.

A list with the names of four hundred prisoners was exchanged, according to two people who had \
seen it. Who would be freed first, and where, was left open.

Neither delegation answered questions. The hosts thanked both for their patience in a statement \
of three sentences, and the foreign minister flew to another meeting before breakfast.

Markets had hoped for more: the afghani lost two per cent against the dollar in the morning and \
won half of it back by the afternoon, money changers in Kabul's Shahzada bazaar said."""

SCHOOL = """\
Girls of the seventh form sat in their classrooms in Fayzabad again on Saturday for the first \
time since the autumn, after parents and teachers had agreed with the province on separate \
entrances and shorter days.

Some three hundred came, fewer than half of those on the lists. The headmistress, Zakia Baher, \
said that many families had moved away and that others were waiting to see what happened.

Lessons last from seven until half past ten. There are no teachers for physics and none for \
English, and in two rooms the windows are covered with plastic sheets.

"My daughter ironed her scarf three times this morning," said a father who had brought her on a \
motorcycle from a village two hours away and meant to wait at the gate until she came out.

Officials in the capital did not say whether schools in other provinces would follow. A letter \
that was read out to the teachers speaks of a trial until the end of the spring term."""

QUAKE_1 = """\
An earthquake of magnitude 4.6 was felt in Badakhshan at 02:14 on Tuesday. Its centre lay 38 \
kilometres south of Jurm at a depth of 190 kilometres. No damage was known in the first hours. \
Earthquakes at this depth are frequent below the Hindu Kush and are felt over a wide area. \
People should expect aftershocks and keep away from cracked walls."""
QUAKE_2 = """\
An earthquake of magnitude 5.1 was felt in Takhar at 17:52 on Saturday. Its centre lay 12 \
kilometres west of Farkhar at a depth of 85 kilometres. Two houses fell down in the first hours. \
Earthquakes at this depth are frequent below the Hindu Kush and are felt over a wide area. \
People should expect aftershocks and keep away from cracked walls."""

WEATHER = """\
The weather in {city} on {day}: sunny in the morning with clouds from noon on, {high} degrees at \
the warmest hour and {low} in the night. Light wind from the {wind}. Pollen is low. The roads \
are dry, and no warning is in force. The outlook for the next three days can be heard on the \
radio every hour at ten minutes past the hour, and read at the gate of the airport."""
WEATHER_1 = WEATHER.format(city="Kabul", day="Monday", high="21", low="8", wind="north")
WEATHER_2 = WEATHER.format(city="Kunduz", day="Friday", high="27", low="13", wind="west")

CLOSED = """\
The passport office in {city} will be closed from {day} on while its printers are serviced. \
Whoever has an appointment will be called by telephone and given another one within the same \
month. Urgent cases, among them patients who travel for treatment and students with a place \
abroad, are received by the governor's office in the meantime; they must bring two photographs \
and the letter of the hospital or school. Fees that were paid remain valid."""
CLOSED_1 = CLOSED.format(city="Khost", day="Sunday")
CLOSED_2 = CLOSED.format(city="Maimana", day="Wednesday")
SHORT = "The bazaar of {} was closed on Monday because of the snow, traders said on the telephone."

OPENING = """\
You are reading the free edition of the Gamma Courier, which is made possible by our members. To \
support independent reporting from the provinces, please think about becoming a member today; it \
takes two minutes and can be ended at any time. Our reporters work in all parts of the country.

"""

REPORTS = {
    "salang": ("Snow shuts the Salang for a second day", SALANG),
    "dam": ("Gates opened as Naghlu reservoir fills", DAM),
    "clinic": ("A first clinic for mothers in Bazarak", CLINIC),
    "market": ("Eighty shops burn in Herat's carpet market", MARKET),
    "talks": ("Talks in Doha end without a statement", TALKS),
    "school": ("Girls return to class in Fayzabad", SCHOOL),
}
OTHER_TITLES = {
    "salang": "Hundreds of lorries stuck on mountain road",
    "dam": "Families flee to hilltop school as river rises",
    "clinic": "Where giving birth was a three-hour drive",
    "market": "“I saved nine”: a shopkeeper after the fire",
    "talks": "Delegations to meet again after the holidays",
    "school": "Seven until half past ten",
}
EDITS = {
    "salang": [
        ("CHARIKAR, Dec 3 (Alpha Wire) — ", ""),
        ("more than two hundred lorries", "over 200 trucks"),
        ("before noon", "by midday"),
        ("by telephone", "over the phone"),
        ("ten days", "10 days"),
    ],
    "dam": [
        ("on Monday", "yesterday"),
        ("some six hundred people", "about 600 people"),
        ("told reporters", "said"),
        ("Forecasters expect", "Meteorologists forecast"),
    ],
    "clinic": [
        ("on Tuesday", "this week"),
        ("driven for three hours", "taken on a three-hour drive"),
        ("Hundreds came", "Several hundred people came"),
        ("to laughter, ", ""),
    ],
    "market": [
        ("in the night to Thursday", "overnight"),
        ("about eighty shops", "some 80 shops"),
        ("three million dollars", "$3m"),
        ("The mayor promised", "Herat's mayor promised"),
    ],
    "talks": [
        ("early on Sunday", "in the early hours of Sunday"),
        ("nine hours", "9 hours"),
        ("two per cent", "2%"),
        ("A diplomat who was in the building", "One diplomat present"),
    ],
    "school": [
        ("on Saturday", "at the weekend"),
        ("Some three hundred came", "About 300 girls came"),
        ("half past ten", "10.30"),
        ("Officials in the capital", "The ministry in Kabul"),
    ],
}

# Merely similar: each shares words, sentences or a subject with a report above.

FOLLOW_UP_SALANG = """\
One lane of the road across the Salang pass was open again on Sunday, and the first of the \
lorries that had waited there for four days reached Kabul in the evening to the applause of \
traders.

The wind had dropped in the night, and crews with three ploughs cleared the galleries one after \
the other, Karim Wafa of the maintenance post said. A bus with a broken axle held them up for \
two hours.

Two drivers were taken to hospital with frostbite. A third, who had burned the slats of his \
truck, said that he would sell it.

The pass joins Kabul with the northern provinces, and flour, fuel and medicine all come over it. \
The price of flour, which had risen by a third in the capital, began to fall before sunset.

More snow is forecast for Thursday, and the ministry asked drivers to carry chains."""
FOLLOW_UP_DAM = """\
The reservoir behind the Naghlu dam fell by forty centimetres within a day of its gates being \
opened, and families who had fled to a school above Sarobi began to go home on Wednesday.

Water engineers opened two of the four gates of the Naghlu dam on Monday after a week of rain \
filled its reservoir faster than at any time in thirty years.

Half of the fields along the river are under mud, an agronomist, Wali Sharar, said after a walk \
along the bank. Wheat can be sown again this spring; it will take years before the orchards \
bear.

The province distributed tents and lamps to those whose houses had fallen in. Nobody was \
reported missing. Engineers will look at the turbine that was stopped as soon as the branches \
are out."""
OTHER_DESK_MARKET = """\
Herat's covered carpet bazaar was gutted by flames before dawn on Thursday. Traders wept in the \
street as firefighters damped down the ruins of some eighty stalls, many of them owned by the \
same families for three generations.

City officials blamed an electric iron that a tailor forgot to unplug. There were no deaths, \
though several firefighters suffered from the smoke. Merchants complained bitterly about dry \
hydrants.

Losses may reach three million dollars, according to the chamber of trade, and hardly anybody \
had insurance. The mayor spoke of rebuilding in brick.

Among the ruined was Sima Nawabi, who rescued nine carpets out of two hundred. She said she \
would open again in her brother's garage next week."""
OTHER_DESK_TALKS = """\
Two days of talks in the Qatari capital closed before dawn on Sunday with an agreement to talk \
again, and with nothing else that either side would put on paper.

People close to the meeting said that lists of some four hundred prisoners had changed hands, \
and that the reopening of border posts was discussed late in the night. Maps stayed in their \
tubes.

The currency weakened in Kabul as the news came in, then recovered part of its loss. Analysts \
said that expectations had been too high for a first round. A date for the second is to be named \
after the holidays; the hosts offered the same hotel."""
SAME_SUBJECT_SCHOOL = """\
Boys' schools in Badakhshan will begin an hour later during the cold months, the department of \
education said in Fayzabad on Saturday, because children from outlying villages walk in the \
dark.

Lessons will last from eight until noon. Heating stoves were delivered to forty schools, though \
wood for them has to be brought by the parents. There are no teachers for physics in eleven of \
them.

The order holds until the end of the winter. Headmasters had asked for it for years, after a \
pupil was lost in a snowstorm between two villages and found alive the next morning by \
shepherds."""
LETTER_1 = """\
Kabul's water company will close the mains of the fourth and fifth districts from Thursday \
evening until Saturday noon to replace a pipe that was laid in 1968. Tankers will stand at six \
mosques. The company asks households to fill their vessels and says that the pressure will be \
better afterwards, mostly in the streets above the university."""
LETTER_2 = """\
Pomegranates from Kandahar fetched a record price at the autumn fair in Delhi, growers said \
after their return. Eleven lorries crossed the border in time, four more were held for want of a \
stamp. The union of growers wants a cold store at the crossing, and has put aside a tenth of \
what it earned to pay for the first wall of it."""
BRIEF_1 = """\
Kunduz: The bridge at Aliabad is closed to lorries until Friday while its planks are replaced. \
Cars may pass in the mornings. Bus companies said that they would send their passengers across \
on foot, as they did last year, and have a second bus waiting."""
BRIEF_2 = """\
Ghazni: Archaeologists found a potter's kiln below the citadel with forty bowls still stacked in \
it. They think that the fire went out in a storm some nine hundred years ago. The bowls will be \
shown in the museum once its roof is repaired."""
BRIEF_3 = """\
Khost: A wrestler of seventeen years won the spring tournament for the third time and gave his \
prize, a calf, to the widow of his first teacher. The final lasted eleven minutes and was \
watched by more people than live in the town."""
BRIEF_4 = """\
Bamyan: Ski runners from nine countries were held up by a lack of snow. The race over the \
Shahidan pass will be run a week later, its organisers said, and on a shorter course. All hotels \
kept their rooms for them."""
PARTS = (BRIEF_1, BRIEF_2, BRIEF_3, BRIEF_4, LETTER_1, LETTER_2)
ROUND_UP = "\n\n".join(PARTS)


class Pair(NamedTuple):
    """Two articles, what was done to the second, and whether it is a near copy of the first."""

    kind: str
    copy: bool
    one: Article
    other: Article


def article(number: int, title: str | None, text: str, source: str) -> Article:
    """Make an article with the id of its number."""
    return Article(id=f"{number:020x}", title=title, text=text, source=source)


def edited(name: str) -> str:
    """Return a report with the words changed that an editor changed."""
    text = REPORTS[name][1]
    for before, after in EDITS[name]:
        assert before in text, before
        text = text.replace(before, after)
    return text


def rewritten(name: str, every: int) -> str:
    """Return a report in which one word in so many was changed, the first not."""
    words = REPORTS[name][1].split(" ")
    return " ".join("once" if place % every == every - 1 else w for place, w in enumerate(words))


def paragraphs(name: str) -> list[str]:
    """Return a report's paragraphs."""
    return REPORTS[name][1].split("\n\n")


def beginning(name: str, words: int) -> str:
    """Return so many words of a report's beginning."""
    return " ".join(REPORTS[name][1].split(" ")[:words])


def _copies() -> list[tuple[str, str | None, str, str | None, str]]:
    """Return kind, title and text of each pair that are copies."""
    found: list[tuple[str, str | None, str, str | None, str]] = []
    for name, (title, text) in REPORTS.items():
        other = OTHER_TITLES[name]
        blocks = paragraphs(name)
        moved = "\n\n".join((blocks[0], blocks[3], blocks[2], blocks[4], blocks[1]))
        shouted = text.upper().replace("'", "’").replace("\n\n", "\n")
        found += [
            ("the same", title, text, title, text),
            ("re-titled", title, text, other, text),
            ("written otherwise", title, text, None, shouted),
            ("re-ordered", title, text, other, moved),
            ("edited", title, text, other, edited(name)),
            ("one word in fifteen", title, text, other, rewritten(name, 15)),
            ("one word in ten", title, text, other, rewritten(name, 10)),
            ("edited and cut", title, text, other, edited(name)[: len(text) * 3 // 4]),
            ("last paragraph gone", title, text, title, "\n\n".join(blocks[:4])),
            ("lead gone", title, text, other, "\n\n".join(blocks[1:])),
            ("two paragraphs", title, text, title, "\n\n".join(blocks[:2])),
            ("the middle", title, text, other, "\n\n".join(blocks[2:4])),
            ("sixty words", title, text, other, beginning(name, 60) + " …"),
            ("thirty-five words", title, text, None, beginning(name, 35) + "..."),
            ("standing opening", title, text, title, OPENING + text),
        ]
    short = "The bridge at Aliabad is open again."
    found.append(("short and equal", "Bridge open", short, "BRIDGE OPEN", short.upper()))
    return found


def _others() -> list[tuple[str, str | None, str, str | None, str]]:
    """Return kind, title and text of each pair that are no copies."""
    salang, dam, market, talks, school = (
        REPORTS[name] for name in ("salang", "dam", "market", "talks", "school")
    )
    found: list[tuple[str, str | None, str, str | None, str]] = [
        ("follow-up", *salang, "First lorries cross", FOLLOW_UP_SALANG),
        ("follow-up", *dam, "Families go home", FOLLOW_UP_DAM),
        ("follow-up's title", *dam, dam[0], FOLLOW_UP_DAM),
        ("another desk", *market, "Carpet bazaar gutted", OTHER_DESK_MARKET),
        ("another desk", *talks, "Agreement to talk again", OTHER_DESK_TALKS),
        ("same subject", *school, "Schools begin later", SAME_SUBJECT_SCHOOL),
        ("one form", "Earthquake in Badakhshan", QUAKE_1, "Earthquake in Takhar", QUAKE_2),
        ("one form", "The weather in Kabul", WEATHER_1, "The weather in Kunduz", WEATHER_2),
        ("one form", "Closed in Khost", CLOSED_1, "Closed in Maimana", CLOSED_2),
        ("standing opening", "Water", OPENING + LETTER_1, "Fruit", OPENING + LETTER_2),
        ("standing opening", "Water", OPENING + LETTER_1, salang[0], OPENING + salang[1]),
        ("standing opening", "Bridge", OPENING + BRIEF_1, "Kiln", OPENING + BRIEF_2),
        ("round-up", "Kiln", BRIEF_2, "From the provinces", ROUND_UP),
        ("round-up", "Wrestler", BRIEF_3, "From the provinces", ROUND_UP),
        ("short", "Bridge open", "More to follow.", "Fire in Herat", "More to follow."),
        ("short", None, "A market opened in Kabul.", None, "A market opened in Herat."),
        ("short", None, SHORT.format("Khost"), None, SHORT.format("Balkh")),
        ("short", None, "Developing story.", None, "Developing story; more soon."),
        ("no words", "Kabul", "…", "Kabul", "—"),
    ]
    names = list(REPORTS)
    for place, name in enumerate(names):
        following = REPORTS[names[(place + 1) % len(names)]]
        found.append(("different", *REPORTS[name], *following))
        found.append(("same title", *REPORTS[name], REPORTS[name][0], following[1]))
        # A quotation of one paragraph in another report.
        quoted = "\n\n".join((following[1], paragraphs(name)[2]))
        found.append(("a paragraph in common", *REPORTS[name], following[0], quoted))
    return found


PAIRS = tuple(
    Pair(
        kind,
        copy,
        article(2 * number, title, text, "Alpha"),
        article(2 * number + 1, other_title, other_text, "Beta"),
    )
    for number, (copy, (kind, title, text, other_title, other_text)) in enumerate(
        [*((True, each) for each in _copies()), *((False, each) for each in _others())]
    )
)
