"""One call: its report as far as somebody may see it, its sound, and what people say of the verdicts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

import numpy as np
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from markupsafe import Markup

from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report, Verdict
from belwijs.interface import text
from belwijs.store import audit, calls, reviews, unmatched
from belwijs.store.calls import One
from belwijs.store.numbers import shown
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.entry import Entry, Sound
from belwijs.surfaces.report.page import html_call
from belwijs.surfaces.report.view import CallView, FindingView
from belwijs.surfaces.report.view import Viewer as Views
from belwijs.surfaces.server import clearing
from belwijs.surfaces.server.context import HouseNow, NotFound, ThingId, needs
from belwijs.surfaces.server.playbooks import in_effect
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.server.vault import vault_of
from belwijs.surfaces.web.days import seconds_of
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Looker = Annotated[Viewer, Depends(needs("calls"))]
Reader = Annotated[Viewer, Depends(needs("read"))]
Reviewer = Annotated[Viewer, Depends(needs("review"))]
Coach = Annotated[Viewer, Depends(needs("settle"))]

Typed = Annotated[str, Query(max_length=12)]
Clock = Annotated[str, Form(max_length=12)]

STEP = 0.05  # seconds between two points of a kept envelope
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PLACE = re.compile(r"c1-f\d{1,4}")
_MEDIA = re.compile(r"audio/[A-Za-z0-9.+-]+")


@router.get("/calls/{call_id}")
def show(
    request: Request,
    house: HouseNow,
    who: Looker,
    call_id: int,
    wrong: str = "",
    start: Typed = "",
    end: Typed = "",
    masked: bool = False,
) -> Response:
    """The call: all of it for who it is of and their coach, its facts for who may only know of it."""
    with house.database.read() as work:
        one = _found(calls.one(work, who.scope, call_id))
        said = reviews.of_call(work, who.scope, call_id)
        book = in_effect(work, house.settings.playbook).for_client(one.client_id)
        people = calls.people(work, who.scope) if who.may("people") else ()
    if one.report is not None:
        with house.database.write() as work:
            audit.record_once(work, house.now(), "call.read", f"call {call_id}", person_id=who.id)
    view = view_of(one, one.report, book, who) if one.report is not None else None

    def drawn(beside: Callable[[FindingView], Markup]) -> Markup:
        return html_call(view, who.language, beside, judged=one.row.judged) if view else Markup("")

    return page(
        request,
        "calls/call.html.j2",
        one=one,
        row=one.row,
        view=view,
        drawn=drawn,
        number=shown(one.number, house.settings.region),
        said=said,
        reviewing=one.row.judged and who.may("review"),
        settling=one.row.judged and who.may("settle") and one.person_id != who.id,
        people=people,
        masking=_may_mask(who, one),
        stretch={"start": start, "end": end},
        masked=masked,
        wrong=wrong,
        symbols=wording.SYMBOLS,
        verdicts=wording.VERDICTS,
        clock=wording.clock,
    )


@router.get("/calls/{call_id}/sound")
def sound(request: Request, house: HouseNow, who: Reader, call_id: int) -> Response:
    """The recording, whole or the part that the browser asks for; who listens stands in the audit log."""
    with house.database.read() as work:
        held = calls.sound(work, who.scope, call_id)
    if held is None:
        raise NotFound
    vault = vault_of(house.settings)
    try:
        size = vault.size(held.path)
        vault.open(held.path).close()  # what is broken says so before the answer begins
    except FileNotFoundError:
        raise NotFound from None
    with house.database.write() as work:
        audit.record_once(work, house.now(), "call.heard", f"call {call_id}", person_id=who.id)
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": "inline"}
    media = held.media_type if _MEDIA.fullmatch(held.media_type) else "application/octet-stream"
    asked = asked_range(request.headers.get("range", ""), size)
    if asked is None:
        headers["Content-Length"] = str(size)
        return StreamingResponse(vault.part(held.path), media_type=media, headers=headers)
    start, end = asked
    if start >= end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    return StreamingResponse(vault.part(held.path, start, end), 206, media_type=media, headers=headers)


@router.get("/calls/{call_id}/verdicts/{practice}")
def one_verdict(request: Request, house: HouseNow, who: Reviewer, call_id: int, practice: str) -> Response:
    """A verdict by itself, to say something of: also one that was not judged."""
    with house.database.read() as work:
        one = _found(calls.one(work, who.scope, call_id))
        said = reviews.of_call(work, who.scope, call_id)
        book = in_effect(work, house.settings.playbook).for_client(one.client_id)
    if one.report is None or not one.row.judged:
        raise NotFound
    view = view_of(one, one.report, book, who)
    finding = next((f for f in all_findings(view) if f.practice == practice), None)
    if finding is None:
        raise NotFound
    return page(
        request,
        "calls/verdict.html.j2",
        one=one,
        finding=finding,
        said=said,
        reviewing=True,
        settling=who.may("settle") and one.person_id != who.id,
        wrong="",
        symbols=wording.SYMBOLS,
        verdicts=wording.VERDICTS,
    )


@router.post("/calls/{call_id}/reviews")
def review(
    house: HouseNow,
    who: Reviewer,
    call_id: int,
    kind: Annotated[reviews.Kind, Form()],
    practice: Annotated[str, Form(max_length=60)] = "",
    verdict: Annotated[str, Form(max_length=20)] = "",
    said: Annotated[str, Form(max_length=reviews.LONGEST)] = "",
    place: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Keeps what somebody says of a verdict, and goes back to it."""
    wanted: Verdict | None = next((v for v in wording.VERDICTS if v == verdict), None)
    back = f"#{place}" if _PLACE.fullmatch(place) else "#said"
    try:
        with house.database.write() as work:
            kept = reviews.add(
                work, who.scope, who.id, call_id, practice, kind, house.now(), verdict=wanted, text=said
            )
    except ValueError:
        return RedirectResponse(f"/calls/{call_id}?wrong={kind}{back}", 303)
    if not kept:
        raise NotFound
    return RedirectResponse(f"/calls/{call_id}{back}", 303)


