"""A running office for tests: its own folder, a clock that stands, and browsers logged in by role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.testclient import TestClient

from belwijs.store.database import Database
from belwijs.store.schema import Person, Table
from belwijs.surfaces.server import auth
from belwijs.surfaces.server.app import create_app
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.settings import ServerSettings

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
"""A Tuesday, noon in Amsterdam."""


@dataclass
class Clock:
    """A clock that moves when told."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        """Lets time go by: `clock.pass_(hours=2)`."""
        self.at += timedelta(**time)


class Browser(TestClient):
    """A browser that is logged in, and puts the session's token into every form that it sends."""

    csrf = ""

    def send_form(self, path: str, **fields: Any) -> httpx.Response:
        """Posts a form and does not follow the redirect."""
        return self.post(path, data={"csrf": self.csrf, **fields}, follow_redirects=False)


@dataclass
class Office:
    """The app of one house with what tests need of it."""

    app: FastAPI
    house: House
    clock: Clock
    folder: Path
    people: dict[str, int] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The house's database."""
        return self.house.database

    def person(self, role: str, name: str | None = None, **fields: Any) -> int:
        """Adds a person; gives the id."""
        name = name or role.capitalize()
        with self.database.write() as work:
            made = Person(name=name, login=name.lower().replace(" ", "."), role=role, aliases=[], **fields)
            work.add(made)
            work.flush()
            self.people[name] = made.id
            return made.id

    def browser(self, person: int | None = None) -> Browser:
        """A browser of this person, or of nobody."""
        made = Browser(self.app, base_url="http://testserver")
        if person is not None:
            with self.database.write() as work:
                found = work.get_one(Person, person)
                made.cookies.set(auth.COOKIE, auth.start(work, found, self.clock()))
            form = made.get("/").text
            made.csrf = re.findall(r'name="csrf" value="([^"]+)"', form)[0]
        return made

    def as_(self, role: str, **fields: Any) -> Browser:
        """A browser of a new person with this role."""
        return self.browser(self.person(role, f"{role.capitalize()} {len(self.people) + 1}", **fields))


@contextmanager
def office(folder: Path, **settings: Any) -> Iterator[Office]:
    """An office in this folder, on SQLite, its tables made."""
    clock = Clock()
    given = ServerSettings(folder=folder, workers=0, **settings)
    given.audio.mkdir(parents=True, exist_ok=True)
    given.incoming.mkdir(parents=True, exist_ok=True)
    database = Database(given.database_url)
    Table.metadata.create_all(database.engine)
    house = House(given, database, clock)
    try:
        yield Office(create_app(house), house, clock, folder)
    finally:
        database.close()
