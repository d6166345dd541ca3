"""`belwijs label`: walks through a call in the terminal, turn by turn, and writes what people say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from belwijs.call import Call, Problem, VerdictName
from belwijs.call.read import read_call_file
from belwijs.call.source import CallSource
from belwijs.call.write import write_text
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice, catalogue
from belwijs.figures.scored import labels_of
from belwijs.interface import InterfaceLanguage, text
from belwijs.pipeline.analyse import prepared
from belwijs.surfaces.cli import labelling
from belwijs.surfaces.cli.labelling import Refused, Work
from belwijs.surfaces.cli.main import INTERRUPTED
from belwijs.surfaces.cli.report import check_writable
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.terminal import WIDEST, fitting

BEFORE = 3  # turns shown above the one that is labelled
CHOICES: Mapping[str, VerdictName] = {
    "1": "kept", "2": "missed", "3": "not_applicable", "k": "kept", "m": "missed", "n": "not_applicable",
}  # fmt: skip
_TRANSCRIBE = "have it transcribed first: belwijs analyse FILE --vcon FOLDER"
Ask = Callable[[str, Sequence[str]], str]  # prompt, what can be completed → the line typed


@dataclass(frozen=True)
class Asked:
    """How to label."""

    output: Path | None = None
    suggest: bool = False
    interface: InterfaceLanguage = "nl"


class _Stop(Exception):
    """The person stops; what was done is kept."""


class _Back(Exception):
    """The person wants the step before again."""


def label_call(path: Path, asked: Asked, ask: Ask | None = None, console: Console | None = None) -> int:
    """Label one call; 0 when it is done or kept for later, 130 on Ctrl-C (also kept).

    Args:
        ask: gives the lines; the terminal unless a test types.

    Raises:
        Problem: there is nothing to label, or what was kept cannot be used.
    """
    source = _one_call(path)
    call = prepared(source.call, Playbook())
    output = asked.output or labelling.output_for(path)
    if output.resolve() == path.resolve() and source.kind != "call":
        raise Problem("would be replaced by the labelled call", "give another place with --output", file=str(path))
    check_writable(output)
    progress = labelling.progress_for(output)
    known = _one_call(output).call if output.is_file() and output.resolve() != path.resolve() else None
    try:
        work = labelling.begun(source.call, known, progress)
    except Problem as problem:
        raise problem.at(str(output)) from None
    desk = _Desk(source, call, path, output, progress, asked, ask or _terminal(), console or Console(highlight=False))
    return desk.run(work)


def _one_call(path: Path) -> CallSource:
    try:
        sources = read_call_file(path)
    except Problem:
        if _is_sound(path):
            raise Problem("is a recording, without words to label", _TRANSCRIBE, file=str(path)) from None
        raise
    if len(sources) != 1:
        raise Problem(f"holds {len(sources)} calls", "give a file with one call", file=str(path))
    if not sources[0].call.turns:
        raise Problem("has no words to label", _TRANSCRIBE, file=str(path))
    return sources[0]


def _is_sound(path: Path) -> bool:
    from belwijs.audio.stream import probe

    try:
        probe(path)
    except Problem:
        return False
    return True


def _terminal() -> Ask:
    """Reads lines from the terminal; Tab completes where the system has readline."""
    words: list[str] = []
    try:
        import readline
    except ImportError:
        pass
    else:

        def complete(begun: str, state: int) -> str | None:
            fitting_ = [w + " " for w in words if w.startswith(begun)]
            return fitting_[state] if state < len(fitting_) else None

        readline.set_completer_delims(" ,;\t")
        readline.set_completer(complete)
        readline.parse_and_bind("tab: complete")

    def ask(prompt: str, completions: Sequence[str]) -> str:
        words[:] = completions
        return input(prompt)

    return ask


class _Desk:
    """The steps of one call: its turns, then its practices."""

    def __init__(
        self,
        source: CallSource,
        call: Call,
        path: Path,
        output: Path,
        progress: Path,
        asked: Asked,
        ask: Ask,
        console: Console,
    ) -> None:
        self.source, self.call, self.path, self.output, self.progress = source, call, path, output, progress
        self.suggest = asked.suggest
        self.language: InterfaceLanguage = asked.interface
        self.ask = ask
        self.console = console
        self.turns = labelling.turns_to_label(call)
        self.practices = labelling.practices_to_judge(call, catalogue().values())
        self.work = Work(text="")
        self._guesses: dict[int, tuple[str, ...]] | None = None
        self._verdicts: dict[str, VerdictName] | None = None

    def run(self, work: Work) -> int:
        """Every step that is left; what is done is kept after each."""
        self.work = work
        self.line(self.say("label.head", call=self.call.id, turns=len(self.turns)), "bold")
        self.line(self.say("label.help"))
        if self.suggest:
            self.line(self.say("label.bias"), "yellow")
        steps: list[int | Practice] = [*self.turns, *self.practices]
        at = next((n for n, s in enumerate(steps) if not self.done(s)), len(steps))
        if at == len(steps):
            self.line(self.say("label.all_done"))
            return 0
        if at:
            self.line(self.say("label.resumed", done=at, all=len(steps)))
        try:
            while at < len(steps):
                try:
                    at += self.step(steps[at])
                except _Back:
                    at = max(0, at - 1)
                self.keep(finished=at >= len(steps))
        except (_Stop, EOFError):
            return self.stopped(0)
        except KeyboardInterrupt:
            return self.stopped(INTERRUPTED)
        self.line(self.say("label.written", file=self.output), "bold")
        return 0

    def done(self, step: int | Practice) -> bool:
        """Whether somebody has answered this step."""
        return step in self.work.labels if isinstance(step, int) else step.id in self.work.verdicts

    def step(self, step: int | Practice) -> int:
        """One question; gives how many steps to go on."""
        if isinstance(step, int):
            self.turn(step)
            return 1
        return self.practice(step)

    def keep(self, *, finished: bool) -> None:
        """Unfinished work in a file of its own; the call with its labels once every turn was looked at."""
        if all(n in self.work.labels for n in self.turns):
            labelling.write_labelled(self.source, self.path, self.output, self.work)
        if finished:
            self.progress.unlink(missing_ok=True)
        else:
            write_text(self.progress, self.work.model_dump_json())

    def stopped(self, status: int) -> int:
        """Says where the work is kept."""
        self.console.print()
        whole = all(n in self.work.labels for n in self.turns)
        if whole:
            labelling.write_labelled(self.source, self.path, self.output, self.work)
        self.line(self.say("label.kept_whole" if whole else "label.kept", file=self.output))
        return status

    def turn(self, number: int) -> None:
        """Asks for the labels of one turn."""
        self.show(number)
        role = self.call.role_of(self.call.turns[number].speaker)
        allowed = labelling.labels_for(role, self.call)
        default = self.work.labels.get(number)
        if default is None and self.suggest:
            default = self.guesses().get(number, ())
            self.line(self.say("label.guess", labels=" ".join(default) or "-"), "yellow", indent=2)
        elif default:
            self.line(self.say("label.now", labels=" ".join(default)), indent=2)
        while True:
            line = self.answer(self.say("label.ask"), allowed)
            if line.startswith("?"):
                self.names(allowed, line[1:].strip())
                continue
            if line == "":
                return self.put(number, default or ())
            if line == "-":
                return self.put(number, ())
            try:
                return self.put(number, labelling.parsed(line, allowed))
            except Refused as no:
                self.line(self.say(no.key, **no.slots), "red", indent=2)

    def put(self, number: int, labels: Sequence[str]) -> None:
        """Takes the labels of one turn."""
        self.work = self.work.with_labels(number, labels)

    def practice(self, practice: Practice) -> int:
        """Asks for the verdict on one practice; gives how many steps to go on."""
        self.console.print()
        group = wording.known(self.language, "group", practice.group)
        self.line(f"{group}: {practice.title.in_(self.language)}", "bold")
        default = self.work.verdicts.get(practice.id)
        if practice.id not in self.work.verdicts and self.suggest:
            default = self.verdicts().get(practice.id)
            if default:
                self.line(self.say("label.guess", labels=self.say(f"verdict.{default}")), "yellow", indent=2)
        elif default:
            self.line(self.say("label.now", labels=self.say(f"verdict.{default}")), indent=2)
        while True:
            line = self.answer(self.say("label.ask_verdict"), ()).lower()
            if line == "?":
                for told in (practice.what, practice.when):
                    self.line(told.in_(self.language), indent=2)
            elif line in CHOICES:
                self.work = self.work.with_verdict(practice.id, CHOICES[line])
                return 1
            elif line == "":
                self.work = self.work.with_verdict(practice.id, default)
                return 1
            elif line == "-":
                self.work = self.work.with_verdict(practice.id, None)
                return 1
            elif line == "s":
                rest = [p for p in self.practices if p.group == practice.group]
                rest = rest[rest.index(practice) :]
                for one in rest:
                    self.work = self.work.with_verdict(one.id, self.work.verdicts.get(one.id))
                return len(rest)
            else:
                self.line(self.say("label.no_choice"), "red", indent=2)

    def answer(self, prompt: str, completions: Sequence[str]) -> str:
        """One line, after the words that steer: u goes back, q stops."""
        line = self.ask(f"  {fitting(prompt, self.console.encoding)} ", completions).strip()
        if line.lower() in ("q", "quit"):
            raise _Stop
        if line.lower() in ("u", "undo"):
            raise _Back
        return line

    def show(self, number: int) -> None:
        """The turn, what was said before it, and what happened on the line in between."""
        self.console.print()
        place = self.turns.index(number) + 1
        self.line(self.say("label.turn", number=place, all=len(self.turns)), "bold")
        for n in range(max(0, number - BEFORE), number + 1):
            turn = self.call.turns[n]
            since = self.call.turns[n - 1].start if n else 0.0
            for e in self.call.events:
                if e.start is not None and since <= e.start < turn.start:
                    name = wording.known(self.language, "event", e.type)
                    length = f" {e.duration:.0f} s" if e.duration else ""
                    self.line(f"[{name}{length}]", "dim", indent=2)
            who = self.say(f"role.{self.call.role_of(turn.speaker)}")
            style = "" if n == number else "dim"
            self.line(f"{wording.clock(turn.start)} {who}: {wording.plain(turn.text)}", style, indent=2)

    def names(self, allowed: Sequence[str], part: str) -> None:
        """The labels with what they mean; only those with `part` in them where it is given."""
        for label in allowed:
            meaning = self.say(f"act.{label}")
            if part in label or part in meaning:
                self.line(f"{label:<30}{meaning}", indent=4)

    def guesses(self) -> dict[int, tuple[str, ...]]:
        """What the recogniser would say of each turn."""
        if self._guesses is None:
            from belwijs.dialogue.understand import understand

            found: dict[int, tuple[str, ...]] = {}
            for s in labels_of(understand(self.call)):
                found[s.turn] = (*found.get(s.turn, ()), s.label)
            self._guesses = found
        return self._guesses

    def verdicts(self) -> dict[str, VerdictName]:
        """What Belwijs would say of each practice, given the acts that were labelled."""
        if self._verdicts is None:
            from belwijs.pipeline.evaluate import run_labelled
            from belwijs.pipeline.material import Material, Tools

            gold = labelling.gold_of(self.work)
            done = run_labelled(Material(self.call.with_(gold=gold), Playbook()), Tools(), "given")
            self._verdicts = {f.practice: f.verdict for f in done.findings if f.verdict != "unknown"}
        return self._verdicts

    def say(self, key: str, **slots: object) -> str:
        """A text of the interface."""
        return text(self.language, key, **slots)

    def line(self, said: str, style: str = "", indent: int = 0) -> None:
        """One paragraph, in characters that the terminal has."""
        shown = Text(fitting(wording.visible(said), self.console.encoding), style=style)
        width = min(self.console.width, WIDEST)
        self.console.print(Padding(shown, (0, 0, 0, indent), expand=False), width=width)
