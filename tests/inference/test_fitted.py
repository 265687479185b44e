"""What an explanation never makes even when it is fitted: counts of a series with a hump of known height."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from answers import toy_answer
from pandas import DataFrame

from boomerang.arrays import Floats, Ints
from boomerang.case.parts.statistics.scale import SHARE
from boomerang.inference.checks import Check, checks
from boomerang.inference.compare import Data
from boomerang.inference.curves import Curve, curves
from boomerang.inference.fits import FittedCheck, first_never, fits_of, never
from boomerang.inference.learn.fitted import Fitted, fitted
from boomerang.inference.learn.outside import p_values
from boomerang.inference.learn.posterior import Estimate, posteriors
from boomerang.measure.figures import Figure, Target, snap, targets

YEARS = np.arange(12)
FIRST = 1966
FLAT, STEEP = 8.0, 100.0  # by how much a hump may rise above its foot


class World(NamedTuple):
    """Yearly counts of countries, and their logarithms of rise, level, summit and width."""

    parameters: Floats
    counts: Floats


def world(random: np.random.Generator, n: int, most: float) -> World:
    """Humps that rise by a factor of up to `most`."""
    rise, level = random.uniform(0, np.log(most), n), random.normal(3, 1, n)
    summit, width = random.uniform(3, 8, n), random.uniform(1, 2, n)
    hump = rise[:, None] * np.exp(-(((YEARS - summit[:, None]) / width[:, None]) ** 2) / 2)
    means = np.exp(level[:, None] + hump) * random.lognormal(0, 0.2, (n, len(YEARS)))
    return World(np.column_stack([rise, level, summit, width]), random.poisson(means).astype(np.float64))


def shape(counts: Floats) -> Floats:
    y = np.log1p(counts)
    rise = (y - np.minimum.accumulate(y, axis=1)).max(axis=1)
    fall = (np.maximum.accumulate(y, axis=1) - y).max(axis=1)
    return np.column_stack([rise, fall, y.max(axis=1) - y.mean(axis=1), y[:, -1] - y[:, 0]])


def two(seed: int, n: int, observed: Floats) -> tuple[Fitted, Floats]:
    """Both explanations beside observed counts: what each never makes, and its p of the data."""
    random = np.random.default_rng([9, seed])
    flat, steep = world(random, n, FLAT), world(random, n, STEEP)
    counts, labels = np.vstack([flat.counts, steep.counts]), np.repeat([0, 1], n)
    X, x0 = np.log1p(counts), np.log1p(observed)
    parameters = DataFrame(np.vstack([flat.parameters, steep.parameters]), columns=list("abcd"))
    estimates = posteriors(X, x0, labels, ["flat", "steep"], parameters, {})
    Q, q0 = np.hstack([X, shape(counts)]), np.append(x0, shape(observed[None])[0])
    return fitted(Q, q0, X, x0, labels, estimates), p_values(X, x0, labels)


def hump(factor: float, seed: int) -> Floats:
    means = np.exp(3 + np.log(factor) * np.exp(-(((YEARS - 6) / 1.5) ** 2) / 2))
    return np.random.default_rng([3, seed]).poisson(means).astype(np.float64)


def test_a_rise_that_an_explanation_cannot_make_is_named_and_only_there() -> None:
    """By a factor of 50, where humps of `flat` rise by 8 at most; the p of the data does not notice."""
    found = [two(seed, 200, hump(50.0, seed)) for seed in range(10)]
    named = np.array([each.never[:, len(YEARS) :].any(axis=1) for each, _ in found])
    assert named[:, 0].mean() >= 0.9
    assert not named[:, 1].any()
    assert np.mean([p[0] < 0.01 for _, p in found]) < 0.5
    one = found[0][0]
    assert one.apart[0, len(YEARS)] > 3 > abs(one.apart[1, len(YEARS)])
    assert (one.p[0][one.never[0]] < 0.01).all()


def test_what_is_named_by_luck_is_one_in_a_hundred() -> None:
    """Countries of `flat`: that anything of 16 is named has the probability 0.01; in 300 it is 3 times.

    Under `steep`, that makes such countries too, it is once.
    """
    named = []
    for seed in range(300):
        own = world(np.random.default_rng([5, seed]), 1, FLAT).counts[0]
        named.append(two(seed, 100, own)[0].never.any(axis=1))
    wrong = np.mean(named, axis=0)
    assert wrong[0] <= 0.01 + 4 * np.sqrt(0.01 * 0.99 / 300), wrong
    assert wrong[1] <= 0.05, wrong


def test_fewer_than_a_hundred_countries_name_nothing() -> None:
    assert not two(0, 98, hump(1e4, 0))[0].never.any()
    assert two(0, 120, hump(1e4, 0))[0].never[0].any()


def test_a_quantity_that_now_and_then_is_far_out_hides_no_other() -> None:
    """Ten quantities are 3 in 3 of 100 countries and else 0; in the eleventh only the observed one is far."""
    random = np.random.default_rng(4)
    X, x0, labels = random.normal(size=(300, 2)), np.zeros(2), np.zeros(300, int)
    rare = 3.0 * (random.random((300, 10)) < 0.03)
    found = fitted(
        np.column_stack([rare, random.normal(size=300)]),
        np.append(np.zeros(10), 7.0),
        X,
        x0,
        labels,
        estimates_of(X, x0, labels),
    )
    assert found.never.tolist() == [[False] * 10 + [True]]


def test_every_country_is_fitted_like_the_observed_one() -> None:
    """A level makes a quantity large or small; in 8 of 300 countries it is off by 20, at levels far apart.

    In the observed one it is off by 18. Only if these 8 are fitted too do they show that this is no wonder.
    """
    random = np.random.default_rng(6)
    order = random.permutation(300)
    level = np.append(np.linspace(0, 30, 300)[order], 15.0)
    off = np.append(np.where(order % 37 == 20, 20.0, 0.0), 18.0)
    X, Q = level[:, None] + 0.1 * random.normal(size=(301, 1)), (level + off)[:, None]
    X0, x0, labels = X[:-1], X[-1], np.zeros(300, int)
    estimates = estimates_of(X0, x0, labels)
    assert 0.01 < fitted(Q[:-1], Q[-1], X0, x0, labels, estimates).p < 0.05
    assert fitted(Q[:-1], Q[-1] + 30, X0, x0, labels, estimates).never.all()


def estimates_of(X: Floats, x0: Floats, labels: Ints) -> list[Estimate]:
    return posteriors(X, x0, labels, ["only"], DataFrame({"a": X[:, 0]}), {})


def test_a_quantity_that_never_varies_says_nothing_where_it_agrees_and_all_where_not() -> None:
    random = np.random.default_rng(2)
    X, x0 = random.normal(size=(150, 2)), np.zeros(2)
    labels, Q = np.zeros(150, int), np.zeros((150, 2))
    found = fitted(Q, np.array([0.0, 5.0]), X, x0, labels, estimates_of(X, x0, labels))
    assert found.never.tolist() == [[False, True]]
    assert found.tail.tolist() == [[1.0, 0.0]]
    assert found.apart[0].tolist() == [0.0, pytest.approx(5 / 0.3)]


def test_the_tail_counts_ties_half() -> None:
    random = np.random.default_rng(3)
    X, x0 = random.normal(size=(150, 1)), np.zeros(1)
    labels = np.zeros(150, int)
    estimates = estimates_of(X, x0, labels)
    near = estimates[0].near
    Q = np.repeat(np.arange(150.0)[:, None] % 3, 2, axis=1)
    found = fitted(Q, np.array([0.0, 1.0]), X, x0, labels, estimates)
    share = [near.weights[Q[near.rows, 0] == value].sum() for value in range(3)]
    assert found.tail[0, 0] == pytest.approx(share[0])
    lower = share[0] + share[1] / 2
    assert found.tail[0, 1] == pytest.approx(2 * min(lower, 1 - lower))


# The same of a case: figures, and a series of a file.


def figure_of(base: Figure, year: int, value: float, place: str | None = None, **changes: object) -> Figure:
    key = f"{place or 'all'} in {year}"
    return replace(
        base,
        key=key,
        since=date(year, 1, 1),
        by=date(year, 12, 31),
        within=place,
        target=Target(key, value, value, value, at_least=False),
        **{"series": "raids by year", **changes},
    )


def data_of(figures: list[Figure], made: Floats, answer: Data) -> Data:
    """The toy's countries with other figures."""
    summaries = DataFrame(made, columns=[figure.key for figure in figures])
    table = replace(answer.table, summaries=summaries)
    X, x0 = snap(summaries, targets(figures))
    return replace(answer, table=table, figures=figures, X=X, x0=x0)


