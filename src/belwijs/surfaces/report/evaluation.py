"""A scored run, and a comparison of two, on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from belwijs.call import Call
from belwijs.catalogue.practice import GROUPS
from belwijs.figures.agreement import Agreement, Change, Comparison, Figure, agreement, parts
from belwijs.figures.mistakes import TurnMistake, turn_mistakes, verdict_mistakes
from belwijs.figures.scored import Run, Seen
from belwijs.figures.tally import LOWER_IS_BETTER
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.terminal import WIDEST, fitting

BEFORE = 2  # turns shown before a mistake
LONGEST = 240  # characters shown of a turn
FEW = 20  # calls, under which a warning stands
PEOPLE = (0.46, 0.69)  # kappa of trained people on telephone calls, docs/model-card.md
SUMMARY = (
    "acts.micro", "acts.macro", "acts.calibration", "objections", "aggression.spotted", "aggression.cells",
    "verdicts.agreement", "verdicts.kappa", "verdicts.missed.precision", "verdicts.missed.recall",
    "verdicts.not_applicable", "verdicts.unknown",
)  # fmt: skip
_PART = ("acts.micro", "objections", "aggression.spotted", "verdicts.agreement")
_GROUP = ("agreement", "kappa", "missed.precision", "missed.recall", "unknown")


class Printer:
    """Prints in one interface language, in the characters that the console has."""

    def __init__(self, console: Console, language: InterfaceLanguage) -> None:
        self.console = console
        self.language: InterfaceLanguage = language

    def run(self, run: Run, said: Mapping[str, Call], *, passed: int = 0, mistakes: int = 10) -> None:
        """Everything of a run: figures with intervals, people's agreement beside them, the worst mistakes in context.

        Args:
            said: the calls by id, for the words around a mistake.
            passed: how many calls had no labels.
            mistakes: how many to show of each kind.
        """
        whole = agreement(run.calls)
        key = "evaluate.given" if run.acts == "given" else "evaluate.seen"
        made = self.say(key, version=run.made_by.get("acts", "-"))
        self.line(self.say("evaluate.head", calls=whole.calls, turns=whole.turns, made=made), "bold")
        if passed:
            self.line(self.say("evaluate.passed_over", calls=passed))
        unjudged = Counter(p for c in run.calls for p in c.unjudged)
        if unjudged:
            names = ", ".join(sorted(unjudged))
            self.line(self.say("evaluate.unjudged", number=unjudged.total(), names=names), "yellow")
        if whole.calls < FEW:
            self.line(self.say("evaluate.few"), "yellow")
        given = run.acts == "given"
        self.section("evaluate.summary", self.summary(whole, given))
        if not given:
            self.section("evaluate.parts", self.parts(run))
        self.section("evaluate.groups", self.groups(whole))
        if not given:
            self.section("evaluate.classes", self.classes(whole))
        self.people(whole.figures.get("verdicts.kappa"))
        if mistakes and not given:
            self.turns(turn_mistakes(run.calls), said, mistakes)
        if mistakes:
            self.verdicts(run, mistakes)

    def summary(self, whole: Agreement, given: bool) -> Table | None:
        """The figures that say it all."""
        table = self.table("", "evaluate.value", "evaluate.interval")
        for name in SUMMARY:
            figure = whole.figures.get(name)
            if figure and not (given and not name.startswith("verdicts")):
                label = self.say(f"evaluate.{name}", **self._classes(name, whole.macro_classes))
                table.add_row(self.text(label), self.number(figure.value), self.interval(figure))
        return table if table.row_count else None

    def _classes(self, name: str, number: int) -> dict[str, object]:
        return {"classes": number} if name == "acts.macro" else {}

    def parts(self, run: Run) -> Table | None:
        """A row for each style and language; nothing when there is one kind only."""
        heads = ("calls", "turns", "acts", "objecting", "aggression", "verdicts")
        table = self.table(" ", *(f"evaluate.{h}" for h in heads))
        for name, calls in parts(run).items():
            found = agreement(calls, intervals=False)
            cells = [self.of(found.figures.get(n)) for n in _PART]
            table.add_row(self.say(f"evaluate.{name}"), str(found.calls), str(found.turns), *cells)
        return table if table.row_count else None

    def groups(self, whole: Agreement) -> Table | None:
        """A row for each group of practices."""
        heads = ("labels", "agreement", "kappa", "precision_missed", "recall_missed", "unknown")
        table = self.table("evaluate.group", *(f"evaluate.{h}" for h in heads))
        for group, number in sorted(whole.verdicts.items(), key=lambda item: _order(item[0])):
            cells = [self.of(whole.figures.get(f"group.{group}.{n}")) for n in _GROUP]
            table.add_row(self.text(wording.known(self.language, "group", group)), str(number), *cells)
        return table if table.row_count else None

    def classes(self, whole: Agreement) -> Table | None:
        """A row for each label."""
        heads = ("labels", "precision", "recall")
        table = self.table("evaluate.label", *(f"evaluate.{h}" for h in heads), "F1", "evaluate.interval")
        for label, number in whole.labels.items():
            figures = [whole.figures.get(f"label.{label}.{n}") for n in ("precision", "recall", "f1")]
            cells = [self.of(f) for f in figures]
            spread = figures[2]
            table.add_row(self.text(label), str(number), *cells, self.interval(spread) if spread else "")
        return table if table.row_count else None

    def people(self, kappa: Figure | None) -> None:
        """What trained people reach, and where this run stands beside it."""
        self.heading(self.say("evaluate.people"))
        low, high = PEOPLE
        body = self.say("evaluate.people.body", a=self.number(low), b=self.number(high))
        for line in body.split("\n"):
            self.line(line, indent=2)
        if kappa:
            place = "under" if kappa.value < low else "over" if kappa.value > high else "within"
            self.line(self.say(f"evaluate.people.{place}"), indent=2)

    def turns(self, mistakes: Sequence[TurnMistake], said: Mapping[str, Call], most: int) -> None:
        """The worst turns, each with the turns before it."""
        if not mistakes:
            return
        shown = mistakes[:most]
        self.heading(self.say("evaluate.worst", shown=len(shown), all=len(mistakes)))
        for n, mistake in enumerate(shown):
            if n:
                self.console.print()
            self.line(f"{mistake.call}, {self.say('evaluate.turn', turn=mistake.turn)}", "bold", indent=2)
            self.context(said.get(mistake.call), mistake.turn)
            self.labels("evaluate.expected", mistake.missing, "red")
            self.labels("evaluate.extra", mistake.extra, "yellow")

    def context(self, call: Call | None, turn: int) -> None:
        """The turn and those before it."""
        if call is None:
            return
        for number in range(max(0, turn - BEFORE), turn + 1):
            one = call.turns[number]
            who = self.say(f"role.{call.role_of(one.speaker)}")
            words = wording.plain(one.text)
            words = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
            self.line(f"{wording.clock(one.start)} {who}: {words}", "" if number == turn else "dim", indent=4)

    def labels(self, key: str, found: Sequence[Seen], style: str) -> None:
        """What was missed or invented, with how surely it was seen."""
        if not found:
            return
        unseen = self.say("evaluate.unseen")
        each = [f"{s.label} ({f'{100 * s.confidence:.0f} %' if s.confidence else unseen})" for s in found]
        self.line(f"{self.say(key)}: {', '.join(each)}", style, indent=4)

    def verdicts(self, run: Run, most: int) -> None:
        """The verdicts that differ."""
        mistakes = verdict_mistakes(run.calls)
        if not mistakes:
            return
        self.heading(self.say("evaluate.worst_verdicts", shown=min(most, len(mistakes)), all=len(mistakes)))
        table = Table(box=None, pad_edge=False, show_header=False)
        for m in mistakes[:most]:
            found, expected = (self.say(f"verdict.{v}") for v in (m.judged.found, m.judged.expected))
            percent = f"{100 * m.judged.confidence:.0f}"
            said = self.say("evaluate.instead", found=found, percent=percent, expected=expected)
            table.add_row(self.text(m.call), m.judged.practice, self.text(said))
        self.put(Padding(table, (0, 0, 0, 2), expand=False))

    def comparison(self, found: Comparison, before: str, after: str) -> None:
        """What is better or worse, and whether more than by chance."""
        self.line(self.say("evaluate.compared", before=before, after=after, calls=found.calls), "bold")
        for key, names in (("only_one", found.only_one), ("relabelled", found.relabelled)):
            if names:
                self.line(self.say(f"evaluate.{key}", calls=len(names)))
        if not found.acts:
            self.line(self.say("evaluate.verdicts_only"))
        if found.calls < FEW:
            self.line(self.say("evaluate.few"), "yellow")
        sure = {n: c for n, c in found.changes.items() if n not in SUMMARY and _told(n) and c.result != "chance"}
        rest = sum(_told(n) and c.result == "chance" for n, c in found.changes.items() if n not in SUMMARY)
        chosen = {n: found.changes[n] for n in SUMMARY if n in found.changes} | sure
        heads = ("before", "after", "difference", "interval")
        table = self.table("", *(f"evaluate.{h}" for h in heads), "")
        for name, change in chosen.items():
            table.add_row(self.text(self._named(name)), *self.change(name, change))
        self.put(Padding(table, (1, 0, 0, 0), expand=False))
        self.line(self.say("evaluate.more", number=rest))
        self.line(self.say("evaluate.many", number=len(chosen) + rest))
        for key, labels in (("mended", found.mended), ("broken", found.broken)) if found.acts else ():
            each = ", ".join(f"{label} {n}" for label, n in labels.items())
            head = self.say(f"evaluate.{key}", number=sum(labels.values()))
            self.line(f"{head} ({each})" if each else head)

    def change(self, name: str, change: Change) -> list[str | Text]:
        """The cells of one difference."""
        difference = change.after - change.before
        styles = {"better": "green", "worse": "red", "chance": "dim"}
        spread = Figure(value=difference, low=change.low, high=change.high)
        moved = change.low is not None and (difference or change.low or change.high)
        result = self.say(f"evaluate.{change.result}") if moved else ""
        better = (difference > 0) != (name in LOWER_IS_BETTER)
        sign = "" if not difference else "+" if difference > 0 else "-"
        shown = f"{sign}{self.number(abs(difference))}"
        style = styles[change.result] if change.low is not None else ("green" if better else "")
        return [
            self.number(change.before), self.number(change.after), shown, self.interval(spread),
            Text(result, style=style),
        ]  # fmt: skip

    def _named(self, name: str) -> str:
        if name in SUMMARY:
            return self.say(f"evaluate.{name}", **self._classes(name, 0)).partition(" (")[0]
        kind, _, rest = name.partition(".")
        if kind == "label":
            return f"{rest.removesuffix('.f1')} F1"
        return f"{wording.known(self.language, 'group', rest.partition('.')[0])}, kappa"

    def say(self, key: str, **slots: object) -> str:
        """A text of the interface."""
        return text(self.language, key, **slots)

    def text(self, said: str, style: str = "") -> Text:
        """Text in characters that the console has."""
        lines = "\n".join(wording.visible(line) for line in said.split("\n"))
        return Text(fitting(lines, self.console.encoding), style=style)

    def put(self, what: RenderableType) -> None:
        """Prints, no wider than reads well."""
        self.console.print(what, width=min(self.console.width, WIDEST))

    def line(self, said: str, style: str = "", indent: int = 0) -> None:
        """One paragraph."""
        self.put(Padding(self.text(said, style), (0, 0, 0, indent), expand=False))

    def heading(self, said: str) -> None:
        """A heading with an empty line before it."""
        self.console.print()
        self.put(self.text(said, "bold underline"))

    def section(self, key: str, table: Table | None) -> None:
        """A heading with a table under it."""
        if table is not None:
            self.heading(self.say(key))
            self.put(Padding(table, (0, 0, 0, 2), expand=False))

    def table(self, first: str, *heads: str) -> Table:
        """A table with a name in its first column and figures in the others."""
        table = Table(box=None, pad_edge=False, header_style="dim")
        texts = [self.text(self.say(h) if "." in h else h) for h in (first, *heads)]
        for n, head in enumerate(texts):
            named = n == 0 and bool(first)
            table.add_column(head, justify="right" if n else "left", overflow="fold", vertical="bottom", no_wrap=named)
        return table

    def number(self, value: float) -> str:
        """Two decimals, with the language's mark."""
        return f"{value:.2f}".replace(".", "," if self.language == "nl" else ".")

    def of(self, figure: Figure | None) -> str:
        """A figure, or a dash where there is nothing to rest on."""
        return self.number(figure.value) if figure else "-"

    def interval(self, figure: Figure) -> str:
        """The interval, where there are calls enough for one."""
        if figure.low is None or figure.high is None:
            return ""
        return f"{self.number(figure.low)} {self.say('evaluate.to')} {self.number(figure.high)}"


def _order(group: str) -> int:
    """The place of a group of practices in the catalogue; one that is not there comes last."""
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def _told(name: str) -> bool:
    """Whether a figure outside the summary is compared: F1 of a label, kappa of a group."""
    return (name.startswith("label.") and name.endswith(".f1")) or (
        name.startswith("group.") and name.endswith(".kappa")
    )
