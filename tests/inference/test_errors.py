"""How far what was announced is off: errors of figures, of agencies, and a share detected that drifts."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from test_measurement import figure, observe, run_of

from boomerang.case.parts.error import Error
from boomerang.measure.announce import announced, mistaken
from boomerang.measure.figures import NO_ERROR, figures
from boomerang.study.run import Run

FALSE_ALARM = 0.001
N = 2_000


@pytest.fixture(scope="module")
def run() -> Run:
    return run_of(observe())


def log_factors(error: object) -> np.ndarray:
    """float64[N]: the logarithm of what is said of 100, over 100, in so many countries."""
    said = replace(figure(), error=Error.parse(error))
    return np.array([np.log(mistaken(100.0, said, {"off": 0.35}, seed) / 100) for seed in range(N)])


@pytest.mark.parametrize(
    ("error", "size"), [("20 %", 0.2), (0.07, 0.07), ("off", 0.35), ("2 x off", 0.7), ("none", 0.0)]
)
def test_a_figure_is_wrong_by_a_lognormal_factor(error: object, size: float) -> None:
    drawn = log_factors(error)
    if size == 0:
        assert not drawn.any()
        return
    mean = drawn.mean() / (size / np.sqrt(N))
    assert abs(mean) < stats.norm.isf(FALSE_ALARM / 2)
    low, high = stats.chi2.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], N) / N
    assert low < (drawn**2).mean() / size**2 < high


def test_where_nothing_is_said_the_agency_has_an_error_of_its_own() -> None:
    """Each country draws one size for each agency, so that figures of one agency are wrong alike."""
    one, same, other = (figure(error=None, by=by) for by in ("2013-06-30", "2013-03-31", "2013-02-28"))
    other = figure(**{"error": None, "said by": "the press"})
    drawn = np.log([[mistaken(1.0, f, {}, seed) for f in (one, same, other)] for seed in range(N)])
    size = np.abs(drawn)
    assert stats.spearmanr(size[:, 0], size[:, 1]).statistic > 0.2
    assert abs(stats.spearmanr(size[:, 0], size[:, 2]).statistic) < 0.08
    assert abs(stats.spearmanr(drawn[:, 0], drawn[:, 1]).statistic) < 0.08
    sd = np.log(0.4 / 0.05) / (2 * stats.norm.ppf(0.95))
    sizes = np.sqrt(0.05 * 0.4) * np.exp(sd * stats.norm.ppf((np.arange(400) + 0.5) / 400))
    assert (
        stats.kstest(drawn[:, 0], lambda x: stats.norm.cdf(np.asarray(x)[:, None] / sizes).mean(1)).pvalue
        > 1e-3
    )


def test_errors_of_two_figures_have_nothing_in_common(run: Run) -> None:
    case = observe(*({"by": by, "value": 9, "error": "30 %"} for by in ("2013-06-30", "2013-06-29")))
    drawn = np.array([list(announced(run, figures(case), seed).values()) for seed in range(500)])
    assert abs(np.corrcoef(np.log(drawn.T))[0, 1]) < 0.15


def test_a_range_says_how_far_a_figure_may_be_off() -> None:
    assert figure(error=None, low=8, high=20).error == NO_ERROR
    assert figure(error=None, low=8).error is None
    assert figure(error="10 %", low=8, high=20).error != NO_ERROR


def test_without_error_the_figure_is_what_was_counted(run: Run) -> None:
    exact, wrong = figure(error="none"), figure(error="10 %")
    (count,), (said,) = (announced(run, [one], 1).values() for one in (exact, wrong))
    assert count == int(count)
    assert said not in (count, 0)
    assert 0.5 < said / count < 2


def test_the_share_detected_drifts(run: Run) -> None:
    steady, fading = figure(detected=0.8), figure(detected=0.8, drift=-0.5)
    assert fading.share_detected({}, [0.0, 365.25, 730.5]) == pytest.approx(0.8 * np.exp([0, -0.5, -1]))
    assert figure(detected=0.8, drift=9).share_detected({}, 365.25) == 1
    whole, less = (
        np.mean([sum(announced(run, [f], s).values()) for s in range(300)]) for f in (steady, fading)
    )
    series = run.events_of("depart").sum(axis=1)
    middles = run.clock.middles
    counted = middles < 1277
    expected = (series * np.exp(-0.5 * middles / 365.25))[counted].sum() / series[counted].sum()
    assert less / whole == pytest.approx(expected, rel=0.05)
