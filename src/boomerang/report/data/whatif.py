"""A comparison of policies as plain data, in the order in which it is read."""

from __future__ import annotations

from typing import Any

from boomerang.inference.advice import cannot, choice, hangs, says
from boomerang.inference.judged import Judged
from boomerang.report.data.changes import changes_of
from boomerang.report.data.plain import by_name, record
from boomerang.report.data.policy_tables import choice_of, facts_of, table_of
from boomerang.report.data.where import policy_places


def whatif_data(given: Judged) -> dict[str, Any]:
    """All that a comparison says but the single pairs."""
    pairs, table = given.pairs, table_of(given)
    numbers = {name: [*rows] for name, rows in pairs.records.items()}
    return {
        **facts_of(given),
        "more_is_better": given.more,
        "notes": list(given.notes),
        "advice": choice(given),
        "explanations": by_name(given.explanations, pairs.belief.weights),
        "pairs": {name: len(rows) for name, rows in numbers.items()},
        "refused": {name: len(rows) - len(pairs.kept(name)) for name, rows in numbers.items()},
        "choice": {str(name): record(row) for name, row in choice_of(given).to_dict("index").items()},
        "where": policy_places(given),
        "policies": {
            policy: {
                "says": says(given, policy),
                "hangs": hangs(given, policy),
                "cannot": cannot(given, policy),
                "under": {
                    name: {**record(row), "changes": changes_of(given, policy, name)}
                    for name, row in table.loc[policy].to_dict("index").items()
                },
            }
            for policy in pairs.policies
        },
    }
