"""A comparison of two calls or two sets of calls on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from belwijs.catalogue.practice import Practice
from belwijs.interface import InterfaceLanguage, text
from belwijs.pipeline.compare import FALSE_AT_MOST, CallsCompared, Change, PracticeChange
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.terminal import WIDEST, fitting

STYLES: Mapping[Change, str] = {"better": "green", "worse": "red", "chance": "", "same": "dim", "too_few": "yellow"}
SIGNS: Mapping[Change, str] = {"better": "+", "worse": "-", "chance": "~", "same": "=", "too_few": "?", "one_side": "|"}


def print_comparison(
    found: CallsCompared,
    names: tuple[str, str],
    console: Console,
    language: InterfaceLanguage,
    practices: Mapping[str, Practice],
) -> None:
    """Print what got better and what worse, what may be chance, and what cannot be said."""
    page = _Page(found, names, language, practices, console.encoding)
    console.print(page.render(), width=min(console.width, WIDEST), highlight=False)


class _Page:
    """The parts of one printed comparison."""

    def __init__(
        self,
        found: CallsCompared,
        names: tuple[str, str],
        language: InterfaceLanguage,
        practices: Mapping[str, Practice],
        encoding: str,
    ) -> None:
        self.found = found
        self.names = names
        self.language: InterfaceLanguage = language
        self.practices = practices
        self.encoding = encoding

    def render(self) -> RenderableType:
        parts = [self.head(), *(self.pair() if self.is_pair else self.sets())]
        return Group(*[p for part in parts for p in (part, Text())][:-1])

    @property
    def is_pair(self) -> bool:
        """Whether each side is one call: then nothing can be tested."""
        return self.found.calls_a == self.found.calls_b == 1

    def say(self, key: str, **slots: object) -> str:
        return text(self.language, key, **slots)

    def text(self, said: str, style: str = "") -> Text:
        return Text(fitting(wording.visible(said), self.encoding), style=style)

    def head(self) -> RenderableType:
        calls = (self.found.calls_a, self.found.calls_b)
        lines = [
            self.text(f"{side}  {name} ({self.say('compare.call' if n == 1 else 'compare.calls', number=n)})", "bold")
            for side, name, n in zip("AB", self.names, calls, strict=True)
        ]
        return Group(*lines)

    def pair(self) -> list[RenderableType]:
        parts: list[RenderableType] = []
        rows = [p for p in self.found.practices if p.rise]
        for key, chosen in (
            ("compare.pair_better", [p for p in rows if p.rise > 0]),
            ("compare.pair_worse", [p for p in rows if p.rise < 0]),
        ):
            if chosen:
                parts.append(self.list(key, "better" if "better" in key else "worse", chosen))
        if not rows:
            parts.append(self.text(self.say("compare.pair_same")))
        return [*parts, self.aside(), self.text(self.say("compare.pair_note"), "dim")]

    def sets(self) -> list[RenderableType]:
        parts: list[RenderableType] = []
        for change, key in (("better", "compare.better"), ("worse", "compare.worse")):
            rows = self.found.of(change)  # type: ignore[arg-type]
            if rows:
                parts.append(self.table(key, rows))
        if not parts:
            parts.append(self.text(self.say("compare.nothing" if self.found.tested else "compare.all_too_few"), "bold"))
        if rows := self.found.of("chance"):
            parts.append(self.table("compare.chance", rows))
        if rows := self.found.of("same"):
            parts.append(self.list("compare.same", "same", rows))
        if rows := self.found.of("too_few"):
            parts.append(self.table("compare.too_few", rows))
        share = round(100 * FALSE_AT_MOST)
        return [*parts, self.aside(), self.text(self.say("compare.note", tested=self.found.tested, share=share), "dim")]

    def aside(self) -> RenderableType:
        rows = self.found.of("one_side")
        return self.text(self.say("compare.one_side", number=len(rows)) if rows else "")

    def table(self, key: str, rows: Sequence[PracticeChange]) -> RenderableType:
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=1)
        table.add_column(ratio=1)
        for _ in range(3):
            table.add_column(justify="right", no_wrap=True)
        table.add_row("", "", self.text("A", "bold"), self.text("B", "bold"), self.text(self.say("compare.p"), "bold"))
        for row in rows:
            sign = self.text(SIGNS[row.change], f"bold {STYLES[row.change]}".strip())
            table.add_row(
                sign,
                self.title(row),
                self.share(row.share_a, row.kept_a, row.missed_a),
                self.share(row.share_b, row.kept_b, row.missed_b),
                self.chance(row),
            )
        return Group(self.text(self.say(key), "bold underline"), Padding(table, (0, 0, 0, 2)))

    def list(self, key: str, change: Change, rows: Sequence[PracticeChange]) -> RenderableType:
        table = Table.grid(padding=(0, 1))
        table.add_column(width=1)
        table.add_column()
        for row in rows:
            table.add_row(self.text(SIGNS[change], f"bold {STYLES[change]}"), self.title(row))
        return Group(self.text(self.say(key), "bold underline"), Padding(table, (0, 0, 0, 2)))

    def title(self, row: PracticeChange) -> Text:
        return self.text(wording.title(row.practice, self.practices, self.language))

    def share(self, share: float | None, kept: int, missed: int) -> Text:
        of = self.say("share.of", kept=kept, applied=kept + missed)
        return self.text(f"{round(100 * (share or 0.0))} ({of})")

    def chance(self, row: PracticeChange) -> Text:
        if row.p is None:
            return Text()
        if row.p < 0.001:
            return self.text("< " + wording.number(0.001, self.language, 3))
        return self.text(wording.number(row.p, self.language, 3))
