"""Makes the demo calls of `belwijs.demo` anew: speaks the scripts below with espeak-ng and writes JSON and MP3.

Run it from anywhere: `python tools/voice_demo.py [folder]`. It needs espeak-ng with its Dutch voice on the path
(made with 1.51). The same version gives the same bytes: the only chance in it, the line noise, has a fixed seed.

The telephone: 8 kHz, 300 to 3400 Hz; the ringing tone is the Dutch one, 425 Hz, 1 s on and 4 s off (ITU-T E.180,
list of tones by country). Agent and colleague are on channel 0, the customer on channel 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import wave
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soxr

Sound = npt.NDArray[np.float32]

RATE = 8_000  # Hz, of a telephone line
BIT_RATE = 32_000  # bit/s for both channels
BAND = (300.0, 3_400.0)  # Hz, of a telephone line
NOISE = 10 ** (-60 / 20)  # root mean square of full scale
SPEECH = 10 ** (-23 / 20)  # the same, of a spoken turn
RING = (425.0, 1.0, 4.0, 10 ** (-20 / 20))  # Hz, seconds on, seconds off, amplitude
TAIL = 1.0  # seconds of line after the last word
NOTE = "The voices are artificial (espeak-ng); the call was written to show Belwijs and nobody in it exists."


@dataclass(frozen=True)
class Voice:
    """Who takes part, and how espeak-ng speaks for him: its voice, words a minute and pitch (0 to 99)."""

    id: str
    role: str
    name: str
    voice: str
    pace: int
    pitch: int


@dataclass(frozen=True)
class Say:
    """One turn, `gap` seconds after what came before; below zero it begins before that has ended."""

    speaker: str
    text: str
    gap: float = 0.45


@dataclass(frozen=True)
class Line:
    """Something happens on the line `after` seconds later; a hold lasts at least `lasts` seconds.

    `what`: hold, consult, end (of the hold or consultation that began last), transfer, hangup.
    """

    what: str
    after: float = 0.3
    who: str = ""
    lasts: float = 0.0


@dataclass(frozen=True)
class Script:
    """A call to be spoken; `ring` is when it is answered, in seconds from the first ring."""

    id: str
    started_at: str
    organisation: str
    ring: float
    voices: tuple[Voice, ...]
    steps: tuple[Say | Line, ...]


RECEPTION = Script(
    "demo-reception",
    "2026-03-03T10:12:00+01:00",
    "Van Dalen Installaties",
    6.8,
    (
        Voice("a1", "agent", "Ilse Verhoeven", "nl+f2", 165, 55),
        Voice("c1", "customer", "Kees Mulder", "nl+m3", 170, 42),
    ),
    (
        Say("a1", "Goedemorgen, Van Dalen Installaties, u spreekt met Ilse Verhoeven. Waarmee kan ik u helpen?", 0.4),
        Say("c1", "Goedemorgen, met Kees Mulder. Eh, ik zou meneer Postma graag spreken, over de offerte voor onze "
                  "warmtepomp."),
        Say("a1", "Momentje."),
        Line("hold", lasts=18.0),
        Line("end", 0.0),
        Say("a1", "Ja, meneer Mulder, meneer Postma zit in een bespreking.", 0.3),
        Say("c1", "O, dat is jammer. Wij moeten namelijk, eh, vóór vrijdag beslissen."),
        Say("a1", "Dat begrijp ik. Zal ik een terugbelnotitie voor hem maken?", 0.6),
        Say("c1", "Ja, graag."),
        Say("a1", "Op welk nummer kan hij u bereiken?"),
        Say("c1", "Op mijn mobiel, dat is, eh, nul zes, twaalf, vierendertig, zesenvijftig, achtenzeventig."),
        Say("a1", "Nul zes, twaalf, vierendertig, zesenvijftig, achtenzeventig. En het gaat over de offerte voor uw "
                  "warmtepomp?", 0.7),
        Say("c1", "Ja. Ik wil vooral weten of, eh, of de montage in die prijs zit."),
        Say("a1", "Of de montage in de prijs zit, ik schrijf het op. Hij belt u zeker vanmiddag.", 0.8),
        Say("c1", "Zeker vanmiddag? Mooi, dan houd ik mijn telefoon bij me."),
        Say("a1", "Kan ik verder nog iets voor u doen?"),
        Say("c1", "Nee, dit was het. Dank u wel."),
        Say("a1", "Graag gedaan, meneer Mulder. Een prettige dag nog.", 0.3),
        Say("c1", "Hetzelfde. Dag.", 0.2),
        Line("hangup", 0.5, "c1"),
    ),
)  # fmt: skip

COMPLAINT = Script(
    "demo-complaint",
    "2026-03-05T15:40:00+01:00",
    "Meubelhuis De Linde",
    23.0,
    (
        Voice("a1", "agent", "Bram Kuiper", "nl+m7", 188, 45),
        Voice("c1", "customer", "Sandra de Wit", "nl+f4", 192, 62),
    ),
    (
        Say("a1", "Goedemorgen, Meubelhuis De Linde, met Bram Kuiper.", 0.4),
        Say("c1", "Goedemorgen? Het is, eh, bijna vier uur! Nou ja, met mevrouw De Wit. Ik heb vandaag voor de tweede "
                  "keer vrij genomen voor mijn kast, en er is weer niemand geweest!"),
        Say("a1", "Ja, de bezorging, daar ga ik niet over."),
        Say("c1", "Daar gaat u niet over? Ik zit hier vanaf acht uur te wachten! Ik ben het echt zat, hoor. Niemand "
                  "belt, niemand laat iets weten!", 0.2),
        Say("a1", "Nee, eh, sorry. Dat had ik zo niet moeten zeggen. Twee keer vrij genomen en allebei de keren voor "
                  "niets zitten wachten, ik begrijp goed dat u daar boos over bent.", 1.6),
        Say("c1", "Ja, dat ben ik ook.", 0.6),
        Say("a1", "Dit had niet mogen gebeuren, mijn excuses daarvoor. Mag ik uw ordernummer? Dan zoek ik nu uit waar "
                  "het is misgegaan.", 0.6),
        Say("c1", "Eh, even kijken. Vier, zeven, een, twee, negen.", 0.8),
        Say("a1", "Dank u wel. Ik zie het al, de kast staat hier klaar, maar de rit van vandaag is niet ingepland. "
                  "Wanneer komt het u uit, zonder dat u weer vrij moet nemen?", 1.5),
        Say("c1", "Nou, eh, zaterdagochtend, als dat kan."),
        Say("a1", "Dat kan. Dus uw kast komt zaterdag tussen negen en elf. Ik zet het nu vast, en u krijgt meteen een "
                  "bevestiging per mail.", 0.9),
        Say("c1", "Kijk, daar heb ik wat aan. Dank u wel."),
        Say("a1", "Kan ik verder nog iets voor u doen?"),
        Say("c1", "Nee, zo is het goed."),
        Say("a1", "Dank u wel voor uw geduld, mevrouw De Wit. Nog een fijne middag.", 0.3),
        Say("c1", "U ook. Dag.", 0.2),
        Line("hangup", 0.5, "c1"),
    ),
)  # fmt: skip

TRANSFER = Script(
    "demo-transfer",
    "2026-03-10T14:05:00+01:00",
    "Drukkerij Noordhof",
    6.9,
    (
        Voice("a1", "agent", "Fatima Bouali", "nl+f3", 182, 52),
        Voice("k1", "colleague", "Joost Hendriks", "nl+m1", 182, 40),
        Voice("c1", "customer", "Anneke Visser", "nl+f5", 182, 58),
    ),
    (
        Say("a1", "Goedemiddag, Drukkerij Noordhof, u spreekt met Fatima Bouali. Waarmee kan ik u helpen?", 0.4),
        Say("c1", "Goedemiddag, met Anneke Visser, van kapsalon Visser. Ik heb, eh, een vraag over een factuur. De "
                  "folders staan er twee keer op."),
        Say("a1", "De folders staan er twee keer op, dat wilt u natuurlijk rechtgezet zien. Mag ik het factuurnummer?",
            0.7),
        Say("c1", "Ja, dat is, eh, twintig achtenveertig."),
        Say("a1", "Dank u wel. Mijn collega Joost Hendriks van de administratie kan dat meteen nakijken. Ik overleg "
                  "eerst met hem, dan hoeft u het niet nog eens uit te leggen. Dat duurt ongeveer een halve minuut. "
                  "Vindt u dat goed?", 0.7),
        Say("c1", "O, fijn. Ja, hoor."),
        Line("hold"),
        Line("consult", 1.5, "k1"),
        Say("k1", "Met Joost.", 0.0),
        Say("a1", "Joost, met Fatima. Ik heb mevrouw Visser van kapsalon Visser aan de lijn. Op factuur twintig "
                  "achtenveertig staan haar folders twee keer. Kun jij haar helpen?"),
        Say("k1", "Twee keer? Eh, ja, ik heb hem voor me. Verbind maar door.", 0.7),
        Line("end", 0.1),
        Line("end", 0.9),
        Say("a1", "Mevrouw Visser, dank u wel voor het wachten. Joost Hendriks weet waar het over gaat en helpt u "
                  "verder. Ik verbind u nu door.", 0.3),
        Say("c1", "Dank u wel.", 0.3),
        Line("transfer", 0.5, "k1"),
        Say("k1", "Goedemiddag, mevrouw Visser, u spreekt met Joost Hendriks. Ik hoorde van Fatima dat uw folders "
                  "twee keer op de factuur staan.", 0.9),
        Say("c1", "Ja, dat klopt. We hebben ze maar, eh, één keer besteld."),
        Say("k1", "Dat zie ik hier ook. Excuses daarvoor, dat is bij ons misgegaan. Ik stuur u vandaag een "
                  "creditnota, dan klopt het bedrag weer.", 0.6),
        Say("c1", "Mooi, dan is het opgelost."),
        Say("k1", "Kan ik verder nog iets voor u doen?"),
        Say("c1", "Nee, dank u wel."),
        Say("k1", "Graag gedaan, mevrouw Visser. Een prettige middag nog.", 0.3),
        Say("c1", "Dag.", 0.2),
        Line("hangup", 0.5, "c1"),
    ),
)  # fmt: skip


def spoken(text: str, voice: Voice) -> Sound:
    """The words as the line would carry them: mono at 8 kHz, from the first sound to the last."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "turn.wav"
        options = ["-v", voice.voice, "-s", str(voice.pace), "-p", str(voice.pitch), "-w", str(path)]
        subprocess.run(["espeak-ng", *options, "--", text], check=True)
        with wave.open(str(path), "rb") as file:
            rate = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32) / 32_768
    narrow = in_band(np.asarray(soxr.resample(samples, rate, RATE, "VHQ"), dtype=np.float32))
    loud = np.flatnonzero(np.abs(narrow) > 0.01 * np.abs(narrow).max())
    narrow = narrow[loud[0] : loud[-1] + 1]
    return np.asarray(narrow * (SPEECH / np.sqrt(np.mean(narrow**2))), dtype=np.float32)


