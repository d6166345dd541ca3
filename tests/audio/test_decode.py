"""Recordings of every format, and files that are none."""

from __future__ import annotations

import contextlib
import os
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.audio import stream
from belwijs.audio.decode import Recording, open_recording, pair
from belwijs.audio.stream import RATE, Samples
from belwijs.call import Problem
from tests.audio.sounds import write_sound

FORMATS = [
    ("pcm_u8", "wav", "wav", 8000),
    ("pcm_s16le", "wav", "wav", 8000),
    ("pcm_s16le", "wav", "wav", 16000),
    ("pcm_s24le", "wav", "wav", 44100),
    ("pcm_s32le", "wav", "wav", 48000),
    ("pcm_f32le", "wav", "wav", 22050),
    ("pcm_alaw", "wav", "wav", 8000),
    ("pcm_mulaw", "wav", "wav", 11025),
    ("libmp3lame", "mp3", "mp3", 16000),
    ("libopus", "ogg", "opus", 48000),
    ("flac", "flac", "flac", 32000),
    ("aac", "ipod", "m4a", 44100),
    ("aac", "adts", "aac", 44100),
    ("libopus", "webm", "webm", 48000),
]

HEADS = [b"", b"RIFF\0\0\0\0WAVEfmt ", b"OggS\0\2", b"\xff\xfb\x90\x64", b"fLaC", b"ID3\4", b"\0\0\0\x18ftypM4A "]


def whole(recording: Recording, seconds: float = 10.0) -> Samples:
    return np.concatenate(list(recording.chunks(seconds)), axis=1)


def loudest_hertz(samples: Samples) -> float:
    return float(np.abs(np.fft.rfft(samples[:RATE])).argmax())


@pytest.mark.parametrize(("codec", "container", "suffix", "rate"), FORMATS)
def test_every_format_comes_out_at_16_khz_with_its_channels_in_order(
    tmp_path: Path, codec: str, container: str, suffix: str, rate: int
) -> None:
    recording = open_recording(write_sound(tmp_path / f"x.{suffix}", codec, container, rate=rate))
    samples = whole(recording)
    assert recording.channels == 2
    assert recording.sample_rate == rate
    assert samples.dtype == np.float32
    assert samples.shape[1] / RATE == pytest.approx(2.0, abs=0.06)
    assert recording.duration is None or recording.duration == pytest.approx(2.0, abs=0.06)
    assert [loudest_hertz(c) for c in samples] == [300, 500]
    coarse = ("x.wav has 8 bits a sample: its own noise hides a quiet background",)
    assert recording.notes == (coarse if codec == "pcm_u8" else ())


def test_chunks_have_the_length_asked_for_and_come_again(tmp_path: Path) -> None:
    recording = open_recording(write_sound(tmp_path / "x.wav", "pcm_s16le", "wav", rate=8000))
    lengths = [c.shape for c in recording.chunks(0.75)]
    assert lengths == [(2, 12000), (2, 12000), (2, 8000)]
    assert np.array_equal(whole(recording), whole(recording, 0.3))


def test_resampling_keeps_time(tmp_path: Path) -> None:
    click = np.zeros((1, 16000), np.float32)
    click[0, 8000] = 0.9
    recording = open_recording(write_sound(tmp_path / "x.wav", "pcm_s16le", "wav", rate=8000, samples=click))
    assert int(np.abs(whole(recording)[0]).argmax()) == 16000


def test_two_mono_files_are_one_call_and_the_shorter_is_filled(tmp_path: Path) -> None:
    long = write_sound(tmp_path / "a.wav", "pcm_alaw", "wav", rate=8000, channels=1)
    short = write_sound(tmp_path / "c.wav", "pcm_s16le", "wav", rate=16000, samples=np.full((1, 8000), 0.5, np.float32))
    recording = pair(long, short)
    samples = whole(recording, 0.4)
    assert recording.channels == 2
    assert samples.shape == (2, 2 * RATE)
    assert np.all(samples[1, 9000:] == 0)
    assert samples[1, 4000] == pytest.approx(0.5, abs=0.01)
    assert "the two files last 2.0 s and 0.5 s" in recording.notes[0]


def test_a_pair_mixes_a_two_channel_file_into_its_side_and_says_so(tmp_path: Path) -> None:
    agent = write_sound(tmp_path / "a.wav", "pcm_s16le", "wav", rate=8000, channels=2)
    customer = write_sound(tmp_path / "c.wav", "pcm_s16le", "wav", rate=8000, channels=1)
    recording = pair(agent, customer)
    assert recording.channels == 2
    assert recording.notes == ("a.wav has 2 channels; they were mixed into one",)
    assert whole(recording).shape[0] == 2


def test_three_channels_ask_for_a_choice_and_take_it(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "x.wav", "pcm_s16le", "wav", rate=8000, channels=3)
    with pytest.raises(Problem, match=r"has 3 channels; a call has one or two; choose two of them"):
        open_recording(path)
    chosen = whole(open_recording(path, channels=(2, 0)))
    assert [loudest_hertz(c) for c in chosen] == [700, 300]
    with pytest.raises(Problem, match="choose two different channels"):
        open_recording(path, channels=(1, 3))


def problem(path: Path) -> str:
    with pytest.raises(Problem) as caught:
        whole(open_recording(path))
    assert "\n" not in caught.value.line()
    assert caught.value.way_out
    return caught.value.reason


