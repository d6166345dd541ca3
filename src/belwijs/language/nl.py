"""Dutch forms, of the Netherlands and of Flanders."""

from __future__ import annotations

import re

from belwijs.language.forms import LanguagePack, any_of, frozen, whole

_YOU = r"(?:u|je|jou|jij)"
_SOON = r"(?:effe|even|eventjes|effen|heel even)"

AGENT = {
    "greet": re.compile(
        r"(?<!fijne )(?<!prettige )(?<!nog een )(?<!nog )(?<!een )(?<!van)(?<!\w)"
        r"(?:goe(?:de|ie|den|dem|n)?[\s-]?n?(?:morgen|middag|namiddag|avond|dag)|hallo|hoi|hey|welkom|dag"
        r" (?=m(?:eneer|evrouw)|heer))(?!\w)",
        re.IGNORECASE,
    ),
    "introduce": any_of(
        r"(?:u|je|ge|gij) spreekt (?:met|hier met)",
        r"spreek(?:t)? (?:u|je) met",
        r"mijn naam is",
        r"m'n naam is",
        r"(?:^|(?<=[,.] )|(?<=dag )|(?<=morgen )|(?<=middag )|(?<=avond ))met (?!(?:de|het|een|wie|u|je|die|uw"
        r"|mijn|alle|plezier|welk)\b)\w+",
        r"aan de (?:lijn|telefoon) met",
        r"(?i:u spreekt) \w+ \w+",
    ),
    "offer_help": any_of(
        rf"wa(?:ar|t)\s?(?:mee)? (?:kan|mag|zou) ?(?:ik|'k|kik|we|wij)(?: {_YOU})?[^?.!]{{0,40}}(?:helpen|dienst"
        rf"|doen|betekenen|dienen)",
        rf"hoe (?:kan|mag) ik (?:{_YOU})?[^?.!]{{0,25}}(?:helpen|dienst)",
        r"waar kan ik (?:u|je)?[^?.!]{0,20}mee",
        r"(?:verder|anders) nog (?:iets|wat|vragen)",
        r"nog iets (?:anders )?(?:voor u|voor je|doen|betekenen)",
        r"van dienst zijn",
        r"kan ik (?:u|je) (?:ergens|nog|verder)[^?.!]{0,20}helpen",
    ),
    "backchannel": whole(
        "h+m+",
        "m+h*m*",
        "ja",
        "jaja",
        "oke",
        "oké",
        "ok",
        "nee",
        "och",
        "ach",
        "oei",
        "ai",
        "tjonge",
        "jeetje",
        "o",
        "oh",
        "aha",
        "precies",
        "begrijp ik",
        "snap ik",
        "ik begrijp het",
        "ik luister",
        "ik volg u",
        "ik hoor u",
        "gaat u verder",
        "gaat u door",
        "zeker",
        "jee",
        "amai",
        "allee",
        "zo",
        "nou",
        "sjonge",
    ),
    "summarise": any_of(
        r"als ik (?:het|u|je)?\s?(?:zo )?(?:goed|juist) (?:begrijp|begrepen|hoor|beluister)",
        r"begrijp ik (?:het )?(?:goed|dan goed|zo goed)",
        r"even samenvatten?",
        r"samengevat",
        r"kort samengevat",
        r"vat ik (?:het )?",
        r"klopt (?:het|dat) zo",
        r"heb ik (?:het|dat) (?:zo )?(?:goed|juist)",
    ),
    "apologise": any_of(
        r"excuus",
        r"excuses",
        r"spijt (?:me|mij|ons)",
        r"verontschuldig\w*",
        r"mijn fout",
        r"onze fout",
        r"sorry (?:dat|daarvoor|hiervoor|voor (?!het wachten))",
        r"dat had niet (?:gemogen|mogen)",
    ),
    "hold_announce": any_of(
        r"ogenblik(?:je)?",
        r"een moment(?:je)?",
        r"moment(?:je)?",
        r"blijf(?:t)? (?:u |je )?(?:even |eventjes |nog even )?(?:aan de lijn|hangen|aan de telefoon|wachten)",
        r"in (?:de )?wacht",
        rf"{_SOON} geduld",
        r"een (?:paar )?(?:tel|tellen|seconden?|secondjes?|minuutjes?)",
        r"een (?:half|halve) (?:minuut|minuutje)",
        rf"(?:kan|kunt|wil|wilt) (?:u|je) {_SOON} wachten",
        r"heeft u (?:een|even) (?:momentje|ogenblik\w*|tijd|geduld)",
        rf"wacht (?:u )?{_SOON}",
    ),
    "hold_reason": any_of(
        r"ik (?:ga )?(?:\w+ )?(?:zoek|kijk|vraag|overleg|controleer|check|bel|haal|leg)(?: \w+){0,5} (?:op|na|of"
        r"|bij|met|erbij|in|voor)",
        r"(?:dan|want) (?:zoek|kijk|vraag|overleg|check|bel|ga|haal) ik",
    ),
    "hold_duration": any_of(
        r"(?:een|één|twee|drie|vier|vijf|tien|paar|halve|half|anderhalve|\d+) (?:\w+ )?(?:minuut|minuutje"
        r"|minuutjes|minuten|seconden|tellen)",
        r"halve minuut",
        r"half minuutje",
        r"dertig (?:seconden|tellen)",
        r"zo'n minuut\w*",
        r"duurt (?:ongeveer|hooguit|zo'n|een|twee)[^.?!]{0,20}",
    ),
    "hold_thanks": any_of(
        r"(?:dank|bedankt|merci|fijn|sorry|excuses|goed|lief)[^.?!]{0,30}(?:wachten|wachtte|gewacht|geduld|hangen"
        r"|bleef|gebleven|hing)",
        r"(?:dank|bedankt) voor (?:uw |het |je )?(?:wachten|geduld)",
        r"sorry dat (?:het|u|je)[^.?!]{0,25}(?:duurde|wachten|duren)",
        r"(?:daar|hier) ben ik (?:weer|terug)",
    ),
    "ask_identity": any_of(
        r"(?:uw|je|jouw|de) (?:\w+ )?(?:naam|achternaam|voornaam|klantnummer|klantennummer|postcode|huisnummer"
        r"|geboortedatum|adres|ordernummer|bestelnummer|"
        r"polisnummer|dossiernummer|kenteken|nummerplaat|factuurnummer|patiëntnummer|meternummer|rekeningnummer"
        r"|aansluitnummer)(?= ?\?| ?(?:alstublieft|eens|even|dan|vragen|weten|noteren|hebben))?",
        r"met wie spreek ik",
        r"wie (?:kan|mag|moet|zal) ik (?:zeggen|aanmelden|doorgeven)",
        r"(?:wat|hoe) (?:is|was|heet) (?:uw|je|u|de) ?(?:naam)?",
        r"(?:van )?welk(?:e)? (?:bedrijf|firma|organisatie)",
        r"u bent (?:meneer|mevrouw)",
        r"wie heb ik aan de lijn",
        r"onder welke naam",
        r"op welke naam",
    ),
    "announce_transfer": any_of(
        rf"verbind (?:ik )?(?:{_YOU} )?(?:\w+ )?(?:nu |even |graag )?(?:door)?",
        r"doorverbind\w*",
        r"door(?:ge)?schakel\w*",
        r"schakel (?:ik )?(?:u|je) \w*",
        rf"zet (?:ik )?{_YOU} (?:\w+ )?door",
        rf"geef (?:ik )?{_YOU} (?:\w+ )?door",
    ),
    "offer_callback": any_of(
        r"terug(?: te)?\s?bel\w*",
        r"teruggebeld",
        r"(?:bel|belt|bellen) (?:ik |hij |ze |zij |we |wij |hem |haar )?(?:u|je|jou)[^.?!]{0,30}(?:terug|weer|op"
        r"|morgen|vanmiddag|straks|later|nog|zelf|even)?",
        r"(?:u|je) (?:morgen|vanmiddag|straks|zelf|zo|dan|vandaag) (?:\w+ )?(?:terug|bel|op)\w*",
        r"(?:ik|we|hij|zij) bel(?:t|len)? (?:u|je)",
        r"contact (?:met u )?op(?:neemt|nemen)",
    ),
    "ask_why": any_of(
        r"waarom (?:niet|dan|wil|heeft|hebt|bent|belt|zegt|doet|zou|komt|staat|denkt)",
        r"hoezo",
        r"hoe komt het dat u",
        r"wat is er (?:mis|verkeerd) met",
    ),
    "clarify": re.compile(
        r"\b(?:wanneer|sinds|hoe lang|hoeveel|hoe vaak|welke?|wat (?:is|was|voor|ziet|staat|zegt|gebeurt|doet)"
        r"|waar (?:zit|gaat|staat|loopt)|heeft u (?:al|de|het|een)|is (?:het|er)|ziet u)\b[^?]*\?",
        re.IGNORECASE,
    ),
    "exit_politely": any_of(
        r"dank (?:u|je) ?(?:wel)? voor (?:uw|je|de) (?:tijd|eerlijkheid|duidelijk\w*)",
        r"bedankt voor (?:uw|je|de) (?:tijd|eerlijk\w*|duidelijk\w*)",
        r"dan (?:laat|val) ik (?:het|u)[^.?!]{0,25}",
    ),
    "give_up": any_of(r"(?:o|oh|oké|nou)[ ,.]+(?:oké )?dan niet", r"laat (?:dan )?maar", r"dan houdt het op"),
    "ask_callback": any_of(
        r"(?:kunt|kan|wilt|wil|zou) (?:u|hij|zij|ze|je) (?:\w+ )?(?:mij|me|ons) (?:\w+ )?terug\s?bellen",
        r"(?:of|dat) (?:hij|zij|ze|u) (?:mij|me|ons) (?:\w+ )?terug\s?bel\w*",
        r"belt u (?:mij|me|ons)[^.?!]{0,20}terug",
    ),
    "indifferent": any_of(
        r"daar (?:ga|gaan|weet|kan) (?:ik|wij|we) (?:niet(?:s)?|geen)[^.?!]{0,15}",
        r"zo is het (?:nu|nou) eenmaal",
        r"(?:niet|niks) (?:mijn|ons) (?:probleem|afdeling|pakkie)\w*",
        r"kan ik (?:ook )?(?:niks|niets) aan doen",
        r"het is niet anders",
        r"tja",
        r"pech gehad",
    ),
    "defend": any_of(
        r"(?:dat|zo) is (?:gewoon |nu eenmaal )?(?:de|onze|het) (?:procedure|beleid|regels?|protocol|werkwijze)",
        r"(?:wij|we) doen (?:ook maar )?(?:ons|onze) (?:best|werk)",
        r"(?:ligt|lag) niet aan (?:ons|mij)",
        r"bij ons (?:gaat|klopt|is) (?:alles|dat|er)[^.?!]{0,20}(?:goed|niks|niets)",
    ),
    "blame": any_of(
        r"(?:dan )?had (?:u|je) (?:\w+ ){0,6}(?:moeten|kunnen|eerder|beter)\w*",
        r"(?:dat )?is (?:uw|je) eigen (?:schuld|verantwoordelijkheid|fout)",
        r"(?:u|je) (?:heeft|hebt|had) (?:zelf|het zelf)[^.?!]{0,30}",
    ),
    "snap": any_of(
        r"rustig aan",
        r"doe (?:eens|even) (?:rustig|normaal)",
        r"(?:dat )?(?:zei|zeg|heb) ik (?:toch|net|al)[^.?!]{0,20}",
        r"laat (?:mij|me) (?:eens |even )?(?:uitpraten|uitspreken)",
        r"luister(?:t u)? (?:nou|nu|eens)",
    ),
    "belittle": any_of(
        r"(?:een )?(?:kleuter|kind) (?:kan|snapt|ziet|begrijpt)[^.?!]{0,15}",
        r"zo moeilijk is (?:dat|het) (?:toch )?niet",
        r"kunt u (?:wel )?lezen",
        r"gefeliciteerd hoor",
    ),
    "set_limit": any_of(
        r"als u (?:zo|op deze|op die|mij|blijft|doorgaat|nog)[^.?!]{0,50}(?:beëindig|ophang|hang|stop|verbreek"
        r"|breek|sluit)\w*",
        r"(?:op (?:deze|die|zo'n) (?:manier|toon))[^.?!]{0,40}",
        r"(?:wil|laat) (?:ik )?(?:me|mij) niet (?:\w+ )?(?:uitschelden|bedreigen|beledigen)",
    ),
    "announce_end": any_of(
        r"(?:beëindig|verbreek) ik (?:nu )?(?:dit|het) gesprek",
        r"ik (?:ga|hang) (?:nu )?(?:dit gesprek|het gesprek|op|ophangen)[^.?!]{0,25}",
        r"ik (?:beëindig|verbreek)[^.?!]{0,30}",
    ),
    "diminutive": any_of(
        r"(?:klein )?moment(?:je|jes|eke|eken)",
        r"ogenblik(?:je|jes|ske|sken)",
        r"minuu?t(?:je|jes|eke|ekes)",
        r"second(?:e)?(?:tje|tjes|je|jes|eke)",
        r"tel(?:le)?tje",
        r"wachtminuutje",
        r"halfuurtje",
        r"uurtje",
        r"kwartiertje",
        r"poosje",
    ),
    "acknowledge_feeling": any_of(
        r"(?:begrijp|snap|kan me voorstellen|stel me voor|hoor)[^.?!]{0,45}(?:boos|kwaad|bang|schrik\w*"
        r"|geschrokken|verdriet\w*|vervelend|frustr\w*|ongerust|zorgen|teleurgesteld|wanhop\w*|zat|beu|machteloos"
        r"|onzeker)",
        r"(?:daar )?(?:zou|word|werd|was|had) ik (?:ook|óók|zelf ook)[^.?!]{0,40}",
        r"(?:wat|dat is|dat moet|dat lijkt) [^.?!]{0,15}(?:vervelend|naar|schrikken|frustrerend|akelig|verdrietig"
        r"|rot|ellendig)",
    ),
    "overpromise": any_of(
        r"(?:hij|zij|ze|de monteur|mijn collega|de collega|de specialist) (?:belt|komt|neemt|regelt|stuurt) (?:u"
        r"|je|het|vandaag|vanmiddag|morgen|zeker|direct|nog|contact)[^.?!]{0,30}"
    ),
}

