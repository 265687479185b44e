"""Predictive paths and figures against known ones."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from boomerang.errors import InputError
from boomerang.inference.forecast.predict import SHARES, predict_figures, predict_paths
from boomerang.inference.learn.posterior import Estimate, posteriors

MONTHS = 24
KNOWN = 12  # months that the summaries tell of
ROWS = 2000


def countries(seed: int, rows: int = ROWS) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Monthly rates, drawn from a prior, and cumulative counts float64[rows, 24] with Poisson luck."""
    random = np.random.default_rng(seed)
    rates = np.exp(random.normal(2.5, 0.7, rows))
    return rates, np.cumsum(random.poisson(rates[:, None], (rows, MONTHS)), axis=1).astype(float)


def seen(paths: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is known of a country: its counts after 6 and 12 months."""
    return np.log1p(paths[..., [KNOWN // 2 - 1, KNOWN - 1]])


def estimates(
    paths: NDArray[np.float64], rates: NDArray[np.float64], observed: NDArray[np.float64]
) -> list[Estimate]:
    """Two explanations: the even rows and the odd ones."""
    labels = np.arange(len(paths)) % 2
    frame = pd.DataFrame({"rate": np.log(rates)})
    return posteriors(seen(paths), seen(observed), labels, ["even", "odd"], frame, {})


def observed_country() -> NDArray[np.float64]:
    return np.cumsum(np.tile([20.0, 22.0], MONTHS // 2))


def test_predictive_quantiles_are_those_of_the_known_distribution() -> None:
    """Given 252 events in 12 months the rate is known to 6 %; the next 12 bring 252 more, with their luck.

    By Gamma-Poisson the 24-month total has mean about 504 and sd about sqrt(2 x 252) = 22 (flat prior).
    Tolerances: the median 2 %, the width of the 90 % band (2 x 1.645 sd) 15 %.
    """
    rates, paths = countries(1, 8000)
    prediction = predict_paths(
        paths, estimates(paths, rates, observed_country()), [0.5, 0.5], cumulative=True
    )
    low, _, middle, _, high = prediction.average.quantiles(SHARES)
    assert middle[-1] == pytest.approx(504, rel=0.02)
    assert high[-1] - low[-1] == pytest.approx(2 * 1.645 * np.sqrt(2 * 252), rel=0.15)
    assert middle[KNOWN - 1] == pytest.approx(252, rel=0.01)  # what is known stays
    assert high[KNOWN - 1] - low[KNOWN - 1] < 6


def test_intervals_of_the_future_cover() -> None:
    """40 countries: 4 standard errors of a 90 % share are 0.19, so at least 29 are held; of 50 %, 8 to 32."""
    rates, paths = countries(2)
    _, later = countries(3, 40)
    held = np.zeros(2)
    for country in later:
        sample = predict_paths(paths, estimates(paths, rates, country), [0.5, 0.5], cumulative=True).average
        low, lower, _, upper, high = sample.quantiles(SHARES)[:, -1]
        held += [low <= country[-1] <= high, lower <= country[-1] <= upper]
    assert held[0] >= 29
    assert 8 <= held[1] <= 32


def test_paths_and_quantiles_never_fall() -> None:
    rates, paths = countries(4)
    paths[:, 15:] += np.random.default_rng(5).normal(
        0, 40, (ROWS, MONTHS - 15)
    )  # so that something must be kept
    prediction = predict_paths(
        np.maximum(paths, 0), estimates(paths, rates, observed_country()), [0.3, 0.7], cumulative=True
    )
    for sample in prediction.samples.values():
        assert (np.diff(sample.values, axis=1) >= 0).all()
        bands = sample.quantiles(SHARES)
        assert (np.diff(bands, axis=0) >= 0).all()
        assert (np.diff(bands, axis=1) >= 0).all()
    free = predict_paths(
        np.maximum(paths, 0), estimates(paths, rates, observed_country()), [0.3, 0.7], cumulative=False
    )
    assert (np.diff(free.average.values, axis=1) < 0).any()


def test_nobody_leaves_where_nobody_left() -> None:
    rates, paths = countries(6)
    prediction = predict_paths(
        np.zeros_like(paths), estimates(paths, rates, observed_country()), [1, 0], cumulative=True
    )
    assert (prediction.average.values == 0).all()


def test_the_average_weighs_explanations_by_their_probability() -> None:
    """The odd rows' country doubles after what is known, so the average lies in between, by the weights."""
    rates, paths = countries(7)
    paths[1::2, KNOWN:] += 5000
    given = estimates(paths, rates, observed_country())
    prediction = predict_paths(paths, given, [0.8, 0.2], cumulative=True)
    assert list(prediction.samples) == ["even", "odd", "Average"]
    average = prediction.average
    assert average.weights[average.values[:, -1] > 3000].sum() == pytest.approx(0.2)
    means = [s.weights @ s.values[:, -1] for s in prediction.by_explanation.values()]
    assert average.weights @ average.values[:, -1] == pytest.approx(0.8 * means[0] + 0.2 * means[1])
    bands = prediction.bands(np.arange(MONTHS))
    assert list(bands.columns) == ["explanation", "at", "5%", "25%", "50%", "75%", "95%"]
    assert len(bands) == 3 * MONTHS
    certain = predict_paths(paths, given, [1, 0], cumulative=True)
    np.testing.assert_allclose(
        certain.average.quantiles(SHARES), certain.by_explanation["even"].quantiles(SHARES)
    )


def test_figures_are_rounded_as_they_are_announced() -> None:
    rates, paths = countries(8)
    luck = np.random.default_rng(9).binomial(paths[:, -1].astype(int), 0.6)
    figures = np.column_stack([luck, np.floor(luck / 50 + 0.5) * 50])
    given = estimates(paths, rates, observed_country())
    sample = predict_figures(figures, given, [0.5, 0.5], [0, 50]).average
    assert (sample.values[:, 0] % 1 == 0).all()
    assert (sample.values[:, 1] % 50 == 0).all()
    assert sample.weights @ sample.values[:, 0] == pytest.approx(0.6 * 504, rel=0.03)
    assert len(np.unique(sample.values[:, 1])) > 2


def test_mistakes_are_said() -> None:
    rates, paths = countries(10)
    given = estimates(paths, rates, observed_country())
    with pytest.raises(InputError, match="sum to 1"):
        predict_paths(paths, given, [0.5, 0.6], cumulative=True)
    with pytest.raises(InputError, match="3 probabilities were given for 2"):
        predict_paths(paths, given, [0.5, 0.25, 0.25], cumulative=True)
    with pytest.raises(InputError, match="none below 0"):
        predict_paths(-paths, given, [0.5, 0.5], cumulative=True)


def test_no_prediction_goes_beyond_every_simulated_country() -> None:
    rates, paths = countries(4)
    far = observed_country() * 40  # more than any country has
    prediction = predict_paths(paths, estimates(paths, rates, far), [0.5, 0.5], cumulative=True)
    assert (prediction.average.values <= paths.max(axis=0) + 1e-6).all()
    assert prediction.average.values[:, -1].max() == pytest.approx(paths[:, -1].max())
