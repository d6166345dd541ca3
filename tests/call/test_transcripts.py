"""whisperX JSON and its relatives."""

import json
from typing import Any

import pytest

from belwijs.call import CallSource, Problem, ReadOptions, read_call_bytes
from belwijs.call.utterances import TimedToken, interpolate


def read(value: Any, **options: str) -> CallSource:
    (source,) = read_call_bytes(json.dumps(value).encode(), "talk.json", ReadOptions(**options))  # type: ignore[arg-type]
    return source


WHISPERX = {
    "segments": [
        {
            "start": 1.0, "end": 3.0, "text": " Goedemiddag, waarmee kan ik u helpen?", "speaker": "SPEAKER_01",
            "words": [
                {"word": "Goedemiddag,", "start": 1.0, "end": 1.6, "score": 0.9, "speaker": "SPEAKER_01"},
                {"word": "waarmee", "start": 1.7, "end": 2.0, "score": 0.8},
                {"word": "kan"}, {"word": "ik"},
                {"word": "u", "start": 2.4, "end": 2.5, "score": 1.2},
                {"word": "helpen?"},
            ],
        },
        {"start": 3.5, "end": 4.0, "text": "Na 1 juni.", "words": [
            {"word": "Na", "start": 3.5, "end": 3.6, "speaker": "SPEAKER_00"},
            {"word": "1"},
            {"word": "juni.", "start": 3.8, "end": 4.0, "speaker": "SPEAKER_00"}]},
    ],
    "word_segments": [],
    "language": "nl",
}  # fmt: skip


def test_whisperx() -> None:
    source = read(WHISPERX)
    assert source.kind == "whisperx"
    assert source.call.language == "nl"
    agent, customer = source.call.turns
    assert (agent.speaker, agent.text) == ("a1", "Goedemiddag, waarmee kan ik u helpen?")
    assert [(w.start, w.end) for w in agent.words] == [(1, 1.6), (1.7, 2), (2, 2.2), (2.2, 2.4), (2.4, 2.5), (2.5, 3)]
    assert agent.words[4].confidence == 1.0
    assert (customer.speaker, customer.words[1].text, customer.words[1].start) == ("c1", "1", 3.6)
    assert "opens the call as an employee does" in source.call.notes[0]


def test_on_an_outbound_call_the_second_speaker_is_the_agent() -> None:
    segments = [
        {"start": 0, "end": 1, "text": "Met Anneke, waarmee kan ik u helpen?", "speaker": "SPEAKER_00"},
        {"start": 2, "end": 3, "text": "Met Dennis.", "speaker": "SPEAKER_01"},
    ]
    outbound = read({"segments": segments}, direction="outbound").call
    assert [p.role for p in outbound.participants] == ["customer", "agent"]
    assert [p.role for p in read({"segments": segments}).call.participants] == ["agent", "customer"]
    named = read({"segments": segments}, agent="speaker_01")
    assert [p.role for p in named.call.participants] == ["customer", "agent"]
    assert not named.roles_guessed


def test_the_organisation_gives_the_agent_away() -> None:
    segments = [
        {"start": 0, "end": 1, "text": "Hallo?", "speaker": "A"},
        {"start": 2, "end": 3, "text": "Dag, van Stroomwijzer.", "speaker": "B"},
    ]
    assert [p.role for p in read(segments, organisation="stroomwijzer").call.participants] == ["customer", "agent"]


def test_milliseconds_are_noticed() -> None:
    value = {"utterances": [{"speaker": "A", "start": 1000, "end": 3000, "text": "een twee drie"},
                            {"speaker": "B", "start": 3500, "end": 4000, "text": "vier"}]}  # fmt: skip
    source = read(value)
    assert [(t.start, t.end) for t in source.call.turns] == [(1, 3), (3.5, 4)]
    assert any("milliseconds" in note for note in source.call.notes)


