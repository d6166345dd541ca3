"""Who gets in, and who does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from belwijs.store.schema import Person
from belwijs.surfaces.server import auth
from tests.surfaces.office import Office, office


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def with_password(house: Office, password: str = "een lang wachtwoord") -> int:
    made = house.person("agent", "Monique Bos")
    with house.database.write() as work:
        work.get_one(Person, made).password = auth.hash_password(password)
    return made


def log_in(house: Office, password: str, **headers: str):  # type: ignore[no-untyped-def]
    return house.browser().post(
        "/login", data={"login": "Monique.Bos ", "password": password}, headers=headers, follow_redirects=False
    )


def test_the_right_password_opens_and_a_wrong_one_does_not(house: Office) -> None:
    with_password(house)
    wrong = log_in(house, "een ander wachtwoord")
    assert wrong.status_code == 401
    assert "klopt niet" in wrong.text
    assert auth.COOKIE not in wrong.cookies
    right = log_in(house, "een lang wachtwoord")
    assert right.status_code == 303
    assert "HttpOnly" in right.headers["set-cookie"]
    assert "SameSite=lax" in right.headers["set-cookie"]


def test_who_left_does_not_get_in(house: Office) -> None:
    person = with_password(house)
    browser = house.browser(person)
    with house.database.write() as work:
        work.get_one(Person, person).active = False
    assert log_in(house, "een lang wachtwoord").status_code == 401
    assert browser.get("/", follow_redirects=False).status_code == 303


def test_guessing_makes_wait_even_with_the_right_password(house: Office) -> None:
    with_password(house)
    for _ in range(auth.TRIES):
        assert log_in(house, "raden raden raden").status_code == 401
    assert log_in(house, "een lang wachtwoord").status_code == 429
    house.clock.pass_(minutes=auth.WAIT_MINUTES + 1)
    assert log_in(house, "een lang wachtwoord").status_code == 303


def test_nobody_is_led_to_the_login_and_back(house: Office) -> None:
    answer = house.browser().get("/", follow_redirects=False)
    assert answer.headers["location"] == "/login?next=/"


@pytest.mark.parametrize("next_", ["//evil.example/", "https://evil.example", "/\\evil.example"])
def test_the_login_leads_nowhere_else(house: Office, next_: str) -> None:
    with_password(house)
    answer = house.browser().post(
        "/login",
        data={"login": "monique.bos", "password": "een lang wachtwoord", "next": next_},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/"


def test_a_session_is_new_at_login_and_over_after_a_night(house: Office) -> None:
    browser = house.browser(with_password(house))
    assert browser.get("/").status_code == 200
    house.clock.pass_(hours=auth.HOURS + 1)
    assert browser.get("/", follow_redirects=False).status_code == 303


def test_a_planted_session_is_not_taken_over(house: Office) -> None:
    with_password(house)
    browser = house.browser()
    browser.cookies.set(auth.COOKIE, "planted")
    answer = browser.post(
        "/login", data={"login": "monique.bos", "password": "een lang wachtwoord"}, follow_redirects=False
    )
    assert answer.cookies[auth.COOKIE] != "planted"


def test_logging_out_ends_the_session_itself(house: Office) -> None:
    browser = house.browser(with_password(house))
    cookie = browser.cookies[auth.COOKIE]
    assert browser.send_form("/logout").status_code == 303
    browser.cookies.set(auth.COOKIE, cookie)
    assert browser.get("/", follow_redirects=False).status_code == 303


def test_a_form_without_the_token_or_from_elsewhere_is_refused(house: Office) -> None:
    browser = house.browser(with_password(house))
    assert browser.post("/logout", data={}).status_code == 403
    assert browser.post("/logout", data={"csrf": "guessed"}).status_code == 403
    elsewhere = {"csrf": browser.csrf}
    assert browser.post("/logout", data=elsewhere, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.post("/logout", data=elsewhere, headers={"Origin": "http://evil.example"}).status_code == 403
    assert log_in(house, "een lang wachtwoord", Origin="http://evil.example").status_code == 403


def test_the_first_administrator_is_made_once_and_only_with_the_link(house: Office) -> None:
    browser = house.browser()
    form = {"name": "An Peeters", "login": "an", "password": "kort", "key": house.app.state.first_key}
    assert browser.get("/first", params={"key": "guessed"}).status_code == 404
    assert browser.get("/first", params={"key": form["key"]}).status_code == 200
    assert browser.post("/first", data=form).status_code == 400
    form["password"] = "lang genoeg dit"
    assert browser.post("/first", data=form, follow_redirects=False).status_code == 303
    assert "An" in browser.get("/").text
    assert house.browser().post("/first", data=form).status_code == 404


def test_every_page_forbids_foreign_scripts(house: Office) -> None:
    answer = house.browser().get("/login")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_an_address_that_is_none_is_a_page(house: Office) -> None:
    answer = house.browser().get("/nergens")
    assert answer.status_code == 404
    assert "Hier is niets" in answer.text
