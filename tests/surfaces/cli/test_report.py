"""`belwijs report`: what was analysed before is drawn again."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from belwijs.call import Problem
from belwijs.surfaces.cli import commands  # noqa: F401  (registers the commands)
from belwijs.surfaces.cli.analyse import as_json
from belwijs.surfaces.cli.main import app
from belwijs.surfaces.cli.results import is_results, read_results
from tests.surfaces.report import samples


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_text("\n".join([as_json(samples.dentist()), as_json(samples.written(samples.ANGRY, "balie-17"))]))
    return path


def test_results_come_back_as_they_were(results: Path) -> None:
    assert is_results(results)
    assert [r.id for r in read_results(results)] == ["reception-03", "balie-17"]
    assert read_results(results)[1] == samples.written(samples.ANGRY, "balie-17")


def test_a_page_and_a_pdf_are_made_of_them(results: Path, tmp_path: Path) -> None:
    page, paper = tmp_path / "r.html", tmp_path / "r.pdf"
    done = CliRunner().invoke(app, ["report", str(results), "--html", str(page), "--pdf", str(paper)])
    assert done.exit_code == 0, done.output
    assert "balie-17" in page.read_text(encoding="utf-8")
    assert paper.read_bytes().startswith(b"%PDF-")


def test_without_a_file_to_write_it_goes_to_the_terminal(results: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(results), "--lang", "en"])
    assert done.exit_code == 0
    assert "What went well" in done.output


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"id": 3, "findings": []}', "nonsense", "[" * 100_000])
def test_what_is_no_result_is_one_line_with_the_way_out(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(Problem) as caught:
        read_results(path)
    assert "analyse --json" in caught.value.line()


def test_a_pdf_in_a_folder_that_is_not_there_is_refused_before_the_work(results: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(results), "--pdf", str(tmp_path / "no" / "r.pdf")])
    assert done.exit_code == 2
    assert "de map ervan bestaat niet" in done.output
