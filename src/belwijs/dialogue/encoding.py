"""A call as the encoder reads it: turns as lines, lines as tokens, tokens in windows. Training and analysis share this.

A window is a head (direction, whose practice is trained) and then, for each turn, what happened just before it (a
wait, a consultation), who speaks, and the words. Every turn sees itself and the few turns before it, never those
after: so a call that is still running is read exactly like a finished one, and each word is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Call, Direction, Perspective, Role

ROLE_TOKENS: dict[Role, str] = {
    "agent": "<agent>",
    "customer": "<customer>",
    "colleague": "<colleague>",
    "system": "<system>",
}
HEAD_TOKENS = {"inbound": "<inbound>", "outbound": "<outbound>", "agent": "<for-agent>", "customer": "<for-customer>"}
MARKERS = ("<start>", "<hold>", "<silence>", "<consult>", "<back>", "<transfer>", "<unanswered>")
SPECIAL_TOKENS = (*ROLE_TOKENS.values(), *HEAD_TOKENS.values(), *MARKERS)

SILENCE = 10.0  # seconds without a word that count as a wait, as in the practices `hold.*`
FIRST_TOKENS, LAST_TOKENS = 96, 32  # kept of a long turn: how it begins and how it ends
WINDOW_TOKENS = 500  # the encoder knows 512 places
SIGHT = 6  # turns before its own that a turn sees in one layer; through the layers under it, what these saw
CONTEXT_TURNS = 4  # read again at the beginning of a next window
CONTEXT_TOKENS = 128
STRIDE = 128  # tokens from which a window is read on in a next step: larger products are slower a token
HEAD = -1  # turn number of the head's tokens

Encode = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Line:
    """One turn as the encoder sees it; `before` are markers of what happened since the turn before."""

    role: Role
    text: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Window:
    """Tokens of some consecutive turns: `turns[i]` is the turn number token i belongs to (HEAD for the head),
    `markers` where each turn's role token stands.

    The turns from `first` on are asked for; those between `start` and `first` are context, asked for in the
    window before.
    """

    ids: tuple[int, ...]
    turns: tuple[int, ...]
    markers: tuple[int, ...]
    start: int
    first: int
    last: int  # exclusive


def lines_of(call: Call) -> tuple[Line, ...]:
    """The turns of a call with what happened between them, from its events and from the gaps between turns."""
    roles = {p.id: p.role for p in call.participants}
    inside = consulting_turns(call)
    lines: list[Line] = []
    consulting = False
    for number, turn in enumerate(call.turns):
        before: list[str] = ["<start>"] if number == 0 else []
        since = call.turns[number - 1].end if number else 0.0
        waited = any(
            e.type == "hold" and e.end is not None and since - 1 < e.end <= turn.start + 1 for e in call.events
        )
        for event in call.events:
            if (
                event.type == "transfer"
                and event.start is not None
                and since - 1 < event.start <= turn.start + 1
                and number
            ):
                before.append("<unanswered>" if event.answered is False else "<transfer>")
        now_consulting = number in inside
        if now_consulting != consulting:
            before.append("<consult>" if now_consulting else "<back>")
        consulting = now_consulting
        if number and waited:
            before.append("<hold>")
        elif number and turn.start - since >= SILENCE and not now_consulting and call.medium == "phone":
            before.append("<silence>")
        lines.append(Line(roles[turn.speaker], turn.text, tuple(before)))
    return tuple(lines)


def consulting_turns(call: Call) -> frozenset[int]:
    """Numbers of the turns that the customer cannot hear: agent and colleague are consulting."""
    spans = [(e.start, e.end) for e in call.events if e.type == "consult" and e.start is not None and e.end is not None]
    return frozenset(
        n for n, turn in enumerate(call.turns) if any(a - 0.5 <= turn.start and turn.end <= b + 0.5 for a, b in spans)
    )


def windows(
    lines: Sequence[Line],
    direction: Direction,
    perspective: Perspective,
    encode: Encode,
    special: dict[str, int],
    begin: int,
) -> list[Window]:
    """The windows of one call, from its start on, so that what comes later never changes what was read before.

    Args:
        encode: words → token numbers, without any special token.
        special: token number of each of SPECIAL_TOKENS.
        begin: token number that opens every window.
    """
    head = (begin, special[HEAD_TOKENS[direction]], special[HEAD_TOKENS[perspective]])
    pieces = [_piece(line, encode, special) for line in lines]
    found: list[Window] = []
    first = 0
    while first < len(pieces):
        start, context = first, 0
        while start > 0 and first - start < CONTEXT_TURNS and context + len(pieces[start - 1][0]) <= CONTEXT_TOKENS:
            start -= 1
            context += len(pieces[start][0])
        last, size = first, len(head) + context
        while last < len(pieces) and (last == first or size + len(pieces[last][0]) <= WINDOW_TOKENS):
            size += len(pieces[last][0])
            last += 1
        found.append(_window(head, pieces[start:last], start, first, last))
        first = last
    return found


def _piece(line: Line, encode: Encode, special: dict[str, int]) -> tuple[tuple[int, ...], int]:
    """Token numbers of one turn, and where its role token stands among them."""
    words = list(encode(line.text))
    if len(words) > FIRST_TOKENS + LAST_TOKENS:
        words = words[:FIRST_TOKENS] + words[-LAST_TOKENS:]
    before = [special[marker] for marker in line.before]
    return (*before, special[ROLE_TOKENS[line.role]], *words), len(before)


def _window(
    head: tuple[int, ...], pieces: Sequence[tuple[tuple[int, ...], int]], start: int, first: int, last: int
) -> Window:
    ids, turns, markers = list(head), [HEAD] * len(head), []
    for offset, (tokens, marker) in enumerate(pieces):
        markers.append(len(ids) + marker)
        ids.extend(tokens)
        turns.extend([start + offset] * len(tokens))
    return Window(tuple(ids), tuple(turns), tuple(markers), start, first, last)


def inputs(
    ids: Sequence[int], turns: Sequence[int], markers: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """The network's inputs for one window of t tokens and n turns.

    Returns:
        ids (1, t); attention bias (1, 1, t, t), see `sight`; pool (1, n, t), rows that average a turn's tokens;
        marker (1, n, t), one-hot at each turn's role token.
    """
    turn = np.asarray(turns)
    pool, marker = pooled(turn, markers)
    return np.asarray(ids, np.int64)[None], sight(turn, turn), pool, marker


def sight(own: NDArray[np.int64], seen: NDArray[np.int64]) -> NDArray[np.float32]:
    """Attention bias (1, 1, tokens, tokens seen) from the turn of each: 0 where a token may look (the head, its own
    turn and the SIGHT turns before it), -10000 where it may not.
    """
    apart = own[:, None] - seen[None, :]
    may = ((apart >= 0) & (apart <= SIGHT)) | (seen == HEAD)[None, :]
    return np.where(may, 0.0, -1e4).astype(np.float32)[None, None]


def pooled(own: NDArray[np.int64], markers: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Pool and marker (both 1, n, tokens, see `inputs`) of the turns whose role tokens stand at `markers`."""
    places = list(markers)
    pool = (own[None, :] == own[places][:, None]).astype(np.float32)
    pool /= pool.sum(axis=1, keepdims=True)
    marker = np.zeros_like(pool)
    marker[np.arange(len(places)), places] = 1.0
    return pool[None], marker[None]


def strides(window: Window, known: int) -> list[tuple[int, int]]:
    """From where to where a window is read in one step, after the `known` tokens that were read before; always
    whole turns.
    """
    turns = window.turns
    cuts = [known]
    for place in range(known + 1, len(turns)):
        if turns[place] != turns[place - 1] and turns[place - 1] != HEAD and place - cuts[-1] >= STRIDE:
            cuts.append(place)
    return list(zip(cuts, [*cuts[1:], len(turns)], strict=True))
