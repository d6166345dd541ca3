"""From a template and values to a page, in the language of whoever looks."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from belwijs.interface import InterfaceLanguage, text, texts
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.reasons import told
from belwijs.surfaces.server.rights import Right, Viewer

NAVIGATION: tuple[tuple[str, str, Right], ...] = (
    ("today", "/", "today"),
    ("calls", "/calls", "calls"),
    ("upload", "/upload", "upload"),
    ("desk", "/desk", "desk"),
    ("people", "/people", "progress"),
    ("team", "/team", "team"),
    ("reachability", "/reachability", "reachability"),
    ("handbook", "/handbook", "handbook"),
    ("playbook", "/playbook", "playbook"),
    ("admin", "/admin", "people"),
    ("privacy", "/privacy", "privacy"),
    ("queue", "/queue", "operation"),
    ("tokens", "/tokens", "operation"),
    ("webhooks", "/webhooks", "operation"),
    ("audit", "/audit", "operation"),
)
"""Key of its text `office.nav.…`, address, and the right that shows it."""


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page made of `templates/TEMPLATE`; these have `t`, `problem`, `viewer`, `when`, `csrf_field` and `here`."""
    house: House = request.app.state.house
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    language: InterfaceLanguage = viewer.language if viewer else house.settings.language

    known = texts(language)
    field = _csrf_field(viewer)

    def t(key: str, **slots: object) -> str:
        if not slots and "{" not in (said := known[key]):
            return said
        if any(isinstance(slot, Markup) for slot in slots.values()):
            return Markup(known[key]).format(**slots)  # the other slots are escaped
        return text(language, key, **slots)

    def when(moment: datetime | None, form: str = "minute") -> Markup:
        return _when(moment, form, house, language)

    made = _environment().get_template(template).render(
        t=t,
        when=when,
        problem=lambda wrong: told(language, wrong),
        language=language,
        viewer=viewer,
        navigation=[entry for entry in NAVIGATION if viewer and viewer.may(entry[2])],
        here=request.url.path,
        csrf_field=lambda: field,
        **values,
    )
    return HTMLResponse(made, status)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("belwijs.surfaces.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every include asks the disk whether its file has changed
    )


def _csrf_field(viewer: Viewer | None) -> Markup:
    return Markup('<input type="hidden" name="csrf" value="{}">').format(viewer.csrf if viewer else "")


_MONTHS = {
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}


def _when(moment: datetime | None, form: str, house: House, language: InterfaceLanguage) -> Markup:
    """A moment on the house's clock as a <time>: `minute` with date and time, `day` the date, `clock` the time."""
    if moment is None:
        return Markup("–")
    local = moment.astimezone(house.settings.zone)
    today = house.now().astimezone(local.tzinfo).date()
    year = f" {local.year}" if local.year != today.year else ""
    day = f"{local.day} {_MONTHS[language][local.month - 1]}{year}"
    clock = f"{local:%H.%M}" if language == "nl" else f"{local:%H:%M}"
    shown = {"day": day, "clock": clock}.get(form, f"{day} {clock}")
    return Markup('<time datetime="{}">{}</time>').format(escape(local.isoformat(timespec="minutes")), shown)
