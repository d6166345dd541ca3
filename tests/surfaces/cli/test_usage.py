"""What is wrong with a command line is told in one line, in the language of the user."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from belwijs.surfaces.cli import commands, office_commands  # noqa: F401  (register the commands)
from belwijs.surfaces.cli.help import LANGUAGE
from belwijs.surfaces.cli.main import app

WRONG = {
    "evaluate --mistakes x a": "'--mistakes': geef een heel getal",
    "evaluate --mistakes -3 a": "'--mistakes': geef 0 of meer",
    "analyse": "'FILE...' ontbreekt",
    "analyse --lang xx a": "'xx' is geen van 'nl', 'en'",
    "analyse a --lang": "'--lang' vraagt iets erachter",
    "analyse a --nope": "er is geen optie --nope",
    "analyse a --open=3": "'--open' wil niets erachter",
    "analyse a --channels 9z": "geef twee nummers van kanalen vanaf 0",
    "analyse a --started-at gisteren": "'gisteren' is niet geschreven als '2026-11-30T14:05:00'",
    "compare a b --at 2026-13-45": "'2026-13-45' is niet geschreven als '2026-11-30'",
    "evaluate": "geef gelabelde gesprekken, of --compare A B",
    "evaluate --compare a": "'--compare' vraagt er 2 dingen achter",
    "demo a b": "er staat te veel: a b",
    "foo": "er is geen opdracht 'foo'",
    "playbook foo": "er is geen opdracht 'foo'",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_complaint_is_one_line_of_dutch_with_the_way_out(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LANGUAGE, raising=False)
    told = CliRunner().invoke(app, line.split())
    assert told.exit_code == 2
    assert told.stdout == ""
    (said,) = told.stderr.splitlines()
    assert said.startswith("belwijs: ")
    assert WRONG[line] in said
    assert "-h` laat zien wat u kunt geven" in said


def test_a_complaint_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LANGUAGE, "en")
    told = CliRunner().invoke(app, ["analyse", "a", "--nope"])
    assert "No such option: --nope" in told.stderr
    assert "`belwijs analyse -h` shows what can be given" in told.stderr


def test_no_command_at_all_shows_the_help() -> None:
    told = CliRunner().invoke(app, [])
    assert told.exit_code == 2
    assert "--install-completion" in told.stderr
    assert "laat zien wat u kunt geven" not in told.stderr
