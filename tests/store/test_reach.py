"""Reachability, counted by hand beside what the database says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from belwijs.store.database import Database
from belwijs.store.reach import heard_in_time, reachability
from belwijs.store.reach_callers import AGAIN_WITHIN, REACHED_WITHIN, Records, callers_of
from belwijs.store.reach_costs import HouseFigures, busy_hours, costs, figures_from
from belwijs.store.reach_days import OUTCOMES, rows_of
from belwijs.store.reach_values import Callers, Counts, Month, MonthFigures, month_of
from belwijs.store.schema import Call, Client, ExchangeRecord, FindingRow
from belwijs.store.scope import Scope

ZONE = ZoneInfo("Europe/Amsterdam")
ALL = Scope(everything=True)
OCTOBER = Month(2026, 10)


class Exchange:
    """Writes lines as an exchange would."""

    def __init__(self, session: Session) -> None:
        self.session, self.lines = session, 0

    def line(self, at: datetime, outcome: str = "answered", number: str = "", **more: object) -> None:
        """One call at a moment of the house's clock."""
        self.lines += 1
        given = {"waited": 10.0 if outcome in ("answered", "abandoned") else None, **more}
        self.session.add(
            ExchangeRecord(
                key=str(self.lines), started_at=at.replace(tzinfo=ZONE), outcome=outcome, number=number, **given
            )
        )


@pytest.fixture
def exchange(databases: Database) -> Iterator[Exchange]:
    """An exchange whose lines are kept at the end of the test."""
    with databases.write() as session:
        yield Exchange(session)


def test_hours_are_those_of_the_houses_own_clock(exchange: Exchange) -> None:
    exchange.line(datetime(2026, 10, 23, 9, 30))  # a Friday, summer time
    exchange.line(datetime(2026, 10, 26, 9, 30), "missed")  # the Monday after the clock went back
    exchange.session.flush()
    found = reachability(exchange.session, ALL, OCTOBER, ZONE).now
    assert {place: (c.answered, c.missed) for place, c in found.hours.items()} == {(4, 9): (1, 0), (0, 9): (0, 1)}


def test_a_month_begins_and_ends_at_local_midnight(exchange: Exchange) -> None:
    for at in (datetime(2026, 9, 30, 23, 59), datetime(2026, 10, 1, 0, 0), datetime(2026, 10, 31, 23, 59)):
        exchange.line(at)
    exchange.line(datetime(2026, 11, 1, 0, 0))
    exchange.session.flush()
    found = reachability(exchange.session, ALL, OCTOBER, ZONE)
    assert (found.before.total.answered, found.now.total.answered) == (1, 2)


def test_answered_in_time_counts_all_calls_of_which_it_can_be_said(exchange: Exchange) -> None:
    for waited in (5.0, 20.0, 20.5, None):
        exchange.line(datetime(2026, 10, 5, 10), waited=waited)
    exchange.line(datetime(2026, 10, 5, 10), "abandoned", waited=3.0)
    exchange.line(datetime(2026, 10, 5, 10), direction="outbound")
    exchange.session.flush()
    total = reachability(exchange.session, ALL, OCTOBER, ZONE).now.total
    assert (total.in_time, total.timed, total.offered) == (2, 3, 5)
    assert total.share_in_time == pytest.approx(2 / 4)
    assert total.share_unanswered == pytest.approx(1 / 5)


def test_a_client_has_a_limit_of_its_own_and_sees_its_own_calls_only(exchange: Exchange) -> None:
    exchange.session.add(Client(id=1, name="Tandarts", numbers=[]))
    exchange.session.flush()
    exchange.line(datetime(2026, 10, 5, 10), waited=15.0, client_id=1)
    exchange.line(datetime(2026, 10, 5, 10), waited=15.0)
    exchange.session.flush()
    whole = reachability(exchange.session, ALL, OCTOBER, ZONE, limits={1: 10.0}).now.total
    assert (whole.in_time, whole.timed) == (1, 2)
    own = reachability(exchange.session, Scope(client_id=1, reads_client=True), OCTOBER, ZONE).now.total
    assert own.offered == 1
    chosen = reachability(exchange.session, ALL, OCTOBER, ZONE, limits={1: 10.0}, client_id=1).now.total
    assert (chosen.in_time, chosen.offered) == (0, 1)
    other = Scope(client_id=2, reads_client=True)
    assert reachability(exchange.session, other, OCTOBER, ZONE, client_id=1).now.total.offered == 0


def test_waits_are_told_by_their_median_and_by_what_nine_of_ten_did_not_exceed(exchange: Exchange) -> None:
    for n in range(1, 11):
        exchange.line(datetime(2026, 10, 5, 10), waited=float(n))
    exchange.line(datetime(2026, 10, 5, 10), "abandoned", waited=44.0)
    exchange.session.flush()
    now = reachability(exchange.session, ALL, OCTOBER, ZONE).now
    assert (now.waits.calls, now.waits.median, now.waits.ninety) == (10, 5, 9)
    assert (now.gave_up_after.median, now.gave_up_after.calls) == (44, 1)


