"""How each language says what matters in a call that sells: a final no, a moment, a message, consent, taking leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from belwijs.call import Language

Forms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SellingForms:
    """Patterns (regular expressions, without word boundaries at their ends)."""

    final_no: Forms  # the prospect says outright that it ends here
    somebody_away: Forms  # somebody else cannot be had; never the speaker
    first_person: Forms  # right before or inside a match of `somebody_away`: the speaker means themselves
    machine: Forms  # a voicemail or answering machine speaks
    attempt: Mapping[str, int]  # words of "this is the fourth time I call" → the number
    attempt_said: Forms  # … around that number; `{n}` stands for the word
    farewell: Forms  # a polite leave
    moment: Forms  # a day, an hour, a season
    reason: Forms  # a reason comes along
    agrees: Forms  # the prospect says yes to it
    refuses: Forms  # a turn that begins like this says no to what was proposed
    consent: Forms  # the agent names the consent
    may_object: Forms  # the agent offers not to call any more
    known_customer: Forms  # the agent calls somebody who is a customer already
    exempt: Forms  # the caller is a charity, a lottery of charities, a newspaper or magazine


_NL = SellingForms(
    final_no=(
        r"nee (?:is|blijft) (?:\w+ )?nee", r"het blijft nee", r"het (?:wordt|is) (?:gewoon |echt )?nee(?= dank| merci|$|[.,!])",
        r"ik (?:zeg|zei) (?:toch )?nee", r"(?:heb|had) (?:toch |al |net )*(?:gezegd:? nee|nee gezegd)",
        r"(?:hoeft|hoef|moet|moogt|mag) (?:\w+ ){0,4}(?:niet|nooit) meer (?:te )?bell?en",
        r"bel(?:t)? (?:me|mij|ons|hier)?\s?(?:\w+ )?(?:nooit|niet) meer", r"nooit meer (?:te )?bellen",
        r"haal(?:t)? (?:u )?(?:me|mij|ons) (?:er)?\s?(?:af|uit|van)(?! \w+ gesprek)", r"uit (?:het|uw|jullie|je) (?:systeem|bestand|lijst)",
        r"van (?:de|uw|jullie|je) (?:bel)?lijst", r"(?:laat|laat u) (?:mij|me|ons) (?:\w+ )?(?:gerust|met rust)",
        r"ik (?:ga |wil )?(?:nu )?(?:op)?hang(?:en)?(?: \w+)? op", r"ik hang (?:\w+ )?op", r"(?:hangt|hang) (?:nu |meteen )?op",
        r"ik (?:ga|wil) (?:nu )?ophangen", r"laten we het (?:hier|daar) (?:maar )?bij (?:houden|laten)",
        r"(?:wij|we) (?:zijn|waren) (?:\w+ )?uit\s?gepraat", r"dan zijn we uit\s?gepraat", r"ik denk dat we klaar zijn",
        r"(?:absoluut|definitief|beslist|pertinent|echt helemaal) (?:niet|geen)", r"geen denken aan", r"vergeet het maar",
        r"(?:dat is )?mijn laatste woord", r"einde (?:gesprek|verhaal)", r"ik (?:wens|wil) (?:niet |geen )(?:meer )?(?:gebeld|benaderd)",
        r"(?:nogmaals|voor de laatste keer|ik herhaal)[,:]? (?:\w+ )?(?:nee|geen|niet)", r"geen interesse (?:is|betekent) geen interesse",
        r"(?:wij|we|ik) (?:willen?|wil|hoeven|hoef) (?:echt |dit |het |hier |er )*(?:absoluut |helemaal )?(?:niets|niks)(?: van (?:u|je|jou|jullie))?(?=[.!]|$)",
        r"(?:doei|doeg|daag|(?<!hele )(?<!elke )(?<!per )(?<!de )(?<!die )(?<!fijne )dag|ajuus|salut|goede(?:n)?(?:dag|middag|avond|morgen)|goeiendag|tot ziens)(?: (?:meneer|mevrouw|madam))?(?=[\W]*$)",
    ),
    somebody_away=(
        r"(?:is|zit|staat|zijn|was) (?:\w+ ){0,6}(?:niet (?:aanwezig|op (?:zijn|haar|de|het) \w+|bereikbaar|beschikbaar|"
        r"binnen|thuis|in huis|op kantoor|vrij|te bereiken|te spreken)|in gesprek|in (?:een |de |haar |zijn )?(?:vergadering|"
        r"bespreking|overleg|les|klas|operatie|behandeling|training|consult|ander gesprek|afspraak|lunch|verlof)|"
        r"op (?:vakantie|reis|verlof|pad|de weg|cursus|ronde|een werf|de werf|het werk|locatie|een bouwplaats)|ziek|afwezig|"
        r"vrij|buiten|weg|van dienst af|de deur uit|met (?:lunch|pauze|verlof|vakantie)|aan het (?:lunchen|opereren|rijden|"
        r"werk|behandelen)|op de andere lijn|naar huis|met (?:een )?(?:klant|patiënt|cliënt)|aan de stoel|bij een klant|onderweg)",
        r"(?:is|zijn) er (?:\w+ ){0,3}(?:niet|pas)", r"(?:is|zijn) (?:\w+ ){0,3}niet (?:hier|in de buurt|aanwezig)", r"neemt (?:\w+ ){0,3}niet op",
        r"werkt (?:\w+ ){0,3}niet (?:op|vandaag|meer)", r"niet te (?:bereiken|spreken|storen)", r"kan (?:nu |even )?niet (?:aan de telefoon|gestoord)",
        r"(?:hij|zij|ze|die|meneer \w+|mevrouw \w+) (?:is|komt|zit|werkt) (?:\w+ ){0,3}(?:pas|weer|terug) (?:\w+ ){0,3}(?:maandag|dinsdag|woensdag|"
        r"donderdag|vrijdag|zaterdag|zondag|morgen|vanmiddag|volgende week|om \w+|terug|er)",
        r"(?:staat|zit) (?:\w+ ){0,2}(?:aan de stoel|in de stal|op het dak|in de keuken)", r"heeft (?:vandaag )?(?:een )?(?:vrije dag|vrij)",
    ),
    first_person=(r"ik", r"we", r"wij"),
    machine=(
        r"voice\s?mail", r"antwoordapparaat", r"(?:spreek|laat) (?:\w+ ){0,4}(?:in|achter) na de", r"na de (?:piep\w*|toon)",
        r"spreek (?:\w+ ){0,4}(?:in|bericht)", r"kan (?:nu |uw oproep )?(?:de telefoon )?niet (?:opnemen|aannemen|beantwoorden)",
    ),
    attempt={"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "zevende": 7, "achtste": 8},
    attempt_said=(
        r"(?:dit is |is dit |dat is |voor )?(?:\w+ ){0,2}(?:de |mijn )?{n} (?:keer|maal|poging)(?: al)?(?: dat ik (?:\w+ ){0,3}(?:bel|probeer))?",
    ),
    farewell=(
        r"(?:dank|bedankt|merci)", r"(?:fijne|prettige|goede|goeie|mooie|rustige|hele fijne) (?:dag|middag|avond|ochtend|namiddag|week\w*|vakantie|zondag|zaterdag|"
        r"zomer|verder|rit|service)", r"succes", r"sterkte", r"(?:tot|graag tot) (?:ziens|horens|dan|maandag|dinsdag|woensdag|donderdag|vrijdag)", r"dag (?:meneer|mevrouw|\w+)",
        r"het beste", r"veel plezier", r"veel moed", r"dan laat ik u",
    ),
    moment=(
        r"maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag", r"(?:over)?morgen\w*", r"vanmiddag|vanavond|straks",
        r"januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
        r"(?:volgende|volgend|eind|begin|half|na de|na het|over (?:een |twee |drie |vier |zes )?)\s?(?:week|weken|maand|maanden|jaar|kwartaal|halfjaar|zomer|vakantie|verlof|"
        r"bouwverlof|kerst|augustus)", r"(?:na)?jaar", r"voorjaar|zomer|herfst|winter|lente", r"om (?:half )?(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\d+)",
        r"\d{1,2}[:.]\d\d", r"\d{1,2} uur",
    ),
    reason=(
        r"omdat", r"want", r"vandaar", r"daarom", r"doordat", r"namelijk", r"dus", r"zodat", r"dan (?:is|zijn|heb|hebben|weet|weten|kijk|kijken|loopt|hoef|kan|kunnen|zit|zitten)",
        r"(?:wij|we|ik) (?:hebben|heb|zitten|zit|zijn|doen|werken|werk)", r"(?:loopt|liep) (?:\w+ ){0,4}(?:af|tot)", r"contract", r"over (?:de|het|hoe|wat|die)", r"te (?:duur|klein|druk|laat|vroeg)",
        r"tevreden", r"al (?:een|iemand)", r"geen (?:geld|budget|ruimte|plek|tijd|personeel)", r"pas (?:in|na|over|volgend)",
    ),
    agrees=(
        r"(?:ja|jawel|jazeker|prima|goed|graag|akkoord|oké|ok|is goed|afgesproken|doe maar|mooi|top|dat is goed|perfect|uitstekend|voilà|"
        r"doe dat|mag|zeker|tot (?:dan|\w+dag)|fijn|merci|staat genoteerd|helemaal goed)",
    ),
    refuses=(r"(?:nee|neen|nou nee|liever niet|geen)",),
    consent=(
        r"toestemming", r"u (?:heeft|hebt|had) (?:\w+ ){0,8}(?:aangegeven|aangevinkt|ingevuld|aangemeld|ingeschreven|goedgevonden|akkoord)",
        r"(?:aangegeven|aangevinkt|ingevuld) dat (?:wij|we|ik) (?:u )?(?:\w+ ){0,3}(?:mogen|mochten|mag|mocht)", r"(?:mogen|mochten) (?:wij|we) u (?:daarover )?bellen",
        r"u (?:vroeg|heeft gevraagd) (?:ons|mij)? ?om (?:\w+ ){0,5}(?:gebeld|een telefoontje|contact)",
    ),
    may_object=(
        r"(?:niet|nooit) meer (?:\w+ ){0,4}(?:gebeld|benaderd|bellen|horen)", r"recht van verzet", r"bezwaar (?:\w+ ){0,4}(?:maken|maakt|tegen)",
        r"(?:afmelden|uitschrijven|uitgeschreven|afgemeld|blokkeren)", r"(?:van|uit) (?:de|onze|ons) (?:bel)?(?:lijst|bestand)", r"geen (?:telefoontjes|gesprekken|oproepen) meer",
        r"(?:verder|voortaan) (?:\w+ )?niet (?:meer )?(?:bellen|gebeld)",
    ),
    known_customer=(
        r"u bent (?:al |bij ons |sinds \w+ |al jaren |jarenlang |een )*(?:trouwe |gewaardeerde |vaste )?(?:klant|abonnee|lid|verzekerde|donateur)", r"als (?:bestaande |vaste |trouwe )?(?:klant|abonnee|lid) (?:van ons|bij ons)",
        r"uw (?:huidige |lopende )?(?:abonnement|contract|polis|verzekering|lidmaatschap) bij ons", r"(?:klant|abonnee) bent (?:van|bij) ons",
    ),
    exempt=(
        r"(?:goede doelen|postcode|vrienden|nationale|bank\s?giro)\s?loterij", r"goede(?:n)? doel(?:en)?", r"donat\w+", r"collect\w+", r"(?:natuurmonumenten|rode kruis|unicef|wwf|greenpeace|kwf|"
        r"hartstichting|nierstichting|longfonds|oxfam|artsen zonder grenzen|dierenbescherming|leger des heils|cliniclowns|plan international|warchild|war child|alzheimer nederland)",
        r"stichting", r"fonds", r"(?:dag|week|krant|courant|tijdschrift|dagblad|weekblad|nieuwsblad|magazine)(?:abonnement)?", r"(?:trouw|volkskrant|telegraaf|nrc|parool)",
    ),
)  # fmt: skip

_EN = SellingForms(
    final_no=(
        r"no means no", r"(?:i|we)(?:'ve| have)? (?:just |already )?said no", r"the answer is (?:still )?no", r"(?:don't|do not|never|stop) (?:ever )?(?:call|ring|phone|calling|ringing)(?: \w+)? ?(?:again|any ?more|us|me|here)?",
        r"take (?:me|us) off", r"(?:i'm|i am) (?:going to )?hang(?:ing)? up", r"not interested,? (?:full stop|period|at all)", r"(?:absolutely|definitely|certainly) not", r"leave (?:me|us) alone",
        r"(?:let's|we'll) leave it (?:there|at that)", r"(?:good)?bye(?: now)?(?=\W*$)", r"we(?:'re| are) done (?:here)?", r"forget it", r"(?:for the last time|once again|i repeat),? no", r"that's (?:final|my final answer|my last word)",
    ),
    somebody_away=(
        r"(?:is|'s|are|was) (?:\w+ ){0,5}(?:not (?:in|available|at \w+ desk|here|around|picking up|answering)|in (?:a|another) (?:meeting|appointment|class)|on (?:another|the other) (?:call|line)|"
        r"on (?:leave|holiday|vacation|annual leave|a call|site|the road|the phone)|out|away|off (?:today|sick|until)|at lunch|engaged|tied up|unavailable|ill|sick|with (?:a|another) (?:client|customer|patient))",
        r"isn't (?:\w+ ){0,2}(?:in|available|here|at \w+ desk|around|free)", r"(?:won't|will not) be (?:back|in) (?:until|till|before)", r"(?:not|won't be) back (?:until|till|before)", r"(?:he|she) only (?:comes|works|gets) (?:in )?(?:on )?\w*days?",
    ),
    first_person=(r"i", r"i'm", r"we", r"we're"),
    machine=(r"voice\s?mail", r"(?:after|at) the (?:tone|beep)", r"leave (?:a|your|me a) (?:message|name)", r"can't (?:take|come to) (?:your call|the phone)", r"answering machine"),
    attempt={"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7},
    attempt_said=(r"(?:the |my )?{n} (?:time|attempt|try|call)",),
    farewell=(r"thank(?:s| you)", r"(?:have a |enjoy )", r"good (?:luck|day|evening|afternoon|morning)", r"all the best", r"take care", r"(?:good)?bye", r"speak (?:to you )?then"),
    moment=(
        r"mon|tues|wednes|thurs|fri|satur|sun(?:day)", r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?", r"tomorrow|tonight|this (?:afternoon|evening|week)", r"next (?:week|month|year|quarter|\w+day)", r"in (?:a|two|three|six|\d+) (?:weeks?|months?|days?)",
        r"january|february|march|april|june|july|august|september|october|november|december", r"spring|summer|autumn|winter|christmas|easter", r"at (?:half )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|\d+)", r"\d{1,2}[:.]\d\d",
    ),
    reason=(r"because", r"since", r"as (?:we|i)", r"so (?:that)?", r"(?:we|i)(?:'ve| have|'re| are|'m) (?:\w+ )?(?:got|been|in|with|happy|just|too|already)", r"contract", r"budget", r"about", r"until", r"by then", r"too (?:small|dear|expensive|busy|late|early)", r"not (?:until|before)"),
    agrees=(r"(?:yes|yeah|yep|sure|fine|okay|ok|all right|alright|lovely|great|perfect|good|that'll do|go on|please do|agreed|cheers|deal|grand|will do)",),
    refuses=(r"(?:no|nope|not|rather not)",),
    consent=(r"consent(?:ed)?", r"permission", r"you (?:\w+ ){0,4}(?:ticked|agreed|signed up|opted in|asked us to|registered)", r"(?:agreed|said) (?:that )?we (?:could|may|might) (?:call|ring|phone)"),
    may_object=(r"(?:not|no|never) (?:\w+ ){0,5}(?:again|any ?more|further calls|more calls)", r"right to object", r"opt out", r"object(?:ion)?", r"unsubscribe", r"(?:off|from) (?:our|the|my) (?:call(?:ing)? )?list", r"stop (?:calling|these calls|ringing)"),
    known_customer=(r"you(?:'re| are| have been) (?:\w+ ){0,3}(?:a |our )?(?:loyal |valued )?(?:customer|subscriber|member)", r"as (?:a|an|our) (?:existing |valued )?(?:customer|subscriber|member)", r"your (?:current )?(?:contract|policy|subscription|membership) with us"),
    exempt=(r"charit(?:y|ies)", r"lottery", r"donat\w+", r"red cross|unicef|greenpeace|oxfam|wwf", r"(?:news)?paper", r"magazine", r"foundation", r"subscription to the (?:times|guardian|post)"),
)  # fmt: skip

_DE = SellingForms(
    final_no=(
        r"nein (?:heißt|ist|bleibt) nein", r"ich (?:sage|sagte|habe|hab) (?:doch |schon |bereits )*nein(?: gesagt)?", r"kein interesse (?:heißt|ist|bedeutet) kein interesse", r"rufen sie (?:mich|uns|hier|bitte)* ?(?:nie|nicht) (?:mehr|wieder)",
        r"(?:nie|nicht) (?:mehr|wieder) an(?:rufen|zurufen|gerufen)?", r"(?:streichen|nehmen|löschen) sie (?:mich|uns)", r"ich leg(?:e)? (?:jetzt |nun )?auf", r"lassen sie (?:mich|uns) (?:bitte )?in ruhe", r"(?:auf keinen fall|definitiv nicht|ganz sicher nicht|absolut nicht)",
        r"vergessen sie(?:'s| es)", r"(?:dabei|da) bleibt(?:'s| es)", r"(?:mein )?letztes wort", r"zum letzten mal", r"das (?:war's|wars|reicht)(?: jetzt)?", r"nein,? bitte nicht", r"(?:tschüss|auf wieder\w+|schönen tag(?: noch)?)(?=\W*$)",
    ),
    somebody_away=(
        r"(?:ist|sitzt|sind|war) (?:\w+ ){0,6}(?:nicht (?:am platz|im haus|da|erreichbar|verfügbar|zu erreichen|zu sprechen|im büro|hier)|im gespräch|in (?:einer |der |einem )?(?:besprechung|sitzung|pause|konferenz|termin|klasse|behandlung|op)|"
        r"im (?:urlaub|termin|kundengespräch|unterricht)|krank|außer haus|unterwegs|besetzt|beim kunden|auf (?:der baustelle|montage|reisen))", r"(?:geht|nimmt) (?:\w+ ){0,3}nicht (?:ran|dran|ab)", r"(?:kommt|ist) (?:\w+ ){0,2}erst (?:\w+ ){0,3}(?:wieder|zurück|am|um|nächste)", r"hat (?:heute )?(?:frei|urlaub)",
    ),
    first_person=(r"ich", r"wir"),
    machine=(r"mailbox", r"anrufbeantworter", r"nach dem (?:ton|signalton|piep\w*)", r"hinterlassen sie"),
    attempt={"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "sechste": 6, "ersten": 1, "zweiten": 2, "dritten": 3, "vierten": 4, "fünften": 5, "sechsten": 6},
    attempt_said=(r"(?:das |der |mein |zum )?{n}r? (?:mal|anruf|versuch)",),
    farewell=(r"dank\w*", r"(?:einen )?(?:schönen|guten|ruhigen|angenehmen) (?:tag|abend|nachmittag|vormittag|feierabend|woche\w*|sonntag|verkauf)", r"alles gute", r"viel (?:erfolg|glück|freude)", r"auf wieder\w+", r"tschüss", r"bis (?:dann|\w+tag)"),
    moment=(
        r"(?:mon|diens|donners|frei|sams|sonn)tags?", r"mittwochs?", r"(?:über)?morgen|heute (?:nachmittag|abend)", r"(?:nächste[nrs]?|kommende[nrs]?) (?:woche|monat|jahr|quartal)", r"in (?:einer|einem|zwei|drei|sechs|\d+) (?:wochen?|monaten?|tagen?|halben jahr)",
        r"januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember", r"frühjahr|sommer|herbst|winter|ostern|weihnachten|fasching", r"um (?:halb )?(?:eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\d+)", r"\d{1,2}[:.]\d\d", r"\d{1,2} uhr",
    ),
    reason=(r"weil", r"denn", r"da (?:wir|ich)", r"deshalb", r"darum", r"nämlich", r"damit", r"(?:wir|ich) (?:haben|hab|habe|sind|bin|sitzen|brauchen)", r"vertrag", r"über (?:die|das|den)", r"zu (?:teuer|klein|früh|spät)", r"zufrieden", r"erst (?:im|nach|am)", r"dann (?:ist|sind|haben|wissen)"),
    agrees=(r"(?:ja|gern\w*|gut|in ordnung|einverstanden|passt|prima|klar|okay|ok|machen sie|abgemacht|von mir aus|wunderbar|freilich|sehr gut|alles klar)",),
    refuses=(r"(?:nein|nee|na|lieber nicht|kein\w*)",),
    consent=(r"einwillig\w+", r"zustimm\w+", r"zugestimmt", r"erlaubnis", r"einverstand\w*", r"sie (?:haben|hatten) (?:\w+ ){0,8}(?:angekreuzt|angegeben|angemeldet|eingetragen|zugestimmt)", r"(?:anrufen|kontaktieren) dürfen"),
    may_object=(r"(?:nicht|nie) mehr (?:\w+ ){0,3}(?:angerufen|anrufen|kontaktier\w+)", r"widerspr\w+", r"widerruf\w*", r"(?:von|aus) (?:der|unserer) (?:anruf)?liste", r"abmelden|austragen", r"keine (?:weiteren )?anrufe mehr"),
    known_customer=(r"sie sind (?:\w+ ){0,4}(?:kunde|kundin|abonnent\w*|mitglied)", r"als (?:bestands)?(?:kunde|kundin|mitglied)", r"ihr(?:e|en)? (?:vertrag|abo\w*|police|versicherung) bei uns"),
    exempt=(r"spende\w*", r"hilfswerk", r"lotterie", r"stiftung", r"rotes kreuz|caritas|unicef|greenpeace|wwf|misereor|diakonie", r"(?:tages|wochen)?zeitung", r"zeitschrift", r"gemeinnützig\w*"),
)  # fmt: skip

_FR = SellingForms(
    final_no=(
        r"non,? c['’]est non", r"(?:je|j['’]ai|je vous ai) (?:\w+ )?(?:ai )?dit (?:que )?non", r"ne (?:me|nous) (?:r?appelez|r?appeler) (?:plus|jamais)", r"ne plus (?:\w+ )?(?:r?appeler|être appelée?)", r"plus jamais (?:m|nous)", r"je (?:vais )?raccroche\w*", r"laissez[- ](?:moi|nous) tranquilles?",
        r"(?:retirez|enlevez|supprimez)[- ](?:moi|nous)", r"(?:absolument|certainement|vraiment) pas", r"hors de question", r"inutile d['’]insister", r"c['’]est (?:mon dernier mot|définitif)", r"non,? vraiment", r"on en reste là", r"pour la dernière fois", r"au revoir(?=\W*$)", r"^\W*au revoir",
    ),
    somebody_away=(
        r"(?:est|sont) (?:\w+ ){0,5}(?:absente?s?|en (?:réunion|ligne|rendez-vous|congés?|vacances|déplacement|pause|communication|consultation|formation|tournée)|indisponibles?|occupée?s?|malade|sortie?|pas (?:là|disponible|joignable|à son poste|au bureau)|sur (?:un chantier|la route)|avec (?:un|une) (?:client\w*|patient\w*))",
        r"n['’](?:est|sont) pas (?:\w+ ){0,2}(?:là|disponible|joignable|libre|au bureau|à son poste|rentrée?)", r"(?:ne )?(?:répond|décroche) pas", r"(?:il|elle) (?:revient|rentre|sera là|ne revient)", r"ne travaille pas",
    ),
    first_person=(r"je", r"j['’]\w+", r"nous", r"on"),
    machine=(r"messagerie", r"répondeur", r"après le (?:bip|signal)", r"laissez[- ](?:moi |nous )?(?:un|votre) message", r"boîte vocale"),
    attempt={"première": 1, "deuxième": 2, "seconde": 2, "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6},
    attempt_said=(r"(?:la |ma )?{n} (?:fois|tentative)",),
    farewell=(r"merci", r"bonne (?:journée|soirée|fin de journée|continuation|matinée|après-midi|saison|semaine|chance)", r"bon (?:après-midi|courage|week-end|service|dimanche)", r"belle (?:journée|soirée)", r"au revoir", r"à (?:bientôt|lundi|mardi|mercredi|jeudi|vendredi|demain)"),
    moment=(
        r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche", r"demain|après-demain|ce soir|cet après-midi", r"(?:la semaine|le mois|l['’]année|l['’]an) prochaine?", r"semaine prochaine", r"dans (?:une|un|deux|trois|six|\d+) (?:semaines?|mois|jours?|ans?)",
        r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre", r"printemps|été|automne|hiver|noël|pâques|toussaint|rentrée", r"à (?:\w+ )?heures?", r"\d{1,2} ?h(?:eures?)?(?: ?\d\d)?",
    ),
    reason=(r"parce qu\w*", r"car", r"puisqu\w*", r"comme", r"donc", r"c['’]est pour ça", r"(?:on|nous|j['’]|je) ?(?:a|avons|ai|sommes|suis|viens|est)", r"contrat", r"au sujet", r"trop (?:cher|petit|tôt|tard)", r"d['’]ici là", r"pas avant"),
    agrees=(r"(?:oui|ouais|d['’]accord|entendu|parfait|très bien|ça marche|volontiers|si vous voulez|ok|bon|bien|allez-y|c['’]est noté|pourquoi pas|avec plaisir|c['’]est bon)",),
    refuses=(r"(?:non|pas|plutôt pas)",),
    consent=(r"consentement", r"autoris\w+", r"vous (?:avez|aviez) (?:\w+ ){0,6}(?:accepté|coché|donné votre accord|demandé|inscrite?)", r"votre accord"),
    may_object=(r"ne plus (?:\w+ ){0,3}(?:appelée?|recevoir|contactée?|démarchée?)", r"(?:droit d['’])?oppos\w+", r"désinscri\w+", r"(?:de|hors de) (?:notre|la|ma) liste", r"bloctel", r"plus d['’]appels?"),
    known_customer=(r"vous êtes (?:\w+ ){0,4}(?:cliente?|abonnée?|membre|sociétaire)", r"en tant que (?:cliente?|abonnée?|membre)", r"votre (?:contrat|abonnement|police) chez nous"),
    exempt=(r"dons?", r"association", r"loterie", r"croix[- ]rouge|unicef|greenpeace|wwf|secours (?:populaire|catholique)|médecins sans frontières", r"fondation", r"(?:journal|quotidien|hebdomadaire|magazine|presse)"),
)  # fmt: skip

SELLING: Mapping[Language, SellingForms] = MappingProxyType({"nl": _NL, "en": _EN, "de": _DE, "fr": _FR})
