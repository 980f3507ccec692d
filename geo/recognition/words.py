"""Word lists that recognition judges by. All keys are folded (see `geo.text`)."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model import PlaceKind as Kind
from geo.text import word_set


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWord:
    """What a word such as "valley" says about the place whose name it stands beside.

    exact: kinds that it names. near: kinds it is also used of. joins: a capitalised one belongs
    to the name. joins_small: so does one in small letters, if such a place is known.
    """

    word: str
    exact: frozenset[Kind]
    near: frozenset[Kind] = frozenset()
    joins: bool = True
    joins_small: bool = False


def _kind(
    word: str,
    exact: set[Kind],
    near: set[Kind] | None = None,
    *,
    joins: bool = True,
    small: bool = False,
) -> KindWord:
    return KindWord(
        word=word,
        exact=frozenset(exact),
        near=frozenset(near or ()),
        joins=joins,
        joins_small=small,
    )


_SETTLED = {Kind.CITY, Kind.TOWN, Kind.VILLAGE}
KIND_WORDS: dict[str, KindWord] = {
    kind.word: kind
    for kind in (
        # Natural features and works: the word makes another place of the name.
        _kind("valley", {Kind.VALLEY}, {Kind.PROVINCE, Kind.DISTRICT, Kind.AREA}, small=True),
        _kind("gorge", {Kind.VALLEY}, {Kind.AREA, Kind.PASS}, small=True),
        _kind("pass", {Kind.PASS}, small=True),
        _kind("river", {Kind.RIVER}, small=True),
        _kind("tunnel", {Kind.TUNNEL}, {Kind.PASS}, small=True),
        _kind("lake", {Kind.LAKE}, small=True),
        _kind("dam", {Kind.DAM}, small=True),
        _kind("sea", {Kind.SEA}, small=True),
        _kind("airport", {Kind.AIRPORT}, {Kind.BASE, Kind.CITY, Kind.TOWN}, small=True),
        _kind("airfield", {Kind.AIRPORT, Kind.BASE}, {Kind.CITY, Kind.TOWN}, small=True),
        _kind("airbase", {Kind.AIRPORT, Kind.BASE}, {Kind.CITY, Kind.TOWN}, small=True),
        _kind("mountain", {Kind.MOUNTAIN}, {Kind.RANGE}),
        _kind("mountains", {Kind.RANGE}, {Kind.MOUNTAIN, Kind.PROVINCE, Kind.DISTRICT}),
        _kind("range", {Kind.RANGE}),
        _kind("desert", {Kind.AREA, Kind.REGION}),
        _kind("plain", {Kind.AREA, Kind.REGION}, joins=False),
        _kind("plains", {Kind.AREA, Kind.REGION}, joins=False),
        # Administrative words: they tell the kind, the name stands without them.
        _kind("province", {Kind.PROVINCE}),
        _kind("provinces", {Kind.PROVINCE}, joins=False),
        _kind("state", {Kind.PROVINCE}, {Kind.REGION}),
        _kind("district", {Kind.DISTRICT}, {Kind.TOWN, Kind.AREA, Kind.VALLEY}),
        _kind("districts", {Kind.DISTRICT}, {Kind.TOWN, Kind.AREA, Kind.VALLEY}, joins=False),
        _kind("county", {Kind.DISTRICT}, {Kind.PROVINCE}),
        _kind("city", {Kind.CITY, Kind.TOWN}),
        _kind("town", {Kind.TOWN, Kind.CITY, Kind.VILLAGE}, {Kind.DISTRICT}),
        _kind("village", {Kind.VILLAGE}, {Kind.TOWN, Kind.AREA}),
        _kind("area", {Kind.AREA}, {*_SETTLED, Kind.DISTRICT, Kind.VALLEY}, joins=False),
        _kind("region", {Kind.REGION, Kind.PROVINCE}, {Kind.DISTRICT, Kind.AREA}, joins=False),
        _kind("country", {Kind.COUNTRY}, joins=False),
        # Works that the place lends its name to: they belong to it where the gazetteer has them.
        _kind("highway", {Kind.ROAD}, {*_SETTLED, Kind.PASS, Kind.DISTRICT}, joins=False),
        _kind("prison", {Kind.BASE}, {*_SETTLED, Kind.AREA}, joins=False),
        _kind("base", {Kind.BASE, Kind.AIRPORT}, {*_SETTLED, Kind.AREA}, joins=False),
        _kind("crossing", {Kind.BORDER_CROSSING}, {*_SETTLED}, joins=False),
    )
}
ADMINISTRATIVE = word_set(
    "province provinces state district districts county city town village area region country",
)
"""Kind words that, in small letters, stay outside the name even where the gazetteer has them."""
KIND_BEFORE = word_set(
    "province provinces district districts city cities town towns village villages area valley "
    "region airport capital state county",
)
"""Kind words that may stand before a name with "of" between: "the city of Kunduz"."""
TELLING = word_set(
    "province district valley pass river tunnel lake airport airfield village town city county dam",
)
"""Kind words that, in small letters after a name, hardly follow anything but a place."""
SERVANTS = word_set(
    "soldier soldiers troop troops force forces army navy marines paratroopers commandos officer "
    "officers official officials police government president minister ministry ambassador embassy "
    "envoy diplomat diplomats parliament senator lawmakers border authorities peacekeepers warship "
    "warships warplanes jets",
)
"""Words that, in small letters after the word for a people, name what serves its state."""
NAME_HEADS = word_set(
    "mount lake river fort cape port camp new san santa saint st el los las al little gorno latin",
)
"""Words that, capitalised inside a sentence, begin a longer name of another place."""
QUARTERS = word_set("north south east west")
"""Words that make another place of the name after them: "South Africa"."""
COMPASS = word_set(
    "north south east west northern southern eastern western northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern central greater upper lower "
    "downtown mainland inner outer",
)

PAPERS = word_set(
    "times post herald tribune news newspaper newspapers tv television radio media today express "
    "weekly daily gazette journal observer chronicle telegraph magazine mail broadcasting films",
)
"""Words that, capitalised after a place's name, make it the name of a paper or a broadcaster."""
PARTIES = word_set(
    "alliance front movement party mujahideen mujahidin caliphate emirate militia accord accords "
    "agreement treaty pact protocol convention declaration",
)
"""Words that, capitalised after a place's name, make it the name of a party, an armed group or a
treaty."""
PARTIES_OF = word_set(
    "front movement party alliance emirate voice radio sons daughters friends song"
)
"""Words that, capitalised before "of" and a place's name, do so too."""
CARRIERS = word_set(
    "times post herald tribune news newspaper newspapers tv television radio media network today "
    "express weekly daily gazette journal press observer chronicle telegraph magazine review mail "
    "broadcasting films pictures alliance army front movement party union united fc club league "
    "team xi cricket brigade brigades battalion corps division regiment militia legion guard "
    "guards force forces bank airlines airline airways air group company corporation corp inc ltd "
    "limited holdings federation society foundation accord accords agreement treaty pact protocol "
    "convention declaration dialogue emirate caliphate mujahideen mujahidin network's road street "
    "avenue square boulevard lane circle restaurant cafe",
)
"""Words that, capitalised after a place's name, make it the name of something else."""
CARRIERS_BEFORE = word_set(
    "radio air fc ac inter real miss team operation isis isil daesh iskp tv channel tehrik "
    "tehreek lashkar jaish jamaat jamiat hizb harakat tanzim bank state emirate uss hms ins ss",
)
"""Words that, capitalised before a place's name, make it the name of something else."""
CARRIERS_OF = CARRIERS | word_set(
    "voice bank sons daughters friends people's statue song battle",
) - word_set("battle city state road street")
"""Nouns that carry a place's name after "of": "Voice of America", "Bank of England"."""
EPITHETS = word_set(
    "lion lions lioness tiger tigers wolf falcon eagle eagles butcher hero heroes beast ghost "
    "pearl rose conqueror liberator hawk bull fox lawrence saint nightingale",
)
"""What a person is called after a place by: "the Lion of …"; small letters count too."""
STANDING = word_set(
    "university airport hospital embassy consulate zoo museum palace stadium mosque school "
    "college academy bazaar market square bridge bus station gate hotel prison court dam tunnel "
    "library harbour harbor center centre clinic theatre theater",
)
"""What stands where its name says, so that the place is meant as a place."""

