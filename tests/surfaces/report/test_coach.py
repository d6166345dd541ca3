"""The coach's part in words and places."""

from __future__ import annotations

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import catalogue
from belwijs.finding import Evidence, Finding, Report
from belwijs.surfaces.report.coach import CoachView, coach_view
from belwijs.surfaces.report.shares import overall, shares_of
from belwijs.surfaces.report.tags import tags_of
from tests.surfaces.report import samples


def _view(example: str, **book: object) -> CoachView:
    return coach_view(samples.written(example, "x"), Playbook.model_validate(book), catalogue(), "c1")


def test_the_matrix_shows_the_turns_in_their_cells_and_whether_the_move_fitted() -> None:
    matrix = _view(samples.ANGRY).matrix
    assert matrix is not None
    found = [(t, n, v.symbol) for t, cells in matrix.rows for n, c in enumerate(cells) for v in c.visits]
    assert found == [
        ("Tegen de organisatie", 0, "✓"),
        ("Tegen de organisatie", 1, "✗"),
        ("Tegen de medewerker zelf", 0, "✓"),
    ]
    assert _view(samples.COLD).matrix is None


def test_everything_on_the_emotional_line_lies_within_it_and_marks_do_not_cover_each_other() -> None:
    temper = _view(samples.ANGRY).temper
    assert temper is not None
    assert all(0 <= m.left <= 100 and 0 <= m.top <= 100 for m in temper.moments)
    places = [(m.row, m.left) for m in temper.moments if m.kind != "said"]
    assert all(abs(a - b) >= 3 for n, (r, a) in enumerate(places) for s, b in places[n + 1 :] if r == s)
    assert "dreigt of dwingt" in temper.summary


def test_a_calm_customer_is_said_to_be_calm() -> None:
    assert _view(samples.COLD).calm
    assert _view(samples.AS_CUSTOMER).calm == ""


def test_a_share_counts_only_what_applied_and_what_the_house_counts() -> None:
    found = [("hold.thanks", "kept"), ("hold.reason", "missed"), ("hold.limit", "unknown"), ("answer.speed", "kept")]
    report = Report.model_validate({"id": "x", "findings": [{"practice": p, "verdict": v} for p, v in found]})
    shares = shares_of(report, Playbook(), catalogue())
    assert {g: (s.percent, s.applied) for g, s in shares.items()} == {"answer": (100, 1), "hold": (50, 2)}
    book = Playbook(weights={"hold.reason": 0})
    assert shares_of(report, book, catalogue())["hold"].percent == 100
    whole = overall(shares)
    assert whole is not None
    assert whole.percent == 67


def test_one_mark_over_all_only_where_the_house_wants_it() -> None:
    assert _view(samples.ANGRY).overall is None
    assert _view(samples.ANGRY, report={"overall_mark": True}).overall is not None


def test_objections_stand_in_the_transcript_with_their_answer() -> None:
    tags = tags_of(samples.written(samples.COLD, "x"), "nl")
    assert [(t, g.kind, g.symbol) for t, gs in sorted(tags.items()) for g in gs] == [
        (2, "objection", ""), (3, "answer", "✓"), (4, "objection", ""), (5, "answer", "✗"), (6, "objection", ""),
        (7, "answer", "✓"),
    ]  # fmt: skip


def test_as_a_customer_the_phrases_come_with_what_they_do_and_what_works_better() -> None:
    view = _view(samples.AS_CUSTOMER)
    assert len(view.phrases) == 9
    assert [bool(p.said) for p in view.phrases] == [True, True] + 7 * [False]
    assert all(p.effect and p.better for p in view.phrases)
    assert view.temper is None


def test_a_finding_that_points_nowhere_does_no_harm() -> None:
    broken = Finding(practice="phrase.manager", verdict="missed", evidence=(Evidence(note="?"),))
    report = Report(id="x", perspective="customer", findings=(broken,))
    assert coach_view(report, Playbook(), catalogue(), "c1").phrases[0].said == ()
