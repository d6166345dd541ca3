"""Sends letters by the house's mail server: over TLS, within a time, and without a word of them in any log."""

from __future__ import annotations

import smtplib
import ssl
import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses

from belwijs.call import Problem
from belwijs.surfaces.server.settings import Mail

SECONDS = 20.0
"""How long the mail server may take for each step."""
_LONGEST_SUBJECT = 200
_WAY_OUT = "look at `mail` in server.yaml, and whether the mail server takes letters of this sender"


class MailError(Problem):
    """A letter that was not taken; to be tried again."""

    def __init__(self, why: str) -> None:
        super().__init__(why, _WAY_OUT)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, to whom. `key` makes the Message-ID, so that a letter sent twice can be known as one."""

    to: str
    subject: str
    body: str
    key: str


def composed(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """The letter as a message. No text of it can become a header: marks that end a line are taken out first.

    Raises:
        Problem: an address is none.
    """
    message = EmailMessage(policy=SMTP)
    from_ = _address(sender, "the sender")
    message["From"] = from_
    message["To"] = _address(letter.to, "the address of the directory")
    message["Subject"] = _one_line(letter.subject)[:_LONGEST_SUBJECT]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{_plain(letter.key)}@{from_.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
    message.set_content(_body(letter.body))
    return message


def send(mail: Mail, letter: Letter, now: datetime, seconds: float = SECONDS) -> None:
    """Hands a letter to the mail server.

    Raises:
        MailError: not taken; says why without anything of the letter.
        Problem: an address is none, or the file with the password cannot be read.
    """
    message = composed(letter, mail.sender, now)
    password = _password(mail)
    try:
        with _connected(mail, seconds) as server:
            if mail.user:
                _log_in(server, mail.user, password)
            server.send_message(message)
    except smtplib.SMTPAuthenticationError:
        raise MailError("the mail server does not accept the name and password") from None
    except smtplib.SMTPRecipientsRefused:
        raise MailError("the mail server does not take letters for this address") from None
    except smtplib.SMTPServerDisconnected:
        raise MailError("the mail server does not answer, or broke off") from None
    except smtplib.SMTPResponseException as error:
        raise MailError(f"the mail server answered {error.smtp_code}") from None
    except (smtplib.SMTPException, MessageError, UnicodeError) as error:
        raise MailError(f"the mail server did not take the letter ({type(error).__name__})") from None
    except ssl.SSLError:
        raise MailError("the connection to the mail server could not be made safe (TLS)") from None
    except OSError as error:
        raise MailError(f"the mail server cannot be reached ({type(error).__name__})") from None


def _connected(mail: Mail, seconds: float) -> smtplib.SMTP:
    """A connection with its TLS made before anything else is said; certificates are checked."""
    context = ssl.create_default_context()
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=seconds, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=seconds)
    try:
        if mail.security == "starttls":
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """smtplib sends ASCII only; AUTH PLAIN carries UTF-8 (RFC 4616)."""
    if (user + password).isascii():
        server.login(user, password)
        return
    server.ehlo_or_helo_if_needed()
    code, answer = server.docmd("AUTH", "PLAIN " + b64encode(f"\0{user}\0{password}".encode()).decode())
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _password(mail: Mail) -> str:
    if mail.password_file is None:
        return ""
    try:
        return mail.password_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Problem("the file with the password of the mail server cannot be read", _WAY_OUT) from None


def _address(written: str, what: str) -> Address:
    """One address, with its name where it has one; never two, and nothing after it."""
    given = getaddresses([_one_line(written)])
    name, spec = given[0] if len(given) == 1 else ("", "")
    try:
        found = Address(display_name=name, addr_spec=spec)
    except (MessageError, ValueError, IndexError):
        found = None
    if found is None or not found.username or not found.domain or not spec.isascii() or " " in spec:
        raise Problem(f"{what} is no e-mail address", "write it as name@example.org")
    return found


def _one_line(text: str) -> str:
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)
    return " ".join(kept.split())


def _body(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs")) for line in lines)


def _plain(key: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in key) or "letter"
