"""The table of rights, walked: every route of the office against every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from belwijs.store import tokens
from belwijs.surfaces.server.rights import RIGHTS, ROLES, SCOPES, Right, Role, open_scopes
from belwijs.surfaces.web.pages import ROUTERS
from tests.surfaces.office import Office, office

OPEN = {"/login", "/logout", "/first", "/openid", "/openid/return", "/password", "/healthz", "/readyz", "/metrics"}
"""Routes that need no login, or guard themselves by something else than a role."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("office")
    with office(folder) as made:
        yield made


def rights_of(dependant: Dependant) -> set[Right]:
    found = {getattr(dependant.call, "right", None)} - {None}
    for below in dependant.dependencies:
        found |= rights_of(below)
    return found


def routes() -> list[tuple[APIRoute, set[Right]]]:
    pages = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return [(route, rights_of(route.dependant)) for route in pages if route.path not in OPEN]


def test_every_page_names_its_right() -> None:
    known = routes()
    assert known
    assert [route.path for route, rights in known if not rights] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_the_right_gets_nothing(house: Office, role: Role) -> None:
    browser = house.as_(role)
    wrong = []
    for route, rights in routes():
        path = re.sub(r"\{[^}]+\}", "1", route.path)
        for method in route.methods - {"HEAD", "OPTIONS"}:
            given = {"csrf": browser.csrf} if method != "GET" else None
            status = browser.request(method, path, data=given, follow_redirects=False).status_code
            if rights <= RIGHTS[role]:
                if status == 403 or status >= 500:
                    wrong.append((method, path, status))
            elif status != 403:
                wrong.append((method, path, status))
    assert wrong == []


def test_a_token_may_no_more_than_who_makes_it() -> None:
    assert set(SCOPES) == set(tokens.SCOPES)
    makers = [role for role in ROLES if "operation" in RIGHTS[role]]
    assert makers == ["admin"]
    beyond = {scope for scope in open_scopes(conversations=False) if SCOPES[scope] not in RIGHTS["admin"]}
    assert {SCOPES[scope] for scope in beyond} == {"desk"}, "what systems work with, and nothing said or judged"
    assert set(tokens.SCOPES) - open_scopes(conversations=False) == {"reports:read"}
    assert open_scopes(conversations=True) == set(tokens.SCOPES)


def test_nobody_gets_nothing(house: Office) -> None:
    browser = house.browser()
    for route, _ in routes():
        path = re.sub(r"\{[^}]+\}", "1", route.path)
        for method in route.methods - {"HEAD", "OPTIONS"}:
            answer = browser.request(method, path, follow_redirects=False)
            assert answer.status_code == 303, (method, path, answer.status_code)
            assert answer.headers["location"].startswith("/login"), path
