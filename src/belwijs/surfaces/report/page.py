"""Reports as one HTML file that needs nothing else: no network, no other file, no framework."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice
from belwijs.interface import text
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.entry import Entry, Sound
from belwijs.surfaces.report.temper import SIGNS
from belwijs.surfaces.report.view import CallView, Viewer

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Entry", "Sound", "html_page"]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["capitalize_first"] = lambda said: said[:1].upper() + said[1:]
    return made


@cache
def _asset(name: str) -> str:
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
    script = _asset("page.js")

    def t(key: str, **slots: object) -> str:
        return text(playbook.interface, key, **slots)

    return _environment().get_template("page.html.j2").render(
        t=t,
        language=playbook.interface,
        calls=calls,
        title=_title(calls, t("page.calls", number=len(calls))),
        totals={v: sum(c.counts[v] for c in calls) for v in wording.VERDICTS},
        symbols=wording.SYMBOLS,
        effects=SIGNS,
        verdicts=wording.VERDICTS,
        clock=wording.clock,
        policy=policy(script),
        style=Markup(_asset("page.css") + _asset("coach.css") + _asset("why.css")),
        script=Markup(script),
        script_json=lambda value: Markup(script_json(value)),
    )


def _title(calls: Sequence[CallView], many: str) -> str:
    if len(calls) == 1:
        return " · ".join(filter(None, (calls[0].name, calls[0].organisation)))
    return many
