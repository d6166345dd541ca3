"""Whose calls somebody may see: one value, made by the server from a role, that every query on calls is given."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, true

from belwijs.store.schema import Call, ExchangeRecord


@dataclass(frozen=True, slots=True)
class Scope:
    """The calls somebody may know of, and of which of those they may read the words and the verdicts."""

    everything: bool = False  # knows of all calls (with `client_id`: all of that client)
    people: frozenset[int] = frozenset()  # whose words, sound and verdicts may be seen
    team: str | None = None  # knows of the calls of this team, without what was said or judged
    client_id: int | None = None  # sees nothing of anybody else's calls
    reads_client: bool = False  # may read what was said in the calls of `client_id`
    reads_everything: bool = False  # may read what was said in all it knows of: another system with that permission

    def known(self) -> ColumnElement[bool]:
        """Condition on `Call`: that they may know of it."""
        if self.everything:
            allowed: ColumnElement[bool] = true()
        else:
            parts = [self.read()]
            if self.team is not None:
                parts.append(Call.team == self.team)
            allowed = or_(*parts)
        return and_(allowed, self._of_client())

    def read(self) -> ColumnElement[bool]:
        """Condition on `Call`: that they may see what was said, and by whom."""
        if self.reads_everything:
            return self._of_client()
        own: ColumnElement[bool] = Call.person_id.in_(self.people) if self.people else false()
        if self.reads_client and self.client_id is not None:
            own = or_(own, Call.client_id == self.client_id)
        return and_(own, self._of_client())

    def judged(self) -> ColumnElement[bool]:
        """Condition on `Call`: that they may see verdicts; a client that reads its calls sees none on our people."""
        if self.reads_everything and self.client_id is None:
            return true()
        own: ColumnElement[bool] = Call.person_id.in_(self.people) if self.people else false()
        return and_(own, self._of_client())

    def records(self) -> ColumnElement[bool]:
        """Condition on `ExchangeRecord`: figures of reachability are of a client or of the whole house."""
        return true() if self.client_id is None else ExchangeRecord.client_id == self.client_id

    def _of_client(self) -> ColumnElement[bool]:
        return true() if self.client_id is None else Call.client_id == self.client_id
