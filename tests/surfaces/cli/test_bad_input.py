"""Whatever a user gives: one line with file, reason and way out, the other files go on, and the right exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from belwijs.call.write import call_to_json
from tests.calls import call, hold, ring

GOOD = call(
    ring(0, 6),
    "a: Goedemiddag, Bakker Logistiek, u spreekt met Monique Bos.",
    "c: Goedemiddag, met Van Dam. Tot hoe laat bent u open?",
    "a: Wij zijn tot zes uur open.",
    organisation="Bakker Logistiek",
    agent="Monique Bos",
)
ONE_TURN = (
    b'{"id":"x","participants":[{"id":"a","role":"agent"}],'
    b'"turns":[{"speaker":"a","start":%s,"end":1,"text":"x"}]}'
)


def belwijs(*args: str, stdin: bytes | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "belwijs", *args], input=stdin, capture_output=True, timeout=120, check=False, cwd=cwd
    )


def one_line(done: subprocess.CompletedProcess[bytes], *parts: str) -> None:
    lines = done.stderr.decode().strip().splitlines()
    assert len(lines) == 1, lines
    assert "Traceback" not in lines[0]
    for part in parts:
        assert part in lines[0]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.json"
    path.write_text(call_to_json(GOOD), encoding="utf-8")
    return path


def silent_wave(path: Path, seconds: float, channels: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * channels * int(8000 * seconds))
    return path


def test_good_call_prints_the_contract(good: Path) -> None:
    done = belwijs("analyse", str(good), "--json")
    assert done.returncode == 0
    assert done.stderr == b""
    report = json.loads(done.stdout)
    assert {"id", "turns", "events", "acts", "objections", "aggression", "findings"} <= report.keys()
    verdicts = {f["practice"]: f["verdict"] for f in report["findings"]}
    assert verdicts["answer.speed"] == "kept"
    assert verdicts["hold.reason"] == "not_applicable"
    assert verdicts["voice.pace"] == "unknown"


def test_the_others_go_on(good: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.write_bytes(b"")
    done = belwijs("analyse", str(empty), str(good), str(tmp_path / "none.wav"), "--json")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 2
    assert "empty.wav" in lines[0]
    assert "none.wav" in lines[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.wav", b"this is no recording at all, it is a text"),
        ("broken.json", b'{"id": "x", '),
        ("latin.json", '{"id": "caf\xe9"}'.encode("latin-1")),
        ("nan.json", ONE_TURN % b"NaN"),
        ("back.json", ONE_TURN % b"5"),
        ("who.json", b'{"id":"x","participants":[],"turns":[{"speaker":"z","start":0,"end":1,"text":"x"}]}'),
        ("types.json", b'{"id":7,"participants":"no"}'),
        ("nothing.vcon", b'{"vcon":"0.4.0","uuid":"1","parties":[],"dialog":[]}'),
        ("other.json", b'{"hello": "world"}'),
    ],
)  # fmt: skip
def test_bad_files(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = belwijs("analyse", str(path), "--json")
    assert done.returncode == 1
    assert done.stdout == b""
    one_line(done, name, ";")


def test_three_channels_and_no_sound(tmp_path: Path) -> None:
    three = belwijs("analyse", str(silent_wave(tmp_path / "three.wav", 1, channels=3)))
    assert three.returncode == 1
    one_line(three, "three.wav", "--channels")
    nothing = belwijs("analyse", str(silent_wave(tmp_path / "none.wav", 0)))
    assert nothing.returncode == 1
    one_line(nothing, "none.wav")


def test_silence_has_no_words_and_says_so(tmp_path: Path) -> None:
    done = belwijs("analyse", str(silent_wave(tmp_path / "quiet.wav", 5)), "--json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert report["turns"] == []
    assert any("silent" in note for note in report["notes"])


def test_standard_input(good: Path) -> None:
    done = belwijs("analyse", "-", "--lines", stdin=good.read_bytes())
    assert done.returncode == 0
    assert b"answer.greeting kept" in done.stdout


def test_folder_and_glob(good: Path, tmp_path: Path) -> None:
    assert belwijs("analyse", str(tmp_path), "--json").returncode == 0
    assert belwijs("analyse", str(tmp_path / "*.json"), "--json").returncode == 0
    nothing = belwijs("analyse", str(tmp_path / "*.mp3"))
    assert nothing.returncode == 2
    one_line(nothing, "past op geen enkel bestand")


def test_playbook_mistake_names_line_and_way_out(good: Path, tmp_path: Path) -> None:
    book = tmp_path / "house.yaml"
    book.write_text("limits:\n  answer_within: fast\n", encoding="utf-8")
    done = belwijs("analyse", str(good), "--playbook", str(book))
    assert done.returncode == 2
    one_line(done, "house.yaml:2", "answer_within", "seconden, 1-600")


def test_unwritable_output_is_said_before_the_work(good: Path, tmp_path: Path) -> None:
    done = belwijs("analyse", str(good), "--html", str(tmp_path / "no" / "report.html"))
    assert done.returncode == 2
    one_line(done, "report.html", "de map ervan bestaat niet")
    assert belwijs("analyse", str(good), "--html", str(tmp_path)).returncode == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_no_disk_left(good: Path) -> None:
    done = belwijs("analyse", str(good), "--html", "/dev/full", "--json")
    assert done.returncode == 2
    assert b"de schijf is vol" in done.stderr
    assert b"Traceback" not in done.stderr
    assert Path("/dev/full").is_char_device()
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "belwijs", "analyse", str(good), "--json"]
        printed = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False)
    assert printed.returncode == 1
    assert len(printed.stderr.decode().strip().splitlines()) == 1


def test_wrong_usage() -> None:
    assert belwijs("analyse").returncode == 2
    assert belwijs("nonsense").returncode == 2
    done = belwijs("explain", "hold.reson")
    assert done.returncode == 2
    one_line(done, "hold.reason")


def test_html_and_vcon(good: Path, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    done = belwijs("analyse", str(good), "--html", str(page), "--vcon", str(tmp_path / "v"), "--lang", "en")
    assert done.returncode == 0
    assert "Bakker Logistiek" in page.read_text(encoding="utf-8")
    made = json.loads(next((tmp_path / "v").iterdir()).read_text(encoding="utf-8"))
    assert any(a["vendor"] == "belwijs" for a in made["analysis"])


def test_words_stay_out_of_messages(tmp_path: Path) -> None:
    secret = "zevenentwintigrodefietsen"
    bad = call("a: Goedemiddag.", f"c: {secret}", hold(5, 9))
    text = call_to_json(bad).replace('"customer"', '"stranger"')
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    done = belwijs("analyse", str(path))
    assert done.returncode == 1
    assert secret.encode() not in done.stderr
