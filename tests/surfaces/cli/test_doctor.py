"""`belwijs doctor` finds everything here, where the tests are installed."""

from __future__ import annotations

import pytest

from belwijs.surfaces.cli.doctor import examine


@pytest.mark.real
def test_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    status = examine(None)
    printed = capsys.readouterr().out
    assert "ONTBREEKT" not in printed
    assert status == 0
