"""The tables. One model for SQLite and PostgreSQL; every change of it is a migration in `migrations/versions`.

Times are aware and in UTC. What people said lives in `report.document`, `spoken.words`, `finding.quote` and the text
fields of the desk; nothing else may hold it, so that retention and erasure know where to look (`privacy.py`).
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Utc(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite itself knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC on the way in; a moment without a zone is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC on the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of all tables; constraints have names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Utc(), dict[str, Any]: JSON(), list[str]: JSON()}  # noqa: RUF012


class Client(Table):
    """An organisation for which the telephone is answered; a house that answers for itself has none."""

    __tablename__ = "client"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    numbers: Mapped[list[str]]  # the numbers called, E.164
    greeting: Mapped[str] = mapped_column(Text, default="")
    instructions: Mapped[str] = mapped_column(Text, default="")
    playbook: Mapped[str] = mapped_column(Text, default="")  # YAML on top of the house's own


class Person(Table):
    """Somebody of ours: who logs in, who is heard on calls, whom calls are transferred to."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    login: Mapped[str | None] = mapped_column(String(200), unique=True)  # None: cannot log in
    password: Mapped[str | None] = mapped_column(String(300))  # argon2; None: only by OpenID Connect
    subject: Mapped[str | None] = mapped_column(String(300), unique=True)  # issuer and subject of OpenID Connect
    role: Mapped[str] = mapped_column(String(20), default="agent")  # of surfaces/server/rights.py
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(2), default="nl")
    team: Mapped[str] = mapped_column(String(100), default="", index=True)
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    """Set: belongs to that client, and sees its calls and figures only."""
    aliases: Mapped[list[str]] = mapped_column(default=list)  # names and extensions by which calls name this person


class Session(Table):
    """A browser that is logged in."""

    __tablename__ = "session"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of what the cookie holds
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PasswordLink(Table):
    """A link with which somebody chooses a password, once."""

    __tablename__ = "password_link"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of what the link holds
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]


class LoginAttempt(Table):
    """A login that failed; too many from one address or for one name make the next wait."""

    __tablename__ = "login_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(200), index=True)  # login or address
    at: Mapped[datetime] = mapped_column(index=True)


class Caller(Table):
    """Somebody who calls us or is called by us, known by number."""

    __tablename__ = "caller"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)  # E.164 where it can be, else as it came
    name: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    is_consumer: Mapped[bool | None]
    legal_basis: Mapped[str] = mapped_column(String(40), default="")  # consent, customer, …: why we may call a consumer
    objected_at: Mapped[datetime | None]  # does not want to be called; honoured for good


class Objection(Table):
    """A number that is not called any more, kept by its hash, so that it outlives the erasing of its caller."""

    __tablename__ = "objection"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the number in E.164
    at: Mapped[datetime]


class Call(Table):
    """A call: with a recording, with words, or known from the exchange only."""

    __tablename__ = "call"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))  # the report's id
    source: Mapped[str] = mapped_column(String(20))  # upload, folder, api, cdr, example
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)  # SHA-256 of what came in: the same is one call
    state: Mapped[str] = mapped_column(String(20), default="queued", index=True)  # queued, ready, failed, known
    """`known`: only the exchange told of it."""
    started_at: Mapped[datetime] = mapped_column(index=True)
    added_at: Mapped[datetime]
    duration: Mapped[float] = mapped_column(default=0.0)  # seconds
    direction: Mapped[str] = mapped_column(String(10), default="inbound")
    perspective: Mapped[str] = mapped_column(String(10), default="agent")
    medium: Mapped[str] = mapped_column(String(10), default="phone")
    language: Mapped[str | None] = mapped_column(String(2))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))  # who of ours spoke
    caller_id: Mapped[int | None] = mapped_column(ForeignKey("caller.id", ondelete="SET NULL"), index=True)
    team: Mapped[str] = mapped_column(String(100), default="")
    kept: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)
    judged: Mapped[str] = mapped_column(Text, default="")  # what was kept and missed, as `judged.py` writes it
    has_incident: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column(Text, default="")  # why it could not be analysed
    held_back: Mapped[bool] = mapped_column(default=False)  # recording paused or masked on request
    exchange_id: Mapped[str | None] = mapped_column(String(100), index=True)  # the exchange's own id of this call
    __table_args__ = (
        Index("ix_call_person_started", "person_id", "started_at"),
        Index("ix_call_client_started", "client_id", "started_at"),
        Index("ix_call_client_person", "client_id", "person_id"),
        Index("ix_call_team_started", "team", "started_at"),
    )


