"""WebVTT and SRT with speaker names: `<v Name>`, `Name:`, `[Name]`, or a dash where the speaker changes.

WebVTT as in the W3C specification (cue settings, notes, styles and regions are skipped); SRT as players read it. Lines
are taken apart by hand, in time that grows with the length of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from belwijs.call.model import Role
from belwijs.call.problem import Problem
from belwijs.call.roles import role_from
from belwijs.call.utterances import Utterance

_LONGEST = 24 * 3600.0  # seconds
_LINES = 300_000  # and as many tags: a day of talk has fewer
_NAME = 40  # characters that a speaker's name may have
_NAME_WORDS = 4
_TAG = re.compile(r"<([^<>]{0,200})>")  # bounded and without overlap: linear
_MARK = re.compile(r"[♪♫]|\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")  # music and sounds
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&"))


@dataclass(frozen=True)
class Subtitles:
    """The cues as utterances in the order of the file; the header's language; roles given as voice classes."""

    utterances: tuple[Utterance, ...]
    language: str | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True)
class _Cue:
    line: int
    start: float
    end: float
    payload: tuple[str, ...]


def read_subtitles(text: str) -> Subtitles:
    """Reads WebVTT or SRT.

    Raises:
        Problem: there is no cue, or one whose times cannot be read or run backwards; it names the line.
    """
    if text.count("\n") + text.count("\r") > _LINES or text.count("<") > _LINES:
        raise Problem("holds more than a day of talk", "give one call a file")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues = _cues(lines)
    if not cues:
        raise Problem("has no subtitles in it", "a subtitle has a line such as 00:00:09.400 --> 00:00:13.100")
    pieces = [piece for cue in cues for piece in _voices(cue)]
    named = _without_names_in_text(pieces)
    spoken = [u for u in (replace(u, text=_plain(u.text)) for u in named) if u.text]
    if not spoken:
        raise Problem("has subtitles, but no words in them", "give a transcript of the talk")
    return Subtitles(tuple(_dashes(spoken)), _language(lines), _roles(cues))


def _roles(cues: Sequence[_Cue]) -> dict[str, Role]:
    """Speaker → role, where the class of a voice names one: `<v.agent Monique Bos>`."""
    roles: dict[str, Role] = {}
    for tag in (t[1] for cue in cues for line in cue.payload for t in _TAG.finditer(line)):
        name = _voice(tag)
        role = role_from(tag.partition(" ")[0].partition(".")[2].partition(".")[0])
        if name and role:
            roles.setdefault(name, role)
    return roles


def _language(lines: Sequence[str]) -> str | None:
    """The language of a WebVTT header (`Language: nl`), its first two letters."""
    for line in lines[1:10]:
        key, colon, value = line.partition(":")
        if colon and key.strip().casefold() == "language":
            return value.strip()[:2].casefold()
        if not line.strip():
            break
    return None


def _cues(lines: Sequence[str]) -> list[_Cue]:
    cues: list[_Cue] = []
    n = 0
    while n < len(lines):
        if lines[n].startswith(("NOTE", "STYLE", "REGION")) and "-->" not in lines[n]:
            while n < len(lines) and lines[n].strip():
                n += 1
        elif "-->" in lines[n]:
            start, end = _times(lines[n], n + 1)
            first = n = n + 1
            while n < len(lines) and lines[n].strip() and "-->" not in lines[n]:
                n += 1
            last = n
            if n < len(lines) and "-->" in lines[n] and last > first and lines[last - 1].strip().isdecimal():
                last -= 1  # the number of the next cue, where the blank line is missing
            cues.append(_Cue(first, start, end, tuple(lines[first:last])))
        else:
            n += 1
    return cues


def _times(line: str, number: int) -> tuple[float, float]:
    left, _, right = line.partition("-->")
    start, end = _clock(left.strip()), _clock((right.split() or [""])[0])
    if start is None or end is None:
        raise Problem(f"has a time that cannot be read on line {number}", "write it as 00:00:09.400 --> 00:00:13.100")
    if end < start:
        raise Problem(f"has a subtitle that ends before it starts on line {number}", "correct its times")
    if end > _LONGEST:
        raise Problem(f"has a subtitle more than a day into the call on line {number}", "correct its times")
    return start, end


def _clock(stamp: str) -> float | None:
    """Seconds of `[hh:]mm:ss.mmm` (a comma in SRT), None where it is no time."""
    if len(stamp) > 20:
        return None
    whole, _, fraction = stamp.replace(",", ".").partition(".")
    parts = whole.split(":")
    digits = [*parts, fraction or "0"]
    if not 2 <= len(parts) <= 3 or not all(p.isascii() and p.isdecimal() for p in digits):
        return None
    minutes, seconds = int(parts[-2]), int(parts[-1])
    if minutes > 59 or seconds > 59:
        return None
    hours = int(parts[0]) if len(parts) == 3 else 0
    return round(hours * 3600 + minutes * 60 + seconds + float(f"0.{fraction or '0'}"), 3)