def in_band(sound: Sound) -> Sound:
    """What a telephone line lets through of it."""
    spectrum = np.fft.rfft(sound)
    frequencies = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(frequencies < BAND[0]) | (frequencies > BAND[1])] = 0
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


def ringing(seconds: float) -> Sound:
    """The ringing tone, broken off where the call is answered."""
    pitch, on, off, amplitude = RING
    t = np.arange(int(seconds * RATE)) / RATE
    within = t % (on + off)
    edge = np.clip(np.minimum(within, on - within) / 0.005, 0.0, 1.0)  # no click at either end
    return np.asarray(amplitude * edge * np.sin(2 * np.pi * pitch * t), dtype=np.float32)


class Studio:
    """Lays a script out in time: turns and events with their times, and the sound that goes with them."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._voices = {v.id: v for v in script.voices}
        self._pieces: list[tuple[int, float, Sound]] = [(0, 0.0, ringing(script.ring))]
        self._open: list[tuple[dict[str, Any], float]] = []
        self._now = script.ring
        self.turns: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = [{"type": "ring", "start": 0.0, "end": script.ring}]
        for step in script.steps:
            if isinstance(step, Say):
                self._say(step)
            else:
                self._happen(step)

    def _say(self, step: Say) -> None:
        voice = self._voices[step.speaker]
        sound = spoken(step.text, voice)
        start = round(self._now + step.gap, 2)
        self._pieces.append((channel_of(voice), start, sound))
        self._now = start + len(sound) / RATE
        self.turns.append({"speaker": voice.id, "start": start, "end": round(self._now, 2), "text": step.text})

    def _happen(self, step: Line) -> None:
        self._now += step.after
        if step.what == "end":
            event, at_least = self._open.pop()
            self._now = max(self._now, event["start"] + at_least)
            event["end"] = round(self._now, 2)
            return
        event = {"type": step.what, "start": round(self._now, 2)}
        self.events.append(event)
        if step.what in ("hold", "consult"):
            self._open.append((event, step.lasts))
        extra: dict[str, dict[str, Any]] = {
            "consult": {"with": step.who},
            "transfer": {"to": step.who, "kind": "warm", "answered": True},
            "hangup": {"by": step.who},
        }
        event.update(extra.get(step.what, {}))

    def line(self) -> Sound:
        """Both channels, (2, n) at 8 kHz, with the noise of the line."""
        size = int((self._now + TAIL) * RATE)
        chance = np.random.default_rng(zlib.crc32(self._script.id.encode()))
        noise = [in_band(chance.standard_normal(size).astype(np.float32)) for _ in range(2)]
        sound = np.stack([n * (NOISE / np.sqrt(np.mean(n**2))) for n in noise]).astype(np.float32)
        for channel, start, piece in self._pieces:
            first = round(start * RATE)
            sound[channel, first : first + len(piece)] += piece
        return np.clip(sound, -0.99, 0.99)

    def call(self, file: str) -> dict[str, Any]:
        """The call as a file, in the format of docs/formats.md."""
        script = self._script
        return {
            "id": script.id,
            "started_at": script.started_at,
            "direction": "inbound",
            "language": "nl",
            "organisation": script.organisation,
            "perspective": "agent",
            "participants": [{"id": v.id, "role": v.role, "name": v.name} for v in script.voices],
            "audio": {"file": file, "channels": {v.id: channel_of(v) for v in script.voices}},
            "turns": self.turns,
            "events": self.events,
            "notes": [NOTE],
        }


def channel_of(voice: Voice) -> int:
    """The customer's side of the line is channel 1."""
    return 1 if voice.role == "customer" else 0


def write_mp3(path: Path, sound: Sound) -> None:
    """Write (2, n) at 8 kHz as MP3; the channels are coded apart, so that neither leaks into the other."""
    with av.open(str(path), "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE, options={"joint_stereo": "0"})
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = BIT_RATE
        stream.layout = "stereo"
        stream.format = "fltp"
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = 0
        fifo = av.AudioFifo()
        fifo.write(frame)
        for part in [*fifo.read_many(stream.codec_context.frame_size or 576), fifo.read(0, partial=True)]:
            if part is not None:
                container.mux(stream.encode(part))
        container.mux(stream.encode(None))


def main(folder: Path) -> None:
    """Make the three calls in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for script in (RECEPTION, COMPLAINT, TRANSFER):
        studio = Studio(script)
        recording = folder / f"{script.id}.mp3"
        sound = studio.line()
        write_mp3(recording, sound)
        text = json.dumps(studio.call(recording.name), ensure_ascii=False, indent=1)
        (folder / f"{script.id}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{script.id}: {sound.shape[1] / RATE:.1f} s, {recording.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent / "src" / "belwijs" / "demo" / "calls"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else here)
