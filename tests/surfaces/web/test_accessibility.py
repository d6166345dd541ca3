"""Every page of the office against the rules of axe (WCAG 2.2 A and AA, good practice): light, dark and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute

from belwijs.store import callbacks, directory, enlisting, jobs
from belwijs.store.callbacks import NewNote
from belwijs.store.directory import Wanted
from belwijs.store.hours import Hours
from belwijs.store.schema import Audit, Client, ExchangeRecord, Review, SavedFilter, Token, Webhook
from belwijs.surfaces.server.rights import Role
from belwijs.surfaces.server.worker import Worker
from belwijs.surfaces.web.pages import ROUTERS
from tests.surfaces.office import NOON, Office, office
from tests.surfaces.server.brought import bring, call_file
from tests.surfaces.web.browser import NARROW, WIDE, Web, Window, chromium, needs_browser, served

pytestmark = [pytest.mark.real, needs_browser]

NUMBER = "%2B31205550143"
PAGES: dict[str, tuple[Role | None, str]] = {
    "/login": (None, "/login"),
    "/first": (None, "/first?key={key}"),  # before there is anybody
    "/password": (None, "/password?key=nothing"),
    "/": ("coach", "/"),
    "/account": ("agent", "/account"),
    "/calls": ("agent", "/calls?verdict=missed"),
    "/calls/{call_id}": ("coach", "/calls/1"),
    "/calls/{call_id}/verdicts/{practice}": ("coach", "/calls/1/verdicts/answer.greeting"),
    "/reviews": ("coach", "/reviews"),
    "/people": ("coach", "/people"),
    "/people/{person_id}": ("coach", "/people/{agent}"),
    "/team": ("lead", "/team"),
    "/reachability": ("lead", "/reachability?month=2026-11"),
    "/handbook": ("agent", "/handbook"),
    "/handbook/{practice}": ("agent", "/handbook/answer.greeting"),
    "/playbook": ("lead", "/playbook"),
    "/tokens": ("admin", "/tokens"),
    "/tokens/{token_id}/withdraw": ("admin", "/tokens/1/withdraw"),
    "/webhooks": ("admin", "/webhooks"),
    "/audit": ("admin", "/audit"),
    "/queue": ("admin", "/queue"),
    "/privacy": ("admin", "/privacy"),
    "/privacy/person/{person_id}": ("admin", "/privacy/person/{agent}"),
    "/upload": ("agent", "/upload"),
    "/admin": ("admin", "/admin"),
    "/admin/people/new": ("admin", "/admin/people/new"),
    "/admin/people/{person_id}": ("admin", "/admin/people/{agent}"),
    "/admin/clients": ("admin", "/admin/clients"),
    "/admin/clients/new": ("admin", "/admin/clients/new"),
    "/admin/clients/{client_id}": ("admin", "/admin/clients/1"),
    "/admin/clients/{client_id}/remove": ("admin", "/admin/clients/1/remove"),
    "/admin/settings": ("admin", "/admin/settings"),
    "/desk": ("agent", "/desk?contact=1&name=Jan+Smit&about=de+rekening"),
    "/desk/caller": ("agent", f"/desk/caller?number={NUMBER}"),
    "/desk/keys": ("agent", "/desk/keys"),
    "/desk/callback": ("agent", f"/desk/callback?number={NUMBER}&name=Jan+Smit"),
    "/desk/callbacks": ("agent", "/desk/callbacks"),
    "/desk/callbacks/{note_id}": ("agent", "/desk/callbacks/1"),
    "/desk/prospects": ("agent", "/desk/prospects"),
    "/desk/prospects/import": ("agent", "/desk/prospects/import"),
    "/desk/prospects/{prospect_id}": ("agent", "/desk/prospects/1"),
    "/desk/directory": ("agent", "/desk/directory"),
    "/desk/directory/new": ("agent", "/desk/directory/new"),
    "/desk/directory/{contact_id}": ("agent", "/desk/directory/1"),
}
"""By route: who looks, at which address."""
NO_PAGES = {
    "/calls/parts/{name}", "/calls/{call_id}/sound", "/upload/progress", "/openid", "/openid/return",
    "/desk/find", "/desk/announcement", "/desk/spelling", "/playbook/preview/{number}",
}  # fmt: skip
"""Parts of a page, files, and ways to somewhere else; a preview is seen once somebody made one."""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
ON_A_PHONE = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]}}
"""What a narrow window at night can break; names, headings and labels stay as they are."""


def fill(here: Office) -> dict[str, int]:
    """Something on every page; gives the people by role."""
    coach = here.person("coach", "Coen Drost")
    people = {"coach": coach, "agent": here.person("agent", "Monique Bos", coach_id=coach, team="Balie", password="-")}
    people["lead"] = here.person("lead", "Lotte Vermeer", team="Balie")
    people["admin"] = here.person("admin", "Ina Beheer")
    for n in (1, 2):
        bring(here.house, call_file(n), f"gesprek {n}.json", number="0205550143", by=people["agent"])
    Worker(here.house).until_empty()
    now = here.clock()
    with here.database.write() as work:
        work.add(Client(name="Bakkerij Bakker", numbers=["+31205559999"], greeting="{dagdeel}, bakkerij Bakker"))
        wanted = Wanted("Monique de Wit", does="rekeningen", numbers=("201",))
        first = directory.keep(work, wanted, None, "NL")
        directory.keep(work, Wanted("Verkoop", kind="department", stand_in_id=first), None, "NL")
        directory.set_presence(work, first, None, "away", now + timedelta(hours=3))
        for hours in (-1, 4):
            note = NewNote("Jan Smit", "0205550143", "de rekening", now + timedelta(hours=5), contact_id=first)
            made = callbacks.take(work, note, people["agent"], "NL", now - timedelta(hours=2))
            work.flush()
            if hours < 0:
                work.get_one(callbacks.Callback, made).due_at = now + timedelta(hours=hours)
        for consumer in (False, None):
            number = f"020555019{int(consumer is None)}"
            who = enlisting.Wanted("Jan Bos", number, "Bos BV", "de dakgoot", is_consumer=consumer)
            enlisting.add(work, who, "NL", Hours(), now)
        for n, outcome in enumerate(("answered", "answered", "missed", "abandoned", "voicemail")):
            work.add(ExchangeRecord(
                key=str(n), started_at=NOON - timedelta(days=n, hours=n), outcome=outcome, waited=9.0 * n, talked=60.0,
                number="+31205550143", called="+31205559999",
            ))  # fmt: skip
        work.add(Review(
            call_id=1, practice="answer.greeting", person_id=people["agent"], kind="disagree", verdict="kept",
            text="Ik heb het gezegd.", at=now,
        ))  # fmt: skip
        work.add(SavedFilter(person_id=people["agent"], name="gemist", query="verdict=missed"))
        work.add(Token(name="CRM", key="0" * 64, scopes=["calls.read"], made_by=people["admin"], made_at=now))
        work.add(Webhook(url="https://crm.example/hook", events=["call.analysed"], secret="whsec_x", answered="ok"))
        work.add(Audit(at=now, person_id=people["admin"], action="login"))
        jobs.enqueue(work, "mail", {}, now, key="waits")
    return people


class Windows:
    """One window for each role, kept open."""

    def __init__(self, web: Web, stack: ExitStack, people: dict[str, int]) -> None:
        self.web, self._stack, self.people = web, stack, people
        self._open: dict[str | None, Window] = {}

    def of(self, role: Role | None) -> Window:
        if role not in self._open:
            who = self.people[role] if role else None
            self._open[role] = self._stack.enter_context(self.web.window(who, bypass_csp=True))
        return self._open[role]


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    with ExitStack() as stack:
        here = stack.enter_context(office(tmp_path_factory.mktemp("office")))
        browser = stack.enter_context(chromium())
        base = stack.enter_context(served(here))
        yield Windows(Web(here, browser, base), stack, fill(here))


def test_every_page_is_looked_at() -> None:
    every = {r.path for router in ROUTERS for r in router.routes if isinstance(r, APIRoute) and "GET" in r.methods}
    assert every - NO_PAGES == set(PAGES)


def breaches(window: Window, rules: dict[str, Any]) -> list[str]:
    found = Axe().run(window.page, options=rules).response["violations"]
    return [f"{v['id']}: {node['html'][:200]} {node['target']}" for v in found for node in v["nodes"][:3]]


def looked_at(window: Window, address: str) -> list[str]:
    """All that is wrong with a page."""
    page = window.page
    window.complaints.clear()
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.emulate_media(color_scheme="light")
    window.go(address)
    wrong = breaches(window, RULES)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    wrong += breaches(window, ON_A_PHONE)
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return wrong + [f"{over} px wider than a phone"] * (over > 0) + window.complaints


@pytest.mark.parametrize("route", [route for route in PAGES if route != "/first"])
def test_a_page_keeps_the_rules(windows: Windows, route: str) -> None:
    role, address = PAGES[route]
    assert looked_at(windows.of(role), address.format(**windows.people)) == []


def test_the_first_page_keeps_the_rules(windows: Windows, tmp_path: Path) -> None:
    with ExitStack() as stack:
        here = stack.enter_context(office(tmp_path))
        web = Web(here, windows.web.browser, stack.enter_context(served(here)))
        window = stack.enter_context(web.window(bypass_csp=True))
        address = PAGES["/first"][1].format(key=here.app.state.first_key)
        assert looked_at(window, address) == []
