"""The playbook: a house's own numbers and names, in one YAML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, PrivateAttr, model_validator

from belwijs.call import Language
from belwijs.call.settings import Strict
from belwijs.catalogue.clients import any_name, any_number
from belwijs.catalogue.own import Own, practice_of
from belwijs.catalogue.practice import Practice, catalogue
from belwijs.interface import InterfaceLanguage


class House(Strict):
    """Who the house is: names as they may be said or misheard."""

    organisation: str | None = Field(default=None, description="the organisation's name")
    spellings: tuple[str, ...] = Field(default=(), description="other ways the name is said or spelled")
    staff: tuple[str, ...] = Field(default=(), description="names of staff, to help the recogniser")
    products: tuple[str, ...] = Field(default=(), description="names of products and services, likewise")
    words: tuple[str, ...] = Field(default=(), description="words of the house that are spelled right in a chat")
    language: Language | None = Field(default=None, description="language of the calls, where a call does not say it")


class Answer(Strict):
    """How the telephone is answered in this house."""

    name: Literal["full", "first", "last"] = Field(
        default="full", description="which name the agent gives: full, first or last"
    )
    offer_required: bool = Field(
        default=False, description="whether the offer of help belongs to the opening: true or false"
    )


class Courtesy(Strict):
    """Forms of address."""

    informal_allowed: bool = Field(default=False, description="whether je, du or tu is allowed: true or false")


def _seconds(default: float, least: float, most: float, what: str) -> Any:
    return Field(default=default, ge=least, le=most, description=f"{what}, seconds, {least:g}-{most:g}")


class Limits(Strict):
    """The numbers of the norms. Defaults are the catalogue's; every one can be changed."""

    answer_within: Annotated[float, _seconds(20, 1, 600, "answered within")] = 20
    answer_rings: int | None = Field(
        default=None, ge=1, le=60, description="answered within so many rings, instead of seconds"
    )
    hold_counts_from: Annotated[float, _seconds(10, 1, 120, "a silent wait counts from")] = 10
    hold_without_word: Annotated[float, _seconds(60, 5, 600, "longest wait without a word")] = 60
    hold_at_most: Annotated[float, _seconds(120, 10, 3600, "longest single wait")] = 120
    journey_wait: Annotated[
        float, _seconds(120, 10, 3600, "waited in all, after which it must be seen and regretted")
    ] = 120
    journey_transfers: int = Field(
        default=2, ge=1, le=20, description="transfers after which it must be seen and regretted"
    )
    story_from: Annotated[float, _seconds(15, 5, 120, "a customer who talks longer than this tells a story")] = 15
    pause_after_story: Annotated[float, _seconds(3, 0.5, 10, "room left after a story")] = 3
    background_ratio: float = Field(
        default=30, ge=0, le=60, description="agent's voice above the background at least, dB, 0-60"
    )
    background_audible: float = Field(
        default=40, ge=5, le=40, description="a sound further under the agent's voice is not heard, dB, 5-40"
    )
    background_music: Annotated[float, _seconds(2, 0, 600, "music behind the agent at most")] = 2
    background_voices: Annotated[float, _seconds(2, 0, 600, "other people's talk behind the agent at most")] = 2
    background_disturbances: int = Field(
        default=0, ge=0, le=100, description="times typing, notifications or laughter may be heard, each, 0-100"
    )
    pace_at_least: float = Field(default=3.0, ge=1, le=6, description="syllables a second without pauses, 1-6")
    pace_at_most: float = Field(default=6.0, ge=3, le=10, description="syllables a second without pauses, 3-10")
    opening_hurry_at_most: float = Field(
        default=25, ge=0, le=100, description="the opening faster than the rest of the call by at most, %, 0-100"
    )
    pitch_sd_at_least: float = Field(
        default=1.5, ge=0, le=6, description="standard deviation of the pitch, semitones, 0-6"
    )
    speech_level_at_least: float = Field(
        default=-36, ge=-60, le=-10, description="active speech level at least, dBFS, -60 to -10"
    )
    speech_level_at_most: float = Field(
        default=-14, ge=-30, le=0, description="active speech level at most, dBFS, -30 to 0"
    )
    clipping_at_most: float = Field(
        default=5, ge=0, le=100, description="of the spoken seconds with peaks cut off, at most, %, 0-100"
    )
    fade_at_least: float = Field(
        default=150, ge=0, le=400, description="how quickly the voice fades between sounds at least, dB/s, 0-400"
    )
    treble_at_least: float = Field(
        default=-32, ge=-60, le=0, description="2-3.4 kHz against 0.3-1 kHz at least, dB, -60 to 0"
    )
    chat_without_word: Annotated[
        float, _seconds(120, 5, 3600, "longest a customer in a chat is left without a word")
    ] = 120
    afternoon_from: Annotated[float, Field(ge=10, le=14, description="hour at which goedemiddag begins")] = 12
    evening_from: Annotated[float, Field(ge=16, le=20, description="hour at which goedenavond begins")] = 18


Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class OfficeHours(Strict):
    """When the desk calls and is called; prospects and callbacks are planned within them."""

    opens: int = Field(default=9, ge=0, le=23, description="hour at which the office opens, 0-23")
    closes: int = Field(default=17, ge=1, le=24, description="hour at which it closes, 1-24, later than opens")
    days: tuple[Weekday, ...] = Field(
        default=("mo", "tu", "we", "th", "fr"), min_length=1, description="days: mo, tu, we, th, fr, sa, su"
    )

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> OfficeHours:
        if self.opens >= self.closes:
            raise ValueError("closes has to be later than opens")
        return self


