"""What waits for somebody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from belwijs.store.schema import Call, Callback, Client
from tests.surfaces.office import NOON, office


def test_today_counts_what_is_mine(tmp_path: Path) -> None:
    with office(tmp_path) as house:
        mine = house.person("agent", "Monique Bos")
        other = house.person("agent", "Tom Smit")
        with house.database.write() as work:
            for person, hours in ((mine, -1), (mine, 2), (mine, 30), (other, -2)):
                due = NOON + timedelta(hours=hours)
                note = Callback(name="De Wit", number="+31201234567", subject="x", taken_by=person, made_at=NOON)
                note.due_at = due
                work.add(note)
            for person, name in ((mine, "gesprek-1"), (other, "gesprek-2")):
                call = Call(name=name, source="api", state="ready", started_at=NOON, added_at=NOON, duration=125)
                call.person_id = person
                work.add(call)
        page = house.browser(mine).get("/").text
        assert "Goedemiddag, Monique" in page
        assert "1 te laat" in page
        assert "1 vandaag" in page
        assert "gesprek-1" in page
        assert "gesprek-2" not in page


def test_an_administrator_sees_the_work_and_no_calls(tmp_path: Path) -> None:
    with office(tmp_path) as house:
        page = house.as_("admin").get("/").text
        assert "Alles is verwerkt" in page
        assert "Nieuwe gesprekken" not in page


def test_a_client_sees_its_calls_and_no_verdicts(tmp_path: Path) -> None:
    with office(tmp_path) as house:
        with house.database.write() as work:
            client = Client(name="Bakker", numbers=[])
            work.add(client)
            work.flush()
            call = Call(name="gesprek-1", source="api", state="ready", started_at=NOON, added_at=NOON, duration=125)
            call.client_id, call.kept, call.missed, call.has_incident = client.id, 7, 3, True
            work.add(call)
            client_id = client.id
        page = house.as_("client", client_id=client_id).get("/").text
        assert "gesprek-1" in page
        assert "gemist" not in page
        assert "Incidenten" not in page
