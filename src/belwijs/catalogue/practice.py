"""A practice: one YAML file, found by its path. `catalogue/hold/reason.yaml` is the practice `hold.reason`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError

from belwijs.call import Language, Medium, Perspective, Problem, Value
from belwijs.finding import Verdict

Need = Literal["words", "timing", "events", "audio"]
LANGUAGES: tuple[Language, ...] = ("nl", "en", "de", "fr")
GROUPS = (
    "answer", "voice", "environment", "listening", "courtesy", "hold", "transfer", "callback", "complaint",
    "aggression", "objection", "chase", "phrase", "chat",
)  # fmt: skip

MEDIUM_OF: Mapping[str, Medium] = MappingProxyType(
    {"answer": "phone", "voice": "phone", "environment": "phone", "hold": "phone", "transfer": "phone", "chat": "chat"}
)  # groups that make sense on one medium only; all others on both


class Both(Value):
    """The same text in both interface languages."""

    nl: str
    en: str

    def in_(self, language: Literal["nl", "en"]) -> str:
        """The text in one interface language."""
        return self.nl if language == "nl" else self.en


class Example(Value):
    """A few turns and the verdict they deserve: a test and a part of the practice's page.

    `call` has one line a turn (`a: …`, `c: …`, `k: …`) or event (`hold 41-63`), see docs/practices.md.
    """

    verdict: Verdict
    call: str
    trap: bool = False
    todo: str | None = Field(default=None, description="why this one still comes out wrong")


class Applies(Value):
    """What calls for the practice: one of the occasions of `catalogue/occasions.py`, with its parameters."""

    to: str
    acts: tuple[str, ...] = ()
    words: dict[Language, tuple[str, ...]] = Field(default_factory=dict)
    direction: Literal["inbound", "outbound", "any"] = "any"


class Bound(Value):
    """A measure of the sound and the settings of `limits` between which it has to stay."""

    measure: str
    least: str | None = None
    most: str | None = None


class Check(Value):
    """How it is checked: one of the kinds of `catalogue/kinds/`, with its parameters."""

    kind: str
    acts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    where: Literal["before", "after", "at", "earlier", "later", "anywhere", "takeover", "reply"] = "at"
    words: dict[Language, tuple[str, ...]] = Field(default_factory=dict)
    part: str | None = None
    measure: str | None = None
    limit: str | None = None
    bounds: tuple[Bound, ...] = ()
    suspicion: Annotated[float, Field(ge=0, le=1)] | None = None
    seconds: float | None = Field(default=None, description="said within so many seconds of the occasion")


class Practice(Value):
    """One thing that can be seen or heard in a call, and that good telephone practice asks for."""

    id: str
    title: Both
    what: Both
    why: Both
    when: Both
    norm: str = Field(description="where the norm comes from")
    needs: tuple[Need, ...]
    perspective: Perspective = "agent"
    medium: Medium | None = Field(default=None, description="telephone calls or chats only; else as its group, or both")
    applies: Applies | None = None
    check: Check | None = Field(default=None, description="absent: listed, not built yet")
    weight: Annotated[float, Field(ge=0, le=10)] = 1.0
    teachable: Annotated[float, Field(ge=0, le=1)] = 0.5
    suggestion: dict[Language, tuple[str, ...]] = Field(default_factory=dict)
    suggestion_for: dict[str, dict[Language, tuple[str, ...]]] = Field(
        default_factory=dict, description="better sentences for a case that the check names, tried before the others"
    )
    examples: tuple[Example, ...] = ()

    @property
    def group(self) -> str:
        """The part before the dot."""
        return self.id.partition(".")[0]

    def suggestions(self, language: Language, case: str = "") -> tuple[str, ...]:
        """Better sentences, best first: those for this case, then those that always fit."""
        return (*self.suggestion_for.get(case, {}).get(language, ()), *self.suggestion.get(language, ()))

    @property
    def built(self) -> bool:
        """Whether it is checked; otherwise it comes out as `unknown`."""
        return self.check is not None and self.applies is not None

    def fits(self, medium: Medium) -> bool:
        """Whether it says anything about a telephone call, or about a chat."""
        return (self.medium or MEDIUM_OF.get(self.group, medium)) == medium

    def own_check(self) -> Any:
        """The `check` function of the Python file beside the practice, for the few that need logic."""
        group, _, name = self.id.partition(".")
        return importlib.import_module(f"belwijs.catalogue.{group}.{name}").check


def read_practice(text: str, practice_id: str) -> Practice:
    """Read one practice file.

    Raises:
        Problem: the file is no YAML or not a practice; names the field.
    """
    try:
        raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return Practice.model_validate({**raw, "id": practice_id})
    except (yaml.YAMLError, TypeError) as error:
        raise Problem(f"{practice_id} is not a practice file: {error}", "see docs/practices.md") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise Problem(f"{practice_id}: {place}: {first['msg']}", "see docs/practices.md") from error


def _files() -> Iterator[tuple[str, Traversable]]:
    root = files(__package__)
    for group in GROUPS:
        folder = root.joinpath(group)
        if folder.is_dir():
            for entry in sorted(folder.iterdir(), key=lambda e: e.name):
                if entry.name.endswith(".yaml"):
                    yield f"{group}.{entry.name.removesuffix('.yaml')}", entry


@cache
def catalogue() -> Mapping[str, Practice]:
    """Every practice by its id, in the order of the groups."""
    found = {pid: read_practice(entry.read_text(encoding="utf-8"), pid) for pid, entry in _files()}
    return MappingProxyType(found)
