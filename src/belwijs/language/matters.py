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
    what somebody is ("dat u … bent", "that you are …", "dass Sie … sind", "que vous soyez …"); `standing`: in one clause
    with a span it tells how long somebody is a customer or lives there, not how long the matter lasts.
    """

    things: Mapping[str, str]
    feelings: Mapping[str, str]
    how_long: tuple[str, ...]  # with a group `span`
    how_often: tuple[str, ...]  # with a group `times`
    standing: tuple[str, ...]


_CLAUSE = re.compile(r"[.,;:!?…]|\b(?:en|maar|want|and|but|und|aber|et|mais)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:niet|geen|not|no|n't|nicht|keine?n?|pas|plus)(?: \w+)? $", re.IGNORECASE)
_NL_NUMBER = r"(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\d{1,2})"
_EN_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_DE_NUMBER = r"(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|\d{1,2})"
_FR_NUMBER = r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,2})"

MATTERS: Mapping[Language, MatterForms] = MappingProxyType(
    {
        "nl": MatterForms(
            things={
                _AN + "(?:factuur|facturen)": "die factuur",
                _AN + r"rekening(?! (?:\w+ ){0,3}(?:mee|met|gehouden|houden))": "die rekening",
                _AN + "nota": "die nota",
                _AN + "aanmaning(?:en)?": "die aanmaning", _AN + "levering": "die levering",
                "bestelling": "die bestelling",
                _AN + "pakket(?:je)?": "dat pakket", _AN + "lekkage": "die lekkage", _AN + "storing": "die storing",
                _AN + "verwarming": "die verwarming", _AN + "monteurs?": "die monteur",
                _AN + "reparatie": "die reparatie",
                _AN + "afspraak": "die afspraak", _AN + "verzekering": "die verzekering", _AN + "schade": "die schade",
                _AN + "verhoging": "die verhoging", _AN + "boete": "die boete", _AN + "reservering": "die reservering",
                _AN + "vlucht": "die vlucht", _AN + "wasmachine": "die wasmachine", _AN + "lift": "die lift",
                "internet(?:verbinding)?": "uw internetverbinding", _AN + "abonnement": "dat abonnement",
                _AN + "omvormer": "die omvormer",
                _AN + "aanvraag": "die aanvraag", _AN + "uitkering": "die uitkering",
                "overlast": "die overlast", "herrie": "het lawaai",
                _AN + "incasso": "die incasso", "medicijnen": "die medicijnen", _AN + "uitslag": "die uitslag",
                _AN + "ketel": "die ketel", "kaart(?:jes|en)": "die kaartjes", _AN + "scan": "die scan",
                "modem": "die modem",
            },
            feelings={
                r"boos|kwaad|woedend|woest|laaiend|razend|pissig": "boos",
                r"geschrokken|schrok|verschoten": "geschrokken",
                r"ongerust|(?:ben|wordt?|word|echt|erg|heel) bezorgd|maak \w+ (?:\w+ )?zorgen|zorgen (?:om|over)": "ongerust", r"bang(?! dat| van niet)|doodsbang|angst": "bang",
                r"(?:ben|word|wordt|zijn) (?:het|dit|jullie|er) (?:\w+ )?(?:zat|beu)|spuugzat|(?:ben|helemaal|gewoon|echt) (?:er )?(?:\w+ )?klaar mee": "het zat", r"radeloos|wanhopig|ten einde raad|gek van|trek het niet": "ten einde raad",
                r"teleurgesteld|tegengevallen": "teleurgesteld",
                r"verdrietig|(?:ik|me|mij) (?:\w+ ){0,4}(?:huilen|janken)": "verdrietig",
                r"moe(?:deloos)?|doodmoe|(?:ben|zit) (?:\w+ )?kapot|helemaal op ben": "moe",
            },
            how_long=(
                rf"(?:al|sinds|nu) (?:bijna |ruim |meer dan )?(?P<span>{_NL_NUMBER} (?:dagen|weken|maanden|jaar))",
                rf"(?<!is )(?<!is het )al (?:bijna |ruim |meer dan )?(?P<hours>{_NL_NUMBER} uur)",
            ),
            how_often=(
                rf"(?P<times>{_NL_NUMBER} keer)(?! (?:per|zo|zoveel|meer|te|duurder|betaald|afgeschreven|geïncasseerd|in)\b)",
            ),
            standing=(
                r"klant\w*", "lid", "abonnee", r"huur\w*", "woon", "wonen", "verzekerd", r"werken?", "getrouwd", "tevreden",
                "bij (?:u|jullie)", "oud",
            ),
        ),
        "en": MatterForms(
            things={
                "bills?": "that bill", "invoices?": "that invoice", "deliver(?:y|ies)": "that delivery",
                r"(?<!in )(?<!out of )orders?": "that order",
                "parcels?|packages?": "that parcel", "leaks?": "that leak", "heating": "the heating",
                "boiler": "the boiler",
                "engineers?": "the engineer", "repairs?": "that repair", "appointments?": "that appointment",
                "refunds?": "that refund", "booking": "that booking", "flights?": "that flight",
                "broadband|internet|wifi": "your connection", "subscription|membership": "that membership",
                "noise": "that noise",
                r"(?<!in )charges?": "that charge", r"(?<=my )claim|(?<=the )claim|(?<=a )claim": "that claim",
            },
            feelings={
                r"angry|furious|fuming|livid": "angry", r"shocked|(?:a|quite a|in) shock": "shocked",
                r"worried|worrying": "worried",
                r"fed up|sick of|had enough": "fed up", r"desperate|wits' end": "at your wits' end",
                r"disappointed": "disappointed",
                r"upset(?! stomach)|crying|cried|(?:in|to) tears": "upset",
                r"frightened|scared|afraid of|terrified": "frightened", r"exhausted|worn out": "worn out",
            },
            how_long=(rf"(?:for|been) (?:over |nearly |almost |about )?(?P<span>{_EN_NUMBER} (?:hours|days|weeks|months|years))",),
            how_often=(
                rf"(?<!charged )(?<!billed )(?<!paid )(?P<times>twice|{_EN_NUMBER} times)(?! (?:an?|per|as|more|the|every)\b)",
            ),
            standing=(
                "customers?", "members?", "client", "with you", "lived?", "living", "work(?:ed|ing)?", "loyal", "paying", "married",
            ),
        ),
        "de": MatterForms(
            things={
                _AN + "rechnung(?:en)?": "diese Rechnung", _AN + "mahnung(?:en)?": "diese Mahnung",
                _AN + "lieferung": "diese Lieferung",
                _AN + "bestellung": "diese Bestellung", _AN + "paket": "dieses Paket", _AN + "heizung": "die Heizung",
                "techniker|monteur": "den Techniker", _AN + "reparatur": "diese Reparatur",
                _AN + "termin": "diesen Termin",
                _AN + "versicherung": "die Versicherung", _AN + "schaden": "diesen Schaden",
                "internet": "Ihren Internetanschluss",
                _AN + "störung": "diese Störung", _AN + "vertrag": "diesen Vertrag", _AN + "zähler": "diesen Zähler",
                _AN + "buchung": "diese Buchung", "lärm": "diesen Lärm",
            },
            feelings={
                r"ärger\w*|wütend|sauer|stinksauer|zornig": "verärgert",
                r"erschrocken|schock\w*|schreck": "erschrocken",
                r"(?:mir|mache|große) (?:\w+ ){0,2}sorgen|besorgt": "besorgt", r"verzweifelt": "verzweifelt",
                r"enttäuscht": "enttäuscht",
                r"traurig|heulen|geweint": "traurig", r"angst": "beunruhigt",
                r"erschöpft|(?:bin|fix und) (?:\w+ ){0,2}fertig": "erschöpft",
            },
            how_long=(rf"seit (?:fast |über |mehr als )?(?P<span>{_DE_NUMBER} (?:stunden|tagen|wochen|monaten|jahren))",),
            how_often=(
                r"(?P<times>zweimal|dreimal|viermal|fünfmal|sechsmal)(?! (?:im|am|pro|in der|so|mehr|die|täglich|abgebucht|bezahlt)\b)",
            ),
            standing=(
                r"kund\w+", "mitglied", "wohnen?", r"miete\w*", "bei ihnen", "versichert", "arbeiten?", "verheiratet", r"treue\w*",
            ),
        ),
        "fr": MatterForms(
            things={
                "factures?": "cette facture", "livraison": "cette livraison", r"(?<!je )commande": "cette commande",
                "colis": "ce colis",
                "fuite": "cette fuite", "chauffage": "votre chauffage", "technicien": "ce technicien",
                "réparation": "cette réparation",
                "rendez-vous": "ce rendez-vous", r"(?<!l')assurance|(?<=de l')assurance": "cette assurance",
                "remboursement": "ce remboursement",
                "panne": "cette panne", "abonnement": "cet abonnement", "réservation": "cette réservation",
                "internet": "votre connexion", "bruit": "ce bruit",
            },
            feelings={
                r"en colère|furieu\w+|fâché\w*|énervé\w*": "en colère", r"marre|ras le bol|à bout": "à bout",
                r"choqué\w*|choc": "sous le choc",
                r"peur": "sous tension", r"triste": "triste",
            },
            how_long=(rf"depuis (?:presque |plus de )?(?P<span>{_FR_NUMBER} (?:heures|jours|semaines|mois|ans))",),
            how_often=(rf"(?P<times>{_FR_NUMBER} fois)(?! (?:par|plus|trop|le|la)\b)",),
            standing=(
                r"client\w*", "abonnée?", "chez vous", "habite", "membre", "fidèle", "travaille", "locataire", "assurée?",
            ),
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
        if "how_long" not in found and (span := _how_long(text, forms)):
            found["how_long"] = span if language == "de" else span.lower()
        if "how_often" not in found and (hit := pattern(forms.how_often).search(text)):
            found["how_often"] = hit.group("times").lower()
    return found


def _how_long(text: str, forms: MatterForms) -> str | None:
    """The first span of time that the matter has lasted."""
    for clause in _CLAUSE.split(text):
        hit = pattern(forms.how_long).search(clause)
        if hit and not pattern(forms.standing).search(clause):
            return next(span for span in hit.groups() if span)
    return None


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
