"""`belwijs schema`: the published JSON Schemas."""

from __future__ import annotations

from belwijs.call.schemas import as_text, call_schema, schema_of
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report
from belwijs.surfaces.cli.analyse import print_line


def print_schema(name: str) -> int:
    """Print the schema of `call`, `report` or `playbook`."""
    if name == "call":
        made = call_schema()
    elif name == "report":
        made = schema_of(Report, "report", title="What an analysis says of one call", mode="serialization")
    else:
        made = schema_of(Playbook, "playbook", title="A house's playbook")
    print_line(as_text(made).rstrip())
    return 0
