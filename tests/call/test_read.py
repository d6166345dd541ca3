"""Our own call file: what is read, and what is said when it cannot be."""

import json
from pathlib import Path
from typing import Any

import pytest

from belwijs.call import Problem, ReadOptions, call_to_json, check_against_audio, is_call_file, read_call_bytes
from belwijs.call import read_call_file as read_file
from belwijs.call.text import MAX_BYTES
from tests.calls import call, hold, ring

GOOD: dict[str, Any] = {
    "id": "x",
    "participants": [{"id": "a1", "role": "agent", "name": "Monique Bos"}, {"id": "c1", "role": "customer"}],
    "turns": [
        {"speaker": "a1", "start": 0.0, "end": 2.0, "text": "Goedemiddag, Bakker Logistiek."},
        {"speaker": "c1", "start": 2.4, "end": 3.0, "text": "Dag, met Jansen."},
    ],
}


def changed(**changes: Any) -> bytes:
    return json.dumps(GOOD | changes).encode()


def turn(**changes: Any) -> dict[str, Any]:
    return {"speaker": "a1", "start": 0.0, "end": 2.0, "text": "Dag."} | changes


def problem(data: bytes, name: str = "x.json", options: ReadOptions | None = None) -> str:
    with pytest.raises(Problem) as caught:
        read_call_bytes(data, name, options)
    line = caught.value.line()
    assert line.startswith(f"{name}: "), line
    assert "\n" not in line
    assert caught.value.way_out
    return line