def given(values: list[float], made: Floats, **changes: object) -> Data:
    base = toy_answer().data
    found = [figure_of(base.figures[0], FIRST + year, value, **changes) for year, value in enumerate(values)]
    return data_of(found, made, base)


SEEN = [3.0, 2, 3, 40, 99, 30, 9, 1, 2]
MADE = np.tile(np.arange(9.0), (90, 1))  # 0 to 8


def by_kind(data: Data) -> dict[str, Check]:
    return {check.kind: check for check in checks(data) if check.kind != "figure"}


def test_the_shape_of_a_series() -> None:
    found = by_kind(given(SEEN, MADE))
    assert {kind: check.name for kind, check in found.items()} == {
        "level": "the level of the series",
        "rise": "the rise of 1967-70",
        "fall": "the fall of 1970-73",
        "peak": "the height of the peak of 1970",
        "date of the peak": "the date of the peak of 1970",
        "last to first": "the change from first to last of 1966-74",
    }
    rise, fall, last = found["rise"], found["fall"], found["last to first"]
    assert (rise.observed_shown, rise.observed) == (pytest.approx(100 / 3), pytest.approx(np.log(100 / 3)))
    assert rise.shown == pytest.approx(np.full(90, 9.0))
    assert (fall.observed_shown, fall.shown[0], fall.unit) == (pytest.approx(50), 1, "factor")
    assert (last.observed_shown, last.shown[0]) == (pytest.approx(3 / 4), pytest.approx(9))
    y = np.log1p(SEEN)
    assert found["peak"].observed == pytest.approx(y.max() - y.mean())
    level = found["level"]
    assert (level.observed_shown, level.shown[0], level.unit) == (21, 4, "count")
    assert level.observed == pytest.approx(np.log1p(21))
    peak = found["date of the peak"]
    assert peak.observed_shown == pytest.approx(1970.5, abs=2e-3)
    assert peak.shown[0] == pytest.approx(1974.5, abs=2e-3)
    assert (peak.observed, peak.values[0]) == (pytest.approx(4 * 0.3), pytest.approx(8 * 0.3))


