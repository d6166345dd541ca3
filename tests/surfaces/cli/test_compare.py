"""`belwijs compare` on the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from belwijs.finding import Finding, Report
from belwijs.surfaces.cli import commands  # noqa: F401  (registers the commands)
from belwijs.surfaces.cli.analyse import as_json
from belwijs.surfaces.cli.main import app


def _file(path: Path, kept: int, missed: int, day: str | None = "2026-03-02") -> Path:
    lines = []
    for n in range(kept + missed):
        thanks = Finding(practice="hold.thanks", verdict="kept" if n < kept else "missed")
        greeting = Finding(practice="answer.greeting", verdict="kept")
        at = f"{day}T10:00:00+01:00" if day else None
        lines.append(as_json(Report(id=f"{path.stem}-{n}", started_at=at, findings=(thanks, greeting))))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["compare", *words])
    return done.exit_code, " ".join(done.output.split())


def test_what_got_better_in_both_languages(tmp_path: Path) -> None:
    one, two = str(_file(tmp_path / "a.jsonl", 5, 20)), str(_file(tmp_path / "b.jsonl", 22, 3))
    status, said = _run(one, two)
    assert status == 0
    assert "Beter in B, meer dan toeval" in said
    assert "20 (5 van 25) 88 (22 van 25) < 0,001" in said
    assert "Geen verschil" in said
    assert "Better in B, more than chance" in _run(one, two, "--lang", "en")[1]


def test_too_few_and_a_pair_say_so(tmp_path: Path) -> None:
    one, two = str(_file(tmp_path / "a.jsonl", 0, 2)), str(_file(tmp_path / "b.jsonl", 2, 0))
    assert "Te weinig gesprekken" in _run(one, two)[1]
    three, four = str(_file(tmp_path / "c.jsonl", 0, 1)), str(_file(tmp_path / "d.jsonl", 1, 0))
    said = _run(three, four)[1]
    assert "In A gemist, in B gedaan" in said
    assert "daarvoor zijn meer gesprekken nodig" in said


def test_two_periods_of_one_set(tmp_path: Path) -> None:
    both = tmp_path / "all.jsonl"
    parts = [_file(tmp_path / "x.jsonl", 1, 9), _file(tmp_path / "y.jsonl", 9, 1, "2026-04-02"),
             _file(tmp_path / "z.jsonl", 1, 0, None)]  # fmt: skip
    both.write_text("\n".join(p.read_text() for p in parts), encoding="utf-8")
    done = CliRunner().invoke(app, ["compare", str(both), "--at", "2026-04-01", "--json"])
    found = json.loads(done.stdout)
    assert (found["calls_a"], found["calls_b"]) == (10, 10)
    assert [p["change"] for p in found["practices"] if p["practice"] == "hold.thanks"] == ["better"]
    assert "1 gesprek zonder datum is" in done.stderr


def test_one_side_alone_is_one_line(tmp_path: Path) -> None:
    one = str(_file(tmp_path / "a.jsonl", 1, 1))
    assert _run(one)[0] == 2
    assert "geef er twee, of één met --at DATUM" in _run(one)[1]
    assert "blijft geen gesprek over" in _run(one, "--at", "2020-01-01")[1]


def test_a_practice_of_the_house_has_its_title(tmp_path: Path) -> None:
    book = tmp_path / "house.yaml"
    book.write_text('own:\n  nummer:\n    title: Vraagt het klantnummer\n    says: [Mag dat, Kan dat, Wilt u dat]\n')
    sides = []
    for side, verdict in (("a", "missed"), ("b", "kept")):
        report = Report(id=side, findings=(Finding.model_validate({"practice": "own.nummer", "verdict": verdict}),))
        path = tmp_path / f"{side}.jsonl"
        path.write_text(as_json(report), encoding="utf-8")
        sides.append(str(path))
    assert "Vraagt het klantnummer" in _run(*sides, "--playbook", str(book))[1]
