"""Takes out of what was said what points at a person: names, numbers, addresses, e-mail, bank accounts, dates of birth.

Patterns for Dutch, English, German and French, written and as they are spoken. It errs on the side of taking out too
much; what it misses stands in docs/second-judge.md. It is a precaution, no anonymisation in the sense of the law.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

NAME, NUMBER, ADDRESS, EMAIL, IBAN, DATE = "[name]", "[number]", "[address]", "[e-mail]", "[iban]", "[date]"

_UNITS = "een één twee drie vier vijf zes zeven zeuven acht negen"
_COMPOSED = r"(?:een|één|twee|twee|drie|vier|vijf|zes|zeven|acht|negen)[eë]n(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig"
_WORDS = "|".join(
    sorted(
        set(
            f"nul {_UNITS} tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig dertig "
            "veertig vijftig zestig zeventig tachtig negentig honderd duizend dubbel "
            "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand double "
            "triple null eins zwei zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
            "sechzehn siebzehn achtzehn neunzehn zwanzig dreißig dreissig vierzig fünfzig sechzig siebzig achtzig "
            "neunzig hundert tausend zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
            "quinze seize vingt vingts trente quarante cinquante soixante septante octante nonante cent mille".split()
        ),
        key=len,
        reverse=True,
    )
)
_GERMAN = (
    r"(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und"
    r"(?:zwan|vier|fünf|sech|sieb|acht|neun)zig|\w+unddrei(?:ß|ss)ig"
)
_HUNDREDS = r"(?:\w{3,9}honderd|\w{3,9}duizend|\w{3,9}hundert)\w*"
_SPOKEN = rf"(?:{_COMPOSED}|{_GERMAN}|{_HUNDREDS}|{_WORDS})"
_NUMERAL = rf"(?i:\d+|{_SPOKEN})"
_JOIN = r"(?:[\s,.\-/]+(?:en|and|und|et|plus)?[\s,.\-/]*)"
_RUN = re.compile(rf"(?<!\w){_NUMERAL}(?:{_JOIN}{_NUMERAL}){{2,}}(?!\w)", re.IGNORECASE)
_LETTERS_AND_NUMBERS = re.compile(
    rf"(?<![\w'’])(?:(?:[a-zà-ÿ]|{_NUMERAL})(?:[\s,.\-]+|(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d))){{2,}}"
    rf"(?:[a-zà-ÿ]|{_NUMERAL})(?![\w'’])",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<!\w)[+(]?\d(?:[\s().\-/]*\d){2,}(?!\w)|(?<!\w)(?=\w*\d\w*\d)[A-Za-z0-9][A-Za-z0-9\-]{3,}(?!\w)")
_PLATE = re.compile(r"(?<![\w\-])[A-Z0-9]{1,3}-[A-Z0-9]{1,3}-[A-Z0-9]{1,3}(?![\w\-])", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\w)[1-9]\d{3}\s?[A-Za-z]{2}(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\s?\d{2}(?:\s?[A-Z0-9]{2,4}){3,8}(?!\w)")
_DUTCH_IBAN = re.compile(r"(?<!\w)nl\s?\d{2}\s?[a-z]{4}(?:\s?\d){10}(?!\w)", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}\s?@\s?[\w\-]+(?:\s?\.\s?[\w\-]+)+", re.IGNORECASE)
_AT = r"(?:apen?staartje|apestaart|at|arobase|arrobase|klammeraffe|ät|@)"
_POINT = r"(?:punt|dot|punkt|point|streepje|underscore|dash|strich|tiret)"
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.\-])[\w.\-]{{1,64}}(?:\s+{_POINT}(?:\s+[\w.\-]+){{1,2}}){{0,4}}\s+{_AT}\s+[\w\-]+(?:\s+{_POINT}\s+[\w\-]+|\s?\.\s?\w{{2,6}})+",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?<!\w)(?:https?://|www\.)\S+", re.IGNORECASE)

_MONTH = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|february|march|may|"
    "june|july|august|october|januar|jänner|februar|märz|mai|oktober|dezember|janvier|février|mars|avril|juin|juillet|"
    "août|septembre|octobre|novembre|décembre"
)
_ORDINAL = r"(?:st|nd|rd|th|e|de|ste|er|\.)?"
_DATE = re.compile(
    rf"(?<!\w)(?:{_NUMERAL}{_ORDINAL}[\s,]+(?:of\s+)?(?:{_MONTH})(?:[\s,]+{_NUMERAL}(?:{_JOIN}{_NUMERAL})*)?"
    rf"|(?:{_MONTH})\s+(?:the\s+)?{_NUMERAL}{_ORDINAL}(?:[\s,]+{_NUMERAL}(?:{_JOIN}{_NUMERAL})*)?)(?!\w)",
    re.IGNORECASE,
)

_CAPITALS = r"(?:[A-ZÀ-Ý][\w'’.\-]{0,30}\s+){0,3}"
_HOUSE = rf"\s+(?i:nummer\s+|nr\.?\s+|numéro\s+)?{_NUMERAL}(?:[\s,\-]+{_NUMERAL})*(?:\s?[a-hA-H](?!\w))?"
_STREET = re.compile(
    rf"(?<!\w)(?:{_CAPITALS}\w{{2,}}(?i:straat|laan|gracht|plein|singel|kade|steeg|straße|strasse|gasse|allee)(?:{_HOUSE})?"
    rf"|{_CAPITALS}\w{{2,}}(?i:weg|pad|hof|dijk|dreef|park|markt|plantsoen|baan|lei|ring|platz|ufer|damm){_HOUSE}"
    rf"|{_NUMERAL}\s+(?:\w[\w'’\-]*\s+){{1,3}}(?i:street|road|avenue|lane|drive|crescent|close)"
    rf"|{_NUMERAL}[\s,]+(?:bis\s+)?(?i:rue|avenue|boulevard|chemin|impasse|allée|quai)\s+(?:(?:de|du|des|la|le|les)\s+|[dl]['’])*[\w\-]+)"
    r"(?!\w)"
)

_PARTICLE = r"(?:van|de|der|den|ten|ter|te|het|'t|’t|op|von|zu|zum|le|la|du|des|el|al|ben|mac|o'|d'|d’)"
_TITLE = (
    r"mevrouw|meneer|mijnheer|meneertje|de\s+heer|dhr\.?|mevr\.?|mw\.?|mister|missis|mr\.?|mrs\.?|ms\.?|miss|herr(?:n)?|"
    r"frau|monsieur|madame|mademoiselle|dokter|doctor|dr\.?|collega"
)
_LEAD = (
    r"u\s+spreekt\s+met|je\s+spreekt\s+met|spreek\s+ik\s+met|u\s+spreekt\s+hier\s+met|mijn\s+naam\s+is|m'?n\s+naam\s+is|"
    r"ik\s+heet|op\s+naam\s+van|vraagt\s+u\s+naar|vraag\s+maar\s+naar|my\s+name\s+is|my\s+name's|this\s+is|speaking\s+with|"
    r"speaking\s+to|am\s+i\s+speaking\s+to|in\s+the\s+name\s+of|mein\s+name\s+ist|ich\s+hei(?:ß|ss)e|sie\s+sprechen\s+mit|"
    r"spreche\s+ich\s+mit|auf\s+den\s+namen|je\s+m['’]appelle|je\s+suis|mon\s+nom\s+est|au\s+nom\s+de|c['’]est|"
    r"achternaam(?:\s+is)?|voornaam(?:\s+is)?|surname(?:\s+is)?|nachname(?:\s+ist)?"
)
_WORD = r"[^\W\d_][\w'’\-]*"
_NO_NAME = frozenset(
    """ik u je jij wij we hij zij ze het de een die dat dit deze er en of maar want dus ja nee oké goed dank wacht wat wie waar
    hoe waarom mijn uw ons onze hun met van voor bij naar over om op in aan uit is was heeft heb had kan kunt wil wilt mag moet
    moment ogenblik alstublieft graag nog niet geen wel al ook dan toch even hier daar goedemorgen goedemiddag goedenavond dag
    i you he she it we they the a an this that and or but yes no okay well thank please my your our with from about for to of
    is was has have had can could will would not just here there good hello hi calling ich sie er es wir ihr der die das ein
    eine und oder aber ja nein gut danke bitte mein ihr mit von für bei nach über an in auf ist war hat habe kann nicht noch
    hier da hallo guten je tu il elle nous vous ils le la les un une et ou mais oui non bien merci mon ma votre avec de pour
    chez à sur dans en est était a ai pas encore ici là bonjour allô très ce que qui klantenservice afdeling receptie bedrijf
    vanuit pas trop très important terrible possible bien normal dommage"""
    .split()
)  # fmt: skip
_TITLED = re.compile(
    rf"(?<!\w)(?P<lead>(?i:{_TITLE}))\s+(?P<name>(?:(?i:{_PARTICLE})\s+)*{_WORD}(?:\s+(?:(?i:{_PARTICLE})\s+)*[A-ZÀ-Ý][\w'’\-]*)*)"
)
_INTRODUCED = re.compile(
    rf"(?<!\w)(?P<lead>(?i:{_LEAD}))\s+"
    rf"(?P<name>(?:(?i:{_PARTICLE})\s+)*{_WORD}(?:\s+(?:(?i:{_PARTICLE})\s+)+{_WORD}|\s+[A-ZÀ-Ý][\w'’\-]*)*)"
)
_FULL = re.compile(
    r"(?<![.!?…]\s)(?<!^)(?<!\w)[A-ZÀ-Ý][a-zà-ÿ'’\-]+(?:\s+(?:van|de|der|den|ten|ter|von|le|la|du)){0,3}\s+[A-ZÀ-Ý][a-zà-ÿ'’\-]+(?!\w)"
)
_SPELLED = re.compile(
    r"(?<!\w)(?:de\s+)?[a-z]\s+(?:van|wie|as\s+in|for|comme)\s+\w+(?:[\s,]+(?:en\s+)?(?:de\s+)?[a-z]\s+(?:van|wie|as\s+in|for|comme)\s+\w+)+",
    re.IGNORECASE,
)
_FIRST_NAMES = frozenset(
    """jan piet kees klaas henk wim joop willem johan peter paul tom tim tijs thijs bas lars sven daan sem luuk lucas bram
    gijs koen joris jeroen marco marcel dennis erik hans gerard gerrit dirk rob ronald ruud sander stefan vincent arjan
    monique anna anne els ans ingrid marieke marijke annelies annemarie petra yvonne linda sandra esther ellen karin mieke
    saskia femke sanne lotte lisa eva emma sophie julia fleur iris noor fatima mohammed mohamed ahmed youssef fatma ayşe
    mehmet mustafa karim john mary james robert michael william david richard susan sarah karen nancy emily oliver harry
    charlotte george jack thomas daniel hans jürgen wolfgang klaus heike sabine monika ursula birgit katrin anja nicole
    jean pierre michel philippe nicolas julien françoise nathalie isabelle sylvie catherine valérie céline aurélie camille
    wendy chantal joke truus riet ria greet geert luc marc katrien griet veerle an jef""".split()
) - {"an", "jack", "mary", "greet"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of the text that was taken out: characters from `start` up to `end`, and the mark in its place."""

    start: int
    end: int
    mark: str


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """The text with what points at a person replaced by [name], [number], [address], [e-mail], [iban] or [date].

    `names` are names that are known beforehand, of people in the call and of staff; each part of one is taken out,
    whatever its case.
    """
    for pattern, replace in _steps(names):
        text = pattern.sub(replace, text)
    return text


