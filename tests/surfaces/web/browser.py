"""A headless Chromium in front of a running office: real pages, real scripts, real keys."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from belwijs.store.schema import Person
from belwijs.surfaces.server import auth
from belwijs.surfaces.server.worker import Worker
from tests.surfaces.office import Office
from tests.surfaces.report.browser import program

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion",
]  # fmt: skip
PATIENCE = 60.0  # seconds; the machine may be busy
WIDE = (1280, 900)
NARROW = (390, 844)

needs_browser = pytest.mark.skipif(program() is None, reason="there is no Chromium on this machine")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without any page."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program(), args=FLAGS)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def served(here: Office) -> Iterator[str]:
    """The office behind a real port of this machine; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        free.listen()
        config = uvicorn.Config(here.app, log_config=None, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        end = time.monotonic() + PATIENCE
        while not server.started:
            if time.monotonic() > end:
                raise TimeoutError("the server does not start")
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{free.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


@dataclass
class Window:
    """A page of somebody who is logged in, with all that the browser complained about."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def go(self, path: str) -> Page:
        """Opens an address of the office, which has to answer with a page."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return self.page

    @property
    def path(self) -> str:
        """Where the window is now, without the machine's name."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


@dataclass
class Web:
    """An office that is served, and a browser to look at it."""

    here: Office
    browser: Browser
    base: str

    def work(self) -> int:
        """Does all jobs that wait, as a worker would; says how many."""
        return Worker(self.here.house).until_empty()

    @contextmanager
    def window(
        self, person: int | None = None, size: tuple[int, int] = WIDE, *, dark: bool = False, bypass_csp: bool = False
    ) -> Iterator[Window]:
        """A window of this person, or of nobody; scripts of a test itself need `bypass_csp`."""
        context: BrowserContext = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            bypass_csp=bypass_csp,
        )
        try:
            if person is not None:
                with self.here.database.write() as work:
                    cookie = auth.start(work, work.get_one(Person, person), self.here.clock())
                context.add_cookies([{"name": auth.COOKIE, "value": cookie, "url": self.base}])
            yield Window(context.new_page(), self.base)
        finally:
            context.close()


def tab_to(page: Page, selector: str, most: int = 300) -> None:
    """Presses Tab until what `selector` names has the focus: what cannot be reached this way fails."""
    page.wait_for_selector(selector, state="attached")
    for _ in range(most):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")