class ReportForm(Strict):
    """What the report for people shows."""

    overall_mark: bool = Field(
        default=False, description="whether one mark over all groups together is shown: true or false"
    )


class Playbook(Strict):
    """A house's own way of doing; every field has a default."""

    house: House = House()
    answer: Answer = Answer()
    courtesy: Courtesy = Courtesy()
    limits: Limits = Limits()
    hours: OfficeHours = OfficeHours()
    report: ReportForm = ReportForm()
    interface: InterfaceLanguage = Field(default="nl", description="language of the report: nl or en")
    leave_out: tuple[str, ...] = Field(default=(), description="practices this house does not want to see assessed")
    weights: dict[str, Annotated[float, Field(ge=0, le=10)]] = Field(
        default_factory=dict, description="practice → how heavily it counts when choosing what to work on, 0-10"
    )

    own: dict[str, Own] = Field(
        default_factory=dict, description="name → a practice of the house itself, which becomes own.<name>"
    )
    called: tuple[str, ...] = Field(
        default=(), description="in a client's file: the numbers that its customers call, each in double quotes"
    )
    clients: tuple[str, ...] = Field(
        default=(), description="files of clients, beside this one; without it, those in the folder clients/"
    )
    _served: tuple[Playbook, ...] = PrivateAttr(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the recogniser should know."""
        own = (self.house.organisation,) if self.house.organisation else ()
        return tuple(dict.fromkeys((*own, *self.house.spellings, *self.house.staff, *self.house.products)))

    @property
    def served(self) -> tuple[Playbook, ...]:
        """The playbooks of the clients for whom this house picks up, each with the house's own underneath."""
        return self._served

    def serving(self, clients: Sequence[Playbook]) -> Playbook:
        """This playbook with the clients for whom the house picks up."""
        made = self.model_copy()
        made._served = tuple(clients)
        return made

    def speaking(self, interface: InterfaceLanguage) -> Playbook:
        """This playbook and those of its clients with reports in that language."""
        made = self.model_copy(update={"interface": interface})
        return made.serving([client.speaking(interface) for client in self._served])

    def for_whom(self, called: str | None, organisation: str | None) -> Playbook:
        """The playbook of the client that was called; this one where it is none of them.

        The number called decides before the organisation's name does.
        """
        by_number = (c for c in self._served if any_number(called, c.called))
        by_name = (
            c for c in self._served if any_name(organisation, (c.house.organisation or "", *c.house.spellings))
        )
        return next(by_number, None) or next(by_name, self)

    @cached_property
    def practices(self) -> Mapping[str, Practice]:
        """The catalogue and the practices of the house itself, by id."""
        if not self.own:
            return catalogue()
        return MappingProxyType({**catalogue(), **{p.id: p for p in self.own_practices}})

    @cached_property
    def own_practices(self) -> tuple[Practice, ...]:
        """The practices of the house itself."""
        return tuple(practice_of(name, own) for name, own in self.own.items())

    @property
    def all_practices(self) -> Mapping[str, Practice]:
        """The catalogue with the practices of the house and of all its clients, for a report on many calls."""
        return {**self.practices, **{k: v for c in self._served for k, v in c.practices.items()}}
