"""One question about an invented turn, to see whether a second judge can be reached and keeps to its form."""

from __future__ import annotations

import time
from pathlib import Path

from belwijs.call import Problem
from belwijs.dialogue.second_judge import Inquiry, Question, Spoken
from belwijs.surfaces.second_judge.judge import Failure
from belwijs.surfaces.second_judge.settings import load_second_judge

INVENTED = Inquiry(
    language="nl",
    turns=(
        Spoken(role="agent", text="Goedemorgen, waarmee kan ik u helpen?"),
        Spoken(role="customer", text="Ik wacht nu al drie weken op mijn bestelling en ik ben het zat."),
    ),
    questions=(Question(turn=1, labels=("complain", "emotional", "ask_confirm")),),
)


def probe(path: Path) -> str:
    """One line on a judge that works: its model, how long an answer took, how its answers are held to their form.

    Raises:
        Problem: its settings are wrong, or it gave no usable answer; says why and what to look at.
    """
    judge = load_second_judge(path)
    started = time.monotonic()
    try:
        judge.answer(INVENTED, INVENTED.questions[0])
    except Failure as failure:
        raise _problem(failure, path) from None
    seconds = time.monotonic() - started
    first = "names and numbers are taken out first" if judge.redacts else "nothing is taken out first"
    return f"{judge.model} answered in {seconds:.1f} s; answers held to their form by: {judge.form}; {first}"


def _problem(failure: Failure, path: Path) -> Problem:
    detail = f" ({failure.detail})" if failure.detail else ""
    status = failure.status
    if failure.why == "status" and status in (401, 403):
        found = f"it refused the key (HTTP {status})", "set api_key_env, and the key in that environment variable"
    elif failure.why == "status" and status == 404:
        found = "it does not know the address or the model (HTTP 404)", "look at address (often ending in /v1), model"
    elif failure.why == "status" and status in (301, 302, 303, 307, 308):
        found = f"it sends us on to another address (HTTP {status})", "give that address itself"
    elif failure.why == "status":
        found = f"it answered with an error (HTTP {status})", "look in the server's own log"
    elif failure.why == "slow":
        found = "it gave no answer in time", "raise timeout, or take a smaller model"
    elif failure.why == "unusable":
        found = "its answer was not one of the labels", "raise most_tokens, or take another model"
    else:
        found = f"it cannot be reached{detail}", "look whether it runs, and at address"
    return Problem(found[0], found[1], file=str(path))