class Recording(Table):
    """Where the sound of a call lies, under the audio folder of the house."""

    __tablename__ = "recording"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(String(10), default="all")  # all, agent, customer, play
    path: Mapped[str] = mapped_column(String(300), unique=True)  # relative to the audio folder
    media_type: Mapped[str] = mapped_column(String(60), default="audio/wav")
    size: Mapped[int] = mapped_column(default=0)  # bytes
    is_encrypted: Mapped[bool] = mapped_column(default=False)


class Document(Table):
    """The report of a call, and the drawing of its sound, apart from `call` so that lists stay light."""

    __tablename__ = "report"
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[dict[str, Any]]  # belwijs.finding.Report
    envelope: Mapped[bytes | None] = mapped_column(LargeBinary)  # float16 (channels, n), a point each 50 ms
    sides: Mapped[list[str]] = mapped_column(default=list)  # role on each channel of it; "" where all are mixed
    made_at: Mapped[datetime]


class Spoken(Table):
    """The words of a call as they are searched (`words.searchable`); `FULL_TEXT` keeps an index of them."""

    __tablename__ = "spoken"
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)


FULL_TEXT: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE spoken_search USING fts5(words, content='spoken', content_rowid='call_id', prefix='3')",
        "CREATE TRIGGER spoken_added AFTER INSERT ON spoken BEGIN"
        " INSERT INTO spoken_search(rowid, words) VALUES (new.call_id, new.words); END",
        "CREATE TRIGGER spoken_removed AFTER DELETE ON spoken BEGIN"
        " INSERT INTO spoken_search(spoken_search, rowid, words) VALUES ('delete', old.call_id, old.words); END",
        "CREATE TRIGGER spoken_changed AFTER UPDATE ON spoken BEGIN"
        " INSERT INTO spoken_search(spoken_search, rowid, words) VALUES ('delete', old.call_id, old.words);"
        " INSERT INTO spoken_search(rowid, words) VALUES (new.call_id, new.words); END",
    ),
    "postgresql": (
        "ALTER TABLE spoken ADD COLUMN search tsvector"
        " GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
        "CREATE INDEX ix_spoken_search ON spoken USING gin (search)",
    ),
}
"""What each kind of database needs after `spoken` was made, to find calls by word; migrations run the same lines."""

for _kind, _statements in FULL_TEXT.items():
    for _statement in _statements:
        _made = DDL(_statement).execute_if(dialect=_kind)  # type: ignore[no-untyped-call]
        event.listen(Spoken.__table__, "after_create", _made)
# Dropping the table takes its triggers and column along, but not the index table beside it.
_dropped = DDL("DROP TABLE IF EXISTS spoken_search").execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
event.listen(Spoken.__table__, "before_drop", _dropped)


class FindingRow(Table):
    """The verdict on one practice in one call, with what lists and figures need."""

    __tablename__ = "finding"
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), primary_key=True)
    practice: Mapped[str] = mapped_column(String(60), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float] = mapped_column(default=1.0)
    at: Mapped[float | None]  # second in the call of the first evidence
    quote: Mapped[str] = mapped_column(Text, default="")
    suggestion: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    started_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_finding_practice_verdict_started", "practice", "verdict", "started_at"),
        # Somebody's latest calls in which a practice was kept or missed.
        Index(
            "ix_finding_judged",
            "person_id",
            "practice",
            "verdict",
            "started_at",
            sqlite_where=text("verdict IN ('kept', 'missed')"),
            postgresql_where=text("verdict IN ('kept', 'missed')"),
        ),
    )


