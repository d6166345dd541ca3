"""The report on the terminal, compared as whole text."""

from __future__ import annotations

import io

import numpy as np
import pytest
from rich.console import Console

from belwijs.call import Event, Participant, Turn
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Evidence, Finding, Report
from belwijs.surfaces.report.heard import VoiceLine
from belwijs.surfaces.report.terminal import print_report
from tests.surfaces.report.samples import ANGRY, dentist, practices, written


def _small() -> Report:
    return Report(
        id="desk-1",
        started_at="2026-03-02T13:05:00+01:00",
        organisation="Bakker Logistiek",
        duration=66.0,
        language="nl",
        participants=(Participant(id="a1", role="agent", name="Monique Bos"), Participant(id="c1", role="customer")),
        turns=(Turn(speaker="a1", start=9.4, end=12.0, text="Goedemiddag, Bakker Logistiek."),
               Turn(speaker="a1", start=60.0, end=63.0, text="Zo, daar ben ik weer.")),
        findings=(
            Finding(practice="answer.greeting", verdict="kept",
                    evidence=(Evidence(turn=0, start=9.4, quote="Goedemiddag"),)),
            Finding(practice="answer.daypart", verdict="kept"),
            Finding(practice="hold.thanks", verdict="missed", reason="Niet gezegd bij het terugkomen.",
                    evidence=(Evidence(turn=1, start=60.0),), suggestion="Dank u voor het wachten."),
            Finding(practice="courtesy.no_blame", verdict="missed", confidence=0.4,
                    evidence=(Evidence(turn=1, start=60.0),), suggestion="Ik zoek het met u uit."),
            Finding(practice="transfer.wording", verdict="not_applicable"),
            Finding(practice="voice.pace", verdict="unknown", reason="Dit gespreksbestand heeft geen geluid."),
            Finding(practice="environment.noise", verdict="unknown", reason="Dit gespreksbestand heeft geen geluid."),
        ),
        notes=("Er is geen geluid.",),
    )  # fmt: skip


WIDE = """\
desk-1 · Bakker Logistiek
maandag 2 maart 2026, 13:05 uur · 1:06 · inkomend
✓ 2 gedaan, ✗ 2 gemist, – 1 niet van toepassing, ? 2 niet te zeggen

Wat goed ging
  ✓ 0:09 Beginnen met een groet. “Goedemiddag”

Eén ding om aan te werken
  ✗ 1:00 Bedanken voor het wachten
         Hier had het moeten komen – Monique Bos: “Zo, daar ben ik weer.”
         Niet gezegd bij het terugkomen.
         Zeg liever: “Dank u voor het wachten.”

Ook gemist
  ✗ 1:00 Geen verwijt. Zeg liever: “Ik zoek het met u uit.”

Per groep
  Aannemen      100 ████████████████████ (2 van 2)
  Hoffelijkheid   0                      (0 van 1)
  Wachten         0                      (0 van 1)

De rest
  Aannemen            ✓ De groet past bij het dagdeel
  Niet van toepassing – Doorverbinden 1

Niet te zeggen
  ? 2 × Dit gespreksbestand heeft geen geluid. (Stem, Omgeving)

Goed om te weten
  Er is geen geluid.
"""

NARROW = """\
desk-1 · Bakker Logistiek
Monday 2 March 2026, 13:05 · 1:06 · inbound
✓ 2 kept, ✗ 2 missed, – 1 not applicable, ? 2 unknown

What went well
  ✓ 0:09 Begin with a greeting. “Goedemiddag”

One thing to work on
  ✗ 1:00 Thank for waiting
         This is where it should have come – Monique Bos:
         “Zo, daar ben ik weer.”
         Not said on return.
         Better say: “Dank u voor het wachten.”

Also missed
  ✗ 1:00 No reproach. Better say: “Ik zoek het met u uit.”

By group
  Answering 100 ████████████████████ (2 of 2)
  Courtesy    0                      (0 of 1)
  Waiting     0                      (0 of 1)

The rest
  Answering      ✓ The greeting fits the time of day
  Not applicable – Transferring 1

Unknown
  ? 2 × Dit gespreksbestand heeft geen geluid. (Voice,
        Surroundings)

Good to know
  Er is geen geluid.
"""


