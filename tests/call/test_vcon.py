"""vCons in: inline, external, signed, encrypted, without dialogs. And out, with the report as an analysis."""

import base64
import copy
import hashlib
import json
import uuid
from typing import Any

import pytest

from belwijs.call import (
    AudioSource,
    CallSource,
    Problem,
    ReadOptions,
    call_to_dict,
    check_content_hash,
    read_call_bytes,
)
from belwijs.call.vcon import to_vcon
from tests.calls import call, ring

SOUND = b"RIFF\x00\x01\xfe\xff sound"
START = "2026-03-02T13:05:00+01:00"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sha(data: bytes) -> str:
    return "sha512-" + b64(hashlib.sha512(data).digest())


def segments() -> list[dict[str, Any]]:
    return [
        {"party": 1, "start": 1.0, "end": 3.0, "text": "Goedemiddag, met Monique."},
        {"party": 0, "start": 3.5, "end": 5.0, "text": "Dag, met Jansen."},
    ]


def vcon(**changes: Any) -> dict[str, Any]:
    return {
        "vcon": "0.4.0",
        "uuid": "0199e054-ed10-8035-b9a2-279e0d16bc46",
        "created_at": "2026-03-02T14:00:00Z",
        "parties": [
            {"tel": "+31201234567", "name": "anonymous"},
            {"name": "Monique Bos", "role": "agent", "org": "Bakker Logistiek"},
        ],
        "dialog": [
            {"type": "recording", "start": START, "duration": 33.1, "parties": [0, 1], "mediatype": "audio/x-wav",
             "filename": "x.wav", "body": b64(SOUND), "encoding": "base64url"}
        ],
        "analysis": [
            {"type": "transcript", "dialog": 0, "vendor": "v", "encoding": "json", "body": json.dumps(segments())}
        ],
    } | changes  # fmt: skip


def read(value: dict[str, Any], **options: Any) -> CallSource:
    (source,) = read_call_bytes(json.dumps(value).encode(), "x.vcon", ReadOptions(**options))
    return source


def problem(value: dict[str, Any], **options: Any) -> str:
    with pytest.raises(Problem) as caught:
        read(value, **options)
    assert caught.value.way_out
    return caught.value.line()


def external(url: str = "https://example.org/x.wav", **changes: Any) -> dict[str, Any]:
    dialog = {"type": "recording", "start": START, "parties": [0, 1], "url": url, "content_hash": sha(SOUND)}
    return vcon(dialog=[dialog], **changes)


def test_inline_recording_parties_and_transcript() -> None:
    source = read(vcon())
    made = source.call
    assert source.kind == "vcon"
    assert made.id == "0199e054-ed10-8035-b9a2-279e0d16bc46"
    assert made.started_at is not None
    assert made.started_at.isoformat() == START
    assert (made.direction, made.organisation) == ("inbound", "Bakker Logistiek")
    assert [(p.id, p.name) for p in made.participants] == [("a1", "Monique Bos"), ("c1", None)]
    assert [(t.speaker, t.start, t.text) for t in made.turns] == [
        ("a1", 1.0, "Goedemiddag, met Monique."), ("c1", 3.5, "Dag, met Jansen."),
    ]  # fmt: skip
    assert made.notes == ()
    assert not source.roles_guessed
    (audio,) = source.audio
    assert (audio.data, audio.filename, audio.duration) == (SOUND, "x.wav", 33.1)
    assert audio.channels == {"c1": 0, "a1": 1}


def test_the_one_who_called_tells_the_direction() -> None:
    value = vcon()
    value["dialog"][0]["originator"] = 1
    assert read(value).call.direction == "outbound"
    assert read(value, direction="inbound").call.direction == "inbound"


def test_without_roles_the_one_who_was_called_is_the_agent() -> None:
    source = read(vcon(parties=[{"name": "Jansen"}, {"name": "Bos"}], analysis=[]))
    assert {p.name: p.role for p in source.call.participants} == {"Jansen": "customer", "Bos": "agent"}
    assert source.roles_guessed
    assert "Bos, who was called" in source.call.notes[-1]
    named = read(vcon(parties=[{"name": "Jansen"}, {"name": "Bos"}], analysis=[]), agent="Jansen")
    assert {p.name: p.role for p in named.call.participants} == {"Jansen": "agent", "Bos": "customer"}
    assert named.call.direction == "outbound"


