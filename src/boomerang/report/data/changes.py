"""What policies change over time, by place and by trait, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from boomerang.inference.decision import ENDS
from boomerang.inference.judged import Judged
from boomerang.measure.paired import differences
from boomerang.report.data.plain import numbers
from boomerang.study.results import Variable


def changes_of(given: Judged, policy: str, explanation: str) -> dict[str, Any]:
    """The outcome by month, place and trait, and each tally of the case along each of its dimensions.

    Of each label the mean difference between twins and the ends of its 90 % interval; a tally is summed over
    its other dimensions. What is the same in all pairs is left out.
    """
    pairs, found = given.pairs, dict[str, Any]()
    number, records = pairs.policies.index(policy), pairs.records[explanation]
    kept = [records[pair] for pair in pairs.kept(explanation)]
    for name, first in differences(kept[0]):
        values = np.stack([record[name].values[number] for record in kept])
        if values.any():
            found[name] = {
                dim: _along(_summed_but(values, axis), kept[0][dim])
                for axis, dim in enumerate(first.dims[1:], start=1)
            }
    return found


def _summed_but(values: Any, axis: int) -> Any:
    """[pairs, labels]: summed over all axes but that of the pairs and this one."""
    return values.sum(axis=tuple(other for other in range(1, values.ndim) if other != axis))


def _along(values: Any, labels: Variable) -> dict[str, Any]:
    """One dimension of the differences, float64[pairs, labels]."""
    low, _, high = np.quantile(values, ENDS, axis=0)
    return {
        "labels": [_text(label) for label in labels.values],
        "mean": numbers(values.mean(axis=0)),
        "low": numbers(low),
        "high": numbers(high),
    }


def _text(label: Any) -> str:
    return str(label.astype("datetime64[D]") if isinstance(label, np.datetime64) else label)