@router.post("/reviews/{review_id}/withdraw")
def withdraw(house: HouseNow, who: Reviewer, review_id: int) -> Response:
    """Takes back what one said, while nobody has decided on it."""
    with house.database.write() as work:
        call_id = reviews.withdraw(work, who.scope, who.id, review_id)
    if call_id is None:
        raise NotFound
    return RedirectResponse(f"/calls/{call_id}", 303)


@router.post("/reviews/{review_id}/settle")
def settle(house: HouseNow, who: Coach, review_id: int, verdict: Annotated[Verdict, Form()]) -> Response:
    """Decides a disagreement about somebody else's call."""
    with house.database.write() as work:
        call_id = reviews.settle(work, who.scope, who.id, review_id, verdict, house.now())
        if call_id is None:
            raise NotFound
        audit.record(work, house.now(), "review.settled", f"call {call_id}", person_id=who.id)
    return RedirectResponse(f"/calls/{call_id}", 303)


@router.post("/calls/{call_id}/mask")
def mask(
    house: HouseNow,
    who: Annotated[Viewer, Depends(needs("mask"))],
    call_id: ThingId,
    start: Clock = "",
    end: Clock = "",
    sure: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Takes a stretch out of a call for good, and goes back to it."""
    with house.database.read() as work:
        one = _found(calls.one(work, who.scope, call_id))
    if not _may_mask(who, one):
        raise NotFound
    begins, ends = seconds_of(start), seconds_of(end)
    wrong = ""
    if begins is None or ends is None or begins >= ends or begins >= one.row.duration > 0:
        wrong = "stretch"
    elif sure != "yes":
        wrong = "sure"
    else:
        clearing.mask(house, call_id, begins, ends, who.id)
    typed = urlencode({"wrong": wrong, "start": start, "end": end} if wrong else {"masked": "true"})
    return RedirectResponse(f"/calls/{call_id}?{typed}#mask", 303)


@router.post("/calls/{call_id}/person")
def assign(
    house: HouseNow, who: Annotated[Viewer, Depends(needs("people"))], call_id: int, person: Annotated[int, Form()]
) -> Response:
    """Says who of ours spoke, where the call did not say it or said it wrong."""
    with house.database.write() as work:
        if not calls.assign(work, who.scope, call_id, person):
            raise NotFound
        unmatched.forget_call(work, call_id)
        audit.record(
            work, house.now(), "call.assigned", f"call {call_id}", person_id=who.id, detail={"person": person}
        )
    return RedirectResponse(f"/calls/{call_id}", 303)


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """The bytes [start, end) that a Range header asks for (RFC 9110, 14.2); None where all are to be sent.

    Start is not before end where nothing of it is there. Several ranges at once are answered with the whole.
    """
    match = _RANGE.fullmatch(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else (size, size)
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def view_of(one: One, report: Report, book: Playbook, who: Viewer) -> CallView:
    """The report's view in the language of who looks, its sound at its address."""
    book = book.model_copy(update={"interface": who.language})
    view = Views(book, book.all_practices).call(Entry(report, _envelope(one, report, who)), 1)
    return replace(view, audio=f"/calls/{one.row.id}/sound" if one.recording else "")


def all_findings(view: CallView) -> list[FindingView]:
    """Every finding of a view, whatever its verdict."""
    judged = [f for _, those in view.groups for f in those]
    return [*judged, *view.not_applicable, *(f for _, those in view.unknown for f in those)]


def _envelope(one: One, report: Report, who: Viewer) -> Sound | None:
    """How loud each side was, as it was kept; nothing where it was not, or does not fit."""
    channels = max(1, len(one.sides))
    if not one.envelope or len(one.envelope) % (2 * channels):
        return None
    points = np.frombuffer(one.envelope, np.float16).reshape(channels, -1).astype(np.float32)
    names = wording.speakers(report, who.language)
    by_role = {p.role: names[p.id] for p in reversed(report.participants)}
    both = text(who.language, "call.everybody")
    shown_names = tuple(by_role.get(side, side) if side else both for side in one.sides) or (both,)  # type: ignore[call-overload]
    media = one.recording.media_type if one.recording else "audio/wav"
    return Sound(media, b"", tuple(points), STEP, shown_names)


def _may_mask(who: Viewer, one: One) -> bool:
    there = one.row.state in ("ready", "failed") and (one.report or one.recording or not one.row.readable)
    return bool(there) and who.may_mask(one.person_id, one.row.readable)


def _found(one: One | None) -> One:
    if one is None:
        raise NotFound
    return one
