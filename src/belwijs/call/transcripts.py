"""Transcripts as recognisers write them in JSON: whisperX, Whisper, Deepgram, the World Transcription Format, lists.

Shapes: whisperX README (segments with `words`, `score`, `speaker`; numbers may come without times, its issues 717 and
792), draft-howe-vcon-wtf-extension (segments and numbered words), Deepgram's `results.channels[].alternatives[]`, and
lists of `{speaker|party, start, end, text|message|words}` as they stand in vCons.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from belwijs.call.problem import Problem
from belwijs.call.utterances import (
    WORDS_PER_SECOND,
    TimedToken,
    Utterance,
    in_order,
    interpolate,
)

_WRAPPERS = (
    "segments", "utterances", "conversation", "turns", "chunks", "sentences", "monologues", "dialogue", "entries",
    "results", "result", "transcript", "channels", "alternatives", "words",
)  # fmt: skip
_START = ("start", "start_time", "startTime", "begin", "offset")
_END = ("end", "end_time", "endTime")
_TEXT = ("text", "transcript", "message", "body", "content", "punctuated_word", "word")
_SPEAKER = ("speaker", "speaker_name", "speaker_label", "party", "name", "role", "channel")
_LONGEST = 24 * 3600.0  # seconds
_MILLISECONDS = 0.02  # words a second, as the median: slower than this, and the times are milliseconds
_PAUSE = 1.0  # seconds between two words of one speaker that part two utterances


@dataclass(frozen=True)
class Transcript:
    """Utterances in order of time; `timed` is False where the file gave no times and they are estimates."""

    utterances: tuple[Utterance, ...]
    language: str | None = None
    timed: bool = True
    notes: tuple[str, ...] = ()


def read_transcript(value: Any) -> Transcript | None:
    """The transcript in a JSON value, None where it has none of the known shapes.

    Raises:
        Problem: it has such a shape, but times of a wrong type, negative or running backwards; it names the place.
    """
    found = _find(value, "", 0)
    if found is None:
        return None
    place, items = found
    raw = [_segment(item, f"{place}[{n}]", n) for n, item in enumerate(items)]
    segments = [s for s in raw if s.text]
    if not segments:
        return None
    segments, scaled = _in_seconds(segments)
    spans = [_span(s) for s in segments]
    if any(end > _LONGEST for _, end in filter(None, spans)):
        raise Problem(f"{place or 'the transcript'} ends more than a day into the call", "give times in seconds")
    timed = any(spans)
    utterances = in_order(_laid_out(segments))
    language = value.get("language") if isinstance(value, dict) else None
    notes = ("Times were in milliseconds and were taken as such.",) if scaled else ()
    return Transcript(tuple(utterances), language[:2].casefold() if isinstance(language, str) else None, timed, notes)


@dataclass(frozen=True)
class _Segment:
    speaker: str | None
    start: float | None
    end: float | None
    text: str
    tokens: tuple[TimedToken, ...]


def _span(s: _Segment) -> tuple[float, float] | None:
    """When the segment begins and ends, as far as it or its words tell."""
    times = [t for t in (s.start, s.end) if t is not None]
    times += [t for token in s.tokens for t in (token.start, token.end) if t is not None]
    return (min(times), max(times)) if times else None


def _in_seconds(segments: list[_Segment]) -> tuple[list[_Segment], bool]:
    """The segments with times in seconds, and whether they were in milliseconds.

    Some recognisers write whole milliseconds; nobody speaks that slowly, so the rate of speech gives them away.
    """
    spans = [(span, s) for s in segments if (span := _span(s)) is not None and span[1] > span[0]]
    rates = [len(s.text.split()) / (end - start) for (start, end), s in spans]
    whole = all(start == int(start) and end == int(end) for (start, end), _ in spans)
    if not rates or not whole or statistics.median(rates) >= _MILLISECONDS:
        return segments, False

    def scale(t: float | None) -> float | None:
        return None if t is None else t / 1000

    return [
        replace(
            s,
            start=scale(s.start),
            end=scale(s.end),
            tokens=tuple(replace(t, start=scale(t.start), end=scale(t.end)) for t in s.tokens),
        )
        for s in segments
    ], True


def _find(value: Any, place: str, depth: int) -> tuple[str, list[Any]] | None:
    """The list of segments (or words, made into segments) somewhere under the usual names."""
    if depth > 6:
        return None
    if isinstance(value, list):
        if place.endswith("channels") and value:
            return _channels(value, place)
        if place.endswith("alternatives"):
            return _find(value[0], f"{place}[0]", depth + 1) if value else None
        if value and all(isinstance(x, dict) for x in value) and any(_first(x, _TEXT) or "words" in x for x in value):
            return (place, _grouped(value, place)) if _are_words(value) else (place, value)
        return None
    if not isinstance(value, dict):
        return None
    words = value.get("words")
    for name in _WRAPPERS:
        inner = value.get(name)
        if isinstance(inner, dict | list):
            found = _find(inner, f"{place}.{name}" if place else name, depth + 1)
            if found:
                return found[0], _with_numbered_words(found[1], words)
    return None


def _are_words(items: Sequence[Mapping[str, Any]]) -> bool:
    return all("word" in x or "punctuated_word" in x for x in items)


def _channels(channels: Sequence[Any], place: str) -> tuple[str, list[Any]] | None:
    """Deepgram: with several channels each is a speaker of its own; with one, words carry a speaker number."""
    items: list[Any] = []
    for n, channel in enumerate(channels):
        found = _find(channel, f"{place}[{n}]", 3)
        for item in found[1] if found else ():
            items.append({**item, "speaker": f"channel {n}"} if len(channels) > 1 and isinstance(item, dict) else item)
    return (place, items) if items else None


def _with_numbered_words(items: list[Any], words: Any) -> list[Any]:
    """The World Transcription Format numbers the words of a segment in one list beside the segments."""
    if not isinstance(words, list):
        return items
    return [
        {**item, "words": [words[k] for k in item["words"] if 0 <= k < len(words)]}
        if isinstance(item, dict) and _all_indices(item.get("words"))
        else item
        for item in items
    ]


def _all_indices(value: Any) -> bool:
    return isinstance(value, list) and all(type(k) is int for k in value)


def _grouped(words: Sequence[Mapping[str, Any]], place: str) -> list[Any]:
    """Words made into segments: a new one where the speaker changes, or after a pause of a second."""
    groups: list[list[Mapping[str, Any]]] = []
    last: float | None = None
    for n, word in enumerate(words):
        start = _seconds(word, _START, f"{place}[{n}]")
        same = groups and word.get("speaker") == groups[-1][-1].get("speaker")
        if not same or (start is not None and last is not None and start - last > _PAUSE):
            groups.append([])
        groups[-1].append(word)
        last = _seconds(word, _END, f"{place}[{n}]")
    return [{"speaker": group[0].get("speaker"), "words": group} for group in groups]


def _segment(item: Any, place: str, number: int) -> _Segment:
    if not isinstance(item, dict):
        raise Problem(f"{place} is not an object", "export the transcript again")
    start, end = _seconds(item, _START, place), _seconds(item, _END, place)
    pair = item.get("timestamp")
    if start is None and isinstance(pair, list) and len(pair) == 2:
        pair_of = {"start": pair[0], "end": pair[1]}
        start, end = _seconds(pair_of, _START, f"{place}.timestamp"), _seconds(pair_of, _END, f"{place}.timestamp")
    if start is not None and end is not None and end < start:
        raise Problem(f"{place} ends at {end:g} s, before it starts at {start:g} s", "correct its times")
    words = item.get("words")
    tokens = tuple(t for t in map(_token, words if isinstance(words, list) else ()) if t.text)
    written = _first(item, _TEXT)
    if written is not None and not isinstance(written, str):
        raise Problem(f"{place} has words that are not text", "export the transcript again")
    text = " ".join((written or " ".join(t.text for t in tokens)).split())
    return _Segment(_speaker(item, words), start, end, text, tokens)


def _speaker(item: Mapping[str, Any], words: Any) -> str | None:
    """The label of the segment, else the one that most of its words have."""
    label = _first(item, _SPEAKER)
    if isinstance(label, dict):
        label = _first(label, ("name", "id", "label"))
    if label is None and isinstance(words, list):
        labels = [w.get("speaker") for w in words if isinstance(w, dict) and isinstance(w.get("speaker"), str | int)]
        label = Counter(labels).most_common(1)[0][0] if labels else None
    if not isinstance(label, str | int) or isinstance(label, bool):
        return None
    if isinstance(item.get("party"), int) and label == item["party"]:
        return party_label(label)  # an index into the parties of a vCon, not a recogniser's number for a voice
    return " ".join(str(label)[:80].split()) or None


def party_label(index: object) -> str:
    """The label of a speaker who is known by the index of a vCon's `parties`."""
    return f"party {index}"


