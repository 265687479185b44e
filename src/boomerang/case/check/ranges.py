"""What may stand where: the range of every quantity, in which its value lies and all that priors can draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite

from boomerang.case.check.review import Review
from boomerang.case.parts.names import Names
from boomerang.case.parts.quantities import Quantity
from boomerang.case.parts.values import LEAST_TIMED, Duration, Kind, Rate
from boomerang.case.text.texts import number_text
from boomerang.case.text.yaml_text import Steps

MOST = 1e15  # of kicks, gains, levels and rates, so that no sum or product of them leaves what can be held
MOST_STEPS = 100_000
RATIOS = ("hazard ratios", "chance ratios")


@dataclass(frozen=True)
class Range:
    """The values that are possible somewhere.

    Attributes:
        what: whose range it is, such as 'a chance'.
        least, most: its ends, in base units.
        above: what is said of `least` itself where that is not possible; `{}` stands for what is written.
        never: whether it may be infinite, as a duration may. divides: whether something is divided by it.
    """

    what: str
    least: float = -MOST
    most: float = MOST
    above: str = ""
    never: bool = False
    divides: bool = False

    def holds(self, number: float) -> bool:
        """Whether a number is possible; no number is not."""
        if number == inf:
            return self.never
        if self.divides and 0 < number < LEAST_TIMED:
            return False
        return self.least <= number <= self.most and not (self.above and number == self.least)

    def fault(self, quantity: Quantity | str, value: float) -> str:
        """What is wrong with a value that is not possible, of a quantity or its text."""
        alone = str(quantity) == number_text(value)
        given = number_text(value) if alone else f"'{quantity}' comes to {number_text(value)}"
        if not isfinite(value):
            return f"'{quantity}' is too large to compute with; write smaller numbers"
        if self.divides and 0 < value < LEAST_TIMED:
            return f"'{quantity}' is too small to compute with; write larger numbers"
        if self.above and value == self.least:
            return self.above.format(quantity)
        if self.least == 0 > value and self.most > 1:
            return f"{given}{' is negative' if alone else ''}; {self.what} is {self._from_0}"
        which = " is" if alone else ", which is"
        return f"{given}{which} outside {self._ends}, the range of {self.what}"

    def __str__(self) -> str:
        within = f"from {self._ends}" if self.least or self.most < MOST else self._from_0
        return f"{self.what} is {within}"

    def remedy(self, family: str) -> str:
        """What to do with a prior of a family that does not keep to it."""
        families = ("beta", "uniform") if self.most <= 1 else ("lognormal", "gamma")
        return "narrow it" if self.least < 0 or family in families else f"take {' or '.join(families)}"

    @property
    def _from_0(self) -> str:
        return "above 0" if self.above else "0 or more"

    @property
    def _ends(self) -> str:
        return f"{self.least:g} to {self.most:g}"


RATE = Range("a rate", 0.0)
DURATION = Range("a duration", 0.0, inf, never=True)
HALF_LIFE = replace(
    DURATION,
    what="a half-life",
    above="'{}' is not above 0; write a duration like 6 months, or never",
    divides=True,
)
RATIO = Range("a ratio", 0.0, 1e300)  # logarithms are multiplied and added, so that any is possible
CHANCE, DETECTED, LEVER = (Range(what, 0.0, 1.0) for what in ("a chance", "a detected share", "a lever"))
KICK, GAIN, CLIMATE, TRAIT, COLUMN = map(Range, ("a kick", "a gain", "a climate", "a trait", "a column"))
ERROR = Range("an error", 0.0, 10.0)
DRIFT = Range("a drift a year", -10.0, 10.0)
PEOPLE = Range("a number of people", 0.0)
WEIGHT = Range("a weight", 0.0, 1e4)
OF_KIND: dict[Kind, Range] = {"number": Range("a number"), "rate": RATE, "duration": DURATION}


def range_of(steps: Steps, quantity: Quantity, review: Review) -> Range:
    """The range of a quantity by where it stands."""
    at, names = steps[2:] if steps[0] == "mechanisms" else steps, review.names
    if at[0] == "period":
        length = (review.case.period.end - review.case.period.start).days
        return Range("a step in days", length / MOST_STEPS, length + 1)
    if isinstance(quantity, Rate):
        return RATE
    if isinstance(quantity, Duration):
        return HALF_LIFE if at[-1] in ("half-life", "relaxes over") else DURATION
    if at[0] in ("transitions", "acts", "encounters"):
        return _ratio(str(at[3]), names) if at[2] in RATIOS else CHANCE
    if at[0] in RATIOS:
        return _ratio(str(at[2]), names)
    if at[0] == "events" or (at[0] == "policies" and at[2] == "events"):
        return PEOPLE
    if at[0] == "policies" and at[-1] == "times":
        return RATIO
    if at[0] == "levers" or (at[0] == "policies" and at[2] == "levers"):
        return LEVER
    if at[0] == "observations":
        return {"error": ERROR, "drift": DRIFT}.get(str(at[-1]), DETECTED)
    return {"kicks": KICK, "responses": GAIN}.get(str(at[0]), CLIMATE)


def _ratio(key: str, names: Names) -> Range:
    """A ratio of 0 leaves people out; per unit of something there is no such ratio."""
    term = names.term(key)
    if term is None or term.kind == "selection":
        return RATIO
    message = f"0 is possible for a selection of people only, and '{key}' is a {term.kind}"
    return replace(RATIO, above=message.replace("{", "{{").replace("}", "}}"))
