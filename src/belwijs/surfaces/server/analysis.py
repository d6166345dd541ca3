"""The job that analyses a call: sound and words through all stages, and what was found into the database at once."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from belwijs.call import Call, Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report
from belwijs.pipeline.analyse import prepared, report_of, run_stages
from belwijs.pipeline.material import Material, Tools
from belwijs.store import intake as store
from belwijs.store import judging
from belwijs.store.intake import Analysed, Kept
from belwijs.store.jobs import Held
from belwijs.store.webhooks import announce
from belwijs.surfaces.loading import recogniser_loader
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.hiding import Silenced, flat, keys_pressed, without_people
from belwijs.surfaces.server.jobs import Outcome, Tell, Work
from belwijs.surfaces.server.playbooks import in_effect
from belwijs.surfaces.server.settings import ServerSettings
from belwijs.surfaces.server.vault import Vault, vault_of

if TYPE_CHECKING:
    from belwijs.audio.decode import Sound
    from belwijs.audio.hearing import Hearing

SHARES = {"hear": (0.0, 0.12), "transcribe": (0.12, 0.95), "understand": (0.95, 0.97)}  # of the time of one recording
PLAYABLE_SECONDS = 4 * 3600.0  # a longer recording is not made into a small one for browsers: it plays as it came in


def analyse(house: House, held: Held, tell: Tell) -> Work:
    """Analyse the call of a job.

    Raises:
        Problem: its recording or its words cannot be used.
    """
    settings = house.settings
    file = settings.incoming / str(held.payload["file"])
    with house.database.read() as work:
        there, client_id = (False, None) if held.call_id is None else store.client_of(work, held.call_id)
        kept = store.recordings_of(work, held.call_id) if held.call_id is not None else ()
        books = in_effect(work, settings.playbook)
    if not there or held.call_id is None:
        return Work(afterwards=lambda: file.unlink(missing_ok=True))  # erased before it was its turn
    call = _read(file)
    book = books.for_client(client_id) if client_id is not None else books.book.for_whom(call.called, call.organisation)
    if "interface" not in book.model_fields_set:
        book = book.speaking(settings.language)
    vault = vault_of(settings)
    with _opened(vault, kept) as sound:
        material = Material(
            prepared(call, book), book, sound=sound, channels=held.payload.get("channels"), transcript="given"
        )
        material = run_stages(material, _tools(settings, tell))
        found, removed = _found(held.call_id, material, book, settings, vault, kept, file.stem)
    tell(0.99)

    def write(session: Session, now: datetime) -> Outcome:
        if store.ready(session, found, now, removed):
            _announce(session, found, client_id, now)
            if store.client_of(session, found.call_id)[1] != client_id:
                judging.ask(session, found.call_id, now)  # it became somebody's meanwhile
        return {"verdicts": len(found.report.findings)}

    def afterwards() -> None:
        file.unlink(missing_ok=True)
        for path in removed:
            vault.remove(path)

    return Work(write, afterwards)


def _announce(session: Session, found: Analysed, client_id: int | None, now: datetime) -> None:
    """Other systems hear that the call is ready; ids and counts only."""
    thing = f"call {found.call_id}"
    verdicts = [f.verdict for f in found.report.findings]
    data = {"call": found.call_id, "kept": verdicts.count("kept"), "missed": verdicts.count("missed")}
    announce(session, "call.analysed", thing, data, now, client_id=client_id)
    if found.report.incidents:
        number = {"call": found.call_id, "incidents": len(found.report.incidents)}
        announce(session, "incident", thing, number, now, client_id=client_id)


def _read(file: Path) -> Call:
    try:
        return Call.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        raise Problem("what came in is no longer there", "send it again") from None
    except ValidationError:  # its message quotes
        raise Problem("what came in is damaged", "send it again") from None


def _tools(settings: ServerSettings, tell: Tell) -> Tools:
    def progress(stage: str, share: float) -> None:
        low, high = SHARES.get(stage, (0.97, 0.98))
        tell(low + (high - low) * min(1.0, share))

    return Tools(recogniser_loader(settings.model), progress=progress)


@contextmanager
def _opened(vault: Vault, kept: Sequence[Kept]) -> Iterator[Sound | None]:
    """The sound of a call: unsealed, where it is sealed, into a folder that is gone afterwards."""
    if not kept:
        yield None
        return
    from belwijs.audio.decode import open_recording, pair

    with ExitStack() as stack:
        files = {one.part: _plain(stack, vault, one) for one in kept}
        try:
            if "customer" in files:
                yield pair(files["agent"], files["customer"])
            else:
                yield open_recording(next(iter(files.values())))
        except Problem as problem:  # without the names that files have on our disk
            raise Problem(problem.reason, problem.way_out) from problem.__cause__


def _plain(stack: ExitStack, vault: Vault, kept: Kept) -> Path:
    path = vault.raw(kept.path)
    if not kept.is_encrypted:
        return path
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="belwijs-")))
    plain = folder / f"sound{Path(kept.path.removesuffix('.sealed')).suffix}"
    try:
        with vault.open(kept.path) as sealed, plain.open("wb") as file:
            shutil.copyfileobj(sealed, file)
    except FileNotFoundError:
        raise Problem("its recording is no longer there", "send it again") from None
    return plain


def _found(
    call_id: int,
    material: Material,
    book: Playbook,
    settings: ServerSettings,
    vault: Vault,
    kept: Sequence[Kept],
    digest: str,
) -> tuple[Analysed, tuple[str, ...]]:
    """What is to be kept, without what may not be; and the sound files that have to go."""
    report = report_of(material)
    spans: tuple[tuple[float, float], ...] = ()
    if settings.redact:
        hidden = without_people(report, book.house.staff)
        report, spans = hidden.report, hidden.spans
    envelope, sides = _drawn(material, material.hearing)
    recordings: tuple[Kept, ...] = ()
    removed: tuple[str, ...] = ()
    sound = material.sound
    if sound is not None and material.hearing is not None and material.hearing.duration <= PLAYABLE_SECONDS:
        if settings.redact_audio:
            silent = (*spans, *keys_pressed(sound))
            sound, envelope = Silenced(sound, silent), flat(envelope, len(sides), silent)
            removed = tuple(k.path for k in kept)
        recordings = (_playable(vault, sound, digest),)
    return Analysed(call_id, report, words_of(report), envelope, sides, recordings), removed


def _playable(vault: Vault, sound: Sound, digest: str) -> Kept:
    from belwijs.audio.playback import encode_for_web

    data, media_type = encode_for_web(sound)
    suffix = ".mp3" if media_type == "audio/mpeg" else ".aac"
    stored = vault.write(f"{digest[:2]}/{digest}.play{suffix}", [data])
    return Kept("play", stored.path, media_type, stored.size, stored.is_encrypted)


def _drawn(material: Material, hearing: Hearing | None) -> tuple[bytes | None, tuple[str, ...]]:
    """How loud each channel is over time, and whose role each is; "" where several are on it."""
    if hearing is None:
        return None, ()
    import numpy as np

    length = min(len(e) for e in hearing.envelope)
    points = np.stack([np.asarray(e[:length], np.float16) for e in hearing.envelope])
    roles = {p.id: p.role for p in material.call.participants}
    sides = [""] * len(points)
    if not hearing.mono and len(points) > 1:
        for who, channel in sorted((material.channels or {}).items(), key=lambda one: roles.get(one[0]) != "agent"):
            if 0 <= channel < len(sides) and not sides[channel]:
                sides[channel] = roles.get(who, "")
    return points.tobytes(), tuple(sides)


def words_of(report: Report) -> str:
    """All that was said, as it is searched."""
    return "\n".join(turn.text for turn in report.turns)


def forget(settings: ServerSettings, payload: Mapping[str, Any]) -> None:
    """Remove what came in and will never be analysed."""
    name = payload.get("file")
    if isinstance(name, str) and name and "/" not in name and "\\" not in name:
        with contextlib.suppress(OSError):
            (settings.incoming / name).unlink(missing_ok=True)