def test_a_call_is_read() -> None:
    (source,) = read_call_bytes(changed(), "x.json")
    assert source.kind == "call"
    assert source.call.turns[1].speaker == "c1"
    assert source.call.notes == ()
    assert not source.roles_guessed


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"turns": [turn(start=5, end=2)]}, "turns[0] ends at 2 s, before it starts at 5 s"),
        ({"turns": [turn(speaker="x9")]}, "turn 0 is spoken by 'x9', who is not among the participants"),
        ({"turns": [turn(start="0.4")]}, "turns[0].start is text, where a number belongs"),
        ({"turns": [turn(start=True)]}, "turns[0].start is true or false, where a number belongs"),
        ({"turns": [turn(text=5)]}, "turns[0].text is a number, where text belongs"),
        ({"turns": [turn(text=None)]}, "turns[0].text is null, where text belongs"),
        ({"turns": [turn(start=-1)]}, "turns[0].start is -1, below 0"),
        ({"turns": [turn(end=90_000)]}, "more than a day into the call"),
        ({"turns": [turn(words=[{"start": 2, "end": 1, "text": "x"}])]}, "turns[0].words[0] ends at 1 s"),
        ({"turns": [turn(), turn(), {"speaker": "a1"}]}, "turns[2].start is missing (and 2 more)"),
        ({"turns": {}}, "turns is an object, where a list belongs"),
        ({"turns": [[]]}, "turns[0] is a list, where an object belongs"),
        ({"turns": [turn(start=n * 9000, end=n * 9000 + 2000) for n in range(4)]}, "look like milliseconds"),
        ({"id": ""}, "id is empty"),
        ({"started_at": "yesterday"}, "started_at is no date with a time"),
        ({"direction": "sideways"}, "direction is 'sideways', which is unknown; use 'inbound' or 'outbound'"),
        ({"participants": [{"id": "a1", "role": "boss"}]}, "participants[0].role is 'boss'"),
        ({"participants": [{"id": "a1", "role": "agent"}] * 2}, "two participants have the same id"),
        ({"events": [{"type": "hold", "start": 3}]}, "events[0] a hold event needs an end"),
        ({"events": [{"type": "consult", "start": 3, "end": 4, "with": "q"}]}, "events[0].with is 'q'"),
        ({"audio": {"file": "x.wav", "channels": {"b7": 0}}}, "audio.channels names 'b7'"),
        ({"audio": {"file": "x.wav", "channels": {"a1": -1}}}, "is -1"),
        ({"audio": {"file": "https://example.org/x.wav"}}, "is an address"),
        ({"turns": [], "audio": {"file": "nowhere.wav"}}, "names a recording that is not there: 'nowhere.wav'"),
        ({"turns": []}, "has no turns and no audio"),
        ({"gold": {"acts": [{"turn": 0, "act": "grete"}]}}, "'grete', which is unknown; did you mean 'greet'?"),
        ({"gold": {"acts": [{"turn": 2, "act": "greet"}]}}, "gold.acts[0].turn is 2, but there are 2 turns"),
        ({"gold": {"objections": [{"turn": 9, "type": "time"}]}}, "gold.objections[0].turn is 9"),
        ({"gold": {"verdicts": {"answer.greeting": "good"}}}, "gold.verdicts.'answer.greeting' is 'good'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(changes: dict[str, Any], says: str) -> None:
    assert says in problem(changed(**changes))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("  \n ", "is empty"),
        ('{"id": "x",\n "turns": [1,]}', "is no JSON"),
        ('{"id": "x"\n  "turns": []}', "expecting ',' delimiter at line 2, column 3"),
        ('{"id": "x"} {"id": "y"}', "something stands behind the first value at line 1, column 13"),
        ('{"id": "x", "turns": [{"start": NaN}]}', "turns[0].start is not a finite number"),
        ('{"id": "x", "turns": [{"end": -Infinity}]}', "turns[0].end is not a finite number"),
        ('{"id": "x", "turns": [{"end": 1e999}]}', "turns[0].end is not a finite number"),
        ('{"id": "x", "turns": [{"end": ' + "9" * 5000 + "}]}", "turns[0].end is not a finite number"),
        ('{"id": "x", "turns": [{"end": 1, "end": 2}]}', "has the key 'end' twice in turns[0]"),
        ('{"id": "x", "id": "y"}', "has the key 'id' twice"),
        ('{"id": "\\ud800", "turns": []}', "id has half a character"),
        ('{"a": ' * 70 + "1" + "}" * 70, "is nested more than 64 levels deep"),
        ("[" * 100_000 + "]" * 100_000, "is nested more than 64 levels deep"),
        ("[" * 100_000, "is "),
        ("3", "is JSON, but no call"),
        ("[]", "is a list, but not of calls"),
        ("[1, 2]", "is a list, but not of calls"),
        ("{}", "is JSON, but no call"),
        ('{"name": "package", "version": "1.0.0"}', "is JSON, but no call"),
        ("true", "is JSON, but no call"),
    ],
)
def test_json_that_is_no_call(text: str, says: str) -> None:
    assert says in problem(text.encode())


def test_other_encodings_are_named() -> None:
    assert "is not UTF-8 (line 2, byte 13)" in problem('{"id": "x",\né'.encode("latin-1"))
    assert "is UTF-16" in problem('{"id": "x"}'.encode("utf-16"))
    assert "is no text file" in problem(b"RIFF\x00\x00WAVE", "x.json")


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_call_bytes(b"\xef\xbb\xbf" + changed(), "x.json")[0].call.id == "x"


def test_text_that_is_no_call() -> None:
    assert "is no call file" in problem(b"Beste collega, hierbij de notulen.", "x.txt")


def test_too_large_a_file(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 10)
        file.write(b"{" + b" " * 5000)
    with pytest.raises(Problem, match="64 MiB that are read"):
        read_file(path)


def test_what_was_said_is_never_quoted() -> None:
    said = "mijn pincode is 1234"
    assert said not in problem(changed(turns=[turn(text=said, start=5, end=1)]))
    assert said not in problem(changed(turns=[{"text": said}]))
    assert said not in problem(changed(turns=[turn(text=[said])]))


