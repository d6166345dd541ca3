"""`belwijs evaluate` from files to the terminal, with a quick model in place of the trained one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from belwijs.call import Call, Gold, Objection, TurnAct
from belwijs.call.write import call_to_json
from belwijs.dialogue import understand as stage
from belwijs.surfaces.cli import commands  # noqa: F401  (registers the commands)
from belwijs.surfaces.cli.main import app
from tests.calls import call, ring

SECRET = "Kwakernaak"


def labelled(name: str) -> Call:
    gold = Gold(
        acts=(TurnAct(turn=0, act="greet"), TurnAct(turn=1, act="complain"), TurnAct(turn=2, act="hold_announce")),
        objections=(Objection(turn=1, type="time"),),
        verdicts={"answer.greeting": "kept", "courtesy.no_diminutives": "kept"},
    )
    return call(
        ring(0, 6),
        "a: Goedemiddag, Bakker Logistiek, u spreekt met Monique Bos.",
        f"c: Met {SECRET}, ik ben niet tevreden over de pallets.",
        "a: Momentje, ik zoek het voor u op.",
        id=name,
        gold=gold,
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stage, "load_act_model", stage.FormModel)
    calls = tmp_path / "calls"
    calls.mkdir()
    for n in range(3):
        (calls / f"{n}.json").write_text(call_to_json(labelled(f"call-{n}")), encoding="utf-8")
    bare = labelled("bare").with_(gold=None)
    (calls / "bare.json").write_text(call_to_json(bare), encoding="utf-8")
    return calls


def belwijs(*args: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(a) for a in args], env={"COLUMNS": "100"})
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(("language", "words"), [("nl", "beurt 2"), ("en", "turn 2")])
def test_figures_and_the_worst_mistakes_in_context(folder: Path, language: str, words: str) -> None:
    status, out, _ = belwijs("evaluate", folder, "--lang", language)
    assert status == 0
    assert words in out
    assert SECRET in out
    assert "12241136" in out
    assert "call-0" in out
    assert "courtesy.no_diminutives" in out


def test_the_run_holds_no_words(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    assert belwijs("evaluate", folder, "--json", file)[0] == 0
    written = file.read_text(encoding="utf-8")
    assert SECRET not in written
    run = json.loads(written)
    assert [c["id"] for c in run["calls"]] == ["call-0", "call-1", "call-2"]
    assert run["made_by"]["acts"] == "forms-1"
    assert 0 < run["agreement"]["figures"]["acts.micro"]["value"] < 1


def test_two_runs_are_compared(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    belwijs("evaluate", folder, "--json", one)
    run = json.loads(one.read_text(encoding="utf-8"))
    for one_call in run["calls"]:  # as a recogniser that makes no mistake would see them
        one_call["found"] = [{**e, "confidence": 1.0} for e in one_call["expected"]]
    two.write_text(json.dumps(run), encoding="utf-8")
    status, out, _ = belwijs("evaluate", "--compare", one, two, "--lang", "en")
    assert status == 0
    assert "one → two: 3 calls" in out
    wrong = sum(
        len({(s["turn"], s["label"]) for s in c["found"]} ^ {(s["turn"], s["label"]) for s in c["expected"]})
        for c in json.loads(one.read_text(encoding="utf-8"))["calls"]
    )
    assert wrong > 0
    assert f"Mistakes gone: {wrong}" in out
    assert "New mistakes: 0" in out


def test_a_run_beside_itself_has_no_word_of_chance(folder: Path, tmp_path: Path) -> None:
    for n in range(5):
        (folder / f"more-{n}.json").write_text(call_to_json(labelled(f"more-{n}")), encoding="utf-8")
    file = tmp_path / "one.json"
    belwijs("evaluate", folder, "--json", file)
    status, out, _ = belwijs("evaluate", "--compare", file, file, "--lang", "en")
    assert status == 0
    assert "may be chance" not in out


def test_acts_that_were_given_are_not_compared(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    belwijs("evaluate", folder, "--json", one)
    belwijs("evaluate", folder, "--acts", "given", "--json", two)
    status, out, _ = belwijs("evaluate", "--compare", one, two, "--lang", "en")
    assert status == 0
    assert "only verdicts are compared" in out
    assert "kappa" in out
    assert "micro-F1" not in out
    assert "Mistakes" not in out


def test_labels_on_practices_that_are_not_there_are_said(folder: Path) -> None:
    strange = labelled("strange")
    assert strange.gold is not None
    gold = strange.gold.model_copy(update={"verdicts": {**strange.gold.verdicts, "answer.nonsense": "kept"}})
    (folder / "strange.json").write_text(call_to_json(strange.with_(gold=gold)), encoding="utf-8")
    status, out, _ = belwijs("evaluate", folder, "--lang", "en")
    assert status == 0
    assert "1 label is on a practice" in out
    assert "answer.nonsense" in out


def test_a_call_with_no_label_at_all_is_passed_over(folder: Path) -> None:
    raw = json.loads(call_to_json(labelled("void"))) | {"gold": {}}
    (folder / "void.json").write_text(json.dumps(raw), encoding="utf-8")
    _, out, _ = belwijs("evaluate", folder, "--lang", "en")
    assert "3 labelled calls" in out
    assert "2 calls without labels" in out


def test_a_place_that_cannot_be_written_is_said_before_the_work(folder: Path, tmp_path: Path) -> None:
    status, out, err = belwijs("evaluate", folder, "--json", tmp_path / "nowhere" / "run.json", "--lang", "nl")
    assert (status, out) == (2, "")
    assert "is niet te schrijven (bestaat niet)" in err


def test_given_acts_leave_the_acts_out(folder: Path) -> None:
    status, out, _ = belwijs("evaluate", folder, "--acts", "given", "--lang", "en")
    assert status == 0
    assert "micro-F1" not in out
    assert "kappa" in out


def test_the_same_call_twice_keeps_its_own_name(folder: Path, tmp_path: Path) -> None:
    (folder / "again.json").write_text(call_to_json(labelled("call-0")), encoding="utf-8")
    file = tmp_path / "run.json"
    belwijs("evaluate", folder, "--json", file)
    assert "call-0 (2)" in [c["id"] for c in json.loads(file.read_text(encoding="utf-8"))["calls"]]


def test_calls_without_labels_are_refused_with_a_way_out(folder: Path) -> None:
    status, out, said = belwijs("evaluate", folder / "bare.json")
    assert (status, out) == (2, "")
    assert said.count("\n") == 1
    assert "belwijs label" in said


def test_a_call_that_cannot_be_read_does_not_stop_the_others(folder: Path) -> None:
    (folder / "broken.json").write_text("{", encoding="utf-8")
    status, out, said = belwijs("evaluate", folder)
    assert status == 1
    assert "broken.json" in said
    assert "call-0" in out


@pytest.mark.parametrize("content", ["", "{", "[]", '{"calls": 3}'])
def test_what_is_no_run_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(content, encoding="utf-8")
    status, _, said = belwijs("evaluate", "--compare", file, file)
    assert status == 2
    assert "Traceback" not in said
    assert said.count("\n") == 1


def test_a_run_that_is_not_there(tmp_path: Path) -> None:
    status, _, said = belwijs("evaluate", "--compare", tmp_path / "a", tmp_path / "b")
    assert status == 2
    assert "bestaat niet" in said


def test_nothing_asked_is_wrong_usage() -> None:
    assert belwijs("evaluate")[0] == 2
