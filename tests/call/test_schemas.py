"""The published schema says what the reader says."""

import json
from typing import Any

import jsonschema
import pytest

from belwijs.call import Problem, call_to_dict, read_call_bytes
from belwijs.call.schemas import as_text, call_schema, schema_of
from belwijs.finding import Report
from tests.calls import attempt, call, consult, hangup, hold, ring, transfer

VALIDATOR = jsonschema.Draft202012Validator(call_schema())


def whole() -> dict[str, Any]:
    made = call(ring(), "a: Goed.", hold(), consult(12, 14), transfer(), "k: Dag.", hangup(), attempt(2), words=True)
    gold = {
        "acts": [{"turn": 0, "act": "greet"}],
        "objections": [{"turn": 0, "type": "time"}],
        "aggression": [{"turn": 1, "level": "expressive", "target": "you"}],
        "verdicts": {"a.b": "kept"},
    }
    return call_to_dict(made) | {"gold": gold, "audio": {"file": "x.wav", "channels": {"a1": 0}}}


def test_schemas_are_schemas_with_titles_and_descriptions() -> None:
    for schema in (call_schema(), schema_of(Report, "report", title="A report", mode="serialization")):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"].endswith("2020-12/schema")
        assert schema["title"].startswith("A ")
        assert schema["description"]
        assert all(d.get("description") for d in schema["$defs"].values())
        assert json.loads(as_text(schema)) == schema


def test_a_whole_call_is_valid() -> None:
    VALIDATOR.validate(whole())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("id",), ""), (("direction",), "up"), (("turns", 0, "start"), "1"), (("turns", 0, "start"), -1),
        (("turns",), {}),
        (("participants", 0, "role"), "boss"), (("gold", "acts", 0, "act"), "hug"), (("audio", "file"), ""),
        (("events", 0), {"type": "hold", "start": 1}), (("events", 0), {"type": "hangup"}), (("started_at",), 5),
        (("gold", "verdicts"), {"a.b": "fine"}), (("language",), "xx"),
    ],
)  # fmt: skip
def test_a_broken_call_is_not_valid(place: tuple[str | int, ...], value: object) -> None:
    broken: Any = whole()
    inner = broken
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    assert not VALIDATOR.is_valid(broken)
    with pytest.raises(Problem):
        read_call_bytes(json.dumps(broken).encode(), "x.json")
