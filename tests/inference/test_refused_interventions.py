"""Draws under which there are too few people for an intervention give way to others."""

from pathlib import Path
from typing import Any

import pytest
from valleys import valley

from boomerang.case import Case
from boomerang.case.parts.plain import plain_data
from boomerang.errors import InputError, TooFewError
from boomerang.inference.compare import compare
from boomerang.inference.explain import analyse
from boomerang.inference.table.table import build, rebuild
from boomerang.report.terminal.answer import print_answer

PRIOR = {"value": 300, "prior": "uniform 100 to 900", "source": "assumption"}


def raided(number: str, **changes: Any) -> Case:
    """The village of eight weeks in which many are stopped on one day, as restriction says."""
    mechanisms = plain_data(valley())["mechanisms"]
    mechanisms["restriction"]["events"] = {"raid": {"on": "2010-02-01", "stop": number}}
    mechanisms["restriction"]["parameters"]["raided"] = PRIOR
    return valley(mechanisms=mechanisms, **changes)


def test_another_draw_takes_the_place_of_one_with_too_few_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = raided("raided")
    table = build(case, 24, folder=tmp_path / "table", seed=2, explanations=["chance", "restriction"])
    attempts = [table.cells(row)["attempt"] for row in range(48)]
    assert attempts[:24] == [0] * 24
    assert 0 < sum(attempts[24:]) < 120
    raided_in = [
        float(table.settings(row)["mechanisms.restriction.parameters.raided"]) for row in range(24, 48)
    ]
    assert max(raided_in) < 700
    row = 24 + next(row for row, attempt in enumerate(attempts[24:]) if attempt)
    run = rebuild(table, row)
    assert run.digest == table.run_digest(row)
    assert run.counts["stop"] >= round(raided_in[row - 24])
    print_answer(analyse(compare(table), threads=1), None, table.folder)
    printed = " ".join(capsys.readouterr().out.split())
    assert (
        "the hazards of the country run away or there are too few people for an intervention: restr"
        in printed
    )


def test_where_there_are_never_enough_people(tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        build(raided("2000 people"), 1, folder=tmp_path, seed=2, explanations=["restriction"])
    assert not isinstance(told.value, TooFewError)
    assert str(told.value).startswith(
        "row 0 of restriction, with restriction on: there are too few people for an intervention in each of"
        " 21 draws from the priors; of the last: mechanisms.restriction.events.raid: 'stop' is to happen to"
        " 2000 people on 2010-02-01, and in the run with seed "
    )
