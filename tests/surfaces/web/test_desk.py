"""The desk through the browser: find, card, transfer, note, due list, chase, directory; and nobody else's things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from belwijs.store import callbacks, callers, directory, enlisting, journey
from belwijs.store.callbacks import NewNote
from belwijs.store.directory import Wanted
from belwijs.store.hours import Hours
from belwijs.store.journey import NewStep
from belwijs.store.schema import Attempt, Audit, Callback, Caller, Client, Contact, Job, Prospect, Step
from belwijs.surfaces.server.settings import Mail
from tests.surfaces.office import NOON, Browser, Office, office

NUMBER = "+31205550101"
HOURS = Hours()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


@pytest.fixture
def desk(house: Office) -> Browser:
    return house.browser(house.person("agent", "Nina Pauw"))


def _contact(house: Office, name: str, client_id: int | None = None, **fields: object) -> int:
    with house.database.write() as session:
        return directory.keep(session, Wanted(name, **fields), client_id, "NL")  # type: ignore[arg-type]


def _client(house: Office, name: str, *numbers: str, greeting: str = "", instructions: str = "") -> int:
    with house.database.write() as session:
        made = Client(name=name, numbers=list(numbers), greeting=greeting, instructions=instructions)
        session.add(made)
        session.flush()
        return made.id


def _note(house: Office, **fields: object) -> int:
    due_at = NOON + timedelta(hours=2)
    values = {"name": "De Wit", "number": NUMBER, "subject": "de rekening", "due_at": due_at} | fields
    with house.database.write() as session:
        return callbacks.take(session, NewNote(**values), None, "NL", NOON)  # type: ignore[arg-type]


def _prospect(house: Office, number: str = "0205550199", client_id: int | None = None) -> int:
    wanted = enlisting.Wanted("Jan Bos", number, "Bos BV", "de dakgoot", is_consumer=False, client_id=client_id)
    with house.database.write() as session:
        return enlisting.add(session, wanted, "NL", HOURS, NOON)


def test_typing_finds_somebody_with_presence_and_stand_in(house: Office, desk: Browser) -> None:
    deputy = _contact(house, "René van der Zaag", numbers=("202",))
    made = _contact(house, "Monique de Wit", does="rekeningen", numbers=("201",), stand_in_id=deputy)
    with house.database.write() as session:
        directory.set_presence(session, made, None, "away", NOON + timedelta(hours=3, minutes=30))
    part = desk.get("/desk/find", params={"q": "reken"}).text
    assert "<html" not in part
    assert "Monique de Wit" in part
    assert "vandaag om 15.30" in part
    assert "Vervanger: René van der Zaag" in part
    assert "Niemand gevonden" in desk.get("/desk/find", params={"q": "qqqq"}).text


def test_the_number_called_says_how_to_answer(house: Office, desk: Browser) -> None:
    greeting = "{dagdeel}, bakkerij Bakker, met {naam}"
    _client(house, "Bakker", "020 555 9999", greeting=greeting, instructions="Bestellingen vóór tien uur")
    page = desk.get("/desk/caller", params={"number": NUMBER, "called": "+31 20 5559999"}).text
    assert "U neemt op voor Bakker" in page
    assert "Goedemiddag, bakkerij Bakker, met Nina Pauw" in page
    assert "Bestellingen vóór tien uur" in page
    assert "Zo neemt u op" in desk.get("/desk/caller", params={"number": NUMBER, "called": "0201112233"}).text


def test_a_transfer_is_announced_with_what_went_before_and_noted(house: Office, desk: Browser) -> None:
    rene = _contact(house, "René", numbers=("202",))
    with house.database.write() as session:
        kinds = ("queued", "answered", "transfer", "answered", "transfer", "answered")
        for second, kind in zip((0, 30, 60, 75, 90, 105), kinds, strict=True):
            at = NOON + timedelta(seconds=second - 110)
            journey.take(session, NewStep("x1", kind, at, NUMBER, who="Els"))  # type: ignore[arg-type]
    told = {"number": NUMBER, "ride": "x1", "name": "mevrouw De Wit", "organisation": "Bakker", "about": "de rekening"}
    part = desk.get("/desk/announcement", params={**told, "contact": rene}).text
    assert "Ik heb mevrouw De Wit van Bakker aan de lijn over de rekening." in part
    assert "Zij is al twee keer doorverbonden en heeft in totaal 1 minuut gewacht." in part
    assert "Ogenblik mevrouw De Wit, ik verbind u door met René." in part
    page = desk.get("/desk/caller", params=told).text
    assert "Het spijt me, mevrouw De Wit, dat u al twee keer bent doorverbonden." in page
    answer = desk.send_form("/desk/transfer", **told, contact=rene)
    assert answer.status_code == 303
    with house.database.read() as session:
        last = session.scalars(select(Step).where(Step.ride == "x1").order_by(Step.id.desc())).first()
        assert last is not None
        assert (last.kind, last.who, last.about) == ("transfer", "René", "de rekening")
        assert session.scalars(select(Caller.name)).one() == "mevrouw De Wit"


def test_the_card_shows_open_promises_and_is_audited(house: Office, desk: Browser) -> None:
    _note(house)
    page = desk.get("/desk/caller", params={"number": "0031 20 555 01 01"}).text
    assert "Staat nog open" in page
    assert "vandaag om 14.00" in page
    with house.database.read() as session:
        assert session.scalars(select(Audit.action).where(Audit.action == "caller.seen")).one()


def test_names_and_subjects_cannot_become_script(house: Office, desk: Browser) -> None:
    evil = "<script>alert(1)</script>"
    _contact(house, evil, does=evil)
    made = _note(house, name=evil, subject=evil, organisation=evil)
    _client(house, evil)
    told = {"number": NUMBER, "name": evil, "about": evil, "organisation": evil, "q": evil}
    for path in ("/desk", "/desk/caller", "/desk/find", "/desk/callback", "/desk/callbacks", "/desk/directory"):
        assert "<script>alert" not in desk.get(path, params=told).text
    assert "<script>alert" not in desk.get(f"/desk/callbacks/{made}").text
    assert "<script>alert" not in desk.get("/desk/spelling", params={"name": evil}).text


def test_a_note_is_taken_and_done_in_time(house: Office, desk: Browser) -> None:
    bas = _contact(house, "Bas", email="bas@example.org")
    form = desk.get("/desk/callback", params={"number": "020 5550101", "name": "De Wit", "contact": bas}).text
    assert "Ik vraag of Bas u zo snel mogelijk kan bellen." in form
    assert "Dirk Eduard, Willem Izaak Teunis" in form
    fields = {"name": "De Wit", "number": "020 5550101", "subject": "de rekening", "due": "today", "contact": bas}
    answer = desk.send_form("/desk/callback", **fields, spelling="Dirk Eduard, Willem Izaak Teunis")
    assert answer.status_code == 303
    with house.database.read() as session:
        note = session.scalars(select(Callback)).one()
        assert (note.due_at, note.number) == (HOURS.at(NOON.date(), 17), NUMBER)
        assert session.scalars(select(Job).where(Job.kind == "mail")).all() == []
    page = desk.get(answer.headers["location"]).text
    assert "Genoteerd" in page
    assert "vandaag om 17.00" in page
    assert desk.send_form(f"/desk/callbacks/{note.id}", became="done").status_code == 303
    page = desk.get("/desk/callbacks").text
    assert "1 van 1 beloften nagekomen" in page
    assert "op tijd" in page
    again = desk.send_form(f"/desk/callbacks/{note.id}", became="done")
    assert "al afgehandeld" in desk.get(again.headers["location"]).text


def test_a_note_that_lacks_something_comes_back_with_what_was_typed(house: Office, desk: Browser) -> None:
    answer = desk.send_form("/desk/callback", name="De Wit", number="anoniem", subject="de rekening", due="today")
    assert answer.status_code == 400
    assert "Het nummer ontbreekt; vraag de beller om het nummer." in answer.text
    assert "de rekening" in answer.text
    past = desk.send_form(
        "/desk/callback", name="De Wit", number=NUMBER, subject="x", due="other", by_when="2026-11-24T10:00"
    )
    assert "Dat moment is al voorbij" in past.text
    none = desk.send_form("/desk/callback", name="De Wit", number=NUMBER, subject="x", due="other", by_when="straks")
    assert "Het moment ontbreekt; kies wanneer uiterlijk." in none.text


def test_a_note_for_an_address_is_mailed_where_there_is_a_server(tmp_path: Path) -> None:
    with office(tmp_path, mail=Mail(host="mail.example", sender="balie@example.org")) as house:
        desk = house.as_("agent")
        bas = _contact(house, "Bas", email="bas@example.org")
        fields = {"name": "De Wit", "number": NUMBER, "subject": "de rekening", "due": "today", "contact": bas}
        assert "noted.sent" in desk.send_form("/desk/callback", **fields).headers["location"]
        with house.database.read() as session:
            assert session.scalars(select(Job.payload).where(Job.kind == "mail")).one() == {"note": 1, "why": "new"}


def test_a_note_that_needs_no_call_wants_a_reason(house: Office, desk: Browser) -> None:
    made = _note(house)
    assert "De reden ontbreekt; zeg waarom" in desk.send_form(f"/desk/callbacks/{made}", became="dropped").text
    assert desk.send_form(f"/desk/callbacks/{made}", became="dropped", outcome="belde zelf").status_code == 303


def test_chasing_to_an_answer(house: Office, desk: Browser) -> None:
    made = _prospect(house)
    page = desk.get("/desk/prospects").text
    assert "Open, poging 1" in page
    one = desk.get(f"/desk/prospects/{made}").text
    assert "Dit is poging 1. Laat nog geen bericht achter" in one
    assert "Goedendag" not in one
    for number in range(1, 4):
        answer = desk.send_form(f"/desk/prospects/{made}/attempt", outcome="no_answer")
        assert answer.headers["location"] == "/desk/prospects?said=prospect.tried", number
        with house.database.read() as session:
            following = session.get_one(Prospect, made).next_at
        assert following is not None
        assert following.date() > house.clock().date()
        house.clock.at = following
        desk = house.browser(house.people["Nina Pauw"])
    one = desk.get(f"/desk/prospects/{made}").text
    assert "Wilt u voor Jan Bos noteren dat Nina Pauw gebeld heeft? Ik bel zelf nog eens." in one
    assert "Ik bel u zelf op een ander moment weer." in one
    assert desk.send_form(f"/desk/prospects/{made}/attempt", outcome="voicemail", left_message="1").status_code == 303
    refused = desk.send_form(f"/desk/prospects/{made}/answer", answer="no", reason=" ")
    assert refused.status_code == 400
    assert "De reden ontbreekt; vraag wat de doorslag geeft" in refused.text
    with house.database.read() as session:
        assert len(session.scalars(select(Attempt)).all()) == 4
    assert desk.send_form(f"/desk/prospects/{made}/answer", answer="no", reason="contract tot 2028").status_code == 303
    assert "contract tot 2028" in desk.get(f"/desk/prospects/{made}").text


def test_a_message_too_soon_is_refused(house: Office, desk: Browser) -> None:
    made = _prospect(house)
    answer = desk.send_form(f"/desk/prospects/{made}/attempt", outcome="voicemail", left_message="1")
    assert answer.status_code == 400
    assert "Nog geen bericht bij de eerste 3 pogingen; bel op een ander moment opnieuw." in answer.text


def test_after_three_refusals_three_steps_help(house: Office, desk: Browser) -> None:
    for n in range(3):
        made = _prospect(house, f"02055502{n:02d}")
        assert "Kom tot rust" not in desk.get("/desk/prospects").text
        desk.send_form(f"/desk/prospects/{made}/answer", answer="no", reason="geen tijd")
    page = desk.get("/desk/prospects").text
    assert "3 keer nee achter elkaar" in page
    assert re.search("Kom tot rust.*waar u goed in bent.*u niet afwijzen", page, re.S)


def test_an_objection_ends_it_for_good(house: Office, desk: Browser) -> None:
    made = _prospect(house)
    assert desk.send_form(f"/desk/prospects/{made}/objection").status_code == 303
    text = "naam;telefoon\nJan;020 5550199\nEls;0612345678"
    page = _list(desk, "/desk/prospects/import", text, sort="business").text
    assert "1 toegevoegd" in page
    assert "Regel 2: wil niet gebeld worden." in " ".join(page.split())
    again = desk.send_form("/desk/prospects", number="0205550199", sort="business")
    assert "Dit nummer wil niet gebeld worden; vraag wie Belwijs beheert" in again.text


def test_a_consumer_without_consent_is_left_out(house: Office, desk: Browser) -> None:
    page = _list(desk, "/desk/prospects/import", "nummer\n0612345678", sort="consumer").text
    assert "een consument zonder toestemming" in page
    page = _list(desk, "/desk/prospects/import", "nummer\n0612345678", sort="consumer", basis="consent").text
    assert "1 toegevoegd" in page


def test_a_list_may_say_for_each_line_whether_it_is_a_consumer(house: Office, desk: Browser) -> None:
    form = desk.get("/desk/prospects/import").text
    of_list = form[form.index("/desk/prospects/import") : form.index('action="/desk/prospects"')]
    assert 'name="sort"' in of_list
    assert 'value="business" required' not in of_list
    page = _list(desk, "/desk/prospects/import", "nummer;consument\n0205550155;nee\n0612345678;ja\n").text
    assert "1 toegevoegd" in page
    assert "een consument zonder toestemming" in page


def test_in_the_evening_the_list_says_when_it_opens(house: Office, desk: Browser) -> None:
    _prospect(house)
    house.clock.at = HOURS.at(NOON.date(), 19)
    page = house.browser(house.people["Nina Pauw"]).get("/desk/prospects").text
    assert "Uw huis belt nu niet. Vanaf morgen om 9.00 weer." in page
    assert "Open, poging" not in page


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"foo;bar\n1;2", b"\x00" * 50, b"PK\x03" + bytes(range(256))])
@pytest.mark.parametrize("path", ["/desk/prospects/import", "/desk/directory/import"])
def test_a_file_that_is_no_list_says_so(desk: Browser, data: bytes, path: str) -> None:
    answer = desk.post(path, data={"csrf": desk.csrf, "sort": "business"}, files={"file": ("x.csv", data, "text/csv")})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_the_directory_is_kept_by_hand_and_from_a_list(house: Office, desk: Browser) -> None:
    fields = {"name": "Bas", "numbers": "201\n06 12345678", "kind": "person"}
    assert desk.send_form("/desk/directory/keep", **fields).status_code == 303
    with house.database.read() as session:
        made = session.scalars(select(Contact)).one()
        assert made.numbers == ["201", "+31612345678"]
    assert "Hier ontbreekt de naam; geef de naam" in desk.send_form("/desk/directory/keep", name=" ").text
    page = _list(desk, "/desk/directory/import", "Naam;Afdeling;Doet\nBas;Zorg;afspraken").text
    assert "1 gewijzigd" in page
    assert "afspraken" in desk.get(f"/desk/directory/{made.id}").text
    assert desk.send_form("/desk/directory/remove", contact=made.id).status_code == 303
    assert desk.get(f"/desk/directory/{made.id}").status_code == 404


def test_presence_is_set_until_a_moment(house: Office, desk: Browser) -> None:
    made = _contact(house, "Bas")
    desk.send_form(f"/desk/presence/{made}", presence="away", back_at="2026-11-24T15:30")
    assert "vandaag om 15.30" in desk.get("/desk", params={"contact": made}).text
    assert desk.send_form(f"/desk/presence/{made}", presence="op vakantie").status_code == 422


def test_a_person_of_a_client_sees_that_client_only(house: Office) -> None:
    baker, notary = _client(house, "Bakker", "0205559999"), _client(house, "Notaris")
    theirs = _contact(house, "Notaris Brand", notary)
    note = _note(house, client_id=notary)
    chased = _prospect(house, client_id=notary)
    with house.database.write() as session:
        callers.describe(session, NUMBER, "NL", "De Wit", "Notaris", "geheim")
        journey.take(session, NewStep("n1", "answered", NOON, NUMBER, who="Els", about="testament", client_id=notary))
    desk = house.browser(house.person("agent", "Bo Bakker", client_id=baker))
    assert "U neemt op voor Bakker" in desk.get("/desk", params={"client": notary}).text
    assert "Notaris" not in desk.get("/desk/find", params={"q": "brand", "client": notary}).text
    for path in (
        f"/desk?contact={theirs}", f"/desk/announcement?contact={theirs}", f"/desk/callbacks/{note}",
        f"/desk/prospects/{chased}", f"/desk/directory/{theirs}",
    ):  # fmt: skip
        assert desk.get(path).status_code == 404, path
    for path, fields in (
        ("/desk/transfer", {"contact": theirs}), (f"/desk/presence/{theirs}", {"presence": "off"}),
        (f"/desk/callbacks/{note}", {"became": "done"}), (f"/desk/prospects/{chased}/attempt", {"outcome": "busy"}),
        (f"/desk/prospects/{chased}/answer", {"answer": "yes", "reason": "x"}),
        (f"/desk/prospects/{chased}/objection", {}), (f"/desk/prospects/{chased}/basis", {"sort": "business"}),
        ("/desk/directory/remove", {"contact": theirs}), ("/desk/directory/keep", {"contact": theirs, "name": "x"}),
    ):  # fmt: skip
        assert desk.send_form(path, **fields).status_code == 404, path
    card = desk.get("/desk/caller", params={"number": NUMBER, "ride": "n1", "client": notary}).text
    assert "geheim" not in card
    assert "testament" not in card
    assert "De Wit" not in desk.get("/desk/callbacks", params={"client": notary}).text
    assert "Jan Bos" not in desk.get("/desk/prospects", params={"client": notary}).text


def _list(desk: Browser, path: str, text: str, **fields: str) -> httpx.Response:
    return desk.post(path, data={"csrf": desk.csrf, **fields}, files={"file": ("x.csv", text.encode(), "text/csv")})


@pytest.mark.parametrize("path", ["/desk", "/desk/callbacks", "/desk/prospects", "/desk/directory", "/desk/find"])
@pytest.mark.parametrize("role", ["admin", "client"])
def test_who_does_not_sit_at_the_desk_does_not_see_it(house: Office, path: str, role: str) -> None:
    assert house.as_(role).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/desk/callbacks", "/desk/prospects"])
@pytest.mark.parametrize("after", ["x", "2026-11-24~1", "~", "2026-11-24T11:00:00+00:00~1", "9999-99-99~9", "\x00~"])
def test_any_place_in_a_list_can_be_asked_for(desk: Browser, path: str, after: str) -> None:
    assert desk.get(path, params={"after": after}).status_code == 200


def test_every_page_in_english_too(house: Office) -> None:
    desk = house.browser(house.person("coach", "Ann Reed", language="en"))
    contact, note, chased = _contact(house, "Bas", numbers=("201",)), _note(house), _prospect(house)
    for path in (
        "/desk", f"/desk?contact={contact}&number={NUMBER}&name=Mrs+Fox", "/desk/callback", "/desk/callbacks",
        f"/desk/callbacks/{note}", "/desk/prospects", f"/desk/prospects/{chased}", "/desk/prospects/import",
        "/desk/directory", "/desk/directory/new", f"/desk/directory/{contact}", "/desk/keys", "/desk/spelling?name=Fox",
    ):  # fmt: skip
        answer = desk.get(path)
        assert answer.status_code == 200, path
        assert "style=" not in answer.text
        assert "onclick" not in answer.text
