"""The parameters of a case as sliders: where they can stand, and what was believed of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats
from boomerang.case import Case
from boomerang.case.check.changed_parameters import followers
from boomerang.case.parts.schema import Policy
from boomerang.case.scenario import scenario
from boomerang.study.draws import draws_at, parameters_in_doubt

STEPS = 40  # a slider has one position more
ENDS = (0.005, 0.995)  # of the prior, of a slider
WIDE = 5.0  # how many times the 5 % point the 95 % point is from which on a scale is logarithmic
DIGITS = 3


@dataclass(frozen=True)
class Knob:
    """A parameter that can be turned.

    Attributes:
        path, name, owner: of the parameter; `owner` is its mechanism, empty for one of the case.
        about: what it is, in words of the case; may be empty.
        values: where it can stand, as `settings` take it, from low to high.
        usual: the number of the value nearest to that of the case; given: that of the case as it is written.
        density: how likely the prior makes each value, the likeliest 1.
        low, high: the numbers of the values nearest to the 5 % and the 95 % point of the prior.
    """

    path: str
    name: str
    owner: str
    about: str
    values: tuple[str, ...]
    usual: int
    given: str
    density: tuple[float, ...]
    low: int
    high: int

    def at(self, text: str | None) -> int:
        """The number of the value nearest to a given one, as it is written in a case; None for the usual."""
        number, unit = _parts(text or self.given)
        numbers = [_parts(value) for value in self.values]
        if text is None or unit != numbers[0][1]:
            return self.usual
        return min(range(len(numbers)), key=lambda i: abs(numbers[i][0] - number))

    def shown(self, text: str | None) -> list[str]:
        """The values, with the usual one and the given one in the words of the case."""
        written = {self.usual: self.given} | ({} if text is None else {self.at(text): text})
        return [written.get(i, value) for i, value in enumerate(self.values)]


def knobs(case: Case, explanation: str | None) -> tuple[Knob, ...]:
    """The parameters that a run follows under an explanation; those of its mechanisms first."""
    asked = scenario(case, explanation=explanation)
    on = (None, *asked.mechanisms)
    wanted = [path for path in parameters_in_doubt(asked) if _matters(case, path, on)]
    shares = np.linspace(*ENDS, 100)
    drawn = draws_at(asked, np.tile(shares[:, None], (1, len(parameters_in_doubt(asked)))))
    found = [_knob(case, path, shares, drawn[path].tolist()) for path in wanted]
    return tuple(sorted(found, key=lambda knob: not knob.owner))


def _matters(case: Case, path: str, on: Collection[str | None]) -> bool:
    """Whether anything in a run follows a parameter, and not only what was counted."""
    return any(
        user in on and steps[0] not in ("observations", "observable")
        for user, steps in followers(case, Policy(), path)
    )


def _knob(case: Case, path: str, shares: Floats, drawn: list[object]) -> Knob:
    owner, name = case.parameter_paths()[path]
    parameter = case.own_parameters()[owner][name]
    unit = str(drawn[0]).partition(" ")[2]
    numbers = np.array([_parts(str(text))[0] for text in drawn])
    low, high, given = (float(np.interp(share, shares, numbers)) for share in (0.05, 0.95, 0.5))
    scale, back = (np.log, np.exp) if low > 0 and high / low > WIDE else (np.asarray, np.asarray)
    at = np.linspace(scale(numbers[0]), scale(numbers[-1]), STEPS + 1)
    density = np.gradient(np.interp(at, scale(numbers), shares), at)
    values = [f"{x:.{DIGITS}g}" for x in back(at)]
    text = str(parameter.value)
    given = _parts(text)[0]

    def nearest(number: float) -> int:
        return int(np.abs(at - scale(max(number, 1e-300))).argmin())

    return Knob(
        path=path,
        name=name,
        owner=owner or "",
        about=parameter.about or "",
        values=tuple(f"{value} {unit}".strip() for value in values),
        usual=nearest(given),
        given=text,
        density=tuple((density / density.max()).round(3).tolist()),
        low=nearest(low),
        high=nearest(high),
    )


def _parts(text: str) -> tuple[float, str]:
    """The number and the unit of a value; NaN for the number of a text that has none."""
    number, _, unit = text.partition(" ")
    try:
        return float(number), unit
    except ValueError:
        return float("nan"), unit
