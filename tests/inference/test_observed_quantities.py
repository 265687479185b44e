"""What `observable` can name can be said: shares, ratios, correlations, several events together."""

from typing import Any

import numpy as np
import pytest
from scipy.special import logit
from test_observables import case_of, made_up

from boomerang.measure.announce import announced, mistaken
from boomerang.measure.figures import Figure, figures, snap, targets
from boomerang.measure.observables import observables
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

SAID = {"said by": "the press", "known": "2011-01-15", "source": "assumption", "error": "none"}
HAPPENED = {"depart": [(5, 0, 6), (30, 1, 9), (40, 4, 3)], "stop": [(3, 0, 20), (31, 2, 40)]}
WHOLE = {"by": "2010-12-30"}
QUANTITIES: list[tuple[dict[str, Any], float, float]] = [
    ({"within": "place Bridge", "statistic": "share"}, 0.4, 6 / 18),
    ({"statistic": "share of the top 2 places"}, 0.7, 15 / 18),
    ({"statistic": "ratio to stop"}, 0.5, 18.5 / 60.5),
    ({"statistic": "change over 4 weeks", "after": "2010-07-30"}, 2.5, 9.5 / 0.5),
    ({"statistic": "correlation with stop by month"}, 0.3, np.nan),
    ({"within": "province south"}, 4, 3),
]


@pytest.fixture(scope="module")
def run() -> Run:
    return made_up(simulate(case_of(log=[]), seed=1), **HAPPENED)


def figure(given: dict[str, Any], value: float, **more: Any) -> Figure:
    said = {"count": "depart", **WHOLE, **given, **SAID, "value": value, **more}
    (found,) = figures(case_of(log=[], observations=[said]))
    return found


@pytest.mark.parametrize(("given", "value", "truth"), QUANTITIES)
def test_an_observable_with_a_value_is_an_observation(
    run: Run, given: dict[str, Any], value: float, truth: float
) -> None:
    (measure,) = observables(case_of({"count": "depart", **WHOLE, **given}, log=[])).values()
    said = figure(given, value)
    (made,) = announced(run, [said], 1).values()
    assert made == pytest.approx(said.scale.figure(measure(run)))
    if np.isfinite(truth):
        assert made == pytest.approx(truth)
    assert said.target.observed == value


def test_several_events_are_counted_together(run: Run) -> None:
    both = figure({"count": ["depart", "stop"]}, 70)
    assert both.count == "depart or stop"
    assert both.key.startswith("depart or stop ever by 2010-12-30")
    assert list(announced(run, [both], 1).values()) == [18 + 60]
    half = figure({"count": ["depart", "stop"], "by": "2010-07-01"}, 70)
    assert list(announced(run, [half], 1).values()) == [6 + 20]
    share = figure({"count": ["depart", "stop"], "within": "place Bridge", "statistic": "share"}, 0.5)
    assert list(announced(run, [share], 1).values()) == [pytest.approx(26 / 78)]


def test_each_is_compared_on_its_scale() -> None:
    from pandas import DataFrame

    said = [figure(given, value) for given, value, _ in QUANTITIES]
    rows = np.array([[0.2, 0.9, 1.5, 0.2, -0.4, 12.0], [0.0, 1.0, 0.1, 3.0, 0.0, 0.0]])
    simulated, observed = snap(DataFrame(rows, columns=[one.key for one in said]), targets(said))
    assert observed == pytest.approx([logit(0.4), logit(0.7), np.log(0.5), np.log(2.5), 0.3, np.log(5)])
    assert simulated[0] == pytest.approx([logit(0.2), logit(0.9), np.log(1.5), np.log(0.2), -0.4, np.log(13)])
    assert simulated[1] == pytest.approx([logit(0.005), logit(0.995), np.log(0.1), np.log(3), 0, 0])


def test_nothing_to_measure_is_a_figure_too() -> None:
    nobody = made_up(simulate(case_of(log=[]), seed=1))
    made = [next(iter(announced(nobody, [figure(given, v)], 1).values())) for given, v, _ in QUANTITIES]
    assert made == [0, 0, 1, 1, 0, 0]


def test_errors_go_with_the_scale() -> None:
    """A share is wrong in its odds and stays a share, a ratio by a factor, a correlation by a number."""
    share, _, ratio, _, correlation, _ = (figure(g, v, error="50 %") for g, v, _ in QUANTITIES)
    shares = np.array([mistaken(0.9, share, {}, seed) for seed in range(2_000)])
    assert ((shares > 0) & (shares < 1)).all()
    assert np.median(shares) == pytest.approx(0.9, abs=0.01)
    assert logit(shares).std() == pytest.approx(0.5, rel=0.08)
    assert mistaken(0.0, share, {}, 1) == 0
    assert mistaken(1.0, share, {}, 1) == 1
    ratios = np.array([mistaken(3.0, ratio, {}, seed) for seed in range(2_000)])
    assert np.log(ratios / 3).std() == pytest.approx(0.5, rel=0.08)
    plain = np.array([mistaken(0.1, correlation, {}, seed) for seed in range(2_000)])
    assert (plain - 0.1).std() == pytest.approx(0.5, rel=0.08)
