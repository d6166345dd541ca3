"""How each language says that somebody cannot be had, asks for somebody, and speaks of calling back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from belwijs.call import Language


@dataclass(frozen=True, slots=True)
class AbsenceForms:
    """Patterns (regular expressions, without word boundaries at their ends)."""

    absent: tuple[str, ...]
    asks_for_somebody: tuple[str, ...]
    somebody_else_calls: tuple[str, ...]
    calls_back: tuple[str, ...]
    number_words: frozenset[str]
    number_asked: tuple[str, ...]
    other_number: tuple[str, ...]  # numbers of several digits that are no telephone number
    regret: tuple[str, ...]
    long_way: tuple[str, ...]
    try_again: tuple[str, ...]  # the customer is sent away to try it later
    asks_us_to_wait: tuple[str, ...]  # the customer takes the time, so the silence after it is theirs
    overheard: tuple[str, ...]  # the customer heard what was not meant for them


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WAY_NL = (
    r"wacht\w*", r"wachttijd", r"(?:zo|te) lang (?:duurde|heeft (?:moeten )?(?:duren|geduurd)|aan de lijn|onderweg)",
    r"dat het (?:\w+ ){0,2}(?:zo|te) lang duurt",
    r"(?:door)?(?:verbonden|verbinden|geschakeld)", r"van (?:het )?kastje naar (?:de )?muur", r"heen en weer",
    r"opnieuw (?:uw|het) verhaal", r"geduld", r"van de een naar de ander", r"rondgestuurd",
)  # fmt: skip

ABSENCE: Mapping[Language, AbsenceForms] = MappingProxyType(
    {
        "nl": AbsenceForms(
            absent=(
                r"(?:is|zit|staat|zijn|was) (?:\w+ ){0,5}(?:niet (?:aanwezig|op (?:zijn|haar|de|het) \w+|bereikbaar|"
                r"beschikbaar|"
                r"binnen|thuis|in huis|op kantoor|vrij|te bereiken)|in gesprek|in (?:een |de )?(?:vergadering|"
                r"bespreking|overleg|"
                r"les|klas|operatie|behandeling|training|consult)|op (?:vakantie|reis|verlof|pad|de weg|cursus)|ziek|"
                r"afwezig|vrij|buiten|"
                r"weg|met (?:lunch|pauze|verlof|vakantie)|aan het (?:lunchen|opereren|rijden)|op de andere lijn|"
                r"naar huis)",
                r"(?:is|zijn) er (?:\w+ ){0,3}(?:niet|pas)",
                r"neemt (?:\w+ ){0,3}niet op",
                r"(?:krijg|kreeg) (?:\w+ ){0,3}geen gehoor",
                r"krijg (?:\w+ ){1,4}niet te pakken",
                r"werkt (?:\w+ ){0,3}niet",
                r"(?:zit|is) al in (?:de )?\w+",
                r"(?:heb|heeft) (?:\w+ ){0,2}(?:een )?(?:vrije dag|vrij)",
                r"kan (?:u )?(?:nu |even )?niet te woord staan",
                r"nog in (?:gesprek|bespreking)",
                r"geeft geen gehoor",
                r"niet te bereiken",
                r"neemt niet op",
            ),
            asks_for_somebody=(
                r"(?:mag|kan|zou|kunt u|wil|wou|wilde) (?:\w+ ){0,6}(?:spreken|hebben|krijgen|doorverbinden|"
                r"aan de lijn)",
                r"(?:ik )?zoek (?:eigenlijk )?(?:\w+)",
                r"geef (?:me|mij)",
                r"is (?:de |dokter |meneer |mevrouw |mijnheer )?\w+(?: \w+)? (?:er|aanwezig|bereikbaar|in de buurt|"
                r"daar)",
                r"(?:ik )?moet (?:\w+ ){0,4}(?:hebben|spreken)",
                r"verbind(?:t u)? (?:me|mij)",
                r"spreken met",
                r"doorverbinden",
                r"op zoek naar",
                r"voor (?:meneer|mevrouw|dokter)",
                r"(?:graag|eventjes|even) (?:met )?(?:meneer|mevrouw|dokter|meester|juf)",
                r"te spreken krijgen",
                r"ik bel voor",
                r"ik had (?:graag )?(?:\w+ ){1,4}(?:gehad|gesproken)",
            ),
            somebody_else_calls=(
                r"(?:hij|zij|ze|collega|meneer \w+|mevrouw \w+|dokter \w+|iemand|die) (?:\w+ ){0,6}(?:terug\s?)?bel\w*",
                r"vra(?:ag|gen) (?:\w+ ){0,8}bel\w*",
                r"(?:laten|laat) (?:\w+ ){0,5}(?:terug\s?)?bellen",
                r"terugbelverzoek",
                r"briefje",
                r"u (?:\w+ ){0,3}(?:terug)?(?:belt|gebeld) (?:wordt|worden)?",
                r"bel\w* (?:hij|zij|ze) u",
                r"of (?:hij|zij|ze|ie|die) (?:\w+ ){0,6}\w*bel\w*",
                r"\w+ belt (?:u|je|jou|jullie)",
            ),
            calls_back=(r"(?:terug)?\s?bel\w*", r"nummer", r"bereik\w*"),
            number_words=_words(
                "nul een één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
                "zestien zeventien "
                "achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig dubbel "
                "honderd"
            ),
            number_asked=(
                r"(?:telefoon|mobiele |mobiel)?\s?nummer",
                r"waar(?:op)? (?:\w+ ){0,4}(?:bereiken|bellen)",
                r"bereikbaar",
                r"nul\s?zes",
                r"06",
                r"nummer (?:\w+ ){0,4}(?:klopt|scherm)",
            ),
            other_number=(
                r"(?:klant|order|polis|dossier|factuur|bestel|relatie|lid|zaak|burgerservice|meter|ticket|"
                r"serie)\w*nummers?",
                r"\d{4}\s?[a-z]{2}",
                r"postcode",
                r"geboortedatum",
                r"kenteken",
                r"adres",
                r"rekeningnummer",
                r"iban",
            ),
            regret=(
                r"sorry",
                r"spijt(?:ig)?",
                r"excuses?",
                r"vervelend",
                r"jammer",
                r"verontschuldig\w*",
                r"niet fijn",
                r"niet netjes",
                r"niet de bedoeling",
                r"begrijp dat (?:dat|het) (?:vervelend|lang)",
                r"onze fout",
                r"lastig voor u",
            ),
            long_way=_WAY_NL,
            try_again=(
                r"(?:bel|belt|probeer|probeert) (?:\w+ ){0,4}(?:nog (?:eens|een keer)|opnieuw|later|morgen|straks)",
                r"(?:nog (?:eens|een keer)|opnieuw|later|morgen|straks) (?:\w+ ){0,3}(?:bellen|proberen)",
            ),
            asks_us_to_wait=(
                r"(?:^|(?<=[.,!?…] ))(?:ja,? )?(?:een |klein )*(?:moment|ogenblik)",
                r"momentje",
                r"ogenblikje",
                r"wacht (?:even|eens|u)",
                r"even (?:kijken|zoeken|pakken|denken|wachten)",
                r"ik (?:pak|zoek|kijk|haal|loop) (?:\w+ ){0,3}(?:even|erbij|op|bij)",
                r"secondje",
            ),
            overheard=(
                r"ik (?:hoor|hoorde|kan|kon) (?:\w+ ){0,4}(?:alles|meeluisteren|zeggen|praten|overleggen)",
                r"ik (?:kan|kon) (?:u|jullie) (?:wel |gewoon |nog )*horen",
                r"(?:dat|alles) (?:hoor|hoorde) ik",
                r"dat heb ik (?:wel )?gehoord",
            ),
        ),
        "en": AbsenceForms(
            absent=(
                r"(?:is|'s|are|'re) (?:\w+ ){0,4}(?:not (?:in|available|at \w+ desk|here|around|picking up|answering)|"
                r"in a meeting|on (?:another|the other) "
                r"(?:call|line)|on (?:leave|holiday|vacation|annual leave|a call)|out|away|off|with (?:a )?\w+|"
                r"at lunch|engaged|tied up|unavailable|ill|sick)",
                r"isn't (?:\w+ ){0,2}(?:in|available|here|at \w+ desk|answering|picking up)",
                r"no (?:answer|reply)",
                r"can't get hold of",
                r"not (?:answering|picking up)",
            ),
            asks_for_somebody=(
                r"(?:can|could|may|might) i (?:\w+ ){0,4}(?:speak|talk|have a word)",
                r"(?:speak|talk|word) (?:to|with)",
                r"put me through",
                r"is (?:mr|mrs|ms|dr|miss)?\.? ?\w+ (?:\w+ )?(?:there|in|available|around)",
                r"i(?:'m| am| was)? (?:looking for|after|hoping)",
                r"i need (?:\w+ ){0,3}from",
            ),
            somebody_else_calls=(
                r"(?:he|she|they|him|her|them|someone|somebody|mr \w+|mrs \w+|dr \w+|colleague) (?:\w+ ){0,4}(?:call|"
                r"ring|phone)\w*",
                r"(?:ask|have|get) (?:\w+ ){1,6}(?:call|ring|phone)\w*",
                r"(?!i |we )\w+(?: will|'ll| can|'s going to| is going to) (?:call|ring|phone) you",
            ),
            calls_back=(r"(?:call|ring|phone)\w*", r"number"),
            number_words=_words(
                "zero oh nought one two three four five six seven eight nine ten eleven twelve double triple treble "
                "twenty thirty "
                "forty fifty sixty seventy eighty ninety"
            ),
            number_asked=(r"(?:phone |telephone |mobile )?number", r"reach you", r"ring you on"),
            other_number=(
                r"(?:customer|account|order|policy|reference|invoice|case|serial|meter|ticket|booking) (?:\w+ )?number",
                r"post\s?code",
                r"date of birth",
                r"address",
                r"registration",
            ),
            regret=(r"sorry", r"apolog\w+", r"regret", r"not good enough", r"frustrating"),
            long_way=(
                r"wait\w*",
                r"on hold",
                r"passed (?:around|from)",
                r"transferred",
                r"put through",
                r"(?:took|taken|kept you|been (?:\w+ ){0,4}) ?so long",
                r"from pillar to post",
                r"patience",
            ),
            try_again=(
                r"(?:try|call|ring)(?: back| us)? (?:\w+ ){0,3}(?:again|later|tomorrow)",
                r"(?:try|call|ring) (?:us )?back",
            ),
            asks_us_to_wait=(
                r"(?:hang|hold) on",
                r"one (?:moment|second|sec|minute)",
                r"just a (?:moment|second|sec|minute)",
                r"let me (?:\w+ )?"
                r"(?:look|find|get|check|see|grab)",
                r"bear with me",
            ),
            overheard=(r"i (?:can |could |just )?hear[d]? (?:\w+ ){0,2}(?:that|everything|what you|you talking)",),
        ),
        "de": AbsenceForms(
            absent=(
                r"(?:ist|sitzt|sind) (?:\w+ ){0,5}(?:nicht (?:am platz|im haus|da|erreichbar|verfügbar|zu erreichen|"
                r"im büro)|im gespräch|in (?:einer |der )?"
                r"(?:besprechung|sitzung|pause|konferenz)|im urlaub|krank|außer haus|unterwegs|besetzt|"
                r"in einem termin)",
                r"(?:geht|nimmt) (?:\w+ ){0,3}nicht (?:ran|dran|ab)",
                r"nicht am platz",
                r"erreiche (?:\w+ ){0,4}nicht",
                r"hebt (?:\w+ ){0,2}nicht ab",
            ),
            asks_for_somebody=(
                r"(?:kann|könnte|möchte|dürfte|würde|wollte) (?:ich )?(?:\w+ ){0,6}(?:sprechen|haben|verbinden)",
                r"bräuchte",
                r"verbinden sie mich",
                r"ist (?:der |die )?(?:herr|frau) \w+ (?:da|im haus|zu sprechen)",
                r"ich suche",
                r"(?:den|die) (?:herrn|frau) \w+",
            ),
            somebody_else_calls=(
                r"(?:er|sie|kolleg\w+|herr \w+|frau \w+|jemand) (?:\w+ ){0,6}(?:zurückruf\w*|anruf\w*|rückruf\w*|"
                r"meldet)",
                r"bitten?,? (?:\w+,? ){1,8}(?:zurück\w*|an)\w*",
                r"rückruf",
                r"zurückrufen lassen",
                r"(?!ich )\w+ ruft (?:sie|dich|euch) (?:\w+ ){0,4}(?:zurück|an)",
            ),
            calls_back=(r"(?:zurück|an)ruf\w*", r"rückruf\w*", r"ruft", r"nummer"),
            number_words=_words(
                "null eins ein zwei zwo drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig "
                "fünfzig sechzig "
                "siebzig achtzig neunzig doppel"
            ),
            number_asked=(r"(?:telefon|handy|ruf)?nummer", r"erreich\w*"),
            other_number=(
                r"(?:kunden|auftrags|bestell|vertrags|rechnungs|versicherungs|zähler|vorgangs|mitglieds)\w*nummer",
                r"postleitzahl",
                r"geburtsdatum",
                r"kennzeichen",
                r"adresse",
                r"iban",
            ),
            regret=(r"tut mir leid", r"leid tut", r"entschuldig\w*", r"bedau\w+", r"ärgerlich", r"unangenehm"),
            long_way=(
                r"wart\w*",
                r"warteschleife",
                r"weiterverbunden",
                r"verbunden",
                r"so lange? (?:gedauert|dauerte|gebraucht)",
                r"geduld",
                r"hin und her",
            ),
            try_again=(
                r"(?:versuchen|probieren|rufen) sie (?:\w+ ){0,4}(?:noch ?mal|erneut|später|morgen|wieder)",
                r"(?:noch ?mal|erneut|später|morgen|wieder) (?:\w+ ){0,2}(?:anrufen|versuchen|probieren)",
            ),
            asks_us_to_wait=(
                r"(?:einen |ein )(?:kleinen )?(?:moment(?:chen)?|augenblick)",
                r"warten sie",
                r"ich (?:suche|hole|schaue|gucke) (?:\w+ ){0,3}(?:mal|kurz)",
            ),
            overheard=(
                r"ich (?:höre|hörte|kann) (?:\w+ ){0,3}(?:alles|mithören)",
                r"ich kann sie (?:noch |doch )?hören",
                r"das (?:habe|hab) ich (?:\w+ ){0,2}gehört",
            ),
        ),
        "fr": AbsenceForms(
            absent=(
                r"(?:est|sont) (?:\w+ ){0,4}(?:absente?s?|en (?:réunion|ligne|rendez-vous|congés?|vacances|"
                r"déplacement|pause|communication|consultation)|"
                r"indisponibles?|occupée?s?|malade|sortie?|pas (?:là|disponible|joignable|à son poste|au bureau))",
                r"n['’](?:est|sont) pas (?:\w+ ){0,2}(?:là|disponible|joignable|libre|au bureau|à son poste)",
                r"ne (?:répond|décroche) pas",
                r"(?:répond|décroche) pas",
                r"n['’]arrive pas à (?:le|la|les) joindre",
            ),
            asks_for_somebody=(
                r"(?:puis-je|pourrais-je|je peux|je pourrais|je voudrais|je souhaite\w*|j['’]aimerais|"
                r"je voulais) (?:\w+ ){0,3}(?:parler|avoir|joindre)",
                r"parler (?:à|avec)",
                r"passez-moi",
                r"pouvez-vous me passer",
                r"est-ce que (?:monsieur|madame) \w+",
                r"je cherche",
                r"(?:monsieur|madame|docteur) \w+ (?:est|serait)",
            ),
            somebody_else_calls=(
                r"(?:il|elle|collègue|monsieur \w+|madame \w+|quelqu['’]un|on) (?:\w+ ){0,5}(?:r?appel\w*|contact\w*)",
                r"(?:demand\w+|dise|dire) (?:\w+ ){0,8}(?:de )?(?:vous )?r?appel\w*",
                r"qu['’](?:il|elle) vous rappelle",
                r"(?!je )\w+ (?:va vous rappeler|vous rappelle(?:ra)?)",
            ),
            calls_back=(r"r?appel\w*", r"numéro", r"joindre"),
            number_words=_words(
                "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt "
                "trente quarante "
                "cinquante soixante septante nonante"
            ),
            number_asked=(r"numéro", r"joindre"),
            other_number=(
                r"numéro (?:de|d['’])\s?(?:client|commande|contrat|dossier|facture|police|compteur|réservation)",
                r"code postal",
                r"date de naissance",
                r"immatriculation",
                r"adresse",
                r"iban",
            ),
            regret=(r"désolée?", r"excus\w+", r"navrée?", r"regrett\w+", r"pénible", r"pas agréable"),
            long_way=(
                r"attent\w*",
                r"attend\w*",
                r"patient\w*",
                r"transférée?",
                r"baladée?",
                r"(?:pris|duré|mis) si longtemps",
                r"d['’]un service à l['’]autre",
            ),
            try_again=(r"(?:r[ée]essay\w+|rappelez|essay\w+ (?:de nouveau|à nouveau|plus tard))",),
            asks_us_to_wait=(
                r"une? (?:petite? )?(?:instant|seconde)",
                r"attendez",
                r"je (?:cherche|regarde|prends|vais chercher)",
            ),
            overheard=(
                r"je vous (?:entends|entendais) (?:\w+ )?parler",
                r"j['’](?:entends|entendais|ai) (?:tout|ce que)",
            ),
        ),
    }
)
