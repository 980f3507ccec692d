"""Word lists that roles are judged by. All keys are folded (see `geo.text`)."""

from __future__ import annotations

from geo.text import word_set


def _verbs(text: str) -> frozenset[str]:
    """Spell out regular verbs: base, -s, -ed, -ing; the irregular ones are listed in full."""
    found: set[str] = set()
    for base in text.split():
        stem = base.removesuffix("e")
        doubled = base + base[-1] if base.endswith("+") else ""
        base_form = base.rstrip("+")
        if base.endswith("+"):
            doubled = base_form + base_form[-1]
            found |= {base_form, base_form + "s", doubled + "ed", doubled + "ing"}
        elif base.endswith("y") and base[-2] not in "aeiou":
            found |= {base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"}
        elif base.endswith(("s", "x", "sh", "ch")):
            found |= {base, base + "es", base + "ed", base + "ing"}
        elif base.endswith("e"):
            found |= {base, base + "s", base + "d", stem + "ing"}
        else:
            found |= {base, base + "s", base + "ed", base + "ing"}
    return frozenset(found)


CAPITALS = word_set(
    "kabul moscow washington islamabad delhi newdelhi beijing tehran teheran london paris berlin "
    "dushanbe ankara doha tashkent riyadh brussels ashgabat rome madrid ottawa canberra tokyo "
    "seoul cairo baghdad damascus jerusalem telaviv kyiv kiev warsaw vienna bern oslo stockholm "
    "copenhagen helsinki thehague hague dublin lisbon athens budapest prague bishkek astana "
    "nursultan abudhabi muscat kuwaitcity manama beirut amman sanaa khartoum tripoli tunis "
    "algiers rabat abuja nairobi pretoria hanoi bangkok jakarta manila dhaka colombo kathmandu "
    "brasilia caracas bogota lima havana quito lapaz buenosaires montevideo asuncion mexicocity "
    "guatemalacity sansalvador tegucigalpa managua portauprince santodomingo addisababa asmara "
    "djibouti mogadishu juba ndjamena niamey bamako ouagadougou dakar conakry freetown monrovia "
    "accra lome kinshasa brazzaville kigali bujumbura kampala dodoma lusaka harare lilongwe maputo "
    "luanda windhoek gaborone nouakchott naypyidaw phnompenh vientiane kualalumpur singapore "
    "taipei pyongyang ulaanbaatar wellington baku tbilisi yerevan minsk chisinau bucharest sofia "
    "belgrade sarajevo pristina skopje tirana zagreb ljubljana bratislava riga tallinn vilnius "
    "reykjavik nicosia valletta",
)
"""Capitals that stand for their governments ("Moscow said"), by key."""

ACTS = _verbs(
    "conduct interfere end meddle urge refuse deny warn pledge announce condemn call reject "
    "recognise recognize back support offer agree insist accuse want hope demand ask invite claim "
    "declare express welcome confirm signal plan decide vow promise threaten consider suspend "
    "freeze impose lift maintain denounce dismiss respond react voice oppose criticise criticize "
    "blame thank expect intend regard view acknowledge provide donate pressure propose request "
    "advise note believe fear worry deploy evacuate fund finance arm expel recall reopen close "
    "withdraw negotiate mediate broker host help assist favour favor need try seem appear prefer "
    "continue stop remain extend join cooperate coordinate share recommend order instruct appeal "
    "hint resume stress emphasise emphasize reiterate affirm clarify contribute commit+ admit+ "
    "plan+ summon ban+ retaliate reply mass",
) | word_set(
    "flew flies fly shut shuts said says say told tells sought seeks seek sees saw see gave gives "
    "give sent sends send made makes make took takes take held holds hold must withdrew withdrawn "
    "lent spent kept keeps fought fights fight led leads lead put puts bears knows knew thinks "
    "thought feels felt left brought chose chosen became begun began lost pays paid sold sells "
    "buys bought speak speaks spoken spoke answered cancelled canceled halted traded signed",
)
"""What governments do, when a country or capital is the subject."""
STRUCK = word_set(
    "struck shelled bombed invaded attacked seized annexed bombarded captured occupied fired",
)
"""What they do by arms; after "was", it is done to them."""
STRIKES = word_set("strikes bombs shells attacks raids hits invades pounds seizes")
SUFFERED = word_set(
    "burned burnt voted mourned celebrated suffered faced braced collapsed emptied flooded changed "
    "experienced recorded marked counted plunged descended endured survived starved reeled hosted "
    "witnessed woke turned",
)
"""Past forms after a country or capital that tell what it went through, not what it did."""
BEING = word_set("is are was were be been being")
AUXILIARIES = word_set(
    "has have had also will would may might could should can is was are were not never neither "
    "nor now later earlier again itself themselves repeatedly already too still yet then s both "
    "all instead always today yesterday recently meanwhile however formally publicly officially "
    "strongly quickly first once since long only just monday tuesday wednesday thursday friday "
    "saturday sunday on do does did been being be",
)
TOWARDS_GOVERNMENT = word_set(
    "asked ask asks asking urged urge urges urging told tells warned warns accused accuse accuses "
    "accusing blamed blames blaming pressed pressing thanked thanks criticised criticized "
    "condemned persuaded persuade pressured invited invites implored begged beseeched assured "
    "assures reminded lobbied embarrassed angered backed supported",
)
"""Verbs whose object, being a country, is its government: "asked Russia to"."""
RELATIONS = word_set(
    "ties relations relationship talks negotiations trade deal agreement dialogue cooperation "
    "support aid help assistance pressure recognition interference backing funding weapons arms "
    "troops threat threats message letter mediation involvement role contact contacts alliance "
    "allies friendship differences tensions war conflict appeal appealed call called calls "
    "supported backed funded sponsored mediated brokered recognised recognized sent provided "
    "given supplied armed trained led imposed accused occupied word reply answer response orders "
    "permission loyal allied odds hostile",
)
"""Words that, with "with", "from", "by", "to" or "on" after them, make a country a party."""
FRIENDS = word_set("critics critic allies ally enemies enemy friends partners opponents")
RELATION_LINKS = word_set("with from by to on against between of")
GOVERNMENT_NOUNS = word_set(
    "government ministry minister ministers foreign president prime ambassador embassy envoy army "
    "military intelligence isi troops forces soldiers officials official spokesman spokesperson "
    "spokeswoman parliament senate state security defence defense invasion support role "
    "interference involvement policy decision stance position allies ally withdrawal leadership "
    "leader leaders rulers regime authorities diplomats diplomat chief interests announcement "
    "statement request refusal offer ruling opposition administration response recognition "
    "cabinet king sultan emir crown chancellor junta navy warship warships destroyer warplanes "
    "jets fleet delegation negotiator negotiators mediators premier coastguard marines",
)
PARTY_ENDINGS = word_set(
    "backed led made supported brokered funded sponsored mediated supplied armed imposed owned "
    "controlled allied occupied friendly",
)
STANCES = word_set("anti pro")
BASED_ENDINGS = word_set("based headquartered")
INSTITUTIONS = word_set("college university school institute academy")
SEATS = word_set("office offices headquarters bureau envoy ambassador attache representative")
BOUND_FOR = word_set("bound headed heading destined forecast expected planned predicted")
LEAVING = word_set("left leave leaves leaving departed sailed set")
FLEEING = word_set("flee flees fled fleeing emigrate emigrated migrated escaped exiled")
WAYS = word_set("way road roads route routes highway journey trip flight flights flown en")
COMING = word_set("come comes came coming arrive arrives arrived arriving imported shipped hailing")
VESSELS = word_set("boat boats ship ships vessel vessels lorry lorries truck trucks plane planes")
NO_DOERS = word_set(
    "border river order number water power corridor sector tower letter december september october "
    "november summer winter weather quarter danger corner shelter hunger matter father mother "
    "brother sister daughter minister other under after never over together however door floor "
    "former another rather either further later earlier greater larger longer",
)
"""Words that end as those who do something do, and are none."""
TAKEN_OUT = word_set(
    "withdrew withdraw withdraws withdrawn withdrawing pull pulled pulling evacuate evacuated "
    "evacuating rescue rescued rescuing free freed freeing expel expelled deport deported remove "
    "removed drive drove driven driving evict evicted airlift airlifted",
)
LIVING = word_set("live lives living lived reside resides resided residing settled resettled")
ONLOOKERS = word_set("relatives traders investors exiles analysts observers expatriates emigres")
LENGTHS = word_set(
    "km kms kilometre kilometres kilometer kilometers mile miles metres meters nm yards",
)
BORN_ENDINGS = word_set("born educated trained raised bred")

OFFICES = word_set(
    "governor governors mayor ambassador ambassadors envoy president minister ministers chief "
    "head leader leaders king queen emir representative commander commanders spokesman "
    "spokesperson spokeswoman secretary deputy director chairman chairwoman member members mp "
    "lawmaker consul administrator coordinator correspondent bishop archbishop patriarch ruler "
    "rulers",
)
PEOPLE = word_set(
    "fighters fighter men man people recruits refugees residents resident families militants "
    "natives native volunteers students student soldiers evacuees youth youths villagers women "
    "woman migrants civilians forces elders tribesmen returnees immigrants exiles warlords "
    "politician politicians businessman businessmen farmers doctors nationals citizens "
    "inhabitants locals mullah teacher nurse doctor driver farmer lawyer boy girl shopkeeper "
    "trader writer engineer pilot judge mother father baker traders journalists academics "
    "scholars analysts experts troops insurgents",
)
BIOGRAPHY = word_set(
    "born raised native educated studied graduated graduate grew lives teaches resides hails "
    "trained schooling upbringing "
    "hailed hailing son daughter descendant schooled exiled",
)
COMPARISON = word_set(
    "like unlike resembling resembles than compared comparable similar akin",
)
HISTORY = word_set(
    "soviet soviets history historic historical historically decades centuries century mujahideen "
    "1970s 1980s 1990s 2000s 70s 80s 90s ancient medieval colonial formerly previously past "
    "anniversary ago legacy nineteenth twentieth",
) - word_set("ago previously past mujahideen")
SPEECH = word_set("said says told tells explained added argued wrote")
SPEAKERS = word_set(
    "official officials source sources spokesman spokeswoman spokesperson diplomat diplomats "
    "analyst analysts ministry authorities resident residents witness witnesses police leaders "
    "reporters journalists agency commander commanders",
)
BORDERS = word_set("border borders frontier boundary")
HABIT = word_set(
    "often usually regularly traditionally always generally typically annually commonly normally "
    "everyday",
)
GEOGRAPHY = word_set(
    "lies lie located situated borders bordering bordered neighbours neighbors neighbouring "
    "neighboring straddles stretches stretching connects connecting separates separating links "
    "linking inhabited populated home population mountainous landlocked surrounds flows spans "
    "occupies comprises nestled adjoining adjoins overlooks overlooking",
)
MODALS = word_set(
    "want wants seek seeks demand demands urge urges could might would if may should unless "
    "whether can must will shall hopes plans fear fears feared threatens threatened",
)
REFERENCE_OPENERS = word_set("since after before amid following until despite during")
REFERENCE_NOUNS = word_set(
    "fall takeover capture collapse seizure withdrawal invasion occupation conquest liberation "
    "crisis exit departure control war",
)
PREPOSITIONS = word_set(
    "in at near from into to through toward towards around outside inside across throughout on of "
    "over via within above along between against for beyond off under",
)

EVENT_VERBS = _verbs(
    "attack capture besiege shell bombard bomb ambush raid storm seize retake recapture enter "
    "surround cut clash advance retreat flee kill wound injure die explode detonate arrest detain "
    "abduct kidnap evacuate land crash protest rally march gather demonstrate fire launch resist "
    "defend push repel+ surrender fall block blockade isolate destroy burn collapse flood hit+ "
    "evict target execute loot patrol man+ deploy mass train recruit open close visit arrive "
    "reach cross return escape hold liberate control occupy strike damage displace rescue trap+ "
    "strand shoot stab+ hang torture search announce inaugurate vote hospitalise hospitalize gear "
    "muster assemble regroup cordon encircle entrench fortify overrun reinforce withdraw raise "
    "hoist witness unfold erupt rage topple oust claim hide pray celebrate bury mourn rename "
    "reopen resume deliver airlift drop+ ship rock shake devastate sweep conquer bulldoze "
    "vandalise vandalize sink derail collide smuggle poison quarantine infect spread grip+ leave",
) | word_set(
    "fought fight fights fighting fled fell fallen fall struck shot broke broken withdrew retook "
    "retaken recaptured overran held holding took taken taking takes take lost lose losing won "
    "beat beaten drove driven forced thrashed thrash thrashing inflicted cleared dug blew blown "
    "hung hanged burnt sank sunk met meets left shut torn thrown threw flew flown landed cut "
    "besieged swept shook arisen arose rose began begun spoke speaking swarmed swarming queued "
    "poured slipped crossed under stood burst bursts overrun tore tearing",
)
EVENT_NOUNS = word_set(
    "clash clashes battle battles fight fighting attack attacks explosion explosions blast blasts "
    "bombing bombings bomb siege gunfire gunfight gunfights shelling airstrike airstrikes strike "
    "strikes raid raids ambush ambushes protest protests demonstration demonstrations rally "
    "rallies evacuation evacuations flood floods flooding earthquake quake fire fires crash "
    "ceasefire truce offensive offensives operation operations arrest arrests killing killings "
    "killed casualties recruitment blockade takeover capture advance advances funeral election "
    "elections summit ceremony shortage shortages outbreak landslide landslides storm drought "
    "massacre assault assaults incursion uprising insurgency resistance escalation escalations "
    "skirmish skirmishes shootout crossfire rockets rocket missile missiles mortar mortars curfew "
    "checkpoint checkpoints stampede chaos crackdown executions evictions searches violence "
    "unrest riot riots hostilities deaths dead wounded injured supply supplies blackout outage "
    "negotiations talks convoy convoys reinforcements stronghold holdout bastion bulwark foothold "
    "frontline battlefield trenches landfall cyclone hurricane typhoon tornado wildfire wildfires "
    "blaze blizzard heatwave avalanche mudslide mudslides derailment collision stabbing shooting "
    "shootings eruption famine epidemic cholera coup airstrikes bombardment looting tremor "
    "tsunami caucus caucuses referendum turnout polls polling ballots",
)
INSIDE = word_set("in across throughout inside into through off near within around over")
"""Prepositions that put something into a whole country."""
PARTICIPLES = word_set(
    "run come become gone begun broken sunk shrunk swollen risen fallen frozen worn torn grown "
    "driven overrun overcome burst shut cut split spread"
)
"""Of verbs whose past is no participle or hardly told from the present: "have run out"."""
NOT_PAST = word_set(
    "hundred need indeed united red based armed limited aged speed breed feed seed exceed proceed "
    "succeed bed so-called ahmed mohammed mohamed hamed saeed javed naveed rashed khaled waheed "
    "unarmed wicked sacred related naked detailed",
)
IRREGULAR_PAST = word_set(
    "was were had did went came saw gave got made said told took found left kept held led met ran "
    "sat stood spoke brought bought caught taught thought built sent spent lost won fell felt "
    "flew grew knew drew withdrew threw wrote rose drove broke chose hid put cut hit set shut "
    "began sang seen swam became burst overran overthrew arose",
)
WEAK_PAST = word_set(
    "was were had did said told made named called mentioned cited discussed described compared "
    "considered remembered praised claimed knew thought",
)
"""Past forms that alone tell of nothing happening at a place."""

BODIES = word_set(
    "university college academy institute police fire sheriff department council board authority "
    "commission commissioners chamber bank court courts senate assembly legislature school schools "
    "federation union association society club fc league team company corporation corp inc ltd "
    "group foundation committee brigade battalion agency bureau airlines airways railway railways "
    "diocese",
)
"""Words that, capitalised after a place's name, make it part of the name of a body."""
BODIES_OF = word_set(
    "university college bank diocese archdiocese academy institute chamber federation union "
    "association society court senate",
)
"""Words that, capitalised before "of" and a place's name, do so too."""

THINGS = word_set(
    "humvee humvees weapon weapons vehicle vehicles aircraft helicopter helicopters drone drones "
    "dollar dollars equipment passport passports visa visas citizen citizens rifle rifles arms "
    "ammunition gear uniforms missiles jets tanks hardware make made currency bonds stocks",
)
"""Things before which "US" is an adjective, as "American" would be."""
