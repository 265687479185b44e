"""Priors have the distribution that their two points say."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from boomerang.case.parts.priors.family import ABOVE_0, ANY_NUMBER, ENDS, FAMILIES, Support
from boomerang.case.parts.priors.prior import Prior, in_doubt, quantile
from boomerang.errors import InputError

SHARES = np.array([1e-6, 0.01, 0.05, 0.3, 0.5, 0.9, 0.95, 0.999])
SHAPES = st.floats(0.05, 1e4)


@pytest.mark.parametrize(
    "text",
    [
        "lognormal 0.02 to 0.12",
        "lognormal 1e-09 to 50000",
        "normal -1 to 3",
        "beta 0.15 to 0.6",
        "beta 0.005 to 0.1",
        "beta 0.9 to 0.99999",
        "beta 1e-09 to 0.99",
        "beta 1e-12 to 1.1e-12",
        "beta 0.5 to 0.501",
        "gamma 1 to 2",
        "gamma 1 to 1.001",
        "gamma 1e-30 to 5",
    ],
)
def test_points_are_met(text: str) -> None:
    prior = Prior.parse(text)
    assert quantile(prior, [0.05, 0.95]) == pytest.approx([prior.low, prior.high], rel=1e-6)


def test_ends_of_a_uniform() -> None:
    assert quantile(Prior.parse("uniform 2 to 4"), [1e-12, 0.25, 1 - 1e-12]) == pytest.approx([2, 2.5, 4])


def test_upper_point_of_a_halfnormal_decides() -> None:
    scale = 2 / stats.halfnorm.ppf(0.95)
    for low in ("0.04", "0.064", "0.12"):
        found = quantile(Prior.parse(f"halfnormal {low} to 2"), SHARES)
        assert found == pytest.approx(stats.halfnorm.ppf(SHARES, scale=scale))


def test_normal_and_lognormal() -> None:
    spread = 1 / stats.norm.ppf(0.95)
    normal, logs = quantile(Prior.parse("normal 2 to 4"), SHARES), np.log(quantile(LOG_PRIOR, SHARES))
    assert normal == pytest.approx(stats.norm.ppf(SHARES, 3, spread))
    assert logs == pytest.approx(stats.norm.ppf(SHARES, np.log(2), np.log(2) * spread))


LOG_PRIOR = Prior.parse("lognormal 1 to 4")


@given(SHAPES, SHAPES)
@example(0.05, 1e4)
@example(1e4, 0.5)
@example(1000.0, 9090.0)  # of which scipy does not know the upper half
def test_beta_is_found_again(a: float, b: float) -> None:
    shares = np.array([0.05, 0.95, *SHARES])
    low, high, *known = stats.beta.ppf(shares, a, b)
    right = stats.beta.cdf([low, high, *known], a, b) == pytest.approx(shares, abs=1e-4)
    if right and 0 < low < high < 1 - 1e-9:  # beyond that the upper point has lost its digits
        assert quantile(Prior("beta", low, high), SHARES) == pytest.approx(known, rel=1e-3)


@given(SHAPES, st.floats(1e-6, 1e6))
def test_gamma_is_found_again(shape: float, scale: float) -> None:
    low, high = stats.gamma.ppf([0.05, 0.95], shape, scale=scale)
    found = quantile(Prior("gamma", low, high), SHARES)
    assert found == pytest.approx(stats.gamma.ppf(SHARES, shape, scale=scale), rel=1e-3)


@pytest.mark.parametrize(
    "text", ["beta 1e-9 to 0.999999999", "beta 0.9 to 0.9999", "gamma 1e-200 to 1", "uniform 1 to 2"]
)
def test_outermost_draws_are_possible(text: str) -> None:
    prior = Prior.parse(text)
    assert all(prior.allows(number) for number in quantile(prior, [2**-31, 1 - 2**-31]))


@pytest.mark.parametrize("family", FAMILIES)
@given(st.floats(0.002, 0.4), st.floats(0.05, 0.5))
def test_ends_are_the_outermost_draws(family: str, low: float, width: float) -> None:
    prior = Prior(family, 0.0319 * (low + width) if family == "halfnormal" else low, low + width)
    ends = quantile(prior, ENDS)
    assert prior.drawn == pytest.approx(ends, rel=1e-9)
    least, most = prior.bounds
    assert least - 1e-9 <= ends[0] < ends[1] <= most + 1e-9


@pytest.mark.parametrize("low", [0.001, 0.01, 0.3, 0.7, 0.997])
@pytest.mark.parametrize("width", [0.001, 0.002, 0.01, 0.29, 0.6, 0.998])
def test_points_of_a_beta_that_are_called_met_are_met(low: float, width: float) -> None:
    prior = Prior("beta", low, low + width)
    if FAMILIES["beta"].met(low, low + width):
        assert quantile(prior, [0.05, 0.95]) == pytest.approx([low, low + width], rel=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_keeps_to_its_support(family: str) -> None:
    prior = Prior(family, 0.016, 0.5)
    extreme = quantile(prior, [2**-31, 0.5, 1 - 2**-31])
    assert (np.diff(extreme) > 0).all()
    assert all(prior.allows(number) for number in extreme)
    assert prior.support.least <= extreme[0] < extreme[2] <= prior.support.most


def test_an_end_at_infinity_excludes_nothing() -> None:
    numbers = (-np.inf, -1, 0, 1, np.inf)
    assert [number in ANY_NUMBER for number in numbers] == [True] * 5
    assert [number in ABOVE_0 for number in numbers] == [False, False, False, True, True]
    assert [number in Support(most=0) for number in numbers] == [True, True, False, False, False]
    assert [number in Support(0, 1, closed=True) for number in numbers] == [False, False, True, True, False]


def test_shape_is_that_of_the_shares() -> None:
    assert quantile(LOG_PRIOR, np.full((2, 3), 0.5)) == pytest.approx(np.full((2, 3), 2.0))
    assert quantile(LOG_PRIOR, 0.5).shape == ()


def test_what_is_in_doubt() -> None:
    assert in_doubt(LOG_PRIOR)
    assert not in_doubt(None)
    assert not in_doubt(Prior("fixed"))
    with pytest.raises(ValueError, match="a fixed parameter has no distribution"):
        quantile(Prior("fixed"), 0.5)


OUT_OF_REACH = "distribution that can be computed has these 5 % and 95 % points; take other points or another"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("beta 0.3 to 0.3000001", f"is out of reach: no beta {OUT_OF_REACH} family"),
        ("beta 1e-300 to 0.5", f"is out of reach: no beta {OUT_OF_REACH} family"),
        (
            "beta 1.0388671291567052e-17 to 1.8528283541636733e-17",
            f"is out of reach: no beta {OUT_OF_REACH} family",
        ),
        ("gamma 1 to 1.0000001", f"is out of reach: no gamma {OUT_OF_REACH} family"),
        ("gamma 1e-300 to 1e+300", f"is out of reach: no gamma {OUT_OF_REACH} family"),
        ("beta 0 to 0.5", "has an end that a beta distribution cannot reach"),
        ("lognormal 0 to 1", "has an end that a lognormal distribution cannot reach"),
        *(
            (
                f"halfnormal {low} to 2",
                "is out of reach: a half-normal distribution whose 95 % point is 2 has its 5 % point at"
                " 0.064; write that or take another family",
            )
            for low in ("1", "0.03", "0.13")
        ),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as told:
        quantile(Prior.parse(text), 0.5)
    assert str(told.value) == f"'{text}' {message}"
