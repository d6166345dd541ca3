"""Chats of every shape become calls whose medium is chat."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.call import Call, Problem, is_call_file, read_call_bytes, read_call_file

WHATSAPP = """\
\u200e[02-03-2026 13:05:11] Berichten zijn versleuteld.
[02-03-2026 13:05:11] Jan de Vries: Hallo, waar blijft mijn pakket?
[02-03-2026 13:05:40] Monique: Goedemiddag, u chat met Monique van Bakker.
[02-03-2026 13:06:10] Jan de Vries: 12345
dat staat op de mail
[02-03-2026 13:06:20] Jan de Vries: <Media weggelaten>
[02-03-2026 13:10:10] Monique: Het komt morgen.
"""


def read(text: str, name: str = "chat.txt") -> list[Call]:
    return [source.call for source in read_call_bytes(text.encode(), name)]


def one(text: str, name: str = "chat.txt") -> Call:
    (call,) = read(text, name)
    assert call.medium == "chat"
    return call


def test_lines_with_a_time_and_a_name() -> None:
    call = one(WHATSAPP)
    assert [(t.speaker, t.start, t.text) for t in call.turns] == [
        ("c1", 0.0, "Hallo, waar blijft mijn pakket?"),
        ("a1", 29.0, "Goedemiddag, u chat met Monique van Bakker."),
        ("c1", 59.0, "12345 dat staat op de mail"),
        ("a1", 299.0, "Het komt morgen."),
    ]
    assert all(t.start == t.end for t in call.turns)
    assert str(call.started_at) == "2026-03-02 13:05:11"
    assert [p.name for p in call.participants] == ["Jan de Vries", "Monique"]


@pytest.mark.parametrize(
    "text",
    [
        "13:05 <Klant> Hoi\n13:06 <Agent> Dag",
        "13:05 - Klant: Hoi\n13:06 - Agent: Dag",
        "Klant (13:05): Hoi\nAgent (13:06): Dag",
        "Klant, 13:05: Hoi\nAgent, 13:06: Dag",
        "2026-03-02 13:05 Klant: Hoi\n2026-03-02 13:06 Agent: Dag",
        "3/2/26, 1:05 PM - Klant: Hoi\n3/2/26, 1:06 PM - Agent: Dag",
        "tijd;naam;bericht\n13:05;Klant;Hoi\n13:06;Agent;Dag",
        "timestamp,sender,role,message\n2026-03-02T13:05:00Z,Jan,customer,Hoi\n2026-03-02T13:06:00Z,Mo,agent,Dag",
        "date\ttime\tfrom\ttext\n02-03-2026\t13:05\tKlant\tHoi\n02-03-2026\t13:06\tAgent\tDag",
        json.dumps([{"timestamp": "2026-03-02T13:05:00", "sender": "Klant", "text": "Hoi"},
                    {"timestamp": "2026-03-02T13:06:00", "sender": "Agent", "text": "Dag"}]),
        json.dumps({"messages": [{"ts": 1772456700, "from": {"role": "customer"}, "body": "Hoi"},
                                 {"ts": 1772456760, "from": {"role": "agent"}, "body": "Dag"}]}),
        json.dumps({"id": "x", "chat": [{"created_at": 1772456700000, "role": "klant", "content": "Hoi"},
                                        {"created_at": 1772456760000, "role": "medewerker", "content": "Dag"}]}),
    ],
)  # fmt: skip
def test_every_shape_says_the_same(text: str) -> None:
    call = one(text, "chat")
    assert [(t.speaker, t.start, t.text) for t in call.turns] == [("c1", 0.0, "Hoi"), ("a1", 60.0, "Dag")]
    assert is_call_file(text.encode()[:4096])


def test_one_file_holds_several_conversations() -> None:
    calls = read("gesprek;tijd;rol;bericht\nA;13:05;klant;Hoi\nB;13:05;klant;Dag\nA;13:06;agent;Zeg het eens")
    assert [(c.id, len(c.turns)) for c in calls] == [("chat-A", 2), ("chat-B", 1)]


def test_who_writes_second_is_the_agent_where_nothing_says_it() -> None:
    call = one("13:05 - Jan: Mijn pakket is er niet.\n13:06 - Mo: Dat zoek ik op.")
    assert {p.name: p.role for p in call.participants} == {"Jan": "customer", "Mo": "agent"}
    assert any("is a guess" in note for note in call.notes)


def test_past_midnight_and_whole_minutes() -> None:
    call = one("23:58 - Klant: Hoi\n23:59 - Agent: Dag\n00:01 - Klant: Nog iets.")
    assert [t.start for t in call.turns] == [0.0, 60.0, 180.0]
    assert any("whole minutes" in note for note in call.notes)
    assert call.started_at is None


def test_without_times_all_is_at_the_start_and_said_so() -> None:
    call = one("naam;bericht\nKlant;Hoi\nAgent;Dag")
    assert [t.start for t in call.turns] == [0.0, 0.0]
    assert any("no times" in note for note in call.notes)


def test_a_call_of_ours_may_be_a_chat() -> None:
    value = {
        "id": "x", "medium": "chat", "participants": [{"id": "a1", "role": "agent"}],
        "turns": [{"speaker": "a1", "start": 0, "end": 0, "text": "Dag"}],
    }  # fmt: skip
    assert one(json.dumps(value)).id == "x"


def test_a_transcript_with_seconds_stays_a_call() -> None:
    value = {"messages": [{"start": 0.5, "end": 2.0, "speaker": "A", "text": "Hallo"}]}
    with contextlib.suppress(Problem):
        assert all(c.medium == "phone" for c in read(json.dumps(value), "x.json"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tijd;naam;bericht\nkwart over;Jan;Hoi", r"row 2: 'kwart over' is no time"),
        ("tijd;naam;bericht\n;;", "without messages"),
        ("wanneer,persoon,inhoud\n13:05,Jan,Hoi", "no row names the columns"),
        ("01-03-2026 13:05 - A: Hoi\n20-03-2026 13:06 - B: Dag", "more than a week"),
    ],
)
def test_what_cannot_be_used_is_one_line(text: str, says: str) -> None:
    with pytest.raises(Problem, match=says):
        read(text, "chat.csv")


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_a_chat_or_a_problem(text: str) -> None:
    for name in ("x.txt", "x.csv"):
        with contextlib.suppress(Problem):
            assert read(f"tijd;naam;bericht\n{text}", name)
        with contextlib.suppress(Problem):
            assert read(f"13:05 - Jan: Hoi\n{text}\n13:06 - Mo: Dag", name)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wachtrij.csv"
    path.write_text("tijd;naam;bericht\n13:05;Klant;Hé\n13:06;Agent;Dag", encoding="utf-8")
    assert read_call_file(path)[0].call.id == "wachtrij"
