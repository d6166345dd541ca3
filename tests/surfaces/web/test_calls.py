"""Pages of calls, one call, progress and team: what each role sees, hears and may say; and listening in parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from belwijs.call import read_call_file
from belwijs.store.schema import Audit, Call, Client, FindingRow, Recording, Review, SavedFilter
from belwijs.surfaces.report.page import SCRIPT, STYLES
from belwijs.surfaces.server.vault import new_key, vault_of
from belwijs.surfaces.web.pages.call import asked_range
from tests.store.calls import call
from tests.surfaces.office import Browser, Office, office

MISSED = "answer.offer"
VERDICTS = {"answer.greeting": "kept", MISSED: "missed", "hold.reason": "not_applicable"}
SOUND = bytes(range(256)) * 1000
EVIL = "<script>alert(1)</script>"


@dataclass
class Team:
    """An office with people of each kind, and a call of Anna's for the client Bakker."""

    office: Office
    coach: int
    anna: int
    bram: int
    lead: int
    admin: int
    client: int
    call: int

    def __getattr__(self, name: str) -> Browser:
        """`team.as_coach` is a browser of the coach."""
        if name.startswith("as_"):
            return self.office.browser(getattr(self, name.removeprefix("as_")))
        raise AttributeError(name)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with office(tmp_path) as made:
        yield filled(made)


def filled(made: Office) -> Team:
    with made.database.write() as work:
        work.add(Client(id=1, name="Bakker", numbers=[]))
    coach = made.person("coach", "Petra Vos", team="noord")
    anna = made.person("agent", "Anna Kok", team="noord", coach_id=coach)
    bram = made.person("agent", "Bram Bal", team="noord")
    lead, admin = made.person("lead", "Rick Laan", team="noord"), made.person("admin", "Ans Ras")
    client = made.person("client", "Wim Wit", client_id=1)
    with made.database.write() as work:
        held = call(
            work, anna, at=made.clock(), verdicts=VERDICTS, number="+31612345678", team="noord", client_id=1,
            name="balie-7",
        )  # fmt: skip
        stored = vault_of(made.house.settings).write("ab/sound.mp3", [SOUND])
        work.add(
            Recording(
                call_id=held, part="play", path=stored.path, media_type="audio/mpeg", size=stored.size,
                is_encrypted=stored.is_encrypted,
            )
        )  # fmt: skip
    return Team(made, coach, anna, bram, lead, admin, client, held)


SEES = {  # who → (knows of the call, reads the words, sees the verdicts)
    "anna": (True, True, True), "coach": (True, True, True), "bram": (False, False, False),
    "lead": (True, False, False), "admin": (True, False, False), "client": (True, True, False),
}  # fmt: skip


@pytest.mark.parametrize("who", SEES)
def test_a_call_shows_to_each_what_is_theirs(team: Team, who: str) -> None:
    knows, reads, judges = SEES[who]
    browser = getattr(team, f"as_{who}")
    answer = browser.get(f"/calls/{team.call}")
    assert answer.status_code == (200 if knows else 404)
    page = answer.text
    assert ("De monteur is niet geweest" in page) == reads
    assert ("Karel Dijkstra" in page) == reads
    assert ("06 12345678" in page) == reads
    assert ("balie-7" in page) == reads
    assert (f"p-{MISSED}" in page) == judges
    assert ("Zeg liever" in page) == judges
    listed = browser.get("/calls").text
    assert (f'href="/calls/{team.call}"' in listed) == knows
    assert ("Karel Dijkstra" in listed) == reads
    assert ('class="missed"' in listed) == judges


@pytest.mark.parametrize("who", SEES)
def test_only_who_may_read_a_call_hears_it(team: Team, who: str) -> None:
    _, reads, _ = SEES[who]
    answer = getattr(team, f"as_{who}").get(f"/calls/{team.call}/sound")
    assert answer.status_code == (200 if reads else 403 if who == "admin" else 404)
    assert (answer.content == SOUND) == reads


@pytest.mark.parametrize("who", [*SEES, "nobody"])
def test_only_the_person_and_the_coach_say_something_of_a_verdict(team: Team, who: str) -> None:
    browser = team.office.browser() if who == "nobody" else getattr(team, f"as_{who}")
    answer = browser.send_form(f"/calls/{team.call}/reviews", kind="agree", practice=MISSED)
    assert (answer.status_code == 303 and "/login" not in answer.headers["location"]) == (who in ("anna", "coach"))
    with team.office.database.read() as work:
        assert (work.scalar(select(Review.id)) is not None) == (who in ("anna", "coach"))


