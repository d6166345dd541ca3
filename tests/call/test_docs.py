"""docs/formats.md says what the code says."""

import json
import re
from pathlib import Path
from typing import get_args

from belwijs.call import Act, Call, Event, EventType, Participant, Role, Turn, read_call_bytes

PAGE = Path(__file__).parents[2].joinpath("docs/formats.md").read_text(encoding="utf-8")


def test_every_label_and_field_is_on_the_page() -> None:
    named = set(re.findall(r"`([^`\n]+)`", PAGE))
    fields = {f.alias or n for model in (Participant, Turn, Event) for n, f in model.model_fields.items()}
    labels = {*get_args(Act), *get_args(EventType), *get_args(Role)}
    assert labels | fields | set(Call.model_fields) <= named | {"notes", "source"}  # these two are ours to fill in


def test_the_example_is_a_call() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert read_call_bytes(json.dumps(json.loads(example)).encode(), "x.json")[0].call.id == "reception-03"
