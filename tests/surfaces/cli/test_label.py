"""`belwijs label` with lines typed by the test."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from belwijs.call import Problem, TurnAct
from belwijs.call.read import read_call_file
from belwijs.call.write import call_to_json
from belwijs.dialogue import understand as stage
from belwijs.surfaces.cli import labelling
from belwijs.surfaces.cli.label import Asked, label_call
from belwijs.surfaces.cli.labelling import Refused, parsed
from belwijs.surfaces.cli.main import INTERRUPTED
from tests.audio.sounds import write_sound
from tests.calls import call, ring

AGENT = labelling.labels_for("agent", call())
CUSTOMER = labelling.labels_for("customer", call())
TALK = call(
    ring(0, 6),
    "a: Goedemiddag, Bakker Logistiek, met Monique.",
    "s: …",
    "c: Wat een prutsers zijn jullie.",
    "a: Momentje.",
)


class Types:
    """Gives its lines one by one, then stops as Ctrl-C or Ctrl-D would."""

    def __init__(self, *lines: str, then: type[BaseException] = EOFError) -> None:
        self.lines = list(lines)
        self.then = then
        self.offered: list[Sequence[str]] = []

    def __call__(self, prompt: str, completions: Sequence[str]) -> str:
        self.offered.append(completions)
        if not self.lines:
            raise self.then
        return self.lines.pop(0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "talk.json"
    raw = json.loads(call_to_json(TALK)) | {"house_field": 7}
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def label(file: Path, *lines: str, then: type[BaseException] = EOFError, **asked: object) -> tuple[int, str]:
    console = Console(record=True, width=100, file=io.StringIO())
    status = label_call(file, Asked(**{"interface": "en", **asked}), Types(*lines, then=then), console)  # type: ignore[arg-type]
    return status, console.export_text()


def gold(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))["gold"]
    return found


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("greet", ("greet",)),
        ("gree, org;intro", ("greet", "organisation", "introduce")),
        ("GREET greet", ("greet",)),
        ("hold_a", ("hold_announce",)),
        ("", ()),
    ],
)
def test_the_beginning_of_a_label_will_do(line: str, labels: tuple[str, ...]) -> None:
    assert parsed(line, AGENT) == labels


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("hold", "label.several"),
        ("complain", "label.not_here"),
        ("greeet", "label.near"),
        ("zzzzzz", "label.none"),
        ("obj=supplier", "label.not_here"),
        ("compl", "label.not_here"),
    ],
)
def test_what_is_no_label_is_refused_with_the_way_out(line: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        parsed(line, AGENT)
    assert refused.value.key == key


def test_a_turn_has_one_cell() -> None:
    with pytest.raises(Refused, match=r"label\.one"):
        parsed("agg=expressive/you agg=expressive/self", CUSTOMER)


def test_objections_are_for_cold_calls() -> None:
    assert not [x for x in CUSTOMER if x.startswith("obj=")]
    assert "obj=time" in labelling.labels_for("customer", call(direction="outbound"))
    assert labelling.labels_for("system", call()) == ()


def test_a_whole_call_becomes_gold(file: Path) -> None:
    rest = ["3"] * 60
    status, out = label(file, "greet org intro", "complain agg=expressive/o", "hold_a dimin", *rest)
    written = file.with_name("talk.labelled.json")
    assert status == 0
    assert "Turn 3 of 3" in out
    made = read_call_file(written)[0].call
    assert made.gold is not None
    assert [(a.turn, a.act) for a in made.gold.acts] == [
        (0, "greet"), (0, "organisation"), (0, "introduce"), (2, "complain"), (3, "hold_announce"), (3, "diminutive"),
    ]  # fmt: skip
    assert [(a.turn, a.level, a.target) for a in made.gold.aggression] == [(2, "expressive", "organisation")]
    assert set(made.gold.verdicts.values()) == {"not_applicable"}
    assert json.loads(written.read_text(encoding="utf-8"))["house_field"] == 7
    assert not list(file.parent.glob("*.progress"))
    assert "gold" not in json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("then", "status"), [(EOFError, 0), (KeyboardInterrupt, INTERRUPTED)])
def test_stopping_keeps_what_was_done(file: Path, then: type[BaseException], status: int) -> None:
    assert label(file, "greet", then=then)[0] == status
    assert not file.with_name("talk.labelled.json").exists()
    found, out = label(file, "complain", "", "1")
    assert found == 0
    assert "1 of" in out
    assert "Turn 1" not in out
    made = gold(file.with_name("talk.labelled.json"))
    assert made["acts"] == [{"turn": 0, "act": "greet"}, {"turn": 2, "act": "complain"}]
    assert list(made["verdicts"].values()) == ["kept"]  # type: ignore[attr-defined]


def test_stopping_at_once_tells_of_no_file_that_is_not_there(file: Path) -> None:
    raw = json.loads(file.read_text(encoding="utf-8")) | {"gold": {"acts": [{"turn": 0, "act": "greet"}]}}
    file.write_text(json.dumps(raw), encoding="utf-8")
    _, out = label(file, "q")
    assert "talk.labelled.json is written" in out
    assert gold(file.with_name("talk.labelled.json")) == raw["gold"]


def test_undo_goes_back_a_step(file: Path) -> None:
    label(file, "greet", "u", "intro", "", "", "q")
    assert gold(file.with_name("talk.labelled.json")) == {"acts": [{"turn": 0, "act": "introduce"}]}


def test_undo_on_the_first_step_stays_there(file: Path) -> None:
    _, out = label(file, "u", "q")
    assert out.count("Turn 1 of 3") == 2


def test_a_wrong_line_is_asked_again(file: Path) -> None:
    _, out = label(file, "hold", "greeet", "? hold", "greet", "q")
    assert "hold_announce, hold_duration" in out
    assert "do you mean greet" in out
    assert "asks the customer to wait" in out
    assert "Turn 2 of 3" in out


def test_the_rest_of_a_group_can_be_left_open(file: Path) -> None:
    _, out = label(file, "", "", "", "s", "1", "q")
    verdicts = gold(file.with_name("talk.labelled.json"))["verdicts"]
    assert len(verdicts) == 1  # type: ignore[arg-type]
    assert not next(iter(verdicts)).startswith("answer")  # type: ignore[call-overload]
    assert out.count("Answering:") == 1


def test_a_guess_is_made_only_where_asked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "load_act_model", stage.FormModel)
    assert "Guess" not in label(file, "", "q")[1]
    file.with_name("talk.labelled.json.progress").unlink()
    _, out = label(file, "", "-", "", "", "q", suggest=True)
    assert "Guess: greet" in out
    assert "flatter" in out
    made = gold(file.with_name("talk.labelled.json"))["acts"]
    assert {"turn": 0, "act": "greet"} in made  # type: ignore[operator]
    assert {"turn": 3, "act": "hold_announce"} in made  # type: ignore[operator]
    assert [a for a in made if a["turn"] == 2] == []  # type: ignore[attr-defined]


def test_labels_that_are_there_are_gone_on_with(file: Path) -> None:
    made = TALK.with_(gold=labelling.gold_of(labelling.Work(text="", labels={0: ("greet",)})))
    file.write_text(call_to_json(made), encoding="utf-8")
    _, out = label(file, "2", "q")
    assert "Turn" not in out.replace("Turns", "")
    found = gold(file.with_name("talk.labelled.json"))
    assert found["acts"] == [{"turn": 0, "act": "greet"}]
    assert list(found["verdicts"].values()) == ["missed"]  # type: ignore[attr-defined]


def test_gold_and_work_are_each_others_mirror() -> None:
    work = labelling.Work(text="x", labels={0: ("greet",), 2: ("complain", "agg=instrumental/you"), 3: ("diminutive",)})
    made = labelling.work_of(TALK.with_(gold=labelling.gold_of(work)))
    assert made.labels == work.labels
    assert labelling.gold_of(made) == labelling.gold_of(work)


def test_a_call_that_changed_meanwhile_is_refused(file: Path) -> None:
    label(file, "greet", "q")
    changed = TALK.with_(turns=TALK.turns[:-1])
    file.write_text(call_to_json(changed), encoding="utf-8")
    with pytest.raises(Problem, match="changed"):
        label(file, "q")


@pytest.mark.parametrize("kept", ["", "{", '{"labels": 3}'])
def test_kept_work_that_cannot_be_read_is_refused(file: Path, kept: str) -> None:
    file.with_name("talk.labelled.json.progress").write_text(kept, encoding="utf-8")
    with pytest.raises(Problem, match="cannot be read"):
        label(file, "q")


def test_a_transcript_can_be_labelled(tmp_path: Path) -> None:
    file = tmp_path / "talk.vtt"
    file.write_text(
        "WEBVTT\n\n00:00.000 --> 00:02.000\n<v.agent Jo>Goedemorgen.</v>\n\n"
        "00:03.000 --> 00:05.000\n<v.customer Van Dam>Met Van Dam.</v>\n",
        encoding="utf-8",
    )
    label(file, "greet", "give", "q")
    made = read_call_file(tmp_path / "talk.labelled.json")[0].call
    assert made.gold is not None
    assert made.gold.acts == (TurnAct(turn=0, act="greet"), TurnAct(turn=1, act="give_identity"))
    with pytest.raises(Problem, match="replaced"):
        label(file, output=file)


def test_a_recording_beside_the_call_is_still_found(file: Path, tmp_path: Path) -> None:
    raw = json.loads(file.read_text(encoding="utf-8")) | {"audio": {"file": "talk.wav"}}
    file.write_text(json.dumps(raw), encoding="utf-8")
    (tmp_path / "talk.wav").write_bytes(b"RIFF")
    (tmp_path / "gold").mkdir()
    label(file, "", "", "", "q", output=tmp_path / "gold" / "talk.json")
    made = json.loads((tmp_path / "gold" / "talk.json").read_text(encoding="utf-8"))
    assert made["audio"]["file"] == "../talk.wav"


def test_without_words_there_is_nothing_to_label(tmp_path: Path) -> None:
    file = tmp_path / "empty.json"
    file.write_text(call_to_json(call(ring(0, 5))), encoding="utf-8")
    with pytest.raises(Problem, match="no words"):
        label(file)


def test_a_recording_is_to_be_transcribed_first(tmp_path: Path) -> None:
    file = write_sound(tmp_path / "call.wav", "pcm_s16le", "wav", rate=8000)
    with pytest.raises(Problem, match="is a recording") as refused:
        label(file)
    assert "--vcon" in refused.value.way_out


def test_a_place_that_cannot_be_written_is_said_before_the_first_question(file: Path, tmp_path: Path) -> None:
    typed = Types("greet")
    with pytest.raises(Problem, match="its folder does not exist"):
        label_call(file, Asked(interface="en", output=tmp_path / "no" / "labelled.json"), typed)
    assert not typed.offered
