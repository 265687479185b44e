"""How fitted explanations compare with the observations, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boomerang.inference.fits import FittedCheck, never
from boomerang.report.data.plain import number, numbers

MADE = "explanations"  # the key of what each makes
ENDS = ("least", "low", "median", "high", "most")


def never_data(fits: Sequence[FittedCheck], names: Sequence[str]) -> dict[str, list[str]]:
    """For each explanation what it does not make even when it is fitted."""
    return {name: [fit.check.name for fit in never(fits, k)] for k, name in enumerate(names)}


def fitted_data(fits: Sequence[FittedCheck], names: Sequence[str]) -> list[dict[str, Any]]:
    """Each figure, level and shape: what was observed, and what each explanation makes when it is fitted."""
    return [
        {
            "kind": fit.check.kind,
            "of": fit.check.of,
            "name": fit.check.name,
            "unit": fit.check.unit,
            "observed": number(fit.check.observed_shown),
            MADE: {name: _made(fit, k) for k, name in enumerate(names)},
        }
        for fit in fits
    ]


def _made(fit: FittedCheck, k: int) -> dict[str, Any]:
    return {
        **dict(zip(ENDS, numbers(fit.made[k]), strict=True)),
        "apart": number(fit.apart[k]),
        "tail": number(fit.tail[k]),
        "p": number(fit.p[k]),
        "never": bool(fit.never[k]),
    }
