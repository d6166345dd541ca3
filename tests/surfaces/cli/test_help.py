"""`--help` is in the language of the user, and every sentence of it has its Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from belwijs.interface import in_dutch
from belwijs.surfaces.cli import commands, office_commands  # noqa: F401  (register the commands)
from belwijs.surfaces.cli.help import LANGUAGE
from belwijs.surfaces.cli.main import app


def helped(*args: str) -> str:
    return CliRunner().invoke(app, [*args, "--help"]).stdout


def described(command: Any, path: str = "belwijs") -> Iterator[tuple[str, str]]:
    """What a command and those under it say of themselves, and where."""
    for sentence in (command.help, *(getattr(p, "help", None) for p in command.params)):
        if sentence:
            yield path, sentence
    for name, below in getattr(command, "commands", {}).items():
        yield from described(below, f"{path} {name}")


def test_every_sentence_of_the_help_has_its_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LANGUAGE, "en")
    told = dict.fromkeys(described(get_command(app)))
    assert len(told) > 80
    lacking = [f"{path}: {sentence!r}" for path, sentence in told if in_dutch("help", sentence) is None]
    assert not lacking, "add to src/belwijs/interface/help.yaml:\n" + "\n".join(lacking)


@pytest.mark.parametrize("args", [(), ("analyse",), ("playbook",), ("playbook", "diff"), ("user", "add")])
def test_help_is_dutch_and_english_where_that_is_asked(
    args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE, "en")
    english = helped(*args)
    monkeypatch.delenv(LANGUAGE)
    dutch = helped(*args)
    assert english.startswith("Usage: ")
    assert "Show this message and exit." in english
    assert dutch.startswith("Gebruik: ")
    assert "Toon deze uitleg en stop." in dutch
    for word in ("Options:", "Arguments:", "Commands:", "[required]", "[default:", "[env var:"):
        assert word not in dutch


def test_the_list_of_commands_says_what_each_does_in_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LANGUAGE, raising=False)
    assert "Ga na wat er is, wat er ontbreekt en hoe u het krijgt." in helped()
