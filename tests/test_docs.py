"""Documentation is checked like code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from belwijs.call.schemas import call_schema, schema_of
from belwijs.catalogue.kinds import KINDS
from belwijs.catalogue.occasions import OCCASIONS
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.playbook_file import read_playbook
from belwijs.catalogue.practice import catalogue
from belwijs.finding import Report
from belwijs.pipeline.analyse import analyse
from belwijs.pipeline.material import Tools
from tests.calls import call, ring
from tests.pipeline.test_analyse import Knows

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_links_lead_somewhere() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert dead == []


def test_nothing_points_outside_the_project() -> None:
    assert [p.name for p in PAGES if "../shared" in p.read_text(encoding="utf-8")] == []


def test_every_occasion_and_kind_is_documented() -> None:
    page = (ROOT / "docs" / "practices.md").read_text(encoding="utf-8")
    assert [n for n in (*OCCASIONS, *KINDS) if f"`{n}`" not in page] == []


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "playbook.md").read_text(encoding="utf-8")
    sections = [section.annotation for section in Playbook.model_fields.values()]
    settings = [name for section in sections for name in getattr(section, "model_fields", {})]
    assert settings
    assert [n for n in (*settings, *Playbook.model_fields) if f"`{n}`" not in page] == []


def test_the_playbook_example_loads() -> None:
    page = (ROOT / "docs" / "playbook.md").read_text(encoding="utf-8")
    example = max(re.findall(r"```yaml\n(.*?)```", page, re.S), key=len)
    assert yaml.safe_load(example)
    read_playbook(example, "docs/playbook.md", frozenset(catalogue()))


def test_the_readme_lists_what_is_assessed() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    built = {p.group for p in catalogue().values() if p.built}
    line = next(p for p in page.split("\n- ") if p.startswith("Assessed now"))
    assert set(re.findall(r"`([a-z]+)`", line)) - {"unknown"} == built


def test_reports_follow_the_published_schema() -> None:
    schema = schema_of(Report, "report", mode="serialization")
    report = analyse(call(ring(0, 5), "a: Goedemiddag.", "c: Momentje."), tools=Tools(acts=Knows))
    jsonschema.validate(json.loads(report.model_dump_json(by_alias=True)), schema)


@pytest.mark.parametrize("path", sorted((ROOT / "evaluation" / "calls").glob("*.json")), ids=lambda p: p.stem)
def test_the_public_evaluation_calls_follow_the_schema(path: Path) -> None:
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), call_schema())
