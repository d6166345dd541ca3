"""The classic errors of written Dutch, by rules of our own: me for mijn, u for uw, hun for zij, d and t at the end of a verb.

A rule fires only where the words around it leave no doubt; a mistake that may be right is passed over. Sources: the rules
themselves are school grammar (stem + t, ’t kofschip), as in Onze Taal and the Algemene Nederlandse Spraakkunst; the lists of
verbs and nouns are those that occur in service chats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from belwijs.call import Language


@dataclass(frozen=True, slots=True)
class Slip:
    """A grammatical mistake: which rule, the words, the right words, and where they stand (characters)."""

    rule: str
    words: str
    better: str
    start: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, what replaces it, and what around it makes it right after all."""

    name: str
    pattern: re.Pattern[str]
    better: Callable[[re.Match[str]], str]
    unless: re.Pattern[str] | None = None  # anywhere in the sentence
    unless_before: re.Pattern[str] | None = None  # in the sentence, before the match


def _re(body: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-])(?:{body})(?![\w'’-])", re.IGNORECASE)


def _before(body: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-])(?:{body})\s*$", re.IGNORECASE)


def _keep_case(old: str, new: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def _word(group: str, right: Mapping[str, str] | str) -> Callable[[re.Match[str]], str]:
    """Replaces one group of the match, keeping the rest of it."""

    def better(match: re.Match[str]) -> str:
        old = match[group]
        new = right if isinstance(right, str) else right[old.lower()]
        begin, end = match.start(group) - match.start(), match.end(group) - match.start()
        whole = match.group(0)
        return whole[:begin] + _keep_case(old, new) + whole[end:]

    return better


# Nouns of which somebody speaks as theirs in a service chat; never an object of "geef me …" or "heeft u …".
_MINE = (
    r"collega(?:'s|’s)?|leidinggevende|manager|chef|baas|naam|scherm|systeem|computer|telefoon|excuses|mening|dienst|pauze|werk|afdeling|"
    r"team|fout|kant|best|eigen|vriend(?:in)?|man|vrouw|zoon|dochter|moeder|vader|zus|broer|buurman|buurvrouw|vorige (?:bericht|mail|reactie)|"
    r"laatste (?:bericht|mail|reactie)|hart|huis|adres|account|wachtwoord|rekening|bestelling|pakket(?:je)?|order|factuur|gegevens"
)
_YOURS_ALWAYS = (
    r"naam|achternaam|voornaam|nummer|telefoonnummer|klantnummer|bestelnummer|ordernummer|factuurnummer|polisnummer|adres|e-?mailadres|mailadres|"
    r"postcode|huisnummer|woonplaats|geboortedatum|bestelling|pakket(?:je)?|geduld|begrip|eigen|kant|medewerking|rekeningnummer|wachtwoord|mailbox"
)
_YOURS = (
    r"naam|achternaam|voornaam|nummer|telefoonnummer|klantnummer|bestelnummer|ordernummer|factuurnummer|polisnummer|mobiel(?:e)?(?: nummer)?|adres|"
    r"e-?mail(?:adres)?|mailadres|postcode|huisnummer|woonplaats|geboortedatum|bestelling|order|pakket(?:je)?|zending|levering|factuur|rekening|"
    r"rekeningnummer|betaling|account|gegevens|reactie|geduld|begrip|aankoop|abonnement|contract|verzekering|polis|aanvraag|klacht|melding|"
    r"afspraak|probleem|situatie|kant|eigen|medewerking|computer|scherm|modem|router|retour|retourzending|wachtwoord|mailbox|inbox|vraag|"
    r"bril|fiets|auto|ketel|kaart(?:je)?|pas(?:je)?|dossier|bericht|woning|meter|schade|boeking|reservering|ticket|vlucht|hypotheek|"
    r"wasmachine|verhuizing|incasso|machtiging|foto|sleutels?|telefoon"
)

_DT_STEMS = "vind word houd zend verzend meld vermeld bied bevind verbind laad download houd raad onderhoud behoud antwoord beantwoord leid rijd".split()
_T_STEMS = (
    "stuur verstuur bestel ontvang krijg kijk bekijk denk vraag geef zorg neem begrijp hoop zie hoor maak regel controleer help annuleer wijzig "
    "verwerk bel mail schrijf zoek leg pas breng plan betaal bevestig werk probeer check kom doe"
).split()
_WITH_T: Mapping[str, str] = MappingProxyType({s: f"{s}t" for s in (*_DT_STEMS, *_T_STEMS)})
_NO_T: Mapping[str, str] = MappingProxyType({v: k for k, v in _WITH_T.items()} | {"heeft": "heb", "bent": "ben", "gaat": "ga", "staat": "sta"})

# A participle written as a finite verb → the participle; and the other way round.
_TO_PARTICIPLE: Mapping[str, str] = MappingProxyType(
    {
        "gebeurt": "gebeurd", "verstuurt": "verstuurd", "behandelt": "behandeld", "bestelt": "besteld", "betaalt": "betaald", "beantwoordt": "beantwoord",
        "verandert": "veranderd", "vermeldt": "vermeld", "bevestigt": "bevestigd", "verwijdert": "verwijderd", "belooft": "beloofd", "herstelt": "hersteld",
        "verlengt": "verlengd", "verzamelt": "verzameld", "vervangt": "vervangen", "geregelt": "geregeld", "gemeldt": "gemeld", "aangemeldt": "aangemeld",
        "geleverdt": "geleverd", "gestuurt": "gestuurd", "gewijzigt": "gewijzigd", "gemailt": "gemaild", "gebelt": "gebeld", "teruggebelt": "teruggebeld",
        "geannuleert": "geannuleerd", "ingevult": "ingevuld", "afgehandelt": "afgehandeld", "doorgestuurt": "doorgestuurd", "teruggestuurt": "teruggestuurd",
        "aangevraagt": "aangevraagd", "gecontroleert": "gecontroleerd", "geleverd": "geleverd", "bezorgt": "bezorgd", "vertelt": "verteld", "geprobeert": "geprobeerd",
        "beschadigt": "beschadigd", "vertraagt": "vertraagd", "verkeert": "verkeerd",
    }
)  # fmt: skip
_TO_FINITE: Mapping[str, str] = MappingProxyType(
    {
        "gebeurd": "gebeurt", "verstuurd": "verstuurt", "besteld": "bestelt", "betaald": "betaalt", "behandeld": "behandelt", "veranderd": "verandert",
        "vermeld": "vermeldt", "bevestigd": "bevestigt", "verwijderd": "verwijdert", "bedoeld": "bedoelt", "verteld": "vertelt", "bezorgd": "bezorgt",
    }
)  # fmt: skip
_HELPERS = r"is|zijn|was|waren|wordt|worden|werd|werden|heb|heeft|hebt|hebben|had|hadden|ben|bent|zou|zal|zult|zullen|kan|kunt|kunnen|moet|moeten|mag|wil|laten|laat"
_BARE = r"|".join(_WITH_T)
_WITH = r"|".join(k for k in _NO_T)
_SUBJECT = r"hij|dit|er|men|het (?:pakket|pakketje|bedrag|product|artikel|probleem|systeem)|de (?:bestelling|factuur|order|levering|betaling|zending|monteur|klant|collega)|(?:uw|je|een) (?:bestelling|pakket|pakketje|factuur|order|levering|betaling|zending|bedrag|monteur|collega)"
_MORE = "beter|meer|minder|groter|kleiner|sneller|later|eerder|langer|korter|duurder|goedkoper|hoger|lager|vaker|drukker|anders|moeilijker|makkelijker"

RULES: tuple[Rule, ...] = (
    Rule("me_mijn", _re(rf"(?P<me>me) (?:{_MINE})"), _word("me", "mijn"),
         unless_before=_before(r"(?:geef|geeft|stuur|stuurt|mail|mailt|bezorg|bezorgt|breng|brengt|kost|kosten) (?:u |je )?")),
    Rule("u_uw", _re(rf"(?P<u>u) (?:{_YOURS_ALWAYS})(?! (?:heeft|hebt|nodig|wilt|wil|kunt|had|zou))"), _word("u", "uw"),
         unless_before=_before(r"(?:heeft|hebt|krijgt|ontvangt|wenst|wilt|biedt|bied|geven|geef|stuur|sturen|vraag|vragen|bezorg) ")),
    Rule("u_uw", _re(rf"(?:op|in|met|voor|aan|via|over|wat is|klopt|mag ik|dank voor|bedankt voor|van(?= u (?:bestelling|pakket|factuur|account|order|aankoop|abonnement))) (?P<u>u) (?:{_YOURS})(?! (?:heeft|hebt|nodig|wilt|wil|kunt|had|zou|krijgt|ontvangt))"), _word("u", "uw")),
    Rule("u_uw", _re(r"(?P<uw>uw) (?:kunt|heeft|hebt|bent|wilt|moet|mag|krijgt|ontvangt|had|zou|zult|wordt|gaat|ziet|vindt|hoeft|hoort)"), _word("uw", "u")),
    Rule("u_uw", _re(r"(?:kunt|heeft|hebt|bent|wilt|mag|krijgt|ontvangt|zou|hoeft|dank|help ik|spreekt) (?P<uw>uw)(?= (?:dit|dat|het|even|mij|me|nog|ook|de|een|al|wel|ons|vandaag|morgen|binnen|dan|daar|hier|hartelijk|verder|met|niet)\b)"), _word("uw", "u")),
    Rule("u_uw", _re(r"(?:naar|bij|van|aan|voor|met|dank) (?P<uw>uw)(?=\s*[.,!?]|$| (?:toe|terug|door|op|na|en|of)\b)"), _word("uw", "u")),
    Rule("hun_zij", _re(r"(?P<hun>hun) (?:hebben|kunnen|willen|moeten|zullen|weten|zeggen|zeiden|waren|hadden|mogen|nemen|sturen|leveren|krijgen|zijn (?:niet|nu|er|al|ook|de|het|een)|gaan|doen|komen|bellen)"),
         _word("hun", "zij"), unless_before=_before(r"(?:van|met|voor|aan|bij|door|over|tussen|naar|om|op|dan|hebben|zijn|is|heeft|laten) ")),
    Rule("hun_zij", _re(r"(?:omdat|dat|als|want|en|maar|dan hebben|dan zullen|dan kunnen) (?P<hun>hun) (?:het|dit|dat|u|de|een|er|daar|nog|niet|al|ook)(?: \w+){0,6} (?:hebben|kunnen|willen|moeten|zullen|weten|gaan|sturen|leveren)"), _word("hun", "zij")),
    Rule("ik_t", _re(rf"ik (?P<verb>{_WITH})"), _word("verb", _NO_T), unless_before=_before(r"(?:dan|zoals|als|of|en|die|wie) ")),
    Rule("ik_t", _re(rf"(?:dan|nu|dit|dat|daarom|hierbij|graag|morgen|vandaag|straks|hopelijk) (?P<verb>{_WITH}) ik"), _word("verb", _NO_T)),
    Rule("u_t", _re(rf"(?:als|dat|wanneer|omdat|zodra|of|hoe|wat|waar|indien) u (?P<verb>{'|'.join(_DT_STEMS)})(?! ik\b)"), _word("verb", _WITH_T)),
    Rule("u_t", _re(r"(?:als|dat|omdat|wanneer|zodra|indien) u (?:[\w'’-]+ ){1,4}(?P<verb>vind|word|houd|meld|verzend)(?=\s*[,.!?]|$)"), _word("verb", _WITH_T)),
    Rule("u_t", _re(rf"^\W*u (?P<verb>{_BARE})(?! ik\b)"), _word("verb", _WITH_T)),
    Rule("u_t", _re(r"(?:hierbij|bijgaand|hieronder|daar|hier|dan|morgen|vandaag|wat|waar|hoe) (?P<verb>vind|word|ontvang|krijg|houd) u"), _word("verb", _WITH_T)),
    Rule("hij_t", _re(rf"(?:{_SUBJECT}) (?P<verb>word|vind|houd|meld|vermeld|verzend|bevind)(?! ik\b)"), _word("verb", _WITH_T)),
    Rule("hij_t", _re(r"(?:wanneer|hoe|waar|hoelaat) (?P<verb>word) (?:het|de|dit|dat|er|uw|u)"), _word("verb", _WITH_T)),
    Rule("hij_t", _re(r"(?:het|dit|dat|er|ze|zij) (?P<verb>word)(?! (?:ik|jij|je)\b)"), _word("verb", _WITH_T), unless_before=_before(r"(?:ik|je|jij) (?:\w+ ){0,3}")),
    Rule("participle", _re(rf"(?:{_HELPERS.replace('|zijn', '')}|zijn(?= (?:al|niet|nu|nog|gisteren|vandaag|allemaal|inmiddels|reeds)\b))(?: [\w'’-]+){{0,7}} (?P<verb>{'|'.join(_TO_PARTICIPLE)})(?=\s*[.,!?;]|$| (?:door|naar|aan|op|en|zijn|is|worden|wordt|heeft|hebben|met|via|voor|in|of)\b)"), _word("verb", _TO_PARTICIPLE),
         unless=_re(r"(?:dat|die|wie|als|zodra|wanneer|omdat|of|waar\w*) (?:[\w'’-]+ ){0,5}(?:verstuurt|behandelt|bestelt|betaalt|beantwoordt|vermeldt|bevestigt|verwijdert|belooft|herstelt|verlengt|verzamelt|vervangt|bezorgt|vertelt|gebeurt|verandert|vertraagt|beschadigt|verkeert)")),
    Rule("u_uw", _re(rf"u (?P<u>u) (?:{_YOURS})(?! (?:heeft|hebt|kunt|wilt))"), _word("u", "uw")),
    Rule("hij_t", _re(r"(?:is|was|heeft|had|ligt|staat|komt|gaat)(?: [\w'’-]+){1,6} en (?P<verb>word)"), _word("verb", _WITH_T), unless=_re("ik|je|jij|u")),
    Rule("heb_heeft", _re(r"(?:hij|men|iemand|niemand|(?:mijn|onze|uw|de|een) (?:collega|klant|monteur|chauffeur|bezorger)) (?P<verb>heb)(?! (?:ik|je|jij)\b)"), _word("verb", "heeft")),
    Rule("als_dan", _re(rf"(?:{_MORE}) (?P<als>als) (?:verwacht|gedacht|normaal|gepland|gebruikelijk|voorheen|gewoonlijk|vorige|(?:ik|wij|we|u) (?:dacht|dachten|had|hadden|verwachtte|verwachtten))"), _word("als", "dan")),
    Rule("participle", _re(r"(?P<verb>verkeert) (?:besteld|geleverd|gestuurd|verstuurd|verzonden|gegaan|gedaan|ingevuld|begrepen|adres|nummer|bedrag|artikel|product)"), _word("verb", "verkeerd")),
    Rule("finite", _re(rf"(?:wat|dat|het|dit|er|hij|u|hoe dat|vaak|ook) (?P<verb>{'|'.join(_TO_FINITE)})"), _word("verb", _TO_FINITE), unless=_re(_HELPERS)),
)  # fmt: skip

_WORDS = re.compile(r"\S+")
_SENTENCES = re.compile(r"[^.!?;\n]+[.!?;]*")
LANGUAGES: frozenset[Language] = frozenset({"nl"})


def slips(text: str) -> Iterator[Slip]:
    """The mistakes in a Dutch message, in the order of the text, each place once."""
    taken: list[tuple[int, int]] = []
    found: list[Slip] = []
    for sentence in _SENTENCES.finditer(text):
        words = sentence.group(0)
        for rule in RULES:
            for hit in rule.pattern.finditer(words):
                better = rule.better(hit)
                if better.lower() == hit.group(0).lower() or _right(rule, words, hit):
                    continue
                slip = _narrowed(Slip(rule.name, hit.group(0), better, sentence.start() + hit.start()))
                places = [(at, at + len(old)) for at, old, _ in _changes(slip)]
                if any(begin < e and b < end for begin, end in places for b, e in taken):
                    continue
                taken += places
                found.append(slip)
    return iter(sorted(found, key=lambda s: s.start))


def _narrowed(slip: Slip) -> Slip:
    """The mistake with at most one word of its surroundings on either side."""
    old, new = (list(_WORDS.finditer(said)) for said in (slip.words, slip.better))
    wrong = [n for n, (o, w) in enumerate(zip(old, new, strict=False)) if o.group() != w.group()]
    if len(old) != len(new) or not wrong:
        return slip
    first, last = max(wrong[0] - 1, 0), min(wrong[-1] + 1, len(old) - 1)
    words = slip.words[old[first].start() : old[last].end()]
    better = slip.better[new[first].start() : new[last].end()]
    return Slip(slip.rule, words, better, slip.start + old[first].start())


def _changes(slip: Slip) -> list[tuple[int, str, str]]:
    """Where a word changes, the word and the right one; the words around it may hold a mistake of their own."""
    old, new = (list(_WORDS.finditer(said)) for said in (slip.words, slip.better))
    if len(old) != len(new):
        return [(slip.start, slip.words, slip.better)]
    pairs = zip(old, new, strict=True)
    return [(slip.start + o.start(), o.group(), w.group()) for o, w in pairs if o.group() != w.group()]


def _right(rule: Rule, sentence: str, hit: re.Match[str]) -> bool:
    if rule.unless is not None and rule.unless.search(sentence):
        return True
    if rule.unless_before is None:
        return False
    return bool(rule.unless_before.search(sentence[: hit.start()]))


def corrected(text: str, found: Iterable[Slip]) -> str:
    """The text with the mistakes put right."""
    for at, old, new in sorted((change for slip in found for change in _changes(slip)), reverse=True):
        text = text[:at] + new + text[at + len(old) :]
    return text
