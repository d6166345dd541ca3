"""Two speakers told apart in one channel, by the sound of their voices. Never certain, and said so.

Windows of 1.6 s become vectors (`voices.embed`), the vectors are clustered from the bottom up into two voices, and
the voices are followed through each stretch of speech with a cost on changing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.activity import Stretch
from belwijs.audio.decode import Sound
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.voices import MEL_STEP, embed, mel_frames

_FRAMES_A_SECOND = RATE // MEL_STEP
_WINDOW, _HOP = 160, 80  # mel frames: 1.6 s, as the encoder was trained, every 0.8 s
_SHORTEST = 40  # mel frames; a voice is not known by less than 0.4 s
_MOST_CLUSTERED = 400  # windows clustered from the bottom up (its time grows with the cube); the rest follow
_LEAST_SHARE = 0.08  # share of the windows that makes a voice; less is a cough, or the windows across a change
_MOST_CLUSTERS = 12
_ALIKE = 0.85  # inner product of two mean voices above which they are one: one speaker split in two gave 0.90-0.93
_ROUNDS = 6
_CHANGE_COST = 0.12  # in inner product: what a change of speaker from one window to the next has to win
_GAP_FORGETS = 1.5  # seconds of silence after which a change costs nothing


@dataclass(frozen=True, slots=True)
class Voiced:
    """A stretch of one speaker, `start` and `end` in seconds; `speaker` 0 is who speaks first."""

    start: float
    end: float
    speaker: int
    confidence: float  # 0.5 is a guess; stays below 1


@dataclass(frozen=True, slots=True)
class _Window:
    start: float
    end: float
    stretch: int


def tell_apart(recording: Sound, stretches: Sequence[Stretch], *, channel: int = 0) -> list[Voiced]:
    """Say which of two speakers speaks in each part of a mono recording's speech.

    Args:
        recording: decoded once more, streamed.
        stretches: speech in it, in order of time, as `listen` found it.
        channel: the channel that holds both speakers.

    Returns:
        Every stretch, cut where the speaker changes. All are speaker 0 when only one voice is heard.

    Raises:
        Problem: the recording can no longer be decoded, or the voice encoder is missing or damaged.
    """
    windows: list[_Window] = []
    vectors: list[Samples] = []
    for number, samples in _sound_of(recording, stretches, channel):
        mels = mel_frames(samples)
        found = list(_windows(len(mels)))
        if found:
            vectors.append(embed([mels[a:b] for a, b in found]))
            start = stretches[number].start
            windows += [
                _Window(start + a / _FRAMES_A_SECOND, start + b / _FRAMES_A_SECOND, number) for a, b in found
            ]
    if not windows:
        return [Voiced(s.start, s.end, 0, 0.5) for s in stretches]
    voices = np.concatenate(vectors)
    centres = _two_voices(voices)
    if centres is None:
        return [Voiced(s.start, s.end, 0, 0.7) for s in stretches]
    likeness = voices @ centres.T
    path = _follow(likeness, windows)
    return _first_is_zero(_turns(stretches, windows, path, likeness))


def _sound_of(recording: Sound, stretches: Sequence[Stretch], channel: int) -> Iterator[tuple[int, Samples]]:
    """Each stretch's number and samples, while the recording streams by."""
    held: Samples = np.zeros(0, np.float32)
    from_sample = 0
    waiting = 0
    for chunk in recording.chunks():
        held = np.concatenate([held, chunk[channel]])
        while waiting < len(stretches) and stretches[waiting].end * RATE <= from_sample + len(held):
            yield waiting, _part(held, from_sample, stretches[waiting])
            waiting += 1
        keep_from = int(stretches[waiting].start * RATE) if waiting < len(stretches) else from_sample + len(held)
        drop = min(len(held), max(0, keep_from - from_sample))
        held, from_sample = held[drop:], from_sample + drop
    for number in range(waiting, len(stretches)):
        yield number, _part(held, from_sample, stretches[number])


def _part(held: Samples, from_sample: int, stretch: Stretch) -> Samples:
    return held[max(0, int(stretch.start * RATE) - from_sample) : max(0, int(stretch.end * RATE) - from_sample)]


def _windows(frames: int) -> Iterator[tuple[int, int]]:
    """First and last mel frame of each window in a stretch of so many; a short stretch is one window."""
    if frames < _SHORTEST:
        return
    if frames <= _WINDOW:
        yield 0, frames
        return
    last = frames - _WINDOW
    for a in range(0, last, _HOP):
        yield a, a + _WINDOW
    yield last, frames


