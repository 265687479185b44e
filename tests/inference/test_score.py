"""Scores against closed forms, properness, baselines against other ways to compute them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from boomerang.errors import InputError
from boomerang.inference.forecast.baselines import (
    Known,
    baselines,
    log_linear_trend,
    persistence,
    poisson_trend,
)
from boomerang.inference.forecast.outlook import Later, Outlook
from boomerang.inference.forecast.score import (
    covers,
    crps,
    ends,
    log_score,
    score,
)
from boomerang.inference.forecast.track_record import mean_scores, scores_at
from boomerang.inference.learn.weighted import Sample, equal
from boomerang.measure.figures import Target

SHARES = (np.arange(4000) + 0.5) / 4000


def figure(value: float) -> Target:
    return Target("a figure", value, value, value, at_least=False)


def test_crps_of_a_normal_distribution_is_the_closed_form() -> None:
    """Gneiting and Raftery 2007, eq. 21 and the normal case below it; 4,000 even members, so 0.2 %."""
    mean, sd = 300.0, 40.0
    sample = equal(stats.norm.ppf(SHARES, mean, sd))
    for observed in (180.0, 290.0, 300.0, 420.0):
        z = (observed - mean) / sd
        exact = sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
        assert crps(sample, observed) == pytest.approx(exact, rel=0.002)


def test_crps_of_weighted_members() -> None:
    random = np.random.default_rng(1)
    values, weights = random.normal(size=40), random.dirichlet(np.ones(40))
    direct = weights @ np.abs(values - 0.3) - 0.5 * weights @ np.abs(values[:, None] - values) @ weights
    assert crps(Sample(values, weights), 0.3) == pytest.approx(direct, rel=1e-12)
    assert crps(equal([7.0]), 4.0) == 3.0
    doubled = Sample(np.array([1.0, 5.0]), np.array([2 / 3, 1 / 3]))
    assert crps(doubled, 2.0) == pytest.approx(crps(equal([1.0, 1.0, 5.0]), 2.0))


def test_the_true_distribution_scores_best() -> None:
    """Properness: 2,000 Poisson(100) figures, the same for all forecasts.

    Paired differences of the mean scores must be below 0 by 3 standard errors; by theory they are negative.
    """
    true = stats.poisson(100)
    rivals = {
        "shifted": equal(stats.poisson.ppf(SHARES, 108)),
        "too narrow": equal(stats.norm.ppf(SHARES, 100, 5)),
        "too wide": equal(stats.norm.ppf(SHARES, 100, 20)),
    }
    came = true.rvs(2000, random_state=np.random.default_rng(2)).astype(float)
    kinds, counts = np.unique(came, return_counts=True)
    for rule in ("crps", "crps_log", "log_score"):
        best = np.array([getattr(score(equal(true.ppf(SHARES)), figure(k)), rule) for k in kinds])
        for name, rival in rivals.items():
            worse = np.array([getattr(score(rival, figure(k)), rule) for k in kinds])
            gain = np.repeat(worse - best, counts)
            error = gain.std() / np.sqrt(len(gain))
            assert gain.mean() > 3 * error, (rule, name, gain.mean(), error)


def test_log_score_is_minus_the_log_of_the_probability() -> None:
    """Against a lognormal distribution of counts; the kernels widen it by a few per cent."""
    level = stats.norm(5, 0.3)
    sample = equal(np.expm1(level.ppf(SHARES)))
    for low, high in ((99.5, 100.5), (149.5, 150.5), (100, 200), (150, np.inf), (-np.inf, 120)):
        bottom = -np.inf if low < 0 else np.log1p(low)
        exact = -np.log(level.cdf(np.log1p(high)) - level.cdf(bottom))
        assert log_score(sample, low, high) == pytest.approx(exact, abs=0.06), (low, high)
    pieces = [log_score(sample, low, high) for low, high in ((-np.inf, 99.5), (99.5, 180.5), (180.5, np.inf))]
    assert np.exp(-np.array(pieces)).sum() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(
    ("level", "spread"),
    [
        ([2.0, 2.1, 3.9, 4.0], "deviation"),  # in two heaps, so that quartiles are far apart
        ([3.0, 3.1, 3.2, 3.3, 9.0], "quartiles"),
        ([3.0] * 7 + [5.0], "deviation"),  # quartiles are equal
        ([3.0, 3.0, 3.0], "least"),
    ],
)
def test_kernels_are_as_wide_as_silverman_says(level: list[float], spread: str) -> None:
    """Student kernels with 4 degrees of freedom; 0.9 x the smaller spread x n^-0.2, and at least 0.05."""
    at, n = np.array(level), len(level)
    quarter, three = np.interp([0.25, 0.75], (np.arange(n) + 0.5) / n, at)
    width = {
        "deviation": 0.9 * at.std() * n**-0.2,
        "quartiles": 0.9 * (three - quarter) / 1.349 * n**-0.2,
        "least": 0.05,
    }[spread]
    mass = (stats.t.cdf((np.log1p(25) - at) / width, 4) - stats.t.cdf((np.log1p(20) - at) / width, 4)).mean()
    assert log_score(equal(np.expm1(at)), 20, 25) == pytest.approx(-np.log(mass), rel=1e-9)


def test_a_surprise_costs_much_and_not_everything() -> None:
    none = equal(np.zeros(100))
    certain, surprised = log_score(none, -0.5, 0.5), log_score(none, 0.5, 1.5)
    assert certain < 0.01
    assert 5 < surprised < 10
    assert np.isfinite(log_score(none, 1e17, 1e17 + 1))


def test_ends_of_figures_ranges_and_bounds() -> None:
    assert ends(figure(200), 100) == (150, 250)
    assert ends(figure(144)) == (143.5, 144.5)
    assert ends(Target("k", 200, 200, 300, at_least=False), 100) == (150, 350)
    assert ends(Target("k", None, 50, None, at_least=True)) == (49.5, np.inf)
    only_range = score(equal([10.0, 20.0, 30.0]), Target("k", None, 15, 25, at_least=False))
    assert np.isnan(only_range.crps)
    assert np.isfinite(only_range.log_score)
    assert (only_range.within_50, only_range.within_90) == (True, True)


def test_coverage_of_central_intervals() -> None:
    """Members 0 .. 100: the middle 50 % are 25 to 75, the middle 90 % are 5 to 95."""
    sample = equal(np.arange(101.0))
    held = {level: [covers(sample, figure(v), level) for v in (3, 8, 50, 72, 92, 97)] for level in (0.5, 0.9)}
    assert held[0.5] == [False, False, True, True, False, False]
    assert held[0.9] == [False, True, True, True, True, False]
    above = Target("k", None, 80, None, at_least=True)
    assert (covers(sample, above, 0.5), covers(sample, above, 0.9)) == (False, True)


def test_persistence_is_a_random_walk() -> None:
    years, values = np.array([0.0, 0.5, 1.5]), np.expm1([4.0, 4.3, 4.1])
    variance = np.mean([0.3**2 / 0.5, 0.2**2 / 1.0]) * 2.0 + np.exp(-4.1)
    sample = persistence(Known(years, values, 3.5, cumulative=False))
    level = np.log1p(sample.values)
    assert np.median(level) == pytest.approx(4.1)
    assert level.std() == pytest.approx(np.sqrt(variance), rel=0.02)
    single = persistence(Known(np.array([0.0]), np.array([99.0]), 1.0, cumulative=True))
    assert np.log1p(single.values).std() == pytest.approx(0.1, rel=0.02)


def test_log_linear_trend_is_least_squares() -> None:
    """Against scipy's regression and the textbook error of a prediction."""
    years, level = np.array([0.0, 0.4, 1.0, 1.3, 2.0]), np.array([3.0, 3.3, 3.4, 4.0, 4.1])
    line = stats.linregress(years, level)
    rest = level - line.intercept - line.slope * years
    at = 3.0
    lever = 1 / 5 + (at - years.mean()) ** 2 / ((years - years.mean()) ** 2).sum()
    expected = line.intercept + line.slope * at
    sd = np.sqrt((rest**2).sum() / 3 * (1 + lever) + np.exp(-expected) / (1 + np.exp(-expected)))
    found = np.log1p(log_linear_trend(Known(years, np.expm1(level), at, cumulative=False)).values)
    assert np.median(found) == pytest.approx(expected, rel=1e-6)
    assert found.std() == pytest.approx(sd, rel=0.02)


