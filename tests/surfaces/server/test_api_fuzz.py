"""The API keeps to its own description, whatever is sent: schemathesis against a running office."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from belwijs.store import directory, tokens
from belwijs.store.callbacks import NewNote
from belwijs.store.callbacks import take as take_note
from belwijs.store.enlisting import Wanted, add
from belwijs.store.hours import Hours
from tests.surfaces.office import NOON, office

pytestmark = pytest.mark.real
REQUESTS = 3
"""For each operation and each of right and wrong; about a minute in all."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    """An office with one of each thing, and a token for everything."""
    with office(tmp_path_factory.mktemp("fuzz"), api_per_minute=1_000_000, api_conversations=True) as house:
        house.person("agent", coach_id=house.person("coach"))
        with house.database.write() as session:
            _, secret = tokens.make(session, "fuzz", tokens.SCOPES, NOON)
            directory.keep(session, directory.Wanted("Afdeling Financiën", kind="department"), None, "NL")
            take_note(session, NewNote("An", "0205550101", "factuur", NOON.replace(hour=15)), None, "NL", NOON)
            add(session, Wanted("Bo", "0205550102", is_consumer=False), "NL", Hours(), NOON)
        yield house.app, secret


def test_every_answer_is_as_described(running: tuple[Any, str]) -> None:
    """Right requests and wrong ones to each operation: status, headers, kind and form of every answer."""
    app, secret = running
    bearer = {"Authorization": f"Bearer {secret}"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import schemathesis

        # what is right by form can still be wrong by sense: a moment in the past, an id that is not there
        fine = ["2xx", "3xx", "401", "403", "404", "409", "413", "422", "429"]
        config = schemathesis.Config.from_dict({"checks": {"positive_data_acceptance": {"expected-statuses": fine}}})
        schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)
        seen: Counter[int] = Counter()
        for result in schema.get_all_operations():
            for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
                _ask(result.ok().as_strategy(generation_mode=mode), bearer, seen)
    assert seen[200] > 20
    assert seen[422] > 20
    assert seen[401] > 5
    assert not [status for status in seen if status >= 500]


def _ask(strategy: Any, bearer: dict[str, str], seen: Counter[int]) -> None:
    @settings(
        max_examples=REQUESTS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def check(case: Any) -> None:
        answer = case.call(headers=bearer)
        seen[answer.status_code] += 1
        case.validate_response(answer, headers=bearer)

    check()