def test_an_external_recording_is_not_fetched_unless_asked() -> None:
    assert "give --fetch" in problem(external(analysis=[]))
    source = read(external())
    assert source.audio == ()
    assert "was not fetched; --fetch" in source.call.notes[0]
    (audio,) = read(external(), fetch=True).audio
    assert audio.url == "https://example.org/x.wav"
    check_content_hash(SOUND, audio.content_hash)
    with pytest.raises(Problem, match="recording that has changed"):
        check_content_hash(SOUND + b"x", audio.content_hash)


@pytest.mark.parametrize("url", ["http://example.org/x.wav", "file:///etc/passwd", "ftp://x/y"])
def test_only_https_is_ever_fetched(url: str) -> None:
    assert "not at an https address" in problem(external(url, analysis=[]), fetch=True)
    assert read(external(url), fetch=True).audio == ()


def test_signed_and_encrypted() -> None:
    payload = b64(json.dumps(vcon()).encode())
    source = read({"payload": payload, "signatures": [{"protected": "e30", "signature": "x"}]})
    assert source.signed
    assert "signature was not checked" in source.call.notes[0]
    assert source.vcon is not None
    assert source.vcon["uuid"] == source.call.id
    (compact,) = read_call_bytes(b"eyJhbGciOiJFUzI1NiJ9." + payload.encode() + b".c2ln", "x.jws")
    assert compact.call == source.call
    jwe = {"ciphertext": "AAAA", "iv": "AA", "recipients": [{}], "tag": "AA", "unprotected": {"uuid": "x"}}
    assert "is an encrypted vCon (JWE); decrypt it first" in problem(jwe)
    assert "encrypted" in problem({"payload": b64(json.dumps(jwe).encode()), "signatures": []})
    assert "payload is not base64url" in problem({"payload": "§§", "signatures": []})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"dialog": [], "analysis": []}, "is a vCon without dialogs"),
        ({"dialog": None, "analysis": None}, "is a vCon without dialogs"),
        ({"dialog": {}}, "dialog is not a list"),
        ({"dialog": [5]}, "dialog[0] is not an object"),
        ({"parties": "x"}, "parties is not a list"),
        ({"critical": ["odd"]}, "needs the vCon extension 'odd'"),
        ({"dialog": [{"type": "incomplete", "disposition": "busy"}], "analysis": []}, "never answered (busy)"),
        ({"dialog": [{"type": "recording", "start": "soon"}]}, "dialog[0].start is no date"),
        ({"dialog": [{"type": "recording", "parties": [7]}]}, "dialog[0].parties points at what is not there (7)"),
        ({"dialog": [{"type": "recording", "start": START, "duration": "x"}]}, "dialog[0].duration is not a number"),
        ({"dialog": [{"type": "recording", "body": "§", "encoding": "base64url"}]}, "dialog[0].body is not base64url"),
        ({"dialog": [{"type": "recording", "body": "x", "encoding": "none"}]}, "with encoding 'none'"),
        ({"dialog": [{"type": "recording", "body": "AAAA", "content_hash": sha(b"y")}]}, "recording that has changed"),
        ({"dialog": [{"type": "recording"}], "analysis": []}, "recording of dialog[0] is not in the vCon"),
        ({"dialog": [{"type": "text", "body": "x", "mediatype": "text/html"}], "analysis": []}, "no recording"),
        ({"analysis": [{"type": "transcript", "dialog": 5}]}, "analysis[0].dialog points at what is not there"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(changes: dict[str, Any], says: str) -> None:
    assert says in problem(vcon(**changes))


def test_a_transcript_that_cannot_be_read_leaves_the_recording() -> None:
    source = read(vcon(analysis=[{"type": "transcript", "dialog": 0, "encoding": "json", "body": "{"}]))
    assert source.call.turns == ()
    assert source.audio
    assert "analysis[0] could not be read" in source.call.notes[0]
    odd = read(vcon(analysis=[{"type": "transcript", "dialog": 0, "body": {"pages": 3}}]))
    assert "a shape that is not known here" in odd.call.notes[0]


VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Monique Bos>Goedemiddag.\n\n00:02.500 --> 00:03.000\n<v Klant>Dag.\n"


@pytest.mark.parametrize(
    "analysis",
    [
        {"body": VTT, "encoding": "none"},
        {"body": b64(VTT.encode()), "encoding": "base64url"},
        {"body": {"segments": [{"start": 1, "end": 2, "speaker": "Agent", "text": "Goedemiddag."},
                               {"start": 2.5, "end": 3, "speaker": "customer", "text": "Dag."}]}, "encoding": "json"},
        {"body": [{"party": 1, "start": 1, "end": 2, "text": "Goedemiddag."},
                  {"party": 0, "start": 2.5, "end": 3, "text": "Dag."}]},
        {"body": {"segments": [{"channel": 1, "start": 1, "end": 2, "text": "Goedemiddag."}]} | {"segments": [
            {"speaker": "channel 1", "start": 1, "end": 2, "text": "Goedemiddag."},
            {"speaker": "channel 0", "start": 2.5, "end": 3, "text": "Dag."}]}},
    ],
)  # fmt: skip
def test_shapes_of_transcripts(analysis: dict[str, Any]) -> None:
    made = read(vcon(analysis=[{"type": "transcript", "dialog": 0} | analysis])).call
    assert [(t.speaker, t.start, t.end, t.text) for t in made.turns] == [
        ("a1", 1, 2, "Goedemiddag."), ("c1", 2.5, 3, "Dag."),
    ]  # fmt: skip
    assert made.participants[0].name == "Monique Bos"


def test_numbered_voices_are_matched_to_parties_by_role() -> None:
    spoken = [
        {"speaker": 0, "start": 1, "end": 2, "text": "Waarmee kan ik u helpen?"},
        {"speaker": 1, "start": 3, "end": 4, "text": "Dag."},
    ]
    source = read(vcon(analysis=[{"type": "transcript", "dialog": 0, "body": spoken}]))
    assert [(p.role, p.name) for p in source.call.participants] == [("agent", "Monique Bos"), ("customer", None)]
    assert source.roles_guessed
    assert source.audio[0].channels == {"c1": 0, "a1": 1}


def test_a_transcript_without_times_is_only_used_without_a_recording() -> None:
    lines = "Agent: Goedemiddag, met Monique.\nCustomer: Dag."
    analysis = [{"type": "transcript", "dialog": 0, "body": lines, "encoding": "none"}]
    assert read(vcon(analysis=analysis)).call.turns == ()
    made = read(external(analysis=analysis)).call
    assert [t.speaker for t in made.turns] == ["a1", "c1"]
    assert any("estimates" in note for note in made.notes)


def test_text_dialogs_are_turns_where_there_is_nothing_else() -> None:
    dialog = [
        {"type": "text", "start": "2026-03-02T13:05:03Z", "parties": 0, "body": "Dag, met Jansen."},
        {"type": "text", "start": "2026-03-02T13:05:01Z", "parties": [1, 0], "body": "Goedemiddag."},
    ]
    made = read(vcon(dialog=dialog, analysis=[])).call
    assert [(t.speaker, t.start) for t in made.turns] == [("a1", 0.0), ("c1", 2.0)]


def test_dialogs_lie_behind_each_other_and_holds_and_transfers_are_events() -> None:
    value = vcon()
    value["parties"].append({"name": "René", "role": "sme"})
    first = value["dialog"][0] | {"party_history": [
        {"party": 0, "event": "hold", "time": "2026-03-02T13:05:10+01:00"},
        {"party": 0, "event": "unhold", "time": "2026-03-02T13:05:30+01:00"},
        {"party": 0, "event": "drop", "time": "2026-03-02T13:07:00+01:00"}]}  # fmt: skip
    value["dialog"] = [
        first,
        {"type": "recording", "start": "2026-03-02T13:06:00+01:00", "parties": [0, 2], "body": "AAAA"},
        {"type": "transfer", "start": "2026-03-02T13:05:58+01:00", "transferor": 1, "transferee": 0,
         "transfer_target": 2, "original": 0, "consultation": 3, "target_dialog": 1},
        {"type": "recording", "start": "2026-03-02T13:05:12+01:00", "duration": 15, "parties": [1, 2], "body": "AAAA"},
    ]  # fmt: skip
    value["analysis"].append({"type": "transcript", "dialog": 1, "vendor": "v", "body": [
        {"party": 2, "start": 1, "end": 2, "text": "Met René."}]})  # fmt: skip
    source = read(value)
    assert [(t.speaker, t.start) for t in source.call.turns] == [("a1", 1.0), ("c1", 3.5), ("k1", 61.0)]
    assert [(e.type, e.start, e.end, e.to or e.with_ or e.by, e.kind) for e in source.call.events] == [
        ("hold", 10, 30, None, None), ("consult", 12, 27, "k1", None),
        ("transfer", 58, None, "k1", "warm"), ("hangup", 120, None, "c1", None),
    ]  # fmt: skip
    assert [a.offset for a in source.audio] == [0, 12, 60]


REPORT = {"id": "x", "findings": [{"practice": "answer.greeting", "verdict": "kept"}]}


def test_a_report_goes_into_a_new_vcon_that_is_read_back() -> None:
    made = call(ring(), "a: Goedemiddag.", "c: Dag.", words=True, id="call-7")
    audio = AudioSource(data=SOUND, media_type="audio/x-wav", filename="x.wav", channels={"a1": 0, "c1": 1})
    value = to_vcon(made, REPORT, audio=audio)
    assert value == to_vcon(made, REPORT, audio=audio)
    assert uuid.UUID(value["uuid"]).version == 8
    assert value["uuid"] != to_vcon(made, REPORT | {"id": "y"}, audio=audio)["uuid"]
    report = value["analysis"][-1]
    assert (report["type"], report["vendor"], report["encoding"], report["dialog"]) == ("report", "belwijs", "json", 0)
    assert report["product"].startswith("belwijs ")
    assert report["body"] == REPORT
    source = read(value)
    assert source.call.turns == made.turns
    assert source.call.participants == made.participants
    assert (source.call.direction, source.call.started_at) == (made.direction, made.started_at)
    assert source.audio[0].data == SOUND
    assert source.audio[0].channels == {"a1": 0, "c1": 1}


def test_outbound_stays_outbound() -> None:
    assert read(to_vcon(call("c: Ja?", "a: Dag.", direction="outbound"), REPORT)).call.direction == "outbound"


def test_a_report_is_added_to_the_vcon_the_call_came_from() -> None:
    original = vcon()
    before = copy.deepcopy(original)
    source = read(original)
    assert source.vcon is not None
    value = to_vcon(source.call, REPORT, original=source.vcon)
    assert original == before
    assert {k: v for k, v in value.items() if k != "analysis"} == {k: v for k, v in before.items() if k != "analysis"}
    assert value["analysis"][:-1] == before["analysis"]
    assert value["analysis"][-1]["body"] == REPORT
    again = to_vcon(source.call, REPORT | {"id": "z"}, original=value)
    assert [a["type"] for a in again["analysis"]] == ["transcript", "report"]
    signed = to_vcon(source.call, REPORT, original=source.vcon, signed=True)
    assert signed["amended"] == {"uuid": before["uuid"]}
    assert signed["uuid"] != before["uuid"]


def test_our_own_format_goes_through_a_vcon() -> None:
    made = call("a: Goedemiddag.", "c: Dag.", "k: Hallo.", "s: Welkom.")
    back = read(to_vcon(made, REPORT)).call
    assert call_to_dict(back)["participants"] == call_to_dict(made)["participants"]
