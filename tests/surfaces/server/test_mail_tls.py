"""Letters over TLS with a name and password, against a mail server that somebody else wrote (aiosmtpd)."""

from __future__ import annotations

import email
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import policy
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from belwijs.surfaces.server.mail import Letter, MailError, send
from belwijs.surfaces.server.settings import Mail
from tests.surfaces.server.letterbox import MailServer

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
LETTER = Letter("Bas de Wit <bas@example.org>", "Terugbellen: Zoë", "Zoë belt over café De Kroeg.", "callback-1-new")
PASSWORDS = {"desk": "four words of ascii", "balie": "kroeg-en-café"}

# It does not see that the connection is in TLS already.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

Started = Callable[..., Mail]


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and PASSWORDS.get(data.login.decode(), "").encode() == data.password
    return AuthResult(success=right, handled=False)


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    """Where letters come."""
    Mailbox(str(tmp_path / "box"))
    return tmp_path / "box"


@pytest.fixture
def started(tmp_path: Path, mailbox: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    """Starts a mail server and gives the settings that belong to it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    for user, password in PASSWORDS.items():
        (tmp_path / user).write_text(password + "\n", encoding="utf-8")
    running: list[MailServer] = []

    def start(security: str, name: str = "localhost", **fields: object) -> Mail:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        later = security == "starttls"
        server = MailServer(
            Mailbox(str(mailbox)), None if later else context, tls_context=context if later else None,
            require_starttls=later, authenticator=_known, auth_required=True, auth_require_tls=later,
        )  # fmt: skip
        running.append(server)
        values: dict[str, object] = {
            "host": "localhost", "port": server.port, "sender": "balie@example.org", "security": security,
            "user": "balie", "password_file": tmp_path / "balie",
        }  # fmt: skip
        return Mail.model_validate(values | fields)

    yield start
    for server in running:
        server.close()


@pytest.mark.parametrize("user", PASSWORDS)
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_arrives(security: str, user: str, started: Started, mailbox: Path, tmp_path: Path) -> None:
    send(started(security, user=user, password_file=tmp_path / user), LETTER, NOW)
    (file,) = (mailbox / "new").iterdir()
    got = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (got["To"], got["Subject"]) == (LETTER.to, LETTER.subject)
    assert got.get_content().strip() == LETTER.body


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_with_another_name_gets_neither_letter_nor_password(
    security: str, started: Started, mailbox: Path
) -> None:
    with pytest.raises(MailError, match="TLS"):
        send(started(security, name="elsewhere.example.org"), LETTER, NOW)
    assert not list((mailbox / "new").iterdir())


@pytest.mark.parametrize("password", ["verkeerd", "vérkeerd"])
def test_a_wrong_password_is_said(password: str, started: Started, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text(password, encoding="utf-8")
    with pytest.raises(MailError, match="name and password"):
        send(started("starttls", password_file=tmp_path / "wrong"), LETTER, NOW)


def test_a_server_that_wants_a_login_is_not_given_a_letter_without(started: Started, mailbox: Path) -> None:
    with pytest.raises(MailError, match="answered 530"):
        send(started("tls", user="", password_file=None), LETTER, NOW)
    assert not list((mailbox / "new").iterdir())
