"""A fake server with an OpenAI-compatible address, in a thread: it answers what the test tells it, in order."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the server sends: a status, bytes, after so many seconds; `drip` sends them one by one."""

    body: bytes = b"{}"
    status: int = 200
    after: float = 0.0
    drip: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


def says(content: object) -> Reply:
    """A chat completion with this as its words."""
    words = content if isinstance(content, str) else json.dumps(content)
    return Reply(json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode())


def labels(*names: str) -> Reply:
    """A chat completion that chooses these labels."""
    return says({"labels": list(names)})


@dataclass
class Fake:
    """A server that is running; the last reply is given again and again."""

    replies: list[Reply]
    port: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def asked(self, n: int) -> dict[str, Any]:
        """The JSON object that request n quotes."""
        found: dict[str, Any] = json.loads(self.requests[n]["messages"][1]["content"])
        return found


@contextmanager
def serving(*replies: Reply) -> Iterator[Fake]:
    """The server for the time of the block."""
    fake = Fake(list(replies))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            fake.requests.append(json.loads(self.rfile.read(length)))
            fake.headers.append({k.lower(): v for k, v in self.headers.items()} | {":path": self.path})
            reply = fake.replies.pop(0) if len(fake.replies) > 1 else fake.replies[0]
            time.sleep(reply.after)
            try:
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                if not reply.drip:
                    self.wfile.write(reply.body)
                    return
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(reply.drip)
            except OSError:
                pass

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