def test_who_calls_again_within_a_week_is_a_repeat_also_over_the_turn_of_a_month(exchange: Exchange) -> None:
    exchange.line(datetime(2026, 9, 28, 10), number="+31201")
    exchange.line(datetime(2026, 10, 2, 10), number="+31201")  # four days later
    exchange.line(datetime(2026, 10, 12, 10), number="+31201")  # ten days later
    exchange.line(datetime(2026, 10, 12, 10), number="+31202")
    exchange.session.flush()
    callers = reachability(exchange.session, ALL, OCTOBER, ZONE).now.callers
    assert (callers.repeats, callers.callers, callers.known) == (1, 3, 2)


def test_a_missed_caller_whom_we_spoke_to_within_a_day_is_not_lost(exchange: Exchange) -> None:
    missed = datetime(2026, 10, 31, 20)
    exchange.line(missed, "missed", number="+31201")  # calls again, and gets through, in the next month
    exchange.line(missed + timedelta(hours=14), number="+31201")
    exchange.line(missed, "abandoned", number="+31202")  # called back by us
    exchange.line(missed + timedelta(hours=1), number="+31202", direction="outbound")
    exchange.line(missed, "busy", number="+31203")  # spoken to, but too late
    exchange.line(missed + timedelta(hours=25), number="+31203")
    exchange.line(missed, "voicemail")  # without a number
    exchange.session.flush()
    callers = reachability(exchange.session, ALL, OCTOBER, ZONE).now.callers
    assert (callers.unanswered, callers.lost) == (4, 2)


def told(lines: list[tuple[str, int, str, str, int]], bounds: tuple[int, int, int], too_often: int) -> list[Callers]:
    """What became of people, number by number and call by call."""
    found = [Callers(), Callers()]
    for number in sorted({line[0] for line in lines}):
        theirs = [line for line in lines if line[0] == number]
        last = -AGAIN_WITHIN - 1
        calls: list[list[tuple[str, int, bool, bool]]] = [[], []]
        for _, at, direction, outcome, moved in theirs:
            if direction == "inbound":
                if bounds[0] <= at < bounds[2]:
                    after = (a <= at + REACHED_WITHIN for _, a, _, o, _ in theirs if o == "answered" and a > at)
                    calls[at >= bounds[1]].append((outcome, moved, at - last <= AGAIN_WITHIN, any(after)))
                last = at
        for month, those in enumerate(calls):
            gone = [reached for outcome, _, _, reached in those if outcome != "answered"]
            if number:
                moved = sum(m for _, m, _, _ in those)
                spoken = any(outcome == "answered" for outcome, *_ in those)
                more = (
                    spoken, spoken and moved > 0, spoken and moved >= too_often, moved, sum(r for _, _, r, _ in those),
                    len(those), bool(gone), not all(gone),
                )  # fmt: skip
            else:
                more = (0, 0, 0, 0, 0, 0, len(gone), len(gone))
            found[month] = Callers(*(a + b for a, b in zip(astuple(found[month]), more, strict=True)))
    return found


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "a", "b", "c"]), st.integers(-8, 70), st.sampled_from(["inbound", "outbound"]),
            st.sampled_from(OUTCOMES), st.integers(0, 3),
        ),
        max_size=40,
    )
)  # fmt: skip
def test_what_became_of_people_is_what_going_through_their_calls_gives(
    drawn: list[tuple[str, int, str, str, int]],
) -> None:
    lines = sorted(((n, at * 43_200, d, o, t) for n, at, d, o, t in drawn), key=lambda line: line[1])
    bounds = (0, 30 * 43_200, 60 * 43_200)
    rows = rows_of([(n, at, None, None, t, o, d) for n, at, d, o, t in reversed(lines)])  # in no order
    assert list(callers_of(Records.of(rows, 20.0, {}), bounds, 2)) == told(lines, bounds, 2)


def test_waits_come_from_the_database_as_they_were_kept(exchange: Exchange) -> None:
    for waited in (0.1, 20.000000000000004, 1 / 3, None, 86_400.0):
        exchange.line(datetime(2026, 10, 5, 10), waited=waited)
    exchange.session.flush()
    found = reachability(exchange.session, ALL, OCTOBER, ZONE).now
    assert (found.waits.calls, found.waits.median, found.waits.ninety) == (4, 0, 86_400)
    assert (found.total.timed, found.total.in_time) == (4, 2)


def test_a_number_of_many_kinds_is_one_caller(exchange: Exchange) -> None:
    for number in ("+31 20", "sip:balie@huis", "anoniem", "+31 20", "'; --"):
        exchange.line(datetime(2026, 10, 5, 10), number=number)
    exchange.session.flush()
    assert reachability(exchange.session, ALL, OCTOBER, ZONE).now.callers.known == 4