def test_the_list_has_no_columns_that_say_nothing_to_whoever_looks(team: Team) -> None:
    admin, client = team.as_admin.get("/calls").text, team.as_client.get("/calls").text
    assert "niet voor u" not in admin
    assert ">Beller</th>" not in admin
    for page in (admin, client):
        assert ">Oordelen</th>" not in page
        assert ">Stand</th>" in page
        assert "Zoek op meer: medewerker, datum" in page
    assert ">Beller</th>" in client
    assert '<span class="soft small">Bakker</span>' in admin
    assert '<span class="soft small">Bakker</span>' not in client
    assert ">Oordelen</th>" in team.as_coach.get("/calls").text


def test_somebody_elses_ids_lead_nowhere(team: Team) -> None:
    team.as_anna.send_form(
        f"/calls/{team.call}/reviews", kind="disagree", practice=MISSED, verdict="kept", said="Ik vroeg het."
    )
    with team.office.database.read() as work:
        review = work.scalars(select(Review.id)).one()
    other = team.office.person("coach", "Vreemd Iemand", team="noord")
    for browser in (team.as_bram, team.as_lead, team.office.browser(other)):
        for path, fields in (
            (f"/reviews/{review}/withdraw", {}),
            (f"/reviews/{review}/settle", {"verdict": "kept"}),
            (f"/calls/{team.call}/reviews", {"kind": "comment", "said": "x"}),
        ):
            assert browser.send_form(path, **fields).status_code in (403, 404)
        assert browser.get(f"/calls/{team.call}/verdicts/{MISSED}").status_code == 404
        assert browser.get(f"/people/{team.anna}").status_code == 404
    assert team.as_anna.send_form(f"/reviews/{review}/settle", verdict="kept").status_code == 403
    assert team.as_coach.send_form(f"/reviews/{review}/withdraw").status_code == 404


def test_a_form_without_the_sessions_token_changes_nothing(team: Team) -> None:
    browser = team.as_anna
    browser.csrf = "guessed"
    assert browser.send_form(f"/calls/{team.call}/reviews", kind="agree", practice=MISSED).status_code == 403
    with team.office.database.read() as work:
        assert work.scalar(select(Review.id)) is None


def test_the_story_of_a_disagreement(team: Team) -> None:
    """Anna disagrees, the coach finds it, decides, and it becomes a labelled call without names."""
    anna, coach = team.as_anna, team.as_coach
    sent = anna.send_form(
        f"/calls/{team.call}/reviews", kind="disagree", practice=MISSED, verdict="kept", said=f"Ik vroeg het. {EVIL}",
        place="c1-f1",
    )  # fmt: skip
    assert sent.headers["location"] == f"/calls/{team.call}#c1-f1"
    assert EVIL not in anna.get(f"/calls/{team.call}").text
    assert f"/calls/{team.call}" in coach.get("/calls?reviews=open").text
    page = coach.get(f"/calls/{team.call}").text
    review = re.findall(r"/reviews/(\d+)/settle", page)[0]
    assert coach.send_form(f"/reviews/{review}/settle", verdict="kept").status_code == 303
    assert "Beslist: gedaan" in anna.get(f"/calls/{team.call}").text
    assert "Geen gesprekken gevonden" in coach.get("/calls?reviews=open").text
    assert "Ik vroeg het." in coach.get("/reviews").text
    packed = coach.send_form("/reviews/examples")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as file:
        (name,) = file.namelist()
        written = team.office.folder / name
        written.write_bytes(file.read(name))
    (source,) = read_call_file(written)
    assert source.call.gold is not None
    assert source.call.gold.verdicts == {MISSED: "kept"}
    assert "Dijkstra" not in written.read_text(encoding="utf-8")
    with team.office.database.read() as work:
        assert work.get_one(FindingRow, (team.call, MISSED)).verdict == "kept"
        actions = list(work.scalars(select(Audit.action).order_by(Audit.id)))
    assert "review.settled" in actions
    assert actions[-1] == "examples.exported"


def test_disagreeing_without_a_reason_says_what_is_missing(team: Team) -> None:
    browser = team.as_anna
    sent = browser.send_form(f"/calls/{team.call}/reviews", kind="disagree", practice=MISSED, verdict="kept")
    assert sent.status_code == 303
    assert "Zeg bij oneens ook waarom" in browser.get(sent.headers["location"]).text
    assert browser.send_form(f"/calls/{team.call}/reviews", kind="sabotage", practice=MISSED).status_code == 422


def test_a_verdict_that_was_not_judged_can_be_disputed_too(team: Team) -> None:
    page = team.as_anna.get(f"/calls/{team.call}/verdicts/hold.reason").text
    assert 'name="practice" value="hold.reason"' in page
    assert team.as_anna.get(f"/calls/{team.call}/verdicts/no.such").status_code == 404