def taken_out(text: str, names: Iterable[str] = ()) -> tuple[str, tuple[Taken, ...]]:
    """As `redacted`, with where in the text each mark took the place of what: in order, none over another."""
    now, places = text, [(n, n + 1) for n in range(len(text))]
    marked = [False] * len(text)
    for pattern, replace in _steps(names):
        parts: list[str] = []
        new_places: list[tuple[int, int]] = []
        new_marked: list[bool] = []
        done = 0
        for match in pattern.finditer(now):
            old, new = match.group(0), replace(match)
            if old == new:
                continue
            before = after = 0
            if not _MARK.fullmatch(new):  # a lead-in or what follows the name stays
                before = _alike(old, new)
                after = _alike(old[before:][::-1], new[before:][::-1])
            start, end = match.start() + before, match.end() - after
            mark = new[before : len(new) - after]
            parts += now[done:start], mark
            new_places += places[done:start]
            new_marked += marked[done:start]
            taken = places[start:end]
            whole = (min(place[0] for place in taken), max(place[1] for place in taken)) if taken else (0, 0)
            new_places += [whole] * len(mark)
            new_marked += [True] * len(mark)
            done = end
        now = "".join((*parts, now[done:]))
        places, marked = new_places + places[done:], new_marked + marked[done:]
    return now, _stretches(now, places, marked)


