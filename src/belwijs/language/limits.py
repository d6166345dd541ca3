"""How each language sets a limit to behaviour and ends a conversation; read only in answers to aggression."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from belwijs.call import Language
from belwijs.language.patterns import pattern

SENTENCE = re.compile(r"[^.?!]+")


@dataclass(frozen=True, slots=True)
class LimitForms:
    """Patterns (regular expressions, without word boundaries at their ends)."""

    ends: tuple[str, ...]  # the conversation is ended
    only_if: tuple[str, ...]  # and these make it a warning
    limits: tuple[str, ...]  # what is not accepted, without a word about ending


LIMITS: Mapping[Language, LimitForms] = MappingProxyType(
    {
        "nl": LimitForms(
            ends=(
                r"(?:beëindig\w*|stop\w*|verbreek|verbreken|sluit\w*|breek|staak)(?: \S+){0,4}? "
                r"(?:gesprek|verbinding|lijn|telefoon\w*)",
                r"(?:gesprek|verbinding)(?: \S+){0,4}? (?:beëindig\w*|stop\w*|verbreek|verbreken|afsluit\w*|afbreken)",
                r"hang\w*(?: \S+){0,3}? op", r"ophang\w*", r"stop ik(?: \S+){0,2}? (?:nu|hier|hiermee|ermee)",
                r"leg\w*(?: \S+){0,3}? neer",
            ),
            only_if=(
                r"als", r"indien", r"anders", r"zodra", r"wanneer", r"(?:gaat|blijft|doet|houdt) u", r"ga je", r"blijf je",
            ),
            limits=(
                r"(?:uit(?:ge)?schelden|uitgescholden|scheldt|schelden|beledig\w*|bedreig\w*|afgeblaft|uitgemaakt)",
                r"op (?:die|deze|zo'n) (?:manier|toon)", r"zo (?:wil|laat) ik (?:me |mij )?niet",
                r"zo (?:praat|spreek)(?: \S+){0,2} niet", r"niet zo (?:tegen|met) (?:mij|me)", r"accepteer ik niet",
            ),
        ),
        "en": LimitForms(
            ends=(
                r"end\w*(?: \S+){0,2}? (?:call|conversation)", r"hang\w* up", r"terminat\w*", r"disconnect\w*",
                r"(?:put|putting) the phone down",
            ),
            only_if=(r"if", r"unless", r"otherwise", r"or(?: else)? I", r"should you"),
            limits=(
                r"(?:swear|shout|abus|insult|threaten)\w*", r"(?:speak|talk|spoken|talked)(?: \S+){0,2}? like that",
                r"that (?:tone|language|kind of language)",
            ),
        ),
        "de": LimitForms(
            ends=(
                r"beend\w*", r"auflegen", r"lege?(?: \S+){0,3}? auf", r"gespräch(?: \S+){0,3}? (?:beende\w*|abbrech\w*)",
            ),
            only_if=(r"wenn", r"falls", r"sonst", r"andernfalls", r"sollten sie"),
            limits=(
                r"(?:beleidig|beschimpf|bedroh|anschrei)\w*", r"(?:in|auf) (?:diesem|diese|dem) (?:ton|weise)",
                r"so (?:lasse|möchte|spreche) ich(?: \S+){0,3}? nicht",
            ),
        ),
        "fr": LimitForms(
            ends=(
                r"(?:mets|mettre|mettrai) fin", r"raccroch\w*", r"arrêt\w*(?: \S+){0,2}? (?:appel|conversation|entretien)",
            ),
            only_if=(r"si", r"sinon", r"autrement", r"dans le cas contraire"),
            limits=(r"(?:insult|menac|injuri)\w*", r"sur ce ton", r"de cette (?:façon|manière)", r"je n'accepte pas"),
        ),
    }
)  # fmt: skip


def limit_in(text: str, language: Language) -> Literal["limit", "exclude"] | None:
    """Whether an answer to aggression sets a limit, or ends the conversation; None when it does neither."""
    forms = LIMITS[language]
    found: Literal["limit", "exclude"] | None = None
    for sentence in SENTENCE.findall(text):
        if pattern(forms.ends).search(sentence):
            if not pattern(forms.only_if).search(sentence):
                return "exclude"
            found = "limit"
        elif pattern(forms.limits).search(sentence):
            found = "limit"
    return found