def test_nothing_in_a_message_moves_the_terminal() -> None:
    assert "\x1b" not in problem(changed(turns=[turn(speaker="\x1b[2J")]))
    assert "\x1b" not in problem(changed(direction="\x1b[2J"))


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path, says in [(tmp_path / "no.json", "does not exist"), (tmp_path, "is a folder"), (Path("a\0b"), "")]:
        with pytest.raises(Problem) as caught:
            read_file(path)
        assert caught.value.file == str(path)
        assert says in caught.value.line()


def test_the_order_of_the_turns_is_kept_and_remarked() -> None:
    turns = [turn(start=5, end=6), turn(start=1, end=2)]
    (source,) = read_call_bytes(changed(turns=turns), "x.json")
    assert [t.start for t in source.call.turns] == [5, 1]
    assert "not in order of time (turn 1)" in source.call.notes[0]


def test_no_agent_is_remarked() -> None:
    (source,) = read_call_bytes(changed(participants=[{"id": "a1", "role": "customer"}, GOOD["participants"][1]]), "x")
    assert "No participant has the role agent" in source.call.notes[0]


def test_a_list_of_calls_is_several() -> None:
    sources = read_call_bytes(json.dumps([GOOD, GOOD | {"id": "y"}]).encode(), "x.json")
    assert [s.call.id for s in sources] == ["x", "y"]
    bad = json.dumps([GOOD, GOOD | {"id": ""}]).encode()
    assert "call 2 of the list: id is empty" in problem(bad)


def test_the_recording_is_looked_for_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"RIFF")
    path = tmp_path / "x.json"
    path.write_bytes(changed(audio={"file": "x.wav", "channels": {"a1": 0, "c1": 1}}))
    (source,) = read_file(path)
    assert source.audio[0].path == tmp_path / "x.wav"
    assert source.audio[0].channels == {"a1": 0, "c1": 1}
    path.write_bytes(changed(audio={"file": "other.wav"}))
    (source,) = read_file(path)
    assert source.audio == ()
    assert "is not there" in source.call.notes[0]


def test_options_fill_in_and_agent_overrules() -> None:
    options = ReadOptions(direction="outbound", language="nl", organisation="Bakker", agent="c1")
    (source,) = read_call_bytes(changed(language="en"), "x.json", options)
    assert (source.call.direction, source.call.language, source.call.organisation) == ("outbound", "en", "Bakker")
    assert [p.role for p in source.call.participants] == ["customer", "agent"]
    assert "give --agent one of: 'Monique Bos', 'c1'" in problem(changed(), options=ReadOptions(agent="Piet"))


def test_turns_against_the_recording() -> None:
    made = call(ring(), "a: een twee drie vier vijf", "c: ja hoor", hold(20, 30), "a: Dank u.")
    assert check_against_audio(made, 60.0) == ()
    assert check_against_audio(made, made.duration - 0.3) == ()
    assert check_against_audio(made, 29.0) == (
        "Turn 2 begins after the recording has ended (29.0 s); only words were used there.",
    )
    with pytest.raises(Problem, match="2 of 3 turns begin after the end of the recording"):
        check_against_audio(made, 6.0)
    assert check_against_audio(made, 30.5)[0].startswith("Turn 2 ends after the recording has ended")


def test_text_is_told_from_sound() -> None:
    assert is_call_file(changed()[:100], "x")
    assert is_call_file(b"\xef\xbb\xbfWEBVTT\n")
    assert is_call_file(b"1\n00:00:01,000 --> 00:00:02,000\nDag\n", "x.txt")
    assert is_call_file(b"", "x.json")
    assert not is_call_file(b"RIFF\x24\x00\x00\x00WAVEfmt ", "x.json")
    assert not is_call_file(b"ID3\x04\x00\x00", "x.mp3")
    assert not is_call_file(b"", "x.wav")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    made = call(ring(), "a: Goedemiddag.", "c: Dag.", words=True)
    assert read_call_bytes(call_to_json(made).encode(), "x")[0].call == made
