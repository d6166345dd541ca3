"""What each role may do: one table, tested for every route.

Verdicts on a person are seen by that person and their coach only. A lead sees the team: its figures, and which calls
there were, without what was said or judged in them. Administrators run the machine and read no calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.interface import InterfaceLanguage
from belwijs.store.schema import Person
from belwijs.store.scope import Scope
from belwijs.store.tokens import TokenScope

Role = Literal["agent", "coach", "lead", "admin", "client"]
ROLES: tuple[Role, ...] = get_args(Role)
NOBODYS = -1
"""Id of a client that is never there."""

Right = Literal[
    "account",  # own password and language
    "today",  # what waits for me
    "calls",  # the list of calls, as far as the scope goes
    "read",  # words, sound and verdicts of calls in the scope
    "upload",  # give recordings to the house
    "review",  # agree, disagree, comment
    "settle",  # decide a disagreement
    "mask",  # take a stretch out of somebody else's call for good
    "progress",  # own progress; a coach also of the coached
    "team",  # figures of the team
    "reachability",
    "desk",  # directory, caller card, callbacks, chase list
    "handbook",
    "playbook",  # edit the house's playbook
    "people",  # accounts and roles
    "privacy",  # retention, erasing, exporting
    "operation",  # jobs, tokens, webhooks, audit
]
_STAFF: frozenset[Right] = frozenset(
    {"account", "today", "calls", "read", "upload", "review", "progress", "desk", "handbook"}
)
RIGHTS: dict[Role, frozenset[Right]] = {
    "agent": _STAFF,
    "coach": _STAFF | {"settle", "mask"},
    "lead": _STAFF | {"team", "reachability", "playbook"},
    "admin": frozenset(
        {
            "account", "today", "calls", "mask", "upload", "reachability", "handbook", "playbook", "people",
            "privacy", "operation",
        }
    ),
    "client": frozenset({"account", "today", "calls", "read", "reachability", "handbook"}),
}


SCOPES: dict[TokenScope, Right] = {
    "calls:read": "calls",
    "calls:write": "upload",
    "reports:read": "read",
    "callers:read": "desk",
    "journeys:write": "operation",
    "callbacks:read": "desk",
    "callbacks:write": "desk",
    "prospects:read": "desk",
    "prospects:write": "desk",
    "directory:read": "desk",
    "directory:write": "desk",
    "figures:read": "reachability",
    "people:read": "people",
    "people:write": "people",
    "metrics:read": "operation",
}
"""What a person needs in the browser for what a token does with a scope."""
WORKED_WITH: frozenset[Right] = frozenset({"desk"})
"""What an administrator does not have and may give to a system: an exchange or a CRM cannot do without it, and none of
it is what was said in a call or judged of it. Words and verdicts are another thing: see `open_scopes`."""


def open_scopes(*, conversations: bool) -> frozenset[TokenScope]:
    """What tokens may do in a house: what an administrator may, what systems work with, and no more.

    Args:
        conversations: the house has said in its settings that systems may read what was said and judged.
    """
    allowed = RIGHTS["admin"] | WORKED_WITH | ({"read"} if conversations else frozenset())
    return frozenset(scope for scope, right in SCOPES.items() if right in allowed)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: a person that is logged in."""

    id: int
    name: str
    role: Role
    language: InterfaceLanguage
    team: str
    client_id: int | None
    csrf: str
    coached: frozenset[int] = frozenset()

    def may_mask(self, person_id: int | None, readable: bool) -> bool:
        """Whether they may take a stretch out of a call of this person; nobody removes what was said by themselves."""
        return self.may("mask") and person_id != self.id and (readable or self.may("privacy"))

    def may(self, right: Right) -> bool:
        """Whether the table gives this role the right."""
        return right in RIGHTS[self.role]

    @property
    def scope(self) -> Scope:
        """The calls this person may know of and read."""
        return Scope(
            everything=self.role in ("admin", "client"),
            people=frozenset() if self.role == "admin" else frozenset({self.id}) | self.coached,
            team=self.team if self.role == "lead" else None,
            client_id=self.client_id,
            reads_client=self.role == "client",
        )


def viewer_of(session: Session, person: Person, csrf: str) -> Viewer:
    """The person as somebody who looks."""
    coached = session.scalars(select(Person.id).where(Person.coach_id == person.id)) if person.role == "coach" else ()
    role: Role = next((r for r in ROLES if r == person.role), "agent")
    language: InterfaceLanguage = "en" if person.language == "en" else "nl"
    client_id = person.client_id
    if role == "client" and client_id is None:
        client_id = NOBODYS  # without a client they would see everybody's calls
    return Viewer(person.id, person.name, role, language, person.team, client_id, csrf, frozenset(coached))