def _token(word: Any) -> TimedToken:
    if isinstance(word, str):
        return TimedToken(word.strip(), None, None)
    if not isinstance(word, dict):
        return TimedToken("", None, None)
    text = _first(word, ("punctuated_word", "word", "text"))
    confidence = _number(_first(word, ("confidence", "score", "probability")))
    return TimedToken(
        " ".join(text.split()) if isinstance(text, str) else "",
        _number(_first(word, _START)),
        _number(_first(word, _END)),
        min(max(confidence, 0.0), 1.0) if confidence is not None else None,
    )


def _number(value: Any) -> float | None:
    """A usable time or share, else None: a word that has none is interpolated."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        return None
    return float(value)


def _seconds(item: Mapping[str, Any], names: Sequence[str], place: str) -> float | None:
    value = _first(item, names)
    if value is None:
        return None
    name = next(n for n in names if item.get(n) is not None)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Problem(f"{place}.{name} is not a number", "give times in seconds")
    if value < 0:
        raise Problem(f"{place}.{name} is below 0", "give times in seconds from the start")
    if value > 1e9:
        raise Problem(f"{place}.{name} is no time within a call", "give times in seconds from the start")
    return float(value)


def _first(item: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((item[n] for n in names if item.get(n) is not None), None)


def _laid_out(segments: Sequence[_Segment]) -> list[Utterance]:
    """Gives times to segments that have none: between their neighbours, at 2.5 words a second."""
    following: list[float | None] = [None] * len(segments)
    coming: float | None = None
    for n in range(len(segments) - 1, -1, -1):
        following[n] = coming
        coming = _known_start(segments[n]) if _known_start(segments[n]) is not None else coming
    out: list[Utterance] = []
    for n, s in enumerate(segments):
        known = _known_start(s)
        start = known if known is not None else (out[-1].end if out else 0.0)
        last = max((t.end for t in s.tokens if t.end is not None), default=None)
        end = s.end if s.end is not None else last
        if end is None or end < start:
            end = start + max(len(s.text.split()), 1) / WORDS_PER_SECOND
            room = following[n]
            end = min(end, room) if room is not None and room > start else end
        timed = any(t.start is not None for t in s.tokens)
        words = interpolate(s.tokens, start, end) if timed else ()
        out.append(Utterance(s.speaker, round(start, 3), round(end, 3), s.text, words))
    return out


def _known_start(s: _Segment) -> float | None:
    return s.start if s.start is not None else min((t.start for t in s.tokens if t.start is not None), default=None)


def lines_to_transcript(text: str) -> Transcript | None:
    """Plain text of the form `Name: words`, a turn a line, with estimated times; None where nobody is named."""
    segments = []
    for line in text.splitlines():
        name, colon, said = line.partition(":")
        if colon and said.strip() and 0 < len(name.strip()) <= 40 and len(name.split()) <= 4:
            segments.append(_Segment(name.strip(), None, None, " ".join(said.split()), ()))
    if len({s.speaker for s in segments}) < 2:
        return None
    return Transcript(tuple(_laid_out(segments)), timed=False)
