"""Whatever the file holds, the readers give a call or a problem; and what is written is read back the same."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.call import (
    Act,
    AudioRef,
    Call,
    CallSource,
    Event,
    Gold,
    Participant,
    Problem,
    ReadOptions,
    Turn,
    TurnAct,
    Word,
    call_to_json,
    check_against_audio,
    is_call_file,
    read_call_bytes,
    to_webvtt,
)
from belwijs.call.vcon import to_vcon
from tests.call.test_subtitles import SRT
from tests.call.test_transcripts import WHISPERX, deepgram
from tests.call.test_vcon import VTT, vcon
from tests.calls import call, hold, ring

NAMES = ["x.json", "x.vcon", "x.vtt", "x.srt", "x", "-", ""]


def read(data: bytes, name: str, options: ReadOptions | None = None) -> None:
    """Reads; anything but a sound call or a one-line problem fails the test."""
    is_call_file(data, name)
    for source in _sources(data, name, options):
        again = Call.model_validate(source.call.model_dump(by_alias=True))
        assert again == source.call
        call_to_json(source.call).encode()
        to_webvtt(source.call).encode()
        json.dumps(to_vcon(source.call, {}, original=source.vcon, signed=source.signed)).encode()


def _sources(data: bytes, name: str, options: ReadOptions | None) -> list[CallSource]:
    try:
        return read_call_bytes(data, name, options)
    except Problem as e:
        problem = e
    assert problem.reason
    assert problem.line().isprintable()
    return []


@given(st.binary(max_size=300), st.sampled_from(NAMES))
def test_any_bytes(data: bytes, name: str) -> None:
    read(data, name)


@given(st.text(max_size=300), st.sampled_from(NAMES))
def test_any_text(text: str, name: str) -> None:
    read(text.encode(), name)


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
TWIG = LEAF | st.lists(LEAF, max_size=3) | st.dictionaries(st.text(max_size=8), LEAF, max_size=3)
JSON = TWIG | st.lists(TWIG, max_size=3) | st.dictionaries(st.text(max_size=8), TWIG, max_size=3)
WHOLE: list[Any] = [
    json.loads(call_to_json(call(ring(), "a: Goedemiddag.", hold(), "c: Dag.", words=True))) | {
        "gold": {"acts": [{"turn": 0, "act": "greet"}], "verdicts": {"a.b": "kept"}},
        "audio": {"file": "x.wav", "channels": {"a1": 0}},
    },
    vcon(),
    vcon(analysis=[{"type": "transcript", "dialog": 0, "body": WHISPERX}]),
    vcon(analysis=[{"type": "transcript", "dialog": [0], "body": VTT, "encoding": "none"}]),
    vcon(dialog=[
        {"type": "recording", "start": "2026-03-02T13:05:00Z", "duration": 9, "parties": [[0], 1], "originator": 0,
         "url": "https://x.org/a", "content_hash": ["sha512-AA"],
         "party_history": [{"party": 0, "event": "hold", "time": "2026-03-02T13:05:01Z"},
                           {"party": 0, "event": "drop", "time": "2026-03-02T13:06:01Z"}]},
        {"type": "transfer", "start": "2026-03-02T13:05:05Z", "transfer_target": 1, "consultation": [0],
         "target_dialog": 0},
        {"type": "text", "start": "2026-03-02T13:05:05Z", "parties": 0, "body": "Dag."},
    ]),
    {"payload": "e30", "signatures": []},
    WHISPERX,
    deepgram([("Dag.", 0.0, 0), ("Hallo,", 0.5, 1)], [("Ja.", 3.0, 0)]),
    WHISPERX["segments"],
]  # fmt: skip
KEYS = st.sampled_from(["start", "end", "text", "words", "speaker", "party", "dialog", "body", "type", "name", "id"])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, item in inner for p in places(item, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A sound file with one to three values replaced, added or removed."""
    value = json.loads(json.dumps(draw(st.sampled_from(WHOLE))))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(value)))
        if not path:
            continue
        inner = value
        for key in path[:-1]:
            inner = inner[key]
        odd = JSON | st.sampled_from([-1, 1e308, -0.0, 2**70, 1e-320, "", "2026-03-02T13:05:00Z", "0001-01-01T00:00"])
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                inner[path[-1]] = draw(odd)
            case "remove":
                del inner[path[-1]]
            case _ if isinstance(inner, dict):
                inner[draw(KEYS)] = draw(odd)
            case _:
                inner.append(draw(odd))
    return value


@settings(max_examples=300, deadline=None)
@given(mutated(), st.sampled_from(NAMES), st.sampled_from([None, "Monique Bos", "c1", "x"]), st.booleans())
def test_sound_json_with_something_changed(value: Any, name: str, agent: str | None, fetch: bool) -> None:
    read(json.dumps(value).encode(), name, ReadOptions(agent=agent, fetch=fetch))


LINES = st.sampled_from([
    "WEBVTT", "", "1", "NOTE x", "00:01.000 --> 00:02.000", "00:00:03,000 --> 00:00:04,000", "99:99 --> 1", "-->",
    "<v Monique>Dag.</v>", "<v", "Klant: ja", "[Agent] nee", "- Dag", ">>", "<<v a><v.b c>", "♪", "a: b: c", "&amp;lt;",
])  # fmt: skip


