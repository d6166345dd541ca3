"""Letters: what they look like, that nothing slips into a header, and a server that does not want them."""

from __future__ import annotations

import email
import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from belwijs.call import Problem
from belwijs.store import callbacks, directory, jobs
from belwijs.store.callbacks import NewNote
from belwijs.store.directory import Wanted
from belwijs.store.schema import Callback, Job
from belwijs.surfaces.server.mail import Letter, MailError, composed, send
from belwijs.surfaces.server.settings import Mail
from belwijs.surfaces.server.worker import Worker
from tests.surfaces.office import NOON, Office, office
from tests.surfaces.server.letterbox import Letters, MailServer

SENDER = "Balie <balie@example.org>"
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
SECRET = "de rekening van mevrouw De Wit"


@pytest.fixture
def letters() -> Letters:
    """What has come."""
    return Letters()


@pytest.fixture
def server(letters: Letters) -> Iterator[MailServer]:
    """Where it comes."""
    made = MailServer(letters)
    yield made
    made.close()


def _settings(server: MailServer, **fields: object) -> Mail:
    values = {"host": "127.0.0.1", "port": server.port, "sender": SENDER, "security": "none"} | fields
    return Mail.model_validate(values)


def _letter(to: str = "bas@example.org", subject: str = "Terugbellen", body: str = SECRET) -> Letter:
    return Letter(to, subject, body, "callback-1-new")


def test_a_letter_arrives_with_its_accents(server: MailServer, letters: Letters) -> None:
    letter = _letter(subject="Terugbellen: Zoë", body="Zoë belt over café De Kroeg.\n.\nklaar")
    send(_settings(server), letter, NOW)
    got = email.message_from_bytes(letters.kept[0], policy=policy.default)
    assert (got["To"], got["Subject"]) == ("bas@example.org", "Terugbellen: Zoë")
    assert "Zoë belt over café De Kroeg." in got.get_content()
    assert got["Message-ID"] == "<callback-1-new@example.org>"


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


@given(TEXT, TEXT, TEXT)
def test_no_text_becomes_a_header_or_a_second_address(to: str, subject: str, body: str) -> None:
    attack = "\r\nBcc: evil@example.com\r\n\r\n"
    for written in (subject, subject + attack, attack + subject):
        made = email.message_from_bytes(composed(_letter(subject=written, body=body), SENDER, NOW).as_bytes())
        names = {"from", "to", "subject", "date", "message-id", "auto-submitted", "content-type", "mime-version"}
        assert {name.lower() for name in made} <= names | {"content-transfer-encoding"}
    try:
        made = composed(_letter(to=to), SENDER, NOW)
    except Problem:
        return
    assert len(made["To"].addresses) == 1


@pytest.mark.parametrize(
    "to", ["", "bas", "bas@", "@example.org", "a@example.org, b@example.org", "a@x.org\nBcc: b@x.org", "a b@x.org"]
)
def test_what_is_no_address_gets_no_letter(to: str) -> None:
    with pytest.raises(Problem):
        composed(_letter(to=to), SENDER, NOW)


@pytest.mark.parametrize(
    ("refuse", "why"),
    [
        ({"rcpt": "550 " + SECRET}, "does not take letters for this address"),
        ({"mail": "451 " + SECRET}, "answered 451"), ({"data": "552 " + SECRET}, "answered 552"),
        ({"ehlo": "500 no", "helo": "500 no"}, "answered 500"),
    ],
)  # fmt: skip
def test_what_the_server_refuses_is_said_without_the_letter(
    refuse: dict[str, str], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = MailServer(Letters(**refuse))
    with caplog.at_level(logging.DEBUG), pytest.raises(MailError, match=why) as found:
        send(_settings(server), _letter(), NOW)
    server.close()
    assert SECRET not in str(found.value)
    assert not [r for r in caplog.records if SECRET in r.getMessage() and r.name != "mail.log"]  # the server's own
    assert found.value.__cause__ is None
    assert found.value.__suppress_context__


def test_without_tls_nothing_is_said_where_tls_is_asked_for(server: MailServer, letters: Letters) -> None:
    with pytest.raises(MailError):
        send(_settings(server, security="starttls"), _letter(), NOW)
    with pytest.raises(MailError):
        send(_settings(server, security="tls"), _letter(), NOW, seconds=2)
    assert letters.kept == []


def test_a_server_that_is_silent_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = Mail(host="127.0.0.1", port=silent.getsockname()[1], sender=SENDER, security="none")
        with pytest.raises(MailError, match="does not answer"):
            send(settings, _letter(), NOW, seconds=0.2)


def test_a_password_that_cannot_be_read_says_so(server: MailServer, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="password"):
        send(_settings(server, user="balie", password_file=tmp_path / "no"), _letter(), NOW)


@pytest.fixture
def house(tmp_path: Path, server: MailServer) -> Iterator[Office]:
    with office(tmp_path, mail=_settings(server), address="https://balie.example.org/") as made:
        yield made


def _note(house: Office) -> int:
    with house.database.write() as session:
        bas = directory.keep(session, Wanted("Bas", email="bas@example.org"), None, "NL")
        due = NOON + timedelta(hours=2)
        return callbacks.take(session, NewNote("De Wit", "0205550101", SECRET, due, contact_id=bas), None, "NL", NOON)


def test_a_note_is_sent_and_reminded_of_once(house: Office, letters: Letters) -> None:
    made = _note(house)
    with house.database.write() as session:
        jobs.enqueue(session, "mail", {"note": made, "why": "new"}, NOON)
    worker = Worker(house.house)
    worker.until_empty()
    first = email.message_from_bytes(letters.kept[0], policy=policy.default)
    assert first["Subject"] == "Terugbellen, uiterlijk vandaag om 14.00: De Wit"
    assert "Nummer: 020 555 0101" in first.get_content()
    assert f"https://balie.example.org/desk/callbacks/{made}" in first.get_content()
    with house.database.write() as session:
        assert session.get_one(Callback, made).sent_at == NOON
        jobs.enqueue(session, "remind", {}, NOON)
    worker.until_empty()
    assert len(letters.kept) == 1
    for minutes in (110, 5):
        house.clock.pass_(minutes=minutes)
        with house.database.write() as session:
            jobs.enqueue(session, "remind", {}, house.clock())
        worker.until_empty()
    assert len(letters.kept) == 2
    assert email.message_from_bytes(letters.kept[1], policy=policy.default)["Subject"].startswith("Herinnering")


def test_a_note_that_was_done_is_not_sent(house: Office, letters: Letters) -> None:
    made = _note(house)
    with house.database.write() as session:
        callbacks.done(session, made, None, "", NOON)
        jobs.enqueue(session, "mail", {"note": made, "why": "new"}, NOON)
        jobs.enqueue(session, "mail", {"note": 999, "why": "due"}, NOON)
    Worker(house.house).until_empty()
    assert letters.kept == []


def test_a_letter_that_is_refused_is_tried_again_and_tells_nothing(tmp_path: Path) -> None:
    server = MailServer(Letters(rcpt="450 " + SECRET))
    with office(tmp_path, mail=_settings(server)) as house:
        made = _note(house)
        with house.database.write() as session:
            jobs.enqueue(session, "mail", {"note": made, "why": "new"}, NOON)
        Worker(house.house).once("light")
        with house.database.read() as session:
            job = session.scalars(select(Job)).one()
            assert job.state == "queued"
            assert job.run_after > NOON
            assert SECRET not in job.reason
            assert "De Wit" not in job.reason
    server.close()


