"""JSON Schema (draft 2020-12) of the file formats, made from the values themselves."""

from __future__ import annotations

import copy
import inspect
import json
from typing import Any, Literal

from pydantic import BaseModel

from belwijs.call.model import Call

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BASE = "urn:belwijs:schema:"


def schema_of(
    model: type[BaseModel],
    name: str,
    *,
    title: str | None = None,
    mode: Literal["validation", "serialization"] = "validation",
) -> dict[str, Any]:
    """The JSON Schema of a model, titles and descriptions taken from its docstrings.

    Args:
        name: the last part of its `$id`: `call`, `report`.
        mode: what may be read (`validation`) or what is written (`serialization`).
    """
    made = model.model_json_schema(by_alias=True, mode=mode)
    head: dict[str, Any] = {"$schema": DIALECT, "$id": f"{_BASE}{name}"}
    head["title"] = title or made.get("title", name)
    head["description"] = _first_paragraph(inspect.getdoc(model) or "")
    body = copy.deepcopy({k: v for k, v in made.items() if k not in ("title", "description")})
    for definition in body.get("$defs", {}).values():
        if "description" in definition:
            definition["description"] = _first_paragraph(definition["description"])
    return head | body


def _first_paragraph(text: str) -> str:
    return " ".join(text.split("\n\n", 1)[0].split())


def call_schema() -> dict[str, Any]:
    """The schema of our call file.

    What a schema cannot say (a turn's speaker is a participant, an end is not before its start, keys are not doubled)
    the reader checks besides.
    """
    made = schema_of(Call, "call", title="A telephone call")
    turn, event = made["$defs"]["Turn"], made["$defs"]["Event"]
    turn["properties"]["speaker"]["description"] = "id of the participant who speaks"
    turn["properties"]["text"]["description"] = "what is said"
    timed = ["ring", "queue", "hold", "consult"]
    event["allOf"] = [
        {"if": {"properties": {"type": {"enum": timed}}}, "then": {"required": ["start", "end"]}},
        {"if": {"properties": {"type": {"enum": ["transfer", "hangup"]}}}, "then": {"required": ["start"]}},
    ]
    return made


def as_text(schema: dict[str, Any]) -> str:
    """A schema as the text that is published: two spaces, a line end."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
