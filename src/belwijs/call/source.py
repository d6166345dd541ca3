"""What reading a file gives: the call, where its sound is, and what the user said about it beforehand."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from belwijs.call.model import Call, Direction, Language, Turn
from belwijs.call.problem import Problem
from belwijs.call.utterances import Utterance
from belwijs.call.validate import problem_from

Kind = Literal["call", "vcon", "webvtt", "srt", "whisperx", "chat"]

GUESSED_SPEAKERS = "The file names no speakers; who says what is a guess from sentence ends and pauses."


@dataclass(frozen=True)
class ReadOptions:
    """What the user says of a file; it fills in what the file leaves open, `agent` also overrules a guess.

    Attributes:
        agent: name or label of the agent, as it stands in the file.
        fetch: recordings at an https address may be fetched; without it they are refused or left out.
    """

    agent: str | None = None
    direction: Direction | None = None
    language: Language | None = None
    organisation: str | None = None
    fetch: bool = False


@dataclass(frozen=True)
class AudioSource:
    """Where a recording is: exactly one of `path`, `data` and `url`.

    Attributes:
        data: the recording itself, which stood inside the file.
        url: an https address, only given when the user allowed fetching; nothing has been fetched yet. What is fetched
            must pass `check_content_hash`.
        channels: participant id → channel counted from 0, None where the file does not tell.
        offset: seconds into the call at which this recording begins.
        duration: seconds, as the file says.
    """

    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    url: str | None = None
    media_type: str | None = None
    filename: str | None = None
    channels: Mapping[str, int] | None = None
    content_hash: tuple[str, ...] = ()
    offset: float = 0.0
    duration: float | None = None


@dataclass(frozen=True)
class CallSource:
    """A call that was read.

    Attributes:
        audio: its recordings in order of time; usually none or one.
        vcon: the vCon it came from, to which a report can be added.
        signed: that vCon was signed: a changed copy must be a new one that refers to it.
        roles_guessed: who is the agent was guessed (`call.notes` says how).
    """

    call: Call
    kind: Kind
    audio: tuple[AudioSource, ...] = ()
    vcon: Mapping[str, Any] | None = field(default=None, repr=False)
    signed: bool = False
    roles_guessed: bool = False


def turns_of(utterances: Sequence[Utterance], ids: Mapping[str, str]) -> tuple[Turn, ...]:
    """Utterances as turns of the participants.

    Raises:
        Problem: one has times that no call has.
    """
    try:
        return tuple(
            Turn(speaker=ids[u.speaker], start=u.start, end=u.end, text=u.text, words=u.words)
            for u in utterances
            if u.speaker is not None
        )
    except ValidationError as e:
        raise problem_from(e) from None


def check_content_hash(data: bytes, hashes: Sequence[str]) -> None:
    """Compares a recording with the hashes of a vCon (`sha512-` and base64url; draft-ietf-vcon-vcon-core, 2.2).

    Hashes of an algorithm that is not known here are passed over.

    Raises:
        Problem: one does not match: this is not, or no longer, the recording that was referred to.
    """
    for token in hashes:
        algorithm, _, expected = token.partition("-")
        name = algorithm.casefold()
        if name not in ("sha256", "sha384", "sha512"):
            continue
        digest = base64.urlsafe_b64encode(hashlib.new(name, data).digest()).decode().rstrip("=")
        if digest != expected.rstrip("=").replace("+", "-").replace("/", "_"):
            raise Problem(f"refers to a recording that has changed (its {name} differs)", "get the original recording")
