"""What was learned of parameters, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boomerang.case import Case
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.learned import learned
from boomerang.report.data.plain import number


def learned_data(estimates: Sequence[Estimate], case: Case) -> dict[str, list[dict[str, Any]]]:
    """For each explanation the 90 % intervals of its parameters in units of the case, most narrowed first."""
    return {
        estimate.explanation: [
            {
                "parameter": each.name,
                "before": each.before,
                "after": each.after,
                "unit": each.unit,
                "shrinkage": number(each.shrinkage),
            }
            for each in learned(estimate, case)
        ]
        for estimate in estimates
    }
