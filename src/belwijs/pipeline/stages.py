"""The table of stages: what each needs, what it adds, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from belwijs.catalogue.advice import advised
from belwijs.catalogue.assess import assess
from belwijs.catalogue.escalation import incidents
from belwijs.catalogue.scene import Scene
from belwijs.finding import SecondOpinion
from belwijs.pipeline.hear import hear, transcribe
from belwijs.pipeline.material import Material, Tools
from belwijs.pipeline.measure import measure
from belwijs.pipeline.surroundings import spoken_of

MONO = 0.7  # of the confidence is left where who said what was told apart by voice


@dataclass(frozen=True, slots=True)
class Stage:
    """One step from sound to findings."""

    name: str
    needs: str
    adds: str
    scored_by: str
    applies: Callable[[Material], bool]
    run: Callable[[Material, Tools], Material]


def understand(material: Material, tools: Tools) -> Material:
    """Words become acts, objections and aggression."""
    from belwijs.dialogue.second_judge import notes as second_notes
    from belwijs.dialogue.understand import Explains, load_act_model
    from belwijs.dialogue.understand import understand as read
    from belwijs.figures.scored import labels_of

    tools.progress("understand", 0.0)
    model = tools.acts() if tools.acts else load_act_model()
    seen = read(material.call, model, tools.second_judge)
    reasons = None
    if tools.why and isinstance(model, Explains):
        asked = [(s.turn, s.label, s.confidence) for s in labels_of(seen)]
        reasons = model.explain(material.call, asked)
    tools.progress("understand", 1.0)
    return material.with_(
        acts=seen.acts,
        objections=seen.objections,
        aggression=seen.aggression,
        faint=seen.faint,
        faint_aggression=seen.faint_aggression,
        second_judge=seen.second_judge,
        reasons=reasons,
        made_by={**material.made_by, "acts": model.version, **_by_second(seen.second_judge)},
    ).noting(second_notes(seen.second_judge) if seen.second_judge else ())


def _by_second(opinion: SecondOpinion | None) -> dict[str, str]:
    return {"second judge": f"{opinion.model}, prompt {opinion.prompt}"} if opinion else {}


def compare(material: Material, tools: Tools) -> Material:
    """What was said is laid beside the example sentences of the house's own practices."""
    from belwijs.dialogue.meaning import Wanted, load_meanings

    meanings = tools.meanings() if tools.meanings else load_meanings()
    own = material.playbook.own
    wanted = [Wanted(f"own.{name}", one.says, one.unlike) for name, one in own.items()]
    return material.with_(likenesses=meanings.likenesses(material.call, wanted))


def judge(material: Material, tools: Tools) -> Material:
    """Acts, events and measures become one finding a practice."""
    m = material
    scene = Scene(
        m.call, m.playbook, m.acts, m.objections, m.aggression, m.faint, m.measures, m.hearing is not None,
        m.faint_aggression, spoken_of(m), m.likenesses,
    )  # fmt: skip
    findings = assess(scene)
    if m.listens and m.hearing is not None and m.hearing.mono:
        findings = tuple(f.model_copy(update={"confidence": round(f.confidence * MONO, 3)}) for f in findings)
    return material.with_(findings=findings, escalation=advised(scene, findings), incidents=incidents(scene))


STAGES: tuple[Stage, ...] = (
    Stage(
        "hear", "a recording", "speech per channel, rings, music, who is the agent", "tests/audio; bench/speech.py",
        lambda m: m.sound is not None, hear,
    ),
    Stage(
        "transcribe", "speech per channel", "turns with word times", "word error rate, bench/speech.py",
        lambda m: m.listens and m.hearing is not None, transcribe,
    ),
    Stage(
        "measure", "a recording, or words with times", "figures of the voice and the surroundings",
        "tests/audio; bench/hearing.py", lambda m: m.hearing is not None or any(t.words for t in m.call.turns), measure,
    ),
    Stage(
        "understand", "turns", "acts, objections, aggression, each with a confidence", "F1 per act, bench/dialogue.py",
        lambda m: bool(m.call.turns), understand,
    ),
    Stage(
        "compare", "turns, and practices of the house's own", "sentences like their examples", "bench/own_practices.py",
        lambda m: bool(m.call.turns and m.playbook.own), compare,
    ),
    Stage(
        "judge", "a call", "one finding for each practice of the catalogue", "agreement on verdicts, bench/verdicts.py",
        lambda m: True, judge,
    ),
)  # fmt: skip
