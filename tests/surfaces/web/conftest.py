"""What the stories in a real browser share: one browser for a module, and its window on the office of a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.surfaces.office import Office
from tests.surfaces.web.browser import PATIENCE, Web, chromium, served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE * 1000)
    with chromium() as made:
        yield made


@pytest.fixture
def web(here: Office, browser: Browser) -> Iterator[Web]:
    with served(here) as base:
        yield Web(here, browser, base)
