"""The settings of a second judge, where it may be, and what the commands say of it."""

from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from belwijs.call import Act, AggressionLevel, AggressionTarget, ObjectionType, Problem
from belwijs.call.write import write_call
from belwijs.surfaces.cli import commands  # noqa: F401  (registers the commands)
from belwijs.surfaces.cli.main import app
from belwijs.surfaces.second_judge import prompt
from belwijs.surfaces.second_judge.address import Outside, Place, place_of
from belwijs.surfaces.second_judge.probe import probe
from belwijs.surfaces.second_judge.settings import SecondJudgeSettings, load_second_judge, read_second_judge
from tests.calls import call
from tests.surfaces.second_judge.server import Fake, Reply, labels, says, serving

MINIMAL = "address: http://127.0.0.1:8080/v1\nmodel: tiny\n"


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def look_up(host: str, port: int, **kwargs: Any) -> list[tuple[Any, ...]]:
        return [(0, 0, 0, "", (a, port)) for a in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.20", "::1", "fd00::5"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_house_is_this_machine_and_private_networks(
    monkeypatch: pytest.MonkeyPatch, address: str, scheme: str
) -> None:
    leads_to(monkeypatch, address)
    assert place_of(f"{scheme}://judge.house.example/v1/").path == "/v1"


@pytest.mark.parametrize(
    "addresses",
    [("8.8.8.8",), ("172.32.0.1",), ("100.64.0.1",), ("169.254.169.254",), ("2001:db8::1",), ("::ffff:8.8.8.8",),
     ("0.0.0.0",), ("192.168.1.20", "8.8.8.8"), ("fe80::1%eth0",)],
)  # fmt: skip
def test_anything_else_is_refused_in_one_line_unless_allowed_and_encrypted(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    leads_to(monkeypatch, *addresses)
    with pytest.raises(Problem, match="outside this house, and what callers say would go there") as refused:
        place_of("https://judge.example/v1")
    assert "allow_outside: true" in refused.value.line()
    with pytest.raises(Problem, match="not encrypted"):
        place_of("http://judge.example/v1", outside=True)
    assert place_of("https://judge.example/v1", outside=True).port == 443


def test_a_name_that_moves_out_of_the_house_later_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "192.168.1.20")
    place = place_of("http://judge.house.example/v1")
    leads_to(monkeypatch, "8.8.8.8")
    with pytest.raises(Outside):
        place.connect(0.1)
    with pytest.raises(Outside):
        Place(False, "judge.house.example", 80, "/v1", outside=True).connect(0.1)


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:8080", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://x:99999/", "http://[::1",
     "http://user:pass@127.0.0.1/", "http://127.0.0.1/v1?key=1", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y"],
)  # fmt: skip
def test_an_address_that_is_none_is_one_line(address: str) -> None:
    with pytest.raises(Problem, match="second judge's address"):
        place_of(address)


def test_the_whole_address_may_be_given() -> None:
    assert place_of("http://127.0.0.1:8080/v1/chat/completions").path == "/v1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "address is not there"),
        ("address: http://127.0.0.1\n", "model is not there"),
        (MINIMAL + "under: 2\n", "j.yaml:3: under is 2; give the confidence under which it is asked"),
        (MINIMAL + "undr: 0.6\n", "j.yaml:3: undr is not a setting"),
        (MINIMAL + "api_key: s3cret\n", "j.yaml:3: a key does not belong in this file"),
        (MINIMAL + "api_key_env: $KEY\n", "give the name of an environment variable"),
        ("- a\n", "a second judge's file is made of settings such as 'address:'"),
        ("a: [\n", "this is no YAML"),
    ],
)
def test_wrong_settings_are_one_line(text: str, said: str) -> None:
    with pytest.raises(Problem) as wrong:
        read_second_judge(text, "j.yaml")
    assert said in wrong.value.line()
    assert "s3cret" not in wrong.value.line()


def test_the_key_comes_from_the_environment_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "judge.yaml"
    file.write_text(MINIMAL + "api_key_env: JUDGE_KEY\n")
    monkeypatch.delenv("JUDGE_KEY", raising=False)
    with pytest.raises(Problem, match="JUDGE_KEY holds no key"):
        load_second_judge(file)
    monkeypatch.setenv("JUDGE_KEY", "abc\r\nX-Other: 1")
    with pytest.raises(Problem, match="JUDGE_KEY holds no key"):
        load_second_judge(file)
    monkeypatch.setenv("JUDGE_KEY", " abc ")
    assert load_second_judge(file).model == "tiny"


