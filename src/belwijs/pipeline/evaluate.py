"""A labelled call through all stages, laid beside its labels."""

from __future__ import annotations

from belwijs.call import Aggression, Problem, VerdictName
from belwijs.catalogue.practice import catalogue
from belwijs.figures.scored import ActsFrom, ScoredCall, Seen, labels_of, scored
from belwijs.pipeline.material import Material, Tools
from belwijs.pipeline.stages import STAGES


def run_labelled(material: Material, tools: Tools, acts: ActsFrom = "seen") -> Material:
    """Every stage whose need is there; with `given`, the acts that people labelled take the place of `understand`.

    Raises:
        Problem: the call has no labels, or its recording or the models cannot be used.
    """
    gold = material.call.gold
    if gold is None:
        raise Problem("has no labels", "label it first: belwijs label CALL")
    for stage in STAGES:
        if stage.name == "understand" and acts == "given":
            given = {"acts": gold.acts, "objections": gold.objections, "aggression": gold.aggression}
            material = material.with_(**given, made_by={**material.made_by, "acts": "given"})
        elif stage.applies(material):
            material = stage.run(material, tools)
    return material


def score(material: Material, given_turns: bool = True) -> ScoredCall:
    """What `run_labelled` gave, beside the labels.

    Args:
        given_turns: False where the words were heard: labels count turns of the file, so only verdicts are scored then.
    """
    m = material
    built = {p.id for p in catalogue().values() if p.built}
    verdicts: dict[str, tuple[VerdictName, float]] = {
        f.practice: (f.verdict, f.confidence) for f in m.findings if f.practice in built
    }
    call = m.call if given_turns else m.call.with_(turns=())
    return scored(call, _Seen(m), verdicts, _doubtful(m))


class _Seen:
    """What a material holds of acts, in the form that `labels_of` reads."""

    def __init__(self, material: Material) -> None:
        self.acts, self.objections, self.aggression = material.acts, material.objections, material.aggression


def _doubtful(material: Material) -> tuple[Seen, ...]:
    faint: tuple[Aggression, ...] = material.faint_aggression
    seen = _Seen(material.with_(acts=material.faint, objections=(), aggression=faint))
    return labels_of(seen)
