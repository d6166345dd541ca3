"""The number that was called, in call files and vCons."""

from __future__ import annotations

import json

import pytest

from belwijs.call import Call, Problem
from belwijs.call.read import read_call_bytes
from belwijs.call.vcon import to_vcon
from belwijs.call.write import call_to_dict
from tests.calls import call

TALK = call("a: Goedemiddag, Bakker Logistiek.", "c: Dag, met Van Dam.").with_(called="+31 20 555 01 01")


def read(value: object) -> Call:
    (source,) = read_call_bytes(json.dumps(value).encode(), "x.json")
    return source.call


def test_a_call_file_keeps_it() -> None:
    assert read(call_to_dict(TALK)).called == "+31 20 555 01 01"


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_a_vcon_has_it_with_the_side_that_was_called(direction: str) -> None:
    made = to_vcon(TALK.with_(direction=direction), {})
    tel = [p.get("tel") for p in made["parties"]]
    assert tel == (["+31 20 555 01 01", None] if direction == "inbound" else [None, "+31 20 555 01 01"])


def test_it_is_read_from_the_party_that_was_called() -> None:
    parties = [
        {"name": "Monique", "role": "agent", "tel": "tel:+31205550101"},
        {"name": "Van Dam", "tel": "0612345678"},
    ]
    made = to_vcon(TALK, {}) | {"parties": parties}
    assert read(made).called == "tel:+31205550101"


def test_no_number_that_is_a_page_long() -> None:
    with pytest.raises(Problem, match="called"):
        read(call_to_dict(TALK) | {"called": "0" * 200})
