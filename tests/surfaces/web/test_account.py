"""My account: own password and language, for every role, and what comes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from belwijs.store import accounts
from belwijs.store.schema import Audit, Person
from belwijs.surfaces.server import auth
from belwijs.surfaces.server.rights import ROLES, Role
from belwijs.surfaces.server.settings import OpenIdConnect
from tests.surfaces.office import Browser, Office, office

OLD, NEW = "een lang wachtwoord", "een ander lang wachtwoord"
HASH = auth.hash_password(OLD)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def change(browser: Browser, old: str = OLD, new: str = NEW) -> httpx.Response:
    return browser.send_form("/account/password", old=old, password=new)


def log_in(house: Office, login: str, password: str) -> int:
    given = {"login": login, "password": password}
    return house.browser().post("/login", data=given, follow_redirects=False).status_code


def actions(house: Office, person: int) -> list[str]:
    with house.database.read() as work:
        return list(work.scalars(select(Audit.action).where(Audit.person_id == person).order_by(Audit.id)))


@pytest.mark.parametrize("role", ROLES)
def test_everybody_changes_their_own_password_and_every_other_session_ends(house: Office, role: Role) -> None:
    person = house.person(role, "Iris Bakker", password=HASH)
    here, elsewhere, other = house.browser(person), house.browser(person), house.as_("agent")
    assert 'href="/account"' in here.get("/").text
    before = here.cookies[auth.COOKIE]
    answer = change(here)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?kept=password")
    here.cookies.clear()
    here.cookies.set(auth.COOKIE, answer.cookies[auth.COOKIE])
    assert "is gewijzigd" in here.get("/account?kept=password").text
    assert answer.cookies[auth.COOKIE] != before, "the old session may have been somebody else's too"
    assert elsewhere.get("/", follow_redirects=False).status_code == 303
    assert other.get("/", follow_redirects=False).status_code == 200
    assert [log_in(house, "iris.bakker", word) for word in (OLD, NEW)] == [401, 303]
    assert actions(house, person)[0] == "person.password"


def test_a_wrong_old_password_changes_nothing_and_guessing_makes_wait(house: Office) -> None:
    person = house.person("agent", "Iris Bakker", password=HASH)
    here, elsewhere = house.browser(person), house.browser(person)
    for _ in range(auth.TRIES):
        wrong = change(here, old="raden raden raden")
        assert (wrong.status_code, "klopt niet" in wrong.text) == (422, True)
    assert change(here).status_code == 429
    assert log_in(house, "iris.bakker", OLD) == 429, "guesses here count at the door"
    assert elsewhere.get("/", follow_redirects=False).status_code == 200
    house.clock.pass_(minutes=auth.WAIT_MINUTES + 1)
    assert change(here).status_code == 303
    assert actions(house, person) == ["person.password_refused"] * auth.TRIES + ["person.password"]


@pytest.mark.parametrize(("new", "said"), [("kort", "minstens 10"), (OLD, "een ander wachtwoord"), ("", "minstens 10")])
def test_a_new_password_that_will_not_do_is_refused(house: Office, new: str, said: str) -> None:
    browser = house.browser(house.person("agent", "Iris Bakker", password=HASH))
    answer = change(browser, new=new)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert log_in(house, "iris.bakker", OLD) == 303


def test_links_to_choose_a_password_are_worth_nothing_after_it(house: Office) -> None:
    person = house.person("agent", "Iris Bakker", password=HASH)
    with house.database.write() as work:
        secret = accounts.password_link(work, person, house.clock())
    assert change(house.browser(person)).status_code == 303
    given = {"key": secret, "password": "van iemand anders"}
    assert house.browser().post("/password", data=given, follow_redirects=False).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_everybody_chooses_their_own_language(house: Office, role: Role) -> None:
    person = house.person(role, "Iris Bakker")
    browser = house.browser(person)
    assert browser.send_form("/account/language", language="en").headers["location"] == "/account?kept=language"
    shown = browser.get("/account?kept=language").text
    assert 'lang="en"' in shown
    assert "speaks English now" in shown
    assert browser.send_form("/account/language", language="xx").status_code == 422
    assert actions(house, person) == ["person.language"]


def test_passwords_are_in_no_page_and_no_log(house: Office) -> None:
    browser = house.browser(house.person("agent", "Iris Bakker", password=HASH))
    assert NEW not in change(browser, old="raden raden raden").text
    change(browser)
    with house.database.read() as work:
        assert OLD not in str([(a.what, a.detail) for a in work.scalars(select(Audit))])
        kept = work.scalars(select(Person.password).where(Person.password.is_not(None))).one()
    assert str(kept).startswith("$argon2id$")


def test_another_site_changes_nothing(house: Office) -> None:
    browser = house.browser(house.person("agent", "Iris Bakker", password=HASH))
    for path, given in (("password", {"old": OLD, "password": NEW}), ("language", {"language": "en"})):
        assert browser.post(f"/account/{path}", data=given).status_code == 403
    assert log_in(house, "iris.bakker", OLD) == 303


def test_who_logs_in_elsewhere_sees_what_applies(tmp_path: Path) -> None:
    given = OpenIdConnect(
        issuer="https://idp.example", client_id="b", secret_file=tmp_path / "s", label="Voorbeeld", role_claim="roles"
    )
    with office(tmp_path, openid=given) as house:
        only = house.browser(house.person("agent", "Iris Bakker", subject="https://idp.example 1"))
        both = house.browser(house.person("agent", "Jan Bos", subject="https://idp.example 2", password=HASH))
        none = house.browser(house.person("agent", "Piet Vos"))
        shown = only.get("/account").text
        assert "Voorbeeld" in shown
        assert "rol komt daarvandaan" in shown
        assert 'name="old"' not in shown
        assert 'name="language"' in shown
        assert change(only).status_code == 404
        assert "Voorbeeld" in both.get("/account").text
        assert change(both).status_code == 303
        assert "Voorbeeld" not in none.get("/account").text
