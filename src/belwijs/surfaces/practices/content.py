"""What stands on a practice's page, in the order in which people read it; made from the practice's own file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from belwijs.call import Language
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Check, Example, Practice
from belwijs.finding import Verdict
from belwijs.interface import InterfaceLanguage, text, texts
from belwijs.surfaces.practices.happenings import happening
from belwijs.surfaces.report.wording import known, number

_SETTING = re.compile(r"playbook\.(limits|answer|courtesy)\.(\w+)|\blimits\.(\w+)")
_TURN = re.compile(r"([ack])(\d?):\s*(?:([^|]*)\|)?\s*(.*)")
_SLOT = re.compile(r"\{(\w+)\}")
_MADE_UP: Mapping[Language, tuple[str, ...]] = {
    "nl": ("Goedemiddag", "mevrouw Jansen", "die factuur", "drie weken", "drie keer", "boos"),
    "en": ("Good afternoon", "Ms Jansen", "that invoice", "three weeks", "three times", "angry"),
    "de": ("Guten Tag", "Frau Jansen", "diese Rechnung", "drei Wochen", "dreimal", "verärgert"),
    "fr": ("Bonjour", "madame Jansen", "cette facture", "trois semaines", "trois fois", "en colère"),
}
_SLOTS = ("greeting", "customer", "matter", "how_long", "how_often", "feeling")
_NAMES = {
    "organisation": "Bakker Logistiek",
    "agent": "Monique Bos",
    "agent_wanted": "Monique Bos",
    "colleague": "René van der Zaag",
}
_SPEAKERS = {"a": "agent", "c": "customer", "k": "colleague"}


@dataclass(frozen=True, slots=True)
class Setting:
    """A number or choice of the playbook on which the practice rests."""

    name: str  # limits.hold_at_most
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an example: a turn, or something that happens (then `speaker` is empty)."""

    speaker: str
    side: str  # agent, customer, colleague or event
    said: str
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An example with the verdict that it deserves."""

    verdict: Verdict
    trap: bool
    todo: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on one page, in one interface language."""

    id: str
    group: str
    group_name: str
    title: str
    built: bool
    sections: tuple[tuple[str, str], ...]  # heading, text: what, why, when
    check: tuple[str, ...]  # how it is checked, a sentence each
    needs: str
    settings: tuple[Setting, ...]
    change: str  # YAML that changes it
    says: tuple[tuple[Language, tuple[str, ...]], ...]
    cases: tuple[tuple[str, str], ...]  # what happened, and a sentence for it in the language of the page
    examples: tuple[Shown, ...]
    norm: str


def page_of(practice: Practice, language: InterfaceLanguage) -> Page:
    """The page of one practice."""
    told = {"what": practice.what, "why": practice.why, "when": practice.when}
    settings = tuple(_settings(practice, language))
    others = ("en", "nl") if language == "en" else ("nl", "en")
    order: tuple[Language, ...] = (*others, "de", "fr")  # type: ignore[assignment]
    return Page(
        id=practice.id,
        group=practice.group,
        group_name=known(language, "group", practice.group),
        title=practice.title.in_(language),
        built=practice.built,
        sections=tuple((text(language, f"explain.{k}"), v.in_(language)) for k, v in told.items()),
        check=tuple(_check(practice, language)),
        needs=", ".join(text(language, f"need.{need}") for need in practice.needs),
        settings=settings,
        change=_change(practice, settings),
        says=tuple(
            (code, tuple(_filled(s, code) for s in practice.suggestion[code]))
            for code in order
            if practice.suggestion.get(code)
        ),
        cases=tuple(
            (text(language, f"case.{practice.id}.{case}"), _filled(said[language][0], language))
            for case, said in practice.suggestion_for.items()
        ),
        examples=tuple(_shown(e, language) for e in practice.examples),
        norm=practice.norm,
    )


