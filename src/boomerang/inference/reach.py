"""Parameters whose posterior reaches beyond all that was drawn from the prior."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from boomerang.inference.explain import Answer

NOTABLE = 0.05  # share of a posterior beyond its prior from which it is worth a line
MOST_TOLD = 2  # explanations, the likeliest
NAMED = 3  # parameters named in a line


def beyond_prior(answer: Answer) -> dict[str, dict[str, float]]:
    """For each explanation the share of the posterior beyond every draw of the prior, where there is any.

    The parameters that reach furthest come first.
    """
    found = {}
    for estimate in answer.estimates:
        shares = estimate.beyond_prior
        order = np.argsort(-shares, kind="stable")
        found[estimate.explanation] = {
            estimate.parameters[j]: round(float(shares[j]), 4) for j in order if shares[j] > 0
        }
    return found


def reaches(answer: Answer) -> list[str]:
    """A sentence for each likely explanation of which a parameter reaches notably beyond its prior."""
    told = []
    judged = [answer.data.table.names[i] for i in answer.verdict.explanations[:MOST_TOLD]]
    for explanation, shares in beyond_prior(answer).items():
        if explanation not in judged:
            continue
        far = [f"{plain_name(path)} ({share:.0%})" for path, share in shares.items() if share > NOTABLE]
        more = f" and {len(far) - NAMED} more" if len(far) > NAMED else ""
        if far:
            told.append(
                f"Under {explanation} the fit reaches beyond every draw of the prior for "
                f"{', '.join(far[:NAMED])}{more}: simulate more, or widen the prior."
            )
    return told


def plain_name(path: str) -> str:
    """`mechanisms.restriction.parameters.pull` as `restriction: pull`."""
    owner, _, name = path.rpartition("parameters.")
    return f"{owner.removeprefix('mechanisms.').rstrip('.')}: {name}" if owner else name
