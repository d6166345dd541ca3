"""Deliveries to a server of the test's own: signed, tried again, never led elsewhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.store import webhooks
from belwijs.store.schema import Client, Job, Webhook
from belwijs.surfaces.server import webhooks as delivering
from belwijs.surfaces.server.webhooks import DeliveryError, deliver
from belwijs.surfaces.server.worker import Worker
from tests.surfaces.office import NOON, Office, office


@dataclass
class Receiver:
    """Another system: what it was sent, and what it answers."""

    url: str
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server asks for
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers = made.answers.pop(0) if made.answers else (204, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Keeps quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made = Receiver(f"http://127.0.0.1:{server.server_port}/in?key=1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as running:
        yield running


def hooked(house: Office, url: str, *events: str, client_id: int | None = None) -> tuple[int, str]:
    with house.database.write() as session:
        made, secret = webhooks.make(session, url, events or webhooks.EVENTS, client_id=client_id)
    return made.id, secret


def announced(house: Office, event: webhooks.Event, thing: str = "call 1", client_id: int | None = None) -> int:
    with house.database.write() as session:
        return webhooks.announce(session, event, thing, {"call": 1}, house.clock(), client_id=client_id)


def held(house: Office) -> Webhook:
    with house.database.read() as session:
        return session.scalars(select(Webhook)).one()


def state(house: Office) -> list[tuple[str, int]]:
    with house.database.read() as session:
        return [(job.state, job.attempts) for job in session.scalars(select(Job).order_by(Job.id))]


def test_a_delivery_is_signed_over_id_moment_and_body(house: Office, receiver: Receiver) -> None:
    _, secret = hooked(house, receiver.url)
    assert announced(house, "call.analysed") == 1
    assert Worker(house.house).until_empty() == 1
    ((path, headers, body),) = receiver.got
    assert path == "/in?key=1"
    assert json.loads(body) == {"type": "call.analysed", "timestamp": NOON.isoformat(), "data": {"call": 1}}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert (held(house).answered, held(house).told_at) == ("ok", NOON)


def test_the_same_event_is_told_once_and_only_to_whom_it_concerns(house: Office, receiver: Receiver) -> None:
    with house.database.write() as session:
        clients = [Client(name=name, numbers=[]) for name in "AB"]
        session.add_all(clients)
        session.flush()
        first, second = (c.id for c in clients)
    hooked(house, receiver.url, "incident")
    hooked(house, receiver.url, "incident", "call.analysed", client_id=first)
    assert announced(house, "incident", client_id=first) == 2
    assert announced(house, "incident", client_id=first) == 0
    assert announced(house, "incident", "call 2", client_id=second) == 1
    assert announced(house, "call.analysed", "call 3", client_id=second) == 0
    assert announced(house, "call.analysed", "call 4") == 0


def test_a_failure_is_tried_again_with_the_same_id_until_it_is_dead(house: Office, receiver: Receiver) -> None:
    hooked(house, receiver.url)
    announced(house, "incident")
    receiver.answers = [(500, {})] * 5
    worker = Worker(house.house)
    worker.until_empty()
    assert state(house) == [("queued", 1)]
    assert held(house).answered == "it answered 500"
    worker.until_empty()
    assert len(receiver.got) == 1
    for _ in range(5):
        house.clock.pass_(hours=1)
        worker.until_empty()
    assert len(receiver.got) == 6
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for _, headers, _ in receiver.got}) == 6
    assert state(house) == [("done", 6)]
    announced(house, "incident", "call 2")
    receiver.answers = [(503, {})] * 6
    for _ in range(6):
        worker.until_empty()
        house.clock.pass_(hours=1)
    assert state(house)[1] == ("dead", 6)
    with house.database.read() as session:
        assert "it answered 503" in session.scalars(select(Job.reason).where(Job.state == "dead")).one()


def test_no_redirect_is_followed(house: Office, receiver: Receiver) -> None:
    hooked(house, receiver.url)
    announced(house, "incident")
    receiver.answers = [(302, {"Location": receiver.url.replace("/in", "/elsewhere")}), (307, {"Location": "file:///etc"})]
    worker = Worker(house.house)
    worker.until_empty()
    house.clock.pass_(hours=1)
    worker.until_empty()
    assert [path for path, _, _ in receiver.got] == ["/in?key=1"] * 2
    assert held(house).answered == "it answered 307, and redirects are not followed"


def test_an_address_that_is_gone_is_told_no_more(house: Office, receiver: Receiver) -> None:
    hooked(house, receiver.url)
    announced(house, "incident")
    receiver.answers = [(410, {})]
    Worker(house.house).until_empty()
    assert state(house) == [("done", 1)]
    assert not held(house).active
    assert announced(house, "incident", "call 2") == 0


def test_a_webhook_that_was_stopped_or_removed_gets_nothing_more(house: Office, receiver: Receiver) -> None:
    first, _ = hooked(house, receiver.url)
    announced(house, "incident")
    with house.database.write() as session:
        webhooks.switch(session, first, active=False)
    Worker(house.house).until_empty()
    with house.database.write() as session:
        webhooks.switch(session, first, active=True)
        webhooks.try_out(session, first, NOON)
        webhooks.remove(session, first)
    Worker(house.house).until_empty()
    assert receiver.got == []
    assert [s for s, _ in state(house)] == ["done", "done"]


def test_nobody_there_or_too_slow_is_said_without_what_was_sent(
    house: Office, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_, _ = hooked(house, "http://127.0.0.1:1/")
    payload = {"webhook": id_, "event": "incident", "at": NOON.isoformat(), "data": {"call": 77}}
    with pytest.raises(DeliveryError) as refused:
        deliver(house.house, payload, 1)
    assert "cannot be reached" in refused.value.reason
    assert "77" not in str(refused.value)
    import socket

    silent = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(delivering, "SECONDS", 0.05)
    slow, _ = hooked(house, f"http://127.0.0.1:{silent.getsockname()[1]}/")
    with pytest.raises(DeliveryError, match="10 seconds"):
        deliver(house.house, {**payload, "webhook": slow}, 2)
    silent.close()


@pytest.mark.parametrize("address", ["93.184.216.34", "169.254.169.254", "0.0.0.0"])
def test_outside_the_house_nothing_goes_unencrypted(
    house: Office, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from belwijs.surfaces.second_judge import address as addresses

    monkeypatch.setattr(addresses, "_look_up", lambda host, port: [address])
    id_, _ = hooked(house, "http://crm.example/")
    with pytest.raises(DeliveryError, match="outside this house and not encrypted"):
        deliver(house.house, {"webhook": id_, "event": "incident", "at": "", "data": {}}, 1)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "unix:/var/run/docker.sock"])
def test_an_address_that_came_into_the_table_otherwise_is_not_told_either(house: Office, url: str) -> None:
    id_, _ = hooked(house, "http://127.0.0.1:1/")
    with house.database.write() as session:
        session.get_one(Webhook, id_).url = url
    with pytest.raises(DeliveryError, match="no http or https address"):
        deliver(house.house, {"webhook": id_, "event": "incident", "at": "", "data": {}}, 1)


def test_a_lease_outlives_a_slow_receiver() -> None:
    from belwijs.store.jobs import Rules

    assert timedelta(seconds=delivering.SECONDS) * 3 < Rules().lease
