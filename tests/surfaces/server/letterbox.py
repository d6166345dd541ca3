"""A mail server that somebody else wrote (aiosmtpd), running in a thread."""

from __future__ import annotations

import asyncio
import ssl
import threading
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Letters:
    """Keeps what comes. `refuse` maps a command (ehlo, helo, mail, rcpt, data) to the answer it gets instead."""

    def __init__(self, **refuse: str) -> None:
        self.kept: list[bytes] = []
        self._refuse = refuse

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Envelope, host: str) -> str:  # noqa: N802
        session.host_name = host
        return self._refuse.get("helo", "250 hello")

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        session.host_name = host
        return [self._refuse["ehlo"]] if "ehlo" in self._refuse else answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._refuse.get("mail", "250 yes")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._refuse.get("rcpt", "250 yes")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "data" not in self._refuse:
            self.kept.append(bytes(envelope.original_content or b""))
        return self._refuse.get("data", "250 kept")


class MailServer:
    """Takes letters at `port` of this machine and gives them to a handler of aiosmtpd.

    Args:
        tls: speaks TLS from the first byte.
        options: of aiosmtpd's SMTP, such as a login that is asked for.
    """

    def __init__(self, handler: object, tls: ssl.SSLContext | None = None, **options: Any) -> None:
        self._handler, self._options = handler, options
        self._talks: list[SMTP] = []
        self._loop = asyncio.new_event_loop()
        asks = self._loop.create_server(self._talk, "127.0.0.1", 0, ssl=tls)
        self._server = self._loop.run_until_complete(asks)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def _talk(self) -> SMTP:
        talk = SMTP(self._handler, loop=self._loop, **self._options)
        self._talks.append(talk)
        return talk

    async def _stop(self) -> None:
        self._server.close()
        for talk in self._talks:
            if talk.transport:
                talk.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def close(self) -> None:
        """Stops listening and hangs up."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