TITLES = word_set(
    "mr mrs ms miss dr prof professor sir dame lord lady gen general lt lieutenant col colonel "
    "maj major capt captain cmdr commander sgt sergeant brig brigadier adm admiral marshal cpl "
    "corporal pvt private spc specialist president premier chancellor senator sen rep congressman "
    "congresswoman secretary ambassador minister mullah mawlawi maulvi mawlavi molvi maulana qari "
    "hafiz haji hajji sheikh shaikh sayed sayyed syed imam ayatollah ustad engineer eng khwaja "
    "sardar malik nawab sultan shah prince princess king queen pope judge justice spokesman "
    "spokesperson spokeswoman",
)
"""Titles that stand before a person's name."""
SHORT_TITLES = word_set("mr mrs ms dr prof gen lt col maj capt cmdr sgt brig adm sen rep gov cpl")
"""Those that are abbreviated with a point."""
GESTURES = word_set(
    "smiled smiles laughed laughs nodded nods shrugged shrugs grinned grins sighed sighs frowned "
    "frowns winced winces chuckled chuckles giggled giggles sobbed sobs yawned yawns blushed "
    "winked whispered whispers muttered mutters blinked",
)
"""What only people do: a name before it that people are given is a person's."""
FIRST_NAMES = word_set(
    "ahmad ahmed ahmadullah mohammad mohammed muhammad mohamed mohamad mahmoud mahmud abdul "
    "abdullah abdur amrullah ashraf hamid hamed habib hashim hassan hasan hussein hussain hossein "
    "ismail ibrahim ibraheem karim latif aziz rahim rashid rahman khalid khaled khalil omar umar "
    "usman osman ali amin amir akbar akram akmal anwar asad asadullah atta bilal bismillah daoud "
    "dawood emran imran faheem fahim faisal farid faridoon fawad fazal ghulam gul gulbuddin "
    "haibatullah hekmatullah ihsan iqbal jalal jamal jamil javed kamal matiullah mirwais mir "
    "mujib munir mustafa nadir najib najibullah nasir nazir naveed noor nur obaid qasim qais rafi "
    "rahmatullah saad saeed said saleem salim sami sardar shafiq shah shahid sharif sher "
    "sirajuddin siraj suhail sulaiman tahir tariq tawfiq wahid wali waheed yahya yasin yousuf "
    "yusuf zabihullah zahir zalmay zarifa fatima fawzia habiba laila malalai maryam nargis "
    "parwana shukria zahra zainab narendra rajnath ajit vijay rahul amit anil arjun sanjay shreya "
    "adam alan albert alex alexander alexei alice amanda amy andrea andrew andy angela ann anna "
    "anne anthony antonio antony arnold arthur barack barbara ben benjamin bernard bill bob boris "
    "brian bruce carl carlos carol caroline catherine charles charlie chris christian christine "
    "christopher claire craig daniel dave david deborah dennis diana dick dmitry dominic donald "
    "donna dorothy doug douglas edward elena elizabeth ellen emily emma emmanuel eric ernest "
    "eugene eva evelyn frances francis frank franklin fred frederick gary george gerald giovanni "
    "gordon graham greg gregory hans harold harry heather helen henry herbert hillary howard hugh "
    "ian igor irene isaac ivan jack jacob james jane janet jason jay jean jeff jeffrey jen "
    "jennifer jens jeremy jerry jesse jessica jill jim jimmy joan joe joel john johnny jon "
    "jonathan jose joseph josh joshua joy juan judith julia julian julie justin karen karl kate "
    "kathleen katie keith kelly ken kenneth kevin kim kirk kyle larry laura lauren lawrence lee "
    "leo leon leonard lewis linda lisa lloyd louis louise lucy luis luke lynn marc marco marcus "
    "margaret maria marie mario mark martha martin mary matt matthew maurice max megan melissa "
    "michael michel michelle miguel mike mikhail mitch molly nancy naomi natalie nathan neil "
    "nicholas nick nicole nigel noah norman oleg oliver olivia oscar owen pamela pat patricia "
    "patrick paul paula pedro peter phil philip phillip pierre rachel ralph ray raymond rebecca "
    "richard rick rob robert roberta robin rod roger ron ronald rosa rose ross roy russell ruth "
    "ryan sally sam samantha samuel sandra sara sarah scott sean sebastian sergei sergey seth "
    "sharon shaun simon sophie stanley stephanie stephen steve steven stuart sue susan suzanne "
    "sylvia ted teresa terry theodore theresa thomas tim timothy tina todd tom tony tracy vincent "
    "vladimir walter warren wayne wendy will william xavier yuri zachary",
)
NAME_LIKE_PLACES = word_set(
    "adelaide alexandria asia austin boston brooklyn carolina chad charlotte chelsea china "
    "cleveland columbia dakota dallas denver devon diego florence francisco geneva georgia "
    "hamilton houston india ireland israel jackson jordan kenya kingston lincoln london lourdes "
    "madison malta milan montana orlando paris phoenix regina salem savannah sofia sydney "
    "valencia vienna victoria virginia washington farah gulbahar sanjan jalalabad lahore",
)
"""Place names that people are given as a first name: followed by a surname they are people."""

