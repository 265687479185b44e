"""Which mechanisms are at work, as plain data."""

from __future__ import annotations

from typing import Any

from boomerang.inference.mechanisms import Mechanisms
from boomerang.inference.table.subsets import SUBSETS
from boomerang.report.data.plain import number


def mechanisms_data(given: Mechanisms) -> dict[str, Any]:
    """What is added to an answer: `inclusion` by mechanism, and `subsets`, the table that it rests on."""
    table, found = given.table, given.inclusion
    return {
        "inclusion": {
            name: {
                "claim": table.case.mechanisms[name].claim,
                "probability": number(found.probability[i]),
                "sd": number(found.sd[i]),
                "prior": number(found.prior[i]),
                "silent": bool(given.silent[i]),
            }
            for i, name in enumerate(given.names)
        },
        "subsets": {
            "countries": table.about.simulations,
            "shared": list(given.shared),
            "refused": number(table.share_refused(SUBSETS)),
            "digest": table.digest,
        },
    }
