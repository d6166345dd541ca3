"""A headless Chromium to try a page in, spoken to over a pipe with its DevTools protocol; no driver is needed."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import F_DUPFD, fcntl
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--mute-audio", "--force-prefers-reduced-motion", "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 20.0  # seconds


def program() -> str | None:
    """The browser on this machine, if there is one."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Tab:
    """One page in the browser."""

    def __init__(self, send: int, receive: int) -> None:
        self._send = send
        self._receive = receive
        self._last = 0
        self._left = b""
        self._session: str | None = None
        self.messages: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Send one command and give its result; events that come meanwhile are kept in `messages`."""
        self._last += 1
        message: dict[str, object] = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._send, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise RuntimeError(str(answer["error"]))
                return dict(answer["result"])
            self.messages.append(answer)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            got = os.read(self._receive, 1 << 16)
            if not got:
                raise RuntimeError("the browser has gone")
            self._left += got
        raw, _, self._left = self._left.partition(b"\0")
        return dict(json.loads(raw))

    def go(self, file: Path, fragment: str = "") -> None:
        """Open a file and wait until it has been read."""
        self.ask("Page.navigate", url=file.as_uri() + fragment)
        self.wait("document.readyState === 'complete' && document.documentElement.classList.contains('js')")

    def run(self, script: str) -> Any:
        """The value of a script as if the user had clicked; promises are awaited."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True)
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def wait(self, script: str) -> None:
        """Wait until a script says true.

        Raises:
            TimeoutError: it does not within `PATIENCE` seconds.
        """
        end = time.monotonic() + PATIENCE
        while not self.run(script):
            if time.monotonic() > end:
                raise TimeoutError(script)
            time.sleep(0.05)

    def press(self, key: str, code: str) -> None:
        """Press and release a key."""
        typed = {"text": key} if len(key) == 1 else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, code=code, **typed)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key, code=code)

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """Set the size of the window in CSS pixels, and the colour scheme."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def picture(self, *, whole: bool = False) -> bytes:
        """A PNG of what is to be seen, or of the whole page."""
        return base64.b64decode(self.ask("Page.captureScreenshot", captureBeyondViewport=whole)["data"])


@contextmanager
def browser(profile: Path) -> Iterator[Tab]:
    """A browser with a new profile folder, gone at the end."""
    name = program()
    if name is None:
        raise FileNotFoundError(PROGRAMS[0])
    pipes = [fcntl(fd, F_DUPFD, 50) for fd in (*os.pipe(), *os.pipe())]
    theirs_in, ours_out, ours_in, theirs_out = pipes

    def connect() -> None:
        os.dup2(theirs_in, 3)
        os.dup2(theirs_out, 4)

    started = subprocess.Popen(
        [name, *FLAGS, f"--user-data-dir={profile}"], preexec_fn=connect, close_fds=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Tab(ours_out, ours_in)
    finally:
        started.terminate()
        started.wait(timeout=PATIENCE)
        os.close(ours_out)
        os.close(ours_in)
