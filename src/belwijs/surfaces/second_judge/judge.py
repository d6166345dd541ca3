"""A second judge behind an OpenAI-compatible address: asks about one turn at a time and never raises for a failure.

Nothing of what is asked or answered is logged or kept.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any, Literal

from belwijs import __version__
from belwijs.dialogue.second_judge import Inquiry, Question
from belwijs.finding import Asked
from belwijs.language.redact import redacted
from belwijs.surfaces.second_judge.address import Outside, Place
from belwijs.surfaces.second_judge.prompt import PROMPT, answer_in, messages, schema_for
from belwijs.surfaces.second_judge.settings import SecondJudgeSettings

SEED = 7
LARGEST = 1 << 20  # bytes of an answer
LONGEST_WAIT = 30.0  # seconds that a server may ask for before a retry
GIVE_UP_AFTER = 3  # calls in a row without one answer, after which the judge is left alone
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_UNKNOWN_FORMAT = frozenset((400, 415, 422, 501))
FORMATS = ("json_schema", "json_object", None)  # how an answer is held to its form, the strictest first

Why = Literal["unreachable", "slow", "status", "unusable", "given_up"]


class Failure(Exception):
    """Why there is no answer; `detail` is what the system says of a connection, for whoever sets it up."""

    def __init__(self, why: Why, status: int | None = None, *, wait: float = 0.0, detail: str = "") -> None:
        super().__init__(why)
        self.why, self.status, self.wait, self.detail = why, status, wait, detail


class RemoteJudge:
    """Asks a server of the house; see SecondJudge in dialogue/second_judge.py for the fields."""

    prompt = PROMPT

    def __init__(
        self,
        settings: SecondJudgeSettings,
        place: Place,
        key: str | None = None,
        names: tuple[str, ...] = (),
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings, self.model = settings, settings.model
        self.under, self.trust, self.most_turns = settings.under, settings.trust, settings.most_turns
        self.redacts = settings.redact
        self._place = place.under("chat/completions")
        self._key, self._names = key, names
        self._sleep, self._clock = sleep, clock
        self._format = 0  # into FORMATS: the strictest that this server is known to take
        self._lost = 0  # calls in a row without one answer

    def __call__(self, inquiry: Inquiry) -> tuple[Asked, ...]:
        """One answer or failure a question. Once the server fails to answer, the rest of this call is not asked."""
        until = self._clock() + self.settings.most_seconds
        made: list[Asked] = []
        broken: Failure | None = Failure("given_up") if self._lost >= GIVE_UP_AFTER else None
        for question in inquiry.questions:
            if broken is None:
                try:
                    chosen = self.answer(inquiry, question, until)
                    made.append(Asked(turn=question.turn, labels=question.labels, chosen=chosen))
                    continue
                except Failure as failure:
                    if failure.why != "unusable":
                        broken = failure
            made.append(_failed(question, broken or Failure("unusable")))
        if broken is None:
            self._lost = 0
        elif broken.why != "given_up":
            self._lost = 0 if any(one.chosen is not None for one in made) else self._lost + 1
        return tuple(made)

    def answer(self, inquiry: Inquiry, question: Question, until: float | None = None) -> tuple[str, ...]:
        """The labels chosen for one turn, tried again where that may help.

        Raises:
            Failure: there is no legal answer.
        """
        until = self._clock() + self.settings.most_seconds if until is None else until
        for attempt in range(self.settings.retries + 1):
            try:
                chosen = answer_in(_content(self._asked(inquiry, question, until)), question)
            except Failure as failure:
                wait = max(self.settings.wait * 2**attempt, failure.wait)
                last = attempt == self.settings.retries or self._clock() + wait >= until
                if last or (failure.why == "status" and failure.status not in _AGAIN) or failure.why == "unusable":
                    raise
                self._sleep(wait)
                continue
            if chosen is None:
                raise Failure("unusable")
            return chosen
        raise AssertionError("the last attempt returns or raises")

    def _asked(self, inquiry: Inquiry, question: Question, until: float) -> bytes:
        """The server's answer; where it does not know a form of answer, it is asked in the next."""
        names = (*self._names, *inquiry.names)
        clean = (lambda text: redacted(text, names)) if self.redacts else str
        body: dict[str, Any] = {
            "model": self.model,
            "messages": messages(inquiry, question, self.settings.context_turns, clean),
            "temperature": 0,
            "seed": SEED,
            "max_tokens": self.settings.most_tokens,
            "stream": False,
        }
        for form in range(self._format, len(FORMATS)):
            try:
                answer = self._post({**body, **_form(FORMATS[form], question)}, until)
            except Failure as failure:
                if failure.status not in _UNKNOWN_FORMAT or form == len(FORMATS) - 1:
                    raise
                continue
            self._format = form
            return answer
        raise AssertionError("the last form returns or raises")

    def _post(self, body: dict[str, Any], until: float) -> bytes:
        """Send, and read at most LARGEST bytes, within the time that is left.

        Raises:
            Failure: unreachable, slow, an error status, or too large an answer.
        """
        seconds = min(self.settings.timeout, until - self._clock())
        if seconds <= 0:
            raise Failure("slow")
        ends = threading.Event()
        try:
            connection, sock = self._place.connect(seconds)
        except TimeoutError:
            raise Failure("slow") from None
        except Outside:
            raise Failure("unreachable", detail="its name leads out of this house") from None
        except OSError as error:
            raise Failure("unreachable", detail=_told(error)) from None
        # A time-out of a socket starts anew with every byte; this ends a slow drip as well.
        alarm = threading.Timer(seconds, _hang_up, (sock, ends))
        alarm.daemon = True
        alarm.start()
        try:
            connection.request("POST", self._place.path, json.dumps(body).encode("ascii"), self._headers())
            with connection.getresponse() as response:
                data = response.read(LARGEST + 1)
                status, after = response.status, response.getheader("Retry-After")
        except TimeoutError:
            raise Failure("slow") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Failure("slow" if ends.is_set() else "unreachable", detail=_told(error)) from None
        finally:
            alarm.cancel()
            connection.close()
            sock.close()
        if ends.is_set():
            raise Failure("slow")
        if status != 200:
            raise Failure("status", status, wait=_seconds(after))
        if len(data) > LARGEST:
            raise Failure("unusable")
        return data

    def _headers(self) -> dict[str, str]:
        head = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Connection": "close",
            "User-Agent": f"belwijs/{__version__}",
        }
        return head | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    @property
    def form(self) -> str:
        """How answers are held to their form, as far as is known: json_schema, json_object or none."""
        return FORMATS[self._format] or "none"


def _hang_up(sock: socket.socket, ends: threading.Event) -> None:
    ends.set()
    try:
        if isinstance(sock, ssl.SSLSocket):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        else:
            sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def _told(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return type(error).__name__


def _form(name: str | None, question: Question) -> dict[str, Any]:
    if name == "json_schema":
        described = {"name": "labels_of_turn", "strict": True, "schema": schema_for(question)}
        return {"response_format": {"type": "json_schema", "json_schema": described}}
    return {"response_format": {"type": "json_object"}} if name else {}


def _content(data: bytes) -> object:
    """What the model wrote, in an answer of the chat completions interface; None when there is nothing of the kind."""
    try:
        return json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        return None


def _seconds(header: str | None) -> float:
    return min(float(header), LONGEST_WAIT) if header and header.isascii() and header.isdigit() else 0.0


def _failed(question: Question, failure: Failure) -> Asked:
    return Asked(turn=question.turn, labels=question.labels, failed=failure.why, status=failure.status)
