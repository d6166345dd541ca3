"""The printed report: everything is on it, in every language's letters, and nothing runs off the page."""

from __future__ import annotations

import io

import numpy as np
import pytest

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import catalogue
from belwijs.finding import Report
from belwijs.surfaces.report.entry import Entry
from belwijs.surfaces.report.pdf import pdf_report
from tests.surfaces.report import samples

pdfium = pytest.importorskip("pypdfium2")


def _pages(*reports: Report, book: Playbook | None = None) -> list[str]:
    made = pdf_report([Entry(r) for r in reports], book or Playbook(), catalogue())
    document = pdfium.PdfDocument(io.BytesIO(made))
    found = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


def test_the_coachs_report_is_on_it_with_page_numbers() -> None:
    pages = _pages(samples.written(samples.ANGRY, "balie-17"))
    whole = " ".join(pages)
    for heading in ("Wat goed ging", "Eén ding om aan te werken", "De stemming van de klant", "De escalatiematrix",
                    "De weg die de klant aflegde", "Per groep", "Alle oordelen", "Niet van toepassing"):  # fmt: skip
        assert heading in whole, heading
    for n, page in enumerate(pages, 1):
        assert f"blz. {n} van {len(pages)}" in page
        assert "balie-17" in page


def test_each_call_begins_on_a_page_with_its_own_name_at_the_foot() -> None:
    pages = _pages(samples.written(samples.COLD, "koud-4"), samples.written(samples.AS_CUSTOMER, "zelf-2"))
    assert pages[0].startswith("koud-4")
    second = next(n for n, p in enumerate(pages) if p.startswith("zelf-2"))
    assert "koud-4" not in pages[second]
    assert "Uw zinnen als klant" in pages[second]


def test_names_keep_their_letters_and_what_the_font_lacks_becomes_a_question_mark() -> None:
    name = "Jürgen Çelik Łukasz Zoë Müßig Œuvre Ελένη 中"
    page = _pages(samples.dentist(id=name))[0]
    assert name.replace("中", "?") in page


def test_what_people_said_is_never_markup() -> None:
    assert "<script>" in " ".join(_pages(samples.hostile()))


def test_the_same_calls_make_the_same_bytes() -> None:
    entries = [Entry(samples.dentist())]
    assert pdf_report(entries, Playbook(), catalogue()) == pdf_report(entries, Playbook(), catalogue())


def test_nothing_is_drawn_in_the_margins() -> None:
    reports = (samples.written(samples.ANGRY, "a"), samples.long_call(3), Report(id="leeg"))
    made = pdf_report([Entry(r) for r in reports], Playbook(), catalogue())
    document = pdfium.PdfDocument(io.BytesIO(made))
    for page in document:
        grey = np.asarray(page.render(scale=0.6, grayscale=True).to_numpy()).squeeze()
        edge = int(grey.shape[1] * 12 / 210)  # 12 of the 18 mm
        assert grey[:, :edge].min() == 255
        assert grey[:, -edge:].min() == 255
        assert grey.min() < 200
    document.close()