def test_every_label_has_its_meaning() -> None:
    every = {
        *get_args(Act),
        *(f"obj={o}" for o in get_args(ObjectionType)),
        *(f"agg={a}/{b}" for a in get_args(AggressionLevel) for b in get_args(AggressionTarget)),
    }
    assert set(prompt.meanings()) == every
    assert all("\n" not in meaning and len(meaning) < 160 for meaning in prompt.meanings().values())


def test_the_prompt_has_a_version_of_its_own() -> None:
    text = prompt.RULES + json.dumps(prompt.meanings())
    known = {"1": "fdc12d554d8d1419"}
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == known[prompt.PROMPT], "raise PROMPT and add its checksum"


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "second-judge.md").read_text(encoding="utf-8")
    for name, field in SecondJudgeSettings.model_fields.items():
        assert f"| `{name}` |" in page, name
        if isinstance(field.default, (int, float)) and not isinstance(field.default, bool):
            row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
            assert f"| {field.default:g} |" in row


def settings_file(folder: Path, fake: Fake, more: str = "") -> Path:
    file = folder / "judge.yaml"
    file.write_text(f"address: {fake.address}\nmodel: tiny\nwait: 0\n{more}")
    return file


def test_doctor_asks_one_invented_question(tmp_path: Path) -> None:
    with serving(labels("complain")) as fake:
        assert probe(settings_file(tmp_path, fake)).startswith("tiny answered in 0.")
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=401), "refused the key (HTTP 401)"),
        (Reply(status=404), "does not know the address or the model"),
        (Reply(status=302), "sends us on to another address"),
        (Reply(status=500), "answered with an error (HTTP 500)"),
        (says("nonsense"), "was not one of the labels"),
    ],
)
def test_doctor_says_what_is_wrong(tmp_path: Path, reply: Reply, said: str) -> None:
    with serving(reply) as fake, pytest.raises(Problem) as wrong:
        probe(settings_file(tmp_path, fake))
    assert said in wrong.value.line()


def test_doctor_says_that_nobody_is_there(tmp_path: Path) -> None:
    with serving(labels()) as fake:
        pass
    with pytest.raises(Problem, match="cannot be reached \\(connection refused\\)"):
        probe(settings_file(tmp_path, fake))


def analysed(folder: Path, *options: str) -> Any:
    # Words that the forms of the language do not decide: the shipped model is in doubt about some of these turns.
    made = call(
        "a: Goedemorgen, Bakker Logistiek, u spreekt met Monique Bos.",
        "c: Nou, ik weet het ook niet meer hoor, zo langzamerhand.",
        "a: Tja, dat staat zo in de voorwaarden, daar kan ik weinig aan veranderen.",
        "c: Dan hoeft het voor mij niet meer.",
    )
    write_call(made, folder / "call.json")
    return CliRunner().invoke(app, ["analyse", str(folder / "call.json"), "--json", *options])


@pytest.mark.real
def test_analyse_with_a_second_judge(tmp_path: Path) -> None:
    with serving(labels()) as fake:
        file = settings_file(tmp_path, fake, "under: 0.95\n")
        done = analysed(tmp_path, "--second-judge", str(file))
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["made_by"]["second judge"] == f"tiny, prompt {prompt.PROMPT}"
    assert report["second_judge"]["asked"]
    assert all(one["chosen"] == [] for one in report["second_judge"]["asked"])
    assert len(fake.requests) == len(report["second_judge"]["asked"])
    assert "Monique" not in json.dumps(fake.requests)


@pytest.mark.real
def test_analyse_with_a_second_judge_that_is_not_there(tmp_path: Path) -> None:
    with serving(labels()) as fake:
        pass
    file = settings_file(tmp_path, fake, "under: 0.95\n")
    with_it, alone = analysed(tmp_path, "--second-judge", str(file)), analysed(tmp_path)
    assert with_it.exit_code == 0
    report, other = json.loads(with_it.stdout), json.loads(alone.stdout)
    assert report["findings"] == other["findings"]
    assert report["acts"] == other["acts"]
    assert any("could not be reached; the built-in answer stands" in n for n in report["notes"])
    assert "second_judge" not in other


def test_a_judge_outside_the_house_stops_before_anything_is_analysed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads_to(monkeypatch, "8.8.8.8")
    file = tmp_path / "judge.yaml"
    file.write_text("address: https://api.example.com/v1\nmodel: big\n")
    done = analysed(tmp_path, "--second-judge", str(file))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "staat buiten dit huis" in done.stderr
    assert done.stderr.count("\n") == 1
