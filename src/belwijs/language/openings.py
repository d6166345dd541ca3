"""How a call is answered in each language: greetings, lead-ins to a name, offers of help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from belwijs.call import Language

Daypart = Literal["morning", "afternoon", "evening", "day"]


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(alternatives) + r")(?![\w-])", re.IGNORECASE)


NEVER = re.compile(r"(?!)(?P<lead>)(?P<name>)")


@dataclass(frozen=True, slots=True)
class OpeningForms:
    """The forms of an opening in one language."""

    greeting: re.Pattern[str]
    dayparts: tuple[tuple[Daypart, re.Pattern[str]], ...]
    lead_in: re.Pattern[str]
    offer: re.Pattern[str]
    greet_at: Mapping[Daypart, str]  # what to say in each part of the day
    fillers: re.Pattern[str]
    name_first: re.Pattern[str] = NEVER  # forms in which the lead-in follows the name
    after_name: frozenset[str] = frozenset()
    before_name: frozenset[str] = frozenset({"eh", "euh", "uh", "um", "äh"})
    name_particles: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()  # what follows "met de" is a desk, not a name
    sector_words: frozenset[str] = field(default_factory=frozenset)

    def daypart(self, greeting: str) -> Daypart | None:
        """The part of the day that a greeting names; 'day' fits morning and afternoon; None for a neutral one."""
        for part, pattern in self.dayparts:
            if pattern.search(greeting):
                return part
        return None


_GOOD_NL = r"goe(?:d(?:e|en)?|ie|ije|eie)?n?[\s-]?"

OPENINGS: Mapping[Language, OpeningForms] = MappingProxyType(
    {
        "nl": OpeningForms(
            greeting=_any(
                rf"{_GOOD_NL}(?:morgen|mor[gh]e|middag|namiddag|voormiddag|avond|dag)",
                r"hallo",
                r"hoi",
                r"hai",
                r"hey",
                r"hé(?= )",
                r"welkom",
                r"(?:^|(?<=[.,] ))dag(?=[\s,.!])",
            ),
            dayparts=(
                ("afternoon", re.compile(r"middag", re.I)),
                ("morning", re.compile(r"mor[gh]e|voormiddag", re.I)),
                ("evening", re.compile(r"avond", re.I)),
            ),
            lead_in=_any(
                r"(?:u|je|jij|ge|gij)\s?spreek(?:t)? met",
                r"spreekt u met",
                r"spreek je met",
                r"(?:u|je) spreekt",
                r"mijn naam is",
                r"de naam is",
                r"m'n naam is",
                r"ik ben",
                r"dit is",
                r"u bent verbonden met",
                r"aan de (?:lijn|telefoon)(?: met)?",
                r"met",
            ),
            name_first=re.compile(
                r"(?P<name>[A-Z]\w+(?: [A-Z]?\w+){0,3}) (?P<lead>aan de (?:lijn|telefoon|toestel)|hier)\b"
            ),
            offer=_any(
                r"wa(?:ar|t)\s?(?:mee)?\s?(?:kan|mag|zou)\s?(?:ik|'k)[^?.!]{0,40}(?:helpen|dienst|doen|betekenen|dienen|zijn)",
                r"hoe kan ik (?:u|je|jou)[^?.!]{0,25}(?:helpen|dienst|zijn)",
                r"kan ik (?:u|je)[^?.!]{0,20}helpen",
                r"waar (?:kan|mag) ik[^?.!]{0,30}(?:mee|helpen)[^?.!]{0,20}",
            ),
            greet_at=MappingProxyType({"morning": "Goedemorgen", "afternoon": "Goedemiddag", "evening": "Goedenavond"}),
            fillers=re.compile(r"\b(?:ja|eh+|uh+|hm+|nou|oh?)\b", re.I),
            after_name=frozenset(
                "waarmee wat waar hoe kan mag wie zeg zegt goedemorgen goedemiddag goedenavond goeiemorgen goeiemiddag hallo u je "
                "ik en dag van afdeling vertelt vertel spreekt spreek is hier receptie aan klantenservice waarvoor komt".split()
            ),
            name_particles=frozenset(
                "de den der van het 't te ten ter in la le el al ben da di du von het op aan".split()
            ),
            titles=frozenset("mevrouw meneer mijnheer mevr mw dhr dokter dr heer juffrouw meester".split()),
            articles=frozenset("de het een onze ons".split()),
            sector_words=frozenset(
                "bakkerij praktijk tandartspraktijk huisartsenpraktijk basisschool school woonstichting stichting gemeente "
                "ziekenhuis theater kantoor assurantiekantoor groep garage fysiotherapie klantenservice service bedrijf zorg "
                "zakelijk nederland vereniging hotel restaurant centrum apotheek bank energie wonen logistiek advocaten".split()
            ),
        ),
        "en": OpeningForms(
            greeting=_any(
                r"good\s?(?:morning|afternoon|evening|day)",
                r"hello",
                r"hi",
                r"hiya",
                r"morning",
                r"afternoon",
                r"welcome",
            ),
            dayparts=(
                ("afternoon", re.compile("afternoon", re.I)),
                ("morning", re.compile("morning", re.I)),
                ("evening", re.compile("evening", re.I)),
            ),
            lead_in=_any(
                r"you(?:'re| are)? (?:speaking|talking) (?:with|to)",
                r"you(?:'re| are) through to",
                r"my name(?:'s| is)",
                r"this is",
                r"i'm",
                r"i am",
                r"it's",
                r"the name's",
            ),
            name_first=re.compile(r"(?P<name>[A-Z]?\w+(?: [A-Z]\w+){0,2})\s(?P<lead>(?i:speaking|here))\b"),
            offer=_any(
                r"(?:how|what) (?:can|may|could) (?:i|we)[^?.!]{0,25}(?:help|do|assist)[^?.!]{0,15}",
                r"can i help(?: you)?",
            ),
            greet_at=MappingProxyType(
                {"morning": "Good morning", "afternoon": "Good afternoon", "evening": "Good evening"}
            ),
            fillers=re.compile(r"\b(?:yes|er+|uh+|um+|oh|well)\b", re.I),
            after_name=frozenset("how what can may and from speaking here at good hello i you who in of".split()),
            name_particles=frozenset("van de der la le o mac".split()),
            titles=frozenset("mr mrs ms miss dr doctor".split()),
            articles=frozenset("the our a".split()),
            sector_words=frozenset(
                "centre center clinic school council hotel services service surgery bank energy office group hearing".split()
            ),
        ),
        "de": OpeningForms(
            greeting=_any(
                r"guten?\s?(?:morgen|tag|abend)",
                r"grüß (?:gott|sie|dich)",
                r"grüß(?:ie)?zi",
                r"hallo",
                r"moin(?: moin)?",
                r"servus",
                r"willkommen",
                r"schönen guten \w+",
            ),
            dayparts=(
                ("morning", re.compile("morgen", re.I)),
                ("evening", re.compile("abend", re.I)),
                ("day", re.compile("guten?\\s?tag", re.I)),
            ),
            lead_in=_any(
                r"mein name ist",
                r"(?:sie|du) (?:sprechen|sprichst) mit",
                r"hier (?:ist|spricht)",
                r"es spricht",
                r"am (?:apparat|telefon)(?: ist)?",
                r"ich bin",
                r"ich heiße",
                r"hier",
            ),
            name_first=re.compile(
                r"(?P<name>[A-ZÄÖÜ]\w+(?: [A-ZÄÖÜ]\w+){0,2}),? (?P<lead>am (?:Apparat|Telefon)|mein Name)\b"
            ),
            offer=_any(
                r"(?:was|wie|womit|wobei) (?:kann|darf) ich[^?.!]{0,40}(?:helfen|tun|dienen|behilflich(?: sein)?)",
                r"kann ich ihnen helfen",
            ),
            greet_at=MappingProxyType({"morning": "Guten Morgen", "afternoon": "Guten Tag", "evening": "Guten Abend"}),
            fillers=re.compile(r"\b(?:ja|äh+|hm+|also)\b", re.I),
            after_name=frozenset("was wie womit kann darf und guten hallo von aus ich sie wobei".split()),
            name_particles=frozenset("von van zu der de".split()),
            titles=frozenset("herr frau dr doktor".split()),
            articles=frozenset("der dem die das den unserem unserer".split()),
            sector_words=frozenset(
                "stadtwerke praxis schule krankenhaus amt bank hotel kundenservice kundendienst gmbh autohaus".split()
            ),
        ),
        "fr": OpeningForms(
            greeting=_any(r"bonjour", r"bonsoir", r"allô", r"allo", r"salut", r"bienvenue"),
            dayparts=(("day", re.compile("bonjour", re.I)), ("evening", re.compile("bonsoir", re.I))),
            lead_in=_any(
                r"je m['’]appelle",
                r"je suis",
                r"vous (?:êtes|parlez) (?:bien )?(?:en ligne )?(?:avec|à)",
                r"mon nom est",
                r"ici",
                r"c['’]est",
            ),
            name_first=re.compile(
                r"(?P<name>[A-ZÉÈ]\w+(?:[ -][A-ZÉÈ]\w+){0,2}),? (?P<lead>à (?:l['’]appareil|votre (?:service|écoute)))",
                re.U,
            ),
            offer=_any(
                r"(?:que|comment|en quoi) (?:puis-je|je peux|puis je)[^?.!]{0,40}(?:aider|faire|utile|renseigner)[^?.!]{0,15}",
                r"je vous écoute",
                r"(?:puis-je|je peux) vous (?:aider|renseigner)",
            ),
            greet_at=MappingProxyType({"morning": "Bonjour", "afternoon": "Bonjour", "evening": "Bonsoir"}),
            fillers=re.compile(r"\b(?:oui|euh+|ben|alors)\b", re.I),
            after_name=frozenset("que comment en bonjour bonsoir je vous de du à et au".split()),
            name_particles=frozenset("de du des la le d van".split()),
            titles=frozenset("monsieur madame mademoiselle m mme".split()),
            articles=frozenset("le la les l un une notre".split()),
            sector_words=frozenset(
                "cabinet école mairie hôpital service banque hôtel garage centre clinique clientèle".split()
            ),
        ),
    }
)
