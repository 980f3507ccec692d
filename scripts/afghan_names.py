"""Names of people that Afghan news is full of and that no list in an open package holds.

Written by hand from general knowledge, in the spellings that English reports use most. They only
help to tell a person from a place, so a name that is also a common Afghan place is left out.
"""

FIRST_NAMES = """
abdul ahmad ahmadullah ahmed ajmal akbar akhtar ali amanullah amin aminullah amir amrullah anwar
arif asadullah ashraf asif atiqullah atta attaullah aziz azizullah babrak bashir bilal bismillah
burhanuddin daud davood dawood ehsanullah enayatullah esmatullah fahim faizullah farid faridoon
farooq fawad fawzia fazal fazl fazlullah ghafoor ghulam gul gulab gulalai gulbuddin habib
habibullah hafizullah haibatullah hakim hamdullah hamid hamidullah haroon hasan hashmat
hashmatullah hasibullah hayatullah hedayatullah hekmatullah hibatullah homayoun hussain ibrahim
ihsanullah ikramullah inayatullah ismail ismatullah jamaluddin jamshid jawed kabir kamal karim
karimullah khairullah khalid khalil khalilullah khushal laila latif latifa mahbooba mahbouba
mahmoud mahmud malalai maryam masood masoud massoud massouda matiullah mir mirwais mohamad mohamed
mohammad mohammed mohibullah muhammad mujib mujibullah munir mursal murtaza mustafa nabi nabil
nabila naim najib najiba najibullah naqibullah nasir nasirullah nasratullah nasrullah nazir
nematullah niamatullah nisar noorullah noorzia nurullah obaidullah omar parwin qadir qasim qayum
qiamuddin qudratullah rahim rahimullah rahmatullah ramazan ramin rashid rasul razia rohullah sadiq
safiullah sakhi salahuddin saleem salim samiullah sarwar sayed sayeed sediq sediqullah shafi
shafiqullah shah shakib shamsuddin sharifullah shekiba sher shinkai shir shukria sibghatullah
siddiq sirajuddin soraya suhail suraya tahir taj tajuddin tariq wahid wahidullah wakil wali
waliullah yaqub yasin younus yunus yusuf zabihullah zabiullah zahir zahra zaki zakia zalmai zalmay
zarghona ziauddin ziaurrahman zohra zubair
""".split()  # noqa: SIM905 - two hundred quoted names are hard to read and to mend

SURNAMES = """
abdali abdullah ahady ahmadi ahmadzai akbari akhund akhundzada alimi alizai alokozai amarkhil amin
amini amiri anwari arghandiwal atmar azimi aziz azizi babur baheer balkhi baradar barakzai barekzai
bayat behzad danesh daoud dostum durrani ehsan ekhpelwak faizi faqiri farahi faryadi fazli fitrat
frotan ghafari ghafoori ghani gilani habibi haidari hakimi hamdard hamidi hanafi haqqani hashimi
hashmi hassani hekmatyar hotak hussaini ibrahimi jalali jamshidi jurat kakar karimi karokhail
karzai katawazai khairkhwa khalili khalilzad khalis koofi ludin mahsud majroh majrooh mandokhail
mangal mansoor mansour massoud mazari mehsud miakhel mohammadi mohaqiq mohib mohmand mojaddedi
mujaddidi mujahid murad muttaqi nabizada naderi nadery nadim najafizada najibullah nazari niazi
noor noori noorzai noorzia omari osmani panjshiri popal popalzai qaderi qadiri qanooni qanuni
rabbani rahimi rahmani rahmanzai rasooli rasouli rassoul razaq raziq sabawoon sadat safi saighani
saleh salehi saliheen salim sayyaf seddiqi sediqi shaheen shahrani sharifi sherzai siddiqi
stanekzai stanikzai sultani tanai tanin taniwal tarakai taraki timori wazir wesa yaqoubi yusufzai
zadran zadrani zaeef zahid zakir zarifi zazai zurmatai
""".split()  # noqa: SIM905 - as above