def test_poisson_trend_is_the_likeliest_line() -> None:
    """Against a direct maximisation of the likelihood."""
    years, counts = np.array([0.0, 0.5, 1.0, 1.5, 2.0]), np.array([20.0, 24.0, 31.0, 38.0, 47.0])

    def cost(line: np.ndarray) -> float:
        return float(np.sum(np.exp(line[0] + line[1] * years) - counts * (line[0] + line[1] * years)))

    best = optimize.minimize(cost, [3.0, 0.0], tol=1e-12).x
    found = poisson_trend(Known(years, counts, 3.0, cumulative=False)).values
    mean = np.exp(best[0] + 3 * best[1])
    assert np.median(found) == pytest.approx(mean, rel=0.02)
    design = np.stack([np.ones(5), years - 3], axis=1)
    information = design.T @ (np.exp(best[0] + best[1] * years)[:, None] * design)
    error = np.linalg.inv(information)[0, 0]  # of the log mean, at year 3
    variance = mean * np.exp(error / 2) + mean**2 * np.exp(error) * (np.exp(error) - 1)
    assert found.var() == pytest.approx(variance, rel=0.1)


def test_poisson_trend_of_a_cumulative_series() -> None:
    """100 a year, without luck: 600 after six years, and at least what is counted already."""
    known = Known(np.arange(5.0), 100 * np.arange(5.0), 6.0, cumulative=True)
    sample = poisson_trend(known)
    assert np.median(sample.values) == pytest.approx(600, rel=0.02)
    assert sample.values.min() >= 400
    nobody = poisson_trend(Known(np.arange(5.0), np.zeros(5), 6.0, cumulative=True))
    assert np.median(nobody.values) == 0
    assert 0.25 < nobody.values.mean() < 1  # half an event in four years, and unsure of it