def test_the_absence_of_a_rise_is_named() -> None:
    found = by_kind(given([9.0, 5, 3, 3, 0], MADE[:, :5]))
    assert found["rise"].name == "the absence of any rise"
    assert found["fall"].name == "the fall of 1966-70"
    equal = by_kind(given([2.0, 7, 1, 7, 2], MADE[:, :5]))
    assert equal["rise"].name == "the rise of 1968-69"
    assert equal["date of the peak"].observed == pytest.approx(2 * 0.3)


def test_a_level_series_has_no_date_of_a_peak() -> None:
    """Nothing but zeros, of which the middle would be called their peak."""
    found = by_kind(given([0.0] * 5, MADE[:, :5]))
    assert {kind: check.name for kind, check in found.items()} == {
        "level": "the level of the series",
        "rise": "the absence of any rise",
        "fall": "the absence of any fall",
        "peak": "the absence of any peak",
        "last to first": "the change from first to last of 1966-70",
    }
    assert found["peak"].observed == 0 < found["peak"].values[0]


def test_a_series_of_three_spans_has_no_shape_and_a_figure_alone_has_itself() -> None:
    assert list(by_kind(given(SEEN[:3], MADE[:, :3]))) == ["level"]
    alone = checks(given(SEEN[:1], MADE[:, :1], series=None))
    assert [(check.kind, check.name, check.unit) for check in alone] == [("figure", "“all in 1966”", "count")]
    assert (alone[0].observed_shown, alone[0].observed) == (3, pytest.approx(np.log(4)))


