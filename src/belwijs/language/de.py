"""German forms."""

from __future__ import annotations

from belwijs.language.forms import LanguagePack, any_of, frozen, whole

AGENT = {
    "greet": any_of(
        r"guten? (?:morgen|tag|abend|mittag)",
        r"hallo",
        r"grüß (?:gott|sie|dich)",
        r"grüezi",
        r"servus",
        r"moin",
        r"willkommen",
    ),
    "introduce": any_of(
        r"sie sprechen mit",
        r"mein name ist",
        r"(?:hier (?:ist|spricht)|am apparat)(?: \w+)?",
        r"ich (?:heiße|bin) (?!nicht|da|auch|gerade|mir|noch|sehr|so)\w+",
    ),
    "offer_help": any_of(
        r"(?:wie|womit|was) (?:kann|darf) ich (?:ihnen|für sie|dir|für dich)?[^?.!]{0,25}(?:helfen|tun|dienen)",
        r"(?:sonst )?noch (?:etwas|was|irgendetwas)[^?.!]{0,25}",
        r"behilflich sein",
    ),
    "backchannel": whole(
        "h+m+",
        "m+h+m*",
        "ja",
        "okay",
        "ok",
        "aha",
        "ach",
        "oh",
        "ich verstehe",
        "verstehe",
        "genau",
        "oje",
        "ach so",
        "gut",
        "nein",
    ),
    "summarise": any_of(
        r"wenn ich (?:sie|das|es) (?:richtig|recht) (?:verstehe|verstanden)[^?.!]{0,10}",
        r"(?:habe|verstehe) ich (?:das|sie|es) richtig",
        r"fasse ich[^?.!]{0,15}",
    ),
    "apologise": any_of(
        r"entschuldig(?:en|ung|e)(?! (?:für|fürs) (?:das )?warten)",
        r"tut mir (?:\w+ )?leid",
        r"bedau(?:ere|re|ern)",
        r"unser fehler",
    ),
    "hold_announce": any_of(
        r"(?:einen )?(?:kleinen |kurzen )?(?:moment|augenblick|momentchen)",
        r"bleiben sie (?:bitte |kurz |mal )?(?:dran|am apparat|in der leitung)",
        r"in die warteschleife",
        r"kurz (?:warten|gedulden)",
    ),
    "hold_reason": any_of(
        r"ich (?:schaue|sehe|frage|prüfe|suche|kläre|gucke|schau|hole|rufe)(?: \w+){0,5}(?: nach| mal| kurz| an|"
        r" rein)?",
        r"(?:schaue|frage|prüfe|suche|kläre) ich",
    ),
    "hold_duration": any_of(
        r"(?:eine|zwei|drei|fünf|paar|halbe|zehn|dreißig|\d+) (?:\w+ )?(?:minuten?|sekunden?)", r"halbe minute"
    ),
    "hold_thanks": any_of(
        r"(?:danke|vielen dank|dank|entschuldig\w+|sorry)[^.?!]{0,25}(?:warten|geduld|gewartet|wartezeit|gedauert)",
        r"da bin ich wieder",
    ),
    "ask_identity": any_of(
        r"(?:ihr(?:e|en|er)?|dein(?:e|en)?) (?:\w+ )?(?:name|namen|kundennummer|geburtsdatum|postleitzahl|adresse"
        r"|anschrift|bestellnummer|rechnungsnummer|kennzeichen|vertragsnummer|zählernummer)",
        r"mit wem (?:spreche|rede)",
        r"wen darf ich (?:melden|ankündigen)",
        r"wie (?:war|ist|heißen) (?:ihr|der|sie)[^?.!]{0,12}",
    ),
    "announce_transfer": any_of(
        r"verbinde(?: ich)? (?:sie|dich)",
        r"(?:durch|weiter)stell\w*",
        r"stelle (?:ich )?sie[^.?!]{0,15}(?:durch|weiter)?",
        r"weiterverbind\w*",
        r"verbinden",
    ),
    "offer_callback": any_of(
        r"zurück\s?(?:zu)?ruf\w*",
        r"rückruf",
        r"(?:rufe|ruft|melde|meldet) (?:ich |er |sie )?(?:mich |sich )?(?:sie|ihnen|bei ihnen)?[^.?!]{0,20}(?:an"
        r"|zurück|wieder|bei ihnen)",
    ),
    "ask_why": any_of(r"warum (?:nicht|denn|haben|wollen|sind)", r"wieso (?:nicht|denn|haben|kein)?", r"weshalb"),
    "exit_politely": any_of(
        r"dank\w* für (?:ihre|deine) (?:zeit|ehrlichkeit|offenheit)", r"störe (?:ich )?sie nicht[^.?!]{0,12}"
    ),
    "give_up": any_of(r"(?:na gut|okay|ach so|gut)[ ,.]+dann (?:eben |halt )?nicht", r"dann (?:eben|halt) nicht"),
    "ask_callback": any_of(
        r"(?:könnten|können|würden) sie (?:mich|uns) (?:\w+ )?zurückrufen",
        r"(?:dass|ob) (?:er|sie) (?:mich|uns) zurückru\w+",
        r"rufen sie (?:mich|uns)[^.?!]{0,12}",
    ),
    "indifferent": any_of(
        r"(?:nicht|kein) mein(?:e)? (?:problem|abteilung|zuständigkeit)",
        r"dafür bin ich nicht zuständig",
        r"das ist (?:nun mal|halt|eben) so",
        r"da kann (?:ich|man) (?:auch )?nichts (?:machen|tun|dafür)",
        r"tja",
    ),
    "defend": any_of(
        r"(?:das|so) (?:ist|sind) (?:bei uns )?(?:nun mal |eben |halt )?(?:unsere|die|der) (?:vorschrift|regel"
        r"|ablauf|vorgabe|prozess|verfahren)\w*",
        r"wir (?:tun|geben|machen)[^.?!]{0,12}(?:bestes|können)",
        r"liegt nicht an (?:uns|mir)",
    ),
    "blame": any_of(
        r"(?:da |dann )?hätten sie[^.?!]{0,40}(?:müssen|sollen|können)",
        r"(?:selbst|selber) schuld",
        r"ihr(?:e)? (?:eigene )?(?:schuld|verantwortung|fehler)",
    ),
    "snap": any_of(
        r"(?:jetzt )?(?:beruhigen|mäßigen) sie sich",
        r"(?:das )?(?:habe|hab) ich (?:doch|schon|bereits|ihnen)[^.?!]{0,20}gesagt",
        r"lassen sie mich[^.?!]{0,10}(?:ausreden|aussprechen)",
        r"immer mit der ruhe",
    ),
    "set_limit": any_of(
        r"wenn sie (?:so|weiter|mich|nicht)[^.?!]{0,40}(?:beende|lege|auflegen|beenden)\w*",
        r"(?:diesem|dem) ton[^.?!]{0,30}",
    ),
    "announce_end": any_of(r"ich beende (?:jetzt |nun |hiermit )?(?:das|dieses) gespräch", r"ich lege jetzt auf"),
    "diminutive": any_of(r"momentchen", r"(?:augenblick|minüt|sekünd|stünd)(?:chen|lein)"),
    "acknowledge_feeling": any_of(
        r"(?:verstehe|versteh|vorstellen|nachvollziehen|höre)[^.?!]{0,40}(?:ärger\w*|wütend|sauer|sorge\w*|angst"
        r"|enttäusch\w*|frust\w*|verzweifelt)",
        r"(?:da )?(?:wäre|hätte|würde) ich (?:auch|mich auch)[^.?!]{0,25}",
        r"(?:sehr |wirklich )?ärgerlich",
    ),
    "overpromise": any_of(
        r"(?:er|sie|der techniker|mein kollege|meine kollegin|die kollegin|der kollege) (?:ruft|meldet|kommt"
        r"|erledigt|macht) [^.?!]{0,30}"
    ),
}