BODIES = word_set(
    "senate congress parliament court courts council board police government governor legislature "
    "house assembly department authority army national state county city public high junior "
    "community regional district medical general republican democratic metropolitan",
)
"""Words that, after a place's name, begin the name of something of that place, not of a person."""

INSTITUTIONS = word_set(
    "university college school schools academy institute hospital police fire sheriff court courts "
    "council board department ministry parliament senate house assembly government museum library "
    "airport station stadium prison church cathedral mosque authority chamber zoo port",
)
"""Words that, capitalised after a place's name, name an institution that stands there."""

COMMON_WORDS = word_set(
    "a about after again all also am amid among an and any are area as at august april be because "
    "before best big both but by can center centre central club commander day december deal did "
    "do east eye fair february few first for force forces four free friday from front general "
    "given go god good great had hand has have he her here him his hope how however i if in "
    "independence is it its january july june just khan king last late leader led less let life "
    "like little long man many march may me media men mine moment monday more most much must my "
    "national new news nice no north not november now october of off officials old on one only or "
    "our out over part peace people police post president press reading red resistance reports "
    "same sand saturday say see september she should since so some son source south spring state "
    "stop street such summer sunday than that the their them then there these they this those "
    "three thursday time to too tour trail tuesday two under union united until up us very war "
    "was water we wednesday week well were west what when where which while white who why will "
    "winter with woman women world yes you young your",
)
"""Words that are also somebody's village: a lone one is a name only where a place must stand."""
CALENDAR = word_set(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday ramadan eid nowruz muharram ashura "
    "christmas easter jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn "
    "winter",
)
PLACE_PREPOSITIONS = word_set(
    "in at from to near into toward towards around outside inside across through throughout via "
    "over beyond leaving reaching entering within above",
)
GROUPS = word_set(
    "taliban taleban talib talibs haqqani qaeda qaida daesh isis isil hamas hezbollah hizbullah "
    "houthi houthis nato unicef unhcr pentagon kremlin reuters",
)
"""Groups and bodies in the news whose name is also somebody's village."""
NOT_SLIPS = word_set(
    "taliban taleban talib haqqani qaeda qaida daesh massoud masood masoud saleh ghani karzai "
    "abdullah dostum baradar akhund akhundzada biden trump putin blinken austin johnson modi khan "
    "nato unicef unhcr pentagon kremlin congress parliament senate islam sharia quran koran "
    "twitter facebook youtube whatsapp telegram reuters english persian pashto dari tajik uzbek "
    "hazara pashtun muslim muslims christian army navy government ministry",
)
"""Names in the news that a spelling away from a place are still not that place."""
