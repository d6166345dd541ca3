"""Compact dialogue texts → training/dialogues/*.jsonl, and the checks that keep the training texts honest.

    python training/compile.py TEXTS...                       # writes training/dialogues/<name>.jsonl
    python training/compile.py --check --evaluation FOLDER    # checks what is in the repository

The JSON lines are the source of truth; the compact text is only a comfortable way to write new dialogues. A text is

    === rec-001 | nl-BE | asr | inbound | agent | Bakker Logistiek
    a: greet organisation | Goedemiddag, Bakker Logistiek.
    -- hold 25

with the head's id, language, style, direction, perspective and organisation; then turns, `role: labels | words` (a
agent, c customer, k colleague); and what happened between two turns.

Labels follow docs/labelling.md; `obj=supplier` is an objection, `agg=expressive/you` an aggression. Events between
turns are `hold SECONDS`, `silence SECONDS`, `consult`, `back`, `transfer warm|blind|noanswer` and `voicemail`.

A line of the JSON: id, language (nl, en, de, fr), variety (only `nl-BE`), style (clean, asr), direction,
perspective, organisation, turns [{role, text, acts, objection?, aggression?}] and events [{before: turn number,
type, seconds?, kind?}].
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from labels import AGENT_ACTS, AGGRESSION, CUSTOMER_ACTS, OBJECTIONS

ROLES = {"a": "agent", "c": "customer", "k": "colleague"}
HERE = Path(__file__).parent
SHARED_WORDS = 8  # so many words in a row in common with an evaluation call is copying, not chance
_SET_PHRASE = re.compile(
    r"kan ik (verder )?nog iets voor (u|je) (doen|betekenen)"
)  # everybody says it; nobody wrote it

_TURN = re.compile(r"([ack]): ?([^|]*)\|(.*)$")
_EVENT = re.compile(r"-- (?:(hold|silence) (\d+)|(consult|back|voicemail)|transfer (warm|blind|noanswer))$")


class TextError(ValueError):
    """A line that is not in the format, or carries an illegal label."""


def parse_turn(line: str) -> dict[str, Any]:
    """One `role: labels | words` line as a turn.

    Raises:
        TextError: not in the format, or a label that this role cannot have.
    """
    found = _TURN.match(line)
    if not found:
        raise TextError("is no turn")
    role, labels, text = ROLES[found[1]], found[2].split(), " ".join(found[3].split())
    if not text:
        raise TextError("has no words")
    turn: dict[str, Any] = {"role": role, "text": text, "acts": []}
    for label in labels:
        if label.startswith("obj="):
            turn["objection"] = label[4:]
        elif label.startswith("agg="):
            turn["aggression"] = label[4:]
        else:
            turn["acts"].append(label)
    check_turn(turn)
    return turn


def check_turn(turn: dict[str, Any]) -> None:
    """Raises TextError when a turn carries a label that its role cannot have, or the same one twice."""
    legal = CUSTOMER_ACTS if turn["role"] == "customer" else AGENT_ACTS
    wrong = [act for act in turn["acts"] if act not in legal]
    if wrong:
        raise TextError(f"{turn['role']} cannot have {wrong}")
    if len(set(turn["acts"])) != len(turn["acts"]):
        raise TextError("has a label twice")
    if turn["role"] != "customer" and ("objection" in turn or "aggression" in turn):
        raise TextError("only a customer objects or is aggressive")
    if turn.get("objection", "time") not in OBJECTIONS or turn.get("aggression", "expressive/you") not in AGGRESSION:
        raise TextError("has an unknown objection or aggression")


def parse(text: str) -> list[dict[str, Any]]:
    """The dialogues of a compact text.

    Raises:
        TextError: with the number of the first wrong line.
    """
    dialogues: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line:
            continue
        try:
            if line.startswith("==="):
                dialogues.append(_header(line))
            elif line.startswith("--"):
                dialogues[-1]["events"].append(_event(line, len(dialogues[-1]["turns"])))
            else:
                dialogues[-1]["turns"].append(parse_turn(line))
        except (TextError, IndexError) as error:
            raise TextError(f"line {number}: {error}") from None
    return dialogues


def _header(line: str) -> dict[str, Any]:
    fields = [part.strip() for part in line[3:].split("|")]
    if len(fields) != 6:
        raise TextError("a header has six fields")
    ident, language, style, direction, perspective, organisation = fields
    legal = (("nl", "nl-BE", "en", "de", "fr"), ("clean", "asr"), ("inbound", "outbound"), ("agent", "customer"))
    for value, allowed in zip(fields[1:5], legal, strict=True):
        if value not in allowed:
            raise TextError(f"{value!r} is none of {allowed}")
    head: dict[str, Any] = {"id": ident, "language": language[:2]}
    if language == "nl-BE":
        head["variety"] = "nl-BE"
    head |= {"style": style, "direction": direction, "perspective": perspective, "organisation": organisation}
    return head | {"turns": [], "events": []}


def _event(line: str, before: int) -> dict[str, Any]:
    found = _EVENT.match(line)
    if not found:
        raise TextError("is no event")
    if found[1]:
        return {"before": before, "type": found[1], "seconds": int(found[2])}
    if found[3]:
        return {"before": before, "type": found[3]}
    return {"before": before, "type": "transfer", "kind": found[4]}


def words_of(text: str) -> list[str]:
    """The words of a text, lower case, without punctuation and without the set phrases of the trade."""
    return re.findall(r"\w+", _SET_PHRASE.sub(" ", text.lower()))


def shared_runs(dialogues: list[dict[str, Any]], evaluation: Path, length: int = SHARED_WORDS) -> list[str]:
    """Dialogue ids and turns that share `length` words in a row, or a whole turn of 5 words or more, with a
    labelled call in `evaluation`.
    """
    runs: set[tuple[str, ...]] = set()
    whole: set[tuple[str, ...]] = set()
    for file in sorted(evaluation.glob("*.json")):
        for turn in json.loads(file.read_text(encoding="utf-8")).get("turns", []):
            words = words_of(turn["text"])
            runs |= {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
            if len(words) >= 5:
                whole.add(tuple(words))
    found = []
    for dialogue in dialogues:
        for number, turn in enumerate(dialogue["turns"]):
            words = words_of(turn["text"])
            if tuple(words) in whole or any(tuple(words[i : i + length]) in runs for i in range(len(words))):
                found.append(f"{dialogue['id']} turn {number}")
    return found


def near_duplicates(dialogues: list[dict[str, Any]], least: int = 9, share: float = 0.8) -> list[str]:
    """Pairs of turns in different dialogues with at least `least` words that share more than `share` of their
    words and word pairs.
    """
    seen: dict[tuple[str, str], list[tuple[str, frozenset[Any]]]] = {}
    found = []
    for dialogue in dialogues:
        for number, turn in enumerate(dialogue["turns"]):
            words = words_of(turn["text"])
            if len(words) < least:
                continue
            bag: frozenset[Any] = frozenset(words) | frozenset(itertools.pairwise(words))
            for other, theirs in seen.get((words[0], words[1]), []):
                if len(bag & theirs) / len(bag | theirs) > share and not other.startswith(dialogue["id"] + " "):
                    found.append(f"{dialogue['id']} turn {number} = {other}")
            seen.setdefault((words[0], words[1]), []).append((f"{dialogue['id']} turn {number}", bag))
    return found


def load(folder: Path = HERE / "dialogues", without: Iterable[str] = ()) -> list[dict[str, Any]]:
    """All dialogues of a folder of JSON lines, in the order of the file names, less those of rounds that are left out:
    a round is a word of a file's name, such as `fifth`.
    """
    return [
        json.loads(line)
        for file in sorted(folder.glob("*.jsonl"))
        if not set(without) & set(file.stem.split("-"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def check(dialogues: list[dict[str, Any]], evaluation: Path | None) -> list[str]:
    """Everything that is wrong with the dialogues, one sentence each."""
    wrong = [f"double id {ident}" for ident, n in Counter(d["id"] for d in dialogues).items() if n > 1]
    for dialogue in dialogues:
        for number, turn in enumerate(dialogue["turns"]):
            try:
                check_turn(turn)
            except TextError as error:
                wrong.append(f"{dialogue['id']} turn {number}: {error}")
    wrong += [f"near duplicate: {pair}" for pair in near_duplicates(dialogues)]
    if evaluation:
        wrong += [f"shares words with the evaluation: {place}" for place in shared_runs(dialogues, evaluation)]
    return wrong


def counts(dialogues: list[dict[str, Any]]) -> str:
    """How many dialogues, turns and labels there are, by language and style."""
    turns: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    for d in dialogues:
        turns[d.get("variety", d["language"])] += len(d["turns"])
        turns[d["style"]] += len(d["turns"])
        for t in d["turns"]:
            labels.update(t["acts"])
            labels.update(f"{k}={t[k]}" for k in ("objection", "aggression") if k in t)
    listed = ", ".join(f"{name} {n}" for name, n in labels.most_common())
    return f"{len(dialogues)} dialogues; turns: {dict(turns)}\n{listed}"


def main() -> int:
    """Command line; exit status 1 when a check fails."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("texts", nargs="*", type=Path, help="compact texts to compile into training/dialogues")
    options.add_argument("--check", action="store_true", help="check what is in training/dialogues")
    options.add_argument(
        "--evaluation", type=Path, help="folder of labelled calls that no training text may share words with"
    )
    chosen = options.parse_args()
    for source in chosen.texts:
        lines = [json.dumps(d, ensure_ascii=False) for d in parse(source.read_text(encoding="utf-8"))]
        (HERE / "dialogues" / f"{source.stem}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    dialogues = load()
    print(counts(dialogues))
    wrong = check(dialogues, chosen.evaluation) if chosen.check or chosen.texts else []
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
