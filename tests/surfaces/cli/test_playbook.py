"""`belwijs playbook`: what is written passes, what is shown says where it comes from, what changes is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from belwijs.call import Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.playbook_file import examined
from belwijs.catalogue.practice import catalogue
from belwijs.interface import INTERFACE_LANGUAGES, InterfaceLanguage, text
from belwijs.pipeline.material import Material, Tools
from belwijs.surfaces.cli.playbook import changed, check_playbook, show_playbook
from belwijs.surfaces.cli.playbook_init import playbook_text, write_playbook
from tests.calls import call, hold
from tests.pipeline.test_analyse import Knows

IDS = frozenset(catalogue())


@pytest.mark.parametrize("interface", INTERFACE_LANGUAGES)
def test_what_is_written_is_right_and_changes_nothing(interface: InterfaceLanguage) -> None:
    opened = examined(playbook_text("h.yaml", interface), "h.yaml", IDS)
    assert opened.mistakes == ()
    book = opened.book
    assert book is not None
    assert book.limits == Playbook().limits
    assert all(catalogue()[p].weight == weight for p, weight in book.weights.items())


@pytest.mark.parametrize("interface", INTERFACE_LANGUAGES)
def test_its_examples_are_right_too(interface: InterfaceLanguage) -> None:
    written = playbook_text("h.yaml", interface, "Bakker: logistiek")
    own = written[written.index("# own:") : written.index("# clients:")]
    lines = [line.removeprefix("# ") for line in own.splitlines() if line.startswith(("# own", "#   "))]
    opened = examined("\n".join(lines), "h.yaml", IDS)
    assert opened.mistakes == ()
    assert opened.book is not None
    assert len(opened.book.own) == 1


@pytest.mark.parametrize("interface", INTERFACE_LANGUAGES)
def test_every_setting_has_words_in_both_languages(interface: InterfaceLanguage) -> None:
    for name, field in Playbook.model_fields.items():
        assert text(interface, f"setting.{name}")
        for setting in getattr(field.annotation, "model_fields", {}):
            assert text(interface, f"setting.{name}.{setting}")


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    file = tmp_path / "h.yaml"
    write_playbook(file, "nl", None, force=False)
    with pytest.raises(Problem, match="is there already"):
        write_playbook(file, "nl", None, force=False)
    write_playbook(file, "en", "Bakker", force=True)
    assert "organisation: Bakker" in file.read_text(encoding="utf-8")


def test_check_prints_every_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "h.yaml"
    file.write_text("limits: {hold_at_most: long}\nleave_out: [hold.reasn]\nanswr: {}\n", encoding="utf-8")
    assert check_playbook(file, "en") == 1
    out = capsys.readouterr().out
    assert "h.yaml:1: limits.hold_at_most" in out
    assert "h.yaml:3: answr is not a setting; did you mean answer?" in out
    assert "h.yaml:2: 'hold.reasn' is not a practice; did you mean hold.reason?" in out
    assert "Mistakes: 3." in out


def test_show_names_where_each_value_comes_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clients").mkdir()
    file = tmp_path / "h.yaml"
    text = "house:\n  organisation: Noord\n  spellings: [Nrd]\nlimits:\n  hold_at_most: 90\n"
    file.write_text(text, encoding="utf-8")
    client = tmp_path / "clients" / "bakker.yaml"
    client.write_text('called: ["020 555 01 01"]\nhouse:\n  organisation: Bakker\n', encoding="utf-8")
    assert show_playbook(file, "+31205550101", "en") == 0
    lines = {line.split("#")[0].strip(): line.split("#")[1].strip() for line in capsys.readouterr().out.splitlines()}
    assert lines["house.organisation: Bakker"] == f"{client}:3"
    assert lines["house.spellings: []"] == "default"
    assert lines["limits.hold_at_most: 90"] == f"{file}:5"
    with pytest.raises(Problem, match="the clients are Bakker"):
        show_playbook(file, "Jansen", "en")


def test_diff_tells_the_verdicts_that_change() -> None:
    talk = call("a: Ogenblik.", hold(seconds=70), "a: Dank u voor het wachten.", "c: Ja.", organisation=None)
    before = Playbook()
    after = Playbook.model_validate({"limits": {"hold_at_most": 60}, "leave_out": ["hold.update"]})
    found = list(changed(Material(talk, before), after, Tools(acts=Knows), None))
    assert {(c.practice, *c.step) for c in found} >= {("hold.limit", "kept", "missed")}
    assert ("hold.update", "missed", "not_applicable") in {(c.practice, *c.step) for c in found}
    assert list(changed(Material(talk, before), before, Tools(acts=Knows), None)) == []


@pytest.mark.real
@pytest.mark.parametrize("interface", INTERFACE_LANGUAGES)
def test_the_example_that_is_written_recognises_itself(
    interface: InterfaceLanguage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = playbook_text("h.yaml", interface)
    own = written[written.index("# own:") : written.index("# clients:")]
    lines = [line.removeprefix("# ") for line in own.splitlines() if line.startswith(("# own", "#   "))]
    file = tmp_path / "h.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert check_playbook(file, "en") == 0, capsys.readouterr().out


@pytest.mark.real
def test_check_names_an_example_that_does_not_belong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "h.yaml"
    file.write_text(
        "own:\n  nummer:\n    title: Vraagt het nummer\n    says:\n      - Wat is uw klantnummer?\n"
        "      - Mag ik uw klantnummer?\n      - De rivier stroomt langs het oude stadhuis.\n",
        encoding="utf-8",
    )
    assert check_playbook(file, "en") == 1
    assert f"{file}:7: own.nummer would not recognise this example" in capsys.readouterr().out