def _voices(cue: _Cue) -> list[Utterance]:
    """The cue as one utterance a voice; several voices share its time by their number of characters."""
    found: list[tuple[str | None, str]] = []
    voice: str | None = None
    parts: list[str] = []
    for line in cue.payload:
        at = 0
        for tag in _TAG.finditer(line):
            parts.append(line[at : tag.start()])
            at = tag.end()
            name = _voice(tag[1])
            if name is not None or tag[1] == "/v":
                found.append((voice, "".join(parts)))
                voice, parts = name, []
        parts.append(line[at:] + "\n")
    found.append((voice, "".join(parts)))
    spoken = [(v, t) for v, t in found if t.strip()]
    size = sum(len(t) for _, t in spoken)
    utterances = []
    at_time = cue.start
    for v, t in spoken:
        until = at_time + (cue.end - cue.start) * len(t) / size
        utterances.append(Utterance(v, round(at_time, 3), round(min(until, cue.end), 3), _unescape(t)))
        at_time = until
    return utterances


def _voice(tag: str) -> str | None:
    """The name in a voice tag: `v Monique Bos`, `v.loud Monique Bos`."""
    head, _, name = tag.partition(" ")
    if head != "v" and not head.startswith("v."):
        return None
    return " ".join(_unescape(name).split())[: 2 * _NAME] or None


def _unescape(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def _plain(text: str) -> str:
    return " ".join(_MARK.sub(" ", text).split())


def _without_names_in_text(pieces: Sequence[Utterance]) -> list[Utterance]:
    """Takes `Name:` and `[Name]` off the front of lines and makes them the speaker.

    "Let op: …" is no name. So a prefix counts only when it comes back, or when most of the subtitles have one.
    """
    split = [_by_line(u) for u in pieces]
    lines = [line for group in split for line in group]
    prefixes = [_prefix(u.text)[0] for u in lines]
    counts = Counter(p for p in prefixes if p)
    most = 2 * sum(counts.values()) >= len(pieces)
    names = {p for p, c in counts.items() if c > 1 or most}
    if not names:
        return list(pieces)
    out: list[Utterance] = []
    for group in split:
        current: Utterance | None = None
        for line in group:
            name, rest = _prefix(line.text)
            if name in names:
                current = replace(line, speaker=line.speaker or name, text=rest)
                out.append(current)
            elif current:
                out[-1] = current = replace(current, end=line.end, text=f"{current.text}\n{line.text}")
            else:
                current = line
                out.append(line)
    return out


def _by_line(u: Utterance) -> list[Utterance]:
    """One utterance a line, sharing the time by their number of characters."""
    lines = [x for x in u.text.split("\n") if x.strip()]
    size = sum(len(x) for x in lines) or 1
    parts = []
    at = u.start
    for line in lines:
        until = at + (u.end - u.start) * len(line) / size
        parts.append(replace(u, start=round(at, 3), end=round(min(until, u.end), 3), text=line))
        at = until
    return parts


def _prefix(line: str) -> tuple[str | None, str]:
    """The name before a colon or in brackets, and the rest; None where there is none."""
    text = line.strip().removeprefix("-").lstrip()
    if text.startswith("["):
        name, closed, rest = text[1 : _NAME + 2].partition("]")
        rest = text[len(name) + 2 :].lstrip(" :") if closed else ""
        return (name.strip().rstrip(":"), rest) if closed and rest and _is_name(name) else (None, line)
    name, colon, _ = text[: _NAME + 1].partition(":")
    rest = text[len(name) + 1 :]
    if not colon or not rest.startswith((" ", "\t")) or not _is_name(name):
        return None, line
    return name.strip(), rest.strip()


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _NAME_WORDS and words[0][:1].isalnum() and not any(c in text for c in "?!,;\"«»")


def _dashes(utterances: Sequence[Utterance]) -> list[Utterance]:
    """Where nobody is named but dashes or `>>` mark a change of speaker: Speaker 1 and Speaker 2 by turns."""
    if any(u.speaker for u in utterances) or not any(u.text.startswith(("- ", ">>")) for u in utterances):
        return list(utterances)
    speaker = 0
    out: list[Utterance] = []
    for u in utterances:
        if u.text.startswith(("- ", ">>")):
            speaker = 1 - speaker if out else 0
        out.append(replace(u, speaker=f"Speaker {speaker + 1}", text=u.text.lstrip("-> ")))
    return [u for u in out if u.text]
