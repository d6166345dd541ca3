"""Writing: whole or not at all, and WebVTT that reads back without a guess."""

import os
from pathlib import Path

import pytest

from belwijs.call import Problem, call_to_dict, read_call_bytes, read_call_file, to_webvtt, write_call
from tests.calls import call, hold


def test_what_is_usual_is_left_out() -> None:
    assert call_to_dict(call("a: Dag.", hold(3, 4), started_at=None, organisation=None, agent=None)) == {
        "id": "test",
        "direction": "inbound",
        "language": "nl",
        "participants": [{"id": "a1", "role": "agent"}, {"id": "c1", "role": "customer"}],
        "turns": [{"speaker": "a1", "start": 0.0, "end": 0.4, "text": "Dag."}],
        "events": [{"type": "hold", "start": 3.0, "end": 4.0}],
        "perspective": "agent",
    }


def test_a_call_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")
    made = call("a: Goedemiddag, één.", "c: Dag.")
    write_call(made, path)
    assert read_call_file(path)[0].call == made
    assert os.listdir(tmp_path) == ["x.json"]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "x.json", tmp_path, Path("a\0b")):
        with pytest.raises(Problem, match="cannot be written") as caught:
            write_call(call("a: Dag."), path)
        assert caught.value.file == str(path)


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Problem, match="the disk is full"):
        write_call(call("a: Dag."), path)
    assert os.listdir(tmp_path) == ["x.json"]
    assert path.read_text() == "old"


def test_webvtt_reads_back() -> None:
    lines = ("a: Goedemiddag, <Bakker> & Zn. --> ja?", "c: Dag.\n\nMet mij.", "k: Hallo.", "k2: Hoi.")
    made = call(*lines, colleague=None)
    text = to_webvtt(made)
    assert text.startswith("WEBVTT\nLanguage: nl\n\n00:00:00.000 --> 00:00:02.400\n<v.agent Monique Bos>Goed")
    (source,) = read_call_bytes(text.encode(), "test.vtt")
    assert [(t.speaker, t.start, t.end) for t in source.call.turns] == [(t.speaker, t.start, t.end) for t in made.turns]
    assert source.call.turns[0].text == made.turns[0].text
    assert source.call.turns[1].text == "Dag. Met mij."
    assert [(p.role, p.name) for p in source.call.participants] == [(p.role, p.name) for p in made.participants]
    assert source.call.notes == ()
