"""Values are read from the texts that people write, and written back the same."""

from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boomerang.case import CaseError, case_from_data
from boomerang.case.parts.priors.prior import Prior
from boomerang.case.parts.values import OWN, Duration, Expression, Measure, People, Rate

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).filter(lambda name: name not in ("x", "or"))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Expression, "3"),
        (Expression, "sting"),
        (Expression, "0.35 x sting"),
        (Expression, "2 x a x b"),
        (Measure, "0.06 per person-month"),
        (Measure, "1 week"),
        (Measure, "never"),
        (Measure, "-2.5"),
        (Duration, "18 months"),
        (Duration, "0.5 x memory"),
        (Rate, "0.06 per person-year"),
        (Rate, "stops"),
        (Rate, "stops at night"),
        (Rate, "0.06 per person-year at reference"),
        (Rate, "2 x stops at reference"),
        (People, "6.3 people"),
        (Prior, "lognormal 0.02 to 0.12"),
        (Prior, "fixed"),
    ],
)
def test_text_comes_back(kind: type, text: str) -> None:
    assert str(kind.parse(text)) == text
    assert kind.parse(kind.parse(text)) == kind.parse(text)


@given(st.lists(NUMBERS | NAMES, min_size=1, max_size=4))
def test_any_expression_comes_back(factors: list[float | str]) -> None:
    expression = Expression(tuple(factors))
    assert Expression.parse(expression.plain()) == expression


def test_expression_multiplies() -> None:
    assert Expression.parse("2 x a x b").value({"a": 3.0, "b": 0.5}) == 3.0
    assert Expression.parse("2 x a x b").names == ("a", "b")
    assert Expression.parse(4).value({}) == 4.0
    assert Expression.parse("own") == OWN


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("12 hours", 0.5),
        ("90 days", 90),
        ("1 week", 7),
        ("12 months", 365.25),
        ("2 years", 730.5),
        ("never", inf),
    ],
)
def test_duration_in_days(text: str, days: float) -> None:
    assert Duration.parse(text).days({}) == pytest.approx(days)


@pytest.mark.parametrize(
    ("unit", "factor"), [("day", 365.25), ("week", 365.25 / 7), ("month", 12.0), ("year", 1.0)]
)
def test_rate_per_year(unit: str, factor: float) -> None:
    assert Rate.parse(f"0.5 per person-{unit}").per_year({}) == pytest.approx(0.5 * factor)


def test_rate_at_reference() -> None:
    assert Rate.parse("0.5 per person-month  at  reference") == Rate(Measure(0.5, "person-month"), True)
    assert Rate.parse("2 x stops at reference").names == ("stops",)
    assert Rate.parse("2 x stops at reference").per_year({"stops": 0.3}) == pytest.approx(0.6)
    assert not Rate.parse("stops at night").at_reference


def test_parameters_are_in_base_units() -> None:
    assert Rate.parse("2 x stops").per_year({"stops": 0.3}) == pytest.approx(0.6)
    assert Duration.parse("memory").days({"memory": 30.0}) == 30.0


def test_kind_and_base_of_measures() -> None:
    measures = [Measure.parse(text) for text in ("3", "2 weeks", "1 per person-month")]
    assert [measure.kind for measure in measures] == ["number", "duration", "rate"]
    assert [measure.base for measure in measures] == pytest.approx([3.0, 14.0, 12.0])
    assert measures[2].in_base(0.5) == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("prior", "inside", "outside"),
    [
        ("lognormal 1 to 2", 0.1, 0.0),
        ("gamma 1 to 2", 0.1, -1.0),
        ("halfnormal 1 to 2", 0.1, 0.0),
        ("beta 0.1 to 0.2", 0.9, 1.0),
        ("uniform 1 to 2", 2.0, 2.1),
    ],
)
def test_support_of_priors(prior: str, inside: float, outside: float) -> None:
    assert Prior.parse(prior).allows(inside)
    assert not Prior.parse(prior).allows(outside)


@pytest.mark.parametrize("prior", ["normal 1 to 2", "fixed"])
def test_priors_that_allow_any_number(prior: str) -> None:
    assert Prior.parse(prior).allows(-100.0)


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        (Expression, True, "true is no expression"),
        (Expression, None, "nothing is no expression"),
        (Expression, inf, "inf is not finite"),
        (Expression, "a * b", "is no expression"),
        (People, "0 people", "is not above 0"),
        (Prior, "normal 2 to 2", "the first must be below the second"),
        (Rate, "2 x 3", "has no unit"),
        (Rate, "0.002 per year", "is no rate; write 0.002 per person-year$"),
        (Rate, "80 % per year", "is no rate; write 0.8 per person-year$"),
        (Rate, "3 per person per month", "is no rate; write 3 per person-month$"),
        (Measure, "0.5 / week", "is no value; write 0.5 per person-week$"),
        (Measure, "12 %", "is no value; write 0.12$"),
        (Expression, "80%", "is no expression; write 0.8$"),
        (Duration, "3 per year", "is no duration; write a duration like"),
        (Measure, "1e308 years", "is too large to compute with"),
        (Measure, "1e307 per person-day", "is too large to compute with"),
        (Rate, "3 at reference", "has no unit"),
        (Rate, "3 per person-year at the reference", "what may follow a rate is 'at reference'"),
        (Rate, "3 per person-year at night", "what may follow a rate is 'at reference'"),
        (Rate, "stops at refrence", "what may follow a rate is 'at reference'"),
    ],
)
def test_what_is_refused(kind: type, given: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kind.parse(given)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.2/year", "0.2 per person-year"),
        ("0.2 / month", "0.2 per person-month"),
        ("0.2 a year", "0.2 per person-year"),
        ("2 per 1000 people per year", "0.002 per person-year"),
        ("2 per 1,000 per year", "0.002 per person-year"),
        ("2 in 1000 a year", "0.002 per person-year"),
        ("3 per thousand inhabitants per week", "0.003 per person-week"),
        ("5 per million people each day", "5e-06 per person-day"),
        ("2 per 1000 person-years", "0.002 per person-year"),
        ("20% a year", "0.2 per person-year"),
        ("20 % of people per year", "0.2 per person-year"),
        ("0.2 per person per year", "0.2 per person-year"),
    ],
)
def test_a_rate_as_people_write_it_is_named_with_what_to_write(written: str, meant: str) -> None:
    for kind in (Rate, Measure):
        with pytest.raises(ValueError, match=f"^'{written}' is no (rate|value); write {meant}$"):
            kind.parse(written)
    assert str(Rate.parse(meant)) == meant


def test_a_share_written_in_per_cent_is_named_with_what_to_write(tiny: dict[str, Any]) -> None:
    tiny["population"]["traits"] = {
        "sex": {"woman": "50%", "man": 0.5},
        "luck": {"lognormal": "80 %", "classes": 3},
    }
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert str(caught.value).splitlines() == [
        "population.traits.sex.woman: '50%' is no share; write 0.5",
        "population.traits.luck.lognormal: '80 %' stands where a number is wanted; write 0.8",
    ]
    with pytest.raises(ValueError, match=r"^'2 per 0 people per year' is no expression"):
        Rate.parse("2 per 0 people per year")
