"""Words for one act are the words that all forms together give."""

from __future__ import annotations

from belwijs.call import Event
from belwijs.dialogue.forms import forms_of, words_for
from tests.calls import call


def test_one_act_at_a_time_gives_the_same_words() -> None:
    made = call(
        "a: Goedemorgen, Bakker Logistiek, u spreekt met Monique Bos.",
        "c: Spreek ik met de klantenservice? Ik wil uw manager spreken!",
        "a: Momentje, ik zoek het voor je op.",
        "a: Kan ik je even storen?",
        "k: Zeg het maar.",
        organisation="Bakker Logistiek",
    )
    last = made.turns[3]
    made = made.with_(events=(Event(type="consult", start=last.start, end=made.turns[4].end),))
    for number, forms in enumerate(forms_of(made)):
        for act in (*forms, "greet", "organisation", "introduce", "informal", "diminutive", "phrase:manager"):
            assert words_for(made, act, number) == forms.get(act)
