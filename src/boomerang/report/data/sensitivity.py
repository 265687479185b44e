"""Indices of sensitivity as plain data."""

from __future__ import annotations

from typing import Any

from boomerang.report.data.plain import number, numbers
from boomerang.study.sensitivity import Influences


def sensitivity_data(found: Influences) -> dict[str, Any]:
    """All of it: what `--json` prints and sensitivity.json holds."""
    return {
        "case": found.case,
        "explanation": found.explanation,
        "method": found.method,
        "main": found.main,
        "countries": found.countries,
        "replicates": found.replicates,
        "left_out": found.left_out,
        "outcomes": {outcome: _outcome(found, outcome) for outcome in found.outcomes},
    }


def _outcome(found: Influences, outcome: str) -> dict[str, Any]:
    """What is known of an outcome: its mean, the share of luck, and each measure of each parameter."""
    counts = found.outcomes[outcome]
    table = found.indices.loc[outcome]
    measures = dict.fromkeys(table.index.get_level_values("measure"))
    return {
        "mean": number(float(counts.mean())),
        "luck": number(found.luck[outcome]),
        "indices": {
            measure: {
                path: dict(zip(row.index, numbers(row), strict=True))
                for path, row in table.loc[measure].iterrows()
            }
            for measure in measures
        },
    }
