"""A house's own practices: named in the playbook, recognised by the meaning of a few example sentences.

They become practices like all others, `own.<name>`, with the same occasions and kinds of check; nobody writes code.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator

from belwijs.call import Act, Direction, Language
from belwijs.call.settings import Strict
from belwijs.catalogue.practice import LANGUAGES, Applies, Both, Check, Practice
from belwijs.interface import INTERFACE_LANGUAGES, text

GROUP = "own"
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
LEAST, MOST = 3, 60  # example sentences

Sentence = Annotated[str, Field(min_length=2, max_length=300)]


class Own(Strict):
    """One practice of the house itself."""

    title: str = Field(min_length=2, max_length=120, description="what the agent does, in a few words")
    why: str = Field(default="", max_length=1000, description="why the house wants it, for its page")
    says: tuple[Sentence, ...] = Field(
        min_length=LEAST, max_length=MOST, description="3 to 60 sentences that do it; 6 to 10 different ones are best"
    )
    unlike: tuple[Sentence, ...] = Field(
        default=(), max_length=MOST, description="sentences that look like it but are not it"
    )
    check: Literal["said", "never_said"] = Field(default="said", description="said or never_said")
    when: Literal["any", "opening", "end"] = Field(
        default="any", description="where in the call it belongs: any, opening or end"
    )
    after: tuple[Act, ...] = Field(
        default=(), description="acts after which it has to come, such as complain; without them no such moment"
    )
    before: tuple[Act, ...] = Field(
        default=(), description="acts before which it has to come, such as announce_transfer"
    )
    within: float | None = Field(
        default=None, ge=1, le=3600, description="said within so many seconds of that moment, 1-3600"
    )
    direction: Direction | Literal["any"] = Field(default="any", description="inbound, outbound or any")
    surely: float = Field(default=0.5, ge=0.1, le=0.95, description="how sure it has to be, 0.1-0.95")
    weight: float = Field(default=1, ge=0, le=10, description="how heavily it counts, 0-10")
    suggestion: tuple[Sentence, ...] | dict[Language, tuple[Sentence, ...]] = Field(
        default=(), description="better sentences to suggest, one list or a list a language"
    )

    @field_validator("after", "before", mode="before")
    @classmethod
    def _one_or_more(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    @property
    def occasion(self) -> Applies:
        """What calls for it."""
        acts = self.after or self.before
        place = {"opening": "beginning", "end": "ending"}.get(self.when, "conversation")
        to = "after_act" if self.after else "before_act" if self.before else place
        return Applies(to=to, acts=acts, direction=self.direction)

    def suggestions(self) -> dict[Language, tuple[str, ...]]:
        """Better sentences for each language; one list serves all."""
        if isinstance(self.suggestion, dict):
            return dict(self.suggestion)
        return dict.fromkeys(LANGUAGES, self.suggestion) if self.suggestion else {}


def practice_of(name: str, own: Own) -> Practice:
    """The practice that a house described."""
    said = own.check == "said"
    examples = " · ".join(own.says[:3])

    def both(key: str, **slots: object) -> Both:
        nl, en = (text(i, key, **slots) for i in INTERFACE_LANGUAGES)
        return Both(nl=nl, en=en)

    when = f"own.when.{own.occasion.to}"
    return Practice(
        id=f"{GROUP}.{name}",
        title=Both(nl=own.title, en=own.title),
        what=both("own.what" if said else "own.what_not", examples=examples),
        why=Both(nl=own.why, en=own.why) if own.why else both("own.why"),
        when=both(when, acts=", ".join(own.occasion.acts)),
        norm=" / ".join(text(language, "own.norm") for language in INTERFACE_LANGUAGES),
        needs=("words",),
        applies=own.occasion,
        check=Check(
            kind="means" if said else "never_means", where="at", suspicion=own.surely, seconds=own.within
        ),
        weight=own.weight,
        suggestion=own.suggestions(),
    )
