"""A prior of a parameter: its text, its possible values, its distribution."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import ANY_NUMBER, FAMILIES, FIXED, Support, range_text
from boomerang.case.text.texts import NUMBER, TextValue, listed, nearest, read_number
from boomerang.errors import InputError

LEAST = float(np.finfo(np.float64).tiny)  # no draw is nearer to an end at 0 that is impossible itself


@dataclass(frozen=True)
class Prior(TextValue):
    """What was believed of a parameter before seeing the data: `lognormal 0.02 to 0.12`.

    `low` and `high` are the 5 % and 95 % points (the ends, for uniform), in the unit of the
    parameter's value; both are None for `fixed`.
    """

    family: str
    low: float | None = None
    high: float | None = None

    noun: ClassVar[str] = "prior"
    form: ClassVar[str] = "a prior like lognormal 0.02 to 0.12 (its 5 % and 95 % points), or fixed"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `FAMILY LOW to HIGH` or `fixed`."""
        if text == FIXED:
            return cls(FIXED)
        family = text.split(" ")[0]
        if family not in FAMILIES:
            families = (*FAMILIES, FIXED)
            raise ValueError(f"'{family}' is no prior ({listed(families)}){nearest(family, families)}")
        match = re.fullmatch(rf"{family} ({NUMBER}) to ({NUMBER})", text)
        if match is None:
            raise ValueError(f"'{text}' is no prior; write {cls.form}")
        return cls(family, read_number(match[1]), read_number(match[2]))._in_order(text)

    def _in_order(self, text: str) -> Self:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(
                f"'{text}' runs from {range_text(self.low, self.high)}; the first must be below the second"
            )
        return self

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return self.family
        return FAMILIES[self.family].written(self.low, self.high)

    @property
    def support(self) -> Support:
        """The values that the parameter may have at all; `fixed` says nothing of them."""
        if self.low is None or self.high is None:
            return ANY_NUMBER
        return FAMILIES[self.family].support(self.low, self.high)

    @property
    def drawn(self) -> tuple[float, float]:
        """The lowest and the highest value that can be drawn, in the unit of the parameter; not of `fixed`.

        Raises:
            InputError: the family cannot have these points.
        """
        return _drawn(self.family, *self._points())

    @property
    def bounds(self) -> tuple[float, float]:
        """Ends between which every draw lies: those of the support, or, if these are infinite, of `drawn`.

        Raises:
            InputError: as of `drawn`, where it is not certain without looking that the points can be met.
        """
        support, family = self.support, FAMILIES[self.family]
        if support.least > -inf and support.most < inf and family.met(*self._points()):
            return support.least or (0.0 if support.closed else LEAST), support.most
        return self.drawn

    def _points(self) -> tuple[float, float]:
        if self.low is None or self.high is None:
            raise ValueError("a fixed parameter has no distribution")
        return self.low, self.high

    def allows(self, number: float) -> bool:
        """Whether the family can give `number` at all."""
        return number in self.support


@lru_cache(maxsize=4096)
def _drawn(family: str, low: float, high: float) -> tuple[float, float]:
    return FAMILIES[family].drawn(low, high)


def in_doubt(prior: Prior | None) -> bool:
    """Whether there is anything to draw: a parameter without a prior, or a fixed one, keeps its value."""
    return prior is not None and prior.family != FIXED


def quantile(prior: Prior, u: ArrayLike) -> Floats:
    """Give the values below which the shares `u` of a prior lie.

    Args:
        prior: any but `fixed`; its points are in the unit of the parameter.
        u: shares of any shape, each above 0 and below 1.

    Returns:
        float64 of the shape of `u`, in the unit of the parameter.

    Raises:
        InputError: the family cannot have these points. ValueError: the prior is fixed.
    """
    low, high = prior._points()
    if not (prior.allows(low) and prior.allows(high)):
        raise InputError(f"'{prior}' has an end that a {prior.family} distribution cannot reach")
    return FAMILIES[prior.family].quantile(low, high, np.asarray(u, np.float64))
