"""An ensemble: a sequence of runs, and what joins them."""

import subprocess
import sys

import numpy as np
import pandas
import pytest

from boomerang.case import Case
from boomerang.case.scenario import scenario
from boomerang.study.ensemble import Ensemble, ensemble

PROGRAM = """
import sys, boomerang
runs = boomerang.ensemble(boomerang.scenario("village", until="2010-12-31"), 2)
print([name for name in ("pandas", "xarray") if name in sys.modules])
runs.events, runs.dataset
print([name for name in ("pandas", "xarray") if name in sys.modules])
"""


@pytest.fixture(scope="module")
def runs(village: Case) -> Ensemble:
    return ensemble(scenario(village, until="2012-12-31"), 4, seed=11)


def test_it_is_a_sequence_of_runs(runs: Ensemble) -> None:
    assert len(runs) == 4
    assert runs.seeds == [run.seed for run in runs] == [11, 12, 13, 14]
    assert runs[-1].seed == 14
    part = runs[1:3]
    assert isinstance(part, Ensemble)
    assert part.seeds == [12, 13]
    assert part.scenario is runs.scenario is runs[0].scenario
    assert len(runs[4:]) == 0
    assert runs[2] in runs


def test_the_dataset_is_that_of_each_run(runs: Ensemble) -> None:
    data = runs.dataset
    assert data.sizes["replicate"] == 4
    assert data.seed.dims == ("replicate",)
    assert data.seed.values.tolist() == runs.seeds
    for number, run in enumerate(runs):
        one = data.sel(replicate=number).drop_vars(["replicate", "seed"])
        assert set(one.variables) == set(run.dataset.variables)
        for name in run.dataset.variables:
            assert one[name].identical(run.dataset[name]), name
    assert data.events.dims == ("replicate", "event", "time", "place")
    assert data.restriction.attrs["kind"] == "lever"
    assert data.attrs["until"] == "2012-12-31"
    assert "resolved_case" in data.attrs
    assert not {"seed", "digest"} & set(data.attrs)
    assert data is runs.dataset


def test_the_events_are_those_of_each_run(runs: Ensemble) -> None:
    events = runs.events
    assert events.columns[0] == "replicate"
    assert len(events) == sum(len(run.events) for run in runs) > 4
    for number, run in enumerate(runs):
        own = events[events.replicate == number].drop(columns="replicate").reset_index(drop=True)
        pandas.testing.assert_frame_equal(own, run.events)


def test_the_counts_are_those_of_each_run(runs: Ensemble) -> None:
    assert runs.counts.index.name == "replicate"
    assert [row.to_dict() for _, row in runs.counts.iterrows()] == [run.counts for run in runs]
    assert (runs.counts.dtypes == np.int64).all()


def test_it_says_what_happened(runs: Ensemble) -> None:
    mean = runs.counts["depart"].mean()
    assert repr(runs).startswith("<Ensemble of village, 4 countries, seeds 11 to 14; on average: sympathise ")
    assert f"depart {mean:,.1f}" in repr(runs)
    low, high = runs.counts["depart"].min(), runs.counts["depart"].max()
    assert f"<tr><td>depart</td><td>{mean:,.1f}</td><td>{low}</td><td>{high}</td></tr>" in runs._repr_html_()
    assert repr(runs[4:]) == "<Ensemble of village, 0 countries; on average: >"


def test_nothing_is_joined_before_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "['pandas', 'xarray']"]
