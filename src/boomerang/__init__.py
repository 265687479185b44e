"""boomerang: a whole country in memory, to ask why people come back at a state that presses on them.

import boomerang

scenario = boomerang.scenario("village", without=["ties"])
run = boomerang.simulate(scenario, seed=1)
run.dataset.events.sum(["time", "place"])
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boomerang.case import Case, CaseError
    from boomerang.case.bundled import load
    from boomerang.case.scenario import Scenario, scenario
    from boomerang.errors import InputError
    from boomerang.inference.numbers import Numbers
    from boomerang.report.comparison import Comparison
    from boomerang.report.data.parameters import settings_of
    from boomerang.report.drawing import Drawing, chart
    from boomerang.report.explain import explain
    from boomerang.report.explanation import Explanation
    from boomerang.report.number import number
    from boomerang.report.sensitivity import sensitivity
    from boomerang.report.story import Stories, story
    from boomerang.report.whatif import whatif
    from boomerang.study.accounting import Accounting, account
    from boomerang.study.accounting_descent import Descent, descent
    from boomerang.study.accounting_history import History, history
    from boomerang.study.accounting_switches import by_switching_off
    from boomerang.study.draws import draw_priors, simulate_draws
    from boomerang.study.ensemble import Ensemble, ensemble
    from boomerang.study.run import Run
    from boomerang.study.sensitivity import Influences
    from boomerang.study.simulate import simulate

    __version__: str

_HOMES = {
    "Accounting": "boomerang.study.accounting",
    "Case": "boomerang.case",
    "CaseError": "boomerang.case",
    "Comparison": "boomerang.report.comparison",
    "Descent": "boomerang.study.accounting_descent",
    "Drawing": "boomerang.report.drawing",
    "Ensemble": "boomerang.study.ensemble",
    "Explanation": "boomerang.report.explanation",
    "History": "boomerang.study.accounting_history",
    "Influences": "boomerang.study.sensitivity",
    "InputError": "boomerang.errors",
    "Numbers": "boomerang.inference.numbers",
    "Run": "boomerang.study.run",
    "Scenario": "boomerang.case.scenario",
    "Stories": "boomerang.report.story",
    "account": "boomerang.study.accounting",
    "by_switching_off": "boomerang.study.accounting_switches",
    "chart": "boomerang.report.drawing",
    "descent": "boomerang.study.accounting_descent",
    "draw_priors": "boomerang.study.draws",
    "ensemble": "boomerang.study.ensemble",
    "explain": "boomerang.report.explain",
    "history": "boomerang.study.accounting_history",
    "load": "boomerang.case.bundled",
    "number": "boomerang.report.number",
    "scenario": "boomerang.case.scenario",
    "sensitivity": "boomerang.report.sensitivity",
    "settings_of": "boomerang.report.data.parameters",
    "simulate": "boomerang.study.simulate",
    "simulate_draws": "boomerang.study.draws",
    "whatif": "boomerang.report.whatif",
    "story": "boomerang.report.story",
}

__all__ = [
    "Accounting",
    "Case",
    "CaseError",
    "Comparison",
    "Descent",
    "Drawing",
    "Ensemble",
    "Explanation",
    "History",
    "Influences",
    "InputError",
    "Numbers",
    "Run",
    "Scenario",
    "Stories",
    "__version__",
    "account",
    "by_switching_off",
    "chart",
    "descent",
    "draw_priors",
    "ensemble",
    "explain",
    "history",
    "load",
    "number",
    "scenario",
    "sensitivity",
    "settings_of",
    "simulate",
    "simulate_draws",
    "story",
    "whatif",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for, so that `import boomerang` costs nothing."""
    if name == "__version__":
        from boomerang.version import version

        return version()
    if name not in _HOMES:
        raise AttributeError(f"module 'boomerang' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
