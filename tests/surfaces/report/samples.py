"""Reports made by hand, with practices and sound of their own, for the tests of what people read."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from belwijs.call import TurnAct
from belwijs.catalogue.assess import assess
from belwijs.catalogue.escalation import incidents
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.practice import Applies, Both, Check, Practice
from belwijs.finding import Evidence, Finding, Report, report_head
from belwijs.surfaces.report.entry import Sound
from tests.calls import Item, call, consult, hangup, hold, pause, queue, ring, said, transfer

RATE = 8000  # Hz
STEP = 0.05  # seconds between two points of an envelope

_TITLES = {
    "answer.speed": ("Snel opnemen", "Answer promptly", 3.0),
    "answer.greeting": ("Beginnen met een groet", "Begin with a greeting", 2.0),
    "answer.daypart": ("De groet past bij het dagdeel", "The greeting fits the time of day", 1.0),
    "answer.organisation": ("De naam van de organisatie noemen", "Name the organisation", 2.0),
    "answer.introduction": ("De naam inleiden", "Lead in to the name", 1.0),
    "listening.probing": ("Doorvragen", "Ask on", 2.5),
    "listening.pause": ("Ruimte laten", "Leave room", 1.0),
    "courtesy.formal_address": ("De klant met u aanspreken", "Address the customer formally", 1.5),
    "courtesy.no_diminutives": ("Geen verkleinwoorden om te wachten", "No diminutives for waiting", 0.5),
    "courtesy.no_blame": ("Geen verwijt", "No reproach", 2.0),
    "hold.announced": ("Wachten aankondigen", "Announce the wait", 2.0),
    "hold.expectation": ("Zeggen hoe lang het duurt", "Say how long it takes", 2.0),
    "hold.thanks": ("Bedanken voor het wachten", "Thank for waiting", 2.0),
    "hold.update": ("Niemand lang zonder bericht laten wachten", "No long wait without a word", 1.0),
    "transfer.wording": ("Doorverbinden aankondigen", "Announce the transfer", 1.0),
    "complaint.content": ("Begrip voor wat er gebeurde", "Understanding for what happened", 3.0),
    "environment.noise": ("Geen lawaai op de achtergrond", "No background noise", 1.0),
    "voice.pace": ("Rustig spreken", "Speak calmly", 1.0),
    "voice.variation": ("Met melodie spreken", "Speak with melody", 1.0),
}


def practices() -> Mapping[str, Practice]:
    """A small catalogue, so that these tests do not move when a title of the real one does."""
    found = {}
    for pid, (nl, en, weight) in _TITLES.items():
        kind = "never_said" if ".no_" in pid else "said"
        found[pid] = Practice(
            id=pid, title=Both(nl=nl, en=en), weight=weight, needs=("words",), norm="Telefoontraining",
            what=Both(nl=f"{nl}, zo dat de klant het merkt.", en=f"{en}, so that the customer notices."),
            why=Both(nl="Wie het merkt, voelt zich geholpen.", en="Whoever notices it feels helped."),
            when=Both(nl="In elk gesprek.", en="In every call."),
            applies=Applies(to="conversation"), check=Check(kind=kind), teachable=0.8,
        )  # fmt: skip
    return MappingProxyType(found)


def _words(turn: int, report: Report, quote: str, note: str | None = None) -> Evidence:
    spoken = report.turns[turn]
    return Evidence(turn=turn, start=spoken.start, end=spoken.end, quote=quote, note=note)


def dentist(**changes: object) -> Report:
    """A reception call of two minutes, after one of the labelled calls: a wait with a diminutive and without thanks."""
    made = call(
        ring(0.0, 12.4),
        said("a: Goedemiddag, tandartspraktijk De Kersentuin, Fatima Aydin. Wat kan ik voor u betekenen?", 12.8, 18.6),
        "c: Ik heb een vraagje, mijn zoontje komt vanmiddag om kwart over twee, moet ik nog iets invullen of zo?",
        "a: Hm.",
        "c: Hij is nieuw, zeg maar.",
        "a: Voor nieuwe patiënten staat er een formulier op de site. Op wiens mailadres is de code binnengekomen?",
        "c: Dat zal dan dat van mijn man zijn. Sem Wouters, drie maart tweeduizend negentien.",
        "a: Dank u. Klein momentje hoor, ik pak de agenda er even bij.",
        hold(seconds=14.0),
        "a: Zo, daar heb ik hem. Ik kan de code ook nog een keer naar u sturen, als u dat wilt.",
        "c: Oh, graag. Dank u wel voor uw tijd.",
        pause(0.6),
        "a: Graag gedaan, mevrouw, en tot vanmiddag.",
        hangup(by="c1"),
        id="reception-03", agent="Fatima Aydin", organisation="Tandartspraktijk De Kersentuin",
        started_at="2026-04-14T12:05:10+02:00", words=True,
    )  # fmt: skip
    base = Report(
        id=made.id, started_at="2026-04-14T12:05:10+02:00", language="nl", organisation=made.organisation,
        duration=made.duration, participants=made.participants, turns=made.turns, events=made.events,
        acts=(TurnAct(turn=2, act="backchannel"), TurnAct(turn=6, act="diminutive", words="Klein momentje")),
    )  # fmt: skip
    wait = next(e for e in made.events if e.type == "hold")
    speed = Evidence(start=0.0, end=12.4, measure="time_to_answer", value=12.4, unit="s", limit=20)
    rings = Evidence(start=0.0, end=12.4, measure="rings", value=3, unit="rings")
    update = Evidence(start=wait.start, end=wait.end, measure="wait", value=14.0, unit="s", limit=60)
    back = Evidence(turn=7, start=base.turns[7].start, end=base.turns[7].end)
    not_built = "Deze praktijk wordt nog niet beoordeeld; dat komt in een latere versie."
    found = (
        Finding(practice="answer.speed", verdict="kept", confidence=0.98, evidence=(speed, rings),
                reason="Opgenomen na 12,4 s (3 keer overgaan); de grens is 20."),
        Finding(practice="answer.greeting", verdict="kept", confidence=0.99, evidence=(_words(0, base, "Goedemiddag"),),
                reason="De eerste woorden waren een groet."),
        Finding(practice="answer.daypart", verdict="kept", confidence=0.97, evidence=(_words(0, base, "Goedemiddag"),),
                reason="De groet past bij 12:05 uur."),
        Finding(practice="answer.organisation", verdict="kept", confidence=0.95,
                evidence=(_words(0, base, "tandartspraktijk De Kersentuin"),), reason="Gezegd in de opening."),
        Finding(practice="answer.introduction", verdict="missed", confidence=0.8,
                evidence=(_words(0, base, "Fatima Aydin"),),
                reason="Er is een naam genoemd, zonder inleiding als 'u spreekt met'.",
                suggestion="Goedemiddag, tandartspraktijk De Kersentuin, u spreekt met Fatima Aydin."),
        Finding(practice="listening.probing", verdict="kept", confidence=0.85,
                evidence=(_words(4, base, "Op wiens mailadres is de code binnengekomen?"),),
                reason="Gezegd waar het hoorde (1 keer)."),
        Finding(practice="listening.pause", verdict="not_applicable", reason="Niets in dit gesprek vroeg hierom."),
        Finding(practice="courtesy.formal_address", verdict="kept", confidence=0.9,
                evidence=(_words(0, base, "Wat kan ik voor u betekenen?"), _words(7, base, "als u dat wilt")),
                reason="Gezegd waar het hoorde (2 keer)."),
        Finding(practice="courtesy.no_diminutives", verdict="missed", confidence=0.97,
                evidence=(_words(6, base, "Klein momentje"),),
                reason="1 keer gezegd.",
                suggestion="Ogenblik alstublieft, ik zoek het voor u op."),
        Finding(practice="courtesy.no_blame", verdict="kept", confidence=0.8, reason="Nergens in het gesprek gezegd."),
        Finding(practice="hold.announced", verdict="kept", confidence=0.9,
                evidence=(_words(6, base, "Klein momentje hoor, ik pak de agenda er even bij."),),
                reason="Gezegd waar het hoorde (1 keer)."),
        Finding(practice="hold.expectation", verdict="missed", confidence=0.7,
                evidence=(_words(6, base, base.turns[6].text),),
                reason="Niet gezegd voordat het wachten of doorverbinden begon.",
                suggestion="Ik pak de agenda erbij, dat duurt ongeveer een halve minuut."),
        Finding(practice="hold.update", verdict="kept", confidence=0.97, evidence=(update,),
                reason="14 s, binnen de grens van 60 s."),
        Finding(practice="hold.thanks", verdict="missed", confidence=0.8, evidence=(back,),
                reason="Niet gezegd bij het terugkomen.",
                suggestion="Dank u voor het wachten, mevrouw. Ik heb de agenda erbij."),
        Finding(practice="transfer.wording", verdict="not_applicable", reason="Er is niet doorverbonden."),
        Finding(practice="complaint.content", verdict="not_applicable", reason="Niets in dit gesprek vroeg hierom."),
        Finding(practice="environment.noise", verdict="unknown", reason=not_built),
        Finding(practice="voice.pace", verdict="unknown", reason=not_built),
        Finding(practice="voice.variation", verdict="unknown", reason="Dit gespreksbestand heeft geen geluid."),
    )  # fmt: skip
    notes = ("De spreker per kanaal is gevonden aan wie de telefoon opneemt.",)
    made_by = {"belwijs": "0.1.0", "recogniser": "whisper base", "acts": "2026-11-05"}
    return base.model_copy(update={"findings": found, "notes": notes, "made_by": made_by, **changes})


def sound(report: Report, *, mono: bool = False) -> Sound:
    """Two channels of humming wherever somebody speaks: 8 kHz, 8 bits, with the ringing tone in front."""
    count = int(report.duration * RATE)
    roles = {p.id: p.role for p in report.participants}
    channels: NDArray[np.float32] = np.zeros((2, count), np.float32)
    noise = np.random.default_rng(7)
    for turn in report.turns:
        span = slice(int(turn.start * RATE), min(int(turn.end * RATE), count))
        n = np.arange(span.stop - span.start) / RATE
        syllables = 0.35 + 0.65 * np.abs(np.sin(2 * np.pi * 2.2 * n)) * noise.uniform(0.6, 1.0, len(n))
        side = 1 if roles[turn.speaker] == "customer" else 0
        channels[side, span] += (0.5 - 0.2 * side) * syllables * np.sin(2 * np.pi * (120 + 80 * side) * n)
    for event in report.events:
        if event.type == "ring" and event.start is not None and event.end is not None:
            span = slice(int(event.start * RATE), int(event.end * RATE))
            n = np.arange(span.start, span.stop) / RATE
            channels[1, span] += 0.2 * (n % 5 < 1) * np.sin(2 * np.pi * 425 * n)
    if mono:
        channels = channels.mean(axis=0, keepdims=True)
    step = int(STEP * RATE)
    steps = np.abs(channels[:, : count // step * step]).reshape(len(channels), -1, step)
    envelope = tuple(steps.max(axis=2).astype(np.float32))
    names = ("beide sprekers",) if mono else ("Fatima Aydin", "klant")
    return Sound("audio/wav", wav(channels), envelope, STEP, names)


def wav(channels: NDArray[np.float32]) -> bytes:
    """Unsigned 8-bit WAV of float channels (channels, n) at 8 kHz."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(len(channels))
        out.setsampwidth(1)
        out.setframerate(RATE)
        out.writeframes(((np.clip(channels, -1, 1) * 127) + 128).astype(np.uint8).T.tobytes())
    return file.getvalue()