CUSTOMER = {
    "give_identity": any_of(
        r"(?:^|(?<=[,.] )|(?<=hallo )|(?<=ja )|(?<=dag )|(?<=morgen )|(?<=middag )|(?<=avond )|(?<=u )|(?<=spreekt"
        r" ))met (?!(?:de|het|een|wie|u|je|die|uw|mijn|alle|wat|welke)\b)\w+",
        r"(?:u|je) spreekt met",
        r"mijn naam is",
        r"de naam is",
        r"(?:op naam van|ik heet|ik ben (?:meneer|mevrouw|de heer))",
        r"\d{4} ?[A-Za-z]{2}\b",
        r"(?:klant|klanten|order|polis|factuur|dossier|bestel)\s?nummer (?:is|\d)\w*",
        r"geboren (?:op|de)",
        r"van (?:de )?(?:firma|bedrijf)",
    ),
    "ask_confirm": any_of(
        r"spreek ik (?:nu |dan )?(?:met|nu met|hier)",
        r"(?:is|ben|zit) (?:dit|dat|ik) (?:hier |nu |daar )?(?:de |het |bij |verbonden |goed |terecht )[^?.!]{1,40}",
        r"ben ik (?:hier|nu|daar) (?:bij|goed)",
        r"(?:heb|krijg) ik nu",
    ),
    "phrase:you_people": any_of(
        r"jullie mensen",
        r"jullie (?:daar|soort|lui|allemaal)",
        r"(?:mensen|lui|volk) (?:als|zoals) (?:u|jullie|jij)",
        r"dat volk",
        r"allemaal hetzelfde",
    ),
    "phrase:your_fault": any_of(
        r"(?:uw|jullie) (?:bedrijf |zaak |eigen )?(?:fout|schuld|blunder)",
        r"(?:uw bedrijf|jullie|u) (?:heeft|hebben|hebt) (?:\w+ ){0,4}(?:fout|fouten|blunder|verprutst|verknald"
        r"|verkeerd) ?\w*",
    ),
    "phrase:hear_me": any_of(
        r"(?:hoor|hoort|luister|luistert) (?:je|u|jij|ge|gij|jullie)(?: \w+){0,3} ?(?:me|mij|wel|eigenlijk|niet|naar)?",
        r"versta(?:at)? (?:u|je) (?:me|mij|geen|wel)",
    ),
    "phrase:meaning": any_of(
        r"in de zin van",
        r"hoezo",
        r"hoe bedoel(?:t)? (?:u|je|ge)",
        r"wat bedoel(?:t)? (?:u|je) (?:daar|hier|nou|nu)?\w*",
    ),
    "phrase:clueless": any_of(
        r"(?:u|je|jij|jullie|ge) (?:weet|weten|snapt|snappen|hebt|heeft|hebben) (?:\w+ ){0,4}(?:niet waar|geen"
        r" (?:idee|verstand|benul)|niks van|er niks)\w*[^.?!]{0,25}"
    ),
    "phrase:always_right": any_of(r"(?:de )?klant (?:heeft |is )?(?:toch )?(?:altijd gelijk|koning)"),
    "phrase:manager": any_of(
        r"(?:uw|je|jullie|een|de) (?:manager|leidinggevende|chef|baas|teamleider|supervisor|directeur"
        r"|verantwoordelijke)"
    ),
    "phrase:so_hard": any_of(
        r"(?:is|was) (?:dat|het) (?:nou|nu|dan|echt|toch)? ?(?:echt |toch )?zo moeilijk",
        r"zo moeilijk (?:kan|is) (?:het|dat) (?:toch )?niet",
    ),
    "phrase:wont_pay": any_of(
        r"(?:ik )?betaal (?:ik )?(?:\w+ ){0,4}(?:niet|niks|niets|geen|nooit)",
        r"(?:krijgt|krijgen) (?:u|jullie) (?:geen|geen enkele) (?:cent|euro)[^.?!]{0,10}",
        r"(?:niet|niks|geen cent) (?:van plan te )?betalen",
    ),
    "obj=supplier": any_of(
        r"(?:wij |we |ik )?(?:hebben|heb|zitten|werken|zijn) (?:\w+ ){0,4}(?:al (?:een|iemand|jaren|bij)|vaste"
        r"|leverancier|tevreden)[^.?!]{0,20}"
    ),
    "obj=interest": any_of(r"(?:geen|niet|helemaal geen) (?:interesse|belangstelling|behoefte|geïnteresseerd|nodig)"),
    "obj=time": any_of(
        r"(?:geen|nu geen|echt geen) (?:tijd|moment)",
        r"(?:komt|schikt|past) (?:nu |me |even |mij )?(?:niet|slecht)",
        r"(?:heel |erg |veel te |te )druk",
    ),
    "obj=documentation": any_of(
        r"(?:stuur|mail|mailt|stuurt) (?:me |mij |u |het |dat |ons )?(?:maar |eerst |gerust |even )?(?:maar |eerst"
        r" |even )?(?:wat|iets|een|informatie|op)[^.?!]{0,25}",
        r"(?:folder|brochure|documentatie|mailtje)",
    ),
    "obj=later": any_of(
        r"(?:over|na) (?:een |drie |zes |paar )?(?:\w+ )?(?:maanden|maand|halfjaar|half jaar|weken|zomer|vakantie)",
        r"(?:volgend|na het nieuwe) (?:jaar|kwartaal)",
        r"bel(?:t)? (?:me |u )?(?:dan|later) (?:nog )?(?:eens|maar|weer|terug)",
    ),
    "emotional": any_of(
        r"(?:zo |echt )?(?:kwaad|boos|woedend|razend|radeloos|bang|wanhopig|ziek van|klaar mee|zat|beu|spuugzat"
        r"|belachelijk|schandalig|schande|verdorie|verdomme|potverdorie|godver\w*|ongelofelijk|waardeloos"
        r"|onvoorstelbaar|huilen)"
    ),
    "complain": any_of(
        r"(?:nog steeds|alweer|voor de (?:tweede|derde|vierde|zoveelste)) [^.?!]{0,30}",
        r"klacht",
        r"belachelijk",
        r"schandalig",
        r"waardeloos",
        r"niet (?:normaal|te geloven|serieus)",
        r"niemand (?:\w+ )?(?:belt|komt|neemt|reageert)\w*",
        r"kapot",
    ),
    "calm_again": any_of(
        r"(?:nou|ja|oké|goed)[ ,.]+(?:ja[ ,.]+)?(?:oké|goed|dat (?:is|scheelt|lucht)|fijn|dank)[^.?!]{0,20}",
        r"opluchting",
        r"opgelucht",
        r"pak van mijn hart",
        r"scheelt",
        r"gerust",
    ),
}

