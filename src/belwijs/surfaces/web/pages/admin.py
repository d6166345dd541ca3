"""Administration: people, clients, and the settings as they are; and the page on which a password is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, SecretStr

from belwijs.store import accounts, audit, leaving, unmatched
from belwijs.store.accounts import ClientForm, PersonForm, RefusedError
from belwijs.store.schema import Client, Person
from belwijs.surfaces.server import auth
from belwijs.surfaces.server.context import MOST_ID, House, HouseNow, NotFound, ThingId, needs
from belwijs.surfaces.server.rights import ROLES, Viewer
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Admin = Annotated[Viewer, Depends(needs("people"))]
Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=5000)]


@router.get("/admin")
def people(
    request: Request,
    house: HouseNow,
    who: Admin,
    q: Annotated[str, Query(max_length=100)] = "",
    name: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[int, Query(ge=0, le=MOST_ID)] = 0,
) -> Response:
    """The people of the house."""
    with house.database.read() as work:
        found = accounts.people(work, q, (name, after) if after else None)
    last = found[accounts.PAGE - 1] if len(found) > accounts.PAGE else None
    return page(request, "admin/people.html.j2", people=found[: accounts.PAGE], q=q, last=last)


@router.get("/admin/people/new")
def ask_person(request: Request, house: HouseNow, who: Admin) -> Response:
    """The form for somebody new."""
    return _person_form(request, house, None, PersonForm("", "", "agent", language=house.settings.language))


def _form_of(
    name: Short = "",
    login: Short = "",
    role: Annotated[Literal["agent", "coach", "lead", "admin", "client"], Form()] = "agent",
    team: Short = "",
    language: Annotated[Literal["nl", "en"], Form()] = "nl",
    active: Annotated[bool, Form()] = False,
    coach: Annotated[str, Form(max_length=10)] = "",
    client: Annotated[str, Form(max_length=10)] = "",
    aliases: Long = "",
) -> PersonForm:
    lines = tuple(aliases.replace(",", "\n").splitlines())
    return PersonForm(name, login, role, team, language, active, _number(coach), _number(client), lines)


PersonGiven = Annotated[PersonForm, Depends(_form_of)]


@router.post("/admin/people/new")
def add_person(request: Request, house: HouseNow, who: Admin, form: PersonGiven) -> Response:
    """Adds somebody, and gives the link with which a password is chosen where there is a login."""
    now = house.now()
    try:
        with house.database.write() as work:
            made = accounts.add_person(work, form)
            unmatched.ask(work, now)
            audit.record(work, now, "person.added", f"person {made.id}", person_id=who.id, detail={"role": made.role})
    except RefusedError as refused:
        return _person_form(request, house, None, form, refused)
    return RedirectResponse(f"/admin/people/{made.id}?kept=true", 303)


@router.get("/admin/people/{person_id}")
def show_person(request: Request, house: HouseNow, who: Admin, person_id: ThingId, kept: bool = False) -> Response:
    """One person."""
    return _person_form(request, house, person_id, None, kept=kept)


@router.post("/admin/people/{person_id}")
def change_person(request: Request, house: HouseNow, who: Admin, person_id: ThingId, form: PersonGiven) -> Response:
    """Keeps what was changed; another role, client or login, or leaving, ends every session at once."""
    try:
        with house.database.write() as work:
            person = _person(work.get(Person, person_id))
            if accounts.change_person(work, person, form) and person_id != who.id:
                auth.end_all(work, person_id)
            unmatched.ask(work, house.now())
            audit.record(
                work, house.now(), "person.changed", f"person {person_id}", person_id=who.id,
                detail={"role": person.role, "active": person.active},
            )  # fmt: skip
    except RefusedError as refused:
        return _person_form(request, house, person_id, form, refused)
    return RedirectResponse(f"/admin/people/{person_id}?kept=true", 303)


@router.post("/admin/people/{person_id}/link")
def make_link(request: Request, house: HouseNow, who: Admin, person_id: ThingId) -> Response:
    """A link to choose a password with. The answer is the page itself: the link is shown once."""
    now = house.now()
    with house.database.write() as work:
        person = _person(work.get(Person, person_id))
        if not person.login or not person.active:
            raise NotFound
        secret = accounts.password_link(work, person_id, now)
        audit.record(work, now, "person.link", f"person {person_id}", person_id=who.id)
    base = house.settings.address.rstrip("/") or str(request.base_url).rstrip("/")
    return _person_form(request, house, person_id, None, link=f"{base}/password#{secret}")


@router.get("/password")
def ask_password(request: Request) -> Response:
    """The form; the link's secret stays behind the # and so in no log."""
    return page(request, "admin/password.html.j2", wrong="", key="")


