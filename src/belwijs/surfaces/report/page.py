"""Reports as one HTML file that needs nothing else: no network, no other file, no framework."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.entry import Entry, Sound
from belwijs.surfaces.report.temper import SIGNS
from belwijs.surfaces.report.view import CallView, FindingView, Viewer

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["Entry", "Sound", "html_call", "html_page"]

STYLES = ("call.css", "coach.css", "why.css")
SCRIPT = "page.js"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["capitalize_first"] = lambda said: said[:1].upper() + said[1:]
    return made


@cache
def asset(name: str) -> str:
    """The text of a template, of one of `STYLES`, or of `SCRIPT`."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def script_json(value: object) -> str:
    """JSON that cannot end the script element it stands in, nor begin another."""
    raw = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return raw.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def policy(script: str) -> str:
    """The page's content security policy: only this script runs, and nothing is fetched from anywhere."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; media-src data:; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def html_page(entries: Sequence[Entry], playbook: Playbook, practices: Mapping[str, Practice]) -> str:
    """One self-contained page with one call or several, in the playbook's interface language.

    Args:
        entries: the calls, in the order in which they are to stand; with sound they can be listened to.
        playbook: gives the language and the weights.
        practices: the catalogue, for titles and explanations; what is not in it stands under its id.
    """
    from markupsafe import Markup

    viewer = Viewer(playbook, practices)
    calls = [viewer.call(entry, n) for n, entry in enumerate(entries, 1)]
    script = asset(SCRIPT)
    values = _values(playbook.interface, calls)
    return _environment().get_template("page.html.j2").render(
        **values,
        title=_title(calls, values["t"]("page.calls", number=len(calls))),
        totals={v: sum(c.counts[v] for c in calls) for v in wording.VERDICTS},
        policy=policy(script),
        style=Markup("".join(map(asset, ("page.css", *STYLES)))),
        script=Markup(script),
        place=_style,
        judged=True,
        beside=lambda _finding: "",
    )


def html_call(
    call: CallView, language: InterfaceLanguage, beside: Callable[[FindingView], Markup], *, judged: bool = True
) -> Markup:
    """One call as part of another page, which brings `STYLES` and `SCRIPT` and the colours of `page.css`.

    Places stand in data attributes (`data-left`, …) for a script to put to use: pages of the office allow no styles.

    Args:
        call: the view; its `audio` is the address of the sound.
        beside: what is to stand with each finding.
        judged: False for who may read the call and see no verdicts.
    """
    from markupsafe import Markup

    made = _environment().get_template("call.html.j2").render(
        **_values(language, [call]), call=call, place=_data, beside=beside, judged=judged
    )
    return Markup(made)


def _values(language: InterfaceLanguage, calls: Sequence[CallView]) -> dict[str, Any]:
    from markupsafe import Markup

    def t(key: str, **slots: object) -> str:
        return text(language, key, **slots)

    return {
        "t": t,
        "language": language,
        "calls": calls,
        "symbols": wording.SYMBOLS,
        "effects": SIGNS,
        "verdicts": wording.VERDICTS,
        "clock": wording.clock,
        "script_json": lambda value: Markup(script_json(value)),
    }


def _style(**places: float) -> Markup:
    """Where something stands: `left`, `top` and `width` in per cent, `row` and `rows` as plain numbers."""
    from markupsafe import Markup

    said = (f"--{name}:{n}" if name in ("row", "rows") else f"{name}:{n}%" for name, n in places.items())
    return Markup('style="{}"').format(";".join(said))


def _data(**places: float) -> Markup:
    from markupsafe import Markup

    return Markup(" ").join(Markup('data-{}="{}"').format(name, n) for name, n in places.items())


def _title(calls: Sequence[CallView], many: str) -> str:
    if len(calls) == 1:
        return " · ".join(filter(None, (calls[0].name, calls[0].organisation)))
    return many