def test_transfers_are_added_up_for_each_customer(exchange: Exchange) -> None:
    for number, transfers in (("+31201", 1), ("+31201", 1), ("+31202", 1), ("+31203", 0)):
        exchange.line(datetime(2026, 10, 5, 10), number=number, transfers=transfers)
    exchange.session.flush()
    callers = reachability(exchange.session, ALL, OCTOBER, ZONE, too_often=2).now.callers
    assert (callers.known, callers.moved, callers.moved_often, callers.transfers) == (3, 2, 1, 3)


def test_two_months_that_differ_clearly_differ_by_more_than_chance_and_like_months_do_not(exchange: Exchange) -> None:
    for day in range(1, 21):
        for n in range(20):
            exchange.line(datetime(2026, 9, day, 10), "missed" if n < 10 else "answered")
            exchange.line(datetime(2026, 10, day, 10), "missed" if n < 2 else "answered")
            exchange.line(datetime(2026, 11, day, 10), "missed" if n < 2 + day % 2 else "answered")
    exchange.session.flush()
    better = reachability(exchange.session, ALL, OCTOBER, ZONE).unanswered
    assert (better.now, better.before) == (pytest.approx(0.1), pytest.approx(0.5))
    assert better.is_more_than_chance is True
    alike = reachability(exchange.session, ALL, OCTOBER.after, ZONE).unanswered
    assert alike.is_more_than_chance is False


def test_one_bad_day_is_not_a_worse_month(exchange: Exchange) -> None:
    """200 missed calls on one day would be far beyond chance if calls did not depend on each other."""
    for day in range(1, 21):
        for n in range(20):
            exchange.line(datetime(2026, 9, day, 10), "missed" if n < 1 else "answered")
            exchange.line(datetime(2026, 10, day, 10), "missed" if n < 1 or day == 7 else "answered")
    for _ in range(60):
        exchange.line(datetime(2026, 10, 7, 11), "missed")
    exchange.session.flush()
    assert reachability(exchange.session, ALL, OCTOBER, ZONE).unanswered.is_more_than_chance is False


def test_few_days_are_not_compared(exchange: Exchange) -> None:
    exchange.line(datetime(2026, 9, 1, 10), "missed")
    exchange.line(datetime(2026, 10, 1, 10))
    exchange.session.flush()
    assert reachability(exchange.session, ALL, OCTOBER, ZONE).in_time.is_more_than_chance is None


def test_an_empty_house_has_no_shares(databases: Database) -> None:
    with databases.read() as session:
        found = reachability(session, ALL, OCTOBER, ZONE)
    assert found.now.total.share_in_time is None
    assert found.now.waits.median is None
    assert found.in_time.p is None


def test_recordings_tell_where_the_exchange_does_not(exchange: Exchange) -> None:
    at = datetime(2026, 10, 5, 10, tzinfo=UTC)
    for n, verdict in enumerate(("kept", "kept", "missed", "unknown")):
        exchange.session.add(Call(id=n + 1, name=str(n), source="upload", started_at=at, added_at=at))
        exchange.session.add(FindingRow(call_id=n + 1, practice="answer.speed", verdict=verdict, started_at=at))
    exchange.session.flush()
    heard = heard_in_time(exchange.session, ALL, OCTOBER, ZONE, None)
    assert (heard.in_time, heard.timed) == (2, 3)
    assert heard_in_time(exchange.session, Scope(client_id=5), OCTOBER, ZONE, None).timed == 0


def test_months_follow_each_other_over_the_turn_of_a_year() -> None:
    assert (Month(2026, 1).before, Month(2026, 12).after) == (Month(2025, 12), Month(2027, 1))
    assert month_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), ZONE) == Month(2027, 1)
    assert Month(2028, 2).days == 29


def test_costs_are_lost_callers_beside_hours_paid() -> None:
    figures = HouseFigures(value_of_call=50, lost_share=0.4, wage=30, hours=40)
    month = MonthFigures(Month(2027, 2), callers=Callers(unanswered=100, lost=60))
    found = costs(figures, month)
    assert (found.lost_callers, found.missed, found.desk) == (24, 1200, 4800)
    assert found.pays_from == pytest.approx(6)  # an hour a week is 4 × 30 a month; a saved caller is worth 20


def test_an_hour_is_busy_where_what_is_missed_costs_more_than_somebody_more() -> None:
    figures = HouseFigures(value_of_call=50, lost_share=0.4, wage=30, hours=40)
    month = MonthFigures(Month(2027, 2), callers=Callers(unanswered=20, lost=20))
    month.hours = {(0, 9): Counts(missed=8), (1, 9): Counts(missed=6), (2, 9): Counts(answered=90)}
    assert [(h.weekday, h.unanswered, h.missed) for h in busy_hours(figures, month, 28)] == [(0, 2, 40)]


def test_figures_that_were_not_given_are_none() -> None:
    assert figures_from(None) is None
    given = {"value_of_call": 1, "lost_share": 0.5, "wage": 2, "hours": 3}
    assert figures_from(given) == HouseFigures(1, 0.5, 2, 3)
