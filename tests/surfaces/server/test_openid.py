"""Logging in through an identity provider: what a good one gives, and everything a bad one might try."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from belwijs.store.schema import Audit, Client, Person
from belwijs.surfaces.server.settings import OpenIdConnect
from tests.surfaces.office import Browser, Office, office
from tests.surfaces.server.provider import KEYS, Provider, provider


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture
def house(tmp_path: Path, idp: Provider) -> Iterator[Office]:
    with opened(tmp_path, idp) as made:
        yield made


@contextmanager
def opened(folder: Path, idp: Provider, **settings: Any) -> Iterator[Office]:
    """An office that knows this provider; both have the same clock."""
    (folder / "secret").write_text(f"{idp.secret}\n", encoding="utf-8")
    given = {"issuer": idp.issuer, "client_id": idp.client_id, "secret_file": folder / "secret", **settings}
    with office(folder, openid=OpenIdConnect.model_validate(given)) as house:
        idp.now = house.clock
        yield house


def log_in(house: Office, idp: Provider, browser: Browser | None = None, next: str = "/") -> httpx.Response:
    """The way there and back, as a browser goes it."""
    browser = browser or house.browser()
    there = browser.get("/openid", params={"next": next}, follow_redirects=False).headers["location"]
    return browser.get("/openid/return", params=idp.authorize(there), follow_redirects=False)


def people(house: Office) -> list[Person]:
    with house.database.read() as work:
        return list(work.scalars(select(Person).order_by(Person.id)))


def test_somebody_new_comes_in_as_an_agent(house: Office, idp: Provider) -> None:
    browser = house.browser()
    answer = log_in(house, idp, browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    (made,) = people(house)
    assert (made.name, made.login, made.role) == ("Iris Bakker", "iris@bakker.nl", "agent")
    assert made.subject == f"{idp.issuer} u-1"
    assert "Iris" in browser.get("/").text
    with house.database.read() as work:
        assert work.scalars(select(Audit.detail).where(Audit.action == "login")).one() == {"by": "openid"}


def test_the_door_shows_the_way(house: Office) -> None:
    assert "/openid?next=/calls" in house.browser().get("/login?next=/calls").text


def test_one_comes_back_to_the_page_that_was_asked_for_and_to_no_other_site(house: Office, idp: Provider) -> None:
    assert log_in(house, idp, next="/calls?q=één").headers["location"].startswith("/calls?q=")
    assert log_in(house, idp, next="//elsewhere.example/").headers["location"] == "/"


def test_who_came_before_is_known_by_subject_whatever_the_name(house: Office, idp: Provider) -> None:
    log_in(house, idp)
    idp.claims |= {"name": "Iris de Wit", "email": "iris@dewit.nl"}
    log_in(house, idp)
    assert len(people(house)) == 1


def test_somebody_of_ours_is_joined_by_a_verified_address_once(house: Office, idp: Provider) -> None:
    with house.database.write() as work:
        work.add(Person(name="Iris", login="iris@bakker.nl", role="coach", aliases=[]))
    log_in(house, idp)
    (iris,) = people(house)
    assert (iris.role, iris.subject) == ("coach", f"{idp.issuer} u-1")
    idp.claims["sub"] = "u-2"
    log_in(house, idp)
    assert [p.subject for p in people(house)] == [f"{idp.issuer} u-1", f"{idp.issuer} u-2"]
    assert people(house)[1].role == "agent"


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_is_not_verified_joins_nobody(house: Office, idp: Provider, verified: object) -> None:
    house.person("admin", "Baas")
    with house.database.write() as work:
        work.get_one(Person, 1).login = "iris@bakker.nl"
    idp.claims["email_verified"] = verified
    log_in(house, idp)
    assert [(p.role, p.subject is None) for p in people(house)] == [("admin", True), ("agent", False)]


def test_a_claim_gives_the_role(tmp_path: Path, idp: Provider) -> None:
    idp.claims["realm_access"] = {"roles": ["offline", "lead"]}
    with opened(tmp_path, idp, role_claim="realm_access.roles") as house:
        log_in(house, idp)
        assert people(house)[0].role == "lead"
        idp.claims["realm_access"] = {"roles": ["coach"]}
        log_in(house, idp)
        assert people(house)[0].role == "coach"


@pytest.mark.parametrize("held", [None, "boss", [], ["x", 3], {"admin": 1}, 7])
def test_without_a_role_of_ours_nobody_comes_in(tmp_path: Path, idp: Provider, held: object) -> None:
    idp.claims["role"] = held
    with opened(tmp_path, idp, role_claim="role") as house:
        answer = log_in(house, idp)
        assert answer.status_code == 403
        assert "geen rol" in answer.text
        assert people(house) == []


def test_a_client_who_belongs_to_none_does_not_come_in(tmp_path: Path, idp: Provider) -> None:
    idp.claims["role"] = "client"
    with opened(tmp_path, idp, role_claim="role") as house:
        assert log_in(house, idp).status_code == 403
        with house.database.write() as work:
            work.add(Client(id=1, name="Vos", numbers=[]))
            work.flush()
            work.add(Person(name="Iris", login="iris@bakker.nl", role="client", client_id=1, aliases=[]))
        assert log_in(house, idp).status_code == 303


def test_who_has_left_does_not_come_in(house: Office, idp: Provider) -> None:
    log_in(house, idp)
    with house.database.write() as work:
        work.get_one(Person, 1).active = False
    answer = log_in(house, idp)
    assert answer.status_code == 403
    assert "geen toegang" in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "somebody-else"},
        {"aud": ["belwijs", "somebody-else"]},
        {"azp": "somebody-else"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": 99_999_999_999},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 300},
    ],
)
def test_a_token_that_is_not_for_this_login_is_refused(house: Office, idp: Provider, wrong: dict[str, Any]) -> None:
    idp.overrides = wrong
    answer = log_in(house, idp)
    assert answer.status_code == 403
    assert "niet te vertrouwen" in answer.text
    assert people(house) == []


def test_a_token_without_a_signature_is_refused(house: Office, idp: Provider) -> None:
    idp.algorithm = "none"
    assert log_in(house, idp).status_code == 403


def test_a_token_signed_by_somebody_else_is_refused(house: Office, idp: Provider) -> None:
    idp.signer = KEYS[1]
    assert log_in(house, idp).status_code == 403


def test_a_key_that_is_new_is_fetched(house: Office, idp: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belwijs.surfaces.server.openid.KEYS_AGAIN_SECONDS", -1.0)
    log_in(house, idp)
    idp.signer, idp.published = KEYS[1], [KEYS[1]]
    assert log_in(house, idp).status_code == 303
    assert idp.key_fetches == 2


def test_unknown_keys_do_not_make_us_fetch_them_all_the_time(house: Office, idp: Provider) -> None:
    log_in(house, idp)
    idp.signer = KEYS[1]
    for _ in range(3):
        assert log_in(house, idp).status_code == 403
    assert idp.key_fetches == 1


def test_only_the_browser_that_went_can_come_back_and_only_once(house: Office, idp: Provider) -> None:
    one, other = house.browser(), house.browser()
    there = one.get("/openid", follow_redirects=False).headers["location"]
    back = idp.authorize(there)
    assert other.get("/openid/return", params=back).status_code == 403
    other.get("/openid", follow_redirects=False)
    assert other.get("/openid/return", params=back).status_code == 403
    assert one.get("/openid/return", params={**back, "state": "x"}, follow_redirects=False).status_code == 403
    there = one.get("/openid", follow_redirects=False).headers["location"]
    back = idp.authorize(there)
    assert one.get("/openid/return", params=back, follow_redirects=False).status_code == 303
    assert one.get("/openid/return", params=back, follow_redirects=False).status_code == 403


def test_a_code_of_another_provider_is_refused(house: Office, idp: Provider) -> None:
    browser = house.browser()
    back = idp.authorize(browser.get("/openid", follow_redirects=False).headers["location"])
    answer = browser.get("/openid/return", params={**back, "iss": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_a_refusal_of_the_provider_is_told(house: Office, idp: Provider) -> None:
    browser = house.browser()
    there = browser.get("/openid", follow_redirects=False).headers["location"]
    back = {**idp.authorize(there), "error": "access_denied", "error_description": "<script>alert(1)</script>"}
    answer = browser.get("/openid/return", params=back)
    assert answer.status_code == 403
    assert "<script>alert" not in answer.text


def test_the_secret_may_go_in_the_form(house: Office, idp: Provider) -> None:
    idp.methods = ["client_secret_post"]
    assert log_in(house, idp).status_code == 303


def test_a_wrong_secret_is_told_and_not_shown(house: Office, idp: Provider) -> None:
    (house.folder / "secret").write_text("wrong word", encoding="utf-8")
    answer = log_in(house, idp)
    assert answer.status_code == 403
    assert "wrong word" not in answer.text


@pytest.mark.parametrize(
    "odd",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": None},
    ],
)
def test_a_provider_that_is_not_what_the_settings_say_is_not_visited(
    house: Office, idp: Provider, odd: dict[str, Any]
) -> None:
    idp.description = odd
    assert house.browser().get("/openid", follow_redirects=False).status_code == 502


def test_a_provider_that_is_away_leaves_the_password(tmp_path: Path) -> None:
    with provider() as gone:
        pass
    with opened(tmp_path, gone) as house:
        answer = house.browser().get("/openid", follow_redirects=False)
        assert answer.status_code == 502
        assert 'href="/login"' in answer.text


def test_a_house_without_a_provider_has_no_such_door(tmp_path: Path) -> None:
    with office(tmp_path) as house:
        assert house.browser().get("/openid").status_code == 404
        assert house.browser().get("/openid/return").status_code == 404


def test_the_clock_of_the_provider_may_differ_a_little(house: Office, idp: Provider) -> None:
    idp.now = lambda: house.clock() + timedelta(seconds=45)
    assert log_in(house, idp).status_code == 303