def test_what_is_no_recording_is_one_line_with_a_way_out(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert problem(tmp_path / "none.wav") == "no such file"
    assert problem(tmp_path) == "is a folder"
    (tmp_path / "empty.wav").touch()
    assert problem(tmp_path / "empty.wav") == "the file is empty"
    (tmp_path / "text.wav").write_text("Goedemiddag\n" * 500)
    assert problem(tmp_path / "text.wav") == "is not a sound file that can be read"
    (tmp_path / "junk.mp3").write_bytes(np.random.default_rng(0).bytes(20_000))
    assert "read" in problem(tmp_path / "junk.mp3") or "decoded" in problem(tmp_path / "junk.mp3")
    assert problem(Path("a\0b.wav")) == "no such file"
    os.mkfifo(tmp_path / "pipe.wav")
    assert problem(tmp_path / "pipe.wav") == "is not an ordinary file"
    assert capfd.readouterr().err == ""


def test_a_header_without_sound_lasts_0_s(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(wav_header(0))
    assert problem(path) == "lasts 0 s: it holds no sound"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sound(tmp_path / "x.wav", "pcm_s16le", "wav", rate=8000)

    def refuse(self: Path, mode: str = "r") -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert problem(path) == "may not be read"


def test_a_playlist_does_not_open_other_files(tmp_path: Path) -> None:
    write_sound(tmp_path / "x.mp3", "libmp3lame", "mp3", rate=16000)
    (tmp_path / "list.wav").write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nx.mp3\n#EXT-X-ENDLIST\n")
    assert problem(tmp_path / "list.wav") == "is not a sound file that can be read"


@pytest.mark.parametrize(("codec", "container", "suffix", "rate"), [f for f in FORMATS if f[1] not in ("ipod", "adts")])
def test_a_file_that_breaks_off_is_analysed_as_far_as_it_goes_and_says_so(
    tmp_path: Path, codec: str, container: str, suffix: str, rate: int
) -> None:
    path = write_sound(tmp_path / f"x.{suffix}", codec, container, rate=rate, samples=noise(4, rate))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    recording = open_recording(path)
    assert 1.0 < whole(recording).shape[1] / RATE < 3.2
    assert ["breaks off" in n for n in recording.notes if "8 bits" not in n] == [True]
    before = recording.notes
    list(recording.chunks())
    assert recording.notes == before, "a second pass does not say it again"


def test_an_m4a_without_its_end_says_what_is_missing(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "x.m4a", "aac", "ipod", rate=44100)
    path.write_bytes(path.read_bytes()[:-2000])
    assert "index" in problem(path)


def test_odd_floats_become_sound(tmp_path: Path) -> None:
    samples = np.array([[0.5, np.nan, np.inf, -np.inf, 7.0] * 2000], np.float32)
    path = tmp_path / "x.wav"
    path.write_bytes(wav_header(samples.nbytes, form=3, rate=16000, bits=32) + samples.tobytes())
    got = whole(open_recording(path))
    assert got[0, :5].tolist() == [0.5, 0.0, 1.0, -1.0, 1.0]


def test_a_header_with_an_impossible_rate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(wav_header(4000, rate=12) + bytes(4000))
    assert problem(path) == "its header says 12 Hz, which no recording has"


def test_eight_hours_are_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake decoder gives eight hours of frames; never more than a few seconds are held."""
    path = write_sound(tmp_path / "x.wav", "pcm_s16le", "wav", rate=RATE, channels=1)
    frames = 0

    class Frame:
        sample_rate, samples, time = RATE, RATE, None

    def endless(container: object, tally: stream.Tally) -> object:
        nonlocal frames
        for _ in range(8 * 3600):
            frames += 1
            yield Frame()

    recording = open_recording(path)
    second = np.zeros((1, RATE), np.float32)
    monkeypatch.setattr(stream, "_frames", endless)
    monkeypatch.setattr(stream, "_to_float", lambda frame: second)
    total = 0
    for chunk in recording.chunks(10.0):
        total += chunk.shape[1]
        assert chunk.shape[1] <= 10 * RATE
        assert frames * RATE - total <= 4 * RATE
    assert total == 8 * 3600 * RATE


def wav_header(size: int, *, form: int = 1, rate: int = 8000, bits: int = 16) -> bytes:
    step = bits // 8
    form_chunk = struct.pack("<4sIHHIIHH", b"fmt ", 16, form, 1, rate, rate * step, step, bits)
    return struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form_chunk + struct.pack("<4sI", b"data", size)


def noise(seconds: int, rate: int) -> Samples:
    return (0.1 * np.random.default_rng(2).standard_normal((1, seconds * rate))).astype(np.float32)


@pytest.fixture(scope="module")
def seeds() -> list[bytes]:
    """A small file of every format, to damage."""
    with tempfile.TemporaryDirectory() as folder:
        files = [write_sound(Path(folder) / f"x{n}.{f[2]}", f[0], f[1], rate=f[3], samples=noise(1, f[3]) * 0.5)
                 for n, f in enumerate(FORMATS)]  # fmt: skip
        return [f.read_bytes()[:6000] for f in files]


def open_or_problem(data: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(data)
        file.flush()
        with contextlib.suppress(Problem):
            for chunk in open_recording(file.name).chunks():
                assert np.isfinite(chunk).all()


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=3000), head=st.sampled_from(HEADS))
def test_any_bytes_are_a_recording_or_a_problem(data: bytes, head: bytes) -> None:
    open_or_problem(head + data)


@settings(max_examples=80, deadline=None)
@given(
    which=st.integers(0, len(FORMATS) - 1),
    wounds=st.lists(st.tuples(st.integers(0, 5999), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
    cut=st.integers(40, 6000),
)
def test_any_damage_leaves_a_recording_or_a_problem(
    seeds: list[bytes], which: int, wounds: list[tuple[int, bytes]], cut: int
) -> None:
    data = bytearray(seeds[which][:cut])
    for at, wound in wounds:
        data[at % len(data) : at % len(data) + len(wound)] = wound
    open_or_problem(bytes(data))