def _printed(report: Report, width: int, playbook: Playbook | None = None, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    print_report(report, Console(width=width, file=file), playbook or Playbook(), practices())
    file.flush()
    return "".join(line.rstrip() + "\n" for line in raw.getvalue().decode(encoding).splitlines())


def test_whole_report_at_100_columns_in_dutch() -> None:
    assert _printed(_small(), 100) == WIDE


def test_whole_report_at_60_columns_in_english() -> None:
    assert _printed(_small(), 60, Playbook(interface="en")) == NARROW


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_console(width: int) -> None:
    assert max(len(line) for line in _printed(dentist(), width).splitlines()) <= min(width, 100)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_an_encoding_without_the_symbols_gets_others(encoding: str) -> None:
    shown = _printed(_small(), 100, encoding=encoding)
    assert "+ 2 gedaan, x 2 gemist" in shown
    assert ("Eén" if encoding != "ascii" else "Een") + " ding om aan te werken" in shown


def test_names_cannot_steer_the_terminal() -> None:
    shown = _printed(_small().model_copy(update={"organisation": "\x1b[31mRood\x07 [bold]B[/bold]\u202e"}), 100)
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[31mRood" in shown
    assert "[bold]B[/bold]" in shown


def test_colour_only_on_a_terminal() -> None:
    out = io.StringIO()
    colourful = Console(width=80, file=out, force_terminal=True, color_system="standard")
    print_report(_small(), colourful, Playbook(), practices())
    assert "\x1b[" in out.getvalue()
    assert "\x1b[" not in _printed(_small(), 80)


def test_a_report_without_findings_says_so() -> None:
    assert "Nothing was judged" in _printed(Report(id="x"), 80, Playbook(interface="en"))


def test_nothing_missed_is_said() -> None:
    report = Report(id="x", findings=(Finding(practice="answer.greeting", verdict="kept"),))
    shown = _printed(report, 80)
    assert "Niets gemist van wat beoordeeld kon worden." in shown
    assert "Ook gemist" not in shown


def test_outbound_attempts_are_in_the_head() -> None:
    report = Report(id="x", direction="outbound", events=(Event(type="attempt", number=3),))
    assert "uitgaand · poging 3" in _printed(report, 80)


def test_the_coachs_part_on_the_terminal() -> None:
    shown = _printed(written(ANGRY, "balie-17"), 100)
    line = next(li for li in shown.splitlines() if li.startswith("  klant "))
    heights = ["▁▃▅▆█".index(c) for c in line.split()[1]]
    assert heights[0] == 0
    assert max(heights) == 4
    assert heights[-1] == 0
    moves = next(li for li in shown.splitlines() if li.startswith("  medewerker ")).split()[1:]
    assert moves == ["▲", "▼", "▼", "▼", "■", "→", "→", "→"]
    for heading in ("De escalatiematrix", "De weg die de klant aflegde", "Per groep"):
        assert f"\n{heading}\n" in shown


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_the_coachs_part_in_an_encoding_without_its_signs(encoding: str) -> None:
    shown = _printed(written(ANGRY, "balie-17"), 100, encoding=encoding)
    assert "v verzacht" in shown
    assert "########" in shown


def test_what_was_heard_stands_as_sparklines() -> None:
    file = io.StringIO()
    voice = VoiceLine("klant", "theirs", np.linspace(-60, -10, 200), np.full(200, np.nan), np.ones(200), 20.0)
    print_report(_small(), Console(width=100, file=file), Playbook(), practices(), [voice])
    shown = file.getvalue()
    assert "klant, volume" in shown
    assert "▁▁" in shown
    assert "▇▇" in shown
    assert "dBFS" in shown


def test_what_happened_on_the_line_stands_under_the_sparklines() -> None:
    file = io.StringIO()
    voice = VoiceLine("klant", "theirs", np.full(200, -30.0), np.full(200, np.nan), np.ones(200), 60.0)
    happened = (Event(type="ring", start=0, end=15), Event(type="hold", start=30, end=45))
    report = _small().model_copy(update={"events": happened})
    print_report(report, Console(width=100, file=file), Playbook(), practices(), [voice])
    lines = file.getvalue().splitlines()
    (line,) = (one for one in lines if one.strip().startswith("lijn"))
    sounds = line[line.index("·") :]
    assert (sounds.count("·"), sounds.count("■"), sounds.index("■")) == (13, 13, 24)
    assert any("· bellen" in one and "■ in de wacht" in one for one in lines)
    assert any(one.split() == ["0:00", "1:00"] for one in lines)
