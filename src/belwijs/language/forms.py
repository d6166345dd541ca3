"""Language packs: the forms in which a language does things on the telephone, as patterns per act.

A form is a hint with a measured precision, never a verdict: what a turn does is decided by `belwijs.dialogue`, which
reads its context too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from belwijs.call import Language

_NEVER = re.compile(r"(?!)")


def any_of(*alternatives: str) -> re.Pattern[str]:
    """A pattern for whole words or phrases, whatever their case."""
    body = "|".join(alternatives)
    return re.compile(rf"(?<![\w])(?:{body})(?![\w])", re.IGNORECASE)


def whole(*alternatives: str) -> re.Pattern[str]:
    """A pattern for a turn that consists of these words alone, repeated or not."""
    body = "|".join(alternatives)
    return re.compile(rf"^[\W_]*(?:(?:{body})[\W_]+){{0,4}}(?:{body})[\W_]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """The forms of one language.

    `agent` and `customer` map an act (or `obj=…`) to its form. `informal` finds address with je, du or tu; `formal`
    finds u, in whose company a lone `generic` je is not address.
    """

    language: Language
    agent: Mapping[str, re.Pattern[str]]
    customer: Mapping[str, re.Pattern[str]]
    informal: re.Pattern[str] = _NEVER
    generic: re.Pattern[str] = _NEVER
    formal: re.Pattern[str] = _NEVER
    not_informal: re.Pattern[str] = _NEVER
    digits: Mapping[str, str] = field(default_factory=dict)  # spoken digits and tens → written

    def found(self, text: str, role: str) -> dict[str, str]:
        """Act → the words that show it, for every form of this role in the text."""
        forms = self.customer if role == "customer" else self.agent
        text = " ".join(text.split())
        hits = {act: hit.group(0).strip() for act, pattern in forms.items() if (hit := pattern.search(text))}
        if role in ("agent", "colleague") and (words := self.informal_words(text)):
            hits["informal"] = words
        return hits

    def words_for(self, act: str, text: str, role: str) -> str | None:
        """The words that show one act, as `found` gives them."""
        text = " ".join(text.split())
        if act == "informal" and role in ("agent", "colleague") and (words := self.informal_words(text)):
            return words
        pattern = (self.customer if role == "customer" else self.agent).get(act)
        hit = pattern.search(text) if pattern else None
        return hit.group(0).strip() if hit else None

    def informal_words(self, text: str) -> str | None:
        """The words that address the listener informally, or None; a generic je beside u/uw does not count."""
        rest = self.not_informal.sub(" ", text)
        if hit := self.informal.search(rest):
            return hit.group(0).strip()
        hit = self.generic.search(rest)
        return hit.group(0).strip() if hit and not self.formal.search(rest) else None

    def spoken_digits(self, text: str) -> str:
        """All digits of a text, written or spoken one by one ("nul zes, 12 34" → "061234")."""
        words = re.findall(r"\d+|[^\W\d_]+", text.lower())
        return "".join(word if word.isdigit() else self.digits.get(word, "") for word in words)


def frozen(forms: Mapping[str, re.Pattern[str]]) -> Mapping[str, re.Pattern[str]]:
    """A mapping that nobody can change."""
    return MappingProxyType(dict(forms))


def pack(language: Language) -> LanguagePack:
    """The pack of a language; loaded on first use."""
    from importlib import import_module

    found: LanguagePack = import_module(f"belwijs.language.{language}").PACK
    return found


def packs(languages: Sequence[Language] = ("nl", "en", "de", "fr")) -> tuple[LanguagePack, ...]:
    """Several packs in the order asked for."""
    return tuple(pack(language) for language in languages)