def deepgram(*channels: list[tuple[str, float, int]]) -> dict[str, Any]:
    return {"results": {"channels": [
        {"alternatives": [{"transcript": "x", "words": [
            {"word": w.lower(), "punctuated_word": w, "start": s, "end": s + 0.3, "speaker": who} for w, s, who in words
        ]}]} for words in channels
    ]}}  # fmt: skip


def test_deepgram_words_with_speakers() -> None:
    source = read(deepgram([("Dag.", 0.0, 0), ("Hallo,", 0.5, 1), ("u.", 0.9, 1), ("Ja.", 3.0, 0)]))
    assert [(t.speaker, t.text) for t in source.call.turns] == [("a1", "Dag."), ("c1", "Hallo, u."), ("a1", "Ja.")]


def test_deepgram_channels_are_speakers() -> None:
    source = read(deepgram([("Dag.", 0.0, 0), ("Ja.", 3.0, 0)], [("Hallo.", 1.0, 0)]))
    assert [(t.speaker, t.text) for t in source.call.turns] == [("a1", "Dag."), ("c1", "Hallo."), ("a1", "Ja.")]


def test_numbered_words_of_the_world_transcription_format() -> None:
    value = {
        "transcript": {"text": "Dag u", "language": "nl"},
        "segments": [{"id": 0, "start": 0.0, "end": 1.0, "text": "Dag u", "speaker": "Agent", "words": [0, 1]}],
        "words": [{"text": "Dag", "start": 0.0, "end": 0.4}, {"text": "u", "start": 0.5, "end": 1.0}],
    }
    assert [w.text for w in read(value).call.turns[0].words] == ["Dag", "u"]


def test_segments_without_times_lie_between_their_neighbours() -> None:
    value = [
        {"speaker": "Agent", "text": "een twee drie vier vijf"},
        {"speaker": "Klant", "start": 10.0, "end": 11.0, "text": "zes"},
        {"speaker": "Agent", "text": "zeven acht negen tien elf"},
        {"speaker": "Klant", "start": 12.0, "end": 13.0, "text": "twaalf"},
    ]
    assert [(t.start, t.end) for t in read(value).call.turns] == [(0, 2), (10, 11), (11, 12), (12, 13)]


def test_no_times_at_all_are_estimates() -> None:
    source = read([{"speaker": "Agent", "message": "een twee drie vier vijf"}, {"speaker": "Klant", "message": "zes"}])
    assert [(t.start, t.end) for t in source.call.turns] == [(0, 2), (2, 2.4)]
    assert "no times" in source.call.notes[-1]


@pytest.mark.parametrize(
    ("segment", "says"),
    [
        ({"start": 5, "end": 2, "text": "x"}, "segments[0] ends at 2 s, before it starts at 5 s"),
        ({"start": "5", "end": 2, "text": "x"}, "segments[0].start is not a number"),
        ({"start": True, "end": 2, "text": "x"}, "segments[0].start is not a number"),
        ({"start": -5, "end": 2, "text": "x"}, "segments[0].start is below 0"),
        ({"start": 5, "end": 1e12, "text": "x"}, "segments[0].end is no time within a call"),
        ({"start": 0.5, "end": 90_000.5, "text": "x " * 9000}, "more than a day"),
        ({"start": 5, "end": 6, "text": ["x"]}, "segments[0] has words that are not text"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(segment: dict[str, Any], says: str) -> None:
    with pytest.raises(Problem) as caught:
        read({"segments": [segment]})
    assert says in caught.value.line()


def test_interpolation_keeps_words_in_order_and_in_bounds() -> None:
    times = [(None, None), (2.0, 1.0), (3.0, 3.5), (1.0, 2.0)]
    tokens = [TimedToken("x", start, end) for start, end in times]
    words = interpolate(tokens, 1.0, 4.0)
    assert [(w.start, w.end) for w in words] == [(1, 2), (2, 3), (3, 3.5), (3.5, 4)]