def hostile() -> Report:
    """The same call with names, words and reasons that try to be HTML, script, or the end of either."""
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    base = dentist(id=f"x{evil}", organisation=f'"{evil}', notes=(evil, "<!--"), made_by={evil: "]]>"})
    people = tuple(p.model_copy(update={"name": f"{p.name or ''}{evil}"}) for p in base.participants)
    said = f"Goedemiddag {evil} & ' \" {{{{ 7*7 }}}}"
    turns = (base.turns[0].model_copy(update={"text": said, "words": ()}), *base.turns[1:])
    findings = tuple(
        f.model_copy(update={"reason": evil, "suggestion": evil if f.suggestion else None}) for f in base.findings
    )
    seen = Evidence(turn=0, quote=evil, note=evil, measure=evil, value=1, unit=evil, limit=2)
    own = Finding(practice=f"house.{evil}", verdict="missed", evidence=(seen,))
    return base.model_copy(update={"participants": people, "turns": turns, "findings": (*findings, own)})


def long_call(rounds: int = 40) -> Report:
    """A call of many turns with a queue, a consultation, a transfer and a colleague."""
    items: list[Item] = [ring(0.0, 6.0), queue(6.0, 40.0), "a: Goedemorgen, Bakker Logistiek, Monique Bos."]
    for n in range(rounds):
        items.append(f"c: Dan heb ik nog een vraag over zending {n + 1}, want die is nog steeds niet aangekomen.")
        items.append("a: Hm.")
        items.append(f"a: Ik kijk zending {n + 1} voor u na, en ik zie dat die vanmorgen is geladen.")
    items += [hold(seconds=95.0), consult(seconds=12.0), transfer(kind="warm")]
    items += ["k: Met René van der Zaag, u belt over zes zendingen.", "c: Ja, dat klopt.", hangup(by="c1")]
    made = call(*items, id="lang-1", words=True)
    base = Report(
        id=made.id, started_at="2026-03-02T09:05:00+01:00", language="nl", organisation=made.organisation,
        duration=made.duration, participants=made.participants, turns=made.turns, events=made.events,
    )  # fmt: skip
    thanks = Finding(practice="hold.thanks", verdict="missed", confidence=0.8, reason="Niet gezegd bij het terugkomen.",
                     evidence=(Evidence(turn=len(base.turns) - 2, start=base.turns[-2].start),),
                     suggestion="Dank u voor het wachten.")  # fmt: skip
    wait = Evidence(start=made.events[2].start, measure="wait", value=95.0, unit="s", limit=60)
    update = Finding(practice="hold.update", verdict="missed", evidence=(wait,),
                     reason="95 s, boven de grens van 60 s.",
                     suggestion="Ik ben nog voor u bezig, het duurt nog ongeveer een minuut.")  # fmt: skip
    asked = Finding(practice="listening.probing", verdict="kept", evidence=tuple(
        _words(n, base, "want die is nog steeds niet") for n in range(1, len(base.turns) - 3, 9)
    ))  # fmt: skip
    return base.model_copy(update={"findings": (asked, update, thanks)})


