"""What a complaint is about, as words that fit into a sentence: the thing, how long, how often, and the feeling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from belwijs.call import Language
from belwijs.language.patterns import pattern

_AN = r"[a-zà-ÿß]*"  # the first part of a compound: jaar-nota, Strom-rechnung


@dataclass(frozen=True, slots=True)
class MatterForms:
    """`things`: pattern of a noun → how it is pointed at, after over, about, über or concernant; `feelings`: pattern →
    what somebody is ("dat u … bent", "that you are …", "dass Sie … sind", "que vous soyez …").
    """

    things: Mapping[str, str]
    feelings: Mapping[str, str]
    how_long: tuple[str, ...]  # with a group `span`
    how_often: tuple[str, ...]  # with a group `times`


_DENIED = re.compile(r"\b(?:niet|geen|not|no|n't|nicht|keine?n?|pas|plus)(?: \w+)? $", re.IGNORECASE)
_NL_NUMBER = r"(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\d{1,2})"
_EN_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_DE_NUMBER = r"(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|\d{1,2})"
_FR_NUMBER = r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,2})"

MATTERS: Mapping[Language, MatterForms] = MappingProxyType(
    {
        "nl": MatterForms(
            things={
                _AN + "(?:factuur|facturen)": "die factuur", _AN + "rekening": "die rekening", _AN + "nota": "die nota",
                _AN + "aanmaning(?:en)?": "die aanmaning", _AN + "levering": "die levering", "bestelling": "die bestelling",
                _AN + "pakket(?:je)?": "dat pakket", _AN + "lekkage": "die lekkage", _AN + "storing": "die storing",
                _AN + "verwarming": "die verwarming", _AN + "monteurs?": "die monteur", _AN + "reparatie": "die reparatie",
                _AN + "afspraak": "die afspraak", _AN + "verzekering": "die verzekering", _AN + "schade": "die schade",
                _AN + "verhoging": "die verhoging", _AN + "boete": "die boete", _AN + "reservering": "die reservering",
                _AN + "vlucht": "die vlucht", _AN + "wasmachine": "die wasmachine", _AN + "lift": "die lift",
                "internet(?:verbinding)?": "dat internet", _AN + "abonnement": "dat abonnement", _AN + "omvormer": "die omvormer",
                _AN + "aanvraag": "die aanvraag", _AN + "uitkering": "die uitkering",
                "overlast": "die overlast", "herrie": "die herrie", "buurman": "die buurman", "buren": "die buren",
                _AN + "incasso": "die incasso", "medicijnen": "die medicijnen", _AN + "uitslag": "die uitslag",
                _AN + "ketel": "die ketel", "kaart(?:jes|en)": "die kaartjes", _AN + "scan": "die scan", "modem": "die modem",
            },
            feelings={
                r"boos|kwaad|woedend|woest|laaiend|razend|pissig": "boos", r"geschrokken|schrok|verschoten|schrik(?:ken)?": "geschrokken",
                r"ongerust|bezorgd|zorgen": "ongerust", r"bang|doodsbang|angst": "bang",
                r"zat|beu|klaar mee|spuugzat": "het zat", r"radeloos|wanhopig|ten einde raad|gek van|trek het niet": "ten einde raad",
                r"teleurgesteld|tegengevallen": "teleurgesteld", r"verdrietig|huilen|janken": "verdrietig",
                r"moe(?:deloos)?|doodmoe|kapot|op ben": "moe",
            },
            how_long=(rf"(?:al|sinds|nu) (?:bijna |ruim |meer dan )?(?P<span>{_NL_NUMBER} (?:dagen|weken|maanden|jaar|uur))",),
            how_often=(rf"(?P<times>{_NL_NUMBER} keer)",),
        ),
        "en": MatterForms(
            things={
                "bills?": "that bill", "invoices?": "that invoice", "deliver(?:y|ies)": "that delivery", "orders?": "that order",
                "parcels?|packages?": "that parcel", "leaks?": "that leak", "heating": "the heating", "boiler": "the boiler",
                "engineers?": "the engineer", "repairs?": "that repair", "appointments?": "that appointment",
                "refunds?": "that refund", "booking": "that booking", "flights?": "that flight",
                "broadband|internet|wifi": "the connection", "subscription|membership": "that membership", "noise": "that noise",
                "charges?": "that charge", "claims?": "that claim",
            },
            feelings={
                r"angry|furious|fuming|livid": "angry", r"shocked|shock": "shocked", r"worried|worry(?:ing)?": "worried",
                r"fed up|sick of|had enough": "fed up", r"desperate|wits' end": "at your wits' end", r"disappointed": "disappointed",
                r"upset|crying|cried|tears": "upset", r"frightened|scared|afraid|terrified": "frightened", r"exhausted|worn out": "worn out",
            },
            how_long=(rf"(?:for|been) (?:over |nearly |almost |about )?(?P<span>{_EN_NUMBER} (?:hours|days|weeks|months|years))",),
            how_often=(rf"(?P<times>twice|{_EN_NUMBER} times)",),
        ),
        "de": MatterForms(
            things={
                _AN + "rechnung(?:en)?": "diese Rechnung", _AN + "mahnung(?:en)?": "diese Mahnung", _AN + "lieferung": "diese Lieferung",
                _AN + "bestellung": "diese Bestellung", _AN + "paket": "dieses Paket", _AN + "heizung": "die Heizung",
                "techniker|monteur": "den Techniker", _AN + "reparatur": "diese Reparatur", _AN + "termin": "diesen Termin",
                _AN + "versicherung": "die Versicherung", _AN + "schaden": "diesen Schaden", "internet": "das Internet",
                _AN + "störung": "diese Störung", _AN + "vertrag": "diesen Vertrag", _AN + "zähler": "diesen Zähler",
                _AN + "buchung": "diese Buchung", "lärm": "diesen Lärm",
            },
            feelings={
                r"ärger\w*|wütend|sauer|stinksauer|zornig": "verärgert", r"erschrocken|schock\w*|schreck": "erschrocken",
                r"sorgen|besorgt": "besorgt", r"verzweifelt": "verzweifelt", r"enttäuscht": "enttäuscht",
                r"traurig|heulen|geweint": "traurig", r"angst": "beunruhigt", r"erschöpft|kaputt|fertig": "erschöpft",
            },
            how_long=(rf"seit (?:fast |über |mehr als )?(?P<span>{_DE_NUMBER} (?:stunden|tagen|wochen|monaten|jahren))",),
            how_often=(r"(?P<times>zweimal|dreimal|viermal|fünfmal|sechsmal)",),
        ),
        "fr": MatterForms(
            things={
                "factures?": "cette facture", "livraison": "cette livraison", "commande": "cette commande", "colis": "ce colis",
                "fuite": "cette fuite", "chauffage": "le chauffage", "technicien": "le technicien", "réparation": "cette réparation",
                "rendez-vous": "ce rendez-vous", "assurance": "l'assurance", "remboursement": "ce remboursement",
                "panne": "cette panne", "abonnement": "cet abonnement", "réservation": "cette réservation",
                "internet": "la connexion", "bruit": "ce bruit",
            },
            feelings={
                r"en colère|furieu\w+|fâché\w*|énervé\w*": "en colère", r"marre|ras le bol|à bout": "à bout", r"choqué\w*|choc": "sous le choc",
                r"peur": "sous tension", r"triste": "triste",
            },
            how_long=(rf"depuis (?:presque |plus de )?(?P<span>{_FR_NUMBER} (?:heures|jours|semaines|mois|ans))",),
            how_often=(rf"(?P<times>{_FR_NUMBER} fois)",),
        ),
    }
)  # fmt: skip


def matter_facts(texts: Iterable[str], language: Language) -> dict[str, str]:
    """Slots that the words of a complaint fill: `matter`, `how_long`, `how_often`, `feeling`; each where it is named.

    Args:
        texts: what the customer said, the clearest turn first.
    """
    forms = MATTERS[language]
    found: dict[str, str] = {}
    for text in texts:
        for slot, named in (("matter", forms.things), ("feeling", forms.feelings)):
            if slot not in found and (words := _first_named(text, named, denied=slot == "feeling")):
                found[slot] = words
        for slot, spans, group in (("how_long", forms.how_long, "span"), ("how_often", forms.how_often, "times")):
            hit = pattern(spans).search(text)
            if slot not in found and hit:
                found[slot] = hit.group(group) if language == "de" else hit.group(group).lower()
    return found


def _first_named(text: str, named: Mapping[str, str], *, denied: bool) -> str | None:
    """The words for what is named first; with `denied`, what is said not to be so does not count."""
    hits = [
        (hit.start(), words)
        for form, words in named.items()
        if (hit := _whole(form).search(text)) and not (denied and _DENIED.search(text[: hit.start()]))
    ]
    return min(hits)[1] if hits else None


def _whole(form: str) -> re.Pattern[str]:
    return pattern((f"(?:{form})",))
