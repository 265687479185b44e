"""Whether all that can be drawn from priors is possible where it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product
from math import isfinite

from boomerang.case.check.ranges import OF_KIND, Range, range_of
from boomerang.case.check.review import Review, steps_to_parameter
from boomerang.case.parts.priors.prior import in_doubt
from boomerang.case.parts.quantities import Quantity
from boomerang.case.parts.schema import Parameter
from boomerang.case.parts.values import Expression
from boomerang.case.text.texts import listed
from boomerang.case.text.yaml_text import Steps, path_text
from boomerang.errors import InputError

Interval = tuple[float, float]


class Reach:
    """How far the parameters of a case reach; reports those that reach too far, each once.

    A parameter reaches from the lowest to the highest value that can be drawn, below and above which one in
    two billion lies, and to its own value. A product reaches as far as its factors can take it.
    """

    def __init__(self, review: Review) -> None:
        self.review = review
        self._told: set[Steps] = set()

    def leave_out(self, steps: Steps) -> None:
        """Say nothing of a parameter of which something is told already: its prior may have no values."""
        self._told.add(steps)

    def check_parameter(self, parameter: Parameter, steps: Steps) -> None:
        """Check that a prior can be drawn from, and that a rate or a duration stays one."""
        if not in_doubt(parameter.prior):
            return
        kind, wanted = parameter.value.kind, OF_KIND[parameter.value.kind]
        try:
            least, most = _reach(parameter, closely=False)
        except InputError as error:
            self._tell(steps, str(error))
            return
        if least < 0 and kind != "number":
            message = f"'{parameter.prior}' can fall below 0, and a {kind} cannot; take lognormal or gamma"
            self._tell(steps, message)
        elif not (wanted.holds(least) and wanted.holds(most)):
            self._tell(steps, f"'{parameter.prior}' reaches too far to compute with; narrow it")

    def check(self, quantity: Quantity, steps: Steps, mechanism: str | None) -> None:
        """Check that a quantity whose value is possible stays so whatever is drawn."""
        parameters, wanted = self.review.case.parameters_of(mechanism), range_of(steps, quantity, self.review)
        given = {name: parameters[name] for name in quantity.names}
        drawn = [name for name in given if in_doubt(given[name].prior)]
        doubtful = {name: steps_to_parameter(self.review.case, name, mechanism) for name in drawn}
        if self._told.intersection(doubtful.values()):
            return
        wrong = _wrong(quantity, wanted, given, doubtful)
        if wrong is None:
            return
        where = path_text(self.review.source.written(steps))
        for name, at in doubtful.items():
            alone = _wrong(quantity, wanted, given, [name])
            if alone is not None:
                self._tell(at, _message(given[name], quantity, where, wanted, alone))
        if not self._told.intersection(doubtful.values()):
            together = f"the priors of {listed(doubtful)} can together bring '{quantity}'"
            self.review.report(steps, f"{together} {_to(wrong)}, and {wanted}; narrow one of them")

    def _tell(self, steps: Steps, message: str) -> None:
        self._told.add(steps)
        self.review.report((*steps, "prior"), message)


def _wrong(
    quantity: Quantity, wanted: Range, given: Mapping[str, Parameter], drawn: Collection[str]
) -> float | None:
    """An end of the reach of a quantity that is not possible, if those in `drawn` are drawn; None for none.

    The support of a prior often suffices, and spares its quantiles.
    """
    wrong: float | None = None
    for closely in (False, True) if drawn else ():
        reach = {
            name: _reach(parameter, closely) if name in drawn else (parameter.value.base,) * 2
            for name, parameter in given.items()
        }
        wrong = next((end for end in _product(quantity, reach) if not wanted.holds(end)), None)
        if wrong is None:
            return None
    return wrong


def _reach(parameter: Parameter, closely: bool) -> Interval:
    """How far a parameter in doubt reaches, in base units; not `closely`, at most so far."""
    prior, value = parameter.prior, parameter.value
    assert prior is not None
    least, most = map(value.in_base, prior.drawn if closely else prior.bounds)
    return min(least, value.base), max(most, value.base)


def _product(quantity: Quantity, reach: Mapping[str, Interval]) -> Interval:
    """How far a product reaches. What cannot be computed is not a number, which no range holds."""
    expression = quantity if isinstance(quantity, Expression) else quantity.amount
    assert isinstance(expression, Expression)
    least, most = 1.0, 1.0
    for factor in expression.factors:
        ends = reach[factor] if isinstance(factor, str) else (factor, factor)
        products = sorted(a * b for a, b in product((least, most), ends))
        least, most = products[0], products[-1]
    return least, most


def _message(parameter: Parameter, quantity: Quantity, where: str, wanted: Range, wrong: float) -> str:
    """What is said of a prior that reaches too far on its own."""
    assert parameter.prior is not None
    brings = f"'{parameter.prior}' can bring '{quantity}' {_to(wrong)}, and {wanted} ({where})"
    return f"{brings}; {wanted.remedy(parameter.prior.family)}"


def _to(wrong: float) -> str:
    return f"to {wrong:.3g}" if isfinite(wrong) else "beyond all numbers"
