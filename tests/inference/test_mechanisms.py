"""Tables of random subsets, and what they say of each mechanism."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from valleys import valley

from boomerang.case import write_case
from boomerang.case.scenario import scenario
from boomerang.cli.main import app
from boomerang.errors import InputError
from boomerang.inference.mechanisms import which_mechanisms
from boomerang.inference.table.simulator import seed_of
from boomerang.inference.table.subsets import SUBSETS, draw_subset
from boomerang.inference.table.table import Table, build, rebuild
from boomerang.report.data.mechanisms import mechanisms_data
from boomerang.report.terminal.mechanisms import print_mechanisms
from boomerang.study.draws import draw_priors
from boomerang.study.simulate import simulate

pytestmark = pytest.mark.usefixtures("one_chart")

STOPPED = valley(count="stop", value=20)
ROWS = 160


def subsets(folder: Path, rows: int = ROWS, **options: Any) -> Table:
    return build(STOPPED, rows, folder=folder, seed=7, explanations=[SUBSETS], **options)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return subsets(tmp_path_factory.mktemp("subsets") / "table", threads=1)


def test_rows_say_which_mechanisms_were_on(table: Table) -> None:
    assert list(table.mechanisms) == list(STOPPED.mechanisms)
    for row in range(60):
        on = table.mechanisms.loc[row]
        assert tuple(on.index[on]) == draw_subset(scenario(STOPPED), (), 7, row)
    assert table.summaries[~table.mechanisms["restriction"]].eq(0).all(axis=None)


@pytest.mark.parametrize("row", [0, 45])
def test_a_row_can_be_rebuilt(table: Table, row: int) -> None:
    settings = draw_priors(STOPPED, 1, seed=7, first=row).loc[row].to_dict()
    on = draw_subset(scenario(STOPPED), (), 7, row)
    alone = simulate(scenario(STOPPED, mechanisms=on, settings=settings), seed=seed_of(7, SUBSETS, row))
    assert rebuild(table, row).digest == table.run_digest(row) == alone.digest
    assert table.settings(row) == settings


def test_rows_do_not_depend_on_threads_or_growth(table: Table, tmp_path: Path) -> None:
    def stop(done: int) -> None:
        if done == 45:
            raise KeyboardInterrupt

    grown, copy = tmp_path / "grown", shutil.copytree(table.folder, tmp_path / "copy")
    subsets(grown, 10)
    with pytest.raises(KeyboardInterrupt):
        subsets(grown, 50, threads=2, resume=True, progress=stop)
    longer = subsets(grown, 50, threads=2, resume=True)
    assert longer.digest == subsets(copy, 50, resume=True).digest


def test_subsets_and_explanations_are_not_mixed(table: Table) -> None:
    with pytest.raises(InputError, match="is no part of the table"):
        build(STOPPED, 20, folder=table.folder, seed=7, resume=True)


def test_stops_show_that_there_is_restriction(table: Table) -> None:
    """Stops take restriction, and of those with it on, half have deterrence; ties change no stops."""
    found = which_mechanisms(table)
    said = dict(zip(found.names, found.inclusion.probability, strict=True))
    assert said["restriction"] > 0.9
    for name in ("deterrence", "justification", "ties"):
        assert abs(said[name] - 0.5) < 0.2, said
    assert found.silent[[0, 2]].tolist() == [False, True]


def test_the_answer_for_people_and_machines(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    found = which_mechanisms(table)
    data = mechanisms_data(found)
    assert list(data["inclusion"]) == list(STOPPED.mechanisms)
    ties = data["inclusion"]["ties"]
    assert ties["claim"] == "They go with those they know."
    assert ties["prior"] == pytest.approx(table.mechanisms["ties"].mean(), abs=1e-4)
    assert data["subsets"]["countries"] == ROWS
    print_mechanisms(found)
    printed = capsys.readouterr().out
    restriction = found.inclusion.probability[0]
    assert f"{restriction:.0%} ± {2 * found.inclusion.sd[0]:.0%}" in printed
    assert printed.index("Being stopped for a beard") < printed.index("They go with those")
    nothing = [name for name in data["inclusion"] if data["inclusion"][name]["silent"]]
    assert f"The data say nothing about {', '.join(nothing)}: as likely as before" in printed


def test_command(tmp_path: Path) -> None:
    two = {
        name: {"by": "an elder", "mechanisms": on} for name, on in {"chance": [], "ties": ["ties"]}.items()
    }
    write_case(valley(explanations=two), tmp_path / "valley")
    words = ["explain", str(tmp_path / "valley"), "--simulations", "20", "--out", str(tmp_path / "why")]
    done = CliRunner().invoke(app, [*words, "--mechanisms", "--json"])
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert {"posterior", "inclusion", "subsets"} <= set(data)
    assert data["subsets"]["countries"] == 40
    assert json.loads((tmp_path / "why" / "explanation.json").read_text(encoding="utf-8")) == data
    assert Table.read(tmp_path / "why" / "subsets").digest == data["subsets"]["digest"]


def test_nothing_to_look_for(tmp_path: Path) -> None:
    everything = {"all of it": {"by": "an elder", "mechanisms": list(STOPPED.mechanisms)}}
    write_case(valley(explanations=everything), tmp_path / "valley")
    words = ["explain", str(tmp_path / "valley"), "--mechanisms", "--out", str(tmp_path / "why")]
    done = CliRunner().invoke(app, [*words, "--no-progress"])
    assert done.exit_code == 2
    assert "has no mechanism that could be on in one country and off in another" in done.output
    assert not (tmp_path / "why").exists()
