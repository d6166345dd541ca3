"""Whisper's tokens: prompts in, words out. Tokens are byte pairs; one that starts a word carries its space as 'Ġ'."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.call import Problem

MOST_NAME_TOKENS = 96
"""Of a prompt; Whisper takes 223, and every one costs time in every window."""


class Tokens:
    """The vocabulary of one Whisper model."""

    def __init__(self, tokenizer: bytes) -> None:
        """Reads a tokenizer.json.

        Raises:
            Problem: it is none.
        """
        import tokenizers

        try:
            self._tokenizer = tokenizers.Tokenizer.from_buffer(tokenizer)
        except Exception as error:  # tokenizers raises bare Exception
            raise Problem("the model's tokenizer.json cannot be read", "convert or fetch the model again") from error
        self.end = self._id("<|endoftext|>")

    def start(self, language: str) -> list[int]:
        """What a transcript in this language starts with."""
        return [self._id(t) for t in ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>")]

    def prompt(self, language: str, names: Sequence[str] = ()) -> list[int]:
        """The whole prompt: names that may be said, as if just said, then the start of a text without time tokens."""
        before = self._names(names)
        return [*before, *self.start(language), self._id("<|notimestamps|>")]

    def words(self, tokens: Sequence[int]) -> list[tuple[str, int, int]]:
        """Words with the half-open range of tokens they are written in."""
        starts = [n for n, t in enumerate(tokens) if n == 0 or (self._tokenizer.id_to_token(t) or "").startswith("Ġ")]
        spans = zip(starts, [*starts[1:], len(tokens)], strict=True)
        texts = [(self._tokenizer.decode(list(tokens[a:b])).strip(), a, b) for a, b in spans]
        return [(text, a, b) for text, a, b in texts if text]

    def _names(self, names: Sequence[str]) -> list[int]:
        """As many names as fit, the first ones first."""
        text, fitting = "", []
        for name in names:
            longer = f"{text}, {name}" if text else f" {name}"
            ids = self._tokenizer.encode(f"{longer}.", add_special_tokens=False).ids
            if len(ids) > MOST_NAME_TOKENS:
                break
            text, fitting = longer, ids
        return [self._id("<|startofprev|>"), *fitting] if fitting else []

    def _id(self, token: str) -> int:
        found = self._tokenizer.token_to_id(token)
        if found is None:
            raise Problem(f"the model has no token {token}", "give a multilingual Whisper model")
        return int(found)