@settings(deadline=None)
@given(st.lists(LINES | st.text(max_size=12), max_size=20), st.sampled_from(["x.vtt", "x.srt"]))
def test_any_subtitles(lines: list[str], name: str) -> None:
    read("\n".join(lines).encode(), name)


@given(st.integers(0, 200), st.integers(0, 200), st.sampled_from([VTT, SRT.format("Jan: ", "Piet: ")]))
def test_subtitles_cut_anywhere(start: int, length: int, text: str) -> None:
    read((text[:start] + text[start + length :]).encode(), "x.srt")


@pytest.mark.parametrize("text", [
    "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<" * 200_000,
    "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "(" * 200_000 + "<v a>" * 50_000,
    "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "[" * 200_000,
    "WEBVTT\n\n" + "00:01.000 --> 00:02.000\nx: y\n\n" * 20_000,
    "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "a\n" * 50_000,
    json.dumps([{"start": n, "end": n, "text": "x", "speaker": n} for n in range(20_000)]),
    '{"a":' * 200_000,
    "[" + "[]," * 2_000_000 + "[]]",
    "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "a\n" * 2_000_000,
    "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v a>" * 2_000_000,
    '{"x": "' + "\\u0000" * 200_000 + '"}',
    "eyJ" + "." * 500_000,
])  # fmt: skip
def test_hostile_files_come_to_an_end(text: str) -> None:
    """No time is measured; an expression that backtracks would hang here."""
    read(text.encode(), "x")


TIME = st.floats(0, 3600, allow_nan=False).map(lambda x: round(x, 3))
TEXT = st.text(max_size=20)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """Any sound call whose turns are in order of time."""
    ids = draw(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=4, unique=True))
    roles = draw(st.lists(st.sampled_from(["agent", "customer", "colleague", "system"]), min_size=4, max_size=4))
    participants = tuple(
        Participant(id=i, role=r, name=draw(st.none() | TEXT))
        for i, r in zip(ids, ["agent", *roles], strict=False)
    )
    turns = []
    for start in sorted(draw(st.lists(TIME, min_size=1, max_size=5))):
        end = start + draw(TIME)
        word = Word(start=start, end=end, text=draw(TEXT), confidence=draw(st.none() | st.floats(0, 1)))
        words = (word,) if draw(st.booleans()) else ()
        # Enough words a second that the times are not taken for milliseconds.
        text = "ja " * round(end - start) + draw(TEXT)
        turns.append(Turn(speaker=draw(st.sampled_from(ids)), start=start, end=end, text=text, words=words))
    events = [
        Event(type="hold", start=1, end=1 + draw(TIME), source=draw(st.sampled_from(["file", "audio", "words"]))),
        Event.model_validate({"type": "consult", "start": 1, "end": 2, "with": ids[0]}),
        Event(type="transfer", start=draw(TIME), to=draw(st.none() | TEXT), kind="warm", answered=draw(st.booleans())),
        Event(type="attempt", number=draw(st.integers(1, 99))),
    ]
    zones = st.just(UTC) | st.just(timezone(timedelta(minutes=draw(st.integers(-720, 720)))))
    gold = Gold(
        acts=tuple(
            TurnAct(turn=draw(st.integers(0, len(turns) - 1)), act=a, confidence=draw(st.floats(0, 1)))
            for a in draw(st.lists(st.sampled_from(get_args(Act)), max_size=3))
        ),
        verdicts={"a.b": "kept"},
    )
    return Call(
        id=draw(st.text(min_size=1, max_size=8)),
        started_at=draw(st.none() | st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=zones)),
        direction=draw(st.sampled_from(["inbound", "outbound"])),
        language=draw(st.sampled_from([None, "nl", "fr"])),
        organisation=draw(st.none() | TEXT),
        perspective="agent",
        audience=draw(st.sampled_from([None, "business"])),
        participants=participants,
        turns=tuple(turns),
        events=tuple(draw(st.lists(st.sampled_from(events), max_size=4))),
        gold=draw(st.none() | st.just(gold)),
        notes=tuple(draw(st.lists(TEXT, max_size=2))),
    )


@settings(deadline=None)
@given(calls())
def test_write_then_read_is_identity(made: Call) -> None:
    (source,) = read_call_bytes(call_to_json(made).encode(), "x.json")
    assert source.call == made


@settings(deadline=None)
@given(calls(), st.floats(0, 8000))
def test_a_recording_of_any_length(made: Call, duration: float) -> None:
    try:
        notes = check_against_audio(made, duration)
    except Problem:
        return
    assert bool(notes) == any(t.end > duration + 0.5 for t in made.turns)


def test_an_audio_reference_is_written_too() -> None:
    made = call("a: Dag.", audio=AudioRef(file="x.wav", channels={"a1": 0}))
    assert json.loads(call_to_json(made))["audio"] == {"file": "x.wav", "channels": {"a1": 0}}