def test_a_recording_comes_in_the_part_that_is_asked_for(team: Team) -> None:
    browser = team.as_anna
    path = f"/calls/{team.call}/sound"
    part = browser.get(path, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, SOUND[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(SOUND)}"
    assert part.headers["content-length"] == "1000"
    assert part.headers["content-type"] == "audio/mpeg"
    assert browser.get(path, headers={"Range": "bytes=-100"}).content == SOUND[-100:]
    assert browser.get(path, headers={"Range": "bytes=255000-"}).content == SOUND[255000:]
    gone = browser.get(path, headers={"Range": f"bytes={len(SOUND)}-"})
    assert (gone.status_code, gone.headers["content-range"]) == (416, f"bytes */{len(SOUND)}")
    assert browser.get(path, headers={"Range": "bytes=5-2"}).status_code == 200


@given(st.text(alphabet="bytes=0123456789-, ", max_size=30), st.integers(0, 10_000))
def test_any_range_header_is_understood_or_left_aside(header: str, size: int) -> None:
    asked = asked_range(header, size)
    assert asked is None or (asked[0] >= 0 and asked[1] <= max(size, asked[0]))


def test_a_sealed_recording_is_heard_as_it_was(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(new_key())
    key.chmod(0o600)
    with office(tmp_path / "house", encryption_key_file=key) as made:
        team = filled(made)
        browser = team.as_anna
        assert browser.get(f"/calls/{team.call}/sound").content == SOUND
        part = browser.get(f"/calls/{team.call}/sound", headers={"Range": "bytes=65530-131080"})
        assert part.content == SOUND[65530:131081]


def test_a_recording_that_is_gone_is_not_there(team: Team) -> None:
    vault_of(team.office.house.settings).remove("ab/sound.mp3")
    assert team.as_anna.get(f"/calls/{team.call}/sound").status_code == 404


def heard(team: Team) -> list[tuple[int | None, str]]:
    with team.office.database.read() as work:
        found = work.execute(select(Audit.person_id, Audit.what).where(Audit.action == "call.heard"))
        return [(row.person_id, row.what) for row in found]


def test_each_listening_stands_in_the_audit_log_once(team: Team) -> None:
    coach = team.as_coach
    for start in (0, 5000, 90000):
        coach.get(f"/calls/{team.call}/sound", headers={"Range": f"bytes={start}-{start + 10}"})
    assert heard(team) == [(team.coach, f"call {team.call}")]
    team.office.clock.pass_(minutes=11)
    coach.get(f"/calls/{team.call}/sound", headers={"Range": "bytes=7-"})
    team.as_lead.get(f"/calls/{team.call}/sound")
    assert heard(team) == 2 * [(team.coach, f"call {team.call}")]


def test_opening_a_page_reads_and_does_not_listen(team: Team) -> None:
    team.as_coach.get(f"/calls/{team.call}")
    team.as_lead.get(f"/calls/{team.call}")
    with team.office.database.read() as work:
        read = list(work.scalars(select(Audit.person_id).where(Audit.action == "call.read")))
    assert read == [team.coach]
    assert heard(team) == []
    assert 'preload="none"' in team.as_coach.get(f"/calls/{team.call}").text


def test_saved_searches_are_kept_shown_and_dropped_by_their_owner(team: Team) -> None:
    anna = team.as_anna
    sent = anna.send_form("/calls/filters", name="Gemist", query="verdict=missed&before=x&evil=1")
    assert sent.headers["location"] == "/calls?verdict=missed"
    page = anna.get("/calls").text
    assert 'href="/calls?verdict=missed"' in page
    assert "Gemist" not in team.as_coach.get("/calls").text
    with team.office.database.read() as work:
        held = work.scalars(select(SavedFilter.id)).one()
    assert team.as_coach.send_form(f"/calls/filters/{held}/remove").status_code == 404
    assert anna.send_form(f"/calls/filters/{held}/remove").status_code == 303
    assert 'href="/calls?verdict=missed"' not in anna.get("/calls").text


@pytest.mark.parametrize(
    "query",
    [
        "person=x", "person=99999999999999999999", "from=never", "until=9999-12-31", "before=nonsense", "after=-",
        "before=20261124T110000000000-999999999999999999999", "words=%00", 'words="', "verdict=evil", "practice=%27",
        "number=()", "words=%F0%9F%98%80", "from=0001-01-01",
    ],
)  # fmt: skip
def test_any_address_of_the_list_gives_a_page(team: Team, query: str) -> None:
    assert team.as_coach.get(f"/calls?{query}").status_code == 200


def test_the_list_is_searched_and_leafed_through(team: Team) -> None:
    with team.office.database.write() as work:
        for hour in range(60):
            call(work, team.anna, at=-hour, name=f"oud-{hour}")
    browser = team.as_anna
    seen: list[str] = []
    path = "/calls"
    while path:
        page = browser.get(path).text
        seen += re.findall(r'<th scope="row"><a href="/calls/(\d+)"', page)
        older = re.findall(r'href="([^"]+)" rel="next"', page)
        path = older[0].replace("&amp;", "&") if older else ""
    assert len(seen) == len(set(seen)) == 61
    assert re.search(r'rel="prev"', page)
    assert "balie-7" in browser.get("/calls?practice=answer.offer&verdict=missed&from=2026-11-24").text
    assert "Geen gesprekken gevonden" in browser.get("/calls?words=olifant").text
    assert "balie-7" in browser.get("/calls?number=0612345678").text


def test_script_in_names_and_words_stays_text(team: Team) -> None:
    with team.office.database.write() as work:
        evil = call(work, team.anna, name=EVIL, words=f"Ik zei {EVIL} tegen u.", verdicts={MISSED: "missed"})
        work.get_one(Call, evil).problem = EVIL
    for path in ("/calls", f"/calls/{evil}", f"/calls?words={EVIL}"):
        page = team.as_anna.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_pages_hold_no_style_or_script_of_their_own(team: Team) -> None:
    for path in ("/calls", f"/calls/{team.call}", "/people", f"/people/{team.anna}", "/reviews"):
        page = team.as_coach.get(path).text
        assert not re.search(r'\sstyle="|<style|\son[a-z]+="', page)
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)


@pytest.mark.parametrize("name", [*STYLES, SCRIPT])
def test_parts_of_the_report_are_served(team: Team, name: str) -> None:
    answer = team.as_anna.get(f"/calls/parts/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(("text/css", "text/javascript"))


@pytest.mark.parametrize("name", ["page.html.j2", "..%2fpage.py", "page.py", "page.css"])
def test_no_other_file_is_served(team: Team, name: str) -> None:
    assert team.as_anna.get(f"/calls/parts/{name}").status_code == 404


@pytest.mark.parametrize(
    ("state", "said"),
    [("queued", "wordt nog verwerkt"), ("failed", "kon niet worden verwerkt"), ("known", "geen opname")],
)
def test_a_call_without_a_report_says_why(team: Team, state: str, said: str) -> None:
    with team.office.database.write() as work:
        made = Call(name="x", source="cdr", state=state, started_at=team.office.clock(), added_at=team.office.clock(),
                    person_id=team.anna)  # fmt: skip
        work.add(made)
        work.flush()
        number = made.id
    assert said in team.as_anna.get(f"/calls/{number}").text


def test_an_administrator_says_who_spoke(team: Team) -> None:
    admin = team.as_admin
    assert admin.send_form(f"/calls/{team.call}/person", person=team.bram).status_code == 303
    assert team.as_bram.get(f"/calls/{team.call}").status_code == 200
    assert team.as_anna.get(f"/calls/{team.call}").status_code == 404
    assert admin.send_form(f"/calls/{team.call}/person", person=999).status_code == 404
    assert team.as_lead.send_form(f"/calls/{team.call}/person", person=team.lead).status_code == 403


def test_progress_is_seen_by_oneself_and_the_coach(team: Team) -> None:
    with team.office.database.write() as work:
        for hour in range(12):
            call(work, team.anna, at=-hour, verdicts={MISSED: "missed" if hour % 3 else "kept"})
    own = team.as_anna.get("/people").text
    assert "Oefen nu dit ene" in own
    assert "Waarmee kan ik u helpen?" in own
    assert "4 van de 13" in team.as_coach.get(f"/people/{team.anna}").text
    for who in ("bram", "lead"):
        assert getattr(team, f"as_{who}").get(f"/people/{team.anna}").status_code == 404
    assert team.as_client.get("/people").status_code == 403
    assert team.as_coach.get("/people?weeks=26").status_code == 200


def test_a_teams_page_names_nobody_and_hides_small_numbers(team: Team) -> None:
    carla = team.office.person("agent", "Carla Dam", team="noord")

    def add(people: list[Any], number: int) -> None:
        with team.office.database.write() as work:
            for one in people:
                for hour in range(number):
                    call(work, one, at=-200 - hour, verdicts={MISSED: "missed"}, team="noord")

    lead = team.as_lead
    add([team.anna, team.bram], 12)
    assert "te weinig mensen" in lead.get("/team").text
    add([carla], 12)
    page = lead.get("/team").text
    assert "0 van 36" in page
    for name in ("Anna", "Bram", "Carla"):
        assert name not in page
    assert team.as_coach.get("/team").status_code == 403
