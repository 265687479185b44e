"""Draws whose country is refused, because its hazards run away, give way to others; nothing else does."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from valleys import RESTRICTION, valley

from boomerang.case.scenario import Scenario, scenario
from boomerang.engine import simulate as engine
from boomerang.errors import InputError, RunawayError
from boomerang.inference.compare import compare
from boomerang.inference.explain import analyse
from boomerang.inference.table.simulator import FURTHER, seed_of
from boomerang.inference.table.table import Table, build, rebuild
from boomerang.report.data.answer import answer_data
from boomerang.report.terminal.answer import print_answer
from boomerang.study.draws import draw_priors, run_draw, simulate_draws
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

BUSY = valley()
RESTRICTED = scenario(BUSY, explanation="restriction")
STOPS = RESTRICTION + "stops"
MOST = 0.35  # stops per person-year, from which on a country is refused here
TWO = ["chance", "restriction"]


def stops(settings: dict[str, Any]) -> float:
    return float(settings.get(STOPS, "0 per person-year").split()[0])


def refusing(scenario: Scenario, row: int, settings: dict[str, Any], *rest: Any) -> Run:
    if stops(settings) > MOST:
        raise RunawayError("the hazards of this country run away")
    return run_draw(scenario, row, settings, *rest)


@pytest.fixture(autouse=True, scope="module")
def _refusing() -> Iterator[None]:
    """Countries with many stops are refused, as those are in which far more would happen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("boomerang.inference.table.simulator.run_draw", refusing)
        patch.setattr("boomerang.study.draws.run_draw", refusing)
        yield


def busy(folder: Path, rows: int = 24, **options: Any) -> Table:
    return build(BUSY, rows, **{"folder": folder, "seed": 2, "explanations": TWO, **options})


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return busy(tmp_path_factory.mktemp("busy") / "table", threads=1)


def attempts(table: Table) -> list[int]:
    return [table.cells(row)["attempt"] for row in range(len(table.labels))]


def test_another_draw_takes_the_place_of_one_that_is_refused(table: Table) -> None:
    tried = attempts(table)
    assert table.refused == {"chance": 0, "restriction": sum(tried[24:])}
    assert table.share_refused("restriction") == sum(tried) / (24 + sum(tried))
    assert 0 < sum(tried) < 24 * 3
    row = next(row for row, attempt in enumerate(tried) if attempt)
    for attempt in range(tried[row] + 1):
        number = row - 24 + attempt * FURTHER
        settings = draw_priors(RESTRICTED, 1, seed=2, first=number).loc[number].to_dict()
        assert (stops(settings) > MOST) == (attempt < tried[row])
    assert table.settings(row) == settings
    alone = simulate(RESTRICTED.changed(settings=settings), seed=seed_of(2, "restriction", number))
    assert alone.digest == table.run_digest(row) == rebuild(table, row).digest


def test_draws_are_numbered_as_ever(table: Table) -> None:
    assert table.draws.tolist() == [*range(24)] * 2
    drawn = draw_priors(RESTRICTED, 24, seed=2)
    kept = [row for row, attempt in enumerate(attempts(table)[24:]) if not attempt]
    assert [table.settings(24 + row)[STOPS] for row in kept] == drawn[STOPS][kept].tolist()
    assert (drawn[STOPS].map(lambda given: stops({STOPS: given}) <= MOST)).sum() == len(kept)


def test_rows_do_not_depend_on_threads_or_growth(table: Table, tmp_path: Path) -> None:
    grown, copy = tmp_path / "grown", shutil.copytree(table.folder, tmp_path / "copy")
    busy(grown, 5, threads=2)
    assert busy(grown, 12, threads=2, resume=True).digest == busy(copy, 12, resume=True).digest


def test_a_country_that_always_runs_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def refuse(scenario: Scenario, row: int, *_: Any) -> None:
        tried.append(row)
        raise RunawayError("too much")

    monkeypatch.setattr("boomerang.inference.table.simulator.run_draw", refuse)
    with pytest.raises(InputError) as told:
        busy(tmp_path, 1, threads=1, explanations=["restriction"])
    assert str(told.value) == (
        "row 0 of restriction, with restriction on: the hazards of this country run away in each of 21 draws"
        " from the priors; narrow those of its kicks, hazard ratios or rates"
    )
    assert tried == [k * 2**20 for k in range(21)]
    assert not list(tmp_path.glob("*.parquet"))


def test_nothing_else_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def fail(scenario: Scenario, row: int, *_: Any) -> None:
        tried.append(row)
        raise InputError("this cannot be")

    monkeypatch.setattr("boomerang.inference.table.simulator.run_draw", fail)
    with pytest.raises(InputError, match="this cannot be"):
        busy(tmp_path, 1, threads=1, explanations=["restriction"])
    assert tried == [0]


def test_the_answer_says_how_many_were_refused(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    answer = analyse(compare(table), threads=1)
    data = answer_data(answer, known_by=None, simulated=0, charts=[])
    share = table.share_refused("restriction")
    assert data["refused"] == {"chance": 0, "restriction": pytest.approx(share, abs=1e-4)}
    print_answer(answer, None, table.folder)
    printed = " ".join(capsys.readouterr().out.split())
    assert f"because the hazards of the country run away: restriction {share:.1%} of the draws" in printed


def test_draws_that_are_refused_can_be_counted() -> None:
    draws = draw_priors(RESTRICTED, 8, seed=2)
    with pytest.raises(RunawayError, match="run away"):
        simulate_draws(RESTRICTED, draws, lambda run: run.counts)
    counts = simulate_draws(RESTRICTED, draws, lambda run: run.counts, runaway={})
    many = [stops(draws.loc[row].to_dict()) > MOST for row in range(8)]
    assert [not count for count in counts] == many
    assert 0 < sum(many) < 8


def test_the_engine_refuses_a_country_that_runs_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_CANDIDATES", 0)  # then one a step for every eight people
    endless = {STOPS: "9000 per person-year"}
    with pytest.raises(RunawayError, match="the hazards of this country run away: on 2010-01-01"):
        simulate(RESTRICTED.changed(settings=endless, persons=80_000))
