"""Results are simulated again, and a digest that is not the same is found."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import boomerang
from boomerang.errors import InputError
from boomerang.inference import verify as module
from boomerang.inference.verify import verify
from boomerang.report.explanation import Explanation


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "many"
    boomerang.ensemble("village", 6, folder=folder, threads=1)
    return folder


def test_a_run_with_settings_is_the_same(tmp_path: Path) -> None:
    scenario = boomerang.scenario("village", without=["ties"], until="2012-06-30", persons=2000)
    run = boomerang.simulate(scenario, seed=5)
    run.write(tmp_path / "one")
    (found,) = verify(tmp_path / "one")
    assert found.same
    assert found.wanted == found.found == run.digest
    assert found.sentence == f"the run, seed 5: the same, {run.digest[:16]}"


def test_some_of_many_are_drawn_by_the_seed(runs: Path) -> None:
    def drawn(seed: int) -> list[str]:
        return [each.what for each in verify(runs, countries=2, seed=seed)]

    assert drawn(1) == drawn(1)
    assert len({tuple(drawn(seed)) for seed in range(4)}) > 1
    told: list[tuple[int, int]] = []
    every = verify(runs, countries=9, progress=lambda done, total: told.append((done, total)))
    assert [each.what for each in every] == [f"run {number}, seed {number}" for number in range(1, 7)]
    assert told == [(number, 6) for number in range(1, 7)]
    assert {each.of for each in every} == {each.of for each in verify(runs, countries=1)} == {6}
    assert all(each.same for each in every)


def test_rows_of_the_tables_of_an_answer(village: Explanation) -> None:
    assert village.folder is not None
    found = verify(village.folder, countries=5, seed=3)
    assert len(found) == 5
    assert all(each.same for each in found)
    assert {each.what.split(",")[0] for each in verify(village.folder, countries=12)} == {"table", "subsets"}


def test_an_answer_that_was_edited_is_told(village: Explanation, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(village.folder, tmp_path / "why"))
    (folder / "explanation.json").write_text("{}")
    with pytest.raises(InputError, match=r"'explanation\.json' in this folder was changed"):
        verify(folder)


def test_what_is_not_the_same_is_told(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.simulate

    def other(scenario: Any, *, seed: int) -> Any:
        return real(scenario, seed=seed + (seed == 2))

    monkeypatch.setattr(module, "simulate", other)
    monkeypatch.setattr(module, "version", lambda: "9.9")
    wrong = [each for each in verify(runs, countries=6) if not each.same]
    assert [each.what for each in wrong] == ["run 2, seed 2"]
    assert "not the same" in wrong[0].sentence
    assert wrong[0].sentence.endswith(f"(made by version {boomerang.__version__}, this is 9.9)")


@pytest.mark.parametrize(
    ("countries", "message"),
    [
        (4, "this folder holds nothing that boomerang run or explain has made"),
        (0, "0 countries cannot be simulated again; give 1 or more"),
    ],
)
def test_mistakes(countries: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        verify(tmp_path, countries=countries)
