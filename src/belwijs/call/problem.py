"""The one error a user may see: what is wrong, where, and the way out."""

from __future__ import annotations


class Problem(Exception):
    """Something the user can do something about.

    `reason` says what is wrong and names the place (file, line, field); `way_out` says what to do. Neither ever
    quotes what people said in a call. A surface turns it into a terminal line, JSON or a page.
    """

    def __init__(self, reason: str, way_out: str = "", *, file: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.way_out = way_out
        self.file = file

    def at(self, file: str) -> Problem:
        """The same problem, naming the file it was found in."""
        return Problem(self.reason, self.way_out, file=self.file or file)

    def line(self) -> str:
        """One line for a terminal or a log: file, reason, way out."""
        where = f"{self.file}: " if self.file else ""
        out = f"{where}{self.reason}; {self.way_out}" if self.way_out else f"{where}{self.reason}"
        return " ".join(out.split())

    def __str__(self) -> str:
        return self.line()
