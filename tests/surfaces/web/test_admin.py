"""Administration: people with their roles and links, clients with their numbers, settings without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.store.accounts import LINK_HOURS, PAGE
from belwijs.store.schema import Audit, Client, PasswordLink, Person
from tests.surfaces.office import Browser, Office, office


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


@pytest.fixture
def admin(house: Office) -> Browser:
    return house.as_("admin")


def person(house: Office, number: int) -> Person:
    with house.database.read() as work:
        return work.get_one(Person, number)


def new(admin: Browser, **fields: object) -> int:
    """Adds somebody through the form; gives the id."""
    answer = admin.send_form("/admin/people/new", **{"name": "Iris Bakker", "active": "true", **fields})
    assert answer.status_code == 303, re.findall(r'role="alert"[^>]*>([^<]*)', answer.text)
    return int(re.findall(r"/people/(\d+)", answer.headers["location"])[0])


def test_somebody_is_added_with_a_team_a_coach_and_other_names(house: Office, admin: Browser) -> None:
    coach = house.person("coach", "Kees")
    made = new(admin, login="Iris", team="Balie", coach=str(coach), aliases="Iris B.\n204, 204\n")
    found = person(house, made)
    assert (found.login, found.team, found.coach_id, found.aliases) == ("iris", "Balie", coach, ["Iris B.", "204"])
    assert found.active
    listed = admin.get("/admin?q=balie").text
    assert "Iris Bakker" in listed
    assert "Kees" in listed


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": " "}, "Geef een naam."),
        ({"login": "admin.1"}, "al van iemand anders"),
        ({"login": "ir is"}, "geen spaties"),
        ({"role": "client"}, "Kies de opdrachtgever"),
        ({"client": "99"}, "Kies de opdrachtgever"),
        ({"coach": "1"}, "met de rol coach"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(admin: Browser, fields: dict[str, str], told: str) -> None:
    answer = admin.send_form("/admin/people/new", **{"name": "Iris", **fields})
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_role_that_is_none_is_refused(admin: Browser) -> None:
    assert admin.send_form("/admin/people/new", name="Iris", role="god").status_code == 422


def test_another_role_ends_every_session_and_uncoaches(house: Office, admin: Browser) -> None:
    coach = house.person("coach", "Kees")
    coached = house.person("agent", "Iris", coach_id=coach)
    browser = house.browser(coach)
    assert browser.get("/").status_code == 200
    form = {"name": "Kees", "login": "kees", "role": "agent", "active": "true"}
    assert admin.send_form(f"/admin/people/{coach}", **form).status_code == 303
    assert browser.get("/", follow_redirects=False).status_code == 303
    assert person(house, coached).coach_id is None


def test_who_leaves_cannot_log_in_and_stays_in_the_list(house: Office, admin: Browser) -> None:
    made = house.person("agent", "Iris")
    browser = house.browser(made)
    admin.send_form(f"/admin/people/{made}", name="Iris", login="iris", role="agent")
    assert browser.get("/", follow_redirects=False).status_code == 303
    assert "uit dienst" in admin.get("/admin").text


def test_the_last_administrator_stays_one(house: Office, admin: Browser) -> None:
    (only,) = (p for p in house.people.values())
    answer = admin.send_form(f"/admin/people/{only}", name="A", login="a", role="agent", active="true")
    assert answer.status_code == 422
    assert "minstens één andere beheerder" in answer.text
    house.person("admin", "Tweede")
    answer = admin.send_form(f"/admin/people/{only}", name="A", login="a", role="agent", active="true")
    assert answer.status_code == 303


def link_of(admin: Browser, number: int) -> str:
    shown = admin.send_form(f"/admin/people/{number}/link").text
    return re.findall(r'value="http://testserver/password#([^"]+)"', shown)[0]


def test_a_link_chooses_a_password_once(house: Office, admin: Browser) -> None:
    made = house.person("agent", "Iris")
    before = house.browser(made)
    secret = link_of(admin, made)
    visitor = house.browser()
    assert visitor.get("/password").status_code == 200
    short = visitor.post("/password", data={"key": secret, "password": "kort"}, follow_redirects=False)
    assert short.status_code == 422
    given = {"key": f"http://testserver/password#{secret}", "password": "een lang wachtwoord"}
    assert visitor.post("/password", data=given, follow_redirects=False).status_code == 303
    assert visitor.post("/password", data=given, follow_redirects=False).status_code == 404
    assert before.get("/", follow_redirects=False).status_code == 303
    login = {"login": "iris", "password": "een lang wachtwoord"}
    assert visitor.post("/login", data=login, follow_redirects=False).headers["location"] == "/"


def test_a_link_is_over_after_two_days_and_a_new_one_replaces_it(house: Office, admin: Browser) -> None:
    made = house.person("agent", "Iris")
    first, second = link_of(admin, made), link_of(admin, made)
    given = {"password": "een lang wachtwoord"}
    visitor = house.browser()
    assert visitor.post("/password", data={"key": first, **given}, follow_redirects=False).status_code == 404
    house.clock.pass_(hours=LINK_HOURS)
    assert visitor.post("/password", data={"key": second, **given}, follow_redirects=False).status_code == 404


def test_only_the_digest_of_a_link_is_kept(house: Office, admin: Browser) -> None:
    secret = link_of(admin, house.person("agent", "Iris"))
    with house.database.read() as work:
        assert secret not in work.scalars(select(PasswordLink.key)).all()
        assert secret not in str([(a.what, a.detail) for a in work.scalars(select(Audit))])


def test_a_password_is_not_set_from_another_site(house: Office, admin: Browser) -> None:
    secret = link_of(admin, house.person("agent", "Iris"))
    answer = house.browser().post(
        "/password",
        data={"key": secret, "password": "een lang wachtwoord"},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403


def test_a_long_list_is_paged_by_name(house: Office, admin: Browser) -> None:
    with house.database.write() as work:
        work.add_all([Person(name="Zelfde naam", role="agent", aliases=[]) for _ in range(PAGE + 5)])
    first = admin.get("/admin").text
    onward = re.findall(r'rel="next" href="([^"]+)"', first)[0].replace("&amp;", "&")
    second = admin.get(onward).text
    seen = [set(re.findall(r'/admin/people/(\d+)"', shown)) for shown in (first, second)]
    assert not seen[0] & seen[1]
    assert len(seen[0] | seen[1]) == PAGE + 6


def test_a_client_is_kept_with_its_numbers_in_one_spelling(house: Office, admin: Browser) -> None:
    form = {"name": "Tandarts Vos", "numbers": "020 555 01 01\n+31 20 5550102", "greeting": "Goedemiddag, Vos"}
    answer = admin.send_form("/admin/clients/new", **form)
    assert answer.status_code == 303
    with house.database.read() as work:
        client = work.scalars(select(Client)).one()
    assert client.numbers == ["+31205550101", "+31205550102"]
    assert "+31205550101" in admin.get(answer.headers["location"]).text
    again = admin.send_form("/admin/clients/new", name="tandarts vos")
    assert (again.status_code, "al een opdrachtgever" in again.text) == (422, True)
    other = admin.send_form("/admin/clients/new", name="Beek", numbers="0031 20 555 0101")
    assert "al een nummer van Tandarts Vos" in other.text
    assert admin.send_form("/admin/clients/new", name="Beek", numbers="geen").status_code == 422
    assert admin.send_form(f"/admin/clients/{client.id}", **form).status_code == 303


def test_names_are_shown_as_text(admin: Browser) -> None:
    made = new(admin, name="<img src=x onerror=alert(1)>")
    for path in ("/admin", f"/admin/people/{made}"):
        assert "<img src=x" not in admin.get(path).text


def test_things_that_are_not_there_are_not_found(admin: Browser) -> None:
    for path in ("/admin/people/99", "/admin/clients/99"):
        assert admin.get(path).status_code == 404
        assert admin.send_form(path, name="X").status_code == 404
    assert admin.get("/admin/people/99999999999").status_code == 422
    assert admin.send_form("/admin/people/99/link").status_code == 404


def test_settings_are_shown_without_secrets(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hidden-word.db"
    with office(tmp_path, database=url) as house:
        shown = house.as_("admin").get("/admin/settings").text
    assert "hidden-word" not in shown
    assert "<code>retention.audio</code>" in shown


@pytest.mark.parametrize("role", ["agent", "coach", "lead", "client"])
def test_nobody_else_administrates(house: Office, role: str) -> None:
    browser = house.as_(role)
    for path in ("/admin", "/admin/people/1", "/admin/clients", "/admin/settings"):
        assert browser.get(path).status_code == 403
    assert browser.send_form("/admin/people/1", name="X", role="admin").status_code == 403