class PracticeNumber(Table):
    """A practice that was ever judged, by the number that stands for it in `Call.judged`."""

    __tablename__ = "practice_number"
    id: Mapped[int] = mapped_column(primary_key=True)
    practice: Mapped[str] = mapped_column(String(60), unique=True)


class Review(Table):
    """What somebody says of a verdict; a disagreement that is settled becomes a labelled example."""

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    practice: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # agree, disagree, comment
    verdict: Mapped[str | None] = mapped_column(String(20))  # what it should have been
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    settled_as: Mapped[str | None] = mapped_column(String(20))
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]


class Job(Table):
    """Work to be done in the background, exactly once in its effect (`jobs.py`)."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    lane: Mapped[str] = mapped_column(String(10), default="light")  # heavy: analyses; light: all that is over quickly
    urgency: Mapped[int] = mapped_column(default=5)  # the lowest first
    key: Mapped[str | None] = mapped_column(String(200), unique=True)  # the same work is queued once
    payload: Mapped[dict[str, Any]]
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))  # who asked for it
    state: Mapped[str] = mapped_column(String(10), default="queued")  # queued, running, done, dead
    attempts: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[datetime]
    lease_until: Mapped[datetime | None]  # a running job that is not done by then was lost with its worker
    worker: Mapped[str] = mapped_column(String(100), default="")
    progress: Mapped[float] = mapped_column(default=0.0)  # 0-1
    reason: Mapped[str] = mapped_column(Text, default="")  # of the last failure, without what people said
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what came of it, in figures
    added_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_job_state_lane_urgency_run_after", "state", "lane", "urgency", "run_after"),
        Index("ix_job_state_id", "state", "id"),
        Index("ix_job_person_id", "person_id", "id"),
    )


class SeenFile(Table):
    """A file of the watched folder that was dealt with and could not be moved away."""

    __tablename__ = "seen_file"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of name, size and time: names tell numbers
    at: Mapped[datetime]


def _revision() -> int:
    """Another number each time, of 40 bits: sums of millions of them stay whole in either database."""
    return secrets.randbits(40)


class ExchangeRecord(Table):
    """One line of the exchange's call detail records: also of calls that nobody answered."""

    __tablename__ = "exchange_record"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)  # the exchange's own id
    started_at: Mapped[datetime]
    direction: Mapped[str] = mapped_column(String(10), default="inbound")
    outcome: Mapped[str] = mapped_column(String(12))  # answered, missed, abandoned, voicemail, busy
    waited: Mapped[float | None]  # seconds until the answer or until the caller gave up
    talked: Mapped[float] = mapped_column(default=0.0)  # seconds
    transfers: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(40), default="", index=True)  # of the other side
    called: Mapped[str] = mapped_column(String(40), default="")  # our number
    extension: Mapped[str] = mapped_column(String(40), default="")
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id", ondelete="SET NULL"), index=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=_revision, onupdate=_revision)
    """Another with every change: by their sum a day that was read before is known to be as it was (`reach_days.py`)."""
    __table_args__ = (Index("ix_exchange_record_started_revision", "started_at", "revision"),)


class Unmatched(Table):
    """How a call or a record names our side as long as nobody, or no client, was matched to it (`unmatched.py`)."""

    __tablename__ = "unmatched"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("exchange_record.id", ondelete="CASCADE"), index=True)
    names: Mapped[list[str]]  # names, logins and extensions, best first; empty once somebody was matched
    called: Mapped[str] = mapped_column(String(40), default="")  # our number, and
    organisation: Mapped[str] = mapped_column(String(200), default="")  # our name; empty once a client was matched


