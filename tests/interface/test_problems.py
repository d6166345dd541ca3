"""Problems are told in Dutch: every sentence that the source gives to one has its Dutch, with all its values."""

from __future__ import annotations

import re
import string
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from belwijs.call import Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.interface import InterfaceLanguage, in_dutch, problem, problem_line
from belwijs.surfaces.second_judge.settings import SecondJudgeSettings
from tests.interface.sentences import SENTENCE, VALUE, Source

Pair = tuple[str, str]


@cache
def entries(file: str) -> list[Pair]:
    """English and Dutch as a file holds them."""
    read = yaml.safe_load(files("belwijs.interface").joinpath(f"{file}.yaml").read_text(encoding="utf-8"))
    return list(read.items())


@cache
def source() -> Source:
    return Source()


def slots_of(dutch: str) -> list[int]:
    """The values that a Dutch sentence takes, by their place in the English one."""
    named = [name for _, name, _, _ in string.Formatter().parse(dutch) if name is not None]
    return [int(name) if name else n for n, name in enumerate(named)]


@cache
def of_ours() -> dict[str, str]:
    """Every sentence of a Problem, with where it stands in the source; what is a value as a whole is no sentence."""
    found = {text: one.where for one in source().given() for text in one.texts}
    return {text: where for text, where in found.items() if text.replace(VALUE, "").replace(SENTENCE, "").strip(" :")}


COMMANDS = re.compile(
    r"`[^`]*`|belwijs \w+|(?:python -m|pip install|openssl|iconv|ct2-) .*|model hub|log in|\w+\.(?:py|md|yaml)"
)
_BOTH = {"is", "in", "over"}  # the same word in both languages
LATER = "the disk is full"  # a sentence of its own, where another one comes


def english_left(sentence: str, dutch: str) -> list[str]:
    """Two words in a row of the English sentence that stand in the Dutch one too."""
    words = COMMANDS.sub("·", sentence)
    pairs = re.findall(r"(?=\b([A-Za-z]{2,} [A-Za-z]{2,})\b)", words)
    return [pair for pair in pairs if not _BOTH & set(pair.split()) and re.search(rf"\b{pair}\b", dutch)]


def untold(sentence: str) -> str | None:
    """Why a sentence is not told in Dutch; None where it is."""
    given = [f"⟨{n}⟩" for n in range(sentence.count(VALUE))]
    plain = sentence.replace(SENTENCE, LATER).replace(VALUE, "{}")
    plain = "".join(a + b for a, b in zip(plain.split("{}"), [*given, ""], strict=True))
    dutch = in_dutch("problems", plain)
    if dutch is None:
        return "has no Dutch"
    if lost := [value for value in given if value not in dutch]:
        return f"loses {lost}: {dutch}"
    if left := english_left(plain, dutch):
        return f"keeps {left}: {dutch}"
    return None


def test_every_sentence_of_a_problem_has_its_dutch() -> None:
    wrong = [f"{of_ours()[s]}: {s!r} {why}" for s in of_ours() if (why := untold(s))]
    assert not wrong, "add to src/belwijs/interface/problems.yaml:\n" + "\n".join(wrong)
    assert len(of_ours()) > 400  # the source is read


def described(kind: type[BaseModel]) -> set[str]:
    """What the settings of a file take, as the way out of a mistake says it."""
    found: set[str] = set()
    for info in kind.model_fields.values():
        found |= {info.description} if info.description else set()
        for part in (info.annotation, *get_args(info.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= described(part)
    return found


@pytest.mark.parametrize("what", sorted(described(Playbook) | described(SecondJudgeSettings)))
def test_what_a_setting_takes_has_its_dutch(what: str) -> None:
    told = problem("nl", f"give {what}")
    assert told.startswith("geef ")
    assert not english_left(what, told)
    assert what not in told


VALIDATORS = {"belwijs.call.model": "turns[3] {}", "belwijs.catalogue.playbook": "Value error, {}"}


@pytest.mark.parametrize("module", VALIDATORS)
def test_what_our_own_validators_say_has_its_dutch(module: str) -> None:
    said = source().errors(module)
    assert said
    for one in said:
        assert untold(VALIDATORS[module].replace(VALUE, one)) is None


@pytest.mark.parametrize("file", ["notes", "problems"])
@pytest.mark.parametrize("values", [("7", "31", "402", "5999"), ("", "", "", ""), ("a-b", "c.d[0]", "‘é’", "{x}")])
def test_every_sentence_is_its_own_and_keeps_its_values(
    file: Literal["notes", "problems"], values: tuple[str, ...]
) -> None:
    wrong = []
    for english, dutch in entries(file):
        told, meant = in_dutch(file, english.format(*values)), re.sub(":nl", "", dutch).format(*values)
        if told != meant:
            wrong.append(f"{english}: {told}")
    assert not wrong, "an earlier sentence fits as well:\n" + "\n".join(wrong)


@pytest.mark.parametrize("file", ["notes", "problems"])
def test_a_sentence_takes_values_that_there_are_and_each_once(file: str) -> None:
    for english, dutch in entries(file):
        taken = slots_of(dutch)
        assert len(taken) == len(set(taken)), english
        assert set(taken) <= set(range(english.count(VALUE))), english


def test_values_are_left_out_only_where_a_library_or_a_note_says_too_much() -> None:
    dropped = [e for e, d in entries("problems") if len(slots_of(d)) < e.count(VALUE)]
    assert all(e.startswith("input should be a valid ") for e in dropped)


@given(st.text(), st.sampled_from(["nl", "en"]))
def test_any_text_can_be_asked_for(said: str, language: InterfaceLanguage) -> None:
    assert problem("en", said) == said
    assert isinstance(problem(language, f"{said} is {said}"), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="'"), min_size=1))
def test_what_a_person_wrote_comes_back_as_it_was(given_name: str) -> None:
    assert f"'{given_name}'" in problem("nl", f"there is no group '{given_name}'")


def test_a_line_has_file_reason_and_way_out() -> None:
    wrong = Problem("cannot be opened (Permission denied)", "check its name and rights", file="een.json")
    assert problem_line("nl", wrong) == "een.json: is niet te openen (geen rechten); kijk de naam en de rechten na"
    assert problem_line("en", wrong) == wrong.line()


def test_a_sentence_in_a_sentence_is_told_too() -> None:
    said = "call 3 of the list: turns[0].start is text, where a number belongs (and 2 more)"
    told = "gesprek 3 van de lijst: turns[0].start is tekst, en hier hoort een getal (en nog 2)"
    assert problem("nl", said) == told


def test_what_is_not_known_stays_english() -> None:
    assert problem("nl", "something nobody wrote down") == "something nobody wrote down"


def test_what_may_be_used_is_listed_in_dutch() -> None:
    assert problem("nl", "use 'kept', 'missed' or 'unknown'") == "gebruik 'kept', 'missed' of 'unknown'"