@router.post("/password")
def choose_password(
    request: Request,
    house: HouseNow,
    key: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Sets the password, ends every session, and leads to the login."""
    now = house.now()
    if len(password) < auth.SHORTEST_PASSWORD:
        return page(request, "admin/password.html.j2", status=422, wrong="short", key=key)
    secret = key.strip().rpartition("#")[2]
    with house.database.read() as work:
        person = accounts.behind_link(work, secret, now)
    hashed = auth.hash_password(password) if person is not None else ""  # slow on purpose: not for whoever guesses
    with house.database.write() as work:
        person = accounts.behind_link(work, secret, now) if hashed else None
        if person is not None:
            accounts.set_password(work, person, hashed)
            auth.end_all(work, person.id)
            audit.record(work, now, "person.password", f"person {person.id}", person_id=person.id)
    if person is None:
        return page(request, "admin/password.html.j2", status=404, wrong="link", key="")
    return RedirectResponse("/login", 303)


@router.get("/admin/clients")
def clients(request: Request, house: HouseNow, who: Admin, leaves: bool = False) -> Response:
    """The organisations for which the telephone is answered."""
    with house.database.read() as work:
        return page(request, "admin/clients.html.j2", clients=accounts.clients(work), leaves=leaves)


@router.get("/admin/clients/new")
def ask_client(request: Request, house: HouseNow, who: Admin) -> Response:
    """The form for a new client."""
    return _client_form(request, house, None, ClientForm(""))


def _client_of(name: Short = "", numbers: Long = "", greeting: Long = "", instructions: Long = "") -> ClientForm:
    written = tuple(line for line in numbers.replace(",", "\n").splitlines() if line.strip())
    return ClientForm(name, written, greeting, instructions)


ClientGiven = Annotated[ClientForm, Depends(_client_of)]


@router.post("/admin/clients/new")
def add_client(request: Request, house: HouseNow, who: Admin, form: ClientGiven) -> Response:
    """Adds a client."""
    return _keep_client(request, house, who, None, form)


@router.get("/admin/clients/{client_id}")
def show_client(request: Request, house: HouseNow, who: Admin, client_id: ThingId, kept: bool = False) -> Response:
    """One client."""
    with house.database.read() as work:
        client = work.get(Client, client_id)
    if client is None:
        raise NotFound
    form = ClientForm(client.name, tuple(client.numbers), client.greeting, client.instructions)
    return _client_form(request, house, client_id, form, kept=kept)


@router.post("/admin/clients/{client_id}")
def change_client(request: Request, house: HouseNow, who: Admin, client_id: ThingId, form: ClientGiven) -> Response:
    """Keeps what was changed."""
    return _keep_client(request, house, who, client_id, form)


@router.get("/admin/clients/{client_id}/remove")
def ask_removal(request: Request, house: HouseNow, who: Admin, client_id: ThingId) -> Response:
    """What removing a client comes to, before it is done."""
    return _removal(request, house, client_id)


@router.post("/admin/clients/{client_id}/remove")
def remove_client(
    request: Request,
    house: HouseNow,
    who: Admin,
    client_id: ThingId,
    calls: Annotated[str, Form(max_length=10)] = "",
    sure: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Removes a client in the background, once all is decided."""
    fate: leaving.Fate | None = next((f for f in get_args(leaving.Fate) if f == calls), None)
    with house.database.write() as work:
        client = work.get(Client, client_id)
        if client is None:
            raise NotFound
        found = leaving.hanging(work, client_id)
        refused = "undecided" if found.undecided else "calls" if found.calls and fate is None else ""
        if not refused and sure == "yes":
            leaving.ask(work, client, fate or "keep", house.now(), who.id)
            return RedirectResponse("/admin/clients?leaves=true", 303)
    return _removal(request, house, client_id, refused or "sure", calls)


@router.get("/admin/settings")
def settings(request: Request, house: HouseNow, who: Admin) -> Response:
    """How this house is set up; secrets are named, not shown."""
    return page(request, "admin/settings.html.j2", rows=list(_settings(house.settings)))


def _keep_client(request: Request, house: House, who: Viewer, client_id: int | None, form: ClientForm) -> Response:
    try:
        with house.database.write() as work:
            client = None if client_id is None else work.get(Client, client_id)
            if client is None and client_id is not None:
                raise NotFound
            kept = accounts.keep_client(work, client, form, house.settings.region)
            unmatched.ask(work, house.now())
            audit.record(work, house.now(), "client.changed", f"client {kept.id}", person_id=who.id)
    except RefusedError as refused:
        return _client_form(request, house, client_id, form, refused)
    return RedirectResponse(f"/admin/clients/{kept.id}?kept=true", 303)


def _removal(request: Request, house: House, client_id: int, refused: str = "", calls: str = "") -> Response:
    with house.database.read() as work:
        client = work.get(Client, client_id)
        if client is None:
            raise NotFound
        found, leaves = leaving.hanging(work, client_id), leaving.is_leaving(work, client_id)
        people = accounts.of_client(work, client_id)
    return page(
        request,
        "admin/leaving.html.j2",
        status=409 if refused == "undecided" else 400 if refused else 200,
        client=client,
        found=found,
        people=people,
        leaves=leaves,
        refused=refused,
        fate=calls,
    )


def _client_form(
    request: Request,
    house: House,
    client_id: int | None,
    form: ClientForm,
    refused: RefusedError | None = None,
    kept: bool = False,
) -> Response:
    status = 422 if refused else 200
    return page(request, "admin/client.html.j2", status=status, id=client_id, form=form, refused=refused, kept=kept)


def _person_form(
    request: Request,
    house: House,
    person_id: int | None,
    form: PersonForm | None,
    refused: RefusedError | None = None,
    kept: bool = False,
    link: str = "",
) -> Response:
    with house.database.read() as work:
        person = None if person_id is None else _person(work.get(Person, person_id))
        values: dict[str, Any] = {
            "form": form or _shown(_person(person)),
            "coaches": [c for c in accounts.coaches(work) if c[0] != person_id],
            "clients": [(c.id, c.name) for c in accounts.clients(work)],
        }
    return page(
        request,
        "admin/person.html.j2",
        status=422 if refused else 200,
        person=person,
        roles=ROLES,
        refused=refused,
        kept=kept,
        link=link,
        hours=accounts.LINK_HOURS,
        **values,
    )


def _shown(person: Person) -> PersonForm:
    return PersonForm(
        person.name, person.login or "", person.role, person.team, person.language, person.active, person.coach_id,
        person.client_id, tuple(person.aliases),
    )  # fmt: skip


def _person(person: Person | None) -> Person:
    if person is None:
        raise NotFound
    return person


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and int(written) <= MOST_ID else None


def _settings(part: BaseModel, before: str = "") -> Iterator[tuple[str, str]]:
    """Every setting by its name in server.yaml."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from _settings(value, f"{before}{name}.")
        elif isinstance(value, SecretStr):
            yield f"{before}{name}", "••••••"
        else:
            yield f"{before}{name}", _as_yaml(value)


def _as_yaml(value: object) -> str:
    """A value as it would stand in server.yaml; nothing where it is not set."""
    if value is None or value == {}:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