class Contact(Table):
    """An entry of the directory: a person or a department that calls are put through to."""

    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), default="person")  # person, department
    name: Mapped[str] = mapped_column(String(200), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    does: Mapped[str] = mapped_column(Text, default="")  # what they do, in the words callers use
    numbers: Mapped[list[str]] = mapped_column(default=list)
    email: Mapped[str] = mapped_column(String(200), default="")
    presence: Mapped[str] = mapped_column(String(12), default="in")  # in, busy, away, off
    back_at: Mapped[datetime | None]
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)


class Step(Table):
    """One step of a caller's journey in a call that goes on or has been: queue, answer, hold, transfer, end."""

    __tablename__ = "step"
    id: Mapped[int] = mapped_column(primary_key=True)
    ride: Mapped[str] = mapped_column(String(100), index=True)  # the exchange's id of this very call
    number: Mapped[str] = mapped_column(String(40), index=True)
    called: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(12))  # queued, answered, hold, resumed, transfer, ended
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))


class Callback(Table):
    """A callback note: somebody will be called back, by somebody, before some moment."""

    __tablename__ = "callback"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(Text)
    spelled: Mapped[str] = mapped_column(String(300), default="")  # the name in the spelling alphabet
    due_at: Mapped[datetime] = mapped_column(index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(10), default="open")  # open, done, dropped
    outcome: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    promised_at: Mapped[datetime] = mapped_column(
        default=lambda row: row.get_current_parameters()["due_at"], index=True
    )
    """What the caller was told; `due_at` moves when nobody is reached."""
    sent_at: Mapped[datetime | None]  # e-mailed
    reminded_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]  # first called; kept where this is not after promised_at
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    __table_args__ = (Index("ix_callback_state_due", "state", "due_at"),)


class Prospect(Table):
    """Somebody who is chased until there is an answer, and its reason."""

    __tablename__ = "prospect"
    id: Mapped[int] = mapped_column(primary_key=True)
    caller_id: Mapped[int] = mapped_column(ForeignKey("caller.id", ondelete="CASCADE"), index=True)
    list_name: Mapped[str] = mapped_column(String(100), default="", index=True)
    subject: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    answer: Mapped[str | None] = mapped_column(String(10))  # yes, no, later; closed once it is there
    reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_prospect_open",
            "list_name",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


class Attempt(Table):
    """One try to reach a prospect."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    prospect_id: Mapped[int] = mapped_column(ForeignKey("prospect.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(12))  # no_answer, busy, gatekeeper, voicemail, reached, refused
    left_message: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")


class Audit(Table):
    """Who saw, heard or changed what; never what was said."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    by: Mapped[str] = mapped_column(String(60), default="")  # token or job, where it was no person
    action: Mapped[str] = mapped_column(String(40))  # call.heard, call.read, person.erased, …
    what: Mapped[str] = mapped_column(String(100), default="")  # kind and id
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Token(Table):
    """A key of another system for the API."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256
    scopes: Mapped[list[str]]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Webhook(Table):
    """An address that is told when something happens; what is sent is signed."""

    __tablename__ = "webhook"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]]  # call.analysed, incident, callback.due
    secret: Mapped[str] = mapped_column(String(100))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    active: Mapped[bool] = mapped_column(default=True)
    told_at: Mapped[datetime | None]  # the last try
    answered: Mapped[str] = mapped_column(String(100), default="")  # what came of it: ok, or the reason


class Worker(Table):
    """A process that works the queue, and when it last said so."""

    __tablename__ = "worker"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime]


class Posted(Table):
    """What another system has given us already: the same again makes nothing new."""

    __tablename__ = "posted"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of token, address and body
    thing_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)


class Setting(Table):
    """What administrators set in the browser: retention, figures of the house, the playbook's text."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class SavedFilter(Table):
    """A search that somebody keeps."""

    __tablename__ = "saved_filter"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[str] = mapped_column(String(1000))  # as in the address of the Calls page
