"""The tables of a comparison of policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boomerang.inference.judged import Judged
from boomerang.measure.paired import EXPLANATION, POLICY
from boomerang.version import version

if TYPE_CHECKING:
    from pandas import DataFrame


def table_of(given: Judged) -> DataFrame:
    """One row a policy and explanation; columns as of `Comparison.table`."""
    from pandas import DataFrame, MultiIndex

    policies, explanations = given.pairs.policies, given.explanations
    rows = [_row(given, p, e) for p in range(len(policies)) for e in range(len(explanations))]
    index = MultiIndex.from_product([policies, explanations], names=[POLICY, EXPLANATION])
    return DataFrame(rows, index=index)


def _row(given: Judged, p: int, e: int) -> dict[str, float | bool]:
    policy, explanation, found = given.pairs.policies[p], given.explanations[e], given.decision
    effect = given.effects[policy][explanation]
    return {
        "as_it_was": effect.before,
        "median": found.median[p + 1, e],
        "low": found.low[p + 1, e],
        "high": found.high[p + 1, e],
        "mean": effect.change,
        "mean_low": effect.low,
        "mean_high": effect.high,
        "regret": found.regret[p + 1, e],
        "idle": given.is_idle(policy, explanation),
    }


def choice_of(given: Judged) -> DataFrame:
    """One row a policy, the first as it was; columns as of `Comparison.choice`."""
    from pandas import DataFrame, Index

    found, count = given.decision, np.arange(len(given.policies))
    columns = {
        "average": found.average,
        "median": found.average_median,
        "low": found.average_low,
        "high": found.average_high,
        "better": found.better,
        "worst_regret": found.worst,
        "variance_factor": [np.nan, *given.factors.values()],
        "minimax": count == found.minimax,
        "best": count == found.best,
    }
    return DataFrame(columns, index=Index(given.policies, name=POLICY))


def best_first(given: Judged) -> list[str]:
    """The policies by their average over all explanations, the best first."""
    sign = -1.0 if given.more else 1.0
    order = np.argsort(sign * given.decision.average[1:], kind="stable")
    return [given.pairs.policies[p] for p in order]


def facts_of(given: Judged) -> dict[str, str | int]:
    """What was compared and how to do it again."""
    pairs, scenario = given.pairs, given.pairs.scenario
    return {
        "case": scenario.case.name,
        "version": version(),
        "outcome": pairs.outcome,
        "drawn_from": pairs.belief.source,
        "seed": str(pairs.seed),
        "until": scenario.last_day.isoformat(),
        "persons": scenario.persons or "as in the case",
    }