def test_two_series_are_told_apart() -> None:
    base = toy_answer().data
    figures = [figure_of(base.figures[0], FIRST + year, 1.0, "a") for year in range(4)]
    other = [figure_of(base.figures[0], FIRST + year, 1.0, "b", series="other") for year in range(4)]
    data = data_of([*figures, *other], np.ones((90, 8)), base)
    names = [check.name for check in checks(data) if check.kind == "level"]
    assert names == ["the level of “raids by year”", "the level of “other”"]
    raids = [replace(figure, count="stop") for figure in other]
    names = [
        check.name for check in checks(replace(data, figures=[*figures, *raids])) if check.kind != "figure"
    ]
    assert names[0] == "the level of depart"
    assert names[6] == "the absence of any rise of stop"
    assert names[-1] == "the change from first to last of stop, 1966-69"


def test_places_are_added_up_in_the_spans_that_none_lacks() -> None:
    base = toy_answer().data
    figures = [
        figure_of(base.figures[0], FIRST + year, 10.0 * year + (place == "b"), place)
        for place in "ab"
        for year in range(4)
        if (place, year) != ("b", 2)
    ]
    data = data_of(figures, np.tile([1.0, 2, 3, 4, 5, 6, 8], (90, 1)), base)
    (curve,) = curves(data)
    assert curve.observed.tolist() == [1, 21, 61]
    assert curve.simulated[0].tolist() == [6, 8, 12]
    assert [span[1].year for span in curve.spans] == [1966, 1967, 1969]
    target = replace(figures[0].target, scale=SHARE)
    shares = [replace(figures[0], quantity=_SHARE, target=target), *figures[1:]]
    assert curves(replace(data, figures=shares))[0].observed.tolist() == [0.5, 10.5, 30.5]


_SHARE: Any = SimpleNamespace(statistic=SimpleNamespace(scale=SHARE))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (("1998-01-01", "1998-12-31"), ("2002-01-01", "2002-12-31"), "1998-2002"),
        (("1972-01-01", "1972-12-31"), ("1975-01-01", "1975-12-31"), "1972-75"),
        (("2012-02-01", "2012-02-29"), ("2012-03-01", "2012-03-31"), "2012-02 to 2012-03"),
        (("2010-01-01", "2012-02-29"), ("2010-01-01", "2012-03-31"), "2012-02 to 2012-03"),
        (("2012-02-01", "2012-02-07"), ("2012-02-08", "2012-02-14"), "2012-02-07 to 2012-02-14"),
    ],
)
def test_when_something_was(first: tuple[str, str], last: tuple[str, str], told: str) -> None:
    spans = [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in (first, last)]
    curve = curves(given(SEEN, MADE))[0]
    assert replace(curve, spans=tuple(spans)).between(0, 1) == told


def test_what_is_never_made_comes_in_the_order_in_which_it_is_told() -> None:
    def check(kind: str, apart: float, never: bool = True) -> FittedCheck:
        given = Check(kind, "raids", kind, np.zeros(1), 0.0, np.zeros(1), 0.0, "count")  # type: ignore[arg-type]
        one = np.array([apart, apart])
        return FittedCheck(given, np.zeros((2, 5)), one, one, one, np.array([never, False]))

    fits = [
        check("figure", 9.0),
        check("date of the peak", 8.0),
        check("rise", 1.0),
        check("fall", -2.0),
        check("peak", 7.0, never=False),
        check("level", 0.5),
    ]
    told = [fit.check.kind for fit in never(fits, 0)]
    assert told == ["level", "fall", "rise", "date of the peak", "figure"]
    assert first_never(fits, 2) == ["level", ""]


def test_every_check_has_what_fitted_countries_of_each_explanation_make() -> None:
    answer = toy_answer()
    found = fits_of(answer.data, answer.estimates)
    assert [fit.check.of for fit in found] == answer.data.keys
    near = answer.estimates[2].near
    own = answer.data.table.summaries["bound"].to_numpy()[near.rows]
    bound = next(fit for fit in found if fit.check.of == "bound")
    assert bound.made[2, [0, 4]].tolist() == [own.min(), min(own.max(), 15)]
    assert bound.made.shape == (3, 5)
    assert (np.diff(bound.made, axis=1) >= 0).all()


def test_a_curve_is_that_of_the_series() -> None:
    (curve,) = curves(given(SEEN, MADE))
    assert isinstance(curve, Curve)
    assert (curve.name, curve.count) == ("raids by year", "depart")
    assert curve.observed.tolist() == SEEN
    assert curve.simulated.tolist() == MADE.tolist()
    assert curves(given(SEEN, MADE, series=None)) == []