def _alike(one: str, other: str) -> int:
    """With how many of the same characters both begin."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _stretches(text: str, places: list[tuple[int, int]], marked: list[bool]) -> tuple[Taken, ...]:
    found: list[Taken] = []
    for match in _MARK.finditer(text):
        if not marked[match.start()]:
            continue
        start = min(place[0] for place in places[match.start() : match.end()])
        end = max(place[1] for place in places[match.start() : match.end()])
        found.append(Taken(start, end, match.group(0)))
    return tuple(found)


Replace = Callable[[re.Match[str]], str]


def _steps(names: Iterable[str]) -> Iterator[tuple[re.Pattern[str], Replace]]:
    for pattern, mark in _MARKS:
        yield pattern, lambda _, mark=mark: mark  # type: ignore[misc]
    known = _known(tuple(sorted(set(names))))
    if known is not None:
        yield known, lambda _: NAME
    yield _TITLED, _named
    yield _INTRODUCED, _named
    yield _FULL, _full
    yield _ANY_WORD, lambda match: NAME if match.group(0).lower() in _FIRST_NAMES else match.group(0)
    yield _NAMES, lambda _: NAME


_ANY_WORD = re.compile(_WORD)
_MARK = re.compile(r"\[[a-z-]+\]")
_NAMES = re.compile(r"\[name\](?:[\s\-]+\[name\])+")
_MARKS = (
    (_SITE, ADDRESS),
    (_EMAIL, EMAIL),
    (_SPOKEN_EMAIL, EMAIL),
    (_DUTCH_IBAN, IBAN),
    (_IBAN, IBAN),
    (_DATE, DATE),
    (_STREET, ADDRESS),
    (_POSTCODE, ADDRESS),
    (_SPELLED, NAME),
    (_PLATE, NUMBER),
    (_RUN, NUMBER),
    (_LETTERS_AND_NUMBERS, NUMBER),
    (_DIGITS, NUMBER),
)


@lru_cache(maxsize=256)
def _known(names: tuple[str, ...]) -> re.Pattern[str] | None:
    parts: set[str] = set()
    for name in names:
        words = re.findall(r"\w[\w'’]*", name)
        for n, word in enumerate(words):
            particle = re.fullmatch(_PARTICLE, word, re.IGNORECASE)
            if particle or (len(word) > 2 and word.lower() not in _NO_NAME):
                parts |= set() if particle else {re.escape(word)}
                parts |= {r"\s+".join(map(re.escape, words[n:]))} if len(words) > n + 1 else set()
    if not parts:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(parts, key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE)


def _named(match: re.Match[str]) -> str:
    """A name after a title or a lead-in; the words before it stay. What is clearly no name is left alone."""
    words = match["name"].split()
    last = next((n for n, w in enumerate(words) if w.lower() in _NO_NAME and not _is_particle(words, n)), len(words))
    if not any(not re.fullmatch(_PARTICLE, w, re.IGNORECASE) for w in words[:last]):
        return match.group(0)
    return " ".join([match["lead"], NAME, *words[last:]])


def _is_particle(words: list[str], n: int) -> bool:
    return n + 1 < len(words) and re.fullmatch(_PARTICLE, words[n], re.IGNORECASE) is not None


def _full(match: re.Match[str]) -> str:
    first = match.group(0).split()[0].lower()
    return match.group(0) if first in _NO_NAME else NAME