CUSTOMER = {
    "give_identity": any_of(
        r"mein name ist",
        r"hier (?:ist|spricht)(?: \w+)?",
        r"ich (?:heiße|bin) (?:die |der |frau |herr )?[A-ZÄÖÜ]\w+",
        r"(?:kunden|bestell|rechnungs|vertrags)nummer (?:ist|lautet)?",
        r"geboren am",
        r"von der firma",
        r"\d{5} \w+",
    ),
    "ask_confirm": any_of(
        r"spreche ich (?:mit|da mit|hier mit)[^?.!]{0,20}",
        r"bin ich (?:da |hier )?(?:richtig|bei)[^?.!]{0,20}",
        r"ist (?:das|dort|da) (?:die|der|das)[^?.!]{0,20}",
    ),
    "phrase:you_people": any_of(r"ihr leute", r"(?:leute|typen) wie (?:sie|ihr)", r"ihr (?:da|alle|seid)"),
    "phrase:your_fault": any_of(
        r"ihr(?:e|er)? (?:firma |eigene )?(?:fehler|schuld)",
        r"(?:ihre firma|sie|ihr) (?:hat|haben|habt)[^.?!]{0,20}(?:fehler|mist|verbockt)\w*",
    ),
    "phrase:hear_me": any_of(r"hör(?:en|st) (?:sie|du)[^.?!]{0,15}", r"hören sie (?:mir )?(?:überhaupt )?zu"),
    "phrase:meaning": any_of(r"wie meinen sie das", r"was soll das heißen", r"inwiefern", r"wieso"),
    "phrase:clueless": any_of(r"keine ahnung[^.?!]{0,15}", r"wissen (?:ja )?(?:gar )?nicht(?:,)? wovon[^.?!]{0,12}"),
    "phrase:always_right": any_of(r"(?:der )?kunde (?:ist|hat) (?:immer )?(?:könig|recht)"),
    "phrase:manager": any_of(r"(?:ihr(?:en)?|den|einen) (?:chef|vorgesetzten|manager|teamleiter|abteilungsleiter)"),
    "phrase:so_hard": any_of(r"(?:ist|war) das (?:denn |so |wirklich )*(?:so )?(?:schwer|schwierig)"),
    "phrase:wont_pay": any_of(r"(?:ich )?(?:be)?zahle (?:ich )?(?:\w+ ){0,3}(?:nicht|nichts|keinen)", r"keinen cent"),
    "obj=supplier": any_of(
        r"(?:haben|sind|arbeiten)[^.?!]{0,20}(?:schon|bereits|festen|lieferanten|versorgt|zufrieden)"
    ),
    "obj=interest": any_of(r"kein(?:en|e)? (?:interesse|bedarf)", r"nicht interessiert", r"brauchen wir nicht"),
    "obj=time": any_of(
        r"keine zeit",
        r"(?:passt|ist) (?:gerade |jetzt |es )?(?:nicht|schlecht|ungünstig)",
        r"in einer besprechung",
        r"viel zu tun",
    ),
    "obj=documentation": any_of(r"(?:schicken|senden|mailen) sie[^.?!]{0,25}", r"(?:unterlagen|prospekt|broschüre)"),
    "obj=later": any_of(
        r"(?:in|nach) (?:\w+ ){0,3}(?:monaten|wochen|jahr|quartal|sommer|herbst)",
        r"(?:rufen|melden) sie (?:sich )?[^.?!]{0,20}(?:wieder|später|nochmal|noch einmal)",
    ),
    "emotional": any_of(
        r"(?:wütend|sauer|stinksauer|frechheit|unverschämt\w*|verdammt|mist|angst|verzweifelt|satt|reicht"
        r"|unfassbar|unglaublich|schnauze|heulen|weinen)"
    ),
    "complain": any_of(
        r"(?:immer noch|schon wieder|zum (?:dritten|zweiten|vierten))[^.?!]{0,20}",
        r"beschwer\w*",
        r"frechheit",
        r"unverschämt\w*",
        r"unmöglich",
        r"niemand (?:\w+ )?(?:meldet|ruft|kommt|geht)",
    ),
    "calm_again": any_of(
        r"(?:na|gut|okay|ja)[ ,.]+(?:gut|okay|dann|das ist|schön|danke)[^.?!]{0,20}",
        r"erleichter\w*",
        r"stein vom herzen",
    ),
}

PACK = LanguagePack(
    language="de",
    agent=frozen(AGENT),
    customer=frozen(CUSTOMER),
    informal=any_of(r"du", r"dich", r"dir", r"dein(?:e|en|em|er)?", r"hast du", r"kannst du"),
    digits={
        "null": "0", "eins": "1", "zwei": "2", "zwo": "2", "drei": "3", "vier": "4",
        "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
    },
)
