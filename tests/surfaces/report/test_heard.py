"""Pitch, level and speech over time, drawn within their box."""

from __future__ import annotations

import re

import numpy as np
import pytest

from belwijs.call import Event
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import catalogue
from belwijs.finding import Evidence, Finding, Measure, Report
from belwijs.surfaces.report.entry import Entry
from belwijs.surfaces.report.heard import VoiceLine, events_line, figures_view, line_view, sparkline
from belwijs.surfaces.report.page import html_page
from tests.surfaces.report.samples import dentist


def _line(count: int = 300, seconds: float = 60.0) -> VoiceLine:
    level = np.linspace(-120, 10, count)
    pitch = np.where(np.arange(count) % 3 == 0, np.nan, np.linspace(20, 900, count))
    return VoiceLine("Fatima Aydin", "ours", level, pitch, (np.arange(count) % 10 < 4).astype(float), seconds)


@pytest.mark.parametrize("whole", [60.0, 100.0])
def test_paths_stay_in_their_box_whatever_was_measured(whole: float) -> None:
    view = line_view(_line(), whole, "nl")
    for path in (view.pitch, view.level, view.speech):
        places = [tuple(map(float, m)) for m in re.findall(r"[ML ](\d+\.?\d*) (\d+\.?\d*)", path)]
        assert places
        assert all(0 <= x <= 600 * 60 / whole + 1 and 0 <= y <= 100 for x, y in places)
    assert view.said == "spreekt 40 % van de tijd"


def test_nobody_who_speaks_is_drawn_as_silence() -> None:
    silent = VoiceLine("klant", "theirs", np.full(5, -100.0), np.full(5, np.nan), np.zeros(5), 1.0)
    view = line_view(silent, 1.0, "en")
    assert (view.pitch, view.speech) == ("", "")
    assert sparkline(silent.pitch, 75, 400, 3) == "   "


def test_a_sparkline_rises_with_its_series() -> None:
    assert sparkline(np.arange(8.0), 0, 8, 8) == "▁▂▃▄▅▆▇█"
    assert sparkline(np.array([-50.0, 99.0]), 0, 8, 8) == " █"


def test_events_stand_where_they_were() -> None:
    events = [Event(type="queue", start=0, end=5), Event(type="hangup", start=100), Event(type="attempt")]
    assert events_line(events, 10, 10) == "––––––   ▲", "beyond the end stands at the end; without a time nowhere"


def test_figures_come_with_their_limit_or_with_why_there_is_none() -> None:
    held = Evidence(measure="pace", value=6.7, unit="syll/s", limit=6.0)
    report = Report(
        id="x",
        measures=(
            Measure(name="pace", value=6.7, unit="syll/s"),
            Measure(name="speech_level", value=-30.25, unit="dBFS", side="customer"),
            Measure(name="pitch_sd", why="too_little", seconds=2.1),
        ),
        findings=(Finding(practice="voice.pace", verdict="missed", evidence=(held,)),),
    )
    pace, level, pitch = figures_view(report, "nl")
    assert (pace.value.split()[0], pace.limit.split()[0], pace.verdict) == ("6,7", "6", "missed")
    assert (level.value.split()[0], level.limit, level.side) == ("-30,2", "", "klant")
    assert pitch.why == "Te weinig geluid om te meten: 2,1 s."


def test_the_page_draws_both_sides() -> None:
    page = html_page([Entry(dentist(), None, (_line(), _line()))], Playbook(), catalogue())
    assert page.count('class="sketch"') == 2
    assert "heard" not in html_page([Entry(dentist())], Playbook(), catalogue()).partition("</style>")[2]
