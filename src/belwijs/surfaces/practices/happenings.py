"""What happens in an example besides turns, in words: `hold +52` becomes "in de wacht, 52 s"."""

from __future__ import annotations

import re

from belwijs.interface import InterfaceLanguage, text, texts
from belwijs.surfaces.report.wording import known, lasted, number

_SPAN = re.compile(r"([\d.]+)-([\d.]+)|\+([\d.]+)")
_MEASURE = re.compile(r"(?:customer |line )?(\w+) (?:(-?\d[\d.]*)|(\w+)(?: ([\d.]+))?)")
_LASTING = ("ring", "queue", "hold", "consult")


def happening(raw: str, language: InterfaceLanguage) -> str:
    """A line of an example that is no turn, in words; as it stands where it is none that examples know."""
    kind, _, rest = raw.partition(" ")
    if kind in _LASTING:
        return _lasted(kind, rest, language)
    if kind == "end":
        return text(language, "happens.end", what=known(language, "event", rest))
    if kind == "transfer":
        failed = text(language, "happens.unanswered") if "noanswer" in rest else ""
        return text(language, "happens.transfer") + failed
    if kind == "measure":
        return _measured(rest, language)
    if kind in ("wait", "overlap"):
        return text(language, f"happens.{kind}", seconds=number(float(rest), language))
    for key in (f"happens.{kind}.{rest}", f"happens.{kind}"):
        if key in texts(language):
            return text(language, key, what=rest)
    return raw


def _lasted(kind: str, rest: str, language: InterfaceLanguage) -> str:
    said = text(language, f"happens.{kind}")
    span = _SPAN.fullmatch(rest)
    if not span:
        return said
    seconds = float(span[3]) if span[3] else float(span[2]) - float(span[1])
    exact = f"{number(seconds, language)} s" if seconds < 60 else lasted(seconds, language)  # 19.5 s is not 20 s
    return f"{said}, {exact}"


def _measured(rest: str, language: InterfaceLanguage) -> str:
    found = _MEASURE.match(rest)
    if not found:
        return rest
    name, value, why, seconds = found.groups()
    if value:
        figure = number(float(value), language)
    else:
        figure = text(language, f"unmeasured.{why}", seconds=number(float(seconds or 0), language))
    return f"{known(language, 'measure', name)}: {figure}"
