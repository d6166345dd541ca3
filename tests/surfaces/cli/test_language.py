"""Errors and messages of the command line are in the language of the user."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from belwijs.surfaces.cli import commands, office_commands  # noqa: F401  (register the commands)
from belwijs.surfaces.cli.help import LANGUAGE
from belwijs.surfaces.cli.main import app, speak, spoken


def said(*args: object) -> str:
    return CliRunner().invoke(app, [str(a) for a in args]).stderr


@pytest.fixture(autouse=True)
def _no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LANGUAGE, raising=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A playbook that is English."""
    path = tmp_path / "house.yaml"
    path.write_text("house:\n  organisation: Bakker\ninterface: en\n")
    return path


def test_dutch_where_nothing_says_otherwise(tmp_path: Path) -> None:
    assert "er is geen groep 'x'; de groepen zijn answer" in said("practices", "x")
    assert said("report", tmp_path / "no.json") == (
        f"belwijs: {tmp_path / 'no.json'}: dit bestand is er niet; kijk de naam en de map na\n"
    )


def test_the_option_says_it_then_the_environment_then_the_playbook(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "there is no group 'x'" in said("practices", "x", "--lang", "en")
    assert "there is no group 'x'" in said("practices", "x", "--playbook", house)
    assert "er is geen groep 'x'" in said("practices", "x", "--playbook", house, "--lang", "nl")
    monkeypatch.setenv(LANGUAGE, "nl")
    assert "er is geen groep 'x'" in said("practices", "x", "--playbook", house)
    monkeypatch.setenv(LANGUAGE, "en")
    assert "there is no group 'x'" in said("practices", "x")
    assert "er is geen groep 'x'" in said("practices", "x", "--lang", "nl")


@pytest.mark.parametrize("command", [["stages"], ["analyse"], ["label"]])
def test_every_command_knows_the_environment(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "bestaat niet; kijk de naam na" in said(*command, tmp_path / "no.json")
    monkeypatch.setenv(LANGUAGE, "en")
    assert "does not exist; check the name" in said(*command, tmp_path / "no.json")


def test_a_wrong_playbook_is_told_in_its_own_language(house: Path) -> None:
    house.write_text(house.read_text() + "limits:\n  hold_at_most: long\n")
    english = "limits.hold_at_most is 'long'; give longest single wait, seconds, 10-3600"
    assert english in said("report", "x", "-p", house)
    out = CliRunner().invoke(app, ["playbook", "check", str(house), "--lang", "nl"]).stdout.splitlines()
    dutch = "limits.hold_at_most is 'long'; geef hoelang iemand hoogstens aan één stuk wacht, seconden, 10-3600"
    assert out[0].endswith(f"house.yaml:5: {dutch}")


def test_what_goes_well_is_told_in_it_too(tmp_path: Path) -> None:
    assert "geschreven; nakijken: belwijs playbook check" in said("playbook", "init", tmp_path / "a.yaml")
    assert "written; check it:" in said("playbook", "init", tmp_path / "b.yaml", "--lang", "en")


def test_an_office_speaks_the_language_of_its_settings(tmp_path: Path) -> None:
    backup = ("backup", tmp_path / "x.zip", "--house", tmp_path)
    dutch = "in deze map is geen kantoor; geef de map van een kantoor, of maak er daar een: belwijs migrate MAP"
    assert dutch in said(*backup)
    (tmp_path / "server.yaml").write_text("language: en\n")
    english = "there is no office in this folder; give the folder of one, or make one there: belwijs migrate FOLDER"
    assert english in said(*backup)


def test_one_command_does_not_change_the_language_of_the_next() -> None:
    said("practices", "x", "--lang", "en")
    assert spoken() == "nl"


@pytest.mark.parametrize(
    "written", [b"", b"\xff\xfe\0", b"interface: fr\n", b"  interface: en\n", b"- interface: en\n"]
)
def test_a_file_without_a_language_is_dutch(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_bytes(written)
    assert speak(None, tmp_path / "p.yaml") == "nl"
    assert speak(None, tmp_path) == "nl"
    assert speak(None, tmp_path / "none.yaml") == "nl"
