"""A call is judged by the playbook of the client that was called."""

from __future__ import annotations

from belwijs.catalogue.playbook import Playbook
from belwijs.pipeline.analyse import analyse
from belwijs.pipeline.material import Tools
from tests.calls import call, hold
from tests.pipeline.test_analyse import Knows

HOUSE = Playbook.model_validate({"house": {"organisation": "Noord"}}).serving(
    [
        Playbook.model_validate(
            {"house": {"organisation": "Bakker"}, "called": ["020 555 01 01"], "limits": {"hold_at_most": 30}}
        )
    ]
)
TALK = call("a: Ogenblik.", hold(seconds=50), "a: Dank u voor het wachten.", organisation=None)


def test_by_number_by_name_and_for_nobody_in_particular() -> None:
    tools = Tools(acts=lambda: Knows())
    by_number = analyse(TALK.with_(called="+31205550101"), HOUSE, tools)
    by_name = analyse(TALK.with_(organisation="BAKKER"), HOUSE, tools)
    own = analyse(TALK, HOUSE, tools)
    assert [r.finding("hold.limit").verdict for r in (by_number, by_name, own)] == ["missed", "missed", "kept"]
    assert (by_number.organisation, own.organisation) == ("Bakker", "Noord")