def _filled(sentence: str, language: Language) -> str:
    """A suggestion with made-up facts in its slots; a slot without one stands between brackets."""
    known = {**_NAMES, **dict(zip(_SLOTS, _MADE_UP[language], strict=True))}
    known |= {f"{slot}_capital": fact[:1].upper() + fact[1:] for slot, fact in known.items()}
    return _SLOT.sub(lambda slot: known.get(slot[1], f"[{slot[1].replace('_', ' ')}]"), sentence)


def _check(practice: Practice, language: InterfaceLanguage) -> Iterator[str]:
    rule = practice.check
    if rule is None or practice.applies is None:
        yield text(language, "explain.not_built")
        return
    if practice.applies.direction != "any":
        yield text(language, f"checked.only.{practice.applies.direction}")
    where = text(language, f"where.{rule.where}") if f"where.{rule.where}" in texts(language) else rule.where
    if f"kind.{rule.kind}" in texts(language):
        yield text(language, f"kind.{rule.kind}", where=where)
    for key, acts in (("checked.acts", rule.acts), ("checked.also", rule.also)):
        if acts:
            yield text(language, key, acts="; ".join(known(language, "act", act) for act in acts))
    if rule.words:
        yield text(language, "checked.words", languages=", ".join(rule.words))
    yield from _measures(rule, language)


def _measures(rule: Check, language: InterfaceLanguage) -> Iterator[str]:
    for bound in rule.bounds:
        sides = (("≥", bound.least), ("≤", bound.most))
        limits = " ".join(f"{sign} limits.{name}" for sign, name in sides if name)
        yield text(language, "checked.bound", measure=known(language, "measure", bound.measure), limits=limits)


def _settings(practice: Practice, language: InterfaceLanguage) -> Iterator[Setting]:
    rule = practice.check
    if rule is None:
        return
    names = [("limits", rule.limit)] if rule.limit else []
    names += [("limits", n) for bound in rule.bounds for n in (bound.least, bound.most) if n]
    if rule.kind == "own":
        for part, name, alone in _SETTING.findall(_own_source(practice)):
            names.append((part, name) if part else ("limits", alone))
    standard = Playbook()
    for part, name in dict.fromkeys(names):
        section = getattr(standard, part)
        if name in type(section).model_fields:
            value = getattr(section, name)
            yield Setting(f"{part}.{name}", _value(value, language), text(language, f"setting.{part}.{name}"))


def _own_source(practice: Practice) -> str:
    group, _, name = practice.id.partition(".")
    file = files("belwijs.catalogue").joinpath(group, f"{name}.py")
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _value(value: Any, language: InterfaceLanguage) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "–"
    return number(value, language) if isinstance(value, int | float) else str(value)


def _change(practice: Practice, settings: tuple[Setting, ...]) -> str:
    lines: list[str] = []
    standard = Playbook()
    for part in dict.fromkeys(s.name.partition(".")[0] for s in settings):
        lines.append(f"{part}:")
        for s in settings:
            section, _, name = s.name.partition(".")
            if section == part:
                value = getattr(getattr(standard, part), name)
                lines.append(f"  {name}: {_yaml(value)}")
    lines += ["weights:", f"  {practice.id}: {practice.weight:g}", f"# leave_out: [{practice.id}]"]
    return "\n".join(lines)


def _yaml(value: Any) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _shown(example: Example, language: InterfaceLanguage) -> Shown:
    lines = tuple(_line(raw.strip(), language) for raw in example.call.strip().splitlines() if raw.strip())
    return Shown(example.verdict, example.trap, example.todo or "", lines)


def _line(raw: str, language: InterfaceLanguage) -> Line:
    turn = _TURN.fullmatch(raw)
    if not turn:
        return Line("", "event", happening(raw, language), ())
    letter, count, acts, said = turn.groups()
    side = _SPEAKERS[letter]
    labels = (label.removeprefix("agg=").removeprefix("obj=") for label in (acts or "").split())
    named = tuple(known(language, "act", label) for label in (acts or "").split())
    return Line(" ".join(filter(None, (text(language, f"role.{side}"), count))), side, said, named or tuple(labels))
