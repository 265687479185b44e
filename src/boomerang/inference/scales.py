"""The ranges of the parameters of a case."""

from __future__ import annotations

from boomerang.case import Case
from boomerang.case.parts.parameter_change import path_of_parameter
from boomerang.case.parts.priors.prior import Prior
from boomerang.case.parts.values import Measure
from boomerang.inference.learn.posterior import Scale


def scale_of(prior: Prior, value: Measure) -> Scale:
    """The range that a prior allows, in the base unit of its parameter's value."""
    return Scale(value.in_base(prior.support.least), value.in_base(prior.support.most))


def measures_of(case: Case) -> dict[str, Measure]:
    """The value of every parameter as the case writes it, by path."""
    return {
        path_of_parameter(mechanism, name): parameter.value
        for mechanism, parameters in case.own_parameters().items()
        for name, parameter in parameters.items()
    }


def scales_of(case: Case) -> dict[str, Scale]:
    """The range of every parameter that has a prior, by path, in base units."""
    return {
        path_of_parameter(mechanism, name): scale_of(parameter.prior, parameter.value)
        for mechanism, parameters in case.own_parameters().items()
        for name, parameter in parameters.items()
        if parameter.prior is not None
    }
