"""Under which names the channels of a recording are drawn."""

from __future__ import annotations

import pytest

from belwijs.audio.activity import Stretch
from belwijs.audio.hearing import listen
from belwijs.call import Call, Participant
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report
from belwijs.pipeline.material import Material
from belwijs.surfaces.cli.analyse import _lanes
from tests.audio.sounds import FakeSound, Scripted, line, spoken


@pytest.mark.parametrize(("channels", "names"), [(1, ("opname",)), (2, ("medewerker", "klant"))])
def test_channels_have_a_name_that_people_read(channels: int, names: tuple[str, ...]) -> None:
    sounds = [line(spoken(3, [Stretch(n, n + 1)], 120), seed=n) for n in range(channels)]
    hearing = listen(FakeSound(*sounds), finder=Scripted)
    people = (Participant(id="a1", role="agent"), Participant(id="c1", role="customer"))
    given = {"a1": 0, "c1": 1} if channels == 2 else None
    material = Material(Call(id="x", participants=people), Playbook(), channels=given)
    assert _lanes(material, hearing, Report(id="x", participants=people))[0] == names