def _two_voices(voices: Samples) -> Samples | None:
    """Mean vectors (2, 256) of the two voices among the windows, None when there is but one."""
    step = -(-len(voices) // _MOST_CLUSTERED)
    labels = _two_largest(voices[::step])
    if labels is None:
        return None
    centres = np.stack([_mean(voices[::step][labels == n]) for n in (0, 1)])
    for _ in range(_ROUNDS):
        nearest = (voices @ centres.T).argmax(axis=1)
        if not all((nearest == n).any() for n in (0, 1)):
            return None
        centres = np.stack([_mean(voices[nearest == n]) for n in (0, 1)])
    return None if float(centres[0] @ centres[1]) > _ALIKE else centres


def _two_largest(voices: Samples) -> NDArray[np.intp] | None:
    """Label 0 or 1 for the two voices of a bottom-up clustering (average linkage), -1 for windows of neither.

    Clusters are joined until the second largest is large enough to be a voice: stray windows do not count as one.
    """
    count = len(voices)
    least = max(2, round(_LEAST_SHARE * count))
    likeness = voices @ voices.T
    np.fill_diagonal(likeness, -2)
    members = [[n] for n in range(count)]
    size = np.ones(count, np.float32)
    best: NDArray[np.intp] | None = None
    for left in range(count - 1, 1, -1):
        a, b = divmod(int(likeness.argmax()), count)
        joined = (likeness[a] * size[a] + likeness[b] * size[b]) / (size[a] + size[b])
        joined[[a, b]] = -2
        likeness[a], likeness[:, a] = joined, joined
        likeness[b], likeness[:, b] = -2, -2
        members[a] += members[b]
        members[b] = []
        size[a] += size[b]
        if left <= _MOST_CLUSTERS:
            first, second = sorted((m for m in members if m), key=len, reverse=True)[:2]
            if len(second) >= least:
                best = np.full(count, -1, np.intp)
                best[first], best[second] = 0, 1
    return best


def _mean(voices: Samples) -> Samples:
    total = voices.mean(axis=0)
    return np.asarray(total / (np.linalg.norm(total) + 1e-9), np.float32)


def _follow(likeness: Samples, windows: Sequence[_Window]) -> list[int]:
    """The likeliest row of speakers (Viterbi): likeness to the voice, less a cost for every change."""
    score = likeness[0].astype(np.float64)
    came: list[NDArray[np.intp]] = []
    for n in range(1, len(windows)):
        silence = max(0.0, windows[n].start - windows[n - 1].end)
        cost = _CHANGE_COST * max(0.0, 1 - silence / _GAP_FORGETS)
        moves = score[:, None] - cost * (1 - np.eye(2))
        came.append(moves.argmax(axis=0))
        score = moves.max(axis=0) + likeness[n]
    path = [int(score.argmax())]
    for back in reversed(came):
        path.append(int(back[path[-1]]))
    return path[::-1]


def _turns(
    stretches: Sequence[Stretch], windows: Sequence[_Window], path: Sequence[int], likeness: Samples
) -> list[Voiced]:
    """Stretches cut where the path changes; a stretch too short for a window goes to the speaker before it."""
    inside: dict[int, list[int]] = {}
    for n, window in enumerate(windows):
        inside.setdefault(window.stretch, []).append(n)
    turns: list[Voiced] = []
    before = path[0]
    for number, stretch in enumerate(stretches):
        numbers = inside.get(number, [])
        if not numbers:
            turns.append(Voiced(stretch.start, stretch.end, before, 0.5))
            continue
        start, run = stretch.start, [numbers[0]]
        for a, b in pairwise(numbers):
            if path[a] == path[b]:
                run.append(b)
                continue
            change = (windows[a].start + windows[a].end + windows[b].start + windows[b].end) / 4
            turns.append(Voiced(start, change, path[a], _confidence(likeness, run, path[a])))
            start, run = change, [b]
        before = path[numbers[-1]]
        turns.append(Voiced(start, stretch.end, before, _confidence(likeness, run, before)))
    return turns


def _confidence(likeness: Samples, run: Sequence[int], speaker: int) -> float:
    """From how much more these windows are like this speaker than like the other; 0.5 where they are as like."""
    lead = float((likeness[list(run), speaker] - likeness[list(run), 1 - speaker]).mean())
    return round(float(np.clip(0.5 + 1.5 * lead, 0.5, 0.9)), 2)


def _first_is_zero(turns: list[Voiced]) -> list[Voiced]:
    """The same turns, numbered so that who speaks first is 0."""
    if not turns or turns[0].speaker == 0:
        return turns
    return [Voiced(t.start, t.end, 1 - t.speaker, t.confidence) for t in turns]