PACK = LanguagePack(
    language="nl",
    agent=frozen(AGENT),
    customer=frozen(CUSTOMER),
    informal=any_of(
        r"jij",
        r"jou",
        r"jouw",
        r"jezelf",
        r"jullie",
        r"(?:kan|mag|zal|ga|wil|moet|zou|heb|bel|help|hoor|zie|verbind|zet|geef|stuur|vraag|dank|snap|begrijp"
        r"|spreek|mail) (?:ik |we |hij )?je",
        r"(?:voor|met|bij|aan|van|naar|op) je(?= (?!een|het|de))?",
        r"je (?:naam|nummer|adres|postcode|klantnummer|geboortedatum|achternaam|voornaam|mail|bestelling|factuur"
        r"|dossier|pakket|zaak|website|telefoon)",
        r"(?:heb|ben|kun|kan|wil|weet|bedoel|zit|woon|hoor|zie|spreek|zoek|wacht|blijf|denk|krijg|belde|zei|doe|ga"
        r"|vind|had|was|heet) je",
        r"dankjewel",
        r"dank je",
    ),
    generic=any_of(r"je", r"joh", r"jongen", r"meid"),
    formal=any_of(r"u", r"uw", r"meneer", r"mevrouw"),
    not_informal=any_of(r"weet je(?: wel)?", r"zie je wel", r"jullie", r"dank je(?:wel)?(?= ?collega)"),
    digits={
        "nul": "0", "een": "1", "één": "1", "twee": "2", "drie": "3", "vier": "4",
        "vijf": "5", "zes": "6", "zeven": "7", "acht": "8", "negen": "9",
    },
)
