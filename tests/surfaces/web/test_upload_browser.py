"""Recordings dragged onto the page, several at once; and the queue, where one that failed is tried again."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from belwijs.call import Problem
from belwijs.store.schema import Audit, Call, Job
from belwijs.surfaces.server import analysis
from belwijs.surfaces.web.pages import upload
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import bring, call_file
from tests.surfaces.web.browser import PATIENCE, Web, needs_browser, tab_to

pytestmark = [pytest.mark.real, needs_browser]

DROP = """(files) => {
  const held = new DataTransfer();
  for (const [name, base64] of files) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    held.items.add(new File([bytes], name));
  }
  const target = document.getElementById("drop");
  const event = (kind) => new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true });
  target.dispatchEvent(event("dragenter"));
  const over = target.classList.contains("over") && !target.dispatchEvent(event("dragover"));
  target.dispatchEvent(event("drop"));
  return over && !target.classList.contains("over");
}"""
"""What the browser does when somebody drops files; its own file manager is outside the page."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, most_upload_mb=1) as made:
        yield made


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    assert page.evaluate(DROP, [[name, b64encode(data).decode()] for name, data in files])


def line(page: Page, name: str) -> str:
    return page.locator("#sending li", has_text=name).locator(".state").inner_text()


def test_several_files_are_dropped_and_one_is_refused(web: Web) -> None:
    with web.window(web.here.person("agent", "Monique Bos")) as window:
        page = window.go("/upload")
        expect(page.locator("#drop-hint")).to_be_visible()
        expect(page.locator("#none")).to_be_visible()
        drop(
            page, ("een.json", call_file(1)), ("ingepakt.zip", b"PK\x03\x04 zip"), ("twee.json", call_file(2)),
            ("te-groot.wav", bytes(1_100_000)),
        )  # fmt: skip
        expect(page.locator("#sending .missed")).to_have_count(2)
        expect(page.locator("#sending .kept")).to_have_count(2)
        assert page.locator("#sending strong").all_inner_texts() == [
            "een.json", "ingepakt.zip", "twee.json", "te-groot.wav",
        ]  # fmt: skip
        assert line(page, "ingepakt.zip").startswith("! ")
        assert "ingepakt" in line(page, "ingepakt.zip")
        assert "1 MB" in line(page, "te-groot.wav")
        assert page.locator("#sending progress").count() == 0, "what has come in has no bar any more"
        expect(page.locator("#progress li[data-state=queued]")).to_have_count(2)
        expect(page.locator("#none")).to_be_hidden()
        drop(page, ("een.json", call_file(1)))
        expect(page.locator("#sending li").last).to_contain_text("Dit was er al")
        assert web.work() >= 2
        expect(page.locator("#progress li[data-state=done]")).to_have_count(2)
        complaints = [c for c in window.complaints if "/upload" not in c]  # the browser names each answer of 4xx
        assert complaints == []
    with web.here.database.read() as work:
        assert sorted(work.scalars(select(Call.name))) == ["call-1", "call-2"]


def test_progress_is_seen_while_a_file_is_on_its_way(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, take_in = threading.Event(), upload.take_in

    def slow(*given: object, **named: object) -> object:
        assert go_on.wait(PATIENCE)
        return take_in(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(upload, "take_in", slow)
    with web.window(web.here.person("agent", "Monique Bos")) as window:
        page = window.go("/upload")
        drop(page, ("een.json", call_file(1)), ("twee.json", call_file(2)))
        first = page.locator("#sending li").first
        expect(first.locator("progress")).to_have_attribute("aria-label", "een.json")
        expect(first.locator("progress")).to_have_js_property("value", 1)
        expect(first.locator(".state")).to_have_text(page.locator("#bring").get_attribute("data-sent") or "")
        expect(page.locator("#sending li")).to_have_count(1)
        go_on.set()
        expect(page.locator("#sending .kept")).to_have_count(2)
        assert window.complaints == []


def test_what_failed_for_good_is_tried_again_from_the_queue(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    here = web.here
    bring(here.house, call_file(1), "een.json")
    with monkeypatch.context() as patched:
        patched.setattr(analysis, "run_stages", _fails)
        web.work()
    with web.window(here.person("admin", "Ina Beheer")) as window:
        page = window.go("/queue")
        dead = page.locator("section", has=page.locator("#dead"))
        expect(dead.locator("tbody tr")).to_have_count(1)
        assert "Bevat geen geluid; geef een bestand met geluid." in dead.inner_text()
        tab_to(page, 'form[action="/queue/retry"] button')
        page.keyboard.press("Enter")
        expect(dead.locator("tbody tr")).to_have_count(0)
        expect(page.locator("section", has=page.locator("#queued")).locator("li")).to_have_count(1)
        assert web.work() >= 1
        page.reload()
        expect(page.locator("section", has=page.locator("#done")).locator("li").first).to_contain_text("call-1")
        assert window.complaints == []
    with here.database.read() as work:
        assert work.scalars(select(Job.state).where(Job.kind == "analyse")).one() == "done"
        assert work.scalars(select(Call.state)).one() == "ready"
        assert "job.retried" in work.scalars(select(Audit.action)).all()


def _fails(*_: object, **__: object) -> None:
    raise Problem("has no sound track", "give a file that holds sound")