ANGRY = """\
time 14:10
organisation Energie Noord
agent Fatima Aydin
colleague René van der Zaag
ring 0-6
queue 6-48
a: greet organisation introduce offer_help | Goedemiddag, Energie Noord, u spreekt met Fatima Aydin. Waarmee help ik u?
c: complain | Ik heb weer een aanmaning gekregen voor een rekening die ik al twee maanden geleden betaald heb.
a: defend | Ja, dat zal het systeem zijn, dat gaat automatisch.
c: complain emotional | Dit is al de derde keer, ik ben er helemaal klaar mee. Ik slaap er niet van.
a: acknowledge_content | U heeft al betaald en krijgt toch voor de derde keer een aanmaning.
a: acknowledge_feeling | Dat is heel vervelend, ik begrijp dat u hier genoeg van heeft.
c: emotional agg=expressive/organisation | Het is een schande hoe jullie met mensen omgaan, een waardeloze club.
a: acknowledge_feeling apologise | Ik hoor hoe boos u bent, en het spijt mij dat dit u drie keer is overkomen.
c: agg=expressive/you | Ja, en jij bent ook een trut die alleen maar een script opleest.
a: set_limit | Ik wil niet uitgescholden worden. Gaat het zo door, dan beëindig ik dit gesprek.
c: agg=instrumental/organisation | Regel het nu, of ik zet vanavond alles op internet.
a: solve | Ik zoek het meteen voor u uit.
c: calm_again | Nou goed. Sorry, het was niet tegen u.
a: hold_announce hold_reason hold_duration | Dank u. Ik overleg met mijn collega, dat duurt ongeveer een minuut.
hold +50
a: hold_thanks | Dank u voor het wachten.
a: announce_transfer | Ik verbind u door met René van der Zaag, hij boekt het recht.
transfer + warm
k: greet introduce | Goedemiddag, met René van der Zaag. U heeft al betaald en kreeg toch een aanmaning, hoor ik.
c: Ja, dat klopt.
k: solve | Die heb ik nu ingetrokken. U krijgt vandaag een bevestiging.
c: Dank u wel.
"""
"""A complaint that turns to aggression and back, with a queue, a hold, and a transfer to a colleague."""
COLD = """\
time 10:10
direction outbound
organisation Drukwerk Zuid
agent Mo Idris
attempt 2
c: Van Dijk.
a: greet organisation introduce | Goedemorgen, Drukwerk Zuid, u spreekt met Mo Idris. Ik bel over uw brochures.
c: obj=supplier | We hebben al een drukker, daar zijn we tevreden over.
a: go_along lead_on | Fijn dat u tevreden bent. Mag ik vragen wat u daar het meest waardeert?
c: obj=time | Ik zit midden in een vergadering.
a: ask_why | Waarom dan?
c: obj=interest | Nee, ik heb geen interesse.
a: exit_politely | Dank u voor uw tijd, een goede dag verder.
"""
"""A cold call: three objections, one of them met with a why."""
AS_CUSTOMER = """\
time 10:10
direction outbound
perspective customer
organisation Transport Noord
a: greet organisation introduce | Goedemiddag, Transport Noord, met Mo Idris.
c: phrase:you_people complain | Jullie mensen daar doen ook maar wat.
a: acknowledge_feeling | Dat is vervelend voor u.
c: phrase:manager | Haal uw manager maar aan de lijn.
a: solve | Ik kijk het voor u na.
c: Dank u.
"""
"""One of ours calls as a customer and says two of the phrases."""


def written(example: str, name: str) -> Report:
    """The report on a call in the notation of the examples, judged by the real catalogue."""
    scene = scene_of(example)
    return Report.model_validate(
        {
            **report_head(scene.call),
            "id": name,
            "language": "nl",
            "duration": scene.call.duration,
            "acts": scene.acts,
            "objections": scene.objections,
            "aggression": scene.aggression,
            "findings": assess(scene),
            "escalation": scene.escalation,
            "incidents": incidents(scene),
        }
    )
