"""Posteriors of parameters against known ones; ranges; files that ArviZ reads."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from toys import Toy, toy
from xarray import open_datatree

from boomerang.case.bundled import load
from boomerang.case.parts.priors.prior import Prior
from boomerang.case.parts.values import Measure
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.inference.learn.nearness import epanechnikov, scales
from boomerang.inference.learn.neighbours import Neighbours, Ridge, kernel, kernels, nearest
from boomerang.inference.learn.posterior import (
    Estimate,
    Scale,
    posteriors,
)
from boomerang.inference.learn.weighted import Sample, effective_size, equal, mixture, quantiles, resampled
from boomerang.inference.scales import measures_of, scale_of, scales_of
from boomerang.report.data.parameters import read_posterior, settings_of, to_datatree, write_posterior

NAMES = ["a", "b", "c"]
SETS = 60  # 200 and more of them in verification/credible_intervals.py


def estimate(known: Toy, fraction: float = 0.3) -> Estimate:
    frame = pd.DataFrame(known.parameters, columns=NAMES)
    labels = np.zeros(len(frame), int)
    return posteriors(known.X, known.x0, labels, ["only"], frame, {}, fraction=fraction)[0]


def test_a_linear_normal_posterior_is_found() -> None:
    """Mean and standard deviation, within 4 standard errors and 2 % of the sd for the ridge.

    The mean is a fitted value with 8 slopes, at a country that is about as far out as any: its variance is 9
    times that of a mean of as many members.
    """
    known = toy(1, 30_000)
    found, (mean, sd) = estimate(known), known.exact
    n = found.effective_size
    assert n > 6000
    means = found.sample.weights @ found.sample.values
    deviations = np.sqrt(found.sample.weights @ (found.sample.values - means) ** 2)
    np.testing.assert_allclose((means - mean) / sd, 0, rtol=0, atol=4 * np.sqrt(9 / n) + 0.02)
    np.testing.assert_allclose(deviations / sd, 1, rtol=0, atol=4 / np.sqrt(2 * n) + 0.02)
    np.testing.assert_allclose(found.shrinkage, 1 - sd, rtol=0, atol=0.06)


@pytest.mark.parametrize(("summaries", "curved"), [(8, False), (25, False), (25, True)])
def test_intervals_cover(summaries: int, curved: bool) -> None:
    """60 data sets of 3 parameters: 4 standard errors of a 90 % share of 180 are 0.089, of a 50 % one 0.149.

    The parameters of one data set are nearly independent.
    """
    held = {0.5: 0, 0.9: 0}
    for seed in range(SETS):
        known = toy(seed, 400, summaries=summaries, curved=curved)
        found = estimate(known)
        for level in held:
            low, high = found.interval(level)
            held[level] += int(((low <= known.truth) & (known.truth <= high)).sum())
    shares = {level: count / (3 * SETS) for level, count in held.items()}
    assert shares[0.9] == pytest.approx(0.9, abs=0.089), shares
    assert shares[0.5] == pytest.approx(0.5, abs=0.149), shares


def test_more_summaries_than_rows() -> None:
    """Pure noise in 200 summaries, 40 countries: the posterior is the prior, and not narrower."""
    random = np.random.default_rng(3)
    frame = pd.DataFrame(random.normal(size=(40, 3)), columns=NAMES)
    X = random.normal(size=(40, 200))
    found = posteriors(X, np.zeros(200), np.zeros(40, int), ["only"], frame, {})[0]
    assert (np.abs(found.shrinkage) < 0.35).all()


def test_a_summary_that_says_nothing_or_never_varies_changes_little() -> None:
    known = toy(4, 2000)
    more = np.hstack([known.X, np.full((2000, 1), 7.0)])
    frame = pd.DataFrame(known.parameters, columns=NAMES)
    labels = np.zeros(2000, int)
    plain = estimate(known)
    constant = posteriors(more, np.append(known.x0, 7.0), labels, ["only"], frame, {})[0]
    np.testing.assert_allclose(constant.interval(0.9), plain.interval(0.9), rtol=0, atol=1e-8)
    assert (plain.beyond_prior < 0.05).all()


@pytest.mark.parametrize("n", [30, 101, 500])
def test_kernels_of_many_are_those_of_each(n: int) -> None:
    """With distances that come again, and where all that is kept is as far."""
    distances = np.round(np.random.default_rng(n).exponential(size=(6, n)), 1)
    distances[4], distances[5, :-3] = 2.0, 0.0
    for weights, row in zip(kernels(distances), distances, strict=True):
        kept, wanted = kernel(row)
        assert np.array_equal(np.flatnonzero(weights), kept)
        np.testing.assert_allclose(weights[kept], wanted, rtol=1e-12)


def test_without_parameters_the_nearest_are_those_with_the_nearest_summaries() -> None:
    """Kernel weights by hand; a summary that never varies does not count, wherever the observed one is."""
    X = np.column_stack([np.arange(500.0), np.full(500, 3.0)])
    near = nearest(X, np.array([200.0, 4.0]), np.arange(500), np.empty((500, 0)), 0.3)
    np.testing.assert_array_equal(near.rows, np.arange(126, 275))  # one at the edge weighs nothing
    expected = 1 - ((near.rows - 200) / 75) ** 2
    np.testing.assert_allclose(near.weights, expected / expected.sum())


def test_ridge_without_penalty_is_weighted_least_squares() -> None:
    random = np.random.default_rng(5)
    offsets, weights = random.normal(size=(500, 3)), random.uniform(0.1, 1, 500)
    responses = offsets @ [[1.0], [2.0], [-1.0]] + 5 + 1e-4 * random.normal(size=(500, 1))
    design = np.column_stack([np.ones(500), offsets])
    root = np.sqrt(weights)[:, None]
    exact = np.linalg.lstsq(root * design, root * responses, rcond=None)[0]
    fit = Ridge.of(offsets, weights).fit(responses)
    np.testing.assert_allclose(fit.at_observed, exact[0], rtol=1e-6)
    np.testing.assert_allclose(fit.residuals, responses - design @ exact, rtol=0, atol=2e-5)
    hat = root * design @ np.linalg.inv(design.T @ (weights[:, None] * design)) @ (root * design).T
    at_zero = np.linalg.inv(design.T @ (weights[:, None] * design))[0] @ (weights[:, None] * design).T
    wider = np.sqrt((1 + at_zero @ at_zero) / (1 - np.diag(hat)))
    np.testing.assert_allclose(fit.widened / fit.residuals, wider[:, None], rtol=1e-4)


def test_columns_fitted_together_have_one_penalty() -> None:
    """Then the fit of a sum is the sum of the fits; each by itself is shrunk as it deserves."""
    random = np.random.default_rng(11)
    offsets = random.normal(size=(60, 5))
    strong, noise = offsets @ np.arange(1.0, 6.0), random.normal(size=60)
    responses = np.column_stack([strong, noise, strong + noise])
    ridge = Ridge.of(offsets + 1, np.full(60, 1 / 60))
    one, other, both = ridge.fit(responses, together=True).at_observed
    assert one + other == pytest.approx(both, rel=1e-12)
    one, other, both = ridge.fit(responses).at_observed
    assert abs(one + other - both) > 0.01


def test_scales_are_median_deviations_or_else_standard_ones() -> None:
    X = np.array([[0.0, 5, 3], [1, 5, 3], [2, 5, 3], [3, 5, 3], [10, 10, 3]])
    assert scales(X).tolist() == [1, 2, 0]
    assert scales(X, 1.5).tolist() == [1.5, 2, 0]


def test_weights_fall_with_the_square_of_the_distance() -> None:
    assert epanechnikov(np.array([0.0, 1, 2, 3]), 2).tolist() == [1, 0.75, 0, 0]
    assert epanechnikov(np.array([2.0, 2, 3]), 2).tolist() == [1, 1, 1]


def test_shrinkage_is_on_the_stretched_scale_and_nothing_where_nothing_varied() -> None:
    prior = np.column_stack([np.exp([-2.0, 2, -2, 2]), np.full(4, 7.0)])
    values = np.column_stack([np.exp([0.0, 1]), np.full(2, 7.0)])
    near = Neighbours(np.arange(2), np.array([0.5, 0.5]), np.zeros((2, 1)))
    found = Estimate("one", ("a", "b"), (Scale(low=0.0), Scale()), prior, Sample(values, near.weights), near)
    assert found.shrinkage == pytest.approx([0.75, 0])
    assert replace(found, luck=0.7).shrinkage == pytest.approx([0.75, 0])
    assert replace(found, luck=0.8).shrinkage.tolist() == [0, 0]


@pytest.mark.parametrize("rows", [32, 200])
def test_what_says_nothing_is_not_learned(rows: int) -> None:
    """Of ten parameters the first is what the summaries show; 99 of 100 others stay at 0.

    270 of them: more than 10 above are no luck (about 3 in 1,000 times).
    """
    learned, said = 0, 0
    for seed in range(30):
        random = np.random.default_rng(seed)
        parameters = random.normal(size=(rows, 10))
        X = parameters[:, :1] + random.normal(size=(rows, 20)) * np.linspace(0.5, 5, 20)
        frame = pd.DataFrame(parameters, columns=[f"p{i}" for i in range(10)])
        found = posteriors(X, np.zeros(20), np.zeros(rows, int), ["only"], frame, {})[0].shrinkage
        said, learned = said + (found[0] > 0.3), learned + (found[1:] > 0).sum()
    assert said >= 28
    assert learned <= 10


def test_samples_stay_in_range() -> None:
    """Parameters on a logarithm, a share, and a uniform range, pulled hard by the regression."""
    random = np.random.default_rng(6)
    z = random.normal(size=(300, 3))
    values = np.column_stack(
        [np.exp(z[:, 0]), 1 / (1 + np.exp(-z[:, 1])), 20 + 10 / (1 + np.exp(-3 * z[:, 2]))]
    )
    frame = pd.DataFrame(values, columns=NAMES)
    scales = {"a": Scale(low=0.0), "b": Scale(0.0, 1.0), "c": Scale(20.0, 30.0)}
    X = z + 0.1 * random.normal(size=z.shape)
    labels = np.zeros(300, int)
    for far in (-8.0, 8.0):
        found = posteriors(X, np.full(3, far), labels, ["only"], frame, scales)[0]
        a, b, c = found.sample.values.T
        assert a.min() > 0
        assert 0 <= b.min() <= b.max() <= 1
        assert 20 <= c.min() <= c.max() <= 30
        assert (found.beyond_prior > 0.5).all()  # and it says so
        bare = posteriors(X, np.full(3, far), labels, ["only"], frame, {})[0].sample.values
        assert bare.min() < 0 or bare[:, 1].max() > 1  # without ranges it would leave them


def test_scales_come_from_the_family_of_the_prior() -> None:
    plain, days = Measure.parse(0.3), Measure.parse("6 months")
    assert scale_of(Prior("lognormal", 1, 2), plain) == Scale(low=0.0)
    assert scale_of(Prior("gamma", 1, 2), days) == Scale(low=0.0)
    assert scale_of(Prior("halfnormal", 0.06, 2), plain) == Scale(low=0.0)
    assert scale_of(Prior("beta", 0.1, 0.2), plain) == Scale(0.0, 1.0)
    assert scale_of(Prior("normal", -1, 2), plain) == Scale()
    assert scale_of(Prior("uniform", 3, 9), days) == Scale(3 * 365.25 / 12, 9 * 365.25 / 12)
    known = scales_of(load("tajikistan-2015"))
    assert Scale(0.0, 1.0) in known.values()
    assert any(path.startswith("mechanisms.restriction.parameters.") for path in known)


@pytest.mark.parametrize("scale", [Scale(), Scale(low=0.0), Scale(high=9.0), Scale(3, 9)])
def test_a_scale_leads_there_and_back_and_not_beyond_its_ends(scale: Scale) -> None:
    inside = np.array([3.5, 4.0, 8.9])
    stretched = scale.stretch(inside)
    assert (np.diff(stretched) > 0).all()
    np.testing.assert_allclose(scale.back(stretched), inside, rtol=1e-9)
    far = scale.back(np.array([-50.0, 50.0]))
    assert scale.low <= far[0] < far[1] <= scale.high


def two() -> tuple[np.ndarray, np.ndarray, np.ndarray, pd.DataFrame]:
    """Two explanations whose rows alternate; the second does not use `c`."""
    known = toy(7, 600)
    labels = np.arange(600) % 2
    frame = pd.DataFrame(known.parameters, columns=NAMES)
    frame.loc[labels == 1, "c"] = np.nan
    return known.X, known.x0, labels, frame


def test_every_explanation_by_itself() -> None:
    X, x0, labels, frame = two()
    one, other = posteriors(X, x0, labels, ["first", "second"], frame, {})
    assert (one.parameters, other.parameters) == (("a", "b", "c"), ("a", "b"))
    assert (labels[one.near.rows] == 0).all()
    assert (labels[other.near.rows] == 1).all()
    alone = posteriors(X[labels == 1], x0, np.zeros(300, int), ["second"], frame[labels == 1], {})[0]
    np.testing.assert_array_equal(alone.sample.values, other.sample.values)
    again = posteriors(X, x0, labels, ["first", "second"], frame, {})[1]
    np.testing.assert_array_equal(again.sample.values, other.sample.values)
    table = one.table()
    assert list(table.index) == NAMES
    assert (table["low 90%"] <= table["low 50%"]).all()
    assert (table["low 50%"] <= table["median"]).all()
    assert (table["median"] <= table["high 50%"]).all()


def test_mistakes_are_said() -> None:
    X, x0, labels, frame = two()
    with pytest.raises(InputError, match="8 summaries and 7 were observed"):
        posteriors(X, x0[:7], labels, ["first", "second"], frame, {})
    with pytest.raises(InputError, match="0 simulated countries of an explanation are too few"):
        posteriors(X, x0, labels, ["first", "second", "third"], frame, {})
    with pytest.raises(InputError, match=r"share of simulated countries to keep is 1\.5"):
        posteriors(X, x0, labels, ["first", "second"], frame, {}, fraction=1.5)
    with pytest.raises(InputError, match="no finite numbers"):
        posteriors(np.where(X > 2, np.inf, X), x0, labels, ["first", "second"], frame, {})


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    X, x0, labels, frame = two()
    frame.columns = ["parameters.memory", "mechanisms.the ties.parameters.talk", "c"]
    written = dict.fromkeys(frame.columns, Measure(1.0)) | {"parameters.memory": Measure(2.0, "month")}
    results = posteriors(X, x0, labels, ["full boomerang", "chance"], frame, {})
    tree = to_datatree(results, {"table": "0abc", "seed": 4}, written, draws=2000)
    for name in ("one.nc", "two.nc"):
        write_posterior(tree, tmp_path / name)
    back = read_posterior(tmp_path / "one.nc")
    assert back.identical(tree)
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "two.nc").read_bytes()
    assert (tmp_path / "one.nc").read_bytes() == bytes(tree.to_netcdf(engine="h5netcdf"))
    assert back.attrs == {"table": "0abc", "seed": 4}
    group = back["full boomerang/posterior"]
    assert dict(group.sizes) == {"chain": 1, "draw": 2000}
    assert dict(back["chance/prior"].sizes) == {"chain": 1, "draw": 300}
    assert set(back["chance/prior"].data_vars) == {"parameters.memory", "mechanisms.the ties.parameters.talk"}
    drawn, weighted = group["parameters.memory"].values[0], results[0].sample
    assert group["parameters.memory"].units == "months"
    assert group["mechanisms.the ties.parameters.talk"].units == "1"
    month = Measure(1.0, "month").base
    times = np.isclose(drawn * month, weighted.values[:, :1], rtol=1e-12, atol=0).sum(axis=1)
    np.testing.assert_allclose(times, 2000 * weighted.weights, rtol=0, atol=1)
    assert back["chance"].attrs == {
        "effective_sample_size": results[1].effective_size,
        "countries_kept": len(results[1].near.rows),
        "countries_simulated": 300,
    }


def test_arviz_reads_the_file(tmp_path: Path) -> None:
    arviz = pytest.importorskip("arviz_base")
    X, x0, labels, frame = two()
    written = dict.fromkeys(frame.columns, Measure(1.0))
    results = posteriors(X, x0, labels, ["a", "b"], frame, {})
    write_posterior(to_datatree(results, {}, written), tmp_path / "one.nc")
    tree = arviz.convert_to_datatree(read_posterior(tmp_path / "one.nc")["a"])
    drawn = arviz.extract(tree, group="posterior")
    assert set(drawn.data_vars) == set(NAMES)
    assert drawn.sizes["sample"] == 1000


def test_it_is_read_as_xarray_reads_it(tmp_path: Path) -> None:
    X, x0, labels, frame = two()
    results = posteriors(X, x0, labels, ["a", "b"], frame, {})
    tree = to_datatree(results, {}, dict.fromkeys(frame.columns, Measure(1.0)))
    write_posterior(tree, tmp_path / "one.nc")
    with open_datatree(tmp_path / "one.nc", engine="h5netcdf") as wanted:
        assert read_posterior(tmp_path / "one.nc").identical(wanted.load())


def test_a_draw_is_fed_back_as_settings() -> None:
    X, x0, labels, frame = two()
    frame.columns = ["parameters.memory", "parameters.sympathy", "mechanisms.ties.parameters.persuasion"]
    case = load("village")
    results = posteriors(X, x0, labels, ["a", "b"], frame.abs() / 10, {})
    tree = to_datatree(results, {}, measures_of(case), draws=5)
    group = tree["a/posterior"].to_dataset()
    settings = settings_of(group, 3)
    assert list(settings) == list(group.data_vars)
    changed = scenario("village", settings=settings).case
    memory, sympathy = (changed.parameters[name].value for name in ("memory", "sympathy"))
    assert (memory.unit, sympathy.unit) == ("month", "person-year")
    chosen = resampled(results[0].sample.weights, 5)[3]
    base = [changed.values_of("ties")[name] for name in ("memory", "sympathy", "persuasion")]
    np.testing.assert_allclose(base, results[0].sample.values[chosen], rtol=1e-12)
    with pytest.raises(InputError, match="there is no draw 5; they run from 0 to 4"):
        settings_of(group, 5)


def test_weighted_quantiles() -> None:
    """Equal weights: known values; doubled weights are the same as doubled members, up to half a step."""
    np.testing.assert_allclose(
        quantiles([3.0, 1.0, 2.0], [1, 1, 1], [0, 1 / 6, 0.5, 2 / 3, 1]), [1, 1, 2, 2.5, 3]
    )
    np.testing.assert_array_equal(quantiles([-5.0, 2.0, 9.0], [0, 1, 0], [0, 0.5, 1]), [2, 2, 2])
    random = np.random.default_rng(8)
    values, weights = random.normal(size=(400, 2)), random.integers(0, 4, 400).astype(float)
    repeated = np.repeat(values, weights.astype(int), axis=0)
    shares = np.linspace(0, 1, 41)
    found = quantiles(values, weights, shares)
    assert (np.diff(found, axis=0) >= 0).all()
    np.testing.assert_allclose(found[4:-4], np.quantile(repeated, shares, axis=0)[4:-4], rtol=0, atol=0.05)


def test_effective_size_and_equal_draws() -> None:
    assert effective_size([1, 1, 1, 1]) == 4
    assert effective_size([2, 2, 0, 0]) == 2
    weights = np.array([0.5, 0.0, 0.3, 0.2])
    np.testing.assert_array_equal(np.bincount(resampled(weights, 10), minlength=4), [5, 0, 3, 2])
    assert resampled(np.array([1.0, 0.0]), 7).max() == 0


def test_mixture_weighs_by_probability() -> None:
    pooled = mixture([equal([1.0, 3.0]), equal([10.0])], [0.25, 0.75])
    np.testing.assert_allclose(pooled.values, [1, 3, 10])
    np.testing.assert_allclose(pooled.weights, [0.125, 0.125, 0.75])
    for wrong in ([0.5], [0.5, 0.6], [-0.5, 1.5]):
        with pytest.raises(InputError, match="probabilities"):
            mixture([equal([1.0]), equal([2.0])], wrong)


def test_quantiles_of_nothing_are_none() -> None:
    """An explanation in which no parameter is in doubt has an estimate of no parameter."""
    assert quantiles(np.zeros((3, 0)), np.ones(3), [0.1, 0.5]).shape == (2, 0)