def test_poisson_trend_of_a_cumulative_series_that_grows() -> None:
    """A rate of 100 x 2^t at the middle of each interval, the second of which lasts two years."""
    values = np.cumsum([0, 100 * 2**0.5, 2 * 100 * 2**2.0, 100 * 2**3.5])
    sample = poisson_trend(Known(np.array([0.0, 1, 3, 4]), values, 6.0, cumulative=True))
    assert np.median(sample.values) == pytest.approx(values[-1] + 2 * 100 * 2**5, rel=0.01)


def test_over_dispersion_widens_the_poisson_trend() -> None:
    years = np.arange(8.0)
    even, jumpy = np.full(8, 50.0), np.array([20.0, 80, 30, 90, 10, 85, 35, 50])
    spreads = [poisson_trend(Known(years, v, 8.0, cumulative=False)).values.std() for v in (even, jumpy)]
    assert spreads[1] > 2 * spreads[0]


def test_trends_wait_for_enough_figures() -> None:
    def methods(count: int, cumulative: bool) -> list[str]:
        return list(baselines(Known(np.arange(count) * 1.0, np.arange(count) * 10.0, 9.0, cumulative)))

    assert methods(0, False) == []
    assert methods(2, False) == ["persistence"]
    assert methods(3, True) == ["persistence", "log-linear trend"]
    assert methods(4, True) == methods(3, False) == ["persistence", "log-linear trend", "Poisson trend"]


def test_figures_out_of_order_are_refused() -> None:
    with pytest.raises(InputError, match="rising order"):
        baselines(Known(np.array([1.0, 0.5]), np.array([1.0, 2.0]), 2.0, cumulative=True))
    with pytest.raises(InputError, match="earlier ones only"):
        baselines(Known(np.array([1.0, 1.5]), np.array([1.0, 2.0]), 1.2, cumulative=True))


def look(cut: date) -> Outlook:
    """One explanation knows the growth of 100 a year and one does not; two figures come later."""
    years = np.arange(2010, cut.year + 1.0)
    values = 100 * (years - 2009)
    later, forecasts = [], {"right": [], "wrong": []}
    for ahead in (1, 2):
        came = 100 * (cut.year + ahead - 2009)
        later.append(Later(figure(came), None, Known(years, values, cut.year + ahead, cumulative=True)))
        forecasts["right"].append(stats.norm.ppf(SHARES, came, 10))
        forecasts["wrong"].append(stats.norm.ppf(SHARES, came / 2, 10))
    return Outlook({name: equal(np.column_stack(columns)) for name, columns in forecasts.items()}, later)


def test_backtest_scores_every_figure_at_every_cut() -> None:
    cuts = [date(2012, 12, 31), date(2014, 12, 31)]
    scores = scores_at(cuts, look)
    assert set(scores["by"]) == {"right", "wrong", "persistence", "log-linear trend", "Poisson trend"}
    assert len(scores) == 2 * 4 + 2 * 5  # at the first cut there are too few figures for the Poisson trend
    assert (scores["cut"].iloc[0], scores["cut"].iloc[-1]) == tuple(cuts)
    one = scores[(scores["cut"] == cuts[1]) & (scores["by"] == "right")]
    assert one["crps"].iloc[1] == pytest.approx(crps(equal(stats.norm.ppf(SHARES, 700, 10)), 700))
    summary = mean_scores(scores)
    assert summary.index[0] == "right"
    assert summary.loc["right", "within_90"] == 1
    assert summary.loc["wrong", "within_90"] == 0
    assert summary.loc["Poisson trend", "figures"] == 2
    pd.testing.assert_frame_equal(scores, scores_at(cuts, look))
