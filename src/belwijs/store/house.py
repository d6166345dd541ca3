"""What administrators set in the browser: settings by key, and the clients with their numbers and playbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.store.schema import Client, Setting

PLAYBOOK = "playbook"
"""Key of the setting that holds the house's playbook, under `text`."""


@dataclass(frozen=True, slots=True)
class ClientPlaybook:
    """A client as the choice of a playbook needs it."""

    id: int
    name: str
    numbers: tuple[str, ...]
    text: str  # YAML on top of the house's own


def setting(session: Session, key: str) -> dict[str, Any] | None:
    """The value under a key; None where nobody has set it."""
    return session.scalar(select(Setting.value).where(Setting.key == key))


def keep_setting(session: Session, key: str, value: Mapping[str, Any], now: datetime, by: int | None) -> None:
    """Set a value, and note who did it and when."""
    row = session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=dict(value), changed_at=now, changed_by=by))
        return
    row.value, row.changed_at, row.changed_by = dict(value), now, by


def playbook_text(session: Session) -> str | None:
    """The house's playbook as it was set in the browser; None where it was not."""
    value = setting(session, PLAYBOOK)
    return None if value is None else str(value.get("text", ""))


def client_playbooks(session: Session) -> tuple[ClientPlaybook, ...]:
    """All clients by name."""
    rows = session.execute(select(Client.id, Client.name, Client.numbers, Client.playbook).order_by(Client.name))
    return tuple(ClientPlaybook(row.id, row.name, tuple(row.numbers), row.playbook) for row in rows)
