"""boomerang: a whole country in memory, to ask why people come back at a state that presses on them.

import boomerang

run = boomerang.simulate("village", seed=1)
run.dataset.events.sum(["time", "place"])
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boomerang.case import Case, CaseError
    from boomerang.case.bundled import load
    from boomerang.report.explain import explain
    from boomerang.report.explanation import Explanation
    from boomerang.study.draws import draw_priors
    from boomerang.study.ensemble import ensemble
    from boomerang.study.run import Run
    from boomerang.study.simulate import simulate

    __version__: str

__all__ = [
    "Case",
    "CaseError",
    "Explanation",
    "Run",
    "__version__",
    "draw_priors",
    "ensemble",
    "explain",
    "load",
    "simulate",
]

_HOMES = {
    "Case": "boomerang.case",
    "CaseError": "boomerang.case",
    "Explanation": "boomerang.report.explanation",
    "Run": "boomerang.study.run",
    "draw_priors": "boomerang.study.draws",
    "ensemble": "boomerang.study.ensemble",
    "explain": "boomerang.report.explain",
    "load": "boomerang.case.bundled",
    "simulate": "boomerang.study.simulate",
}


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
