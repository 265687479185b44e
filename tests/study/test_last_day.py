"""What a run says of its last day: nothing lies after it, and what its last step did is seen."""

import numpy as np
import pytest

import boomerang
from boomerang.case import Case
from boomerang.case.scenario import scenario
from boomerang.measure.announce import announced
from boomerang.measure.counts import paths_of
from boomerang.measure.figures import figures
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

STEPS = ["1 year", "7 months", "1 month", "1 week"]


def leaving(step: str) -> Case:
    seen = {
        "count": "leave",
        "kind": "ever",
        "by": "2012-12-31",
        "value": 600,
        "error": "none",
        "said by": "me",
    }
    seen |= {"known": "2013-01-01", "source": "arithmetic"}
    return boomerang.case.case_from_data(
        {
            "case": "lastday",
            "title": "A leap year",
            "period": {"from": "2012-01-01", "to": "2012-12-31", "step": step},
            "population": {"places": [{"place": "town", "people": 1000}]},
            "tracks": {"stance": ["in", "out"]},
            "transitions": {"leave": {"moves": "stance in -> out", "rate": "1 per person-year"}},
            "tallies": {"by month": {"count": "leave", "every": "month"}},
            "log": "leave",
            "observations": [seen, seen | {"count": "stance out", "kind": "now"}],
        }
    )


@pytest.mark.parametrize("step", STEPS)
def test_those_who_left_by_the_last_day_are_out_on_it(step: str) -> None:
    case = leaving(step)
    run = simulate(case)
    left = run.counts["leave"]
    assert list(announced(run, figures(case), 1).values()) == [left, left]
    assert figures(case)[1].quantity.these.number(run, 0, 366) == left
    assert int(run.dataset.people.sel(state="stance out").values[-1].sum()) == left
    assert run.people_in("stance out")[[0, -1], 0].tolist() == [0, left]
    paths = paths_of(run, ["leave", "stance out"])
    assert paths["leave"][-1] == paths["stance out"][-1] == left


@pytest.mark.parametrize("step", STEPS)
def test_no_label_lies_after_the_last_day(step: str) -> None:
    for until in (None, "2012-01-08", "2012-03-01"):
        run = simulate(scenario(leaving(step), until=until))
        end = np.datetime64(until or "2012-12-31", "D") + 1
        assert run.times[-1] < end
        assert run.moments[-1] == end - np.timedelta64(1, "s")
        assert run.dataset.people.sel(moment=str(end - 1)).sizes["moment"] >= 1
        assert run.moments[:-1].tolist() == run.times.tolist()
        assert run.variables["month"].values[-1] < end
        assert run.log["time"].values.max(initial=run.times[0]) < end
        assert run.dataset.people.sizes["moment"] == run.steps + 1


def test_moments_are_written_and_read(run: Run, tmp_path: object) -> None:
    back = Run.read(run.write(str(tmp_path)))
    assert back.moments.tolist() == run.moments.tolist()
    assert back.people_in("stance departed").shape == (run.steps + 1, 3)
    assert back.people_in("stance departed")[-1].sum() == run.counts["depart"]
